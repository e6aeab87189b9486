"""Views of the programme, by subject."""
