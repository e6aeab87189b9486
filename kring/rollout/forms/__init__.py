"""Forms of the programme, by subject."""

__all__ = []
