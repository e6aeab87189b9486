"""`./run bench plan`: what balanced draws bring, and how small an effect plans detect, in worlds that are known.

One process, no database. Every world has a seed, so the numbers are the same on every machine; only the seconds differ.
How often ranges hold the truth is another bench, `coverage`. The last line is JSON.
"""

import argparse
import json
import time
from collections.abc import Callable

import numpy as np

from bench.coverage import FIRST_SEED, TRUTH_SEED, counts, drawn
from kring.measure import world as worlds
from kring.measure.lift import log_ratio
from kring.measure.power import Likeness, past_power, power


def main() -> None:
    """Run all of it, and print lines for people and one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=200, help="worlds")
    options = parser.parse_args()
    began, measured = time.perf_counter(), dict[str, dict[str, float]]()
    for name, task in TASKS.items():
        measured[name] = task(options.worlds)
        print(f"{name}: " + ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in measured[name].items()))
    seconds = round(time.perf_counter() - began)
    print("\n" + json.dumps({"bench": "plan", "worlds": options.worlds, "seconds": seconds, **measured}))


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


TASKS: dict[str, Callable[[int], dict[str, float]]] = {
    "what balanced draws bring": rerandomised,
    "smallest detectable": detects,
}

if __name__ == "__main__":
    main()
