"""The content hour: when it is, who comes, and how it goes; the mails that follow are rows for the worker to send."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kring.core import audit
from kring.core.models import Organisation
from kring.core.worker import wake
from kring.stories import queries, rules
from kring.stories.errors import (
    HourNotOpenError,
    HourOverError,
    HourTooEarlyError,
    NotesChangedError,
    SomebodyElseWasFirstError,
)
from kring.stories.models import ContentHour, HourItem, HourPlan, HourVisit, Letter

if TYPE_CHECKING:
    from kring.people.models import Person

MONTHS_AHEAD = 4  # this month and the next three
SEND = "stories.tasks.letters.send_letters"


@dataclass(frozen=True)
class Session:
    """When and where a session is, and who hosts it."""

    starts_at: datetime
    minutes: int
    place: str
    video_link: str
    host_id: int | None


@transaction.atomic
def save_hour_plan(
    *,
    by: "Person",
    is_on: bool,
    week: int,
    weekday: int,
    at: time,
    minutes: int,
    place: str,
    video_link: str,
    host_id: int | None,
    answer_within: int,
    now: datetime,
) -> HourPlan:
    """Say when the content hour comes back. Sessions to come follow, except those that were changed by themselves."""
    plan = HourPlan.objects.select_for_update().first() or HourPlan(organisation_id=by.organisation_id)
    plan.is_on, plan.week, plan.weekday, plan.at, plan.minutes = is_on, week, weekday, at, minutes
    plan.place, plan.video_link, plan.host_id, plan.answer_within = place, video_link, host_id, answer_within
    plan.save()
    lay_out_hours(now=now)
    return plan


@transaction.atomic
def lay_out_hours(*, now: datetime) -> None:
    """Make the sessions of the coming months as the plan says; doing it again changes nothing."""
    plan = HourPlan.objects.select_for_update().first()
    if plan is None:
        return
    untouched = ContentHour.objects.filter(
        month__isnull=False, is_own=False, starts_at__gt=now, opened_at__isnull=True, cancelled_at__isnull=True
    )
    if not plan.is_on:
        for hour in untouched:
            _call_off(hour, now)
            ContentHour.objects.filter(pk=hour.pk).update(month=None)  # so that the plan may make it anew
        return
    zone = ZoneInfo(Organisation.objects.get(pk=plan.organisation_id).time_zone)
    for month in rules.months_from(now.astimezone(zone).date(), MONTHS_AHEAD):
        day = rules.day_of_month(month.year, month.month, week=plan.week, weekday=plan.weekday)
        starts_at = datetime.combine(day, plan.at, zone)
        session = Session(starts_at, plan.minutes, plan.place, plan.video_link, plan.host_id)
        known = ContentHour.objects.filter(month=month).first()
        if known is None and starts_at > now:
            _make(plan.organisation_id, session, month=month)
        elif known is not None and starts_at > now and untouched.filter(pk=known.pk).exists():
            _change(known, session)


def _make(organisation_id: int, session: Session, **fields: object) -> ContentHour:
    hour = ContentHour(organisation_id=organisation_id, **fields)
    _fill(hour, session)
    hour.save()
    _invite_host(hour)
    return hour


def _fill(hour: ContentHour, session: Session) -> None:
    hour.starts_at, hour.minutes = session.starts_at, session.minutes
    hour.place, hour.video_link, hour.host_id = session.place, session.video_link, session.host_id


@transaction.atomic
def plan_extra_hour(*, by: "Person", session: Session, now: datetime) -> ContentHour:
    """Hold a content hour beside the ones that come back."""
    if session.starts_at <= now:
        raise HourTooEarlyError
    return _make(by.organisation_id, session, is_own=True)


@transaction.atomic
def change_hour(*, by: "Person", hour: ContentHour, session: Session, now: datetime) -> ContentHour:
    """Move one session or change it; whoever signed up gets an update that their calendar takes over."""
    hour = ContentHour.objects.select_for_update().get(pk=hour.pk)
    if hour.cancelled_at or hour.opened_at:
        raise HourOverError
    if session.starts_at <= now:
        raise HourTooEarlyError
    hour.is_own = True
    _change(hour, session)
    return hour


def _change(hour: ContentHour, session: Session) -> None:
    before = Session(hour.starts_at, hour.minutes, hour.place, hour.video_link, hour.host_id)
    if before == session:
        if hour.is_own:
            hour.save(update_fields=["is_own"])
        return
    _fill(hour, session)
    hour.sequence, hour.version, hour.pulse = hour.sequence + 1, hour.version + 1, hour.pulse + 1
    hour.save()
    if before.host_id and before.host_id != hour.host_id and before.host_id not in _who_comes(hour):
        _write(hour, [before.host_id], Letter.Kind.CANCEL)
    _write(hour, _who_comes(hour), Letter.Kind.INVITE)


@transaction.atomic
def cancel_hour(*, by: "Person", hour: ContentHour, now: datetime) -> ContentHour:
    """Call one session off; whoever signed up hears of it, and it leaves their calendar."""
    hour = ContentHour.objects.select_for_update().get(pk=hour.pk)
    if hour.opened_at:
        raise HourOverError
    if hour.cancelled_at is None:
        _call_off(hour, now)
        audit.note(by, "called off", hour)
    return hour


def _call_off(hour: ContentHour, now: datetime) -> None:
    hour.cancelled_at, hour.sequence = now, hour.sequence + 1
    hour.version, hour.pulse = hour.version + 1, hour.pulse + 1
    hour.save()
    _write(hour, _who_comes(hour), Letter.Kind.CANCEL)


def _who_comes(hour: ContentHour) -> list[int]:
    """Return the people who signed up, and the host."""
    signed = list(HourVisit.objects.filter(hour=hour, signed_up_at__isnull=False).values_list("person_id", flat=True))
    return [*signed, *([hour.host_id] if hour.host_id and hour.host_id not in signed else [])]


def _invite_host(hour: ContentHour) -> None:
    if hour.host_id:
        _write(hour, [hour.host_id], Letter.Kind.INVITE)


def _write(hour: ContentHour, person_ids: Iterable[int], kind: str) -> None:
    """Write a mail to each; one that waits still and is overtaken goes. To each person the sequence rises."""
    person_ids = list(person_ids)
    before = Letter.objects.filter(hour=hour, person__in=person_ids)
    last: dict[int, int] = {}
    for person_id, sequence in before.values_list("person_id", "sequence"):
        last[person_id] = max(last.get(person_id, -1), sequence)
    before.filter(sent_at__isnull=True, claimed_at__isnull=True).delete()
    letters = [
        Letter(
            organisation_id=hour.organisation_id,
            kind=kind,
            person_id=person_id,
            hour=hour,
            sequence=max(hour.sequence, last.get(person_id, -1) + 1),
        )
        for person_id in person_ids
    ]
    made = Letter.objects.bulk_create(letters)
    if made:
        wake(SEND, made[0])


@transaction.atomic
def sign_up(*, by: "Person", hour: ContentHour, now: datetime) -> HourVisit:
    """Say that one comes; the invitation follows by mail."""
    hour = ContentHour.objects.select_for_update().get(pk=hour.pk)
    if hour.cancelled_at or hour.closed_at:
        raise HourOverError
    visit = _visit(hour, by)
    if visit.signed_up_at is None:
        visit.signed_up_at = now
        visit.save()
        if hour.host_id != by.pk:  # the host has it already
            _write(hour, [by.pk], Letter.Kind.INVITE)
    return visit


@transaction.atomic
def sign_off(*, by: "Person", hour: ContentHour) -> None:
    """Say that one does not come after all; it leaves one's calendar."""
    hour = ContentHour.objects.select_for_update().get(pk=hour.pk)
    gone = HourVisit.objects.filter(hour=hour, person=by, signed_up_at__isnull=False).update(signed_up_at=None)
    knows = Letter.objects.filter(hour=hour, person=by, claimed_at__isnull=False).exists()
    if gone and not knows:
        Letter.objects.filter(hour=hour, person=by).delete()  # it never left
    elif gone and not hour.cancelled_at and not hour.opened_at and hour.host_id != by.pk:
        _write(hour, [by.pk], Letter.Kind.CANCEL)


