"""Between models and JSON. Money is rounded to cents here and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
from attrs import resolve_types
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from sentinel import __version__, models
from sentinel.explain import Proof
from sentinel.suggestion import MappingSuggestion

SCHEMA_VERSION = 1
"""Rises when a field of the report changes its meaning."""

converter = Converter()
"""The one converter of the package: attrs models to plain dicts, lists, numbers and texts."""


def report_to_dict(report: models.Report) -> dict[str, Any]:
    """The report as plain values, in the documented shape."""
    body: dict[str, Any] = converter.unstructure(report)
    return {"schema_version": SCHEMA_VERSION, "sentinel_version": __version__, **body}


def report_to_json(report: models.Report) -> str:
    """The same as JSON text."""
    return to_json(report_to_dict(report))


def to_json(value: Any) -> str:
    """Plain values or models as JSON. Raises ValueError on NaN or infinity: JSON has neither."""
    return json.dumps(converter.unstructure(value), ensure_ascii=False, allow_nan=False)


def _cents(amount: float) -> float:
    return round(amount, 2) + 0.0  # no minus zero


def _cents_or_null(amount: float | None) -> float | None:
    return None if amount is None else _cents(amount)


def _probability(value: float) -> float:
    return round(value, 6)


def _probabilities(values: dict[str, float]) -> dict[str, float]:
    return {name: _probability(value) for name, value in values.items()}


def _seconds(value: float) -> float:
    return round(value, 4)


def _as_is(value: Any) -> Any:
    return value


_MONEY = override(unstruct_hook=_cents)
_SHARE = override(unstruct_hook=_probability)
_SHARES = override(unstruct_hook=_probabilities)
_SECONDS = override(unstruct_hook=_seconds)
_PLAIN = override(unstruct_hook=_as_is)
_HIDDEN = override(omit=True)


def _shape(model: type, **fields: Any) -> Callable[[Any], dict[str, Any]]:
    """How `model` is written: all fields in order, but for the ones given."""
    hook: Callable[[Any], dict[str, Any]] = make_dict_unstructure_fn(model, converter, **fields)
    converter.register_unstructure_hook(model, hook)
    return hook


def _callable_name(function: Callable[..., Any] | None) -> str | None:
    return None if function is None else f"{function.__module__}.{function.__qualname__}"


for _model in (models.Report, models.Export):
    # their annotations name pyarrow, which `models` imports for type checkers only
    resolve_types(_model, localns={"pa": pa})

converter.register_unstructure_hook(date, date.isoformat)

_shape(models.Money, low=_MONEY, expected=_MONEY, high=_MONEY)
_shape(
    models.MappedColumn,
    confidence=_SHARE,
    location=_HIDDEN,
    scale=_HIDDEN,
    window=_HIDDEN,
    addend=_HIDDEN,
)
_problem = make_dict_unstructure_fn(models.Problem, converter)


@converter.register_unstructure_hook
def _write_problem(problem: models.Problem) -> dict[str, Any]:
    return {**_problem(problem), "examples_left_out": problem.examples_left_out}


_shape(models.Source, pos_confidence=_SHARE, rows_left_out=_PLAIN, profiles=_HIDDEN)
_shape(
    models.Finding,
    annual_cost=_MONEY,
    annual_cost_low=_HIDDEN,
    annual_cost_high=_HIDDEN,
    exposure=_MONEY,
    confidence=_SHARE,
    evidence=_PLAIN,
)
_shape(
    models.Issue,
    cause_confidence=_SHARE,
    causes=_SHARES,
    exposure=_MONEY,
    confidence=_SHARE,
    signals=_HIDDEN,
    signal_weights=_HIDDEN,
    formulas=_HIDDEN,
    meaning=_HIDDEN,
)
_shape(models.LeftAside, total=_MONEY)
_shape(models.Reconciled, in_files=_MONEY, in_snapshot=_MONEY)
_shape(
    models.Advice,
    found_share=_SHARE,
    annual_worth=override(unstruct_hook=_cents_or_null),
)
_shape(MappingSuggestion, pos_confidence=_SHARE, mapping=_HIDDEN, profiles=_HIDDEN, nulls=_HIDDEN)
_shape(models.Timings, read=_SECONDS, adapt=_SECONDS, detect=_SECONDS, report=_SECONDS)
_shape(models.Report, exposure=_MONEY, findings=_HIDDEN, thresholds=_PLAIN)
_shape(models.Primitive, judge=override(unstruct_hook=_callable_name))
_shape(models.Export, prepare=override(unstruct_hook=_callable_name))
_shape(models.ColumnMapper, propose=override(unstruct_hook=_callable_name))
_shape(Proof)
