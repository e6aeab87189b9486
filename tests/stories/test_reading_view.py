"""Reading a story, inside and outside, and telling the editors."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from kring.stories.models import Idea, Reading
from tests import make
from tests.stories.test_pictures import drawn, opened


def test_opening_a_story_shows_it_and_counts_it(organisation, person, client_of):
    story = make.story(organisation, body="It opened on **Monday**. <script>alert(1)</script>")
    answer = client_of(person).get(f"/story/{story.pk}")
    assert "<strong>Monday</strong>" in answer.text
    assert "<script>alert" not in answer.text
    assert Reading.objects.get().person == person


def test_a_story_that_is_over_says_so(organisation, person, client_of):
    story = make.story(organisation, live_until=timezone.now() - timedelta(minutes=1))
    answer = client_of(person).get(f"/story/{story.pk}")
    assert answer.status_code == 404
    assert "not live" in answer.text


def test_anybody_reads_a_live_story_on_its_public_page(organisation):
    story = make.story(organisation, title="A new <bridge>", link="", languages=("en",))
    answer = Client().get(f"/read/{organisation.pk}/{story.pk}")
    assert answer.status_code == 200
    assert 'property="og:title" content="A new &lt;bridge&gt;"' in answer.text
    assert "It opened on Monday." in answer.text
    assert f"/read/{organisation.pk}/{story.pk}/card.jpg" in answer.text


@pytest.mark.parametrize("has_picture", [True, False])
def test_networks_get_a_picture_for_their_card(organisation, has_picture):
    story = make.story(organisation)
    if has_picture:
        story.picture.save("x.webp", ContentFile(drawn("WEBP")))
    answer = Client().get(f"/read/{organisation.pk}/{story.pk}/card.jpg")
    assert answer["Content-Type"] == "image/jpeg"
    assert opened(answer.content).size == (1200, 630)


@pytest.mark.parametrize("fields", [{"live_from": None}, {"live_from": timezone.now() + timedelta(days=1)}])
def test_a_story_that_is_not_live_has_no_public_page(organisation, fields):
    story = make.story(organisation, **fields)
    assert Client().get(f"/read/{organisation.pk}/{story.pk}").status_code == 404
    assert Client().get(f"/read/{organisation.pk}/{story.pk}/card.jpg").status_code == 404


def test_a_story_is_only_found_under_its_own_organisation(organisation, other_organisation):
    story = make.story(organisation)
    assert Client().get(f"/read/{other_organisation.pk}/{story.pk}").status_code == 404
    assert Client().get(f"/read/999999/{story.pk}").status_code == 404


def test_one_answer_is_enough_to_tell_the_editors(person, client_of):
    answer = client_of(person).post("/tell", {"going_on": "", "to_share": "Our new bridge", "theme": ""}, follow=True)
    assert "Thank you!" in answer.text
    assert "Our new bridge" in answer.text
    assert Idea.objects.get().person == person


def test_telling_nothing_is_refused_kindly(person, client_of):
    answer = client_of(person).post("/tell", {"going_on": " ", "to_share": "", "theme": ""})
    assert answer.status_code == 422
    assert "One answer is enough" in answer.text


def test_my_ideas_are_mine_alone(organisation, person, client_of):
    colleague = make.person(organisation)
    Idea.objects.create(organisation=organisation, person=colleague, going_on="Something of my own")
    assert "Something of my own" not in client_of(person).get("/tell").text


def test_the_pages_take_the_same_queries_however_much_there_is(organisation, person, client_of, count_queries):
    story, client = make.story(organisation), client_of(person)
    addresses = ["/tell", f"/story/{story.pk}", f"/read/{organisation.pk}/{story.pk}"]
    counts = []
    for more in (3, 57):
        for _ in range(more):
            Idea.objects.create(organisation=organisation, person=person, going_on="x", story=make.story(organisation))
        with count_queries() as counted:
            for address in addresses:
                assert client.get(address).status_code == 200
        counts.append(len(counted))
    assert counts[0] == counts[1]
