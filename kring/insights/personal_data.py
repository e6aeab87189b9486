"""What this room holds of a person: in no table; the files of figures are made from tables of other rooms.

Their rows carry a mark instead of a person (queries/rows.py), and erasing somebody has them made again without them.
"""

from django.utils.translation import gettext_lazy as _

from kring.core.personal import Holds, Keeps, Kept
from kring.insights.rules import MOST_WEEKS

HOLDS: Holds = {}
KEEPS: Keeps = {}
ALSO = [Kept(_("Files that figures are read from, without names"), 7 * MOST_WEEKS, "week")]
