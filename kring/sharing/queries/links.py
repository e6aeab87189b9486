"""Reads about tracked links."""

from dataclasses import dataclass

from django.conf import settings

from kring.sharing.models import Share, TrackedLink


@dataclass(frozen=True)
class Link:
    """Where a tracked link leads, and whose it is."""

    share_id: int
    target: str


def link(slug: str) -> Link | None:
    """Return the tracked link called `slug`."""
    found = TrackedLink.objects.filter(slug=slug).values_list("share_id", "target").first()
    return Link(*found) if found else None


def address_of_link(tracked: TrackedLink) -> str:
    """Return the whole address of a tracked link, as it stands in a post."""
    return f"{settings.PUBLIC_URL}/l/{tracked.organisation_id}/{tracked.slug}"


def link_for(share: Share) -> str:
    """Return the address in a share's post; empty for a share without one."""
    tracked = TrackedLink.objects.filter(share=share).first()
    return address_of_link(tracked) if tracked else ""
