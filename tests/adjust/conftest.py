"""A manager, a works council, and a week's figures on a fixed day."""

from datetime import UTC, datetime

import pytest
import time_machine

from kring.adjust.rules.figures import Figure
from kring.people.rules import Role
from tests import make

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)  # a Thursday; the last completed week ends on Sunday 22 November
UNIT = {"unit": "Duinrand"}


@pytest.fixture(autouse=True)
def on_a_thursday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def manager(organisation):
    return make.person(organisation, name="Bo Jansen", account=make.account(), roles=[Role.MANAGER], unit=None)


@pytest.fixture
def council(organisation):
    return make.person(organisation, account=make.account(), roles=[Role.WORKS_COUNCIL], unit=None)


def helped(value, half=0.04):
    return Figure("help.9", value, value - half, value + half, "part", names=UNIT, facts={"people": 120.0})


WHOLE = Figure("help.all", 0.4, 0.38, 0.42, "part", facts={"people": 2000.0})
KEY = "help_in_unit.help.9"


@pytest.fixture
def figures(organisation):
    return make.gathered(organisation, helped(0.2), WHOLE)
