"""One file per way of listening."""
