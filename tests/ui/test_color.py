"""An organisation's own colour can always be read."""

from hypothesis import given
from hypothesis import strategies as st

from kring.ui.color import contrast, readable, style_sheet

colors = st.tuples(*[st.integers(0, 255)] * 3).map(lambda parts: "#{:02x}{:02x}{:02x}".format(*parts))


def test_black_on_white_is_as_far_apart_as_it_gets():
    assert round(contrast("#000000", "#ffffff"), 2) == 21


def test_a_colour_that_reads_well_is_left_alone():
    assert readable("#0f5c5c", on="#ffffff") == "#0f5c5c"


@given(colors, st.sampled_from(["#ffffff", "#fbf8f2", "#1b1f24"]))
def test_every_colour_becomes_readable(color, paper):
    assert contrast(readable(color, on=paper), paper) >= 4.5


def test_what_is_no_colour_becomes_ours():
    assert readable("red;}body{display:none", on="#ffffff") == "#0f5c5c"
    assert "display" not in style_sheet("red;}body{display:none")
