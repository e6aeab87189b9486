"""Invented people: first and last names as they are heard in the Netherlands. No combination means anybody."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

import numpy as np

FILE = Path(__file__).resolve().parent / "content" / "names.toml"


@cache
def known() -> tuple[list[str], list[str]]:
    """Return all first and all last names."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    first, last = ([" ".join(name.split()) for name in raw[part].split(",")] for part in ("first", "last"))
    return first, last


def draw(count: int, dice: np.random.Generator) -> list[str]:
    """Return `count` names; the same name may come twice, as it does in life."""
    first, last = known()
    one, other = dice.integers(0, len(first), count), dice.integers(0, len(last), count)
    return [f"{first[a]} {last[b]}" for a, b in zip(one, other, strict=True)]


def addresses(names: list[str], domain: str) -> list[str]:
    """Return an e-mail address for each name, none of them twice."""
    taken: dict[str, int] = {}
    made = []
    for name in names:
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        local = re.sub(r"[^a-z]+", ".", plain).strip(".")
        taken[local] = taken.get(local, 0) + 1
        made.append(f"{local}{taken[local] if taken[local] > 1 else ''}@{domain}")
    return made
