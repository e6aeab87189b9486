"""A small organisation with enough going on, on a fixed day."""

from datetime import UTC, datetime

import pytest
import time_machine

from kring.people.rules import Role
from tests import make
from tests.insights.world import fill

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)  # a Thursday; the last completed week ends on Sunday 22 November


@pytest.fixture(autouse=True)
def on_a_thursday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def manager(organisation):
    return make.person(organisation, account=make.account(), roles=[Role.MANAGER], unit=None)


@pytest.fixture
def world(organisation):
    """Six units in two regions, 300 people; see tests/insights/world.py."""
    return fill(organisation, units=6, people_each=50, seed=1)
