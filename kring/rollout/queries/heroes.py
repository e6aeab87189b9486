"""Reads about heroes: the units and how far each is, one list, one person's own page. Nothing sealed is opened here."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from kring.people import queries as people
from kring.people.rules import May
from kring.rollout.models import (
    Choice,
    Circle,
    Hero,
    HeroDefaults,
    KeptOut,
    Nomination,
    Proposed,
    TieFile,
    UnitPlan,
    Wish,
)
from kring.rollout.rules import heroes as rules
from kring.rollout.rules.help import WEEKS, GoesOn

if TYPE_CHECKING:
    from kring.people.models import Person, Unit

Status = Choice.Status
NOW = (Hero.Status.ASKED, Hero.Status.ACCEPTED)


@dataclass(frozen=True)
class Colleague:
    """Somebody on the staff of a unit, with what a choice may know of them."""

    person_id: int
    name: str
    values: dict[str, str]  # rank, department, location, target_group, language

    @property
    def place(self) -> str:
        """Where they work and as what, in a line."""
        return " · ".join(word for word in (self.values["department"], self.values["rank"]) if word)


def staff_of(unit_id: int, on: date) -> list[Colleague]:
    """Return everybody on the staff of one unit: those who take part and those who do not look alike."""
    placed = people.on_staff(on).filter(unit=unit_id).order_by("person__name", "person_id")
    rows = placed.values_list(
        "person_id", "person__name", "rank__name", "department__name", "location", "person__target_group__key",
        "person__language",
    )  # fmt: skip
    found = {}
    for pk, name, *values in rows:
        found[pk] = Colleague(pk, name, dict(zip(rules.ATTRIBUTES, (v or "" for v in values), strict=True)))
    return list(found.values())


def unit_of(person: "Person", on: date) -> int | None:
    """Return the unit where somebody works."""
    return people.on_staff(on).filter(person=person).values_list("unit_id", flat=True).first()


def is_centre(person: "Person") -> bool:
    """Return whether somebody may choose the heroes of every unit."""
    return people.is_allowed(person, May.INVITE)


def may_run(person: "Person", unit_id: int) -> bool:
    """Return whether somebody may choose the heroes of a unit: the centre, and the lead of that unit."""
    return is_centre(person) or UnitPlan.objects.filter(unit=unit_id, lead=person).exists()


def defaults() -> HeroDefaults:
    """Return what the organisation wants of every unit."""
    return HeroDefaults.objects.first() or HeroDefaults()


def choice(unit_id: int) -> Choice | None:
    """Return the newest choosing of a unit."""
    return Choice.objects.filter(unit=unit_id).select_related("unit").order_by("-round").first()


def units(unit_ids: Collection[int]) -> "list[Unit]":
    """Return units by their keys, always in the same order."""
    return list(people.units().filter(pk__in=unit_ids).order_by("pk"))


def unit(unit_id: int) -> "Unit | None":
    """Return a unit."""
    return people.units().filter(pk=unit_id).first()


# first those in which a person is to do something, then those in which somebody else is
ORDER = (
    Status.PROPOSED,
    Status.IMPOSSIBLE,
    Status.READY,
    Status.CHOOSING,
    Status.NOMINATING,
    Status.PREPARING,
    Status.DECIDED,
)


@dataclass(frozen=True)
class UnitLine:
    """A unit in the list of units: how far it is."""

    id: int
    name: str
    staff: int
    status: str
    heroes: int  # who said yes
    wanted: int

    @property
    def words(self) -> Any:
        """How far it is, in words."""
        return Status(self.status).label

    @property
    def can_be_chosen(self) -> bool:
        """Whether a list can be made for it now."""
        return self.status in (Status.PREPARING, Status.READY, Status.IMPOSSIBLE)


def unit_lines(on: date) -> list[UnitLine]:
    """Return every unit with staff, first what waits for a person; a fixed number of queries for any number of them."""
    newest: dict[int, Choice] = {}
    for one in Choice.objects.order_by("round").defer("picture", "beside", "prices", "sealed"):
        newest[one.unit_id] = one
    accepted = dict(
        Hero.objects.filter(status=Hero.Status.ACCEPTED).values_list("unit").annotate(Count("pk")).order_by()
    )
    wanted = defaults().wanted
    lines = []
    for item in people.unit_tree(on):
        if not item.people:
            continue
        own = newest.get(item.unit.pk)
        lines.append(
            UnitLine(
                item.unit.pk,
                item.unit.name,
                item.people,
                own.status if own else Status.PREPARING,
                accepted.get(item.unit.pk, 0),
                own.wanted if own else wanted,
            )
        )
    return sorted(lines, key=lambda line: (ORDER.index(line.status), line.heroes >= line.wanted, line.name))


@dataclass(frozen=True)
class Run:
    """How far the lists are that were asked for together."""

    done: int
    units: int

    @property
    def per_cent(self) -> int:
        """How far it is."""
        return self.done * 100 // self.units if self.units else 100


def run() -> Run | None:
    """Return how far the newest lists are, while some are still being made."""
    waiting = Choice.objects.filter(status=Status.CHOOSING).order_by("-asked_at").first()
    if waiting is None:
        return None
    count = Choice.objects.filter(asked_at=waiting.asked_at).aggregate(
        units=Count("pk"), waiting=Count("pk", filter=Q(status=Status.CHOOSING))
    )
    return Run(count["units"] - count["waiting"], count["units"])


def waiting() -> QuerySet[Choice]:
    """Return the choices that wait for a worker: to choose, or to look at other ways."""
    return Choice.objects.filter(Q(status=Status.CHOOSING) | Q(is_comparing=True)).order_by("pk")


def answers(choice: Choice) -> int | None:
    """Return how many took part in a round, in steps of five: who did is nobody's business."""
    count = Nomination.objects.filter(choice=choice).count()
    return count - count % 5 if count >= settings.SMALLEST_GROUP else None


