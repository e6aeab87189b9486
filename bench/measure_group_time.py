"""Group-time effects of a large panel, beside the libraries that give the same numbers, in one run.

A row per person and week: 100,000 people, 52 weeks, ten waves and people who never start. All are given the same
columns in memory, and return the effect of every wave in every week, its error, and the aggregates; ours also the test
before the start and a band. The numbers are held against each other. The others live in `.cache/bench-peers`, which is
made when it is not there; each runs in its own process.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from kring.measure.group_time import Kind, aggregate, band, group_time, pre_test
from kring.measure.panel import cohorts, panel

ROOT = Path(__file__).resolve().parent.parent
HOME, UV = ROOT / ".cache" / "bench-peers", ROOT / ".cache" / "uv" / "bin" / "uv"
PEERS = {"diff-diff": "diff-diff==3.13.0", "csdid": "csdid==0.4.3"}
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS")
KINDS: tuple[Kind, ...] = ("simple", "group", "dynamic", "calendar")


def options(parser: argparse.ArgumentParser) -> None:
    """Add what this part can be told."""
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--waves", type=int, default=10)
    parser.add_argument("--runs", type=int, default=3, help="the fastest of so many counts")
    parser.add_argument("--threads", type=int, default=1, help="for the linear algebra of each; 0: as many as it likes")


def measured(told: argparse.Namespace) -> dict[str, Any]:
    """Measure all, one after the other, and hold the numbers against each other."""
    environment()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "panel.npz"
        np.savez(file, **rows(told.people, told.weeks, told.waves))
        tail, script = [str(file), str(told.runs)], str(ROOT / "bench" / "peers" / "group_time.py")
        ours = answer([sys.executable, "-m", "bench.measure_group_time", "--ours", *tail], told.threads)
        python = str(HOME / "bin" / "python")
        others = {name: answer([python, script, name, *tail], told.threads) for name in PEERS}
    fastest = min(min(one["seconds"]) for one in others.values())
    return {
        "people": told.people,
        "weeks": told.weeks,
        "waves": told.waves,
        "threads": told.threads,
        "seconds": {"kring": round(min(ours["seconds"]), 3), "with test and band": round(min(ours["whole"]), 3)}
        | {name: round(min(one["seconds"]), 3) for name, one in others.items()},
        "seconds_of_parts": ours["parts"],
        "more_mb": {"kring": ours["more_mb"]} | {name: one["more_mb"] for name, one in others.items()},
        "largest_difference": {name: difference(ours["numbers"], one["numbers"]) for name, one in others.items()},
        "times_faster": round(fastest / min(ours["seconds"]), 1),
    }


def report(found: dict[str, Any]) -> None:
    """Print a table for people."""
    print(f"\n{found['people']:,} people, {found['weeks']} weeks, {found['waves']} waves; the fastest run of each\n")
    print(f"{'':20}{'seconds':>10}{'more MB':>10}{'largest difference':>22}")
    for name, seconds in found["seconds"].items():
        apart = found["largest_difference"].get(name)
        memory = found["more_mb"].get(name, "")
        print(f"{name:20}{seconds:>10.3f}{memory:>10}{'' if apart is None else f'{apart:.1e}':>22}")
    print("our parts: " + ", ".join(f"{name} {seconds:.3f}" for name, seconds in found["seconds_of_parts"].items()))
    print(f"kring is {found['times_faster']} times as fast as the fastest of the others")


def rows(people: int, weeks: int, waves: int) -> dict[str, Any]:
    """Return the columns of an invented panel, person by person."""
    dice = np.random.default_rng(17)
    first, last = weeks // 5, weeks - weeks // 5
    starts = np.append(np.round(np.linspace(first, last, waves)), 0).astype(int)
    start = starts[dice.integers(0, waves + 1, people)]
    week = np.arange(1, weeks + 1)
    outcome = dice.normal(size=(people, 1)) + np.sin(week / 8) + dice.normal(size=(people, weeks))
    outcome += (start[:, None] > 0) * np.maximum(0, week - start[:, None] + 1) * 0.02
    return {
        "unit": np.repeat(np.arange(people), weeks),
        "period": np.tile(week, people),
        "outcome": outcome.ravel(),
        "start": np.repeat(start, weeks),
    }


def ours(file: str, runs: int) -> dict[str, Any]:
    """Return our seconds, memory and numbers."""
    with np.load(file) as kept:
        columns = {name: kept[name] for name in kept.files}
    held, tries = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, []
    for _ in range(runs):
        moments = [time.perf_counter()]
        data = panel(columns["unit"], columns["period"], columns["outcome"], columns["start"])
        moments.append(time.perf_counter())
        sums = cohorts(data)
        moments.append(time.perf_counter())
        found = group_time(sums)
        taken = {kind: aggregate(found, kind) for kind in KINDS}
        moments.append(time.perf_counter())
        tests = pre_test(found), band(found, seed=1)
        tries.append(([*moments, time.perf_counter()], found, taken, tests))
    moments, found, taken, _tests = min(tries, key=lambda one: one[0][3] - one[0][0])
    names = ("rows", "sums", "effects and aggregates", "test and band")
    return {
        "seconds": [one[0][3] - one[0][0] for one in tries],
        "whole": [one[0][4] - one[0][0] for one in tries],
        "parts": {name: round(b - a, 3) for name, a, b in zip(names, moments, moments[1:], strict=False)},
        "more_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) // 1024,
        "numbers": {
            "pairs": np.column_stack([found.group, found.period, found.effect, found.error]).tolist(),
            "simple": [taken["simple"].overall, taken["simple"].overall_error],
            "groups": np.column_stack([taken["group"].effect, taken["group"].error]).tolist(),
            "dynamic": np.column_stack([taken["dynamic"].effect, taken["dynamic"].error]).tolist(),
            "overall": [[taken[kind].overall, taken[kind].overall_error] for kind in KINDS],
        },
    }


def difference(mine: dict[str, Any], theirs: dict[str, Any]) -> float:
    """Return the largest difference between our numbers and those of another, in all that the other gives."""
    return max(float(np.max(np.abs(np.array(mine[key]) - np.array(theirs[key])))) for key in theirs)


def environment() -> None:
    """Make the environment of the others once; they are no part of Kring, and heavy."""
    wanted = HOME / "peers.txt"
    if wanted.exists() and wanted.read_text().split() == list(PEERS.values()):
        return
    subprocess.run([UV, "venv", "--quiet", "--clear", "--python", sys.executable, HOME], check=True)
    subprocess.run([UV, "pip", "install", "--quiet", "--python", HOME / "bin" / "python", *PEERS.values()], check=True)
    wanted.write_text("\n".join(PEERS.values()))


def answer(words: list[str], threads: int) -> Any:
    """Return the line of JSON that a process prints last."""
    limits = dict.fromkeys(THREADS, str(threads)) if threads else {}
    said = subprocess.check_output(words, text=True, cwd=ROOT, env=os.environ | limits)
    return json.loads(said.strip().splitlines()[-1])


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ours"]:
        print(json.dumps(ours(sys.argv[2], int(sys.argv[3]))))
    else:
        reader = argparse.ArgumentParser(description=__doc__)
        options(reader)
        whole = measured(reader.parse_args())
        report(whole)
        print(json.dumps({"bench": "measure_group_time", **whole}))
