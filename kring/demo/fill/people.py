"""Units, people, where they worked, who takes part; and the personas among them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from kring.core.models import Account, Membership, Organisation
from kring.demo import names
from kring.demo.cast import Cast
from kring.demo.fill.bulk import insert, numbers_for
from kring.demo.fill.calendar import Calendar
from kring.demo.personas import PERSONAS, Persona
from kring.demo.world import GROUPS, NEVER, World
from kring.people.models import (
    Consent,
    Department,
    Invitation,
    Person,
    Placement,
    Rank,
    RoleGrant,
    TargetGroup,
    TargetGroupRule,
    Unit,
)
from kring.people.rules import CONSENT_VERSION, Purpose

# How many of those who take part agree to more than that: an assumption.
ALSO = {Purpose.EMAIL: 0.8, Purpose.BE_NAMED: 0.62, Purpose.ON_THE_WALL: 0.3, Purpose.CONNECT_ACCOUNT: 0.17}


@dataclass(frozen=True)
class Staff:
    """The people that were written: primary keys in the order of the world, and which of them are personas."""

    people: list[int]
    groups: dict[str, int]
    units: list[int]
    personas: dict[str, int]  # key → place in the world


def fill_people(
    organisation: Organisation, cast: Cast, world: World, when: Calendar, dice: np.random.Generator
) -> Staff:
    """Write everybody of one organisation."""
    groups = {group.key: group.pk for group in TargetGroup.objects.all()}
    units = _units(organisation, cast, world, when)
    departments = _named(Department, organisation, cast.departments)
    ranks = _named(Rank, organisation, tuple(r for group in cast.ranks for r in group))
    _rules(organisation, cast, groups, ranks)
    personas = _choose_personas(cast, world)
    people = _people(organisation, cast, world, when, dice, personas, groups)
    _placements(organisation, cast, world, when, dice, people, units, departments, ranks)
    _consents(organisation, world, when, dice, people)
    heroes = [people[n] for n in np.flatnonzero(world.people.is_hero & (world.people.employed_until == NEVER))]
    insert(RoleGrant, organisation.pk, {"person_id": heroes, "role": "hero", "created_at": when.now})
    _accounts(organisation, cast, people, personas, when.now, groups)
    return Staff(people, groups, units, personas)


def _units(organisation: Organisation, cast: Cast, world: World, when: Calendar) -> list[int]:
    """Write the regions and the units that belong to them."""
    first = [min(world.units.starts[world.units.region == n], default=0) for n in range(len(cast.regions))]
    regions = Unit.objects.bulk_create(
        Unit(organisation=organisation, name=name, starts_on=when.monday(int(start)))
        for name, start in zip(cast.regions, first, strict=True)
    )
    labels = [*cast.units, *([cast.central] if cast.central else [])]
    made = Unit.objects.bulk_create(
        Unit(
            organisation=organisation,
            name=name,
            parent=regions[region] if region != NEVER else None,
            starts_on=when.monday(int(start)),
        )
        for name, region, start in zip(labels, world.units.region, world.units.starts, strict=True)
    )
    return [unit.pk for unit in made]


def _named(model: type[Department] | type[Rank], organisation: Organisation, labels: tuple[str, ...]) -> dict[str, int]:
    pks = numbers_for(model, len(labels))
    insert(model, organisation.pk, {"id": pks, "name": list(labels)})
    return dict(zip(labels, pks, strict=True))


def _rules(organisation: Organisation, cast: Cast, groups: dict[str, int], ranks: dict[str, int]) -> None:
    """Say which rank belongs to which group; ambassadors are everybody else."""
    TargetGroupRule.objects.bulk_create(
        TargetGroupRule(organisation=organisation, target_group_id=groups[key], rank_id=ranks[name], position=place)
        for place, (key, labels) in enumerate(zip(GROUPS[:3], cast.ranks[:3], strict=True))
        for name in labels
    )


def _choose_personas(cast: Cast, world: World) -> dict[str, int]:
    """Return for each persona somebody of the world whose life fits: group, heroes, number of posts."""
    people, taken = world.people, set[int]()
    posts = np.bincount(world.shares.person, minlength=len(people.unit))
    recent = np.bincount(world.shares.person[world.shares.day > world.spec.now - 21], minlength=len(people.unit))
    there = (people.employed_until == NEVER) & (people.stepped_out == NEVER) & (people.language == 0)
    where = np.where(people.moved_in != NEVER, people.moved_to, people.unit)
    chosen: dict[str, int] = {}
    for persona in (p for p in PERSONAS if p.organisation == cast.key and not p.is_outside):
        fits = there & (people.group == persona.group)
        if persona.is_new:
            fits &= (people.invited != NEVER) & (people.joined == NEVER)
            far = -people.invited
        else:
            fits &= (people.joined != NEVER) & (people.is_hero == ("hero" in persona.roles))
            far = np.abs(posts - persona.shares).astype(np.float64) + 2.0 * (recent == 0)
        if persona.leads:
            fits &= where < len(cast.units)  # not the central office
        if persona.near:
            close = fits & (where == where[chosen[persona.near]])
            fits = close if close.any() else fits
        far = np.where(fits, far, np.inf)
        far[list(taken)] = np.inf
        chosen[persona.key] = int(far.argmin())
        taken.add(chosen[persona.key])
    return chosen


def _people(
    organisation: Organisation,
    cast: Cast,
    world: World,
    when: Calendar,
    dice: np.random.Generator,
    personas: dict[str, int],
    groups: dict[str, int],
) -> list[int]:
    people, count = world.people, len(world.people.unit)
    labels = names.draw(count, dice)
    by_key = {p.key: p for p in PERSONAS}
    for key, place in personas.items():
        labels[place] = by_key[key].name
    mails = names.addresses(labels, cast.domain)
    for key, place in personas.items():
        mails[place] = by_key[key].email
    languages = [("nl", "en")[n] for n in people.language]
    for key, place in personas.items():
        languages[place] = by_key[key].language
    left = people.employed_until != NEVER
    still = (people.joined != NEVER) & (people.stepped_out == NEVER) & ~left
    pks = numbers_for(Person, count)
    tenure = dice.gamma(1.4, 2600, count).astype(int) + 30
    insert(
        Person,
        organisation.pk,
        {
            "id": pks,
            "name": labels,
            "email": mails,
            "language": languages,
            "target_group_id": [groups[GROUPS[n]] for n in people.group],
            "is_own_choice": (dice.random(count) < 0.02) & still,
            "employed_from": _began(people.employed_from, tenure, when),
            "employed_until": [when.monday(int(w)) if w != NEVER else None for w in people.employed_until],
            "invited_at": when.epoch(people.invited),
            "joined_at": when.epoch(np.where(still, people.joined, NEVER)),
            "photo": "",
            "created_at": when.now,
        },
    )
    return pks


def _began(weeks: NDArray[np.int64], tenure: NDArray[np.int64], when: Calendar) -> list[date]:
    """Return the first working day: long ago for those who were there at the beginning."""
    return [
        when.monday(int(week)) if week else when.first - timedelta(days=int(days))
        for week, days in zip(weeks, tenure, strict=True)
    ]


def _placements(
    organisation: Organisation,
    cast: Cast,
    world: World,
    when: Calendar,
    dice: np.random.Generator,
    pks: list[int],
    units: list[int],
    departments: dict[str, int],
    ranks: dict[str, int],
) -> None:
    """Write where everybody works, and for who moved also where they worked before."""
    people, count = world.people, len(pks)
    where = [departments[name] for name in cast.departments]
    rank_of = [[ranks[name] for name in labels] for labels in cast.ranks]
    high = dice.random(count) < 0.75
    rank = [rank_of[g][0 if first or len(rank_of[g]) == 1 else 1] for g, first in zip(people.group, high, strict=True)]
    labels = [*cast.units, cast.central]
    locations = [
        cast.locations[n] if cast.locations else labels[n].removeprefix("Centrale ") for n in range(len(units))
    ]
    moved = np.flatnonzero(people.moved_in != NEVER)
    rows = np.append(np.arange(count), moved)
    later = np.arange(len(rows)) >= count
    unit = np.where(later, people.moved_to[rows], people.unit[rows])
    start = np.where(later, people.moved_in[rows], people.employed_from[rows])
    end = np.where(~later & (people.moved_in[rows] != NEVER), people.moved_in[rows], people.employed_until[rows])
    insert(
        Placement,
        organisation.pk,
        {
            "person_id": [pks[n] for n in rows],
            "unit_id": [units[n] for n in unit],
            "department_id": [where[n] for n in people.department[rows]],
            "rank_id": [rank[n] for n in rows],
            "location": [locations[n] for n in unit],
            "valid_from": [when.monday(int(w)) if w else when.first - timedelta(weeks=52) for w in start],
            "valid_until": [when.monday(int(w)) if w != NEVER else None for w in end],
        },
    )


def _consents(
    organisation: Organisation, world: World, when: Calendar, dice: np.random.Generator, pks: list[int]
) -> None:
    """Write what participants agreed to; who stopped or left took it back. And the letters that were sent."""
    people = world.people
    joined = np.flatnonzero(people.joined != NEVER)
    gone = np.where(people.employed_until == NEVER, np.inf, people.employed_until * 7.0)
    ended = np.minimum(np.where(people.stepped_out == NEVER, np.inf, people.stepped_out), gone)
    ended = np.where(np.isfinite(ended), ended, NEVER)
    for purpose, part in {Purpose.TAKE_PART: 1.0, **ALSO}.items():
        agreed = joined[dice.random(len(joined)) < part]
        insert(
            Consent,
            organisation.pk,
            {
                "person_id": [pks[n] for n in agreed],
                "purpose": purpose.value,
                "text_version": CONSENT_VERSION[purpose],
                "given_at": when.epoch(people.joined[agreed]),
                "withdrawn_at": when.epoch(ended[agreed]),
            },
        )
    invited = np.flatnonzero((people.invited != NEVER) & (people.employed_until == NEVER))
    sent = when.epoch(people.invited[invited])
    insert(
        Invitation,
        organisation.pk,
        {
            "person_id": [pks[n] for n in invited],
            "created_at": sent,
            "claimed_at": sent + 20,
            "sent_at": sent + 21,
            "problem": "",
        },
    )


def _accounts(
    organisation: Organisation,
    cast: Cast,
    pks: list[int],
    chosen: dict[str, int],
    now: datetime,
    groups: dict[str, int],
) -> None:
    """Give the personas what they sign in with; whoever is new gets it by joining."""
    for persona in (p for p in PERSONAS if cast.key in (p.organisation, *p.also_in)):
        if persona.is_new:
            continue
        account = Account.objects.filter(email=persona.email).first()
        if account is None:
            account = Account(email=persona.email, language=persona.language)
            account.set_unusable_password()
            account.save()
        Membership.objects.create(organisation=organisation, account=account)
        person = _outsider(organisation, persona, now, groups) if persona.is_outside else pks[chosen[persona.key]]
        Person.objects.filter(pk=person).update(account=account)
        given = [role for role in persona.roles if role != "hero"]
        RoleGrant.objects.bulk_create(
            RoleGrant(organisation=organisation, person_id=person, role=role) for role in given
        )


def _outsider(organisation: Organisation, persona: Persona, now: datetime, groups: dict[str, int]) -> int:
    """Write somebody who is let in from outside: in no unit, on no staff list. A writer does not take part."""
    takes_part = "writer" not in persona.roles
    made = Person.objects.create(
        organisation=organisation,
        name=persona.name,
        email=persona.email,
        language=persona.language,
        joined_at=now if takes_part else None,
        invited_at=now if takes_part else None,
        target_group_id=groups[GROUPS[persona.group]],
    )
    if not takes_part:
        return made.pk
    insert(Consent, organisation.pk, {
        "person_id": [made.pk], "purpose": Purpose.TAKE_PART.value, "text_version": CONSENT_VERSION[Purpose.TAKE_PART],
        "given_at": now, "withdrawn_at": None,
    })  # fmt: skip
    return made.pk
