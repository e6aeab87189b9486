"""Tracked links are answered before everything else: no session, no cookie, as little work as can be."""

import logging
import re
import time
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from kring.core.scope import inside
from kring.core.visitors import visitor_address
from kring.engagement import actions, rules
from kring.sharing import queries as sharing

# What a network takes for a part of the address, a bracket or a full stop behind it, does not spoil it.
ADDRESS = re.compile(r"/l/([1-9]\d{0,17})/([A-Za-z0-9_-]{4,16})[/).,;:!?'\"»”]*")
KEPT_SECONDS = 30
KEPT_LINKS = 20_000
log = logging.getLogger(__name__)


class TrackedLinkMiddleware:
    """Answer /l/… here; hand everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.known: dict[tuple[int, str], tuple[float, sharing.Link]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a tracked link, or hand on; an address that is no link (any more) gets the page that says so."""
        asked = ADDRESS.fullmatch(request.path_info) if request.method in {"GET", "HEAD"} else None
        link = self.follow(request, int(asked[1]), asked[2]) if asked else None
        if link is None:
            return self.get_response(request)
        answer = HttpResponseRedirect(link.target)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Referrer-Policy"] = "no-referrer"
        answer.headers["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    def follow(self, request: HttpRequest, organisation_id: int, slug: str) -> sharing.Link | None:
        """Write the click, and only then return the link. When writing fails the visitor still gets there."""
        kept_at, link = self.known.get((organisation_id, slug), (0.0, None))
        try:
            with inside(organisation_id):
                if link is None or time.monotonic() - kept_at > KEPT_SECONDS:
                    link = sharing.link(slug)
                    self.keep(organisation_id, slug, link)
                if link:
                    agent = request.headers.get("User-Agent", "")
                    actions.record_click(
                        organisation_id=organisation_id,
                        share_id=link.share_id,
                        by=rules.who_followed(method=request.method or "", headers=request.headers),
                        address=visitor_address(request),
                        agent=agent,
                        referrer=request.headers.get("Referer", ""),
                        now=timezone.now(),
                    )
        except DatabaseError as error:
            log.error("A click on a tracked link is missing: %s", type(error).__name__)
        return link

    def keep(self, organisation_id: int, slug: str, link: sharing.Link | None) -> None:
        """Remember where a link leads for a while, so that most clicks cost one row and no lookup."""
        if len(self.known) >= KEPT_LINKS:
            self.known.clear()
        if link:
            self.known[organisation_id, slug] = (time.monotonic(), link)
        else:
            self.known.pop((organisation_id, slug), None)
