"""A file is recognised by its headers alone; what fits nothing is generic."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentinel.errors import UsageError
from sentinel.headers import normal
from sentinel.models import Adapter, ColumnMapper, Export
from sentinel.plugins import Plugins, load
from sentinel.readers import open_table
from sentinel.recognition import Recognition, recognise
from sentinel.suggestion import suggest
from sentinel_plugins.pos.square import SQUARE

Recogniser = Callable[..., Recognition]


def _headers(path: Path) -> tuple[str, ...]:
    return open_table(path).headers


# --- every export of every system ---------------------------------------------------------------


def _declared(export: Export) -> list[str]:
    """A file of this export as the adapter tells it: each header in its first spelling."""
    words = [
        *export.fingerprint,
        *(f"{prefix}Main Street" for prefix in export.location_columns.values()),
        *export.columns.values(),
        *export.other_headers,
    ]
    first = (word if isinstance(word, str) else word[0] for word in words)
    never = {normal(header) for header in export.contradicted_by}
    spelled = (re.sub(r"\*$", "Main Street", word) for word in first if normal(word) not in never)
    return list({normal(word): word for word in reversed(list(spelled))}.values())


ADAPTERS = load().adapters
EXPORTS = [(a, e) for _, a in sorted(ADAPTERS.items()) for e in a.exports]
NOISE = ["Aisle", "Remarks from the buyer", "Colour code", "x1", "Checked by"]

every_export = pytest.mark.parametrize(
    ("adapter", "export"), EXPORTS, ids=[f"{a.key}-{e.name}" for a, e in EXPORTS]
)


def _is(found: Recognition, adapter: Adapter, export: Export) -> bool:
    """This export, or one that the same headers fit as well."""
    names = {(found.adapter.key, found.export.name if found.export else ""), *found.equals}
    return (adapter.key, export.name) in names


@every_export
def test_an_export_is_recognised_by_what_its_adapter_says_of_it(
    adapter: Adapter, export: Export, adapters: dict[str, Adapter]
) -> None:
    found = recognise(_declared(export), adapters)
    assert _is(found, adapter, export)
    sisters = found.runner_up is not None and found.runner_up[0] == adapter.key
    assert found.equals or sisters or found.confidence >= 0.9


@every_export
@settings(max_examples=4)
@given(st.randoms(use_true_random=False))
def test_other_columns_beside_it_and_another_order_do_not_matter(
    adapter: Adapter, export: Export, random: Random
) -> None:
    headers = [*_declared(export), *NOISE]
    random.shuffle(headers)
    found = recognise([f" {h.upper().replace(' ', '_')}" for h in headers], ADAPTERS)
    assert _is(found, adapter, export)


@every_export
def test_a_held_out_header_does_not_cost_the_answer(
    adapter: Adapter, export: Export, adapters: dict[str, Adapter]
) -> None:
    headers = _declared(export)
    for lost in headers:
        for rest in (
            [h for h in headers if h != lost],
            ["Anders benannt" if h == lost else h for h in headers],
        ):
            found = recognise(rest, adapters)
            systems = {found.adapter.key, *(key for key, _ in found.equals)}
            # without what tells it from its sister, it may be taken for her; a list of a few plain
            # headers is any list without the one that tells it
            short = len(headers) <= 10 and systems == {"generic"}
            assert adapter.key in systems or short, f"without {lost}"


@every_export
@settings(max_examples=4)
@given(st.randoms(use_true_random=False))
def test_whoever_deletes_columns_that_tell_nothing_loses_nothing(
    adapter: Adapter, export: Export, random: Random
) -> None:
    kept = [h for h in _declared(export) if h not in export.other_headers or random.random() < 0.5]
    assert _is(recognise(kept, ADAPTERS), adapter, export)


HOME_MADE = [
    ["SKU", "Description", "Quantity", "Cost", "Price"],
    ["Item", "Qty", "Price"],
    ["Item Number", "Description", "Department", "Vendor", "QOH", "Cost", "Retail", "Last Sold"],
    ["Name", "SKU", "Barcode", "Category", "Supplier", "Stock", "Cost price", "Selling price"],
    ["Code", "Name", "Group", "In stock", "Purchase price", "Sales price", "Sold", "Reorder at"],
    ["Product", "Quantity sold", "Net sales", "Gross sales", "Discounts", "Tax"],
    ["Artikelnummer", "Bezeichnung", "Bestand", "EK", "VK", "Lieferant"],
    ["id", "name", "sku", "price", "cost", "quantity", "status", "created_at"],
    ["Part", "Bin", "On Hand", "On Order", "Min", "Max", "Avg Cost", "List Price"],
    ["Date", "Item", "Quantity", "Amount", "Customer", "Payment"],
]


@pytest.mark.parametrize("headers", HOME_MADE, ids=" ".join)
def test_a_home_made_list_is_not_forced_into_a_system(
    headers: list[str], adapters: dict[str, Adapter]
) -> None:
    found = recognise(headers, adapters)
    assert (found.adapter.key, found.export) == ("generic", None)


# --- cases --------------------------------------------------------------------------------------

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
    found = recognise(_headers(export("shopify/inventory_available.csv")), adapters)
    assert found.runner_up is not None
    assert found.runner_up[:2] == ("shopify", "inventory")
    assert 0 < found.runner_up[2] < found.confidence


def test_a_suggestion_has_every_header_with_samples_and_reasons(
    adapters: dict[str, Adapter],
    mappers: dict[str, ColumnMapper],
    plugins: Plugins,
    export: Callable[[str], Path],
) -> None:
    raw = open_table(export("square/sales.csv"))
    found = suggest(raw, adapters, mappers, plugins.primitives)
    assert (found.pos, found.export) == ("square", "sales")
    assert [column.header for column in found.columns][: len(raw.headers)] == list(raw.headers)
    by_header = {column.header: column for column in found.columns}
    assert by_header["Qty"].column == "units_sold"
    assert by_header["Qty"].samples == ("2.0", "-1.0", "3.0")
    assert by_header["Device Name"].column is None


def test_a_suggestion_shows_nothing_of_customers_cards_and_staff(
    adapters: dict[str, Adapter],
    mappers: dict[str, ColumnMapper],
    plugins: Plugins,
    export: Callable[[str], Path],
) -> None:
    raw = open_table(export("square/sales.csv"))
    found = suggest(raw, adapters, mappers, plugins.primitives)
    private = [c for c in found.columns if c.header in ("Customer Name", "PAN Suffix", "Employee")]
    assert [column.samples for column in private] == [(), (), ()]
