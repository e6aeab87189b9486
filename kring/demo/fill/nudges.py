"""Nudges of the last weeks, who was left alone by lot, and what came of both: simulated, and said so."""

from datetime import datetime, timedelta

import numpy as np

from kring.core.models import Organisation
from kring.demo.fill.bulk import insert
from kring.demo.fill.calendar import Calendar
from kring.demo.fill.people import Staff
from kring.nudges import rules
from kring.nudges.models import KindTrial, Nudge, Round
from kring.nudges.rules import Kind
from kring.people import queries as people_queries
from kring.people.models import Consent
from kring.people.rules import CONSENT_VERSION, Purpose
from kring.stories.models import Reading, Story

WEEKS = 16  # so long the nudges go on already
PART = 0.15  # of the participants on each week's list
LEFT_ALONE = 0.2
# How often each kind is it, and how many in a hundred more open a story after it: an assumption.
KINDS = {
    Kind.SMALLER_STEP: (0.3, 0.15),
    Kind.NEW_STORY: (0.4, 0.35),
    Kind.LESSON: (0.2, 0.0),
    Kind.HELP_MOMENT: (0.1, 0.06),
}
LETS_KNOW = 0.3  # of the participants, their hero
FADES = "bram"  # gets the choice on the first page of the demo
WOULD_LIKE = "mo"


def fill_nudges(organisation: Organisation, when: Calendar, staff: Staff, dice: np.random.Generator) -> None:
    """Write what was done to keep the programme alive, until this week; nobody is written to about it."""
    joined = _joined()
    _nudges(organisation, when, joined, dice)
    _let_heroes_know(organisation, when, staff, joined, dice)
    _for_personas(organisation, when, staff)


def _joined() -> dict[int, datetime]:
    taking = Consent.objects.filter(
        purpose=Purpose.TAKE_PART, withdrawn_at__isnull=True, person__joined_at__isnull=False
    )
    return dict(taking.order_by("person_id").values_list("person_id", "given_at"))


def _nudges(organisation: Organisation, when: Calendar, joined: dict[int, datetime], dice: np.random.Generator) -> None:
    """Write the lists of the past weeks; after a nudge that helps, somebody opened a story of those days."""
    people = np.array(list(joined))
    since = np.array([moment.timestamp() for moment in joined.values()])
    last = np.full(len(people), -9)
    rows_of = Story.objects.order_by("pk").values_list("pk", "live_from")
    stories = [(pk, moment.timestamp()) for pk, moment in rows_of if moment]
    known = set(Reading.objects.values_list("person_id", "story_id"))
    unit_of = dict(people_queries.on_staff(when.now.date()).values_list("person_id", "unit_id"))
    trials = list(KindTrial.objects.order_by("since"))
    kinds, parts = list(KINDS), np.array([part for part, _helps in KINDS.values()])
    rows: dict[str, list[object]] = {name: [] for name in ("person_id", "kind", "week", "is_control")}
    read: list[tuple[int, int, float]] = []
    monday = rules.monday(when.now.date())
    for ago in range(WEEKS, -1, -1):
        week = monday - timedelta(weeks=ago)
        start = when.now.timestamp() - (when.now.date() - week).days * 86_400
        able = np.flatnonzero((since < start - 28 * 86_400) & (last < WEEKS - ago - 1))
        chosen = able[dice.random(len(able)) < PART]
        last[chosen] = WEEKS - ago
        live = [pk for pk, moment in stories if start - 21 * 86_400 < moment < start]
        for n in chosen:
            kind = kinds[int(dice.choice(len(kinds), p=parts))]
            is_alone = bool(dice.random() < LEFT_ALONE)
            trial = next((one for one in trials if one.kind == kind and one.since <= week < one.until), None)
            if trial:
                is_alone = unit_of.get(int(people[n])) in trial.drawn["out"]
            for name, value in zip(rows, (int(people[n]), str(kind), week, is_alone), strict=True):
                rows[name].append(value)
            if ago and live and not is_alone and dice.random() < KINDS[kind][1]:
                story = live[int(dice.integers(len(live)))]
                if (int(people[n]), story) not in known:
                    known.add((int(people[n]), story))
                    read.append((int(people[n]), story, start + float(dice.uniform(0.3, 12)) * 86_400))
        Round.objects.create(
            organisation=organisation, week=week, seed=f"demo-{week}", decided_at=when.now - timedelta(weeks=ago)
        )
    insert(Nudge, organisation.pk, {**rows, "about_id": None, "answer": "", "answered_at": None})
    insert(
        Reading,
        organisation.pk,
        {
            "person_id": [person for person, _story, _at in read],
            "story_id": [story for _person, story, _at in read],
            "opened_at": np.minimum([at for _person, _story, at in read], when.now.timestamp() - 3600),
        },
    )


def _let_heroes_know(
    organisation: Organisation, when: Calendar, staff: Staff, joined: dict[int, datetime], dice: np.random.Generator
) -> None:
    agreed = [person for person in joined if dice.random() < LETS_KNOW]
    agreed += [staff.people[staff.personas[key]] for key in (FADES, WOULD_LIKE) if key in staff.personas]
    insert(
        Consent,
        organisation.pk,
        {
            "person_id": sorted(set(agreed)),
            "purpose": Purpose.HAND_FROM_HERO.value,
            "text_version": CONSENT_VERSION[Purpose.HAND_FROM_HERO],
            "given_at": when.now - timedelta(weeks=3),
            "withdrawn_at": None,
        },
    )


def _for_personas(organisation: Organisation, when: Calendar, staff: Staff) -> None:
    """Give the personas of the first page their choice this week; their hero may read of it."""
    week = rules.monday(when.now.date())
    for person in (staff.people[staff.personas[key]] for key in (FADES, WOULD_LIKE) if key in staff.personas):
        Nudge.objects.filter(person=person, week=week).delete()
        Nudge.objects.create(organisation=organisation, person_id=person, kind=Kind.SMALLER_STEP, week=week)
