"""Find the connectors: a file in `channels` or `sources` is one, its name is its key."""

import importlib
import pkgutil

from kring.connectors import channels
from kring.connectors.channel import Channel


def _found() -> dict[str, Channel]:
    found: dict[str, Channel] = {}
    for module in pkgutil.iter_modules(channels.__path__):
        loaded = importlib.import_module(f"{channels.__name__}.{module.name}")
        kinds = [
            k for k in vars(loaded).values() if isinstance(k, type) and issubclass(k, Channel) and k is not Channel
        ]
        found[module.name] = next(k for k in kinds if k.__module__ == loaded.__name__)()
    return found


CHANNELS: dict[str, Channel] = _found()
