"""A real Chromium: pages of Kring are opened, tapped and read as a person would."""

import asyncio
import contextlib
import os
import shutil
import sys
import tarfile
from base64 import b64encode
from hashlib import sha512
from pathlib import Path
from subprocess import run

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

CACHE = Path(__file__).resolve().parent.parent / ".cache" / "chromium"
NODE = Path(sys.executable).parent / "node"
PACKED = "@sparticuz/chromium@147.0.2"
INTEGRITY = "sha512-oqXyPAlGQuT9wdZAhcx4nmhehVgEsDc2adL/+FlX8qsLh/YyOgl9GQp8dPMDIBRmktxgA9c1QSNJIQUj2UeHhQ=="
PLAIN_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
# One process for all would end with the first window that closes.
PACKED_FLAGS = [*PLAIN_FLAGS, "--headless=shell", "--use-gl=angle", "--use-angle=swiftshader"]
# As a person's phone says it: a browser without a head is taken for a robot.
AGENT = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Mobile Safari/537.36"
# What answers a page may give without being a mistake: a refused form is one.
FINE = frozenset({422})


def unpacked():
    """Return the folder with Chromium out of its npm package: for machines without a browser."""
    if CACHE.exists():
        return CACHE
    new = CACHE.with_name(f"chromium.{os.getpid()}")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    npm = NODE.with_name("npm")
    made = run([npm, "pack", "--silent", PACKED], cwd=new, check=True, capture_output=True, text=True, stdin=-3)
    package = new / made.stdout.strip().splitlines()[-1]
    found = "sha512-" + b64encode(sha512(package.read_bytes()).digest()).decode()
    assert found == INTEGRITY, f"{PACKED} is not what was pinned: {found}"
    with tarfile.open(package) as opened:
        opened.extractall(new)
    for file in (new / "package" / "bin").glob("*.br"):
        plain = new / file.stem
        plain.write_bytes(brotli.decompress(file.read_bytes()))
        if plain.suffix == ".tar":
            with tarfile.open(plain) as opened:
                opened.extractall(new / plain.stem)
            plain.unlink()
    for library in (new / "swiftshader").rglob("*"):
        if library.is_file():
            shutil.copy(library, new)
    (new / "chromium").chmod(0o755)
    shutil.rmtree(new / "package")
    package.unlink()
    with contextlib.suppress(OSError):  # somebody else was faster
        new.rename(CACHE)
    shutil.rmtree(new, ignore_errors=True)
    return CACHE


def how_to_launch():
    """Return what Playwright needs: $CHROMIUM, the system's browser, or the packed one (CHROMIUM=packed asks)."""
    asked = os.environ.get("CHROMIUM", "")
    names = (
        [] if asked == "packed" else [asked, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    )
    for name in filter(None, names):
        if path := shutil.which(name):
            return {"executable_path": path, "args": PLAIN_FLAGS}
    folder = unpacked()
    libraries = ":".join(filter(None, [str(folder / "al2023" / "lib"), os.environ.get("LD_LIBRARY_PATH")]))
    fonts = {"FONTCONFIG_PATH": str(folder / "fonts")} if not Path("/etc/fonts").exists() else {}
    return {
        "executable_path": str(folder / "chromium"),
        "args": PACKED_FLAGS,
        "env": {**os.environ, "LD_LIBRARY_PATH": libraries, **fonts},
    }


@pytest.fixture(scope="session")
def browser():
    """One Chromium for the whole run."""
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright leaves an event loop in this thread
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(**how_to_launch())
        yield launched
        launched.close()
    asyncio.set_event_loop(None)


# A page as it will be in a moment: colours that fade are not what anybody reads.
SETTLE = """async () => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (const one of document.getAnimations()) if (one.effect.getTiming().iterations !== Infinity) one.finish();
}"""


class Watched:
    """What went wrong on a page while nobody looked."""

    def __init__(self, page, fine):
        self.fine, self.found = fine, []
        page.on("pageerror", lambda error: self.found.append(f"{page.url}: script: {error}"))
        page.on("console", lambda said: self.hear(page, said))
        page.on("response", self.see)

    def hear(self, page, said):
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.found.append(f"{page.url}: {said.text}")

    def see(self, answer):
        if answer.status >= 400 and answer.status not in self.fine:
            self.found.append(f"{answer.status} {answer.url}")


@pytest.fixture
def open_screen(browser, live_kring):
    """A function that gives a page on a screen of its own, signed in as `person` where one is named.

    When the test ends, nothing may have gone wrong on any of them: no script error, no violation of the content
    security policy, no answer of 400 and up but those in `fine`.
    """
    contexts, watched = [], []

    def opened(person=None, *, width=390, height=844, scheme="light", language="nl", fine=FINE, script=True):
        context = browser.new_context(
            base_url=live_kring.url,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale={"nl": "nl-NL", "en": "en-GB"}[language],
            reduced_motion="reduce",
            user_agent=AGENT,
            java_script_enabled=script,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if person is not None:
            sign_in(context, person, live_kring.url)
        page = context.new_page()
        watched.append(Watched(page, fine))
        context.on("page", lambda other: other is not page and watched.append(Watched(other, fine)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not [line for one in watched for line in one.found]


@pytest.fixture
def page(open_screen):
    """A page on a phone of 390 px, nobody signed in, a browser that asks for Dutch."""
    return open_screen()


def sign_in(context, person, address):
    """Let a browser be signed in as `person`, in their organisation."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.account.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.account.get_session_auth_hash()
    session["organisation"] = person.organisation_id
    session.save()
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": session.session_key, "url": address, "httpOnly": True}])


def axe(page):
    """Assert that axe finds nothing against this page, as it stands now."""
    lines = findings(page)
    assert not lines, f"{page.url}\n" + "\n".join(lines)


def findings(page, *, only=None):
    """Return a line for everything that axe has against this page; `only` names the one rule to look at."""
    page.evaluate(SETTLE)
    options = {"resultTypes": ["violations"]} | ({"runOnly": [only]} if only else {})
    return [
        f"{v['id']}: {v['help']}: {node['html'][:200]} {' '.join(node['failureSummary'].split()[5:40])}"
        for v in Axe().run(page, options=options).response["violations"]
        for node in v["nodes"][:3]
    ]


def fits(page):
    """Assert that nothing sticks out to the right: no scrolling sideways."""
    wide, width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if wide > width:
        culprits = page.evaluate(
            """() => [...document.querySelectorAll('body *')]
                .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
                .slice(-3).map(e => e.outerHTML.slice(0, 160))"""
        )
        raise AssertionError(f"{page.url} is {wide} wide on a screen of {width}: {culprits}")
