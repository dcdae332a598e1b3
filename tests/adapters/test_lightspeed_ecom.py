"""Lightspeed eCom: any language, any delimiter, and codes that a shop shares among variants."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentinel.engine import Engine
from sentinel.models import Snapshot

Rows = list[dict[str, Any]]
Read = Callable[..., Snapshot]
Listed = Callable[..., Rows]

ENGINE = Engine(threads=1)
MAIN = "products_export_2026-04-01_10-00-00.csv"


@pytest.mark.parametrize("other", ["products_export_cp1252.csv", "products_canada.csv"])
def test_encoding_delimiter_and_languages_change_nothing(
    other: str, read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    first, second = (rows(read(export(f"lightspeed_ecom/{name}"))) for name in (MAIN, other))
    assert second == first


@settings(max_examples=25)
@given(st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=2))
def test_a_language_that_nobody_listed_is_read_all_the_same(language: str) -> None:
    text = (
        f"Internal_Variant_ID;Visible;Supplier;{language}_Title_Short;{language}_Variant;Price;"
        "Price_Old;Price_Cost;Stock_Track;Stock_Disable_Sold_Out;Stock_Level;Stock_Alert;"
        f"Article_Code;EAN;SKU;{language}_Category_1\n"
        "1;Y;Acme;Mug;Color: Red;9.5;0;3;Y;N;4;1;;;M-R;Ware\n"
        "2;Y;Acme;Mug;Color: Blue;9.5;12;0;N;N;100;1;;;;Ware\n"
    )
    snapshot = ENGINE.read([text.encode()])
    columns = ["sku", "description", "category", "on_hand_qty", "unit_cost", "list_price"]
    assert [tuple(row.values()) for row in snapshot.table.select(columns).to_pylist()] == [
        ("M-R", "Mug - Color: Red", "Ware", 4.0, 3.0, None),
        ("2", "Mug - Color: Blue", "Ware", None, None, 12.0),
    ]


def test_a_shared_sku_gives_way_to_the_id_of_the_variant(
    read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    found = rows(read(export(f"lightspeed_ecom/{MAIN}")), "sku")
    assert [row["sku"] for row in found] == ["RJ-S-R", "90002", "90003", "90004", "PAR-1"]


def test_decimal_commas_are_read_and_destroyed_codes_are_not(
    read: Read, rows: Listed, export: Callable[[str], Path]
) -> None:
    snapshot = read(export("lightspeed_ecom/products_us_resaved.csv"))
    found = rows(snapshot, "sku", "unit_price", "unit_cost")
    assert found[0] == {"sku": "90001", "unit_price": 59.95, "unit_cost": 21.5}
    assert snapshot.table["barcode"].null_count == 5
