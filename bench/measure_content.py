"""What is claimed for the best of a few, beside what comes true, and whether ranks hold: invented stories, known truth.

Five headlines a story, each shown to 600 to 3,000 people of whom 1.5 % click, and headlines of one story that differ by
.18 on the logarithm of the odds, as in the Upworthy archive (Matias et al. 2021).
"""

import argparse
import json
from typing import Any

import numpy as np
from scipy.special import expit

from kring.measure.content import between, ranking

HEADLINES, SEED = 5, 1


def options(parser: argparse.ArgumentParser) -> None:
    """Add what this part can be told."""
    parser.add_argument("--stories", type=int, default=2_000)


def measured(told: argparse.Namespace) -> dict[str, Any]:
    """Pick the best headline of every story, compare the claim with the truth, and hold ranks against true ranks."""
    dice, number = np.random.default_rng(SEED), told.stories
    rates = expit(dice.normal(-4.2, 0.3, (number, 1)) + dice.normal(0, 0.18, (number, HEADLINES)))
    shown = dice.integers(600, 3000, rates.shape)
    shared = dice.binomial(shown, rates)
    yes, no = shared + 0.5, shown - shared + 0.5
    of = np.repeat(np.arange(number), HEADLINES)
    spread = between(np.log(yes / no).ravel(), (1 / yes + 1 / no).ravel(), of)
    lifts, held, told_apart = np.empty((number, 3)), 0, 0
    for n in range(number):
        found = ranking(shared[n], shown[n], spread=spread)
        for which, (by, truth) in enumerate(((found.raw, found.raw), (found.rate, found.rate), (found.rate, rates[n]))):
            lifts[n, which] = truth[by.argmax()] / truth.mean() - 1
        rank = HEADLINES - rates[n].argsort().argsort()
        held += bool(np.all((found.first <= rank) & (rank <= found.last)))
        told_apart += found.differs
    raw, claim, truth = lifts.mean(axis=0)
    return {
        "stories": number,
        "claimed_by_what_was_counted": round(float(raw), 3),
        "claimed_by_ranking": round(float(claim), 3),
        "came_true": round(float(truth), 3),
        "all_ranks_of_a_story_held": round(held / number, 3),
        "stories_with_a_difference": round(told_apart / number, 3),
    }


def report(found: dict[str, Any]) -> None:
    """Print a line for people."""
    print(
        f"\nthe best of five headlines, {found['stories']:,} stories:"
        f" counted {found['claimed_by_what_was_counted']:+.1%},"
        f" claimed {found['claimed_by_ranking']:+.1%}, came true {found['came_true']:+.1%};"
        f" ranks held in {found['all_ranks_of_a_story_held']:.1%}"
    )


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__)
    options(reader)
    whole = measured(reader.parse_args())
    report(whole)
    print(json.dumps({"bench": "measure_content", **whole}))
