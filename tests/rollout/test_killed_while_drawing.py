"""A worker that is killed while drawing leaves nothing half; the next one finishes, with the same waves."""

import os
import signal
from datetime import timedelta

import pytest
from django.utils import timezone

from kring.core.models import Organisation
from kring.core.scope import inside
from kring.people.models import Unit
from kring.rollout import actions
from kring.rollout.models import Draw, UnitPlan, Wave
from kring.rollout.rules import draws
from tests import make
from tests.people.test_killed_worker import worker

UNITS = 120


@pytest.mark.plug
@pytest.mark.timeout(300)
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_no_draw_half_done(transactional_db):
    organisation = make.organisation()
    with inside(organisation):
        manager = make.person(organisation, unit=None)
        programme = make.programme(organisation)
        units = Unit.objects.bulk_create(Unit(organisation=organisation, name=f"Bank {n}") for n in range(UNITS))
        UnitPlan.objects.bulk_create(
            UnitPlan(organisation=organisation, programme=programme, unit=unit) for unit in units
        )
        made = actions.draw_waves(
            by=manager, programme=programme, seed="x", waves=18, weeks_between=4, today=timezone.localdate()
        )
        process = worker()
        while made.progress == 0:  # until it is in the middle of it
            made.refresh_from_db()
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        made.refresh_from_db()
        assert (made.status, made.found, made.kept) == ("drawing", {}, [])
        Draw.objects.update(worked_at=timezone.now() - timedelta(minutes=3))
        actions.wake_waiting_draws(now=timezone.now())
        process = worker()
        process.wait(120)
        process.stdout.close()
        made.refresh_from_db()
        assert (made.status, made.progress, len(made.found["wave"])) == ("ready", 100, UNITS)
        assert draws.repeat(draws.file(draws.Given.read(made.given), made.seed, draws.Found.read(made.found))).is_same
        assert not Wave.objects.exists()
        Organisation.objects.all().delete()


@pytest.mark.django_db
def test_only_draws_that_sleep_are_woken(organisation, programme, monkeypatch):
    woken = []
    monkeypatch.setattr("kring.rollout.actions.waves.wake", lambda name, row: woken.append(row.pk))
    now = timezone.now()
    make.unit_plan(programme)
    asleep = make.draw(programme, status="drawing", worked_at=now - timedelta(minutes=3))
    make.draw(programme, status="drawing", worked_at=now - timedelta(seconds=20))
    make.draw(programme, status="ready", worked_at=now - timedelta(minutes=3))
    make.draw(programme, status="drawing")  # made just now: its own call is on its way
    actions.wake_waiting_draws(now=now + timedelta(seconds=1))
    assert woken == [asleep.pk]
