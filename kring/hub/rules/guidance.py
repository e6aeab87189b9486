"""Texts in two languages as somebody filled them in."""

from collections.abc import Mapping


def said(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the languages that something was written in."""
    return {language: text.strip() for language, text in texts.items() if text.strip()}
