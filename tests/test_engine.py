"""From a table to a report: what the engine says, and what it says that it could not look at."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pytest

import sentinel
from sentinel import Engine, Report, SentinelError, Snapshot
from sentinel.engine import FINDINGS
from sentinel.errors import NothingToAssessError, UsageError
from sentinel.testing import AS_OF, Cells, beside, shop, snapshot_of

SHORT: Cells = {"on_hand_qty": -50.0}
BELOW_COST: Cells = {"unit_price": 5.0}


class Capsule:
    """Any Arrow producer: nothing is known of it but the one method."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)


def plain(snapshot: Snapshot) -> pa.Table:
    """The table as a data frame would have it: texts instead of dictionaries."""
    table = snapshot.table
    names = [field.name for field in table.schema if pa.types.is_dictionary(field.type)]
    for name in names:
        place = table.column_names.index(name)
        table = table.set_column(place, name, table[name].cast(pa.string()))
    return table


def told(report: Report) -> dict[str, int]:
    return {issue.primitive: issue.sku_count for issue in report.issues}


# --- what goes in -------------------------------------------------------------------------------


def test_a_snapshot_a_table_and_a_capsule_give_the_same_findings() -> None:
    store = shop(SHORT, BELOW_COST)
    expected = sentinel.analyze(store).findings.to_pylist()
    assert expected
    for source in (store.table, plain(store), Capsule(store.table)):
        assert sentinel.analyze(source, as_of=AS_OF).findings.to_pylist() == expected


@pytest.mark.parametrize("texts", ["plain", "categories"])
def test_a_polars_frame_goes_in_as_it_is(texts: str) -> None:
    polars = pytest.importorskip("polars", reason="needs polars, which is not installed")
    store = shop(SHORT, BELOW_COST)
    frame = polars.from_arrow(plain(store) if texts == "plain" else store.table)
    report = sentinel.analyze(frame, as_of=AS_OF)
    assert report.findings.equals(sentinel.analyze(store).findings)


def test_a_pandas_frame_goes_in_as_it_is() -> None:
    pytest.importorskip("pandas", reason="needs pandas, which is not installed")
    store = shop(SHORT, BELOW_COST)
    report = sentinel.analyze(plain(store).to_pandas(), as_of=AS_OF)
    assert report.findings.equals(sentinel.analyze(store).findings)


def test_bytes_of_the_same_table_give_the_same_dollars() -> None:
    store = shop(SHORT, BELOW_COST)
    file = io.BytesIO()
    pyarrow.csv.write_csv(plain(store), file)
    report = sentinel.analyze(file.getvalue(), as_of=AS_OF)
    assert report.annual_cost == sentinel.analyze(store).annual_cost


def test_the_latest_date_in_the_data_is_the_day_of_the_snapshot() -> None:
    store = shop({"last_sold_on": AS_OF})
    snapshot = sentinel.read(store.table)
    assert (snapshot.as_of, snapshot.as_of_source) == (AS_OF, "latest date in the data")


def test_no_file_at_all_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="No file"):
        sentinel.analyze([])


# --- what comes out -----------------------------------------------------------------------------


def test_the_report_counts_rows_stores_and_items_found() -> None:
    report = sentinel.analyze(beside(shop(SHORT), shop(SHORT, BELOW_COST)))
    assert report.stores == ("beside main", "main")
    assert report.skus == 41 + 42
    assert report.skus_found == 3


def test_findings_have_the_promised_columns_in_the_promised_order() -> None:
    findings = sentinel.analyze(beside(shop(SHORT), shop(BELOW_COST, SHORT))).findings
    assert tuple(findings.column_names) == FINDINGS
    rows = findings.to_pylist()
    assert rows == sorted(
        rows, key=lambda r: (r["store_id"], -r["annual_cost"], r["sku"], r["primitive"])
    )


def test_every_finding_belongs_to_an_issue_and_every_issue_adds_up() -> None:
    report = sentinel.analyze(shop(SHORT, {"on_hand_qty": -3.0}, BELOW_COST))
    rows = report.findings.to_pylist()
    for issue in report.issues:
        own = [row for row in rows if row["issue_id"] == issue.issue_id]
        assert issue.sku_count == len(own)
        assert issue.annual_cost.expected == pytest.approx(sum(r["annual_cost"] for r in own))
    assert sum(issue.sku_count for issue in report.issues) == len(rows)


def test_an_item_counts_once_per_family_in_the_total() -> None:
    report = sentinel.analyze(shop(SHORT))
    rows = report.findings.to_pylist()
    assert {row["primitive"] for row in rows} == {"negative_inventory", "severe_inventory_deficit"}
    assert report.annual_cost.expected == max(row["annual_cost"] for row in rows)


