"""Many rows at once: one statement per table, columns as arrays."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from django.db import connection, models
from numpy.typing import NDArray

BATCH = 20_000


def numbers_for(model: type[models.Model], count: int) -> list[int]:
    """Reserve `count` primary keys, so that rows can point at each other before they are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert(model: type[models.Model], organisation: int, columns: dict[str, Any]) -> int:
    """Write rows of `model`; a column is a list, one value for all rows, or moments as an array of epoch seconds.

    In such an array NaN stands for no moment. Primary keys come from `numbers_for`, or from the database.
    """
    arrays = {name: column for name, column in columns.items() if isinstance(column, list | np.ndarray)}
    count = len(next(iter(arrays.values())))
    fields = {field.attname: field for field in model._meta.concrete_fields}
    if any(len(array) != count for array in arrays.values()):
        raise ValueError(f"columns of unequal length for {model._meta.label}")
    fixed = {"organisation_id": organisation} | {n: c for n, c in columns.items() if n not in arrays}
    names = [*fixed, *arrays]
    chosen = [f"%s::{_kind(fields[name])}" for name in fixed] + [_read(fields[name], arrays[name]) for name in arrays]
    unnest = ", ".join(f"%s::{_kind_of(fields[name], arrays[name])}[]" for name in arrays)
    quoted = ", ".join(f'"{fields[name].column}"' for name in names)
    labels = ", ".join(f'"{name}"' for name in arrays)
    statement = (
        f'insert into "{model._meta.db_table}" ({quoted})'  # noqa: S608 - names of our own tables and columns
        f" select {', '.join(chosen)} from unnest({unnest}) as given({labels})"
    )
    with connection.cursor() as cursor:
        for start in range(0, count, BATCH):
            part = [_plain(array[start : start + BATCH]) for array in arrays.values()]
            cursor.execute(statement, [*fixed.values(), *part])
    return count


def _plain(values: Sequence[Any] | NDArray[Any]) -> list[Any] | str:
    """Return what the driver sends; numbers as PostgreSQL's own way to write an array, which is much quicker."""
    if not isinstance(values, np.ndarray):
        return list(values)
    if values.dtype.kind in "if":
        return "{" + ",".join(map(str, values.tolist())) + "}"
    return list(values.tolist())


def _kind(field: "models.Field[Any, Any]") -> str:
    return str(field.rel_db_type(connection) if field.is_relation else field.db_type(connection)).split("(")[0]


def _is_moment(field: "models.Field[Any, Any]", values: Any) -> bool:
    return isinstance(field, models.DateTimeField) and isinstance(values, np.ndarray)


def _kind_of(field: "models.Field[Any, Any]", values: Any) -> str:
    return "float8" if _is_moment(field, values) else _kind(field)


def _read(field: "models.Field[Any, Any]", values: Any) -> str:
    if _is_moment(field, values):
        return f"to_timestamp(nullif(\"{field.attname}\", 'NaN'))"
    return f'"{field.attname}"'
