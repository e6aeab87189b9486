"""Try a nudge on a half of the units, or another time of the weekly mail on a half of the people."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

from kring.core import audit
from kring.nudges import rules
from kring.nudges.actions.kinds import use_kind
from kring.nudges.errors import MailTimeError, OwedError, TooFewUnitsError, TriedNowError
from kring.nudges.models import KindSetting, KindTrial, MailTrial
from kring.nudges.queries.trials import first_undecided, mail_times, units_with_people
from kring.nudges.rules import Kind, State

if TYPE_CHECKING:
    from kring.people.models import Person


@transaction.atomic
def try_kind(*, by: "Person", kind: Kind, seed: str, weeks: int, now: datetime) -> KindTrial:
    """Have a kind of nudge for a half of the units only, from the first week that is yet to be decided."""
    if kind == Kind.WENT_LIVE:
        raise OwedError
    today = timezone.localdate(now)
    units, since = units_with_people(today), first_undecided(today)
    if len(units) < 2 * rules.FEWEST_UNITS:
        raise TooFewUnitsError(2 * rules.FEWEST_UNITS)
    if KindTrial.objects.filter(kind=kind, stopped_at__isnull=True, until__gt=since).exists():
        raise TriedNowError
    with _only_one():
        made = KindTrial.objects.create(
            organisation_id=by.organisation_id,
            kind=kind,
            seed=seed,
            drawn=rules.halves(units, seed),
            since=since,
            until=since + timedelta(weeks=weeks),
        )
    audit.note(by, "tried nudge", made, kind=str(kind), seed=seed)
    return made


@transaction.atomic
def try_mail_time(*, by: "Person", weekday: int, hour: int, seed: str, weeks: int, now: datetime) -> MailTrial:
    """Have a half of the people get their week at another time, from the first week that is yet to be decided."""
    days, hours = mail_times()
    if weekday not in days or hour not in hours:
        raise MailTimeError
    since = first_undecided(timezone.localdate(now))
    if MailTrial.objects.filter(until__gt=since).exists():
        raise TriedNowError
    with _only_one():
        made = MailTrial.objects.create(
            organisation_id=by.organisation_id,
            weekday=weekday,
            hour=hour,
            seed=seed,
            since=since,
            until=since + timedelta(weeks=weeks),
        )
    audit.note(by, "tried mail time", made, weekday=weekday, hour=hour, seed=seed)
    return made


@transaction.atomic
def stop_mail_time(*, by: "Person", seed: str, now: datetime) -> None:
    """Give everybody their own time again, from the first week that is yet to be decided."""
    week = first_undecided(timezone.localdate(now))
    trial = MailTrial.objects.select_for_update().filter(seed=seed, until__gt=week).first()
    if trial is None:
        return
    audit.note(by, "stopped mail time", trial, seed=seed)
    if trial.since >= week:
        trial.delete()  # it never began
        return
    trial.until = week
    trial.save(update_fields=["until"])


@transaction.atomic
def stop_kind(*, by: "Person", kind: Kind, now: datetime) -> None:
    """Have a kind of nudge in all units again as it was before it was tried on a half."""
    setting = KindSetting.objects.filter(kind=kind).first()
    use_kind(by=by, kind=kind, is_on=setting is None or setting.state == State.ON, now=now)


@contextmanager
def _only_one() -> Iterator[None]:
    """Refuse a second one that somebody else began at the same moment."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as twice:
        raise TriedNowError from twice
