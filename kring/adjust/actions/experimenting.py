"""Start an experiment, stop it early, and write down what came out, once, after its end."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction

from kring.adjust.errors import ExperimentOverError, ExperimentTimeError, WordsMissingError
from kring.adjust.models import Experiment
from kring.adjust.rules.experiments import LOOKED_AT, Finding, Kind, Result, tried_until
from kring.core import audit
from kring.core.models import Organisation
from kring.nudges import actions as nudges
from kring.nudges.rules import Kind as Nudge
from kring.stories import actions as stories
from kring.stories import queries as story_queries

if TYPE_CHECKING:
    from kring.people.models import Person

SHORTEST, LONGEST = 1, 8  # weeks


@transaction.atomic
def start_question(
    *, by: "Person", story_id: int, question: Mapping[str, str], weeks: int, now: datetime
) -> Experiment:
    """Let a random half of the people see another question under a story, from now on, for so many weeks."""
    asked = {language: " ".join(words.split()) for language, words in question.items() if words.strip()}
    if not asked:
        raise WordsMissingError
    _check(weeks)
    story, seed, until = story_queries.get_live(story_id), _seed(), now + timedelta(weeks=weeks)
    stories.try_question(by=by, story=story, prompt=asked, seed=seed, since=now, until=until, now=now)
    return _started(by, Kind.QUESTION, asked, seed, now, until, story_id=story.pk)


@transaction.atomic
def start_mail_time(*, by: "Person", weekday: int, hour: int, weeks: int, now: datetime) -> Experiment:
    """Let a random half of who gets the weekly mail get it at another time, for so many weeks."""
    _check(weeks)
    trial = nudges.try_mail_time(by=by, weekday=weekday, hour=hour, seed=_seed(), weeks=weeks, now=now)
    since, until = _days(by.organisation, trial.since, trial.until)
    return _started(by, Kind.MAIL_TIME, {"weekday": weekday, "hour": hour}, trial.seed, since, until)


@transaction.atomic
def start_nudge(*, by: "Person", nudge: Nudge, weeks: int, now: datetime) -> Experiment:
    """Let a kind of nudge be for a random half of the units only, for so many weeks."""
    _check(weeks)
    trial = nudges.try_kind(by=by, kind=nudge, seed=_seed(), weeks=weeks, now=now)
    since, until = _days(by.organisation, trial.since, trial.until)
    return _started(by, Kind.NUDGE, {"nudge": str(nudge)}, trial.seed, since, until)


def _check(weeks: int) -> None:
    if not SHORTEST <= weeks <= LONGEST:
        raise ExperimentTimeError(SHORTEST, LONGEST)


def _seed() -> str:
    return secrets.token_hex(8)


def _days(organisation: Organisation, since: date, until: date) -> tuple[datetime, datetime]:
    """Return when whole weeks begin, and when all that follows on the last one has come in."""
    zone = ZoneInfo(organisation.time_zone)
    return datetime.combine(since, time(), zone), datetime.combine(until + LOOKED_AT, time(), zone)


def _started(
    by: "Person",
    kind: Kind,
    about: Mapping[str, Any],
    seed: str,
    since: datetime,
    until: datetime,
    *,
    story_id: int | None = None,
) -> Experiment:
    made = Experiment.objects.create(
        organisation_id=by.organisation_id,
        by=by,
        kind=kind,
        story_id=story_id,
        about=dict(about),
        seed=seed,
        started_at=since,
        ends_at=until,
    )
    audit.note(by, "started experiment", made, kind=str(kind), seed=seed)
    return made


@transaction.atomic
def stop_experiment(*, by: "Person", experiment: Experiment, now: datetime) -> None:
    """End an experiment early: all is as it was before, and nothing will be read from it."""
    row = Experiment.objects.select_for_update(of=("self",)).get(pk=experiment.pk)
    kind = Kind(row.kind)
    if row.result is not None or now >= tried_until(kind, row.ends_at):
        raise ExperimentOverError
    match kind:
        case Kind.QUESTION:
            stories.stop_question(by=by, story_id=row.story_id or 0, now=now)
        case Kind.MAIL_TIME:
            nudges.stop_mail_time(by=by, seed=row.seed, now=now)
        case Kind.NUDGE:
            nudges.stop_kind(by=by, kind=Nudge(row.about["nudge"]), now=now)
    row.result, row.looked_at = Result(Finding.STOPPED).as_json(), now
    row.save(update_fields=["result", "looked_at"])
    audit.note(by, "stopped experiment", row, kind=str(kind))


@transaction.atomic
def write_result(*, experiment: Experiment, result: Result, now: datetime) -> None:
    """Keep what came out of an experiment that is over, or whose nudge was switched; the first result stays."""
    waiting = Experiment.objects.filter(pk=experiment.pk, result__isnull=True)
    if result.finding != Finding.STOPPED:
        waiting = waiting.filter(ends_at__lte=now)
    if waiting.update(result=result.as_json(), looked_at=now):
        audit.note(None, "looked at experiment", experiment, finding=str(result.finding))
