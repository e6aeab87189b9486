"""An answer goes into the box once, sealed, and the box is opened once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kring.surveys import actions
from kring.surveys.errors import AlreadyAnsweredError, NothingAnsweredError, SurveyClosedError
from kring.surveys.models import Answer, Asked, Block, Envelope, Letter, Remark, Survey
from tests import make
from tests.surveys.asking import answered, opened, sent, staff


def test_an_answer_is_in_the_box_and_nobody_answers_twice(organisation):
    people = staff(organisation, 10)
    survey = sent(organisation)
    answered(survey, people[0], listen=4)
    with pytest.raises(AlreadyAnsweredError):
        answered(survey, people[0], listen=5)
    assert Envelope.objects.count() == 1


def test_nobody_answers_twice_after_the_names_are_off(organisation):
    people = staff(organisation, 10)
    survey = sent(organisation)
    for person in people[:5]:
        answered(survey, person, listen=4)
    assert actions.mix(survey=survey, now=timezone.now())
    assert set(Envelope.objects.values_list("slot", flat=True)) == {None}
    with pytest.raises(AlreadyAnsweredError):
        answered(survey, people[0], listen=5)


def test_names_stay_on_until_enough_answered(organisation):
    people = staff(organisation, 10)
    survey = sent(organisation)
    for person in people[:4]:
        answered(survey, person, listen=4)
    assert not actions.mix(survey=survey, now=timezone.now())
    assert not Asked.objects.filter(answered_on__isnull=False).exists()


def test_nothing_is_no_answer(organisation):
    people = staff(organisation, 10)
    survey = sent(organisation)
    with pytest.raises(NothingAnsweredError):
        answered(survey, people[0])


def test_a_stranger_and_a_late_one_are_refused(organisation):
    people = staff(organisation, 10)
    survey = sent(organisation)
    with pytest.raises(SurveyClosedError):
        answered(survey, make.person(organisation), listen=4)
    with pytest.raises(SurveyClosedError):
        answered(survey, people[0], listen=4, now=timezone.now() + timedelta(days=14))


def test_opening_counts_everything_once_and_forgets_who_answered(organisation):
    people = staff(organisation, 12)
    survey = sent(organisation)
    for n, person in enumerate(people[:11]):
        if n == 7:
            actions.mix(survey=survey, now=timezone.now())
        answered(survey, person, listen=1 + n % 5, mark=8, helped=f"dit {n}")
    opened(survey)
    opened(survey)
    assert sorted(Answer.objects.values_list("listen", flat=True)) == sorted(1 + n % 5 for n in range(11))
    assert set(Remark.objects.values_list("text", flat=True)) == {f"dit {n}" for n in range(11)}
    assert Block.objects.get().asked == 12
    assert not Asked.objects.exists()
    assert not Envelope.objects.exists()
    assert not Letter.objects.exists()


def test_too_few_answers_are_thrown_away_unread(organisation):
    people = staff(organisation, 10)
    survey = sent(organisation)
    for person in people[:4]:
        answered(survey, person, listen=4)
    assert opened(survey).is_void
    assert not Answer.objects.exists()
    assert not Envelope.objects.exists()


def test_answers_of_few_are_kept_without_their_unit(organisation):
    large, small = staff(organisation, 9), staff(organisation, 6)
    survey = sent(organisation)
    for person in [*large[:8], *small[:3]]:
        answered(survey, person, listen=4)
    opened(survey)
    kept = {block.unit_id: Answer.objects.filter(block=block).count() for block in Block.objects.all()}
    assert kept == {None: 11}  # three by themselves would be found by subtraction


def test_the_box_stays_shut_until_the_last_day(organisation):
    people = staff(organisation, 10)
    survey = sent(organisation)
    for person in people[:6]:
        answered(survey, person, listen=4)
    actions.open_box(survey=survey, now=timezone.now() + timedelta(days=13))
    assert Survey.objects.get().box_opened_on is None


def test_a_person_who_is_erased_takes_nothing_out_of_the_box(organisation):
    from kring.core import personal
    from kring.surveys.personal_data import HOLDS

    people = staff(organisation, 10)
    survey = sent(organisation)
    for person in people[:6]:
        answered(survey, person, listen=4)
    personal.erase(HOLDS, people[0])
    opened(survey)
    assert Answer.objects.count() == 6
