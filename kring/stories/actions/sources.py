"""Sources are looked at regularly; editors take or leave what they bring."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from kring.core.worker import wake
from kring.stories import rules
from kring.stories.actions.writing import Words, Writing, write_story
from kring.stories.errors import SourceKnownError
from kring.stories.models import Found, Source, Story

if TYPE_CHECKING:
    from kring.people.models import Person

LEASE = timedelta(minutes=10)  # how long a worker that looks has, before another may


@dataclass(frozen=True)
class Find:
    """One thing that a source brought."""

    key: str
    link: str
    title: str
    text: str = ""
    picture_link: str = ""
    published_at: datetime | None = None


@transaction.atomic
def add_source(
    *, by: "Person", name: str, address: str, kind: str, theme_id: int | None, language: str, now: datetime
) -> Source:
    """Look at an address regularly from now on."""
    source, is_new = Source.objects.get_or_create(
        organisation_id=by.organisation_id,
        address=address,
        defaults={
            "name": name, "kind": kind, "theme_id": theme_id, "language": language, "next_look_at": now,
        },
    )  # fmt: skip
    if not is_new:
        raise SourceKnownError
    wake("stories.tasks.sources.look", source)
    return source


@transaction.atomic
def switch_source(*, by: "Person", source: Source, is_on: bool, now: datetime) -> Source:
    """Stop looking at a source, or begin again; what it brought stays."""
    source.is_on, source.next_look_at = is_on, now if is_on else None
    source.save(update_fields=["is_on", "next_look_at"])
    if is_on:
        wake("stories.tasks.sources.look", source)
    return source


def remove_source(*, by: "Person", source: Source) -> None:
    """Forget a source, and what it brought that nobody took; stories made from it stay."""
    source.delete()


def claim_source(*, source_id: int, now: datetime) -> Source | None:
    """Take a source that is due for oneself; None when it is not due, or another worker has it."""
    mine = Source.objects.filter(pk=source_id, is_on=True, next_look_at__lte=now).update(next_look_at=now + LEASE)
    return Source.objects.get(pk=source_id) if mine else None


@transaction.atomic
def record_look(
    *, source: Source, finds: Iterable[Find], etag: str, last_modified: str, next_look_at: datetime, now: datetime
) -> int:
    """Keep what a look brought; what was found before is not found again. Return how much is new."""
    before = Found.objects.filter(source=source).count()
    Found.objects.bulk_create(
        [
            Found(
                organisation_id=source.organisation_id,
                source=source,
                key=find.key[:500],
                link=find.link,
                title=find.title[:300],
                text=find.text,
                picture_link=find.picture_link if len(find.picture_link) <= 1000 else "",
                published_at=find.published_at,
            )
            for find in finds
            if len(find.link) <= 1000
        ],
        ignore_conflicts=True,
    )
    Source.objects.filter(pk=source.pk).update(
        looked_at=now, next_look_at=next_look_at, etag=etag[:300], last_modified=last_modified[:100], problem=""
    )
    return Found.objects.filter(source=source).count() - before


def record_problem(*, source: Source, problem: str, next_look_at: datetime) -> None:
    """Keep why a look brought nothing; the last one that did stays known."""
    Source.objects.filter(pk=source.pk).update(problem=problem[:300], next_look_at=next_look_at)


@transaction.atomic
def take_find(*, by: "Person", found_id: int, now: datetime) -> Story:
    """Make a draft of what a source brought; taking it twice gives the same draft."""
    found = Found.objects.select_for_update(of=["self"]).select_related("source").get(pk=found_id)
    if found.story_id:
        return Story.objects.get(pk=found.story_id)
    writing = Writing(
        theme_id=found.source.theme_id,
        texts={found.source.language: Words(found.title[:200], rules.tidy(found.text))},
        link=found.link,
    )
    found.story = write_story(by=by, story=None, writing=writing, now=now)
    found.left_at = None
    found.save(update_fields=["story", "left_at"])
    if found.picture_link:
        wake("stories.tasks.sources.bring_picture", found)
    return found.story


def leave_find(*, by: "Person", found_id: int, now: datetime) -> None:
    """Leave what a source brought; it does not come back."""
    Found.objects.filter(pk=found_id, story__isnull=True).update(left_at=now)


def put_find_back(*, by: "Person", found_id: int) -> None:
    """Put back what was left a moment ago."""
    Found.objects.filter(pk=found_id).update(left_at=None)


def claim_picture(*, found_id: int) -> Found | None:
    """Return the find whose draft still waits for its picture; None when there is nothing to bring."""
    found = Found.objects.select_related("story").filter(pk=found_id, story__isnull=False).exclude(picture_link="")
    return found.filter(Q(story__picture="") & Q(story__live_from__isnull=True) & Q(link=F("story__link"))).first()
