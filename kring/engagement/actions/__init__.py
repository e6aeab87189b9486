"""Writes about what came of shares."""

from kring.engagement.actions.clicks import record_click, throw_away_keys

__all__ = ["record_click", "throw_away_keys"]
