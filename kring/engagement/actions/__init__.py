"""Writes about what came of shares."""

from kring.engagement.actions.clicks import record_click, throw_away_keys
from kring.engagement.actions.numbers import claim_due, plan_read_backs, record_readings, stop_asking

__all__ = ["claim_due", "plan_read_backs", "record_click", "record_readings", "stop_asking", "throw_away_keys"]
