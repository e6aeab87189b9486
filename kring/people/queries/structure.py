"""Reads about how an organisation is built: its units, and who works where."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from kring.people.models import Department, Placement, Rank, TargetGroupRule, Unit

if TYPE_CHECKING:
    from kring.people.models import Person

ABOVE = f"""
    with recursive above(id) as (
        select unit_id from {Placement._meta.db_table}
        where person_id = %s and valid_from <= %s and (valid_until is null or valid_until > %s)
        union
        select unit.parent_id from {Unit._meta.db_table} unit join above on unit.id = above.id
        where unit.parent_id is not null
    )
    select id from above
"""  # noqa: S608 - the names of our own tables


@dataclass(frozen=True)
class UnitInTree:
    """One unit, how deep it stands in the tree, and how many people work in it itself."""

    unit: Unit
    depth: int
    people: int


@dataclass(frozen=True)
class StaffCell:
    """How many people of one unit, department and target group were on the staff of a day."""

    unit_id: int
    department_id: int | None
    target_group_id: int | None
    people: int


def on_staff(on: date) -> QuerySet[Placement]:
    """Return where everybody worked on one day: the base of every rate over that day."""
    return Placement.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on)


def staff_cells(on: date) -> list[StaffCell]:
    """Return the staff of one day by unit, department and target group, in one query."""
    cells = (
        on_staff(on)
        .values_list("unit_id", "department_id", "person__target_group_id")
        .annotate(people=Count("person", distinct=True))
        .order_by("unit_id", "department_id", "person__target_group_id")
    )
    return [StaffCell(*cell) for cell in cells]


def unit_tree(on: date | None = None) -> list[UnitInTree]:
    """Return all units, each under its parent, by name; with the staff of one day. Two queries for any number."""
    people = dict(on_staff(on).values_list("unit_id").annotate(Count("person", distinct=True))) if on else {}
    below: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.order_by("name"):
        below[unit.parent_id].append(unit)
    tree: list[UnitInTree] = []
    waiting = [(unit, 0) for unit in reversed(below[None])]
    while waiting:
        unit, depth = waiting.pop()
        tree.append(UnitInTree(unit, depth, people.get(unit.pk, 0)))
        waiting += [(child, depth + 1) for child in reversed(below[unit.pk])]
    return tree


def units_below(unit: Unit) -> set[int]:
    """Return this unit and every unit under it."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent_id in Unit.objects.values_list("pk", "parent_id"):
        below[parent_id].append(pk)
    found, waiting = {unit.pk}, [unit.pk]
    while waiting:
        for child in below[waiting.pop()]:
            if child not in found:
                found.add(child)
                waiting.append(child)
    return found


def units_of(person: "Person", on: date) -> RawSQL:
    """Return the unit in which somebody works on a day and every unit above it: part of a query, so it costs none."""
    return RawSQL(ABOVE, (person.pk, on, on))  # noqa: S611 - the numbers go as parameters; the ORM cannot climb a tree


def with_people(what: str, on: date) -> list[tuple[Department | Rank, int]]:
    """Return all departments or ranks, with how many people have each on one day."""
    people = dict(on_staff(on).values_list(f"{what}_id").annotate(Count("person", distinct=True)))
    model: type[Department] | type[Rank] = Department if what == "department" else Rank
    return [(row, people.get(row.pk, 0)) for row in model.objects.order_by("name")]


def group_rules() -> QuerySet[TargetGroupRule]:
    """Return the rules that give people their target group, the first that fits first."""
    return TargetGroupRule.objects.select_related("target_group", "department", "rank").order_by("position", "pk")
