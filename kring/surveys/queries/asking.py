"""Reads about asking: which surveys there are, who is asked, the link in a letter."""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.crypto import salted_hmac

from kring.people import queries as people
from kring.people.rules import Purpose
from kring.surveys.errors import LinkNotValidError
from kring.surveys.models import Asked, Envelope, Letter, Plan, Survey

if TYPE_CHECKING:
    from kring.people.models import Person, Unit


SALT = "kring.surveys.answer"
LINK_DAYS = 100
UNKNOWN_FOR = timedelta(hours=1)  # a letter that may have gone is not sent again within this time
REMIND_AFTER = timedelta(days=3)


def surveys() -> QuerySet[Survey]:
    """Return all surveys, newest first."""
    return Survey.objects.order_by("-asked_on", "-pk")


def open_surveys(on: date) -> QuerySet[Survey]:
    """Return the surveys that take answers."""
    return Survey.objects.filter(box_opened_on__isnull=True, asked_on__lte=on, closes_on__gt=on)


def device_key(asked: Asked) -> str:
    """Return what answers wait under on a device until they are sent: who opens theirs there finds nobody else's."""
    return salted_hmac("kring.surveys.device", str(asked.pk), algorithm="sha256").hexdigest()[:20]


def has_baseline() -> Callable[["Unit"], bool]:
    """Return what says of a unit whether a baseline of it was counted: of itself, of what it is in, or of everybody."""
    counted = Survey.objects.filter(kind=Survey.Kind.BASELINE, box_opened_on__isnull=False, is_void=False)
    asked = list(counted.values_list("units", flat=True))
    units = {unit for chosen in asked for unit in chosen}
    is_everybody = not all(asked)
    return lambda unit: is_everybody or unit.pk in units or unit.parent_id in units


def to_open(on: date) -> QuerySet[Survey]:
    """Return the surveys whose box is to be opened: no more answers are taken."""
    return Survey.objects.filter(box_opened_on__isnull=True, closes_on__lte=on).order_by("pk")


def to_mix(*, fewest: int) -> QuerySet[Survey]:
    """Return the surveys with so many new envelopes that they can be mixed with the others."""
    fresh = Envelope.objects.filter(slot__isnull=False).values("survey")
    enough = fresh.annotate(count=Count("pk")).filter(count__gte=fewest).values("survey")
    return Survey.objects.filter(pk__in=enough).order_by("pk")


def asked_of(person: "Person", on: date) -> QuerySet[Asked]:
    """Return what `person` is asked now, unless it is known already that they answered."""
    return Asked.objects.filter(person=person, survey__in=open_surveys(on), answered_on__isnull=True)


def open_survey_of(person: "Person", on: date) -> Asked | None:
    """Return the survey that `person` could answer now, if there is one that they did not answer."""
    asked = asked_of(person, on).select_related("survey", "person", "organisation").order_by("pk").first()
    return None if asked is None or has_answered(asked) else asked


def has_answered(asked: Asked) -> bool:
    """Return whether this person answered. Only for themselves: never show it to anybody else."""
    return asked.answered_on is not None or Envelope.objects.filter(survey=asked.survey_id, slot=slot(asked)).exists()


def slot(asked: Asked) -> str:
    """Return what stands for a person on a new envelope, so that nobody answers twice; without the key it is noise."""
    return salted_hmac("kring.surveys.slot", f"{asked.survey_id}:{asked.pk}", algorithm="sha256").hexdigest()


def plan() -> Plan:
    """Return the plan of this organisation; a new one is off."""
    return Plan.objects.first() or Plan()


@dataclass(frozen=True)
class Invitee:
    """Somebody who is asked, and where they belong on that day."""

    person_id: int
    unit_id: int
    group_id: int | None


def to_ask(*, units: Iterable[int], on: date) -> list[Invitee]:
    """Return the staff of these units and what is under them (none: of all) without an open survey, in two queries."""
    there = people.on_staff(on).exclude(Exists(_open_asks(on).filter(person=OuterRef("person"))))
    if wanted := set(units):
        there = there.filter(unit__in=below(wanted))
    rows = there.order_by("person_id", "pk").values_list("person_id", "unit_id", "person__target_group_id")
    return list({row[0]: Invitee(*row) for row in rows}.values())


def _open_asks(on: date) -> QuerySet[Asked]:
    return Asked.objects.filter(survey__in=open_surveys(on))


def below(units: set[int]) -> set[int]:
    """Return these units and every unit under them."""
    parents = dict(people.units().values_list("pk", "parent_id"))
    found = set()
    for pk, above in parents.items():
        path: list[int] = [pk]
        parent: int | None = above
        while parent is not None and parent not in path:
            path.append(parent)
            parent = parents.get(parent)
        if units & set(path):
            found.add(pk)
    return found


