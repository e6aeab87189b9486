"""When to look again, and what a look that failed means."""

from datetime import timedelta

from kring.connectors.channel import (
    MisconfiguredError,
    MissingPermissionError,
    NeedsReconnectError,
    NoSuchAccountError,
    RateLimitedError,
    RejectedError,
)
from kring.connectors.http import FetchError

LEASE = timedelta(minutes=10)  # how long a worker that listens has, before another may
ROUNDS = 5  # parts that one job fetches before it makes room for others
LONGEST_WAIT = timedelta(hours=6)
PROBLEMS = {
    NeedsReconnectError: "needs_reconnect",
    MissingPermissionError: "missing_permission",
    NoSuchAccountError: "no_such_account",
    MisconfiguredError: "misconfigured",
    RateLimitedError: "rate_limited",
    RejectedError: "rejected",
}


def wait(every: timedelta, failures: int, chance: float) -> timedelta:
    """Return how long to wait: twice as long after each failure in a row; `chance` (0 to 1) keeps places apart."""
    return min(every * 2 ** min(failures, 10), max(LONGEST_WAIT, every)) * (0.8 + 0.4 * chance)


def problem(error: Exception) -> str:
    """Return the key of what went wrong."""
    if isinstance(error, FetchError):
        return error.key
    return next((key for kind, key in PROBLEMS.items() if isinstance(error, kind)), "not_reached")
