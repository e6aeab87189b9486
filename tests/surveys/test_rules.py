"""What is kept together is never small, and nothing is lost."""

from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kring.surveys.rules import FEWEST, due, kept_together, padded

places = st.tuples(st.integers(1, 4), st.one_of(st.none(), st.integers(11, 13)))


@given(st.dictionaries(places, st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1))
def test_no_block_is_small_and_nobody_is_lost(cells):
    answered = {place: min(pair) for place, pair in cells.items() if min(pair)}
    asked = {place: max(pair) for place, pair in cells.items()}
    together = kept_together(answered, asked, fewest=FEWEST)
    assert set(together) == set(asked)
    sums = Counter()
    for place, block in together.items():
        assert block[0] in (None, place[0])
        assert block[1] in (None, place[1])
        sums[block] += answered.get(place, 0)
    if sum(answered.values()) >= FEWEST:
        assert min(sums.values()) >= FEWEST


def test_a_unit_that_starts_is_asked_before_each_month_and_at_the_end():
    days = due(date(2026, 9, 7), baseline_days=21, pulse_weeks=4, end_weeks=13)
    assert [(one.kind, one.on.isoformat()) for one in days] == [
        ("baseline", "2026-08-17"),
        ("pulse", "2026-10-05"),
        ("pulse", "2026-11-02"),
        ("end", "2026-12-07"),
    ]


def test_envelopes_of_short_and_long_answers_are_equally_long():
    assert len(padded(b"x")) == len(padded(b"x" * 2000))
