"""A store and its co-op."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.insights import NoDataError, coop, to_dict
from sentinel.insights.coop_given import Affiliation, Benchmark, CoopInput, OutsidePurchase
from sentinel.insights.rebates import RebateProgram, Tier, statuses
from sentinel.testing import AS_OF, shop, snapshot_of

OLD = {
    "units_sold": 0.0,
    "last_sold_on": AS_OF - timedelta(days=700),
    "last_received_on": AS_OF - timedelta(days=800),
}
MEMBER = Affiliation(store_id="main", coop_type="DoItBest", member_number="1234")


def item(**told):
    plain = {
        "category": "Paint",
        "on_hand_qty": 10.0,
        "unit_cost": 6.0,
        "unit_price": 10.0,
        "units_sold": 73.0,
        "sales_window_days": 365.0,
        "last_sold_on": AS_OF,
        "last_received_on": AS_OF - timedelta(days=90),
    }
    return {**plain, **told}


def health(analyze, now, *rows):
    return coop(analyze(snapshot_of(*rows)), "main", at=now).report.health_report


# --- stock --------------------------------------------------------------------------------------


def test_turns_and_gmroi_are_over_the_whole_stock(analyze, now):
    told = health(analyze, now, item(), item(units_sold=27.0))
    assert told.total_inventory_value == 120
    assert told.overall_turn_rate == pytest.approx(100 * 6 / 120)
    assert told.overall_gmroi == pytest.approx(100 * 4 / 120)


def test_healthy_items_count_although_nothing_was_found(clean, now):
    told = coop(clean, "main", at=now).report.health_report
    assert told.total_inventory_value == pytest.approx(18 * 40 * 6.0)


def test_stock_below_zero_is_no_stock(analyze, now):
    told = health(analyze, now, item(), item(on_hand_qty=-50.0))
    assert told.total_inventory_value == 60


def test_sales_of_another_window_are_put_per_year(analyze, now):
    told = health(analyze, now, item(units_sold=6.0, sales_window_days=30.0))
    assert told.category_analyses[0].total_annual_cogs == pytest.approx(6 / 30 * 365 * 6)


@pytest.mark.parametrize(
    ("sold", "name"),
    [
        (41.0, "FastMover"),
        (40.0, "Healthy"),
        (25.0, "Healthy"),
        (24.0, "SlowMover"),
        (15.0, "SlowMover"),
        (14.0, "Weak"),
        (5.0, "Weak"),
        (4.0, "Dead"),
    ],
)
def test_items_are_classed_by_turns(analyze, now, sold, name):
    (detail,) = health(analyze, now, item(units_sold=sold)).sku_details
    assert (detail.classification, detail.turn_rate) == (name, pytest.approx(sold / 10))


def test_what_does_not_sell_lasts_for_ever(analyze, now):
    (detail,) = health(analyze, now, item(units_sold=0.0)).sku_details
    assert (detail.days_of_supply, detail.classification) == (999, "Dead")


def test_categories_are_the_exports_own(analyze, now):
    told = health(analyze, now, item(), item(category="Tools"), item(category=None))
    assert {c.category: c.sku_count for c in told.category_analyses} == {
        "Paint": 1,
        "Tools": 1,
        "Uncategorised": 1,
    }


def test_categories_add_up_to_the_store(corner, now):
    told = coop(corner, "main", at=now).report.health_report
    assert sum(c.total_inventory_cost for c in told.category_analyses) == pytest.approx(
        told.total_inventory_value
    )
    assert sum(c.sku_count for c in told.category_analyses) == corner.report.skus


def test_dead_stock_is_what_the_analysis_found(corner, now):
    dead = [i for i in corner.report.issues if i.primitive == "dead_item"]
    told = coop(corner, "main", at=now).report.health_report
    assert told.total_dead_stock_value == pytest.approx(sum(i.exposure for i in dead))


def test_a_long_list_of_items_is_cut_and_says_so(corner, now):
    told = coop(corner, "main", at=now).report.health_report
    assert (len(told.sku_details), told.sku_details_left_out) == (200, corner.report.skus - 200)


def test_without_sales_health_is_not_computed_and_says_so(bare, now):
    answer = coop(bare, "main", at=now)
    assert answer.report.health_report is None
    assert "lacks unit_cost" in answer.report.not_computed["health_report"]
    assert answer.health_summary.startswith("Not computed: ")


def test_another_store_is_left_out(chain, now):
    here = coop(chain, "main", at=now).report.health_report
    there = coop(chain, "beside main", at=now).report.health_report
    assert here.total_inventory_value != there.total_inventory_value
    assert here.total_dead_stock_value == 0 < there.total_dead_stock_value


def test_an_unknown_store_has_no_data(corner, now):
    with pytest.raises(NoDataError):
        coop(corner, "elsewhere", at=now)


# --- alerts -------------------------------------------------------------------------------------


def test_dead_stock_costs_its_carrying(analyze, now):
    analysis = analyze(shop({**OLD, "on_hand_qty": 200.0}))
    report = coop(analysis, "main", at=now).report
    (alert,) = [a for a in report.alerts if a.alert_type == "DeadStockAlert"]
    assert alert.dollar_impact == pytest.approx(0.25 * report.health_report.total_dead_stock_value)


def test_dead_stock_is_not_counted_again_as_slow_stock(analyze, now):
    """A category that is slow only because of its dead item is named once."""
    analysis = analyze(shop({**OLD, "on_hand_qty": 5000.0}))
    types = [alert.alert_type for alert in coop(analysis, "main", at=now).report.alerts]
    assert types == ["DeadStockAlert"]


def test_a_category_that_earns_too_little_on_its_stock_is_named(analyze, now):
    slow = [item(units_sold=2.0, on_hand_qty=20.0) for _ in range(10)]
    report = coop(analyze(snapshot_of(*slow)), "main", at=now).report
    (alert,) = [a for a in report.alerts if a.alert_type == "GMROIWarning"]
    category = report.health_report.category_analyses[0]
    surplus = category.living_stock_cost * (1 - category.living_gmroi)
    assert alert.dollar_impact == pytest.approx(0.25 * surplus)


def test_opportunity_is_the_sum_of_the_alerts(corner, now):
    answer = coop(corner, "main", at=now)
    total = sum(alert.dollar_impact for alert in answer.report.alerts)
    assert answer.total_opportunity == answer.report.total_opportunity == pytest.approx(total)


# --- programmes ---------------------------------------------------------------------------------


def program(**told):
    plain = {
        "vendor_id": "v1",
        "vendor_name": "Acme",
        "program_name": "Volume",
        "program_type": "volume",
        "tiers": (
            Tier(tier_name="Gold", threshold=20_000.0, rebate_pct=0.04),
            Tier(tier_name="Silver", threshold=10_000.0, rebate_pct=0.02),
        ),
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 12, 31),
    }
    return RebateProgram(**{**plain, **told})


def test_without_programmes_there_are_no_rebates_and_it_says_why(corner, now):
    answer = coop(corner, "main", at=now)
    assert answer.rebate_statuses == ()
    assert answer.report.not_computed["rebate_statuses"] == "No rebate programmes were given."


def test_a_status_tells_tier_shortfall_and_pace():
    (status,) = statuses([program()], {"Volume": 12_200.0}, "main", date(2026, 11, 1))
    assert (status.current_tier.tier_name, status.next_tier.name) == ("Silver", "Gold")
    assert (status.shortfall, status.days_remaining) == (7_800, 60)
    assert status.daily_run_rate == pytest.approx(12_200 / 305)
    assert status.projected_total == pytest.approx(12_200 / 305 * 365)
    assert (status.current_rebate_value, status.next_tier_rebate_value) == pytest.approx((244, 800))
    assert not status.on_track
    assert status.incremental_value == pytest.approx(800 - 0.02 * 12_200 / 305 * 365)


def test_at_the_highest_tier_nothing_is_short():
    (status,) = statuses([program()], {"Volume": 25_000.0}, "main", date(2026, 11, 1))
    assert (status.next_tier, status.shortfall, status.on_track) == (None, 0, True)


def test_a_programme_without_purchases_or_outside_its_period_has_no_status():
    today = date(2026, 11, 1)
    past = program(period_start=date(2025, 1, 1), period_end=date(2025, 12, 31))
    assert statuses([program()], {}, "main", today) == ()
    assert statuses([past], {"Volume": 5.0}, "main", today) == ()


def test_names_are_there_for_both_clients():
    told = to_dict(program())
    assert (told["vendor"], told["vendor_name"]) == ("Acme", "Acme")
    assert {tier["name"] for tier in told["tiers"]} == {"Silver", "Gold"}


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before 2026-01-01"):
        program(period_end=date(2025, 12, 31))


def test_a_tier_that_will_be_missed_is_an_alert(corner, now):
    given = CoopInput(programs=(program(),), purchases={"Volume": 12_200.0})
    report = coop(corner, "main", at=now, given=given).report
    (alert,) = [a for a in report.alerts if a.alert_type == "RebateThresholdRisk"]
    assert alert.dollar_impact == report.rebate_statuses[0].incremental_value


@given(st.floats(0, 1e6), st.integers(1, 364))
def test_what_a_programme_pays_is_never_negative(bought, day):
    today = date(2026, 1, 1) + timedelta(days=day)
    (status,) = statuses([program()], {"Volume": bought}, "main", today)
    assert status.shortfall >= 0 and status.incremental_value >= 0
    assert status.projected_total >= status.ytd_purchases


# --- patronage and mix --------------------------------------------------------------------------


def test_moving_a_purchase_gains_the_difference_of_the_net_prices(corner, now):
    bought = OutsidePurchase(
        category="Paint",
        amount=1000.0,
        coop_invoice_cost=1040.0,
        patronage_rate=0.1,
        cash_discount=20.0,
    )
    given = CoopInput(affiliation=MEMBER, outside=(bought,))
    report = coop(corner, "main", at=now, given=given).report
    (alert,) = [a for a in report.alerts if a.alert_type == "PatronageLeakage"]
    assert alert.dollar_impact == pytest.approx(1000 - (1040 * 0.9 - 20))


def test_a_rebate_alone_does_not_make_the_coop_cheaper(corner, now):
    dear = OutsidePurchase(
        category="Paint", amount=1000.0, coop_invoice_cost=1300.0, patronage_rate=0.1
    )
    given = CoopInput(affiliation=MEMBER, outside=(dear,))
    report = coop(corner, "main", at=now, given=given).report
    assert [a for a in report.alerts if a.alert_type == "PatronageLeakage"] == []


def test_without_both_prices_the_spend_is_named_and_no_saving(corner, now):
    given = CoopInput(affiliation=MEMBER, outside=(OutsidePurchase(category="Paint", amount=1e3),))
    report = coop(corner, "main", at=now, given=given).report
    (alert,) = [a for a in report.alerts if a.alert_type == "PatronageLeakage"]
    assert (alert.dollar_impact, alert.confidence) == (0, 0)


def test_a_distributor_pays_no_patronage(corner, now):
    orgill = Affiliation(store_id="main", coop_type="Orgill", member_number="7")
    given = CoopInput(affiliation=orgill, outside=(OutsidePurchase(category="x", amount=9.0),))
    report = coop(corner, "main", at=now, given=given).report
    assert "Orgill is no co-op" in report.not_computed["patronage"]
    assert [a for a in report.alerts if a.alert_type == "PatronageLeakage"] == []


def test_the_mix_is_compared_with_the_benchmarks_that_were_given(analyze, now):
    analysis = analyze(
        snapshot_of(item(), item(category="Tools", unit_price=12.0, on_hand_qty=5.0))
    )
    given = CoopInput(
        benchmarks={
            "Paint": Benchmark(sales_share=0.6, margin=0.5, source="our group, 2025"),
            "Tools": Benchmark(sales_share=0.3, margin=0.4, source="our group, 2025"),
        }
    )
    mix = coop(analysis, "main", at=now, given=given).report.category_analysis
    paint = next(one for one in mix.comparisons if one.category == "Paint")
    assert paint.dollar_opportunity == pytest.approx(0.1 * 730)
    assert (mix.top_expansion_categories, mix.top_contraction_categories) == (
        ("Paint",),
        ("Tools",),
    )


def test_without_benchmarks_there_is_no_mix(corner, now):
    report = coop(corner, "main", at=now).report
    assert report.category_analysis is None and "category_analysis" in report.not_computed


def test_a_tier_is_reached_at_its_threshold():
    (status,) = statuses([program()], {"Volume": 20_000.0}, "main", date(2026, 11, 1))
    assert (status.current_tier.tier_name, status.next_tier) == ("Gold", None)
