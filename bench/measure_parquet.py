"""`./run bench measure_parquet`: how fast figures come out of the files, beside DuckDB's own plain group-by of them.

A part of `./run bench measure`. No database. The files are made in a folder of their own and removed again; 100 million
events take some half a GB on the disk and some minutes. Each part runs in a process of its own; ratios are of medians
in one run. The last line is JSON.
"""

import argparse
import json
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import ibis
import numpy as np

from kring.insights import expressions
from kring.measure.lift import lift

NAME, FIRST, WEEKS, GROUPS, BLOCK = "kring.parquet", 2840, 104, 5, 4
MEMORY = "1500MB"  # what DuckDB may use; the process as a whole stays under 2 GB
PEOPLE = "(select i, (hash(i, 7) % {people})::bigint as p from range({offset}, {offset} + {rows}) as r(i))"
PLACE = (
    '1 + p % {units} as unit, p // {units} % 5 as "group",'
    " ['linkedin', 'mastodon', 'bluesky'][1 + (hash(i, 3) % 3)::int] as channel,"
    " (hash(i, 4) % 8)::bigint as pillar, (hash(i, 5) % 500)::bigint as story"
)
SHARES = (
    "select ({first} + hash(i, 6) % 4)::int as week, (hash(p) // 2)::bigint as person, " + PLACE + ","
    " hash(i, 8) % 3 = 0 as claimed, hash(i, 9) % 9 > 0 as linked, hash(i, 10) % 3 > 0 as told from " + PEOPLE
)
EVENTS = (
    "select * replace (week + came as came) from (select ({first} + hash(i, 6) % 4)::int as week,"
    " (hash(i, 11) % 3)::int as came, " + PLACE + ","
    " ['click', 'reactions', 'comments', 'reshares', 'impressions'][1 + (hash(i, 8) % 5)::int] as kind,"
    ' (hash(i, 9) % 20)::bigint as "count" from ' + PEOPLE + ")"
)
STAFF = (
    'select week::int as week, unit::bigint as unit, g::bigint as "group", {each}::bigint as staff,'
    " {each}::bigint // 2 as participants, {each}::bigint as invited from range({first}, {first} + 4) as w(week),"
    " range(1, {units} + 1) as u(unit), range(0, 5) as g(g)"
)


def main() -> None:
    """Run it alone, and print a table for people and one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    options(parser)
    found = measured(parser.parse_args())
    report(found)
    print(json.dumps(found))


def options(parser: argparse.ArgumentParser) -> None:
    """Add what may be chosen."""
    parser.add_argument("--million-events", type=float, default=100)
    parser.add_argument("--million-people", type=float, default=1)
    parser.add_argument("--rounds", type=int, default=3)


def measured(told: argparse.Namespace) -> dict[str, Any]:
    """Make the files, and return how long both parts take."""
    people, events = int(told.million_people * 1e6), int(told.million_events * 1e6)
    with tempfile.TemporaryDirectory(prefix="kring-bench-") as folder:
        in_own_process(make, folder, people, events)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet")) / 1e6
        return {
            "events": events,
            "people": people,
            "megabytes": round(size),
            "headline": in_own_process(headline, folder, told.rounds),
            "sums": in_own_process(sums, folder, told.rounds),
        }


def report(found: dict[str, Any]) -> None:
    """Print it for people."""
    head = found["headline"]
    print(f"\n{found['events']:,} events and shares of {found['people']:,} people over {WEEKS} weeks", end="")
    print(f" in {found['megabytes']:,} MB of files\n")
    print(
        f"The headline with its range: {head['seconds']} s ({head['of_which_measure']} s of it in the measure itself),"
    )
    print(f"{head['megabytes']} MB at most; ratio {head['ratio']} from {head['units']} units\n")
    print(f"{'sums, seconds':16}{'ours':>8}{'plain':>8}{'ratio':>8}")
    for name, row in found["sums"].items():
        if isinstance(row, dict):
            print(f"{name:16}{row['ours']:>8}{row['plain']:>8}{row['ratio']:>8}")
    print(f"\nAt most {found['sums']['megabytes']} MB\n")


def in_own_process(part: Callable[..., Any], *arguments: Any) -> Any:
    """Run a part where nothing else was in memory before."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as one:
        return one.submit(part, *arguments).result()


