"""Every version of a story is kept; what is being typed is kept as well, apart from the story."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kring.stories import queries
from kring.stories.errors import StoryChangedError
from kring.stories.models import Story, StoryText, StoryVersion, Typed, Variant
from kring.stories.rules import versions as rules

if TYPE_CHECKING:
    from kring.people.models import Person

MOST_TYPED = 200_000  # characters


def snapshot(story: Story) -> dict[str, Any]:
    """Return what an editor wrote of a story, as plain values."""
    variants = Variant.objects.filter(story=story).order_by("target_group_id")
    asks = {str(v.target_group_id): {"prompt": v.prompt, "example": v.example} for v in variants}
    return {
        "texts": {
            text.language: {"title": text.title, "body": text.body}
            for text in StoryText.objects.filter(story=story).order_by("-language")
        },
        "theme": story.theme_id,
        "link": story.link,
        "groups": None if story.is_for_everyone else sorted(int(key) for key in asks),
        "asks": asks,
        "picture": story.picture.name or "",
        "alt": story.picture_alt,
        "brand": story.brand_text,
        "sensitivity": story.sensitivity,
        "why": story.sensitive_why,
        "embargo": story.embargo_until.isoformat() if story.embargo_until else "",
        "editorial": story.editorial,
    }


def keep_version(
    *, story: Story, by: "Person | None", before: dict[str, Any] | None, of: int | None = None, now: datetime
) -> StoryVersion | None:
    """Keep a story as it is now, when it changed; what was there before versions were kept becomes the first one."""
    after = snapshot(story)
    newest = queries.newest_number(story)
    if before is not None and not newest and rules.changed(before, after):
        _add(story, 1, before, story.by_id, story.created_at, None)
        newest = 1
    if before is not None and not rules.changed(before, after):
        return None
    return _add(story, newest + 1, after, by.pk if by else None, now, of)


def _add(
    story: Story, number: int, kept: dict[str, Any], by_id: int | None, now: datetime, of: int | None
) -> StoryVersion:
    return StoryVersion.objects.create(
        organisation_id=story.organisation_id,
        story=story,
        number=number,
        snapshot=kept,
        by_id=by_id,
        of=of,
        created_at=now,
    )


def refuse_when_newer(*, story: Story, seen: int | None, mine: Mapping[str, Any]) -> None:
    """Refuse to write over a version that the editor did not see, and say what is different."""
    if seen is None:
        return
    newer = list(queries.versions(story).filter(number__gt=seen or 1).order_by("number"))
    if newer and rules.changed(newer[-1].snapshot, mine):
        raise StoryChangedError(newer, mine)


def type_story(*, by: "Person", story: Story | None, fields: Mapping[str, list[str]], now: datetime) -> Typed | None:
    """Keep what somebody is typing; the story stays as it is. Too much to keep is left with the browser."""
    if sum(len(value) for values in fields.values() for value in values) > MOST_TYPED:
        return None
    typed, _is_new = Typed.objects.update_or_create(
        organisation_id=by.organisation_id,
        person=by,
        story=story,
        defaults={"fields": dict(fields), "saved_at": now},
    )
    return typed


def forget_typed(*, by: "Person", story: Story | None) -> None:
    """Throw away what somebody was typing: it was kept as a version, or is not wanted."""
    Typed.objects.filter(person=by, story=story).delete()
