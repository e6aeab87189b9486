"""Editors write stories, publish them and take them down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F

from kring.core import audit
from kring.stories import queries
from kring.stories.actions import notes, versions
from kring.stories.actions.subjects import hold_if_sensitive
from kring.stories.errors import EmbargoError, NotADraftError, NoThemeError, StoryNotReadyError
from kring.stories.models import Idea, Story, StoryText, Theme, Variant
from kring.stories.rules.board import Column, Note, needs_review

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
    is_sensitive: bool = False
    sensitive_why: str = ""
    brand_text: Mapping[str, str] = field(default_factory=dict)  # what the brand itself posts
    embargo_until: datetime | None = None
    is_translation_fine: bool = False  # the text that is behind still says the same


@transaction.atomic
def write_story(
    *,
    by: "Person | None",
    story: Story | None,
    writing: Writing,
    now: datetime,
    seen: int | None = None,
    brought_back: int | None = None,
    unit_id: int | None = None,
) -> Story:
    """Keep what an editor wrote, as a version. A draft may miss anything; a story that people see may not.

    `seen` is the newest version that the editor knew: when there is a newer one, nothing is overwritten. A new story
    with a `unit_id` is for that unit alone; one that is there stays whose it is.
    """
    before: dict[str, Any] | None = None
    if story is not None:
        story = Story.objects.select_for_update().get(pk=story.pk)
        before = versions.snapshot(story)
        versions.refuse_when_newer(story=story, seen=seen, mine=would_be(story, writing))
        if story.live_from is not None:
            refuse_when_missing(missing(writing, has_picture=bool(story.picture) and not writing.removes_picture))
            refuse_before_embargo(writing.embargo_until, story.live_from)
    theme_id = writing.theme_id or (story.theme_id if story else None) or first_theme_id()
    if story is None:
        story = Story(organisation_id=_organisation_id(by, theme_id), by=by, unit_id=unit_id)
    story.theme_id = theme_id
    story.link, story.editorial = writing.link, writing.editorial
    story.is_for_everyone = writing.groups is None
    story.picture_alt = {language: alt for language, alt in writing.picture_alt.items() if alt}
    story.sensitivity = "sensitive" if writing.is_sensitive else "normal"
    story.sensitive_why = writing.sensitive_why
    story.brand_text = {language: text for language, text in writing.brand_text.items() if text}
    story.embargo_until = writing.embargo_until
    if writing.removes_picture:
        story.picture = ""
    story.save()
    if writing.picture:
        keep_picture(story=story, picture=writing.picture)
    _keep_texts(story, writing, now)
    _keep_variants(story, writing)
    hold_if_sensitive(story=story)
    versions.keep_version(story=story, by=by, before=before, of=brought_back, now=now)
    return story


def would_be(story: Story, writing: Writing) -> dict[str, Any]:
    """Return the snapshot that `writing` would make of a story, for somebody who has to compare."""
    asks = {g: a for g, a in writing.asks.items() if any(a.prompt.values()) or any(a.example.values())}
    wanted = sorted(set(asks) if writing.groups is None else writing.groups)

    def said(texts: Mapping[str, str]) -> dict[str, str]:
        return {language: text for language, text in texts.items() if text}

    picture = "" if writing.removes_picture else story.picture.name or ""
    return {
        "texts": {
            language: {"title": words.title, "body": words.body}
            for language, words in writing.texts.items()
            if words.title or words.body
        },
        "theme": writing.theme_id or story.theme_id,
        "link": writing.link,
        "groups": None if writing.groups is None else wanted,
        "asks": {
            str(g): {"prompt": said(asks.get(g, Asked()).prompt), "example": said(asks.get(g, Asked()).example)}
            for g in wanted
        },
        "picture": picture,
        "alt": said(writing.picture_alt),
        "brand": said(writing.brand_text),
        "sensitivity": "sensitive" if writing.is_sensitive else "normal",
        "why": writing.sensitive_why,
        "embargo": writing.embargo_until.isoformat() if writing.embargo_until else "",
        "editorial": writing.editorial,
    }


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


def _keep_texts(story: Story, writing: Writing, now: datetime) -> None:
    kept = {language: words for language, words in writing.texts.items() if words.title or words.body}
    StoryText.objects.filter(story=story).exclude(language__in=kept).delete()
    there = {text.language: text for text in StoryText.objects.filter(story=story)}
    changed = {
        language
        for language, words in kept.items()
        if language in there and (there[language].title, there[language].body) != (words.title, words.body)
    }
    leads = any(there[language].behind_since is None for language in changed)
    for language, words in kept.items():
        text = there.get(language) or StoryText(organisation_id=story.organisation_id, story=story, language=language)
        if language in changed or writing.is_translation_fine:
            text.behind_since = None
        elif leads and language in there:
            text.behind_since = text.behind_since or now
        text.title, text.body = words.title, words.body
        text.save()


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


def missing(writing: Writing, *, has_picture: bool) -> list[object]:
    """Return what a story still needs before people see it, as sentences."""
    found: list[object] = []
    written = {language: words for language, words in writing.texts.items() if words.title or words.body}
    if not written or not all(words.title for words in written.values()):
        found.append(StoryNotReadyError.NO_TITLE)
    if not writing.link and not any(words.body for words in written.values()):
        found.append(StoryNotReadyError.NO_TEXT)
    if (has_picture or writing.picture) and not all(writing.picture_alt.get(language) for language in written):
        found.append(StoryNotReadyError.NO_ALT)
    if writing.groups is not None and not writing.groups:
        found.append(StoryNotReadyError.NO_GROUP)
    if writing.is_sensitive and not writing.sensitive_why:
        found.append(StoryNotReadyError.NO_WHY)
    return found


def refuse_when_missing(sentences: list[object]) -> None:
    """Refuse a story that is not ready, with everything it needs."""
    if sentences:
        raise StoryNotReadyError(*sentences)


def refuse_before_embargo(embargo: datetime | None, moment: datetime) -> None:
    """Refuse a moment that comes before the embargo ends."""
    if embargo and moment < embargo:
        raise EmbargoError(embargo)


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
        is_sensitive=story.is_sensitive,
        sensitive_why=story.sensitive_why,
        brand_text=story.brand_text,
        embargo_until=story.embargo_until,
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
    start = live_from or now
    found = missing(written(story), has_picture=bool(story.picture))
    if story.live_from is None and not is_free_to_go(story):
        found.append(StoryNotReadyError.NO_REVIEW)
    if live_until and live_until <= max(start, now):
        found.append(StoryNotReadyError.UNTIL_TOO_EARLY)
    refuse_when_missing(found)
    refuse_before_embargo(story.embargo_until, start)
    is_moved = (story.live_from, story.live_until) != (start, live_until)
    story.live_from, story.live_until = start, live_until
    story.stage, story.archived_at = Column.READY, None
    story.version += is_moved
    story.save()
    if is_moved:
        to = "planned" if start > now else Column.LIVE.value
        notes.note(story=story, by=by, kind=Note.MOVED, now=now, to=to, day=start.isoformat())
    audit.note(by, "published", story)
    return story


def is_free_to_go(story: Story) -> bool:
    """Return whether nobody else has to look at a story first, or somebody did and said yes."""
    review = queries.review()
    return not needs_review(review, is_sensitive=story.is_sensitive) or queries.is_approved(story)


@transaction.atomic
def take_down_story(*, by: "Person", story: Story, now: datetime) -> Story:
    """Show a story to nobody any more; one that was still to come is ready, and has no day any more."""
    if story.live_from is None or story.live_from >= now:
        story.live_from = story.live_until = None
    else:
        story.live_until = min(now, story.live_until or now)
    story.version += 1
    story.save()
    notes.note(story=story, by=by, kind=Note.MOVED, now=now, to="taken_down")
    audit.note(by, "took down", story)
    return story


@transaction.atomic
def throw_away_draft(*, by: "Person", story: Story) -> int:
    """Delete a story that nobody ever saw. The ideas it was made of wait for an answer again; return how many."""
    if story.live_from is not None:
        raise NotADraftError
    ideas = Idea.objects.filter(story=story)
    waiting = ideas.update(
        story=None, outcome="", answered_at=None, answered_by=None, due_on=None, version=F("version") + 1
    )
    story.delete()
    return waiting
