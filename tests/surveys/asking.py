"""Surveys for tests: people who are asked, and what they answer."""

from datetime import timedelta

from django.utils import timezone

from kring.core.scope import inside
from kring.surveys import actions
from kring.surveys.models import Survey
from kring.surveys.rules import Answers
from tests import make


def sent(organisation, *, kind="pulse", units=(), days=14, now=None):
    """A survey to everybody of `units`, or to all."""
    with inside(organisation):
        make.at_any_hour(organisation)
        return actions.send_survey(
            by=None,
            organisation_id=organisation.pk,
            kind=kind,
            units=[unit.pk for unit in units],
            open_days=days,
            now=now or timezone.now(),
        )


def staff(organisation, count, **fields):
    """So many people in one unit."""
    unit = fields.pop("unit", None) or make.unit(organisation)
    return [make.person(organisation, unit=unit, **fields) for _ in range(count)]


def answered(survey, person, now=None, **answers):
    """What `person` answers is in the box."""
    actions.answer_survey(by=person, survey=survey, answers=Answers(**answers), now=now or timezone.now())


def opened(survey):
    """The box, opened after its last day."""
    actions.open_box(survey=survey, now=timezone.now() + timedelta(days=60))
    return Survey.objects.get(pk=survey.pk)
