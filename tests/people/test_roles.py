"""Giving and taking roles."""

import pytest
from django.utils import timezone

from kring.core.models import AuditNote
from kring.people import actions, queries
from kring.people.errors import AlreadyHereError, LastAdministratorError
from kring.people.models import Invitation
from kring.people.queries.roles import with_roles
from kring.people.rules import May, Role
from tests import make


@pytest.fixture
def administrator(organisation):
    return make.person(organisation, account=make.account(), roles=["administrator"])


def test_a_role_holds_at_once_and_is_written_down(administrator, person):
    actions.give_role(by=administrator, person=person, role=Role.EDITOR)
    assert queries.is_allowed(person, May.EDIT_STORIES)
    note = AuditNote.objects.get()
    assert (note.account, note.verb, note.details) == (administrator.account, "gave_role", {"role": "editor"})


def test_a_role_is_taken_back(administrator, person):
    actions.give_role(by=administrator, person=person, role=Role.EDITOR)
    actions.take_role(by=administrator, person=person, role=Role.EDITOR)
    assert not queries.is_allowed(person, May.EDIT_STORIES)


def test_the_last_administrator_stays(administrator):
    with pytest.raises(LastAdministratorError):
        actions.take_role(by=administrator, person=administrator, role=Role.ADMINISTRATOR)


def test_an_administrator_who_cannot_sign_in_does_not_count(organisation, administrator):
    make.person(organisation, roles=["administrator"])
    with pytest.raises(LastAdministratorError):
        actions.take_role(by=administrator, person=administrator, role=Role.ADMINISTRATOR)


def test_somebody_from_outside_has_a_role_and_no_place_on_the_staff(administrator):
    made = actions.let_in(
        by=administrator, name="Bo  Bureau", email="Bo@Bureau.example", role=Role.AGENCY, language="nl",
        now=timezone.now(),
    )  # fmt: skip
    assert (made.name, made.email) == ("Bo Bureau", "bo@bureau.example")
    assert not queries.on_staff(timezone.localdate()).filter(person=made).exists()
    assert Invitation.objects.filter(person=made).exists()
    assert queries.roles_of(made) == {Role.PERSON, Role.AGENCY}


def test_the_same_address_is_not_let_in_twice(administrator, person):
    with pytest.raises(AlreadyHereError):
        actions.let_in(
            by=administrator, name="Bo", email=person.email.upper(), role=Role.AGENCY, language="nl", now=timezone.now()
        )


def test_people_are_found_by_name_in_two_queries(organisation, administrator, count_queries):
    for n in range(20):
        make.person(organisation, name=f"Jan Jansen {n}", roles=["editor"])
    with count_queries() as counted:
        assert len(with_roles("jan jansen")) == 20
    assert len(counted) == 2
