"""`./run bench coverage`: how often the 95% ranges hold the truth, and chance is taken for an effect, in known worlds.

No database. Every world has a seed, so the tables are the same on every machine; only the seconds differ. `--worlds
1000` is the whole study (some minutes on two cores); behind every part is the error that comes of so many worlds.
"""

import argparse
import json
import math
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from typing import Any

import numpy as np
from scipy.special import expit, logit, stdtrit
from scipy.stats import hypergeom  # type: ignore[attr-defined]

from kring.choose.forecast import Pulses, forecast, grow
from kring.measure import world as worlds
from kring.measure.activation import activation
from kring.measure.answer import Counts, answer
from kring.measure.checks import Light
from kring.measure.content import FEWEST_SHOWN, Ranking, by_group, ranking
from kring.measure.grade import Design, Letter
from kring.measure.imputation import cells, slopes, with_and_without_each
from kring.measure.lift import log_ratio
from kring.measure.parts import AFTER, HEROES, SPREADING, WINDOWS, effects
from kring.measure.permutation import by_lot
from kring.measure.rates import jackknife_error
from kring.measure.survey import finite_interval
from kring.measure.waves import Unit, draws, plan

FIRST_SEED, TRUTH_SEED, TRUE_WORLDS = 100_000, 50_000, 400
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
FOUND = 0.05
Row = dict[str, float]
Run = Callable[[Callable[[int], Row], int, int], list[Row]]


