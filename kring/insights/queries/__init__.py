"""Reads for figures: rows of other rooms to arrays, arrays to measures, measures to pages."""

from kring.insights.queries.cells import Cells, gather
from kring.insights.queries.figures import Figures, Row, breakdowns, figures
from kring.insights.queries.mine import MyPage, channel_name, my_page, my_rows
from kring.insights.queries.totals import Drawn, Totals, totals

__all__ = [
    "Cells",
    "Drawn",
    "Figures",
    "MyPage",
    "Row",
    "Totals",
    "breakdowns",
    "channel_name",
    "figures",
    "gather",
    "my_page",
    "my_rows",
    "totals",
]
