"""How a room says what it holds of a person, and for how long; export, erasure and retention follow from that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils.functional import Promise


@dataclass(frozen=True)
class Held:
    """One table that points to a person: by which field, and what erasing does with its rows."""

    field: str = "person"
    detach: bool = False  # the row is the organisation's; only the name goes
    secret: tuple[str, ...] = ()  # columns that are never in an export
    is_told: bool = True  # not: even that there is a row would tell what somebody else chose in private


@dataclass(frozen=True)
class Kept:
    """How long the rows of a table are kept, from which moment on."""

    title: str | Promise
    days: int
    since: str  # a column with a time or a day
    file: str = ""  # only this file goes, the row stays


Holds = dict[type[models.Model], Held | tuple[Held, ...]]  # several: the table points to persons by several fields
Keeps = dict[type[models.Model], list[Kept]]


def each(holds: Holds) -> Iterator[tuple[type[models.Model], Held]]:
    """Go through every way in which these tables point to a person."""
    for model, held in holds.items():
        for one in (held,) if isinstance(held, Held) else held:
            yield model, one


def rooms() -> Iterator[ModuleType]:
    """Go through what each room says about personal data, from the top room down."""
    for config in reversed(list(apps.get_app_configs())):
        name = f"{config.name}.personal_data"
        if config.name.startswith("kring.") and find_spec(name):
            yield import_module(name)


def terms() -> list[Kept]:
    """Return how long everything is kept."""
    kept = [one for room in rooms() for several in getattr(room, "KEEPS", {}).values() for one in several]
    return kept + [one for room in rooms() for one in getattr(room, "ALSO", [])]


def export(holds: Holds, person: models.Model) -> dict[str, list[dict[str, Any]]]:
    """Return every row of these tables about `person`, as plain values."""
    found: dict[str, list[dict[str, Any]]] = {}
    for model, held in each(holds):
        rows_told = found.setdefault(model._meta.label_lower, [])
        if not held.is_told:
            continue
        columns = [f.attname for f in model._meta.concrete_fields if f.name not in held.secret]
        columns = [name for name in columns if name not in ("organisation_id", f"{held.field}_id")]
        rows = model._default_manager.filter(**{held.field: person.pk}).order_by("pk").values(*columns)
        plain = [{name: _plain(value) for name, value in row.items()} for row in rows]
        rows_told.extend(plain)
    return found


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | dict | list):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def erase(holds: Holds, person: models.Model) -> None:
    """Remove `person` from these tables, and their files from the disk."""
    for model, held in each(holds):
        rows = model._default_manager.filter(**{held.field: person.pk})
        if held.detach:
            rows.update(**{held.field: None})
            continue
        for field in [f for f in model._meta.concrete_fields if isinstance(f, models.FileField)]:
            for name in rows.exclude(**{field.name: ""}).values_list(field.name, flat=True):
                _remove(field, name)
        rows.delete()


def expire(keeps: Keeps, *, now: datetime) -> None:
    """Remove what was kept long enough, in this organisation."""
    for model, several in keeps.items():
        for kept in several:
            before: date = now - timedelta(days=kept.days)
            if not isinstance(model._meta.get_field(kept.since), models.DateTimeField):
                before = (now - timedelta(days=kept.days)).date()
            rows = model._default_manager.filter(**{f"{kept.since}__lt": before})
            if not kept.file:
                rows.delete()
                continue
            for row in rows.exclude(**{kept.file: ""}):
                file = getattr(row, kept.file)
                _remove(file.field, file.name)
                model._default_manager.filter(pk=row.pk).update(**{kept.file: ""})


def _remove(field: models.FileField, name: str) -> None:
    transaction.on_commit(lambda: field.storage.delete(name))
