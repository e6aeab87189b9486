"""Rows to arrays: in which weeks everybody who takes part did something. Used at once, and kept by nobody."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import Q
from django.db.models.functions import TruncDate, TruncWeek
from numpy.typing import NDArray

from kring.core.models import Organisation
from kring.nudges import rules
from kring.people import queries as people
from kring.reach.queries import deciding as reach
from kring.rollout import queries as rollout
from kring.sharing import queries as sharing
from kring.stories import queries as stories
from kring.training import queries as training

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Weeks:
    """The people on the staff of one organisation, and what the participants among them did, week by week."""

    until: date  # the Monday after the last completed week
    ids: Numbers  # of everybody on the staff, shape (people,)
    unit: Numbers
    group: Numbers  # 0 for none
    takes_part: Flags
    since: Numbers  # the week of joining; 0 or less: before the first one; only for participants
    active: Flags  # shape (people, weeks), the oldest week first
    holidays: tuple[int, ...]

    def week_at(self, week: date) -> int:
        """Return the place of a week; the number of weeks for the one that goes on now."""
        return rules.WEEKS - (self.until - week).days // 7

    def active_after(self, place: int, week: date) -> bool:
        """Return whether somebody did something in the two weeks from a nudge on."""
        first = self.week_at(week)
        return bool(self.active[place, max(first, 0) : first + rules.AFTER].any())

    @property
    def place_of(self) -> dict[int, int]:
        """Where each person stands in the arrays."""
        return {int(pk): place for place, pk in enumerate(self.ids)}


def gather(organisation: Organisation, now: datetime) -> Weeks:
    """Return the weeks of everybody at `organisation`, in its own time zone, in a fixed number of queries."""
    zone = ZoneInfo(organisation.time_zone)
    today = now.astimezone(zone).date()
    until = rules.monday(today)
    since = until - timedelta(weeks=rules.WEEKS)
    there = Q(person__employed_until__isnull=True) | Q(person__employed_until__gt=today)
    rows = list(
        people.on_staff(today)
        .filter(there)
        .annotate(joined_on=TruncDate("person__joined_at", tzinfo=zone))
        .order_by("person_id")
        .values_list("person_id", "unit_id", "person__target_group_id", "joined_on")
    )
    joined = [row[3] or until for row in rows]
    return Weeks(
        until=until,
        ids=np.array([row[0] for row in rows], np.int64),
        unit=np.array([row[1] for row in rows], np.int64),
        group=np.array([row[2] or 0 for row in rows], np.int64),
        takes_part=np.array([row[3] is not None for row in rows], bool),
        since=np.array([rules.WEEKS - (until - rules.monday(day)).days // 7 for day in joined], np.int64),
        active=_active({row[0]: place for place, row in enumerate(rows)}, since, until, zone),
        holidays=_holidays(since),
    )


def _active(at: dict[int, int], since: date, until: date, zone: ZoneInfo) -> Flags:
    """Return who shared, opened, brought or learned something in which week."""
    active = np.zeros((len(at), rules.WEEKS), bool)
    start, end = (datetime.combine(day, time(), zone) for day in (since, until))
    for found, moment in (
        (sharing.posts(since=start, until=end), "posted_at"),
        (stories.openings(since=start, until=end), "opened_at"),
        (stories.ideas_brought(since=start, until=end), "created_at"),
        (training.completions(since=start, until=end), "done_at"),
    ):
        weeks = found.order_by().annotate(week=TruncWeek(moment, tzinfo=zone)).values_list("person_id", "week")
        for person, week in weeks.distinct():
            if person in at:
                active[at[person], (week.date() - since).days // 7] = True
    return active


def _holidays(since: date) -> tuple[int, ...]:
    """Return the weeks in which the organisation expects nobody: days off, and days its programme avoids."""
    stretches = [(day.on, day.on) for day in reach.holidays(since)]
    if plan := rollout.programme():
        stretches += [(one.since, one.until) for one in rollout.dates_to_avoid(plan)]
    return tuple(n for n in range(rules.WEEKS) if rules.is_holiday(since + timedelta(weeks=n), stretches))
