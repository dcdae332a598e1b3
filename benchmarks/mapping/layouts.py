"""The headers of real exports and what they mean: from the adapters, and of home-made lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from attrs import frozen

from sentinel.errors import SentinelError
from sentinel.headers import normal
from sentinel.models import Adapter, Export
from sentinel.readers import open_table

EXPORTS = Path(__file__).resolve().parents[2] / "tests" / "exports"


@frozen(kw_only=True)
class Layout:
    """One kind of export: its headers with what they mean."""

    name: str
    columns: Mapping[str, tuple[str, ...]]
    """Canonical column to the headers that this export may have for it."""
    located: Mapping[str, str]
    """Canonical column to the prefix of the headers of each location."""
    others: tuple[str, ...]
    helpers: Mapping[str, str]
    """Headers of columns that follow from canonical ones, see `sentinel.identities`."""


def layouts(adapters: Mapping[str, Adapter]) -> tuple[Layout, ...]:
    """The exports of all adapters, and the home-made lists."""
    found = [
        layout
        for key, adapter in sorted(adapters.items())
        for export in adapter.exports
        if (layout := _of(key, export)) is not None
    ]
    return (*found, *HOME_MADE)


_OF_THE_SYSTEM: Mapping[str, str] = {
    "clover": "Product Code|Hidden|Hidden?",
    "dynamics_rms": "Price|Cost|Inactive",
    "lightspeed_ecom": "Price_Old",
    "lightspeed_r": "Subtotal|Shop Reorder Level|Reorder Level|Cost",
    "lightspeed_s": "Store Code|Line Item",
    "lightspeed_x": "Retail Value (Excl. Tax)|Inventory Cost|Total|Details",
    "ncr_counterpoint": "EXT_PRC|ITEM_VEND_NO",
    "paladin": "plvl_price1|mktcost|minorderqty|netprice|description2",
    "square": "quantity030d|Variance (count)",
    "quickbooks_pos": "Order Cost|Ext Price|Ext. Price|Extended Price|Unorderable",
    "revel": "Price|QTY After|Cost After|N Items|Ing. Cost",
    "shopify": "Inventory item cost",
    "spruce": "Cost",
    "toast": "Master ID|Item ID|Item COGS|Menu|Menu Name|Menu_Price|"
    "Recipe_Food_Cost|Net Price|Recent Price|"
    "Available at (target) name|Avg. item price (not incl. mods)|Avg. price|Avg Price|masterId",
    "vend": "Retail Value (Excl. Tax)|Inventory Cost|Total|Details",
}
"""Headers whose meaning only those know who know the system, since the words say another thing or
the adapter works the column out of it: amounts of a line made into prices, for one."""
_LINES = (
    "date|day|time|created at|counttime|recvr dat|bus dat|post dat|frz dat|order date|sent date|"
    "paid time|sale date|transaction date"
)
"""Dates of single sales, out of which adapters make the last one."""


def _of(key: str, export: Export) -> Layout | None:
    written = _written(key)
    columns: dict[str, tuple[str, ...]] = {}
    used = {normal(name) for name in _OF_THE_SYSTEM.get(key, "").split("|")}
    for column, words in export.columns.items():
        names = [w for w in ((words,) if isinstance(words, str) else words) if not w.endswith("*")]
        # Headers that only `prepare` makes are in no file.
        names = [
            n for n in names if normal(n) not in used and (not written or normal(n) in written)
        ]
        if column == "last_sold_on":
            names = [name for name in names if normal(name) not in _LINES.split("|")]
        for name in names:
            plain = _plain(column, name)
            columns[plain] = (*columns.get(plain, ()), name)
            used.add(normal(name))
    located = {
        column: prefix
        for column, prefix in export.location_columns.items()
        if column not in columns and normal(prefix) not in used
    }
    if not {"sku", "barcode", "description"} & columns.keys() or len(columns) + len(located) < 3:
        return None
    others = tuple(h for h in export.other_headers if normal(h) not in used and "*" not in h)
    return Layout(
        name=f"{key} {export.name}", columns=columns, located=located, others=others, helpers={}
    )


def _plain(column: str, header: str) -> str:
    """Adapters take the average for the cost where there is no other; the header says average."""
    words = normal(header).replace(".", " ")
    if column == "unit_cost" and ("avg" in words or "average" in words):
        return "avg_cost"
    if column == "unit_cost" and ("last" in words or "mkt" in words):
        return "last_cost"
    return column


@cache
def _written(key: str) -> frozenset[str]:
    """All headers of the made-up exports of an adapter."""
    files = sorted((EXPORTS / key).rglob("*.*")) if (EXPORTS / key).is_dir() else []
    headers: set[str] = set()
    for path in files:
        if path.suffix in (".csv", ".xlsx", ".txt", ".tsv", ".json"):
            try:
                headers |= {normal(header) for header in open_table(path).headers}
            except SentinelError:  # a made-up export that is refused has no headers
                continue
    return frozenset(headers)


def _home(name: str, text: str) -> Layout:
    """`Header=column`, `Header=helper!`, `Header` for others; separated by bars."""
    columns: dict[str, tuple[str, ...]] = {}
    located: dict[str, str] = {}
    helpers: dict[str, str] = {}
    others: list[str] = []
    for part in text.split("|"):
        header, _, meaning = part.partition("=")
        if meaning.endswith("!"):
            helpers[header] = meaning[:-1]
        elif meaning.endswith("@"):
            located[meaning[:-1]] = header
        elif meaning:
            columns[meaning] = (header,)
        else:
            others.append(header)
    return Layout(
        name=name, columns=columns, located=located, others=tuple(others), helpers=helpers
    )


HOME_MADE: Sequence[Layout] = (
    _home(
        "home loyverse",
        "Handle|SKU=sku|Name=description|Category=category|Sold by weight|Option 1 name|"
        "Option 1 value|Cost=unit_cost|Barcode=barcode|SKU of included item|Track stock|"
        "Supplier=vendor|Price =unit_price@|In stock =on_hand_qty@|Low stock =reorder_point@|"
        "Optimal stock =reorder_up_to@|Tax - GST (8%)",
    ),
    _home(
        "home erpnext",
        "Item=sku|Item Name=description|Item Group=category|Warehouse=store_id|Stock UOM|"
        "Balance Qty=on_hand_qty|Balance Value=stock_value!|Valuation Rate=unit_cost|"
        "Reserved Stock=committed_qty",
    ),
    _home(
        "home odoo",
        "Product Category=category|Name=description|Internal Reference=sku|Cost=unit_cost|"
        "Quantity On Hand=on_hand_qty|Total Cost=stock_value!|Sale Price=unit_price",
    ),
    _home(
        "home sheet",
        "Item Code=sku|Item Description=description|Dept=category|Vendor=vendor|UOM|"
        "Qty on Hand=on_hand_qty|Cost=unit_cost|Ext Cost=stock_value!|Retail=unit_price|"
        "Ext Retail=retail_value!|Margin %=margin!|Min=reorder_point|Max=reorder_up_to|"
        "Last Sale=last_sold_on|Last Rcvd=last_received_on",
    ),
    _home(
        "home sales",
        "Item No.=sku|Description=description|Qty Sold=units_sold|Gross Sales=gross_sales!|"
        "Discounts=deductions!|Net Sales=net_sales|COGS=cost_of_sales!|Gross Profit=sales_profit!|"
        "Price=unit_price",
    ),
    _home(
        "home count",
        "UPC=barcode|Item=description|On Hand=on_hand_qty|Counted=counted_qty|"
        "Variance=count_variance_qty|Unit Cost=unit_cost|Last Counted=last_counted_on|Bin",
    ),
    _home(
        "home buying",
        "SKU=sku|Title=description|Supplier Name=vendor|Avg Cost=avg_cost|Last Cost=last_cost|"
        "Selling Price=unit_price|MSRP=list_price|Profit=profit!|Stock=on_hand_qty|"
        "On Order=on_order_qty|Committed=committed_qty|Case Pack=pack_qty|Active=status",
    ),
)
