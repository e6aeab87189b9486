"""Pages of surveys, by subject."""
