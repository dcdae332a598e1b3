"""What each made-up export gives, in the vendors' layouts: mapping, rows, what was left out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sentinel.errors import NoIdentifierError
from sentinel.models import Snapshot

Rows = list[dict[str, Any]]


@pytest.fixture
def given(
    read: Callable[..., Snapshot], export: Callable[[str], Path]
) -> Callable[[str], Snapshot]:
    return lambda name: read(export(name))


@pytest.fixture
def expect(
    given: Callable[[str], Snapshot], rows: Callable[..., Rows]
) -> Callable[[str, str, Rows], Snapshot]:
    """Compares the rows of an export in the columns named."""

    def compare(name: str, columns: str, expected: Rows) -> Snapshot:
        snapshot = given(name)
        assert rows(snapshot, *columns.split()) == expected
        used = sum(source.rows_used for source in snapshot.sources)
        left_out = sum(sum(source.rows_left_out.values()) for source in snapshot.sources)
        assert used + left_out == sum(source.rows_read for source in snapshot.sources)
        return snapshot

    return compare


Expect = Callable[[str, str, Rows], Snapshot]


def test_square_library_has_one_row_per_variation_and_location(expect: Expect) -> None:
    north, second = {"store_id": "North Shore"}, {"store_id": "Price Point (2)"}
    hose = {"sku": "TOK1", "status": "active", "unit_cost": 11.5}
    note = {"sku": "TOK3", "status": "discontinued", "on_hand_qty": 0.0, "unit_cost": 0.0}
    snapshot = expect(
        "square/library_two_locations.csv",
        "store_id sku status on_hand_qty unit_cost unit_price reorder_point",
        [
            north | hose | {"on_hand_qty": 4.0, "unit_price": 25.0, "reorder_point": 2.0},
            north | hose | {"sku": "TOK2", "unit_price": 25.0},
            north | note | {"unit_price": 1250.0},
            second | hose | {"on_hand_qty": 7.0, "unit_price": 24.0},
            second | note | {"unit_price": 1250.0},
            second
            | {"sku": "NAIL-1", "status": "active", "on_hand_qty": -3.0, "reorder_point": 20.0},
        ],
    )
    assert snapshot.sources[0].rows_used == 4
    assert snapshot.sources[0].problems == ()


def test_square_library_names_category_vendor_and_barcode(expect: Expect) -> None:
    snapshot = expect(
        "square/library_2016.csv",
        "store_id sku description category on_hand_qty unit_price reorder_point",
        [
            {
                "store_id": "main",
                "sku": "TP-1",
                "description": "Teapot",
                "category": "Kitchen",
                "on_hand_qty": 3.0,
                "unit_price": 30.0,
                "reorder_point": 1.0,
            },
            {
                "store_id": "main",
                "sku": "TP-2",
                "description": "Teapot lid",
                "category": "Kitchen",
                "unit_price": 8.0,
            },
        ],
    )
    assert snapshot.sources[0].encoding == "utf-8-sig"


def test_square_count_adds_the_counters_and_takes_expected_once(expect: Expect) -> None:
    snapshot = expect(
        "square/count.csv",
        "sku description unit_cost on_hand_qty counted_qty count_variance_qty",
        [
            {
                "sku": "00123",
                "description": "Garden Hose - Green, 15 m",
                "unit_cost": 11.5,
                "on_hand_qty": 4.0,
                "counted_qty": 3.0,
                "count_variance_qty": -1.0,
            },
            {
                "sku": "RING",
                "description": "Big Ring",
                "unit_cost": 13.0,
                "on_hand_qty": 60.0,
                "counted_qty": 75.0,
                "count_variance_qty": 15.0,
            },
            {
                "sku": "Unlabelled Jar - Blue",
                "description": "Unlabelled Jar - Blue",
                "unit_cost": 2.5,
                "on_hand_qty": 2.0,
                "counted_qty": 2.0,
                "count_variance_qty": 0.0,
            },
        ],
    )
    source = snapshot.sources[0]
    assert (source.rows_read, source.rows_used) == (5, 4)
    assert source.rows_left_out == {"not_counted": 1}


def test_square_ageing_leaves_out_the_parents(expect: Expect) -> None:
    snapshot = expect(
        "square/ageing.csv",
        "sku description on_hand_qty last_received_on",
        [
            {
                "sku": "TOK1",
                "description": "Garden Hose - Green, 15 m",
                "on_hand_qty": 5.0,
                "last_received_on": date(2025, 5, 30),
            },
            {
                "sku": "TOK2",
                "description": "Garden Hose - Red, 15 m",
                "on_hand_qty": 6.0,
                "last_received_on": date(2025, 1, 13),
            },
            {
                "sku": "TOK4",
                "description": "Loose Nails",
                "on_hand_qty": 3.75,
                "last_received_on": date(2025, 6, 1),
            },
        ],
    )
    assert snapshot.sources[0].rows_left_out == {"not_an_item": 2}
    assert (snapshot.as_of, snapshot.as_of_source) == (date(2025, 6, 1), "latest date in the data")


def test_square_sales_are_rolled_up_per_location_and_item(expect: Expect) -> None:
    snapshot = expect(
        "square/sales.csv",
        "store_id sku units_sold units_returned sales_window_days last_sold_on",
        [
            {
                "store_id": store,
                "sku": sku,
                "units_sold": sold,
                "units_returned": returned,
                "sales_window_days": 10.0,
                "last_sold_on": date(2025, 6, day),
            }
            for store, sku, sold, returned, day in (
                ("North Shore", "00123", 1.0, 1.0, 3),
                ("Price Point (2)", "00123", 3.0, 0.0, 5),
                ("Price Point (2)", "NAIL-1", 0.75, 0.0, 10),
                ("North Shore", "TOK9", 1.0, 0.0, 1),
            )
        ],
    )
    source = snapshot.sources[0]
    assert (source.rows_read, source.rows_used) == (6, 5)
    assert source.rows_left_out == {"not_an_item": 1}


def test_square_sales_keep_nothing_of_customers_and_cards(given: Callable[[str], Snapshot]) -> None:
    snapshot = given("square/sales.csv")
    told = str(snapshot.table.to_pylist()) + str(snapshot.sources)
    assert not [word for word in ("Jane", "'1234'", "Bob", "Visa") if word in told]


def test_square_net_sales_are_without_tax_wherever_the_tax_stands(expect: Expect) -> None:
    snapshot = expect(
        "square/sales_with_tax_in_gross.csv",
        "sku units_sold units_returned net_sales sales_window_days",
        [
            {
                "sku": "00910",
                "units_sold": 0.0,
                "units_returned": 1.0,
                "net_sales": 970.0,
                "sales_window_days": 20.0,
            },
            {
                "sku": "Mug - Blue",
                "units_sold": 2.0,
                "units_returned": 0.0,
                "net_sales": 17.0,
                "sales_window_days": 20.0,
            },
        ],
    )
    assert snapshot.sources[0].rows_left_out == {"unreadable_quantity": 1}


def test_squares_list_of_transactions_is_refused_by_name(given: Callable[[str], Snapshot]) -> None:
    with pytest.raises(NoIdentifierError, match="'transactions', which has no items"):
        given("square/transactions.csv")


def test_square_summary_takes_refunds_off(expect: Expect) -> None:
    snapshot = expect(
        "square/sales_summary.csv",
        "sku units_sold units_returned sales_window_days",
        [
            {"sku": "00123", "units_sold": 10.0, "units_returned": 2.0, "sales_window_days": 365.0},
            {"sku": "Teapot", "units_sold": 1.0, "units_returned": 0.0, "sales_window_days": 365.0},
        ],
    )
    assert [problem.code for problem in snapshot.problems] == ["assumed_sales_window"]


def test_a_purchase_order_is_no_stock(given: Callable[[str], Snapshot]) -> None:
    assert given("square/purchase_order.csv").table.column_names == [
        "store_id",
        "sku",
        "barcode",
        "description",
        "unit_cost",
    ]


def test_shopify_variants_carry_the_facts_of_their_product(expect: Expect) -> None:
    coat = {"category": "Coats", "vendor": "Acme", "status": "active", "unit_price": 59.0}
    snapshot = expect(
        "shopify/products.csv",
        "sku barcode description category vendor status on_hand_qty unit_cost unit_price"
        " list_price",
        [
            coat
            | {
                "sku": "RC-S",
                "barcode": "0850064060010",
                "description": "Rain Coat - S / Red",
                "on_hand_qty": -2.0,
                "unit_cost": 21.5,
                "list_price": 79.0,
            },
            coat
            | {
                "sku": "rain-coat / M / Red",
                "description": "Rain Coat - M / Red",
                "on_hand_qty": 4.0,
            },
            coat | {"sku": "rain-coat / L / Red", "description": "Rain Coat - L / Red"},
            {
                "sku": "umbrella",
                "description": "Umbrella",
                "category": "Apparel > Umbrellas",
                "vendor": "Drops",
                "status": "discontinued",
                "on_hand_qty": 12.0,
                "unit_cost": 0.0,
                "unit_price": 15.0,
            },
        ],
    )
    assert snapshot.sources[0].rows_left_out == {"not_an_item": 2}


def test_shopify_new_headers_mean_the_same(expect: Expect) -> None:
    coat = {"category": "Coats", "vendor": "Acme", "status": "inactive", "unit_price": 59.0}
    expect(
        "shopify/products_new_headers.csv",
        "sku barcode description category vendor status on_hand_qty unit_cost unit_price",
        [
            coat
            | {
                "sku": "RC-S",
                "barcode": "0850064060010",
                "description": "Rain Coat - S",
                "on_hand_qty": 25.0,
                "unit_cost": 21.5,
            },
            coat | {"sku": "RC-M", "description": "Rain Coat - M", "on_hand_qty": 3.0},
        ],
    )


def test_shopify_inventory_not_stocked_is_unknown(expect: Expect) -> None:
    expect(
        "shopify/inventory.csv",
        "store_id sku on_hand_qty on_order_qty committed_qty",
        [
            {
                "store_id": "Old Town",
                "sku": "RC-S",
                "on_hand_qty": -2.0,
                "on_order_qty": 10.0,
                "committed_qty": 1.0,
            },
            {"store_id": "Harbour", "sku": "RC-S"},
            {
                "store_id": "Old Town",
                "sku": "rain-coat / M / Red",
                "on_hand_qty": 4.0,
                "on_order_qty": 0.0,
                "committed_qty": 0.0,
            },
            {
                "store_id": "Harbour",
                "sku": "umbrella",
                "on_hand_qty": 12.0,
                "on_order_qty": 0.0,
                "committed_qty": 0.0,
            },
        ],
    )


def test_shopify_columns_behind_coo_are_locations(expect: Expect) -> None:
    snapshot = expect(
        "shopify/inventory_available.csv",
        "store_id sku on_hand_qty",
        [
            {"store_id": "Old Town", "sku": "RC-S", "on_hand_qty": -3.0},
            {"store_id": "Harbour", "sku": "umbrella", "on_hand_qty": 12.0},
        ],
    )
    assert (snapshot.sources[0].rows_read, snapshot.sources[0].rows_used) == (2, 2)


def test_shopify_sales_by_day_are_added_up(expect: Expect) -> None:
    snapshot = expect(
        "shopify/sales_by_day.csv",
        "sku units_sold net_sales sales_window_days last_sold_on",
        [
            {
                "sku": "RC-S",
                "units_sold": 3.0,
                "net_sales": 167.0,
                "sales_window_days": 10.0,
                "last_sold_on": date(2026, 3, 4),
            },
            {"sku": "UM-1", "units_sold": -1.0, "net_sales": -15.0, "sales_window_days": 10.0},
        ],
    )
    assert snapshot.history is not None
    assert snapshot.history["day"].to_pylist() == [date(2026, 3, day) for day in (1, 4, 10)]


def test_shopify_sales_by_month_cover_whole_months(expect: Expect) -> None:
    columns = "store_id sku units_sold units_returned net_sales sales_window_days"
    rows = (
        ("Old Town", "RC-S", 7.0, 1.0, 393.0),
        ("Harbour", "RC-S", 1.0, 0.0, 59.0),
        ("Harbour", "Umbrella", 2.0, 0.0, 30.0),
    )
    expect(
        "shopify/sales_by_location.csv",
        columns,
        [dict(zip(columns.split(), (*row, 61.0), strict=True)) for row in rows],
    )


def test_shopify_orders_share_their_discount_and_leave_out_what_was_cancelled(
    expect: Expect,
) -> None:
    columns = "sku units_sold units_returned net_sales last_sold_on"
    rows = (
        ("RC-S", 3.0, 1.0, 171.1, date(2026, 5, 20)),
        ("Umbrella", 2.0, 0.0, 36.9, date(2026, 5, 20)),
        ("ST-01", 1.0, 0.0, 0.0, date(2026, 4, 21)),
    )
    snapshot = expect(
        "shopify/orders.csv",
        columns,
        [dict(zip(columns.split(), row, strict=True)) for row in rows],
    )
    assert snapshot.sources[0].rows_left_out == {"cancelled": 1}
    # an online order is of the only location that the file names
    assert set(snapshot.table["store_id"].to_pylist()) == {"Old Town"}


def test_shopify_orders_keep_nothing_of_customers(given: Callable[[str], Snapshot]) -> None:
    snapshot = given("shopify/orders.csv")
    told = str(snapshot.table.to_pylist()) + str(snapshot.sources)
    assert not [
        word for word in ("example.com", "Ada", "Lane", "555-0100", "twice") if word in told
    ]


@pytest.mark.parametrize("name", ["month_end.csv", "month_end_older.csv"])
def test_shopify_month_ends_give_the_stock_of_the_last_one(name: str, expect: Expect) -> None:
    expect(
        f"shopify/{name}",
        "sku on_hand_qty",
        [{"sku": "RC-S", "on_hand_qty": -2.0}, {"sku": "Umbrella", "on_hand_qty": 12.0}],
    )


def test_lightspeed_composites_are_not_items(expect: Expect) -> None:
    tea = {"sku": "0039815", "status": "active", "unit_cost": 4.2, "unit_price": 9.5}
    box = {"sku": "BOX1", "status": "active", "unit_cost": 0.0, "unit_price": 25.0}
    main, pier = {"store_id": "Main_Street"}, {"store_id": "Pier_9"}
    snapshot = expect(
        "lightspeed_x/products_two_outlets.csv",
        "store_id sku status on_hand_qty unit_cost unit_price reorder_point",
        [
            main | tea | {"on_hand_qty": 12.0, "reorder_point": 3.0},
            main | box,
            main
            | {
                "sku": "u3",
                "status": "inactive",
                "on_hand_qty": 0.0,
                "unit_cost": 3.0,
                "unit_price": 8.0,
                "reorder_point": 1.0,
            },
            pier | tea | {"on_hand_qty": -0.25},
            pier | box,
        ],
    )
    assert snapshot.sources[0].rows_left_out == {"not_an_item": 1}


def test_lightspeed_inventory_report_gives_totals_per_unit(expect: Expect) -> None:
    snapshot = expect(
        "lightspeed_x/inventory_report.csv",
        "sku on_hand_qty unit_cost unit_price units_sold sales_window_days",
        [
            {
                "sku": "0039815",
                "on_hand_qty": 12.0,
                "unit_cost": pytest.approx(4.2),
                "unit_price": 9.5,
                "units_sold": 30.0,
                "sales_window_days": 60.0,
            },
            {
                "sku": "C-1",
                "on_hand_qty": 4.0,
                "unit_cost": 0.0,
                "unit_price": 8.0,
                "units_sold": 0.0,
                "sales_window_days": 365.0,
            },
            {"sku": "C-2", "on_hand_qty": -1.0, "units_sold": -1.0, "sales_window_days": 365.0},
        ],
    )
    why = {mapped.column: mapped.why for mapped in snapshot.sources[0].mapping}
    assert why["unit_cost"] == "inventory cost / closing inventory"
    assert snapshot.sources[0].rows_left_out == {"blank": 1}


def test_lightspeed_sales_report_dates_the_last_sale_by_its_week(expect: Expect) -> None:
    snapshot = expect(
        "lightspeed_x/sales_by_week.csv",
        "sku units_sold sales_window_days last_sold_on",
        [
            {
                "sku": "0039815",
                "units_sold": 8.0,
                "sales_window_days": 21.0,
                "last_sold_on": date(2022, 1, 16),
            },
            {"sku": "C-1", "units_sold": 0.0, "sales_window_days": 21.0},
            {
                "sku": "C-2",
                "units_sold": 2.0,
                "sales_window_days": 21.0,
                "last_sold_on": date(2022, 1, 23),
            },
        ],
    )
    assert snapshot.sources[0].rows_left_out == {"blank": 1, "total": 3}


def test_a_report_by_supplier_has_no_items(given: Callable[[str], Snapshot]) -> None:
    with pytest.raises(NoIdentifierError, match="has no items"):
        given("lightspeed_x/supplier_report.csv")


def test_a_report_by_outlet_has_no_items(given: Callable[[str], Snapshot]) -> None:
    with pytest.raises(NoIdentifierError, match="'inventory_summary', which has no items"):
        given("lightspeed_x/inventory_by_outlet.csv")


def test_lightspeed_revenue_counts_only_beside_the_units_it_was_taken_for(
    given: Callable[[str], Snapshot],
) -> None:
    for name in ("inventory_report_few_measures", "sale_count_by_week"):
        columns = given(f"lightspeed_x/{name}.csv").table.column_names
        assert not {"net_sales", "units_sold"} & set(columns)
    assert "net_sales" in given("lightspeed_x/sales_by_month.csv").table.column_names


def test_lightspeed_months_end_with_the_month(given: Callable[[str], Snapshot]) -> None:
    quarter = given("lightspeed_x/sales_by_month.csv").table
    assert quarter["sales_window_days"].to_pylist() == [90.0, 90.0, 90.0]
    assert quarter["last_sold_on"].to_pylist() == [date(2026, 2, 28), date(2026, 3, 31), None]
    alone = given("lightspeed_x/sales_one_month.csv").table
    assert alone["sales_window_days"].to_pylist() == [28.0]


def test_lightspeed_sales_by_day_are_the_history_of_the_items(
    given: Callable[[str], Snapshot],
) -> None:
    name = "vend-item_count-for-product-by-day (2026-03-01 to 2026-03-04).csv"
    history = given(f"lightspeed_x/{name}").history
    assert history is not None
    columns = ["sku", "day", "units_sold", "units_returned"]
    assert [tuple(row.values()) for row in history.select(columns).to_pylist()] == [
        ("0039815", date(2026, 3, 1), 2.0, 0.0),
        ("0039815", date(2026, 3, 3), 3.0, 0.0),
        ("C-2", date(2026, 3, 1), 1.0, 0.0),
        ("C-2", date(2026, 3, 2), -1.0, 1.0),
    ]


def test_lightspeed_variants_that_share_a_name_are_told_apart(expect: Expect) -> None:
    expect(
        "lightspeed_x/products_2026.csv",
        "sku description",
        [
            {"sku": "0039815", "description": "Green Tea 100g"},
            {"sku": "BOX1", "description": "Tea Box"},
            {"sku": "210000000117", "description": "Mug / Red / Large"},
            {"sku": "210000000118", "description": "Mug / Blue / Large"},
            {"sku": "silverspoon", "description": "Tasting, 12 May"},
        ],
    )


def test_lightspeed_ledger_leaves_out_what_was_voided_or_parked(expect: Expect) -> None:
    snapshot = expect(
        "lightspeed_x/ledger.csv",
        "sku units_sold units_returned net_sales",
        [
            {"sku": "0039815", "units_sold": 5.0, "units_returned": 0.0, "net_sales": 44.5},
            {"sku": "C-2", "units_sold": 1.0, "units_returned": 1.0, "net_sales": 8.0},
            {"sku": "BOX1", "units_sold": 1.0, "units_returned": 0.0, "net_sales": 25.0},
        ],
    )
    assert snapshot.sources[0].rows_left_out == {"not_an_item": 13, "not_sold": 2}


def test_loyverse_columns_of_stores_become_rows_and_variants_are_filled(expect: Expect) -> None:
    quay, hill = {"store_id": "Quay", "status": "active"}, {"store_id": "Hill", "status": "active"}
    shirt = {"description": "Shirt", "category": "Clothes", "vendor": "Acme", "unit_cost": 5.0}
    soda = {"sku": "102", "description": "Soda", "category": "Drinks", "unit_cost": 0.0}
    expect(
        "generic/loyverse.csv",
        "store_id sku description category vendor status on_hand_qty unit_cost unit_price"
        " reorder_point",
        [
            quay
            | shirt
            | {"sku": "100", "on_hand_qty": 3.0, "unit_price": 12.0, "reorder_point": 1.0},
            quay | shirt | {"sku": "101", "on_hand_qty": 0.0, "unit_price": 12.0},
            quay | soda,
            hill | shirt | {"sku": "100", "on_hand_qty": -2.0, "unit_price": 12.5},
            hill | soda | {"unit_price": 2.0},
        ],
    )


def test_a_column_per_place_becomes_a_row_per_place(expect: Expect) -> None:
    snapshot = expect(
        "generic/wide.csv",
        "store_id sku on_hand_qty",
        [
            {"store_id": "Delhi Warehouse", "sku": "A-1", "on_hand_qty": 50.0},
            {"store_id": "Delhi Warehouse", "sku": "A-3"},
            {"store_id": "Jaypore", "sku": "A-2", "on_hand_qty": 3.0},
            {"store_id": "Jaypore", "sku": "A-3"},
            {"store_id": "Rs Online", "sku": "A-1", "on_hand_qty": 2.0},
            {"store_id": "Rs Online", "sku": "A-3"},
        ],
    )
    assert snapshot.sources[0].rows_used == 3


def test_months_are_added_up_to_a_year(expect: Expect) -> None:
    known = {"sales_window_days": 365.0, "unit_cost": 5.0, "unit_price": 9.0}
    expect(
        "generic/months.csv",
        "sku on_hand_qty unit_cost unit_price units_sold sales_window_days",
        [
            known | {"sku": "K1", "on_hand_qty": 40.0, "units_sold": 78.0},
            known | {"sku": "K2", "on_hand_qty": 1.0},
        ],
    )


def test_a_spanish_list_with_decimal_commas(expect: Expect) -> None:
    both = {"category": "Herramientas", "vendor": "Acero SA", "sales_window_days": 90.0}
    snapshot = expect(
        "generic/tienda.csv",
        "sku description category vendor on_hand_qty unit_cost last_cost unit_price units_sold"
        " sales_window_days last_sold_on reorder_point",
        [
            both
            | {
                "sku": "0001",
                "description": "Martillo",
                "on_hand_qty": 12.0,
                "unit_cost": 45.5,
                "last_cost": 46.1,
                "unit_price": 79.9,
                "units_sold": 8.0,
                "last_sold_on": date(2026, 5, 13),
                "reorder_point": 3.0,
            },
            both
            | {
                "sku": "0002",
                "description": 'Clavos 2"',
                "on_hand_qty": -5.0,
                "unit_cost": 1.2,
                "last_cost": 1.25,
                "unit_price": 2.5,
                "units_sold": 120.0,
                "last_sold_on": date(2026, 6, 2),
                "reorder_point": 50.0,
            },
        ],
    )
    assert snapshot.as_of == date(2026, 6, 2)


def test_without_a_plain_cost_the_last_cost_is_used_else_the_average(expect: Expect) -> None:
    snapshot = expect(
        "generic/two_costs.csv",
        "sku unit_cost avg_cost last_cost units_sold sales_window_days",
        [
            {
                "sku": "A1",
                "unit_cost": 1.0,
                "avg_cost": 1.0,
                "units_sold": 50.0,
                "sales_window_days": 181.0,
            },
            {
                "sku": "A2",
                "unit_cost": 1.1,
                "avg_cost": 1.0,
                "last_cost": 1.1,
                "units_sold": 5.0,
                "sales_window_days": 181.0,
            },
        ],
    )
    why = {mapped.column: mapped.why for mapped in snapshot.sources[0].mapping}
    assert why["unit_cost"] == "no plain cost column: taken from last_cost"
    assert set(snapshot.sources[0].unmapped) == {"Ext Cost", "Vendor Part Number"}


def test_a_banner_dates_the_list_and_a_total_is_no_item(expect: Expect) -> None:
    snapshot = expect(
        "generic/banner.csv",
        "sku description on_hand_qty",
        [
            {"sku": "A1", "description": "Rope 10 m", "on_hand_qty": 5.0},
            {"sku": "A2", "description": "Blue bucket", "on_hand_qty": -2.0},
        ],
    )
    assert snapshot.sources[0].rows_left_out == {"total": 1}
    assert snapshot.as_of == date(2021, 4, 24)
    assert snapshot.as_of_source == "the text above the table"


def test_canonical_headers_are_taken_one_to_one(given: Callable[[str], Snapshot]) -> None:
    snapshot = given("generic/canonical.csv")
    assert len(snapshot.table.column_names) == 26
    assert {(m.column == m.header, m.confidence) for m in snapshot.sources[0].mapping} == {
        (True, 1.0)
    }
    assert snapshot.table["unit_cost"].to_pylist() == [11.5, 0.0]
    assert snapshot.table["sku"].to_pylist() == ["00123", "00124"]
    assert snapshot.problems == ()
