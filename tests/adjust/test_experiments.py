"""A second question is really shown to one half, nobody looks before the end, and the lot is checked first."""

from datetime import timedelta

import pytest
from django.http import Http404

from kring.adjust import actions, queries, tasks
from kring.adjust.errors import ExperimentTimeError, WordsMissingError
from kring.adjust.models import Experiment
from kring.adjust.rules.experiments import Finding, by_people
from kring.feed.models import Impression
from kring.stories import queries as stories
from kring.stories.errors import AlreadyTriedError
from kring.stories.rules.trials import sees_other
from tests import make
from tests.adjust.conftest import NOW

ASKED = {"nl": "Wie hielp jou?", "en": "Who helped you?"}


@pytest.mark.parametrize(
    ("did", "of", "finding"),
    [
        ((90, 50), (300, 300), Finding.MORE),
        ((50, 90), (300, 300), Finding.FEWER),
        ((60, 55), (300, 300), Finding.NOT_APART),
        ((4, 60), (300, 300), Finding.TOO_FEW),
        ((298, 60), (300, 300), Finding.TOO_FEW),
        ((0, 0), (0, 0), Finding.TOO_FEW),
        ((90, 50), (400, 250), Finding.LOT_BROKEN),
    ],
)
def test_what_may_be_said(did, of, finding):
    found = by_people(did, of, smallest=5)
    assert found.finding == finding
    assert (found.difference is None) == (finding in (Finding.TOO_FEW, Finding.LOT_BROKEN))


@pytest.fixture
def story(organisation):
    return make.story(organisation, live_from=NOW - timedelta(days=2))


@pytest.fixture
def started(manager, story):
    return actions.start_question(by=manager, story_id=story.pk, question=ASKED, weeks=2, now=NOW)


def two_halves(organisation, seed):
    """One person of each half: who sees the other question, who sees the usual one."""
    found = {}
    while len(found) < 2:
        person = make.person(organisation, account=make.account())
        found[sees_other(seed, person.pk)] = person
    return found[True], found[False]


def test_each_half_sees_its_own_question_until_the_end(organisation, story, started, client_of, time_machine):
    other, usual = two_halves(organisation, started.seed)
    for person, sees in ((other, True), (usual, False)):
        for address in (f"/story/{story.pk}", f"/share/{story.pk}"):
            page = client_of(person).get(address, follow=True).text
            assert any(words in page for words in ASKED.values()) == sees, address
        assert (stories.card(story.pk, person, "en").prompt == ASKED["en"]) == sees
    for _ in ("dealt", "read back"):  # of one target group and language: they share the cards that were drawn before
        for person, sees in ((other, True), (usual, False)):
            page = client_of(person).get("/").text
            assert "A new bridge" in page
            assert any(words in page for words in ASKED.values()) == sees
    time_machine.move_to(started.ends_at + timedelta(minutes=1), tick=False)
    assert stories.card(story.pk, other, "nl").prompt != ASKED["nl"]
    assert not any(words in client_of(other).get("/").text for words in ASKED.values())


def test_it_refuses_what_cannot_be_tried(manager, story, started):
    with pytest.raises(AlreadyTriedError):
        actions.start_question(by=manager, story_id=story.pk, question=ASKED, weeks=2, now=NOW)
    other = make.story(manager.organisation)
    with pytest.raises(WordsMissingError):
        actions.start_question(by=manager, story_id=other.pk, question={"nl": " "}, weeks=2, now=NOW)
    with pytest.raises(ExperimentTimeError):
        actions.start_question(by=manager, story_id=other.pk, question=ASKED, weeks=30, now=NOW)
    draft = make.story(manager.organisation, live_from=None)
    with pytest.raises(Http404):
        actions.start_question(by=manager, story_id=draft.pk, question=ASKED, weeks=2, now=NOW)


def fill(organisation, story, started, *, share, people=160):
    """People who got it on their feed; of each half so many shared it, and some had shared it before."""
    made = make.people(organisation, make.unit(organisation), people)
    about = {"organisation": organisation, "story": story, "theme_id": story.theme_id, "place": 1, "propensity": 0.5}
    Impression.objects.bulk_create(Impression(**about, person=one, shown_on=NOW.date()) for one in made)
    shared = {True: 0, False: 0}
    for one in made:
        half = sees_other(started.seed, one.pk)
        if shared[half] < share[half]:
            make.share(one, story, posted_at=NOW + timedelta(days=1))
            shared[half] += 1
    early = next(one for one in reversed(made))
    make.share(early, story, posted_at=NOW - timedelta(days=1))
    return made


def test_nobody_looks_before_the_end_and_the_result_stays(
    organisation, story, started, time_machine, client_of, manager
):
    fill(organisation, story, started, share={True: 40, False: 10})
    tasks.look(timestamp=0)
    assert Experiment.objects.get().result is None
    assert "%" not in client_of(manager).get("/adjust/experiments").text.split("<ol")[1]
    time_machine.move_to(started.ends_at, tick=False)
    tasks.look(timestamp=0)
    kept = Experiment.objects.get().result
    assert kept["finding"] == "more"
    assert kept["people"] == 160  # rounded: one of them had shared it before, so 159 count
    assert kept["low"] > 0
    Impression.objects.all().delete()
    tasks.look(timestamp=0)
    actions.write_result(experiment=started, result=queries.outcome(started), now=started.ends_at)
    assert Experiment.objects.get().result == kept


def test_a_manager_starts_one_on_the_page(client_of, manager, story, council):
    sent = {"story_id": story.pk, "question_nl": ASKED["nl"], "question_en": "", "weeks": "2"}
    address = "/adjust/experiments/new/question"
    assert client_of(council).post(address, sent).status_code == 403
    assert client_of(manager).post(address, sent).status_code == 302
    assert client_of(council).get("/adjust/experiments").status_code == 200
    assert client_of(manager).post(address, sent).status_code == 422  # once a story
    assert client_of(manager).get("/adjust/experiments/new/weather").status_code == 404
