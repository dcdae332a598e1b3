"""Arithmetic over the names of a finding's evidence: how its dollars can be recomputed."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from sentinel.scorecard import COST_RATIO

_OPERATORS: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FUNCTIONS: dict[str, Callable[..., float]] = {"min": min, "max": max}
_NAME = re.compile(r"[A-Za-z_]\w*")


def fitting(formulas: Iterable[str], evidence: Mapping[str, float | str]) -> str | None:
    """The first formula whose names are all numbers of the evidence, times what a scorecard makes
    of its cost; null if there is none."""
    numbers = {name for name, value in evidence.items() if not isinstance(value, str)}
    formula = next((formula for formula in formulas if names(formula) <= numbers), None)
    corrected = formula is not None and COST_RATIO in numbers
    return f"({formula}) * {COST_RATIO}" if corrected else formula


@cache
def names(formula: str) -> frozenset[str]:
    """The evidence that a formula needs."""
    return frozenset(_NAME.findall(formula)) - _FUNCTIONS.keys()


def evaluate(formula: str, evidence: Mapping[str, float | str]) -> float:
    """The formula's value. Raises ValueError where it is not plain arithmetic over the evidence."""
    return _value(_parsed(formula), evidence)


def with_numbers(formula: str, evidence: Mapping[str, float | str]) -> str:
    """The formula with the numbers in the place of their names, to be checked by hand."""

    def number(match: re.Match[str]) -> str:
        name = match.group()
        if name in _FUNCTIONS:
            return name
        text = f"{evidence[name]:.10g}"
        return f"({text})" if text.startswith("-") else text

    return _NAME.sub(number, formula)


@cache
def _parsed(formula: str) -> ast.expr:
    try:
        return ast.parse(formula, mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"{formula!r} is not arithmetic: {error.msg}.") from error


def _value(node: ast.AST, evidence: Mapping[str, float | str]) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name) if not isinstance(evidence.get(name, ""), str):
            return float(evidence[name])
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, evidence)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, evidence), _value(right, evidence))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_value(arg, evidence) for arg in args))
    raise ValueError(
        f"{ast.unparse(node)!r} in a formula: known are numbers, numbers of the evidence,"
        " + - * /, min and max."
    )
