"""Choose the heroes of a unit or of all: what is asked, the list in the background, and changes by hand."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from kring.choose import heroes as choose
from kring.choose.heroes import Change, Demand, Method, NoSuchChoiceError, NoSwapError
from kring.core import audit
from kring.core.worker import wake
from kring.errors import RefusedError
from kring.rollout.actions.nominations import begin_choice, close_round, locked
from kring.rollout.errors import (
    CannotComeError,
    ChangedMeanwhileError,
    EnoughLooksError,
    HeroStaysError,
    ListTooShortError,
    NoSwapKeepsRulesError,
    NotNowError,
    RuleUpsideDownError,
    StaffChangedError,
)
from kring.rollout.models import Choice, HeroDefaults, KeptOut, Proposed
from kring.rollout.queries import sealed
from kring.rollout.rules import heroes as rules

if TYPE_CHECKING:
    from kring.people.models import Person, Unit

Status = Choice.Status
LOCK = 7_357_20  # of PostgreSQL's advisory locks: one worker per choice
CHOOSE, COMPARE = "rollout.tasks.heroes.choose", "rollout.tasks.heroes.compare"
CAN_CHOOSE = (Status.PREPARING, Status.READY, Status.IMPOSSIBLE, Status.PROPOSED)


@transaction.atomic
def ask_of_heroes(
    *, by: "Person", unit: "Unit | None", wanted: int, hours: int, asked: list[dict[str, Any]]
) -> Choice | HeroDefaults:
    """Keep what is wanted of the heroes of a unit (None: of every unit, until it says otherwise)."""
    if not rules.FEWEST <= wanted <= rules.MOST:
        raise ListTooShortError(rules.FEWEST)
    if any(rule["at_most"] is not None and rule["at_least"] > rule["at_most"] for rule in asked):
        raise RuleUpsideDownError
    said = {"wanted": wanted, "hours": hours, "rules": asked[: rules.RULES_AT_MOST]}
    row: Choice | HeroDefaults
    if unit is None:
        row, _is_new = HeroDefaults.objects.update_or_create(organisation_id=by.organisation_id, defaults=said)
        untouched = Choice.objects.filter(status__in=[Status.PREPARING, Status.NOMINATING], has_own_rules=False)
        untouched.update(**said)
    else:
        row = locked(begin_choice(by=by, unit=unit).pk)
        if row.status == Status.CHOOSING:
            raise NotNowError
        Choice.objects.filter(pk=row.pk).update(**said, has_own_rules=True, version=row.version + 1)
    audit.note(by, "asked_of_heroes", row, wanted=wanted)
    return row


@transaction.atomic
def choose_heroes(*, by: "Person", units: "Iterable[Unit]", now: datetime) -> int:
    """Ask for lists, of one unit or of many at once; the worker makes them. Return how many.

    A unit in which no list can be made now is left out; when that leaves none, it is said why.
    """
    count = 0
    refusal: RefusedError = NotNowError()
    for unit in units:
        choice = locked(begin_choice(by=by, unit=unit).pk)
        is_over = choice.nominations_until is not None and choice.nominations_until < timezone.localdate(now)
        if choice.status == Status.PREPARING or (choice.status == Status.NOMINATING and is_over):
            choice = close_round(by=by, choice=choice, now=now)
        if choice.status not in CAN_CHOOSE:
            continue
        if choice.looks >= rules.LOOKS:
            refusal = EnoughLooksError()
            continue
        choice.status, choice.asked_at, choice.problem = Status.CHOOSING, now, []
        choice.looks, choice.version = choice.looks + 1, choice.version + 1
        choice.save(update_fields=["status", "asked_at", "problem", "looks", "version"])
        wake(CHOOSE, choice)
        audit.note(by, "asked_for_heroes", choice)
        count += 1
    if not count:
        raise refusal
    return count


@contextmanager
def at_work(choice_id: int) -> Iterator[Choice | None]:
    """Hold one choice, so that one worker at a time is on it; the database lets go when the worker dies."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [LOCK, choice_id])
        if not cursor.fetchone()[0]:
            yield None
            return
        try:
            yield Choice.objects.filter(pk=choice_id).select_related("unit").first()
        finally:
            if not connection.closed_in_transaction and connection.connection and not connection.connection.closed:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [LOCK, choice_id])


