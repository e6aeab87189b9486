"""A colleague hands over a question from under their own post, and sees how it ended."""

import pytest
from django.utils import timezone

from kring.hub.actions import desk as actions
from kring.hub.errors import NotYoursError
from kring.hub.models import Mention
from tests import make
from tests.hub.desk import colleague


@pytest.fixture
def share(person, organisation):
    return make.share(person, make.story(organisation), url="https://town.example/1")


def test_two_taps_from_the_page_of_the_share(person, share, client_of):
    client = client_of(person)
    page = client.get(f"/shares/{share.pk}").content.decode()
    assert f"/shares/{share.pk}/question" in page
    said = {"text": "Does it open on Sunday?", "key": "k" * 20}
    for _press in range(2):
        assert client.post(f"/shares/{share.pk}/question", said).status_code == 302
    made = Mention.objects.get()
    assert (made.handed_over_by, made.share, made.link) == (person, share, share.url)
    assert made.due_at > timezone.now()
    assert client.post(f"/shares/{share.pk}/question", {"text": " "}).status_code == 422


def test_nobody_hands_over_from_under_a_colleagues_post(organisation, share, client_of):
    other = make.person(organisation, account=make.account())
    assert client_of(other).get(f"/shares/{share.pk}/question").status_code == 404
    with pytest.raises(NotYoursError):
        actions.hand_over(by=other, share_id=share.pk, text="x", who="", link="", key="", now=timezone.now())


def test_they_see_the_answer_and_not_the_desks_notes(organisation, person, share, client_of):
    desk = colleague(organisation)
    now = timezone.now()
    mention = actions.hand_over(by=person, share_id=share.pk, text="On Sunday?", who="Kim", link="", key="", now=now)
    client = client_of(person)
    assert "Waiting at the desk" in client.get("/me/questions").content.decode()
    actions.write_note(by=desk, mention_id=mention.pk, text="A difficult one", for_ids=[], now=now)
    actions.say_answered(by=desk, mention_id=mention.pk, text="Yes, from ten.", url="", version=1, now=now)
    page = client.get("/me/questions").content.decode()
    assert "Yes, from ten." in page
    assert "A difficult one" not in page
    assert desk.name not in page


def test_only_the_desk_sees_who_handed_it_over(organisation, person, share, client_of):
    now = timezone.now()
    mention = actions.hand_over(by=person, share_id=share.pk, text="On Sunday?", who="Kim", link="", key="", now=now)
    other = make.person(organisation, account=make.account())
    assert person.name in client_of(colleague(organisation)).get(f"/hub/{mention.pk}").content.decode()
    assert "On Sunday?" not in client_of(other).get("/me/questions").content.decode()