def make(folder: str, people: int, events: int, units: int = 600, weekly: float = 0.1) -> None:
    """Write files as an installation of this size has them; each person posts `weekly` times a week."""
    engine = duckdb.connect(config={"memory_limit": MEMORY})
    engine.execute("set enable_progress_bar = false")
    months = WEEKS // 4
    for month in range(months):
        values: dict[str, Any] = {"first": FIRST + 4 * month, "units": units, "people": people}
        values["each"] = people // units // GROUPS
        for kind, query, rows in (
            ("shares", SHARES, int(people * weekly * 4)),
            ("events", EVENTS, events // months),
            ("staff", STAFF, 0),
        ):
            path = Path(folder) / kind / f"month={2024 + month // 12}-{month % 12 + 1:02}" / NAME
            path.parent.mkdir(parents=True)
            made = query.format(**values, rows=rows, offset=rows * month)
            engine.execute(f"copy ({made}) to '{path}' (format parquet, compression zstd)")


def connected() -> Any:
    """Return DuckDB as Kring has it, with an end to its memory."""
    engine = ibis.duckdb.connect(memory_limit=MEMORY)
    engine.raw_sql("set enable_progress_bar = false")
    return engine


def headline(folder: str, rounds: int = 3) -> dict[str, float]:
    """Return how long the effect on shares takes, with its jackknife over units, from the files to the range."""
    taken, inside = [], []
    for _ in range(rounds):
        began = time.perf_counter()
        engine = connected()
        tables = expressions.opened(engine, folder, NAME)
        staff = engine.to_pyarrow(expressions.staff(tables["staff"])).to_pydict()
        shares = engine.to_pyarrow(expressions.shares(tables["shares"])).to_pydict()
        units = max(staff["unit"])
        totals, there = np.zeros((units, WEEKS)), np.zeros((units, WEEKS))
        for array, answer, name in ((totals, shares, "shares"), (there, staff, "staff")):
            np.add.at(array, (np.array(answer["unit"]) - 1, np.array(answer["week"]) - FIRST), answer[name])
        middle = time.perf_counter()
        found = lift(totals, there, 20 + 12 * (np.arange(units) % 6))
        taken.append(time.perf_counter() - began)
        inside.append(time.perf_counter() - middle)
    return {
        "seconds": round(statistics.median(taken), 2),
        "of_which_measure": round(statistics.median(inside), 2),
        "ratio": round(found.ratio, 4),
        "units": found.units,
        "megabytes": megabytes(),
    }


def sums(folder: str, rounds: int = 3) -> dict[str, Any]:
    """Return how long the sums of each answer take beside a plain group-by, in the order ours, plain, ours, plain.

    Both hand over all rows of their answer, as Arrow tables.
    """
    engine = connected()
    tables = expressions.opened(engine, folder, NAME)
    cells = 'select week, unit, "group", '
    plain = {
        "takes part": (expressions.staff(tables["staff"]), cells + "sum(staff) from staff group by all"),
        "more active": (
            expressions.active(tables["shares"], FIRST, BLOCK),
            f'select (week - {FIRST}) // {BLOCK} as block, unit, "group", person, count(*) from shares group by all',
        ),
        "shares": (expressions.shares(tables["shares"]), cells + "count(*), sum(told::int) from shares group by all"),
        "engagement": (expressions.events(tables["events"]), cells + 'kind, sum("count") from events group by all'),
        "content": (
            expressions.content(tables["shares"], FIRST),
            'select pillar, story, "group", count(*) from shares group by all',
        ),
    }
    rows: dict[str, Any] = {}
    for name, (expression, query) in plain.items():
        ours, theirs = [], []
        for _ in range(rounds):
            ours.append(seconds(lambda e=expression: engine.to_pyarrow(e)))
            theirs.append(seconds(lambda q=query: engine.con.sql(q).to_arrow_table()))
        mine, other = statistics.median(ours), statistics.median(theirs)
        rows[name] = {"ours": round(mine, 2), "plain": round(other, 2), "ratio": round(mine / other, 2)}
    both = [sum(row[key] for row in rows.values()) for key in ("ours", "plain")]
    rows["together"] = {"ours": round(both[0], 2), "plain": round(both[1], 2), "ratio": round(both[0] / both[1], 2)}
    return rows | {"megabytes": megabytes()}


def seconds(work: Callable[[], Any]) -> float:
    """Return how long something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def megabytes() -> int:
    """Return the most memory that this process had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
