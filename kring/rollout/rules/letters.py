"""When a letter may come: while people are at work, never at night."""

from datetime import datetime

POLITE_FROM, POLITE_UNTIL = 8, 18  # hours of the organisation's own day
SATURDAY = 5


def is_polite(here: datetime) -> bool:
    """Return whether a letter may be sent at a moment, as the organisation's own clock has it."""
    return here.weekday() < SATURDAY and POLITE_FROM <= here.hour < POLITE_UNTIL
