"""Reads for the weekly mail: when somebody gets theirs, and what there is to say in it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Count
from django.db.models.functions import ExtractHour
from django.utils.translation import get_language

from kring.feed import queries as feed
from kring.nudges import rules
from kring.nudges.words import MY_GOAL_WORDS
from kring.people import queries as people
from kring.people.rules import Purpose
from kring.rollout.queries import circles
from kring.stories import queries as stories
from kring.training import queries as training

if TYPE_CHECKING:
    from kring.nudges.models import MailTrial
    from kring.people.models import Person
    from kring.rollout.models import CircleThanks, HelpMoment

STORIES = 3
HABIT_WEEKS = 8


@dataclass(frozen=True)
class Week:
    """What there is to say to one person this week."""

    stories: tuple[stories.StoryCard, ...]
    moment: "HelpMoment | None"
    thanks: "tuple[CircleThanks, ...]"
    lesson: "training.LessonShown | None"
    goal: str  # what being comfortable means to them, in words; empty: they chose none

    @property
    def says_something(self) -> bool:
        """Whether it is worth a mail."""
        return bool(self.stories or self.moment or self.thanks)


def moments(
    week: date, zone: ZoneInfo, *, tried: "MailTrial | None", now: datetime
) -> Mapping[datetime, list["Person"]]:
    """Return who agreed to a mail a week, by the moment of theirs, in two queries.

    Where another time is tried, a half of them gets it then, whatever the hour they are used to.
    """
    opened = stories.openings(since=now - timedelta(weeks=HABIT_WEEKS), until=now).order_by()
    by_hour = opened.annotate(hour=ExtractHour("opened_at", tzinfo=zone)).values_list("person_id", "hour")
    counted = by_hour.annotate(times=Count("pk")).order_by("times", "-hour")
    habits = {person_id: hour for person_id, hour, _times in counted}  # the hour that came most often stays
    found: dict[datetime, list[Person]] = defaultdict(list)
    for person in people.people_with_consent(Purpose.EMAIL).order_by("pk"):
        if tried and rules.gets_other_time(tried.seed, person.pk):
            moment = rules.moment_in(week, tried.weekday, tried.hour, zone)
        else:
            moment = rules.digest_moment(person.pk, week, habits.get(person.pk), zone)
        found[moment].append(person)
    return found


def week_of(person: "Person", now: datetime) -> Week:
    """Return what there is to say to `person`, in the language that is on."""
    language = (get_language() or person.language)[:2]
    candidates = feed.candidates(person, language, (), now)
    chosen = [one.story_id for one in sorted(candidates, key=lambda one: one.times_seen > 0)[:STORIES]]
    cards = stories.cards(chosen, person=person, language=language)
    circle = circles.my_circle(person, now=now)
    page, goal = training.learn_page(person), training.goal_of(person)
    return Week(
        stories=tuple(cards[pk] for pk in chosen if pk in cards),
        moment=next((one for one in circle.coming if one.starts_at < now + timedelta(days=14)), None),
        thanks=tuple(one for one in circle.thanks if one.created_at > now - timedelta(days=7))[:2],
        lesson=page.next,
        goal=(goal.own_words or str(MY_GOAL_WORDS.get(goal.kind, ""))) if goal else "",
    )
