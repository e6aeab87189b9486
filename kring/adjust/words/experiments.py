"""The words of experiments: what each kind tries, what counts, and what came out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kring.adjust.models import Experiment
from kring.adjust.rules.experiments import Finding, Kind, Result
from kring.adjust.rules.figures import Unit
from kring.adjust.words import amount, number
from kring.core.words import said_in
from kring.nudges.rules import Kind as Nudge
from kring.nudges.words import KIND_WORDS

Words = str | Promise


@dataclass(frozen=True)
class About:
    """How a kind of experiment is spoken of."""

    button: Words
    lead: Words  # what is tried, in a sentence
    counts: Words  # what is looked at, fixed before the start
    drawn: Words  # how the halves come about
    findings: Mapping[Finding, Words]
    parts: Words  # both halves side by side
    what: Callable[[Experiment, Mapping[int, str]], str]  # above the title; stories by their titles
    title: Callable[[Experiment], str]


def _mail_title(row: Experiment) -> str:
    told = {"day": WEEKDAYS[row.about["weekday"]], "hour": row.about["hour"]}
    return _("On %(day)s at %(hour)s:00 for a half of the people") % told


def _nudge_title(row: Experiment) -> str:
    return _("“%(nudge)s” in a half of the units") % {"nudge": KIND_WORDS[Nudge(row.about["nudge"])][0]}


WORDS: Mapping[Kind, About] = {
    Kind.QUESTION: About(
        button=gettext_lazy("Another question under a story"),
        lead=gettext_lazy(
            "A half of the people sees this question under the story, the other half the usual one. The lot decides"
            " who; what counts is who shares it."
        ),
        counts=gettext_lazy(
            "The part of each half that shared the story, of everybody who takes part, got it on their feed and had not"
            " shared it yet."
        ),
        drawn=gettext_lazy(
            "Who is in which half follows from the seed %(seed)s and the number of each person (SHAKE-256), and is kept"
            " nowhere."
        ),
        findings={
            Finding.MORE: gettext_lazy("Because of the other question %(n)s more people in a hundred shared it."),
            Finding.FEWER: gettext_lazy("Because of the other question %(n)s fewer people in a hundred shared it."),
            Finding.NOT_APART: gettext_lazy("The two questions cannot be told apart."),
            Finding.TOO_FEW: gettext_lazy("Too few people saw or shared it to say anything."),
        },
        parts=gettext_lazy(
            "%(other)s shared it with the other question, %(usual)s with the usual one: a difference between %(low)s"
            " and %(high)s in a hundred, over about %(people)s people."
        ),
        what=lambda row, titles: _("Under “%(story)s”") % {"story": titles.get(row.story_id or 0, "")},
        title=lambda row: said_in(row.about),
    ),
    Kind.MAIL_TIME: About(
        button=gettext_lazy("Another time of the weekly mail"),
        lead=gettext_lazy(
            "A half of the people gets their week at this time, the other half at their usual one. The lot decides who;"
            " what counts is who comes to Kring after it. Nobody gets it outside of their own hours."
        ),
        counts=gettext_lazy(
            "The part of each half that opened or shared a story within seven days of one of these mails, of everybody"
            " who takes part and was to get one. Who wants no mails is in neither half. Whether a mail itself was"
            " opened is not looked at."
        ),
        drawn=gettext_lazy(
            "Who is in which half follows from the seed %(seed)s and the number of each person (SHAKE-256). Nobody is"
            " shown who."
        ),
        findings={
            Finding.MORE: gettext_lazy("Because of the other time %(n)s more people in a hundred came to a story."),
            Finding.FEWER: gettext_lazy("Because of the other time %(n)s fewer people in a hundred came to a story."),
            Finding.NOT_APART: gettext_lazy("The two times cannot be told apart."),
            Finding.TOO_FEW: gettext_lazy("Too few people came, or did not, to say anything."),
        },
        parts=gettext_lazy(
            "%(other)s came to a story at the other time, %(usual)s at the usual one: a difference between %(low)s and"
            " %(high)s in a hundred, over about %(people)s people."
        ),
        what=lambda _row, _titles: _("The weekly mail"),
        title=_mail_title,
    ),
    Kind.NUDGE: About(
        button=gettext_lazy("A nudge, or none"),
        lead=gettext_lazy(
            "In a half of the units people get this nudge, in the other half they are left alone. The lot decides"
            " which; what counts is who does something. After the end it is as it was before."
        ),
        counts=gettext_lazy(
            "The part of the people who shared, opened a story, brought something in or finished a lesson in the two"
            " weeks from the first time that this nudge was meant for them, with it or left alone. Units are compared,"
            " not people."
        ),
        drawn=gettext_lazy(
            "Of every two units of about one size one is in, by the seed %(seed)s (SHAKE-256). The difference is held"
            " against what other draws of the same pairs would give."
        ),
        findings={
            Finding.MORE: gettext_lazy("Because of the nudge %(n)s more people in a hundred did something."),
            Finding.FEWER: gettext_lazy("Because of the nudge %(n)s fewer people in a hundred did something."),
            Finding.NOT_APART: gettext_lazy("With the nudge and without it cannot be told apart."),
            Finding.TOO_FEW: gettext_lazy("Too few people or units to say anything."),
        },
        parts=gettext_lazy(
            "%(other)s did something in units with the nudge, %(usual)s in units without it: a difference between"
            " %(low)s and %(high)s in a hundred, over about %(people)s people."
        ),
        what=lambda _row, _titles: _("A nudge"),
        title=_nudge_title,
    ),
}
OF_ALL: Mapping[Finding, Words] = {
    Finding.LOT_BROKEN: gettext_lazy(
        "The halves are not as large as a fair lot makes them, so nothing can be read from it."
    ),
    Finding.STOPPED: gettext_lazy("It was ended early, so nothing can be read from it."),
}


def said(kind: Kind, found: Result) -> str:
    """Say what came out of an experiment: because of what was tried, for the lot decided who got it."""
    words = OF_ALL.get(found.finding) or WORDS[kind].findings[found.finding]
    if found.difference is None:
        return str(words)
    return str(words) % {"n": number(abs(100 * found.difference), 1)}


def more(kind: Kind, found: Result) -> str:
    """Say how sure it is, and over how many."""
    if found.low is None or found.high is None or found.other is None or found.usual is None:
        return ""
    return str(WORDS[kind].parts) % {
        "other": amount(found.other, Unit.PART),
        "usual": amount(found.usual, Unit.PART),
        "low": number(100 * found.low, 1),
        "high": number(100 * found.high, 1),
        "people": number(found.people, 0),
    }


def how(row: Experiment) -> tuple[str, str, str]:
    """Say from when until when, how the halves came about, and what counts."""
    days = [date_format(timezone.localtime(at), "j F Y") for at in (row.started_at, row.ends_at)]
    about = WORDS[Kind(row.kind)]
    return (
        _("From %(since)s until %(until)s.") % {"since": days[0], "until": days[1]},
        str(about.drawn) % {"seed": row.seed},
        _("What counts, fixed before the start: %(what)s") % {"what": _begun_small(str(about.counts))},
    )


def _begun_small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
