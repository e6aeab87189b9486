"""Bringing in what I did before, as somebody does it on a phone, and on a desk in the dark."""

import pytest

from tests.browser import findings, fits
from tests.sharing.test_before_view import SHARES, joined

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("screen", "look", "agree", "forget"),
    [
        ({}, "Kijk wat erin staat", "Akkoord, bewaar deze aantallen", "Verwijderen en mijn ja intrekken"),
        (
            {"width": 1440, "scheme": "dark", "language": "en", "script": False},
            "Look what is in it",
            "Agree, and keep these counts",
            "Delete, and take my yes back",
        ),
    ],
)
def test_look_agree_and_take_it_back(open_screen, person, tmp_path, screen, look, agree, forget):
    joined(person)
    person.account.language = screen.get("language", "nl")
    person.account.save()
    (tmp_path / "Shares.csv").write_text(SHARES)
    page = open_screen(person, **screen)
    page.goto("/me/before")
    good(page, screen)
    page.set_input_files("input[type=file]", tmp_path / "Shares.csv")
    page.get_by_role("button", name=look).click()
    page.locator("main summary").first.click()
    good(page, screen)
    page.get_by_role("button", name=agree).click()
    page.get_by_role("button", name=forget).wait_for()
    good(page, screen)
    page.get_by_role("button", name=forget).click()
    page.get_by_role("button", name=look).wait_for()


def good(page, screen):
    """Nothing sticks out, and axe has nothing to say."""
    fits(page)
    if screen.get("script", True):
        assert not findings(page)
