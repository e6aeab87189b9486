"""Group-time effects as a plain sum over weighted units: turning each weight a little gives the standard errors.

Slow, and from the definitions alone (the infinitesimal jackknife), so that it shares nothing with what it checks.
"""

import numpy as np

A_LITTLE = 1e-5


def aggregates(panel, weight, kind, *, comparison, anticipation, base):
    """Return the overall effect, and then the effects one by one, by hand."""
    y, starts, periods = panel.outcomes, panel.starts, panel.periods
    found = {}
    for g in np.unique(starts[np.isfinite(starts)]):
        if g <= periods[0] + anticipation:
            continue
        before = max(j for j, t in enumerate(periods) if t + anticipation < g)
        for j, t in enumerate(periods):
            varies = base == "varying" and t < g - anticipation
            if base == "varying" and j == 0:
                continue
            other = j - 1 if varies else before
            late = max(t, periods[other]) + anticipation
            beside = np.isinf(starts) if comparison == "never" else (starts > late) & (starts != g)
            change = y[:, j] - y[:, other]
            found[g, t] = _mean(change, weight, starts == g) - _mean(change, weight, beside)
    size = {g: weight[starts == g].sum() for g, _t in found}

    def together(pairs):
        return sum(size[g] * found[g, t] for g, t in pairs) / sum(size[g] for g, _t in pairs)

    after = [pair for pair in found if pair[1] >= pair[0]]
    if kind == "simple":
        return np.array([together(after)])
    counts = list(found) if kind == "dynamic" else after
    key = {"group": lambda g, t: g, "calendar": lambda g, t: t, "dynamic": lambda g, t: t - g}[kind]
    names = sorted({key(*pair) for pair in counts})
    each = [together([pair for pair in counts if key(*pair) == name]) for name in names]
    if kind == "group":
        return np.array([sum(size[g] * one for g, one in zip(names, each, strict=True)) / sum(size.values()), *each])
    return np.array(
        [np.mean([one for name, one in zip(names, each, strict=True) if kind != "dynamic" or name >= 0]), *each]
    )


def errors(panel, kind, **how):
    """Return the standard errors of what `aggregates` returns."""
    units = np.ones(len(panel.starts))
    turned = A_LITTLE * np.eye(len(units))
    pulls = [
        (aggregates(panel, units + one, kind, **how) - aggregates(panel, units - one, kind, **how)) / (2 * A_LITTLE)
        for one in turned
    ]
    return np.sqrt(np.sum(np.square(pulls), axis=0))


def _mean(values, weight, who):
    return np.sum(weight[who] * values[who]) / np.sum(weight[who])
