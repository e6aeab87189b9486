"""What rooms tell people: a room with a `messages.py` says its kinds there, and this is where they are found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.functional import Promise

if TYPE_CHECKING:
    from kring.reach.models import Message


@dataclass(frozen=True)
class Letter:
    """What one message says, in its reader's language; a rich mail has a template of its own besides."""

    title: str
    text: str  # plain; an empty line parts paragraphs
    link: str = ""  # a path of Kring: /stories/7
    link_words: str = ""  # what the button says
    template: str = ""  # of the mail, without ending: it extends reach/mails/message.html and .txt
    context: Mapping[str, Any] = field(default_factory=dict)  # for that template


@dataclass(frozen=True)
class Kind:
    """One kind of message: what it is called, why somebody gets it, and how it is written."""

    key: str  # "nudges.smaller_step": the room and a name
    name: str | Promise  # on the page where it is switched off
    why: str | Promise  # "You get this because …"
    # Written fresh at the moment of sending, in the reader's language; None: its reason is gone, and nothing is sent.
    # Without it the room sends its own letters, and asks `actions.spend` before each.
    write: "Callable[[Message], Letter | None] | None" = None
    counts: bool = True  # against what somebody may get in a week, and kept to the hours; False: they asked for it
    is_on: bool = True  # before the person chooses


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind of message by its key, from the lowest room up."""
    found: dict[str, Kind] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.messages"
        if config.name.startswith("kring.") and find_spec(name):
            found |= {kind.key: kind for kind in import_module(name).KINDS}
    return found
