"""The finding in words, above each picture: never more than the numbers bear, and never a cause."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kring.insights.meaning import MEANINGS, Meaning
from kring.insights.queries import Figures
from kring.insights.words import percent
from kring.ui.templatetags.ui import number


@dataclass(frozen=True)
class Activity:
    """One way to take part, as the page says it."""

    meaning: Meaning
    value: str
    range: str


def activities(found: Figures) -> list[Activity]:
    """Return each way to take part; what is not known says so."""
    rates = {
        "took-part": found.took_part,
        "shared": found.shared,
        "listened": found.listened,
        "contributed": found.contributed,
        "learned": found.learned,
    }
    said = []
    for key, rate in rates.items():
        between = _("between %(low)s and %(high)s")
        said.append(
            Activity(
                MEANINGS[key],
                percent(rate.value) if rate else "–",
                between % {"low": percent(rate.low), "high": percent(rate.high)} if rate else _("too few to say"),
            )
        )
    return said


def line_title(found: Figures) -> str:
    """Return what the line shows, as far as the ranges allow."""
    return {
        "up": _("Participants post more than in their first weeks"),
        "down": _("Participants post less than in their first weeks"),
        "same": _("Participants post about as much as in their first weeks"),
    }.get(found.trend, _("How much participants post since the start: too early to see a direction"))


def rows_title(found: Figures, by: str) -> str:
    """Return what stands out among the rows, or that nothing does."""
    rows = sorted((row for row in found.rows if len(row.names) == 1), key=lambda row: row.shared.value)
    if len(rows) < 2:
        return ""
    low, high = rows[0], rows[-1]
    names = {
        "high": high.name,
        "low": low.name,
        "most": percent(high.shared.value),
        "least": percent(low.shared.value),
    }
    if by == "channel":
        return _("Most people share on %(high)s: %(most)s of the staff") % names
    if (high.shared.low or 0) <= (low.shared.high or 1):
        return _("The differences between these are no larger than chance gives")
    if by == "groups":
        return _("From %(least)s (%(low)s) to %(most)s (%(high)s) shared") % names
    return _("Between %(least)s and %(most)s shared, depending on where people work") % names


def rows_subtitle(found: Figures, by: str) -> str:
    """Return what is counted in the rows, and over whom."""
    told = {"weeks": number(found.weeks), "n": number(found.smallest)}
    if by == "channel":
        return _("People who posted on it in the last %(weeks)s weeks, out of all staff") % told
    return (
        _(
            "People who shared in the last %(weeks)s weeks, out of the staff there. What is too small to say by itself"
            " is shown together with another."
        )
        % told
    )


def stories_title(found: Figures) -> str:
    """Return whether the best stories stand out in any group."""
    if any(group.stands_out for group in found.stories):
        return _("Best stories per target group: some stand out")
    return _("Best stories per target group: the first places cannot be told apart")
