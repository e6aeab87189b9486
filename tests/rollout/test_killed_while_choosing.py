"""kill -9 of the worker while it chooses heroes, and while it makes circles: nothing is half there, nothing twice."""

import os
import signal
import time

import pytest
from django.db import connection
from django.utils import timezone

from kring.core.scope import inside
from kring.core.worker import wake
from kring.people.models import Person
from kring.rollout.actions import circles, nominations
from kring.rollout.actions import heroes as actions
from kring.rollout.models import Choice, Circle, CircleMember, CirclePlan, Hero, Proposed
from kring.rollout.tasks.heroes import choose
from tests import make
from tests.people.test_killed_worker import is_at_work, worker
from tests.rollout import heroes as world

pytestmark = [pytest.mark.plug, pytest.mark.timeout(300)]
PEOPLE, HEROES = 240, 20


@pytest.fixture
def unit(transactional_db):
    """A large unit of an organisation."""
    organisation = make.organisation()
    with inside(organisation):
        yield world.unit_of(organisation, people=PEOPLE)


def killed_when(is_so):
    """Start a worker, and kill it at the moment when `is_so`."""
    process, end = worker(), time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    while is_at_work():
        time.sleep(0.05)


def finished():
    process = worker()
    process.wait(200)
    process.stdout.close()


def somebody_holds(choice):
    """Whether a worker is on a choice: it holds the lock of it."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_locks where locktype = 'advisory' and objid = %s", [choice.pk])
        return cursor.fetchone()[0] > 0


def test_a_worker_killed_while_choosing_leaves_no_half_list(unit):
    by = world.manager(unit.organisation)
    world.open_round(unit, by)
    world.everybody_names(unit)
    choice = nominations.close_round(by=by, choice=Choice.objects.get(), now=timezone.now())
    world.ask(unit, by, HEROES, ("rank", "Directeur", 2, None), ("department", "", 3, 8))
    actions.choose_heroes(by=by, units=[unit], now=timezone.now())
    killed_when(lambda: somebody_holds(choice))
    choice.refresh_from_db()
    assert (choice.status, Proposed.objects.count()) == ("choosing", 0)
    assert not somebody_holds(choice)  # the next one may begin
    for _twice in range(2):
        wake(choose.name, choice)
    finished()
    choice.refresh_from_db()
    assert (choice.status, Proposed.objects.count()) == ("proposed", HEROES)
    before = list(Proposed.objects.values_list("pk", "person"))
    wake(choose.name, choice)
    finished()
    assert list(Proposed.objects.values_list("pk", "person")) == before


def test_a_worker_killed_while_making_circles_leaves_all_as_it_was(unit):
    now, about = timezone.now(), {"organisation": unit.organisation}
    Person.objects.update(joined_at=now)
    heroes, members = unit.staff[:HEROES], unit.staff[HEROES:]
    Hero.objects.bulk_create(
        Hero(**about, person=one, unit=unit, status="accepted", asked_at=now, since=now.date()) for one in heroes
    )
    CircleMember.objects.bulk_create(CircleMember(**about, person=one, wished_at=now) for one in members)
    circles.ask_for_circles(organisation_id=unit.organisation_id, unit_id=unit.pk, now=now)
    killed_when(is_at_work)
    plan, seated = CirclePlan.objects.get(), CircleMember.objects.filter(circle__isnull=False).count()
    assert (plan.asked_at is None, seated) in {(False, 0), (True, len(members))}
    for _twice in range(2):
        wake(circles.MAKE, plan)
    finished()
    plan.refresh_from_db()
    assert plan.asked_at is None
    assert Circle.objects.count() == HEROES
    assert not CircleMember.objects.filter(circle=None).exists()
