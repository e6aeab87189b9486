"""One definition of every sum, whatever engine works it out."""

import inspect
import json

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kring.insights import expressions
from kring.insights.queries.rows import SCHEMAS
from tests.insights import both_engines
from tests.spark import python

FIRST, WEEKS = 2950, 12
ODD = ["linkedin", "mastodon", 'een ander\'s "kanaal"']


@pytest.fixture
def folder(tmp_path):
    """Three months of files, with everything that a table may hold: nothing, taken back, of no group, late."""
    dice = np.random.default_rng(7)
    for month in range(3):
        rows = 3000 if month else 0  # a month in which nothing happened
        made = {
            "week": FIRST + 4 * month + dice.integers(0, 4, rows),
            "person": dice.integers(-(2**63), 2**63 - 1, 40)[dice.integers(0, 40, rows)],
            "unit": dice.integers(1, 6, rows),
            "group": dice.integers(0, 5, rows),
            "channel": np.array(ODD)[dice.integers(0, 3, rows)],
            "pillar": dice.integers(1, 4, rows),
            "story": dice.integers(1, 30, rows),
            "kind": np.array(["click", "reactions", "comments", "reshares", "impressions"])[dice.integers(0, 5, rows)],
            "count": dice.integers(-3, 2**40, rows),
        }
        made["came"] = made["week"] + dice.integers(0, 3, rows)
        made |= {name: dice.integers(0, 2, rows).astype(bool) for name in ("claimed", "linked", "told")}
        made |= {name: dice.integers(0, 90, rows) for name in ("staff", "participants", "invited")}
        for kind, schema in SCHEMAS.items():
            path = tmp_path / kind / f"month=2026-0{month + 1}" / "kring.parquet"
            path.parent.mkdir(parents=True)
            arrays = [pa.array(made[field.name], field.type) for field in schema]
            pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path)
    return tmp_path


def test_every_expression_is_compared(folder):
    names = {name for name, made in vars(expressions).items() if inspect.isfunction(made)} - {"opened"}
    assert names == set(both_engines.answers(ibis.duckdb.connect(), str(folder), FIRST, WEEKS))


@pytest.mark.peer
@pytest.mark.timeout(1800)  # it may install Spark
def test_spark_answers_what_duckdb_answers(folder, spark):
    here = both_engines.answers(ibis.duckdb.connect(), str(folder), FIRST, WEEKS)
    words = ["-m", "tests.insights.both_engines", "pyspark://", str(folder), str(FIRST), str(WEEKS)]
    there = json.loads(python(spark, words).splitlines()[-1])
    for name, rows in here.items():
        assert there[name] == rows, name
        assert rows, name
