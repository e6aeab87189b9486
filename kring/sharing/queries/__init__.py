"""Reads about sharing."""

from kring.sharing.queries.composing import (
    SLUG_LENGTH,
    After,
    Look,
    Way,
    Writing,
    after,
    can_connect,
    compare,
    disclosure,
    is_too_alike,
    look,
    moments_for,
    newest_share,
    ways,
    writing,
)
from kring.sharing.queries.groups import posts_of, shares_by_group
from kring.sharing.queries.links import Link, address_of_link, link, link_for
from kring.sharing.queries.posts import posts
from kring.sharing.queries.shares import (
    STANDING,
    colleagues_words,
    share_counts,
    shared_story_ids,
    shares_of,
    theme_shares,
)

__all__ = [
    "SLUG_LENGTH",
    "STANDING",
    "After",
    "Link",
    "Look",
    "Way",
    "Writing",
    "address_of_link",
    "after",
    "can_connect",
    "colleagues_words",
    "compare",
    "disclosure",
    "is_too_alike",
    "link",
    "link_for",
    "look",
    "moments_for",
    "newest_share",
    "posts",
    "posts_of",
    "share_counts",
    "shared_story_ids",
    "shares_by_group",
    "shares_of",
    "theme_shares",
    "ways",
    "writing",
]
