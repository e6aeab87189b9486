"""What came in late told: counts of others after their week was closed, and what came of posts after their week."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kring.insights import words
from kring.insights.rules.answers import Answers
from kring.insights.shapes import Table
from kring.ui.templatetags.ui import number

NAMED = 4  # weeks by name


def weeks_late(found: Answers) -> str:
    """Say that others counted less far than the answers go, or that sums came in late, and of which weeks."""
    lines = []
    if found.counted_until and found.counted_until < found.sunday - timedelta(days=6):
        day = {"day": date_format(found.counted_until, "j F Y")}
        lines.append(_("What others counted goes until %(day)s; later weeks are not in it yet.") % day)
    if found.late:
        told = {"n": number(found.late), "weeks": _weeks(found.late_weeks)}
        some = ngettext(
            "%(n)s sum came in more than a week after its week was over: of the week of %(weeks)s.",
            "%(n)s sums came in more than a week after their week was over: of the week of %(weeks)s.",
            found.late,
        )
        lines.append(some % told)
    return " ".join(lines)


def _weeks(mondays: Sequence[date]) -> str:
    """Name weeks by their Monday, the first few of them."""
    names = [date_format(monday, "j F") for monday in mondays[:NAMED]]
    if len(mondays) > NAMED:
        names.append(_("%(n)s other weeks") % {"n": number(len(mondays) - NAMED)})
    if len(names) < 2:
        return "".join(names)
    return _("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}


def later_said(found: Answers) -> str:
    """Say what part of the reactions and clicks came in after the week of the post, and on which week's posts most."""
    if found.later_part is None:
        return ""
    most = max(found.later, key=lambda one: one.part)
    told = {
        "part": words.percent(round(found.later_part, 2)),
        "weeks": number(len(found.later)),
        "day": date_format(most.monday, "j F"),
        "most": words.percent(round(most.part, 2)),
    }
    return (
        _(
            "Of the reactions and clicks on posts made with Kring %(part)s came in after the week of the post was over"
            " (%(weeks)s weeks in which enough people posted); most on those of the week of %(day)s, %(most)s. So what"
            " is recent still grows."
        )
        % told
    )


def later_table(found: Answers) -> tuple[Table, ...]:
    """Return week by week what part came in after it."""
    if not found.later:
        return ()
    rows = tuple((date_format(one.monday, "j F Y"), words.percent(round(one.part, 2))) for one in found.later)
    return (Table(_("What came in after its week"), (_("Posts of the week of"), _("Came in later")), rows),)
