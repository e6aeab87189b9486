"""What this room refuses, as sentences to show."""
