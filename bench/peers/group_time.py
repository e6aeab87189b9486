"""What other libraries give for the panel of `bench/measure_group_time.py`; runs in an environment of their own.

`python bench/peers/group_time.py NAME FILE RUNS` prints one line of JSON: seconds, memory and numbers.
"""

import importlib
import json
import resource
import sys
import time
import warnings
from typing import Any

import numpy as np

warnings.simplefilter("ignore")


def diff_diff(rows: Any) -> tuple[float, dict[str, Any]]:
    """Return seconds and numbers of diff-diff: it has no effects by calendar and no overall one by event time."""
    estimator = importlib.import_module("diff_diff").CallawaySantAnna(
        n_bootstrap=0, cband=False, estimation_method="reg"
    )
    began = time.perf_counter()
    fit = estimator.fit(rows, outcome="outcome", unit="unit", time="period", first_treat="start")
    taken = {kind: fit.aggregate(kind) for kind in ("simple", "group", "event_study")}
    seconds = time.perf_counter() - began
    table = fit.to_dataframe("group_time")
    return seconds, {
        "pairs": table[["group", "time", "effect", "se"]].to_numpy(float).tolist(),
        "simple": [float(taken["simple"].att[0]), float(taken["simple"].se[0])],
        "groups": np.column_stack([taken["group"].att, taken["group"].se]).tolist(),
        "dynamic": np.column_stack([taken["event_study"].att, taken["event_study"].se]).tolist(),
    }


def csdid(rows: Any) -> tuple[float, dict[str, Any]]:
    """Return seconds and numbers of csdid, all four aggregates."""
    effects = importlib.import_module("csdid.att_gt").ATTgt
    began = time.perf_counter()
    found = effects(
        yname="outcome", tname="period", idname="unit", gname="start", data=rows, control_group=["nevertreated"]
    ).fit(est_method="reg", bstrap=False)
    kinds = ("simple", "group", "dynamic", "calendar")
    taken = {kind: found.aggte(kind, bstrap=False, cband=False).atte for kind in kinds}
    seconds = time.perf_counter() - began
    columns = [np.asarray(found.results[name], float) for name in ("group", "year", "att", "se")]
    pair = {kind: [float(np.ravel(taken[kind][f"overall_{what}"])[0]) for what in ("att", "se")] for kind in kinds}
    return seconds, {
        "pairs": np.column_stack(columns).tolist(),
        "simple": pair["simple"],
        "groups": _each(taken["group"]),
        "dynamic": _each(taken["dynamic"]),
        "overall": [pair[kind] for kind in kinds],
    }


def _each(taken: Any) -> list[list[float]]:
    return np.column_stack([np.ravel(taken["att_egt"]), np.ravel(taken["se_egt"])]).astype(float).tolist()


PEERS = {"diff-diff": diff_diff, "csdid": csdid}

if __name__ == "__main__":
    name, file, runs = sys.argv[1:]
    with np.load(file) as columns:
        table = importlib.import_module("pandas").DataFrame({key: columns[key] for key in columns.files})
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tries = [PEERS[name](table.copy()) for _ in range(int(runs))]
    print(
        json.dumps(
            {
                "seconds": [seconds for seconds, _numbers in tries],
                "more_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) // 1024,
                "numbers": tries[-1][1],
            }
        )
    )
