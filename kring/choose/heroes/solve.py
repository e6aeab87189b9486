"""The best list under all rules together, with the proof: a linear programme that bounds, an integer one that decides.

1 - exp(-y) is concave, so every tangent to it lies above it: with some tangents per colleague the list is an integer
linear programme whose optimum is never below the true one. Tangents come where they are needed, at the answers so far.
The linear relaxation, tightened that way, is within a promille or so of the best list; so a good list found by swapping
shows who cannot be on a better one (their reduced cost is too high), and the few people left are decided exactly.
"""

import time
from dataclasses import dataclass

import numpy as np
import scipy  # whose solvers are loaded when somebody solves: 23 MB that no web process needs
from scipy import sparse

from kring.choose.heroes.goals import Goal, Helped, Named
from kring.choose.heroes.limits import Limits
from kring.choose.heroes.unit import Bools, Floats, Ints

SURE = 1e-6  # a gap this small is none: the solver's own tolerance
TIGHT = 1e-4  # the relaxation is tight enough when a round of tangents lowers it by less, as a part
ROUNDS = 30
MOST_SUMS = 200  # of a colleague's ties, in the last step
EQUAL = 1e-9  # values this close are equal, as a part


@dataclass(frozen=True)
class Solved:
    """Rows of the chosen people, and the most that any list can be worth."""

    chosen: Ints
    bound: float


@dataclass(frozen=True)
class Order:
    """Who goes first among equals, by people in order of id."""

    spread: Bools  # who is in which part that names are spread over, shape (parts, people)
    wants: Bools  # asked to be a hero, shape (people,)
    lots: Floats  # shape (people,)

    @property
    def places(self) -> Ints:
        """Return the place of each person among equals, shape (people,): those who want to, then by lot."""
        place = np.empty(len(self.lots), dtype=np.int64)
        place[np.lexsort((self.lots, ~self.wants))] = np.arange(len(place))
        return place


def solve(goal: Goal, limits: Limits, order: Order, *, close: float, seconds: float) -> Solved:
    """Return the best list that keeps all limits, and its bound.

    Parameters
    ----------
    goal
        What a list is worth.
    limits
        What it has to keep; it is known that some list does.
    order
        Who goes first among equals.
    close
        A gap this small is small enough, as a part of the bound. Names are always solved to the end.
    seconds
        After this the best list so far is given, with the bound so far.

    Returns
    -------
    Solved
        The same for the same input, unless time ran out.

    Source
    ------
    Outer approximation: Duran, Grossmann (1986), Math. Programming 36, 307-339. Fixing by reduced cost: Nemhauser,
    Wolsey (1988), Integer and Combinatorial Optimization, II.5.2.
    """
    deadline = time.monotonic() + seconds
    if limits.heroes == 0:
        return Solved(np.zeros(0, dtype=np.int64), 0.0)
    if isinstance(goal, Named):
        return _most_named(goal, limits, order, deadline)
    if not isinstance(goal, Helped):
        raise TypeError(f"no way to solve {goal.method}")
    return _Cover(goal, limits, order, max(close, SURE), deadline).solve()


