"""Versions of a story: what is different between two, word by word."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

Snapshot = Mapping[str, Any]


@dataclass(frozen=True)
class Piece:
    """Some words: the same in both, only in the older (`gone`), or only in the newer (`new`)."""

    kind: str
    words: str


@dataclass(frozen=True)
class FieldChange:
    """One field that differs, with its words piece by piece."""

    name: str
    pieces: tuple[Piece, ...]


def flat(snapshot: Snapshot, before: str = "") -> dict[str, str]:
    """Return a snapshot as one text per field; a part of a part gets both names, joined by a dot."""
    found: dict[str, str] = {}
    for key, value in snapshot.items():
        name = f"{before}{key}"
        if isinstance(value, Mapping):
            found |= flat(value, f"{name}.")
        elif isinstance(value, list | tuple):
            found[name] = ", ".join(str(one) for one in value)
        elif value not in (None, ""):
            found[name] = str(value)
    return found


def changed(older: Snapshot, newer: Snapshot) -> list[str]:
    """Return the names of the fields that differ, in the order of the newer one."""
    one, other = flat(older), flat(newer)
    return [name for name in dict.fromkeys([*other, *one]) if one.get(name, "") != other.get(name, "")]


def compare(older: Snapshot, newer: Snapshot) -> list[FieldChange]:
    """Return what differs between two snapshots, field by field."""
    one, other = flat(older), flat(newer)
    return [FieldChange(name, pieces(one.get(name, ""), other.get(name, ""))) for name in changed(older, newer)]


def pieces(older: str, newer: str) -> tuple[Piece, ...]:
    """Return two texts as one: what stayed, what went, what came, in whole words."""
    one, other = re.findall(r"\s+|\w+|[^\w\s]", older), re.findall(r"\s+|\w+|[^\w\s]", newer)
    found: list[Piece] = []
    gone = new = ""

    def end() -> None:
        found.extend(Piece(kind, words) for kind, words in (("gone", gone), ("new", new)) if words)

    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        same = "".join(one[a:b])
        if kind != "equal" or (same.isspace() and (gone or new) and b < len(one)):  # a space alone does not part them
            gone, new = gone + same, new + "".join(other[c:d])
            continue
        end()
        gone = new = ""
        found.append(Piece("same", same))
    end()
    return tuple(found)