def test_detect_gives_the_findings_of_the_report() -> None:
    store, engine = shop(SHORT, BELOW_COST), Engine(threads=1)
    assert engine.detect(store).equals(engine.analyze(store).findings)


def test_only_the_asked_primitives_judge() -> None:
    report = sentinel.analyze(shop(SHORT, BELOW_COST), only=["negative_profit"])
    assert report.assessed == ("negative_profit",)
    assert set(report.findings["primitive"].to_pylist()) == {"negative_profit"}


def test_a_shop_in_which_nothing_is_wrong_gets_an_empty_report() -> None:
    report = sentinel.analyze(shop())
    assert (report.issues, report.findings.num_rows, report.skus_found) == ((), 0, 0)
    assert (report.annual_cost.expected, report.exposure) == (0, 0)


# --- not assessed -------------------------------------------------------------------------------


def test_a_missing_column_is_named_and_is_not_the_same_as_clean() -> None:
    store = shop(SHORT).table.select(["store_id", "sku", "on_hand_qty", "unit_cost"])
    report = sentinel.analyze(store, as_of=AS_OF)
    missing = {lack.primitive: lack.missing for lack in report.not_assessed}
    assert missing["negative_profit"] == ("unit_price",)
    assert missing["dead_item"] == ("last_sold_on or units_sold",)
    assert "negative_inventory" in report.assessed
    assert not set(report.assessed) & missing.keys()
    assert set(report.assessed) | missing.keys() == {one.key for one in sentinel.primitives()}


def test_nothing_to_assess_says_which_columns_would_help() -> None:
    bare = snapshot_of({"description": "Brush"}, {"description": "Roller"})
    with pytest.raises(NothingToAssessError, match="on_hand_qty"):
        sentinel.analyze(bare)


# --- thresholds ---------------------------------------------------------------------------------


def test_every_threshold_is_echoed_with_the_value_in_force() -> None:
    chosen = {"overstock.overstock_months": 9, "low_stock.lead_time_days@store=main": 3}
    report = sentinel.analyze(shop(), thresholds=chosen)
    declared = {
        f"{primitive.key}.{threshold.name}": threshold.default
        for primitive in sentinel.primitives()
        for threshold in primitive.thresholds
    }
    assert report.thresholds == declared | chosen


def test_an_unknown_threshold_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"overstock\.overstock_months") as caught:
        sentinel.analyze(shop(), thresholds={"overstock.months": 9})
    assert caught.value.given == "overstock.months"


def test_an_unknown_scope_says_what_was_expected() -> None:
    with pytest.raises(UsageError, match="store=NAME or category=NAME"):
        sentinel.analyze(shop(), thresholds={"overstock.overstock_months@vendor=Acme": 9})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1.0])
def test_a_threshold_that_is_no_amount_is_refused(value: float) -> None:
    with pytest.raises(UsageError, match="overstock_months"):
        sentinel.analyze(shop(), thresholds={"overstock.overstock_months": value})


def test_an_unknown_primitive_lists_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"'dead_stock'.*dead_item"):
        sentinel.analyze(shop(), only=["dead_stock"])


def test_where_nothing_can_be_assessed_the_error_says_what_to_export() -> None:
    with pytest.raises(NothingToAssessError, match=r"Add a column with the stock on hand\.$"):
        sentinel.analyze(b"SKU,Description,Units Sold\n1,Anvil,3\n2,Hammer,4\n")


# --- the snapshot before ------------------------------------------------------------------------


def trend(now: Snapshot, before: Snapshot) -> dict[str, str]:
    report = sentinel.analyze(now, previous=before)
    return {issue.primitive: issue.trend for issue in report.issues}


def test_an_issue_that_was_not_there_before_is_new() -> None:
    assert trend(shop(BELOW_COST), shop())["negative_profit"] == "new"


def test_an_issue_that_is_as_it_was_is_the_same() -> None:
    assert trend(shop(BELOW_COST), shop(BELOW_COST))["negative_profit"] == "same"


def test_an_issue_that_costs_more_is_worse_and_one_that_costs_less_is_better() -> None:
    little, much = shop({"unit_price": 5.5}), shop({"unit_price": 3.0})
    assert trend(much, little)["negative_profit"] == "worse"
    assert trend(little, much)["negative_profit"] == "better"


def test_an_export_beside_itself_shows_the_same_issues_and_nothing_new() -> None:
    store = shop(BELOW_COST, SHORT)
    alone, beside = sentinel.analyze(store), sentinel.analyze(store, previous=store)
    assert {(issue.issue_id, "same") for issue in alone.issues} == {
        (issue.issue_id, issue.trend) for issue in beside.issues
    }
    assert beside.resolved == ()


