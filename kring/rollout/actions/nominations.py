"""What people say in private: whom they would name, and what they wish for themselves."""

import csv
import io
import json
from datetime import datetime, time, timedelta
from secrets import randbelow
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from kring.core import audit
from kring.core.secrets import seal
from kring.people import queries as people
from kring.people.rules import Purpose
from kring.reach import actions as reach
from kring.rollout.errors import (
    EnoughNamesError,
    NotNowError,
    NotYourColleagueError,
    RoundClosedError,
    TieFileUnreadableError,
)
from kring.rollout.messages import ROUND
from kring.rollout.models import Choice, Nomination, TieFile, Wish
from kring.rollout.queries import heroes as queries
from kring.rollout.queries import rounds, sealed
from kring.rollout.rules.heroes import Question

if TYPE_CHECKING:
    from datetime import date

    from kring.people.models import Person, Unit

Status = Choice.Status
MOST_NAMES = 3
SEALED_LENGTH = 200  # so that how long it is does not tell how many were named
TIES_AT_MOST = 200_000


@transaction.atomic
def begin_choice(*, by: "Person | None", unit: "Unit") -> Choice:
    """Return the open choice of a unit; make one with the organisation's defaults where there is none."""
    found = Choice.objects.filter(unit=unit).exclude(status=Status.DECIDED).first()
    if found is not None:
        return found
    defaults = queries.defaults()
    newest = Choice.objects.filter(unit=unit).order_by("-round").first()
    Choice.objects.filter(unit=unit).update(sealed=None)  # nobody comes in any more for who left an earlier list
    made, _is_new = Choice.objects.get_or_create(  # somebody else may have begun it at the same moment
        organisation_id=unit.organisation_id,
        unit=unit,
        round=newest.round + 1 if newest else 1,
        defaults={
            "wanted": defaults.wanted,
            "hours": defaults.hours,
            "rules": defaults.rules,
            "seed": randbelow(2**31),
        },
    )
    return made


@transaction.atomic
def start_round(*, by: "Person", unit: "Unit", until: "date", now: datetime) -> Choice:
    """Let the people of a unit name colleagues, until the end of a day."""
    choice = locked(begin_choice(by=by, unit=unit).pk)
    today = timezone.localdate(now)
    if choice.status not in (Status.PREPARING, Status.NOMINATING) or until < today:
        raise NotNowError
    choice.status, choice.nominations_until = Status.NOMINATING, until
    choice.nominations_from = choice.nominations_from or today
    choice.save(update_fields=["status", "nominations_until", "nominations_from"])
    _tell(choice, now)
    audit.note(by, "started_nominations", choice, until=until.isoformat())
    return choice


def _tell(choice: Choice, now: datetime) -> None:
    """Tell everybody of the unit who takes part, once, while the round is open; `reach` decides when they may be."""
    assert choice.nominations_until is not None  # noqa: S101 - the round was opened just now
    zone = ZoneInfo(choice.organisation.time_zone)
    reach.tell_each(
        kind=ROUND.key,
        told=[
            reach.Told(person, {"choice": choice.pk}, f"round {choice.pk}")
            for person in rounds.to_tell(choice.unit_id, timezone.localdate(now))
        ],
        now=now,
        good_until=datetime.combine(choice.nominations_until + timedelta(days=1), time(), zone),
    )


@transaction.atomic
def close_round(*, by: "Person | None", choice: Choice, now: datetime) -> Choice:
    """Close a round: what was said stays as it is, so that no later change can be read from a list."""
    choice = locked(choice.pk)
    if choice.status not in (Status.PREPARING, Status.NOMINATING):
        raise NotNowError
    choice.status = Status.READY
    choice.sealed = seal({"wishes": sealed.wishes_now(choice.unit_id, timezone.localdate(now))})
    choice.save(update_fields=["status", "sealed"])
    audit.note(by, "closed_nominations", choice)
    return choice


def locked(choice_id: int) -> Choice:
    """Return a choice that nobody else changes until this transaction ends."""
    return Choice.objects.select_for_update(of=("self",)).select_related("unit").get(pk=choice_id)


