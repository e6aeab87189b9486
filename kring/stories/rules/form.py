"""What form a story has, as far as it matters to who shares it."""

from enum import StrEnum


class Form(StrEnum):
    """What a post about a story shows beside somebody's own words."""

    LINK = "link"  # a page elsewhere
    PICTURE = "picture"
    WORDS = "words"


def form_of(*, link: str, picture: str) -> Form:
    """Return the form of a story: what leads elsewhere is a link, whatever picture comes with it."""
    if link:
        return Form.LINK
    return Form.PICTURE if picture else Form.WORDS
