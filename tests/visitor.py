"""Somebody without scripts: for tests that need many visitors, or a web server in a process of its own."""

from urllib.parse import urlsplit

import httpx2
import lxml.html

from tests.browser import AGENT


class Visitor:
    """Somebody with a browser without scripts: opens pages, fills in forms, follows where they lead."""

    def __init__(self, address, **cookies):
        self.client = httpx2.Client(base_url=address, follow_redirects=True, headers={"User-Agent": AGENT})
        self.client.cookies.update(cookies)
        self.page = None

    def open(self, path):
        return self.read(self.client.get(path))

    @property
    def text(self):
        """The page as it came."""
        return lxml.html.tostring(self.page, encoding="unicode")

    def read(self, answer):
        self.page = lxml.html.fromstring(answer.text or "<p></p>", base_url=str(answer.url))
        assert answer.status_code == 200, f"{answer.url} {answer.status_code}"
        return self.page

    def is_asked(self, path):
        """Whether the page has a form that goes to `path`."""
        return any(self.goes_to(form) == path for form in self.page.forms)

    def goes_to(self, form):
        return form.get("action") or urlsplit(self.page.base_url).path

    def submit(self, path, *, to=None, **values):
        """Fill in and send the form that goes to `path`, or to another place with one of its other buttons."""
        form = next(form for form in self.page.forms if self.goes_to(form) == path)
        for name, value in values.items():
            form.fields[name] = value
        sent = {name: value for name, value in form.form_values() if name != "also"}
        return self.read(self.client.post(to or path, data=sent, headers={"Referer": self.page.base_url}))
