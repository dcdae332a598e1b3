"""Between results and plain values. Money is rounded to cents here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, get_args, get_origin

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from sentinel.insights.diagnostic import Diagnostic
from sentinel.insights.leaks import Leaks
from sentinel.insights.rebates import RebateProgram, Tier
from sentinel.insights.why import Step

_DECIMALS = {
    "USD": 2,
    "USD/unit": 6,
    "fraction": 6,
    "percent": 4,
    "units": 6,
    "ratio": 4,
    "days": 2,
}

converter = Converter()
"""Writes every result of the insights, rounded for readers."""

_exact = Converter()
"""For what is stored and read back: nothing is rounded on the way."""


def to_dict(result: Any) -> Any:
    """Any result of the insights as dicts, lists, texts and numbers."""
    return converter.unstructure(result)


def dump(diagnostic: Diagnostic) -> dict[str, Any]:
    """A diagnostic as plain values to be stored; nothing is rounded."""
    plain: dict[str, Any] = _exact.unstructure(diagnostic)
    return plain


def load(plain: dict[str, Any]) -> Diagnostic:
    """What `dump` wrote."""
    return _exact.structure(plain, Diagnostic)


def _rounding(kind: Any) -> Callable[[float], float]:
    decimals = _DECIMALS[get_args(kind)[1]]

    def write(value: float) -> float:
        return round(value, decimals) + 0.0  # no minus zero

    return write


def _is_unit(kind: Any) -> bool:
    return get_origin(kind) is Annotated and get_args(kind)[1] in _DECIMALS


converter.register_unstructure_hook_factory(_is_unit, _rounding)
converter.register_unstructure_hook(datetime, datetime.isoformat)
converter.register_unstructure_hook(date, date.isoformat)


def _absent_if_null(model: type, *names: str) -> None:
    """Fields that old clients expect to be missing rather than null."""
    omitted: dict[str, Any] = {name: override(omit_if_default=True) for name in names}
    converter.register_unstructure_hook(
        model, make_dict_unstructure_fn(model, converter, **omitted)
    )


def _with_second_names(model: type) -> None:
    """Fields that repeat another under the name that a second client knows."""
    converter.register_unstructure_hook(
        model, make_dict_unstructure_fn(model, converter, _cattrs_include_init_false=True)
    )


_with_second_names(Tier)
_with_second_names(RebateProgram)
_absent_if_null(Leaks, "cause_diagnosis", "store_id")
_absent_if_null(Step, "rule_name", "rule_explanation", "premises")
