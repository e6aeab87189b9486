"""Kinds of messages that only these tests know."""

import pytest

from kring.people.rules import Purpose
from kring.reach.kinds import Kind, Letter, kinds
from tests import make


def write(message):
    if message.about.get("gone"):
        return None
    if message.about.get("broken"):
        raise ValueError("broken")
    return Letter("Een kleinere stap", "Vijf minuten is ook goed.", "/stories", "Kijk maar")


@pytest.fixture(autouse=True)
def kinds_of_the_test(monkeypatch):
    why = "You get this because you take part."
    monkeypatch.setitem(kinds(), "test.hint", Kind("test.hint", "Hints", why, write))
    monkeypatch.setitem(kinds(), "test.other", Kind("test.other", "Others", why, write))
    monkeypatch.setitem(kinds(), "test.rare", Kind("test.rare", "Rare", why, write, is_on=False))
    monkeypatch.setitem(kinds(), "test.asked", Kind("test.asked", "Asked", why, write, counts=False))
    monkeypatch.setitem(kinds(), "test.own", Kind("test.own", "Own letters", why))


@pytest.fixture
def reader(organisation):
    """A participant who agreed to mail."""
    person = make.person(organisation, account=make.account(), email="noor@voorbeeld.example", language="nl")
    make.consent(person, Purpose.EMAIL)
    return person
