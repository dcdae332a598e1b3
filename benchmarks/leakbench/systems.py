"""What the exports of POS systems look like: headers, words and quirks of each file, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs


@attrs.frozen(kw_only=True)
class File:
    """One file of an export."""

    name: str
    """With `{start}` and `{end}` of the sales window where the system puts them there."""
    columns: Mapping[str, str]
    """Header to canonical column."""
    fixed: Mapping[str, str] = attrs.field(factory=dict)
    """Headers that say the same, or nothing, in each row."""
    words: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    """Canonical column to its values in the system's words."""
    before: Mapping[str, str] = attrs.field(factory=dict)
    """Header to what stands before each value."""
    empty: Mapping[str, str] = attrs.field(factory=dict)
    """Canonical column to what stands where nothing is known."""
    cents: tuple[str, ...] = ()
    """Canonical columns of money that it rounds to cents."""
    dates: str = "%Y-%m-%d"
    rows: Literal["all", "sold", "counted"] = "all"
    """Which items it lists: a report of sales lists what was sold, a count what was counted."""
    above: tuple[str, ...] = ()
    """Lines above the header."""


EXPECTED = "expected_qty"
"""What the books said when it was counted: no canonical column, but in each list of counts."""


def _blank(*headers: str) -> dict[str, str]:
    return dict.fromkeys(headers, "")


_SQUARE = (
    File(
        name="catalog.csv",
        columns={
            "Token": "sku", "Item Name": "description", "SKU": "sku", "Category": "category",
            "GTIN": "barcode", "Price": "unit_price", "Archived": "status",
            "Default Unit Cost": "unit_cost", "Default Vendor Name": "vendor",
            "Current Quantity Main": "on_hand_qty", "Stock Alert Count Main": "reorder_point",
        },
        fixed={
            "Variation Name": "Regular", "Description": "", "Default Vendor Code": "",
            "New Quantity Main": "", "Stock Alert Enabled Main": "Y", "Enabled Main": "Y",
        },
        words={"status": {"active": "N", "discontinued": "Y"}},
    ),
    File(
        name="sales-summary-{start}-{end}.csv",
        columns={
            "Item Name": "description", "SKU": "sku", "Category": "category",
            "Items Sold": "units_sold", "Units Sold": "units_sold",
        },
        fixed={
            "Item Variation": "Regular", "Items Refunded": "0",
            **_blank("Product Sales", "Refunds", "Discounts & Comps", "Net Sales", "Tax",
                     "Gross Sales"),
        },
        rows="sold",
    ),
    File(
        name="itemcounts.csv",
        columns={
            "Item Name": "description", "SKU": "sku", "GTIN": "barcode", "Expected": EXPECTED,
            "Actual": "counted_qty", "Variance (count)": "count_variance_qty",
        },
        fixed={
            "Item Variation": "Regular", "Counters": "Staff 1",
            **_blank("Unit", "Unit cost", "Variance (cost)"),
        },
        rows="counted",
    ),
)  # fmt: skip

_SHOPIFY = (
    File(
        name="products_export.csv",
        columns={
            "Handle": "sku", "Title": "description", "Vendor": "vendor", "Type": "category",
            "Variant SKU": "sku", "Variant Price": "unit_price", "Variant Barcode": "barcode",
            "Cost per item": "unit_cost", "Status": "status",
        },
        fixed={
            "Published": "true", "Option1 Name": "Title", "Option1 Value": "Default Title",
            "Variant Inventory Tracker": "shopify", "Variant Inventory Policy": "deny",
            **_blank("Body (HTML)", "Product Category", "Tags", "Variant Compare At Price",
                     "Image Src", "Gift Card"),
        },
        words={"status": {"discontinued": "archived"}},
        before={"Variant Barcode": "'"},
    ),
    File(
        name="inventory_export.csv",
        columns={
            "Handle": "sku", "Title": "description", "SKU": "sku",
            "Incoming (not editable)": "on_order_qty",
            "Committed (not editable)": "committed_qty", "On hand (current)": "on_hand_qty",
        },
        fixed={
            "Option1 Name": "Title", "Option1 Value": "Default Title", "Location": "Main",
            **_blank("HS Code", "COO", "Bin name", "Unavailable (not editable)",
                     "Available (not editable)", "On hand (new)"),
        },
        empty=dict.fromkeys(("on_order_qty", "committed_qty", "on_hand_qty"), "not stocked"),
    ),
    File(
        name="sales_{start}_{end}.csv",
        columns={
            "Product title": "description", "Product variant SKU": "sku",
            "Net items sold": "units_sold",
        },
        fixed={
            "Product variant title": "Default Title",
            **_blank("Gross sales", "Discounts", "Returns", "Net sales", "Taxes", "Total sales"),
        },
        rows="sold",
    ),
)  # fmt: skip

