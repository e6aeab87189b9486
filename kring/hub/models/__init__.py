"""What the Social Hub keeps, by subject."""
