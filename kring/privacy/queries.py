"""Everything that Kring holds of a person, in one file."""

import io
import json
import zipfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from django.core.files.storage import default_storage

from kring.core import personal
from kring.core.models import Account, AuditNote, Membership
from kring.core.tables import csv_file

if TYPE_CHECKING:
    from kring.people.models import Person

ABOUT = """Everything that Kring holds of you in {organisation}, on {day}.
Alles wat Kring van je bewaart bij {organisation}, op {day}.

data.json   everything in one file, for programs / alles in één bestand, voor programma's
tables/     the same, one file per kind, for a spreadsheet / hetzelfde, per soort, voor een rekenblad
files/      pictures you gave / foto's die je gaf
"""


def held_of(person: "Person") -> dict[str, list[dict[str, Any]]]:
    """Return every row that Kring holds of `person`, by table, the empty tables too."""
    found: dict[str, list[dict[str, Any]]] = {}
    for room in personal.rooms():
        found |= personal.export(room.HOLDS, person)
        found |= room.opened(person) if hasattr(room, "opened") else {}  # what is sealed for this person alone
    return {**(_of_account(person.account) if person.account else {}), **found}


def _of_account(account: Account) -> dict[str, list[dict[str, Any]]]:
    """Return what is held of an account: of its password and second step only that they are there."""
    times = {"created_at": account.created_at, "last_login": account.last_login}
    return {
        "core.account": [
            {
                "email": account.email,
                "language": account.language,
                "has_password": account.has_usable_password(),
                **{name: at.isoformat() if at else None for name, at in times.items()},
            }
        ],
        "core.membership": [
            {"organisation": m.organisation.name}
            for m in Membership.objects.filter(account=account).select_related("organisation").order_by("pk")
        ],
        "mfa.authenticator": [
            {"type": one.type, "created_at": one.created_at.isoformat()}
            for one in Authenticator.objects.filter(user=account).order_by("pk")
        ],
        "core.auditnote": [
            {"verb": note.verb, "subject": note.subject_kind, "at": note.created_at.isoformat(), **note.details}
            for note in AuditNote.objects.filter(account=account).order_by("pk")
        ],
    }


def my_data_file(person: "Person", *, day: str) -> bytes:
    """Return the ZIP file with everything of `person`."""
    held, made = held_of(person), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("about.txt", ABOUT.format(organisation=person.organisation.name, day=day))
        file.writestr("data.json", json.dumps(held, ensure_ascii=False, indent=1))
        for table, rows in held.items():
            if rows:
                head = list(dict.fromkeys(name for row in rows for name in row))
                cells = [[_cell(row.get(name)) for name in head] for row in rows]
                file.writestr(f"tables/{table}.csv", csv_file(head, cells))
        name = person.photo.name or ""
        if name and default_storage.exists(name):
            with default_storage.open(name) as photo:
                file.writestr(f"files/photo{PurePosixPath(name).suffix}", photo.read())
    return made.getvalue()


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
