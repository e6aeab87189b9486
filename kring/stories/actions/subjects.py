"""Mark a subject as sensitive, put stories on it and take them off, lift it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from kring.choose.phrases import phrases
from kring.core import audit
from kring.stories import queries
from kring.stories.errors import GuidanceMissingError, SubjectLiftedError
from kring.stories.models import Cleared, Story, StoryText, Subject

if TYPE_CHECKING:
    from kring.people.models import Person

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Care:
    """All that the hub fills in about a subject; texts by language."""

    name: Texts = field(default_factory=dict)
    happened: Texts = field(default_factory=dict)
    may_say: Texts = field(default_factory=dict)
    ask: Texts = field(default_factory=dict)
    words: str = ""
    expected_until: date | None = None


@transaction.atomic
def save_subject(*, by: "Person", subject: Subject | None, care: Care, now: datetime) -> Subject:
    """Keep a subject and its guidance; stories with its words in them are held from now on."""
    texts = {name: _said(getattr(care, name)) for name in ("name", "happened", "may_say", "ask")}
    if not all(texts.values()):
        raise GuidanceMissingError
    if subject is not None:
        subject = Subject.objects.select_for_update().get(pk=subject.pk)
        if subject.lifted_at is not None:
            raise SubjectLiftedError
    is_new = subject is None
    subject = subject or Subject(organisation_id=by.organisation_id, since=now, by=by)
    for name, value in texts.items():
        setattr(subject, name, value)
    subject.words, subject.expected_until = care.words.strip(), care.expected_until
    subject.save()
    _hold(subject, queries.about(subject, now))
    audit.note(by, "marked_sensitive" if is_new else "changed_guidance", subject, name=str(subject))
    return subject


def _said(texts: Texts) -> dict[str, str]:
    return {language: text.strip() for language, text in texts.items() if text.strip()}


def _hold(subject: Subject, story_ids: list[int]) -> int:
    """Put stories on a subject; they count as changed, so that every order of stories follows."""
    free = Story.objects.filter(pk__in=story_ids, subject__isnull=True)
    return free.update(subject=subject, changed_at=timezone.now())


@transaction.atomic
def hold_story(*, by: "Person", subject: Subject, story_id: int) -> None:
    """Put a story on a subject by hand."""
    subject = Subject.objects.select_for_update().get(pk=subject.pk)
    if subject.lifted_at is not None:
        raise SubjectLiftedError
    Cleared.objects.filter(subject=subject, story=story_id).delete()
    if _hold(subject, [story_id]):
        audit.note(by, "held_story", subject, story=story_id)


@transaction.atomic
def clear_story(*, by: "Person", subject: Subject, story_id: int) -> None:
    """Take a story off a subject: it has nothing to do with it, whatever its words."""
    if Story.objects.filter(pk=story_id, subject=subject).update(subject=None, changed_at=timezone.now()):
        Cleared.objects.get_or_create(organisation_id=by.organisation_id, subject=subject, story_id=story_id)
        audit.note(by, "cleared_story", subject, story=story_id)


@transaction.atomic
def lift_subject(*, by: "Person", subject: Subject, now: datetime) -> Subject:
    """End the care for a subject: what it held goes on. Lifting it twice is lifting it once."""
    subject = Subject.objects.select_for_update().get(pk=subject.pk)
    if subject.lifted_at is None:
        subject.lifted_at = max(now, subject.since)
        subject.save(update_fields=["lifted_at"])
        held = list(Story.objects.filter(subject=subject).values_list("pk", flat=True))
        Story.objects.filter(subject=subject).update(subject=None, changed_at=timezone.now())
        audit.note(by, "lifted_subject", subject, name=str(subject), stories=held)
    return subject


def hold_if_sensitive(*, story: Story) -> None:
    """Put a story that was just written on the first sensitive subject its words touch, unless an editor cleared it."""
    if story.subject_id is not None:
        return
    said = [words for row in StoryText.objects.filter(story=story) for words in (row.title, row.body)]
    cleared = set(Cleared.objects.filter(story=story).values_list("subject_id", flat=True))
    about = [one for one in queries.touched(*said) if one.pk not in cleared and phrases(one.words)]
    if about:
        story.subject = about[0]
        story.save(update_fields=["subject", "changed_at"])
