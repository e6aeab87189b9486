"""What happens to the feed: a day's slate is dealt, something is hidden, stories and counts are followed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from kring.choose.tailor import Items, Place, Taste, pace, rank
from kring.core.models import Organisation
from kring.feed import queries, rules
from kring.feed.models import Freshness, Hidden, HotStory, Impression
from kring.feed.queries import Shown
from kring.people import queries as people
from kring.sharing import queries as sharing
from kring.stories import queries as stories

if TYPE_CHECKING:
    from kring.people.models import Person

FOLLOW_EVERY = 60  # seconds between looks at what changed, per process
COUNTED_DAYS = 28
REACH_DAYS = 7
BATCH = 500


def deal_slate(*, by: "Person", besides: Sequence[Shown] = (), now: datetime) -> list[Shown]:
    """Choose what `by` sees today and note it with its chances; `besides` is what they were dealt today already."""
    layout = rules.layout(by.target_group.key if by.target_group else None)
    if not layout.applauds:  # that page has a query more already; it finds what other people's pages followed
        follow_now_and_then(by.organisation_id, now)
    language, size = stories.language_of(by), layout.slate
    dealt = {shown.story_id for shown in besides}
    found = queries.candidates(by, language, dealt, now)
    if not found:
        follow_now_and_then(by.organisation_id, now)
    if len(found) < size:  # too little in their own language: something in the other one is better than nothing
        found = queries.candidates(by, None, dealt, now)
    if not found:
        return []
    day = timezone.localdate(now)
    seen, shared = queries.habits(by)
    taste = Taste(seen=seen, shares=shared)
    places = rank(taste, _items(found, now), person=by.pk, day=day.toordinal(), slate=size, seed=int(bool(besides)))
    of = {candidate.story_id: candidate for candidate in found}
    slate = [
        Shown(
            story_id=place.item,
            place=turn,
            why=rules.why(
                place,
                theme_shares=shared.get(of[place.item].theme_id, 0),
                is_local=of[place.item].unit_id is not None,
            ),
            changed_at=of[place.item].changed_at,
            live_from=of[place.item].live_from,
            is_hidden=False,
            is_theme_hidden=False,
            is_shared=False,
            theme_id=of[place.item].theme_id,
            theme_name=of[place.item].theme_name,
            trial=of[place.item].trial,
            waits=of[place.item].waits,
        )
        for turn, place in enumerate(places, start=rules.OTHERS if besides else 0)
    ]
    _note_impressions(by, slate, places, day)
    return slate


def _items(found: Sequence[queries.Candidate], now: datetime) -> Items:
    def column(name: str) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.array([getattr(candidate, name) for candidate in found], dtype=float)

    return Items(
        ids=np.array([candidate.story_id for candidate in found], dtype=np.int64),
        themes=np.array([candidate.theme_id for candidate in found], dtype=np.int64),
        fit=column("fit"),
        age_days=np.array([(now - candidate.live_from).total_seconds() / 86400 for candidate in found]),
        editorial=column("editorial"),
        shares=column("shares"),
        shown=column("shown"),
        prices=column("price") + rules.TIRING * column("times_seen"),
    )


def _note_impressions(by: "Person", slate: list[Shown], places: list[Place], day: date) -> None:
    """Write a slate in one statement; a second tab that dealt the same at the same moment changes nothing."""
    rows = [
        (
            by.organisation_id, by.pk, shown.story_id, shown.theme_id, shown.place, place.propensity,
            place.is_explored, " ".join(shown.why), day,
        )
        for shown, place in zip(slate, places, strict=True)
    ]  # fmt: skip
    # bulk_create opens a transaction, three round trips instead of one; a slate is a single statement.
    values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {Impression._meta.db_table} (organisation_id, person_id, story_id, theme_id, place,"  # noqa: S608
            f" propensity, is_explored, why, shown_on) values {values} on conflict do nothing",
            [value for row in rows for value in row],
        )


def hide_story(*, by: "Person", story_id: int) -> None:
    """Show `by` this story no more."""
    Hidden.objects.get_or_create(organisation_id=by.organisation_id, person=by, story_id=story_id, theme=None)


def hide_theme(*, by: "Person", theme_id: int) -> None:
    """Show `by` nothing of this theme any more."""
    Hidden.objects.get_or_create(organisation_id=by.organisation_id, person=by, story=None, theme_id=theme_id)


def show_again(*, by: "Person", story_id: int | None = None, theme_id: int | None = None) -> None:
    """Take back that `by` wanted to see less of a story or a theme."""
    mine = Hidden.objects.filter(person=by)
    if story_id is not None:
        mine.filter(story_id=story_id).delete()
    if theme_id is not None:
        mine.filter(theme_id=theme_id).delete()


def follow_now_and_then(organisation_id: int, now: datetime) -> None:
    """Follow the stories when this process did not do so for a while: a new story is on feeds within a minute."""
    if cache.add(f"feed-followed-{organisation_id}", True, FOLLOW_EVERY):
        follow_stories(organisation_id=organisation_id, now=now)


def follow_stories(*, organisation_id: int, overlap: timedelta = timedelta(0), now: datetime) -> int:
    """Bring the order of stories up to date with what changed since the last time; return how many did.

    One query when nothing did. A story may be committed a little later than it says it changed: the worker looks back
    over an `overlap`, and at everything once a night.
    """
    changed = stories.changed_since(queries.followed_until(overlap))
    if not changed:
        return 0
    groups = list(people.target_groups().values_list("pk", flat=True))
    with transaction.atomic():
        for start in range(0, len(changed), BATCH):
            _place(organisation_id, changed[start : start + BATCH], groups, now)
        Freshness.objects.update_or_create(
            organisation_id=organisation_id,
            defaults={"followed_until": max(story.changed_at for story in changed)},
        )
    return len(changed)


def follow_all(*, organisation_id: int, now: datetime) -> int:
    """Bring the order of all stories up to date, whatever changed: after a new target group, or a lost moment."""
    Freshness.objects.filter(organisation_id=organisation_id).delete()
    return follow_stories(organisation_id=organisation_id, now=now)


def _place(organisation_id: int, changed: list[stories.Placed], groups: list[int], now: datetime) -> None:
    """Write the rows of some stories, in every segment; drafts, past and held ones, and those without a text, none."""
    ids = [story.story_id for story in changed]
    counted = HotStory.objects.filter(story__in=ids).values_list("story_id", "segment", "shares")
    shares = {(story_id, segment): number for story_id, segment, number in counted}
    past = {
        s.story_id for s in changed if not s.live_from or not s.languages or s.is_held or (s.live_until or now) < now
    }
    HotStory.objects.filter(story__in=past).delete()
    rows = []
    for story in changed:
        if story.story_id in past or story.live_from is None:
            continue
        for group_id in [None, *groups]:
            segment = rules.segment(group_id)
            fit = rules.fit(group_id, groups=story.groups, is_local=story.unit_id is not None)
            told = shares.get((story.story_id, segment), 0)
            rows.append(
                HotStory(
                    organisation_id=organisation_id,
                    story_id=story.story_id,
                    segment=segment,
                    languages=",".join(story.languages),
                    theme_id=story.theme_id,
                    unit_id=story.unit_id,
                    fit=fit,
                    editorial=story.editorial,
                    hot=rules.hot(story.live_from, shares=told, fit=fit, editorial=story.editorial),
                    live_from=story.live_from,
                    live_until=story.live_until,
                )
            )
    HotStory.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["story", "segment"],
        update_fields=["languages", "theme_id", "unit_id", "fit", "editorial", "hot", "live_from", "live_until"],
    )


def follow_counts(*, organisation_id: int, now: datetime) -> int:
    """Count shares and impressions per segment, and set the prices that keep a story from going to everybody."""
    today = timezone.localdate(now)
    posted = _by_segment(sharing.shares_by_group(since=now - timedelta(days=COUNTED_DAYS)).items())
    seen = queries.reach(today - timedelta(days=COUNTED_DAYS))
    shown = _by_segment(((story_id, group_id), times) for story_id, group_id, _people, times in seen)
    reached = {
        (story_id, rules.segment(group_id)): number
        for story_id, group_id, number, _times in queries.reach(today - timedelta(days=REACH_DAYS))
    }
    readers = queries.readers(today - timedelta(days=REACH_DAYS))
    people_in = {rules.segment(group_id): number for group_id, number in readers.items()}
    live = [row for row in HotStory.objects.all() if row.live_from <= now and not (row.live_until or now) < now]
    in_segment = Counter(row.segment for row in live if row.unit_id is None)  # a local one takes nobody else's place
    changed = []
    for row in live:
        key, number = (row.story_id, row.segment), people_in.get(row.segment, 0)
        part = reached.get(key, 0) / number if number >= rules.FEWEST else 0.0
        cap = rules.cap(in_segment[row.segment])
        price = float(pace(np.array([row.price]), np.array([part]), cap=cap)[0])
        counts = (posted[key], shown[key], price)
        if counts != (row.shares, row.shown, row.price):
            row.shares, row.shown, row.price = counts
            row.hot = rules.hot(row.live_from, shares=row.shares, fit=row.fit, editorial=row.editorial)
            changed.append(row)
    HotStory.objects.bulk_create(  # an upsert: bulk_update writes a CASE per row, which takes minutes at this size
        changed,
        update_conflicts=True,
        unique_fields=["story", "segment"],
        update_fields=["shares", "shown", "price", "hot"],
        batch_size=BATCH,
    )
    Freshness.objects.filter(organisation_id=organisation_id).update(counted_at=now)
    return len(changed)


def _by_segment(counted: Iterable[tuple[tuple[int, int | None], int]]) -> Counter[tuple[int, str]]:
    """Add counts per story and target group up to counts per story and segment; everybody is in "all" as well."""
    found: Counter[tuple[int, str]] = Counter()
    for (story_id, group_id), times in counted:
        for segment in {rules.segment(group_id), "all"}:
            found[story_id, segment] += times
    return found


def forget_past(*, organisation: Organisation, now: datetime) -> None:
    """Take stories whose time is over out of the order."""
    HotStory.objects.filter(organisation=organisation, live_until__lte=now).delete()
