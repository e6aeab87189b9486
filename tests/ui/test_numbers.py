"""Numbers as people write them."""

import pytest
from django.utils.translation import override

from kring.ui.templatetags.ui import number, per_cent


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.mark.parametrize(("value", "said"), [(0.0758, "7.6 %"), (0.249, "25 %"), (0.00055, "0.1 %")])
def test_a_part_is_rounded_not_cut_off(value, said):
    assert per_cent(value) == said


def test_a_number_is_rounded_not_cut_off():
    assert number(0.179, 2) == "0.18"
    assert number(1234.6) == "1,235"