def main() -> None:
    """Run all of it, and print tables for people and one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=200, help="worlds per row")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--part", choices=["lift", *TASKS], help="only this one")
    options = parser.parse_args()
    os.environ |= {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # each process is one thread
    began = time.perf_counter()
    measured: dict[str, Any] = {}
    with ProcessPoolExecutor(options.jobs, mp_context=get_context("spawn")) as pool:

        def run(task: Callable[[int], Row], first: int, number: int) -> list[Row]:
            return list(pool.map(task, range(first, first + number), chunksize=max(1, number // (8 * options.jobs))))

        if options.part in (None, "lift"):
            for name, spec in SPECS.items():
                measured[name] = of_worlds(run, spec, options.worlds)
                print(f"{name}: {time.perf_counter() - began:.0f} s", flush=True)
            print_worlds(measured, options.worlds)
        for name, task in TASKS.items():
            if options.part not in (None, name):
                continue
            measured[name] = task(run, options.worlds)
            print(
                f"{name}: " + ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in measured[name].items()),
                flush=True,
            )
    seconds = round(time.perf_counter() - began)
    print("\n" + json.dumps({"bench": "coverage", "worlds": options.worlds, "seconds": seconds, **measured}))


def counts(world: worlds.World) -> tuple[Any, Any]:
    """Return shares and staff by unit and week."""
    return world.shares.sum(axis=2).astype(float), world.staff.sum(axis=2).astype(float)


def people(world: worlds.World) -> tuple[Any, Any, Any, Any]:
    """Return who is active, the staff, starts and who takes part, by unit and period."""
    last = slice(worlds.BLOCK - 1, None, worlds.BLOCK)
    active, starts = world.active.sum(axis=2).astype(float), world.starts / worlds.BLOCK
    return active, world.staff[:, last].sum(axis=2), starts, world.participants[:, last].sum(axis=2).astype(float)


WEEK = 8  # since the start, of which one point is held against the truth
PARTS = ("all", "heroes", "spreading", "after", "first_wave", "one_week")


def parts(world: worlds.World) -> dict[str, Any]:
    """Return which units and weeks belong to each part of the lift, where there is a comparison."""
    since = np.arange(world.staff.shape[1]) - world.starts[:, None]
    window = np.digitize(since, WINDOWS)
    first = (world.starts == world.starts.min())[:, None]
    chosen = (True, window == HEROES, window == SPREADING, window == AFTER, first, since == WEEK)
    return {name: world.compared & one for name, one in zip(PARTS, chosen, strict=True)}


def truths(seed: int, spec: worlds.Spec) -> Row:
    """Return the sums of one world of which the truth for units like these is made."""
    world = worlds.simulate(spec, seed)
    after, before = world.with_programme.sum(axis=2), world.without_programme.sum(axis=2)
    row: Row = {}
    for name, inside in parts(world).items():
        row |= {f"with_{name}": float(after[inside].sum()), f"without_{name}": float(before[inside].sum())}
    _, staff, starts, taking_part = people(world)
    inside = _compared_periods(starts, staff.shape[1])
    row["made_active"] = float((world.active - world.active_without).sum(axis=2)[inside].sum())
    row["staff"], row["taking_part"] = float(staff[inside].sum()), float(taking_part[inside].sum())
    return row


def _compared_periods(starts: Any, periods: int) -> Any:
    period = np.arange(periods)
    return (period >= starts[:, None]) & (period + 1 <= starts.max())


def of_one(seed: int, spec: worlds.Spec) -> Row:
    """Return all estimates in one world, with the ends of their ranges and what is true in it."""
    world = worlds.simulate(spec, seed)
    totals, staff = counts(world)
    began = time.perf_counter()
    found = effects(totals, staff, world.starts)
    spent = time.perf_counter() - began
    one, made = found.whole, activation(*people(world))
    gained = (world.with_programme - world.without_programme)[world.compared].sum()
    row: Row = {
        "ratio": one.ratio,
        "low": one.low,
        "high": one.high,
        "p": one.p,
        "these": float(one.low <= world.ratio <= one.high),
        "extra": float(one.extra_low <= gained <= one.extra_high),
        "per_100": made.per_100,
        "per_100_low": made.low,
        "per_100_high": made.high,
        "active_p": made.p,
        "per_participant": made.per_participant or 0.0,
        "per_participant_low": made.participant_low or 0.0,
        "per_participant_high": made.participant_high or 0.0,
        "ms": spent * 1000,
    }
    named = [(PARTS[1 + part.at], part) for part in found.windows]
    named += [("first_wave", found.waves[0]), *(("one_week", part) for part in found.since if part.at == WEEK)]
    for name, part in named:
        row[f"{name}_low"], row[f"{name}_high"] = part.low or 0.0, part.high or 0.0
    return row | _range("before_after", before_and_after(world)) | _range("two_way", two_way(world))


def before_and_after(world: worlds.World) -> Any:
    """Return what comparing the same units before and after gives, on the logarithm: of all, and without each."""
    totals, staff = counts(world)
    sums = [
        np.sum(np.where(where, one, 0), axis=1) for one in (totals, staff) for where in (world.compared, ~world.treated)
    ]
    late, early, staff_late, staff_early = (np.append(one.sum(), one.sum() - one) for one in sums)
    return np.log(late / staff_late / (early / staff_early))


def two_way(world: worlds.World) -> Any:
    """Return what a regression on units and weeks with one effect gives: of all, and without each."""
    found = cells(counts(world), world.starts)
    every, treated = np.ones_like(found.after()), found.after().astype(float)

    def sums(tables: Any) -> Any:
        return slopes(tables[0], tables[1], treated, every)

    return with_and_without_each(found, sums)


def _range(name: str, each: Any) -> Row:
    theta, margin = float(each[0]), float(stdtrit(len(each) - 2, 0.975)) * jackknife_error(each[1:], float(each[0]))
    return {name: math.exp(theta), f"{name}_low": math.exp(theta - margin), f"{name}_high": math.exp(theta + margin)}


def of_worlds(run: Run, spec: worlds.Spec, number: int) -> dict[str, float]:
    """Hold everything against the truth in many worlds."""
    total = true_sums(run, spec)
    true = {name: total[f"with_{name}"] / total[f"without_{name}"] for name in PARTS if total[f"without_{name}"]}
    truth = true.pop("all")
    per_100, per_participant = 100 * total["made_active"] / total["staff"], total["made_active"] / total["taking_part"]
    rows = run(partial(of_one, spec=spec), FIRST_SEED, number)
    out = {
        "truth": truth,
        "mean": _middle(rows, "ratio"),
        "holds": _holds(rows, "", truth),
        "these_units": _mean(rows, "these"),
        "extra": _mean(rows, "extra"),
        "found": float(np.mean([row["p"] < FOUND for row in rows])),
        **{name: _holds(rows, f"{name}_", ratio) for name, ratio in true.items()},
        "active_truth": per_participant,
        "active_mean": _mean(rows, "per_participant"),
        "active_holds": _holds(rows, "per_participant_", per_participant),
        "active_holds_per_100": _holds(rows, "per_100_", per_100),
        "active_found": float(np.mean([row["active_p"] < FOUND for row in rows])),
        "before_after_mean": _middle(rows, "before_after"),
        "before_after_holds": _holds(rows, "before_after_", truth),
        "two_way_mean": _middle(rows, "two_way"),
        "two_way_holds": _holds(rows, "two_way_", truth),
        "ms": _mean(rows, "ms"),
    }
    return {key: round(value, 4) for key, value in out.items()}


def true_sums(run: Run, spec: worlds.Spec) -> Row:
    """Return the sums of which the truth is made, over other worlds than those that are estimated."""
    rows = run(partial(truths, spec=spec), TRUTH_SEED, TRUE_WORLDS if spec.effect else 1)  # nothing is nothing in each
    return {key: math.fsum(row[key] for row in rows) for key in rows[0]}


def _mean(rows: list[Row], key: str) -> float:
    return float(np.mean([row[key] for row in rows]))


def _middle(rows: list[Row], key: str) -> float:
    return float(np.exp(np.mean(np.log([row[key] for row in rows]))))


def _holds(rows: list[Row], name: str, truth: float) -> float:
    return float(np.mean([row[f"{name}low"] <= truth <= row[f"{name}high"] for row in rows]))


def _error(part: float, number: int) -> float:
    return math.sqrt(part * (1 - part) / number)


COLUMNS = {
    "The lift": ("truth", "mean", "holds", "found", "these_units", "extra", *PARTS[1:], "ms"),
    "Made active per participant": (
        "active_truth",
        "active_mean",
        "active_holds",
        "active_holds_per_100",
        "active_found",
    ),
    "What others would say": (
        "truth",
        "before_after_mean",
        "before_after_holds",
        "two_way_mean",
        "two_way_holds",
    ),
}


def print_worlds(measured: dict[str, Any], number: int) -> None:
    """Print one table per question; the error of a part that comes of so many worlds is named once."""
    print(f"\n{number} worlds each from seed {FIRST_SEED}; a part of .95 has an error of {_error(0.95, number):.3f}")
    for title, columns in COLUMNS.items():
        print(f"\n{title}\n\n{'':30}" + "".join(f"{column.removeprefix('active_'):>19}" for column in columns))
        for name, row in measured.items():
            print(
                f"{name:30}" + "".join(f"{row[column]:>19.3f}" if column in row else f"{'':19}" for column in columns)
            )
    print(
        "\nholds: the 95% range holds the truth for units like these; found: p < 0.05; these units, extra: of this very"
    )
    print(
        "world; heroes to one week: holds, in that part of the weeks; two way: one effect beside units and weeks\n",
        flush=True,
    )


def heavy(seed: int) -> Row:
    """Return the ranges of engagement as it is and with posts cut off."""
    world = worlds.simulate(worlds.EFFECT, seed)
    staff = counts(world)[1]
    engagement = worlds.engagement(world, seed)
    row: Row = {}
    for name, reactions in (("whole", engagement.whole), ("capped", engagement.capped)):
        one = effects(reactions, staff, world.starts).whole
        row |= {f"{name}_low": one.low, f"{name}_high": one.high, f"{name}_width": math.log(one.high / one.low)}
    return row


def heavy_tails(run: Run, number: int) -> dict[str, float]:
    """Hold the lift of engagement against the truth, with the same effect per post."""
    total = true_sums(run, worlds.EFFECT)
    truth = total["with_all"] / total["without_all"]
    rows = run(heavy, FIRST_SEED, number)
    return {
        f"{what}_{name}": round(value, 3)
        for name in ("whole", "capped")
        for what, value in (("holds", _holds(rows, f"{name}_", truth)), ("width", _mean(rows, f"{name}_width")))
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


def shuffled(seed: int) -> Row:
    """Test by lot in one world where the programme does nothing, over the kept draws and, wrongly, over any shuffle."""
    spec = worlds.SMALL_NULL
    starts = spec.first_wave + spec.weeks_between_waves * np.arange(spec.waves)
    began = time.perf_counter()
    found, kept = drawn(spec, seed, tries=4000)
    spent = time.perf_counter() - began
    totals, staff = counts(worlds.simulate(spec, seed, starts[found.wave]))
    dice = np.random.default_rng(seed)
    any_ = np.stack([found.wave, *(dice.permutation(found.wave) for _ in range(99))])

    def statistic(wave: Any) -> float:
        return log_ratio(totals, staff, starts[wave])

    right, wrong = (by_lot(statistic, found.wave, rows).p <= FOUND for rows in (kept, any_))
    return {"kept": float(right), "any": float(wrong), "left": found.contrast, "ms": spent * 1000}


def shuffles(run: Run, number: int) -> dict[str, float]:
    """Test by lot where the programme does nothing."""
    number = min(number, 300)
    rows = run(shuffled, FIRST_SEED, number)
    return {
        "worlds": number,
        "rejects_over_the_kept_draws": round(_mean(rows, "kept"), 3),
        "rejects_over_any_shuffle": round(_mean(rows, "any"), 3),
        "variance_left_in_traits": round(_mean(rows, "left"), 3),
        "ms_per_plan": round(_mean(rows, "ms")),
    }


def lit(seed: int, spec: worlds.Spec) -> Row:
    """Return what the lights say in one world whose regions were drawn in two stages."""
    dice = np.random.default_rng([seed, 26])
    region = worlds.simulate(spec, seed).region
    early = dice.permutation(spec.regions)[region] < spec.regions // 2
    half, wave = spec.waves // 2, np.zeros(spec.units, np.int64)
    for where, first in ((early, 0), (~early, half)):
        wave[where] = first + dice.permutation(where.sum()) * half // where.sum()
    world = worlds.simulate(spec, seed, spec.first_wave + spec.weeks_between_waves * wave)
    totals, staff = counts(world)
    seen = staff * spec.seen_before + staff * (1 - spec.seen_before) * world.treated
    two = np.stack([world.starts, world.starts[::-1]])  # draws that could have been; the test by lot is held elsewhere
    known = Counts(totals, staff, world.starts, draws=two, regions=region, measured=np.rint(seen))
    found = answer(known, Design(by_lot=True, for_everybody=True, protocol_before=True, two_stages=True))
    row = {f"{check.key}_not_green": float(check.light is not Light.GREEN) for check in found.checks}
    return row | {f"grade_{letter}": float(found.grade.letter is letter) for letter in Letter}


def lights(run: Run, number: int) -> dict[str, float]:
    """Count how often each light is not green, and the grades, in worlds with regions in two stages."""
    out: Row = {}
    number = min(number, 100)
    for name in ("60 units", "60 units, spill-over", "60 units, drift, no effect", "60 units, linking, no effect"):
        rows = run(partial(lit, spec=SPECS[name]), FIRST_SEED, number)
        out |= {f"{name}:_{key}": round(_mean(rows, key), 3) for key in rows[0]}
    return {"worlds": number, **out}


def exact(_: Run, _worlds: int) -> dict[str, float]:
    """Count all outcomes of a survey, whatever is true: the least cover of the exact interval."""
    out: Row = {}
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


ASKED = np.arange(0, 13, 2)


def comfortable(seed: int, week: int) -> Row:
    """Forecast comfort in week 12 from the first weeks, with 40 earlier units of 200 people, and 30 to 70% answers."""
    dice = np.random.default_rng([seed, week])
    earlier = [_unit(dice)[0] for _ in range(40)]
    pulses, truth = _unit(dice)
    kept = pulses.weeks <= week
    found = forecast(Pulses(pulses.weeks[kept], pulses.comfortable[kept]), earlier, until=12)
    if found.low is None or found.high is None:
        raise AssertionError("40 units are enough")
    low, high = float(found.low[-1]), float(found.high[-1])
    return {"off": abs(float(found.path[-1] - truth)), "inside": float(low <= truth <= high), "width": high - low}


def _unit(dice: np.random.Generator) -> tuple[Pulses, Any]:
    innovation, imitation = np.exp(dice.normal(np.log([0.03, 0.25]), 0.3)).tolist()
    truth = grow(dice.beta(2, 18), innovation, imitation, 12)
    yes = np.rint(truth[ASKED] * 200).astype(int)
    answered = dice.binomial(200, dice.uniform(0.3, 0.7))
    seen = dice.hypergeometric(yes, 200 - yes, answered) / answered
    return Pulses(ASKED, 0.96 * seen + 0.04 * (1 - seen)), truth[12]


def comfort(run: Run, number: int) -> dict[str, float]:
    """Forecast comfort from four, six and eight weeks; the ranges are 90%."""
    out: Row = {"worlds": number}
    for week in (4, 6, 8):
        rows = run(partial(comfortable, week=week), FIRST_SEED, number)
        out |= {
            f"off_week_{week}": round(_mean(rows, "off"), 3),
            f"holds_90_week_{week}": round(_mean(rows, "inside"), 3),
        }
    return out


STORIES, GROUPS, KINDS = 20, 4, 12
FEW, SOME, MANY = (0.015, 60, 600), (0.06, 60, 600), (0.06, 600, 3000)  # how often shared, fewest and most shown
COUNTED = {"few": FEW, "some": SOME, "many": MANY}
SPREADS = {"much": 0.4, "a little": 0.18, "alike": 0.0}  # on log odds


def _shown(dice: np.random.Generator, fewest: int, most: int, shape: Any) -> Any:
    return np.rint(np.exp(dice.uniform(np.log(fewest), np.log(most), shape))).astype(np.int64)


def _held(found: Ranking, true: Any) -> Row:
    """Hold one ranking against the true rates; stories that are alike share the best and the worst of their places."""
    first = 1 + np.sum(true[:, None] > true, axis=0)
    last = len(true) - np.sum(true[:, None] < true, axis=0)
    best, raw = int(np.argmax(found.rate)), int(np.argmax(found.raw))
    return {
        "ranges": float(np.mean((found.low <= true) & (true <= found.high))),
        "ranks": float(np.all((found.first <= last) & (first <= found.last))),
        "claimed": float(found.rate[best] / found.rate.mean()) - 1,
        "true": float(true[best] / true.mean()) - 1,
        "raw_claimed": float(found.raw[raw] / found.raw.mean()) - 1 if found.raw.any() else 0.0,
        "raw_true": float(true[raw] / true.mean()) - 1,
        "differs": float(found.differs),
    }


def stories(seed: int, spread: float, counted: tuple[float, int, int]) -> Row:
    """Rank stories in one group whose true rates are known."""
    dice, (rate, fewest, most) = np.random.default_rng([seed, 25]), counted
    true = expit(logit(rate) + dice.normal(0, spread, STORIES))
    shown = _shown(dice, fewest, most, STORIES)
    return _held(ranking(dice.binomial(shown, true), shown), true)


def kinds(seed: int, spread: float, counted: tuple[float, int, int]) -> Row:
    """Rank kinds of content in groups that differ; what a kind does differs half as much between groups."""
    dice, (rate, fewest, most) = np.random.default_rng([seed, 26]), counted
    middle = logit(rate) + dice.normal(0, 0.4, (GROUPS, 1))
    true = expit(middle + dice.normal(0, spread, KINDS) + dice.normal(0, spread / 2, (GROUPS, KINDS)))
    shown = _shown(dice, max(fewest, FEWEST_SHOWN), max(most, 1500), true.shape)
    found = by_group(dice.binomial(shown, true), shown)
    rows = [_held(one.ranking, true[n]) for n, one in enumerate(found) if one.ranking]
    return {key: _mean(rows, key) for key in rows[0]}


def _content(task: Callable[..., Row], run: Run, number: int) -> dict[str, float]:
    out: Row = {}
    for counts_name, counted in COUNTED.items():
        for name, spread in SPREADS.items():
            rows = run(partial(task, spread=spread, counted=counted), FIRST_SEED, number)
            out |= {f"{counts_name} shares, {name}: {key}": round(_mean(rows, key), 3) for key in rows[0]}
    return out


def content(run: Run, number: int) -> dict[str, float]:
    """Hold ranks, ranges and the claim for the best story against the truth, with few shares and with many."""
    return _content(stories, run, number)


def content_by_group(run: Run, number: int) -> dict[str, float]:
    """Hold the same of kinds of content in groups that help each other."""
    return _content(kinds, run, number)


TASKS: dict[str, Callable[[Run, int], dict[str, float]]] = {
    "engagement with heavy tails": heavy_tails,
    "test by lot, no effect": shuffles,
    "lights": lights,
    "survey": exact,
    "forecast of comfort": comfort,
    "content": content,
    "content by group": content_by_group,
}

if __name__ == "__main__":
    main()
