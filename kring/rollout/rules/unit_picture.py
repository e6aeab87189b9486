"""Where everything stands in the picture of a unit: its parts in a ring, with the heroes around each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, pi, sin, sqrt
from typing import Any

SIZE, RING = 400, 148
SMALLEST, LARGEST = 15, 34


@dataclass(frozen=True)
class Dot:
    """A hero at the edge of their part."""

    x: float
    y: float


@dataclass(frozen=True)
class Part:
    """A part of the unit: where it stands, how large it is drawn, and how near heroes are."""

    number: int
    x: float
    y: float
    radius: float
    values: tuple[str, ...]
    people: int
    reach: str
    heroes: tuple[str, ...]  # names
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Tie:
    """Heroes of one part who are near to many of another."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True)
class Drawing:
    """The whole picture."""

    parts: tuple[Part, ...]
    ties: tuple[Tie, ...]
    size: int = SIZE

    @property
    def holes(self) -> int:
        """How many parts have hardly a hero near."""
        return sum(part.reach == "hole" for part in self.parts)


def drawn(picture: Mapping[str, Any], names: Mapping[int, str]) -> Drawing:
    """Return where everything stands; heroes whose name is gone are left out."""
    told = picture.get("parts", [])
    most = max([part["people"] for part in told], default=1)
    parts = []
    for place, part in enumerate(told):
        angle = 2 * pi * place / len(told) - pi / 2
        away = RING if len(told) > 1 else 0
        x, y = SIZE / 2 + away * cos(angle), SIZE / 2 + away * sin(angle)
        radius = SMALLEST + (LARGEST - SMALLEST) * sqrt(part["people"] / most)
        here = tuple(names[hero] for hero in part["heroes"] if hero in names)
        dots = tuple(_dot(x, y, radius + 6, one, max(len(here), 6)) for one in range(len(here)))
        parts.append(
            Part(place + 1, round(x, 1), round(y, 1), round(radius, 1), tuple(part["values"]), part["people"],
                 part["reach"], here, dots)
        )  # fmt: skip
    home = {hero: place for place, part in enumerate(told) for hero in part["heroes"]}
    between = Counter(
        (home[line["hero"]], line["part"])
        for line in picture.get("lines", [])
        if line["hero"] in home and home[line["hero"]] != line["part"]
    )
    ties = tuple(
        Tie(parts[a].x, parts[a].y, parts[b].x, parts[b].y, round(1 + 1.1 * heroes, 1))
        for (a, b), heroes in sorted(between.items())
    )
    return Drawing(tuple(parts), ties)


def _dot(x: float, y: float, radius: float, place: int, places: int) -> Dot:
    angle = 2 * pi * place / places - pi / 2
    return Dot(round(x + radius * cos(angle), 1), round(y + radius * sin(angle), 1))
