"""Take a decision: about a proposal, or of one's own. A decision is never changed, only followed by another."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from kring.adjust import queries
from kring.adjust.errors import (
    AlreadyFollowedError,
    ProposalGoneError,
    ReasonMissingError,
    ReviewDayError,
    WordsMissingError,
)
from kring.adjust.models import Choice, Decision, Gathered
from kring.adjust.rules.figures import Change
from kring.core import audit

if TYPE_CHECKING:
    from kring.people.models import Person

USUAL = timedelta(weeks=8)  # until it is looked at again
SOONEST, LATEST = timedelta(weeks=2), timedelta(weeks=52)


@dataclass(frozen=True)
class Own:
    """A decision of one's own: what, because of which figure if any, and which way it should go."""

    words: str
    why: str = ""
    figure: str = ""  # its key
    hoped: tuple[float, float] | None = None  # the least and the most that it should change
    is_more_better: bool = True
    follows_id: int | None = None


@transaction.atomic
def decide(
    *,
    by: "Person",
    proposal: str,
    choice: Choice,
    words: str = "",
    why: str = "",
    review_on: date | None = None,
    now: datetime,
) -> Decision:
    """Accept a proposal, accept it changed, or decline it with a reason; the figure is kept as it is now."""
    list(Gathered.objects.select_for_update().order_by("-sunday")[:1])  # two who decide at once: one after the other
    offered = next((one for one in queries.proposals(now) if one.key == proposal), None)
    if offered is None:
        raise ProposalGoneError
    words, why = " ".join(words.split()), " ".join(why.split())
    if choice == Choice.DECLINE and not why:
        raise ReasonMissingError
    if choice == Choice.CHANGE and not words:
        raise WordsMissingError
    made = Decision.objects.create(
        organisation_id=by.organisation_id,
        by=by,
        choice=choice,
        rule=offered.rule,
        proposal=offered.key,
        words=words if choice == Choice.CHANGE else "",
        why=why,
        because=offered.because.as_json(),
        watch=offered.watch.as_json(),
        hoped=offered.hoped.as_json(),
        is_more_better=offered.is_more_better,
        decided_at=now,
        review_on=None if choice == Choice.DECLINE else _day(review_on, now),
    )
    audit.note(by, "decided", made, choice=str(choice), proposal=offered.key)
    return made


@transaction.atomic
def decide_own(*, by: "Person", own: Own, review_on: date | None = None, now: datetime) -> Decision:
    """Write down a decision without a proposal, or one that follows another."""
    words = " ".join(own.words.split())
    if not words:
        raise WordsMissingError
    seen = queries.newest()
    figure = seen.figure(own.figure) if seen and own.figure else None
    if own.figure and figure is None:
        raise ProposalGoneError
    hoped = None
    if figure and own.hoped:
        low, high = sorted(own.hoped)
        hoped = Change((low + high) / 2, low, high)
    follows = queries.decision(own.follows_id) if own.follows_id else None
    try:
        with transaction.atomic():
            made = Decision.objects.create(
                organisation_id=by.organisation_id,
                by=by,
                choice=Choice.OWN,
                words=words,
                why=" ".join(own.why.split()),
                because=figure.as_json() if figure else None,
                watch=figure.as_json() if figure else None,
                hoped=hoped.as_json() if hoped else None,
                is_more_better=own.is_more_better,
                decided_at=now,
                review_on=_day(review_on, now),
                follows=follows,
            )
    except IntegrityError as twice:
        raise AlreadyFollowedError from twice
    audit.note(by, "decided", made, choice=str(Choice.OWN), follows=own.follows_id)
    return made


def _day(wanted: date | None, now: datetime) -> date:
    """Return the day on which a decision is looked at again."""
    today = timezone.localdate(now)
    day = wanted or today + USUAL
    if not today + SOONEST <= day <= today + LATEST:
        raise ReviewDayError
    return day
