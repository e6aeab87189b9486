"""Reads about sharing."""

from kring.sharing.queries.shares import (
    STANDING,
    colleagues_words,
    share_counts,
    shared_story_ids,
    shares_of,
    theme_shares,
)

__all__ = ["STANDING", "colleagues_words", "share_counts", "shared_story_ids", "shares_of", "theme_shares"]
