"""Actions of the programme, by subject."""
