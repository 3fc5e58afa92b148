from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from localize.translate.engines.retries import Retries


def test_a_few_are_always_tried_again():
    retries = Retries(seen=20)
    assert retries.take(5) == 5
    assert retries.take(50) == 11
    assert retries.take(1) == 0


def test_where_it_helps_all_are_tried_again():
    retries = Retries(seen=100)
    assert retries.take(100) < 100
    retries.mended = retries.tried // 2 + 1
    assert retries.take(100) == 100


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)), max_size=20))
def test_where_it_does_not_help_a_small_share_is(windows):
    """Invariant: never more than asked for, and a thirty-second part of all and a few."""
    retries = Retries()
    for seen, wanted in windows:
        retries.seen += seen
        assert 0 <= retries.take(wanted) <= wanted
        assert retries.tried <= 16 + retries.seen // 32