def _visit(hour: ContentHour, person: "Person") -> HourVisit:
    return HourVisit.objects.get_or_create(organisation_id=hour.organisation_id, hour=hour, person=person)[0]


@transaction.atomic
def say_here(*, by: "Person", hour: ContentHour, now: datetime) -> None:
    """Say that one is in the room: one's first name appears on the screen."""
    hour = ContentHour.objects.select_for_update().get(pk=hour.pk)
    if hour.cancelled_at or hour.closed_at or not is_about_now(hour, now):
        raise HourNotOpenError
    visit = _visit(hour, by)
    visit.here_at = visit.here_at or now
    visit.save()
    ContentHour.objects.filter(pk=hour.pk).update(pulse=F("pulse") + 1)


def say_gone(*, by: "Person", hour: ContentHour) -> None:
    """Take one's name off the screen again."""
    HourVisit.objects.filter(hour=hour, person=by).update(here_at=None)
    ContentHour.objects.filter(pk=hour.pk).update(pulse=F("pulse") + 1)


def is_about_now(hour: ContentHour, now: datetime) -> bool:
    """Return whether people may be in the room: it is live, or near its time."""
    return hour.is_live or hour.starts_at - timedelta(minutes=30) <= now <= hour.ends_at + timedelta(minutes=30)


@transaction.atomic
def open_hour(*, by: "Person", hour: ContentHour, version: int, now: datetime) -> ContentHour:
    """Begin: what waits becomes the agenda, and the one that waited longest is shown."""
    hour = _locked(hour, version)
    if hour.cancelled_at or hour.closed_at:
        raise HourOverError
    if hour.opened_at is None:
        hour.opened_at = now
        hour.host_id = hour.host_id or by.pk
        _bring_agenda(hour, now)
        _show_next(hour, now)
    return hour


