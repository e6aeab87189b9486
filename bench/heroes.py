"""./run bench heroes: choose heroes for sixty units under all rules, for one large unit, and make circles for sixty.

One process. The units are invented: people in departments of different sizes, in three places, most ties inside the
department, a few people with many. Beside it, in the same run: greedy choice and the plain integer programme with
fourteen fixed tangents (which scipy's HiGHS is given whole), and for circles greedy placing and the same matrix as a
linear programme. The last line is JSON.
"""

import argparse
import json
import resource
import time
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from kring.choose.circles import Colleagues, Nearness, make_circles, nearness
from kring.choose.heroes import Choice, NoSuchChoiceError, Rule, Unit, Wanted, beside, choose, prices, why
from kring.choose.heroes.choosing import limits_and_goal
from kring.choose.heroes.goals import Helped

FIXED = np.array([0, 0.04, 0.08, 0.13, 0.2, 0.28, 0.38, 0.5, 0.65, 0.85, 1.1, 1.5, 2.1, 3])
Rows = dict[str, Any]


def main() -> None:
    """Measure, print a table, and one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=60)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--peers", type=int, default=6, help="units that the slow peers are tried on")
    options = parser.parse_args()
    measured = {
        "units": units(options.units, options.people, options.seed, options.peers),
        "large": large(options.seed),
        "circles": circles(options.units, options.seed, options.peers),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    report(measured)


def world(people: int, heroes: int, departments: int, seed: int) -> tuple[Unit, Wanted, Colleagues]:
    """Return an invented unit with all kinds of rules."""
    draw = np.random.default_rng([seed, people])
    size = draw.gamma(4, 1, departments) + 1.5
    department = draw.choice(departments, people, p=size / size.sum())
    place = np.where(draw.random(people) < 0.8, department % 3, draw.integers(0, 3, people))
    rank = np.where(draw.random(people) < 0.03, "director", np.where(draw.random(people) < 0.14, "manager", "staff"))
    rank[draw.permutation(people)[:20]] = np.array(["director"] * 6 + ["manager"] * 14)
    ties = tie_matrix(department, draw)
    spoken = [frozenset({"nl"}), frozenset({"nl", "en"}), frozenset({"en"})]
    languages = tuple(spoken[n] for n in draw.choice(3, people, p=[0.55, 0.4, 0.05]))
    unit = Unit(
        ids=np.arange(people),
        attributes={
            "department": [f"D{n:02}" for n in department],
            "rank": rank.tolist(),
            "location": [f"L{n}" for n in place],
            "language": languages,
        },
        wishes=draw.choice([-1, 0, 1], people, p=[0.1, 0.7, 0.2]),
        ties=ties,
        named=draw.poisson(np.asarray(ties.sum(axis=1)).ravel() / 4),
    )
    sizes = np.bincount(department, minlength=departments)
    share = heroes / people
    rules = [
        Rule("department", f"D{n:02}", int(count * share >= 1), int(np.ceil(1.5 * count * share)) + 1)
        for n, count in enumerate(sizes)
    ]
    rules += [Rule("rank", "director", 2, 5), Rule("rank", "manager", 5, 12), Rule("rank", "staff", heroes // 2)]
    rules += [Rule("location", f"L{n}", 3) for n in range(3)] + [Rule("language", "en", 4)]
    managers = np.array([draw.choice(np.flatnonzero(department == own)) for own in department])
    managers[managers == np.arange(people)] = -1
    return unit, Wanted(heroes, tuple(rules)), Colleagues(unit.ids, ties, department, place, languages, managers)


def tie_matrix(department: NDArray[np.int64], draw: np.random.Generator) -> sparse.csr_array:
    """Return some eleven ties a person, nine of ten inside the department, more for some than for others."""
    people, wanted = len(department), int(5.5 * len(department))
    liked = draw.gamma(0.8, 1, people) + 0.2
    ends = draw.choice(people, (2, 12 * wanted), p=liked / liked.sum())
    inside = (department[ends[0]] == department[ends[1]]) | (draw.random(ends.shape[1]) < 0.02)
    a, b = np.sort(ends[:, inside & (ends[0] != ends[1])], axis=0)
    pairs = np.unique(a * people + b)
    pairs = draw.permutation(pairs)[:wanted]
    a, b = pairs // people, pairs % people
    strength = draw.choice([0.2, 0.4, 0.6, 0.8, 1.0], len(pairs))
    half = sparse.csr_array((strength, (a, b)), shape=(people, people))
    return sparse.csr_array(half + half.T)


def keeps(unit: Unit, wanted: Wanted, choice: Choice) -> bool:
    """Return whether a list keeps every rule, counted by itself."""
    for rule in wanted.rules:
        own = [unit.attributes[rule.attribute][person] for person in choice.heroes]
        number = sum(rule.value == one if isinstance(one, str) else rule.value in one for one in own)
        if number < rule.at_least or (rule.at_most is not None and number > rule.at_most):
            return False
    return len(set(choice.heroes)) == wanted.heroes


def timed(work: Any) -> tuple[Any, float, float]:
    """Return what a piece of work gives, its seconds, and its seconds of processor."""
    began, used = time.perf_counter(), time.process_time()
    given = work()
    return given, time.perf_counter() - began, time.process_time() - used


def attempt(unit: Unit, wanted: Wanted) -> Choice | None:
    """Return the choice, or None when the rules cannot hold."""
    try:
        return choose(unit, wanted)
    except NoSuchChoiceError:
        return None


def units(number: int, people: int, seed: int, peers: int) -> Rows:
    """Choose 25 of each unit under all rules."""
    worlds = [world(people, 25, 12, seed + n)[:2] for n in range(number)]
    choices, seconds, used = timed(lambda: [attempt(*one) for one in worlds])
    chosen = [(one, choice) for one, choice in zip(worlds, choices, strict=True) if choice is not None]
    tried = chosen[:peers]
    greedy_parts, greedy_seconds, _ = timed(lambda: [greedy(*one) / choice.value for one, choice in tried])
    fixed, fixed_seconds, _ = timed(lambda: [fixed_tangents(*one) for one, _ in tried])
    again = [choose(*one).heroes for one, _ in tried]
    (unit, wanted), choice = chosen[0]
    reasons = timed(lambda: why(unit, wanted, choice.heroes))[1]
    rules = timed(lambda: list(prices(unit, wanted, choice)))[1]
    others = beside(unit, wanted, choice, draws=20)
    return {
        "units": number,
        "people": people,
        "seconds": round(seconds, 2),
        "processor_seconds": round(used, 2),
        "slowest_unit": round(max(choice.seconds for _, choice in chosen), 2),
        "refused_by_name": number - len(chosen),
        "rules_kept": all(keeps(*one, choice) for one, choice in chosen),
        "largest_gap": max(choice.gap for _, choice in chosen),
        "same_again": again == [choice.heroes for _, choice in tried],
        "greedy_seconds_a_unit": round(greedy_seconds / len(tried), 3),
        "greedy_part": round(float(np.mean(greedy_parts)), 4),
        "ours_seconds_a_unit": round(sum(choice.seconds for _, choice in tried) / len(tried), 2),
        "fixed_tangents_seconds_a_unit": round(fixed_seconds / len(tried), 2),
        "fixed_tangents_gap": round(float(max((bound - value) / bound for value, bound in fixed)), 5),
        "why_seconds": round(reasons, 3),
        "prices_seconds": round(rules, 2),
        "beside": {other.way.value: round(other.part, 3) for other in others},
    }


def large(seed: int) -> Rows:
    """Choose 50 of 10,000 people."""
    unit, wanted, _ = world(10_000, 50, 20, seed)
    choice, seconds, used = timed(lambda: choose(unit, wanted))
    hand = timed(lambda: why(unit, wanted, choice.heroes))[1]
    named, by_names, _ = timed(lambda: choose(replace(unit, ties=None), wanted))
    return {
        "people": 10_000,
        "seconds": round(seconds, 2),
        "processor_seconds": round(used, 2),
        "gap": choice.gap,
        "rules_kept": keeps(unit, wanted, choice) and keeps(unit, wanted, named),
        "names_seconds": round(by_names, 2),
        "why_seconds": round(hand, 3),
        "greedy_part": round(greedy(unit, wanted) / choice.value, 4),
    }


def greedy(unit: Unit, wanted: Wanted) -> float:
    """Return what one gets by taking the best person left that no upper limit forbids; lower limits do not count."""
    unit, limits, goal = limits_and_goal(unit, wanted)
    chosen: list[int] = []
    for _ in range(wanted.heroes):
        rows = np.array(chosen, dtype=np.int64)
        full = limits.counts(rows) >= limits.high
        free = limits.may & ~limits.members[full].any(axis=0)
        free[rows] = False
        if not free.any():
            break
        gains = goal.brings(rows)
        chosen.append(int(np.argmax(np.where(free, gains, -np.inf))))
    return goal.value(np.array(chosen))


def fixed_tangents(unit: Unit, wanted: Wanted) -> tuple[float, float]:
    """Return value and bound of the plain integer programme with fourteen tangents for every colleague."""
    unit, limits, goal = limits_and_goal(unit, wanted)
    if not isinstance(goal, Helped):
        raise TypeError("ties are known here")
    people = len(unit.ids)
    slope = np.exp(-FIXED)
    eye = sparse.eye_array(people)
    tangents = sparse.vstack([sparse.hstack([-s * goal.strengths.T, eye]) for s in slope], format="csr")
    most = np.concatenate([np.full(people, 1 - s - s * g) for s, g in zip(slope, FIXED, strict=True)])
    rules = limits.constraint(np.arange(people))
    wide = sparse.hstack([rules.A, sparse.csr_array((rules.A.shape[0], people))], format="csr")
    found = milp(
        np.concatenate([np.zeros(people), -np.ones(people)]),
        constraints=[LinearConstraint(tangents, -np.inf, most), LinearConstraint(wide, rules.lb, rules.ub)],
        integrality=np.concatenate([np.ones(people), np.zeros(people)]),
        bounds=Bounds(0, np.concatenate([limits.may.astype(float), np.ones(people)])),
        options={"time_limit": 60},
    )
    return goal.value(np.flatnonzero(found.x[:people] > 0.5)), -float(found.mip_dual_bound)


def circles(number: int, seed: int, peers: int) -> Rows:
    """Make circles for units of 717 people with 25 heroes, then again with people gone and come."""
    nears = []
    for n in range(number):
        unit, wanted, colleagues = world(717, 25, 13, seed + n)
        degree = np.asarray(unit.ties.sum(axis=1)).ravel()
        heroes = np.argsort(-degree, kind="stable")[: wanted.heroes].tolist()
        people = set(range(717)) - set(heroes)
        nears.append((colleagues, heroes, people))
    prepared, near_seconds, _ = timed(lambda: [nearness(c, people=p, heroes=h) for c, h, p in nears])
    made, seconds, used = timed(lambda: [make_circles(near) for near in prepared])
    loads = [[len(circle.people) for circle in one.circles] for one in made]
    conflicts = sum(
        not near.allowed[np.searchsorted(near.people, person), np.searchsorted(near.heroes, hero)]
        for near, one in zip(prepared, made, strict=True)
        for person, hero in one.hero_of().items()
    )
    limits, limit_seconds, _ = timed(lambda: [relaxed(near) for near in prepared[:peers]])
    simple, simple_seconds, _ = timed(lambda: [greedy_circles(near) for near in prepared])
    moved = []
    for (colleagues, heroes, people), one in list(zip(nears, made, strict=True))[:10]:
        fewer = nearness(colleagues, people=set(sorted(people)[20:]), heroes=heroes)
        moved.append(len(make_circles(fewer, present=one.hero_of()).moved))
    return {
        "units": number,
        "people": 717,
        "seconds": round(seconds, 2),
        "processor_seconds": round(used, 2),
        "nearness_seconds": round(near_seconds, 2),
        "exact": all(abs(limit - one.total) < 1e-4 for limit, one in zip(limits, made, strict=False)),
        "linear_programme_seconds_a_unit": round(limit_seconds / peers, 2),
        "ours_seconds_a_unit": round(seconds / number, 3),
        "greedy_seconds": round(simple_seconds, 2),
        "greedy_part": round(sum(simple) / sum(one.total for one in made), 4),
        "load_differs_by_at_most": max(max(load) - min(load) for load in loads),
        "conflicts": conflicts,
        "with_tie": round(float(np.mean([one.with_tie for one in made])), 3),
        "moved_when_20_leave": round(float(np.mean(moved)), 1),
    }


def relaxed(near: Nearness) -> float:
    """Return the total by another solver: HiGHS on the same numbers as a transport problem."""
    people, heroes = near.benefit.shape
    each = sparse.kron(sparse.eye_array(people), np.ones((1, heroes)), format="csr")
    load = sparse.kron(np.ones((1, people)), sparse.eye_array(heroes), format="csr")
    least, most = people // heroes, -(-people // heroes)
    found = linprog(
        -near.benefit.ravel().astype(float),
        A_ub=sparse.vstack([load, -load], format="csr"),
        b_ub=np.concatenate([np.full(heroes, most), np.full(heroes, -least)]),
        A_eq=each,
        b_eq=np.ones(people),
        bounds=np.column_stack([np.zeros(people * heroes), near.allowed.ravel().astype(float)]),
    )
    return -float(found.fun)


def greedy_circles(near: Nearness) -> int:
    """Return the total when the nearest pair left is placed first, as long as the circle has room."""
    people, heroes = near.benefit.shape
    room, placed, total = np.full(heroes, -(-people // heroes)), np.zeros(people, dtype=bool), 0
    for pair in np.argsort(-np.where(near.allowed, near.benefit, -1).ravel(), kind="stable"):
        person, hero = divmod(int(pair), heroes)
        if not placed[person] and room[hero] and near.allowed[person, hero]:
            placed[person], room[hero], total = True, room[hero] - 1, total + int(near.benefit[person, hero])
    return total


def report(measured: Rows) -> None:
    """Print a table for people, and one JSON object."""
    for part in ("units", "large", "circles"):
        print(f"\n{part}")
        for key, value in measured[part].items():
            print(
                f"  {key.replace('_', ' '):34}{value if isinstance(value, (dict, bool)) else format(value, ',')!s:>14}"
            )
    units_, large_, circles_ = measured["units"], measured["large"], measured["circles"]
    tests = {
        "All units chosen in under 30 s": units_["seconds"] < 30,
        "Every rule kept": units_["rules_kept"] and large_["rules_kept"],
        "Gap at most 1 % in each": max(units_["largest_gap"], large_["gap"]) <= 0.01,
        "10,000 people in under 30 s": large_["seconds"] < 30,
        "Circles exact, in under 5 s": circles_["exact"] and circles_["seconds"] + circles_["nearness_seconds"] < 5,
        "Loads even, no conflict": circles_["load_differs_by_at_most"] <= 1 and not circles_["conflicts"],
    }
    print()
    for name, is_so in tests.items():
        print(f"{name}: {'yes' if is_so else 'NO'}")
    print()
    print(json.dumps({"bench": "heroes", "stack": "numpy and scipy (HiGHS), one process", **measured, "met": tests}))


if __name__ == "__main__":
    main()
