"""Forms about people, by subject."""