def starts() -> dict[int, date]:
    """Return when the programme starts in each unit that has a day: its own, else that of the unit above."""
    units = {unit.pk: unit for unit in people.units()}
    found = {}
    for pk, unit in units.items():
        above, seen = unit, {pk}
        while above.starts_on is None and above.parent_id in units and above.parent_id not in seen:
            seen.add(above.parent_id)
            above = units[above.parent_id]
        if above.starts_on:
            found[pk] = above.starts_on
    return found


def with_email(asked: QuerySet[Asked]) -> QuerySet[Asked]:
    """Return whoever of these agreed to mail."""
    return asked.filter(Exists(people.people_with_consent(Purpose.EMAIL).filter(pk=OuterRef("person"))))


def to_remind(survey: Survey) -> QuerySet[Asked]:
    """Return who is not known to have answered and had one letter. Never count these to anybody."""
    reminded = Letter.objects.filter(asked=OuterRef("pk"), is_reminder=True)
    return with_email(Asked.objects.filter(survey=survey, answered_on__isnull=True)).exclude(Exists(reminded))


def may_be_reminded(survey: Survey, on: date) -> bool:
    """Return whether a reminder makes sense now."""
    return survey.box_opened_on is None and survey.reminded_on is None and on >= survey.asked_on + REMIND_AFTER


def token(asked: Asked) -> str:
    """Return what the link in a letter carries: only good for this person, at this address, in this survey."""
    return signing.dumps([asked.organisation_id, asked.pk, _mark(asked.person.email)], salt=SALT, compress=False)


def address(asked: Asked) -> str:
    """Return the whole link in a letter."""
    return f"{settings.PUBLIC_URL}{reverse('surveys:answer_letter', args=[token(asked)])}"


def organisation_of_token(token: str) -> int:
    """Return the organisation whose letter this is; the rest is looked up inside its scope."""
    return _opened(token)[0]


def asked_of_token(token: str, on: date) -> Asked:
    """Return whom a letter asks; call inside the organisation of the letter."""
    _organisation, pk, mark = _opened(token)
    open_now = Asked.objects.filter(pk=pk, survey__in=open_surveys(on))
    found = open_now.select_related("person", "survey", "organisation").first()
    if found is None or not hmac.compare_digest(_mark(found.person.email), mark):
        raise LinkNotValidError
    return found


def _opened(token: str) -> tuple[int, int, str]:
    try:
        organisation_id, pk, mark = signing.loads(token, salt=SALT, max_age=timedelta(days=LINK_DAYS))
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkNotValidError from None
    return int(organisation_id), int(pk), str(mark)


def _mark(email: str) -> str:
    return hashlib.sha256(email.lower().encode()).hexdigest()[:16]


def letters_waiting(*, now: datetime) -> QuerySet[Letter]:
    """Return the letters that a worker should send: never claimed, or claimed so long ago that the worker is dead."""
    return Letter.objects.filter(
        Q(claimed_at__isnull=True) | Q(claimed_at__lt=now - UNKNOWN_FOR),
        Q(not_before__isnull=True) | Q(not_before__lte=now),
        sent_at__isnull=True,
        problem="",
    ).order_by("pk")


def letters_asleep(*, now: datetime) -> Letter | None:
    """Return a letter that nobody is going to send: it waits, and no worker took any letter for two minutes."""
    if Letter.objects.filter(claimed_at__gt=now - timedelta(minutes=2)).exists():
        return None
    return letters_waiting(now=now).first()


@dataclass(frozen=True)
class Listed:
    """A survey as a manager sees it: to whom, until when, and about how many answered; never who."""

    survey: Survey
    names: tuple[str, ...]
    asked: int
    tenths: int | None  # answered, in tenths of whom was asked; None: too few asked, or not open


def listed(on: date, *, most: int = 60) -> list[Listed]:
    """Return the newest surveys, in four queries for any number."""
    found = list(surveys()[:most])
    names = dict(people.units().values_list("pk", "name"))
    counts = {
        pk: (asked, answered)
        for pk, asked, answered in Asked.objects.filter(survey__in=[s.pk for s in found])
        .values_list("survey")
        .annotate(asked=Count("pk"), answered=Count("pk", filter=Q(answered_on__isnull=False)))
        .order_by()
    }
    rows = []
    for survey in found:
        asked, answered = counts.get(survey.pk, (0, 0))
        is_open = survey.box_opened_on is None and asked >= 20
        tenths = round(10 * answered / asked) if is_open else None
        rows.append(Listed(survey, tuple(names[pk] for pk in survey.units if pk in names), asked, tenths))
    return rows
