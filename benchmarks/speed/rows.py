"""Are the rows right? `python -m benchmarks.speed.rows FOLDER FILE...`, a process of its own.

The peers must agree with each other on every file, and on the first one with plain Python too;
Sentinel's negative_inventory, which is a fact, must be the rule's rows exactly.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .contenders import RULES, findings_of

Row = tuple[str, str, str]
KEYS = ["store", "sku", "rule"]


class RowsDifferError(Exception):
    """Somebody found other rows: the comparison of times would be void."""


def check(folder: Path, files: list[Path]) -> None:
    """Raises RowsDifferError, with how many rows differ and one of them."""
    for number, file in enumerate(files):
        found = {key: _read(findings_of(folder, key, file)) for key in RULES}
        first, second = found
        _same(f"{first} and {second}, {file.name}", found[first], found[second])
        if number == 0:
            _same(f"{first} and plain Python, {file.name}", found[first], _table(reference(file)))
        negative = found[first].filter(pc.field("rule") == "negative_on_hand")
        _same(f"{first} and sentinel, {file.name}", negative, _negative_of_sentinel(folder, file))


def reference(file: Path) -> set[Row]:
    """The four rules in plain Python, cell by cell."""
    with file.open(newline="", encoding="utf-8") as lines:
        records = list(csv.DictReader(lines))
    dates = [
        date.fromisoformat(record[column])
        for record in records
        for column in ("Last Sale Date", "Last Received Date")
        if record[column]
    ]
    as_of = max(dates)
    return {
        (record["Store"], record["SKU"], rule)
        for record in records
        for rule in _rules(record, as_of)
    }


def _rules(record: dict[str, str], as_of: date) -> Iterator[str]:
    on_hand = int(record["Qty On Hand"])
    price, cost = Decimal(record["Retail Price"]), Decimal(record["Unit Cost"] or 0)
    sold_on = record["Last Sale Date"]
    if on_hand < 0:
        yield "negative_on_hand"
    if 0 < price < cost:
        yield "sold_below_cost"
    if cost == 0 and price > 0 and on_hand > 0:
        yield "zero_cost"
    if on_hand > 0 and (not sold_on or date.fromisoformat(sold_on) <= as_of - timedelta(days=90)):
        yield "unsold_90_days"


def _negative_of_sentinel(folder: Path, file: Path) -> pa.Table:
    findings = _read(findings_of(folder, "sentinel", file))
    wanted = findings.filter(pc.field("primitive").cast(pa.string()) == "negative_inventory")
    return pa.table(
        {
            "store": wanted["store_id"].cast(pa.string()),
            "sku": wanted["sku"].cast(pa.string()),
            "rule": pa.repeat("negative_on_hand", len(wanted)),
        }
    )


def _read(path: Path) -> pa.Table:
    return pq.read_table(path)


def _table(rows: set[Row]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(KEYS, row, strict=True)) for row in rows])


def _same(who: str, left: pa.Table, right: pa.Table) -> None:
    one, other = (
        t.select(KEYS).cast(pa.schema([(key, pa.string()) for key in KEYS])) for t in (left, right)
    )
    odd = pa.concat_tables(
        [one.join(other, KEYS, join_type="left anti"), other.join(one, KEYS, join_type="left anti")]
    )
    if len(odd) or len(one) != len(other):
        example = odd.slice(0, 1).to_pylist()
        raise RowsDifferError(f"{who}: {len(one)} and {len(other)} rows, {len(odd)} odd: {example}")


if __name__ == "__main__":
    check(Path(sys.argv[1]), [Path(file) for file in sys.argv[2:]])
