"""Pages about stories: for editors, for colleagues who bring something in, and for everybody who reads."""
