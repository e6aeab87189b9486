"""Who is asked, which letters go out, and what the plan does by itself."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from kring.people import actions as people_actions
from kring.people.rules import Purpose
from kring.surveys import actions
from kring.surveys.errors import RemindedAlreadyError, TooFewAskedError
from kring.surveys.models import Answer, Asked, Letter, Survey
from tests import make
from tests.surveys.asking import answered, sent, staff


def agreeing(person):
    people_actions.give_consent(by=person, purpose=Purpose.EMAIL, now=timezone.now())
    return person


def test_everybody_is_asked_and_only_who_agreed_gets_a_letter(organisation, smtp, run_jobs):
    people = staff(organisation, 12)
    agreeing(people[0])
    sent(organisation)
    run_jobs()
    assert Asked.objects.count() == 12
    (mail,) = smtp.mails
    assert mail["To"] == people[0].email
    assert f"/survey/{''}" in smtp.link_in(people[0].email, containing="/survey/")


def test_a_letter_goes_once_whatever_is_woken(organisation, smtp, run_jobs):
    from kring.surveys.tasks import send_letters

    people = [agreeing(person) for person in staff(organisation, 11)]
    sent(organisation)
    run_jobs()
    send_letters.func(organisation_id=organisation.pk, row_id=0)
    assert len(smtp.mails) == 11
    assert all(len(smtp.to(person.email)) == 1 for person in people)


def test_a_unit_with_what_is_under_it_is_asked_and_nobody_else(organisation):
    region = make.unit(organisation)
    staff(organisation, 12, unit=make.unit(organisation, parent=region))
    staff(organisation, 12)
    sent(organisation, units=[region])
    assert Asked.objects.count() == 12


def test_few_people_are_not_asked(organisation):
    staff(organisation, 9)
    with pytest.raises(TooFewAskedError):
        sent(organisation)


def test_nobody_has_two_surveys_open(organisation):
    staff(organisation, 12)
    sent(organisation)
    with pytest.raises(TooFewAskedError):
        sent(organisation)


def test_one_reminder_goes_to_who_is_not_known_to_have_answered(organisation, smtp, run_jobs):
    people = [agreeing(person) for person in staff(organisation, 12)]
    survey = sent(organisation, now=timezone.now() - timedelta(days=4))
    run_jobs()
    for person in people[:6]:
        answered(survey, person, listen=4)
    actions.mix(survey=survey, now=timezone.now())
    actions.remind(by=None, survey=survey, now=timezone.now())
    run_jobs()
    assert Letter.objects.filter(is_reminder=True).count() == 6
    assert [len(smtp.to(person.email)) for person in people] == [1] * 6 + [2] * 6
    with pytest.raises(RemindedAlreadyError):
        actions.remind(by=None, survey=survey, now=timezone.now())


def test_the_plan_asks_units_that_start_together_once(organisation):
    today = timezone.localdate()
    for _ in range(2):
        staff(organisation, 8, unit=make.unit(organisation, starts_on=today + timedelta(days=21)))
    staff(organisation, 8, unit=make.unit(organisation))
    boss = make.person(organisation, roles=["manager"], unit=None)
    actions.save_plan(by=boss, is_on=True, baseline_days=21, pulse_weeks=4, end_weeks=13, open_days=14)
    for _ in range(2):
        actions.follow_plan(organisation_id=organisation.pk, now=timezone.now())
    survey = Survey.objects.get()
    assert survey.kind == "baseline"
    assert Asked.objects.filter(survey=survey).count() == 16


def test_a_plan_that_is_off_asks_nobody(organisation):
    staff(organisation, 12, unit=make.unit(organisation, starts_on=timezone.localdate() + timedelta(days=21)))
    actions.follow_plan(organisation_id=organisation.pk, now=timezone.now())
    assert not Survey.objects.exists()


def test_a_box_opens_by_itself_after_the_last_day(organisation, pass_a_while):
    people = staff(organisation, 12)
    survey = sent(organisation)
    for person in people[:6]:
        answered(survey, person, listen=4)
    pass_a_while()
    assert Survey.objects.get().box_opened_on is None
    assert Asked.objects.filter(answered_on__isnull=False).count() == 6
    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        actions.open_box(survey=survey, now=timezone.now())
    assert Answer.objects.count() == 6
