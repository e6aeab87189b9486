"""Pure functions of the Social Hub, by subject."""
