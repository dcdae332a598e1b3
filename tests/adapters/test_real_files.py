"""What each genuine sample gives, held against what was seen in the file by eye.

What was seen stands in `seen/<POS>.toml`, one table per file. The figures were taken from the files
with a plain CSV or workbook reader, not with Sentinel.

    export     key and name of the export; or `refused`: what the error says
    read       records below the header
    rows       rows of the snapshot
    left_out   reason to number of records
    sums       canonical column to the sum of its cells
    unknown    canonical column to the number of rows without a value
    problems   code to count
    stores     in the order of the snapshot
    as_of      day of the snapshot
    mapping    canonical column to header; of columns of several locations the first
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest

from sentinel.errors import InputRefusedError
from sentinel.models import Snapshot

Read = Callable[..., Snapshot]
Genuine = Callable[[str], Path]

SEEN = {
    f"{path.stem}/{name}": seen
    for path in sorted((Path(__file__).parent / "seen").glob("*.toml"))
    for name, seen in tomllib.loads(path.read_text(encoding="utf-8")).items()
}


def _mapping(snapshot: Snapshot) -> dict[str, str]:
    first: dict[str, str] = {}
    for mapped in snapshot.sources[0].mapping:
        first.setdefault(mapped.column, mapped.header.replace("_", " "))
    return first


@pytest.mark.parametrize("name", [name for name in SEEN if "refused" not in SEEN[name]])
def test_a_genuine_file_gives_what_is_in_it(name: str, read: Read, genuine: Genuine) -> None:
    seen: dict[str, Any] = SEEN[name]
    snapshot = read(genuine(name))
    source, table = snapshot.sources[0], snapshot.table
    assert f"{source.pos} {source.export}" == seen["export"]
    mapping = {column: header.replace("_", " ") for column, header in seen["mapping"].items()}
    assert _mapping(snapshot) == mapping
    assert (source.rows_read, table.num_rows) == (seen["read"], seen["rows"])
    left_out = seen.get("left_out", {})
    assert source.rows_left_out == left_out
    assert source.rows_used + sum(left_out.values()) == seen["read"]
    sums = seen.get("sums", {})
    assert {c: pc.sum(table[c]).as_py() or 0 for c in sums} == pytest.approx(sums, abs=0.006)
    unknown = seen.get("unknown", {})
    assert {c: table[c].null_count for c in unknown} == unknown
    stores = tuple(dict.fromkeys(table["store_id"].to_pylist()))
    assert stores == tuple(seen.get("stores", ("main",)))
    found = {problem.code: problem.count for problem in source.problems}
    found.pop("assumed_sales_window", None)
    assert found == seen.get("problems", {})
    if "as_of" in seen:
        assert snapshot.as_of == seen["as_of"]


@pytest.mark.parametrize("name", [name for name in SEEN if "refused" in SEEN[name]])
def test_a_genuine_file_without_items_is_refused(name: str, read: Read, genuine: Genuine) -> None:
    with pytest.raises(InputRefusedError, match=SEEN[name]["refused"]):
        read(genuine(name))


def test_every_genuine_file_was_looked_at(genuine: Genuine) -> None:
    folders = [folder for folder in genuine("").iterdir() if folder.is_dir()]
    files = {f"{folder.name}/{path.name}" for folder in folders for path in folder.iterdir()}
    assert files == SEEN.keys()


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
