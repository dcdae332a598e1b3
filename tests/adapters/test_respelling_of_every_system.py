"""Headers in capitals, with underscores or in small letters change nothing of what is read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sentinel.engine import Engine
from sentinel.models import Snapshot

EXPORTS = Path(__file__).parents[1] / "exports"
FILES = (
    "clover/item_sales.csv",
    "clover/item_sales_by_category.csv",
    "lightspeed_ecom/products_export_2026-04-01_10-00-00.csv",
    "lightspeed_r/import_file_two_shops.csv",
    "lightspeed_r/item_listings_local_matches.csv",
    "lightspeed_r/sales_by_line.csv",
    "lightspeed_s/transactions.csv",
    "lightspeed_x/products_two_outlets.csv",
    "lightspeed_x/sales_by_week.csv",
    "revel/Product_Mix_12_2026-01-04_04-00_2026-01-11_04-00.csv",
    "revel/product_inventory_log.csv",
    "shopify/inventory_available.csv",
    "shopify/orders.csv",
    "shopify/products.csv",
    "square/ageing.csv",
    "square/count.csv",
    "square/library_2016.csv",
    "square/library_two_locations.csv",
    "square/sales.csv",
    "square/sales_summary.csv",
    "toast/item_selections.csv",
    "toast/product_mix_with_ids.csv",
    "touchbistro/detailed_sales.csv",
    "vend/ledger.csv",
)
ENGINE = Engine(threads=1)
PRIVATE = ("Jane Doe", "Visa", "Alex P", "Kim L", "Dee E", "Ann B", "C-9")


def in_capitals(header: str) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "_", header).strip("_").upper()


@pytest.mark.parametrize("spelling", [in_capitals, str.lower])
@pytest.mark.parametrize("name", FILES)
def test_the_case_of_a_header_and_its_underscores_change_nothing(
    name: str, spelling: Callable[[str], str], tmp_path: Path
) -> None:
    export = EXPORTS / name
    other = tmp_path / export.name
    other.write_text(_respelled(export, spelling), encoding="utf-8")

    expected, found = ENGINE.read([export]), ENGINE.read([other])

    assert found.sources[0].export == expected.sources[0].export
    assert found.sources[0].rows_left_out == expected.sources[0].rows_left_out
    assert _rows(found) == _rows(expected)
    kept = " ".join(f"{found.sources} {found.table.to_pylist()}".split())
    assert not [word for word in PRIVATE if word in kept]


def _respelled(export: Path, spelling: Callable[[str], str]) -> str:
    text = export.read_bytes().decode("utf-8-sig")
    delimiter = ";" if text.partition("\n")[0].count(";") > 5 else ","
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    header = next(row for row in rows if len(row) > 6)
    header[:] = map(spelling, header)
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return written.getvalue()


def _rows(snapshot: Snapshot) -> list[str]:
    """Names of stores that come out of a header are spelled as the header is."""
    rows = snapshot.table.to_pylist()
    for row in rows:
        row["store_id"] = in_capitals(row["store_id"])
    return sorted(str(sorted(row.items(), key=str)) for row in rows)
