"""Read a setting from the environment, or from the file that NAME_FILE points at, and remember what it is for."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Setting:
    """One setting of the installation: its name, what it is for, its default and whether it is a secret."""

    name: str
    about: str
    default: str
    value: str
    secret: bool


KNOWN: dict[str, Setting] = {}


def text(name: str, default: str = "", *, about: str, secret: bool = False) -> str:
    """Return the setting called `name` as text."""
    value, path = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value is None and path:
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SystemExit(f"{name}_FILE names {path}, which cannot be read: {error}") from None
    KNOWN[name] = Setting(name, about, default, default if value is None else value, secret)
    return KNOWN[name].value


def number(name: str, default: int, *, about: str) -> int:
    """Return the setting called `name` as a whole number."""
    value = text(name, str(default), about=about)
    try:
        return int(value)
    except ValueError:
        raise SystemExit(f"{name} must be a whole number, not {value!r}. {about}") from None


def switch(name: str, default: bool, *, about: str) -> bool:
    """Return the setting called `name` as on or off."""
    value = text(name, "on" if default else "off", about=about).lower()
    if value not in {"on", "off", "1", "0", "true", "false", "yes", "no"}:
        raise SystemExit(f"{name} must be on or off, not {value!r}. {about}")
    return value in {"on", "1", "true", "yes"}


def words(name: str, default: str = "", *, about: str, secret: bool = False) -> list[str]:
    """Return the setting called `name` as a list: words with commas between them."""
    return [word.strip() for word in text(name, default, about=about, secret=secret).split(",") if word.strip()]