def has_ties(choice: Choice) -> bool:
    """Return whether there is a file of who works with whom."""
    return TieFile.objects.filter(choice=choice).exists()


@dataclass(frozen=True)
class OnList:
    """One person of a proposal as its page shows them."""

    id: int
    name: str
    place: str
    why: list[dict[str, Any]]
    stand_in: str
    stand_in_id: int | None
    cost: str
    is_pinned: bool

    @property
    def stays(self) -> bool:
        """Whether they are a hero already: nothing is to be changed about that."""
        return any(said["kind"] == "stays" for said in self.why)


@dataclass(frozen=True)
class Proposal:
    """A proposal as its page shows it."""

    people: list[OnList]
    left_out: list[Colleague]
    others: list[Colleague]  # of the unit, by name: who could be put on it; nothing tells them apart


def proposal(choice: Choice, on: date) -> Proposal:
    """Return the people proposed, with why, and everybody else by name only."""
    staff = {one.person_id: one for one in staff_of(choice.unit_id, on)}
    rows = list(Proposed.objects.filter(choice=choice).select_related("person", "stand_in"))
    listed = {row.person_id for row in rows}
    out = set(KeptOut.objects.filter(choice=choice).values_list("person", flat=True))
    shown = [
        OnList(
            row.person_id,
            row.person.name,
            staff[row.person_id].place if row.person_id in staff else "",
            row.why,
            row.stand_in.name if row.stand_in else "",
            row.stand_in_id,
            row.stand_in_cost,
            row.is_pinned,
        )
        for row in rows
    ]
    return Proposal(
        shown,
        [one for one in staff.values() if one.person_id in out],
        [one for one in staff.values() if one.person_id not in listed],
    )


@dataclass(frozen=True)
class Heroes:
    """The heroes of a unit as its manager sees them: who said yes, and places; never who said no."""

    accepted: list["Person"]
    asked: int  # letters that wait for an answer, and may
    free: int  # places; why is nobody's business


def heroes(choice: Choice, now: datetime) -> Heroes:
    """Return who said yes, and how many places are open or free."""
    rows = list(Hero.objects.filter(unit=choice.unit_id, status__in=NOW).select_related("person"))
    accepted = [row.person for row in rows if row.status == Hero.Status.ACCEPTED]
    asked = sum(row.status == Hero.Status.ASKED and not is_late(row, now) for row in rows)
    return Heroes(sorted(accepted, key=lambda one: one.name), asked, max(0, choice.wanted - len(accepted) - asked))


