"""Words to look for in a text: read from what somebody typed, and found as whole words.

Case and accents make no difference. Plurals and compounds are other words: whoever writes the list adds them.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

Phrase = tuple[str, ...]  # its words in a row, folded

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
QUOTED = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?')
SPLIT = re.compile(r"[,;\n\r]+")


def fold(text: str) -> str:
    """Return a text without case and accents: “Coöperatie” and “COOPERATIE” are one."""
    plain = unicodedata.normalize("NFKD", text.replace("ß", "ss").replace("’", "'"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).casefold()


def words(text: str) -> list[str]:
    """Return the words of a text in their order, folded; a hyphen parts words."""
    return [word.removesuffix("'s") for word in WORD.findall(fold(text))]


def phrases(typed: str) -> tuple[Phrase, ...]:
    """Return what somebody wants to find: each line, each part between commas, and what stands between quotes.

    Several words between two commas are one phrase; quotes keep a comma inside it. Each phrase comes once.
    """
    found: list[Phrase] = []
    rest = QUOTED.sub(lambda quoted: f"\n{quoted[1].replace(',', ' ').replace(';', ' ')}\n", typed)
    for part in SPLIT.split(rest):
        phrase = tuple(words(part))
        if phrase and phrase not in found:
            found.append(phrase)
    return tuple(found)


def touches(text: str, wanted: Iterable[Phrase]) -> bool:
    """Return whether one of the phrases stands in the text, as whole words in a row."""
    said = words(text)
    return any(_stands_in(said, phrase) for phrase in wanted)


def _stands_in(said: Sequence[str], phrase: Phrase) -> bool:
    size = len(phrase)
    return bool(size) and any(tuple(said[at : at + size]) == phrase for at in range(len(said) - size + 1))