def _most_named(goal: Named, limits: Limits, order: Order, deadline: float) -> Solved:
    """Solve names: one list of numbers to add up. Equals: more parts, more who want to, the lot."""
    who = np.flatnonzero(limits.may)
    parts, people = len(order.spread), len(who)
    # Each of these adds up to less than the least step of the one before it, and names go in steps of one.
    part = 0.5 / (parts + 1)
    want = 0.4 * part / (limits.heroes + 1)
    lot = 0.4 * want / (limits.heroes + 1)
    worth = goal.named[who] + want * order.wants[who] - lot * order.places[who] / max(1, len(order.lots))
    rules = limits.constraint(who)
    seen = sparse.hstack([sparse.csr_array(-order.spread[:, who].astype(float)), sparse.eye_array(parts)])
    matrix = sparse.vstack([sparse.hstack([rules.A, sparse.csr_array((rules.A.shape[0], parts))]), seen])
    low = np.concatenate([rules.lb, np.full(parts, -np.inf)])
    high = np.concatenate([rules.ub, np.zeros(parts)])
    found = scipy.optimize.milp(
        -1000 * np.concatenate([worth, np.full(parts, part)]),  # so that the lot is above the solver's tolerance
        constraints=scipy.optimize.LinearConstraint(sparse.csr_array(matrix), low, high),
        integrality=np.concatenate([np.ones(people), np.zeros(parts)]),
        bounds=scipy.optimize.Bounds(
            np.concatenate([limits.must[who], np.zeros(parts)]).astype(float), np.ones(people + parts)
        ),
        options={"mip_rel_gap": 0, "time_limit": max(1.0, deadline - time.monotonic())},
    )
    if found.x is None:
        raise RuntimeError(f"no list in time: {found.message}")
    chosen = who[found.x[:people] > 0.5]
    value = goal.value(chosen)
    return Solved(chosen, max(value, float(np.floor(-found.mip_dual_bound / 1000 + 1e-6))))


class _Tangents:
    """Inequalities t_v <= constant + sum of slope_uv x_u, each true for every list.

    A list can reach a colleague only with certain strengths: sums of their ties. Where these are known, the chord from
    one such sum to the next takes the place of the tangent: closer, and still true.
    """

    def __init__(self, goal: Helped) -> None:
        self.by_colleague = sparse.csr_array(goal.strengths.T)
        people = goal.chances.shape[0]
        # The first is the sum of the single chances, closer than the tangent at nought; others come where needed.
        self.slopes = [sparse.csr_array(goal.chances.T)]
        self.colleagues = [np.arange(people)]
        self.constants = [np.zeros(people)]
        self.sums: dict[int, Floats] = {}

    def know_sums(self, who: Ints, helped: Ints) -> None:
        """Note with which strengths each colleague can be reached when only people in `who` are on a list."""
        ties = sparse.csr_array(self.by_colleague[helped][:, who])
        for row, colleague in enumerate(helped):
            strengths = ties.data[ties.indptr[row] : ties.indptr[row + 1]]
            if len(strengths) and np.ptp(strengths) < EQUAL:
                self.sums[int(colleague)] = np.arange(len(strengths) + 1) * strengths[0]
                continue
            sums = {0.0}
            for strength in strengths:
                sums |= {round(one + strength, 12) for one in sums}
                if len(sums) > MOST_SUMS:
                    break
            else:
                self.sums[int(colleague)] = np.array(sorted(sums))

    def touch(self, reach: Floats, where: Ints) -> None:
        """Add tangents, or chords, at the given reach, for the colleagues in `where`."""
        low = reach[where].copy()
        high = low.copy()
        for row, colleague in enumerate(where):
            sums = self.sums.get(int(colleague))
            if sums is not None:
                place = int(np.searchsorted(sums, low[row] + EQUAL))
                if place < len(sums):
                    low[row], high[row] = sums[place - 1], sums[place]
        apart = high - low
        slope = np.exp(-low) * np.where(apart > 0, -np.expm1(-apart) / np.where(apart > 0, apart, 1.0), 1.0)
        self.slopes.append(sparse.csr_array(sparse.diags_array(slope) @ self.by_colleague[where]))
        self.colleagues.append(where)
        self.constants.append(-np.expm1(-low) - slope * low)

    def over(self, who: Ints, helped: Ints) -> "scipy.optimize.LinearConstraint":
        """Return the inequalities over the people in `who` and the colleagues in `helped`."""
        column = np.full(self.by_colleague.shape[0], -1)
        column[helped] = np.arange(len(helped))
        colleagues = np.concatenate(self.colleagues)
        rows = np.flatnonzero(column[colleagues] >= 0)
        slopes = sparse.csr_array(sparse.vstack(self.slopes, format="csr")[rows][:, who])
        one = sparse.csr_array(
            (np.ones(len(rows)), (np.arange(len(rows)), column[colleagues[rows]])), shape=(len(rows), len(helped))
        )
        matrix = sparse.csr_array(sparse.hstack([-slopes, one]))
        return scipy.optimize.LinearConstraint(matrix, -np.inf, np.concatenate(self.constants)[rows])


