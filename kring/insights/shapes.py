"""What an answer is told with: sentences, pictures, lights and tables."""

from dataclasses import dataclass

from django.utils.functional import Promise

from kring.insights import words

Text = str | Promise


@dataclass(frozen=True)
class Picture:
    """A drawing for a wide page and for a phone, with what it shows in words."""

    title: str
    note: str
    wide: str
    narrow: str


@dataclass(frozen=True)
class Table:
    """The numbers behind a picture."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    has_titles: bool = False  # in its second column


@dataclass(frozen=True)
class LightTold:
    """A light in words."""

    light: str
    name: str
    asked: Text
    found: Text


@dataclass(frozen=True)
class Told:
    """One answer, told."""

    key: str
    question: str
    said: words.Said
    about: str  # the entry that tells how it comes about
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    letter: str = ""
    letter_name: str = ""
    grade: Text = ""
    reasons: tuple[Text, ...] = ()
    missing: tuple[Text, ...] = ()
    lights: tuple[LightTold, ...] = ()
    by_lot: str = ""
    has_method: bool = False  # the same question by the method of other analysts
