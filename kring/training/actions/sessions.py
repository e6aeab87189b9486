"""Sessions in a room: planned by editors, signed up for by anybody, attendance noted by the trainer."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.people import queries as people
from kring.people.queries.joining import is_there
from kring.reach import actions as reach
from kring.training.errors import (
    ColleagueUnknownError,
    NotTheTrainerError,
    NotYetError,
    SessionInThePastError,
    SessionNowhereError,
    SessionOverError,
    SessionUntitledError,
    TrainerStaysError,
)
from kring.training.models import Session, SignUp

if TYPE_CHECKING:
    from kring.people.models import Person

Said = dict[str, str]
IN_A_CALENDAR = ("title", "about", "starts_at", "minutes", "place", "video_link")


@dataclass(frozen=True)
class Planned:
    """What an editor fills in about a session."""

    title: Said
    starts_at: datetime
    minutes: int = 60
    place: str = ""
    video_link: str = ""
    places: int = 12
    trainer_email: str = ""
    about: Said = field(default_factory=dict)


@transaction.atomic
def plan_session(*, by: "Person", session: Session | None, planned: Planned, now: datetime) -> Session:
    """Plan a session, or change one that is still to come."""
    if session is not None:
        session = Session.objects.select_for_update().get(pk=session.pk)
        if session.called_off_at or session.starts_at <= now:
            raise SessionOverError
    if not any(planned.title.values()):
        raise SessionUntitledError
    if not planned.place and not planned.video_link:
        raise SessionNowhereError
    if planned.starts_at <= now:
        raise SessionInThePastError
    trainer = people.person_by_email(planned.trainer_email)
    if trainer is None or not is_there(trainer, timezone.localdate(now)):
        raise ColleagueUnknownError
    if session and session.trainer_id != trainer.pk and SignUp.objects.filter(session=session).exists():
        raise TrainerStaysError
    before = [getattr(session, name) for name in IN_A_CALENDAR] if session else None
    had_place = _with_place(session) if session else set()
    session = session or Session(organisation_id=by.organisation_id)
    session.trainer = trainer
    for name in (*IN_A_CALENDAR, "places"):
        setattr(session, name, getattr(planned, name))
    is_changed = before is not None and before != [getattr(session, name) for name in IN_A_CALENDAR]
    session.sequence += is_changed
    session.save()
    if is_changed:
        _tell(session, f"changed {session.sequence}", now=now)
    _tell_of_place(session, had_place, now)
    return session


def _with_place(session: Session) -> set[int]:
    """Return who has a place: those who signed up first."""
    return set(SignUp.objects.filter(session=session).values_list("person", flat=True)[: session.places])


def _tell_of_place(session: Session, had_place: set[int], now: datetime) -> None:
    """Tell who waited and has a place now."""
    if new := _with_place(session) - had_place:
        _tell(session, "place", only=new, now=now)


def _tell(session: Session, what: str, *, only: set[int] | None = None, now: datetime) -> None:
    """Have who signed up told how the training stands now, once for each thing that happened to it."""
    rows = SignUp.objects.filter(session=session).select_related("person")
    about = {"session": session.pk, "has_place": only is not None}
    told = [
        reach.Told(row.person, about, f"training {session.pk} {what}")
        for row in rows
        if only is None or row.person_id in only
    ]
    if told:
        reach.tell_each(kind="training.session", told=told, now=now, good_until=session.starts_at)


@transaction.atomic
def call_off_session(*, by: "Person", session: Session, now: datetime) -> None:
    """Call a session off; who signed up is told, and still finds it on their page."""
    held = Session.objects.select_for_update().get(pk=session.pk)
    if held.called_off_at or held.starts_at <= now:
        raise SessionOverError
    held.called_off_at, held.sequence = now, held.sequence + 1
    held.save(update_fields=["called_off_at", "sequence"])
    _tell(held, "off", now=now)


@transaction.atomic
def sign_up(*, by: "Person", session: Session, now: datetime) -> None:
    """Sign `by` up; when all places are taken they wait, and move up by themselves."""
    held = Session.objects.select_for_update().get(pk=session.pk)
    if held.called_off_at or held.starts_at <= now:
        raise SessionOverError
    SignUp.objects.get_or_create(
        organisation_id=by.organisation_id, session=held, person=by, defaults={"signed_up_at": now}
    )


@transaction.atomic
def cancel_sign_up(*, by: "Person", session: Session, now: datetime) -> None:
    """Not come after all: the next who waits has the place, and hears so."""
    held = Session.objects.select_for_update().get(pk=session.pk)
    if not held.called_off_at and held.starts_at <= now:
        raise SessionOverError
    had_place = _with_place(held)
    SignUp.objects.filter(session=held, person=by).delete()
    if not held.called_off_at:
        _tell_of_place(held, had_place, now)


@transaction.atomic
def note_attendance(*, by: "Person", session: Session, came: set[int], now: datetime) -> None:
    """Note who came, by the sign-ups' numbers; only the trainer sees it, and each person of themselves."""
    if session.trainer_id != by.pk:
        raise NotTheTrainerError
    if session.called_off_at or session.starts_at > now:
        raise NotYetError
    SignUp.objects.filter(session=session).exclude(pk__in=came).update(came=False)
    SignUp.objects.filter(session=session, pk__in=came).update(came=True)
