"""Arrays to measures: what may be said about groups, and how sure it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from kring.insights import rules
from kring.insights.queries.cells import ACTIVITIES, WEEKS, Cells, Item, Numbers
from kring.insights.queries.mine import channel_name
from kring.measure.content import ranking
from kring.measure.rates import Rate, shares_per_participant, wilson
from kring.measure.suppress import CLOSED, LARGE, Shown, may_be_shown, rounded, shown, together

GROUPS, CHANNEL, LEVEL = "groups", "channel", "level-"


@dataclass(frozen=True)
class Words:
    """Posts by how much is the person's own; rounded counts."""

    own: int
    mixed: int
    copy: int

    @property
    def posts(self) -> int:
        """All of them."""
        return self.own + self.mixed + self.copy


@dataclass(frozen=True)
class Sharing:
    """What a group posted and what came of it; rounded counts."""

    posts: int
    claimed: int
    clicks: int
    robots: int
    words: Words | None  # None: too few posts to say

    @property
    def confirmed(self) -> int:
        """Posts that a network confirms."""
        return max(0, self.posts - self.claimed)


@dataclass(frozen=True)
class Row:
    """One block of a breakdown: a unit, a group or a channel, or several that are only shown together."""

    names: tuple[str, ...]
    hue: int
    staff: int
    shared: Rate
    contributed: Rate | None
    listened: Rate | None
    learned: Rate | None
    sharing: Sharing

    @property
    def name(self) -> str:
        """The name of a row that is about one thing."""
        return self.names[0]


@dataclass(frozen=True)
class Point:
    """Posts per participant in one week since the start; no rate where too few posted or too few units are that far."""

    week: int  # 1 is the first
    rate: Rate | None
    units: int


@dataclass(frozen=True)
class StoryRow:
    """One story in one target group; rounded counts."""

    story: int
    title: str
    shared: int
    shown: int
    rate: float
    low: float
    high: float
    first: int
    last: int


@dataclass(frozen=True)
class GroupStories:
    """The stories of one target group: the best that may be shown, and how many are not."""

    group: Item
    rows: tuple[StoryRow, ...]
    compared: int
    differs: bool

    @property
    def stands_out(self) -> bool:
        """Whether the first is better than all others by more than chance."""
        return bool(self.rows) and self.rows[0].last == 1 and self.compared > 1


@dataclass(frozen=True)
class Figures:
    """Everything on the programme manager's page. None: too few to say, or not known; never 0."""

    since: date
    sunday: date
    weeks: int
    staff: int
    smallest: int
    took_part: Rate | None
    shared: Rate | None
    contributed: Rate | None
    listened: Rate | None
    learned: Rate | None
    sharing: Sharing | None
    rows: tuple[Row, ...]
    line: tuple[Point, ...]
    trend: str  # up, down, same, unknown
    stories: tuple[GroupStories, ...]

    @property
    def of_hundred(self) -> tuple[int, int] | None:
        """Of a hundred colleagues: how many shared, and how many took part in another way."""
        if self.shared is None:
            return None
        shared = round(self.shared.value * 100)
        return shared, max(0, round(self.took_part.value * 100) - shared) if self.took_part else 0


def breakdowns(cells: Cells) -> list[tuple[str, str]]:
    """Return the breakdowns that there are, each level of units with the name of one that is typical of it."""
    found, above = [], set[int]()
    for level, items in enumerate(cells.level_items):
        if len(items) > 1:
            below = np.bincount(cells.levels[level])
            own = [n for n, item in enumerate(items) if item.pk not in above] or [0]
            found.append((f"{LEVEL}{level}", items[max(own, key=lambda n: below[n])].name))
        above |= {item.pk for item in items}
    return [*found, (GROUPS, ""), (CHANNEL, "")]


