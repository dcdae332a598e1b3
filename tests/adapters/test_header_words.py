"""What headers mean, by their words in six languages and by the values under them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sentinel.canonical import BY_NAME, COLUMNS
from sentinel.models import MappedColumn, Sample
from sentinel_plugins.header_synonyms import HELPERS, OTHER, PHRASES
from sentinel_plugins.header_words import propose

MakeSample = Callable[..., Sample]

MEANINGS = {
    "sku": (
        "SKU|Item #|Item No.|Part #|Product Code|PLU|ProductSku|Artikelnummer|Art.-Nr.|Código|"
        "Clave|Référence|Artikelnr.|Cód. Produto|ALU|Lookup Code|Internal Reference|"
        "Item Part No.|REF"
    ),
    "barcode": (
        "UPC|EAN|GTIN|UPC Code|Bar Code|Código de barras|Strichcode|Streepjescode|codigo_barra"
    ),
    "description": (
        "Description|Item Name|Product Name|Desc|Name|Nombre|Bezeichnung|Désignation|Libellé|"
        "Omschrijving|Descrição|PRODUCT_NAME|ProductName|desc_prod|Particulars|Desc1"
    ),
    "category": (
        "Dept|Department|Category|Product Category|Item Group|Warengruppe|Famille|Categoría|"
        "Artikelgroep|Departamento"
    ),
    "vendor": (
        "Vendor|Supplier|Vendor Name|Proveedor|Lieferant|Fournisseur|Leverancier|Fornecedor"
    ),
    "status": "Status|Active|Item Status|Discontinued|Estado|Statut|Published",
    "on_hand_qty": (
        "Qty On Hand|QOH|On Hand|Qty Avail|QtyOnHand|On-Hand|Stock|Stock Qty|In Stock|Bestand|"
        "Lagerbestand|Existencia|En stock|Quantité en stock|Voorraad|Estoque|SOH|Closing Stock|"
        "Balance Qty|Inv|En inventario|Avail. Qty|STOCK|quantity_on_hand"
    ),
    "on_order_qty": (
        "On Order|Qty On Order|On PO|Incoming|Bestellt|En commande|Em pedido|QUANONORD"
    ),
    "committed_qty": "Committed|Allocated|Reserved Stock|Comprometido|Reserviert|backlog",
    "unit_cost": (
        "Cost|Unit Cost|Cost Price|Cost (USD)|Coste|Costo|Einkaufspreis|Prix d'achat|"
        "Inkoopprijs|Preço de custo|UnitCost|Valuation Rate|COST_PRICE|Costo de compra"
    ),
    "avg_cost": "Avg Cost|Average Cost|Avg. Unit Cost|Costo promedio|Custo médio|Avg C$",
    "last_cost": (
        "Last Cost|Replacement Cost|Latest Cost|Último costo|Letzter EK|Dernier prix d'achat"
    ),
    "unit_price": (
        "Price|Retail|Retail Price|Regular price|Sell Price|Precio|Preis|VK|Prix de vente|"
        "Verkoopprijs|Preço de venda|PVP|Price 1|Sale Price|UnitPrice|RETAIL_PRICE"
    ),
    "list_price": (
        "MSRP|RRP|List Price|Suggested Retail|UVP|Prix conseillé|Adviesprijs|Precio de lista"
    ),
    "units_sold": (
        "Units Sold|Qty Sold|Sold|Unidades vendidas|Verkauft|Quantité vendue|Verkocht|"
        "Quantidade vendida|Sales (Units)"
    ),
    "units_returned": "Units Returned|Qty Returned|Retouren|Items Refunded",
    "net_sales": (
        "Net Sales|Sales $|Revenue|Net Revenue|Ventas netas|Ventes nettes|Nettoumsatz|Netto omzet|"
        "Vendas líquidas"
    ),
    "sales_window_days": "Sales window days|Days in period",
    "last_sold_on": (
        "Last Sale|Last Sold|Date Last Sold|Última venta|Letzter Verkauf|Dernière vente|"
        "Laatste verkoop|Last Sale Date"
    ),
    "last_received_on": (
        "Last Rcvd|Last Receipt|Last Received|Última compra|Letzter Wareneingang|"
        "Dernière réception|Laatste ontvangst|DATERCVD|Last Purchase Date"
    ),
    "last_counted_on": (
        "Last Counted|Last Count Date|Last Physical|Letzte Inventur|Dernier inventaire"
    ),
    "reorder_point": (
        "Reorder Point|ROP|Min|Min Qty|Low Stock|Mindestbestand|Seuil|Punto de reorden|"
        "Estoque mínimo|Existencias bajas|Reorder Level"
    ),
    "reorder_up_to": "Max|Max Qty|Par|Par Level|Order Up To|Optimal stock|Stock óptimo",
    "counted_qty": "Counted|Count|Physical Count|Gezählt|Contado|Qty Counted",
    "count_variance_qty": (
        "Variance|Variance Qty|Over/Short|Differenz|Écart|Adj Qty|Variance (count)"
    ),
    "pack_qty": ("Case Qty|Pack Size|Case Pack|Units per Case|VE|Colisage|UOM Count|UnitPerIssue"),
    "store_id": "Store|Location|Warehouse|Branch|Store #|Sucursal|Filiale|Magasin",
}
NO_COLUMN = (
    "Total Cost|Stock Value|Ext Cost|Margin %|GP%|Tax|Weight (lbs)|Vendor Part Number|UOM|Notes|"
    "Balance Value|Inventory Cost|Retail Value|Bin|lead-time|Price 2|Gross Sales|"
    "Value|Order Qty|Reorder Qty|Variance (cost)|Variance $|Backorders allowed?|"
    "In stock?|Cost of Goods Sold|Supplier Code|Max Price"
)


def _meaning(header: str, sample: Sample) -> MappedColumn | None:
    """What the header rather means than not, if it is a canonical column."""
    found = (p for p in propose(sample) if p.header == header and p.confidence >= 0.5)
    return next((p for p in found if p.column in BY_NAME), None)


def _sureness(sample: Sample, header: str, column: str) -> float:
    found = (p.confidence for p in propose(sample) if (p.header, p.column) == (header, column))
    return next(found, 0.0)


@pytest.mark.parametrize(
    ("column", "header"),
    [(column, header) for column, headers in MEANINGS.items() for header in headers.split("|")],
)
def test_a_usual_name_means_its_column(column: str, header: str, sample: MakeSample) -> None:
    found = _meaning(header, sample({header: []}))
    assert found is not None and found.column == column


@pytest.mark.parametrize("header", NO_COLUMN.split("|"))
def test_what_is_no_canonical_column_is_not_made_one(header: str, sample: MakeSample) -> None:
    assert _meaning(header, sample({header: ["1.50", "2.25"]})) is None


@pytest.mark.parametrize("column", [column.name for column in COLUMNS])
def test_the_canonical_name_itself_is_sure(column: str, sample: MakeSample) -> None:
    found = _meaning(column, sample({column: ["x"]}))
    assert found is not None and (found.column, found.confidence) == (column, 1.0)


def test_every_canonical_column_has_synonyms() -> None:
    assert set(PHRASES) == {column.name for column in COLUMNS}


def test_no_phrase_means_a_column_and_none() -> None:
    meant = {p for steps in PHRASES.values() for text in steps.values() for p in text.split("|")}
    helpers = {p for _, text in HELPERS for p in text.split("|")}
    assert meant & set(OTHER.split("|")) == meant & helpers == set()
    assert helpers & set(OTHER.split("|")) == set()


@pytest.mark.parametrize(
    ("header", "window"),
    [
        ("Sold last 30 days", 30.0),
        ("Sold Last 365 Days", 365.0),
        ("Units Sold (90 days)", 90.0),
        ("Sold 12 mo", 365.0),
        ("UNITS SOLD 12MO", 365.0),
        ("Annual sales", 365.0),
        ("Weekly Units Sold", 7.0),
        ("Qty Sold YTD", "year to date"),
        ("MTD Units Sold", "month to date"),
        ("Promedio Vta Mes", 365 / 12),
        ("Ventas unidades últimos 90 días", 90.0),
        ("Qty Sold", None),
    ],
)
def test_the_header_says_which_days_units_sold_covers(
    header: str, window: object, sample: MakeSample
) -> None:
    found = _meaning(header, sample({header: ["3", "0"]}))
    assert found is not None
    assert (found.column, found.window) == ("units_sold", window)


def test_sales_in_money_are_not_units(sample: MakeSample) -> None:
    found = _meaning("Annual sales", sample({"Annual sales": ["120.50", "99.99", "7.25"] * 3}))
    assert found is None or found.column == "net_sales"


def test_a_currency_turns_units_into_money(sample: MakeSample) -> None:
    found = _meaning("$ Sold", sample({"$ Sold": ["120.50", "99.99"]}))
    assert found is not None and found.column == "net_sales"


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("QtyOnHand", "on_hand_qty"),
        ("qty_oh", "on_hand_qty"),
        ("STKQTY", "on_hand_qty"),
        ("Suppiler", "vendor"),
        ("Categry", "category"),
        ("RTLPRC", "unit_price"),
        ("Lst Rcvd Dt", "last_received_on"),
        ("LASTSALEDATE", "last_sold_on"),
        ("Quanttiy On Hand", "on_hand_qty"),
    ],
)
def test_glued_shortened_and_mistyped_words_are_mended(
    header: str, column: str, sample: MakeSample
) -> None:
    found = _meaning(header, sample({header: []}))
    assert found is not None and found.column == column


def test_a_numbered_price_is_another_price(sample: MakeSample) -> None:
    assert _meaning("Price Level 3", sample({"Price Level 3": ["2.50", "3.75"]})) is None
    assert _meaning("Price Level 1", sample({"Price Level 1": ["2.50", "3.75"]})) is not None


def test_of_several_windows_the_longest_is_the_surest(sample: MakeSample) -> None:
    head = sample({"Sold MTD": ["1"], "Sold YTD": ["5"]})
    assert _sureness(head, "Sold YTD", "units_sold") > _sureness(head, "Sold MTD", "units_sold")


def test_an_average_needs_the_days_it_is_of(sample: MakeSample) -> None:
    assert _meaning("Average Sales", sample({"Average Sales": ["5"]})) is None


STOCK_LIST = {"Item": ["A1", "B2"], "Quantity": ["5", "7"], "Price": ["1.00", "2.00"]}
SALES_LIST = {"Item": ["A1", "B2"], "Quantity": ["5", "7"], "Net Sales": ["10.00", "14.00"]}
COUNTED = {"Item": ["A1", "B2"], "Qty On Hand": ["5", "7"], "Quantity": ["6", "7"]}
RESTAURANT = {"Name": ["x y"], "Quantity": ["5"], "Non-revenue item": ["No"]}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (STOCK_LIST, "on_hand_qty"),
        (SALES_LIST, "units_sold"),
        (COUNTED, None),
        (RESTAURANT, "on_hand_qty"),
    ],
)
def test_quantity_is_decided_by_the_other_columns(
    columns: dict[str, list[str]], expected: str | None, sample: MakeSample
) -> None:
    found = _meaning("Quantity", sample(columns))
    assert (found.column if found else None) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [(["HAMMER 16 OZ", "BLUE PEN"], "description"), (["A-100", "B-200"], "sku")],
)
def test_item_is_a_name_or_a_code_as_its_values_tell(
    values: list[str], expected: str, sample: MakeSample
) -> None:
    found = _meaning("Item", sample({"Item": values}))
    assert found is not None and found.column == expected


def test_description_beside_a_name_is_the_long_text(sample: MakeSample) -> None:
    head = sample({"Name": ["Blue pen", "Red pen"], "Description": ["<p>Long</p>", "More text"]})
    assert _meaning("Description", head) is None
    found = _meaning("Name", head)
    assert found is not None and found.column == "description"


def test_a_name_that_is_a_code_gives_way_to_the_description(sample: MakeSample) -> None:
    head = sample({"Name": ["0070001175N", "010-4201"], "Description": ["RING D11", "PLUNGER SET"]})
    found = _meaning("Description", head)
    assert found is not None and found.column == "description"
    assert _meaning("Name", head) is None


def test_sale_price_beside_a_regular_price_is_a_promotion(sample: MakeSample) -> None:
    head = sample({"Sale price": ["4.00"], "Regular price": ["5.00"]})
    assert _meaning("Sale price", head) is None
    alone = _meaning("Sale Price", sample({"Sale Price": ["4.00"]}))
    assert alone is not None and alone.column == "unit_price"


def test_a_price_without_tax_wins_over_one_with_tax(sample: MakeSample) -> None:
    head = sample({"PRECIO": ["24"], "SIN IGV": ["20"]})
    assert _sureness(head, "SIN IGV", "unit_price") > _sureness(head, "PRECIO", "unit_price")


def test_classes_a_b_c_are_no_category(sample: MakeSample) -> None:
    assert _meaning("Clasificacion", sample({"Clasificacion": ["A", "B", "C", "A"]})) is None
    found = _meaning("Class", sample({"Class": ["Hand tools", "Paint"]}))
    assert found is not None and found.column == "category"


def test_available_with_yes_and_no_is_a_status(sample: MakeSample) -> None:
    found = _meaning("Available", sample({"Available": ["Yes", "No"]}))
    assert found is not None and found.column == "status"


def test_dates_under_a_header_for_numbers_are_refused(sample: MakeSample) -> None:
    assert _meaning("Stock", sample({"Stock": ["2024-01-01", "2024-01-02"]})) is None
    assert _meaning("Last Sale", sample({"Last Sale": ["12.50", "3.00"]})) is None


def test_a_column_that_numbers_the_lines_is_no_sku(sample: MakeSample) -> None:
    assert _meaning("No.", sample({"No.": ["1", "2", "3", "4"]})) is None
    assert _meaning("Number", sample({"Number": ["1", "2", "3", "4"]})) is None


def test_a_store_in_brackets_is_split_off(sample: MakeSample) -> None:
    found = _meaning("In stock [Main St]", sample({"In stock [Main St]": ["1"]}))
    assert found is not None and (found.column, found.location) == ("on_hand_qty", "Main St")


def test_numbered_stores_are_split_off(sample: MakeSample) -> None:
    head = sample({"SKU": ["a"], "On Hand Store 01": ["1"], "On Hand Store 02": ["2"]})
    assert {p.location for p in propose(head)} == {None, "Store 01", "Store 02"}


def test_places_behind_a_known_word_are_split_off(sample: MakeSample) -> None:
    head = sample({"sku": ["a"], "inventory_Cellar": ["1"], "reorder_point_Cellar": ["2"]})
    found = {p.column: p.location for p in propose(head) if p.confidence > 0.5}
    assert found == {"sku": None, "on_hand_qty": "Cellar", "reorder_point": "Cellar"}


def test_bare_names_of_places_are_locations_when_all_else_is_understood(
    sample: MakeSample,
) -> None:
    wide = {"SKU": ["a", "b"], "Delhi": ["1", "2"], "Jaypore": [None, "3"], "Okhai": [None, None]}
    assert {p.location for p in propose(sample(wide))} == {None, "Delhi", "Jaypore", "Okhai"}
    unclear = wide | {"account": ["x", "y"]}
    assert {p.location for p in propose(sample(unclear))} == {None}


def test_twelve_months_are_addends_of_units_sold(sample: MakeSample) -> None:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    found = propose(sample({"Sku": ["a"]} | {month: ["1"] for month in months}))
    added = [p for p in found if p.addend]
    assert [p.header for p in added] == months
    assert sum(float(p.window or 0) for p in added) == pytest.approx(365)


def test_what_a_header_may_mean_comes_to_one_at_most(sample: MakeSample) -> None:
    head = sample({h: ["1", "2.50"] for hs in MEANINGS.values() for h in hs.split("|")})
    total: dict[str, float] = {}
    for proposal in propose(head):
        total[proposal.header] = total.get(proposal.header, 0.0) + proposal.confidence
    assert max(total.values()) <= 1.001
