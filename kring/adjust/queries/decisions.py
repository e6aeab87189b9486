"""Reads of the week's figures, of what is proposed on them, and of what was decided."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from kring.adjust.models import Choice, Decision, Gathered
from kring.adjust.rules.figures import Change, Figure
from kring.adjust.rules.proposing import Proposal, propose

QUIET = timedelta(weeks=8)  # a proposal that was declined does not come back before


@dataclass(frozen=True)
class Seen:
    """The figures that were gathered last."""

    sunday: date
    figures: tuple[Figure, ...]

    def figure(self, key: str) -> Figure | None:
        """Return one of them by its key."""
        return next((one for one in self.figures if one.key == key), None)


def newest() -> Seen | None:
    """Return the figures that were gathered last, in one query."""
    row = Gathered.objects.filter(figures__isnull=False).order_by("-sunday").first()
    return Seen(row.sunday, tuple(Figure.read(one) for one in row.figures or ())) if row else None


def waiting(row_id: int) -> Gathered | None:
    """Return figures that the worker has yet to gather."""
    return Gathered.objects.filter(pk=row_id, figures__isnull=True).select_related("organisation").first()


def proposals(now: datetime) -> list[Proposal]:
    """Return what is proposed now; not what was decided already and is yet to be looked at, or was declined lately."""
    seen = newest()
    if seen is None:
        return []
    decided = _decided(now)
    return [one for one in propose(seen.figures) if one.key not in decided]


def _decided(now: datetime) -> Collection[str]:
    rows = Decision.objects.exclude(proposal="").filter(verdict__isnull=True)
    return {
        proposal
        for proposal, choice, decided_at in rows.values_list("proposal", "choice", "decided_at")
        if choice != Choice.DECLINE or decided_at > now - QUIET
    }


def decisions() -> QuerySet[Decision]:
    """Return every decision with what came of it, the newest first."""
    return Decision.objects.select_related("by", "verdict", "followed_by").order_by("-decided_at", "-pk")


def decision(decision_id: int) -> Decision | None:
    """Return one decision with what came of it."""
    return decisions().select_related("follows").filter(pk=decision_id).first()


def due(today: date) -> list[Decision]:
    """Return the decisions whose day to look again has come, and of which nothing is written yet."""
    return list(Decision.objects.filter(review_on__lte=today, verdict__isnull=True).order_by("pk"))


def figures_to_choose(seen: Seen | None) -> list[Figure]:
    """Return the figures that a decision without a proposal can rest on: those with a range, or counted."""
    return [one for one in seen.figures if one.range is not None] if seen else []


def hoped_of(row: Decision) -> Change | None:
    """Return what was hoped of a figure."""
    return Change(**row.hoped) if row.hoped else None


def figure_of(kept: dict[str, object] | None) -> Figure | None:
    """Return a figure as a row keeps it."""
    return Figure.read(kept) if kept else None
