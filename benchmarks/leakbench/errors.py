"""Where a detector goes wrong: mechanisms under its false alarms and under what it missed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

import pyarrow as pa

Errors = dict[str, tuple[Counter[str], Counter[str]]]
"""Per primitive: mechanisms of false alarms, mechanisms of misses; `ordinary` where none."""


def errors(findings: pa.Table, truth: pa.Table, offered: Collection[str]) -> Errors:
    """Counts over one store, from the same tables as the score, of the primitives offered."""
    found = set(zip(_texts(findings, "primitive"), _texts(findings, "sku"), strict=True))
    result: Errors = {}
    rows = zip(
        _texts(truth, "primitive"),
        _texts(truth, "sku"),
        truth["label"].to_pylist(),
        _texts(truth, "mechanisms"),
        strict=True,
    )
    for primitive, sku, label, mechanisms in rows:
        if primitive not in offered:
            continue
        false_alarms, misses = result.setdefault(primitive, (Counter(), Counter()))
        if ((primitive, sku) in found) != label:
            wrong = misses if label else false_alarms
            wrong.update(mechanisms.split("+") if mechanisms else ["ordinary"])
    return result


def added(parts: list[Errors]) -> Errors:
    """The same over several stores."""
    result: Errors = {}
    for part in parts:
        for primitive, (false_alarms, misses) in part.items():
            total = result.setdefault(primitive, (Counter(), Counter()))
            total[0].update(false_alarms)
            total[1].update(misses)
    return result


def described(total: Errors, most: int = 5) -> str:
    """The most frequent mechanisms of each kind, two lines per primitive."""
    lines = ["", "Under false alarms (+) and misses (-); one SKU may count for several mechanisms"]
    for primitive, counters in total.items():
        for sign, counter in zip("+-", counters, strict=True):
            named = ", ".join(f"{name} {count}" for name, count in counter.most_common(most))
            lines.append(f"{primitive:26}{sign} {named or 'none'}")
    return "\n".join(lines)


def _texts(table: pa.Table, name: str) -> list[str]:
    return [str(value) for value in table[name].to_pylist()]
