"""When a post's numbers are read again, and who it was that followed a link. Pure functions."""

from datetime import datetime, timedelta

SCHEDULE = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)


def due_at(posted_at: datetime, turn: int) -> datetime | None:
    """Return when turn `turn` of reading back comes; None after the last."""
    return posted_at + SCHEDULE[turn] if turn < len(SCHEDULE) else None
