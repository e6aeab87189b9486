"""Find the connectors: a file in `channels`, `sources`, `listeners` or `messengers` is one, its name is its key."""

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

from kring.connectors import channels, listeners, messengers, sources
from kring.connectors.channel import Channel
from kring.connectors.listener import Listener
from kring.connectors.messenger import Messenger
from kring.connectors.source import Source

Kind = TypeVar("Kind", Channel, Source, Listener, Messenger)


def _found(folder: ModuleType, kind: type[Kind]) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for module in pkgutil.iter_modules(folder.__path__):
        loaded = importlib.import_module(f"{folder.__name__}.{module.name}")
        own = [k for k in vars(loaded).values() if isinstance(k, type) and k.__module__ == loaded.__name__]
        found[module.name] = next(k for k in own if issubclass(k, kind))()
    return found


CHANNELS: dict[str, Channel] = _found(channels, Channel)
SOURCES: dict[str, Source] = _found(sources, Source)
LISTENERS: dict[str, Listener] = _found(listeners, Listener)
MESSENGERS: dict[str, Messenger] = _found(messengers, Messenger)
