"""Heroes who help, the circles around them, help moments that were held and are planned, and what was said."""

import tomllib
from datetime import date, datetime, timedelta
from itertools import cycle
from typing import Any

import numpy as np

from kring.core.models import Organisation
from kring.demo.content import FOLDER
from kring.demo.fill.bulk import insert
from kring.demo.fill.calendar import Calendar
from kring.demo.fill.people import Staff
from kring.demo.world import NEVER, World
from kring.rollout.actions.circles import make_circles
from kring.rollout.models import (
    Circle,
    CircleMember,
    CirclePlan,
    CircleThanks,
    HelpMoment,
    Hero,
    Milestone,
    MomentVisit,
)
from kring.rollout.rules.help import Kind, Reached

FORMING, HELPING = 9, 13  # weeks: the defaults of a programme
TOGETHER = {"bram": "yvette", "mo": "gonny"}  # who is in whose circle
PERSONA_SINCE = timedelta(days=44)  # in the seventh week
RING = 5  # more colleagues in the circles of the first page, so that the ring is one
WISHES = 0.6  # of the participants in a unit that is being helped: an assumption


def fill_circles(
    organisation: Organisation, world: World, when: Calendar, staff: Staff, dice: np.random.Generator
) -> None:
    """Write what goes on between heroes and colleagues."""
    told = tomllib.loads((FOLDER / "circles.toml").read_text())
    people = world.people
    unit = np.where(people.moved_in != NEVER, people.moved_to, people.unit)
    there = (people.joined != NEVER) & (people.employed_until == NEVER) & (people.stepped_out == NEVER)
    helping = world.units.starts[unit] + FORMING <= when.days / 7
    helpers = there & helping & people.is_hero
    helpers[[staff.personas[key] for key in TOGETHER.values() if key in staff.personas]] = True
    _heroes(organisation, world, when, staff, np.flatnonzero(helpers), unit)
    wishing = there & helping & ~people.is_hero & (dice.random(len(unit)) < WISHES)
    chosen = [staff.personas[key] for key in TOGETHER if key in staff.personas]
    wishing[chosen] = True
    rows = np.flatnonzero(wishing)
    _members(organisation, world, when, staff, rows, told, dice)
    units = sorted(set(Hero.objects.values_list("unit_id", flat=True)))
    plans = CirclePlan.objects.bulk_create(
        CirclePlan(organisation=organisation, unit_id=pk, asked_at=when.now) for pk in units
    )
    for plan in plans:
        make_circles(plan_id=plan.pk, now=when.now)
    _personas(staff, told)
    CircleMember.objects.exclude(circle=None).update(is_shown=True)
    _life(organisation, when, told, dice)
    _thanks(organisation, when, told, staff)


def _heroes(organisation: Organisation, world: World, when: Calendar, staff: Staff, places: Any, unit: Any) -> None:
    """Write who helps now: every thirteen weeks a new three months begin."""
    known = set(Hero.objects.filter(status=Hero.Status.ACCEPTED).values_list("person_id", flat=True))
    personas = {staff.personas[key] for key in TOGETHER.values() if key in staff.personas}
    today = when.now.date()
    Hero.objects.bulk_create(
        Hero(
            organisation=organisation,
            person_id=staff.people[n],
            unit_id=staff.units[unit[n]],
            status=Hero.Status.ACCEPTED,
            asked_at=when.now - timedelta(weeks=20),
            since=today - PERSONA_SINCE if n in personas else _since(world, when, int(unit[n]), today),
        )
        for n in places
        if staff.people[n] not in known
    )
    Hero.objects.filter(person__in=[staff.people[n] for n in personas], status=Hero.Status.ACCEPTED).update(
        since=today - PERSONA_SINCE
    )


