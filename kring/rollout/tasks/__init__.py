"""Tasks of the programme, by subject."""
