"""Files for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def safe_cell(value: Any) -> Any:
    """Return a cell that no spreadsheet takes for a formula; numbers stay numbers, and what is no number is empty."""
    if isinstance(value, float) and not isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip().startswith(FORMULA) or text.startswith(FORMULA) else text


def csv_file(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a CSV file that spreadsheets open with its accents right."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow([safe_cell(cell) for cell in head])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")
