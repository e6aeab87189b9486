"""The two locks between organisations."""

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django_scopes.exceptions import ScopeError

from kring.core import rowlevel
from kring.core.scope import inside
from kring.people.models import Unit
from tests import make


def test_a_query_outside_of_a_scope_raises(db):
    with pytest.raises(ScopeError):
        Unit.objects.count()


def test_one_organisation_does_not_see_the_other(organisation, other_organisation):
    make.unit(organisation, name="Ours")
    with inside(other_organisation):
        make.unit(other_organisation, name="Theirs")
        assert [unit.name for unit in Unit.objects.all()] == ["Theirs"]
    assert [unit.name for unit in Unit.objects.all()] == ["Ours"]


def test_an_agency_sees_several_at_once(organisation, other_organisation):
    make.unit(organisation, name="Ours")
    with inside(other_organisation):
        make.unit(other_organisation, name="Theirs")
    with inside(organisation, other_organisation):
        assert Unit.objects.count() == 2


def test_the_database_keeps_organisations_apart_whatever_a_query_forgets(organisation, other_organisation):
    with inside(other_organisation):
        make.unit(other_organisation, name="Theirs")
    with connection.cursor() as cursor:
        cursor.execute("select name from people_unit")
        assert cursor.fetchall() == []


def test_the_database_refuses_a_row_for_another_organisation(organisation, other_organisation):
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        make.unit(other_organisation, name="Smuggled")


def test_a_failed_transaction_leaves_the_scope_as_it_was(organisation, other_organisation):
    with (
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        inside(other_organisation),
        connection.cursor() as cursor,
    ):
        cursor.execute("select no_such_column from people_unit")
    make.unit(organisation, name="Ours")
    assert Unit.objects.count() == 1


@pytest.mark.parametrize("model", rowlevel.locked_models(), ids=str)
def test_every_table_of_an_organisation_is_locked(model, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select relrowsecurity and relforcerowsecurity from pg_class where relname = %s", [model._meta.db_table]
        )
        assert cursor.fetchone() == (True,)
        cursor.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
        assert cursor.fetchone() == (False,)
