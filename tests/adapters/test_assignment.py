"""The assignment of headers to columns is the best there is."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from sentinel.assignment import best_assignment

GAINS = st.lists(
    st.dictionaries(st.integers(0, 3), st.floats(-2, 5, allow_nan=False), max_size=4), max_size=4
)


def _worth(gains: list[dict[int, float]], chosen: tuple[int | None, ...]) -> float | None:
    """Null where two rows get one column, or a row one that it has no gain for."""
    taken = [column for column in chosen if column is not None]
    if len(set(taken)) < len(taken):
        return None
    pairs = [(row, column) for row, column in zip(gains, chosen, strict=True) if column is not None]
    if any(column not in row for row, column in pairs):
        return None
    return sum(row[column] for row, column in pairs)


@given(GAINS)
def test_no_other_assignment_is_worth_more(gains: list[dict[int, float]]) -> None:
    found = _worth(gains, tuple(best_assignment(gains)))
    every = [_worth(gains, chosen) for chosen in product((None, 0, 1, 2, 3), repeat=len(gains))]
    assert found is not None
    assert abs(found - max(worth for worth in every if worth is not None)) < 1e-9


def test_a_row_gives_way_where_both_gain_more_by_it() -> None:
    assert best_assignment([{0: 5.0, 1: 4.0}, {0: 4.5}]) == [1, 0]


def test_what_is_worth_nothing_is_not_assigned() -> None:
    assert best_assignment([{0: 0.0, 1: -1.0}, {}]) == [None, None]


def test_of_two_equal_rows_the_first_has_the_column() -> None:
    assert best_assignment([{0: 1.0}, {0: 1.0}]) == [0, None]
