"""What is measured, locked before the start, and what an outside listener counted over everybody: sums, no person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from kring.core.models import Organisation
from kring.demo.cast import CHANNEL_WEIGHTS, CHANNELS, Cast
from kring.demo.fill.calendar import Calendar
from kring.demo.fill.people import Staff
from kring.demo.personas import BANK, PERSONAS
from kring.demo.world import GROUPS, World
from kring.insights.models import Counted, CountedPart, Protocol, ReportPlan, ReportReader
from kring.insights.rules import kept
from kring.insights.rules.protocol import Promise
from kring.people.models import Person
from kring.rollout.models import Draw

Whole = NDArray[np.int64]
SOURCE = "Openbare berichten over het werk, geteld door een meetbureau: alleen aantallen per lokale bank en week"
MEAN, SPREAD = 4.6, 0.35  # reactions, comments and reshares of a post, and how much weeks differ: assumptions


def fill_answers(organisation: Organisation, cast: Cast, world: World, when: Calendar, staff: Staff) -> None:
    """Write the protocol and the counts; the insurer started everywhere at once and has neither."""
    managers = [persona for persona in PERSONAS if persona.organisation == cast.key and "manager" in persona.roles]
    manager = Person.objects.get(account__email=managers[0].email)
    next_month = (when.now.date().replace(day=1) + timedelta(days=32)).replace(day=1)
    ReportPlan.objects.create(organisation=organisation, is_on=True, day=5, since=next_month)
    ReportReader.objects.create(organisation=organisation, person=manager)
    if cast.key != BANK:
        return
    _lock(organisation, when, manager, min(int(week) for week in world.units.starts))
    _count(organisation, world, when, staff, np.random.default_rng([cast.seed, 71]))


def _lock(organisation: Organisation, when: Calendar, manager: Person, first_week: int) -> None:
    drawn = Draw.objects.get(status=Draw.Status.ACCEPTED)
    promise = Promise(waves=drawn.found.get("digest", ""), source=SOURCE)
    day = when.monday(first_week) - timedelta(days=18)
    Protocol.objects.create(
        organisation=organisation,
        content=kept.plain(promise),
        digest=kept.digest(promise),
        locked_by=manager,
        locked_at=datetime(day.year, day.month, day.day, 11, 5, tzinfo=when.now.tzinfo),
    )


def _count(organisation: Organisation, world: World, when: Calendar, staff: Staff, dice: np.random.Generator) -> None:
    by_group, active = world.truth.posts_with, world.truth.active_with
    posts = by_group.sum(axis=2)
    whole = min((when.now.date() - when.monday(0)).days // 7, posts.shape[1])  # completed weeks
    liked = dice.poisson(posts * MEAN * dice.lognormal(-(SPREAD**2) / 2, SPREAD, posts.shape))
    first = datetime.fromtimestamp(when.midnight, when.now.tzinfo)
    places = [(unit, week) for unit in range(len(posts)) for week in range(whole)]
    made = Counted.objects.bulk_create(
        (
            Counted(
                organisation=organisation,
                unit_id=staff.units[unit],
                monday=when.monday(week),
                posts=int(posts[unit, week]),
                engagements=int(liked[unit, week]),
                active=int(active[unit, week].sum()) if week >= 3 else None,
                came_at=first + timedelta(weeks=week + 1, hours=6),
            )
            for unit, week in places
        ),
        batch_size=2000,
    )
    counted = dict(zip(places, made, strict=True))
    groups = [str(staff.groups[key]) for key in GROUPS]
    _tell_apart(counted, "group", groups, by_group, dice, active=active)
    weights = np.array(CHANNEL_WEIGHTS) / sum(CHANNEL_WEIGHTS)
    _tell_apart(counted, "channel", CHANNELS, dice.multinomial(posts, weights), dice)


def _tell_apart(
    counted: dict[tuple[int, int], Counted],
    kind: str,
    keys: Sequence[str],
    table: Whole,
    dice: np.random.Generator,
    *,
    active: Whole | None = None,
) -> None:
    """Write the parts of what was counted; `table` and `active` have the shape (units, weeks, parts)."""
    rows = []
    for (unit, week), one in counted.items():
        liked = _shared_out(one.engagements or 0, table[unit, week], dice)
        for place, key in enumerate(keys):
            rows.append(
                CountedPart(
                    organisation_id=one.organisation_id,
                    counted=one,
                    kind=kind,
                    key=key,
                    posts=int(table[unit, week, place]),
                    engagements=liked[place],
                    active=None if active is None or one.active is None else int(active[unit, week, place]),
                    came_at=one.came_at,
                )
            )
    CountedPart.objects.bulk_create(rows, batch_size=2000)


def _shared_out(total: int, over: Whole, dice: np.random.Generator) -> list[int]:
    """Return a total dealt over parts as large as these."""
    found: list[int] = dice.multinomial(total, over / over.sum()).tolist() if over.sum() else [0] * len(over)
    return found
