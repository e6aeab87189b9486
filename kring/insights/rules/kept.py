"""Frozen values as plain JSON and back, and the fingerprint that tells whether two of them are the same."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from math import isfinite
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


def plain(value: Any) -> Any:
    """Return a value as what JSON can hold; a number that is not known becomes null."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, float) and not isfinite(value):
        return None
    return value


def read(kind: type[Value], values: Any) -> Value:
    """Return the frozen value that was kept as plain JSON."""
    return _read(kind, values)


def _read(kind: Any, value: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if value is None and NoneType in inner:
            return None
        return _read(next(one for one in inner if one is not NoneType), value)
    if origin is tuple:
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_read(kind, one) for kind, one in zip(kinds, value, strict=True))
    if origin is dict:
        return {_read(inner[0], key): _read(inner[1], one) for key, one in value.items()}
    if is_dataclass(kind):
        make: Any = kind
        hints = get_type_hints(kind)
        return make(**{one.name: _read(hints[one.name], value[one.name]) for one in fields(kind) if one.name in value})
    if isinstance(kind, type) and issubclass(kind, (date, datetime)):
        return kind.fromisoformat(value)
    if isinstance(kind, type) and issubclass(kind, (Enum, int, float, str)) and not isinstance(value, bool):
        return kind(value)
    return value


def canonical(value: Any) -> str:
    """Return JSON that is the same for the same values: keys in order, no spaces."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(value: Any) -> str:
    """Return the fingerprint of a value: SHA-256 over its canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def short(fingerprint: str) -> str:
    """Return a fingerprint as people compare it: its beginning, in groups of four."""
    return " ".join(fingerprint[n : n + 4] for n in range(0, 16, 4))
