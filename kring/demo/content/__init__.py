"""What there is to tell in the demo world, read from the TOML files in this folder."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kring.demo.world import GROUPS

FOLDER = Path(__file__).resolve().parent
Said = dict[str, str]


@dataclass(frozen=True)
class Theme:
    """A subject, resting on a pillar."""

    key: str
    pillar: int
    name: Said


@dataclass(frozen=True)
class Story:
    """A story in both languages, with the questions that groups are asked."""

    theme: str
    title: Said
    body: Said
    made_for: tuple[int, ...] = ()  # places in GROUPS; empty: for everyone
    asks: dict[int, Said] = field(default_factory=dict)
    example: dict[int, Said] = field(default_factory=dict)


@dataclass(frozen=True)
class Find:
    """Something a source brought that nobody has looked at yet."""

    title: str
    text: str


@dataclass(frozen=True)
class Brought:
    """What a colleague brought in."""

    theme: str
    going_on: str
    to_share: str


@dataclass(frozen=True)
class Draft:
    """A story that is not out yet, in Dutch alone so far."""

    theme: str
    title: str
    body: str
    is_planned: bool = False


@dataclass(frozen=True)
class Content:
    """All there is to tell in one organisation."""

    pillars: list[Said]
    themes: list[Theme]
    stories: list[Story]
    ideas: list[Brought]
    finds: list[Find]
    drafts: list[Draft]


@cache
def of(organisation: str) -> Content:
    """Return what `organisation` (a key of the cast) has to tell."""
    raw = tomllib.loads((FOLDER / f"{organisation}.toml").read_text(encoding="utf-8"))
    themes = [Theme(t["key"], n, t["name"]) for n, p in enumerate(raw["pillar"]) for t in p["theme"]]
    stories = [_story(s) for s in raw["story"]]
    return Content(
        pillars=[pillar["name"] for pillar in raw["pillar"]],
        themes=themes,
        stories=stories,
        ideas=[Brought(**idea) for idea in raw["idea"]],
        finds=[Find(**find) for find in raw["find"]],
        drafts=[Draft(**draft) for draft in raw["draft"]],
    )


def _story(raw: dict[str, object]) -> Story:
    parts: dict[str, dict[str, Said]] = {k: v for k, v in raw.items() if k in {"asks", "example"}}  # type: ignore[misc]
    return Story(
        theme=str(raw["theme"]),
        title=raw["title"],  # type: ignore[arg-type]
        body={language: text.strip() for language, text in raw["body"].items()},  # type: ignore[attr-defined]
        made_for=tuple(GROUPS.index(key) for key in raw.get("for", [])),  # type: ignore[attr-defined]
        asks={GROUPS.index(key): said for key, said in parts.get("asks", {}).items()},
        example={GROUPS.index(key): said for key, said in parts.get("example", {}).items()},
    )


Hub = dict[str, list[dict[str, Any]]]


@cache
def hub(organisation: str) -> Hub:
    """Return what the Social Hub of `organisation` deals with: subjects, questions, precedents, monitors."""
    return tomllib.loads((FOLDER / f"{organisation}_hub.toml").read_text(encoding="utf-8"))


@cache
def posts() -> dict[str, dict[str, list[str]]]:
    """Return what people write, by theme and language."""
    return tomllib.loads((FOLDER / "posts.toml").read_text(encoding="utf-8"))
