"""Write, keep and share a story in one's own words."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from kring.choose.own_words import OwnWords
from kring.connectors.registry import CHANNELS
from kring.core.worker import wake
from kring.sharing import queries, rules
from kring.sharing.errors import (
    AlreadySharedError,
    ChannelNotOpenError,
    GuidanceFirstError,
    MomentNotPossibleError,
    NotAnAddressError,
    NothingOpenedError,
    NotSeenError,
    OwnWordsMissingError,
    OwnWordsTooLongError,
    SharingPausedError,
    StoryHeldError,
    TooAlikeError,
)
from kring.sharing.models import Draft, Share, TrackedLink
from kring.stories import queries as stories
from kring.stories.errors import StoryNotLiveError
from kring.stories.queries import live_for

if TYPE_CHECKING:
    from kring.people.models import Person
    from kring.stories.models import Story

LETTERS = "23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are taken for one another


def keep_draft(*, by: "Person", story_id: int, own_words: str, channel: str = "") -> Draft | None:
    """Keep what `by` is writing, so that it waits for them everywhere; an empty text leaves nothing."""
    words = own_words.replace("\0", "")[: rules.MOST_WORDS]
    if not words.strip():
        Draft.objects.filter(person=by, story_id=story_id).delete()
        return None
    values = {"own_words": words, "channel": channel if channel in CHANNELS else ""}
    draft, _is_new = Draft.objects.update_or_create(
        person=by,
        story_id=story_id,
        defaults=values,
        create_defaults={**values, "organisation_id": by.organisation_id},
    )
    return draft


@transaction.atomic
def share_story(
    *,
    by: "Person",
    story_id: int,
    channel: str,
    own_words: str,
    language: str,
    now: datetime,
    at: datetime | None = None,
    disclosure_first: bool = False,
    key: str = "",
    seen: str | None = None,
    guided: Collection[int] | None = None,
) -> Share:
    """Share a story on one of `by`'s channels: Kring posts it (at `at`), or `by` does on the network's own page.

    `key` makes a second press of the same button the same share; `seen` is the mark of the post that was shown,
    and `guided` which sensitive subjects were explained beside it.
    """
    if key and (pressed_before := Share.objects.filter(key=key, person=by).first()):
        return pressed_before
    if stop := queries.stop_now():
        raise SharingPausedError(stop.reason)
    story = live_for(by, now).filter(pk=story_id).first()
    if story is None:
        raise StoryHeldError if stories.held_story_ids([story_id]) else StoryNotLiveError
    way = next((way for way in queries.ways(by) if way.key == channel), None)
    if way is None:
        raise ChannelNotOpenError
    if at is not None and not now - timedelta(minutes=5) < at < now + rules.LATEST:
        raise MomentNotPossibleError
    words = rules.tidy(own_words)
    text = rules.text_of(words, queries.disclosure(by.organisation, language), disclosure_first=disclosure_first)
    compared = _check(by, story, way, words, text, seen)
    if guided is not None and {one.pk for one in stories.touched(words)} - set(guided):
        raise GuidanceFirstError
    try:
        with transaction.atomic():
            share = _write(by, story, way, words, text, language, compared, key)
    except IntegrityError:  # pressed twice at the same moment
        if key and (pressed_before := Share.objects.filter(key=key, person=by).first()):
            return pressed_before
        raise AlreadySharedError(way.caps.name) from None
    if way.is_posted_by_us:
        share.next_try_at = max(at or now, now)
        share.save(update_fields=["next_try_at"])
        seconds = int((share.next_try_at - now).total_seconds())
        wake("sharing.tasks.publish", share, schedule_in={"seconds": seconds} if seconds else None)
    Draft.objects.filter(person=by, story=story).delete()
    return share


def _check(by: "Person", story: "Story", way: queries.Way, words: str, text: str, seen: str | None) -> OwnWords:
    """Refuse what the channel, or the house, does not take; return how own the words are."""
    if not words:
        raise OwnWordsMissingError
    link = f"{settings.PUBLIC_URL}/l/{by.organisation_id}/{'x' * queries.SLUG_LENGTH}"
    room_left = CHANNELS[way.key].room_left(text, link)
    if room_left < 0:
        raise OwnWordsTooLongError(-room_left, way.caps.name)
    if Share.objects.filter(person=by, story=story, channel=way.key, status__in=queries.STANDING).exists():
        raise AlreadySharedError(way.caps.name)
    compared, alike = queries.compare(words, story.pk, by)
    if queries.is_too_alike(way.caps, alike, compared.words):
        raise TooAlikeError(way.caps.name)
    if seen is not None and seen != rules.seen(way.key, text):
        raise NotSeenError
    return compared


def _write(
    by: "Person",
    story: "Story",
    way: queries.Way,
    words: str,
    text: str,
    language: str,
    compared: OwnWords,
    key: str,
) -> Share:
    """Write the share and its link; a share that was only opened is written over, so that its link stays the same."""
    slug = "".join(secrets.choice(LETTERS) for _ in range(queries.SLUG_LENGTH))
    values = {
        "own_words": words,
        "language": language,
        "words_kind": compared.kind.value,
        "status": Share.Status.QUEUED if way.is_posted_by_us else Share.Status.OPENED,
        "account_id": way.account_id,
        "post": text,
        "problem": "",
    }
    opened = Share.objects.select_for_update().filter(
        person=by, story=story, channel=way.key, status=Share.Status.OPENED
    )
    share = opened.order_by("-pk").first() or Share(
        organisation_id=by.organisation_id,
        person=by,
        story=story,
        channel=way.key,
        key=key or secrets.token_urlsafe(20),
    )
    for name, value in values.items():
        setattr(share, name, value)
    share.save()
    link, _is_new = TrackedLink.objects.get_or_create(
        share=share, defaults={"organisation_id": by.organisation_id, "slug": slug, "target": target_of(story)}
    )
    share.post = rules.post_of(text, queries.address_of_link(link))
    share.save(update_fields=["post"])
    return share


def target_of(story: "Story") -> str:
    """Return where a story's links lead, for good: its own page, or ours when it has none."""
    return story.link or f"{settings.PUBLIC_URL}{reverse('stories:public', args=[story.organisation_id, story.pk])}"


@transaction.atomic
def say_posted(*, by: "Person", share_id: int, url: str = "", now: datetime) -> Share:
    """Take `by`'s word that they posted it themselves, with the post's address if they give it."""
    share = Share.objects.select_for_update().filter(pk=share_id, person=by).first()
    if share is None or share.status not in (Share.Status.OPENED, Share.Status.CLAIMED):
        raise NothingOpenedError
    address = url.strip()
    if address:
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname or len(address) > 500:
            raise NotAnAddressError
    share.url = address or share.url
    share.posted_at = share.posted_at or now
    share.status = Share.Status.CLAIMED
    try:
        with transaction.atomic():
            share.save(update_fields=["url", "posted_at", "status"])
    except IntegrityError:
        raise AlreadySharedError(CHANNELS[share.channel].caps.name) from None
    return share
