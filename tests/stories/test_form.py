"""What form a story has."""

import pytest

from kring.stories.rules.form import Form, form_of


@pytest.mark.parametrize(
    ("link", "picture", "form"),
    [
        ("https://bank.example", "", Form.LINK),
        ("https://bank.example", "cover.webp", Form.LINK),
        ("", "cover.webp", Form.PICTURE),
        ("", "", Form.WORDS),
    ],
)
def test_what_leads_elsewhere_is_a_link_whatever_picture_comes_with_it(link, picture, form):
    assert form_of(link=link, picture=picture) is form