def figures(
    cells: Cells, *, weeks: int, by: str, smallest: int, most_stories: int = rules.STORIES_PER_GROUP
) -> Figures:
    """Return the figures over the last `weeks` completed weeks, broken down one way, with nothing that names people."""
    period = rules.PERIODS.index(weeks)
    open_ = {activity: shown(cells.table(activity), cells.levels, smallest=smallest) for activity in ACTIVITIES}
    total = {activity: _total(cells, activity, open_[activity], period, smallest) for activity in ACTIVITIES}
    line, trend = _line(cells, smallest)
    return Figures(
        since=cells.until - timedelta(weeks=weeks),
        sunday=cells.sunday,
        weeks=weeks,
        staff=len(cells.unit),
        smallest=smallest,
        took_part=took_part_in(cells, open_, period, smallest),
        shared=total["shared"],
        contributed=total["contributed"],
        listened=total["listened"],
        learned=total["learned"],
        sharing=_sharing(cells, cells.posts.recency <= period, smallest) if total["shared"] else None,
        rows=rows_by(cells, open_, period, by, smallest),
        line=line,
        trend=trend,
        stories=_stories(cells, open_["shared"], smallest, most_stories),
    )


def rate_of(did: int, people: int, smallest: int) -> Rate:
    """Return a part of the people, out of a count that was rounded so that one person hardly ever shows."""
    return wilson(min(rounded(did, smallest), people), people)


def _total(cells: Cells, activity: str, open_: Shown, period: int, smallest: int) -> Rate | None:
    if not open_.total[period]:
        return None
    return rate_of(int(np.sum(cells.recency[activity] <= period)), len(cells.unit), smallest)


def took_part_in(cells: Cells, open_: dict[str, Shown], period: int, smallest: int) -> Rate | None:
    """Return who did any of it; closed when taking away one activity would leave a few people of a small staff."""
    last = np.minimum.reduce([cells.recency[activity] for activity in ACTIVITIES])
    did = np.array([np.sum(last <= n) for n in range(len(rules.PERIODS))])
    people = len(last)
    if any(not may_be_shown(people, did[n : n + 1], 0, smallest=smallest) for n in range(period, len(did))):
        return None
    for activity in ACTIVITIES:
        of_it = int(np.sum(cells.recency[activity] <= period))
        if people < LARGE * smallest and open_[activity].total[period] and 0 < did[period] - of_it < smallest:
            return None
    return rate_of(int(did[period]), people, smallest)


def _sharing(cells: Cells, chosen: NDArray[np.bool_], smallest: int) -> Sharing:
    posts = cells.posts
    kinds = np.bincount(posts.words[chosen], minlength=3)
    words = Words(*(rounded(int(n), smallest) for n in kinds))
    return Sharing(
        posts=rounded(int(chosen.sum()), smallest),
        claimed=rounded(int(posts.is_claimed[chosen].sum()), smallest),
        clicks=rounded(int(posts.clicks[chosen].sum()), smallest),
        robots=rounded(int(posts.robots[chosen].sum()), smallest),
        words=words if int(chosen.sum()) >= 4 * smallest else None,
    )


def rows_by(cells: Cells, open_: dict[str, Shown], period: int, by: str, smallest: int) -> tuple[Row, ...]:
    """Return what may be shown of a breakdown, block by block."""
    if by == CHANNEL:
        return _channel_rows(cells, open_["shared"], period, smallest)
    if by == GROUPS:
        items, item_of = cells.groups, cells.group
        labels = {activity: open_[activity].groups[period] for activity in ACTIVITIES}
    else:
        level = int(by.removeprefix(LEVEL))
        items, item_of = cells.level_items[level], cells.levels[level][cells.unit]
        labels = {activity: open_[activity].levels[level][period] for activity in ACTIVITIES}
    rows = []
    in_period = cells.posts.recency <= period
    for block in sorted(set(labels["shared"].tolist()) - {CLOSED}):
        members = np.flatnonzero(labels["shared"] == block)
        here = np.isin(item_of, members)
        rates = {
            activity: rate_of(int(np.sum(cells.recency[activity][here] <= period)), int(here.sum()), smallest)
            for activity in ACTIVITIES
            if is_made_of(labels[activity], members)
        }
        rows.append(
            Row(
                names=tuple(items[n].name for n in members),
                hue=items[members[0]].hue if len(members) == 1 else 0,
                staff=int(here.sum()),
                shared=rates["shared"],
                contributed=rates.get("contributed"),
                listened=rates.get("listened"),
                learned=rates.get("learned"),
                sharing=_sharing(cells, in_period & here[cells.posts.person], smallest),
            )
        )
    return _in_order(rows, keep=by == GROUPS)


