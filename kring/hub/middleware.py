"""A screen asks every few seconds whether its wall shows something new: answered before everything else."""

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone

from kring.core.scope import inside
from kring.hub.actions import wall as actions
from kring.hub.queries import wall as queries
from kring.hub.rules import wall as rules

PATH = "/wall/state"
KEPT_SECONDS = 1.0
AT_MOST = 2000
log = logging.getLogger(__name__)


class WallMiddleware:
    """Answer /wall/state here; hand everything else on.

    What all screens of an organisation may ask for is read together and kept for a second, so that five hundred
    screens cost two small queries a second. What a wall shows is read again only when its mark has changed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.on_air: dict[int, tuple[float, queries.OnAir]] = {}
        self.contents: dict[int, tuple[str, bytes]] = {}  # of a wall: its mark, and what it shows
        self.seen: dict[int, set[int]] = {}  # screens that asked, by organisation, to be noted together

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a screen, or hand on."""
        if request.path_info != PATH or request.method != "GET":
            return self.get_response(request)
        try:
            answer = self.state(request.COOKIES.get(queries.COOKIE, ""), request.META.get("HTTP_IF_NONE_MATCH", ""))
        except DatabaseError as error:
            log.error("A wall could not be read: %s", type(error).__name__)
            answer = HttpResponse(status=503)
        answer.headers["Cache-Control"] = "private, no-store"
        answer.headers["X-Now"] = str(int(time.time()))
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["X-Frame-Options"] = "DENY"
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer

    def state(self, carried: str, known: str) -> HttpResponse:
        """Return what the wall of a screen shows, 304 when the screen has that already, 403 for no screen of ours."""
        token = rules.read_token(carried)
        if token is None:
            return HttpResponse(status=403)
        organisation_id, screen_id, secret = token
        on_air = self.now_on_air(organisation_id)
        kept, wall_id = on_air.screens.get(screen_id, ("", 0))
        if not rules.is_same(kept, secret):
            return HttpResponse(status=403)
        if screen_id in on_air.due:
            self.seen.setdefault(organisation_id, set()).add(screen_id)
        etag = on_air.etags.get(wall_id)
        if etag is None:  # connected a moment ago: the worker draws it now
            return HttpResponse(status=204)
        if known == (mark := f'"{etag}"'):
            answer: HttpResponse = HttpResponseNotModified()
        else:
            answer = HttpResponse(self.content(organisation_id, wall_id, etag), content_type="application/json")
        answer.headers["ETag"] = mark
        return answer

    def now_on_air(self, organisation_id: int) -> queries.OnAir:
        """Return what the screens of an organisation may ask for, at most a second old."""
        kept = self.on_air.get(organisation_id)
        if kept and time.monotonic() - kept[0] < KEPT_SECONDS:
            return kept[1]
        now = timezone.now()
        with inside(organisation_id):
            if seen := self.seen.pop(organisation_id, None):
                actions.see_screens(screen_ids=seen, now=now)
            found = queries.on_air(now)
        if len(self.on_air) >= AT_MOST:
            self.on_air.clear()
        self.on_air[organisation_id] = (time.monotonic(), found)
        return found

    def content(self, organisation_id: int, wall_id: int, etag: str) -> bytes:
        """Return what a wall shows, read once for all its screens."""
        kept = self.contents.get(wall_id)
        if kept and kept[0] == etag:
            return kept[1]
        with inside(organisation_id):
            state = queries.state(wall_id)
        content = state.content.encode() if state else b"{}"
        if len(self.contents) >= AT_MOST:
            self.contents.clear()
        if state:
            self.contents[wall_id] = (state.etag, content)
        return content
