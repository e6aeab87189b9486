"""A decision keeps the figure it rests on, is taken once, and is never changed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kring.adjust import queries
from kring.adjust.actions import Own, decide, decide_own
from kring.adjust.errors import (
    AlreadyFollowedError,
    ProposalGoneError,
    ReasonMissingError,
    ReviewDayError,
    WordsMissingError,
)
from kring.adjust.models import Choice, Decision
from kring.core.models import AuditNote
from tests import make
from tests.adjust.conftest import KEY, NOW, WHOLE, helped


def test_accepting_keeps_the_figure_as_it_was_and_a_day_to_look_again(manager, figures):
    made = decide(by=manager, proposal=KEY, choice=Choice.ACCEPT, now=NOW)
    figures.figures = [helped(0.5).as_json(), WHOLE.as_json()]
    figures.save()
    kept = Decision.objects.get()
    assert kept.watch["value"] == kept.because["value"] == 0.2
    assert kept.hoped["low"] < kept.hoped["value"] < kept.hoped["high"]
    assert kept.review_on == date(2027, 1, 21)  # eight weeks on
    assert AuditNote.objects.filter(verb="decided", subject_id=made.pk).exists()


def test_what_was_decided_is_not_proposed_again_nor_decided_twice(manager, figures):
    assert [one.key for one in queries.proposals(NOW)] == [KEY]
    decide(by=manager, proposal=KEY, choice=Choice.ACCEPT, now=NOW)
    assert queries.proposals(NOW) == []
    with pytest.raises(ProposalGoneError):
        decide(by=manager, proposal=KEY, choice=Choice.ACCEPT, now=NOW)


def test_a_no_takes_a_reason_and_holds_for_eight_weeks(manager, figures):
    with pytest.raises(ReasonMissingError):
        decide(by=manager, proposal=KEY, choice=Choice.DECLINE, why=" ", now=NOW)
    decide(by=manager, proposal=KEY, choice=Choice.DECLINE, why="Er is net geoefend.", now=NOW)
    assert queries.proposals(NOW + timedelta(weeks=7)) == []
    assert len(queries.proposals(NOW + timedelta(weeks=9))) == 1
    assert Decision.objects.get().review_on is None


def test_doing_it_otherwise_says_how(manager, figures):
    with pytest.raises(WordsMissingError):
        decide(by=manager, proposal=KEY, choice=Choice.CHANGE, now=NOW)
    made = decide(by=manager, proposal=KEY, choice=Choice.CHANGE, words="Samen met Vecht", now=NOW)
    assert made.words == "Samen met Vecht"


@pytest.mark.parametrize("day", [date(2026, 12, 1), date(2028, 1, 1)])
def test_it_refuses_a_day_too_soon_or_too_far(manager, figures, day):
    with pytest.raises(ReviewDayError):
        decide(by=manager, proposal=KEY, choice=Choice.ACCEPT, review_on=day, now=NOW)


def test_a_decision_of_ones_own_may_follow_another_once(manager, figures):
    first = decide_own(by=manager, own=Own("Samen oefenen", figure="help.9", hoped=(0.1, 0.05)), now=NOW)
    assert first.hoped == {"value": pytest.approx(0.075), "low": 0.05, "high": 0.1}
    decide_own(by=manager, own=Own("Vaker", follows_id=first.pk), now=NOW)
    with pytest.raises(AlreadyFollowedError):
        decide_own(by=manager, own=Own("Nog vaker", follows_id=first.pk), now=NOW)
    with pytest.raises(ProposalGoneError):
        decide_own(by=manager, own=Own("Iets", figure="help.10"), now=NOW)
    with pytest.raises(WordsMissingError):
        decide_own(by=manager, own=Own("  "), now=NOW)


def test_the_database_refuses_a_no_without_a_reason(manager):
    for wrong in ({"choice": "decline", "why": ""}, {"choice": "own", "words": ""}, {"review_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make.decision(manager, **wrong)
    assert timezone.localdate() == NOW.date()
