"""A demo world small enough to be filled for every test."""

from dataclasses import replace

import pytest
from django.utils import timezone

from kring.core.models import Organisation
from kring.demo.cast import HAVENLICHT
from kring.demo.fill import fill

SMALL = replace(HAVENLICHT, shape=HAVENLICHT.shape | {"unit_sizes": (150, 90, 60)})


@pytest.fixture
def world(db):
    """The insurer, with a third of its people."""
    fill(now=timezone.localtime(), say=lambda line: None, casts=[SMALL])
    return Organisation.objects.get(name=SMALL.name)
