"""A file may write the headers of its system in other case, blanks and marks: nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sentinel.models import Snapshot

Read = Callable[..., Snapshot]


def _respelled(text: str, spell: Callable[[str], str]) -> str:
    first, rest = text.split("\n", 1)
    return f"{spell(first)}\n{rest}"


@pytest.mark.parametrize(
    "name", ["square/library_two_locations.csv", "square/sales.csv", "shopify/inventory.csv"]
)
@pytest.mark.parametrize("spell", [str.upper, str.lower, lambda line: line.replace(" ", "_")])
def test_the_spelling_of_headers_changes_no_figure(
    name: str, spell: Callable[[str], str], read: Read, export: Callable[[str], Path]
) -> None:
    text = export(name).read_text(encoding="utf-8-sig")
    plain, other = read(text), read(_respelled(text, spell))
    columns = [column for column in plain.table.column_names if column != "store_id"]
    assert other.table.select(columns).equals(plain.table.select(columns))
    stores = [place.lower().replace("_", " ") for place in other.table["store_id"].to_pylist()]
    assert stores == [place.lower() for place in plain.table["store_id"].to_pylist()]
    assert other.sources[0].rows_left_out == plain.sources[0].rows_left_out


def test_the_mapping_names_the_headers_of_the_file(
    read: Read, export: Callable[[str], Path]
) -> None:
    text = _respelled(export("square/sales.csv").read_text(), str.upper)
    mapping = {mapped.column: mapped.header for mapped in read(text).sources[0].mapping}
    assert (mapping["units_sold"], mapping["description"]) == ("QTY", "ITEM")


def test_customers_are_dropped_in_every_spelling(read: Read, export: Callable[[str], Path]) -> None:
    text = export("square/sales.csv").read_text()
    shouted = read(_respelled(text, str.upper)).sources[0]
    values = [v for profile in shouted.profiles for v in profile.values]
    assert {"CUSTOMER NAME", "PAN SUFFIX"} <= set(shouted.unmapped)
    assert not [v for v in values if "JANE DOE" in str(v).upper()]


def test_headers_that_were_dropped_are_among_those_that_are_not_used(
    read: Read, export: Callable[[str], Path]
) -> None:
    source = read(export("square/sales.csv")).sources[0]
    used = {mapped.header for mapped in source.mapping}
    head = export("square/sales.csv").read_text().split("\n", 1)[0].strip().split(",")
    assert set(source.unmapped) == set(head) - used
