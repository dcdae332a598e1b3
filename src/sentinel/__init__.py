"""Finds where a store loses money, from the export of its point-of-sale system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# Names are loaded when first used: `import sentinel` stays in milliseconds.
_HOMES = {
    "Adapter": "models",
    "ColumnMapper": "models",
    "Curve": "scorecard",
    "Engine": "engine",
    "Export": "models",
    "Finding": "models",
    "Found": "models",
    "Issue": "models",
    "Item": "models",
    "MappedColumn": "models",
    "Money": "models",
    "Primitive": "models",
    "Rate": "demand",
    "Report": "models",
    "Sample": "models",
    "Scorecard": "scorecard",
    "SentinelError": "errors",
    "Snapshot": "models",
    "Threshold": "models",
    "adapters": "engine",
    "analyze": "engine",
    "hookimpl": "hookspecs",
    "log_odds": "clues",
    "primitives": "engine",
    "read": "engine",
    "suggest_mapping": "engine",
}

__all__ = [
    "Adapter",
    "ColumnMapper",
    "Curve",
    "Engine",
    "Export",
    "Finding",
    "Found",
    "Issue",
    "Item",
    "MappedColumn",
    "Money",
    "Primitive",
    "Rate",
    "Report",
    "Sample",
    "Scorecard",
    "SentinelError",
    "Snapshot",
    "Threshold",
    "__version__",
    "adapters",
    "analyze",
    "hookimpl",
    "log_odds",
    "primitives",
    "read",
    "suggest_mapping",
]

if TYPE_CHECKING:
    from sentinel.clues import log_odds
    from sentinel.demand import Rate
    from sentinel.engine import Engine, adapters, analyze, primitives, read, suggest_mapping
    from sentinel.errors import SentinelError
    from sentinel.hookspecs import hookimpl
    from sentinel.models import (
        Adapter,
        ColumnMapper,
        Export,
        Finding,
        Found,
        Issue,
        Item,
        MappedColumn,
        Money,
        Primitive,
        Report,
        Sample,
        Snapshot,
        Threshold,
    )
    from sentinel.scorecard import Curve, Scorecard


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'sentinel' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"sentinel.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
