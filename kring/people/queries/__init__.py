"""Reads about people: who is asking, who is on the staff, who takes part."""

from collections.abc import Iterable
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.utils import timezone

from kring.core.models import Account, Organisation
from kring.people.models import Department, Person, Rank, RoleGrant, TargetGroup, Unit
from kring.people.queries.colleagues import named_colleagues
from kring.people.queries.joining import has_consent, people_with_consent
from kring.people.queries.roles import colleagues, is_last_administrator, who_may, with_pks, with_role
from kring.people.queries.staff import placements_between
from kring.people.queries.staff_lists import (
    can_undo,
    change,
    changes,
    day_of,
    newest_applied,
    problems,
    settled_units,
    spellings,
    staff_import,
    staff_imports,
    unused,
    would_change_something,
    would_many_leave,
)
from kring.people.queries.structure import (
    StaffCell,
    UnitInTree,
    group_rules,
    on_staff,
    staff_cells,
    unit_tree,
    units_below,
    units_of,
    with_people,
)
from kring.people.rules import May, Role, may

__all__ = [
    "StaffCell",
    "UnitInTree",
    "can_undo",
    "change",
    "changes",
    "colleagues",
    "day_of",
    "departments",
    "group_rules",
    "has_consent",
    "is_allowed",
    "is_last_administrator",
    "left_before",
    "named_colleagues",
    "names",
    "newest_applied",
    "on_staff",
    "organisation_exists",
    "participants",
    "people_with_consent",
    "person",
    "person_by_email",
    "person_of",
    "placements_between",
    "problems",
    "ranks",
    "roles_of",
    "settled_units",
    "spellings",
    "staff_cells",
    "staff_import",
    "staff_imports",
    "target_groups",
    "unit_tree",
    "units",
    "units_below",
    "units_of",
    "unused",
    "who_may",
    "with_people",
    "with_pks",
    "with_role",
    "would_change_something",
    "would_many_leave",
]


def person_of(account: Account) -> Person | None:
    """Return the person that `account` is in this organisation, with their group and roles; nobody once they left."""
    there = Q(employed_until__isnull=True) | Q(employed_until__gt=timezone.localdate())
    roles = ArraySubquery(RoleGrant.objects.filter(person=OuterRef("pk")).values("role"))
    found = Person.objects.filter(there, account=account).annotate(given_roles=roles)
    return found.select_related("account", "target_group", "organisation").first()


def person(pk: int) -> Person | None:
    """Return one person."""
    return Person.objects.filter(pk=pk).select_related("account", "target_group", "organisation").first()


def person_by_email(email: str) -> Person | None:
    """Return the person with this address, however it is written."""
    found = Person.objects.filter(email=email.strip().lower())
    return found.select_related("account", "target_group", "organisation").first()


def roles_of(person: Person) -> frozenset[Role]:
    """Return the roles of `person`; everyone is at least a person."""
    given = getattr(person, "given_roles", None)  # read along by `person_of`
    if given is None:
        given = RoleGrant.objects.filter(person=person).values_list("role", flat=True)
    return frozenset({Role.PERSON, *(Role(role) for role in given)})


def is_allowed(person: Person, what: May) -> bool:
    """Return whether `person` may do `what`."""
    return may(roles_of(person), what)


def names(ids: Iterable[int]) -> dict[int, str]:
    """Return what these people are called."""
    return dict(Person.objects.filter(pk__in=list(ids)).values_list("pk", "name"))


def left_before(day: date) -> list[Person]:
    """Return the people who left the organisation before `day`."""
    found = Person.objects.filter(employed_until__lt=day).select_related("account", "organisation")
    return list(found.order_by("pk"))


def participants() -> QuerySet[Person]:
    """Return the people who take part now."""
    return Person.objects.filter(joined_at__isnull=False)


def units() -> QuerySet[Unit]:
    """Return all units, parents and children, by name."""
    return Unit.objects.order_by("name")


def departments() -> QuerySet[Department]:
    """Return all departments by name."""
    return Department.objects.order_by("name")


def ranks() -> QuerySet[Rank]:
    """Return all ranks by name."""
    return Rank.objects.order_by("name")


def target_groups() -> QuerySet[TargetGroup]:
    """Return the target groups in their order."""
    return TargetGroup.objects.all()


def organisation_exists() -> bool:
    """Return whether this installation has an organisation already."""
    return Organisation.objects.exists()
