"""./run bench measure: how fast and how well things are measured, part by part; a part is also a bench of its own.

The last line is JSON.
"""

import argparse
import json

from bench import measure_content, measure_group_time, measure_parquet

PARTS = {"group_time": measure_group_time, "content": measure_content, "parquet": measure_parquet}


def main() -> None:
    """Run the parts, print a table of each, and one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=PARTS, help="only this one")
    for part in PARTS.values():
        part.options(parser)
    told, found = parser.parse_args(), {}
    for name, part in PARTS.items():
        if told.part in (None, name):
            found[name] = part.measured(told)
            part.report(found[name])
    print(json.dumps({"bench": "measure", **found}))


if __name__ == "__main__":
    main()
