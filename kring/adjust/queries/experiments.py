"""Reads of experiments; the counts of each half leave this module, and only when it is over."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from kring.adjust.models import Experiment
from kring.adjust.rules.experiments import Finding, Kind, Result, by_people, by_units
from kring.feed import queries as feed
from kring.nudges import queries as nudges
from kring.nudges.rules import gets_other_time
from kring.people import queries as people
from kring.sharing import queries as sharing
from kring.stories import queries as stories
from kring.stories.rules.trials import sees_other

CHOICES = 30
AFTER_A_MAIL = timedelta(days=7)  # whole weeks, so that every mail is followed by the same days of the week


def experiments() -> QuerySet[Experiment]:
    """Return the experiments, the newest first."""
    return Experiment.objects.order_by("-started_at", "-pk")


def experiments_over(now: datetime) -> list[Experiment]:
    """Return the experiments that are over, or were ended early, and of which nothing is written yet."""
    over = Q(ends_at__lte=now) | Q(kind=Kind.NUDGE, seed__in=nudges.stopped_seeds())
    return list(Experiment.objects.filter(over, result__isnull=True).select_related("organisation").order_by("pk"))


def outcome(experiment: Experiment) -> Result:
    """Return what came of an experiment that is over, by what was fixed for its kind beforehand."""
    return OUTCOMES[Kind(experiment.kind)](experiment)


def _question(experiment: Experiment) -> Result:
    """Count who shared the story, by the half that the seed gave them.

    Everybody counts who takes part, had not shared the story before it started, and got it on their feed while it ran.
    """
    since, until, story = experiment.started_at, experiment.ends_at, experiment.story_id or 0
    days = timezone.localdate(since), timezone.localdate(until) + timedelta(days=1)
    shown = feed.shown_to(story, since=days[0], until=days[1]) & _taking_part()
    posts = sharing.posts(since=datetime.min.replace(year=2000, tzinfo=since.tzinfo), until=until)
    told: dict[int, Any] = dict(posts.filter(story=story).order_by("-posted_at").values_list("person_id", "posted_at"))
    counted = {one: one in told for one in shown if one not in told or told[one] >= since}
    return _halves(counted, lambda person: sees_other(experiment.seed, person))


def _mail_time(experiment: Experiment) -> Result:
    """Count who opened or shared a story within a week of one of their mails, by the half that the seed gave them.

    Everybody counts who takes part and was to get at least one. Who wants no mails never was, in either half.
    """
    trial = nudges.mail_trial(experiment.seed)
    told = nudges.weeks_told(trial.since, trial.until) if trial else []
    did: dict[int, list[datetime]] = defaultdict(list)
    for rows, moment in (
        (stories.openings(since=experiment.started_at, until=experiment.ends_at), "opened_at"),
        (sharing.posts(since=experiment.started_at, until=experiment.ends_at), "posted_at"),
    ):
        for person, at in rows.order_by().values_list("person_id", moment):
            did[person].append(at)
    there, counted = _taking_part(), dict[int, bool]()
    for person, at in told:
        if person in there:
            came = any(at <= one < at + AFTER_A_MAIL for one in did[person])
            counted[person] = counted.get(person, False) or came
    return _halves(counted, lambda person: gets_other_time(experiment.seed, person))


def _nudge(experiment: Experiment) -> Result:
    """Count who did something in the two weeks from their first time on the list, by unit."""
    trial = nudges.kind_trial(experiment.seed)
    if trial is None or trial.stopped_at:
        return Result(Finding.STOPPED)
    found = nudges.half(experiment.organisation, trial, experiment.ends_at)
    return by_units(found.did, found.of, found.is_in, found.draws, smallest=settings.SMALLEST_GROUP)


OUTCOMES: Mapping[Kind, Callable[[Experiment], Result]] = {
    Kind.QUESTION: _question,
    Kind.MAIL_TIME: _mail_time,
    Kind.NUDGE: _nudge,
}


def _taking_part() -> set[int]:
    return set(people.participants().values_list("pk", flat=True))


def _halves(counted: Mapping[int, bool], is_other: Callable[[int], bool]) -> Result:
    """Return what the halves say: with what is tried first."""
    did, of = [0, 0], [0, 0]
    for person, came in counted.items():
        half = 0 if is_other(person) else 1
        of[half] += 1
        did[half] += came
    return by_people((did[0], did[1]), (of[0], of[1]), smallest=settings.SMALLEST_GROUP)


def stories_to_try(language: str, now: datetime) -> list[tuple[int, str]]:
    """Return live stories under which no second question was tried yet, the newest first, with their titles."""
    tried = set(stories.tried_stories())
    chosen = [pk for pk in stories.live(now).values_list("pk", flat=True)[: CHOICES + len(tried)] if pk not in tried]
    titles = stories.titles(chosen, language)
    return [(pk, titles.get(pk, "")) for pk in chosen[:CHOICES]]


def story_titles(rows: Iterable[Experiment], language: str) -> dict[int, str]:
    """Return the titles of the stories under which questions were tried."""
    return stories.titles({row.story_id for row in rows if row.story_id}, language)
