"""What is on the editorial board: stories in every stage, talk, two versions to compare, and the coming weeks."""

import tomllib
from datetime import timedelta
from typing import Any

from kring.core.models import Organisation
from kring.demo import content
from kring.demo.cast import Cast
from kring.demo.fill.calendar import Calendar
from kring.demo.fill.people import Staff
from kring.demo.fill.stories import Told
from kring.people.models import Person
from kring.stories.models import (
    GivenStory,
    Story,
    StoryMention,
    StoryNote,
    StoryPerson,
    StoryText,
    StoryVersion,
    Variant,
)

ASKED = {
    "role_model": {"nl": "Wat zou jij je team hierover vertellen?", "en": "What would you tell your team about this?"},
    "thought_leader": {"nl": "Wat ziet de buitenwereld hier niet aan?", "en": "What do outsiders not see in this?"},
    "networker": {"nl": "Welke klant wil dit horen, en waarom?", "en": "Which customer would like to hear this?"},
    "ambassador": {"nl": "Wat herken jij hierin?", "en": "What do you recognise in this?"},
}


def fill_board(organisation: Organisation, cast: Cast, when: Calendar, staff: Staff, told: Told) -> None:
    """Write the board of one organisation."""
    rows = tomllib.loads((content.FOLDER / "board.toml").read_text(encoding="utf-8"))[cast.key]
    editor = staff.people[next(n for key, n in staff.personas.items() if key in ("daan", "eline"))]
    second = staff.people[next(n for key, n in staff.personas.items() if key in ("fatima", "ingrid"))]
    writer = Person.objects.filter(email="wietske@bureau.demo.example").first()
    for n, row in enumerate(rows):
        story = _story(organisation, row, told.themes[row["theme"]], when, staff, editor)
        _versions(story, row, editor, when, hours=30 + 7 * n)
        if row.get("for_writer") and writer:
            GivenStory.objects.create(organisation=organisation, story=story, person=writer, given_at=when.now)
            _say(story, editor, "Wil jij hier een begin van maken? Vragen mag hier.", when, hours=26)
        if row.get("stage") == "review":
            _review(story, editor, second, when)
    _name(organisation, staff, when)


def _story(
    organisation: Organisation, row: dict[str, Any], theme: int, when: Calendar, staff: Staff, editor: int
) -> Story:
    starts = (when.now + timedelta(days=row["day"])).replace(hour=7, minute=30, second=0) if "day" in row else None
    embargo = (when.now + timedelta(days=row["embargo"])).replace(hour=0, minute=0) if "embargo" in row else None
    story = Story.objects.create(
        organisation=organisation,
        theme_id=theme,
        stage=row.get("stage", "ready"),
        live_from=starts,
        embargo_until=embargo,
        sensitivity="sensitive" if "sensitive" in row else "normal",
        sensitive_why=row.get("sensitive", ""),
        by_id=editor,
    )
    StoryText.objects.bulk_create(
        StoryText(
            organisation=organisation,
            story=story,
            language=language,
            title=title,
            body=row["body"][language],
            behind_since=when.now - timedelta(hours=20) if row.get("behind") == language else None,
        )
        for language, title in row["title"].items()
    )
    Variant.objects.bulk_create(
        Variant(organisation=organisation, story=story, target_group_id=staff.groups[key], prompt=ASKED[key])
        for key in row.get("asks", [])
    )
    return story


def _versions(story: Story, row: dict[str, Any], editor: int, when: Calendar, *, hours: int) -> None:
    """Write the version there is and, where the content tells of an earlier one, that one before it."""
    now = {language: {"title": title, "body": row["body"][language]} for language, title in row["title"].items()}
    told = [now]
    if "earlier" in row:
        told.insert(0, {"nl": {"title": row["title"]["nl"], "body": row["earlier"]}})
    StoryVersion.objects.bulk_create(
        StoryVersion(
            organisation_id=story.organisation_id,
            story=story,
            number=number,
            by_id=editor,
            created_at=when.now - timedelta(hours=hours - 2 * number),
            snapshot={
                "texts": texts,
                "theme": story.theme_id,
                "link": "",
                "groups": None,
                "asks": {},
                "picture": "",
                "alt": {},
                "brand": {},
                "sensitivity": story.sensitivity,
                "why": story.sensitive_why,
                "embargo": story.embargo_until.isoformat() if story.embargo_until else "",
                "editorial": 0,
            },
        )
        for number, texts in enumerate(told, start=1)
    )


def _say(
    story: Story, by: int, words: str, when: Calendar, *, hours: int, kind: str = "comment", **details: str
) -> StoryNote:
    return StoryNote.objects.create(
        organisation_id=story.organisation_id,
        story=story,
        by_id=by,
        kind=kind,
        words=words,
        details=details,
        at_version=1,
        created_at=when.now - timedelta(hours=hours),
    )


def _review(story: Story, editor: int, second: int, when: Calendar) -> None:
    """Write that a colleague was asked to look, and what they answered so far."""
    _say(story, editor, "", when, hours=9, kind="moved", to="review")
    asked = _say(story, editor, "Kijk jij mee? Ik twijfel over de kop.", when, hours=8)
    answer = _say(story, second, "Mooi. De kop mag korter, en klopt het getal?", when, hours=5)
    for note, person in ((asked, second), (answer, editor)):
        StoryMention.objects.create(organisation_id=story.organisation_id, note=note, person_id=person)


def _name(organisation: Organisation, staff: Staff, when: Calendar) -> None:
    """Write two people who are asked whether a story may name them: one said yes, one did not answer yet."""
    story = Story.objects.filter(live_from__lte=when.now).order_by("-live_from").first()
    if story is None:
        return
    for key in [key for key in ("bram", "mo", "yvette", "gonny") if key in staff.personas]:
        agrees = True if key in ("yvette", "gonny") else None
        StoryPerson.objects.create(
            organisation=organisation,
            story=story,
            person_id=staff.people[staff.personas[key]],
            asked_at=when.now - timedelta(days=1),
            answered_at=when.now if agrees else None,
            agrees=agrees,
        )
