"""What the check makes of tests that fail beside others."""

import json
import sys

import pytest

from kring.config import check

# Stands for pytest: notes what failed, and when it runs alone says what it was told to.
TRIES = """
import json, pathlib, sys
cache, failed, alone = pathlib.Path(sys.argv[1]), json.loads(sys.argv[2]), int(sys.argv[3])
if sys.argv[4:]:
    assert sys.argv[4:] == ["-n", "0", *failed]
    cache.with_name("alone").touch()
    sys.exit(alone)
cache.write_text(json.dumps(dict.fromkeys(failed, True)))
sys.exit(bool(failed))
"""


@pytest.mark.parametrize(
    ("failed", "alone", "passes", "tried_again"),
    [([], 0, True, False), (["a", "b"], 0, True, True), (["a"], 1, False, True), (["a", "b", "c"], 0, False, False)],
    ids=["all pass", "two pass alone", "one fails alone too", "too many to be chance"],
)
def test_one_or_two_that_failed_are_tried_alone(failed, alone, passes, tried_again, tmp_path, monkeypatch, capfd):
    cache = tmp_path / "lastfailed"
    cache.write_text(json.dumps({"of the run before": True}))
    monkeypatch.setattr(check, "FAILED", cache)
    monkeypatch.setitem(check.STEPS, "tests", [sys.executable, "-c", TRIES, str(cache), json.dumps(failed), str(alone)])
    assert check.tests() is passes
    assert (tmp_path / "alone").exists() is tried_again
    assert ("unsteady" in capfd.readouterr().out) is (passes and tried_again)