def make_list(*, choice: Choice, now: datetime) -> None:
    """Choose, outside of any transaction, and keep what came of it in one."""
    choice.method = ""  # by how many answered
    seen = sealed.asked(choice, on=timezone.localdate(now))
    refusal: NoSuchChoiceError | None = None
    try:
        chosen = choose.choose(seen.unit, seen.wanted)
    except NoSuchChoiceError as error:
        refusal = error
    with transaction.atomic():
        row = locked(choice.pk)
        if row.status != Status.CHOOSING or row.version != choice.version:
            return  # asked again in the meantime: that call makes it
        if refusal is not None:
            row.status, row.problem = Status.IMPOSSIBLE, [_demand(demand) for demand in refusal.demands]
            row.save(update_fields=["status", "problem"])
            return
        row.status, row.chosen_at, row.method, row.gap = Status.PROPOSED, now, str(chosen.method), chosen.gap
        _record(row, seen, chosen.heroes, chosen.value)


def _demand(demand: Demand) -> dict[str, Any]:
    return {
        "side": str(demand.side),
        "number": demand.number,
        "available": demand.available,
        "rule": rules.plain(demand.rule) if demand.rule else None,
        "person": demand.person,
    }


def _record(row: Choice, seen: sealed.Asked, heroes: tuple[int, ...], value: float) -> None:
    """Write a list with what may be said of it; what was compared with another list goes."""
    by_hand = seen.wanted.pinned - seen.staying
    row.picture = asdict(choose.picture(seen.unit, heroes, smallest=max(3, settings.SMALLEST_GROUP)))
    lines = rules.lines_of(row.picture)
    Proposed.objects.filter(choice=row).delete()
    Proposed.objects.bulk_create(
        Proposed(
            organisation_id=row.organisation_id,
            choice=row,
            person_id=why.person,
            position=position,
            why=rules.reasons(
                why,
                by_hand=why.person in by_hand,
                stays=why.person in seen.staying,
                parts=lines.get(why.person, ()),
            ),
            stand_in_id=why.stand_in,
            stand_in_cost="" if why.stand_in_cost is None else rules.cost(row.method, why.stand_in_cost, value),
            is_pinned=why.person in by_hand,
        )
        for position, why in enumerate(choose.why(seen.unit, seen.wanted, heroes))
    )
    row.helped = round(value) if row.method == Method.HELPED else None
    row.beside, row.prices, row.compared_at, row.is_comparing = [], [], None, False
    row.version += 1
    row.save()


# By hand: a look says what a change would cost, a change does it.


def _changed(
    choice: Choice, *, kind: str, person: int, other: int | None, now: datetime
) -> tuple[sealed.Asked, Change]:
    """Return what a change by hand gives."""
    put = person if kind == "pin" else other
    seen = sealed.asked(choice, on=timezone.localdate(now), put=() if put is None else (put,))
    heroes = tuple(Proposed.objects.filter(choice=choice).values_list("person", flat=True))
    if not set(heroes) <= set(seen.unit.ids.tolist()):
        raise StaffChangedError
    if kind != "pin" and person in seen.staying:
        raise HeroStaysError
    try:
        if kind == "swap" and other is not None:
            free = replace(seen.wanted, pinned=seen.wanted.pinned - {person})
            return seen, choose.swap(seen.unit, free, heroes, out=person, put=other)
        if kind == "pin":
            return seen, choose.pin(seen.unit, seen.wanted, heroes, person=person)
        return seen, choose.exclude(seen.unit, seen.wanted, heroes, person=person)
    except NoSwapError:
        raise NoSwapKeepsRulesError from None
    except ValueError:
        raise CannotComeError from None


@transaction.atomic
def look_at_change(
    *, by: "Person", choice: Choice, version: int, kind: str, person: int, other: int | None, now: datetime
) -> dict[str, Any]:
    """Say what a change by hand would cost, and whether it breaks what was asked. Nothing changes yet."""
    row = _for_hand(choice, version)
    _seen, change = _changed(row, kind=kind, person=person, other=other, now=now)
    return _said(row, change)


