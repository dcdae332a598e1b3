"""What to say to a vendor."""

import pytest

from sentinel.insights import UnknownIssueError, vendor_call
from sentinel.insights.vendor_call import UNNAMED
from sentinel.testing import shop, snapshot_of

RISEN = [{"vendor": "Acme", "unit_cost": 8.0 + n / 10, "list_price": None} for n in range(3)]


def before_and_after(analyze, **told):
    """Three items of Acme whose cost rose from about 6 to about 8."""
    before = shop(*[{"vendor": "Acme"} for _ in RISEN])
    after = shop(*[{**row, **told} for row in RISEN])
    return analyze(after, previous=before), before


def issue_of(analysis, primitive):
    return next(i.issue_id for i in analysis.report.issues if i.primitive == primitive)


@pytest.fixture
def risen(analyze):
    analysis, before = before_and_after(analyze)
    issue_id = issue_of(analysis, "margin_erosion")
    return vendor_call(analysis, issue_id, previous=before).call_prep


def test_the_vendor_is_the_one_that_the_export_names(risen):
    assert (risen.vendor_name, len(risen.affected_skus)) == ("Acme", 3)


def test_the_code_of_an_item_says_nothing_of_its_vendor(analyze):
    analysis = analyze(shop({"sku": "DMB-1", "vendor": "Cole", "on_hand_qty": -50.0}))
    call = vendor_call(analysis, issue_of(analysis, "negative_inventory")).call_prep
    assert call.vendor_name == "Cole"


def test_costs_then_and_now_are_of_the_two_exports(risen):
    told = {c.sku_id: (c.cost_then, c.cost_now) for c in risen.cost_changes}
    assert told["0000"] == (5.8, 8.0) and len(told) == 3
    assert {c.basis for c in risen.cost_changes} == {"the previous export"}
    assert risen.cost_changes[0].change_percent == pytest.approx(100 * (8.2 / 6.0 - 1), rel=0.05)


def test_the_credit_is_the_rise_on_what_is_on_hand(risen):
    assert risen.credit_asked.amount == pytest.approx(3 * 2.2 * 18)
    assert risen.credit_asked.basis == "the rise in cost of the units on hand"


def test_it_asks_since_when_the_costs_hold(risen):
    assert any("Since when do these costs hold" in question for question in risen.questions_to_ask)


def test_the_points_name_the_rise_and_what_to_ask_for(risen):
    text = " ".join(risen.talking_points)
    assert "cost $5.80 and costs $8.00 (+37.9%" in text and "We ask for $119" in text


def test_history_tells_from_when_to_when(risen):
    assert "rose" in risen.historical_context and "3 items" in risen.historical_context


def test_without_an_earlier_export_average_cost_is_then(analyze):
    told = {"vendor": "Acme", "avg_cost": 5.8, "last_cost": 8.0, "unit_cost": 8.0}
    analysis = analyze(shop(*[told] * 3))
    call = vendor_call(analysis, issue_of(analysis, "margin_erosion")).call_prep
    assert {c.basis for c in call.cost_changes} == {"the average cost of the stock on hand"}
    assert "no earlier export" in call.historical_context


def test_all_issues_of_the_vendor_are_named(analyze):
    analysis = analyze(
        shop(
            {"vendor": "Acme", "on_hand_qty": -50.0},
            {"vendor": "Acme", "unit_price": 4.0},
            {"vendor": "Bolt", "unit_price": 4.0},
        )
    )
    call = vendor_call(analysis, issue_of(analysis, "negative_inventory")).call_prep
    by_title = {one.title: one.sku_count for one in call.vendor_issues}
    assert by_title["Negative Profit"] == 1 and by_title["Negative Inventory"] == 1


def test_of_several_vendors_the_costliest_is_called_and_the_others_named(analyze):
    analysis = analyze(
        shop({"vendor": "Acme", "on_hand_qty": -50.0}, {"vendor": "Bolt", "on_hand_qty": -400.0})
    )
    issue_id = issue_of(analysis, "negative_inventory")
    call = vendor_call(analysis, issue_id).call_prep
    assert (call.vendor_name, call.other_vendors, len(call.affected_skus)) == ("Bolt", ("Acme",), 1)
    other = vendor_call(analysis, issue_id, vendor="Acme").call_prep
    assert (other.vendor_name, other.other_vendors) == ("Acme", ("Bolt",))


