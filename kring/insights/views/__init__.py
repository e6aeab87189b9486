"""The pages with figures and answers: a person's own, the programme manager's, the director's."""

from kring.insights.views.answers import (
    answers,
    answers_meaning,
    answers_method,
    answers_method_table,
    answers_report,
    answers_sums,
    answers_table,
)
from kring.insights.views.figures import figures, meaning, report, table
from kring.insights.views.measuring import counts, protocol, reports
from kring.insights.views.mine import mine, my_file
from kring.insights.views.overview import overview

__all__ = [
    "answers",
    "answers_meaning",
    "answers_method",
    "answers_method_table",
    "answers_report",
    "answers_sums",
    "answers_table",
    "counts",
    "figures",
    "meaning",
    "mine",
    "my_file",
    "overview",
    "protocol",
    "report",
    "reports",
    "table",
]
