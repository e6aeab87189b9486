"""What is filled in at the Social Hub, by subject."""
