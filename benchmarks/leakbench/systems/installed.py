"""Shop systems that are installed in the store, and lists made at home."""

from __future__ import annotations

from .file import EXPECTED, File, blank

QUICKBOOKS_POS = (
    File(
        name="items.csv",
        columns={
            "Item Number": "sku", "Item Name": "description", "Average Unit Cost": "avg_cost",
            "Regular Price": "unit_price", "MSRP": "list_price", "Order Cost": "last_cost",
            "UPC": "barcode", "Department Name": "category", "Vendor Name": "vendor",
            "Qty 1": "on_hand_qty", "On Order Qty": "on_order_qty",
            "Company Reorder Point": "reorder_point",
        },
        fixed={"Item Type": "Inventory", **blank("Attribute", "Size", "Alternate Lookup")},
    ),
    File(
        name="item_summary.csv",
        columns={"Item #": "sku", "Item Name": "description", "Qty Sold": "units_sold"},
        fixed=blank("Attribute", "Size", "Ext Price", "Ext Cost"),
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
        fixed=blank("Alternate Lookup", "Attribute", "Size"),
        rows="counted",
    ),
)  # fmt: skip

NCR_COUNTERPOINT = (
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
        fixed={"loc_id": "MAIN", "item_typ": "I", **blank("subcat_cod", "std_cost", "reg_prc")},
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

EPICOR_EAGLE = (
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

GENERIC = (
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

DYNAMICS_RMS = (
    File(
        name="price_list.csv",
        columns={
            "Department": "category", "Item Lookup Code": "sku", "Description": "description",
            "Cost": "unit_cost", "Price": "unit_price",
        },
        fixed={"Category": "", **dict.fromkeys(("Price A", "Price B", "Price C"), "0.0000")},
    ),
    File(
        name="Item.csv",
        columns={
            "ID": "sku", "ItemLookupCode": "sku", "Description": "description",
            "Price": "unit_price", "Cost": "unit_cost", "LastCost": "last_cost",
            "MSRP": "list_price", "Quantity": "on_hand_qty", "QuantityCommitted": "committed_qty",
            "ReorderPoint": "reorder_point", "RestockLevel": "reorder_up_to",
            "LastReceived": "last_received_on", "LastSold": "last_sold_on",
            "LastCounted": "last_counted_on", "DoNotOrder": "status",
        },
        fixed={
            "ItemType": "0", "Inactive": "0", "SalePrice": "0.0000", "SaleStartDate": "NULL",
            "SaleEndDate": "NULL", "ParentItem": "0", "ParentQuantity": "0",
            **blank("SubDescription1", "DBTimeStamp"),
        },
        words={"status": {"active": "0", "discontinued": "1"}},
        empty={
            "list_price": "0.0000",
            **dict.fromkeys(("last_received_on", "last_sold_on", "last_counted_on"), "NULL"),
        },
        dates="%Y-%m-%d 00:00:00.000",
    ),
    File(
        name="item_movement {start} to {end}.csv",
        columns={
            "Item Lookup Code": "sku", "Department": "category", "Description": "description",
            "Quantity Sold": "units_sold", "Last Sold": "last_sold_on", "Cost": "unit_cost",
            "Last Received": "last_received_on",
        },
        fixed={"Non Sale Movement": "0", **blank("Category", "Sales", "Cost Sold")},
        rows="sold",
        dates="%m/%d/%Y %H:%M",
        under=("Grand Summaries,,,,,,,,,,", ',,,,"#,#.00",,"#,#.00",,,,'),
    ),
)  # fmt: skip

PALADIN = (
    File(
        name="inventory {start} to {end}.csv",
        columns={
            "SKU": "sku", "Vendor": "vendor", "Cat.": "category", "Description Full": "description",
            "Qty.": "on_hand_qty", "Avg. Cost": "avg_cost",
            "Retail": "unit_price", "Sug. Retail": "list_price", "On Hold": "committed_qty",
            "Sales": "units_sold", "Last Sale": "last_sold_on", "On Order": "on_order_qty",
            "Last Purchase": "last_received_on", "Min.": "reorder_point",
            "Max.": "reorder_up_to", "Pkg.": "pack_qty", "Barcode": "barcode",
        },
        fixed=blank("Vendor SKU", "Alt. Vendor/Mfgr.", "Dpt.", "BIN", "Description Short",
                    "Qty On Hand", "Std. Cost", "Inventory @Cost", "Inventory @AvgCost",
                    "Inventory @Retail", "Margin @Cost", "Retail Dif.", "$ Sold", "Returns",
                    "$ Returned", "Last Return", "Last Ordered", "Whse.", "Mfgr. SKU"),
        dates="%Y%m%d",
    ),
    File(
        name="perpetual.csv",
        columns={
            "SKU": "sku", "Description ": "description", "Inventoried Qty.": "counted_qty",
            "In Stock Qty.": EXPECTED, "Qty. Difference": "count_variance_qty",
            "Last Perpetual Inventory Date": "last_counted_on", "Barcode": "barcode",
            "Vendor": "vendor", "Category": "category",
        },
        fixed=blank("Vendor SKU", "Description Short", "Pkg. Qty.", "Cost", "Sub Total",
                    "Changed", "Sug. Retail", "Retail", "Profit Margin %", "Allow Retail Edit",
                    "Real Perpetual Inventory Date", "Dpt.", "BIN", "Status", "Sold",
                    "Last Sale", "Pur.", "Last Pur.", "Sku Was Added", "Formula"),
        rows="counted",
        dates="%b %d,%y",
    ),
)  # fmt: skip

SPRUCE = (
    File(
        name="items.csv",
        columns={
            "Item ID": "sku", "Description": "description", "Section": "category",
            "Vendor": "vendor", "On Hand": "on_hand_qty", "On Order": "on_order_qty",
            "Committed": "committed_qty", "Last Cost": "last_cost",
            "Weighted Average Cost": "avg_cost", "Retail": "unit_price",
            "Suggested Retail": "list_price",
        },
        fixed={"Branch": "MAIN", "Base UM": "EA",
               **blank("Group", "Market Cost", "Established")},
        delimiter="|",
    ),
    File(
        name="usage.csv",
        columns={"Item ID": "sku", "Usage": "units_sold"},
        fixed={"Branch": "MAIN", "Year": "{year}", **blank("Sales", "Cost")},
        rows="sold",
        delimiter="|",
    ),
)  # fmt: skip
