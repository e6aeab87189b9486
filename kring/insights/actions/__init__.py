"""Writes of figures and answers, by subject."""

from kring.insights.actions.answering import (
    ask_for_answers,
    claim_answers,
    forget_answers,
    tidy_answers,
    wake_waiting_answers,
)
from kring.insights.actions.counting import bring_counts
from kring.insights.actions.files import wake_due_files, want_files
from kring.insights.actions.looking import look_at_answers, look_at_figures
from kring.insights.actions.measuring import lock_protocol
from kring.insights.actions.reports import (
    claim_report,
    plan_reports,
    record_report_problem,
    record_report_sent,
    release_report,
    write_due_reports,
)

__all__ = [
    "ask_for_answers",
    "bring_counts",
    "claim_answers",
    "claim_report",
    "forget_answers",
    "lock_protocol",
    "look_at_answers",
    "look_at_figures",
    "plan_reports",
    "record_report_problem",
    "record_report_sent",
    "release_report",
    "tidy_answers",
    "wake_due_files",
    "wake_waiting_answers",
    "want_files",
    "write_due_reports",
]
