"""Waves by lot: the draw can be repeated, the rules hold, the waves are alike; and when nothing is left to the lot."""

import hashlib
from collections import Counter
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.measure.power import Likeness
from kring.measure.waves import (
    NothingByLotError,
    PlanImpossibleError,
    Rules,
    Unit,
    costs,
    detectable,
    draws,
    plan,
    start_dates,
)


def banks(count=60, seed=1):
    dice = np.random.default_rng(seed)
    people = np.clip(dice.lognormal(4.7, 0.5, count), 30, 400).astype(int)
    activity = dice.normal(0, 1, count)
    return [Unit(f"bank-{n:02}", int(people[n]), f"region-{n % 10}", (float(activity[n]),)) for n in range(count)]


@pytest.fixture(scope="module")
def drawn():
    return plan(banks(), [10] * 6, seed="7-13-22-31-40-44")


def test_everybody_is_in_one_wave_and_no_wave_is_too_full(drawn):
    assert sorted(drawn.wave_of()) == [f"bank-{n:02}" for n in range(60)]
    assert Counter(drawn.wave.tolist()) == dict.fromkeys(range(6), 10)


def test_the_seed_is_a_published_standard_so_the_pick_can_be_repeated_by_hand(drawn):
    number = int(hashlib.shake_256(b"7-13-22-31-40-44/taken").hexdigest(16), 16)
    assert drawn.taken == number % len(drawn.accepted)


def test_the_draw_stays_what_it_was_when_it_was_published():
    """A change of this line means that draws which were published can no longer be repeated."""
    units = [Unit(f"u{n}", 50 + 7 * n, "east" if n % 2 else "west") for n in range(8)]
    small = plan(units, [4, 4], seed="2026-11-25", tries=500)
    assert small.wave.tolist() == [0, 1, 0, 0, 1, 1, 0, 1]
    assert len(small.accepted) == 500


def test_the_waves_are_more_alike_than_chance_makes_them(drawn):
    assert drawn.balance < 0.5 * drawn.balance_at_random
    assert drawn.contrast < 0.5
    sizes = np.array([unit.people for unit in banks()])
    early = sizes[drawn.wave < 3].mean() / sizes[drawn.wave >= 3].mean()
    assert 0.85 < early < 1.18


def test_every_region_is_spread_over_early_and_late(drawn):
    region = np.arange(60) % 10
    early = [np.sum(drawn.wave[region == one] < 3) for one in range(10)]
    assert min(early) >= 1
    assert max(early) <= 5


def test_in_two_stages_regions_are_early_or_late():
    two = plan(banks(), [10] * 6, seed="a", saturation=True)
    region = np.arange(60) % 10
    early = [int(np.sum(two.wave[region == one] < 3)) for one in range(10)]
    assert sorted(early) == [0] * 5 + [6] * 5


def test_no_two_units_are_always_or_never_together(drawn):
    assert 0.02 < drawn.rarest_pair < 1 / 6 < drawn.commonest_pair < 0.5
    assert drawn.distinct >= 100


def test_the_accepted_set_comes_back_from_the_seed(drawn):
    kept = draws(drawn, banks()[::-1], [10] * 6)
    assert kept.shape == (len(drawn.accepted), 60)
    assert np.array_equal(kept[drawn.taken], drawn.wave)
    assert all(np.array_equal(np.bincount(row, minlength=6), drawn.sizes) for row in kept)


def test_another_input_is_not_the_plan_that_was_drawn(drawn):
    changed = [*banks()[:-1], Unit("bank-59", 31, "region-9", (0.0,))]
    with pytest.raises(PlanImpossibleError, match="not the units"):
        draws(drawn, changed, [10] * 6)


