"""Several headers of one column: the months of a year, the stores of a chain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from sentinel import MappedColumn
from sentinel.headers import normal
from sentinel.periods import month_of
from sentinel_plugins.header_meanings import NONE, lexicon, phrase
from sentinel_plugins.header_parts import MONTH_DAYS, Header
from sentinel_plugins.header_shapes import PLACES
from sentinel_plugins.header_synonyms import QUANTITY

_OF_PLACES = ("on_hand_qty", "reorder_point", "reorder_up_to", "unit_price", "on_order_qty")
"""What exports repeat for each store."""
_YEAR_LONG, _SOME_MONTHS = 0.96, 0.8
_SHARED, _ALONE = 0.97, 0.85
"""Sureness of a place behind several known words, and behind one that is there several times."""
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def months(headers: Sequence[Header]) -> dict[str, MappedColumn]:
    """`jan`, `feb`, ...: the units sold of each month, to be added up."""
    found = [h for h in headers if _is_month(h) and h.values.number >= 0.5 > h.values.money]
    numbers = {month_of(_month_word(h)) for h in found}
    if len(found) < 3 or len(numbers) != len(found):
        return {}
    return {
        header.text: MappedColumn(
            column="units_sold",
            header=header.text,
            confidence=_YEAR_LONG if len(found) == 12 else _SOME_MONTHS,
            why=f"one of {len(found)} months that are added up",
            window=MONTH_DAYS,
            addend=True,
        )
        for header in found
    }


def _month_word(header: Header) -> str:
    return re.sub(r"[^a-z]", "", _YEAR.sub("", normal(header.text)).removesuffix("sales"))


def _is_month(header: Header) -> bool:
    return month_of(_month_word(header)) is not None


def places(
    headers: Sequence[Header], understood: Mapping[str, str], stocked: bool
) -> dict[str, MappedColumn]:
    """Columns that are stores: `Stock Downtown`, `Stock Airport`, or bare names of places.

    `understood` is what the other headers mean, `stocked` whether one of them is a quantity.
    """
    open_ = [h for h in headers if h.text not in understood and not _is_other(h)]
    prefixed = _prefixed(h for h in open_ if h.values.count == 0 or h.values.number >= 0.9)
    if prefixed:
        return prefixed
    numeric = [h for h in open_ if h.values.number >= 0.9 and h.values.money < 0.5]
    named = [h for h in numeric if re.search(r"[a-z]", h.words) and h.words not in QUANTITY]
    named = [h for h in named if re.search(r"[a-z]{3}", h.words)]
    all_understood = not any(h.values.count for h in open_ if h not in named)
    items = {"sku", "description"} & set(understood.values())
    if len(named) < 2 or not all_understood or not items or stocked:
        return {}
    return {
        header.text: MappedColumn(
            column="on_hand_qty",
            header=header.text,
            confidence=0.7,
            why="whole numbers under the name of a place",
            location=header.text,
        )
        for header in _with_empty_neighbours(headers, named)
    }


def _with_empty_neighbours(headers: Sequence[Header], named: Sequence[Header]) -> list[Header]:
    """Places without stock in the first rows stand between places that have some."""
    positions = [headers.index(header) for header in named]
    between = headers[min(positions) : max(positions) + 1]
    after = []
    for header in headers[max(positions) + 1 :]:
        if header.values.count or not re.search(r"[a-z]", header.words) or _is_other(header):
            break
        after.append(header)
    empty = [h for h in between if h.values.count == 0 and not _is_other(h)]
    return [h for h in headers if h in named or h in empty or h in after]


def _prefixed(open_: Iterable[Header]) -> dict[str, MappedColumn]:
    """`inventory_Main, reorder_point_Main`: a place is what several known words share, or what
    differs behind one of them."""
    found: list[tuple[Header, str, str, str]] = []
    for header in open_:
        words = header.words.split()
        for cut in range(len(words) - 1, 0, -1):
            prefix = " ".join(words[:cut])
            meant = phrase(prefix)
            role = meant.role if meant is not None else None
            role = "on_hand_qty" if prefix in QUANTITY else role
            if role in _OF_PLACES and _names(words[cut:]):
                place = " ".join(re.split(r"[\s_]+", header.text.strip())[cut:]).strip(" -:/()")
                found.append((header, role, prefix, place or " ".join(words[cut:])))
                break
    known: dict[str, set[str]] = {}
    for _, column, _, place in found:
        known.setdefault(place, set()).add(column)
    named = [place for _, _, _, place in found]
    prefixes = [prefix for _, _, prefix, _ in found]
    return {
        header.text: MappedColumn(
            column=column,
            header=header.text,
            confidence=_SHARED if len(known[place]) > 1 else _ALONE,
            why=f"{prefix!r} of a place",
            location=place,
        )
        for header, column, prefix, place in found
        if prefixes.count(prefix) > 1 or named.count(place) > 1
    }


def _names(words: Sequence[str]) -> bool:
    """Whether it may be a place: `Stock minimum`, `Stock virtual` are other quantities."""
    return any(word in PLACES or not lexicon().knows(word) for word in words)


def _is_other(header: Header) -> bool:
    return any(
        (known := phrase(words)) is not None and known.role == NONE
        for words in (header.whole, header.words)
    )
