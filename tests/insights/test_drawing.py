"""What is written in pictures."""

import pytest
from django.utils.translation import override

from kring.insights.drawing import signed


@pytest.mark.parametrize(
    ("language", "value", "decimals", "written"),
    [
        ("nl", 0.5, 1, "+0,5"),
        ("en", 0.5, 1, "+0.5"),
        ("nl", -20, 0, "−20"),
        ("nl", -0.0, 0, "0"),
        ("en", 1e-12, 2, "0"),
    ],
)
def test_an_axis_is_written_as_people_write(language, value, decimals, written):
    with override(language):
        assert signed(value, decimals) == written
