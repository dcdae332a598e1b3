"""Arithmetic between the columns of an export: what holds, on how many rows, and what it proves.

An identity is looked for among all columns of numbers, whatever they are called, and counts only
where chance cannot explain it: on rows where nothing is zero or one, against how often it holds
when its columns are put out of step.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import combinations, permutations
from math import log

from attrs import frozen

from sentinel.figures import Numbers

HELPERS: dict[str, str] = {
    "profit": "what a unit earns",
    "margin": "the margin on the price",
    "markup": "the markup on the cost",
    "stock_value": "the stock at cost",
    "retail_value": "the stock at retail",
    "order_value": "the order at cost",
    "variance_value": "the variance in money",
    "counted_value": "the count in money",
    "available": "on hand less committed",
    "gross_units": "units sold before returns",
    "gross_sales": "sales before discounts",
    "sales_total": "sales with tax",
    "deductions": "discounts and returns in money",
    "tax": "a tax",
    "cost_of_sales": "the cost of what was sold",
    "sales_profit": "the profit of what was sold",
}
"""What columns mean that are none of the canonical ones but follow from them: they are not used,
and prove those that are."""

_COSTS = ("unit_cost", "avg_cost", "last_cost")


@frozen
class Reading:
    """What the three columns of an identity may be. `roles` are of the result and its parts."""

    form: str
    roles: tuple[str, str, str]
    words: str
    """The identity as a formula of the parts, with the names of roles."""
    weight: float = 1.0


def _readings() -> Iterator[Reading]:
    for cost in _COSTS:
        share = 1.0 if cost == "unit_cost" else 0.8
        yield Reading("sum", ("unit_price", cost, "profit"), f"unit_price - {cost} = profit", share)
        yield Reading(
            "product",
            ("stock_value", "on_hand_qty", cost),
            f"on_hand_qty x {cost} = stock_value",
            share,
        )
        yield Reading(
            "product",
            ("cost_of_sales", "units_sold", cost),
            f"units_sold x {cost} = cost_of_sales",
            share,
        )
        yield Reading(
            "product",
            ("order_value", "on_order_qty", cost),
            f"on_order_qty x {cost} = order_value",
            0.5 * share,
        )
        yield Reading(
            "product",
            ("variance_value", "count_variance_qty", cost),
            f"count_variance_qty x {cost} = variance_value",
            share,
        )
        yield Reading(
            "product",
            ("counted_value", "counted_qty", cost),
            f"counted_qty x {cost} = counted_value",
            0.5 * share,
        )
        yield Reading(
            "margin", ("margin", "unit_price", cost), f"unit_price x (1 - margin) = {cost}", share
        )
        yield Reading(
            "markup", ("markup", "unit_price", cost), f"{cost} x (1 + markup) = unit_price", share
        )
        yield Reading("ratio", ("markup", "profit", cost), f"profit / {cost} = markup", share)
    yield from (
        Reading(
            "sum",
            ("on_hand_qty", "committed_qty", "available"),
            "on_hand_qty - committed_qty = available",
        ),
        Reading(
            "sum",
            ("counted_qty", "on_hand_qty", "count_variance_qty"),
            "on_hand_qty = counted_qty - count_variance_qty",
        ),
        Reading(
            "sum",
            ("gross_units", "units_sold", "units_returned"),
            "units_sold = gross_units - units_returned",
        ),
        Reading(
            "sum",
            ("gross_sales", "net_sales", "deductions"),
            "net_sales = gross_sales - deductions",
        ),
        Reading("sum", ("sales_total", "net_sales", "tax"), "net_sales + tax = sales_total"),
        Reading(
            "sum",
            ("net_sales", "cost_of_sales", "sales_profit"),
            "net_sales - cost_of_sales = sales_profit",
        ),
        Reading(
            "product",
            ("retail_value", "on_hand_qty", "unit_price"),
            "on_hand_qty x unit_price = retail_value",
        ),
        Reading(
            "product",
            ("gross_sales", "units_sold", "unit_price"),
            "units_sold x unit_price = gross_sales",
        ),
        Reading(
            "product",
            ("net_sales", "units_sold", "unit_price"),
            "units_sold x unit_price = net_sales",
            0.7,
        ),
        Reading(
            "roughly",
            ("net_sales", "units_sold", "unit_price"),
            "units_sold x unit_price = net_sales, within 30 %",
        ),
        Reading("ratio", ("margin", "profit", "unit_price"), "profit / unit_price = margin"),
        Reading(
            "ratio", ("margin", "sales_profit", "net_sales"), "sales_profit / net_sales = margin"
        ),
        Reading(
            "margin",
            ("margin", "retail_value", "stock_value"),
            "retail_value x (1 - margin) = stock_value",
        ),
        Reading(
            "margin",
            ("margin", "net_sales", "cost_of_sales"),
            "net_sales x (1 - margin) = cost_of_sales",
        ),
    )


READINGS: tuple[Reading, ...] = tuple(_readings())

ORDERED: tuple[tuple[str, str], ...] = (
    *((cost, price) for cost in _COSTS for price in ("unit_price", "list_price")),
    ("unit_price", "list_price"),
    ("reorder_point", "reorder_up_to"),
    ("units_returned", "units_sold"),
    ("units_sold", "net_sales"),
)
"""The first is rarely above the second, where both are above zero."""


@frozen
class Instance:
    """An identity that was found. Columns are given by position: the result, then its parts."""

    form: str
    columns: tuple[int, int, int]
    held: int
    rows: int
    """Rows in which all cells are filled; for ratios and not zero."""
    evidence: float
    """Logarithm of how much likelier the figures are if it is no accident."""


_ENOUGH = 12.0
"""Least evidence: about one false alarm in a hundred among a thousand columns taken in threes."""
_LEAST_ROWS = 4
_PROBES = 8
_SHIFTS = (2, 3, 5, 7)
"""Fractions of the rows by which columns are put out of step."""


def instances(numbers: Sequence[Numbers], columns: Sequence[int]) -> list[Instance]:
    """All identities that hold among these columns and that chance does not explain."""
    usable = [c for c in columns if _varies(numbers[c])]
    found: dict[tuple[str, tuple[int, int, int]], Instance] = {}
    # Products come before ratios: a / b = c is nothing new where b x c = a.
    for form, triple in sorted(_suspects(numbers, usable)):
        if form == "ratio" and _turned(triple) & found.keys():
            continue
        instance = _tested(form, triple, numbers)
        if instance is not None:
            found[form, triple] = instance
    return list(found.values())


def _turned(ratio: tuple[int, int, int]) -> set[tuple[str, tuple[int, int, int]]]:
    a, b, c = ratio
    return {("product", (b, a, c)), ("product", (b, c, a))}


def roughly(numbers: Sequence[Numbers], columns: tuple[int, int, int]) -> Instance | None:
    """The identity units x price = amount, as sales with a usual discount hold it."""
    return _tested("roughly", columns, numbers)


def share_in_order(smaller: Numbers, larger: Numbers) -> float | None:
    """On which share of the rows with two different figures above zero the first is the smaller.

    Null where there are fewer than four such rows.
    """
    pairs = [
        one < other
        for one, other in zip(smaller, larger, strict=True)
        if one and other and one > 0 and other > 0 and one != other
    ]
    return sum(pairs) / len(pairs) if len(pairs) >= _LEAST_ROWS else None


def sums(numbers: Sequence[Numbers], parts: Sequence[int], total: int) -> Instance | None:
    """Whether one column is the sum of the others; blank parts are zero. Null: it is not."""
    whole = numbers[total]
    added = [
        sum(cells) if (cells := [numbers[p][row] or 0.0 for p in parts]) else None
        for row in range(len(whole))
    ]
    held = rows = moving = 0
    for one, other, row in zip(whole, added, range(len(whole)), strict=True):
        if one is None or other is None:
            continue
        rows += 1
        fits = abs(one - other) <= 0.005 + 1e-9 * abs(other)
        held += fits
        moving += fits and sum(bool(numbers[p][row]) for p in parts) > 1
    if moving < _LEAST_ROWS or held < 0.9 * rows:
        return None
    return Instance("sum", (total, parts[0], parts[-1]), held, rows, _ENOUGH)


# --- looking for suspects -----------------------------------------------------------------------


def _varies(cells: Numbers) -> bool:
    different = {cell for cell in cells if cell}
    return len(different) >= 3


def _suspects(
    numbers: Sequence[Numbers], columns: Sequence[int]
) -> set[tuple[str, tuple[int, int, int]]]:
    """Threes of columns in which an identity holds in at least two of the rows that tell most.

    For each pair of parts the result is looked up among the cells of the row, so that no three
    columns are ever put together one by one.
    """
    hits: dict[tuple[str, tuple[int, int, int]], int] = {}
    for row in _telling_rows(numbers, columns):
        here = sorted((cells, c) for c in columns if (cells := numbers[c][row]))
        values, places = [value for value, _ in here], [c for _, c in here]
        for (x, b), (y, c) in combinations(here, 2):
            found = [
                *(("sum", a, b, c) for a in _near(x + y, 0.006, values, places)),
                *(
                    ("product", a, b, c)
                    for a in _near(x * y, _product_slack(x, y), values, places)
                    if x != 1 and y != 1
                ),
            ]
            if 0 < x < y:
                found += _ratios(b, c, x, y, values, places)
            for form, a, one, other in found:
                if a not in (b, c):
                    key = (form, (a, one, other))
                    hits[key] = hits.get(key, 0) + 1
    return {key for key, count in hits.items() if count >= 2}


def _ratios(
    low: int, high: int, x: float, y: float, values: Sequence[float], places: Sequence[int]
) -> Iterator[tuple[str, int, int, int]]:
    """Margin and markup of a cost below a price, and a profit by either."""
    for form, ratio, one, other in (
        ("margin", 1 - x / y, high, low),
        ("markup", y / x - 1, high, low),
        ("ratio", x / y, low, high),
        ("ratio", y / x, high, low),
    ):
        for factor, slack in ((1.0, 0.0051), (100.0, 0.51)):
            for a in _near(ratio * factor, slack, values, places):
                yield form, a, one, other


def _near(
    value: float, slack: float, values: Sequence[float], places: Sequence[int]
) -> Iterator[int]:
    at = bisect_left(values, value - slack)
    while at < len(values) and values[at] <= value + slack:
        yield places[at]
        at += 1


def _product_slack(x: float, y: float) -> float:
    """Costs are shown in cents and multiplied unrounded."""
    return 0.011 + 0.0051 * min(abs(x), abs(y), 1e3)


def _telling_rows(numbers: Sequence[Numbers], columns: Sequence[int]) -> list[int]:
    """Rows that together have every column filled and not zero, as often as can be."""
    if not columns:
        return []
    rows = range(len(numbers[columns[0]]))
    filled = {row: frozenset(c for c in columns if numbers[c][row]) for row in rows}
    seen = dict.fromkeys(columns, 0)
    left = sorted(rows, key=lambda row: [numbers[c][row] or 0.0 for c in columns])
    chosen: list[int] = []
    while left and len(chosen) < _PROBES:
        best = max(left, key=lambda row: sum(0.5 ** seen[c] for c in filled[row]))
        left.remove(best)
        chosen.append(best)
        for column in filled[best]:
            seen[column] += 1
    return chosen


# --- testing one --------------------------------------------------------------------------------

_WHOLE = ("sum", "product", "roughly")
"""Forms that can be worked out for zeros too."""


def _holds(form: str, a: float, b: float, c: float) -> bool:
    if form == "sum":
        return abs(a - b - c) <= 0.0061 + 1e-9 * abs(a)
    if form == "product":
        return abs(a - b * c) <= _product_slack(b, c)
    if form == "roughly":
        return 0.7 * b * c <= a <= 1.02 * b * c
    if form == "margin":
        ratio = 1 - c / b
    elif form == "markup":
        ratio = b / c - 1
    else:
        ratio = b / c
    return abs(a - ratio) <= 0.0051 or abs(a - 100 * ratio) <= 0.51


def _telling(form: str, b: float, c: float) -> bool:
    """Whether the row can tell: `a = b + 0` and `a = 1 x b` hold for any two equal columns."""
    if form in ("product", "roughly"):
        return b not in (0, 1) and c not in (0, 1)
    return b != 0 and c != 0


def _tested(form: str, triple: tuple[int, int, int], numbers: Sequence[Numbers]) -> Instance | None:
    columns = [numbers[c] for c in triple]
    full = [
        (a, b, c)
        for a, b, c in zip(*columns, strict=True)
        if a is not None and b is not None and c is not None
    ]
    telling = sorted({row for row in full if _telling(form, row[1], row[2])})
    if len(telling) < _LEAST_ROWS:
        return None
    held = sum(_holds(form, *row) for row in telling)
    if held < 0.9 * len(telling):
        return None
    evidence = _evidence(held, len(telling), _by_chance(form, telling))
    if evidence < _ENOUGH:
        return None
    counted = full if form in _WHOLE else [row for row in full if _telling(form, row[1], row[2])]
    return Instance(form, triple, sum(_holds(form, *r) for r in counted), len(counted), evidence)


def _by_chance(form: str, rows: Sequence[tuple[float, float, float]]) -> float:
    """How often it holds where the result is taken from another row."""
    size = len(rows)
    hits = tries = 0
    for part in _SHIFTS:
        shift = max(1, size // part)
        for place, (_, b, c) in enumerate(rows):
            tries += 1
            hits += _holds(form, rows[(place + shift) % size][0], b, c)
    return max(hits / tries, 0.01)


def _evidence(held: int, rows: int, chance: float) -> float:
    if chance >= 0.9:
        return 0.0
    return held * log(0.97 / chance) + (rows - held) * log(0.03 / (1 - chance))


_BY_FORM: dict[str, tuple[Reading, ...]] = {
    form: tuple(reading for reading in READINGS if reading.form == form)
    for form in dict.fromkeys(reading.form for reading in READINGS)
}


def readings_of(instance: Instance) -> Iterator[tuple[Reading, tuple[int, int, int]]]:
    """What an identity may mean: a reading, and the columns in the order of its roles."""
    a, b, c = instance.columns
    orders = permutations((b, c)) if instance.form in ("sum", "product") else [(b, c)]
    for one, other in orders:
        for reading in _BY_FORM.get(instance.form, ()):
            yield reading, (a, one, other)
