"""Django's migrate, which then locks every table of an organisation: a new table is locked by being there."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connection

from kring.core import rowlevel


class Command(migrate.Command):
    """Bring the database up to date."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then lock."""
        super().handle(*args, **options)
        present = set(connection.introspection.table_names())
        if all(m._meta.db_table in present for m in rowlevel.locked_models()):
            rowlevel.lock_all()