_LIGHTSPEED_X = (
    File(
        name="product-export.csv",
        columns={
            "id": "sku", "handle": "sku", "sku": "sku", "name": "description",
            "product_category": "category", "supply_price": "unit_cost",
            "retail_price": "unit_price", "supplier_name": "vendor", "active": "status",
            "inventory_Main": "on_hand_qty", "reorder_point_Main": "reorder_point",
        },
        fixed={
            "track_inventory": "1",
            **_blank("composite_name", "composite_sku", "composite_quantity", "description",
                     "tags", "account_code", "account_code_purchase", "brand_name",
                     "supplier_code", "restock_level_Main"),
        },
        words={"status": {"active": "1", "discontinued": "0"}},
    ),
    File(
        name="vend-total_revenue-for-product-by-all ({start} to {end}).csv",
        columns={
            "Product": "description", "SKU": "sku", "Supplier": "vendor", "Category": "category",
            "Items Sold": "units_sold",
        },
        fixed=_blank("Supplier Code", "Brand", "Tag", "Revenue", "Cost of Goods Sold",
                     "Gross Profit", "Margin (%)", "Tax"),
        rows="sold",
    ),
)  # fmt: skip

_LIGHTSPEED_R = (
    File(
        name="item_listings_local_matches.csv",
        columns={
            "System ID": "sku", "UPC": "barcode", "Custom SKU": "sku", "Item": "description",
            "Qty.": "on_hand_qty", "Price": "unit_price", "MSRP": "list_price",
            "Default Cost": "unit_cost", "Vendor": "vendor", "Category": "category",
        },
        fixed={
            "Tax": "Yes", "Publish to eCom": "No", "Tax Class": "Item",
            **_blank("EAN", "Manufact. SKU", "Vendor ID", "Brand", "Season", "Department",
                     "Subcategory 1"),
        },
        before={"Price": "$"},
    ),
    File(
        name="sales_by_item {start} to {end}.csv",
        columns={
            "System ID": "sku", "UPC": "barcode", "Custom SKU": "sku", "Item": "description",
            "Category": "category", "Quantity": "units_sold",
        },
        fixed=_blank("EAN", "Manufact. SKU", "Subtotal", "Discounts", "Total", "Cost", "Profit",
                     "Margin"),
        rows="sold",
    ),
)  # fmt: skip

_CLOVER = (
    File(
        name="inventory.csv",
        columns={
            "Clover ID": "sku", "Name": "description", "Price": "unit_price", "Cost": "unit_cost",
            "Product Code": "barcode", "SKU": "sku", "Quantity": "on_hand_qty",
            "Hidden?": "status", "Categories": "category",
        },
        fixed={
            "Price Type": "Fixed", "Non-revenue item?": "No", "Default tax rates?": "Yes",
            **_blank("Alternate Name", "Price Unit", "Printer Labels", "Modifier Groups"),
        },
        words={"status": {"active": "No", "discontinued": "Yes"}},
        cents=("unit_cost",),
    ),
    File(
        name="item_sales.csv",
        columns={"Name": "description", "Sold": "units_sold"},
        fixed={
            "Refunded": "0",
            **_blank("Gross Sales", "Discounts", "Repayments", "Refunds", "Net Sales",
                     "% Net Sales", "Avg Item Size", "COGS", "Gross Profit"),
        },
        rows="sold",
        above=("Items Report", '"{start_long} 12:00 AM - {end_long} 11:59 PM"', ""),
    ),
)  # fmt: skip

_QUICKBOOKS_POS = (
    File(
        name="items.csv",
        columns={
            "Item Number": "sku", "Item Name": "description", "Average Unit Cost": "avg_cost",
            "Regular Price": "unit_price", "MSRP": "list_price", "Order Cost": "last_cost",
            "UPC": "barcode", "Department Name": "category", "Vendor Name": "vendor",
            "Qty 1": "on_hand_qty", "On Order Qty": "on_order_qty",
            "Company Reorder Point": "reorder_point",
        },
        fixed={"Item Type": "Inventory", **_blank("Attribute", "Size", "Alternate Lookup")},
    ),
    File(
        name="item_summary.csv",
        columns={"Item #": "sku", "Item Name": "description", "Qty Sold": "units_sold"},
        fixed=_blank("Attribute", "Size", "Ext Price", "Ext Cost"),
        rows="sold",
        above=("Corner Shop", "Item Summary", "{start_us} to {end_us}", ""),
    ),
    File(
        name="counts.csv",
        columns={
            "Item #": "sku", "UPC": "barcode", "Vendor Name": "vendor",
            "Item Name": "description", "Department": "category", "Expected Count": EXPECTED,
            "Physical Count": "counted_qty",
        },
        fixed=_blank("Alternate Lookup", "Attribute", "Size"),
        rows="counted",
    ),
)  # fmt: skip

