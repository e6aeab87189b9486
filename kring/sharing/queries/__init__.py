"""Reads about sharing."""

from kring.sharing.queries.links import Link, address_of_link, link, link_for
from kring.sharing.queries.shares import (
    STANDING,
    colleagues_words,
    share_counts,
    shared_story_ids,
    shares_of,
    theme_shares,
)

__all__ = [
    "STANDING",
    "Link",
    "address_of_link",
    "colleagues_words",
    "link",
    "link_for",
    "share_counts",
    "shared_story_ids",
    "shares_of",
    "theme_shares",
]