@transaction.atomic
def show_idea(*, by: "Person", hour: ContentHour, idea_id: int | None, version: int, now: datetime) -> ContentHour:
    """Go on to an idea; without one, to the next that waits. What came in meanwhile joins the agenda."""
    hour = _locked(hour, version)
    if not hour.is_live:
        raise HourNotOpenError
    _bring_agenda(hour, now)
    if idea_id is not None and (item := queries.item(hour, idea_id)):
        _show(hour, item, now)
    else:
        _show_next(hour, now)
    return hour


def _bring_agenda(hour: ContentHour, now: datetime) -> None:
    HourItem.objects.bulk_create(
        [
            HourItem(organisation_id=hour.organisation_id, hour=hour, idea=idea)
            for idea in queries.ideas_waiting().filter(created_at__lte=now)
        ],
        ignore_conflicts=True,
    )


def _show_next(hour: ContentHour, now: datetime) -> None:
    """Show the next idea without an outcome, after the one that is shown, and round again."""
    waiting = [one for one in queries.items(hour) if one.idea_id != hour.current_id and not _is_done(hour, one)]
    fresh = [one for one in waiting if one.shown_at is None]
    _show(hour, next(iter(fresh or waiting), None), now)


def _is_done(hour: ContentHour, item: HourItem) -> bool:
    answered, opened = item.idea.answered_at, hour.opened_at
    return bool(answered and opened and answered >= opened)


def _show(hour: ContentHour, item: HourItem | None, now: datetime) -> None:
    if item is not None:
        HourItem.objects.filter(pk=item.pk, shown_at__isnull=True).update(shown_at=now)
    hour.current = item.idea if item else None
    hour.version, hour.pulse = hour.version + 1, hour.pulse + 1
    hour.save()


@transaction.atomic
def close_hour(*, by: "Person", hour: ContentHour, version: int, now: datetime) -> ContentHour:
    """End: ideas without an outcome are owed an answer from now on."""
    hour = _locked(hour, version)
    if not hour.is_live:
        raise HourNotOpenError
    # What nobody got round to was not talked about: it waits for the next one, and is not owed because of this one.
    HourItem.objects.filter(hour=hour, shown_at__isnull=True, notes="", idea__answered_at__isnull=True).delete()
    hour.closed_at, hour.current = now, None
    hour.version, hour.pulse = hour.version + 1, hour.pulse + 1
    hour.save()
    audit.note(by, "held", hour)
    return hour


def _locked(hour: ContentHour, version: int) -> ContentHour:
    """Return the session as it is now, for this press alone; refuse when somebody pressed since the page was drawn."""
    locked = ContentHour.objects.select_for_update(of=("self",)).get(pk=hour.pk)
    if locked.version != version:
        raise SomebodyElseWasFirstError
    return locked


@transaction.atomic
def keep_notes(*, by: "Person", hour: ContentHour, idea_id: int, notes: str, version: int) -> HourItem:
    """Keep the notes as typed; refuse when somebody else kept other notes since, unless these go on from those.

    A line that broke may have brought notes without telling the page: it goes on from its own words then.
    """
    item = HourItem.objects.select_for_update().get(hour=hour, idea=idea_id)
    if item.notes == notes:
        return item
    if item.notes_version != version and not notes.startswith(item.notes):
        raise NotesChangedError
    item.notes, item.notes_version = notes[:20000], item.notes_version + 1
    item.save(update_fields=["notes", "notes_version"])
    return item


@transaction.atomic
def claim_letter(*, now: datetime) -> Letter | None:
    """Take the next mail to send, so that no other worker sends it; one that lost its reason goes."""
    waiting = queries.letters_waiting(now=now).select_for_update(skip_locked=True, of=("self",))
    for letter in waiting.select_related("person", "organisation", "hour__host")[:100]:
        if not _has_reason(letter, now):
            letter.delete()
            continue
        letter.claimed_at = now
        letter.save(update_fields=["claimed_at"])
        return letter
    return None


def _has_reason(letter: Letter, now: datetime) -> bool:
    """Return whether a mail still says something true to somebody who is there."""
    left = letter.person.employed_until
    if left is not None and left <= timezone.localdate(now):
        return False
    if letter.kind == Letter.Kind.INVITE:
        return letter.hour.cancelled_at is None and letter.hour.closed_at is None
    return True


def record_letter_sent(*, letter: Letter, now: datetime) -> None:
    """Remember that a mail went out."""
    Letter.objects.filter(pk=letter.pk).update(sent_at=now)


def record_letter_refused(*, letter: Letter, problem: str) -> None:
    """Remember that the mail server will never take this mail."""
    Letter.objects.filter(pk=letter.pk).update(problem=problem[:200])
