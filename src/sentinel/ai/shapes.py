"""What the values of a column look like, without saying what they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

MOST = 3
"""Shapes that are named of one column, the most frequent first."""
_LONGEST = 16
"""A longer text is told by its number of words: its letters would say too much."""


def shape(cell: str) -> str:
    """Digits as 9, letters as A or a, the signs of amounts and codes as they are, others as ?.

    >>> shape("$1,249.90"), shape("ab-104"), shape("Claw hammer, 16 oz steel")
    ('$9,999.99', 'aa-999', '5 words')
    """
    text = " ".join(cell.split())
    if len(text) > _LONGEST or text.count(" ") > 1:
        words = len(text.split(" "))
        return f"{words} words" if words > 1 else f"a word of {len(text) // 10 * 10} or more"
    return "".join(map(_sign, text))


def _sign(one: str) -> str:
    if one.isdigit():
        return "9"
    if one.isalpha():
        return "A" if one.isupper() else "a"
    return one if one in _KEPT else "?"


_KEPT = frozenset(" .,-+/:()%#*'_$\u20ac\u00a3\u00a5\u20b9")


def shapes(cells: Sequence[str | None]) -> tuple[str, ...]:
    """The most frequent shapes of the filled cells; of equally frequent ones the first."""
    seen = Counter(shape(cell) for cell in cells if cell and not cell.isspace())
    return tuple(text for text, _ in seen.most_common(MOST))
