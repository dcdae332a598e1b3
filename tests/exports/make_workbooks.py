"""Writes the made-up workbooks among the exports anew: `python tests/exports/make_workbooks.py`.

One function per system gives the place of each workbook and its sheets: name to rows of cells.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "readers"))

from conftest import Raw, write_xlsx  # noqa: E402

Sheets = dict[str, Sequence[Sequence[object]]]


def _line(text: str) -> list[str]:
    return text.split(",")


def clover() -> Mapping[str, Sheets]:
    """Both layouts of the inventory workbook, and a small menu beside many modifiers."""
    first = _line(
        "Clover ID,Name,Alternate Name,Price,Price Type,Price Unit,Tax Rates,Cost,Product Code,SKU,"
        "Modifier Groups,Quantity,Printer Labels,Hidden,Non-revenue item"
    )
    menu: list[Sequence[object]] = [
        first,
        _v1("A1PIE00000001", "Harbour Fish Pie", 14.5, group="Add a Side"),
        [*[""] * 10, "Choose a Sauce", *[""] * 4],
        _v1("A2CHI00000002", "Chips ", 4, hidden="Yes"),
        [None, None],
        _v1("A3SAU00000003", "Side Sauce", 0.5),
        _v1("A4SAU00000004", "Side Sauce", 0.75),
        _v1("A5CAT00000005", "Catering Tray", "", kind="Variable"),
        _v1("A6GIF00000006", "Gift card", "", kind="Variable", code="CLOVER_GIFT_CARD", free="Yes"),
        _v1("A7BAG00000007", "Bag fee", 0.1, free="Yes"),
    ]
    groups: list[Sequence[object]] = [
        _line(
            "Modifier Group Name,Pop-up Automatically,Modifier,Price,Required Quantity,Max Quantity"
        ),
        ["Add a Side", "Yes", "Peas", 0, 1, 1],
        ["", "", "Slaw", 1.5, "", ""],
        ["Choose a Sauce", "Yes", "Tartare", 0, "", 2],
    ]
    many = [groups[0], *([f"Group {n}", "Yes", f"Extra {n}", 0.5, 1, 1] for n in range(1, 41))]
    categories = [
        ["Category Name", "Mains", "Sides"],
        ["Items in Category", "Harbour Fish Pie", "Chips "],
        ["", "Catering Tray", "Side Sauce"],
    ]
    rates = [["Name", "Tax Rate", "Default"], ["Town Tax", 0.065, "Yes"]]
    others = {"Modifier Groups": groups, "Categories": categories, "Tax Rates": rates}
    return {
        "clover/inventory_v1.xlsx": {"Items": menu, **others},
        "clover/inventory_v2.xlsx": _clover_v2(),
        "clover/many_modifiers.xlsx": {"Items": menu, "Modifier Groups": many},
    }


def _v1(
    number: str,
    name: str,
    price: object,
    *,
    kind: str = "Fixed",
    code: str = "",
    group: str = "",
    hidden: str = "No",
    free: str = "No",
) -> list[object]:
    left = [number, name, "", price, kind, "", "DEFAULT", 0.0, code, "", group]
    return [*left, 0.0, "", hidden, free]


def _clover_v2() -> Sheets:
    names = _line(
        "Clover ID,Name,Alternate Name,Description,Price,Price Type,Price Unit,Cost,Product Code,"
        "SKU,Quantity,Hidden?,Default tax rates?,Non-revenue item?,Printer Labels,Modifier Groups,"
        "Categories,Tax Rates,Variant Attribute,Variant Option,"
    )
    keys = [name.strip("?").lower().replace(" ", "_").replace("-", "_") for name in names]

    def row(**cells: object) -> list[object]:
        assert cells.keys() <= set(keys)
        return [cells.get(key, "") for key in keys]

    def item(number: str, name: str, price: object, **cells: object) -> list[object]:
        flags = {"hidden": "No", "default_tax_rates": "Yes", "non_revenue_item": "No"}
        kind = {"price_type": "Fixed"}
        return row(clover_id=number, name=name, price=price, **{**kind, **flags, **cells})

    items = [
        names,
        row(
            clover_id="G1RYE00000001",
            name="NORTHWIND RYE",
            categories="Whisky",
            tax_rates="NO_TAX_APPLIED",
            variant_attribute="Variant",
        ),
        row(categories="Local", tax_rates="Sales Tax"),
        item(
            "V1RYE00000002",
            "NORTHWIND RYE NORTHWIND RYE .750L",
            17.989999999999998,
            cost=11.2,
            product_code="012345678905",
            quantity=-2,
            variant_option="NORTHWIND RYE .750L",
        ),
        item(
            "V2RYE00000003",
            "NORTHWIND RYE NORTHWIND RYE 1L",
            24.99,
            cost=0,
            product_code="8.00E+12",
            quantity=6,
            variant_option="NORTHWIND RYE 1L",
        ),
        [None] * 20,
        row(clover_id="G2GIN00000004", name="TIDE GIN", variant_attribute="Variant"),
        item(
            "V3GIN00000005",
            "TIDE GIN  TIDE GIN .750L",
            29.99,
            product_code="https://shop.example/gin",
            variant_option="TIDE GIN .750L",
        ),
        [None] * 20,
        item(
            "S1ICE00000006", "Ice 5 lb", 3.5, cost=1.1, sku="ICE-5", quantity=40, categories="Ice"
        ),
        item(
            "S2DEL00000007",
            "Deli Ham",
            9.99,
            price_type="Per Unit",
            price_unit="lb",
            quantity=3.25,
            categories="Deli",
            hidden="Yes",
        ),
        item("S3CUS00000008", "Custom Item", "", price_type="Variable", quantity=""),
        item(
            "S4GIF00000009",
            "Gift card",
            "",
            price_type="Variable",
            product_code="CLOVER_GIFT_CARD",
            non_revenue_item="Yes",
        ),
    ]
    return {
        "Instructions & Glossary": [
            ["Clover Inventory Import/Export", ""],
            ["Glossary", ""],
            ["Term", "Description"],
            ["Clover ID", "Leave blank for new items."],
            ["Item name", "What the register shows."],
        ],
        "Items": items,
        "Modifier Groups": [
            [
                "Modifier Group ID",
                "Modifier Group Name",
                "Pop up Automatically?",
                "Modifier",
                "Price",
                "Required Quantity",
                "Max Quantity",
            ],
            ["M1ADD00000001", "Add Ons", "Yes", "Add Ham", 0.75, "", ""],
        ],
        "Categories": [
            ["Category ID", "Category Name", "Item Sort Order"],
            ["C1WHI00000001", "Whisky", "NORTHWIND RYE NORTHWIND RYE .750L"],
            ["", "", "NORTHWIND RYE NORTHWIND RYE 1L"],
        ],
        "Tax Rates": [
            ["Tax Rate ID", "Name", "Tax Rate", "Tax Amount", "Default?"],
            ["T1SAL00000001", "Sales Tax", 0.075, "", "Yes"],
        ],
    }


def toast() -> Mapping[str, Sheets]:
    """The product mix with the fewest columns that were seen, in all its sheets."""
    levels = [
        ["Type", "Menu", "Menu group", "Item, open item", "Qty sold"],
        ["", "", "", "", 65],
        ["", "Dinner", "", "", 64],
        ["", "Dinner", "Pies", "", 24],
        ["menuItem", "Dinner", "Pies", "Fish Pie", 20],
        ["menuItem", "Dinner", "Pies", "Pie of the Day", 4],
        ["", "Dinner", "Sides", "", 40],
        ["menuItem", "Dinner", "Sides", "Chips", 40],
        ["", "Open items", "", "", 1],
        ["openItem", "Open items", "Open Food", "Extra gravy", 1],
    ]
    items = [
        ["Item", "Sales Category", "Qty sold"],
        ["Fish Pie", "Food", 20],
        ["Pie of the Day", "", 4],
        ["Chips", "Food", 40],
    ]
    return {
        "toast/ProductMix_2026-03-01_2026-03-31.xlsx": {
            "Summary": [["Qty sold", 65], ["Net sales", 812.5]],
            "All levels": levels,
            "Menus": [["Menu", "Qty sold"], ["Dinner", 64], ["Open items", 1]],
            "Menu groups": [["Menu group", "Qty sold"], ["Pies", 24], ["Sides", 40]],
            "Items": items,
            "Open items": [["Open item", "Qty sold"], ["Extra gravy", 1]],
            "Modifiers": [["Modifier", "Qty sold"], ["Extra peas", 3]],
            "Special requests": [["Special request", "Qty sold"], ["No peas", 1]],
        }
    }


def quickbooks_pos() -> Mapping[str, Sheets]:
    """The item list report: a banner, every other column blank, long reports on several sheets."""
    names = _line(
        "Item #,Vendor Name,Item Name,Category,Avail Qty,HQ Qty,GM Qty,Last Rcvd,Creation Date,"
        "Last Sold,Style Number,Order Cost,Selling Price,Notes,Size,Attribute"
    )
    banner = [["Maple & Main General Store"], ["Item List"], ["As of 9/27/2025"], [""], [""]]

    def spread(cells: Sequence[object]) -> list[object]:
        return [wide for cell in cells for wide in ("", cell)]

    def day(number: int) -> Raw:
        return Raw(f's="1"><v>{number}</v>')

    glove = "Canvas Work Glove"
    first = [
        [1041, "Holdfast Gloves", glove, "WORKWEAR", 23, 18, 7, day(45819), day(43101), day(45925)],
        [1042, "Holdfast Gloves", glove, "WORKWEAR", 8, -3, 11, day(45720), day(43101), day(45926)],
        [1043.0, "Tinsmith & Co", "Galvanized Pail", "GARDEN", 6, 6, "", "", day(44927), ""],
    ]
    rest = [
        ["HF-1", 4.3, 9.99, "call first,\nthen order", "S", "Tan"],
        ["HF-1", 4.3, 9.99, "", "M", "Tan"],
        ["", 9.25, 17.5, "", "12 qt", ""],
    ]
    second = [1047, "Lumo", "Lantern, kerosene", "SEASONAL", 6, 4, 2, "", day(44000), day(45600)]
    lines = [[*start, *end] for start, end in zip(first, rest, strict=True)]
    return {
        "quickbooks_pos/item_report.xlsx": {
            "Item Detail": [*banner, spread(names), *map(spread, lines)],
            "Item Detail_2": [*banner, spread(names), spread([*second, "", 14.2, 12.99])],
        }
    }


def dynamics_rms() -> Mapping[str, Sheets]:
    """The movement report as a workbook, and a quantity list of Headquarters under a banner."""
    movement: list[Sequence[object]] = [
        _line(
            "Item Lookup Code,Department,Category,Description,Quantity Sold,Sales,Last Sold,Cost,"
            "Cost Sold,Non Sale Movement,Last Received"
        ),
        ["Grand Summaries"],
        ["", "", "", "", "14.00", "159.90", "#,#.00", "17.50", "127.00", "22.00", "#,#.00"],
        _moved("041900011119", "CANDY", 10, 129.9, 45563, 9.5, 95, 0, 45537),
        _moved("1/2 GREEN", "", 4, 30, 45565, 8, 32, 22, None),
    ]
    stores: list[Sequence[object]] = [
        ["Corner Candy Headquarters"],
        ["Item Quantity List"],
        ["As of 9/30/2024"],
        [],
        _line(
            "Store Name,Item Lookup Code,Description,Department,Quantity,Committed,Cost,Price,"
            "Reorder Point,Restock Level"
        ),
        ["Harbour", "041900011119", "PEPPERMINT ROLL 24CT", "CANDY", 30, 2, 9.5, 12.99, 12, 48],
        ["Mill Lane", "041900011119", "PEPPERMINT ROLL 24CT", "CANDY", 6, 0, 9.5, 13.49, 6, 0],
        ["Harbour", "17", "SINGLE MINT", "CANDY", -4, 0, 0.4, 0.75, 0, 0],
        ["Total (CANDY)", "", "", "", 32, 2, "", "", "", ""],
    ]
    return {
        "dynamics_rms/movement.xlsx": {"Sheet1": movement},
        "dynamics_rms/quantity_by_store.xlsx": {"Item Quantity List": stores},
    }


def _moved(
    code: str,
    department: str,
    sold: int,
    sales: float,
    last: int,
    cost: float,
    cost_sold: float,
    other: int,
    received: int | None,
) -> list[object]:
    name = {"1/2 GREEN": "GREEN TEA HALF CASE "}.get(code, "PEPPERMINT ROLL 24CT")
    came = "" if received is None else Raw(f's="1"><v>{received}</v>')
    day = Raw(f's="1"><v>{last}</v>')
    return [code, department, "", name, sold, sales, day, cost, cost_sold, other, came]


SYSTEMS: tuple[Callable[[], Mapping[str, Sheets]], ...] = (
    clover,
    toast,
    quickbooks_pos,
    dynamics_rms,
)


def _undated(book: bytes) -> bytes:
    """Without the time of writing, so that a workbook changes only when its cells do."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            entry = zipfile.ZipInfo(part)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(part))
    return out.getvalue()


if __name__ == "__main__":
    for system in SYSTEMS:
        for place, sheets in system().items():
            (HERE / place).write_bytes(_undated(write_xlsx(sheets)))
            print(place)
