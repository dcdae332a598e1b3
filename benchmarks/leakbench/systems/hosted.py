"""Shop systems that run in a browser."""

from __future__ import annotations

from .file import EXPECTED, File, blank

SQUARE = (
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
            **blank("Product Sales", "Refunds", "Discounts & Comps", "Net Sales", "Tax",
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
            **blank("Unit", "Unit cost", "Variance (cost)"),
        },
        rows="counted",
    ),
)  # fmt: skip

SHOPIFY = (
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
            **blank("Body (HTML)", "Product Category", "Tags", "Variant Compare At Price",
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
            **blank("HS Code", "COO", "Bin name", "Unavailable (not editable)",
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
            **blank("Gross sales", "Discounts", "Returns", "Net sales", "Taxes", "Total sales"),
        },
        rows="sold",
    ),
)  # fmt: skip

LIGHTSPEED_X = (
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
            **blank("composite_name", "composite_sku", "composite_quantity", "description",
                     "tags", "account_code", "account_code_purchase", "brand_name",
                     "supplier_code", "restock_level_Main"),
        },
        words={"status": {"active": "1", "discontinued": "0"}},
        hides=True,
    ),
    File(
        name="vend-total_revenue-for-product-by-all ({start} to {end}).csv",
        columns={
            "Product": "description", "SKU": "sku", "Supplier": "vendor", "Category": "category",
            "Items Sold": "units_sold",
        },
        fixed=blank("Supplier Code", "Brand", "Tag", "Revenue", "Cost of Goods Sold",
                     "Gross Profit", "Margin (%)", "Tax"),
        rows="sold",
    ),
)  # fmt: skip

LIGHTSPEED_R = (
    File(
        name="item_listings_local_matches.csv",
        columns={
            "System ID": "sku", "UPC": "barcode", "Custom SKU": "sku", "Item": "description",
            "Qty.": "on_hand_qty", "Price": "unit_price", "MSRP": "list_price",
            "Default Cost": "unit_cost", "Vendor": "vendor", "Category": "category",
        },
        fixed={
            "Tax": "Yes", "Publish to eCom": "No", "Tax Class": "Item",
            **blank("EAN", "Manufact. SKU", "Vendor ID", "Brand", "Season", "Department",
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
        fixed=blank("EAN", "Manufact. SKU", "Subtotal", "Discounts", "Total", "Cost", "Profit",
                     "Margin"),
        rows="sold",
    ),
)  # fmt: skip

CLOVER = (
    File(
        name="inventory.csv",
        columns={
            "Clover ID": "sku", "Name": "description", "Price": "unit_price", "Cost": "unit_cost",
            "Product Code": "barcode", "SKU": "sku", "Quantity": "on_hand_qty",
            "Hidden?": "status", "Categories": "category",
        },
        fixed={
            "Price Type": "Fixed", "Non-revenue item?": "No", "Default tax rates?": "Yes",
            **blank("Alternate Name", "Price Unit", "Printer Labels", "Modifier Groups"),
        },
        words={"status": {"active": "No", "discontinued": "Yes"}},
        hides=True,
        cents=("unit_cost",),
    ),
    File(
        name="item_sales.csv",
        columns={"Name": "description", "Sold": "units_sold"},
        fixed={
            "Refunded": "0",
            **blank("Gross Sales", "Discounts", "Repayments", "Refunds", "Net Sales",
                     "% Net Sales", "Avg Item Size", "COGS", "Gross Profit"),
        },
        rows="sold",
        above=("Items Report", '"{start_long} 12:00 AM - {end_long} 11:59 PM"', ""),
    ),
)  # fmt: skip

VEND = (
    File(
        name="product-export.csv",
        columns={
            "id": "sku", "handle": "sku", "sku": "sku", "name": "description",
            "type": "category", "supply_price": "unit_cost", "retail_price": "unit_price",
            "supplier_name": "vendor", "active": "status", "inventory_Main": "on_hand_qty",
            "reorder_point_Main": "reorder_point",
        },
        fixed={
            "track_inventory": "1", "tax_name": "Sales Tax",
            **blank("composite_handle", "composite_sku", "composite_quantity", "description",
                    "tags", "tax_value", "account_code", "account_code_purchase", "brand_name",
                    "supplier_code", "restock_level_Main"),
        },
        words={"status": {"active": "1", "discontinued": "0"}},
        hides=True,
    ),
    File(
        name="sales_1.csv",
        columns={
            "Date": "last_sold_on", "Receipt Number": "sku", "Quantity": "units_sold",
            "Details": "description", "Sku": "sku",
        },
        fixed={
            "Line Type": "Sale Line", "Status": "CLOSED",
            **blank("Customer Code", "Customer Name", "Note", "Subtotal", "Sales Tax", "Discount",
                    "Loyalty", "Total", "Paid", "Register", "User", "AccountCodeSale",
                    "AccountCodePurchase"),
        },
        rows="sold",
        dates="%Y-%m-%d 12:00:00",
    ),
)  # fmt: skip

LIGHTSPEED_S = (
    File(
        name="stock_items.csv",
        columns={
            "Description": "description", "Category": "category", "Store Code": "sku",
            "UPC": "barcode", "Supplier": "vendor", "Quantity On Hand": "on_hand_qty",
            "Reorder Trigger": "reorder_point", "Current Unit Cost": "unit_cost",
            "Price": "unit_price",
        },
        fixed={
            "Track Inventory": "Yes", "Taxes": "Sales Tax", "Item Type": "Asset",
            **blank("Department", "Supplier Code", "Recommended Order", "Assigned Cost"),
        },
    ),
    File(
        name="sk_transaction_items_{start}_{end}.csv",
        columns={
            "Time": "last_sold_on", "Store Code": "sku", "UPC": "barcode",
            "Line Item": "description", "Category": "category", "Supplier": "vendor",
            "Cost": "unit_cost", "Price": "unit_price", "Quantity": "units_sold",
            "Transaction ID": "sku",
        },
        fixed={
            "Operation Type": "Sale",
            **blank("Register Name/Number", "Cashier Name", "Department", "Supplier Code",
                    "Modifiers", "Subtotal", "Discounts", "Net Total", "Tax", "Total Due",
                    "Customer ID"),
        },
        rows="sold",
        dates="%Y-%m-%d 12:00:00",
    ),
)  # fmt: skip

LIGHTSPEED_ECOM = (
    File(
        name="products_export_{end}_06-00-00.csv",
        columns={
            "Internal_ID": "sku", "Internal_Variant_ID": "sku", "Visible": "status",
            "Supplier": "vendor", "US_Title_Short": "description", "Price": "unit_price",
            "Price_Old": "list_price", "Price_Cost": "unit_cost", "Stock_Level": "on_hand_qty",
            "Stock_Alert": "reorder_point", "Article_Code": "sku", "EAN": "barcode",
            "SKU": "sku", "US_Category_1": "category",
        },
        fixed={
            "US_Variant": "Default", "Tax": "0.0000", "Stock_Track": "Y",
            "Stock_Disable_Sold_Out": "N", "Stock_Min": "0",
            **blank("Brand", "US_Title_Long", "US_Description_Short", "US_Description_Long",
                    "Price_Unit", "Unit", "HS_Code", "Weight", "Volume", "Colli", "Size_X",
                    "Size_Y", "US_Category_2", "US_Category_3", "Images", "Tags"),
        },
        words={"status": {"active": "Y", "discontinued": "N"}},
        hides=True,
        empty={"list_price": "0", "unit_cost": "0"},
        delimiter=";",
    ),
)  # fmt: skip
