"""Headers as they are compared: what differs between two spellings of one header falls away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SEPARATORS = re.compile(r"[\s_\-./#()?:]+")


@lru_cache(maxsize=16384)  # all headers that the adapters declare, and those of some files
def normal(header: str) -> str:
    """The header in lower case, without accents, BOM and control characters, marks as one blank.

    >>> normal("\\ufeffC\\u00f3digo_de  Barras #")
    'codigo de barras'
    """
    if header.isascii() and header.isprintable():  # nearly all of them
        return _SEPARATORS.sub(" ", header).strip().lower()
    spread = _SEPARATORS.sub(" ", unicodedata.normalize("NFKD", header))
    kept = (c for c in spread if unicodedata.category(c) not in ("Mn", "Cf", "Cc"))
    return "".join(kept).strip().lower()


def matches(pattern: str, header: str) -> bool:
    """Whether a header is meant by a pattern; a trailing `*` stands for any ending.

    Both are compared as `normal` gives them; `*` needs at least one character.
    """
    if not pattern.endswith("*"):
        return normal(pattern) == normal(header)
    start, found = normal(pattern[:-1]), normal(header)
    return found.startswith(start) and len(found) > len(start)


def ending(prefix: str, header: str) -> str | None:
    """What stands behind the prefix in a header: the name of a location. Null: another header.

    >>> ending("Current Quantity ", "Current Quantity RRV Richmond")
    'RRV Richmond'
    """
    words = [re.escape(word) for word in _SEPARATORS.split(prefix.strip()) if word]
    gap = r"[\s_\-./#()?:]+"
    pattern = r"\s*" + gap.join(words) + (gap if _SEPARATORS.match(prefix[-1:]) else "") + r"(\S.*)"
    found = re.fullmatch(pattern, header.lstrip("\ufeff"), re.IGNORECASE | re.DOTALL)
    return found.group(1).strip() if found else None
