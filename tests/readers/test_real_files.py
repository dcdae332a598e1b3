"""What each genuine sample gives, as it was seen in the file by eye.

The samples stand beside the checkout and are not part of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sentinel.errors import EmptyInputError
from sentinel.readers import RawTable, open_table

SAMPLES = Path(__file__).resolve().parents[2].parent / "shared" / "pos" / "samples"

pytestmark = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason=f"the genuine samples are not there: {SAMPLES}"
)

# file: encoding, columns, row of the header, rows below it (blank ones included), first and last
# header, banner lines
SEEN: dict[str, tuple[str | None, int, int, int, str, str, int]] = {
    "clover/inventory_export_v1_restaurant.xlsx": (
        None, 15, 1, 307, "Clover ID", "Non-revenue item", 0),
    "clover/inventory_export_v2_retail_trimmed.xlsx": (
        None, 20, 1, 400, "Clover ID", "Variant Option", 0),
    "clover/item_sales_by_category_restaurant.csv": (
        "utf-8-sig", 16, 16, 597, "Category Name", "Gross Profit", 12),
    "clover/item_sales_retail.csv": ("utf-8-sig", 12, 15, 1816, "Name", "Gross Profit", 11),
    "dynamics_rms/item_list.xlsx": (None, 9, 1, 3530, "Item Lookup Code", "Categories", 0),
    "dynamics_rms/item_movement_grand_summaries.csv": (
        "utf-8-sig", 11, 1, 721, "Item Lookup Code", "Last Received", 0),
    "dynamics_rms/price_list_report.csv": ("utf-8", 9, 1, 3530, "Department", "Price C", 0),
    "epicor_eagle/compass_sample_head.csv": ("utf-8", 12, 1, 70, "SKU", "DATE LAST RECEIPT", 0),
    "epicor_eagle/location_import.csv": ("utf-8", 7, 1, 9, "SKU", "Location 6", 0),
    # the fifth header is empty, and so is everything below it
    "generic/german_stock_decimal_comma.csv": (
        "utf-8", 4, 1, 1093, "Artikelnummer", "Anmerkung", 0),
    "generic/hardware_item_list.xlsx": (None, 6, 1, 7910, "Item Code", "Cost", 0),
    "generic/hardware_latin1_excel_errors.csv": (
        "windows-1252", 8, 1, 2000, "Codigo", "Cobertura Dias (30)", 0),
    # three more headers are empty, and so is everything below them
    "generic/hardware_semicolon_bom_empty_columns.csv": (
        "utf-8-sig", 4, 1, 817, "STOCK", "SIN IGV", 0),
    "generic/hardware_year_end_stock.xlsx": (None, 4, 1, 1866, "Item Code", "Qty 2019", 0),
    "generic/latin1_header_tiny.csv": ("windows-1252", 4, 1, 2, "Código de barras", "Fecha", 0),
    "generic/loyverse_export_items_es.csv": (
        "utf-8", 27, 1, 412, "Handle", 'impuesto - "IVA 10%" (10%)', 0),
    "generic/loyverse_export_items_gs1_control_char.csv": (
        "utf-8", 34, 1, 174, "Handle", 'Tax - "GST" (8%)', 0),
    # columns A, B, E and K; the others are empty throughout
    "generic/material_inventory_report_banner.xlsx": (None, 4, 10, 284, "No.", "Avail. Qty", 6),
    "generic/odoo_valuation_na_formulas.xlsx": (
        None, 11, 1, 1769, "Product Category", "Description", 0),
    "generic/stock_by_location_wide.xlsx": (None, 13, 1, 1779, "SKU", "Avishya", 0),
    "generic/supplychainpy_complete_dataset_small.csv": ("utf-8", 18, 1, 39, "Sku", "backlog", 0),
    # the header stands in rows 6 to 8; 761 items and the grand total
    "generic/tally_stock_summary_banner.xlsx": (
        None, 2, 8, 762, "Particulars", "Closing Balance Quantity", 5),
    "lightspeed_ecom/import_template_nl.csv": ("utf-8", 43, 1, 4, "Visible", "Tags", 0),
    "lightspeed_r/item_listings_excel_resaved.csv": (
        "utf-8", 28, 1, 1500, "System ID", "Subcategory 9", 0),
    "lightspeed_r/item_listings_one_row_fixture.csv": (
        "utf-8", 28, 1, 1, "System ID", "Subcategory 9", 0),
    "lightspeed_x/inventory_report_2023-06-26_2023-07-18.csv": (
        "utf-8", 17, 1, 2500, "Product", "Retail Value (Excl. Tax)", 0),
    "lightspeed_x/items_sold_by_week.csv": ("utf-8", 91, 1, 1200, "Product", "Tax", 0),
    "lightspeed_x/product_export_single_outlet_2023.csv": (
        "utf-8", 29, 1, 2000, "id", "restock_level_Funan", 0),
    "lightspeed_x/revenue_by_supplier_by_week.csv": ("utf-8", 12, 1, 84, "Supplier", "Tax", 0),
    "shopify/demo_apparel.csv": ("utf-8", 46, 1, 22, "Handle", "Variant Tax Code", 0),
    "shopify/demo_course_products.csv": ("utf-8", 48, 1, 21, "Handle", "Status", 0),
    "shopify/demo_jewelery.csv": ("utf-8", 46, 1, 41, "Handle", "Variant Tax Code", 0),
    "shopify/inventory_export_2023.csv": ("utf-8", 17, 1, 67, "Handle", "On hand", 0),
    "shopify/inventory_export_2026.csv": ("utf-8", 19, 1, 1732, "Handle", "On hand (new)", 0),
    "shopify/product_template_2019.csv": ("utf-8", 47, 1, 3, "Handle", "Cost per item", 0),
    "shopify/product_template_2024.csv": ("utf-8", 48, 1, 17, "Handle", "Status", 0),
    "shopify/product_template_new_headers.csv": (
        "utf-8", 57, 1, 24, "Title", "Google Shopping / Custom label 4", 0),
    "shopify/products_export_2023.csv": ("utf-8", 56, 1, 115, "Handle", "Status", 0),
    "shopify/products_export_variants_2025.csv": ("utf-8", 54, 1, 61, "Handle", "Status", 0),
    "square/aging_inventory_excerpt_2025.csv": ("utf-8", 16, 1, 5, "token", "_meta", 0),
    "square/catalog_fixture.csv": (
        "utf-8", 26, 1, 14, "Token", "Tax - NJ Sales Tax (6.625%)", 0),
    "square/catalog_rewritten_2023.csv": (
        "utf-8", 26, 1, 727, "Token", "Tax - NJ Sales Tax (6.625%)", 0),
    "square/catalog_two_locations_excerpt_2025.csv": (
        "utf-8", 48, 1, 7, "Token", "Price TVM McHenry", 0),
    "square/inventory_count_masked_2023.csv": ("utf-8", 11, 1, 741, "Item Name", "Counters", 0),
    "square/item_sales_detail_masked_2026.csv": ("utf-8", 35, 1, 200, "Date", "PAN Suffix", 0),
    "square/purchase_order_import.csv": ("utf-8", 8, 1, 5, "Item Name", "Unit Cost", 0),
    "toast/AllItemsReport.csv": ("utf-8", 26, 1, 705, "Master ID", "% Net Amt (All)", 0),
    "toast/product_mix_new_all_levels.csv": ("utf-8", 20, 1, 203, "Type", "Waste amount", 0),
    "vend/product_export_single_outlet_2018.csv": (
        "utf-8", 32, 1, 2416, "id", "restock_level_TDHCannery", 0),
    "vend/sales_ledger_masked_2018.csv": (
        "utf-8", 20, 1, 601, "Date", "AccountCodePurchase", 0),
}  # fmt: skip

JSON = {
    "im_inv_by_location.json": (2, 36, {"QTY_ON_HND": "-5", "LST_COST": "174.995"}),
    "im_inv_cost.json": (1, 5, {"LOC_ID": "MAIN", "AVG_COST": "166.32"}),
    "im_item_list.json": (3, 77, {"ITEM_NO": "18HOLES", "PRC_1": "36"}),
}
"""File to its records, the names that any of them has, and cells of the first."""


def opened(file: str) -> RawTable:
    return open_table(SAMPLES / file)


def test_every_sample_is_looked_at() -> None:
    there = {f"{path.parent.name}/{path.name}" for path in SAMPLES.glob("*/*.*")}
    refused = {f"ncr_counterpoint/{name}" for name in JSON} | {
        "lightspeed_r/item_import_template.csv"
    }
    assert there == SEEN.keys() | refused


@pytest.mark.parametrize("file", SEEN)
def test_a_sample_opens_as_it_was_seen(file: str) -> None:
    raw = opened(file)
    seen = (
        raw.encoding,
        len(raw.headers),
        raw.layout.first_row - 1,
        raw.headers[0],
        raw.headers[-1],
        len(raw.banner),
    )
    encoding, columns, header_row, _, first, last, banner_lines = SEEN[file]
    assert seen == (encoding, columns, header_row, first, last, banner_lines)


@pytest.mark.parametrize("file", SEEN)
def test_no_row_of_a_sample_is_lost(file: str) -> None:
    raw = opened(file)
    rows = raw.text().num_rows + sum(raw.rows_left_out.values())
    assert (rows, raw.rows_read) == (SEEN[file][3], SEEN[file][3])


@pytest.mark.parametrize("name", JSON)
def test_json_gives_its_records(name: str) -> None:
    raw = opened(f"ncr_counterpoint/{name}")
    records, names, cells = JSON[name]
    assert (raw.rows_read, len(raw.headers)) == (records, names)
    first = raw.text().to_pylist()[0]
    assert {header: first[header] for header in cells} == cells


def test_a_template_without_rows_is_empty() -> None:
    with pytest.raises(EmptyInputError, match="no row below it"):
        opened("lightspeed_r/item_import_template.csv")


def test_clover_lines_above_the_header_are_the_banner() -> None:
    assert opened("clover/item_sales_retail.csv").banner == (
        "Items Report",
        "May 9, 2025 12:00 AM - Aug 8, 2025 11:59 PM",
        "Requested on: Aug 8, 2025 9:29 AM",
        "Filters: Item Type = Revenue Items",
        "Items: All",
        "The report reflects all revenue items in paid, partially paid, partially refunded and"
        " refunded status. Does not include open orders.",
        "Gross Sales $428,973.00",
        "Net Sales $426,703.17",
        "COGS $14,420.34",
        "Gross Profit $403,932.21",
        "Gross Profit Margin 94.66%",
    )


def test_tally_tells_its_period_above_three_header_lines() -> None:
    raw = opened("generic/tally_stock_summary_banner.xlsx")
    assert raw.headers == ("Particulars", "Closing Balance Quantity")
    assert "1-Jul-2024 to 24-Jul-2024" in raw.banner


def test_a_report_with_scattered_columns_keeps_the_named_ones() -> None:
    raw = opened("generic/material_inventory_report_banner.xlsx")
    assert raw.headers == ("No.", "Item Part No.", "Item Description", "Avail. Qty")
    assert "AS OF April 24, 2021" in raw.banner[1]


def test_the_sheet_with_the_items_is_read_though_another_has_more_rows() -> None:
    raw = opened("clover/inventory_export_v1_restaurant.xlsx")
    (problem,) = raw.problems
    assert raw.headers[1] == "Name"
    assert (problem.code, problem.examples[0].value) == ("sheets_not_read", "Modifier Groups")


def test_formulas_that_were_never_worked_out_are_told() -> None:
    (problem,) = opened("generic/odoo_valuation_na_formulas.xlsx").problems
    assert (problem.code, problem.header) == ("formulas_without_results", "Total Cost")


def test_a_barcode_with_a_group_separator_stays_in_one_row() -> None:
    table = opened("generic/loyverse_export_items_gs1_control_char.csv").text()
    torn = [code for code in table["Barcode"].to_pylist() if code and "\x1d" in code]
    assert len(torn) == 1


def test_a_description_of_many_lines_is_one_cell() -> None:
    table = opened("lightspeed_x/product_export_single_outlet_2023.csv").text()
    lines = [text.count("\n") for text in table["description"].to_pylist() if text]
    assert max(lines) == 33


def test_quoted_newlines_of_the_german_list_do_not_end_its_rows() -> None:
    table = opened("generic/german_stock_decimal_comma.csv").text()
    assert table["Artikelnummer"].null_count == 0
    assert table["Anmerkung"][13].as_py().startswith("212 | C | 2 Kartons")


def test_short_component_rows_of_vend_are_told_and_kept() -> None:
    raw = opened("vend/product_export_single_outlet_2018.csv")
    ragged = next(problem for problem in raw.text_problems if problem.code == "ragged_row")
    assert (raw.text().num_rows, ragged.count) == (2416, 229)


def test_grand_totals_are_left_out() -> None:
    assert opened("generic/tally_stock_summary_banner.xlsx").rows_left_out == {"total": 1}
