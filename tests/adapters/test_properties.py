"""Any cells in any layout give a snapshot or one of our errors, and no row is unaccounted for."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sentinel.adapt import adapt
from sentinel.errors import SentinelError
from sentinel.joining import join
from sentinel.models import Snapshot
from sentinel.readers import open_table
from sentinel.snapshot import SCHEMA
from sentinel_plugins import header_words
from sentinel_plugins.pos import generic, lightspeed_x, shopify, square

EXPORTS = Path(__file__).resolve().parents[1] / "exports"
ADAPTERS = {
    adapter.key: adapter
    for plugin in (square, shopify, lightspeed_x, generic)
    for adapter in plugin.sentinel_adapters()
}
MAPPERS = {mapper.key: mapper for mapper in header_words.sentinel_column_mappers()}


def _headers(path: Path) -> tuple[str, ...]:
    """None for a file that is refused before anything is made of its headers."""
    try:
        return open_table(path).headers
    except SentinelError:
        return ()


HEADERS = {
    str(path.relative_to(EXPORTS)): headers
    for path in sorted(EXPORTS.glob("*/*.csv"))
    if (headers := _headers(path))
}
TEXTS = pa.dictionary(pa.int32(), pa.string())
CELLS = st.sampled_from(
    [
        "",
        "",
        "a",
        "b",
        "0",
        "1",
        "-3",
        "1.5",
        "$2,000.50",
        "(4)",
        "N/A",
        "Y",
        "N",
        "true",
        "not stocked",
        "2026-01-05",
        "13/02/2025",
        "1/2/2025",
        "9999-99-99",
        "1e400",
        "NaN",
        "x" * 300,
        "é\x00ß",
        "Refund",
        "Custom Amount",
        "5.3E+12",
        "'0012",
        "variable",
        "{}",
        "Total",
        "#N/A",
        " ",
    ]
)


def _csv(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return out.getvalue().encode()


def _plain(snapshot: Snapshot) -> pa.Table:
    """Without dictionaries, whose words stand in the order of the rows."""
    table = snapshot.table
    fields = [pa.field(f.name, pa.string() if f.type == TEXTS else f.type) for f in table.schema]
    return table.cast(pa.schema(fields)).combine_chunks()


def _snapshot(content: bytes) -> Snapshot | None:
    try:
        return join([adapt(open_table(content, name="any.csv"), ADAPTERS, MAPPERS)])
    except SentinelError:
        return None


@pytest.mark.parametrize("name", HEADERS)
@settings(max_examples=6)  # of each of the many files
@given(data=st.data())
def test_any_cells_give_a_snapshot_in_which_every_row_is_accounted_for(
    name: str, data: st.DataObject
) -> None:
    kept = data.draw(st.lists(st.sampled_from(HEADERS[name]), min_size=1, unique=True))
    headers = data.draw(st.sampled_from([HEADERS[name], tuple(kept)]))
    rows = data.draw(
        st.lists(st.lists(CELLS, min_size=len(headers), max_size=len(headers)), max_size=8)
    )
    snapshot = _snapshot(_csv(headers, rows))
    if snapshot is None:
        return
    (source,) = snapshot.sources
    assert source.rows_used + sum(source.rows_left_out.values()) == source.rows_read
    assert source.rows_used >= 0
    table = snapshot.table
    assert all(field.type == SCHEMA.field(field.name).type for field in table.schema)
    keys = list(zip(table["store_id"].to_pylist(), table["sku"].to_pylist(), strict=True))
    assert len(keys) == len(set(keys))
    assert table["sku"].null_count == table["store_id"].null_count == 0


@pytest.mark.parametrize("name", ["generic/canonical.csv", "square/library_two_locations.csv"])
@given(seed=st.randoms(use_true_random=False))
def test_the_order_of_columns_and_rows_does_not_matter(name: str, seed: object) -> None:
    with open(EXPORTS / name, newline="") as file:
        headers, *rows = list(csv.reader(file))
    places = list(range(len(headers)))
    seed.shuffle(places)  # type: ignore[attr-defined]
    seed.shuffle(rows)  # type: ignore[attr-defined]
    turned = _snapshot(
        _csv([headers[at] for at in places], [[row[at] for at in places] for row in rows])
    )
    plain = _snapshot(_csv(headers, rows))
    assert turned is not None and plain is not None
    order: Any = [("store_id", "ascending"), ("sku", "ascending")]
    assert _plain(turned).sort_by(order) == _plain(plain).sort_by(order)
