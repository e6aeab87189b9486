"""Somebody at a screen, who reads one language: for tests that do a whole job through the pages."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from tests.browser import axe, fits


@dataclass
class Actor:
    """Somebody at a screen, who reads one language."""

    page: object
    language: str

    def words(self, text, **values):
        """Return a text of the interface as this person reads it."""
        with translation.override(self.language):
            return gettext(text) % values if values else gettext(text)

    def press(self, text, **values):
        self.page.get_by_role("button", name=self.words(text, **values), exact=True).first.click()

    def follow(self, text, **values):
        self.page.get_by_role("link", name=self.words(text, **values), exact=True).first.click()

    def fill(self, **values):
        for name, value in values.items():
            field = self.page.locator(f"main [name={name}]:not([type=hidden])")
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def sees(self, text, **values):
        expect(self.page.locator("main")).to_contain_text(self.words(text, **values))

    def looks(self):
        """Look at the page as it is: everybody can read it, and it fits."""
        fits(self.page)
        axe(self.page)

    def open_sections(self):
        """Open every part of the page that is folded."""
        self.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
