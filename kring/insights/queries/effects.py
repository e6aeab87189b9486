"""Sums to what the programme brought about: which units and weeks can be used, what measure says, what may be said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from kring.insights.queries.counting import SPLIT, Outside
from kring.insights.queries.in_groups import in_groups
from kring.insights.queries.method import methods
from kring.insights.queries.totals import Totals
from kring.insights.queries.usable import Usable, as_drawn, shifted, usable
from kring.insights.rules import BLOCK, saying
from kring.insights.rules.answers import (
    COUNT,
    PER_100,
    PER_100_WEEK,
    RATIO,
    Claim,
    Effect,
    Figure,
    Grade,
    Kind,
    Light,
    Method,
    Part,
    Point,
    Step,
    WaveSums,
    Window,
)
from kring.insights.rules.answers import PART as PER_PERSON
from kring.insights.rules.protocol import Promise, Standing
from kring.insights.rules.sums import given
from kring.measure.answer import Answer, Counts, People, answer
from kring.measure.grade import Design
from kring.measure.lift import Lift
from kring.measure.parts import Part as Slice
from kring.measure.permutation import ByLot
from kring.measure.suppress import rounded

Real = NDArray[np.float64]
Whole = NDArray[np.int64]
Flag = NDArray[np.bool_]
UNITS_AT_LEAST = 2  # behind every number
WINDOWS = ("heroes", "spreading", "after")
NOT_COUNTED = Grade("D", ("part_not_counted",), ())
NO_PEOPLE = Grade("D", ("people_not_counted",), ("count_people",))


@dataclass(frozen=True)
class Found:
    """What the programme brought about, as far as it can be said."""

    activation: Effect
    posts: Effect
    engagements: Effect
    waves: tuple[Step, ...] = ()
    controls: tuple[int, ...] = ()
    first_monday: date | None = None
    counted_until: date | None = None
    sums: tuple[WaveSums, ...] = ()
    methods: tuple[Method, ...] = ()


def work_out(
    sums: Totals,
    counted: Outside,
    promise: Promise,
    standing: Standing,
    part: Part,
    *,
    inside: Flag,
    wave_starts: Mapping[int, date],
    two_stages: bool,
    smallest: int,
    by_group: Mapping[str, Outside],
    on_offer: Sequence[Part],
) -> Found:
    """Return what the programme brought about in one part; `counted` is what others counted of it."""
    group = next((n for n, one in enumerate(sums.groups) if part.kind == Kind.GROUP and str(one.pk) == part.key), None)
    staff, participants = (_of_people(values, group) for values in (sums.staff, sums.participants))
    there = (staff.sum(axis=1) > 0) if staff.size else np.zeros(len(sums.units), np.bool_)
    inside = inside & there if part.kind == Kind.UNIT else there
    use = usable(counted.posts, inside)
    if use is None and part.kind in SPLIT:
        return _nothing(NOT_COUNTED)
    starts = as_drawn(sums)
    design = Design(
        by_lot=sums.design is not None,
        as_drawn=sums.design is not None and part.kind != Kind.UNIT,
        for_everybody=use is not None,
        protocol_before=standing == Standing.BEFORE,
        two_stages=two_stages,
        is_capped=promise.cap is not None,
        cap_declared=standing == Standing.BEFORE,
    )
    if use is None:
        return _without_counts(sums, starts, there, design, part)
    posts = _asked(counted.posts, staff, starts, use, _draws(sums, starts, use, design))
    crowd = _people(counted, participants, staff, use)
    first = answer(posts, design, crowd, anticipation=promise.weeks_before)
    second = None
    if (engaged := usable(counted.engagements, inside)) is not None:
        asked = _asked(counted.engagements, staff, starts, engaged, _draws(sums, starts, engaged, design))
        second = answer(asked, design, anticipation=promise.weeks_before)
    found = Found(
        activation=_activation(first) if crowd else Effect("activation", grade=NO_PEOPLE),
        posts=_effect("posts", first, smallest),
        engagements=_effect("engagements", second, smallest) if second else Effect("engagements", grade=NOT_COUNTED),
        waves=_waves(sums, first, starts, use, staff, wave_starts),
        controls=tuple(int(n) for n in _controls(posts)),
        first_monday=sums.mondays[use.first],
        counted_until=sums.mondays[use.after - 1] + timedelta(days=6),
        sums=_sums(sums, posts, use, smallest) if part.kind == Kind.ALL else (),
    )
    if part.kind != Kind.ALL:
        return _of(part, found)
    groups = [in_groups(one, sums, by_group, starts, promise, on_offer) for one in (found.posts, found.engagements)]
    return replace(
        found,
        posts=replace(found.posts, groups=groups[0]),
        engagements=replace(found.engagements, groups=groups[1]),
        methods=methods(sums, counted, starts, inside, promise, (found.activation, found.posts, found.engagements)),
    )


def _of_people(values: Real, group: int | None) -> Real:
    """Return people of everybody, or of one target group, shape (units, weeks)."""
    return values.sum(axis=2) if group is None else values[:, :, group]


def _draws(sums: Totals, starts: Whole, use: Usable, design: Design) -> Whole | None:
    if sums.design is None or not design.as_drawn:
        return None
    drawn = sums.design.draws()
    each = np.repeat(starts[None], len(drawn), axis=0)
    each[:, sums.design.units] = sums.design.starts[drawn]
    return shifted(each, use)


def _asked(counts: Real, staff: Real, starts: Whole, use: Usable, draws: Whole | None) -> Counts:
    return Counts(counts[use.units, use.weeks], staff[use.units, use.weeks], shifted(starts, use), draws)


def _people(counted: Outside, participants: Real, staff: Real, use: Usable) -> People | None:
    """Return who is active and takes part by blocks of four weeks; None when active people were not counted."""
    blocks = (use.after - use.first) // BLOCK
    ends = use.first + BLOCK * np.arange(1, blocks + 1) - 1
    active = counted.active[np.ix_(use.units, ends)]
    if not blocks or not np.all(np.isfinite(active)):
        return None
    span = slice(use.first, use.first + blocks * BLOCK)

    def mean(values: Real) -> Real:
        return values[use.units, span].reshape(len(use.units), blocks, BLOCK).mean(axis=2)

    return People(active, mean(staff), mean(participants), weeks=BLOCK)


def _controls(counts: Counts) -> Whole:
    weeks = counts.totals.shape[1]
    return np.sum(np.arange(weeks) < counts.starts[:, None], axis=0)


def _grade(found: Answer) -> Grade:
    return Grade(str(found.grade.letter), found.grade.reasons, tuple(str(one) for one in found.grade.missing))


def _lights(found: Answer) -> tuple[Light, ...]:
    return tuple(
        Light(str(one.key), str(one.light), _finite(one.value), _finite(one.threshold)) for one in found.checks
    )


def _finite(value: float | None) -> float | None:
    return None if value is None or not np.isfinite(value) else float(value)


def _one_in(lot: ByLot | None) -> float | None:
    return None if lot is None else float(lot.one_in)


def _effect(key: str, found: Answer, smallest: int) -> Effect:
    """Return how much more there is of one thing."""
    grade, lights, one_in = _grade(found), _lights(found), _one_in(found.by_lot)
    whole = found.effects.whole if found.effects else None
    made = _figures(key, whole, smallest) if whole else ()
    lot_only = None
    if whole is None and found.by_lot is not None:  # too few units for a range: the lot says whether, not how much
        lot_only = Figure(f"{key}.ratio", float(np.exp(found.by_lot.estimate)), None, None, RATIO)
    claim = saying.claim(
        grade, made[0] if made else lot_only, is_enough=whole is not None, one_in=one_in, lights=lights
    )
    if claim == Claim.CANNOT_TELL:
        return Effect(key, claim, grade, lights=lights)
    if whole is None or found.effects is None:
        return Effect(key, claim, grade, (lot_only,) if lot_only else (), one_in=one_in, lights=lights)
    return Effect(
        key=key,
        claim=claim,
        grade=grade,
        figures=made,
        units=whole.units,
        weeks=whole.weeks,
        one_in=one_in,
        lights=lights,
        points=_points((*found.effects.before, *found.effects.since)),
        windows=tuple(
            Window(WINDOWS[one.at], _ratio(f"{key}.{WINDOWS[one.at]}", one), one.units, one.weeks)
            for one in found.effects.windows
            if one.units >= UNITS_AT_LEAST
        ),
    )


def _figures(key: str, whole: Lift, smallest: int) -> tuple[Figure, ...]:
    ends = (
        rounded(abs(end), smallest) * (1 if end >= 0 else -1)
        for end in (whole.extra, whole.extra_low, whole.extra_high)
    )
    extra, low, high = ends
    return (
        Figure(f"{key}.ratio", whole.ratio, whole.low, whole.high, RATIO),
        Figure(f"{key}.per_100", whole.per_100, whole.per_100_low, whole.per_100_high, PER_100_WEEK),
        Figure(f"{key}.extra", float(extra), float(low), float(high), COUNT),
    )


def _ratio(key: str, part: Slice) -> Figure:
    return Figure(key, part.ratio, part.low, part.high, RATIO)


def _points(found: Sequence[Slice]) -> tuple[Point, ...]:
    """Return every week from the first to the last; what rests on one unit is not known."""
    known = {one.at: one for one in found if one.units >= UNITS_AT_LEAST and np.isfinite(one.ratio) and one.ratio > 0}
    if not known:
        return ()
    return tuple(
        Point(week, one.ratio, one.low, one.high, one.units)
        if (one := known.get(week))
        else Point(week, None, None, None, 0)
        for week in range(min(known), max(known) + 1)
    )


def _activation(found: Answer) -> Effect:
    """Return how many more people are active."""
    grade, lights, one_in = _grade(found), _lights(found), _one_in(found.active_by_lot)
    made = found.activation
    if made is None:
        net = (
            Figure("activation.per_100", found.active_by_lot.estimate, None, None, PER_100)
            if found.active_by_lot
            else None
        )
        claim = saying.claim(grade, net, is_enough=False, one_in=one_in, lights=lights)
        return Effect(
            "activation", claim, grade, (net,) if net and claim == Claim.BY_LOT else (), one_in=one_in, lights=lights
        )
    net = Figure("activation.per_100", made.per_100, made.low, made.high, PER_100)
    figures = [net]
    if made.per_participant is not None:
        ends = (made.per_participant, made.participant_low, made.participant_high)
        figures.append(Figure("activation.per_participant", float(ends[0]), ends[1], ends[2], PER_PERSON))
    figures.append(Figure("activation.at_most", made.most, None, None, PER_100))
    claim = saying.claim(grade, net, is_enough=made.is_enough, one_in=one_in, lights=lights)
    if claim == Claim.CANNOT_TELL:
        return Effect("activation", claim, grade, lights=lights)
    return Effect("activation", claim, grade, tuple(figures), made.units, made.periods * BLOCK, one_in, lights)


def _waves(
    sums: Totals, found: Answer, starts: Whole, use: Usable, staff: Real, wave_starts: Mapping[int, date]
) -> tuple[Step, ...]:
    """Return the waves, each with the effect in it where it is known."""
    parts = {one.at + use.first: one for one in found.effects.waves} if found.effects else {}
    steps = []
    for number in sorted(set(sums.waves[use.units].tolist()) - {-1}):
        mine = use.units[sums.waves[use.units] == number]
        start = int(np.median(starts[mine]))
        part = parts.get(start) if len(mine) >= UNITS_AT_LEAST else None
        steps.append(
            Step(
                number=int(number),
                starts_on=wave_starts.get(int(number), sums.mondays[0] + timedelta(weeks=start)),
                units=len(mine),
                people=int(staff[mine, use.after - 1].sum()),
                ratio=_ratio(f"posts.wave.{number}", part) if part else None,
            )
        )
    return tuple(steps)


def _sums(sums: Totals, posts: Counts, use: Usable, smallest: int) -> tuple[WaveSums, ...]:
    """Return what was counted by wave and week, as far as it may be given away."""
    numbers, made = sums.waves[use.units], []
    for number in sorted(set(numbers.tolist()) - {-1}):
        mine = numbers == number
        made.append(
            WaveSums(
                int(number),
                int(mine.sum()),
                int(np.median(posts.starts[mine])),
                tuple(int(count) for count in posts.totals[mine].sum(axis=0)),
                tuple(int(count) for count in posts.staff[mine].sum(axis=0)),
            )
        )
    return given(made, smallest=smallest)


def _of(part: Part, found: Found) -> Found:
    """Return what is said of one part by itself."""
    if part.kind == Kind.WAVE:
        return _of_wave(found, int(part.key))
    return _of_units(found) if part.kind == Kind.UNIT else _of_part(found, part.kind)


def _of_wave(found: Found, number: int) -> Found:
    """Return what is known of one wave by itself: careful words, since a part is looked at after the whole."""
    step = next((one for one in found.waves if one.number == number), None)
    if step is None or step.ratio is None or found.posts.claim == Claim.CANNOT_TELL:
        return replace(_nothing(NOT_COUNTED), waves=found.waves)
    ratio = replace(step.ratio, key="posts.ratio")
    shown = ratio.is_more or ratio.is_fewer
    posts = replace(
        found.posts,
        claim=Claim.TOGETHER if shown else Claim.NOT_SHOWN,
        figures=(ratio,),
        units=step.units,
        one_in=None,
        points=(),
        windows=(),
    )
    return replace(
        found,
        posts=posts,
        activation=Effect("activation", grade=NOT_COUNTED),
        engagements=Effect("engagements", grade=NOT_COUNTED),
    )


def _of_units(found: Found) -> Found:
    """Return what is known of a unit, or those below it: mostly nothing, for it has too few to compare with within."""

    def known(effect: Effect) -> Effect:
        return Effect(effect.key, grade=NOT_COUNTED) if effect.claim == Claim.CANNOT_TELL else effect

    activation, posts, engagements = (known(one) for one in (found.activation, found.posts, found.engagements))
    return replace(found, activation=activation, posts=posts, engagements=engagements)


def _of_part(found: Found, kind: Kind) -> Found:
    """Return what is known of one group, channel or pillar by itself: careful words, as for a wave."""

    def careful(effect: Effect) -> Effect:
        return replace(effect, claim=Claim.TOGETHER) if effect.claim == Claim.LED_TO else effect

    return replace(
        found,
        # Somebody who posts on two channels would be active twice.
        activation=careful(found.activation) if kind == Kind.GROUP else Effect("activation", grade=NOT_COUNTED),
        posts=careful(found.posts),
        engagements=careful(found.engagements),
        waves=tuple(replace(one, ratio=None) for one in found.waves),
    )


def _nothing(grade: Grade) -> Found:
    return Found(Effect("activation", grade=grade), Effect("posts", grade=grade), Effect("engagements", grade=grade))


def _without_counts(sums: Totals, starts: Whole, there: Flag, design: Design, part: Part) -> Found:
    """Return the grade that Kring's own counts can have: they only hold who takes part, so no number about a cause."""
    if part.kind != Kind.ALL or not there.any() or not sums.mondays:
        return _nothing(NOT_COUNTED if part.kind != Kind.ALL else Grade("D", ("joined_only",), ("measure_everybody",)))
    shares, staff = np.nan_to_num(sums.shares.sum(axis=2))[there], sums.staff.sum(axis=2)[there]
    return _nothing(_grade(answer(Counts(shares, staff, starts[there]), design)))
