"""Somebody says that they posted it themselves."""

import pytest
from django.utils import timezone

from kring.sharing.actions import say_posted
from kring.sharing.errors import AlreadySharedError, NotAnAddressError, NothingOpenedError
from tests import make


@pytest.fixture
def opened(person, story):
    return make.share(person, story, channel="office", status="opened", posted_at=None)


def test_it_counts_as_their_word_with_the_address_if_they_give_it(person, opened):
    now = timezone.now()
    said = say_posted(by=person, share_id=opened.pk, url=" https://office.example/p/1 ", now=now)
    assert (said.status, said.url, said.posted_at) == ("claimed", "https://office.example/p/1", now)


def test_the_address_may_come_later(person, opened):
    first = say_posted(by=person, share_id=opened.pk, now=timezone.now())
    again = say_posted(by=person, share_id=opened.pk, url="https://office.example/p/1", now=timezone.now())
    assert (again.url, again.posted_at) == ("https://office.example/p/1", first.posted_at)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "not an address", "https://", "https://x.example/" + "y" * 500])
def test_it_refuses_what_is_no_address(person, opened, url):
    with pytest.raises(NotAnAddressError):
        say_posted(by=person, share_id=opened.pk, url=url, now=timezone.now())


def test_nobody_speaks_for_somebody_else(person, opened):
    with pytest.raises(NothingOpenedError):
        say_posted(by=make.person(person.organisation), share_id=opened.pk, now=timezone.now())


def test_what_the_network_confirmed_needs_no_word(person, story):
    with pytest.raises(NothingOpenedError):
        say_posted(by=person, share_id=make.share(person, story).pk, now=timezone.now())


def test_it_refuses_a_second_post_on_the_same_channel(person, story, opened):
    make.share(person, story, channel="office", status="claimed")
    with pytest.raises(AlreadySharedError):
        say_posted(by=person, share_id=opened.pk, now=timezone.now())
