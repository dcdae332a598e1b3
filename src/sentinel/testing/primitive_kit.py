"""What must be true of any primitive: a class of tests to inherit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import Any, ClassVar

import pyarrow as pa
import pytest
from attrs import evolve
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sentinel import formulas
from sentinel.canonical import BY_NAME
from sentinel.compute import pc
from sentinel.models import Found, Item, Primitive, Snapshot
from sentinel.testing.judging import Row, by_hand, differences, findings, judged
from sentinel.testing.stores import Cells, beside, chunked, scaled, shop, shuffled, snapshot_of
from sentinel.testing.strategies import everyday, items, snapshots

_CALM = settings(
    deadline=None,
    # a store of seventy items shrinks for a minute, and the message names the item anyway
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    # each class that inherits a test runs it on its own primitive, which is meant
    suppress_health_check=[HealthCheck.differing_executors, HealthCheck.too_slow],
)
_STORES = 40
"""Made-up stores in which something must be found."""


class PrimitiveKit:
    """Tests of one primitive, for pytest: inherit, and say which.

    Checked are the declaration; that the kernel, where there is one, says what `judge` says; that
    findings do not depend on the order of rows, on chunks and threads, or on other stores; that
    dollars scale with the currency and follow from the evidence; that figures are finite and in
    order; that unknown cells are never evidence; that thresholds are used; and that a shop in which
    nothing is wrong is left in peace.

    A kit that finds nothing would prove nothing: if the made-up stores have no such leak, it fails
    and asks for `leaks`.
    """

    primitive: ClassVar[Primitive]
    """What is tested."""
    leaks: ClassVar[Cells | None] = None
    """Canonical cells of an item that leaks, where everyday stores have none of the kind."""
    missing_is_the_finding: ClassVar[tuple[str, ...]] = ()
    """Required columns whose missing cells are just what it looks for."""
    costlier_with_more: ClassVar[tuple[str, ...]] = ()
    """Canonical columns of numbers of which more, all else equal, never costs less."""
    costlier_with_less: ClassVar[tuple[str, ...]] = ()
    """Canonical columns of numbers of which less, all else equal, never costs less."""

    def stores(self, **options: Any) -> st.SearchStrategy[Snapshot]:
        """Stores as `snapshots` makes them, items that leak among them."""
        return snapshots(among=self.leaks, **options)

    # --- what it says of itself -----------------------------------------------------------------

    def test_it_declares_itself_in_full(self) -> None:
        primitive = self.primitive
        columns = (*primitive.requires, *primitive.requires_any, *primitive.uses)
        unknown = [name for name in columns if name not in BY_NAME]
        lacking = {
            "meaning is a sentence that ends in a full stop": primitive.meaning.endswith("."),
            "recommendations says what to do": bool(primitive.recommendations),
            "formulas says how annual_cost follows from the evidence": bool(primitive.formulas),
            "every threshold has a unit and a meaning": all(
                threshold.unit and threshold.meaning for threshold in primitive.thresholds
            ),
            f"requires and uses name canonical columns, not {unknown}": not unknown,
        }
        wrong = [expected for expected, holds in lacking.items() if not holds]
        assert not wrong, f"{primitive.key}, expected: {'; '.join(wrong)}"

    def test_it_finds_something(self) -> None:
        assert self._some_findings(), (
            f"{self.primitive.key} found nothing in {_STORES} made-up stores, so that nothing is"
            " proved of it. Give the kit an item that leaks: leaks = {'unit_cost': 9.0, ...}."
        )

    def test_it_leaves_a_shop_in_peace_in_which_nothing_is_wrong(self) -> None:
        found = findings(self.primitive, shop())
        assert not found, f"found where all items are steady and alike: {_first(found)}"

    def test_every_threshold_is_used(self) -> None:
        """By the plain judgement, on stores that leak."""
        used: set[str] = set()

        def judge(item: Item, thresholds: Mapping[str, float]) -> Found | None:
            return self.primitive.judge(item, _Watched(thresholds, used))

        watched = evolve(self.primitive, judge=judge, kernel=None)
        before = None
        for store in self._some_stores():
            findings(watched, store, previous=before)
            before = store
        idle = [one.name for one in self.primitive.thresholds if one.name not in used]
        assert not idle, f"declared and never looked at: {idle}; use them or remove them"

    # --- the two judgements ---------------------------------------------------------------------

    @_CALM
    @given(data=st.data())
    def test_the_kernel_says_what_the_plain_judgement_says(self, data: st.DataObject) -> None:
        store = data.draw(self.stores())
        _same(findings(self.primitive, store), by_hand(self.primitive, store), "kernel, judge")

    @_CALM
    @given(data=st.data())
    def test_the_two_agree_when_there_is_an_earlier_snapshot(self, data: st.DataObject) -> None:
        store = data.draw(self.stores(all_columns=True, plausible=True))
        before = data.draw(self.stores(all_columns=True))
        kernel = findings(self.primitive, store, previous=before)
        _same(kernel, by_hand(self.primitive, store, previous=before), "kernel, judge")

    @_CALM
    @given(data=st.data())
    def test_the_two_agree_under_other_thresholds(self, data: st.DataObject) -> None:
        store = data.draw(self.stores(all_columns=True, plausible=True))
        changed = data.draw(self._thresholds())
        kernel = findings(self.primitive, store, thresholds=changed)
        _same(kernel, by_hand(self.primitive, store, thresholds=changed), "kernel, judge")

    @_CALM
    @given(item=items())
    def test_the_plain_judgement_never_raises(self, item: Item) -> None:
        found = judged(self.primitive, item)
        assert found is None or isinstance(found, Found), f"returned {found!r}, expected a Found"

    # --- what is unknown ------------------------------------------------------------------------

    @_CALM
    @given(data=st.data())
    def test_a_row_without_what_it_requires_is_never_found(self, data: st.DataObject) -> None:
        store = _with_gaps(data.draw(self.stores()), self.primitive.requires)
        needed = set(self.primitive.requires) - set(self.missing_is_the_finding)
        rows = {(row["store_id"], row["sku"]): row for row in store.table.to_pylist()}
        for place in findings(self.primitive, store):
            lacking = [name for name in needed if rows[place].get(name) is None]
            assert not lacking, f"{place} was found without {lacking}, which it requires"
            any_of = self.primitive.requires_any
            known = not any_of or any(rows[place].get(name) is not None for name in any_of)
            assert known, f"{place} was found without any of {any_of}, of which it requires one"

    @_CALM
    @given(data=st.data())
    def test_without_a_required_column_nothing_is_found(self, data: st.DataObject) -> None:
        store = data.draw(self.stores(max_rows=3))
        assert self.primitive.requires, "requires names no column: every store would be assessed"
        gone = data.draw(st.sampled_from(self.primitive.requires))
        kept = [name for name in store.table.column_names if name != gone]
        found = findings(self.primitive, evolve(store, table=store.table.select(kept)))
        assert not found, f"found without the column {gone}: {_first(found)}"

    # --- what must not matter -------------------------------------------------------------------

    @_CALM
    @given(data=st.data(), seed=st.integers(0, 1000))
    def test_the_order_of_rows_does_not_matter(self, data: st.DataObject, seed: int) -> None:
        store = data.draw(self.stores())
        one, other = (
            findings(self.primitive, store),
            findings(self.primitive, shuffled(store, seed)),
        )
        assert one == other, _told(one, other, "as they stand, shuffled")

    @_CALM
    @given(data=st.data(), rows=st.integers(1, 30), threads=st.integers(1, 4))
    def test_chunks_and_threads_do_not_matter(
        self, data: st.DataObject, rows: int, threads: int
    ) -> None:
        store = data.draw(self.stores())
        whole = findings(self.primitive, chunked(store, 10**6), threads=1)
        parts = findings(self.primitive, chunked(store, rows), threads=threads)
        assert whole == parts, _told(whole, parts, f"whole, in chunks of {rows}")

    @_CALM
    @given(data=st.data(), first=st.booleans())
    def test_another_store_changes_nothing(self, data: st.DataObject, first: bool) -> None:
        store = data.draw(self.stores(all_columns=True))
        other = data.draw(self.stores(all_columns=True, stores=("elsewhere",)))
        alone = findings(self.primitive, store)
        both = beside(other, store) if first else beside(store, other)
        prefix = "beside " if first else ""
        mine = {
            (name.removeprefix(prefix), sku): found
            for (name, sku), found in findings(self.primitive, both).items()
            if "elsewhere" not in name and name.startswith(prefix)
        }
        assert alone == mine, _told(alone, mine, "alone, beside another store")

    # --- figures --------------------------------------------------------------------------------

    @_CALM
    @given(data=st.data(), power=st.sampled_from([-3, -1, 1, 2, 10]))
    def test_dollars_scale_with_the_currency(self, data: st.DataObject, power: int) -> None:
        store, factor = data.draw(self.stores(plausible=True)), 2.0**power
        # powers of two are exact in binary: not a bit of a figure may differ
        expected = _dollars(findings(self.primitive, store), factor)
        found = _dollars(findings(self.primitive, scaled(store, factor)), 1.0)
        assert found == expected, f"with prices times {factor}: {_odd(found, expected)}"

    @_CALM
    @given(data=st.data())
    def test_figures_are_finite_and_in_order(self, data: st.DataObject) -> None:
        for place, found in findings(self.primitive, data.draw(self.stores())).items():
            cost, said = found.annual_cost, f"{place}: {found}"
            figures = [cost.low, cost.expected, cost.high, found.exposure, found.confidence]
            assert all(map(math.isfinite, figures)), f"not finite: {said}"
            assert 0 <= cost.low <= cost.expected <= cost.high, (
                f"0 <= low <= expected <= high {said}"
            )
            assert found.exposure >= 0, f"an exposure below zero: {said}"
            assert 0 <= found.confidence <= 1, f"a confidence is a probability: {said}"

    @_CALM
    @given(data=st.data())
    def test_evidence_is_known_and_finite(self, data: st.DataObject) -> None:
        for place, found in findings(self.primitive, data.draw(self.stores())).items():
            odd = {name: value for name, value in found.evidence.items() if not _known(value)}
            assert not odd, f"{place}: evidence must be a finite number or a word: {odd}"

    @_CALM
    @given(data=st.data())
    def test_the_evidence_recomputes_the_dollars(self, data: st.DataObject) -> None:
        store = data.draw(self.stores(plausible=True))
        for place, found in findings(self.primitive, store).items():
            formula = formulas.fitting(self.primitive.formulas, found.evidence)
            # without a formula nothing is known of its sales, and then nothing is charged
            again = 0.0 if formula is None else formulas.evaluate(formula, found.evidence)
            assert again == pytest.approx(found.annual_cost.expected, rel=1e-5, abs=0.01), (
                f"{place}: {formula} of {dict(found.evidence)} is {again}, not annual_cost"
            )

    @_CALM
    @given(data=st.data(), seed=st.integers(0, 2**32 - 1), step=st.floats(0.5, 1000))
    def test_a_worse_case_never_costs_less(
        self, data: st.DataObject, seed: int, step: float
    ) -> None:
        """Only where `costlier_with_more` or `costlier_with_less` declares what is worse."""
        directions = [(name, 1) for name in self.costlier_with_more]
        directions += [(name, -1) for name in self.costlier_with_less]
        if not directions:
            return
        column, sign = data.draw(st.sampled_from(directions))
        row = {**everyday(Random(seed)), **(self.leaks or {}), "sku": "0"}
        drawn = data.draw(st.floats(-1000, 1000))
        start = row.get(column) if self.leaks and column in self.leaks else drawn
        costs = [
            sum(found.annual_cost.expected for found in findings(self.primitive, store).values())
            for value in (start, (start or 0.0) + sign * step)
            for store in [snapshot_of({**row, column: value})]
        ]
        assert costs[1] >= costs[0], f"{column} {sign * step:+g}: {costs[0]} became {costs[1]}"

    # --- helpers --------------------------------------------------------------------------------

    def _some_stores(self) -> Iterator[Snapshot]:
        """Stores of a few or a hundred items, some cells odd; with `leaks` every third leaks."""
        for seed in range(_STORES):
            random = Random(seed)
            rows = [
                _with_oddities(everyday(random), random)
                for _ in range(100 if seed % 2 else 1 + seed % 5)
            ]
            if self.leaks is not None:
                rows[::3] = [{**row, **self.leaks} for row in rows[::3]]
            yield snapshot_of(*rows, columns=BY_NAME)

    def _some_findings(self) -> dict[Row, Found]:
        return next(filter(None, (findings(self.primitive, s) for s in self._some_stores())), {})

    def _thresholds(self) -> st.SearchStrategy[dict[str, float]]:
        if not self.primitive.thresholds:
            return st.just({})
        scopes = st.sampled_from(
            ["", "@store=north", "@category=Paint", "@store=main@category=Tools"]
        )
        factors = st.sampled_from([0.0, 0.5, 0.9, 1.1, 2.0, 10.0])
        one = st.sampled_from(self.primitive.thresholds)
        return st.lists(st.tuples(one, scopes, factors), min_size=1).map(
            lambda chosen: {
                f"{self.primitive.key}.{threshold.name}{scope}": threshold.default * factor
                for threshold, scope, factor in chosen
            }
        )


def _with_gaps(store: Snapshot, columns: Sequence[str]) -> Snapshot:
    """Each of the columns is unknown in some rows, one at a time."""
    table = store.table
    for turn, name in enumerate(columns):
        if name in table.column_names:
            filled = [row % (len(columns) + 2) != turn for row in range(len(table))]
            column = pc.if_else(pa.array(filled, pa.bool_()), table[name].combine_chunks(), None)
            table = table.set_column(table.column_names.index(name), name, column)
    return evolve(store, table=table)


def _with_oddities(row: dict[str, Any], random: Random) -> dict[str, Any]:
    """Up to a third of its numbers are unknown, or other ones."""
    numbers = [name for name, value in row.items() if isinstance(value, float)]
    for name in random.sample(numbers, random.randrange(len(numbers) // 3)):
        row[name] = random.choice((None, 0.0, 0.3 * row[name], 10 * row[name] + 5))
    return row


class _Watched(dict[str, float]):
    """Thresholds that remember which of them were looked at."""

    def __init__(self, thresholds: Mapping[str, float], used: set[str]) -> None:
        super().__init__(thresholds)
        self._used = used

    def __getitem__(self, name: str) -> float:
        self._used.add(name)
        return super().__getitem__(name)


def _same(one: Mapping[Row, Found], other: Mapping[Row, Found], named: str) -> None:
    told = differences(one, other)
    assert not told, f"({named}) " + "; ".join(told[:5])


def _told(one: Mapping[Row, Found], other: Mapping[Row, Found], named: str) -> str:
    told = differences(one, other, relative=0.0)
    return f"({named}) " + "; ".join(told[:5] or ["figures differ in the last bits"])


def _first(found: Mapping[Row, Found]) -> str:
    place, one = next(iter(found.items()))
    return f"{place}: {one.annual_cost.expected:.2f} USD a year, {dict(one.evidence)}"


def _odd(found: Mapping[Row, object], expected: Mapping[Row, object]) -> str:
    places = [p for p in found.keys() | expected.keys() if found.get(p) != expected.get(p)]
    place = min(places)
    return f"{place} has {found.get(place)}, expected {expected.get(place)}"


def _known(value: object) -> bool:
    if isinstance(value, str):
        return True
    return isinstance(value, int | float) and math.isfinite(value)


def _dollars(found: Mapping[Row, Found], factor: float) -> dict[Row, list[float]]:
    return {
        place: [
            factor * one.annual_cost.low,
            factor * one.annual_cost.expected,
            factor * one.annual_cost.high,
            factor * one.exposure,
            one.confidence,
        ]
        for place, one in found.items()
    }
