"""The page that people open on their phone."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache, caches
from django.utils import timezone

from kring.feed import actions
from kring.feed.models import Hidden, HotStory, Impression
from kring.stories.models import Story, Variant
from tests import make


@pytest.fixture(autouse=True)
def fresh_caches():
    cache.clear()
    caches["cards"].clear()


@pytest.fixture
def client(person, client_of):
    return client_of(person)


def fill(organisation, count, **fields):
    themes = [make.theme(organisation, name={"nl": f"Thema {n}", "en": f"Theme {n}"}) for n in range(4)]
    return [
        make.story(
            organisation,
            title=f"Story {n}",
            theme=themes[n % 4],
            **{"live_from": timezone.now() - timedelta(hours=n + 1)} | fields,
        )
        for n in range(count)
    ]


def titles(answer):
    return re.findall(r'<h2 id="story-\d+"[^>]*>([^<]+)</h2>', answer.text)


def test_a_person_gets_five_stories_with_their_groups_question_and_a_reason(organisation, client):
    fill(organisation, 12)
    answer = client.get("/")
    assert len(titles(answer)) == 5
    assert answer.text.count("What did you see?") == 5
    assert answer.text.count("Why you see this:") == 5
    assert "/share/" in answer.text


def test_the_same_day_shows_the_same_stories_and_writes_nothing_more(organisation, client):
    fill(organisation, 12)
    first = titles(client.get("/"))
    before = list(Impression.objects.order_by("pk").values())
    assert titles(client.get("/")) == first
    assert list(Impression.objects.order_by("pk").values()) == before
    assert all(0 < row["propensity"] <= 1 for row in before)


def test_people_do_not_all_get_the_same_stories(organisation, client_of):
    fill(organisation, 40)
    slates = {tuple(titles(client_of(make.person(organisation, account=make.account())).get("/"))) for _ in range(12)}
    assert len(slates) > 2


@pytest.mark.parametrize("key", ["role_model", "thought_leader", "networker", "ambassador"])
def test_each_group_has_its_own_page(organisation, client_of, key):
    group = make.group(organisation, key)
    group.weekly_step = {"en": [f"The step of a {key}"], "nl": ["Stap"]}
    group.save()
    fill(organisation, 12)
    somebody = make.person(organisation, account=make.account(), target_group=group)
    page = client_of(somebody).get("/").text
    words = {"role_model": "Add your view", "thought_leader": "Take part in the debate",
             "networker": "Tell your network", "ambassador": "Tell it in your own words"}  # fmt: skip
    assert words[key] in page
    assert f"The step of a {key}" in page
    assert page.count("<article") == {"role_model": 3, "thought_leader": 4}.get(key, 5)
    assert ("Read the source" in page) == (key == "thought_leader")
    assert ("Reading and reacting count too" in page) == (key == "networker")


def test_what_is_not_live_is_not_shown(organisation, client):
    fill(organisation, 2)
    make.story(organisation, title="A draft", live_from=None)
    make.story(organisation, title="To come", live_from=timezone.now() + timedelta(hours=1))
    make.story(organisation, title="Over", live_until=timezone.now() - timedelta(minutes=1))
    assert sorted(titles(client.get("/"))) == ["Story 0", "Story 1"]


def test_a_story_that_is_taken_down_leaves_todays_page(organisation, client):
    story, _other = fill(organisation, 2)
    client.get("/")
    story.live_until = timezone.now()
    story.save()
    assert titles(client.get("/")) == ["Story 1"]


def test_a_story_that_changes_is_drawn_anew_at_once(organisation, client):
    (story,) = fill(organisation, 1)
    client.get("/")
    group = make.group(organisation, "ambassador")
    Variant.objects.create(organisation=organisation, story=story, target_group=group, prompt={"en": "Who built it?"})
    story.save()
    assert "Who built it?" in client.get("/").text


def test_a_story_in_the_other_language_comes_only_when_there_is_too_little(organisation, client):
    fill(organisation, 6)
    make.story(organisation, title="Alleen Nederlands", languages=("nl",), live_from=timezone.now())
    assert "Alleen Nederlands" not in titles(client.get("/"))
    Story.objects.exclude(pk=Story.objects.latest("pk").pk).update(live_until=timezone.now())
    Impression.objects.all().delete()
    actions.follow_all(organisation_id=organisation.pk, now=timezone.now())
    page = client.get("/")
    assert titles(page) == ["Alleen Nederlands"]
    assert "in Dutch" in page.text


def test_less_like_this_hides_a_story_and_can_be_undone(organisation, person, client):
    fill(organisation, 6)
    client.get("/")
    story_id = Impression.objects.order_by("place").first().story_id
    answer = client.post(f"/today/{story_id}/less", headers={"HX-Request": "true"})
    assert "You will not see this story again." in answer.text
    assert "<html" not in answer.text
    assert f'id="story-{story_id}"' not in client.get("/").text
    client.post(f"/today/{story_id}/again")
    assert f'id="story-{story_id}"' in client.get("/").text
    assert not Hidden.objects.exists()


def test_a_hidden_theme_stays_away_tomorrow(organisation, person, client):
    fill(organisation, 12)
    client.get("/")
    shown = Impression.objects.order_by("place").first()
    assert "Nothing more about" in client.post(f"/today/{shown.story_id}/less-of-theme", follow=True).text
    Impression.objects.all().delete()
    client.get("/")
    assert shown.theme_id not in Impression.objects.values_list("theme_id", flat=True)


def test_less_of_a_story_of_another_organisation_is_no_page(organisation, other_organisation, client):
    from kring.core.scope import inside

    with inside(other_organisation):
        theirs = make.story(other_organisation)
    assert client.post(f"/today/{theirs.pk}/less").status_code == 404
    assert client.post(f"/today/{theirs.pk}/less-of-theme").status_code == 404


def test_five_others_can_be_asked_once_a_day(organisation, client):
    fill(organisation, 12)
    first = titles(client.get("/"))
    second = titles(client.post("/today/others", follow=True))
    assert len(second) == 5
    assert not set(first) & set(second)
    again = client.post("/today/others", follow=True)
    assert titles(again) == second
    assert "Show me" not in again.text


def test_without_any_more_stories_others_says_so(organisation, client):
    fill(organisation, 3)
    client.get("/")
    assert "These are all the stories" in client.post("/today/others", follow=True).text


def test_what_was_told_already_says_thank_you_and_does_not_come_back(organisation, person, client):
    stories = fill(organisation, 6)
    client.get("/")
    story_id = Impression.objects.order_by("place").first().story_id
    make.share(person, next(story for story in stories if story.pk == story_id))
    assert "You told this one." in client.get("/").text
    Impression.objects.all().delete()
    client.get("/")
    assert story_id not in Impression.objects.values_list("story_id", flat=True)


def test_without_stories_it_says_what_to_do(organisation, person, client, client_of):
    answer = client.get("/")
    assert "No stories yet" in answer.text
    assert "/tell" in answer.text
    founder = client_of(make.person(organisation, account=make.account(), roles=["administrator"]))
    assert "/set-up/staff-lists" in founder.get("/").text
    make.share(person, fill(organisation, 1)[0])
    actions.follow_all(organisation_id=organisation.pk, now=timezone.now())
    assert "Nothing new to tell today" in client.get("/").text


def test_who_is_asked_to_be_a_hero_reads_it_here_also_without_a_letter(organisation, client_of):
    asked = make.person(organisation, account=make.account())
    make.hero(organisation, person=asked, status="asked", since=None)
    assert "/hero/asked" in client_of(asked).get("/").text  # without any story
    fill(organisation, 3)
    actions.follow_stories(organisation_id=organisation.pk, now=timezone.now())
    for _look in ("the first of the day", "the second"):
        assert "/hero/asked" in client_of(asked).get("/").text
    assert "/hero/asked" not in client_of(make.person(organisation, account=make.account())).get("/").text


def test_somebody_who_does_not_take_part_is_asked_first(organisation, client_of):
    answer = client_of(make.person(organisation, account=make.account(), joined_at=None)).get("/")
    assert answer.status_code == 302


@pytest.mark.parametrize("key", ["role_model", "ambassador"])
def test_the_page_takes_the_same_queries_at_any_size(organisation, client_of, count_queries, key):
    def cold_and_warm():
        cache.clear()
        caches["cards"].clear()
        group = make.group(organisation, key)
        client = client_of(make.person(organisation, account=make.account(), target_group=group))
        counts = []
        for _ in range(3):
            with count_queries() as counted:
                assert client.get("/").status_code == 200
            counts.append(len(counted))
        return counts[0], counts[2]

    fill(organisation, 6)
    actions.follow_stories(organisation_id=organisation.pk, now=timezone.now())
    small = cold_and_warm()
    fill(organisation, 57)
    actions.follow_stories(organisation_id=organisation.pk, now=timezone.now())
    assert HotStory.objects.filter(segment="all").count() == 63
    large = cold_and_warm()
    assert small == large
    cold, warm = large
    assert cold <= 12
    assert warm <= 8


def test_a_role_model_sees_posts_of_their_people_who_agreed_to_be_named(organisation, client_of):
    from kring.people.models import Consent

    unit, elsewhere = make.unit(organisation), make.unit(organisation)
    leader = make.person(
        organisation, account=make.account(), unit=unit, target_group=make.group(organisation, "role_model")
    )
    story = make.story(organisation)
    for where, agrees, words in [(unit, True, "Named"), (unit, False, "Unnamed"), (elsewhere, True, "Elsewhere")]:
        somebody = make.person(organisation, unit=where)
        url = f"https://social.example/{words}"
        make.share(somebody, story, channel="linkedin", own_words=f"{words} and proud", url=url)
        if agrees:
            Consent.objects.create(
                organisation=organisation, person=somebody, purpose="be_named", text_version=1, given_at=timezone.now()
            )
    page = client_of(leader).get("/").text
    assert "Named and proud" in page
    assert "https://social.example/Named" in page
    assert "Applaud on LinkedIn" in page
    assert "Unnamed and proud" not in page
    assert "Elsewhere and proud" not in page
