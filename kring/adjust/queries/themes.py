"""How often each target group shares the stories of each theme, for cells that are large enough."""

from collections import defaultdict
from datetime import datetime

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from kring.adjust.rules.figures import Figure, Unit, fingerprint
from kring.core.models import Organisation
from kring.insights import queries as insights
from kring.insights import rules as weeks
from kring.insights.queries.cells import Cells
from kring.measure.content import by_group
from kring.measure.suppress import CLOSED, rounded, shown
from kring.people import queries as people
from kring.stories import queries as stories

Whole = NDArray[np.int64]


def themes(organisation: Organisation, now: datetime) -> list[Figure]:
    """Return how often each group shares what it was shown of each theme, with its place among the themes."""
    cells = insights.gather(organisation, now, organisation.language)
    theme_of = stories.theme_of({story for story, _group in cells.shown})
    names = {theme.pk: dict(theme.name) for theme in stories.themes()}
    keys = sorted(set(theme_of.values()) & names.keys())
    if not keys or not len(cells.unit):
        return []
    did, of, sharers, hidden = _counts(cells, theme_of, keys)
    # What the stories that stand on another page leave over of a theme is nothing, or large enough by itself.
    open_ = _open(cells, sharers, did, of, (hidden == 0) | (hidden >= settings.SMALLEST_GROUP))
    group_names = {group.pk: dict(group.name) for group in people.target_groups()}
    made = []
    for group, ranks in zip(range(len(did)), by_group(did, of), strict=True):
        pk = cells.groups[group].pk
        if ranks.ranking is None or pk not in group_names:
            continue
        counted, place = np.flatnonzero(ranks.counts), ranks.ranking
        mean = float(did[group, counted].sum() / of[group, counted].sum())
        for n, theme in enumerate(counted):
            if not open_[group, theme]:
                continue
            facts = {
                "first": float(place.first[n]),
                "last": float(place.last[n]),
                "compared": float(len(counted)),
                "mean": round(mean, 4),
                "step": round(float(place.rate[n]) - mean, 4),
            }
            seen = fingerprint(cells.until, pk, keys, did[group].tolist(), of[group].tolist())
            made.append(
                Figure(
                    f"theme.{pk}.{keys[theme]}",
                    float(place.rate[n]),
                    float(place.low[n]),
                    float(place.high[n]),
                    Unit.PART,
                    names={"group": group_names[pk], "theme": names[keys[theme]]},
                    facts=facts,
                    fingerprint=seen,
                )
            )
    return made


def _counts(cells: Cells, theme_of: dict[int, int], keys: list[int]) -> tuple[Whole, Whole, Whole, Whole]:
    """Return times shared, times shown, people who shared, and times that small stories were shared.

    Each of shape (groups, themes).
    """
    at = {theme: n for n, theme in enumerate(keys)}
    did, of, sharers, hidden = (np.zeros((len(cells.groups), len(keys)), np.int64) for _ in range(4))
    smallest = settings.SMALLEST_GROUP
    recent = cells.posts.recency <= weeks.PERIODS.index(weeks.STORY_WEEKS)
    told = {(int(p), int(s)) for p, s in zip(cells.posts.person[recent], cells.posts.story[recent], strict=True)}
    shared: dict[tuple[int, int], int] = defaultdict(int)
    who: set[tuple[int, int]] = set()
    for person, story in told:
        shared[story, int(cells.group[person])] += 1
        if story in theme_of and theme_of[story] in at:
            who.add((person, at[theme_of[story]]))
    for (story, group), people_shown in cells.shown.items():
        theme = at.get(theme_of.get(story, 0))
        if theme is not None:
            of[group, theme] += people_shown
            times = min(shared[story, group], people_shown)
            did[group, theme] += times
            hidden[group, theme] += times if times < smallest else 0
    for person, theme in who:
        sharers[cells.group[person], theme] += 1
    of = np.array([[rounded(int(n), smallest) for n in row] for row in of], np.int64)
    did = np.array([[rounded(int(n), smallest) for n in row] for row in did], np.int64)
    return np.minimum(did, of), of, sharers, hidden


def _open(cells: Cells, sharers: Whole, did: Whole, of: Whole, may: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which cells may be shown: enough people shared and did not, and no single one can be subtracted.

    A group is only looked at where its own number stands alone; a theme that would be the only closed one of a group,
    or the only closed group of a theme, takes the smallest open one along.
    """
    smallest = settings.SMALLEST_GROUP
    labels = shown(cells.table("shared"), cells.levels, smallest=smallest).groups[
        weeks.PERIODS.index(weeks.STORY_WEEKS)
    ]
    alone = np.array([label != CLOSED and np.sum(labels == label) == 1 for label in labels], bool)
    people_in = np.bincount(cells.group, minlength=len(cells.groups))
    is_there = of > 0
    open_ = is_there & alone[:, None] & (sharers >= smallest) & (people_in[:, None] - sharers >= smallest)
    open_ &= may & (of - did >= smallest)
    for _round in range(open_.size):
        before = int(open_.sum())
        for there, row, size in [
            *zip(is_there, open_, sharers, strict=True),
            *zip(is_there.T, open_.T, sharers.T, strict=True),
        ]:
            if row.any() and np.sum(there & ~row) == 1:
                row[np.flatnonzero(row)[np.argmin(size[row])]] = False
        if int(open_.sum()) == before:
            break
    return open_