def _for_hand(choice: Choice, version: int) -> Choice:
    row = locked(choice.pk)
    if row.status != Status.PROPOSED:
        raise NotNowError
    if row.version != version:
        raise ChangedMeanwhileError
    if row.looks >= rules.LOOKS:
        raise EnoughLooksError
    Choice.objects.filter(pk=row.pk).update(looks=row.looks + 1)
    row.looks += 1
    return row


def _said(row: Choice, change: Change) -> dict[str, Any]:
    return {
        "left": change.left,
        "came": change.came,
        "cost": rules.cost(row.method, change.cost, change.value + change.cost),
        "broken": [rules.plain(rule) for rule in change.broken],
    }


@transaction.atomic
def change_list(
    *, by: "Person", choice: Choice, version: int, kind: str, person: int, other: int | None, now: datetime
) -> dict[str, Any]:
    """Swap two people, put somebody on the list, or leave somebody out; a person decides, also against a rule."""
    row = _for_hand(choice, version)
    seen, change = _changed(row, kind=kind, person=person, other=other, now=now)
    put = other if kind == "swap" else person if kind == "pin" else None
    if change.left is not None and kind != "pin":
        KeptOut.objects.get_or_create(organisation_id=row.organisation_id, choice=row, person_id=change.left)
    if put is not None:
        KeptOut.objects.filter(choice=row, person=put).delete()
    pinned = (seen.wanted.pinned | ({put} if put is not None else set())) - {change.left}
    out = seen.wanted.excluded | ({change.left} if change.left is not None and kind != "pin" else set())
    wanted = replace(seen.wanted, pinned=frozenset(pinned), excluded=frozenset(one for one in out if one != put))
    said = _said(row, change)
    row.gap = None  # how far a changed list is from the best one would tell the cost to a name
    _record(row, replace(seen, wanted=wanted), change.heroes, change.value)
    audit.note(by, "changed_heroes", row, kind=kind)
    return said


@transaction.atomic
def let_back(*, by: "Person", choice: Choice, person: int) -> None:
    """Let somebody who was left out be chosen again, the next time."""
    row = locked(choice.pk)
    if row.status != Status.PROPOSED:
        raise NotNowError
    KeptOut.objects.filter(choice=row, person=person).delete()


# Beside the list: other ways, and what each rule costs.


@transaction.atomic
def ask_to_compare(*, by: "Person", choice: Choice) -> None:
    """Ask the worker what other ways of choosing would give, and what each rule costs."""
    row = locked(choice.pk)
    if row.status != Status.PROPOSED:
        raise NotNowError
    Choice.objects.filter(pk=row.pk).update(is_comparing=True)
    wake(COMPARE, row)


def compare(*, choice: Choice, now: datetime) -> None:
    """Look at other ways, outside of any transaction, and keep what came of it in one."""
    seen = sealed.asked(choice, on=timezone.localdate(now))
    heroes = tuple(Proposed.objects.filter(choice=choice).values_list("person", flat=True))
    beside: list[dict[str, Any]] = []
    prices: list[dict[str, Any]] = []
    try:
        value = _value(seen, heroes)
        given = choose.Choice(heroes, Method(choice.method), value, value / (1 - (choice.gap or 0)), 0)
        for other in choose.beside(seen.unit, seen.wanted, given):
            broken = [rules.plain(rule) for rule in other.broken]
            beside.append({"way": str(other.way), "part": round(other.part * 100), "broken": broken})
        for price in choose.prices(seen.unit, seen.wanted, given):
            cost = rules.cost(choice.method, price.cost, value)
            prices.append({"rule": rules.plain(price.rule), "cost": cost})
    except (ValueError, NoSuchChoiceError):
        beside, prices = [], []  # changed by hand against the rules, or the staff changed: nothing to compare with
    with transaction.atomic():
        row = locked(choice.pk)
        if not row.is_comparing:
            return
        row.is_comparing = False
        if row.version == choice.version and row.status == Status.PROPOSED:
            row.beside, row.prices, row.compared_at = beside, prices, now
        row.save(update_fields=["is_comparing", "beside", "prices", "compared_at"])


def _value(seen: sealed.Asked, heroes: tuple[int, ...]) -> float:
    """Return what a list is worth: leaving out somebody who is not on it changes nothing."""
    outside = next(int(person) for person in seen.unit.ids if int(person) not in heroes)
    return choose.exclude(seen.unit, seen.wanted, heroes, person=outside).value
