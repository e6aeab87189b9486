"""Who followed a link, and when a post's numbers are read again: pure functions; docs/clicks.md says why."""

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from crawleruseragents import CRAWLER_USER_AGENTS_DATA


class By(StrEnum):
    """Who, or what, followed a link."""

    PERSON = "person"
    ROBOT = "robot"  # crawlers, scanners, monitors, programs
    PREVIEW = "preview"  # a network or messenger making its little card
    PREFETCH = "prefetch"  # a browser guessing, or a HEAD request


# Apps that people read in, whose name also stands in what the same company's robots call themselves.
READ_IN = re.compile(r"WhatsApp/|Bluesky/|Viber/|Tumblr/|MetaIAB|Notion/|Discord/|Telegram")
BROWSER_IN_APP = re.compile(r"^Mozilla/5\.0 \((?:iPhone|iPad|iPod|Linux; (?:U; )?Android)[^)]*\) AppleWebKit/")
# Previews that the package has no pattern for, or files under something else.
OUR_PREVIEWS = (
    r"LinkedInBot|facebookexternalhit|Facebot|facebookcatalog|meta-external|WhatsApp|Slack(?:bot|-ImgProxy)|Twitterbot"
    r"|TelegramBot|Discordbot|SkypeUriPreview|MicrosoftPreview|Mastodon|Pleroma|Akkoma|Misskey|Friendica|Takahe"
    r"|Iceshrimp|GoToSocial|[Cc]ardyb|Bluesky|XING|Xing Bot|Signal-|Threema|Google-PageRenderer|iMessage"
)
# Mail scanners and link checkers that say who they are; those that pose as a browser cannot be told apart.
OUR_ROBOTS = (
    r"Barracuda|Mimecast|Proofpoint|MessageLabs|Symantec|FireEye|Trellix|Cloudmark|Zscaler|SafeLinks|Sophos"
    r"|Trend ?Micro|Forcepoint|HeadlessChrome|PhantomJS|Puppeteer|Playwright|Cypress|Selenium"
    r"|[Bb]ot[/;) ]|[Cc]rawler|[Ss]pider[/;) ]|\+https?://"
)
OUR_PREFETCHERS = re.compile(r"ms-office|Microsoft Office|Word/\d|Excel/\d|PowerPoint/\d")
PREVIEWS = re.compile(
    "|".join([OUR_PREVIEWS, *(k["pattern"] for k in CRAWLER_USER_AGENTS_DATA if "social-preview" in k.get("tags", []))])
)
ROBOTS = re.compile("|".join([OUR_ROBOTS, *(k["pattern"] for k in CRAWLER_USER_AGENTS_DATA)]))
PURPOSES = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def who_followed(*, method: str, headers: Mapping[str, str]) -> By:
    """Tell people from robots, previews and prefetching, by what a visit says of itself."""
    agent = headers.get("User-Agent", "").strip()
    known = _by_agent(agent[:500])
    if known != By.PERSON:
        return known
    if method == "HEAD" or any("pre" in headers.get(name, "").lower() for name in PURPOSES):
        return By.PREFETCH
    return By.PERSON


@lru_cache(maxsize=5000)
def _by_agent(agent: str) -> By:
    if BROWSER_IN_APP.match(agent) and READ_IN.search(agent):
        agent = READ_IN.sub("", agent)
    if PREVIEWS.search(agent):
        return By.PREVIEW
    if OUR_PREFETCHERS.search(agent):
        return By.PREFETCH
    # Every browser that people use has begun with one of these two words for twenty years.
    if not agent.startswith(("Mozilla/", "Opera/")) or ROBOTS.search(agent):
        return By.ROBOT
    return By.PERSON


def visitor_mark(key: bytes, address: str, agent: str) -> str:
    """Return what tells one visitor from another for one day; without the day's key it leads back to nobody."""
    return hashlib.blake2b(f"{address}\0{agent}".encode(), key=key, digest_size=12).hexdigest()


def host_of(referrer: str) -> str:
    """Return the host of the page a visitor came from; the page itself is not kept."""
    try:
        return (urlsplit(referrer).hostname or "")[:120]
    except ValueError:
        return ""


SCHEDULE = (
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
    timedelta(days=30),
)


def next_turn(posted_at: datetime, now: datetime) -> int:
    """Return which moment of the schedule comes next; moments that were missed are not made up for."""
    return next((turn for turn, after in enumerate(SCHEDULE) if posted_at + after > now), len(SCHEDULE))


def due_at(posted_at: datetime, turn: int) -> datetime | None:
    """Return when turn `turn` of reading back comes; None after the last."""
    return posted_at + SCHEDULE[turn] if turn < len(SCHEDULE) else None
