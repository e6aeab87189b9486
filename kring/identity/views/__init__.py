"""Pages about signing in and the organisation itself."""
