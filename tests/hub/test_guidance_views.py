"""The pages of the hub about guidance, the stop and questions, as people use them."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from kring.hub.models import Precedent, Question
from kring.sharing.models import Share, Stop
from kring.stories.models import Subject
from tests import make

GUIDANCE = {
    "name_nl": "Storing", "happened_nl": "De app lag eruit.", "may_say_nl": "Dat we eraan werken.",
    "ask_nl": "De hub", "words": "storing",
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def desk(organisation):
    return make.person(organisation, account=make.account(), roles=["desk"], name="Els Hub")


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"], name="Ed Itor")


def test_from_marking_to_lifting(client_of, desk, organisation):
    client = client_of(desk)
    story = make.story(organisation, title="Storing voorbij")
    other = make.story(organisation, title="Heel iets anders")
    refused = client.post("/hub/guidance/new", GUIDANCE | {"ask_nl": ""})
    assert refused.status_code == 422
    client.post("/hub/guidance/new", GUIDANCE)
    one = Subject.objects.get()
    page = client.get(f"/hub/guidance/{one.pk}?q=anders").content.decode()
    assert "Storing voorbij" in page
    assert "Heel iets anders" in page
    decide = f"/hub/guidance/{one.pk}/decide"
    client.post(decide, {"do": "hold", "story": other.pk})
    client.post(decide, {"do": "clear", "story": story.pk})
    story.refresh_from_db(), other.refresh_from_db()
    assert (story.is_held, other.is_held) == (False, True)
    assert "holds 1 story" in client.get("/hub/guidance").content.decode()
    client.post(decide, {"do": "lift"})
    other.refresh_from_db()
    assert not other.is_held
    assert "Nothing is sensitive now" in client.get("/hub/guidance").content.decode()


def test_what_is_past_its_day_is_said(client_of, desk, organisation):
    make.subject(organisation, expected_until=timezone.localdate() - timedelta(days=1))
    assert "lift it, or give it a new day" in client_of(desk).get("/hub/guidance").content.decode()


def test_the_stop_is_confirmed_with_a_reason_and_undone_by_a_second_person(client_of, desk, editor, organisation):
    make.share(make.person(organisation), make.story(organisation), status="sending", posted_at=None)
    first, second = client_of(desk), client_of(editor)
    assert first.post("/hub/stop", {"reason": ""}).status_code == 422
    assert not Stop.objects.exists()
    for _ in range(2):
        first.post("/hub/stop", {"reason": "Een ongeluk"})
    page = first.get("/hub/stop").content.decode()
    assert "1 post was in a network" in page
    first.post("/hub/stop/go-on", {"do": "ask"})
    first.post("/hub/stop/go-on", {"do": "confirm"})
    assert "Somebody else of the hub opens this page and confirms" in first.get("/hub/stop").content.decode()
    assert Stop.objects.get().ended_at is None
    assert "Els Hub asked for it" in second.get("/hub/stop").content.decode()
    second.post("/hub/stop/go-on", {"do": "confirm"})
    assert Stop.objects.get().ended_by == editor
    assert "let go by Els Hub and Ed Itor" in first.get("/hub/stop").content.decode()


def test_only_the_hub_opens_these_pages(client_of, person):
    client = client_of(person)
    for address in ("guidance", "guidance/new", "stop", "questions", "roster", "monitors"):
        assert client.get(f"/hub/{address}").status_code == 403
    assert client.post("/hub/stop", {"reason": "x"}).status_code == 403


def test_a_question_goes_from_the_composer_to_the_hub_and_back(client_of, person, desk, editor, organisation):
    story = make.story(organisation)
    mine, hub = client_of(person), client_of(desk)
    asking = mine.post("/ask", {"about": story.pk, "own_words": "Bij de klant thuis.", "channel": "linkedin"})
    assert "Bij de klant thuis." in asking.content.decode()
    key = asking.context["form"]["key"].value()
    assert mine.get(f"/share/{story.pk}").context["words"] == "Bij de klant thuis."  # nothing is lost
    for _ in range(2):
        mine.post(
            "/ask", {"text": "Bij de klant thuis.", "doubt": "Mag de klant erbij?", "story": story.pk, "key": key}
        )
    question = Question.objects.get()
    assert person.name in hub.get("/hub/questions").content.decode()
    hub.post(f"/hub/questions/{question.pk}", {"verdict": "better", "answer": "Laat de straat weg."})
    assert "there is an answer" in mine.get("/ask").content.decode()
    answer = mine.get(f"/ask/{question.pk}").content.decode()
    assert "Laat de straat weg." in answer
    assert f"/share/{story.pk}" in answer
    question.refresh_from_db()
    assert question.seen_at
    words = {"asked_nl": "Mag een klant erbij?", "answer_nl": "Zonder straat."}
    assert hub.post(f"/hub/questions/{question.pk}/precedent", words | {"leads_to_nobody": "on"}).status_code == 403
    published = client_of(editor)
    assert published.post(f"/hub/questions/{question.pk}/precedent", words).status_code == 422
    published.post(f"/hub/questions/{question.pk}/precedent", words | {"leads_to_nobody": "on"})
    assert Precedent.objects.count() == 1
    reader = client_of(make.person(organisation, account=make.account()))
    page = reader.get("/ask?q=klanten").content.decode()
    assert "Mag een klant erbij?" in page
    assert person.name not in page
    shown = reader.post("/ask/alike", {"text": "Met een klant op de foto"}, headers={"HX-Request": "true"})
    assert "Mag een klant erbij?" in shown.content.decode()


def test_nobody_reads_the_question_of_another(client_of, person, organisation):
    question = make.question(make.person(organisation))
    client = client_of(person)
    assert client.get(f"/ask/{question.pk}").status_code == 404
    client.post(f"/ask/{question.pk}/withdraw")
    assert Question.objects.exists()


def test_people_put_themselves_on_and_an_editor_others(client_of, desk, editor):
    now = timezone.localtime()
    day = now.date() - timedelta(days=now.weekday()) + timedelta(days=7)
    client_of(desk).post("/hub/roster/place", {"day": day.isoformat(), "part": "morning", "person": editor.pk})
    client_of(editor).post("/hub/roster/place", {"day": day.isoformat(), "part": "afternoon", "person": desk.pk})
    page = client_of(desk).get("/hub/roster")
    monday = page.context["weeks"][1][0]
    assert [[who.name for who in half.people] for half in monday.halves] == [["Els Hub"], ["Els Hub"]]
    assert client_of(desk).post("/hub/roster/place", {"day": "x", "part": "morning"}).status_code == 302


@pytest.mark.parametrize("address", ["questions", "guidance", "roster", "monitors"])
def test_a_page_with_much_on_it_costs_as_many_queries(client_of, editor, organisation, count_queries, address):
    def more(count):
        for number in range(count):
            make.question(
                editor, answered_at=timezone.now() if number % 2 else None, verdict="yes" if number % 2 else ""
            )
            make.subject(organisation, words="")
            make.monitor(organisation)
            make.mention(organisation, text="bridge")
            make.duty(make.person(organisation, roles=["desk"]))

    client = client_of(editor)
    more(2)
    client.get(f"/hub/{address}")
    with count_queries() as few:
        client.get(f"/hub/{address}")
    more(12)
    with count_queries() as many:
        client.get(f"/hub/{address}")
    assert len(few) == len(many), address
    assert len(many) < 20
    assert not Share.objects.exists()
