"""Texts in two languages."""

from django.utils import translation

from kring.core.words import said_in


def test_it_says_it_in_the_readers_language():
    with translation.override("en"):
        assert said_in({"nl": "Wonen", "en": "Living"}) == "Living"


def test_the_other_language_is_better_than_nothing():
    assert said_in({"nl": "Wonen", "en": ""}, "en") == "Wonen"


def test_without_any_text_it_says_nothing():
    assert said_in(None) == ""
