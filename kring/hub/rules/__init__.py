"""Pure functions of the Social Hub, by subject."""

from kring.hub.rules.listening import LEASE, ROUNDS, problem, wait

__all__ = ["LEASE", "ROUNDS", "problem", "wait"]
