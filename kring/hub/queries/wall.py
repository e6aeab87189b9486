"""Reads about walls and screens: what each shows, and which screen carries which token."""

import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from kring.core.models import Organisation
from kring.core.scope import inside
from kring.hub.door import COOKIE as COOKIE
from kring.hub.models import Panel, Screen, Wall, WallState
from kring.hub.rules import wall as rules

WATCHED = timedelta(minutes=5)  # a wall is kept up to date as long as a screen asked for it in this time
AWAY = timedelta(minutes=10)  # a screen that did not ask for so long is off, or has no network
SEEN_EVERY = timedelta(minutes=2)  # no need to know it more precisely


@dataclass(frozen=True)
class OnAir:
    """What one organisation's screens may ask for right now: a few rows, read at once for all of them."""

    screens: dict[int, tuple[str, int]]  # screen to the hash of its token, and its wall
    due: frozenset[int]  # screens that were not noted as seen for a while
    etags: dict[int, str]  # wall to the mark of what it shows
    read_at: float  # by the clock that only goes forward
    screens_read_at: float


@dataclass(frozen=True)
class ScreenRow:
    """A screen on the hub's page."""

    screen: Screen
    is_on: bool


def walls() -> QuerySet[Wall]:
    """Return the walls by name."""
    return Wall.objects.order_by("name")


def wall(pk: int) -> Wall | None:
    """Return one wall."""
    return Wall.objects.filter(pk=pk).first()


def panels(of: Wall) -> list[Panel]:
    """Return the panels of a wall in their order."""
    return list(Panel.objects.filter(wall=of))


def panel(pk: int) -> Panel | None:
    """Return one panel, with its wall."""
    return Panel.objects.filter(pk=pk).select_related("wall").first()


def screens(now: datetime) -> list[ScreenRow]:
    """Return all screens by name."""
    rows = Screen.objects.select_related("wall").order_by("name", "pk")
    return [ScreenRow(row, bool(row.seen_at and row.seen_at > now - AWAY)) for row in rows]


def screen(pk: int) -> Screen | None:
    """Return one screen."""
    return Screen.objects.filter(pk=pk).select_related("wall").first()


def screen_of(carried: str) -> Screen | None:
    """Return the screen that carries this token, whatever organisation it is of."""
    if (token := rules.read_token(carried)) is None:
        return None
    organisation_id, screen_id, secret = token
    with inside(organisation_id):
        found = Screen.objects.filter(pk=screen_id).select_related("organisation").first()
    return found if found and rules.is_same(found.token_hash, secret) else None


def on_air(now: datetime, *, known: OnAir | None = None, noted: Collection[int] = ()) -> OnAir:
    """Return what the screens of this organisation may ask for; two queries, whatever their number.

    With `known`, its screens are taken over, and those that were noted as seen are no longer due: one query.
    """
    read_at, etags = time.monotonic(), dict(WallState.objects.values_list("wall_id", "etag"))
    if known is not None:
        return replace(known, due=known.due - set(noted), etags=etags, read_at=read_at)
    rows = Screen.objects.exclude(token_hash="").order_by().values_list("pk", "token_hash", "wall_id", "seen_at")
    found = list(rows)
    return OnAir(
        screens={pk: (token_hash, wall_id) for pk, token_hash, wall_id, _seen in found},
        due=frozenset(pk for pk, _hash, _wall, seen_at in found if seen_at is None or seen_at < now - SEEN_EVERY),
        etags=etags,
        read_at=read_at,
        screens_read_at=read_at,
    )


def state(wall_id: int) -> WallState | None:
    """Return what a wall shows."""
    return WallState.objects.filter(wall=wall_id).first()


def watched(now: datetime) -> dict[int, list[int]]:
    """Return the walls that a screen looks at now, by organisation: one query over all of them."""
    found: dict[int, list[int]] = {}
    everywhere = list(Organisation.objects.values_list("pk", flat=True))
    if everywhere:
        with inside(*everywhere):
            looking = Screen.objects.filter(seen_at__gt=now - WATCHED).order_by()
            for organisation_id, wall_id in looking.values_list("organisation_id", "wall_id").distinct():
                found.setdefault(organisation_id, []).append(wall_id)
    return found


def new_code(now: datetime) -> str:
    """Return a code for a screen that waits."""
    return rules.new_code(settings.SECRET_KEY, int(now.timestamp() // 60))


def is_code(code: str, now: datetime) -> bool:
    """Return whether a screen may show this code now."""
    return rules.is_code(settings.SECRET_KEY, code, int(now.timestamp() // 60))


def address_to_connect(code: str) -> str:
    """Return where a phone confirms a code: what the picture beside it leads to."""
    return f"{settings.PUBLIC_URL}{reverse('hub:connect_screen')}?code={code}"
