"""What a store is called in addresses, where its name may hold anything."""

from __future__ import annotations

import hashlib
import re
from typing import Final
from unicodedata import normalize

_SAFE = re.compile(r"[A-Za-z0-9._~-]{1,64}")
_TAKEN: Final = frozenset({".", "..", "subscribe", "subscriptions", "send", "scheduler-status"})
"""Browsers leave the first two out of an address; clients mean something else by the others."""


def store_key(name: str) -> str:
    """The store's name if it can stand in an address as it is, else a readable stand-in for it.

    A key is its own key, so whatever takes a name takes the key as well. Two names have one key
    only by a chance of one in a million millions.
    """
    if _SAFE.fullmatch(name) and name not in _TAKEN:
        return name
    letters = normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:40].strip("-") or "store"
    told_apart = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{plain}-{told_apart}"
