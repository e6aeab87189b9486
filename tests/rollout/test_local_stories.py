"""News of one unit: its lead brings it, only people of the unit see it, and the editors can give it to everybody."""

from datetime import timedelta

import pytest
from django.core.cache import cache, caches
from django.utils import timezone

from kring.adjust.queries.experiments import stories_to_try
from kring.feed import actions as feed
from kring.feed.models import HotStory, Impression
from kring.feed.queries import exposures
from kring.hub.queries.slides import stories_of_today
from kring.nudges import queries as nudges
from kring.people.models import Placement
from kring.sharing.actions import share_story
from kring.stories import queries
from kring.stories.actions import set_review
from kring.stories.actions.writing import written
from kring.stories.errors import StoryNotLiveError
from kring.stories.models import Story, StoryNote
from kring.stories.rules.board import Review
from tests import make

pytestmark = pytest.mark.django_db
TITLE = "The sponsored club opens its boathouse"


@pytest.fixture(autouse=True)
def fresh_caches():
    cache.clear()
    caches["cards"].clear()


@pytest.fixture
def units(organisation):
    """A region with two banks; the first one has a lead."""
    region = make.unit(organisation, name="Noord")
    own, other = (make.unit(organisation, name=name, parent=region) for name in ("Vecht", "Duinrand"))
    own.region, own.lead = region, make.person(organisation, account=make.account(), unit=own)
    own.plan = make.unit_plan(make.programme(organisation), own, lead=own.lead)
    make.theme(organisation)
    return own, other


@pytest.fixture
def inside(organisation, units):
    return make.person(organisation, account=make.account(), unit=units[0])


@pytest.fixture
def outside(organisation, units):
    return make.person(organisation, account=make.account(), unit=units[1])


@pytest.fixture
def editor(organisation):
    return make.person(organisation, account=make.account(), roles=["editor"], unit=None)


@pytest.fixture
def story(organisation, units):
    """A local story on the feed, beside one for everybody."""
    make.story(organisation, title="For everybody", live_from=timezone.now() - timedelta(days=3))
    made = make.story(
        organisation, title=TITLE, unit=units[0], picture="stories/1-1-a.webp", picture_alt={"en": "Boat"}
    )
    feed.follow_all(organisation_id=organisation.pk, now=timezone.now())
    return made


def seen_on(path):
    return lambda client, _person, story: TITLE in client.get(path.format(story.pk)).text


