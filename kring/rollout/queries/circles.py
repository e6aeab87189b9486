"""Reads about circles: who is in one now, what its people show each other, and what a unit is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from kring.people import queries as people
from kring.people.rules import Purpose
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
from kring.rollout.rules import help as rules
from kring.rollout.rules.circles import Colleague

if TYPE_CHECKING:
    from kring.people.models import Person

LEADS = "role_model"  # the target group of directors and managers
ASLEEP = timedelta(minutes=1)
TICK_DAYS = 14  # so long a member is asked whether they were there


def live(on: date) -> QuerySet[CircleMember]:
    """Return who wants a hero now. Whoever stopped taking part, or left, is not in it; nor by taking part again."""
    there = Q(person__employed_until__isnull=True) | Q(person__employed_until__gt=on)
    return CircleMember.objects.filter(there, person__joined_at__lte=F("wished_at"))


def heroes_on(on: date) -> QuerySet[Hero]:
    """Return who is a hero on a day: said yes, takes part, works here."""
    there = Q(person__employed_until__isnull=True) | Q(person__employed_until__gt=on)
    now = Q(until__isnull=True) | Q(until__gt=on)
    return Hero.objects.filter(now, there, status=Hero.Status.ACCEPTED, since__lte=on, person__joined_at__isnull=False)


def hero_of(person: "Person", on: date) -> Hero | None:
    """Return that `person` is a hero now."""
    return heroes_on(on).filter(person=person).select_related("unit").first()


def circle_led_by(person: "Person", on: date) -> Circle | None:
    """Return the circle of a hero."""
    return Circle.objects.filter(hero__in=heroes_on(on).filter(person=person)).select_related("hero").first()


def circle_of(person: "Person", on: date) -> Circle | None:
    """Return the circle that somebody is in now, as its hero or as a member."""
    led = circle_led_by(person, on)
    if led is not None:
        return led
    member = live(on).filter(person=person, circle__hero__in=heroes_on(on)).select_related("circle__hero").first()
    return member.circle if member else None


def members_of(circle: Circle, on: date) -> QuerySet[CircleMember]:
    """Return who is in a circle now, by first name."""
    return live(on).filter(circle=circle).select_related("person__target_group").order_by("person__name", "pk")


def unit_of(person: "Person", on: date) -> int | None:
    """Return the unit that somebody works in."""
    return people.on_staff(on).filter(person=person).values_list("unit_id", flat=True).first()


def plans_waiting(*, now: datetime) -> QuerySet[CirclePlan]:
    """Return the units whose circles are to be made and whose wake-up call was lost."""
    return CirclePlan.objects.filter(asked_at__lt=now - ASLEEP).order_by("pk")


def gone(on: date) -> QuerySet[CircleMember]:
    """Return who is not in the programme any more, or not since they asked: their rows go."""
    return CircleMember.objects.exclude(pk__in=live(on).values("pk"))


def units_to_look_at(on: date) -> set[int]:
    """Return the units with somebody who wants a hero, and those with a hero."""
    placed = people.on_staff(on).filter(person__in=live(on).values("person"))
    return {*placed.values_list("unit_id", flat=True), *heroes_on(on).values_list("unit_id", flat=True)}


def colleagues(unit_id: int, heroes: Iterable[Hero], on: date) -> list[Colleague]:
    """Return what is known of the people of a unit who want a hero, and of its heroes."""
    ranks = set(people.group_rules().filter(target_group__key=LEADS).values_list("rank_id", flat=True)) - {None}
    ids = {hero.person_id for hero in heroes}
    who = Q(unit=unit_id, person__in=live(on).values("person")) | Q(person__in=ids)
    rows = people.on_staff(on).filter(who).order_by("person_id")
    found = {
        person: Colleague(person, department, location.strip().casefold(), language, rank in ranks)
        for person, department, rank, location, language in rows.values_list(
            "person_id", "department_id", "rank_id", "location", "person__language"
        )
    }
    for hero in heroes:  # somebody who is on no staff list (any more) is known by name alone
        found.setdefault(hero.person_id, Colleague(hero.person_id, None, "", "", False))
    return list(found.values())


@dataclass(frozen=True)
class Face:
    """Somebody in a circle, with what they chose to show there."""

    person_id: int
    first_name: str
    hue: int
    photo: str
    is_hero: bool
    is_me: bool
    is_named: bool  # lets themselves be named, so a colleague may choose them by name
    goal: str = ""
    question: str = ""
    help_wish: str = ""

    @property
    def name(self) -> str:
        """What initials are made of."""
        return self.first_name

    @property
    def shows(self) -> bool:
        """Whether they show anything."""
        return bool(self.goal or self.question or self.help_wish)


@dataclass(frozen=True)
class MyCircle:
    """What somebody sees of their circle. Without `circle`: they wait for a hero, or did not ask for one."""

    hero: Hero | None  # this person is one
    member: CircleMember | None  # this person asked for one
    circle: Circle | None
    faces: tuple[Face, ...]  # the hero first
    coming: tuple[HelpMoment, ...]
    to_log: tuple[HelpMoment, ...]  # were planned, and nothing was said of them; for a hero
    to_tick: tuple[tuple[HelpMoment, bool], ...]  # held lately, and whether I say I was there; for a member
    milestones: tuple[Milestone, ...]
    thanks: tuple[CircleThanks, ...]

    @property
    def others(self) -> list[Face]:
        """Everyone but me."""
        return [face for face in self.faces if not face.is_me]


def my_circle(person: "Person", *, now: datetime) -> MyCircle:
    """Return the circle of `person`, as they may see it, in a fixed number of queries."""
    on = timezone.localdate(now)
    hero = hero_of(person, on)
    member = None if hero else live(on).filter(person=person).first()
    circle = None
    if hero is not None:
        circle = Circle.objects.filter(hero=hero).select_related("hero__person__target_group").first()
    elif member is not None and member.circle_id is not None:
        found = Circle.objects.filter(pk=member.circle_id, hero__in=heroes_on(on))
        circle = found.select_related("hero__person__target_group").first()
    thanks = CircleThanks.objects.filter(to=person).select_related("by").order_by("-created_at")[:5]
    if circle is None:
        return MyCircle(hero, member, None, (), (), (), (), (), tuple(thanks))
    moments = list(HelpMoment.objects.filter(circle=circle, cancelled_at__isnull=True).order_by("starts_at"))
    mine = set(MomentVisit.objects.filter(person=person, moment__circle=circle).values_list("moment_id", flat=True))
    lately = now - timedelta(days=TICK_DAYS)
    return MyCircle(
        hero=hero,
        member=member,
        circle=circle,
        faces=tuple(_faces(circle, list(members_of(circle, on)), person)),
        coming=tuple(m for m in moments if m.held_at is None and m.ends_at > now),
        to_log=tuple(m for m in moments if m.held_at is None and m.starts_at <= now) if hero else (),
        to_tick=() if hero else tuple((m, m.pk in mine) for m in moments if m.held_at and m.starts_at > lately)[-3:],
        milestones=tuple(Milestone.objects.filter(circle=circle).order_by("reached_at", "pk")),
        thanks=tuple(thanks),
    )


def milestones_reached(*, now: datetime) -> dict[rules.Reached, int]:
    """Return at least how many circles reached something in the last thirteen whole weeks; for everybody to read.

    Multiples of the smallest group: from one week to the next it never differs by one circle, so nobody can tell of
    their own circle, or of a colleague's, whether it is among them.
    """
    until = timezone.make_aware(datetime.combine(rules.last_monday(timezone.localdate(now)), time()))
    reached = Milestone.objects.filter(reached_at__lt=until, reached_at__gte=until - timedelta(weeks=rules.WEEKS))
    counts = dict(reached.order_by().values_list("kind").annotate(Count("pk")))
    shown = {kind: rules.at_least(counts.get(kind, 0), settings.SMALLEST_GROUP) for kind in rules.Reached}
    return {kind: count for kind, count in shown.items() if count}


def _faces(circle: Circle, members: list[CircleMember], me: "Person") -> Iterable[Face]:
    """Show the hero, then the members; words only where their writer shows them in this circle."""
    everyone = [circle.hero.person, *(member.person for member in members)]
    with_consent = people.people_with_consent(Purpose.BE_NAMED).filter(pk__in=[person.pk for person in everyone])
    named = set(with_consent.values_list("pk", flat=True))
    hers = [None, *members]
    for person, member in zip(everyone, hers, strict=True):
        shown = member is not None and member.is_shown
        yield Face(
            person_id=person.pk,
            first_name=person.first_name,
            hue=person.target_group.hue if person.target_group else 4,
            photo=person.photo.url if person.photo and person.pk in named else "",
            is_hero=member is None,
            is_me=person.pk == me.pk,
            is_named=person.pk in named,
            goal=member.goal if member and shown else "",
            question=member.question if member and shown else "",
            help_wish=member.help_wish if member and shown else "",
        )
