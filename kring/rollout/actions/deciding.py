"""A person decides on a list, heroes answer, and free places are filled."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from django.db import transaction
from django.utils import timezone

from kring.choose import heroes as choose
from kring.choose.heroes import Method, NoSuchChoiceError, NoSwapError
from kring.core import audit
from kring.core.secrets import seal
from kring.core.worker import wake
from kring.people import actions as people_actions
from kring.people.rules import Role
from kring.reach import actions as reach
from kring.reach import queries as reached
from kring.rollout.actions.circles import ask_for_circles
from kring.rollout.actions.nominations import locked
from kring.rollout.errors import ChangedMeanwhileError, NobodyLeftError, NotAskedError, NotNowError, StaffChangedError
from kring.rollout.messages import ASKED
from kring.rollout.models import Choice, Hero, KeptOut, Nomination, Proposed, TieFile
from kring.rollout.queries import heroes as queries
from kring.rollout.queries import sealed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kring.people.models import Person

Status = Choice.Status
ASK = "rollout.tasks.heroes.ask"


@transaction.atomic
def decide_heroes(*, by: "Person", choice: Choice, version: int, now: datetime) -> Choice:
    """Decide on a list: everybody on it is asked, and what people said in private is deleted."""
    row = locked(choice.pk)
    if row.status != Status.PROPOSED:
        raise NotNowError
    if row.version != version:
        raise ChangedMeanwhileError
    heroes = tuple(Proposed.objects.filter(choice=row).values_list("person", flat=True))
    seen = sealed.asked(row, on=timezone.localdate(now))
    if not set(heroes) <= set(seen.unit.ids.tolist()):
        raise StaffChangedError
    row.sealed = seal({"for": _reserve(seen, heroes), "wishes": sealed.wishes_kept(row)})
    row.status, row.decided_at, row.decided_by = Status.DECIDED, now, by
    row.version += 1
    row.save()
    _round_off(row, by, now)
    _ask(row, heroes, now)
    Nomination.objects.filter(choice=row).delete()
    TieFile.objects.filter(choice=row).delete()
    audit.note(by, "decided_heroes", row, heroes=len(heroes))
    return row


def _round_off(row: Choice, by: "Person", now: datetime) -> None:
    """End what an earlier list left: who did not answer is asked no more, whose three months are over is thanked.

    Whoever is on the new list is asked again, so that a no and an answer that did not come look the same here too.
    """
    today = timezone.localdate(now)
    Hero.objects.filter(unit=row.unit_id, status=Hero.Status.ASKED).update(status=Hero.Status.DECLINED, until=today)
    there = Hero.objects.select_for_update(of=("self",)).filter(unit=row.unit_id, status=Hero.Status.ACCEPTED)
    for hero in there.exclude(person__in=queries.staying(row.unit_id, today)).select_related("person").order_by("pk"):
        _end(hero, by, now)


def _end(hero: Hero, by: "Person | None", now: datetime) -> None:
    hero.status, hero.until = Hero.Status.ENDED, timezone.localdate(now)
    hero.save(update_fields=["status", "until"])
    people_actions.take_role(by=by, person=hero.person, role=Role.HERO)
    ask_for_circles(organisation_id=hero.organisation_id, unit_id=hero.unit_id, now=now)


def _reserve(seen: sealed.Asked, heroes: tuple[int, ...]) -> dict[int, int]:
    """Return who would come for each, each somebody else, while what people said is still there."""
    wanted, found = replace(seen.wanted, pinned=frozenset()), {}
    for hero in heroes:
        try:
            came = choose.exclude(seen.unit, wanted, heroes, person=hero).came
        except NoSwapError:
            continue
        if came is not None:
            found[hero] = came
            wanted = replace(wanted, excluded=wanted.excluded | {came})
    return found


def _ask(row: Choice, people: "Iterable[int]", now: datetime) -> None:
    """Ask people, and write to them; who is a hero already stays one."""
    there = set(Hero.objects.filter(person__in=list(people), status__in=queries.NOW).values_list("person", flat=True))
    made = Hero.objects.bulk_create(
        Hero(organisation_id=row.organisation_id, person_id=person, unit_id=row.unit_id, choice=row, asked_at=now)
        for person in people
        if person not in there
    )
    Proposed.objects.filter(choice=row).delete()
    KeptOut.objects.filter(choice=row).delete()
    for hero in made[:1]:  # one call wakes the worker, which goes through all letters that wait
        wake(ASK, hero)


@transaction.atomic
def answer(*, by: "Person", yes: bool, now: datetime) -> Hero:
    """Say yes or no thanks to being a hero, without a reason."""
    hero = Hero.objects.select_for_update().filter(person=by, status=Hero.Status.ASKED).first()
    if hero is None:
        raise NotAskedError
    today = timezone.localdate(now)
    if yes:
        hero.status, hero.since = Hero.Status.ACCEPTED, today
        people_actions.give_role(by=None, person=by, role=Role.HERO)
        ask_for_circles(organisation_id=hero.organisation_id, unit_id=hero.unit_id, now=now)
    else:
        hero.status, hero.until = Hero.Status.DECLINED, today
    hero.save(update_fields=["status", "since", "until"])
    return hero


@transaction.atomic
def stop_being_hero(*, by: "Person", person: "Person", now: datetime) -> None:
    """End being a hero; by the hero themselves, or by who runs the unit."""
    hero = Hero.objects.select_for_update().filter(person=person, status=Hero.Status.ACCEPTED).first()
    if hero is None:
        raise NotNowError
    _end(hero, None if by.pk == person.pk else by, now)
    Proposed.objects.filter(person=person).delete()  # on a next list because they were a hero


@transaction.atomic
def propose_for_free_places(*, by: "Person", choice: Choice, now: datetime) -> int:
    """Propose people for the places that are free; those who said yes, or may still, stay. Return how many."""
    row = locked(choice.pk)
    if row.status != Status.DECIDED or choice.pk != _newest(row):
        raise NotNowError
    for late in Hero.objects.select_for_update().filter(unit=row.unit_id, status=Hero.Status.ASKED):
        if queries.is_late(late, now):  # from here on the same as a no, to everybody
            late.status, late.until = Hero.Status.DECLINED, timezone.localdate(now)
            late.save(update_fields=["status", "until"])
    stay = set(Hero.objects.filter(unit=row.unit_id, status__in=queries.NOW).values_list("person", flat=True))
    if len(stay) >= row.wanted:
        raise NotNowError
    seen = sealed.asked(row, on=timezone.localdate(now), put=stay)
    reserve = sealed.reserve(row)
    first = np.zeros(len(seen.unit.ids), dtype=np.int64)
    for left, came in reserve.items():
        first[seen.unit.ids == came] = 1 if left in stay else 2  # their own stand-in before anybody else's
    unit = replace(seen.unit, named=first, ties=None)
    wanted = replace(seen.wanted, method=Method.NAMES, pinned=frozenset(stay & set(unit.ids.tolist())))
    try:
        chosen = choose.choose(unit, wanted)
    except NoSuchChoiceError:
        raise NobodyLeftError from None
    Proposed.objects.filter(choice=row).delete()
    new = [person for person in chosen.heroes if person not in stay]
    Proposed.objects.bulk_create(
        Proposed(organisation_id=row.organisation_id, choice=row, person_id=person, position=place)
        for place, person in enumerate(new)
    )
    Choice.objects.filter(pk=row.pk).update(version=row.version + 1)
    return len(new)


@transaction.atomic
def ask_for_free_places(*, by: "Person", choice: Choice, version: int, now: datetime) -> None:
    """Agree to the people proposed for free places: they are asked."""
    row = locked(choice.pk)
    if row.status != Status.DECIDED:
        raise NotNowError
    if row.version != version:
        raise ChangedMeanwhileError
    people = list(Proposed.objects.filter(choice=row).values_list("person", flat=True))
    if not people:
        raise NotNowError
    Choice.objects.filter(pk=row.pk).update(version=row.version + 1)
    _ask(row, people, now)
    audit.note(by, "asked_more_heroes", row, heroes=len(people))


def _newest(row: Choice) -> int | None:
    newest = queries.choice(row.unit_id)
    return newest.pk if newest else None


# Letters to those who are asked.


@transaction.atomic
def claim_letter(*, now: datetime) -> Hero | None:
    """Take the next letter that waits; nobody else sends it for an hour. Who wants no such letter gets none."""
    while hero := queries.letters_waiting(now).select_for_update(skip_locked=True, of=("self",)).first():
        if reached.is_on(hero.person_id, ASKED):
            hero.letter_claimed_at = now
            hero.save(update_fields=["letter_claimed_at"])
            return Hero.objects.select_related("person__account", "organisation", "unit").get(pk=hero.pk)
        Hero.objects.filter(pk=hero.pk).update(letter_sent_at=now)  # the page asks them
    return None


@transaction.atomic
def record_letter(*, hero: Hero, now: datetime) -> None:
    """Note that a letter went, or that no server takes it: the page asks as well.

    A question to one person by name, to be answered within days, is held back by no week; but the week counts it.
    """
    reach.count(person=hero.person, key=f"hero {hero.pk}", now=now)
    Hero.objects.filter(pk=hero.pk).update(letter_sent_at=now)
