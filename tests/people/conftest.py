import pytest

from kring.people.rules import Role
from tests import make


@pytest.fixture
def administrator(organisation):
    """Somebody who may bring in staff lists, and is on none."""
    return make.person(organisation, account=make.account(), roles=[Role.ADMINISTRATOR], unit=None)
