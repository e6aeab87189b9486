"""Which place of the menu a page belongs to."""

import pytest

from kring.ui.templatetags.ui import within


@pytest.mark.parametrize("page", ["/answers", "/answers/meaning", "/answers/protocol"])
def test_a_page_belongs_to_the_place_above_it(page):
    assert within(page, "/answers")
    assert not within(page, "/me")  # though "/me" stands in "/answers/meaning"


def test_a_place_that_only_begins_alike_and_one_that_is_not_there():
    assert not within("/deskwork", "/desk")
    assert not within("/desk", "")