# Everything that shows stories to people, and how to see whether this one is there.
PLACES = {
    "today": seen_on("/"),
    "the story": seen_on("/story/{}"),
    "the page to share it": seen_on("/share/{}"),
    "a question to the hub": lambda client, _p, story: (
        TITLE in client.post("/ask", {"about": story.pk}).text
        or f'value="{story.pk}"' in client.post("/ask", {"about": story.pk}).text
    ),
    "less of it": lambda client, _p, story: client.post(f"/today/{story.pk}/less").status_code == 302,
    "the weekly mail": lambda _c, person, story: (
        story.pk in {card.id for card in nudges.week_of(person, timezone.now()).stories}
    ),
    "a nudge that an idea went live": lambda _c, person, story: (
        nudges.card(make.nudge(person, kind="went_live", about_id=story.pk), person, now=timezone.now()) is not None
    ),
    "a nudge about something new": lambda _c, person, story: (
        TITLE in nudges.card(make.nudge(person, kind="new_story"), person, now=timezone.now()).text
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_people_of_the_unit_see_it_there_and_nobody_else(place, story, inside, outside, client_of):
    assert PLACES[place](client_of(inside), inside, story)
    assert not PLACES[place](client_of(outside), outside, story)


@pytest.mark.parametrize("path", ["/story/{}", "/share/{}"])
def test_who_may_not_see_it_gets_a_404(path, story, outside, client_of):
    assert client_of(outside).get(path.format(story.pk)).status_code == 404


def test_nobody_outside_the_unit_shares_it(story, outside):
    about = {"channel": "linkedin", "own_words": "Look!", "language": "en", "now": timezone.now()}
    with pytest.raises(StoryNotLiveError):
        share_story(by=outside, story_id=story.pk, **about)


def test_what_shows_stories_to_all_units_shows_none_of_one(organisation, story):
    now = timezone.now()
    wall = [card["card"].id for card in stories_of_today(None, "en", now)]
    assert story.pk not in {*wall, *dict(stories_to_try("en", now)), *queries.live().values_list("pk", flat=True)}


def test_it_stands_in_no_ranking_of_content(story, inside, client_of):
    today = timezone.localdate()
    client_of(inside).get("/")
    assert story.pk in set(Impression.objects.values_list("story", flat=True))
    counted = {shown for shown, _group, _people in exposures(since=today, until=today + timedelta(days=1))}
    assert counted == {queries.live().get().pk}


def test_its_public_page_is_open_as_that_of_any_story_that_is_shared(story, client, organisation):
    assert TITLE in client.get(f"/read/{organisation.pk}/{story.pk}").text


def test_a_region_brings_news_to_every_unit_below_it_and_to_nobody_above(organisation, units, story, outside):
    own, _other = units
    Story.objects.filter(pk=story.pk).update(unit=own.region)
    above = make.person(organisation, unit=make.unit(organisation, name="Elsewhere"))
    assert story in queries.live_for(outside)
    assert story not in queries.live_for(above)
    Story.objects.filter(pk=story.pk).update(unit=own)
    assert story not in queries.live_for(make.person(organisation, unit=own.region))


def test_who_moves_to_another_unit_sees_the_news_of_that_one(story, units, inside, client_of):
    client = client_of(inside)
    assert TITLE in client.get("/").text
    Placement.objects.filter(person=inside).update(unit=units[1])
    assert TITLE not in client.get("/").text


def test_today_says_why_it_is_there_and_takes_no_query_more(story, inside, client_of, count_queries):
    client = client_of(inside)
    page = client.get("/").text
    assert "news of your own unit" in page
    with count_queries() as local:
        client.get("/")
    HotStory.objects.filter(story=story).update(unit_id=None)
    Story.objects.filter(pk=story.pk).update(unit=None)
    with count_queries() as general:
        client.get("/")
    assert len(local) == len(general)


WORDS = {"title_nl": "", "body_nl": "", "title_en": TITLE, "body_en": "On Saturday.", "link": "", "do": "publish"}


def write(client, unit, path="new", **fields):
    theme = queries.themes().first().pk
    return client.post(f"/programme/units/{unit.pk}/stories/{path}", WORDS | {"theme": theme} | fields, follow=True)


def test_a_lead_writes_it_and_it_goes_live_for_the_unit(units, client_of, inside, outside):
    client = client_of(units[0].lead)
    assert "News of this unit" in client.get(f"/programme/units/{units[0].pk}").text
    assert write(client, units[0], title_en="").status_code == 422
    answer = write(client, units[0])
    assert "The people of your unit can see it now." in answer.text
    story = Story.objects.get()
    assert (story.unit, story.by) == (units[0], units[0].lead)
    assert story in queries.live_for(inside)
    assert story not in queries.live_for(outside)
    write(client, units[0], str(story.pk), title_en="Another title")
    assert queries.titles([story.pk], "en") == {story.pk: "Another title"}
    client.post(f"/programme/units/{units[0].pk}/stories/{story.pk}/take-down")
    assert story not in queries.live_for(inside)


def test_a_lead_comes_near_no_other_story(organisation, units, story, client_of):
    own, other = units
    client, of_all = client_of(own.lead), queries.live().get()
    make.unit_plan(own.plan.programme, other)
    assert client.get(f"/programme/units/{other.pk}/stories").status_code == 403
    assert client.get(f"/programme/units/{other.pk}/stories/{story.pk}").status_code == 403
    assert client.get(f"/programme/units/{own.pk}/stories/{of_all.pk}").status_code == 404
    assert write(client, own, str(of_all.pk)).status_code == 404


def test_what_is_sensitive_waits_for_an_editor_who_says_yes(units, inside, editor, client_of):
    lead = client_of(units[0].lead)
    answer = write(lead, units[0], is_sensitive="on", sensitive_why="A neighbour died.")
    assert "the editors look at it first" in answer.text
    story = Story.objects.get()
    assert story not in queries.live_for(inside)
    assert "only Vecht" in client_of(editor).get("/stories/").text
    client_of(editor).post(f"/stories/{story.pk}/decide", {"do": "approve", "words": "Fine."})
    assert "you can publish it" in lead.get(f"/programme/units/{units[0].pk}/stories").text
    write(lead, units[0], str(story.pk), is_sensitive="on", sensitive_why="A neighbour died.")
    assert story in queries.live_for(inside)


def test_the_rules_of_the_board_and_held_subjects_hold_for_it(organisation, units, editor, client_of):
    set_review(by=editor, review=Review.ALWAYS)
    lead = client_of(units[0].lead)
    assert "An editor looks at it first" in write(lead, units[0]).text
    set_review(by=editor, review=Review.NEVER)
    make.subject(organisation, words="boathouse")
    assert "It touches on something sensitive" in write(lead, units[0]).text
    assert not queries.live_anywhere().exists()


def test_an_editor_gives_it_to_everybody(story, units, outside, editor, client_of):
    page = client_of(editor)
    assert "News of Vecht" in page.get(f"/stories/{story.pk}/").text
    page.post(f"/stories/{story.pk}/everybody")
    assert story in queries.live_for(outside)
    assert StoryNote.objects.get().details == {"to": "everybody"}
    lead = client_of(units[0].lead)
    assert lead.get(f"/programme/units/{units[0].pk}/stories/{story.pk}").status_code == 404
    cache.clear()
    assert TITLE in client_of(outside).get("/").text


def test_a_lead_asks_a_group_something_and_what_an_editor_filled_in_stays(organisation, units, editor, client_of):
    group = make.target_group(organisation)
    write(client_of(units[0].lead), units[0], **{f"prompt_{group.pk}_en": "Who rows with you?"})
    story = Story.objects.get()
    form = {"title_en": TITLE, "body_en": "On Saturday.", "brand_en": "Come and see.", "theme": story.theme_id}
    asks = {f"prompt_{group.pk}_en": "Who rows with you?", "editorial": 0, "audience": "everyone"}
    client_of(editor).post(f"/stories/{story.pk}/", form | asks)
    write(client_of(units[0].lead), units[0], str(story.pk), **{f"prompt_{group.pk}_en": "Who do you row with?"})
    kept = written(Story.objects.get())
    assert kept.asks[group.pk].prompt == {"en": "Who do you row with?"}
    assert kept.brand_text == {"en": "Come and see."}


def test_what_a_lead_types_is_offered_again_until_it_is_kept(units, client_of):
    client, path = client_of(units[0].lead), f"/programme/units/{units[0].pk}/stories/new"
    offer = "that was not kept yet"
    typed = {"title_en": "The boathouse", "body_en": "Half a sent"}
    assert client.post(f"{path}/typed", typed).json() == {"is_kept": True}
    assert offer in client.get(path).text
    taken = client.get(f"{path}?typed=take").text
    assert "Half a sent" in taken
    assert offer not in taken
    write(client, units[0])
    assert offer not in client.get(path).text
    assert "Half a sent" not in client.get(f"{path}?typed=take").text


def test_a_lead_who_wrote_beside_an_editor_sees_how_the_texts_differ(units, editor, story, client_of):
    lead = client_of(units[0].lead)
    form = {"title_en": "An editor's title", "body_en": "Text.", "theme": story.theme_id, "editorial": 0}
    picture = {"alt_en": "Boat", "audience": "everyone", "seen": 0}
    assert client_of(editor).post(f"/stories/{story.pk}/", form | picture).status_code == 302
    answer = write(lead, units[0], str(story.pk), title_en="A lead's title", alt_en="Boat", seen=1)
    assert answer.status_code == 422
    assert "Two of you were writing" in answer.text
    assert queries.titles([story.pk], "en") == {story.pk: "An editor's title"}
