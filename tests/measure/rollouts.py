"""Small roll-outs for the tests of measure."""

import numpy as np


def rollout(seed, units=9, weeks=14, starts=(5, 9, 14)):
    """Counts of a small roll-out in waves, of which the last does not start when it starts after the weeks."""
    dice = np.random.default_rng(seed)
    staff = dice.integers(20, 80, units)[:, None] + dice.integers(0, 5, (units, weeks))
    starts = np.array(starts)[np.arange(units) % len(starts)]
    level = np.exp(dice.normal(0, 0.4, units)[:, None] + dice.normal(0, 0.3, weeks))
    rate = 0.3 * level * np.where(np.arange(weeks) >= starts[:, None], 1.5, 1)
    return dice.poisson(staff * rate).astype(float), staff.astype(float), starts


def long_rollout(seed, units=24, effect=1.5, drift=0.0):
    """Counts of a roll-out in four waves with weeks enough before, an effect, and a drift in the 8 weeks before."""
    dice = np.random.default_rng(seed)
    weeks, starts = 40, np.array([20, 24, 28, 32])[np.arange(units) % 4]
    since = np.arange(weeks) - starts[:, None]
    staff = dice.integers(60, 200, units)[:, None] + np.zeros((units, weeks))
    level = np.exp(dice.normal(0, 0.3, units)[:, None] + dice.normal(0, 0.2, weeks))
    moved = np.exp(drift * np.clip(since + 8, 0, 8)) * np.where(since >= 0, effect, 1)
    return dice.poisson(staff * 0.4 * level * moved).astype(float), staff, starts
