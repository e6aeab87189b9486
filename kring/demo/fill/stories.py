"""Themes, stories, ideas, and what a source brought; who saw and who read what."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from kring.core.models import Organisation
from kring.demo import content
from kring.demo.cast import Cast
from kring.demo.fill.bulk import insert
from kring.demo.fill.calendar import Calendar
from kring.demo.fill.people import Staff
from kring.demo.world import GROUPS, NEVER, World
from kring.feed.models import Hidden, Impression
from kring.stories.models import Found, Idea, Pillar, Reading, Source, Story, StoryText, Theme, Variant

THANKS = "Dank je wel! We maken er een verhaal van."


@dataclass(frozen=True)
class Told:
    """The stories that were written: primary keys in the order of the world, and their themes."""

    stories: list[int]
    themes: dict[str, int]
    theme_of: list[int]  # of each story


def fill_stories(
    organisation: Organisation, cast: Cast, world: World, when: Calendar, staff: Staff, dice: np.random.Generator
) -> Told:
    """Write all there is to tell in one organisation."""
    told = content.of(cast.key)
    themes = _themes(organisation, told)
    editor = staff.people[next(n for key, n in staff.personas.items() if key in ("daan", "eline"))]
    stories = _stories(organisation, told, themes, world, when, editor)
    _variants(organisation, told, staff, stories)
    rows = Told(stories, themes, [themes[story.theme] for story in told.stories])
    _seen(organisation, world, when, staff, rows)
    _drafts(organisation, told, themes, when, editor)
    _ideas(organisation, told, world, when, staff, rows, dice)
    _pointers(organisation, world, when, staff, rows, dice)
    _source(organisation, cast, told, when)
    return rows


def _themes(organisation: Organisation, told: content.Content) -> dict[str, int]:
    pillars = Pillar.objects.bulk_create(
        Pillar(organisation=organisation, name=name, weight=25, hue=place + 1, position=place)
        for place, name in enumerate(told.pillars)
    )
    themes = Theme.objects.bulk_create(
        Theme(organisation=organisation, pillar=pillars[theme.pillar], name=theme.name, position=place)
        for place, theme in enumerate(told.themes)
    )
    return {theme.key: row.pk for theme, row in zip(told.themes, themes, strict=True)}


def _stories(
    organisation: Organisation,
    told: content.Content,
    themes: dict[str, int],
    world: World,
    when: Calendar,
    editor: int,
) -> list[int]:
    since, until = when.epoch(world.stories.live_from), when.epoch(world.stories.live_until)
    made = Story.objects.bulk_create(
        Story(
            organisation=organisation,
            theme_id=themes[story.theme],
            live_from=datetime.fromtimestamp(since[n], when.now.tzinfo),
            live_until=datetime.fromtimestamp(until[n], when.now.tzinfo),
            is_for_everyone=not story.made_for,
            by_id=editor,
        )
        for n, story in enumerate(told.stories)
    )
    StoryText.objects.bulk_create(
        StoryText(
            organisation=organisation,
            story=row,
            language=language,
            title=story.title[language],
            body=story.body[language],
        )
        for row, story in zip(made, told.stories, strict=True)
        for language in story.title
    )
    return [story.pk for story in made]


def _drafts(
    organisation: Organisation, told: content.Content, themes: dict[str, int], when: Calendar, editor: int
) -> None:
    """Write what the editors are still at, and what is planned for the day after tomorrow."""
    for draft in told.drafts:
        planned = (when.now + timedelta(days=2)).replace(hour=7, minute=30) if draft.is_planned else None
        row = Story.objects.create(
            organisation=organisation, theme_id=themes[draft.theme], live_from=planned, by_id=editor
        )
        StoryText.objects.create(
            organisation=organisation, story=row, language="nl", title=draft.title, body=draft.body
        )


def _variants(organisation: Organisation, told: content.Content, staff: Staff, stories: list[int]) -> None:
    """Write what each group is asked; a story made for a group has a variant for it in any case."""
    Variant.objects.bulk_create(
        Variant(
            organisation=organisation,
            story_id=pk,
            target_group_id=staff.groups[GROUPS[group]],
            prompt=story.asks.get(group, {}),
            example=story.example.get(group, {}),
        )
        for pk, story in zip(stories, told.stories, strict=True)
        for group in sorted({*story.asks, *story.example, *story.made_for})
    )


def _seen(organisation: Organisation, world: World, when: Calendar, staff: Staff, told: Told) -> None:
    """Write who saw which story in the feed, and who read it."""
    seen, count = world.seen, len(world.seen.person)
    people, stories = np.array(staff.people)[seen.person], np.array(told.stories)[seen.story]
    insert(
        Impression,
        organisation.pk,
        {
            "person_id": people,
            "story_id": stories,
            "theme_id": np.array(told.theme_of)[seen.story],
            "place": np.arange(count) % 5,
            "propensity": 0.25,
            "is_explored": np.arange(count) % 10 == 0,
            "why": "",
            "shown_on": when.dates(seen.day),
        },
    )
    read = seen.opened != NEVER
    insert(
        Reading,
        organisation.pk,
        {"person_id": people[read], "story_id": stories[read], "opened_at": when.epoch(seen.opened[read])},
    )


def _ideas(
    organisation: Organisation,
    told: content.Content,
    world: World,
    when: Calendar,
    staff: Staff,
    rows: Told,
    dice: np.random.Generator,
) -> None:
    """Write what colleagues brought in: the newest wait for an answer, the older have one, some became a story."""
    people = world.people
    may = np.flatnonzero((people.joined != NEVER) & (people.stepped_out == NEVER) & (people.employed_until == NEVER))
    named = {staff.personas[key] for key in ("bram", "mo", "samira", "stefan") if key in staff.personas}
    who = [*named, *dice.permutation(np.setdiff1d(may, list(named)))[: len(told.ideas)]]
    ages = np.sort(dice.gamma(1.3, 30, len(told.ideas)))
    for n, brought in enumerate(told.ideas):
        person = int(who[n])
        made = max(when.days - float(ages[n]) - 0.2, float(people.joined[person]) + 0.1)
        moment = datetime.fromtimestamp(when.midnight + made * 86_400, when.now.tzinfo)
        is_answered = n >= 5
        idea = Idea.objects.create(
            organisation=organisation,
            person_id=staff.people[person],
            going_on=brought.going_on,
            to_share=brought.to_share,
            theme_id=rows.themes[brought.theme],
            answered_at=min(moment + timedelta(days=2), when.now) if is_answered else None,
            answer=THANKS if is_answered else "",
            story_id=rows.stories[n % len(rows.stories)] if is_answered and n % 3 == 0 else None,
        )
        Idea.objects.filter(pk=idea.pk).update(created_at=moment)


def _pointers(
    organisation: Organisation, world: World, when: Calendar, staff: Staff, rows: Told, dice: np.random.Generator
) -> None:
    """Write the short answers to the third question, which themes somebody knows a story for; all are answered."""
    people = world.people
    may = np.flatnonzero((people.joined != NEVER) & (people.employed_until == NEVER))
    who = may[dice.random(len(may)) < 0.03]
    made = people.joined[who] + dice.random(len(who)) * (when.days - 3 - people.joined[who])
    who, made = who[made > people.joined[who]], made[made > people.joined[who]]
    themes = list(rows.themes.values())
    insert(
        Idea,
        organisation.pk,
        {
            "person_id": [staff.people[n] for n in who],
            "going_on": "",
            "to_share": "",
            "theme_id": [themes[n] for n in dice.integers(0, len(themes), len(who))],
            "created_at": when.epoch(made),
            "answered_at": when.epoch(made + 2),
            "answer": THANKS,
        },
    )


def _source(organisation: Organisation, cast: Cast, told: content.Content, when: Calendar) -> None:
    """Write a source with finds that wait; it is switched off, since nothing is fetched for a simulation."""
    source = Source.objects.create(
        organisation=organisation,
        name=cast.newsroom,
        address=f"https://www.{cast.domain}/nieuws/feed.xml",
        is_on=False,
        looked_at=when.now - timedelta(hours=2),
    )
    made = Found.objects.bulk_create(
        Found(
            organisation=organisation,
            source=source,
            key=f"nieuws-{n}",
            link=f"https://www.{cast.domain}/nieuws/{n}",
            title=find.title,
            text=find.text,
            published_at=when.now - timedelta(hours=3 + 19 * n),
        )
        for n, find in enumerate(told.finds)
    )
    for n, find in enumerate(made):
        Found.objects.filter(pk=find.pk).update(found_at=when.now - timedelta(hours=2 + 19 * n))


def hide_some(organisation: Organisation, world: World, staff: Staff, told: Told, dice: np.random.Generator) -> None:
    """Write the little that people would rather not see."""
    joined = np.flatnonzero((world.people.joined != NEVER) & (world.people.employed_until == NEVER))
    who = dice.permutation(np.setdiff1d(joined, list(staff.personas.values())))[: len(joined) // 25]
    themes = list(told.themes.values())
    Hidden.objects.bulk_create(
        Hidden(organisation=organisation, person_id=staff.people[person], theme_id=themes[n % len(themes)])
        if n % 3 == 0
        else Hidden(
            organisation=organisation, person_id=staff.people[person], story_id=told.stories[n % len(told.stories)]
        )
        for n, person in enumerate(who)
    )
