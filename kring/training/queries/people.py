"""Reads about whom one can ask."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kring.people import queries as people

if TYPE_CHECKING:
    from kring.people.models import Person


@dataclass(frozen=True)
class Colleague:
    """Somebody who lets themselves be named."""

    id: int
    name: str
    hue: int
    is_hero: bool


def colleagues(person: "Person", search: str, *, limit: int = 8) -> list[Colleague]:
    """Return whom `person` can ask by name: with `search`, who is called that; without, heroes. Consent comes first."""
    return [
        Colleague(one.pk, one.name, one.target_group.hue if one.target_group else 4, is_hero)
        for one, is_hero in people.named_colleagues(search, but=person, limit=limit)
    ]
