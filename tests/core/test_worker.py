"""Periodic work: the trouble of one stops no other, and is not kept quiet."""

import pytest
from django.db import DatabaseError, connection

from kring.core import worker
from kring.core.models import Organisation
from kring.core.worker import app, each, each_step
from kring.people.models import TargetGroup
from tests import make

DONE = []


@worker.periodic(cron="0 0 1 1 *")
def visit(organisation: Organisation) -> None:
    """Write down where it came; fail at the first."""
    if organisation.name == "Breekt":
        with connection.cursor() as cursor:
            cursor.execute("select 1 / 0")
    assert set(TargetGroup.objects.values_list("organisation", flat=True)) == {organisation.pk}
    DONE.append(organisation.name)


@pytest.fixture
def three(transactional_db):
    DONE.clear()
    for name in ("Eerste", "Breekt", "Derde"):
        make.organisation(name=name)
    yield
    app.periodic_registry.periodic_tasks.pop((visit.name, ""), None)
    app.tasks.pop(visit.name, None)


def test_an_organisation_that_fails_stops_no_other(three):
    with pytest.raises(ExceptionGroup) as told:
        visit(timestamp=0)
    assert DONE == ["Eerste", "Derde"]
    [trouble] = told.value.exceptions
    assert isinstance(trouble, DatabaseError)
    assert "Organisation" in trouble.__notes__[0]


def test_a_row_and_a_step_that_fail_stop_no_other():
    seen = []
    with pytest.raises(ExceptionGroup):
        each([1, 0, 2], lambda number: seen.append(1 / number))
    with pytest.raises(ExceptionGroup):
        each_step(lambda: 1 / 0, lambda: seen.append("next"))
    assert seen == [1, 0.5, "next"]
