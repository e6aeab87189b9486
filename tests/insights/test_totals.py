"""From rows to sums by unit, week and group."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kring.insights.queries.totals import totals
from kring.measure import waves
from kring.people.models import Placement
from kring.rollout.rules import draws
from tests import make
from tests.insights.conftest import NOW

MONDAY = datetime(2026, 11, 16, 10, 0, tzinfo=UTC)  # of the last completed week


def weeks_ago(weeks, **plus):
    return MONDAY - timedelta(weeks=weeks) + timedelta(**plus)


@pytest.fixture
def story(organisation):
    return make.story(organisation)


@pytest.fixture
def bank(organisation):
    return make.unit(organisation, name="Bank", starts_on=date(2026, 11, 4))


def place(found, unit, group="ambassador"):
    """Return where a unit and a group are in the arrays."""
    return [u.name for u in found.units].index(unit), [g.name for g in found.groups].index(group)


def test_it_counts_shares_where_their_person_worked_that_day(organisation, story, bank):
    person = make.person(organisation, unit=bank)
    other = make.unit(organisation, name="Other")
    Placement.objects.filter(person=person).update(valid_until=date(2026, 11, 16))
    Placement.objects.create(organisation=organisation, person=person, unit=other, valid_from=date(2026, 11, 16))
    make.share(person, story, posted_at=weeks_ago(3))
    make.share(person, story, channel="bluesky", posted_at=weeks_ago(0), status="claimed")
    found = totals(organisation, NOW)
    assert (found.mondays[0], found.mondays[-1]) == (date(2026, 10, 26), date(2026, 11, 16))
    (unit, group), (later, _) = place(found, "Bank"), place(found, "Other")
    assert found.shares[unit, :, group].tolist() == [1, 0, 0, 0]
    assert found.shares[later, :, group].tolist() == [0, 0, 0, 1]
    assert found.claimed[later, :, group].tolist() == [0, 0, 0, 1]
    assert found.staff[unit, :, group].tolist() == [1, 1, 1, 0]
    assert found.starts[[unit, later]].tolist() == [1, 4]
    assert found.shares.sum() == 2


def test_what_is_not_known_is_not_nothing(organisation, story, bank):
    quiet, told = make.person(organisation, unit=bank), make.person(organisation, unit=bank)
    make.share(quiet, story, posted_at=weeks_ago(2))
    share = make.share(told, story, posted_at=weeks_ago(1))
    make.tracked_link(share)
    make.snapshot(share, "reactions", 3, taken_at=weeks_ago(1, days=1))
    make.snapshot(share, "reactions", 5, taken_at=weeks_ago(0, days=1))
    make.snapshot(share, "reactions", 9, taken_at=NOW)  # this week is not completed
    make.snapshot(share, "comments", None, taken_at=weeks_ago(0))
    make.click(share, clicked_at=weeks_ago(1))
    make.click(share, clicked_at=weeks_ago(0))
    make.click(share, clicked_at=weeks_ago(0), by="robot")
    found = totals(organisation, NOW)
    unit, group = place(found, "Bank")
    np.testing.assert_array_equal(found.engagements[unit, :, group], [np.nan, 5, 0])
    np.testing.assert_array_equal(found.late[unit, :, group], [np.nan, 2, 0])
    np.testing.assert_array_equal(found.clicks[unit, :, group], [np.nan, 2, 0])
    np.testing.assert_array_equal(found.late_clicks[unit, :, group], [np.nan, 1, 0])


def test_it_counts_active_people_per_block_of_four_weeks(organisation, story, bank):
    often, once = make.person(organisation, unit=bank), make.person(organisation, unit=bank)
    stories = [story, *(make.story(organisation) for _ in range(4))]
    for n in range(4):
        make.share(often, stories[n], posted_at=weeks_ago(8 - n))
    make.share(often, stories[4], posted_at=weeks_ago(4), channel="bluesky")
    make.share(once, story, posted_at=weeks_ago(7))
    make.share(once, story, posted_at=weeks_ago(0), channel="bluesky")  # in no whole block
    found = totals(organisation, NOW)
    unit, group = place(found, "Bank")
    assert (len(found.mondays), found.blocks) == (9, 2)
    assert found.active[unit, :, group].tolist() == [2, 1]
    assert found.active2[unit, :, group].tolist() == [1, 0]
    assert found.active4[unit, :, group].tolist() == [1, 0]
    only = totals(organisation, NOW, channel="bluesky")
    assert (only.shares.sum(), only.active.sum()) == (2, 1)
    assert totals(organisation, NOW, pillar=story.theme.pillar_id).shares.sum() == 7
    assert totals(organisation, NOW, pillar=0).shares.sum() == 0


def test_a_new_organisation_has_no_week_yet(organisation):
    found = totals(organisation, NOW)
    assert found.mondays == ()
    assert found.shares.shape == (0, 0, 5)
    assert found.design is None


def test_it_asks_no_more_for_more_people(organisation, world):
    with CaptureQueriesContext(connection) as asked:
        found = totals(organisation, NOW)
    assert len(asked) <= 13
    assert found.staff[:, -1].sum() == 300
    assert found.shares.sum() == len(world.shares)


def test_the_design_is_the_set_of_draws_that_the_waves_were_taken_from(organisation, story):
    units = [make.unit(organisation, name=f"Bank {n:02}") for n in range(12)]
    given = draws.Given(
        units=tuple(draws.GivenUnit(unit.pk, unit.name, 10 + n) for n, unit in enumerate(units)),
        room=(6, 6),
        starts=(date(2026, 11, 9), date(2027, 1, 4)),
        tries=300,
    )
    plan = waves.plan(given.measured(), given.room, seed="zaad", tries=given.tries)
    found = draws.Found(wave={name: wave + 1 for name, wave in plan.wave_of().items()}, digest=plan.digest)
    made = make.draw(
        make.programme(organisation),
        given=given.as_json(),
        found=found.as_json(),
        kept=plan.accepted.tolist(),
        status="accepted",
        accepted_at=NOW,
    )
    make.share(make.person(organisation, unit=units[0]), story, posted_at=weeks_ago(3))
    sums = totals(organisation, NOW)
    assert [sums.units[n].name for n in sums.design.units] == list(plan.keys)
    np.testing.assert_array_equal(sums.design.draws(), waves.draws(plan, given.measured(), given.room))
    np.testing.assert_array_equal(sums.design.draws()[plan.taken], sums.design.wave)
    assert sums.design.starts.tolist() == [2, 4]
    assert set(sums.waves.tolist()) == {-1}
    made.is_by_lot = False
    made.save()
    assert totals(organisation, NOW).design is None
