"""Pure functions of the Social Hub, by subject."""

from kring.hub.rules.listening import LEASE, LONGEST_WAIT, ROUNDS, problem, wait

__all__ = ["LEASE", "LONGEST_WAIT", "ROUNDS", "problem", "wait"]
