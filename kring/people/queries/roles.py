"""Reads about roles."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kring.people.models import Person, RoleGrant
from kring.people.rules import ALLOWED, May, Role


@dataclass(frozen=True)
class PersonWithRoles:
    """Somebody, where they work now, and the roles they were given."""

    person: Person
    roles: list[Role]


def with_roles(search: str = "", *, limit: int = 50) -> list[PersonWithRoles]:
    """Return who has a role, powers first; with `search`, everybody whose name or address has those words in it."""
    words = search.split()
    found = Person.objects.order_by("name", "pk")
    if words:
        for word in words:
            found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    else:
        powers = RoleGrant.objects.filter(person=OuterRef("pk")).exclude(role=Role.HERO)
        found = found.filter(pk__in=RoleGrant.objects.values("person"))
        found = found.order_by(Exists(powers).desc(), "name", "pk")  # heroes are many
    people = list(found[:limit])
    given: dict[int, list[Role]] = {person.pk: [] for person in people}
    for grant in RoleGrant.objects.filter(person__in=people).order_by("pk"):
        given[grant.person_id].append(Role(grant.role))
    return [PersonWithRoles(person, given[person.pk]) for person in people]


def who_may(what: May) -> QuerySet[Person]:
    """Return the people whose role allows `what` and who still work here, by name."""
    grants = RoleGrant.objects.filter(
        person=OuterRef("pk"), role__in=[role for role, allowed in ALLOWED.items() if what in allowed]
    )
    there = Q(employed_until__isnull=True) | Q(employed_until__gt=timezone.localdate())
    return Person.objects.filter(there, Exists(grants), account__isnull=False).order_by("name", "pk")


def administrators() -> set[int]:
    """Return the people who can sign in and are administrator."""
    grants = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, person__account__isnull=False)
    return set(grants.values_list("person_id", flat=True))


def is_last_administrator(person: Person) -> bool:
    """Return whether nobody but `person` could give roles."""
    return not administrators() - {person.pk}


def with_role(role: Role) -> QuerySet[Person]:
    """Return who was given this role and has not left."""
    grants = RoleGrant.objects.filter(role=role).values("person")
    return Person.objects.filter(pk__in=grants, employed_until__isnull=True)


def with_pks(pks: Iterable[int]) -> QuerySet[Person]:
    """Return these people, without those who left."""
    return Person.objects.filter(pk__in=list(pks), employed_until__isnull=True)


def colleagues(search: str, *, limit: int = 8) -> list[Person]:
    """Return who has all these words in their name, or has this address."""
    words = search.split()
    if len(search.strip()) < 3:
        return []
    named = Person.objects.filter(employed_until__isnull=True).order_by("name", "pk")
    for word in words:
        named = named.filter(Q(name__icontains=word) | Q(email__iexact=word))
    return list(named[:limit])
