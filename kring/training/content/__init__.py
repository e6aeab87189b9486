"""The first set of lessons, read from the files in this folder; each organisation gets its own copy to change."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
LANGUAGES = ("nl", "en")
FIELDS = ("title", "body", "task", "question", "answer")


@dataclass(frozen=True)
class FirstLesson:
    """One lesson in both languages."""

    key: str
    picture: str
    minutes: int
    texts: dict[str, dict[str, str]]  # field → language → text


@cache
def lessons() -> tuple[FirstLesson, ...]:
    """Return every lesson of the set, in the order of the file `tracks.toml`."""
    found = []
    for key in tomllib.loads((FOLDER / "tracks.toml").read_text(encoding="utf-8"))["lessons"]:
        raw = tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))
        texts = {field: {spoken: raw[spoken][field].strip() for spoken in LANGUAGES} for field in FIELDS}
        found.append(FirstLesson(key=key, picture=raw["picture"], minutes=raw["minutes"], texts=texts))
    return tuple(found)


@cache
def tracks() -> dict[str, list[str]]:
    """Return which lessons each target group gets, in which order, by key."""
    return dict(tomllib.loads((FOLDER / "tracks.toml").read_text(encoding="utf-8"))["tracks"])
