"""The second lock: PostgreSQL itself keeps organisations apart, whatever a query forgets."""

from django.apps import apps
from django.db import connection, models

from kring.core.scope import SETTING

# Read before an organisation is known: whom an account belongs to, the organisations themselves, what is limited.
OPEN = {"core.Organisation", "core.Account", "core.Membership", "core.Tries"}


def locked_models() -> list[type[models.Model]]:
    """Return every model of ours whose rows belong to one organisation."""
    ours = [m for m in apps.get_models() if m.__module__.startswith("kring.")]
    return [m for m in ours if m._meta.label not in OPEN and m._meta.managed]


def lock_all() -> None:
    """Put row-level security on every table of an organisation; doing it again changes nothing."""
    allowed = f"organisation_id = any(string_to_array(nullif(current_setting('{SETTING}', true), ''), ',')::bigint[])"
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_policies where policyname = 'own_organisation'")
        done = {row[0] for row in cursor.fetchall()}
        for model in locked_models():
            table = model._meta.db_table
            if table not in done:
                cursor.execute(f'alter table "{table}" enable row level security')
                cursor.execute(f'alter table "{table}" force row level security')
                cursor.execute(f'create policy own_organisation on "{table}" using ({allowed}) with check ({allowed})')
