"""Sums to the four answers: what the measures say, made into plain values that a row keeps.

Only the worker loads this: counting takes DuckDB. A page reads what was kept (`kring.insights.queries.answers`).
"""

import hashlib
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.conf import settings

from kring.core.models import Organisation
from kring.core.words import said_in
from kring.insights.queries import effects
from kring.insights.queries.cells import Cells, gather
from kring.insights.queries.counting import SPLIT, Outside, outside, outside_by
from kring.insights.queries.figures import GroupStories, figures
from kring.insights.queries.kinds import KindSums, kind_sums, kinds
from kring.insights.queries.measuring import how_it_stands, promise_of, protocols
from kring.insights.queries.parts import Asked, participation, parts, units_in
from kring.insights.queries.totals import Totals, totals
from kring.insights.queries.way import later
from kring.insights.rules import kept
from kring.insights.rules.answers import PART, Answers, Best, Figure, Kind, Part, Story
from kring.rollout import queries as rollout
from kring.stories import queries as stories

Report = Callable[[int], None]
STORIES_KEPT = 40  # per group: the map shows the best of one group in the others too


def work_out(
    organisation: Organisation, *, sunday: date, code: str, weeks: int, report: Report = lambda _percent: None
) -> Answers:
    """Return the four answers over one part until a Sunday; for the worker, it takes seconds."""
    zone = ZoneInfo(organisation.time_zone)
    moment = datetime.combine(sunday + timedelta(days=1), time(0), zone)
    cells = gather(organisation, moment, organisation.language)
    report(25)
    sums = totals(organisation, moment)
    report(45)
    locked = list(protocols())
    promise, standing = promise_of(locked[0] if locked else None), how_it_stands(locked, zone)
    asked = _asked(cells, sums, weeks)
    on_offer = parts(asked)
    part = next((one for one in on_offer if one.code == code), Part())
    whole = outside(sums.units, sums.mondays, zone)
    told_by = part.kind if part.kind in SPLIT else Kind.GROUP
    apart = outside_by(told_by, sums.units, sums.mondays, zone)
    counted = whole if part.kind not in SPLIT else apart.get(part.key, Outside.nothing(whole))
    report(55)
    drawn = rollout.accepted_draw()
    found = effects.work_out(
        sums,
        counted,
        promise,
        standing,
        part,
        inside=units_in(asked, part),
        wave_starts={wave.number: wave.starts_on for wave in rollout.all_waves()},
        two_stages=bool(drawn and drawn.given.get("saturation")),
        smallest=settings.SMALLEST_GROUP,
        by_group=apart,
        on_offer=on_offer,
    )
    report(90)
    people_in = asked.people > 0
    started = sums.starts < len(sums.mondays)
    here = units_in(asked, part) & people_in
    smallest = settings.SMALLEST_GROUP
    content = kind_sums(cells, smallest)
    late, late_part = later(cells, sums, weeks, smallest) if part.kind == Kind.ALL else ((), None)
    everybody = figures(cells, weeks=weeks, by="groups", smallest=smallest, most_stories=STORIES_KEPT)
    return Answers(
        sunday=sunday,
        weeks=weeks,
        part=part,
        participation=participation(asked, part, _last_counts(sums)),
        activation=found.activation,
        posts=found.posts,
        engagements=found.engagements,
        best=_best(everybody.stories, part),
        kinds=tuple(one for one in kinds(cells, content) if part.kind == Kind.ALL or _is_of_group(part, one.group)),
        waves=found.waves,
        units=int(here.sum()),
        started=int((here & started).sum()),
        controls=found.controls,
        first_monday=found.first_monday,
        counted_until=found.counted_until,
        promise=promise,
        standing=standing,
        sums=found.sums,
        changed_on=locked[0].locked_at.astimezone(zone).date() if locked else None,
        fingerprint=fingerprint(
            sums, (whole, *(apart[key] for key in sorted(apart))), locked[0].digest if locked else "", content
        ),
        late=len(counted.late),
        late_weeks=tuple(sorted(set(counted.late))),
        later=late,
        later_part=late_part,
        methods=found.methods,
        parts=on_offer,
    )


def _asked(cells: Cells, sums: Totals, weeks: int) -> Asked:
    at = {unit.pk: n for n, unit in enumerate(sums.units)}
    return Asked(
        cells=cells,
        waves=np.array([sums.waves[at[unit.pk]] for unit in cells.units], np.int64),
        pillar_of=stories.pillar_of({int(story) for story in cells.posts.story}),
        pillars={pillar.pk: said_in(pillar.name) for pillar in stories.pillars()},
        weeks=weeks,
        smallest=settings.SMALLEST_GROUP,
    )


def _last_counts(sums: Totals) -> tuple[float, float]:
    if not sums.mondays:
        return 0.0, 0.0
    return float(sums.invited[:, -1].sum()), float(sums.participants[:, -1].sum())


def _best(found: tuple[GroupStories, ...], part: Part) -> tuple[Best, ...]:
    """Return the best stories per group; they are only told apart by target group."""
    if part.kind not in (Kind.ALL, Kind.GROUP):
        return ()
    return tuple(
        Best(
            group=one.group.pk,
            name=one.group.name,
            hue=one.group.hue,
            stories=tuple(
                Story(
                    row.story,
                    Figure(f"content.{one.group.pk}.{row.story}", row.rate, row.low, row.high, PART),
                    row.first,
                    row.last,
                )
                for row in one.rows
            ),
            compared=one.compared,
            differs=one.differs,
            stands_out=one.stands_out,
        )
        for one in found
        if part.kind == Kind.ALL or _is_of_group(part, one.group.pk)
    )


def _is_of_group(part: Part, group: int) -> bool:
    return part.kind == Kind.GROUP and part.key == str(group)


def fingerprint(sums: Totals, counted: tuple[Outside, ...], promise: str, content: KindSums) -> str:
    """Return the fingerprint of all sums, unit by unit in the order of their numbers, and of the protocol."""
    order = np.argsort([unit.pk for unit in sums.units], kind="stable")
    out = hashlib.sha256()
    out.update(kept.canonical([promise, list(sums.mondays), sorted(unit.pk for unit in sums.units)]).encode())
    sources: tuple[Totals | Outside, ...] = (sums, *counted)
    for source in sources:
        for one in fields(source):
            value = getattr(source, one.name)
            if isinstance(value, np.ndarray) and len(value) == len(order):
                out.update(f"{one.name}{value.shape}".encode())
                out.update(np.ascontiguousarray(np.nan_to_num(value[order], nan=-1.0).astype("<f8")).tobytes())
    out.update(kept.canonical([content.kinds, *(one.tolist() for one in (content.did, content.of))]).encode())
    return out.hexdigest()