def is_made_of(labels: Numbers, members: Numbers) -> bool:
    """Return whether these items are whole blocks of another activity, so that their number is only an addition."""
    blocks = set(labels[members].tolist())
    return CLOSED not in blocks and set(np.flatnonzero(np.isin(labels, list(blocks))).tolist()) == set(members.tolist())


def _in_order(rows: list[Row], *, keep: bool = False) -> tuple[Row, ...]:
    """Return rows with the highest part first, what is only shown together last."""
    return tuple(sorted(rows, key=lambda row: (len(row.names) > 1, 0 if keep else -row.shared.value)))


def _channel_rows(cells: Cells, open_: Shown, period: int, smallest: int) -> tuple[Row, ...]:
    posts = cells.posts
    if not posts.channels or not open_.total[period]:
        return ()
    last = _last_on_channel(cells)
    did = _by_period(last)
    labels = channel_labels(cells, open_, smallest)[period]
    rows = []
    for block in sorted(set(labels.tolist()) - {CLOSED}):
        members = np.flatnonzero(labels == block)
        # Somebody may use two channels, so people cannot be added: one of them must be able to stand alone.
        if not any(may_be_shown(len(cells.unit), did[n], period, smallest=smallest) for n in members):
            continue
        people = int(np.any(last[members] <= period, axis=0).sum())
        rows.append(
            Row(
                names=tuple(channel_name(posts.channels[n]) for n in members),
                hue=0,
                staff=len(cells.unit),
                shared=rate_of(people, len(cells.unit), smallest),
                contributed=None,
                listened=None,
                learned=None,
                sharing=_sharing(cells, (posts.recency <= period) & np.isin(posts.channel, members), smallest),
            )
        )
    return _in_order(rows)


def _last_on_channel(cells: Cells) -> Numbers:
    """Return the shortest period in which each person posted on each channel, shape (channels, people)."""
    last = np.full((len(cells.posts.channels), len(cells.unit)), len(rules.PERIODS))
    np.minimum.at(last, (cells.posts.channel, cells.posts.person), cells.posts.recency)
    return last


def _by_period(last: Numbers) -> Numbers:
    return np.stack([(last <= n).sum(axis=1) for n in range(len(rules.PERIODS))], axis=1)


def channel_labels(cells: Cells, open_: Shown, smallest: int) -> Numbers:
    """Return which channels are shown together, shape (periods, channels)."""
    did = _by_period(_last_on_channel(cells))
    within = np.where(open_.total[:, None], 0, CLOSED).repeat(len(did), 1)
    return together(np.full(len(did), len(cells.unit)), did, within, smallest=smallest)


def _line(cells: Cells, smallest: int) -> tuple[tuple[Point, ...], str]:
    weeks = cells.since_start
    points = [_point(week, cells, smallest) for week in range(WEEKS) if np.any(weeks.participants[:, week] > 0)]
    known = [point for point in points if point.rate]
    if len(known) < 8:
        return tuple(points), "unknown"
    first, last = (_over(cells, [point.week for point in some], smallest) for some in (known[:4], known[-4:]))
    if first.low is None or first.high is None or last.low is None or last.high is None:
        return tuple(points), "unknown"
    return tuple(points), "up" if last.low > first.high else "down" if last.high < first.low else "same"


