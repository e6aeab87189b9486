"""Reads about sessions: what others see of who comes is never more than whether there is room."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from kring.measure.suppress import rounded
from kring.training import rules
from kring.training.models import Session, SignUp

if TYPE_CHECKING:
    from kring.people.models import Person


@dataclass(frozen=True)
class SessionShown:
    """A session as one person sees it."""

    session: Session
    is_full: bool
    is_mine: bool  # signed up
    is_waiting: bool  # signed up, all places taken by who came first
    came: bool | None
    is_trainer: bool
    is_over: bool

    @property
    def ends_at(self) -> datetime:
        """When it ends."""
        return self.session.starts_at + timedelta(minutes=self.session.minutes)

    @property
    def is_open(self) -> bool:
        """Whether one can still sign up."""
        return not self.is_over and self.session.called_off_at is None


def _shown(found: "QuerySet[Session]", person: "Person", now: datetime) -> list[SessionShown]:
    sessions = list(found.select_related("trainer"))
    signed = list(SignUp.objects.filter(session__in=sessions).values_list("session_id", "person_id", "came"))
    lines: dict[int, list[tuple[int, bool | None]]] = {}
    for session_id, person_id, came in signed:
        lines.setdefault(session_id, []).append((person_id, came))
    made = []
    for one in sessions:
        line = lines.get(one.pk, [])
        place = next((n for n, (person_id, _came) in enumerate(line) if person_id == person.pk), None)
        made.append(
            SessionShown(
                session=one,
                is_full=len(line) >= one.places,
                is_mine=place is not None,
                is_waiting=place is not None and place >= one.places,
                came=line[place][1] if place is not None else None,
                is_trainer=one.trainer_id == person.pk,
                is_over=one.starts_at <= now,
            )
        )
    return made


def sessions_coming(person: "Person", now: datetime) -> list[SessionShown]:
    """Return the sessions to come; those that were called off only for who signed up."""
    mine = SignUp.objects.filter(session=OuterRef("pk"), person=person)
    there = Q(called_off_at__isnull=True) | Exists(mine)
    return _shown(Session.objects.filter(there, starts_at__gt=now)[:20], person, now)


def sessions_of(person: "Person", now: datetime) -> list[SessionShown]:
    """Return the last sessions that `person` gave or signed up for."""
    mine = SignUp.objects.filter(session=OuterRef("pk"), person=person)
    past = Session.objects.filter(Q(trainer=person) | Exists(mine), starts_at__lte=now, called_off_at__isnull=True)
    return _shown(past.order_by("-starts_at")[:5], person, now)


def session(pk: int) -> Session | None:
    """Return one session."""
    return Session.objects.filter(pk=pk).select_related("trainer").first()


def session_for(person: "Person", pk: int, now: datetime) -> SessionShown | None:
    """Return one session as `person` sees it."""
    return next(iter(_shown(Session.objects.filter(pk=pk), person, now)), None)


def sign_ups(session: Session) -> list[SignUp]:
    """Return who signed up, in order: for the trainer only."""
    return list(SignUp.objects.filter(session=session).select_related("person", "person__target_group"))


@dataclass(frozen=True)
class SessionPlanned:
    """A session as editors see it: counts are rounded, and None for a few people."""

    session: Session
    missing: str
    signed_up: int | None
    came: int | None


def sessions_planned(smallest: int) -> list[SessionPlanned]:
    """Return the newest sessions for editors, with counts that name nobody."""
    sessions = list(Session.objects.select_related("trainer").order_by("-starts_at", "-pk")[:50])
    counted = SignUp.objects.filter(session__in=sessions).order_by().values_list("session_id")
    numbers = {pk: (n, came) for pk, n, came in counted.annotate(n=Count("pk"), c=Count("pk", filter=Q(came=True)))}
    planned = []
    for one in sessions:
        signed, came = numbers.get(one.pk, (0, 0))
        planned.append(
            SessionPlanned(
                one,
                rules.missing_translation(one.title, one.about),
                rounded(signed, smallest) if signed >= smallest else None,
                rounded(came, smallest) if min(came, signed - came) >= smallest else None,
            )
        )
    return planned
