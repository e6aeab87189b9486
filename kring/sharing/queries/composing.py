"""Reads for somebody who is writing: where they can share, how it will look, how much of it is their own."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kring.choose.own_words import OwnWords, likeness, own_words
from kring.connectors.channel import Capabilities, Mode, Post
from kring.connectors.registry import CHANNELS
from kring.sharing import rules
from kring.sharing.models import ConnectedAccount, Draft, Share
from kring.sharing.queries.links import link_for
from kring.sharing.queries.shares import colleagues_words
from kring.stories import queries as stories

if TYPE_CHECKING:
    from kring.core.models import Organisation
    from kring.people.models import Person

SLUG_LENGTH = 10
PLENTY = 500  # characters; more room than this is nothing to think about


@dataclass(frozen=True)
class Way:
    """A channel as one person can use it."""

    key: str
    mode: Mode
    caps: Capabilities
    handle: str = ""
    account_id: int | None = None

    @property
    def name(self) -> str:
        """Return what people call it, as it stands inside a sentence."""
        return name_of(self.caps)

    @property
    def is_posted_by_us(self) -> bool:
        """Whether Kring posts it; otherwise the person does, on the network's own page."""
        return self.mode == Mode.API


def name_of(caps: Capabilities) -> str:
    """Return what people call a channel: a network's own name, or a plain word for what is no network."""
    if caps.intent_needs_device:
        return _("the share menu")
    return _("e-mail") if caps.look == "letter" else caps.name


def ways(person: "Person") -> list[Way]:
    """Return where `person` can share: connected accounts first, then what opens by itself."""
    accounts = {a.channel: a for a in ConnectedAccount.objects.filter(person=person, needs_reconnect=False)}
    found = []
    for key, channel in CHANNELS.items():
        caps = channel.caps
        account = accounts.get(key)
        others = [mode for mode in caps.modes if mode != Mode.API]
        if account and Mode.API in caps.modes:
            found.append(Way(key, Mode.API, caps, handle=account.handle, account_id=account.pk))
        elif others:
            found.append(Way(key, others[0], caps))
    return sorted(found, key=lambda way: (not way.is_posted_by_us, way.caps.place, way.caps.name))


def can_connect(open_ways: list[Way]) -> list[str]:
    """Return the names of the channels that somebody with these ways could still connect an account of."""
    connected = {way.key for way in open_ways if way.is_posted_by_us}
    return [c.caps.name for key, c in CHANNELS.items() if Mode.API in c.caps.modes and key not in connected]


def disclosure(organisation: "Organisation", language: str) -> str:
    """Return the line that says who the writer works for, in the language of the post."""
    with translation.override(language):
        usual = _("I work at %(organisation)s.") % {"organisation": organisation.name}
    return str((organisation.disclosure or {}).get(language) or usual)


@dataclass(frozen=True)
class Writing:
    """What somebody was writing about a story."""

    own_words: str
    channel: str
    saved_at: datetime | None


def writing(person: "Person", story_id: int) -> Writing:
    """Return what `person` was writing; else the words of a share that did not come to be; else nothing."""
    kept = Draft.objects.filter(person=person, story_id=story_id).first()
    if kept:
        return Writing(kept.own_words, kept.channel, kept.changed_at)
    latest = newest_share(person)
    if latest is None:
        return Writing("", "", None)
    is_unfinished = latest.story_id == story_id and latest.status in (Share.Status.OPENED, Share.Status.FAILED)
    return Writing(latest.own_words if is_unfinished else "", latest.channel, None)


def newest_share(person: "Person") -> Share | None:
    """Return the newest share of `person`: its channel is the one to begin with."""
    return Share.objects.filter(person=person).order_by("-created_at", "-pk").first()


