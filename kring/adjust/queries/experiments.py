"""Reads of experiments; the two counts of each half leave this module, and only when it is over."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from kring.adjust.models import Experiment
from kring.adjust.rules.experiments import Result, result
from kring.feed import queries as feed
from kring.people import queries as people
from kring.sharing import queries as sharing
from kring.stories import queries as stories
from kring.stories.rules.trials import sees_other

CHOICES = 30


def experiments() -> QuerySet[Experiment]:
    """Return the experiments, the newest first."""
    return Experiment.objects.order_by("-started_at", "-pk")


def experiments_over(now: datetime) -> list[Experiment]:
    """Return the experiments that are over and of which nothing is written yet."""
    return list(Experiment.objects.filter(ends_at__lte=now, result__isnull=True).order_by("pk"))


def outcome(experiment: Experiment) -> Result:
    """Return what came of an experiment that is over.

    Everybody counts who takes part, had not shared the story before it started, and got it on their feed while it ran,
    in the half that the seed gave them. Who shared it by then did it.
    """
    since, until = experiment.started_at, experiment.ends_at
    days = timezone.localdate(since), timezone.localdate(until) + timedelta(days=1)
    shown = feed.shown_to(experiment.story_id, since=days[0], until=days[1])
    shown &= set(people.participants().values_list("pk", flat=True))
    posts = sharing.posts(since=datetime.min.replace(year=2000, tzinfo=since.tzinfo), until=until)
    told: dict[int, Any] = dict(
        posts.filter(story=experiment.story_id).order_by("-posted_at").values_list("person_id", "posted_at")
    )
    counted = [one for one in shown if one not in told or told[one] >= since]
    did, of = [0, 0], [0, 0]
    for one in counted:
        half = 0 if sees_other(experiment.seed, one) else 1
        of[half] += 1
        did[half] += one in told
    return result((did[0], did[1]), (of[0], of[1]), smallest=settings.SMALLEST_GROUP)


def stories_to_try(language: str, now: datetime) -> list[tuple[int, str]]:
    """Return live stories under which no second question was tried yet, the newest first, with their titles."""
    tried = set(stories.tried_stories())
    chosen = [pk for pk in stories.live(now).values_list("pk", flat=True)[: CHOICES + len(tried)] if pk not in tried]
    titles = stories.titles(chosen, language)
    return [(pk, titles.get(pk, "")) for pk in chosen[:CHOICES]]
