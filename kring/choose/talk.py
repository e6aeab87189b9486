"""What people talk about more than usual: words and phrases that stand out in one period against the time before.

Source
------
Monroe, Colaresi and Quinn (2008), "Fightin' Words", Political Analysis 16, 372-403: log-odds with an informative
Dirichlet prior, equations 16 to 22. A text counts once for each term, however often it says it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import log, sqrt

from kring.choose.phrases import fold, words

MOST = 7
FEWEST_VOICES = 3  # different sources or authors: what one says often is not what people talk about
SURE = 1.96  # standard deviations away from "as often as before"
PRIOR = 50.0  # texts that the time before weighs as, when little came in this week
SHORTEST = 3  # letters

DUTCH = """
    aan al alle alleen allemaal als altijd andere anders ben bent beste beter bij bijna binnen blijft boven com daar
    dag dan dank dat de deze die dit doe doen door dus echt een eens eerste eigen elk elke en er erg even ga gaan
    gaat gedaan geeft geen gehad geweest gewoon geworden goed goede graag groet groeten haar had hadden hallo heb
    hebben hebt heeft heel hele hem hen het hier hij hoe hoi http https hun iedereen iemand iets ik in is ja jaar je
    jij jou jouw juist jullie kan kom komen komt kon krijg krijgen krijgt kun kunnen laat lang maak maar mag maken
    mee meer meest men met mij mijn mijne minder misschien moet moeten mooi mvg na naar net niemand niet niets nieuw
    nieuwe nl nodig nog nooit nu of om omdat onder ons onze ook op over paar pas per sinds snel straks te tegen ten
    ter terug tijd toch toe toen tot tussen twee u uit uur uw vaak van vandaag veel via voor vooral vraag
    vriendelijke waar waarom wanneer want waren was wat we week weer weg wel welke werd weten wie wij wil willen
    word worden wordt www zal ze zeer zegt zelf zich zie zien zij zijn zo zoals zonder zou zouden zullen
"""
ENGLISH = """
    a about after again all also always am an and any anyone are as at back be because been before being best better
    between both but by can cannot cant com could day dear did didnt do does doesnt doing done dont down each even
    ever every few first for from get gets getting give go goes going good got great had has have having he hello
    help her here hers hi him his how http https i if im in into is isnt it its ive just know last let like little
    long look made make makes many may me might more most much must my need never new next no nobody not nothing now
    of off often on once one only or other our ours out over own people please quite rather really regards said same
    say says see she should since so some someone something still such take than thank thanks that the their theirs
    them then there these they thing think this those time to today too two under until up us use used very via want
    was way we week well went were what when where which while who why will with within without would www year yes
    yet you your yours
"""
STOP_WORDS = {"nl": frozenset(DUTCH.split()), "en": frozenset(ENGLISH.split())}


@dataclass(frozen=True)
class Said:
    """One text that came in, and whose it is: a source, an author."""

    text: str
    voice: str


@dataclass(frozen=True)
class Talk:
    """A word or phrase that stands out, and why."""

    phrase: str  # as most people write it
    now: int  # texts of this week with it
    before: int  # texts of the time before with it
    voices: int  # different sources or authors this week
    z: float  # how sure: standard deviations


def stands_out(
    now: Sequence[Said],
    before: Sequence[Said],
    *,
    language: str,
    besides: Collection[str] = (),
    most: int = MOST,
    fewest_voices: int = FEWEST_VOICES,
) -> list[Talk]:
    """Return the words and phrases that stand out in `now` against `before`, the surest first.

    Parameters
    ----------
    now, before
        What came in this week, and in the time before; in one language.
    language
        Whose stop words are left out: "nl" or "en".
    besides
        More words to leave out, such as the organisation's own name.
    most
        The longest that the list gets.
    fewest_voices
        From how many different sources or authors something has to come.

    Returns
    -------
    list of Talk
        Empty when nothing stands out, or when there is nothing to compare with.
    """
    if not now or not before:
        return []
    left_out = STOP_WORDS.get(language, frozenset()) | {word for text in besides for word in words(text)}
    counted, voices, written = _count(now, left_out)
    earlier, _voices, _written = _count(before, left_out)
    found = []
    for term, times in counted.items():
        if len(voices[term]) < fewest_voices:
            continue
        z = _z(times, len(now), earlier[term], len(before))
        if z >= SURE:
            phrase = written[term].most_common(1)[0][0]
            found.append((term, Talk(phrase, times, earlier[term], len(voices[term]), z)))
    found.sort(key=lambda one: (-one[1].z, -len(one[0]), one[0]))
    return _without_parts(found)[:most]


def _z(times: int, texts: int, times_before: int, texts_before: int) -> float:
    """Return how far the odds of a term are above those before, in standard deviations.

    The prior is the term's own rate over both periods, worth `PRIOR` texts: a term that was never said before is not
    infinitely new.
    """
    rate = (times + times_before) / (texts + texts_before)
    prior, rest = PRIOR * rate, PRIOR * (1 - rate)
    here, not_here = times + prior, texts - times + rest
    there, not_there = times_before + prior, texts_before - times_before + rest
    if min(here, not_here, there, not_there) <= 0:
        return 0.0
    return (log(here / not_here) - log(there / not_there)) / sqrt(1 / here + 1 / there)


Term = tuple[str, ...]


def _count(said: Sequence[Said], left_out: Collection[str]) -> tuple[Counter[Term], dict[Term, set[str]], dict]:  # type: ignore[type-arg]
    """Return in how many texts each term stands, by how many voices, and how people write it."""
    counted: Counter[Term] = Counter()
    voices: dict[Term, set[str]] = defaultdict(set)
    written: dict[Term, Counter[str]] = defaultdict(Counter)
    for one in said:
        for term, spelling in _terms(one.text, left_out).items():
            counted[term] += 1
            voices[term].add(one.voice)
            written[term][spelling] += 1
    return counted, voices, written


SENTENCE = re.compile(r"[.!?,;:()\n\r\"“”„…]+")
SPELT = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|@\w+")


def _terms(text: str, left_out: Collection[str]) -> dict[Term, str]:
    """Return the words of a text that say something, and each two of them that stand together, with their spelling."""
    found: dict[Term, str] = {}
    for part in SENTENCE.split(ADDRESS.sub(" . ", text)):
        before: tuple[str, str] | None = None
        for spelling in SPELT.findall(part):
            word = fold(spelling)
            if word in left_out or len(word) < SHORTEST or word.isdigit():
                before = None
                continue
            found.setdefault((word,), spelling)
            if before:
                found.setdefault((before[0], word), f"{before[1]} {spelling}")
            before = (word, spelling)
    return found


def _without_parts(found: Sequence[tuple[Term, Talk]]) -> list[Talk]:
    """Leave out a word hardly said outside of a phrase that is there, and a phrase that adds nothing to a word."""
    kept: list[tuple[Term, Talk]] = []
    phrases = {term: talk for term, talk in found if len(term) > 1}
    for term, talk in found:
        if len(term) == 1 and any(term[0] in phrase and 3 * of.now >= 2 * talk.now for phrase, of in phrases.items()):
            continue  # two thirds of the time it is said as part of the phrase
        if len(term) > 1 and any(set(term) & set(other) and of.now > 1.5 * talk.now for other, of in kept):
            continue
        if len(term) > 1 and any(len(other) > 1 and set(term) & set(other) for other, _of in kept):
            continue
        kept.append((term, talk))
    return [talk for _term, talk in kept]
