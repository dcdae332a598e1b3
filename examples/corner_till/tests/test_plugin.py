"""Both plugins as a user meets them: installed, found by themselves, in one report."""

from pathlib import Path
from typing import ClassVar

from sentinel_corner_till.corner_till import CORNER_TILL
from sentinel_corner_till.returns_abuse import RETURNS_ABUSE

import sentinel
from sentinel import Item
from sentinel.testing import AdapterKit, PrimitiveKit, judged

EXPORTS = Path(__file__).parent / "exports"
STOCK_LIST = EXPORTS / "stock_list.csv"


class TestCornerTill(AdapterKit):
    """Recognised, read as its golden says, whatever the form of the file."""

    adapter = CORNER_TILL
    exports = EXPORTS


class TestReturnsAbuse(PrimitiveKit):
    """What must be true of every primitive."""

    primitive = RETURNS_ABUSE
    leaks: ClassVar = {"units_sold": 9.0, "units_returned": 8.0, "sales_window_days": 30.0}
    costlier_with_more = ("unit_cost",)


def test_plu_decimal_commas_and_days_arrive_as_the_till_meant_them():
    row = sentinel.read(STOCK_LIST).table.slice(0, 1).to_pylist()[0]
    assert (row["sku"], row["unit_cost"], row["last_sold_on"].isoformat()) == (
        "0071",
        61.5,
        "2026-10-30",
    )


def test_the_report_names_the_drill_that_keeps_coming_back():
    report = sentinel.analyze(STOCK_LIST)
    abused = [issue for issue in report.issues if issue.primitive == "returns_abuse"]
    assert [(issue.store_id, issue.findings[0].sku) for issue in abused] == [("Harbour", "0071")]


def test_eight_of_seventeen_brought_back_cost_half_their_price():
    item = Item(units_sold=9, units_returned=8, sales_window_days=365, unit_cost=100)
    found = judged(RETURNS_ABUSE, item)
    assert found is not None
    assert round(found.annual_cost.expected, 2) == 374.5  # (8 - 3 % of 17) units, half of $100 each


def test_one_unlucky_return_is_no_abuse():
    item = Item(units_sold=4, units_returned=1, sales_window_days=30)
    assert judged(RETURNS_ABUSE, item) is None
