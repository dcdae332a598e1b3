"""A file is recognised by its headers alone; what fits nothing is generic."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel.errors import UsageError
from sentinel.models import Adapter, ColumnMapper
from sentinel.readers import open_table
from sentinel.recognition import Recognition, recognise
from sentinel.suggestion import suggest
from sentinel_plugins.pos.square import SQUARE

Recogniser = Callable[..., Recognition]

KINDS = {
    "square/library_two_locations.csv": ("square", "library"),
    "square/library_2016.csv": ("square", "library"),
    "square/count.csv": ("square", "count"),
    "square/ageing.csv": ("square", "ageing"),
    "square/sales.csv": ("square", "sales"),
    "square/sales_summary.csv": ("square", "sales_summary"),
    "square/purchase_order.csv": ("square", "purchase_order"),
    "shopify/products.csv": ("shopify", "products"),
    "shopify/products_new_headers.csv": ("shopify", "products"),
    "shopify/inventory.csv": ("shopify", "inventory"),
    "shopify/inventory_available.csv": ("shopify", "inventory_available"),
    "shopify/sales.csv": ("shopify", "sales"),
    "lightspeed_x/products_two_outlets.csv": ("lightspeed_x", "products"),
    "lightspeed_x/inventory_report.csv": ("lightspeed_x", "inventory_report"),
    "lightspeed_x/sales_by_week.csv": ("lightspeed_x", "sales_report"),
    "lightspeed_x/supplier_report.csv": ("lightspeed_x", "supplier_report"),
}
GENERIC = [
    "banner",
    "canonical",
    "classic_vend",
    "loyverse",
    "months",
    "tienda",
    "two_costs",
    "wide",
]


def _headers(path: Path) -> tuple[str, ...]:
    return open_table(path).headers


@pytest.mark.parametrize(("name", "expected"), KINDS.items())
def test_each_export_is_recognised(
    name: str,
    expected: tuple[str, str],
    adapters: dict[str, Adapter],
    export: Callable[[str], Path],
) -> None:
    found = recognise(_headers(export(name)), adapters)
    assert found.export is not None
    assert (found.adapter.key, found.export.name) == expected
    assert found.confidence >= 0.9


@pytest.mark.parametrize("name", GENERIC)
def test_a_list_of_no_known_system_is_generic(
    name: str, adapters: dict[str, Adapter], export: Callable[[str], Path]
) -> None:
    found = recognise(_headers(export(f"generic/{name}.csv")), adapters)
    assert (found.adapter.key, found.export) == ("generic", None)


def test_classic_vend_is_not_forced_into_lightspeed_x(
    adapters: dict[str, Adapter], export: Callable[[str], Path]
) -> None:
    found = recognise(_headers(export("generic/classic_vend.csv")), adapters)
    assert found.adapter.key == "generic"


LIBRARY = [
    "Token",
    "Item Name",
    "Variation Name",
    "SKU",
    "Category",
    "GTIN",
    "Price",
    "Default Unit Cost",
    "Default Vendor Name",
    "Current Quantity Main",
    "Stock Alert Count Main",
]


@given(st.permutations(LIBRARY))
def test_the_order_of_the_headers_does_not_matter(headers: list[str]) -> None:
    assert recognise(headers, {"square": SQUARE}) == recognise(LIBRARY, {"square": SQUARE})


@pytest.mark.parametrize("missing", ["Token", "Variation Name", "Item Name"])
def test_a_renamed_header_costs_confidence_and_not_the_answer(
    missing: str, adapters: dict[str, Adapter]
) -> None:
    renamed = ["Something else" if header == missing else header for header in LIBRARY]
    found, whole = recognise(renamed, adapters), recognise(LIBRARY, adapters)
    assert found.adapter.key == "square"
    assert found.confidence < whole.confidence
    assert found.missing == (missing,)


def test_spelling_of_a_header_does_not_matter(adapters: dict[str, Adapter]) -> None:
    shouted = [f" {header.upper().replace(' ', '_')} " for header in LIBRARY]
    assert recognise(shouted, adapters).adapter.key == "square"


def test_the_callers_word_wins(adapters: dict[str, Adapter]) -> None:
    found = recognise(["a", "b"], adapters, "shopify")
    assert (found.adapter.key, found.export) == ("shopify", None)


def test_an_unknown_system_is_an_error_that_names_the_known_ones(
    adapters: dict[str, Adapter],
) -> None:
    with pytest.raises(UsageError, match=r"clover, .+vend") as caught:
        recognise(["a"], adapters, "sqare")
    assert caught.value.given == "sqare"


def test_without_the_generic_adapter_unknown_headers_are_an_error() -> None:
    with pytest.raises(UsageError, match="generic adapter is not loaded"):
        recognise(["a", "b"], {"square": SQUARE})


def test_the_runner_up_is_named(
    adapters: dict[str, Adapter], export: Callable[[str], Path]
) -> None:
    found = recognise(_headers(export("shopify/inventory.csv")), adapters)
    assert found.runner_up is not None
    assert found.runner_up[:2] == ("shopify", "inventory_available")


def test_a_suggestion_has_every_header_with_samples_and_reasons(
    adapters: dict[str, Adapter],
    mappers: dict[str, ColumnMapper],
    export: Callable[[str], Path],
) -> None:
    raw = open_table(export("square/sales.csv"))
    found = suggest(raw, adapters, mappers)
    assert (found.pos, found.export) == ("square", "sales")
    assert [column.header for column in found.columns] == list(raw.headers)
    by_header = {column.header: column for column in found.columns}
    assert by_header["Qty"].column == "units_sold"
    assert by_header["Qty"].samples == ("2.0", "-1.0", "3.0")
    assert by_header["Device Name"].column is None


def test_a_suggestion_shows_nothing_of_customers_cards_and_staff(
    adapters: dict[str, Adapter],
    mappers: dict[str, ColumnMapper],
    export: Callable[[str], Path],
) -> None:
    found = suggest(open_table(export("square/sales.csv")), adapters, mappers)
    private = [c for c in found.columns if c.header in ("Customer Name", "PAN Suffix", "Employee")]
    assert [column.samples for column in private] == [(), (), ()]
