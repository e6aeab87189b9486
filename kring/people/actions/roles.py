"""Writes about roles: who may do what, and people who are let in from outside."""

from datetime import datetime

from django.db import transaction

from kring.core import audit
from kring.people.actions.joining import invite_people
from kring.people.errors import AlreadyHereError, LastAdministratorError
from kring.people.models import Person, RoleGrant
from kring.people.queries.roles import is_last_administrator
from kring.people.rules import Role


@transaction.atomic
def give_role(*, by: Person | None, person: Person, role: Role) -> None:
    """Let `person` do what `role` may."""
    _grant, is_new = RoleGrant.objects.get_or_create(
        organisation_id=person.organisation_id, person=person, role=Role(role)
    )
    if is_new:
        audit.note(by, "gave_role", person, role=str(role))


@transaction.atomic
def take_role(*, by: Person | None, person: Person, role: Role) -> None:
    """Take a role back; it holds at once, also for somebody who is signed in."""
    administrators = RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR)
    list(administrators.order_by("pk"))  # two people who take each other's role at once wait for each other here
    if role == Role.ADMINISTRATOR and is_last_administrator(person):
        raise LastAdministratorError
    taken, _kinds = RoleGrant.objects.filter(person=person, role=role).delete()
    if taken:
        audit.note(by, "took_role", person, role=str(role))


@transaction.atomic
def let_in(*, by: Person, name: str, email: str, role: Role, language: str, now: datetime) -> Person:
    """Let somebody from outside in: no place on the staff list, one role, and a letter to join."""
    address = email.strip().lower()
    if Person.objects.filter(email=address).exists():
        raise AlreadyHereError
    person = Person.objects.create(
        organisation_id=by.organisation_id, name=" ".join(name.split()), email=address, language=language
    )
    give_role(by=by, person=person, role=role)
    invite_people(by=by, people=[person], now=now)
    return person
