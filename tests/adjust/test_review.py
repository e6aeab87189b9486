"""On its day a decision is looked at again, once, on figures of that week; whatever dies in between."""

import traceback
from datetime import timedelta

import pytest
import time_machine

from kring.adjust import actions, tasks
from kring.adjust.models import Choice, Decision, Experiment, Gathered, Verdict
from kring.core.models import AuditNote
from kring.insights import tasks as insights
from kring.insights.models import Answered
from tests import make
from tests.adjust.conftest import KEY, NOW, WHOLE, helped

LATER = NOW + timedelta(weeks=8)


@pytest.fixture
def decided(manager, figures):
    return actions.decide(by=manager, proposal=KEY, choice=Choice.ACCEPT, now=NOW)


def look(organisation, at, *figures):
    with time_machine.travel(at, tick=False):
        if figures:
            make.gathered(organisation, *figures)
        tasks.look(timestamp=0)


def test_it_says_what_came_of_it_on_the_day_and_not_before(organisation, decided):
    look(organisation, LATER - timedelta(days=7), helped(0.36), WHOLE)
    assert not Verdict.objects.exists()
    look(organisation, LATER, helped(0.34), WHOLE)
    made = Verdict.objects.get()
    assert (made.outcome, made.figure["value"]) == ("as_hoped", 0.34)
    assert made.change["low"] < made.change["value"] < made.change["high"]


def test_a_verdict_is_written_once(organisation, decided):
    look(organisation, LATER, helped(0.34), WHOLE)
    look(organisation, LATER + timedelta(weeks=1), helped(0.1), WHOLE)
    assert Verdict.objects.get().outcome == "as_hoped"
    assert AuditNote.objects.filter(verb="looked at decision again").count() == 1


def test_without_the_figures_of_that_week_it_waits(organisation, decided):
    look(organisation, LATER)
    assert not Verdict.objects.exists()
    assert Gathered.objects.filter(figures__isnull=True).count() == 1  # asked for


def test_a_figure_that_is_closed_cannot_be_told(organisation, decided):
    look(organisation, LATER, WHOLE)
    made = Verdict.objects.get()
    assert (made.outcome, made.why, made.change) == ("cannot_tell", "closed", None)


def test_one_that_fails_does_not_hold_up_the_others(organisation, manager, decided):
    broken = make.decision(manager, watch={"no": "figure"}, review_on=decided.review_on)
    Decision.objects.filter(pk=decided.pk).update(review_on=decided.review_on + timedelta(days=1))
    unreadable = make.experiment(manager, make.story(organisation), ends_at=LATER, started_at=NOW)
    Experiment.objects.filter(pk=unreadable.pk).update(kind="unknown")
    with pytest.raises(ExceptionGroup) as caught:
        look(organisation, LATER + timedelta(days=1), helped(0.34), WHOLE)
    assert Verdict.objects.get().decision == decided
    told = "".join(traceback.format_exception(caught.value))
    assert f"Experiment {unreadable.pk}" in told
    assert f"Decision {broken.pk}" in told
    unreadable.delete()
    Decision.objects.filter(pk=broken.pk).update(watch=None)
    look(organisation, LATER + timedelta(days=1, hours=1))
    assert Verdict.objects.count() == 2


def test_the_worker_gathers_the_figures_once(organisation):
    make.story(organisation)
    row = actions.ask_to_gather(organisation=organisation, now=NOW)
    assert actions.ask_to_gather(organisation=organisation, now=NOW) == row
    tasks.gather(organisation_id=organisation.pk, row_id=row.pk)
    row.refresh_from_db()
    assert row.figures is None  # the answers of the week come first
    insights.work_out(organisation_id=organisation.pk, row_id=Answered.objects.get().pk)
    tasks.gather(organisation_id=organisation.pk, row_id=row.pk)
    row.refresh_from_db()
    first = row.figures
    assert {one["key"].split(".")[0] for one in first} == {"silence"}  # of an empty organisation nothing may be shown
    tasks.gather(organisation_id=organisation.pk, row_id=row.pk)
    row.refresh_from_db()
    assert row.figures == first
