"""`./run bench plan`: how often the ranges hold the truth, and chance is taken for an effect, in worlds that are known.

One process, no database. Every world has a seed, so the table is the same on every machine; only the seconds differ.
`--worlds 1000` is the whole study (some minutes); the last line is JSON.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from kring.choose.forecast import Pulses, forecast, grow
from kring.measure import world as worlds
from kring.measure.lift import Lift, lift, log_ratio
from kring.measure.permutation import by_lot
from kring.measure.power import Likeness, past_power, power
from kring.measure.survey import finite_interval
from kring.measure.waves import Unit, draws, plan

FIRST_SEED, TRUTH_SEED = 100_000, 50_000
THIRTY = replace(worlds.EFFECT, units=30, regions=5)
SPECS = {
    "60 units": worlds.EFFECT,
    "30 units": THIRTY,
    "20 units": worlds.SMALL,
    "60 units, large shock": worlds.SHOCK,
    "60 units, no effect": worlds.NULL,
    "30 units, no effect": replace(THIRTY, effect=0.0),
    "20 units, no effect": worlds.SMALL_NULL,
    "60 units, spill-over": worlds.SPILL,
    "60 units, drift, no effect": worlds.DRIFT,
    "60 units, linking, no effect": worlds.LINKING,
}


def main() -> None:
    """Run all of it, and print a table for people and one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=200, help="worlds per row")
    options = parser.parse_args()
    began = time.perf_counter()
    measured: dict[str, Any] = {"lift": {name: coverage(spec, options.worlds) for name, spec in SPECS.items()}}
    print(f"\nThe lift, {options.worlds} worlds each from seed {FIRST_SEED}: how often the 95% range holds the truth\n")
    print(f"{'':30}{'truth':>8}{'mean':>8}{'units':>8}{'these':>8}{'extra':>8}{'found':>8}{'naive':>8}{'ms':>7}")
    for name, row in measured["lift"].items():
        print(f"{name:30}" + "".join(f"{value:>8}" for value in list(row.values())[:-2]) + f"{row['ms']:>7}")
    print(
        "\nunits: units like these; these: these very units; extra: the extra shares of these units; found: p < 0.05;"
    )
    print("naive: before and after in the same units, whose range is of no use, as a ratio\n")
    for name, task in TASKS.items():
        measured[name] = task(options.worlds)
        print(f"{name}: " + ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in measured[name].items()))
    print()
    print(
        json.dumps(
            {"bench": "plan", "worlds": options.worlds, "seconds": round(time.perf_counter() - began), **measured}
        )
    )


def counts(world: worlds.World) -> tuple[Any, Any]:
    """Return shares and staff by unit and week."""
    return world.shares.sum(axis=2).astype(float), world.staff.sum(axis=2).astype(float)


def coverage(spec: worlds.Spec, number: int) -> dict[str, float]:
    """Hold the lift against the truth in many worlds."""
    truth = worlds.true_ratio(spec, TRUTH_SEED, worlds=max(200, number)) if spec.effect else 1.0
    found, these, extra, naive = list[Lift](), 0, 0, list[float]()
    began, spent = time.perf_counter(), 0.0
    for seed in range(FIRST_SEED, FIRST_SEED + number):
        world = worlds.simulate(spec, seed)
        totals, staff = counts(world)
        before = time.perf_counter()
        one = lift(totals, staff, world.starts)
        spent += time.perf_counter() - before
        found.append(one)
        these += one.low <= world.ratio <= one.high
        gained = (world.with_programme - world.without_programme)[world.compared].sum()
        extra += one.extra_low <= gained <= one.extra_high
        early, late = ~world.treated, world.compared
        naive.append(float((totals[late].sum() / staff[late].sum()) / (totals[early].sum() / staff[early].sum())))
    return {
        "truth": round(truth, 3),
        "mean": round(float(np.exp(np.mean([np.log(one.ratio) for one in found]))), 3),
        "units_like_these": round(float(np.mean([one.low <= truth <= one.high for one in found])), 3),
        "these_units": round(these / number, 3),
        "extra": round(extra / number, 3),
        "found": round(float(np.mean([one.p < 0.05 for one in found])), 3),
        "before_and_after": round(float(np.exp(np.mean(np.log(naive)))), 3),
        "ms": round(spent / number * 1000, 1),
        "seconds": round(time.perf_counter() - began, 1),
    }


