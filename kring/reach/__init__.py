"""How Kring reaches a person, and how seldom."""
