"""What each genuine sample gives, held against what was seen in the file by eye.

The figures were taken from the files with a plain CSV or workbook reader, not with Sentinel.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest
from attrs import field, frozen

from sentinel.errors import NoIdentifierError
from sentinel.mapping import recognise
from sentinel.models import Adapter, Snapshot
from sentinel.readers import open_table

Read = Callable[..., Snapshot]
Genuine = Callable[[str], Path]


@frozen(kw_only=True)
class Seen:
    """One sample as it was seen."""

    export: str
    read: int
    """Records below the header."""
    rows: int
    """Rows of the snapshot."""
    left_out: dict[str, int] = field(factory=dict)
    sums: dict[str, float] = field(factory=dict)
    """Canonical column to the sum of its cells."""
    unknown: dict[str, int] = field(factory=dict)
    """Canonical column to the number of rows without a value."""
    mapping: str
    """column<header, one after the other; columns of several locations once."""
    problems: dict[str, int] = field(factory=dict)
    stores: tuple[str, ...] = ("main",)
    as_of: date | None = None


LIBRARY = (
    "sku<SKU description<Item_Name category<Category barcode<GTIN unit_price<Price"
    " unit_cost<Default_Unit_Cost vendor<Default_Vendor_Name"
    " on_hand_qty<Current_Quantity_Femmebot_Fashion"
    " reorder_point<Stock_Alert_Count_Femmebot_Fashion"
)
PRODUCTS = (
    "description<Title vendor<Vendor category<Type status<Status sku<Variant_SKU"
    " on_hand_qty<Variant_Inventory_Qty unit_price<Variant_Price"
    " list_price<Variant_Compare_At_Price barcode<Variant_Barcode unit_cost<Cost_per_item"
)
DEMO = PRODUCTS.replace("status<Status", "status<Published").replace(" unit_cost<Cost_per_item", "")
INVENTORY = "description<Title sku<SKU store_id<Location"
LOYVERSE_ES = (
    "sku<REF description<Nombre category<Categoria unit_cost<Coste barcode<Codigo_de_barras"
    " vendor<Proveedor status<Disponibles_para_la_venta_[Obrador_Roig]"
    " unit_price<Precio_[Obrador_Roig] on_hand_qty<En_inventario_[Obrador_Roig]"
    " reorder_point<Existencias_bajas_[Obrador_Roig] reorder_up_to<Stock_óptimo_[Obrador_Roig]"
)
LOYVERSE_EN = (
    "sku<SKU description<Name category<Category unit_cost<Cost barcode<Barcode vendor<Supplier"
    " status<Available_for_sale_[Chillo] unit_price<Price_[Chillo] on_hand_qty<In_stock_[Chillo]"
    " reorder_point<Low_stock_[Chillo] reorder_up_to<Optimal_stock_[Chillo]"
)
FEMMEBOT = ("Femmebot Fashion",)
PLACES = (
    "Delhi Warehouse|Harsharan|Jaypore|Okhai|Rs Online|Projecteve|Blessdbuy|Gocoop|Ogaan|Ajio"
    "|The loom|Avishya"
)

SEEN = {
    "square/catalog_fixture.csv": Seen(
        export="square library",
        read=14,
        rows=14,
        sums={"on_hand_qty": 0, "unit_cost": 608.5, "unit_price": 1446},
        unknown={"on_hand_qty": 1, "reorder_point": 14},
        mapping=LIBRARY,
        stores=FEMMEBOT,
    ),
    # ten prices are the word `variable`, five costs are empty
    "square/catalog_rewritten_2023.csv": Seen(
        export="square library",
        read=727,
        rows=727,
        sums={"on_hand_qty": 1478, "unit_cost": 17412.95, "unit_price": 43132},
        unknown={"on_hand_qty": 0, "unit_cost": 5, "unit_price": 10},
        mapping=LIBRARY,
        stores=FEMMEBOT,
    ),
    # two items are archived; only one of them is also at the location where it is not enabled
    "square/inventory_count_masked_2023.csv": Seen(
        export="square count",
        read=741,
        rows=726,
        sums={
            "counted_qty": 1552,
            "on_hand_qty": 56296,
            "count_variance_qty": -54744,
            "unit_cost": 17350.95,
        },
        mapping="sku<SKU counted_qty<Actual description<Item_Name barcode<GTIN unit_cost<Unit_cost"
        " on_hand_qty<Expected count_variance_qty<Variance_(count)",
    ),
    "square/aging_inventory_excerpt_2025.csv": Seen(
        export="square ageing",
        read=5,
        rows=3,
        left_out={"not_an_item": 2},
        sums={"on_hand_qty": 191},
        mapping="sku<token description<name on_hand_qty<quantity030d"
        " last_received_on<lastReceivedAtDate",
        as_of=date(2025, 6, 7),
    ),
    "square/item_sales_detail_masked_2026.csv": Seen(
        export="square sales",
        read=200,
        rows=6,
        sums={"units_sold": 219, "units_returned": 1, "sales_window_days": 24},
        mapping="store_id<Location units_sold<Qty units_returned<Qty_refunded last_sold_on<Date"
        " category<Category description<Item sku<SKU barcode<GTIN sales_window_days<Days_covered",
        stores=("Sunrise Social Club LLC",),
        as_of=date(2026, 7, 14),
    ),
    "square/purchase_order_import.csv": Seen(
        export="square purchase_order",
        read=5,
        rows=5,
        sums={"unit_cost": 171},
        mapping="description<Item_Name sku<SKU barcode<GTIN unit_cost<Unit_Cost",
    ),
    # no row has a tracker: its quantities mean nothing
    "shopify/demo_apparel.csv": Seen(
        export="shopify products",
        read=22,
        rows=22,
        sums={"unit_price": 1295},
        unknown={"on_hand_qty": 22},
        mapping=DEMO,
    ),
    "shopify/demo_jewelery.csv": Seen(
        export="shopify products",
        read=41,
        rows=23,
        left_out={"not_an_item": 18},
        sums={"unit_price": 980.74},
        unknown={"on_hand_qty": 23},
        mapping=DEMO,
    ),
    "shopify/demo_course_products.csv": Seen(
        export="shopify products",
        read=21,
        rows=21,
        sums={"unit_price": 2345.84, "on_hand_qty": 8},
        unknown={"on_hand_qty": 20, "unit_cost": 21},
        mapping=PRODUCTS,
    ),
    "shopify/product_template_2019.csv": Seen(
        export="shopify products",
        read=3,
        rows=3,
        sums={"unit_price": 64.98},
        mapping=DEMO + " unit_cost<Cost_per_item",
    ),
    "shopify/product_template_2024.csv": Seen(
        export="shopify products",
        read=17,
        rows=16,
        left_out={"not_an_item": 1},
        sums={"unit_price": 602.99, "on_hand_qty": 95, "unit_cost": 158.5},
        unknown={"on_hand_qty": 12},
        mapping=PRODUCTS,
    ),
    "shopify/product_template_new_headers.csv": Seen(
        export="shopify products",
        read=24,
        rows=24,
        sums={"unit_price": 3576, "on_hand_qty": 600},
        mapping="description<Title vendor<Vendor category<Type status<Status sku<SKU"
        " barcode<Barcode"
        " unit_price<Price list_price<Compare-at_price unit_cost<Cost_per_item"
        " on_hand_qty<Inventory_quantity",
    ),
    "shopify/products_export_2023.csv": Seen(
        export="shopify products",
        read=115,
        rows=95,
        left_out={"not_an_item": 20},
        sums={"unit_price": 36715, "on_hand_qty": 21},
        unknown={"on_hand_qty": 28, "unit_cost": 95},
        mapping=PRODUCTS,
    ),
    "shopify/products_export_variants_2025.csv": Seen(
        export="shopify products",
        read=61,
        rows=14,
        left_out={"not_an_item": 47},
        sums={"unit_price": 239.86, "on_hand_qty": 255},
        mapping=PRODUCTS,
    ),
    "shopify/inventory_export_2023.csv": Seen(
        export="shopify inventory",
        read=67,
        rows=67,
        sums={"on_hand_qty": 7021},
        mapping=INVENTORY + " on_order_qty<Incoming committed_qty<Committed on_hand_qty<On_hand",
        stores=("Shop location",),
    ),
    "shopify/inventory_export_2026.csv": Seen(
        export="shopify inventory",
        read=1732,
        rows=1732,
        sums={"on_hand_qty": 146076},
        unknown={"on_hand_qty": 194},
        mapping=INVENTORY
        + " on_order_qty<Incoming_(not_editable) committed_qty<Committed_(not_editable)"
        " on_hand_qty<On_hand_(current)",
        stores=("Underground Sports Shop",),
    ),
    "lightspeed_x/product_export_single_outlet_2023.csv": Seen(
        export="lightspeed_x products",
        read=2000,
        rows=2000,
        sums={"on_hand_qty": 3649, "unit_price": 81926.53},
        mapping="sku<sku description<name category<product_category unit_cost<supply_price"
        " unit_price<retail_price vendor<supplier_name status<active on_hand_qty<inventory_Funan"
        " reorder_point<reorder_point_Funan",
        stores=("Funan",),
    ),
    # 1,091 items without a sale have no days of their own
    "lightspeed_x/inventory_report_2023-06-26_2023-07-18.csv": Seen(
        export="lightspeed_x inventory_report",
        read=2500,
        rows=2500,
        sums={"on_hand_qty": 12451, "units_sold": 39183},
        mapping="description<Product sku<SKU vendor<Supplier category<Category"
        " on_hand_qty<Closing_Inventory units_sold<Items_Sold unit_cost<Inventory_Cost"
        " unit_price<Retail_Value_(Excl._Tax) sales_window_days<days_covered",
        as_of=date(2023, 7, 18),
    ),
    "lightspeed_x/items_sold_by_week.csv": Seen(
        export="lightspeed_x sales_report",
        read=1200,
        rows=1200,
        sums={"units_sold": 37162, "sales_window_days": 1200 * 546},
        mapping="description<Product sku<SKU vendor<Supplier category<Category"
        " units_sold<Items_Sold sales_window_days<days_covered last_sold_on<last_bucket_with_sales",
        as_of=date(2023, 7, 2),
    ),
    "generic/german_stock_decimal_comma.csv": Seen(
        export="generic unknown",
        read=1093,
        rows=2186,
        sums={"on_hand_qty": 28071 + 112},
        mapping="sku<Artikelnummer on_hand_qty<Lagerbestand_Lager_[Im_Hasseldamm]",
        stores=("Im Hasseldamm", "Reklamation"),
    ),
    "generic/hardware_item_list.xlsx": Seen(
        export="generic unknown",
        read=7910,
        rows=7910,
        sums={"unit_price": 1076348.19, "unit_cost": 520698.016},
        unknown={"unit_cost": 2879},
        mapping="sku<Item_Code pack_qty<UOM_Count description<Description unit_price<Price"
        " unit_cost<Cost",
    ),
    # `Codigo` is blank or repeated on some rows, `Clave` on none; `Clasificacion` is A, B, C
    "generic/hardware_latin1_excel_errors.csv": Seen(
        export="generic unknown",
        read=2000,
        rows=2000,
        sums={"on_hand_qty": 592034.8185, "units_sold": 125724.37},
        mapping="sku<Clave description<desc_prod on_hand_qty<Inv units_sold<Promedio_Vta_Mes",
    ),
    # names repeat: two rows are equal in all columns, 26 share a name and differ in price
    "generic/hardware_semicolon_bom_empty_columns.csv": Seen(
        export="generic unknown",
        read=817,
        rows=815,
        left_out={"duplicate_row": 2},
        sums={"on_hand_qty": 0},
        mapping="on_hand_qty<STOCK description<PRODUCTOS unit_price<SIN_IGV",
        problems={"duplicate_sku": 26},
    ),
    # four codes stand on two rows each
    "generic/hardware_year_end_stock.xlsx": Seen(
        export="generic unknown",
        read=1866,
        rows=1862,
        sums={"on_hand_qty": 85632.3},
        mapping="sku<Item_Code description<Item_Description on_hand_qty<Qty_2019",
        problems={"combined_rows": 8},
        as_of=date(2019, 12, 31),
    ),
    "generic/latin1_header_tiny.csv": Seen(
        export="generic unknown",
        read=2,
        rows=2,
        sums={"on_hand_qty": 6},
        mapping="barcode<Código_de_barras description<Nombre on_hand_qty<Cantidad",
    ),
    # stock is not kept; three prices are the word `variable`
    "generic/loyverse_export_items_es.csv": Seen(
        export="generic unknown",
        read=412,
        rows=412,
        sums={"unit_price": 5009.79},
        unknown={"on_hand_qty": 412, "unit_price": 3},
        mapping=LOYVERSE_ES,
        stores=("Obrador Roig",),
    ),
    "generic/loyverse_export_items_gs1_control_char.csv": Seen(
        export="generic unknown",
        read=174,
        rows=174,
        sums={"on_hand_qty": 2533, "unit_price": 2351},
        unknown={"on_hand_qty": 67},
        mapping=LOYVERSE_EN,
        problems={"control_characters": 1},
        stores=("Chillo",),
    ),
    "generic/material_inventory_report_banner.xlsx": Seen(
        export="generic unknown",
        read=284,
        rows=284,
        sums={"on_hand_qty": 2184},
        mapping="sku<Item_Part_No. description<Item_Description on_hand_qty<Avail._Qty",
        problems={"duplicate_sku": 2},
        as_of=date(2021, 4, 24),
    ),
    # `Name` holds the maker's part number
    "generic/odoo_valuation_na_formulas.xlsx": Seen(
        export="generic unknown",
        read=1769,
        rows=1769,
        sums={"on_hand_qty": 12706, "unit_cost": 4017617.61},
        mapping="category<Product_Category sku<Internal_Reference unit_cost<Cost"
        " on_hand_qty<Quantity_On_Hand vendor<Manufacturer description<Description",
        problems={"formulas_without_results": 1769},
    ),
    "generic/stock_by_location_wide.xlsx": Seen(
        export="generic unknown",
        read=1779,
        rows=1779 + 35 + 702 + 701 + 701 + 4 * 702 + 701 + 701 + 343,
        sums={"on_hand_qty": 23016.55},
        unknown={"on_hand_qty": 0},
        mapping="sku<SKU on_hand_qty<Delhi_Warehouse",
        stores=tuple(PLACES.split("|")),
    ),
    "generic/supplychainpy_complete_dataset_small.csv": Seen(
        export="generic unknown",
        read=39,
        rows=39,
        sums={"units_sold": 768695, "unit_cost": 40399, "sales_window_days": 39 * 365},
        mapping="sku<Sku units_sold<jan unit_cost<unit_cost unit_price<retail_price"
        " on_hand_qty<quantity_on_hand committed_qty<backlog",
    ),
    "generic/tally_stock_summary_banner.xlsx": Seen(
        export="generic unknown",
        read=762,
        rows=761,
        left_out={"total": 1},
        sums={"on_hand_qty": 16435.03},
        unknown={"on_hand_qty": 381},
        mapping="description<Particulars on_hand_qty<Closing_Balance_Quantity",
        as_of=date(2024, 7, 24),
    ),
}


def _mapping(snapshot: Snapshot) -> dict[str, str]:
    first: dict[str, str] = {}
    for mapped in snapshot.sources[0].mapping:
        first.setdefault(mapped.column, mapped.header.replace(" ", "_"))
    return first


def _about(value: Any) -> Any:
    return pytest.approx(value, abs=0.006)


@pytest.mark.parametrize(("name", "seen"), SEEN.items())
def test_a_genuine_file_gives_what_is_in_it(
    name: str, seen: Seen, read: Read, genuine: Genuine
) -> None:
    snapshot = read(genuine(name))
    source, table = snapshot.sources[0], snapshot.table
    assert f"{source.pos} {source.export}" == seen.export
    assert _mapping(snapshot) == dict(pair.split("<") for pair in seen.mapping.split())
    assert (source.rows_read, table.num_rows) == (seen.read, seen.rows)
    assert source.rows_left_out == seen.left_out
    assert source.rows_used + sum(seen.left_out.values()) == seen.read
    assert {c: pc.sum(table[c]).as_py() or 0 for c in seen.sums} == _about(seen.sums)
    assert {c: table[c].null_count for c in seen.unknown} == seen.unknown
    assert tuple(dict.fromkeys(table["store_id"].to_pylist())) == seen.stores
    found = {problem.code: problem.count for problem in source.problems}
    found.pop("assumed_sales_window", None)
    assert found == seen.problems
    if seen.as_of is not None:
        assert snapshot.as_of == seen.as_of


def test_two_locations_of_square(read: Read, genuine: Genuine) -> None:
    """Seven variations, all at McHenry; at Richmond only one that has a quantity there."""
    snapshot = read(genuine("square/catalog_two_locations_excerpt_2025.csv"))
    columns = ["store_id", "sku", "on_hand_qty", "status", "unit_price"]
    found = {(r["store_id"], r["sku"]): r for r in snapshot.table.select(columns).to_pylist()}
    assert len(found) == 8
    assert found["RRV Richmond", "XA63YLN2GG3VGGNDZWYY7SXZ"]["status"] == "discontinued"
    assert found["TVM McHenry", "AVBDBSDLLBOZQGU3Z7ERPCSY"]["on_hand_qty"] == 1976.0
    assert found["TVM McHenry", "66AC35C23EFD2_1"]["unit_price"] == 31.5
    assert found["TVM McHenry", "66AC35C23EFD2_1"]["status"] == "discontinued"
    assert sum(r["on_hand_qty"] or 0 for r in found.values()) == 2267.0


def test_a_report_by_supplier_is_refused(read: Read, genuine: Genuine) -> None:
    with pytest.raises(NoIdentifierError, match="'supplier_report', which has no items"):
        read(genuine("lightspeed_x/revenue_by_supplier_by_week.csv"))


@pytest.mark.parametrize(
    "folder", ["clover", "dynamics_rms", "epicor_eagle", "lightspeed_ecom", "toast", "vend"]
)
def test_exports_of_other_systems_are_not_forced_into_one_of_ours(
    folder: str, adapters: dict[str, Adapter], genuine: Genuine
) -> None:
    found = {
        path.name: recognise(open_table(path).headers, adapters).adapter.key
        for path in sorted(genuine(folder).iterdir())
    }
    assert found and set(found.values()) == {"generic"}


def test_the_stock_and_the_item_list_of_one_store_meet(read: Read, genuine: Genuine) -> None:
    """Almost all counted items are in the item list, which has the prices."""
    snapshot = read(
        genuine("generic/hardware_year_end_stock.xlsx"), genuine("generic/hardware_item_list.xlsx")
    )
    table = snapshot.table
    assert pc.sum(table["on_hand_qty"]).as_py() == pytest.approx(85632.3)
    stocked = table.filter(pc.is_valid(table["on_hand_qty"]))
    assert stocked.num_rows == 1862
    assert stocked["unit_price"].null_count < 400


def test_the_count_and_the_library_of_one_shop_meet(read: Read, genuine: Genuine) -> None:
    """All 726 counted SKUs are among the 727 of the library."""
    snapshot = read(
        genuine("square/catalog_rewritten_2023.csv"),
        genuine("square/inventory_count_masked_2023.csv"),
    )
    table = snapshot.table
    assert pc.sum(table["counted_qty"]).as_py() == 1552
    assert pc.sum(table["on_hand_qty"]).as_py() == 1478
    assert {p.code for p in snapshot.problems} <= {"conflicting_value"}
