"""Reads about content hours: which come, who signed up, what is on the agenda, and the mails that wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from kring.people import queries as people
from kring.stories.models import ContentHour, HourItem, HourPlan, HourVisit, Idea, Letter
from kring.stories.queries.ideas import Brought, brought, ideas_waiting

if TYPE_CHECKING:
    from kring.people.models import Person

UNKNOWN_FOR = timedelta(hours=1)  # a mail that may have gone is not sent again within this time
OPEN_LATE = timedelta(hours=6)  # how long after its time a session that nobody opened stays in sight
MARK = 20  # letters of the signature in an address: it has to fit into 64


@dataclass(frozen=True)
class Answered:
    """What was talked about in a session: the idea, the notes, and what became of it by now."""

    item: HourItem
    idea: Idea


@dataclass(frozen=True)
class Room:
    """A session as it stands now: what is talked about, what is next, who is there."""

    hour: ContentHour
    current: HourItem | None
    brought: Brought | None
    to_come: list[Idea]
    done: list[Answered]
    here: list[str]  # first names


def hour_plan() -> HourPlan | None:
    """Return when the content hour comes back."""
    return HourPlan.objects.select_related("host").first()


def hour(pk: int) -> ContentHour | None:
    """Return one session."""
    return ContentHour.objects.select_related("host", "organisation").filter(pk=pk).first()


def hours_coming(now: datetime) -> QuerySet[ContentHour]:
    """Return the sessions to come and the one that is going on, soonest first."""
    coming = ContentHour.objects.filter(Q(starts_at__gt=now - OPEN_LATE) | Q(opened_at__isnull=False))
    return coming.filter(closed_at__isnull=True).select_related("host").order_by("starts_at", "pk")


def hours_past(now: datetime) -> QuerySet[ContentHour]:
    """Return the sessions that were held, newest first."""
    past = ContentHour.objects.filter(opened_at__isnull=False, closed_at__isnull=False)
    return past.select_related("host").order_by("-starts_at", "-pk")


def next_hour(now: datetime) -> ContentHour | None:
    """Return the session that goes on now, or else the next one; for everybody to see."""
    return hours_coming(now).filter(cancelled_at__isnull=True).first()


def visit(hour_id: int, person: "Person") -> HourVisit | None:
    """Return whether somebody signed up for a session or is there."""
    return HourVisit.objects.filter(hour=hour_id, person=person).first()


def signed_up(hours: list[ContentHour]) -> dict[int, int]:
    """Return how many people signed up for each session."""
    counted = HourVisit.objects.filter(hour__in=hours, signed_up_at__isnull=False).values_list("hour_id")
    return dict(counted.annotate(Count("pk")))


def agenda(now: datetime) -> QuerySet[Idea]:
    """Return what the next session talks about: the ideas that wait, longest first."""
    return ideas_waiting(now)


def items(hour: ContentHour) -> list[HourItem]:
    """Return the agenda of a session that was opened, in its order."""
    found = HourItem.objects.filter(hour=hour).select_related("idea__person", "idea__theme__pillar", "idea__owner")
    return list(found.order_by("idea__created_at", "idea_id"))


def item(hour: ContentHour, idea_id: int) -> HourItem | None:
    """Return one idea on the agenda of a session."""
    return HourItem.objects.select_related("idea", "hour").filter(hour=hour, idea=idea_id).first()


def answered_in(hour: ContentHour) -> list[Answered]:
    """Return what was talked about in a session, and what became of it."""
    return [Answered(one, one.idea) for one in items(hour) if one.shown_at or one.idea.answered_at]


def room(hour: ContentHour) -> Room:
    """Return a session as it stands now, in a number of queries that does not grow."""
    all_items = items(hour)
    current = next((one for one in all_items if one.idea_id == hour.current_id), None)
    opened = hour.opened_at
    done = [Answered(one, one.idea) for one in all_items if _is_done(one, opened) and one is not current]
    return Room(
        hour=hour,
        current=current,
        brought=brought([current.idea])[0] if current else None,
        to_come=[one.idea for one in all_items if not _is_done(one, opened) and one is not current],
        done=done,
        here=here(hour),
    )


def _is_done(one: HourItem, opened: datetime | None) -> bool:
    """Return whether an idea was answered since the session was opened."""
    return bool(one.idea.answered_at and opened and one.idea.answered_at >= opened)


def here(hour: ContentHour) -> list[str]:
    """Return the first names of who said that they are there."""
    there = HourVisit.objects.filter(hour=hour, here_at__isnull=False).select_related("person").order_by("here_at")
    return [one.person.first_name for one in there]


def letters_waiting(*, now: datetime) -> QuerySet[Letter]:
    """Return the mails that a worker should send: never claimed, or claimed so long ago that the worker is dead."""
    return Letter.objects.filter(
        Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - UNKNOWN_FOR), sent_at__isnull=True, problem=""
    ).order_by("pk")


def letters_asleep(*, now: datetime) -> Letter | None:
    """Return a mail that nobody is going to send: it waits, and no worker took any for two minutes."""
    before = now - timedelta(minutes=2)
    if Letter.objects.filter(claimed_at__gt=before).exists():
        return None
    return letters_waiting(now=now).filter(created_at__lt=before).first()


def mail_token(organisation_id: int, person_id: int, hour_id: int) -> str:
    """Return what says in an address, for this person and this session alone, whose idea an answer brings.

    Small letters and digits only: mail servers write addresses as they like.
    """
    return f"{person_id:x}-{hour_id:x}-{_mark(organisation_id, person_id, hour_id)}"


def person_of_mail_token(token: str) -> "Person | None":
    """Return whose answer a token stands for; None when we did not write it for somebody of this organisation."""
    person_hex, _dash, rest = token.strip().lower().partition("-")
    hour_hex, _dash, mark = rest.partition("-")
    try:
        person_id, hour_id = int(person_hex[:15], 16), int(hour_hex[:15], 16)
    except ValueError:
        return None
    found = people.person(person_id)
    if found is None or not constant_time_compare(mark, _mark(found.organisation_id, person_id, hour_id)):
        return None
    return found


def _mark(organisation_id: int, person_id: int, hour_id: int) -> str:
    said = f"{organisation_id}:{person_id}:{hour_id}"
    return salted_hmac("kring.stories.mail", said, algorithm="sha256").hexdigest()[:MARK]
