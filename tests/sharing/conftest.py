"""Channels of the tests' own, so that sharing is tested by what a channel declares and not by its name."""

from urllib.parse import quote

import pytest

from kring.connectors.channel import Capabilities, Channel, Mode, TextRule
from kring.connectors.registry import CHANNELS
from tests import make


class Counted(Channel):
    def room_left(self, text, link):
        return self.caps.text.most - len(text) - 2 - len(link)


class Town(Counted):
    """Kring posts here, for people who connected an account."""

    caps = Capabilities(
        key="town", name="Town", icon="home", modes=(Mode.API,), text=TextRule(most=200), can_delete=True, place=1
    )


class Square(Counted):
    """A page that takes text and link, and forbids look-alikes."""

    caps = Capabilities(
        key="square",
        name="Square",
        icon="world",
        modes=(Mode.INTENT,),
        text=TextRule(most=280),
        most_alike=0.6,
        place=2,
    )

    def intent_address(self, post):
        return f"https://square.example/new?text={quote(post.text)}&url={quote(post.link)}"


class Office(Counted):
    """A page that takes only the link; the words are copied."""

    caps = Capabilities(
        key="office",
        name="Office",
        icon="building",
        modes=(Mode.INTENT,),
        text=TextRule(most=3000),
        takes_text=False,
        place=3,
    )

    def intent_address(self, post):
        return f"https://office.example/share?url={quote(post.link)}"


@pytest.fixture(autouse=True)
def channels(monkeypatch):
    """Three channels: one that Kring posts to, and two pages of networks."""
    for name in list(CHANNELS):
        monkeypatch.delitem(CHANNELS, name)
    for kind in (Town, Square, Office):
        monkeypatch.setitem(CHANNELS, kind.caps.key, kind())


@pytest.fixture
def connected(person):
    """An account on the town that `person` connected."""
    return make.connected_account(person)


@pytest.fixture
def story(organisation):
    return make.story(
        organisation,
        title="The new cycle bridge opens on Monday",
        body="Every day four thousand people will cross the river, and the old bridge becomes a good deal quieter.",
    )
