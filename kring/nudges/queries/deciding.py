"""Reads for the weekly decision: what was done before, what there is to tell, which kinds are on where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from kring.choose.still_active import BETWEEN, NEVER, QUARTER, Past, TooEarlyError, chances, decayed
from kring.core.models import Organisation
from kring.feed import queries as feed
from kring.feed.rules import segment
from kring.nudges import rules
from kring.nudges.models import Nudge
from kring.nudges.queries.effects import effects
from kring.nudges.queries.weeks import Weeks, gather
from kring.nudges.queries.where import Where, as_message, settings
from kring.nudges.rules import Facts, Kind
from kring.people import queries as people
from kring.reach.queries import deciding as reach
from kring.rollout import queries as rollout
from kring.stories import queries as stories
from kring.training import queries as training


@dataclass(frozen=True)
class Before:
    """What was done in the last half year to keep people going; all shapes (people,)."""

    past: Past
    last_kind: NDArray[np.str_]


@dataclass(frozen=True)
class There:
    """What there is to tell people this week."""

    moments: Mapping[int, int]  # the help moment of who has one
    segments: frozenset[tuple[str, str]]  # for which a story is new
    languages: Mapping[int, str]
    track: Mapping[int, int]  # lessons of each group's track
    done: Mapping[int, int]  # lessons of it that somebody finished
    live: Mapping[int, int]  # the story of whose idea went live

    def facts(self, weeks: Weeks, place: int) -> Facts:
        """Return what there is for one person."""
        person, group = int(weeks.ids[place]), int(weeks.group[place])
        language = self.languages.get(person, "")
        here = {segment(group or None)}
        return Facts(
            quiet=quiet_weeks(weeks, place),
            moment=self.moments.get(person),
            has_story=any(where in here and language in readable for where, readable in self.segments),
            has_lesson=self.done.get(person, 0) < self.track.get(group, 0),
        )


def quiet_weeks(weeks: Weeks, place: int) -> int:
    """Return for how many weeks somebody did nothing; for who never did, those since they joined."""
    row = weeks.active[place]
    if row.any():
        return int(np.argmax(row[::-1]))
    return min(rules.WEEKS - int(weeks.since[place]), rules.WEEKS)


def likely(weeks: Weeks, places: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the chance of these people to go on, or what orders them alike while it is too early to know a chance."""
    try:
        return chances(weeks.active[places], weeks.since[places], weeks.holidays)
    except TooEarlyError:
        return decayed(weeks.active[places], weeks.holidays)


def before(weeks: Weeks, places: NDArray[np.int64]) -> Before:
    """Return what was done before for these people, in one query."""
    at = {int(weeks.ids[place]): n for n, place in enumerate(places)}
    last, in_quarter, ignored = np.full(len(places), NEVER), np.zeros(len(places), int), np.zeros(len(places), int)
    kinds, is_over = np.full(len(places), "", dtype="<U20"), np.zeros(len(places), bool)
    rows = Nudge.objects.filter(week__gte=weeks.until - timedelta(weeks=rules.WEEKS), week__lt=weeks.until)
    rows = rows.exclude(kind=Kind.WENT_LIVE).order_by("-week", "-pk")
    for person, week, kind, is_control, answer in rows.values_list("person_id", "week", "kind", "is_control", "answer"):
        n, ago = at.get(person), (weeks.until - week).days // 7
        if n is None:
            continue
        if last[n] == NEVER:
            last[n] = ago
        if is_control:
            continue
        kinds[n] = kinds[n] or kind
        in_quarter[n] += ago < QUARTER
        if ago >= BETWEEN and not is_over[n]:
            is_over[n] = bool(answer) or weeks.active_after(places[n], week)
            ignored[n] += not is_over[n]
    return Before(Past(last, in_quarter, ignored), kinds)


def there(organisation: Organisation, weeks: Weeks, now: datetime) -> There:
    """Return what there is to tell this week, in a fixed number of queries."""
    zone = ZoneInfo(organisation.time_zone)
    start = datetime.combine(weeks.until, time(), zone)
    return There(
        moments=rollout.moments_coming(since=now, until=start + timedelta(days=7), on=weeks.until),
        segments=frozenset(feed.fresh_segments(now - timedelta(days=rules.FRESH_DAYS), now)),
        languages=dict(people.participants().values_list("pk", "language")),
        track=training.track_lengths(),
        done=training.done_of_own_track(),
        live=stories.ideas_gone_live(since=start - timedelta(days=7), until=start),
    )


@dataclass(frozen=True)
class Known:
    """Everything that a week is decided from."""

    weeks: Weeks
    where: Mapping[Kind, Where]
    there: There
    stopped: Mapping[Kind, frozenset[int]]  # groups for which a kind does next to nothing
    resting: frozenset[int]  # who wants nothing for a while
    unwanted: Mapping[Kind, set[int]]  # who never wants this kind

    def without(self, place: int) -> set[Kind]:
        """Return the kinds that are not for this person."""
        person, unit, group = (int(column[place]) for column in (self.weeks.ids, self.weeks.unit, self.weeks.group))
        return {
            kind
            for kind in Kind
            if not self.where[kind].is_on_in(unit)
            or group in self.stopped.get(kind, ())
            or person in self.unwanted[kind]
        }


def known(organisation: Organisation, now: datetime) -> Known:
    """Return what a week is decided from, in a fixed number of queries."""
    weeks = gather(organisation, now)
    where = settings(weeks.until)
    ids = [int(pk) for pk in weeks.ids[weeks.takes_part]]
    return Known(
        weeks=weeks,
        where=where,
        there=there(organisation, weeks, now),
        stopped={kind: one.stopped for kind, one in effects(weeks, where, smallest=1).items()},
        resting=frozenset(reach.whoever_paused(ids, now)),
        unwanted={kind: reach.whoever_switched_off(ids, as_message(kind)) for kind in Kind},
    )
