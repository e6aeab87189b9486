"""How networks count what somebody wrote."""

import unicodedata
from typing import Any

import regex

_pattern: Any = regex.compile
GRAPHEME = _pattern(r"\X")
WEB_ADDRESS = _pattern(r"https?://[^\s<>\"]+", regex.IGNORECASE)
# X makes a link of a bare name, too.
LABEL = r"[\p{L}\d](?:[\p{L}\d-]{0,61}[\p{L}\d])?"
BARE_NAME = _pattern(rf"(?<![\w@./-])(?:{LABEL}\.)+\p{{L}}{{2,24}}(?:/[^\s<>\"]*)?(?![\w@])")
# https://docs.x.com/fundamentals/counting-characters: these count 1, all others 2.
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
EMOJI = _pattern(r"[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]")


def graphemes(text: str) -> int:
    """Return how many signs a reader would count."""
    return len(GRAPHEME.findall(text))


def utf16(text: str) -> int:
    """Return the length as JavaScript and Java count it."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def weighted(text: str) -> int:
    """Return the length as X counts it: Latin letters 1, most others 2, an emoji 2 however it is built up."""
    total = 0
    for sign in GRAPHEME.findall(unicodedata.normalize("NFC", text)):
        is_emoji = EMOJI.search(sign) is not None
        total += 2 if is_emoji else sum(1 if _is_light(ord(letter)) else 2 for letter in sign)
    return total


def _is_light(code: int) -> bool:
    return any(first <= code <= last for first, last in LIGHT)


COUNTERS = {"graphemes": graphemes, "utf16": utf16, "codepoints": len, "weighted": weighted}


def length(text: str, *, counter: str, link_weight: int | None) -> int:
    """Return the length of a post; where links have a weight, each counts that much however long it is."""
    count = COUNTERS[counter]
    if link_weight is None:
        return count(text)
    links = WEB_ADDRESS.findall(text)
    without = WEB_ADDRESS.sub("", text)
    total = len(links) * link_weight
    if counter == "weighted":
        for name in BARE_NAME.findall(without):
            total += max(link_weight - count(name), 0)  # at least as much as it is long: never more room than there is
    return total + count(without)
