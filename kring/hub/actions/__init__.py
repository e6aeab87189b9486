"""What people do at the Social Hub, by subject."""
