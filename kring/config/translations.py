"""Texts to translate: found in code and templates, kept per room, compiled without any tool of the machine."""

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
# Headers that change with every run, or say nothing: without them a file changes only when a text does.
IDLE = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Last-Translator', b'"Report-Msgid', b'"Project-Id', b"# ")
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
TEXT = r"u?(?P<{0}>'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
CALL = re.compile(
    rf"\b(?P<name>gettext|ngettext|pgettext|npgettext|_)\(\s*{TEXT.format('a')}(?:\s*,\s*{TEXT.format('b')})?(?:\s*,\s*{TEXT.format('c')})?"
)


def rooms() -> list[Path]:
    """Return the rooms that have texts of their own."""
    return sorted(path for path in PACKAGE.iterdir() if (path / "apps.py").exists())


def file_of(room: Path) -> Path:
    """Return where the Dutch texts of a room are."""
    return room / "locale" / "nl" / "LC_MESSAGES" / "django.po"


def found_in(room: Path) -> Catalog:
    """Return every text of a room, from its code and its templates."""
    catalog = Catalog(locale="nl", charset="utf-8")
    for file in sorted(room.rglob("*.py")):
        for _line, message, _comments, context in extract_from_file("python", str(file), keywords=KEYWORDS):
            catalog.add(message, context=context, locations=[(str(file.relative_to(room)), 0)])
    for file in sorted([*room.rglob("*.html"), *room.rglob("*.txt")]):
        if "static" in file.parts:
            continue
        for call in CALL.finditer(templatize(file.read_text())):
            texts = [_plain(call[part]) for part in "abc" if call[part]]
            where = [(str(file.relative_to(room)), 0)]
            match call["name"]:
                case "ngettext":
                    catalog.add((texts[0], texts[1]), locations=where)
                case "pgettext":
                    catalog.add(texts[1], context=texts[0], locations=where)
                case "npgettext":
                    catalog.add((texts[1], texts[2]), context=texts[0], locations=where)
                case _:
                    catalog.add(texts[0], locations=where)
    return catalog


def _plain(literal: str) -> str:
    quote = literal[0]
    return literal[1:-1].replace(f"\\{quote}", quote).replace("\\n", "\n").replace("\\\\", "\\")


def _read(file: Path) -> Catalog:
    if not file.exists():
        return Catalog(locale="nl", charset="utf-8")
    with file.open("rb") as opened:
        return read_po(opened, locale="nl")


def update_all() -> None:
    """Bring every room's file up to date with its texts; translations stay, texts that are gone go."""
    for room in rooms():
        found = found_in(room)
        if not len(found):
            continue
        catalog = _read(file_of(room))
        catalog.update(found, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        catalog.fuzzy = False
        file_of(room).parent.mkdir(parents=True, exist_ok=True)
        catalog.header_comment = ""
        made = io.BytesIO()
        write_po(made, catalog, width=110, no_location=True, sort_output=True)
        lines = made.getvalue().splitlines(keepends=True)
        file_of(room).write_bytes(b"".join(line for line in lines if not line.startswith(IDLE)))


def missing() -> list[str]:
    """Return a line for every text without a Dutch translation, and for every translation without a text."""
    lines = []
    for room in rooms():
        found, known = found_in(room), _read(file_of(room))
        for message in found:
            if not message.id:
                continue
            kept = known.get(message.id if isinstance(message.id, str) else message.id[0], message.context)
            said = kept.string if kept else ""
            if not kept or not (all(said) if isinstance(said, tuple | list) else said):
                lines.append(f"{room.name}: not translated: {message.id!r}")
            elif problems := list(kept.check(known)):
                lines.append(f"{room.name}: {message.id!r}: {problems[0]}")
        ids = {(m.id if isinstance(m.id, str) else m.id[0], m.context) for m in found}
        lines += [
            f"{room.name}: no longer used: {m.id!r}"
            for m in known
            if m.id and (m.id if isinstance(m.id, str) else m.id[0], m.context) not in ids
        ]
    return lines


def compile_all() -> None:
    """Make the files that Django reads; they are not kept in the repository."""
    for room in rooms():
        source = file_of(room)
        if not source.exists():
            continue
        made = source.with_suffix(".mo")
        if made.exists() and made.stat().st_mtime >= source.stat().st_mtime:
            continue
        catalog = _read(source)
        with made.open("wb") as opened:
            write_mo(opened, catalog)
