"""Which system wrote an export, and which of its exports it is: by the headers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from sentinel.errors import UsageError
from sentinel.headers import matches
from sentinel.models import Adapter, Export

GENERIC = "generic"
"""Key of the adapter for exports that no other adapter knows."""

_RECOGNISED = 0.55
"""Below this share of evidence an export is not taken for a system's own."""
_CONTRADICTED = 0.4
"""Factor for an export that a header of another system speaks against."""


@frozen(kw_only=True)
class Recognition:
    """Which system and which of its exports a file is, by its headers alone."""

    adapter: Adapter
    export: Export | None
    """Null where columns are found by the column mappers."""
    confidence: float
    runner_up: tuple[str, str, float] | None = None
    """Key, export and confidence of the next best; null if nothing else fits at all."""
    found: tuple[str, ...] = ()
    """The headers of the fingerprint that are there."""
    missing: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()
    """The headers that tell it best from the runner-up, the strongest first."""
    equals: tuple[tuple[str, str], ...] = ()
    """Key and export of others that the headers fit just as well; nothing tells them apart."""


def recognise(
    headers: Sequence[str], adapters: Mapping[str, Adapter], pos: str | None = None
) -> Recognition:
    """The system and export that these headers belong to; `generic` when none fits.

    Nothing but the headers is looked at: neither the file's name nor the order of columns. A header
    that is missing or renamed costs confidence. With `pos` only that adapter is considered.

    Raises UsageError if `pos` is not the key of an adapter, or if nothing fits and there is no
    `generic` adapter.
    """
    if pos is not None and pos not in adapters:
        raise UsageError(f"No POS adapter is called {pos!r}.", given=pos, known=tuple(adapters))
    chosen = adapters.values() if pos is None else (adapters[pos],)
    ranked = sorted(
        (
            (_score(export, headers), adapter, export)
            for adapter in chosen
            for export in adapter.exports
        ),
        key=lambda entry: -entry[0],
    )
    best = _recognition(ranked, headers) if ranked else None
    if pos is not None:
        return _as_told(adapters[pos], best)
    if best is not None and best.confidence >= _RECOGNISED:
        return best
    if GENERIC not in adapters:
        raise UsageError(
            "These headers belong to no POS that is loaded, and the generic adapter is not loaded.",
            given=tuple(headers),
            known=tuple(adapters),
        )
    nearest = 0.0 if best is None else best.confidence
    runner = (
        None
        if best is None or best.export is None
        else (
            best.adapter.key,
            best.export.name,
            nearest,
        )
    )
    return Recognition(
        adapter=adapters[GENERIC],
        export=None,
        confidence=round(1.0 - nearest, 3),
        runner_up=runner if nearest > 0.2 else None,
    )


def _recognition(
    ranked: Sequence[tuple[float, Adapter, Export]], headers: Sequence[str]
) -> Recognition:
    score, adapter, export = ranked[0]
    found = tuple(_shown(word) for word in export.fingerprint if _present(word, headers))
    others = [entry for entry in ranked[1:] if entry[0] > 0.2]
    return Recognition(
        adapter=adapter,
        export=export,
        confidence=round(score, 3),
        runner_up=(others[0][1].key, others[0][2].name, round(others[0][0], 3)) if others else None,
        found=found,
        missing=tuple(_shown(word) for word in export.fingerprint if _shown(word) not in found),
    )


def _as_told(adapter: Adapter, best: Recognition | None) -> Recognition:
    if best is not None and len(best.found) * 2 >= len(best.found + best.missing):
        return best
    # None of its exports: the caller's word stands for the system, the mappers find the columns.
    return Recognition(adapter=adapter, export=None, confidence=1.0)


def _score(export: Export, headers: Sequence[str]) -> float:
    fingerprint = _share(export.fingerprint, headers)
    if fingerprint < 0.5:
        return 0.0
    declared = _share([*export.columns.values(), *_prefixes(export)], headers)
    score = 0.7 * fingerprint + 0.3 * declared
    if fingerprint == 1.0:
        score = max(score, 0.9 + 0.09 * declared)
    if any(_present(word, headers) for word in export.contradicted_by):
        score *= _CONTRADICTED
    return score


def _prefixes(export: Export) -> list[str]:
    return [f"{prefix}*" for prefix in export.location_columns.values()]


def _share(words: Sequence[str | tuple[str, ...]], headers: Sequence[str]) -> float:
    if not words:
        return 0.0
    return sum(_present(word, headers) for word in words) / len(words)


def _present(pattern: str | tuple[str, ...], headers: Sequence[str]) -> bool:
    patterns = (pattern,) if isinstance(pattern, str) else pattern
    return any(matches(one, header) for one in patterns for header in headers)


def _shown(pattern: str | tuple[str, ...]) -> str:
    return pattern if isinstance(pattern, str) else pattern[0]
