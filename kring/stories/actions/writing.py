"""Editors write stories, publish them and take them down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from kring.core import audit
from kring.stories.actions.subjects import hold_if_sensitive
from kring.stories.errors import NotADraftError, NoThemeError, StoryNotReadyError
from kring.stories.models import Story, StoryText, Theme, Variant

if TYPE_CHECKING:
    from kring.people.models import Person


@dataclass(frozen=True)
class Words:
    """A story's text in one language."""

    title: str = ""
    body: str = ""


@dataclass(frozen=True)
class Asked:
    """What one target group is asked, and perhaps an example; each by language."""

    prompt: Mapping[str, str] = field(default_factory=dict)
    example: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Writing:
    """All that an editor fills in. `groups` is whom it is made for; None: everyone."""

    theme_id: int | None = None
    texts: Mapping[str, Words] = field(default_factory=dict)
    link: str = ""
    groups: frozenset[int] | None = None
    asks: Mapping[int, Asked] = field(default_factory=dict)
    picture: bytes | None = None  # from pictures.tidy; None leaves it as it is
    removes_picture: bool = False
    picture_alt: Mapping[str, str] = field(default_factory=dict)
    editorial: int = 0


@transaction.atomic
def write_story(*, by: "Person | None", story: Story | None, writing: Writing, now: datetime) -> Story:
    """Keep what an editor wrote. A draft may miss anything; a story that people see may not."""
    if story is not None and story.live_from is not None:
        _check(writing, has_picture=bool(story.picture) and not writing.removes_picture)
    theme_id = writing.theme_id or (story.theme_id if story else None) or first_theme_id()
    if story is None:
        story = Story(organisation_id=_organisation_id(by, theme_id), by=by)
    story.theme_id = theme_id
    story.link, story.editorial = writing.link, writing.editorial
    story.is_for_everyone = writing.groups is None
    story.picture_alt = {language: alt for language, alt in writing.picture_alt.items() if alt}
    if writing.removes_picture:
        story.picture = ""
    story.save()
    if writing.picture:
        keep_picture(story=story, picture=writing.picture)
    _keep_texts(story, writing)
    _keep_variants(story, writing)
    hold_if_sensitive(story=story)
    return story


def keep_picture(*, story: Story, picture: bytes) -> None:
    """Give a story a picture that `pictures.tidy` made."""
    story.picture.save(f"{story.organisation_id}-{story.pk}-{len(picture):x}.webp", ContentFile(picture))


def first_theme_id() -> int:
    """Return the theme of a story nobody chose one for yet."""
    theme_id = Theme.objects.order_by("pillar__position", "position", "pk").values_list("pk", flat=True).first()
    if theme_id is None:
        raise NoThemeError
    return theme_id


def _organisation_id(by: "Person | None", theme_id: int) -> int:
    return by.organisation_id if by else Theme.objects.get(pk=theme_id).organisation_id


def _keep_texts(story: Story, writing: Writing) -> None:
    kept = {language: words for language, words in writing.texts.items() if words.title or words.body}
    StoryText.objects.filter(story=story).exclude(language__in=kept).delete()
    for language, words in kept.items():
        StoryText.objects.update_or_create(
            organisation_id=story.organisation_id,
            story=story,
            language=language,
            defaults={"title": words.title, "body": words.body},
        )


def _keep_variants(story: Story, writing: Writing) -> None:
    asks = {g: a for g, a in writing.asks.items() if any(a.prompt.values()) or any(a.example.values())}
    wanted = set(asks) if writing.groups is None else writing.groups
    Variant.objects.filter(story=story).exclude(target_group__in=wanted).delete()
    for group_id in wanted:
        asked = asks.get(group_id, Asked())
        Variant.objects.update_or_create(
            organisation_id=story.organisation_id,
            story=story,
            target_group_id=group_id,
            defaults={
                "prompt": {language: text for language, text in asked.prompt.items() if text},
                "example": {language: text for language, text in asked.example.items() if text},
            },
        )


def _check(writing: Writing, *, has_picture: bool) -> None:
    written = {language: words for language, words in writing.texts.items() if words.title or words.body}
    if not written or not all(words.title for words in written.values()):
        raise StoryNotReadyError(StoryNotReadyError.NO_TITLE)
    if not writing.link and not any(words.body for words in written.values()):
        raise StoryNotReadyError(StoryNotReadyError.NO_TEXT)
    if (has_picture or writing.picture) and not all(writing.picture_alt.get(language) for language in written):
        raise StoryNotReadyError(StoryNotReadyError.NO_ALT)
    if writing.groups is not None and not writing.groups:
        raise StoryNotReadyError(StoryNotReadyError.NO_GROUP)


def written(story: Story) -> Writing:
    """Return a story as an editor would have filled it in."""
    variants = list(Variant.objects.filter(story=story))
    return Writing(
        theme_id=story.theme_id,
        texts={t.language: Words(t.title, t.body) for t in StoryText.objects.filter(story=story)},
        link=story.link,
        groups=None if story.is_for_everyone else frozenset(v.target_group_id for v in variants),
        asks={v.target_group_id: Asked(v.prompt, v.example) for v in variants},
        picture_alt=story.picture_alt,
        editorial=story.editorial,
    )


@transaction.atomic
def publish_story(
    *,
    by: "Person | None",
    story: Story,
    live_from: datetime | None = None,
    live_until: datetime | None = None,
    now: datetime,
) -> Story:
    """Let people see a story from now on, or from a later moment."""
    _check(written(story), has_picture=bool(story.picture))
    start = live_from or now
    if live_until and live_until <= max(start, now):
        raise StoryNotReadyError(StoryNotReadyError.UNTIL_TOO_EARLY)
    story.live_from, story.live_until = start, live_until
    story.save()
    audit.note(by, "published", story)
    return story


@transaction.atomic
def take_down_story(*, by: "Person", story: Story, now: datetime) -> Story:
    """Show a story to nobody any more; one that was still to come becomes a draft again."""
    if story.live_from is None or story.live_from >= now:
        story.live_from = story.live_until = None
    else:
        story.live_until = min(now, story.live_until or now)
    story.save()
    audit.note(by, "took down", story)
    return story


@transaction.atomic
def throw_away_draft(*, by: "Person", story: Story) -> None:
    """Delete a story that nobody ever saw."""
    if story.live_from is not None:
        raise NotADraftError
    story.delete()