_NCR_COUNTERPOINT = (
    File(
        name="inventory_query.csv",
        columns={
            "item_no": "sku", "descr": "description", "barcod": "barcode",
            "categ_cod": "category", "item_vend_no": "vendor", "stat": "status",
            "qty_on_hnd": "on_hand_qty", "qty_commit": "committed_qty",
            "qty_on_po": "on_order_qty", "min_qty": "reorder_point", "max_qty": "reorder_up_to",
            "lst_cost": "last_cost", "lst_avg_cost": "avg_cost", "prc_1": "unit_price",
            "lst_recv_dat": "last_received_on", "lst_sal_dat": "last_sold_on",
            "lst_cnt_dat": "last_counted_on",
        },
        fixed={"loc_id": "MAIN", "item_typ": "I", **_blank("subcat_cod", "std_cost", "reg_prc")},
        words={"status": {"active": "A", "discontinued": "D"}},
        empty=dict.fromkeys(("last_received_on", "last_sold_on", "last_counted_on"), "NULL"),
        dates="%Y-%m-%d 00:00:00.000",
    ),
    File(
        name="sales {start} to {end}.csv",
        columns={"ITEM_NO": "sku", "DESCR": "description", "QTY_SOLD": "units_sold"},
        fixed={"STK_LOC_ID": "MAIN", "EXT_PRC": ""},
        rows="sold",
    ),
    File(
        name="counts.csv",
        columns={
            "EVENT_NO": "sku", "ITEM_NO": "sku", "FRZ_DAT": "last_counted_on",
            "POST_DAT": "last_counted_on", "CNT_QTY_1": "counted_qty",
            "FRZ_QTY_ON_HND": EXPECTED, "QTY_ADJ": "count_variance_qty",
        },
        fixed={"LOC_ID": "MAIN", "UNIT_1_NUMER": "1", "UNIT_1_DENOM": "1", "AVG_COST": ""},
        rows="counted",
    ),
)  # fmt: skip

_EPICOR_EAGLE = (
    File(
        name="compass.csv",
        columns={
            "SKU": "sku", "Primary UPC": "barcode", "Description": "description",
            "Dept Name": "category", "Prime Vend": "vendor", "Discontinued": "status",
            "QOH": "on_hand_qty", "Qty On Order": "on_order_qty",
            "Committed Qty": "committed_qty", "Avg Cost": "avg_cost",
            "Replacement Cost": "last_cost", "Retail": "unit_price", "List": "list_price",
            "Units Sold 12Mo": "units_sold", "Date Last Sale": "last_sold_on",
            "Date Last Receipt": "last_received_on", "Date Last Physical": "last_counted_on",
            "Order Point": "reorder_point", "Max Stock Level": "reorder_up_to",
            "Standard Pack": "pack_qty",
        },
        fixed={"Store": "1"},
        words={"status": {"active": "N", "discontinued": "Y"}},
        dates="%m/%d/%Y",
    ),
)  # fmt: skip

_GENERIC = (
    File(
        name="stock list.csv",
        columns={
            "Item Code": "sku", "Item Name": "description", "Department": "category",
            "Supplier": "vendor", "Qty On Hand": "on_hand_qty", "On Order": "on_order_qty",
            "Avg Cost": "avg_cost", "Last Cost": "last_cost", "Retail": "unit_price",
            "MSRP": "list_price", "Date Last Sold": "last_sold_on",
            "Date Last Received": "last_received_on", "Min": "reorder_point",
            "Max": "reorder_up_to", "Units Sold": "units_sold",
        },
        dates="%m/%d/%Y",
        above=("Stock list, sales {start} to {end}", ""),
    ),
)  # fmt: skip

SYSTEMS: Mapping[str, tuple[File, ...]] = {
    "clover": _CLOVER,
    "epicor_eagle": _EPICOR_EAGLE,
    "generic": _GENERIC,
    "lightspeed_r": _LIGHTSPEED_R,
    "lightspeed_x": _LIGHTSPEED_X,
    "ncr_counterpoint": _NCR_COUNTERPOINT,
    "quickbooks_pos": _QUICKBOOKS_POS,
    "shopify": _SHOPIFY,
    "square": _SQUARE,
}
"""By key of the adapter that is to recognise it. Sales come in a file of their own where the system
has them there, without days: a report of the whole window."""