@dataclass(frozen=True)
class Look:
    """A post as its channel will show it, and what there is to say about it."""

    way: Way
    pieces: list[rules.Piece]
    disclosure: str
    disclosure_first: bool
    text: str
    link_shown: str
    room_left: int
    room_for_words: int  # what an empty text would leave
    words: OwnWords
    is_like_a_colleagues: bool
    is_too_alike: bool
    seen: str

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written yet."""
        return not self.pieces

    @property
    def is_too_long(self) -> bool:
        """Whether the channel does not take it all."""
        return self.room_left < 0

    @property
    def room(self) -> int:
        """Return how many characters can still be written; below 0 when there are too many."""
        return self.room_left if self.pieces else self.room_for_words

    @property
    def room_said(self) -> str:
        """Return the room that is left, in words; nothing while there is plenty."""
        if self.room > PLENTY:
            return ""
        return (_("# left") if self.room >= 0 else _("# too many")).replace("#", str(abs(self.room)))

    @property
    def says_something(self) -> bool:
        """Whether there is enough to hold up the mirror."""
        return self.words.words >= rules.FEWEST_WORDS

    @property
    def own_rate(self) -> float:
        """Return the part of the words that is the writer's."""
        return 1 - self.words.taken_rate


def compare(words: str, story_id: int, person: "Person") -> tuple[OwnWords, float]:
    """Return how own `words` are against everything `person` could see, and how like one colleague's post."""
    others = colleagues_words(story_id, but=person)
    return own_words(words, [*stories.wordings(story_id), *others]), max(
        (likeness(words, other) for other in others), default=0.0
    )


def look(
    person: "Person", story_id: int, *, words: str, way: Way, language: str, disclosure_first: bool = False
) -> Look:
    """Return how a post will look; nothing is kept."""
    tidied = rules.tidy(words)
    said = disclosure(person.organisation, language)
    text = rules.text_of(tidied, said, disclosure_first=disclosure_first)
    link = f"{settings.PUBLIC_URL}/l/{person.organisation_id}/{'x' * SLUG_LENGTH}"
    channel = CHANNELS[way.key]
    compared, alike = compare(tidied, story_id, person)
    empty = rules.text_of("x", said, disclosure_first=disclosure_first)
    return Look(
        way=way,
        pieces=rules.pieces(tidied, compared.taken),
        disclosure=said,
        disclosure_first=disclosure_first,
        text=text,
        link_shown=f"{urlsplit(settings.PUBLIC_URL).netloc}/l/{person.organisation_id}/…",
        room_left=channel.room_left(text, link),
        room_for_words=channel.room_left(empty, link) + 1,
        words=compared,
        is_like_a_colleagues=compared.words >= rules.FEWEST_WORDS and alike >= rules.ALIKE,
        is_too_alike=is_too_alike(way.caps, alike, compared.words),
        seen=rules.seen(way.key, text),
    )


def is_too_alike(caps: Capabilities, alike: float, words: int) -> bool:
    """Return whether a channel's own policy forbids a post as like a colleague's as this."""
    return caps.most_alike is not None and words >= rules.FEWEST_WORDS and alike > caps.most_alike


def moments_for(person: "Person", story_id: int, now: datetime) -> list[datetime]:
    """Return good moments to post a story later, in the organisation's own time; everyone has their own minute."""
    local = now.astimezone(ZoneInfo(person.organisation.time_zone))
    return rules.moments(local, f"{person.pk} {story_id}")


@dataclass(frozen=True)
class After:
    """A share after its button was pressed: what its person can do with it now."""

    caps: Capabilities
    card: stories.StoryCard | None
    text: str  # the post without its link
    link: str
    to_copy: str  # what to paste on the network's own page
    opens: str  # the address of the network's own page; empty: there is none, or it is the device's share sheet

    @property
    def name(self) -> str:
        """Return what people call the channel."""
        return name_of(self.caps)

    @property
    def link_shown(self) -> str:
        """Return the link as people read it."""
        return self.link.partition("://")[2]


def after(person: "Person", share: Share) -> After:
    """Return what there is to do and to show for `share`."""
    channel = CHANNELS[share.channel]
    address = link_for(share)
    text = share.post.removesuffix(address).rstrip() if address else share.post
    card = stories.cards([share.story_id], person=person, language=share.language).get(share.story_id)
    opens = channel.intent_address(
        Post(text=text, link=address, language=share.language, title=card.title if card else "")
    )
    takes_only_the_link = Mode.INTENT in channel.caps.modes and not channel.caps.takes_text
    return After(channel.caps, card, text, address, text if takes_only_the_link else share.post, opens or "")
