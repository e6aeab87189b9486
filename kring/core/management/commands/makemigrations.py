"""Django's makemigrations, which then writes indexes and constraints into the tables that they belong to."""

from collections.abc import Sequence
from typing import Any

from django.core.management.commands import makemigrations
from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel, Migration
from django.db.migrations.operations.base import Operation


class Command(makemigrations.Command):
    """Write migrations that take a new database seconds: each change to a table reads all models anew."""

    def write_migration_files(self, changes: dict[str, list[Migration]], *args: Any, **options: Any) -> None:
        """Fold, then write."""
        for migration in (each for migrations in changes.values() for each in migrations):
            vars(migration)["operations"] = folded(migration.operations)  # over the empty list of its class
        super().write_migration_files(changes, *args, **options)


def folded(operations: Sequence[Operation]) -> list[Operation]:
    """Return operations with indexes and constraints inside the tables that the same migration makes.

    What speaks of a column that is added later, of two tables that point at each other, stays where it is.
    """
    made = {each.name_lower: each for each in operations if isinstance(each, CreateModel)}
    later = [(each.model_name_lower, each.name) for each in operations if isinstance(each, AddField)]
    left: list[Operation] = []
    for each in operations:
        if not isinstance(each, AddIndex | AddConstraint) or each.model_name_lower not in made:
            left.append(each)
            continue
        key, what = ("indexes", each.index) if isinstance(each, AddIndex) else ("constraints", each.constraint)
        said = repr(what.deconstruct())
        if any(
            table == each.model_name_lower and (f"'{name}'" in said or f"'{name}__" in said) for table, name in later
        ):
            left.append(each)
        else:
            made[each.model_name_lower].options.setdefault(key, []).append(what)
    return left
