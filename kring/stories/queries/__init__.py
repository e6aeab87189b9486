"""Reads about stories: what is live, how it looks to one person, what waits at the editors' desk."""

from kring.stories.queries.cards import StoryCard, card, cards, language_of, languages, live, pillars, themes, wordings

__all__ = ["StoryCard", "card", "cards", "language_of", "languages", "live", "pillars", "themes", "wordings"]
