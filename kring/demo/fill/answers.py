"""What is measured, locked before the start, and what an outside listener counted over everybody: sums, no person."""

from datetime import datetime, timedelta

import numpy as np

from kring.core.models import Organisation
from kring.demo.cast import Cast
from kring.demo.fill.calendar import Calendar
from kring.demo.fill.people import Staff
from kring.demo.personas import BANK, PERSONAS
from kring.demo.world import World
from kring.insights.models import Counted, Protocol, ReportPlan, ReportReader
from kring.insights.rules import kept
from kring.insights.rules.protocol import Promise
from kring.people.models import Person
from kring.rollout.models import Draw

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
    posts, active = world.truth.posts_with.sum(axis=2), world.truth.active_with
    weeks = when.monday(0)
    whole = (when.now.date() - weeks).days // 7  # completed ones
    liked = dice.poisson(posts * MEAN * dice.lognormal(-(SPREAD**2) / 2, SPREAD, posts.shape))
    Counted.objects.bulk_create(
        (
            Counted(
                organisation=organisation,
                unit_id=staff.units[unit],
                monday=when.monday(week),
                posts=int(posts[unit, week]),
                engagements=int(liked[unit, week]),
                active=int(active[unit, week]) if week >= 3 else None,
                came_at=datetime.fromtimestamp(when.midnight, when.now.tzinfo) + timedelta(weeks=week + 1, hours=6),
            )
            for unit in range(len(posts))
            for week in range(min(whole, posts.shape[1]))
        ),
        batch_size=2000,
    )