def staying(unit_id: int, on: date) -> set[int]:
    """Return the heroes of a unit who stay in a next round: their three months are not over, or they go on."""
    now = Hero.objects.filter(unit=unit_id, status=Hero.Status.ACCEPTED)
    go_on = Circle.objects.filter(goes_on=GoesOn.HERO).values("hero")
    found = now.filter(Q(since__gt=on - timedelta(weeks=WEEKS)) | Q(pk__in=go_on))
    return set(found.values_list("person", flat=True))


def is_late(hero: Hero, now: datetime) -> bool:
    """Return whether somebody was asked so long ago that their place is free again."""
    return hero.asked_at < now - timedelta(days=rules.ANSWER_DAYS)


def staff_count(unit_id: int, on: date) -> int:
    """Return how many people a unit has."""
    return people.on_staff(on).filter(unit=unit_id).values("person").distinct().count()


def values_of(unit_id: int | None, on: date) -> dict[str, dict[str, int | None]]:
    """Return what a rule can be about, with how many people have it: in one unit, or in all of them.

    A language or a target group is what people choose when they join, so all of these are named, and none counted.
    """
    placed = people.on_staff(on) if unit_id is None else people.on_staff(on).filter(unit=unit_id)
    columns = ("rank__name", "department__name", "location")
    count: dict[str, Counter[str]] = {name: Counter() for name in rules.ATTRIBUTES[: len(columns)]}
    for *values, number in placed.values_list(*columns).annotate(Count("person", distinct=True)).order_by():
        for name, value in zip(count, values, strict=True):
            count[name][value or ""] += number
    found: dict[str, dict[str, int | None]] = {
        name: {value: counted[value] for value in sorted(counted) if value} for name, counted in count.items()
    }
    found["target_group"] = dict.fromkeys(group_names())
    found["language"] = dict.fromkeys(dict(settings.LANGUAGES))
    return found


def group_names() -> dict[str, dict[str, str]]:
    """Return what the target groups are called, by key."""
    return {group.key: group.name for group in people.target_groups()}


def open_round(person: "Person", on: date) -> Choice | None:
    """Return the nomination round in which somebody may name colleagues."""
    unit_id = unit_of(person, on)
    if unit_id is None:
        return None
    found = Choice.objects.filter(unit=unit_id, status=Status.NOMINATING, nominations_until__gte=on)
    return found.select_related("unit").first()


def found(colleagues: list[Colleague], words: str, *, without: set[int], most: int = 8) -> list[Colleague]:
    """Return the colleagues whose name has all these words in it."""
    parts = words.lower().split()
    if not parts:
        return []
    fits = [one for one in colleagues if all(part in one.name.lower() for part in parts)]
    return [one for one in fits if one.person_id not in without][:most]


def typed_names(colleagues: Iterable[Colleague]) -> dict[str, int]:
    """Return whom a typed name means; of two with one name the place is part of it."""
    people = list(colleagues)
    several = Counter(one.name for one in people)
    found: dict[str, int] = {}
    for one in people:
        name = one.name if several[one.name] == 1 else f"{one.name} ({one.place})"
        found[name if name not in found else f"{name} {one.person_id}"] = one.person_id
    return found


def wish(person: "Person") -> Wish | None:
    """Return what somebody said of being a hero; only they see it."""
    return Wish.objects.filter(person=person).first()


def hero(person: "Person") -> Hero | None:
    """Return whether somebody is asked to be a hero, or is one."""
    return Hero.objects.filter(person=person, status__in=NOW).select_related("unit").first()


def letters_waiting(now: datetime) -> QuerySet[Hero]:
    """Return the letters to people who are asked that no worker sends: not claimed, or so long ago that it is dead."""
    free = Q(letter_claimed_at__isnull=True) | Q(letter_claimed_at__lt=now - timedelta(hours=1))
    return Hero.objects.filter(free, status=Hero.Status.ASKED, letter_sent_at__isnull=True).order_by("pk")


def names(choice: Choice, also: Iterable[int | None] = ()) -> dict[int, str]:
    """Return what the people on a list, or in its picture, are called; who left or was erased is not in it."""
    ids = {hero for part in choice.picture.get("parts", []) for hero in part["heroes"]}
    return people.names({*ids, *(one for one in also if one is not None)})
