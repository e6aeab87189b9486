"""A colleague sees what became of their idea."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from kring.hub.models import Thanks
from kring.hub.queries import way_back
from tests import make


@pytest.fixture
def mine(client_of, person):
    client = client_of(person)
    return lambda idea: client.get(f"/tell/{idea.pk}")


def told(person, **story):
    return make.idea(
        person, story=make.story(person.organisation, title="The bridge", **story), answered_at=timezone.now()
    )


def read(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_every_stage_has_its_words(mine, person):
    now = timezone.now()
    assert "Everybody gets an answer" in read(mine(make.idea(person)))
    said = read(mine(make.idea(person, answered_at=now, answer="We told this in May.")))
    assert "We told this in May." in said
    assert "It is being written" in read(mine(told(person, live_from=None)))
    assert "It was put aside for now" in read(mine(told(person, live_from=None, archived_at=now)))
    assert "colleagues see it from" in read(mine(told(person, live_from=now + timedelta(days=2))))
    live = read(mine(told(person)))
    assert "Your story went live" in live
    assert "The bridge" in live
    assert "Nobody has told it on yet" in live
    past = told(person, live_from=now - timedelta(days=9), live_until=now - timedelta(days=1))
    assert "/story/" not in read(mine(past)).split('id="page"')[1]


@pytest.mark.parametrize(
    ("answer", "outcome", "stage"),
    [
        ("Told in May.", "not_now", "not_now"),
        ("In June.", "later", "later"),
        ("", "make", "writing"),
        ("Thanks!", "", "answered"),
    ],
)
def test_an_outcome_is_a_stage(answer, outcome, stage):
    idea = SimpleNamespace(story=None, answered_at=timezone.now(), answer=answer, outcome=outcome)
    assert way_back.stage_of(idea, timezone.now()) == stage


def test_it_says_why_a_file_of_a_mail_was_left_out(mine, person):
    idea = make.idea(person, left_out="too_heavy")
    assert "This picture is larger than 12 MB." in read(mine(idea))
    assert "left out" not in read(mine(make.idea(person)))


def test_few_sharers_are_a_few_and_nothing_is_said_about_what_they_did(mine, person, settings):
    idea = told(person)
    for _ in range(settings.SMALLEST_GROUP - 1):
        make.click(make.share(make.person(person.organisation, name="Pim Stil"), idea.story))
    said = read(mine(idea))
    assert "A few colleagues told it" in said
    assert "What it did" not in said.replace("What it did outside", "")
    assert "Pim" not in said


def test_one_person_who_shares_often_is_one(mine, person, settings):
    idea, colleague = told(person), make.person(person.organisation)
    for n in range(settings.SMALLEST_GROUP + 1):
        make.share(colleague, idea.story, channel=f"channel{n}")
    assert "A few colleagues told it" in read(mine(idea))


def test_many_sharers_are_a_count_with_what_it_did_and_not_known_is_not_zero(mine, person, settings):
    idea = told(person)
    shares = [make.share(make.person(person.organisation), idea.story) for _ in range(settings.SMALLEST_GROUP)]
    for share in shares[:3]:
        make.click(share)
    make.snapshot(shares[0], "reactions", 7)
    make.snapshot(shares[1], "reactions", None)
    answer = mine(idea)
    assert "5 colleagues told it" in read(answer)
    did = answer.context["way"].did
    assert (did.clicks, did.reactions, did.comments) == (3, 7, None)
    assert "not known" in read(answer)


def test_it_is_for_who_brought_it_only(client_of, person, organisation):
    idea = make.idea(person)
    colleague = make.person(organisation, account=make.account(), roles=["administrator"])
    assert client_of(colleague).get(f"/tell/{idea.pk}").status_code == 404


def test_it_costs_the_same_few_queries(mine, person, count_queries, settings):
    idea = told(person)

    def grow():
        for _ in range(settings.SMALLEST_GROUP):
            make.click(make.share(make.person(person.organisation), idea.story))
        make.thanks(person, idea=idea)

    def cost():
        with count_queries() as counted:
            mine(idea)
        return len(counted)

    grow()
    few = cost()
    grow()
    assert cost() == few


def test_thanks_are_said_and_found(client_of, mine, person, organisation):
    idea = told(person)
    editor = make.person(organisation, account=make.account(), roles=["editor"], name="Eline Vos")
    hub = client_of(editor)
    assert hub.post(f"/hub/thanks/idea/{idea.pk}", {"words": ""}).status_code == 422
    assert hub.post(f"/hub/thanks/idea/{idea.pk}", {"words": "What a find!"}).status_code == 302
    said = read(mine(idea))
    assert "What a find!" in said
    assert "Eline Vos" in said
    assert "What a find!" in read(hub.get("/hub/thanks"))
    hub.post(f"/hub/thanks/{Thanks.objects.get().pk}")
    assert "What a find!" not in read(mine(idea))


def test_nobody_thanks_themselves(client_of, organisation):
    editor = make.person(organisation, account=make.account(), roles=["editor"])
    idea = make.idea(editor)
    refused = client_of(editor).post(f"/hub/thanks/idea/{idea.pk}", {"words": "Well done me"})
    assert refused.status_code == 422
    assert not Thanks.objects.exists()
