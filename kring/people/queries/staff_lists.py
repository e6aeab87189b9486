"""Reads about staff lists: what is there, what one would change, what is wrong with it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet

from kring.people.models import (
    Department,
    Placement,
    Rank,
    StaffImport,
    StaffImportRow,
    TargetGroupRule,
    Unit,
)

KINDS = ("new", "moved", "changed", "back", "left", "bad")
HISTORY = ("unit", "department", "rank", "location")
MANY = 0.2  # of the staff; when more would leave, somebody has to say that this is right
AT_WORK = frozenset({StaffImport.Status.READING, StaffImport.Status.APPLYING, StaffImport.Status.UNDOING})


@dataclass(frozen=True)
class Change:
    """One line of a preview: who, where to, and where from."""

    line: int
    name: str
    email: str
    places: list[str]
    places_before: list[str]
    name_before: str


def staff_imports() -> QuerySet[StaffImport]:
    """Return all staff lists, the newest first, without their contents."""
    return StaffImport.objects.select_related("by").defer("staged", "layout").order_by("-created_at", "-pk")


def staff_import(pk: int) -> StaffImport | None:
    """Return one staff list, without its contents."""
    return StaffImport.objects.select_related("organisation").defer("staged").filter(pk=pk).first()


def newest_applied() -> StaffImport | None:
    """Return the staff list that was brought in last, also when it was undone since."""
    return StaffImport.objects.filter(applied_at__isnull=False).defer("staged").order_by("-applied_at").first()


def day_of(staff_import: StaffImport) -> date:
    """Return the day from which a staff list holds."""
    return date.fromisoformat(staff_import.options["valid_from"])


def can_undo(staff_import: StaffImport) -> bool:
    """Return whether this is the newest list, brought in and not undone."""
    newest = newest_applied()
    return newest is not None and newest.pk == staff_import.pk and newest.status == StaffImport.Status.APPLIED


def would_change_something(staff_import: StaffImport) -> bool:
    """Return whether bringing in this list would change anything."""
    kinds = ("new", "moved", "changed", "back", "left", "units", "departments", "ranks", "regions")
    return any(staff_import.counts.get(kind) for kind in kinds)


def would_many_leave(staff_import: StaffImport) -> bool:
    """Return whether so many people would leave that it may be a mistake."""
    return staff_import.counts.get("left", 0) > MANY * staff_import.counts.get("staff", 0)


def changes(staff_import: StaffImport, kind: str) -> QuerySet[StaffImportRow]:
    """Return the rows of one kind, in the order of the file."""
    return StaffImportRow.objects.filter(staff_import=staff_import, kind=kind).order_by("line", "pk")


def change(row: StaffImportRow) -> Change:
    """Return one row as a preview shows it; nothing is in it about joining or agreeing."""

    def places(values: dict[str, Any]) -> list[str]:
        return [values[what] for what in HISTORY if values.get(what)]

    left_behind = {what: row.before.get(what) for what in HISTORY if row.before.get(what) != row.values.get(what)}
    name_before = row.before.get("name") or ""
    return Change(
        line=row.line,
        name=row.values.get("name", ""),
        email=row.values.get("email", ""),
        places=places(row.values),
        places_before=places(left_behind) if row.kind == "moved" else [],
        name_before=name_before if name_before != row.values.get("name") else "",
    )


def problems(staff_import: StaffImport) -> QuerySet[StaffImportRow]:
    """Return everything that is wrong with a list, line by line."""
    return changes(staff_import, "bad")


def spellings() -> dict[str, dict[str, str]]:
    """Return how units, departments and ranks are spelled here, by what they are called in small letters."""
    models: dict[str, type[Unit] | type[Department] | type[Rank]] = {
        "unit": Unit,
        "department": Department,
        "rank": Rank,
    }
    return {
        what: {name.casefold(): name for name in model.objects.values_list("name", flat=True)}
        for what, model in models.items()
    }


def settled_units() -> dict[str, str]:
    """Return the name of the unit above each unit that has one."""
    return dict(Unit.objects.filter(parent__isnull=False).values_list("name", "parent__name"))


def unused(what: str, numbers: list[int]) -> QuerySet[Any]:
    """Return which of these units, departments or ranks nobody and nothing belongs to."""
    models: dict[str, type[Model]] = {"unit": Unit, "department": Department, "rank": Rank}
    rows = models[what]._default_manager.filter(pk__in=numbers).order_by("-pk")
    rows = rows.exclude(Exists(Placement.objects.filter(**{what: OuterRef("pk")})))
    if what == "unit":
        return rows.exclude(Exists(Unit.objects.filter(parent=OuterRef("pk")).exclude(pk__in=numbers)))
    return rows.exclude(Exists(TargetGroupRule.objects.filter(**{what: OuterRef("pk")})))
