from dataclasses import fields, replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.demo.world import GROUPS, NEVER, Spec, simulate

SPEC = Spec(
    first_monday=date(2026, 3, 30),
    units=20,
    regions=4,
    unit_size=90,
    smallest_unit=30,
    units_per_wave=4,
    story_themes=tuple(n % 4 for n in range(20)),
    story_groups=tuple(((), (0,), (2, 3))[n % 3] for n in range(20)),
    channels=(0.5, 0.3, 0.2),
)


def arrays(world):
    parts = [world.units, world.people, world.stories, world.seen, world.shares, world.visits, world.truth]
    for part in parts:
        for f in fields(part):
            value = getattr(part, f.name)
            if isinstance(value, np.ndarray):
                yield f"{type(part).__name__}.{f.name}", value


@pytest.fixture(scope="module")
def world():
    return simulate(SPEC, seed=7)


def unit_on(world, person, day):
    people = world.people
    moved = (people.moved_in[person] != NEVER) & (day >= people.moved_in[person] * 7)
    return np.where(moved, people.moved_to[person], people.unit[person])


def test_the_same_seed_gives_the_same_bytes(world):
    again = simulate(SPEC, seed=7)
    for (name, one), (_, other) in zip(arrays(world), arrays(again), strict=True):
        assert one.tobytes() == other.tobytes(), name


def test_another_seed_gives_another_world(world):
    other = simulate(SPEC, seed=8)
    assert world.people.joined.tobytes() != other.people.joined.tobytes()


@given(seed=st.integers(0, 10_000), day=st.floats(120, 250), wave=st.integers(2, 9))
@settings(max_examples=12, deadline=None)
def test_nobody_shares_before_joining_or_after_leaving(seed, day, wave):
    world = simulate(replace(SPEC, units=8, now=day, units_per_wave=wave), seed)
    people, shares = world.people, world.shares
    who = shares.person
    assert (people.joined[who] != NEVER).all()
    assert (shares.day > people.joined[who]).all()
    assert (shares.day < day).all()
    left = people.employed_until[who]
    assert ((left == NEVER) | (shares.day < left * 7)).all()
    out = people.stepped_out[who]
    assert ((out == NEVER) | (shares.day < out)).all()


@given(seed=st.integers(0, 10_000), gap=st.integers(0, 6))
@settings(max_examples=12, deadline=None)
def test_a_unit_before_its_start_has_no_participants(seed, gap):
    world = simulate(replace(SPEC, units=8, weeks_between_waves=gap), seed)
    joined = np.flatnonzero(world.people.joined != NEVER)
    days = world.people.joined[joined]
    starts = world.units.starts[unit_on(world, joined, days)] * 7
    assert (days >= starts).all()
    assert (world.people.joined[joined] > world.people.invited[joined]).all()


def test_stories_are_shared_and_seen_only_while_live_and_once_each(world):
    shares, seen, stories = world.shares, world.seen, world.stories
    assert (shares.day >= stories.live_from[shares.story]).all()
    assert (shares.day < stories.live_until[shares.story]).all()
    assert len(set(zip(shares.person.tolist(), shares.story.tolist(), strict=True))) == len(shares.person)
    assert len(set(zip(seen.person.tolist(), seen.story.tolist(), strict=True))) == len(seen.person)
    assert (seen.day >= stories.live_from[seen.story]).all()


def test_whatever_was_shared_was_seen_before(world):
    seen = dict(zip(zip(world.seen.person, world.seen.story, strict=True), world.seen.day, strict=True))
    for person, story, day in zip(world.shares.person, world.shares.story, world.shares.day, strict=True):
        assert seen[person, story] < day


def test_people_are_near_the_spec():
    world = simulate(replace(SPEC, units=60, unit_size=150), seed=1)
    there = world.people.employed_until == NEVER
    sizes = np.bincount(world.people.group[there], minlength=len(GROUPS)) / there.sum()
    assert sizes == pytest.approx(SPEC.group_rates, abs=0.02)
    assert world.units.size.mean() == pytest.approx(150, rel=0.15)
    started = (world.people.invited != NEVER) & (world.people.invited < SPEC.now - 80) & there
    joined = [world.people.joined[started & (world.people.group == g)] != NEVER for g in range(4)]
    rates = [group.mean() for group in joined]
    assert rates[2:] == pytest.approx(SPEC.join_rates[2:], abs=0.1)  # with some more: heroes, and who posts already
    assert min(rates[:2]) > max(rates[2:])  # few people, many heroes among them
    gone = (world.people.employed_until != NEVER).sum() / (world.units.size.sum() * SPEC.weeks)
    assert gone == pytest.approx(SPEC.leaves, rel=0.15)


def test_most_share_nothing_and_few_share_much(world):
    joined = world.people.joined != NEVER
    posts = np.sort(np.bincount(world.shares.person, minlength=len(joined))[joined])[::-1]
    assert (posts == 0).mean() > 0.5
    assert posts[: len(posts) // 10].sum() > 0.4 * posts.sum()


def test_the_truth_adds_up(world):
    truth = world.truth
    assert (truth.posts_with[~truth.treated] == truth.posts_without[~truth.treated]).all()
    assert truth.extra == (truth.posts_with - truth.posts_without).sum()
    assert truth.ratio == pytest.approx(
        truth.posts_with[truth.treated].sum() / truth.posts_without[truth.treated].sum()
    )
    assert len(world.shares.person) <= truth.posts_with[truth.treated].sum()
    assert truth.headcount[:, 0].sum() == world.units.size.sum()


def test_without_effect_both_outcomes_are_the_same():
    world = simulate(replace(SPEC, uplift=(0.0,) * 4, becomes_active=0.0, fatigue=0.0), seed=3)
    assert world.truth.ratio == 1
    assert world.truth.extra == 0


def test_the_effect_is_what_was_asked_for():
    quiet = simulate(replace(SPEC, uplift=(0.1,) * 4, becomes_active=0.0), seed=3).truth.ratio
    strong = simulate(replace(SPEC, uplift=(0.9,) * 4, becomes_active=0.5), seed=3).truth.ratio
    assert 1 < quiet < 1.15 < 1.5 < strong


def test_robots_visit_too_and_nothing_comes_before_its_post(world):
    assert (world.visits.day > world.shares.day[world.visits.share]).all()
    by = np.bincount(world.visits.by, minlength=4)
    assert (by > 0).all()
    clicks = np.sort(np.bincount(world.visits.share[world.visits.by == 0], minlength=len(world.shares.person)))
    assert clicks[-len(clicks) // 100 :].sum() > 0.1 * clicks.sum()  # a heavy tail
