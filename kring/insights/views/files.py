"""Figures as a file that no spreadsheet runs."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from kring.core.tables import safe_cell


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Answer with a table as CSV; Excel reads its UTF-8, and no cell is a formula."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    out = csv.writer(response)
    out.writerow(head)
    out.writerows([safe_cell(cell) for cell in row] for row in rows)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
