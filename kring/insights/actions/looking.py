"""Writes of figures: only that somebody looked."""

from typing import TYPE_CHECKING

from kring.core import audit

if TYPE_CHECKING:
    from kring.people.models import Person


def look_at_figures(*, by: "Person", weeks: int | None, breakdown: str) -> None:
    """Note that `by` looked at figures, over which weeks and how broken down; no weeks: all of them, as a file."""
    audit.note(by, "looked at figures", by.organisation, weeks=weeks, breakdown=breakdown)
