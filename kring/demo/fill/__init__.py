"""Write the simulated organisations into the database: all of one organisation, or nothing of it.

This is the one place that writes rows of other rooms without their actions: half a year of life has to be there within
seconds, and it did not happen through anybody's hands.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, time

import numpy as np
from django.db import connection, transaction

from kring.core.models import Organisation
from kring.core.scope import inside
from kring.demo import content
from kring.demo.cast import CASTS, Cast
from kring.demo.fill.adjust import fill_adjust
from kring.demo.fill.answers import fill_answers
from kring.demo.fill.board import fill_board
from kring.demo.fill.calendar import calendar
from kring.demo.fill.circles import fill_circles
from kring.demo.fill.desk import fill_desk
from kring.demo.fill.guidance import fill_guidance
from kring.demo.fill.heroes import fill_heroes
from kring.demo.fill.ideas import fill_ideas
from kring.demo.fill.listening import fill_listening
from kring.demo.fill.local import fill_local
from kring.demo.fill.nudges import fill_nudges
from kring.demo.fill.people import fill_people
from kring.demo.fill.powers import note_powers
from kring.demo.fill.programme import draw_lot, fill_programme, follows
from kring.demo.fill.sharing import fill_shares
from kring.demo.fill.stories import fill_stories, hide_some
from kring.demo.fill.surveys import fill_surveys
from kring.demo.fill.training import fill_training
from kring.demo.fill.trials import fill_trials
from kring.demo.fill.wall import fill_wall
from kring.demo.world import simulate
from kring.feed import actions as feed
from kring.people import actions as people


def fill(*, now: datetime, say: Callable[[str], object], casts: Iterable[Cast] = CASTS) -> None:
    """Fill every simulated organisation that is not there yet."""
    for cast in casts:
        if Organisation.objects.filter(name=cast.name, is_simulated=True).exists():
            say(f"{cast.name} is there already")
            continue
        with transaction.atomic():  # the organisation is there when all of it is there
            say(_fill(cast, now))
    with connection.cursor() as cursor:
        cursor.execute("analyze")  # so many rows at once: the database looks at them by itself only after a minute


def _fill(cast: Cast, now: datetime) -> str:
    """Fill one organisation and return what was made, in a line."""
    when, told = calendar(now), content.of(cast.key)
    keys = [theme.key for theme in told.themes]
    themes = tuple(keys.index(story.theme) for story in told.stories)
    spec = cast.spec(when.first, when.days, themes, tuple(s.made_for for s in told.stories))
    lot = draw_lot(cast, spec, when)
    world = simulate(follows(spec, lot), seed=cast.seed)
    dice = np.random.default_rng([cast.seed, 99])
    organisation = Organisation.objects.create(
        name=cast.name,
        is_simulated=True,
        brand_color=cast.brand_color,
        disclosure=cast.works_at,
        email_domains=[cast.domain],
    )
    began = datetime.combine(when.first, time(9), tzinfo=now.tzinfo)  # watched from here on, before the first wave
    Organisation.objects.filter(pk=organisation.pk).update(created_at=began)
    with inside(organisation):
        people.seed_target_groups(organisation=organisation)
        staff = fill_people(organisation, cast, world, when, dice)
        rows = fill_stories(organisation, cast, world, when, staff, dice)
        fill_ideas(organisation, world, when, staff, np.random.default_rng([cast.seed, 7]))
        fill_board(organisation, cast, when, staff, rows)
        shares = fill_shares(organisation, cast, world, when, staff, rows)
        fill_wall(organisation, when, staff)
        note_powers(organisation, cast, world, when)
        fill_programme(organisation, cast, world, when, staff, lot)
        fill_listening(organisation, cast, when)
        fill_desk(organisation, cast, staff, now)
        fill_training(organisation, cast, world, when, staff)
        fill_surveys(organisation, cast, world, when, staff)
        fill_heroes(organisation, cast, staff, now)
        hide_some(organisation, world, staff, rows, dice)
        fill_circles(organisation, world, when, staff, np.random.default_rng([cast.seed, 11]))
        fill_guidance(organisation, cast, when, staff, rows)
        fill_answers(organisation, cast, world, when, staff)
        fill_trials(organisation, cast, when)
        fill_nudges(organisation, when, staff, np.random.default_rng([cast.seed, 13]))
        fill_local(organisation, cast, when, staff, rows)
        feed.follow_all(organisation_id=organisation.pk, now=now)
        feed.follow_counts(organisation_id=organisation.pk, now=now)
        fill_adjust(organisation, cast, when)
    return f"{cast.name}: {len(staff.people):,} people, {len(rows.stories)} stories, {shares:,} shares"
