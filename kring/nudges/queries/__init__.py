"""Reads of nudges, by subject."""

from kring.nudges.queries.alive import Alive, KindRow, alive
from kring.nudges.queries.digest import Week, week_of
from kring.nudges.queries.fading import Point, Row
from kring.nudges.queries.mine import Card, Hand, Mine, card, card_of, hands, mine, nudge, open_nudge
from kring.nudges.queries.trials import (
    Half,
    half,
    kind_trial,
    mail_times,
    mail_trial,
    stopped_seeds,
    weeks_told,
)
from kring.nudges.queries.weeks import Weeks, gather

__all__ = [
    "Alive",
    "Card",
    "Half",
    "Hand",
    "KindRow",
    "Mine",
    "Point",
    "Row",
    "Week",
    "Weeks",
    "alive",
    "card",
    "card_of",
    "gather",
    "half",
    "hands",
    "kind_trial",
    "mail_times",
    "mail_trial",
    "mine",
    "nudge",
    "open_nudge",
    "stopped_seeds",
    "week_of",
    "weeks_told",
]
