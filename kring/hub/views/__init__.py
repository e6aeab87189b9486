"""Pages of the Social Hub, by subject."""