def test_without_a_vendor_column_it_says_so(bare):
    call = vendor_call(bare, issue_of(bare, "negative_inventory")).call_prep
    assert (call.vendor_name, call.reorders) == (UNNAMED, ())
    assert any("names no vendor" in point for point in call.talking_points)
    assert len(call.affected_skus) == 1


def test_nobody_owes_a_credit_for_what_was_never_booked_in(analyze):
    analysis = analyze(shop({"on_hand_qty": -50.0}))
    assert vendor_call(
        analysis, issue_of(analysis, "negative_inventory")
    ).call_prep.credit_asked is (None)


def test_what_we_believe_of_theft_is_for_the_store_not_for_the_vendor(corner):
    call = vendor_call(corner, "main-shrinkage_pattern-Theft").call_prep
    assert "theft" in call.issue_summary
    assert "theft" not in " ".join((*call.talking_points, *call.questions_to_ask)).lower()


def test_an_unknown_issue_is_refused(corner):
    with pytest.raises(UnknownIssueError):
        vendor_call(corner, "nothing")


# --- orders -------------------------------------------------------------------------------------

SELLS = {
    "vendor": "Acme",
    "units_sold": 365.0,
    "sales_window_days": 365.0,
    "unit_cost": 2.0,
    "unit_price": 3.0,
}


def orders(analyze, *rows):
    broken = {**SELLS, "sku": "broken", "on_hand_qty": -500.0, "units_sold": 0.0}
    analysis = analyze(snapshot_of(broken, *rows))
    lines = vendor_call(analysis, issue_of(analysis, "negative_inventory")).call_prep.reorders
    return {line.sku_id: line for line in lines}


def test_an_order_lasts_the_lead_time_and_a_month(analyze):
    line = orders(analyze, {**SELLS, "sku": "A", "on_hand_qty": 2.0})["A"]
    assert (line.order_qty, line.cost) == (7 + 30 - 2, 70.0)


def test_what_is_on_order_is_not_ordered_again(analyze):
    row = {**SELLS, "sku": "A", "on_hand_qty": 1.0, "on_order_qty": 3.0}
    assert orders(analyze, row)["A"].order_qty == 7 + 30 - 4


def test_whole_packs_are_ordered(analyze):
    row = {**SELLS, "sku": "A", "on_hand_qty": 2.0, "pack_qty": 12.0}
    assert orders(analyze, row)["A"].order_qty == 36


def test_at_its_reorder_point_it_is_ordered_up_to_its_level(analyze):
    row = {**SELLS, "sku": "A", "on_hand_qty": 9.0, "reorder_point": 10.0, "reorder_up_to": 60.0}
    line = orders(analyze, row)["A"]
    assert (line.order_qty, line.reason) == (51, "sells 30 a month, at its reorder point")


def test_what_is_there_is_not_ordered(analyze):
    assert "A" not in orders(analyze, {**SELLS, "sku": "A", "on_hand_qty": 20.0})


def test_what_does_not_sell_or_is_discontinued_is_not_ordered(analyze):
    rows = [
        {**SELLS, "sku": "A", "on_hand_qty": 0.0, "units_sold": 0.0},
        {**SELLS, "sku": "B", "on_hand_qty": 0.0, "status": "discontinued"},
        {**SELLS, "sku": "C", "on_hand_qty": 0.0, "vendor": "Bolt"},
    ]
    assert orders(analyze, *rows) == {}


def test_below_zero_counts_as_none_and_is_to_be_counted_first(analyze):
    line = orders(analyze, {**SELLS, "sku": "A", "on_hand_qty": -6.0})["A"]
    assert (line.order_qty, line.note) == (37, "The books are below zero: count it first.")


def test_the_vendor_of_another_store_is_left_out(analyze):
    row = {"vendor": "Acme", "on_hand_qty": -50.0, "unit_cost": 5.0}
    analysis = analyze(snapshot_of(row, {**row, "store_id": "north"}))
    here = next(i for i in analysis.report.issues if i.store_id == "main")
    call = vendor_call(analysis, here.issue_id).call_prep
    stores = {i.issue_id: i.store_id for i in analysis.report.issues}
    assert {stores[one.issue_id] for one in call.vendor_issues} == {"main"}


def test_a_vendor_is_told_nothing_of_theft_or_of_our_books(corner):
    thefts = [one for one in corner.report.issues if one.cause in ("Theft", "InventoryDrift")]
    assert thefts
    for issue in thefts:
        told = " ".join(vendor_call(corner, issue.issue_id).call_prep.talking_points)
        assert not any(word in told for word in ("Shrinkage", "Negative", "Deficit"))
