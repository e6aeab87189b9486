"""The phases that a unit goes through, and when."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Phase(StrEnum):
    """Where a unit is in the programme."""

    PLANNED = "planned"
    FORMING = "forming"  # heroes are chosen and formed
    HELPING = "helping"  # they help all others
    KEEPING = "keeping"  # it is kept alive


@dataclass(frozen=True)
class Dates:
    """First day of each phase; None: not planned yet."""

    forming: date | None
    helping: date | None
    keeping: date | None


NOT_PLANNED = Dates(None, None, None)


def dates(
    starts_on: date | None,
    *,
    forming_weeks: int,
    helping_weeks: int,
    helping_from: date | None = None,
    keeping_from: date | None = None,
) -> Dates:
    """Return when each phase begins: a unit's own dates, else by the lengths of the programme."""
    if starts_on is None:
        return NOT_PLANNED
    helping = helping_from if helping_from and helping_from > starts_on else starts_on + timedelta(weeks=forming_weeks)
    keeping = keeping_from if keeping_from and keeping_from > helping else helping + timedelta(weeks=helping_weeks)
    return Dates(starts_on, helping, keeping)


def phase_on(when: Dates, day: date) -> Phase:
    """Return the phase on a day."""
    if when.keeping and day >= when.keeping:
        return Phase.KEEPING
    if when.helping and day >= when.helping:
        return Phase.HELPING
    return Phase.FORMING if when.forming and day >= when.forming else Phase.PLANNED


def weeks_to_go(starts_on: date | None, day: date) -> int | None:
    """Return whole weeks until the start, negative once it is past; None: no day yet."""
    return None if starts_on is None else (starts_on - day).days // 7
