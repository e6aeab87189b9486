"""Reads about what came of shares: clicks by people and robots, and the networks' own numbers."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.db.models.functions import TruncWeek

from kring.engagement.models import Click, Snapshot


def clicks_by_people(
    share_ids: Iterable[int], *, since: datetime | None = None, until: datetime | None = None
) -> dict[int, int]:
    """Return how many people followed each share's link, in [since, until); one browser counts once a day."""
    wanted = list(share_ids)
    clicks = Click.objects.filter(share_id__in=wanted, by=Click.By.PERSON)
    if since:
        clicks = clicks.filter(clicked_at__gte=since)
    if until:
        clicks = clicks.filter(clicked_at__lt=until)
    # A visitor's mark is made with a key of that day, so counting marks counts people per day.
    counted = clicks.values_list("share_id").annotate(people=Count("visitor", distinct=True))
    return dict.fromkeys(wanted, 0) | dict(counted)


def clicks_by_robots(share_ids: Iterable[int]) -> dict[int, int]:
    """Return how often robots, previews and prefetching browsers followed each share's link."""
    wanted = list(share_ids)
    clicks = Click.objects.filter(share_id__in=wanted).exclude(by=Click.By.PERSON)
    return dict.fromkeys(wanted, 0) | dict(clicks.values_list("share_id").annotate(visits=Count("pk")))


def latest_numbers(share_ids: Iterable[int]) -> dict[int, dict[str, int | None]]:
    """Return the newest number of each metric that was read for each share; None: the network did not say.

    A share that was never read has no entry for the metric at all: nothing is known, which is not 0.
    """
    wanted = list(share_ids)
    newest = (
        Snapshot.objects.filter(share_id__in=wanted)
        .order_by("share_id", "metric", "-taken_at", "-pk")
        .distinct("share_id", "metric")
        .values_list("share_id", "metric", "value")
    )
    numbers: dict[int, dict[str, int | None]] = {share_id: {} for share_id in wanted}
    for share_id, metric, value in newest:
        numbers[share_id][metric] = value
    return numbers


def clicks_on_posts(*, since: datetime, until: datetime) -> dict[int, tuple[int, int]]:
    """Return (people, robots) that followed the links of shares posted since then, before `until`, by share.

    One browser counts once a day; robots count each time. Shares without a click are left out.
    """
    clicks = Click.objects.filter(share__posted_at__gte=since, clicked_at__gte=since, clicked_at__lt=until)
    by_person = Q(by=Click.By.PERSON)
    counted = clicks.values_list("share_id").annotate(
        people=Count("visitor", distinct=True, filter=by_person), robots=Count("pk", filter=~by_person)
    )
    return {share_id: (people, robots) for share_id, people, robots in counted}


def clicks_by_week(
    *, since: datetime, until: datetime, before: datetime, zone: ZoneInfo
) -> list[tuple[int, datetime, int]]:
    """Return (share, week, people) for the links of shares posted in [since, until), as followed before `before`."""
    clicks = Click.objects.filter(share__posted_at__gte=since, share__posted_at__lt=until)
    clicks = clicks.filter(by=Click.By.PERSON, clicked_at__lt=before)
    # A visitor's mark is made with a key of that day, so counting marks counts people per day.
    by_week = clicks.annotate(week=TruncWeek("clicked_at", tzinfo=zone)).order_by("share_id", "week")
    return list(by_week.values_list("share_id", "week").annotate(people=Count("visitor", distinct=True)))


def numbers_by_week(
    *, since: datetime, until: datetime, before: datetime, zone: ZoneInfo
) -> list[tuple[int, str, datetime, int]]:
    """Return (share, metric, week, value): each week's last number, told before `before`, of shares of this time."""
    told = Snapshot.objects.filter(share__posted_at__gte=since, share__posted_at__lt=until)
    told = told.filter(value__isnull=False, taken_at__lt=before)
    by_week = told.annotate(week=TruncWeek("taken_at", tzinfo=zone))
    newest = by_week.order_by("share_id", "metric", "week", "-taken_at", "-pk").distinct("share_id", "metric", "week")
    rows = newest.values_list("share_id", "metric", "week", "value")
    return [(share, metric, week, value or 0) for share, metric, week, value in rows]
