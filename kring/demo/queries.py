"""Reads of the demo world: which simulated organisations there are, and who can be signed in as."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from kring.core.models import Organisation
from kring.core.scope import inside
from kring.core.words import said_in
from kring.demo.cast import CASTS, Cast
from kring.demo.personas import OF, PERSONAS, Persona
from kring.people import queries as people
from kring.people.queries import joining
from kring.stories import queries as stories

if TYPE_CHECKING:
    from kring.people.models import Person

BEGIN = ("bram", "fatima", "lars")
RUNS = {"editor", "desk", "manager", "administrator", "works_council", "agency"}


@dataclass(frozen=True)
class Stage:
    """One simulated organisation on the demo's first page."""

    key: str
    name: str
    kind: str
    color: str
    people: int
    stories: int
    share: list[Persona]  # those who share
    run: list[Persona]  # those who run the programme


def stages() -> list[Stage]:
    """Return the simulated organisations that are there."""
    found = {row.name: row for row in Organisation.objects.filter(is_simulated=True)}
    return [_stage(cast, found[cast.name]) for cast in CASTS if cast.name in found]


def _stage(cast: Cast, organisation: Organisation) -> Stage:
    with inside(organisation):
        staff, live = people.on_staff(timezone.localdate()).count(), stories.live().count()
    here = [p for p in PERSONAS if cast.key in (p.organisation, *p.also_in)]
    return Stage(
        key=cast.key,
        name=organisation.name,
        kind=said_in(cast.kind),
        color=organisation.brand_color,
        people=staff,
        stories=live,
        share=[p for p in here if not RUNS & set(p.roles)],
        run=[p for p in here if RUNS & set(p.roles)],
    )


def begin_with() -> list[Persona]:
    """Return the three that show most in the first minutes."""
    return [OF[key] for key in BEGIN]


def organisation_of(persona: Persona, *, at: str | None = None) -> Organisation | None:
    """Return the simulated organisation that a persona belongs to; `at` chooses when there are several."""
    key = at if at in persona.also_in else persona.organisation
    names = {cast.key: cast.name for cast in CASTS}
    return Organisation.objects.filter(name=names[key], is_simulated=True).first()


def stage_organisation(key: str) -> Organisation | None:
    """Return a simulated organisation by its key."""
    names = {cast.key: cast.name for cast in CASTS}
    return Organisation.objects.filter(name=names.get(key, ""), is_simulated=True).first()


def at_the_desk(key: str) -> "Person | None":
    """Return who works at the Social Hub of a simulated organisation; call inside it."""
    here = [p for p in PERSONAS if key == p.organisation and "desk" in p.roles]
    return person_of(here[0]) if here else None


def person_of(persona: Persona) -> "Person | None":
    """Return who a persona is; call inside the organisation."""
    return people.person_by_email(persona.email)


def way_to_join(person: "Person") -> str:
    """Return the path of the letter's link, on whatever address the demo is looked at."""
    return reverse("people:join", args=[joining.join_token(person)])
