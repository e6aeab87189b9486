"""The feed follows stories, shares and impressions."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from kring.feed import actions, rules, tasks
from kring.feed.models import Freshness, HotStory, Impression
from kring.stories.models import Variant
from tests import make

NOW = timezone.now()


@pytest.fixture(autouse=True)
def fresh_caches():
    cache.clear()


def follow(organisation, now=None):
    return actions.follow_stories(organisation_id=organisation.pk, now=now or timezone.now())


def count(organisation):
    return actions.follow_counts(organisation_id=organisation.pk, now=timezone.now())


def show(story, people, on=None):
    Impression.objects.bulk_create(
        Impression(
            organisation=story.organisation, person=somebody, story=story, theme_id=story.theme_id, place=0,
            propensity=0.9, shown_on=on or timezone.localdate(),
        )
        for somebody in people
    )  # fmt: skip


def test_a_live_story_gets_a_place_in_every_segment(organisation):
    story = make.story(organisation)
    follow(organisation)
    rows = HotStory.objects.filter(story=story)
    assert rows.count() == 5
    assert {row.languages for row in rows} == {"en,nl"}


def test_a_story_for_one_group_stands_lower_in_the_others(organisation):
    story = make.story(organisation, is_for_everyone=False)
    group = make.group(organisation, "networker")
    Variant.objects.create(organisation=organisation, story=story, target_group=group)
    follow(organisation)
    fit = {row.segment: row.fit for row in HotStory.objects.filter(story=story)}
    assert fit.pop(f"group:{group.pk}") == 1
    assert fit.pop("all") == 0
    assert set(fit.values()) == {-1}


def test_a_changed_story_keeps_what_each_segment_told_of_it(organisation):
    story = make.story(organisation)
    follow(organisation)
    telling = f"group:{make.group(organisation, 'networker').pk}"
    HotStory.objects.filter(segment=telling).update(shares=20)
    story.save()
    follow(organisation)
    hot = {row.segment: row.hot for row in HotStory.objects.filter(story=story)}
    silent = rules.hot(story.live_from, shares=0, fit=0, editorial=0)
    assert hot.pop(telling) == pytest.approx(rules.hot(story.live_from, shares=20, fit=0, editorial=0))
    assert all(value == pytest.approx(silent) for value in hot.values())


def test_a_draft_has_no_place_and_one_that_is_drawn_back_loses_it(organisation):
    story = make.story(organisation)
    follow(organisation)
    story.live_from = None
    story.save()
    follow(organisation)
    assert not HotStory.objects.exists()


def test_only_what_changed_is_followed_again(organisation):
    make.story(organisation)
    follow(organisation)
    make.story(organisation)
    assert follow(organisation) == 1
    assert follow(organisation) == 0


def test_shares_and_impressions_are_counted_per_segment(organisation, person):
    story = make.story(organisation)
    other = make.person(organisation, target_group=make.group(organisation, "networker"))
    follow(organisation)
    show(story, [person, other])
    make.share(person, story)
    count(organisation)
    rows = {row.segment: (row.shares, row.shown) for row in HotStory.objects.all()}
    assert rows["all"] == (1, 2)
    assert rows[f"group:{person.target_group_id}"] == (1, 1)
    assert rows[f"group:{other.target_group_id}"] == (0, 1)


def test_a_story_that_everybody_got_becomes_dearer_and_cheaper_again(organisation):
    story, *others = [make.story(organisation) for _ in range(40)]
    people = [make.person(organisation) for _ in range(25)]
    follow(organisation)
    show(story, people)
    count(organisation)
    segment = f"group:{people[0].target_group_id}"
    dear = HotStory.objects.get(story=story, segment=segment).price
    assert dear == pytest.approx(1 - 1.5 * 5 / 40)
    Impression.objects.all().delete()
    show(others[0], people)
    count(organisation)
    assert HotStory.objects.get(story=story, segment=segment).price < dear


def test_in_a_small_group_nothing_has_a_price(organisation):
    story = make.story(organisation)
    follow(organisation)
    show(story, [make.person(organisation) for _ in range(10)])
    count(organisation)
    assert set(HotStory.objects.values_list("price", flat=True)) == {0}


def test_the_worker_follows_every_organisation(organisation, other_organisation):
    from kring.core.scope import inside

    make.story(organisation)
    with inside(other_organisation):
        make.story(other_organisation)
    tasks.follow(timestamp=0)
    for each in (organisation, other_organisation):
        with inside(each):
            assert HotStory.objects.count() == 5
            assert Freshness.objects.get().counted_at


def test_a_new_target_group_gets_its_stories_at_night(organisation):
    make.story(organisation)
    follow(organisation)
    group = make.target_group(organisation, key="starters")
    tasks.follow_all(timestamp=0)
    assert HotStory.objects.filter(segment=f"group:{group.pk}").exists()


def test_stories_whose_time_is_over_are_taken_out(organisation):
    make.story(organisation, live_until=NOW - timedelta(minutes=1))
    follow(organisation)
    assert not HotStory.objects.exists()
    make.story(organisation, live_until=timezone.now() + timedelta(hours=1))
    follow(organisation)
    HotStory.objects.update(live_until=NOW - timedelta(minutes=1))
    actions.forget_past(organisation=organisation, now=timezone.now())
    assert not HotStory.objects.exists()
