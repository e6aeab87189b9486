"""Answers to measures: how comfortable people are, per unit, target group and wave, as far as it may be shown.

Answers come in blocks that are large enough (`rules.kept_together`); what is shown is decided once more, because a page
shows units, waves and groups beside each other: `kring.measure.survey.crossed`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Case, Count, F, FloatField, Q, Value, When
from django.db.models.functions import Cast, Coalesce
from numpy.typing import NDArray

from kring.choose.forecast import Forecast, Pulses, PulsesMissingError, forecast
from kring.core.words import said_in
from kring.measure.rates import GroupTooSmallError
from kring.measure.suppress import CLOSED
from kring.measure.survey import Share, Told, counted_share, crossed, rake, share, told
from kring.people import queries as people
from kring.surveys import rules
from kring.surveys.models import Answer, Block, Remark, Survey
from kring.surveys.queries import asking

SMALLEST = 10  # answers before an opinion is shown
OVERALL, MARK = "overall", "mark"
ITEMS = (OVERALL, *rules.USES, MARK)
COMFORTABLE_MEAN = 3.5  # of the uses that were answered: rounded it is a 4 or a 5
PULSE_WEEKS_AHEAD = 13
REMARKS_SHOWN = 40
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Figure:
    """A share as a page says it."""

    share: Share
    told: Told


@dataclass(frozen=True)
class Row:
    """A unit, a wave or a group, or several that are only shown together; before and now."""

    names: tuple[str, ...]
    hue: int
    now: Figure
    before: Figure | None
    mark: Figure | None
    forecast: Forecast | None = None
    is_too_early: bool = False
    is_before_start: bool = False  # only a baseline until now


@dataclass(frozen=True)
class Said:
    """An open answer; with the unit only where many wrote."""

    text: str
    unit: str


@dataclass(frozen=True)
class Comfort:
    """Everything on the page. None: too few to say, never 0."""

    last: date | None  # the newest box that was opened
    answered: int
    asked: int
    now: Figure | None
    before: Figure | None
    mark: Figure | None
    uses: dict[str, tuple[Figure | None, Figure | None]]  # before, now
    units: tuple[Row, ...]
    waves: tuple[Row, ...]
    groups: tuple[Row, ...]
    said: dict[str, tuple[Said, ...]]

    @property
    def slopes(self) -> list[Row]:
        """Units that are shown by themselves, before and now."""
        return [row for row in self.units if row.before and len(row.names) == 1]


@dataclass(frozen=True)
class Counted:
    """One block with its answers, counted."""

    survey_id: int
    unit_id: int | None
    group_id: int | None
    asked: int
    answers: int
    yes: dict[str, int]
    no: dict[str, int]


def _is_given(use: str) -> Case:
    return Case(When(**{f"{use}__isnull": True}, then=Value(0)), default=Value(1))


def _blocks(surveys: Iterable[int]) -> list[Counted]:
    """Return the blocks of these surveys with their answers counted, in two queries."""
    total = sum((Coalesce(F(use), Value(0)) for use in rules.USES), Value(0))
    given = sum((_is_given(use) for use in rules.USES), Value(0))
    counts = {f"yes_{use}": Count("pk", filter=Q(**{f"{use}__gte": rules.COMFORTABLE})) for use in rules.USES}
    counts |= {f"all_{use}": Count(use) for use in rules.USES}
    counts |= {
        "yes_mark": Count("pk", filter=Q(mark__gte=rules.GOOD_MARK)),
        "all_mark": Count("mark"),
        "yes_overall": Count("pk", filter=Q(given__gt=0, total__gte=Cast("given", FloatField()) * COMFORTABLE_MEAN)),
        "all_overall": Count("pk", filter=Q(given__gt=0)),
        "answers": Count("pk"),
    }
    rows = Answer.objects.filter(block__survey__in=surveys).annotate(total=total, given=given)
    counted: Any = rows.values("block").annotate(**counts).order_by()
    found = {row["block"]: row for row in counted}
    nothing = dict.fromkeys(counts, 0)
    blocks = []
    for block in Block.objects.filter(survey__in=surveys).order_by("pk"):
        row = found.get(block.pk, nothing)
        yes = {item: row[f"yes_{item}"] for item in ITEMS}
        no = {item: row[f"all_{item}"] - yes[item] for item in ITEMS}
        blocks.append(Counted(block.survey_id, block.unit_id, block.group_id, block.asked, row["answers"], yes, no))
    return blocks


@dataclass(frozen=True)
class _Names:
    """What units, waves and groups are called; the last of each stands for several together."""

    units: list[int | None]
    waves: list[date | None]
    wave_of: dict[int | None, int]
    groups: list[int | None]
    unit_names: dict[int, str]
    group_names: dict[int, tuple[str, int]]


def comfort(*, on: date) -> Comfort:
    """Return what is known of comfort, in a fixed number of queries."""
    opened = list(Survey.objects.filter(box_opened_on__isnull=False, is_void=False).order_by("asked_on", "pk"))
    blocks = _blocks([survey.pk for survey in opened])
    names = _names(blocks)
    latest, first, waiting = _rounds(opened, blocks)
    now = [block for block in blocks if _belongs(block, latest)]
    before = [block for block in blocks if _belongs(block, first)]
    to_start = [block for block in blocks if _belongs(block, waiting)]
    levels = _tables(now, before, to_start, names, _futures(opened, blocks))
    return Comfort(
        last=max((survey.box_opened_on for survey in opened if survey.box_opened_on), default=None),
        answered=sum(block.answers for block in now),
        asked=sum(block.asked for block in now),
        now=_total(now, OVERALL, names),
        before=_total(before, OVERALL, names),
        mark=_total(now, MARK, names),
        uses={use: (_total(before, use, names), _total(now, use, names)) for use in rules.USES},
        units=levels["units"],
        waves=levels["waves"],
        groups=levels["groups"],
        said=_said(names),
    )


Rounds = dict[int | None, set[int]]


def _rounds(opened: Sequence[Survey], blocks: list[Counted]) -> tuple[Rounds, Rounds, Rounds]:
    """Return which survey of each unit is the latest, which the first before that, and which an only baseline.

    Blocks of several units go with their survey.
    """
    place = {survey.pk: number for number, survey in enumerate(opened)}
    baselines = {survey.pk for survey in opened if survey.kind == Survey.Kind.BASELINE}
    of_unit: dict[int | None, list[int]] = defaultdict(list)
    for survey_id, unit_id in sorted({(b.survey_id, b.unit_id) for b in blocks}, key=lambda pair: place[pair[0]]):
        if unit_id:
            of_unit[unit_id].append(survey_id)
    if not of_unit and opened:  # nothing but blocks of several units
        of_unit[None] = [survey.pk for survey in opened]
    latest: Rounds = {unit: {found[-1]} for unit, found in of_unit.items() if found[-1] not in baselines}
    first: Rounds = {unit: {of_unit[unit][0]} for unit in latest if len(of_unit[unit]) > 1}
    waiting: Rounds = {unit: {found[-1]} for unit, found in of_unit.items() if unit not in latest}
    for rounds in (latest, first, waiting):
        rounds[None] = set().union(*rounds.values())
    return latest, first, waiting


def _belongs(block: Counted, rounds: Rounds) -> bool:
    return block.survey_id in rounds.get(block.unit_id, set())


def _names(blocks: list[Counted]) -> _Names:
    unit_names = dict(people.units().values_list("pk", "name"))
    group_names = {group.pk: (said_in(group.name), group.hue) for group in people.target_groups()}
    starts = asking.starts()
    known = sorted({b.unit_id for b in blocks if b.unit_id}, key=lambda pk: unit_names[pk])
    units: list[int | None] = [*known, None]
    waves: list[date | None] = [*sorted({starts[pk] for pk in known if pk in starts}), None]
    wave_of = {pk: waves.index(starts.get(pk) if pk else None) for pk in units}
    groups: list[int | None] = [*(pk for pk in group_names), None]
    return _Names(units, waves, wave_of, groups, unit_names, group_names)


def _table(blocks: list[Counted], names: _Names, value: Callable[[Counted], int]) -> Whole:
    unit_at, group_at = ({pk: n for n, pk in enumerate(keys)} for keys in (names.units, names.groups))
    table = np.zeros((len(names.units), len(names.groups)), np.int64)
    for block in blocks:
        table[unit_at[block.unit_id], group_at.get(block.group_id, len(names.groups) - 1)] += value(block)
    return table


def _tables(
    now: list[Counted],
    before: list[Counted],
    to_start: list[Counted],
    names: _Names,
    futures: dict[int, Forecast | None],
) -> dict[str, tuple[Row, ...]]:
    """Return the rows of all three breakdowns, decided together so that they cannot be solved."""
    then, marks = _parts(before, OVERALL, names), _parts(now, MARK, names)
    rows: dict[str, tuple[Row, ...]] = {}
    for part, shown in _parts(now, OVERALL, names).items():
        found = []
        for items, figure in shown.items():
            labels, hue = _called(part, items, names)
            unit = names.units[items[0]] if part == "units" and len(items) == 1 else None
            future = futures.get(unit) if unit else None
            found.append(
                Row(
                    labels,
                    hue,
                    figure,
                    then.get(part, {}).get(items),
                    marks.get(part, {}).get(items),
                    forecast=future,
                    is_too_early=unit is not None and unit in futures and future is None,
                )
            )
        rows[part] = tuple(
            sorted(found, key=lambda row: (len(row.names) > 1, not row.names[0], part == "groups" or row.names))
        )
    if to_start:
        for part, shown in _parts(to_start, OVERALL, names).items():
            if part != "groups":
                waiting = [Row(*_called(part, i, names), f, None, None, is_before_start=True) for i, f in shown.items()]
                rows[part] += tuple(waiting)
    return rows


def _called(part: str, items: tuple[int, ...], names: _Names) -> tuple[tuple[str, ...], int]:
    """Return what the items of a row are called; "" is what stands for several, and is said by the page."""
    if part == "groups":
        chosen = [names.groups[item] for item in items]
        labels = [names.group_names[pk] if pk else ("", 0) for pk in chosen]
        return tuple(label for label, _hue in labels), labels[0][1] if len(labels) == 1 else 0
    if part == "waves":
        days = [names.waves[item] for item in items]
        return tuple(day.isoformat() if day else "" for day in days), 0
    units = [names.units[item] for item in items]
    return tuple(names.unit_names[pk] if pk else "" for pk in units), 0


def _parts(blocks: list[Counted], item: str, names: _Names) -> dict[str, dict[tuple[int, ...], Figure]]:
    """Return for each breakdown which items are shown together, with their figure; all of them decided at once."""
    parts: dict[str, dict[tuple[int, ...], Figure]] = {"units": {}, "waves": {}, "groups": {}}
    tables = [
        _table(blocks, names, lambda block: block.yes[item]),
        _table(blocks, names, lambda block: block.no[item]),
        _table(blocks, names, lambda block: block.asked),
    ]
    wave = np.array([names.wave_of[unit] for unit in names.units])
    used = sorted(set(wave.tolist()))
    level = np.array([used.index(number) for number in wave.tolist()], np.int64)
    found = crossed(tables[0], tables[1], np.stack([level, np.arange(len(level))]), smallest=rules.FEWEST)
    if not found.total[0]:
        return parts
    by_unit = [table.sum(axis=1) for table in tables]
    by_wave = [np.bincount(level, column, len(used)).astype(np.int64) for column in by_unit]
    by_group = [table.sum(axis=0) for table in tables]
    every = {"units": (found.levels[1][0], by_unit), "waves": (found.levels[0][0], by_wave)}
    for part, (labels, columns) in (every | {"groups": (found.groups[0], by_group)}).items():
        for label in sorted(set(labels.tolist()) - {CLOSED}):
            mine = np.flatnonzero(labels == label)
            said_so, not_so, staff = (int(column[mine].sum()) for column in columns)
            if figure := _figure(said_so, said_so + not_so, staff):
                items = tuple(mine.tolist())
                parts[part][tuple(used[n] for n in items) if part == "waves" else items] = figure
    return parts


def _figure(yes: int, answered: int, asked: int) -> Figure | None:
    try:
        found = counted_share(yes, answered, max(asked, answered), smallest=SMALLEST)
    except GroupTooSmallError:
        return None
    return Figure(found, told(found))


def _total(blocks: list[Counted], item: str, names: _Names) -> Figure | None:
    """Return a share over everybody, each answer weighted so that units and groups count as large as they are."""
    blocks = [block for block in blocks if block.yes[item] + block.no[item]]
    answered = sum(block.yes[item] + block.no[item] for block in blocks)
    staff = max(sum(block.asked for block in blocks), answered)
    if answered < SMALLEST:
        return None
    units = [*dict.fromkeys(block.unit_id for block in blocks)]
    groups = [*dict.fromkeys(block.group_id for block in blocks)]
    values, parts = [], []
    margins = [np.zeros(len(units)), np.zeros(len(groups))]
    for block in blocks:
        place = (units.index(block.unit_id), groups.index(block.group_id))
        for side, points in (("yes", 1.0), ("no", 0.0)):
            count = getattr(block, side)[item]
            values += [points] * count
            parts += [place] * count
        size = max(block.asked, block.yes[item] + block.no[item])
        margins[0][place[0]] += size
        margins[1][place[1]] += size
    weights = rake(np.array(parts, np.int64), margins)
    found = share(np.array(values), max(staff, int(margins[0].sum())), at_least=1.0, smallest=SMALLEST, weights=weights)
    return Figure(found, told(found))


def _futures(opened: Sequence[Survey], blocks: list[Counted]) -> dict[int, Forecast | None]:
    """Return where each unit is going, from its own pulses and those of the units before it; None: too early to say."""
    starts = asking.starts()
    asked_on = {survey.pk: survey.asked_on for survey in opened}
    counted: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for block in blocks:
        if block.unit_id and block.unit_id in starts:
            week = max(0, (asked_on[block.survey_id] - starts[block.unit_id]).days // 7)
            sums = counted[block.unit_id].setdefault(week, [0, 0])
            sums[0] += block.yes[OVERALL]
            sums[1] += block.yes[OVERALL] + block.no[OVERALL]
    pulses = {}
    for unit, weeks in counted.items():
        enough = [(week, yes / answers) for week, (yes, answers) in sorted(weeks.items()) if answers >= SMALLEST]
        if enough:
            pulses[unit] = Pulses(np.array([w for w, _ in enough]), np.array([part for _, part in enough]))
    futures: dict[int, Forecast | None] = {}
    for unit, mine in pulses.items():
        until = PULSE_WEEKS_AHEAD
        if len(mine.weeks) < 1 or int(mine.weeks[-1]) >= until:
            continue
        try:
            found = forecast(mine, [other for pk, other in pulses.items() if pk != unit], until=until)
        except PulsesMissingError:
            futures[unit] = None
            continue
        futures[unit] = None if found.is_too_early else found
    return futures


def _said(names: _Names) -> dict[str, tuple[Said, ...]]:
    """Return open answers in the order of their random numbers, which is no order at all."""
    found = {}
    for question in rules.QUESTIONS:
        rows = Remark.objects.filter(question=question).order_by("pk")[:REMARKS_SHOWN].values_list("text", "unit_id")
        found[question] = tuple(Said(text, names.unit_names.get(unit, "") if unit else "") for text, unit in rows)
    return found
