"""A screen asks every few seconds whether its wall shows something new: answered before everything else.

Most of these questions do not come this far: `door.py` answers them before Django.
"""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone

from kring.core.scope import inside
from kring.hub.actions import wall as actions
from kring.hub.door import COOKIE, KEPT, PATH, Kept, headers
from kring.hub.queries import wall as queries
from kring.hub.rules import wall as rules

AT_MOST = 2000
log = logging.getLogger(__name__)


class WallMiddleware:
    """Answer /wall/state here; hand everything else on.

    What all screens of an organisation may ask for is read together and kept for a second, so that five hundred
    screens cost two small queries a second. What a wall shows is read again only when its mark has changed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.kept = Kept()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a screen, or hand on."""
        if request.path_info != PATH or request.method != "GET":
            return self.get_response(request)
        self.kept = request.META.get(KEPT, self.kept)  # the door and we remember the same
        try:
            answer = self.state(request.COOKIES.get(COOKIE, ""), request.META.get("HTTP_IF_NONE_MATCH", ""))
        except DatabaseError as error:
            log.error("A wall could not be read: %s", type(error).__name__)
            answer = HttpResponse(status=503)
        for name, value in headers().items():
            answer.headers[name] = value
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
        on_air = self.now_on_air(token[0], token[1])
        wall_id = self.kept.wall_of(on_air, token)
        if wall_id is None:
            return HttpResponse(status=403)
        etag = on_air.etags.get(wall_id)
        if etag is None:  # connected a moment ago: the worker draws it now
            return HttpResponse(status=204)
        if rules.knows(known, etag):
            answer: HttpResponse = HttpResponseNotModified()
        else:
            answer = HttpResponse(self.content(token[0], wall_id, etag), content_type="application/json")
        answer.headers["ETag"] = rules.mark(etag)
        return answer

    def now_on_air(self, organisation_id: int, screen_id: int) -> queries.OnAir:
        """Return what the screens of an organisation may ask for, at most a second old."""
        if (kept := self.kept.fresh(organisation_id)) is not None:
            return kept
        now = timezone.now()
        with inside(organisation_id):
            seen = self.kept.seen.pop(organisation_id, set())
            if seen:
                actions.see_screens(screen_ids=seen, now=now)
            found = queries.on_air(now, known=self.kept.connected(organisation_id, screen_id), noted=seen)
        if len(self.kept.on_air) >= AT_MOST:
            self.kept.on_air.clear()
        self.kept.on_air[organisation_id] = found
        return found

    def content(self, organisation_id: int, wall_id: int, etag: str) -> bytes:
        """Return what a wall shows, read once for all its screens."""
        kept = self.kept.contents.get(wall_id)
        if kept and kept[0] == etag:
            return kept[1]
        with inside(organisation_id):
            state = queries.state(wall_id)
        content = state.content.encode() if state else b"{}"
        if len(self.kept.contents) >= AT_MOST:
            self.kept.contents.clear()
        if state:
            self.kept.contents[wall_id] = (state.etag, content)
        return content
