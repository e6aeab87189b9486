"""The desk's pages: piles, one mention, and what is refused."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from kring.hub.models import Answer, Answering, Mention, Note, NoteFor
from kring.stories.models import Idea
from tests import make
from tests.hub.desk import asked, colleague, hears_of


@pytest.fixture
def noor(organisation):
    cache.clear()
    return colleague(organisation)


@pytest.fixture
def joost(organisation):
    return colleague(organisation, "Joost Kamphuis")


@pytest.fixture
def desk(noor, client_of):
    return client_of(noor)


@pytest.fixture
def question(organisation):
    return make.mention(organisation, who="Kim", text="When does the bridge open?", link="https://town.example/1")


def shown(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_it_is_for_the_desk_only(person, client_of, question):
    assert client_of(person).get("/hub/").status_code == 403
    assert client_of(person).get(f"/hub/{question.pk}").status_code == 403


def test_each_mention_lies_on_its_pile(desk, organisation):
    now = timezone.now()
    for status in Mention.Status:
        make.mention(organisation, text=f"It is {status}.", status=status, due_at=now + timedelta(days=2))
    make.mention(organisation, text="This is urgent.", due_at=now - timedelta(minutes=10))
    for status in Mention.Status:
        text = shown(desk, f"/hub/?pile={status}")
        assert f"It is {status}." in text
        assert sum(f"It is {other}." in text for other in Mention.Status) == 1
    soon = shown(desk, "/hub/?pile=soon")
    assert "This is urgent." in soon
    assert "was due 10 minutes ago" in soon
    assert "It is new." not in soon


def test_it_can_be_narrowed_and_searched_in_both_languages(desk, noor, organisation):
    department = make.department(organisation)
    pillar = make.pillar(organisation)
    post = make.listening_post(organisation)
    about = {"department": department, "pillar": pillar, "assignee": noor, "listening_post": post}
    make.mention(organisation, text="Wanneer gaan de boten weer?", **about)
    make.mention(organisation, text="Who paid for the bridges?", who="Sam")
    for asked_for in (
        f"department={department.pk}", f"pillar={pillar.pk}", f"post={post.pk}", "mine=1", "q=boot", "q=boten -wie",
    ):  # fmt: skip
        text = shown(desk, f"/hub/?{asked_for}")
        assert "Wanneer gaan" in text, asked_for
        assert "Who paid" not in text, asked_for
    assert "Who paid" in shown(desk, "/hub/?q=bridge")
    assert "Who paid" in shown(desk, "/hub/?q=sam")
    assert "Nothing like that here" in shown(desk, "/hub/?q=tunnel&department=x&page=99&pile=none")


def test_a_full_desk_takes_as_many_queries_as_an_empty_one(desk, noor, organisation, count_queries):
    def queries(address):
        cache.clear()
        with count_queries() as counted:
            shown(desk, address)
        return len(counted)

    post = make.listening_post(organisation)
    first = make.mention(organisation, listening_post=post, text="brug 0", thread="t")
    before = queries("/hub/?q=brug"), queries(f"/hub/{first.pk}")
    Mention.objects.bulk_create(
        Mention(
            organisation=organisation, listening_post=post, key=str(n), thread="t" if n < 30 else str(n),
            text=f"brug {n}", said_at=timezone.now(), assignee=noor,
        )
        for n in range(200)
    )  # fmt: skip
    for n in range(10):
        note = Note.objects.create(organisation=organisation, mention=first, by=noor, text=f"note {n}")
        NoteFor.objects.create(organisation=organisation, note=note, person=noor)
        Answer.objects.create(organisation=organisation, mention=first, by=noor, text="x", key=str(n), status="failed")
    assert (queries("/hub/?q=brug"), queries(f"/hub/{first.pk}")) == before


def test_the_whole_conversation_is_there(desk, organisation, question):
    make.mention(
        organisation, listening_post=question.listening_post, thread="t", text="First this.", who="Kim",
        said_at=timezone.now() - timedelta(hours=2),
    )  # fmt: skip
    Mention.objects.filter(pk=question.pk).update(thread="t")
    make.mention(organisation, thread="t", text="Another place altogether.")
    text = shown(desk, f"/hub/{question.pk}")
    assert text.index("First this.") < text.index("When does the bridge open?")
    assert "Another place altogether." not in text.split("The conversation so far")[1].split("</ol>")[0]


def test_somebody_else_sees_who_is_answering(desk, noor, joost, client_of, question):
    desk.post(f"/hub/{question.pk}/start")
    assert 'id="reply-text"' in shown(desk, f"/hub/{question.pk}")
    joosts = client_of(joost)
    page = shown(joosts, f"/hub/{question.pk}")
    assert "Noor is answering this since" in page
    assert 'id="reply-text"' not in page
    assert "Noor is answering" in shown(joosts, "/hub/")
    assert joosts.post(f"/hub/{question.pk}/start").status_code == 422
    assert joosts.post(f"/hub/{question.pk}/start", {"all_the_same": "1"}).status_code == 302
    part = desk.get(f"/hub/{question.pk}/who?version=1", headers={"HX-Request": "true"})
    assert "Joost is answering this since" in part.content.decode()
    assert desk.get(f"/hub/{question.pk}/who").url == f"/hub/{question.pk}"  # only a part of that page


def test_what_is_typed_is_kept(desk, noor, question):
    desk.post(f"/hub/{question.pk}/start")
    part = desk.post(f"/hub/{question.pk}/typing", {"text": "On Mon", "version": 1}, headers={"HX-Request": "true"})
    assert "Kept" in part.content.decode()
    desk.post(f"/hub/{question.pk}/stop")
    assert "Go on with my answer" in shown(desk, f"/hub/{question.pk}")
    desk.post(f"/hub/{question.pk}/start")
    assert "On Mon</textarea>" in shown(desk, f"/hub/{question.pk}")


def test_a_standard_answer_is_put_in_without_a_script(desk, noor, question):
    new = {"title": "Thanks", "text_nl": "Dank je wel!", "text_en": "Thank you!", "department": ""}
    assert desk.post("/hub/standard-answers/new", new).status_code == 302
    assert desk.post("/hub/standard-answers/new", new).status_code == 422  # the name is taken
    from kring.hub.models import CannedAnswer

    canned = CannedAnswer.objects.get()
    desk.post(f"/hub/{question.pk}/start")
    desk.post(f"/hub/{question.pk}/typing", {"text": "Hello Kim.", "canned": canned.pk})
    assert Answering.objects.get(person=noor).words == "Hello Kim.\n\nThank you!"
    desk.post(f"/hub/standard-answers/{canned.pk}/remove")
    assert not CannedAnswer.objects.exists()


def test_an_answer_in_between_is_shown_beside_what_was_written(desk, joost, client_of, question):
    for client in (desk, client_of(joost)):
        client.post(f"/hub/{question.pk}/start", {"all_the_same": "1"})
    said = {"text": "Monday at nine.", "version": 1}
    assert client_of(joost).post(f"/hub/{question.pk}/answered-there", said).status_code == 302
    answer = desk.post(f"/hub/{question.pk}/answered-there", {"text": "At ten, I think.", "version": 1})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Joost answered this meanwhile" in text
    assert "Monday at nine." in text
    assert "At ten, I think.</textarea>" in text
    assert 'name="version" value="2"' in text
    again = desk.post(f"/hub/{question.pk}/answered-there", {"text": "At ten, I think.", "version": 2})
    assert again.status_code == 302
    assert Answer.objects.count() == 2


def test_an_answer_through_the_network_can_be_taken_back(desk, organisation, mastodon):
    question = asked(organisation, mastodon, hears_of(organisation, mastodon))
    desk.post(f"/hub/{question.pk}/start")
    page = shown(desk, f"/hub/{question.pk}")
    assert "It begins with" in page
    assert "@kim" in page
    desk.post(f"/hub/{question.pk}/send", {"text": "On Monday.", "version": 1, "key": "k" * 20})
    assert "leaves within ten seconds" in shown(desk, f"/hub/{question.pk}")
    desk.post(f"/hub/answers/{Answer.objects.get().pk}/take-back")
    assert "On Monday.</textarea>" in shown(desk, f"/hub/{question.pk}")
    too_long = desk.post(f"/hub/{question.pk}/send", {"text": "x" * 501, "version": 3})
    assert too_long.status_code == 422
    assert "characters too long for there" in too_long.content.decode()


def test_it_goes_to_a_colleague_or_a_department(desk, noor, joost, organisation, question):
    department = make.department(organisation, name="Claims")
    desk.post(f"/hub/{question.pk}/assign", {"me": "1", "version": 1})
    question.refresh_from_db()
    assert (question.assignee, question.status) == (noor, "in_hand")
    late = desk.post(f"/hub/{question.pk}/assign", {"person": joost.pk, "version": 1})
    assert "A colleague changed this meanwhile" in late.content.decode()
    desk.post(f"/hub/{question.pk}/assign", {"person": joost.pk, "department": department.pk, "version": 2})
    question.refresh_from_db()
    assert (question.assignee, question.department) == (joost, department)


def test_nobody_outside_the_desk_gets_it(desk, person, question):
    assert desk.post(f"/hub/{question.pk}/assign", {"person": person.pk, "version": 1}).status_code == 422


def test_a_person_says_how_it_sounds(desk, organisation, question):
    pillar = make.pillar(organisation)
    desk.post(f"/hub/{question.pk}/about", {"pillar": pillar.pk, "feeling": "upset", "language": "en"})
    question.refresh_from_db()
    assert (question.pillar, question.feeling, question.language) == (pillar, "upset", "en")
    desk.post(f"/hub/{question.pk}/about", {"pillar": "", "feeling": "furious", "language": ""})
    question.refresh_from_db()
    assert (question.pillar, question.feeling) == (None, "")


def test_it_is_closed_and_opened_again(desk, question):
    desk.post(f"/hub/{question.pk}/close", {"version": 1})
    question.refresh_from_db()
    assert question.status == "closed"
    desk.post(f"/hub/{question.pk}/close", {"version": 2, "again": "1"})
    question.refresh_from_db()
    assert (question.status, question.ended_at) == ("new", None)


def test_a_note_reaches_the_colleague_it_is_for(desk, joost, client_of, question):
    desk.post(f"/hub/{question.pk}/note", {"text": "Please ring her first.", "for_whom": [joost.pk]})
    joosts = client_of(joost)
    assert "Please ring her first." in shown(joosts, "/hub/")
    joosts.post(f"/hub/{question.pk}/seen")
    assert "Please ring her first." not in shown(joosts, "/hub/")
    assert "Please ring her first." in shown(joosts, f"/hub/{question.pk}")
    assert desk.post(f"/hub/{question.pk}/note", {"text": " "}).status_code == 422


def test_there_is_a_story_in_it_once(desk, noor, question):
    for _press in range(2):
        desk.post(f"/hub/{question.pk}/idea")
    idea = Idea.objects.get()
    assert (idea.person, idea.going_on) == (noor, "When does the bridge open?")
    assert "Kim" not in idea.going_on


def test_the_figures_are_counts_over_the_whole_desk(desk, organisation):
    now = timezone.now()
    make.mention(organisation, text="old")
    Mention.objects.update(came_at=now - timedelta(days=2))
    make.mention(organisation, status="answered", ended_at=now, due_at=now + timedelta(hours=1))
    make.mention(organisation, status="answered", ended_at=now, due_at=now - timedelta(hours=1))
    make.mention(organisation, status="answered", ended_at=now)
    make.mention(organisation, status="answered", ended_at=now - timedelta(days=8), due_at=now)
    from kring.hub.queries import DeskCounts, desk_counts

    assert desk_counts(organisation, now) == DeskCounts(1, 1, 0, 3, 2, 1)


def test_opening_hours_move_what_is_due(desk, organisation, noor):
    waits = make.mention(organisation, due_at=timezone.now(), listening_post=None)
    hours = {f"{name}_{day}": at for day in range(7) for name, at in (("opens", "00:00"), ("shuts", "00:00"))}
    assert desk.post("/hub/opening-hours", hours | {"holidays": ""}).status_code == 302
    waits.refresh_from_db()
    assert waits.due_at - waits.came_at == timedelta(hours=4)
    assert desk.post("/hub/opening-hours", {"holidays": ""}).status_code == 422  # never open
    assert desk.post("/hub/opening-hours", {"opens_0": "09:00"}).status_code == 422
    assert desk.post("/hub/opening-hours", hours | {"holidays": "Kerst"}).status_code == 422
