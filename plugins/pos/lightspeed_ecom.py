"""Lightspeed eCom C-Series: product export, and the import file that has the same columns.

* One row per variant; the text columns come once per language of the shop, with a prefix of two
  letters. The first of the usual languages that has a text is taken, row by row.
* The variant's id is the only safe key: SKUs are often missing or shared.
* Stock counts only where it is tracked. `Price_Old` is a former price, 0 means none; `Price_Cost` 0
  means that nobody filled it in.
* A shop that is linked to Retail keeps stock and cost there: what stands here is a template's.
"""

from __future__ import annotations

import re

import pyarrow as pa

from sentinel import Adapter, Export, hookimpl
from sentinel.compute import Cells, pc
from sentinel.reshape import (
    cells,
    headers_of,
    intact,
    named,
    numbers,
    renamed_words,
    unique_or,
    with_cells,
)

LANGUAGES = ("NL", "EN", "US", "FC", "FR", "DE", "ES")
"""The usual prefixes of the text columns; FC is Canadian French. Others are read as well."""
NAMES = (*(f"{language}_Title_Short" for language in LANGUAGES), "title and variant")
CATEGORIES = (
    *(f"{language}_Category_{level}" for level in (1, 2, 3) for language in LANGUAGES),
    "deepest category",
)
NAMELESS = ("Default",)
VARIANT_ID = "Internal_Variant_ID"


def prepare_products(table: pa.Table) -> pa.Table:
    """Names in whichever language there is, codes that survived, stock where it is tracked."""
    title = pc.coalesce(_text(table, "Title_Short"), _text(table, "Title_Long"))
    name = named(title, _text(table, "Variant"), unnamed=NAMELESS)
    table = with_cells(table, _first(table, NAMES), name)
    levels = [_text(table, f"Category_{level}") for level in (3, 2, 1)]
    table = with_cells(table, _first(table, CATEGORIES), pc.coalesce(*levels))
    own = _intact(table, VARIANT_ID)
    code = pc.coalesce(_intact(table, "SKU"), _intact(table, "Article_Code"))
    table = with_cells(table, "SKU", unique_or(code, own))
    for header, codes in ((VARIANT_ID, own), ("EAN", _intact(table, "EAN"))):
        table = with_cells(table, header, codes) if header in table.column_names else table
    tracked = pc.fill_null(pc.equal(cells(table, "Stock_Track"), "Y"), True)
    if "Stock_Level" in table.column_names:
        stock = pc.if_else(tracked, cells(table, "Stock_Level"), pa.scalar(None, pa.string()))
        table = with_cells(table, "Stock_Level", stock)
    if "Visible" in table.column_names:
        states = {"Y": "active", "S": "active", "N": "inactive"}
        table = with_cells(table, "Visible", renamed_words(cells(table, "Visible"), states))
    for header in ("Price_Old", "Price_Cost"):
        table = _without_zeros(table, header)
    return table


def _text(table: pa.Table, word: str) -> Cells:
    """The text of the first language that has one: the usual languages first."""
    pattern = re.compile(rf"([A-Z]{{2}})[ _]{word.replace('_', '[ _]')}", re.IGNORECASE)
    matched = {header: pattern.fullmatch(header) for header in headers_of(table)}
    found = {m[1].upper(): header for header, m in matched.items() if m}
    order = [*(one for one in LANGUAGES if one in found), *sorted(found.keys() - set(LANGUAGES))]
    texts = [cells(table, found[language]) for language in order]
    return pc.coalesce(*texts) if texts else pa.nulls(table.num_rows, pa.string())


def _first(table: pa.Table, headers: tuple[str, ...]) -> str:
    """The header that is going to be read: the first one present, else the last."""
    return next((header for header in headers if header in table.column_names), headers[-1])


def _intact(table: pa.Table, header: str) -> Cells:
    """Codes, without those of which a spreadsheet made a number."""
    return intact(cells(table, header))


def _without_zeros(table: pa.Table, header: str) -> pa.Table:
    if header not in table.column_names:
        return table
    amounts = cells(table, header)
    zero = pc.equal(numbers(amounts), 0.0)
    filled = pc.if_else(pc.fill_null(zero, False), pa.scalar(None, pa.string()), amounts)
    return with_cells(table, header, filled)


LIGHTSPEED_ECOM = Adapter(
    key="lightspeed_ecom",
    title="Lightspeed eCom (C-Series)",
    exports=(
        Export(
            name="products",
            title="Product export",
            fingerprint=(
                NAMES[:-1],
                "Price_Cost",
                "Stock_Track",
                "Stock_Disable_Sold_Out",
                "Stock_Level",
                "Article_Code",
            ),
            columns={
                "sku": "SKU",
                "barcode": "EAN",
                "description": NAMES,
                "category": CATEGORIES,
                "vendor": "Supplier",
                "status": "Visible",
                "on_hand_qty": "Stock_Level",
                "unit_cost": "Price_Cost",
                "unit_price": "Price",
                "list_price": "Price_Old",
                "reorder_point": "Stock_Alert",
            },
            other_headers=(
                "Internal_ID",
                VARIANT_ID,
                "Brand",
                "Price_Unit",
                "Unit",
                "Tax",
                "Stock_Min",
                "HS_Code",
                "Weight",
                "Weight_value",
                "Weight_unit",
                "Volume",
                "Volume_Value",
                "Volume_Unit",
                "Colli",
                "Size_X",
                "Size_Y",
                "Size_Z",
                "Matrix",
                "Data_01",
                "Data_02",
                "Data_03",
                "Buy_Min",
                "Buy_Max",
                "Images",
                "Tags",
            ),
            item_id=VARIANT_ID,
            prepare=prepare_products,
            why={
                "sku": "article code where the SKU is missing; id of the variant where the code is"
                " missing or shared",
                "description": "title and variant, in the first language that has them",
                "category": "the deepest of the three",
                "on_hand_qty": "where stock is tracked",
                "unit_cost": "0 is not filled in",
                "list_price": "the former price shown beside the price; no suggested retail price",
                "reorder_point": "the level at which the shop warns",
            },
        ),
    ),
)


@hookimpl
def sentinel_adapters() -> list[Adapter]:
    """Lightspeed eCom C-Series, products."""
    return [LIGHTSPEED_ECOM]