@settings(max_examples=15, deadline=None)
@given(st.integers(6, 24), st.integers(2, 4), st.text(max_size=8), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_the_rows_changes_nothing(count, waves, seed, chance, saturation):
    units, room = banks(count), [-(-count // waves)] * waves
    one = plan(units, room, seed=seed, saturation=saturation, tries=300)
    shuffled = list(units)
    chance.shuffle(shuffled)
    other = plan(shuffled, room, seed=seed, saturation=saturation, tries=300)
    assert one.wave_of() == other.wave_of()
    assert one.digest == other.digest
    assert np.array_equal(one.accepted, other.accepted)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_rules_and_room_always_hold(data):
    count, waves = data.draw(st.integers(12, 30)), data.draw(st.integers(3, 5))
    room = [-(-count // waves) + data.draw(st.integers(0, 2)) for _ in range(waves)]
    keys = [f"bank-{n:02}" for n in range(count)]
    pinned = {key: data.draw(st.integers(0, waves - 1)) for key in keys[:2]}
    late = {key: data.draw(st.integers(0, waves - 2)) for key in keys[2:4]}  # so that there is always room
    rules = Rules(pinned, late)
    found = plan(banks(count), room, seed="s", rules=rules, saturation=data.draw(st.booleans()), tries=400)
    for row in draws(found, banks(count), room, rules=rules):
        assert np.all(np.bincount(row, minlength=waves) <= room)
        at = dict(zip(found.keys, row.tolist(), strict=True))
        assert all(at[key] == wave for key, wave in pinned.items())
        assert all(at[key] >= wave for key, wave in late.items())


def test_units_that_may_only_start_late_have_the_same_chance_of_every_wave_they_may_have():
    rules = Rules(not_before={"bank-00": 3})
    units = [Unit(unit.key, 100, unit.region) for unit in banks()]  # all alike: every draw is as balanced
    found = plan(units, [10] * 6, seed="s", rules=rules, keep=1.0, tries=6000)
    at = np.bincount(draws(found, units, [10] * 6, rules=rules)[:, 0], minlength=6) / 6000
    assert at[:3].sum() == 0
    assert at[3:] == pytest.approx(1 / 3, abs=0.03)


def test_a_small_plan_uses_all_the_draws_there_are():
    small = plan([Unit(str(n), 50 + n) for n in range(6)], [2, 2, 2], seed="s")
    assert small.distinct == 90  # 6! / (2! 2! 2!)


def test_what_a_rule_costs_is_said():
    largest = sorted(banks(), key=lambda unit: unit.people)[-5:]
    rules = Rules(pinned={unit.key: 0 for unit in largest}, not_before={"bank-07": 4})
    found = costs(banks(), [10] * 6, [2, 4, 6, 7, 9, 11], 13, seed="s", rules=rules, likeness=Likeness(), tries=2000)
    first, late = found
    assert first.units == tuple(sorted(unit.key for unit in largest))
    assert first.balance > 1.2 * first.balance_without
    assert first.detectable > 1.02 * first.detectable_without
    assert (late.rule, late.units, late.wave) == ("not_before", ("bank-07",), 4)
    assert late.detectable == pytest.approx(late.detectable_without, rel=0.03)


def test_without_anybody_placed_by_lot_nothing_can_be_detected(drawn):
    all_pinned = Rules(pinned=drawn.wave_of())
    assert detectable(drawn, banks(), [2, 4, 6, 7, 9, 11], 13, Likeness(), rules=all_pinned) is None
    assert detectable(drawn, banks(), [2, 4, 6, 7, 9, 11], 13, Likeness()).detectable > 0
    with pytest.raises(ValueError, match="per wave"):
        detectable(drawn, banks(), [2], 13, Likeness())


@pytest.mark.parametrize(
    ("room", "rules", "why"),
    [
        ([10] * 5, Rules(), "do not fit"),
        ([60], Rules(), "do not fit"),
        ([2, 60], Rules(pinned={f"bank-0{n}": 0 for n in range(3)}), "do not fit"),
        ([58, 2], Rules(not_before={f"bank-0{n}": 1 for n in range(3)}), "before wave 2"),
        ([30, 30], Rules(pinned={"bank-00": 0}, not_before={"bank-00": 1}), "may not start"),
        ([30, 30], Rules(pinned={"bank-99": 0}), "bank-99"),
        ([30, 30], Rules(pinned={"bank-00": 2}), "a wave"),
    ],
)
def test_it_refuses_rules_that_cannot_hold_and_says_which(room, rules, why):
    with pytest.raises(PlanImpossibleError, match=why):
        plan(banks(), room, seed="s", rules=rules, tries=100)


def test_it_refuses_when_nothing_is_left_to_the_lot():
    units = banks(4)
    with pytest.raises(NothingByLotError):
        plan(units, [2, 2], seed="s", rules=Rules(pinned={unit.key: n // 2 for n, unit in enumerate(units)}))
    with pytest.raises(NothingByLotError):
        plan(units, [2, 2], seed="s", rules=Rules(not_before={"bank-00": 1, "bank-01": 1}))


def test_it_refuses_units_that_cannot_be_told_apart_or_have_nobody():
    with pytest.raises(ValueError, match="different keys"):
        plan([Unit("a", 10), Unit("a", 12)], [1, 1], seed="s")
    with pytest.raises(ValueError, match="has people"):
        plan([Unit("a", 10), Unit("b", 0)], [1, 1], seed="s")
    with pytest.raises(ValueError, match="known of every"):
        plan([Unit("a", 10, "", (float("nan"),)), Unit("b", 9, "", (1.0,))], [1, 1], seed="s")
    with pytest.raises(PlanImpossibleError, match="two regions"):
        plan([Unit("a", 10), Unit("b", 9)], [1, 1], seed="s", saturation=True)


def test_waves_start_on_mondays_outside_of_the_dates_to_avoid():
    summer, turn = (date(2027, 7, 12), date(2027, 8, 22)), (date(2027, 12, 20), date(2028, 1, 2))
    found = start_dates(date(2027, 5, 5), 5, weeks_between=4, avoid=[summer, turn])
    assert found[:3] == (date(2027, 5, 10), date(2027, 6, 7), date(2027, 7, 5))
    assert found[3] == date(2027, 8, 23)  # three weeks late: the first Monday after the summer
    assert all(day.weekday() == 0 for day in found)
    assert all((later - day).days >= 28 for day, later in pairwise(found))
    with pytest.raises(PlanImpossibleError):
        start_dates(date(2027, 1, 1), 1, weeks_between=4, avoid=[(date(2026, 1, 1), date(2040, 1, 1))])
    with pytest.raises(ValueError, match="at least one"):
        start_dates(date(2027, 1, 1), 0, weeks_between=4)
