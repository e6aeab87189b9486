"""Before Django: a screen that has what its wall shows already is told so in a few lines, hundreds of them a minute."""

import re
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings

from kring.hub.rules import wall as rules

if TYPE_CHECKING:
    from kring.hub.queries.wall import OnAir

PATH = "/wall/state"
KEPT = "kring.walls"  # where Django finds what this process remembers
COOKIE = "__Host-kring-wall" if settings.IS_HTTPS else "kring-wall"  # what a connected screen carries
CARRIED = re.compile(rf"(?:^|;\s*){COOKIE}=([\w-]+)")


class Kept:
    """What one web process remembers of walls: marks for a second, screens for two, what is shown by its mark."""

    def __init__(self) -> None:
        self.on_air: dict[int, OnAir] = {}  # by organisation
        self.contents: dict[int, tuple[str, bytes]] = {}  # of a wall: its mark, and what it shows
        self.seen: dict[int, set[int]] = {}  # screens that asked, by organisation, to be noted together

    def fresh(self, organisation_id: int) -> "OnAir | None":
        """Return what the screens of an organisation may ask for, unless it was read too long ago."""
        kept = self.on_air.get(organisation_id)
        return kept if kept and time.monotonic() - kept.read_at < rules.KEPT_SECONDS else None

    def connected(self, organisation_id: int, screen_id: int) -> "OnAir | None":
        """Return what was known a moment ago, if its screens need not be read anew; never for one that is new."""
        kept = self.on_air.get(organisation_id)
        is_recent = kept and time.monotonic() - kept.screens_read_at < rules.SCREENS_KEPT_SECONDS
        return kept if kept and is_recent and screen_id in kept.screens else None

    def wall_of(self, on_air: "OnAir", token: tuple[int, int, str]) -> int | None:
        """Return what a screen of ours shows, and remember that it asked; None for no screen of ours."""
        organisation_id, screen_id, secret = token
        kept, wall_id = on_air.screens.get(screen_id, ("", 0))
        if not rules.is_same(kept, secret):
            return None
        if screen_id in on_air.due:
            self.seen.setdefault(organisation_id, set()).add(screen_id)
        return wall_id


def headers() -> dict[str, str]:
    """Return what every answer to a screen carries: the moment, and that nobody keeps it."""
    return {"Cache-Control": "private, no-store", "X-Now": str(int(time.time()))}


class WallDoor:
    """Answer most questions of screens here; hand everything else on to Django."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application, self.kept = application, Kept()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer that nothing changed, or hand on."""
        if environ["PATH_INFO"] == PATH:
            if mark := self._unchanged(environ):
                start_response("304 Not Modified", [("ETag", mark), *headers().items()])
                return [b""]
            environ[KEPT] = self.kept
        return self.application(environ, start_response)

    def _unchanged(self, environ: dict[str, Any]) -> str:
        """Return the mark of what a screen shows while that is still so; empty where Django has to look."""
        carried = CARRIED.search(environ.get("HTTP_COOKIE", ""))
        token = rules.read_token(carried[1]) if carried and environ["REQUEST_METHOD"] == "GET" else None
        on_air = self.kept.fresh(token[0]) if token else None
        if token is None or on_air is None:
            return ""
        etag = on_air.etags.get(self.kept.wall_of(on_air, token) or 0)
        return rules.mark(etag) if etag and rules.knows(environ.get("HTTP_IF_NONE_MATCH", ""), etag) else ""
