"""Reads about sharing."""

from kring.sharing.queries.composing import (
    PLENTY,
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
from kring.sharing.queries.reading import Readable, posted_at, readable, with_numbers
from kring.sharing.queries.shares import (
    STANDING,
    colleagues_words,
    share_counts,
    shared_story_ids,
    shares_of,
    theme_shares,
)

__all__ = [
    "PLENTY",
    "SLUG_LENGTH",
    "STANDING",
    "After",
    "Link",
    "Look",
    "Readable",
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
    "posted_at",
    "posts",
    "posts_of",
    "readable",
    "share_counts",
    "shared_story_ids",
    "shares_by_group",
    "shares_of",
    "theme_shares",
    "ways",
    "with_numbers",
    "writing",
]
