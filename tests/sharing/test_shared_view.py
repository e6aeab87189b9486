"""After the button: what happens now, in words."""

from html import unescape

import pytest
from django.urls import reverse

from kring.sharing.models import Share
from tests import make


@pytest.fixture
def client(client_of, person):
    return client_of(person)


def read(answer):
    return unescape(" ".join(answer.content.decode().split()))


def open_page(client, share):
    return read(client.get(reverse("sharing:shared", args=[share.pk])))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("sending", "On its way to Town"),
        ("published", "It is on Town"),
        ("claimed", "By your own word"),
        ("unknown", "Not sure whether it got through"),
        ("failed", "Town says: not today"),
        ("deleted", "Taken back"),
    ],
)
def test_every_outcome_is_a_plain_sentence(client, person, story, status, said):
    share = make.share(person, story, channel="town", status=status, problem="Town says: not today")
    assert said in open_page(client, share)


def test_while_it_is_under_way_the_page_asks_again_by_itself(client, person, story):
    share = make.share(person, story, channel="town", status="sending")
    assert 'hx-trigger="every 2s"' in open_page(client, share)
    Share.objects.filter(pk=share.pk).update(status="published")
    assert "hx-trigger" not in open_page(client, share)


def test_words_to_copy_and_a_page_to_open(client, person, story):
    share = make.share(person, story, channel="office", status="opened", post="I was there.\n\nI work here.")
    link = make.tracked_link(share)
    share.post = f"I was there.\n\nI work here.\n\nhttp://localhost:8000/l/{link.organisation_id}/{link.slug}"
    share.save()
    page = open_page(client, share)
    assert "https://office.example/share?url=http" in page
    assert "Copy my words and open Office" in page
    copied = page.partition('id="to-copy"')[2].partition("</textarea>")[0]
    assert copied.endswith("I work here.")  # the office takes the link by itself


def test_a_page_that_takes_text_is_given_it(client, person, story):
    share = make.share(person, story, channel="square", status="opened", post="I was there.")
    page = open_page(client, share)
    assert "https://square.example/new?text=I%20was%20there." in page
    assert "Open Square" in page


def test_i_posted_it_is_taken_as_a_word(client, person, story):
    share = make.share(person, story, channel="office", status="opened")
    answer = client.post(reverse("sharing:posted", args=[share.pk]), {"url": "https://office.example/p/1"}, follow=True)
    assert "It counts as your word" in read(answer)
    assert "https://office.example/p/1" in read(answer)


def test_an_address_that_is_none_is_said_so_beside_the_field(client, person, story):
    share = make.share(person, story, channel="office", status="opened")
    answer = client.post(reverse("sharing:posted", args=[share.pk]), {"url": "somewhere"})
    assert answer.status_code == 422
    assert "does not look like the address of a post" in read(answer)
    assert 'value="somewhere"' in read(answer)


def test_nobody_opens_somebody_elses_share(client, person, story):
    theirs = make.share(make.person(person.organisation), story, channel="town")
    assert client.get(reverse("sharing:shared", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("sharing:posted", args=[theirs.pk])).status_code == 404


def test_it_asks_a_constant_number_of_queries(client, person, story, count_queries):
    share = make.share(person, story, channel="town")
    make.tracked_link(share)
    open_page(client, share)
    with count_queries() as counted:
        open_page(client, share)
    assert len(counted) <= 16
