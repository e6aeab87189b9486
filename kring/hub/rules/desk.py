"""How the desk works: what lies where, for how long a reply box is somebody's, what an age is called."""

from datetime import timedelta
from enum import StrEnum


class Pile(StrEnum):
    """What lies together at the desk."""

    NEW = "new"
    IN_HAND = "in_hand"
    SOON = "soon"  # open, and due soon or already
    ANSWERED = "answered"
    CLOSED = "closed"


class Feeling(StrEnum):
    """How somebody outside sounds to a person at the desk; never worked out."""

    GLAD = "glad"
    NEUTRAL = "neutral"
    UPSET = "upset"


SOON = timedelta(minutes=90)
LEASE = timedelta(minutes=5)  # a reply box that was left open is nobody's after this
UNDO = timedelta(seconds=10)  # an answer waits this long, so that it can be taken back
MOST_WORDS = 10_000
