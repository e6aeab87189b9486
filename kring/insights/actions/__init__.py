"""Writes of the figures: who looked at them, and the files that they are read from."""

from kring.insights.actions.files import bring_up_to_date, wake_due_files, want_files
from kring.insights.actions.looking import look_at_figures

__all__ = ["bring_up_to_date", "look_at_figures", "wake_due_files", "want_files"]
