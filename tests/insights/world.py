"""Many rows at once: an organisation whose people share, listen and bring things in for half a year."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.utils import timezone

from kring.engagement.models import Click
from kring.feed.models import Impression
from kring.people.models import Person, Placement, TargetGroup, Unit
from kring.sharing.models import Share
from kring.stories.models import Idea, Reading
from tests import make

WEEKS = 26
KINDS = ("own", "mixed", "copy")
CHANNELS = ("linkedin", "mastodon", "bluesky")


@dataclass
class World:
    """What was made, to look things up in."""

    regions: list
    units: list
    people: list
    stories: list
    shares: list


def fill(organisation, *, units, people_each, seed, stories=12, region_size=3):
    """Make it; the last completed week is the one before today's."""
    dice = np.random.default_rng(seed)
    now = timezone.now()
    monday = now.date() - timedelta(days=now.weekday())
    regions = [make.unit(organisation, name=f"Regio {seed}-{n}") for n in range(-(-units // region_size))]
    made_units = Unit.objects.bulk_create(
        Unit(
            organisation=organisation,
            parent=regions[n // region_size],
            name=f"Bank {seed}-{n:03d}",
            starts_on=monday - timedelta(weeks=20 - 4 * (n % 4)),
        )
        for n in range(units)
    )
    groups = list(TargetGroup.objects.all())
    count = units * people_each
    group_of = dice.choice(len(groups), count, p=[0.06, 0.09, 0.35, 0.5])
    unit_of = np.repeat(np.arange(units), people_each)
    joins = dice.random(count) < 0.5
    people = Person.objects.bulk_create(
        (
            Person(
                organisation=organisation,
                name=f"Mens {seed}-{n}",
                email=f"mens{seed}-{n}@voorbeeld.example",
                target_group=groups[group_of[n]],
                joined_at=now - timedelta(weeks=20 - 4 * (int(unit_of[n]) % 4)) if joins[n] else None,
            )
            for n in range(count)
        ),
        batch_size=5000,
    )
    Placement.objects.bulk_create(
        (
            Placement(
                organisation=organisation, person=person, unit=made_units[unit_of[n]], valid_from=date(2020, 1, 6)
            )
            for n, person in enumerate(people)
        ),
        batch_size=5000,
    )
    told = [make.story(organisation, title=f"Story {n}", languages=("nl", "en")) for n in range(stories)]
    rate = np.where(joins & (dice.random(count) < 0.6), dice.gamma(0.8, 0.12, count), 0)
    shares, readings, ideas, shown = {}, {}, [], []
    for n in np.flatnonzero(joins):
        person = people[n]
        for week in range(WEEKS):
            day = now - timedelta(days=now.weekday() + 7 * (WEEKS - week) - 2)
            story = told[int(dice.integers(stories))]
            if dice.random() < 0.25:
                readings[(person.pk, story.pk)] = day
            if dice.random() < 0.01:
                ideas.append(Idea(organisation=organisation, person=person, to_share="Iets moois"))
            if week >= WEEKS - 13:
                shown.append((person.pk, story, day.date()))
            if day >= person.joined_at and dice.random() < rate[n]:
                shares[(person, story, CHANNELS[int(dice.integers(3))])] = day
    rows = Share.objects.bulk_create(
        (
            Share(
                organisation=organisation,
                person=person,
                story=story,
                channel=channel,
                own_words="Trots",
                post="Trots",
                words_kind=KINDS[int(dice.choice(3, p=[0.6, 0.3, 0.1]))],
                status="claimed" if channel == "linkedin" else "published",
                key=f"k{seed}-{n}",
                posted_at=day,
            )
            for n, ((person, story, channel), day) in enumerate(shares.items())
        ),
        batch_size=5000,
    )
    Click.objects.bulk_create(
        (
            Click(
                organisation=organisation,
                share=share,
                by="person" if dice.random() < 0.6 else "robot",
                visitor=f"v{n}-{share.pk}",
                clicked_at=share.posted_at + timedelta(hours=3),
            )
            for share in rows
            for n in range(int(dice.poisson(3)))
        ),
        batch_size=5000,
    )
    Reading.objects.bulk_create(
        (
            Reading(organisation=organisation, person_id=person, story_id=story, opened_at=at)
            for (person, story), at in readings.items()
        ),
        batch_size=5000,
    )
    made = Idea.objects.bulk_create(ideas, batch_size=5000)
    for idea in made:
        idea.created_at = now - timedelta(days=int(dice.integers(8, 170)))
    Idea.objects.bulk_update(made, ["created_at"], batch_size=2000)
    Impression.objects.bulk_create(
        (
            Impression(
                organisation=organisation,
                person_id=person,
                story=story,
                theme_id=story.theme_id,
                place=1,
                propensity=1.0,
                shown_on=day,
            )
            for person, story, day in shown
        ),
        batch_size=5000,
    )
    return World(regions, made_units, people, told, rows)
