"""Texts in two languages, kept as {"nl": …, "en": …}."""

from collections.abc import Mapping

from django.utils.translation import get_language

LANGUAGES = ("nl", "en")


def said_in(texts: Mapping[str, str] | None, language: str | None = None) -> str:
    """Return the text in `language` (now's, without one), or in the other one when it is missing."""
    wanted = (language or get_language() or "nl")[:2]
    texts = texts or {}
    return texts.get(wanted) or next((texts[other] for other in LANGUAGES if texts.get(other)), "")