def _since(world: World, when: Calendar, unit: int, today: date) -> date:
    first = when.monday(int(world.units.starts[unit]) + FORMING)
    rounds = max(0, (today - first).days // (7 * HELPING))
    return min(today, first + timedelta(weeks=HELPING * rounds))


def _members(
    organisation: Organisation,
    world: World,
    when: Calendar,
    staff: Staff,
    rows: Any,
    told: dict[str, Any],
    dice: np.random.Generator,
) -> None:
    """Write who asked for a hero, and what some of them show."""
    wished = np.minimum(when.epoch(world.people.joined[rows]) + 4 * 86_400, when.now.timestamp())

    def some(words: list[str], part: float) -> list[str]:
        picks = dice.integers(0, len(words), len(rows))
        return [words[n] if shows else "" for n, shows in zip(picks, dice.random(len(rows)) < part, strict=True)]

    insert(
        CircleMember,
        organisation.pk,
        {
            "person_id": [staff.people[n] for n in rows],
            "wished_at": wished,
            "text_version": 1,
            "stays": False,
            "goal": some(told["goals"], 0.45),
            "question": some(told["questions"], 0.25),
            "help_wish": some(told["help"], 0.2),
            "is_shown": False,
            "shared_at": np.where(dice.random(len(rows)) < 0.7, wished + 20 * 86_400, np.nan),
        },
    )


def _personas(staff: Staff, told: dict[str, Any]) -> None:
    """Put the personas together that stand next to each other on the first page of the demo."""
    for key, hero in TOGETHER.items():
        if key in staff.personas:
            circle = Circle.objects.get(hero__person=staff.people[staff.personas[hero]])
            words = told[key]
            CircleMember.objects.filter(person=staff.people[staff.personas[key]]).update(
                circle=circle,
                stays=True,
                goal=words["goal"],
                question=words["question"],
                help_wish=words["help"],
                placed_at=circle.created_at,
            )
            others = CircleMember.objects.exclude(circle=None).exclude(circle=circle)
            near = others.filter(circle__hero__unit=circle.hero.unit).order_by("pk").values_list("pk", flat=True)
            CircleMember.objects.filter(pk__in=list(near[:RING])).update(circle=circle, stays=True)


def _life(organisation: Organisation, when: Calendar, told: dict[str, Any], dice: np.random.Generator) -> None:
    """Write help moments, who says that they were there, and what each circle reached."""
    members: dict[int, list[tuple[int, datetime | None]]] = {}
    for circle, person, shared in CircleMember.objects.exclude(circle=None).values_list(
        "circle_id", "person_id", "shared_at"
    ):
        members.setdefault(circle, []).append((person, shared))
    since = {pk: day for pk, day in Circle.objects.values_list("pk", "hero__since") if day}
    moments, milestones = [], []
    shown = set(CircleMember.objects.filter(stays=True).values_list("circle_id", flat=True))  # of the personas
    for circle, people in sorted(members.items()):
        weeks = (when.now.date() - since[circle]).days // 7
        is_persona = circle in shown
        held = max(int(dice.binomial(max(0, weeks), 0.3)), 3 if is_persona else 0)
        days = [_at(when, since[circle], int(week)) for week in dice.choice(max(weeks, 1), held, replace=False)]
        past = [at for at in sorted(days) if at < when.now - timedelta(hours=2)]
        moments += [_moment(organisation, circle, told, dice, at, len(people)) for at in past]
        if dice.random() < 0.6 or is_persona:
            moments.append(_moment(organisation, circle, told, dice, _at(when, when.now.date(), 1), None))
        if is_persona:  # yesterday, and nothing said of it yet
            yesterday = (when.now - timedelta(days=1)).replace(hour=15, minute=0, second=0, microsecond=0)
            moments.append(_moment(organisation, circle, told, dice, yesterday, None))
        milestones += _reached(organisation, circle, len(past), people, when, since[circle])
    HelpMoment.objects.bulk_create(moments, batch_size=2000)
    Milestone.objects.bulk_create(milestones, batch_size=2000)
    MomentVisit.objects.bulk_create(
        [
            MomentVisit(organisation=organisation, moment=moment, person_id=person)
            for moment in moments
            if moment.held_at
            for person, _shared in members[moment.circle_id][: moment.people]
            if dice.random() < 0.4
        ],
        batch_size=5000,
    )


def _at(when: Calendar, day: date, week: int) -> datetime:
    """Return a Thursday at ten, so many weeks on, before now where it has to be."""
    thursday = day + timedelta(days=(3 - day.weekday()) % 7, weeks=week)
    return datetime.combine(thursday, datetime.min.time(), when.now.tzinfo) + timedelta(hours=10)


def _moment(
    organisation: Organisation,
    circle: int,
    told: dict[str, Any],
    dice: np.random.Generator,
    at: datetime,
    members: int | None,
) -> HelpMoment:
    kind, title, place = told["moments"][int(dice.integers(len(told["moments"])))]
    made = HelpMoment(
        organisation=organisation, circle_id=circle, kind=Kind(kind), title=title, place=place, starts_at=at,
        minutes=30, key=f"demo-{circle}-{at:%Y%m%d}",
    )  # fmt: skip
    if members is not None:
        made.held_at, made.members = at + timedelta(hours=1), members
        made.people = max(1, int(dice.binomial(members, 0.7)))
    return made


def _reached(
    organisation: Organisation,
    circle: int,
    held: int,
    people: list[tuple[int, datetime | None]],
    when: Calendar,
    since: date,
) -> list[Milestone]:
    start = _at(when, since, 0)
    shared = [moment for _person, moment in people if moment]
    found = [(Reached.FIRST_MOMENT, start + timedelta(hours=1))] if held else []
    if shared:
        found.append((Reached.FIRST_WORDS, max(start, min(shared))))
    if len(people) >= 3 and len(shared) == len(people):
        found.append((Reached.EVERYBODY, max(start, *shared)))
    return [
        Milestone(organisation=organisation, circle_id=circle, kind=kind, reached_at=min(at, when.now))
        for kind, at in found
    ]


def _thanks(organisation: Organisation, when: Calendar, told: dict[str, Any], staff: Staff) -> None:
    """Write some thanks, in the circles of the personas and in a few others."""
    persona = {staff.people[staff.personas[key]] for key in TOGETHER if key in staff.personas}
    circles = list(CircleMember.objects.filter(person__in=persona).values_list("circle_id", flat=True))
    circles += list(Circle.objects.exclude(pk__in=circles).order_by("pk").values_list("pk", flat=True)[:40])
    words = cycle(told["thanks"])
    made = []
    rows = CircleMember.objects.filter(circle__in=circles).select_related("circle__hero").order_by("circle_id", "pk")
    for row in rows:
        assert row.circle is not None  # noqa: S101 - filtered by it
        hero, person = row.circle.hero.person_id, row.person_id
        made.append((row.circle_id, person, hero))
        if person in persona:
            made.append((row.circle_id, hero, person))
    ago = np.arange(len(made)) * 37.0 % 480 + 3  # hours
    insert(
        CircleThanks,
        organisation.pk,
        {
            "circle_id": [circle for circle, _by, _to in made],
            "by_id": [by for _circle, by, _to in made],
            "to_id": [to for _circle, _by, to in made],
            "words": [next(words) for _one in made],
            "key": [f"demo-{n}" for n in range(len(made))],
            "created_at": when.now.timestamp() - ago * 3600,
        },
    )
