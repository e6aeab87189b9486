"""Every expression over a folder of files, as one engine answers it: `python -m tests.insights.both_engines …`."""

import json
import sys

import ibis

from kring.insights import expressions


def answers(engine, folder, first, weeks):
    """Return the rows of every expression, in an order of their own, by its name."""
    tables = expressions.opened(engine, folder, "kring.parquet")
    some = {kind: expressions.between(table, first + 1, first + weeks) for kind, table in tables.items()}
    shares, events = tables["shares"], tables["events"]
    asked = {
        "between": some["shares"].aggregate(rows=some["shares"].count()),
        "staff": expressions.staff(tables["staff"]),
        "shares": expressions.shares(shares),
        "events": expressions.events(some["events"]),
        "chosen": expressions.events(expressions.chosen(events, channel="linkedin", pillar=None)),
        "active": expressions.active(shares, first, 4),
        "content": expressions.content(shares, first + 5),
    }
    return {name: sorted(map(list, told(engine, expression))) for name, expression in asked.items()}


def told(engine, expression):
    """Return rows of plain values."""
    return [tuple(row[name] for name in sorted(row)) for row in engine.to_pyarrow(expression).to_pylist()]


if __name__ == "__main__":
    address, folder, first, weeks = sys.argv[1:]
    json.dump(answers(ibis.connect(address), folder, int(first), int(weeks)), sys.stdout)
