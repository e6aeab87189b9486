"""What editors and colleagues fill in about stories, by subject."""
