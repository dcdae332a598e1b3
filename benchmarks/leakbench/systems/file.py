"""One file of an export, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

EXPECTED = "expected_qty"
"""What the books said when it was counted: no canonical column, but in each list of counts."""


@attrs.frozen(kw_only=True)
class File:
    """One file of an export."""

    name: str
    """With the days of the sales window where the system puts them there: `{start}`, `{end}`, and
    what else `layouts` has of it. `above` and `fixed` may have them too."""
    columns: Mapping[str, str]
    """Header to canonical column."""
    fixed: Mapping[str, str] = attrs.field(factory=dict)
    """Headers that say the same, or nothing, in each row."""
    words: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict)
    """Canonical column to its values in the system's words."""
    before: Mapping[str, str] = attrs.field(factory=dict)
    """Header to what stands before each value."""
    empty: Mapping[str, str] = attrs.field(factory=dict)
    """Canonical column to what stands where nothing is known."""
    cents: tuple[str, ...] = ()
    """Canonical columns of money that it rounds to cents."""
    hides: bool = False
    """Its status only says what is off the till: what is run down stays on it while it sells."""
    dates: str = "%Y-%m-%d"
    rows: Literal["all", "sold", "counted"] = "all"
    """Which items it lists: a report of sales lists what was sold, a count what was counted."""
    above: tuple[str, ...] = ()
    """Lines above the header."""
    under: tuple[str, ...] = ()
    """Lines below the header that are no items."""
    delimiter: str = ","


def blank(*headers: str) -> dict[str, str]:
    """These headers, with nothing below them."""
    return dict.fromkeys(headers, "")
