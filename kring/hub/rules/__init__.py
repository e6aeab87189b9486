"""Pure functions of the Social Hub, by subject."""

from kring.hub.rules.guidance import said
from kring.hub.rules.listening import LEASE, LONGEST_WAIT, ROUNDS, problem, wait
from kring.hub.rules.roster import BANDS, DayPart, days_shown, part_of
from kring.hub.rules.searching import any_of, query_of

__all__ = [
    "BANDS",
    "LEASE",
    "LONGEST_WAIT",
    "ROUNDS",
    "DayPart",
    "any_of",
    "days_shown",
    "part_of",
    "problem",
    "query_of",
    "said",
    "wait",
]