def test_what_was_found_before_need_not_be_found_again() -> None:
    before, now = shop(BELOW_COST, {"unit_cost": 4.0}), shop(SHORT, {"unit_cost": 5.6})
    alone = sentinel.analyze(now, previous=before)
    given = sentinel.analyze(now, previous=before, previous_findings=Engine().detect(before))
    assert (given.issues, given.resolved) == (alone.issues, alone.resolved)
    nothing = Engine().detect(before).slice(0, 0)
    assert sentinel.analyze(now, previous=before, previous_findings=nothing).resolved == ()


def test_an_issue_that_is_gone_is_resolved() -> None:
    before = sentinel.analyze(shop(BELOW_COST))
    now = sentinel.analyze(shop(), previous=shop(BELOW_COST))
    assert set(now.resolved) == {issue.issue_id for issue in before.issues}


def test_the_same_leak_has_the_same_id_in_the_next_export() -> None:
    first = {issue.primitive: issue.issue_id for issue in sentinel.analyze(shop(SHORT)).issues}
    later = {
        issue.primitive: issue.issue_id
        for issue in sentinel.analyze(shop({"on_hand_qty": -70.0})).issues
    }
    assert first == later


def test_the_snapshot_before_may_be_a_table_too() -> None:
    before = shop({"unit_cost": 4.0})
    report = sentinel.analyze(shop({"unit_cost": 5.6}), previous=before.table)
    assert "margin_erosion" in told(report)


def test_rows_of_the_snapshot_before_are_matched_by_store_and_sku() -> None:
    # were they matched by SKU alone, one store would seem to have lost what the other never had
    store = beside(shop({"unit_cost": 5.6}), shop({"unit_cost": 4.0}))
    report = sentinel.analyze(store, previous=store)
    assert "margin_erosion" not in told(report)


# --- one item -----------------------------------------------------------------------------------


def test_explain_gives_every_primitives_reasoning_about_one_item() -> None:
    reasoned = {r.primitive.key: r for r in Engine(threads=1).explain(shop(SHORT), "0000")}
    assert reasoned.keys() == {one.key for one in sentinel.primitives()}
    found = reasoned["negative_inventory"].found
    assert found is not None
    assert found.evidence["on_hand_units"] == -50
    assert reasoned["dead_item"].found is None


def test_explain_says_what_the_findings_say() -> None:
    store, engine = shop(SHORT, BELOW_COST), Engine(threads=1)
    rows = [row for row in engine.detect(store).to_pylist() if row["sku"] == "0001"]
    explained = {
        r.primitive.key: r.found.annual_cost.expected
        for r in engine.explain(store, "0001")
        if r.found is not None
    }
    assert explained == pytest.approx({row["primitive"]: row["annual_cost"] for row in rows})


def test_explain_names_the_missing_column() -> None:
    store = snapshot_of({"on_hand_qty": -5.0}, {"on_hand_qty": 3.0})
    reasoned = {r.primitive.key: r for r in Engine(threads=1).explain(store, "0000")}
    assert reasoned["negative_profit"].missing == ("unit_price", "unit_cost")
    assert reasoned["negative_profit"].found is None


def test_explain_tells_the_thresholds_in_force_for_that_item() -> None:
    chosen = {
        "overstock.overstock_months": 6,
        "overstock.overstock_months@category=Paint": 9,
        "overstock.overstock_months@category=Tools": 3,
    }
    reasoned = Engine(threads=1).explain(shop(SHORT), "0000", thresholds=chosen)
    own = next(r.thresholds for r in reasoned if r.primitive.key == "overstock")
    assert own["overstock_months"] == 9


def test_explain_takes_the_store_that_is_named() -> None:
    store, engine = beside(shop(), shop(SHORT)), Engine(threads=1)
    here = engine.explain(store, "0000")
    there = engine.explain(store, "0000", store_id="beside main")
    assert here[0].item.store_id == "main"
    assert there[0].item.on_hand_qty == -50


@pytest.mark.parametrize(
    "where", [{"sku": "no such"}, {"sku": "0000", "store_id": "no such"}], ids=["sku", "store"]
)
def test_explaining_what_is_not_there_is_a_usage_error(where: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="no such"):
        Engine(threads=1).explain(shop(), **where)


# --- what a caller may rely on ------------------------------------------------------------------


def test_all_errors_have_one_base() -> None:
    with pytest.raises(SentinelError):
        sentinel.analyze(b"")


def test_an_old_export_is_judged_as_of_its_own_day() -> None:
    days = timedelta(days=3650)
    rows = shop(SHORT).table.to_pylist()
    aged = [
        {name: value - days if isinstance(value, date) else value for name, value in row.items()}
        for row in rows
    ]
    old = snapshot_of(*aged, as_of=AS_OF - days)
    assert sentinel.analyze(old).findings.equals(sentinel.analyze(shop(SHORT)).findings)