class _Cover:
    """The search for the list that helps most colleagues."""

    def __init__(self, goal: Helped, limits: Limits, order: Order, close: float, deadline: float) -> None:
        self.goal, self.limits, self.order, self.close, self.deadline = goal, limits, order, close, deadline
        self.tangents = _Tangents(goal)
        self.everyone = np.flatnonzero(limits.may)
        if goal.strengths.nnz and np.ptp(goal.strengths.data) < EQUAL:
            self.tangents.know_sums(self.everyone, self.colleagues(self.everyone))

    def solve(self) -> Solved:
        """Bound, find a good list, drop who cannot be on a better one, decide among the rest."""
        bound, part, reduced = self.relax(self.everyone)
        best = improve(self.goal, self.limits, self.start(part))
        value = self.goal.value(best)
        left = self.left(self.everyone, best, bound + reduced)
        if bound - value > self.close * bound:
            # The few that are left can reach a colleague in few ways: closer inequalities, and fewer people again.
            helped = self.colleagues(left)
            self.tangents.know_sums(left, helped)
            self.tangents.touch(self.goal.reach(best), helped)
            among, part, reduced = self.relax(left)
            bound = max(value, min(bound, among))
            if bound - value > self.close * bound:
                best, among = self.decide(self.left(left, best, among + reduced), best)
                bound = min(bound, max(among, value, self.goal.value(best)))
        best = by_order(self.goal, self.limits, self.order, improve(self.goal, self.limits, best))
        return Solved(best, max(bound, self.goal.value(best)))

    def left(self, who: Ints, best: Ints, bounds: Floats) -> Ints:
        """Return who of `who` can be on a better list than `best`: their own bound is above it. And `best` itself."""
        above = (bounds >= self.goal.value(best) * (1 + EQUAL)) | self.limits.must[who]
        return np.union1d(who[above], best)

    def relax(self, who: Ints) -> tuple[float, Floats, Floats]:
        """Return the bound of the linear relaxation, its answer, and what having each costs it at least (as minus)."""
        helped = self.colleagues(who)
        low = np.concatenate([self.limits.must[who].astype(float), np.zeros(len(helped))])
        rules, last = self.rules(who, len(helped)), np.inf
        cost = np.concatenate([np.zeros(len(who)), -self.goal.weights[helped]])
        for _ in range(ROUNDS):
            tangents = self.tangents.over(who, helped)
            found = scipy.optimize.linprog(
                cost,
                A_ub=sparse.vstack([tangents.A, rules.A[:-1], -rules.A[:-1]], format="csr"),
                b_ub=np.concatenate([tangents.ub, rules.ub[:-1], -rules.lb[:-1]]),
                A_eq=rules.A[-1:],
                b_eq=rules.ub[-1:],
                bounds=np.column_stack([low, np.ones(len(low))]),
                method="highs-ds",
            )
            if found.x is None:
                raise RuntimeError(f"the relaxation was not solved: {found.message}")
            part, bound = np.clip(found.x[: len(who)], 0, 1), -float(found.fun)
            if bound >= last * (1 - TIGHT) or time.monotonic() > self.deadline:
                break
            last = bound
            reach = np.asarray(part @ self.goal.strengths[who]).ravel()
            self.touch(reach, helped, found.x[len(who) :], bound)
        reduced = -found.lower.marginals[: len(who)]
        return bound, part, reduced

    def start(self, part: Floats) -> Ints:
        """Return a list that keeps every limit and is near the relaxation's answer."""
        alone = np.asarray(self.goal.chances[self.everyone] @ self.goal.weights)
        worth = part + 0.1 * alone / max(float(alone.max(initial=0)), 1e-12)
        found = scipy.optimize.milp(
            -worth,
            constraints=self.limits.constraint(self.everyone),
            integrality=np.ones(len(worth)),
            bounds=scipy.optimize.Bounds(self.limits.must[self.everyone].astype(float), np.ones(len(worth))),
        )
        if found.x is None:
            raise RuntimeError(f"no list to start from: {found.message}")
        return np.asarray(self.everyone[found.x > 0.5])

    def decide(self, who: Ints, best: Ints) -> tuple[Ints, float]:
        """Return the best list among the people in `who`, and the bound of what they can do."""
        helped, bound = self.colleagues(who), np.inf
        rules = self.rules(who, len(helped))
        worth = np.concatenate([np.zeros(len(who)), -self.goal.weights[helped]])
        low = np.concatenate([self.limits.must[who].astype(float), np.zeros(len(helped))])
        for _ in range(ROUNDS):
            left = self.deadline - time.monotonic()
            if left <= 0:
                break
            found = scipy.optimize.milp(
                worth,
                constraints=[self.tangents.over(who, helped), rules],
                integrality=np.concatenate([np.ones(len(who)), np.zeros(len(helped))]),
                bounds=scipy.optimize.Bounds(low, np.ones(len(low))),
                options={"mip_rel_gap": self.close / 2, "time_limit": max(left, 0.1)},
            )
            if found.mip_dual_bound is not None:
                bound = min(bound, -float(found.mip_dual_bound))
            if found.x is None:
                break
            chosen = who[found.x[: len(who)] > 0.5]
            if self.goal.value(chosen) > self.goal.value(best):
                best = chosen
            if bound - self.goal.value(best) <= self.close * bound:
                break
            self.touch(self.goal.reach(chosen), helped, found.x[len(who) :], bound)
        return best, bound

    def colleagues(self, who: Ints) -> Ints:
        """Return the colleagues whom anyone in `who` can help."""
        some = np.asarray(self.goal.chances[who].sum(axis=0)).ravel() > 0
        return np.flatnonzero(some & (self.goal.weights > 0))

    def rules(self, who: Ints, helped: int) -> "scipy.optimize.LinearConstraint":
        """Return the limits over the people in `who`, with room for the colleagues; the size of the list last."""
        limit = self.limits.constraint(who)
        matrix = sparse.csr_array(sparse.hstack([limit.A, sparse.csr_array((limit.A.shape[0], helped))]))
        return scipy.optimize.LinearConstraint(matrix, limit.lb, limit.ub)

    def touch(self, reach: Floats, helped: Ints, said: Floats, bound: float) -> None:
        """Add a tangent for every colleague of whom the programme said more than is true."""
        above = self.goal.weights[helped] * (said + np.expm1(-reach[helped]))
        where = helped[above > 0.1 * SURE * bound / max(1, len(helped)) + 1e-9]
        if len(where):
            self.tangents.touch(reach, where)


