import pytest

from tests import make


@pytest.fixture
def manager(organisation):
    return make.person(organisation, account=make.account(), roles=["manager"], unit=None)


@pytest.fixture
def programme(organisation):
    return make.programme(organisation, capacity=3)


@pytest.fixture
def many(organisation):
    """A function that plans so many units over three regions, each with a few people."""

    def planned(programme, count, **fields):
        regions = [make.unit(organisation, name=f"Regio {n}") for n in range(3)]
        return [
            make.unit_plan(
                programme,
                make.unit(organisation, name=f"Bank {n:03}", parent=regions[n % 3]),
                people=2 + n % 3,
                **fields,
            )
            for n in range(count)
        ]

    return planned
