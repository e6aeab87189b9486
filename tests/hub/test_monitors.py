"""Saved searches find whole words and phrases in what came in; what stands out becomes an idea in one click."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kring.hub import rules
from kring.hub.actions import monitors as actions
from kring.hub.errors import NameTakenError, NothingToFindError
from kring.hub.models import Monitor
from kring.hub.queries import monitors as queries
from kring.stories.errors import IdeaEmptyError
from kring.stories.models import Found, Idea, Source
from tests import make


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


@pytest.fixture
def desk(organisation):
    return make.person(organisation, account=make.account(), roles=["desk"])


def found(organisation, text, **fields):
    source = Source.objects.get_or_create(organisation=organisation, name="Krant", address="https://krant.example/f")[0]
    return Found.objects.create(
        organisation=organisation, source=source, key=text, link="https://krant.example/1", title=text, **fields
    )


@pytest.mark.parametrize(
    ("includes", "excludes", "query"),
    [
        ("brug", "", "(('brug'))"),
        ("brug, nieuwe weg", "", "(('brug') | ('nieuwe' <-> 'weg'))"),
        ('"de brug"', "spel\nkaart spel", "(('de' <-> 'brug')) & !(('spel') | ('kaart' <-> 'spel'))"),
        (" , ", "spel", ""),
    ],
)
def test_what_somebody_typed_becomes_a_search(includes, excludes, query):
    assert rules.query_of(includes, excludes) == query


@pytest.mark.parametrize(
    ("text", "is_hit"),
    [
        ("De brug is open", True),
        ("DE BRÚG!", True),
        ("De bruggen zijn open", False),
        ("Een nieuwe weg naar huis", True),
        ("Een weg, nieuwe bocht", False),
        ("De brug in het spel", False),
        ("Coöperatie", True),
    ],
)
def test_it_finds_whole_words_and_phrases_and_leaves_out_what_is_excluded(organisation, text, is_hit):
    make.monitor(organisation, includes="brug, nieuwe weg, cooperatie", excludes="spel")
    make.mention(organisation, text=text)
    found(organisation, text)
    (one,) = queries.watched(timezone.now() + timedelta(seconds=1))
    assert one.count == (2 if is_hit else 0)
    assert len(one.newest) == one.count


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(includes=st.text(min_size=1, max_size=40), excludes=st.text(max_size=40))
def test_whatever_is_typed_postgresql_can_search_for_it(organisation, includes, excludes):
    Monitor.objects.all().delete()
    includes = includes.replace("\0", "").encode("utf-8", "ignore").decode() or "x"
    excludes = excludes.replace("\0", "").encode("utf-8", "ignore").decode()
    make.monitor(organisation, includes=includes, excludes=excludes)
    queries.watched(timezone.now())


def test_only_this_week_counts_and_the_newest_come_first(organisation):
    make.monitor(organisation, includes="brug")
    now = timezone.now()
    for days in (1, 2, 3, 4, 8):
        make.mention(organisation, text=f"brug {days}", said_at=now - timedelta(days=days))
    (one,) = queries.watched(now)
    assert (one.count, [hit.text for hit in one.newest]) == (4, ["brug 1", "brug 2", "brug 3"])


def test_ten_monitors_cost_as_many_queries_as_two(organisation, count_queries):
    for _ in range(2):
        make.monitor(organisation)
    make.mention(organisation, text="bridge")
    with count_queries() as few:
        queries.watched(timezone.now())
    for _ in range(8):
        make.monitor(organisation)
        make.mention(organisation, text="bridge")
    with count_queries() as many:
        assert {one.count for one in queries.watched(timezone.now())} == {9}
    assert len(few) == len(many) == 3


def test_it_takes_words_and_a_name_of_its_own(desk):
    def save(name, includes):
        return actions.save_monitor(by=desk, monitor=None, name=name, includes=includes, excludes="")

    for name, includes in ((" ", "brug"), ("Brug", " , ")):
        with pytest.raises(NothingToFindError):
            save(name, includes)
    save("Brug", "brug")
    with pytest.raises(NameTakenError):
        save("Brug", "weg")


def test_what_stands_out_this_week_is_shown_and_becomes_one_idea(organisation, desk, client_of):
    now = timezone.now()
    post = make.listening_post(organisation)
    for number in range(60):
        make.mention(
            organisation,
            listening_post=post,
            text="Fijn gesprek gehad",
            who=f"W{number}",
            said_at=now - timedelta(days=9 + number % 40),
        )
    for number in range(6):
        make.mention(
            organisation,
            listening_post=post,
            text="Is hagel gedekt?",
            who=f"W{number}",
            said_at=now - timedelta(days=1),
        )
    client = client_of(desk)
    page = client.get("/hub/monitors").content.decode()
    assert "hagel" in page
    assert "In 6 texts this week, from 6 sides; in 0 in the eight weeks before." in page
    for _ in range(2):
        client.post("/hub/monitors/idea", {"phrase": "hagel", "why": "In 6 texts this week."})
    idea = Idea.objects.get()
    assert "hagel" in idea.to_share
    with pytest.raises(IdeaEmptyError):
        actions.bring_talk(by=desk, text="", why="", now=now)
