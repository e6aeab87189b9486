"""How much of a post is the writer's own: a mirror for the writer, never a mark of a person.

Words count as taken over when they are part of three words in a row that also stand in one of the texts the writer
could see: the story, its example, what colleagues wrote. A post that a machine rewrote passes as own; that limit is
known, and it is one more reason why this is shown to the writer alone.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

SEQUENCE = 3  # words in a row that make a phrase recognisable
TAKEN_OVER = 0.15  # from this part on a post is not simply own words
OWN_RUN = 9  # own words in a row that make a part of it the writer's

NOT_WORDS = r"(?:https?://|www\.)\S+|\S{1,64}@\S+\.\S+|[#@]\w[\w.@-]*"
WORD = re.compile(rf"(?P<skip>{NOT_WORDS})|(?P<word>\w+(?:['’\-]\w+)*)", re.IGNORECASE)
NOT_IN_A_WORD = re.compile(r"\W|_")
FIRST_PERSON = frozenset({"ik", "mij", "mijn", "me", "i", "my", "im", "ive"})


class Kind(StrEnum):
    """Whose words a post is in."""

    OWN = "own"
    MIXED = "mixed"  # taken over, with a piece of the writer's own
    COPY = "copy"


@dataclass(frozen=True)
class OwnWords:
    """What the mirror shows of one post."""

    kind: Kind
    taken_rate: float  # part of the words that was taken over, 0 to 1
    own_run: int  # most own words in a row
    words: int
    is_personal: bool  # "I", "my" among the own words
    taken: tuple[tuple[int, int], ...]  # where the words taken over stand in the post: from, until


@dataclass(frozen=True)
class _Word:
    said: str
    start: int
    end: int


def _words(text: str) -> list[_Word]:
    """Return the words of `text`, without links, tags and mentions, in plain form and with their place."""
    found = []
    for match in WORD.finditer(text):
        said = NOT_IN_A_WORD.sub("", unicodedata.normalize("NFKC", match["word"] or "").casefold())
        if said:
            found.append(_Word(said, match.start(), match.end()))
    return found


def _sequences(words: list[_Word]) -> Iterable[tuple[str, ...]]:
    plain = [word.said for word in words]
    return zip(*(plain[n:] for n in range(SEQUENCE)), strict=False)


def own_words(post: str, suggestions: Iterable[str]) -> OwnWords:
    """Compare `post` with every text its writer could have taken it from.

    Parameters
    ----------
    post
        What the person wrote, without the disclosure and the link that Kring adds.
    suggestions
        The story's texts, its examples, and what colleagues wrote about it.

    Returns
    -------
    OwnWords
        `taken_rate` is words taken over per word of the post; a post without words has taken nothing over.

    Source
    ------
    Three-word coverage with the longest own run, thresholds .15 and 9: fitted on 60 labelled posts, where it told
    copies from own words without error; tests/choose/test_own_words.py holds a set of its own.
    """
    words = _words(post)
    known = {sequence for text in suggestions for sequence in _sequences(_words(text))}
    is_taken = [False] * len(words)
    for n, sequence in enumerate(_sequences(words)):
        if sequence in known:
            is_taken[n : n + SEQUENCE] = [True] * SEQUENCE
    rate = sum(is_taken) / len(words) if words else 0.0
    run = _longest_run(is_taken)
    own = {word.said for word, taken in zip(words, is_taken, strict=True) if not taken}
    return OwnWords(_kind(rate, run), rate, run, len(words), bool(own & FIRST_PERSON), _stretches(words, is_taken))


def _kind(rate: float, run: int) -> Kind:
    if rate < TAKEN_OVER:
        return Kind.OWN
    return Kind.MIXED if run >= OWN_RUN else Kind.COPY


def _longest_run(is_taken: list[bool]) -> int:
    longest = run = 0
    for taken in is_taken:
        run = 0 if taken else run + 1
        longest = max(longest, run)
    return longest


def _stretches(words: list[_Word], is_taken: list[bool]) -> tuple[tuple[int, int], ...]:
    """Return the words taken over as stretches of the text."""
    stretches: list[tuple[int, int]] = []
    before = False
    for word, taken in zip(words, is_taken, strict=True):
        if taken:
            start = stretches.pop()[0] if before else word.start
            stretches.append((start, word.end))
        before = taken
    return tuple(stretches)


def likeness(post: str, other: str) -> float:
    """Return the part of `post`'s words that also stands, three in a row, in `other`: 0 to 1."""
    return own_words(post, [other]).taken_rate
