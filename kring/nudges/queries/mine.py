"""Reads for one person: the card that is open for them, and what it leads to. Only ever about who is asking."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kring.feed import queries as feed
from kring.nudges import rules
from kring.nudges.models import Nudge
from kring.nudges.queries.where import as_message
from kring.nudges.rules import Kind
from kring.nudges.words import CARD_WORDS
from kring.people import queries as people
from kring.people.rules import Purpose
from kring.reach.queries import deciding as reach
from kring.rollout.queries import circles
from kring.rollout.queries import help as help_queries
from kring.stories import queries as stories
from kring.training import queries as training

if TYPE_CHECKING:
    from kring.people.models import Person


@dataclass(frozen=True)
class Card:
    """A nudge as its person sees it."""

    nudge: Nudge
    title: str
    text: str
    why: str
    link: str
    button: str

    @property
    def is_choice(self) -> bool:
        """Whether it leads to the choices rather than to one thing."""
        return self.nudge.kind == Kind.SMALLER_STEP


def open_nudge(person: "Person", *, now: datetime) -> Nudge | None:
    """Return the newest nudge of `person` that they did not answer; none while they take part no more, or rest."""
    since = timezone.localdate(now) - timedelta(days=rules.SHOWN_DAYS)
    rows = Nudge.objects.filter(person=person, week__gt=since, is_control=False, answer="").order_by("-week", "pk")
    nudge = rows.first() if person.is_participant else None
    if nudge is None or person.pk in reach.whoever_paused([person.pk], now):
        return None
    return None if person.pk in reach.whoever_switched_off([person.pk], as_message(Kind(nudge.kind))) else nudge


def card_of(person: "Person", *, now: datetime) -> Card | None:
    """Return the card that is open for `person`, in the language that is on."""
    nudge = open_nudge(person, now=now)
    return card(nudge, person, now=now) if nudge else None


def card(nudge: Nudge, person: "Person", *, now: datetime) -> Card | None:
    """Return what a nudge says now; None when its reason is gone."""
    about = _ABOUT[Kind(nudge.kind)](nudge, person, now)
    if about is None:
        return None
    title, why, button = CARD_WORDS[Kind(nudge.kind)]
    return Card(nudge, str(title), about[0], str(why), about[1], str(button))


def _went_live(nudge: Nudge, person: "Person", now: datetime) -> tuple[str, str] | None:
    story = stories.live_for(person, now).filter(pk=nudge.about_id or 0).first()
    return _story(story.pk, person) if story else None


def _new_story(nudge: Nudge, person: "Person", now: datetime) -> tuple[str, str] | None:
    found = feed.candidates(person, _language(person), (), now)
    found = sorted(found, key=lambda one: (one.times_seen > 0, -one.fit))
    return _story(found[0].story_id, person) if found else None


def _language(person: "Person") -> str:
    """Return the language that is on: that of the page, or of the message."""
    return (get_language() or person.language)[:2]


def _story(story_id: int, person: "Person") -> tuple[str, str] | None:
    told = stories.cards([story_id], person=person, language=_language(person)).get(story_id)
    return (told.title, reverse("stories:read", args=[story_id])) if told else None


def _help_moment(nudge: Nudge, person: "Person", now: datetime) -> tuple[str, str] | None:
    moment = help_queries.moment_for(person, nudge.about_id or 0, now=now)
    if moment is None or moment.cancelled_at or moment.ends_at < now:
        return None
    at = timezone.localtime(moment.starts_at)
    text = " · ".join(part for part in (date_format(at, "l j F, H:i"), moment.title, moment.place) if part)
    return text, reverse("rollout:moment", args=[moment.pk])


def _lesson(nudge: Nudge, person: "Person", now: datetime) -> tuple[str, str] | None:
    lesson = training.learn_page(person).next
    if lesson is None:
        return None
    text = _("%(title)s, %(minutes)s minutes") % {"title": lesson.title, "minutes": lesson.minutes}
    return text, reverse("training:lesson", args=[lesson.id])


def _smaller_step(nudge: Nudge, person: "Person", now: datetime) -> tuple[str, str] | None:
    text = _("It does not have to be a post. Take a smaller step, another direction, a rest, or nothing at all.")
    return text, reverse("nudges:mine")


_ABOUT = {
    Kind.WENT_LIVE: _went_live,
    Kind.HELP_MOMENT: _help_moment,
    Kind.SMALLER_STEP: _smaller_step,
    Kind.NEW_STORY: _new_story,
    Kind.LESSON: _lesson,
}


@dataclass(frozen=True)
class Mine:
    """What somebody can choose when it is quiet."""

    card: Card | None
    is_paused: bool
    lets_hero_know: bool
    has_hero: bool


def mine(person: "Person", *, now: datetime) -> Mine:
    """Return the page of choices of `person`."""
    return Mine(
        card=card_of(person, now=now),
        is_paused=person.pk in reach.whoever_paused([person.pk], now),
        lets_hero_know=people.has_consent(person, Purpose.HAND_FROM_HERO),
        has_hero=circles.circle_of(person, timezone.localdate(now)) is not None,
    )


@dataclass(frozen=True)
class Hand:
    """Somebody of a circle who would like a hand, and with what; it says nothing else."""

    first_name: str
    what: str  # a kind of goal, or empty


def hands(hero: "Person", *, now: datetime) -> list[Hand]:
    """Return who of a hero's own circle would like a hand: only those who let their hero know, in a few queries."""
    on = timezone.localdate(now)
    circle = circles.circle_led_by(hero, on)
    if circle is None:
        return []
    members = {member.person_id: member.person for member in circles.members_of(circle, on)}
    agreeing = people.people_with_consent(Purpose.HAND_FROM_HERO).filter(pk__in=list(members))
    since = on - timedelta(days=rules.HINT_DAYS)
    nudged = Nudge.objects.filter(person__in=agreeing, week__gt=since, is_control=False, kind=Kind.SMALLER_STEP)
    ids = set(nudged.exclude(answer__in=rules.CLOSED_BY).values_list("person_id", flat=True))
    ids -= reach.whoever_paused(ids, now)
    goals = training.goals_of(ids)
    return [Hand(person.first_name, goals.get(pk, "")) for pk, person in members.items() if pk in ids]


def nudge(pk: int) -> Nudge | None:
    """Return one nudge that somebody got."""
    return Nudge.objects.filter(pk=pk, is_control=False).select_related("person").first()
