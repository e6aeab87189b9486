"""No cell of a file is ever a formula."""

from hypothesis import given
from hypothesis import strategies as st

from kring.core.tables import safe_cell


@given(st.text())
def test_no_text_becomes_a_formula(text):
    assert not str(safe_cell(text)).lstrip().startswith(("=", "+", "-", "@", "\t", "\r"))


def test_numbers_stay_numbers():
    assert safe_cell(-3) == -3
    assert safe_cell(None) is None
    assert safe_cell(float("nan")) is None