def improve(goal: Goal, limits: Limits, chosen: Ints) -> Ints:
    """Return a list after the best swap of one for one, again and again, until none makes it worth more."""
    chosen = np.sort(chosen)
    for _ in range(10 * len(chosen)):
        value = goal.value(chosen)
        after = np.where(limits.swaps_kept(chosen), goal.swaps(chosen), -np.inf)
        out, put = np.unravel_index(int(np.argmax(after)), after.shape)
        if not after[out, put] > value * (1 + EQUAL) + EQUAL:
            break
        chosen = np.sort(np.append(np.delete(chosen, out), put))
    return chosen


def by_order(goal: Goal, limits: Limits, order: Order, chosen: Ints) -> Ints:
    """Return a list of the same worth in which nobody can be swapped for an equal who goes first."""
    places = order.places
    chosen = np.sort(chosen)
    for _ in range(10 * len(chosen)):
        value = goal.value(chosen)
        equal = limits.swaps_kept(chosen) & (goal.swaps(chosen) >= value - EQUAL * max(1.0, value))
        ahead = np.where(equal, places[chosen][:, None] - places[None], 0)
        out, put = np.unravel_index(int(np.argmax(ahead)), ahead.shape)
        if ahead[out, put] <= 0:
            break
        chosen = np.sort(np.append(np.delete(chosen, out), put))
    return chosen
