"""./run pictures: take the README's pictures from the demo world, with a real browser.

./run pictures [--url http://localhost:8000]     a demo that runs already; without it, one is started
"""

import argparse
import contextlib
import io
import os
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser import NODE, how_to_launch

HERE = Path(__file__).resolve().parent
PORT = 8011
LARGEST = 200_000  # bytes


@dataclass(frozen=True)
class Picture:
    """One screen of one simulated person."""

    name: str
    persona: str
    path: str
    width: int
    height: int
    sharpness: float = 1
    taps: str = ""  # what to follow first, as a CSS selector
    types: str = ""  # what to write in the first text field


WORDS = "I did not expect this to stay with me. Last night at dinner I heard myself tell it, and nobody left early."
PICTURES = [
    Picture("feed", "bram", "/", 390, 844, 2),
    Picture("composer", "bram", "/", 390, 844, 2, taps="article a[href*='/share/']", types=WORDS),
    Picture("answers", "fatima", "/answers", 1280, 960, 1.5),
]


@contextlib.contextmanager
def demo(url: str) -> Iterator[str]:
    """Give the address of a demo world: the one that runs at `url`, or a fresh one."""
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "kring.config", "demo", "--port", str(PORT), "--data", folder]
        running = subprocess.Popen(words, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, start_new_session=True)
        try:
            for line in running.stdout or ():
                print(line, end="", flush=True)
                if "http://" in line:
                    break
            yield f"http://localhost:{PORT}"
        finally:
            os.killpg(running.pid, signal.SIGTERM)
            running.wait(20)


def take(browser: Browser, url: str, picture: Picture) -> bytes:
    """Sign in as the persona, open the page, and return what is on the screen."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": picture.width, "height": picture.height},
        device_scale_factor=picture.sharpness,
        color_scheme="light",
        locale="en-GB",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/demo")
    page.locator(f"form[action$='/become/{picture.persona}'] button").first.click()
    page.goto(picture.path)
    if picture.taps:
        page.locator(picture.taps).first.click()
    if picture.types:
        page.get_by_text("LinkedIn").first.click()
        page.locator("textarea").first.press_sequentially(picture.types, delay=5)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)  # what comes a moment later: a preview, a chart
    taken = page.screenshot()
    context.close()
    return taken


def small(taken: bytes) -> bytes:
    """Return the same picture in as few colours as it takes to be small; screens have few."""
    image = Image.open(io.BytesIO(taken)).convert("RGB")
    for colors in (256, 128, 64):
        packed = io.BytesIO()
        image.quantize(colors, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            packed, "PNG", optimize=True
        )
        if packed.tell() < LARGEST:
            break
    return packed.getvalue()


def main() -> int:
    """Take every picture."""
    parser = argparse.ArgumentParser(prog="./run pictures", description="Take the README's pictures.")
    parser.add_argument("--url", default="", help="a demo that runs already")
    url = parser.parse_args().url
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(NODE))
    with demo(url) as at, sync_playwright() as playwright:
        with urllib.request.urlopen(f"{at}/healthz", timeout=30):
            browser = playwright.chromium.launch(**how_to_launch())
        for picture in PICTURES:
            file = HERE / "pictures" / f"{picture.name}.png"
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(small(take(browser, at, picture)))
            print(f"docs/pictures/{file.name}: {file.stat().st_size / 1000:.0f} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
