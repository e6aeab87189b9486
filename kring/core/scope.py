"""Work inside one organisation: two locks, django-scopes in the ORM and row-level security in PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

import django_scopes
from django.db import DatabaseError, connection

from kring.core.models import Organisation

SETTING = "app.organisations"


@contextmanager
def inside(*organisations: Organisation | int) -> Iterator[None]:
    """Let queries see the rows of these organisations, and of no others."""
    numbers = [o if isinstance(o, int) else o.pk for o in organisations]
    before = _unlock(",".join(map(str, numbers)))
    try:
        with django_scopes.scope(organisation=numbers[0] if len(numbers) == 1 else numbers):
            yield
    finally:
        try:
            _unlock(before)
        except DatabaseError:
            # Inside a transaction that failed nothing can be set, and its rollback puts the setting back by itself.
            if not connection.in_atomic_block:
                raise


def _unlock(numbers: str) -> str:
    """Set the organisations that row-level security lets through; return what was set before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select before, set_config(%s, %s, false)"
            " from (select coalesce(current_setting(%s, true), '') as before offset 0) as now",
            [SETTING, numbers, SETTING],
        )
        return str(cursor.fetchone()[0])
