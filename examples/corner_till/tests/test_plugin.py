"""Both plugins as a user meets them: installed, found by themselves, in one report."""

from pathlib import Path

from hypothesis import given
from sentinel_corner_till.returns_abuse import RETURNS_ABUSE, judge

import sentinel
from sentinel import Item
from sentinel.testing import by_hand, differences, findings, shuffled, snapshots

STOCK_LIST = Path(__file__).with_name("stock_list.csv")
DEFAULTS = {threshold.name: threshold.default for threshold in RETURNS_ABUSE.thresholds}


def test_a_stock_list_is_recognised_by_its_headers():
    source = sentinel.read(STOCK_LIST).sources[0]
    assert (source.pos, source.export, source.rows_used) == ("corner_till", "stock", 6)


def test_plu_decimal_commas_and_days_arrive_as_the_till_meant_them():
    row = sentinel.read(STOCK_LIST).table.slice(0, 1).to_pylist()[0]
    assert (row["sku"], row["unit_cost"], row["last_sold_on"].isoformat()) == (
        "0071",
        61.5,
        "2026-10-30",
    )


def test_what_was_never_sold_has_no_date_and_is_no_problem():
    snapshot = sentinel.read(STOCK_LIST)
    assert (snapshot.table["last_sold_on"].null_count, snapshot.problems) == (1, ())


def test_the_report_names_the_drill_that_keeps_coming_back():
    report = sentinel.analyze(STOCK_LIST)
    abused = [issue for issue in report.issues if issue.primitive == "returns_abuse"]
    assert [(issue.store_id, issue.findings[0].sku) for issue in abused] == [("Harbour", "0071")]


def test_eight_of_seventeen_brought_back_cost_half_their_price():
    found = judge(
        Item(units_sold=9, units_returned=8, sales_window_days=365, unit_cost=100), DEFAULTS
    )
    assert found is not None
    assert round(found.annual_cost.expected, 2) == 374.5  # (8 - 3 % of 17) units, half of $100 each


def test_one_unlucky_return_is_no_abuse():
    assert judge(Item(units_sold=4, units_returned=1, sales_window_days=30), DEFAULTS) is None


@given(snapshots(required=("units_sold", "units_returned")))
def test_findings_do_not_depend_on_the_order_of_rows(store):
    again = findings(RETURNS_ABUSE, shuffled(store, seed=1))
    assert differences(by_hand(RETURNS_ABUSE, store), again) == []
