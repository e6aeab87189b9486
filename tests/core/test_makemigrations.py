"""A new database is made in seconds: what belongs to a table is made with it."""

from django.db.migrations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.models import F, Index, IntegerField, Q, UniqueConstraint

from kring.core.management.commands.makemigrations import folded


def columns(*names):
    return [(name, IntegerField()) for name in names]


def test_indexes_and_constraints_become_part_of_their_table():
    index, once = Index(F("a").desc(), name="newest"), UniqueConstraint(fields=["b"], name="once")
    table, other = folded(
        [
            CreateModel("Table", columns("a", "b")),
            CreateModel("Other", columns("c")),
            AddIndex("table", index),
            AddConstraint("table", once),
        ]
    )
    assert table.options == {"indexes": [index], "constraints": [once]}
    assert other.options == {}


def test_what_speaks_of_a_later_column_and_of_another_migrations_table_stays():
    later = AddField("table", "b", IntegerField())
    waits = AddConstraint("table", UniqueConstraint(fields=["a"], condition=Q(b__isnull=True), name="once"))
    elsewhere = AddIndex("elsewhere", Index(fields=["a"], name="older"))
    table, *left = folded([CreateModel("Table", columns("a")), later, waits, elsewhere])
    assert table.options == {}
    assert left == [later, waits, elsewhere]
