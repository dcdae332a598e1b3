"""Stock that the books do not know: what is true of it, and who is scored by it."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy", reason="LeakBench needs the extra benchmark")

import numpy as np
import pyarrow as pa
from sentinel_leakbench.score import score
from sentinel_leakbench.simulator import simulate
from sentinel_leakbench.state import Store
from sentinel_leakbench.truth import FURTHER, PRIMITIVES, judge, truth


@pytest.fixture(scope="module")
def store() -> Store:
    return simulate(1000, seed=5).last


def _is_over(store: Store, *, shelf: float, book: float, late: float = 0) -> bool:
    """The label of something that sells, with so much of it."""
    changed = store.copied()
    row = int(np.argmax(store.rate() * ~store.catalog.service))
    changed.shelf[row], changed.book[row], changed.late[row] = shelf, book, late
    return bool(judge(changed, "hidden_overage").label[row])


@pytest.mark.parametrize(
    ("shelf", "book", "is_over"),
    [(5, 5, False), (7, 5, False), (8, 5, True), (29, 20, False), (30, 20, True), (1, 0, True),
     (0, 0, False), (4, -3, True), (0, -3, False)],
)  # fmt: skip
def test_half_of_the_books_and_three_units_more_or_anything_at_empty_books(
    store: Store, shelf: float, book: float, is_over: bool
) -> None:
    assert _is_over(store, shelf=shelf, book=book) == is_over


def test_what_waits_to_be_booked_is_not_hidden(store: Store) -> None:
    assert not _is_over(store, shelf=9, book=0, late=9)


def test_a_detector_that_does_not_look_for_it_is_not_scored_by_it() -> None:
    table = truth(simulate(500, seed=3)).table()
    assert set(table["primitive"].to_pylist()) == {*PRIMITIVES, *FURTHER}
    perfect = table.filter(table["label"])
    perfect = perfect.append_column("confidence", pa.array(np.ones(len(perfect))))
    without, with_it = score(perfect, table, offered=PRIMITIVES), score(perfect, table)
    assert set(with_it.parts) - set(without.parts) == set(FURTHER)
    assert without.mean_f1 == with_it.mean_f1 == 1
