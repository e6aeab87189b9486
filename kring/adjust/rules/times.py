"""The parts of a week in which people post."""

from enum import StrEnum

MIDDAY, EVENING, NIGHT = 11, 17, 5  # hours at which the next part begins; a night belongs to the evening before it
WEEKEND = 5  # Saturday, where Monday is 0


class Part(StrEnum):
    """A part of the week."""

    MORNING = "morning"
    MIDDAY = "midday"
    EVENING = "evening"
    WEEKEND_MORNING = "weekend_morning"
    WEEKEND_MIDDAY = "weekend_midday"
    WEEKEND_EVENING = "weekend_evening"


PARTS = tuple(Part)


def part_of(weekday: int, hour: int) -> int:
    """Return the place of a part of the week among all of them."""
    if hour < NIGHT:
        weekday, hour = (weekday - 1) % 7, EVENING
    return 3 * (weekday >= WEEKEND) + (hour >= MIDDAY) + (hour >= EVENING)