def heavy_tails(number: int) -> dict[str, float]:
    """Hold the lift of engagement against the truth, as it is and with posts cut off, with the same effect per post."""
    truth = worlds.true_ratio(worlds.EFFECT, TRUTH_SEED, worlds=max(200, number))
    inside = np.zeros(2)
    width = np.zeros(2)
    for seed in range(FIRST_SEED, FIRST_SEED + number):
        world = worlds.simulate(worlds.EFFECT, seed)
        staff = counts(world)[1]
        engagement = worlds.engagement(world, seed)
        for which, reactions in enumerate((engagement.whole, engagement.capped)):
            one = lift(reactions, staff, world.starts)
            inside[which] += one.low <= truth <= one.high
            width[which] += np.log(one.high / one.low)
    holds, wide = np.round(inside / number, 3), np.round(width / number, 3)
    return {
        "covers_as_it_is": float(holds[0]),
        "covers_cut_off": float(holds[1]),
        "width_as_it_is": float(wide[0]),
        "width_cut_off": float(wide[1]),
    }


def drawn(spec: worlds.Spec, seed: int, *, tries: int = 20_000) -> tuple[Any, Any]:
    """Plan a roll-out for the units of one world by what is known before it starts."""
    world = worlds.simulate(spec, seed)
    size = world.staff[:, 0].sum(axis=1)
    before = np.log((world.without_programme[:, : spec.first_wave].sum(axis=(1, 2)) + 1) / size)
    units = [
        Unit(f"{n:03}", int(size[n]), str(world.region[n]), (float(before[n]), *(world.staff[n, 0, :3] / size[n])))
        for n in range(spec.units)
    ]
    room = [-(-spec.units // spec.waves)] * spec.waves
    found = plan(units, room, seed=f"world {seed}", tries=tries)
    return found, draws(found, units, room)


def shuffles(number: int) -> dict[str, float]:
    """Test by lot in worlds where the programme does nothing, over the kept draws and, wrongly, over any shuffle."""
    number = min(number, 400)
    spec, right, wrong, seconds, kept_of = worlds.SMALL_NULL, 0, 0, 0.0, []
    starts = spec.first_wave + spec.weeks_between_waves * np.arange(spec.waves)
    for seed in range(FIRST_SEED, FIRST_SEED + number):
        before = time.perf_counter()
        found, kept = drawn(spec, seed, tries=4000)
        seconds += time.perf_counter() - before
        totals, staff = counts(worlds.simulate(spec, seed, starts[found.wave]))
        dice = np.random.default_rng(seed)
        any_ = np.stack([found.wave, *(dice.permutation(found.wave) for _ in range(99))])
        statistic = _statistic(totals, staff, starts)
        right += by_lot(statistic, found.wave, kept).p <= 0.05
        wrong += by_lot(statistic, found.wave, any_).p <= 0.05
        kept_of.append(found.contrast)
    return {
        "worlds": number,
        "rejects_over_the_kept_draws": round(right / number, 3),
        "rejects_over_any_shuffle": round(wrong / number, 3),
        "variance_left_in_traits": round(float(np.mean(kept_of)), 3),
        "ms_per_plan": round(seconds / number * 1000),
    }


def _statistic(totals: Any, staff: Any, starts: Any) -> Callable[[Any], float]:
    return lambda wave: log_ratio(totals, staff, starts[wave])


def rerandomised(number: int) -> dict[str, float]:
    """Compare the spread of the lift under kept draws with that under any draw, where the programme does nothing."""
    number = min(number, 100)
    spec, spread = worlds.NULL, np.zeros(2)
    starts = spec.first_wave + spec.weeks_between_waves * np.arange(spec.waves)
    seconds = 0.0
    for seed in range(FIRST_SEED, FIRST_SEED + number):
        before = time.perf_counter()
        found, kept = drawn(spec, seed)
        seconds += time.perf_counter() - before
        totals, staff = counts(worlds.simulate(spec, seed, starts[found.wave]))
        dice = np.random.default_rng(seed)
        for which, rows in enumerate((kept[:25], [dice.permutation(found.wave) for _ in range(25)])):
            spread[which] += np.mean([log_ratio(totals, staff, starts[row]) ** 2 for row in rows])
    return {
        "worlds": number,
        "sd_kept_draws": round(float(np.sqrt(spread[0] / number)), 4),
        "sd_any_draw": round(float(np.sqrt(spread[1] / number)), 4),
        "variance_ratio": round(float(spread[0] / spread[1]), 3),
        "ms_per_plan_of_20000": round(seconds / number * 1000),
    }


def detects(number: int) -> dict[str, float]:
    """Say what 60 units detect by waves: by the formula, and in a past of the same units."""
    past = worlds.simulate(worlds.NULL, TRUTH_SEED, np.full(60, 52))
    totals, staff = counts(past)
    people, out = np.full(60, 120.0), dict[str, float]()
    for waves in (2, 3, 4, 6, 10):
        starts = np.repeat(np.round(np.linspace(2, 11, waves)).astype(int), 60 // waves)
        out[f"formula_{waves}_waves"] = round(power(starts, people, 13, Likeness(), first_periods=3).detectable, 4)
        weeks = np.round(np.linspace(14, 34, waves)).astype(int)
        dice = np.random.default_rng(waves)
        rows = np.stack([weeks[dice.permutation(60) * waves // 60] for _ in range(50)])
        found = past_power(totals, staff, rows, seed=1, plays=min(number, 300))
        out[f"past_{waves}_waves"] = round(found.detectable, 3)
    return out


def exact(_: int) -> dict[str, float]:
    """Count all outcomes of a survey, whatever is true: the least cover of the exact interval."""
    from scipy.stats import hypergeom

    out = {}
    for staff, answered in ((60, 30), (120, 40), (400, 120)):
        x = np.arange(answered + 1)
        ends = [finite_interval(int(one), answered, staff) for one in x]
        low = np.array([round(end.low * staff) for end in ends])
        high = np.array([round(end.high * staff) for end in ends])
        covers = [
            hypergeom.pmf(x, staff, true, answered)[(low <= true) & (true <= high)].sum() for true in range(staff + 1)
        ]
        out[f"least_cover_{answered}_of_{staff}"] = round(float(min(covers)), 3)
    return out


def comfort(number: int) -> dict[str, float]:
    """Forecast comfort in week 12 from the first weeks, with 40 earlier units of 200 people, and 30 to 70% answers."""
    asked, out = np.arange(0, 13, 2), dict[str, float]()

    def unit(dice: np.random.Generator) -> tuple[Pulses, Any]:
        innovation, imitation = np.exp(dice.normal(np.log([0.03, 0.25]), 0.3)).tolist()
        truth = grow(dice.beta(2, 18), innovation, imitation, 12)
        yes = np.rint(truth[asked] * 200).astype(int)
        answered = dice.binomial(200, dice.uniform(0.3, 0.7))
        seen = dice.hypergeometric(yes, 200 - yes, answered) / answered
        return Pulses(asked, 0.96 * seen + 0.04 * (1 - seen)), truth

    for week in (4, 6, 8):
        dice, off, inside, wide = np.random.default_rng(week), 0.0, 0, 0.0
        for _ in range(number):
            earlier = [unit(dice)[0] for _ in range(40)]
            pulses, truth = unit(dice)
            kept = pulses.weeks <= week
            found = forecast(Pulses(pulses.weeks[kept], pulses.comfortable[kept]), earlier, until=12)
            if found.low is None or found.high is None:
                raise AssertionError("40 units are enough")
            off += abs(found.path[-1] - truth[12])
            inside += found.low[-1] <= truth[12] <= found.high[-1]
            wide += found.high[-1] - found.low[-1]
        out |= {
            f"off_week_{week}": round(float(off / number), 3),
            f"covers_week_{week}": round(inside / number, 3),
            f"width_week_{week}": round(float(wide / number), 3),
        }
    return out


TASKS: dict[str, Callable[[int], dict[str, float]]] = {
    "engagement with heavy tails": heavy_tails,
    "test by lot, no effect": shuffles,
    "what balanced draws bring": rerandomised,
    "smallest detectable": detects,
    "survey": exact,
    "forecast of comfort": comfort,
}

if __name__ == "__main__":
    main()
