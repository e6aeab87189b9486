"""What may be said: all of it when the evidence carries it, the lot alone when units are few, nothing at grade D."""

from dataclasses import replace

import numpy as np
import pytest

from kring.measure.answer import Counts, People, Withheld, answer
from kring.measure.grade import Design, Letter
from kring.measure.lift import by_group, lift
from kring.measure.world import EFFECT, LINKING, SMALL, simulate

DESIGN = Design(by_lot=True, for_everybody=True, protocol_before=True)


def asked(spec, seed, units=None):
    """The counts of a world, and who is active in it."""
    world, kept = simulate(spec, seed), slice(units)
    dice = np.random.default_rng(seed)
    draws = np.stack([world.starts[kept], *(dice.permutation(world.starts[kept]) for _ in range(39))])
    last = slice(3, None, 4)
    people = People(
        world.active[kept].sum(axis=2),
        world.staff[kept, last].sum(axis=2),
        world.participants[kept, last].sum(axis=2),
        world.active_participants[kept].sum(axis=2),
    )
    return Counts(world.shares[kept], world.staff[kept], world.starts[kept], draws), people


def numbers(found):
    """Everything that could tell how large an effect is."""
    return (found.effects, found.activation, found.sensitivity, found.spill, *found.groups)


def test_it_says_what_its_parts_say():
    counts, people = asked(EFFECT, 1)
    found = answer(counts, DESIGN, people)
    assert found.withheld is None
    assert found.effects.whole.ratio == lift(counts.totals.sum(2), counts.staff.sum(2), counts.starts).ratio
    assert found.groups[3].low == by_group(counts.totals, counts.staff, counts.starts)[3].low
    assert found.by_lot.estimate == pytest.approx(np.log(found.effects.whole.ratio))
    assert found.by_lot.p == found.active_by_lot.p == 1 / 40
    assert found.active_by_lot.estimate == pytest.approx(found.activation.per_100)
    assert found.activation.bounds.low <= found.activation.bounds.high
    assert len(found.checks) == 6


def test_spill_over_that_cannot_be_known_keeps_it_from_an_a():
    counts, _ = asked(EFFECT, 1)
    found = answer(counts, DESIGN)
    assert (found.grade.letter, found.grade.reasons) == (Letter.B, ("spill_over_unknown",))
    assert found.spill is None


def test_nothing_is_said_about_a_cause_when_only_those_who_joined_are_measured():
    counts, people = asked(EFFECT, 1)
    found = answer(counts, replace(DESIGN, for_everybody=False), people)
    assert (found.grade.letter, found.withheld) == (Letter.D, Withheld.GRADE)
    assert not any(numbers(found))
    assert found.by_lot is found.active_by_lot is None
    assert found.grade.missing


def test_nothing_is_said_when_the_start_changes_who_is_measured():
    """The world in which nothing happens, and the lift would be 1.66."""
    counts, people = asked(LINKING, 1)
    treated = np.arange(52) >= counts.starts[:, None]
    measured = np.rint(counts.staff.sum(axis=2) * np.where(treated, 1, 0.6))
    found = answer(replace(counts, measured=measured), DESIGN, people)
    assert (found.grade.letter, found.grade.reasons[0]) == (Letter.D, "measured_red")
    assert not any(numbers(found))
    assert found.by_lot is None


def test_nothing_is_said_when_all_start_at_once():
    counts, people = asked(SMALL, 1)
    found = answer(replace(counts, starts=np.full(20, 14)), DESIGN, people)
    assert (found.grade.letter, found.grade.reasons[0], found.checks) == (Letter.D, "no_comparison", ())
    assert not any(numbers(found))


def test_with_few_units_the_lot_alone_speaks():
    counts, people = asked(SMALL, 2, units=11)
    found = answer(counts, DESIGN, people)
    assert found.withheld is Withheld.FEW
    assert not any(numbers(found))
    assert 0 < found.by_lot.p <= 1
    without = answer(replace(counts, draws=None), DESIGN, people)
    assert without.withheld is Withheld.FEW
    assert without.by_lot is without.active_by_lot is None
    assert "not_by_lot" in without.grade.reasons


def test_two_waves_are_few():
    counts, _ = asked(SMALL, 2)
    starts = np.where(counts.starts < 20, 14, 24)
    found = answer(replace(counts, starts=starts, draws=np.stack([starts, starts[::-1]])), DESIGN)
    assert (found.withheld, found.effects) == (Withheld.FEW, None)
    assert "few_units" in found.grade.reasons


def test_starts_that_were_not_drawn_are_no_lot():
    counts, people = asked(EFFECT, 1)
    found = answer(replace(counts, draws=counts.draws[1:]), DESIGN, people)
    assert found.by_lot is None
    assert "not_as_drawn" in found.grade.reasons
    assert found.effects is not None


def test_per_participant_is_left_out_when_somebody_took_part_before():
    counts, people = asked(EFFECT, 1)
    found = answer(counts, DESIGN, replace(people, participants=people.participants + 1)).activation
    assert found.per_participant is found.bounds is None
    assert found.per_100 > 0
