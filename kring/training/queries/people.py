"""Reads about whom one can ask."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kring.people import queries as people
from kring.people.rules import Purpose, Role

if TYPE_CHECKING:
    from kring.people.models import Person


@dataclass(frozen=True)
class Colleague:
    """Somebody who lets themselves be named."""

    id: int
    name: str
    hue: int
    is_hero: bool


def colleagues(person: "Person", search: str, *, chosen: int | None = None, limit: int = 8) -> list[Colleague]:
    """Return whom `person` can ask by name: with `search`, who is called that; without, heroes. Consent comes first.

    Whom they chose already stays on top.
    """
    found = people.named_colleagues(search, but=person, limit=limit)
    if chosen is not None:
        named = people.people_with_consent(Purpose.BE_NAMED).exclude(pk=person.pk)
        kept = named.filter(pk=chosen).select_related("target_group").first()
        if kept:
            is_hero = Role.HERO in people.roles_of(kept)
            found = [(kept, is_hero), *(one for one in found if one[0].pk != chosen)]
    return [
        Colleague(one.pk, one.name, one.target_group.hue if one.target_group else 4, is_hero) for one, is_hero in found
    ]
