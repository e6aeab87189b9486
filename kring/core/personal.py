"""How a room says what it holds of a person; export and erasure follow from that."""

from dataclasses import dataclass
from typing import Any

from django.db import models


@dataclass(frozen=True)
class Held:
    """One table that points to a person: by which field, and what erasing does with its rows."""

    field: str = "person"
    detach: bool = False  # the row is the organisation's; only the name goes
    secret: tuple[str, ...] = ()  # columns that are never in an export


Holds = dict[type[models.Model], Held]


def export(holds: Holds, person: models.Model) -> dict[str, list[dict[str, Any]]]:
    """Return every row of these tables about `person`, as plain values."""
    found: dict[str, list[dict[str, Any]]] = {}
    for model, held in holds.items():
        rows = model._default_manager.filter(**{held.field: person}).order_by("pk")
        columns = [f.name for f in model._meta.fields if f.name not in (*held.secret, "organisation", held.field)]
        found[model._meta.label_lower] = [
            {name: str(getattr(row, name)) if getattr(row, name) is not None else None for name in columns}
            for row in rows
        ]
    return found


def erase(holds: Holds, person: models.Model) -> None:
    """Remove `person` from these tables."""
    for model, held in holds.items():
        rows = model._default_manager.filter(**{held.field: person})
        if held.detach:
            rows.update(**{held.field: None})
        else:
            rows.delete()