@transaction.atomic
def name_colleague(*, by: "Person", question: Question, person_id: int, now: datetime) -> None:
    """Name a colleague of one's own unit; nobody is told, and nobody can look."""
    choice, named = _own(by, now)
    names = named.setdefault(question, [])
    staff = {one.person_id for one in queries.staff_of(choice.unit_id, timezone.localdate(now))}
    if person_id == by.pk or person_id not in staff:
        raise NotYourColleagueError
    if person_id in names:
        return
    if len(names) >= MOST_NAMES:
        raise EnoughNamesError
    names.append(person_id)
    _keep(by, choice, named)


@transaction.atomic
def take_name_back(*, by: "Person", question: Question, person_id: int, now: datetime) -> None:
    """Take back a name one gave."""
    choice, named = _own(by, now)
    named[question] = [one for one in named.get(question, []) if one != person_id]
    _keep(by, choice, named)


def _own(by: "Person", now: datetime) -> tuple[Choice, dict[str, list[int]]]:
    choice = queries.open_round(by, timezone.localdate(now))
    if choice is None:
        raise RoundClosedError
    choice = Choice.objects.select_for_update(of=("self",), no_key=True).get(pk=choice.pk)  # not while it closes
    if choice.status != Status.NOMINATING:
        raise RoundClosedError
    return choice, sealed.own(by.pk, choice)


def _keep(by: "Person", choice: Choice, named: dict[str, list[int]]) -> None:
    named = {question: names for question, names in named.items() if names}
    if not named:
        Nomination.objects.filter(choice=choice, person=by).delete()
        return
    padding = SEALED_LENGTH - len(json.dumps(named))
    Nomination.objects.update_or_create(
        organisation_id=by.organisation_id,
        choice=choice,
        person=by,
        defaults={
            "sealed": seal({"named": named, "": " " * padding}),
            "round_from": choice.nominations_from or choice.created_at.date(),
        },
    )


@transaction.atomic
def wish_to_be_hero(*, by: "Person", wants: bool, hours: int | None) -> None:
    """Say whether one would like to be a hero; nobody sees it, and one can take it back."""
    Wish.objects.update_or_create(
        organisation_id=by.organisation_id, person=by, defaults={"wants": wants, "hours": hours if wants else None}
    )


def take_wish_back(*, by: "Person") -> None:
    """Say nothing of it any more."""
    Wish.objects.filter(person=by).delete()


@transaction.atomic
def bring_in_ties(*, by: "Person", choice: Choice, file: bytes, now: datetime) -> None:
    """Keep who works with whom, sealed, of pairs who both agreed; how many did is not told."""
    choice = locked(choice.pk)
    if choice.status not in (Status.PREPARING, Status.NOMINATING, Status.READY, Status.IMPOSSIBLE):
        raise NotNowError
    agreed = people.people_with_consent(Purpose.WORK_WITH)
    staff = [one.person_id for one in queries.staff_of(choice.unit_id, timezone.localdate(now))]
    by_email = dict(agreed.filter(pk__in=staff).values_list("email", "pk"))
    pairs = [
        (by_email[left], by_email[right], strength)
        for left, right, strength in _read(file)
        if left in by_email and right in by_email and left != right
    ]
    TieFile.objects.update_or_create(
        organisation_id=choice.organisation_id,
        choice=choice,
        defaults={"sealed": seal({"pairs": pairs})},
    )
    audit.note(by, "brought_in_ties", choice)


def _read(file: bytes) -> list[tuple[str, str, float]]:
    try:
        text = file.decode("utf-8-sig")
        separator = ";" if ";" in text else ","
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(row)]
        if rows and "@" not in rows[0][0]:
            rows = rows[1:]  # headings
        read = [
            (left.strip().lower(), right.strip().lower(), float(strength.replace(",", ".")))
            for left, right, strength in rows
        ]
    except (UnicodeDecodeError, ValueError, csv.Error):
        raise TieFileUnreadableError from None
    if not read or len(read) > TIES_AT_MOST or any(not 0 < strength < 1e9 for _left, _right, strength in read):
        raise TieFileUnreadableError
    return read


def own_names(*, by: "Person", choice: Choice) -> dict[str, list[int]]:
    """Open what `by` said themselves, for their own page; nobody else can ask for it."""
    return sealed.own(by.pk, choice)