def _over(cells: Cells, weeks: Iterable[int], smallest: int) -> Rate:
    chosen = [week - 1 for week in weeks]
    participants = np.nansum(cells.since_start.participants[:, chosen], axis=1)
    shares = np.nansum(cells.since_start.shares[:, chosen], axis=1)
    return shares_per_participant(shares, participants, smallest_group=smallest)


def _point(week: int, cells: Cells, smallest: int) -> Point:
    weeks = cells.since_start
    here = np.nan_to_num(weeks.participants[:, week]) > 0
    people, sharers = int(weeks.participants[here, week].sum()), int(weeks.sharers[here, week].sum())
    units = int(here.sum())
    if units < rules.UNITS_AT_LEAST or min(sharers, people - sharers) < smallest:
        return Point(week + 1, None, units)
    rate = shares_per_participant(weeks.shares[here, week], weeks.participants[here, week], smallest_group=smallest)
    step = rules.step_for(people, smallest)

    def shown_as(value: float | None) -> float | None:
        return None if value is None else round(round(value / step) * step, 4)

    value = shown_as(rate.value)
    return Point(week + 1, Rate(value or 0.0, shown_as(rate.low), shown_as(rate.high), rate.base), units)


def _stories(cells: Cells, open_: Shown, smallest: int, most: int) -> tuple[GroupStories, ...]:
    labels = open_.groups[rules.PERIODS.index(rules.STORY_WEEKS)]
    posts = cells.posts
    recent = posts.recency <= rules.PERIODS.index(rules.STORY_WEEKS)
    told = np.unique(np.stack([posts.person[recent], posts.story[recent]]), axis=1)
    pairs, counts = np.unique(np.stack([told[1], cells.group[told[0]]]), axis=1, return_counts=True)
    shared = {(int(s), int(g)): int(n) for (s, g), n in zip(pairs.T, counts, strict=True)}
    by_story: dict[int, list[tuple[int, int, int]]] = {}
    for (story, group), shown_to in cells.shown.items():
        by_story.setdefault(story, []).append((group, min(shared.get((story, group), 0), shown_to), shown_to))
    open_cells = {(story, group) for story, row in by_story.items() for group in _open_groups(row, smallest)}
    found = []
    for number, item in enumerate(cells.groups):
        if labels[number] == CLOSED or np.sum(labels == labels[number]) > 1:
            continue
        rows = [
            (story, did, people)
            for story, row in by_story.items()
            for g, did, people in row
            if g == number and people >= rules.SHOWN_AT_LEAST
        ]
        if not rows:
            if item.pk:
                found.append(GroupStories(group=item, rows=(), compared=0, differs=False))
            continue
        ids, did, people = (np.array(column, np.int64) for column in zip(*rows, strict=True))
        ranks = ranking(did, people)
        best = [n for n in np.argsort(-ranks.rate) if (int(ids[n]), number) in open_cells]
        found.append(
            GroupStories(
                group=item,
                rows=tuple(
                    StoryRow(
                        story=int(ids[n]),
                        title=cells.titles.get(int(ids[n]), ""),
                        shared=rounded(int(did[n]), smallest),
                        shown=rounded(int(people[n]), smallest),
                        rate=float(ranks.rate[n]),
                        low=float(ranks.low[n]),
                        high=float(ranks.high[n]),
                        first=int(ranks.first[n]),
                        last=int(ranks.last[n]),
                    )
                    for n in best[:most]
                ),
                compared=len(rows),
                differs=ranks.differs,
            )
        )
    return tuple(found)


def _open_groups(row: list[tuple[int, int, int]], smallest: int) -> set[int]:
    """Return the groups a story's number may be shown for: never all but one, as elsewhere its total is known."""
    fine = [(did, group) for group, did, people in row if min(did, people - did) >= smallest]
    if len(row) - len(fine) == 1 and fine:
        fine.remove(min(fine))
    return {group for _, group in fine}
