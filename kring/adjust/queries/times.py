"""At which part of the week the posts of each target group get more answers, channel by channel."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings
from django.db.models import Count

from kring.adjust.rules.figures import Figure, Name, Unit, fingerprint
from kring.adjust.rules.times import PARTS, part_of
from kring.core.models import Organisation
from kring.engagement import queries as engagement
from kring.insights import queries as insights
from kring.measure.rates import GroupTooSmallError
from kring.measure.timing import Estimate, at_another_time, per_post
from kring.people import queries as people
from kring.sharing import queries as sharing

WEEKS = 13  # of posts; the newest are a week old, so that answers had time to come
FEWEST_PEOPLE, FEWEST_POSTS = 20, 40  # who posted at both times, and posts at each of them
IMPRESSIONS = "impressions"  # not an answer
Post = tuple[int, int, float]  # who, in which part of the week, what it got


def times(organisation: Organisation, now: datetime) -> list[Figure]:
    """Return for each group and channel what a post gets, and the part of the week that is best beside the usual one.

    Only where a network tells what posts got, and where enough people posted and did not.
    """
    posts, groups = _posts(organisation, now), {group.pk: dict(group.name) for group in people.target_groups()}
    staff = dict(people.on_staff(now.date()).order_by().values_list("person__target_group").annotate(n=Count("person")))
    made: list[Figure] = []
    for (group, channel), rows in sorted(posts.items()):
        if group in groups:
            names: dict[str, Name] = {"group": groups[group], "channel": insights.channel_name(channel)}
            made += _figures(f"{group}.{channel}", rows, staff.get(group, 0), names)
    return made


def _posts(organisation: Organisation, now: datetime) -> dict[tuple[int, str], list[Post]]:
    """Return the posts of which a network told what they got, by group and channel, in two queries."""
    zone = ZoneInfo(organisation.time_zone)
    day = insights.last_sunday(organisation, now) - timedelta(days=6)
    until = datetime.combine(day, time(), zone)
    since = until - timedelta(weeks=WEEKS)
    newest: dict[tuple[int, str], int] = {}
    for share, metric, _week, value in engagement.numbers_by_week(since=since, until=until, before=now, zone=zone):
        if metric != IMPRESSIONS:
            newest[share, metric] = value  # the last week stays
    got: dict[int, int] = defaultdict(int)
    for (share, _metric), value in newest.items():
        got[share] += value
    found: dict[tuple[int, str], list[Post]] = defaultdict(list)
    rows = sharing.posts(since=since, until=until).order_by("pk")
    for pk, person, group, channel, at in rows.values_list(
        "pk", "person_id", "person__target_group", "channel", "posted_at"
    ):
        if pk in got and group and at:
            there = at.astimezone(zone)
            found[group, channel].append((person, part_of(there.weekday(), there.hour), float(got[pk])))
    return found


def _figures(key: str, rows: list[Post], staff: int, names: dict[str, Name]) -> Iterable[Figure]:
    person, part = (np.array([row[n] for row in rows], np.int64) for n in (0, 1))
    answers = np.array([row[2] for row in rows])
    smallest, posted = settings.SMALLEST_GROUP, np.bincount(part, minlength=len(PARTS))
    usual = int(posted.argmax())
    others = [n for n in np.flatnonzero(posted >= FEWEST_POSTS).tolist() if n != usual]
    fewest = max(FEWEST_PEOPLE, smallest)
    if not others or staff - len(np.unique(person)) < smallest:
        return []
    found: list[tuple[Estimate, int]] = []
    for other in others:
        here = (part == other) | (part == usual)
        try:
            one = at_another_time(answers[here], part[here] == other, person[here], fewest=fewest, compared=len(others))
        except GroupTooSmallError:
            continue
        found.append((one, other))
    if not found:
        return []
    best, other = max(found, key=lambda pair: pair[0].low)
    seen, all_posts = fingerprint(key, part.tolist(), answers.tolist()), per_post(answers, person, fewest=fewest)
    facts = {"usual": float(usual), "usual_part": round(float(posted[usual] / len(rows)), 3)}
    return [
        _figure(f"hours.{key}.{PARTS[other]}", best, Unit.RATIO, names, seen, facts),
        _figure(f"reply.{key}", all_posts, Unit.PER_POST, names, seen, {}),
    ]


def _figure(key: str, one: Estimate, unit: Unit, names: dict[str, Name], seen: str, facts: dict[str, float]) -> Figure:
    value, low, high = (round(end, 3) for end in (one.value, one.low, one.high))
    return Figure(key, value, low, high, unit, names=names, facts=facts, fingerprint=seen)
