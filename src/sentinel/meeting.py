"""Which rows of two exports are of the same item: by SKU, else barcode, else the POS's own id.

A row without any code goes by its name, and meets the one item of that name.

What a spreadsheet does to a code (a lost leading zero, other case, blanks) and the spellings of one
barcode (with and without leading zeros or check digit) do not keep rows apart, as long as only one
row can be meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

import pyarrow as pa
from attrs import frozen

from sentinel.canonical import DEFAULT_STORE
from sentinel.compute import Cells, pc
from sentinel.reshape import DAMAGED, numbered

ITEM_ID = "__item_id__"

_Reading: TypeAlias = Callable[[Cells], Cells]
_NOTHING = pa.nulls(1, pa.string())[0]
_PLACE = "\x1f"
_NAME = "__name__"
"""Stands for the names of rows that have no code: there the SKU is the name."""
_SHORTEST = 9
"""Digits that a barcode has at least when its check digit was cut off: below, a PLU or a number."""


@frozen(kw_only=True, eq=False)
class Meeting:
    """Where the rows of one table find the rows of another."""

    met: Cells
    """For each row of the first table the row of the second that it meets, or null (int64)."""
    respelled: Cells
    """Rows of the first table whose SKU the second spells differently (int64)."""


def meeting(base: pa.Table, other: pa.Table) -> Meeting:
    """Rows of `base` with the rows of `other` that they meet, within a store if both name stores.

    Several rows of `base` may meet one row of `other`, which may know no stores.
    """
    place = "store_id" in base.column_names and "store_id" in other.column_names
    met = pc.index_in(_code(base, "sku", place), _code(other, "sku", place)).cast(pa.int64())
    rows, free = _open(met), unmet(other.num_rows, met)
    for mine, theirs, ours, its in _ways():
        if not (_has(base, mine) and _has(other, theirs) and len(rows) and len(free)):
            continue
        found = _found(base.take(rows), other.take(free), (mine, theirs), (ours, its), place)
        if found.null_count < len(found):
            met = _laid_over(met, rows, pc.take(free, found))
            rows, free = _open(met), unmet(other.num_rows, met)
    found = _found(base.take(rows), other.take(free), ("sku", "sku"), (as_remembered,) * 2, place)
    found = _unmistakable(base, other, rows, found)
    met = _laid_over(met, rows, pc.take(free, found))
    return Meeting(met=met, respelled=pc.filter(rows, pc.is_valid(found)))


def unmet(rows: int, met: Cells) -> Cells:
    """The rows of the second table that no row of the first meets (int64)."""
    every = numbered(rows)
    return pc.filter(every, pc.invert(pc.is_in(every, pc.drop_null(met))))


def _open(met: Cells) -> Cells:
    """The rows of the first table that have met none yet."""
    return pc.filter(numbered(len(met)), pc.is_null(met))


def _found(
    base: pa.Table,
    other: pa.Table,
    columns: tuple[str, str],
    readings: tuple[_Reading, _Reading],
    place: bool,
) -> Cells:
    """For each row of `base` the row of `other` whose code is read alike, or null (int32)."""
    its = _single(_code(other, columns[1], place, readings[1]))
    if its.null_count == len(its):
        return pa.nulls(base.num_rows, pa.int32())
    return pc.index_in(_code(base, columns[0], place, readings[0]), its, skip_nulls=True)


def _unmistakable(base: pa.Table, other: pa.Table, rows: Cells, found: Cells) -> Cells:
    """What was found, null where more than the two spellings that met come to the same code."""
    if found.null_count == len(found):
        return found
    written: Cells = pa.concat_arrays([_code(base, "sku", False), _code(other, "sku", False)])
    words = pc.drop_null(pc.unique(written))
    doubtful = _repeated_more_than(as_remembered(words), 2)
    codes = as_remembered(_code(base.take(rows), "sku", False))
    return pc.if_else(pc.is_in(codes, doubtful), pa.scalar(None, pa.int32()), found)


def _ways() -> Iterator[tuple[str, str, _Reading, _Reading]]:
    """What is compared after the SKU, the surest first."""
    codes = [("barcode", "barcode"), ("barcode", "sku"), ("sku", "barcode")]
    for mine, theirs in codes:
        yield mine, theirs, _as_it_is, _as_it_is
    for mine, theirs in codes:
        yield mine, theirs, barcode_number, barcode_number
    for mine, theirs in codes:
        yield mine, theirs, barcode_number, with_check_digit
        yield mine, theirs, with_check_digit, barcode_number
    for mine, theirs in ((ITEM_ID, ITEM_ID), ("sku", ITEM_ID), (ITEM_ID, "sku")):
        yield mine, theirs, _as_it_is, _as_it_is
    for mine, theirs in (("description", _NAME), (_NAME, "description")):
        yield mine, theirs, _as_it_is, _as_it_is


# --- codes as they are compared -----------------------------------------------------------------


def _as_it_is(codes: Cells) -> Cells:
    return codes


def as_remembered(codes: Cells) -> Cells:
    """A SKU without what spreadsheets and people change: case, blanks, leading zeros, `.0`."""
    plain = pc.utf8_lower(pc.replace_substring_regex(codes, r"[\s\x{a0}]+", ""))
    return pc.replace_substring_regex(plain, r"^'?0*(\d+?)(?:\.0+)?$", r"\1")


def barcode_number(codes: Cells) -> Cells:
    """The fourteen digits of a GTIN, UPC or EAN in whatever length; null for other codes."""
    digits = pc.replace_substring_regex(codes, r"^'|[\s-]+|\.0+$", "")
    usable = pc.match_substring_regex(digits, r"^0*[1-9]\d{6,13}$")
    number = pc.if_else(usable, pc.utf8_ltrim(digits, "0"), _NOTHING)
    return pc.utf8_lpad(number, 14, "0")


def with_check_digit(codes: Cells) -> Cells:
    """As `barcode_number`, for a code whose check digit was left away; null where too short."""
    number = barcode_number(codes)
    fits = pc.match_substring_regex(number, rf"^0+[1-9]\d{{{_SHORTEST - 1},12}}$")
    body = pc.utf8_slice_codeunits(pc.if_else(fits, number, _NOTHING), 1, 14)
    total = pa.repeat(pa.scalar(0, pa.int64()), len(codes))
    for at in range(13):
        digit = pc.utf8_slice_codeunits(body, at, at + 1).cast(pa.int64())
        total = pc.add(total, pc.multiply(digit, 3 if at % 2 == 0 else 1))
    tens = pc.multiply(pc.divide(total, 10), 10)
    check = pc.subtract(pc.add(tens, 10), total)
    check = pc.if_else(pc.equal(check, 10), 0, check).cast(pa.string())
    return pc.binary_join_element_wise(body, check, "")


# --- helpers ------------------------------------------------------------------------------------


def _has(table: pa.Table, name: str) -> bool:
    return ("description" if name == _NAME else name) in table.column_names


def _written(table: pa.Table, name: str) -> Cells:
    """The codes of a column as they stand; a name that several items share is none."""
    if name not in ("description", _NAME):
        return table[name].cast(pa.string()).combine_chunks()
    names, codes = (table[n].cast(pa.string()).combine_chunks() for n in ("description", "sku"))
    if name == _NAME:
        return pc.if_else(pc.equal(names, codes), names, _NOTHING)
    items = pa.table({"name": names, "sku": codes}).group_by(["name", "sku"]).aggregate([])
    return pc.if_else(pc.is_in(names, _repeated_more_than(items["name"], 1)), _NOTHING, names)


def _code(table: pa.Table, name: str, place: bool, reading: _Reading = _as_it_is) -> Cells:
    """Codes to be compared, null where there is none or its digits are lost."""
    code = _written(table, name)
    code = reading(pc.if_else(pc.match_substring_regex(code, DAMAGED), _NOTHING, code))
    if place:
        stores = pc.fill_null(table["store_id"].cast(pa.string()).combine_chunks(), DEFAULT_STORE)
        code = pc.binary_join_element_wise(stores, code, _PLACE)
    return code


def _single(codes: Cells) -> Cells:
    """The codes, null where a code stands on several rows."""
    return pc.if_else(pc.is_in(codes, _repeated_more_than(codes, 1)), _NOTHING, codes)


def _repeated_more_than(codes: Cells, times: int) -> Cells:
    counts = pc.value_counts(codes)
    words = pc.filter(counts.field("values"), pc.greater(counts.field("counts"), times))
    return pc.drop_null(words)


def _laid_over(met: Cells, rows: Cells, found: Cells) -> Cells:
    """`met` with what was found for some of its rows."""
    if found.null_count == len(found):
        return met
    return pc.replace_with_mask(met, pc.is_in(numbered(len(met)), rows), found)
