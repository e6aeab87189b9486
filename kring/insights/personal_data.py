"""What this room holds of a person, and for how long. Answers and counts are sums: nobody is in them.

The files of figures are made from tables of other rooms: their rows carry a mark instead of a person (queries/rows.py),
and erasing somebody has them made again without them.
"""

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Held, Holds, Keeps, Kept
from kring.insights.models import Protocol, ReportMail, ReportReader
from kring.insights.rules import MOST_WEEKS

HOLDS: Holds = {
    ReportMail: Held(),
    ReportReader: Held(),
    Protocol: Held(field="locked_by", detach=True),
}
KEEPS: Keeps = {
    ReportMail: [Kept(_("To whom a report was sent"), 800, "month")],
}
ALSO = [Kept(_("Files that figures are read from, without names"), 7 * MOST_WEEKS, "week")]
