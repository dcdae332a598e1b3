"""Lists that stores keep themselves: what their headers and cells have that no till writes."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

import pytest

from sentinel.errors import InputRefusedError
from sentinel.mapping import map_columns
from sentinel.models import MappedColumn, Sample
from sentinel.plugins import Plugins
from sentinel.privacy import holds_private, is_private
from sentinel.recognition import GENERIC, Recognition
from sentinel_plugins.header_taxes import without_tax_words
from sentinel_plugins.header_values import is_scannable

ROWS = 24
_RNG = random.Random(11)
COST = [round(_RNG.uniform(1, 30), 2) for _ in range(ROWS)]
NET = [round(cost * _RNG.uniform(1.3, 2.2), 2) for cost in COST]
GROSS = [round(price * _RNG.choice((1.1, 1.21)), 2) for price in NET]
HELD = [_RNG.randint(0, 60) for _ in range(ROWS)]
SOLD = [_RNG.randint(0, 40) for _ in range(ROWS)]
CODES = [f"AB-{1000 + 37 * n}" for n in range(ROWS)]
NAMES = [f"Brass hinge no. {n}" for n in range(ROWS)]
ITEMS: Mapping[str, list[str]] = {"SKU": CODES, "Name": NAMES}

Read = Callable[[Mapping[str, list[str]]], dict[str, MappedColumn]]


def _money(values: list[float]) -> list[str]:
    return [f"{value:.2f}" for value in values]


def _units(values: list[int]) -> list[str]:
    return [str(value) for value in values]


@pytest.fixture
def read(plugins: Plugins) -> Read:
    """Header to what it was taken for, in a list of no known system."""

    def found(columns: Mapping[str, list[str]]) -> dict[str, MappedColumn]:
        sample = Sample(headers=tuple(columns), columns=tuple(map(tuple, columns.values())))
        unknown = Recognition(adapter=plugins.adapters[GENERIC], export=None, confidence=1.0)
        mapped = map_columns(unknown, sample, plugins.column_mappers, source="list.csv")
        return {column.header: column for column in mapped.columns}

    return found


def _taken(found: Mapping[str, MappedColumn]) -> dict[str, str]:
    return {header: column.column for header, column in found.items()}


# --- cells --------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["Code", "Código", "Reference"])
def test_codes_with_a_hyphen_are_no_amounts(header: str, read: Read) -> None:
    found = read({header: CODES, "Name": NAMES, "Stock": _units(HELD)})
    assert found[header].column == "sku"
    assert not found[header].needs_review


@pytest.mark.parametrize("written", ["R$ {}", "MXN {}", "{} €", "S/ {}", "Rs. {}", "₹{}", "kr {}"])
def test_amounts_with_a_currency_are_amounts(written: str, read: Read) -> None:
    prices = [written.format(f"{price:.2f}") for price in NET]
    assert _taken(read({**ITEMS, "Price": prices}))["Price"] == "unit_price"


def test_amounts_with_a_currency_are_no_number_of_units(read: Read) -> None:
    value = [f"${held * cost:.2f}" for held, cost in zip(HELD, COST, strict=True)]
    found = _taken(read({**ITEMS, "Inventory": value, "Units": _units(HELD)}))
    assert "Inventory" not in found
    assert found["Units"] == "on_hand_qty"


def test_a_code_with_check_digits_beside_the_own_code_is_the_barcode(read: Read) -> None:
    stems = (f"84101{n:07d}" for n in range(12))
    scanned = [next(f"{s}{d}" for d in range(10) if is_scannable(f"{s}{d}")) for s in stems]
    found = _taken(read({"Reference": CODES[:12], "Code": scanned, "Name": NAMES[:12]}))
    assert found["Reference"] == "sku"
    assert found["Code"] == "barcode"


# --- taxes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("untaxed", "taxed"),
    [
        ("Price (tax excl.)", "Price (tax incl.)"),
        ("Retail price (ex tax)", "Retail price (inc tax)"),
        ("Selling price (net of tax)", "Selling price (inc. tax)"),
        ("Net price", "Price with VAT"),
        ("VK-Preis netto", "VK-Preis brutto"),
        ("Nettopreis", "Bruttopreis"),
        ("P.V. HT", "P.V. TTC"),
        ("PVP s/IVA", "PVP c/IVA"),
        ("Precio (imp. excl.)", "Precio (imp. incl.)"),
        ("Verk.prijs ex", "Verk.prijs incl"),
        ("Preço sem IVA", "Preço com IVA"),
    ],
)
def test_the_price_without_tax_is_taken_and_no_arithmetic_changes_that(
    untaxed: str, taxed: str, read: Read
) -> None:
    margin = [f"{100 * (1 - c / p):.1f}%" for c, p in zip(COST, GROSS, strict=True)]
    columns = {taxed: _money(GROSS), untaxed: _money(NET), "Cost": _money(COST)}
    found = _taken(read({**ITEMS, **columns, "Margin %": margin}))
    assert found[untaxed] == "unit_price"
    assert taxed not in found


def test_a_price_with_tax_alone_is_the_price(read: Read) -> None:
    assert _taken(read({**ITEMS, "Price (inc. GST)": _money(GROSS)}))["Price (inc. GST)"] == (
        "unit_price"
    )


@pytest.mark.parametrize(
    ("untaxed", "taxed"),
    [
        ("CA HT", "CA TTC"),
        ("Umsatz netto", "Umsatz brutto"),
        ("Omzet excl. BTW", "Omzet incl. BTW"),
    ],
)
def test_sales_with_tax_are_no_net_sales(untaxed: str, taxed: str, read: Read) -> None:
    net = [sold * price for sold, price in zip(SOLD, NET, strict=True)]
    columns = {taxed: _money([1.21 * amount for amount in net]), untaxed: _money(net)}
    found = _taken(read({**ITEMS, "Qty Sold": _units(SOLD), **columns}))
    assert found[untaxed] == "net_sales"
    assert taxed not in found


def test_weights_and_sales_are_net_for_other_reasons() -> None:
    assert without_tax_words("price") == ("price", None)
    assert without_tax_words("sin igv") == ("sin igv", "without")


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("P.V.P.", "unit_price"),
        ("PVP1", "unit_price"),
        ("P. Custo", "unit_cost"),
        ("Item name*", "description"),
        ("Itme No", "sku"),
        ("Y-T-D UNITS", "units_sold"),
        ("L/SALE", "last_sold_on"),
        ("Mindestlagerbestand", "reorder_point"),
        ("Absatz 12 Mon.", "units_sold"),
        ("Sum of Qty Sold", "units_sold"),
        ("Prix / Price", "unit_price"),
        ("Low stock amount", "reorder_point"),
    ],
)
def test_how_people_write_headers(header: str, column: str, read: Read) -> None:
    days = [f"2026-0{1 + n % 9}-1{n % 10}" for n in range(ROWS)]
    cells = {
        "unit_price": _money(NET),
        "unit_cost": _money(COST),
        "description": NAMES,
        "sku": CODES,
        "last_sold_on": days,
    }.get(column, _units(SOLD))
    items = {name: cells for name, cells in ITEMS.items() if name.lower()[:2] not in column}
    items = {} if column in ("sku", "description") else items
    assert _taken(read({**items, header: cells, "On hand": _units(HELD)}))[header] == column


@pytest.mark.parametrize("header", ["PVP2", "Price 3", "VK 2"])
def test_the_second_of_several_prices_is_not_the_price(header: str, read: Read) -> None:
    first = header[:-1] + "1"
    found = _taken(read({**ITEMS, first: _money(NET), header: _money(COST)}))
    assert found.get(first) == "unit_price"
    assert header not in found


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Stock mínimo", "reorder_point"),
        ("Inv. Máximo", "reorder_up_to"),
        ("Stock désiré", "reorder_up_to"),
        ("Stock virtuel", None),
        ("Stock début", None),
        ("Stock @ Cost", None),
    ],
)
def test_a_kind_of_stock_is_no_place(header: str, column: str | None, read: Read) -> None:
    found = read(
        {**ITEMS, "Stock": _units(HELD), "Inv. Mínimo": _units(SOLD), header: _units(HELD)}
    )
    assert header not in found or found[header].column == column
    assert all(one.location is None for one in found.values())


def test_quantities_under_the_names_of_places(read: Read) -> None:
    columns = {f"Qty {place}": _units(HELD) for place in ("Main St", "Airport", "Harbor")}
    found = read({**ITEMS, **columns})
    assert {found[header].location for header in columns} == {"Main St", "Airport", "Harbor"}


# --- what the other columns tell ----------------------------------------------------------------


@pytest.mark.parametrize("header", ["LY Units", "YTD Qty", "Units 12 months"])
def test_a_quantity_of_some_days_was_sold(header: str, read: Read) -> None:
    found = _taken(read({**ITEMS, "QOH": _units(HELD), header: _units(SOLD)}))
    assert found[header] == "units_sold"


def test_a_quantity_beside_what_was_sold_is_on_hand(read: Read) -> None:
    columns = {"Qty (pcs)": _units(HELD), "Units sold": _units(SOLD), "Sales": _money(NET)}
    assert _taken(read({**ITEMS, **columns}))["Qty (pcs)"] == "on_hand_qty"


@pytest.mark.parametrize("buyer", ["Customer Name", "Nombre del cliente", "Kundenname", "Klant"])
def test_a_quantity_beside_its_buyer_was_sold(buyer: str, read: Read) -> None:
    found = _taken(read({buyer: NAMES, "SKU": CODES, "Menge": _units(SOLD)}))
    assert found == {"SKU": "sku", "Menge": "units_sold"}


def test_beside_a_difference_what_is_there_was_counted(read: Read) -> None:
    difference = [str(sold - held) for sold, held in zip(SOLD, HELD, strict=True)]
    columns = {"Sollbestand": _units(HELD), "Istbestand": _units(SOLD), "Differenz": difference}
    found = _taken(read({**ITEMS, **columns}))
    assert found["Sollbestand"] == "on_hand_qty"
    assert found["Istbestand"] == "counted_qty"


def test_of_several_years_the_last_is_taken(read: Read) -> None:
    columns = {f"Sold {year}": _units(SOLD) for year in (2023, 2025, 2024)}
    found = _taken(read({**ITEMS, "Stock": _units(HELD), **columns}))
    assert [header for header, column in found.items() if column == "units_sold"] == ["Sold 2025"]


def test_of_two_columns_with_one_name_none_is_sure(read: Read) -> None:
    found = read({**ITEMS, "Precio": _money(COST), "Precio (2)": _money(NET)})
    assert all(column.needs_review for header, column in found.items() if "Precio" in header)


def test_a_list_on_its_side_is_refused(read: Read) -> None:
    columns = [["SKU", *CODES], ["Name", *NAMES], ["Qty", *_units(HELD)], ["Cost", *_money(COST)]]
    columns += [["Price", *_money(NET)]]
    turned = {cells[0]: list(cells[1:]) for cells in zip(*columns, strict=True)}
    with pytest.raises(InputRefusedError, match=r"list\.csv: the table lies on its side"):
        read(turned)


# --- people -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Customer Name", "E-mail", "Phone", "Salesperson", "Counted by", "Nombre del cliente",
        "Teléfono", "Correo", "Vendedor", "Kundenname", "Verkäufer", "Gezählt von", "Adresse",
        "Nom du client", "Vendeur", "Klantnaam", "Medewerker", "Funcionário", "CPF", "Notes",
    ],
)  # fmt: skip
def test_headers_about_people_are_private_and_no_column(header: str, read: Read) -> None:
    assert is_private(header)
    assert header not in read({**ITEMS, header: NAMES, "Stock": _units(HELD)})


@pytest.mark.parametrize(
    "header", ["Item name", "Vendor", "Sold", "Sold by weight", "Verkauf", "Last sold", "Caixa"]
)
def test_other_headers_are_not_about_people(header: str) -> None:
    assert not is_private(header)


def test_mail_and_phone_numbers_are_private_under_any_header() -> None:
    assert holds_private([None, "ana@example.org"])
    assert holds_private(["+1 555 010 4477"])
    assert not holds_private(["4006381333931", "AB-1037", "12.50", "2026-10-31"])


def test_codes_that_count_with_zeros_before_them_number_no_lines(read: Read) -> None:
    codes = [f"{number:04}" for number in range(1, ROWS + 1)]
    lines = [str(number) for number in range(1, ROWS + 1)]
    rest = {"Bezeichnung": NAMES, "Ladenbestand": _units(HELD)}
    assert _taken(read({"Artikel-Nr": codes, **rest}))["Artikel-Nr"] == "sku"
    assert "Nr" not in read({"Nr": lines, **rest})
