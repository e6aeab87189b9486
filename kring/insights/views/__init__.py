"""The pages with figures: a person's own, and the programme manager's."""

from kring.insights.views.figures import figures, meaning, report, table
from kring.insights.views.mine import mine, my_file

__all__ = ["figures", "meaning", "mine", "my_file", "report", "table"]
