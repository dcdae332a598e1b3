"""Systems of restaurants, with what they keep of a shop."""

from __future__ import annotations

from .file import EXPECTED, File, blank

TOAST = (
    File(
        name="retail_items.csv",
        columns={
            "Item name": "description", "Barcode/SKU": "sku", "Category": "category",
            "Base cost": "unit_cost", "Quantity": "on_hand_qty", "PAR min": "reorder_point",
            "PAR max": "reorder_up_to",
        },
        fixed={"Status": "In stock", **blank("PLU", "Category group", "Subcategory")},
        empty={"on_hand_qty": "not tracked"},
    ),
    File(
        name="menu_export_{end}.csv",
        columns={
            "Name": "description", "PLU": "sku", "Price": "unit_price",
            "Menu group(s)": "category",
        },
        fixed={
            "Entity type": "MenuItem", "Pricing strategy": "BASE",
            **blank("Operation", "Operation ID", "Version ID or operation ID", "Number",
                    "Available at (target) name", "Target GUID", "Owner GUID", "POS name",
                    "Kitchen name", "Menu price", "Time price"),
        },
    ),
    File(
        name="ItemSelectionDetails.csv",
        columns={
            "Sent Date": "last_sold_on", "Order Date": "last_sold_on",
            "Item Selection Id": "sku", "Master Id": "sku", "SKU": "sku",
            "Menu Item": "description", "Menu Group": "category", "Qty": "units_sold",
        },
        fixed={
            "Void?": "false", "Deferred": "false", "Tax Exempt": "false",
            **blank("Location", "Order Id", "Order #", "Check Id", "Server", "Table",
                    "Dining Area", "Service", "Dining Option", "Item Id", "PLU",
                    "Menu Subgroup(s)", "Menu", "Sales Category", "Gross Price", "Discount",
                    "Net Price", "Tax", "Tax Inclusion Option", "Dining Option Tax", "Tab Name"),
        },
        rows="sold",
        dates="%m/%d/%Y 12:00:00",
    ),
)  # fmt: skip

REVEL = (
    File(
        name="products.csv",
        columns={
            "Name": "description", "SKU": "sku", "Barcode": "barcode", "Class": "category",
            "Price": "unit_price", "Dynamic Cost": "avg_cost", "Active": "status",
        },
        fixed=blank("Description", "Parent Class", "Cost", "Ing. Cost"),
        words={"status": {"active": "Yes", "discontinued": "No"}},
        hides=True,
    ),
    File(
        name="inventory.csv",
        columns={
            "Name": "description", "SKU": "sku", "Barcode": "barcode",
            "Quantity in Hand": "on_hand_qty", "Reorder Level": "reorder_point",
            "Par Level": "reorder_up_to", "Retail Price": "unit_price", "Vendor": "vendor",
        },
        fixed={"Unit": "Each", "Cost": ""},
    ),
    File(
        name="Product_Mix_1_{start}_04-00_{next}_04-00.csv",
        columns={
            "Class": "category", "Product": "description", "SKU": "sku", "Barcode": "barcode",
            "Quantity": "units_sold",
        },
        fixed={
            "Type": "Product",
            **blank("Price", "Taxable Sales", "Untaxable Sales", "Item Discount", "Total Sales",
                    "Tax", "GM Percent"),
        },
        rows="sold",
    ),
    File(
        name="physical_inventory.csv",
        columns={
            "Product": "description", "SKU": "sku", "Expected": EXPECTED,
            "Counted": "counted_qty", "Variance": "count_variance_qty",
        },
        fixed={"Section": "Front", "Unit": "Each", "User": "Staff 1"},
        rows="counted",
    ),
)  # fmt: skip

TOUCHBISTRO = (
    File(
        name="detailed_sales.csv",
        columns={
            "Order ID": "sku", "Order Item ID": "sku", "Menu Item ID": "sku",
            "Menu Item": "description", "Menu Group": "category", "Quantity": "units_sold",
            "Base Price": "unit_price", "Paid Time": "last_sold_on",
        },
        fixed={
            "Is Menu Item Modifier": "No", "Is Voided": "No", "Item Discounts": "0.00",
            "Order Type": "takeout", **blank("Menu Group ID", "Total Tax"),
        },
        rows="sold",
        dates="%Y-%m-%d 12:00:00",
    ),
)  # fmt: skip
