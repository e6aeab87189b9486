"""Pages of training: learning, sessions, practice, and what editors change."""
