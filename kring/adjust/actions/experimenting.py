"""Start an experiment, and write down what came out, once, after its end."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from kring.adjust.errors import ExperimentTimeError, WordsMissingError
from kring.adjust.models import Experiment
from kring.adjust.rules.experiments import Result
from kring.core import audit
from kring.stories import actions as stories
from kring.stories import queries as story_queries

if TYPE_CHECKING:
    from kring.people.models import Person

SHORTEST, LONGEST = 1, 8  # weeks


@transaction.atomic
def start_experiment(
    *, by: "Person", story_id: int, question: Mapping[str, str], weeks: int, now: datetime
) -> Experiment:
    """Let a random half of the people see another question under a story, from now on, for so many weeks."""
    asked = {language: " ".join(words.split()) for language, words in question.items() if words.strip()}
    if not asked:
        raise WordsMissingError
    if not SHORTEST <= weeks <= LONGEST:
        raise ExperimentTimeError(SHORTEST, LONGEST)
    story, seed, until = story_queries.get_live(story_id), secrets.token_hex(8), now + timedelta(weeks=weeks)
    stories.try_question(by=by, story=story, prompt=asked, seed=seed, since=now, until=until, now=now)
    made = Experiment.objects.create(
        organisation_id=by.organisation_id,
        by=by,
        story=story,
        question=asked,
        seed=seed,
        started_at=now,
        ends_at=until,
    )
    audit.note(by, "started experiment", made, seed=seed, weeks=weeks)
    return made


@transaction.atomic
def write_result(*, experiment: Experiment, result: Result, now: datetime) -> None:
    """Keep what came out of an experiment that is over; the first result stays."""
    waiting = Experiment.objects.filter(pk=experiment.pk, result__isnull=True, ends_at__lte=now)
    if waiting.update(result=result.as_json(), looked_at=now):
        audit.note(None, "looked at experiment", experiment, finding=str(result.finding))
