"""How a store's stock turns and what it earns, over the whole snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa
from attrs import frozen

from sentinel import causes
from sentinel.compute import Cells, pc
from sentinel.insights import items
from sentinel.insights.analysis import Analysis
from sentinel.insights.units import Days, Fraction, Ratio, Units, UnitUsd, Usd
from sentinel.same_items import same_items
from sentinel.store_keys import store_key

Classification = Literal["FastMover", "Healthy", "SlowMover", "Weak", "Dead"]

FAST, HEALTHY, SLOW, WEAK = 4.0, 2.5, 1.5, 0.5
"""Turns a year: above the first, from the others on; below the last it is Dead."""
YEAR = 365.0
CARRYING_RATE = 0.25
"""Of the stock's cost per year, where the report names no rate."""
DETAILS = 200
"""Items listed, the most dollars of stock first."""
NO_SALES = 999.0
"""Days of supply of what does not sell."""
LEAST = 0.01
"""USD; nothing is put in relation to less."""
UNCATEGORISED = "Uncategorised"


@frozen(kw_only=True)
class CategoryHealth:
    """One category of a store. Its sums are over the items whose cost is known."""

    store_id: str
    category: str
    total_inventory_cost: Usd
    """Stock below zero counts as none."""
    total_annual_cogs: Usd
    total_annual_sales: Usd
    gross_margin_pct: Fraction
    turn_rate: Ratio
    """Cost of goods sold a year / stock at cost; 0 without stock."""
    gmroi: Ratio
    """USD of gross margin a year per USD of stock; 0 without stock."""
    sku_count: int
    fast_mover_count: int
    healthy_count: int
    slow_mover_count: int
    weak_count: int
    dead_count: int
    """By turns: under 0.5 a year. Items without stock are in no class."""
    living_stock_cost: Usd
    """Without the dead items of the analysis."""
    living_gmroi: Ratio
    known_share: Fraction
    """Share of the stock, at cost, whose sales and price are known."""


@frozen(kw_only=True)
class SkuHealth:
    """One item."""

    sku_id: str
    store_id: str
    category: str
    qty_on_hand: Units
    unit_cost: UnitUsd
    retail_price: UnitUsd
    margin_pct: Fraction
    annual_sales_units: Units
    annual_cogs: Usd
    avg_inventory_cost: Usd
    """Of the stock today: one export knows no average."""
    turn_rate: Ratio
    gmroi: Ratio
    classification: Classification
    carrying_cost_annual: Usd
    days_of_supply: Days
    """Of the stock at the rate of sales; 999: it does not sell."""


@frozen(kw_only=True)
class HealthReport:
    """A store's stock as a whole."""

    store_id: str
    generated_at: datetime
    total_inventory_value: Usd
    total_dead_stock_value: Usd
    """Of the dead items of the analysis: most of them will not sell within two years. Where it
    could not judge that, of items that turn less than 0.5 times a year."""
    annual_carrying_cost: Usd
    carrying_rate: Fraction
    dead_stock_pct: Fraction
    dead_stock_confidence: Fraction
    overall_turn_rate: Ratio
    overall_gmroi: Ratio
    category_analyses: tuple[CategoryHealth, ...]
    """The most stock first."""
    sku_details: tuple[SkuHealth, ...]
    sku_details_left_out: int
    alerts: tuple[str, ...]


@frozen(kw_only=True)
class Unknown:
    """It cannot be computed, and why."""

    why: str


def stock_health(analysis: Analysis, store_id: str, at: datetime) -> HealthReport | Unknown:
    """The health of one store's stock; Unknown where the export lacks what it is made of."""
    snapshot = analysis.snapshot.table
    needed = ("on_hand_qty", "unit_cost", "unit_price", "units_sold", "sales_window_days")
    missing = [name for name in needed if name not in snapshot.column_names]
    if missing:
        return Unknown(why=f"The export lacks {', '.join(missing)}.")
    table = _with_figures(analysis, items.of_store(snapshot, store_id))
    sums = _sums(table)
    if sums["value"] < LEAST:
        return Unknown(why="No item has both stock and a cost.")
    rate = analysis.report.thresholds.get("dead_item.carrying_rate", CARRYING_RATE)
    value, dead = sums["value"], sums["dead"]
    return HealthReport(
        store_id=store_key(store_id),
        generated_at=at,
        total_inventory_value=value,
        total_dead_stock_value=dead,
        annual_carrying_cost=value * rate,
        carrying_rate=rate,
        dead_stock_pct=min(dead / value, 1.0),
        dead_stock_confidence=_confidence(analysis, store_id),
        overall_turn_rate=sums["cogs"] / value,
        overall_gmroi=(sums["sales"] - sums["cogs"]) / value,
        category_analyses=_categories(table, store_id),
        sku_details=_details(table, store_id, rate),
        sku_details_left_out=max(len(table) - DETAILS, 0),
        alerts=(),
    )


_FIGURES = ("value", "cogs", "sales", "dead", "living", "living_margin", "known")


def _with_figures(analysis: Analysis, table: pa.Table) -> pa.Table:
    """Per item what the sums are made of; items without a cost count as nothing at all."""
    cost = pc.if_else(pc.greater(table["unit_cost"], 0.0), table["unit_cost"], items.NULL)
    quantity = pc.max_element_wise(pc.fill_null(table["on_hand_qty"], 0.0), 0.0)
    units = pc.max_element_wise(pc.multiply(items.daily_rate(table), YEAR), 0.0, skip_nulls=False)
    cogs, takings = pc.multiply(units, cost), pc.multiply(units, table["unit_price"])
    # both or neither: sales without a cost would be all margin
    both = pc.and_(pc.is_valid(cogs), pc.is_valid(takings))
    value = pc.fill_null(pc.multiply(quantity, cost), 0.0)
    cogs = pc.if_else(both, cogs, 0.0)
    takings = pc.if_else(both, takings, 0.0)
    turns = pc.divide(cogs, pc.if_else(pc.greater(value, 0.0), value, items.NULL))
    turns = items.believable(pc.if_else(both, turns, items.NULL))
    is_dead = _dead(analysis, table, turns)
    category: Cells = pc.fill_null(_text(table, "category"), UNCATEGORISED)
    columns = {
        "sku": table["sku"],
        "category": category,
        "on_hand_qty": table["on_hand_qty"],
        "unit_cost": table["unit_cost"],
        "unit_price": table["unit_price"],
        "margin": items.margin(table),
        "units": pc.fill_null(units, 0.0),
        "value": value,
        "cogs": cogs,
        "sales": takings,
        "turns": turns,
        "dead": pc.if_else(is_dead, value, 0.0),
        "living": pc.if_else(is_dead, 0.0, value),
        "living_margin": pc.if_else(is_dead, 0.0, pc.subtract(takings, cogs)),
        "known": pc.if_else(both, value, 0.0),
        "class": _classes(turns),
    }
    return pa.table(columns)


def _dead(analysis: Analysis, table: pa.Table, turns: Cells) -> Cells:
    """The dead items of the analysis; where it could not judge that, those that hardly turn."""
    report = analysis.report
    if "dead_item" not in report.assessed:
        return pc.fill_null(pc.less(turns, WEAK), False)
    found = report.findings
    found = found.filter(items.is_one_of(found["primitive"], ["dead_item"]))
    return pc.is_valid(same_items(found, table))


def _confidence(analysis: Analysis, store_id: str) -> float:
    """Of the dead items, weighted by what is tied up in them."""
    dead = [
        issue
        for issue in analysis.report.issues
        if issue.store_id == store_id and issue.primitive == "dead_item"
    ]
    whole = sum(issue.exposure for issue in dead)
    if whole <= 0:
        return 0.5
    return min(sum(issue.exposure * issue.confidence for issue in dead) / whole, 1.0)


def _classes(turns: Cells) -> Cells:
    names: Any = "Dead"
    for least, name in ((WEAK, "Weak"), (SLOW, "SlowMover"), (HEALTHY, "Healthy")):
        names = pc.if_else(pc.greater_equal(turns, least), name, names)
    return pc.if_else(pc.greater(turns, FAST), "FastMover", names)


def _text(table: pa.Table, name: str) -> Cells:
    if name not in table.column_names:
        return pa.nulls(len(table), pa.string())
    return pc.cast(causes.encoded(table[name]), pa.string())


def _sums(table: pa.Table) -> Mapping[str, float]:
    return {name: float(pc.sum(table[name]).as_py() or 0.0) for name in _FIGURES}


def _categories(table: pa.Table, store_id: str) -> tuple[CategoryHealth, ...]:
    groups = table.group_by("category", use_threads=False).aggregate(
        [*((name, "sum") for name in _FIGURES), ("sku", "count")]
    )
    counts = table.group_by(["category", "class"], use_threads=False).aggregate([("sku", "count")])
    by_class: dict[str, dict[str, int]] = {}
    for row in counts.to_pylist():
        if row["class"] is not None:
            by_class.setdefault(row["category"], {})[row["class"]] = row["sku_count"]
    rows = sorted(groups.to_pylist(), key=lambda row: (-row["value_sum"], row["category"]))
    return tuple(_category(row, by_class.get(row["category"], {}), store_id) for row in rows)


def _category(row: Mapping[str, Any], classes: Mapping[str, int], store_id: str) -> CategoryHealth:
    value, cogs, takings = row["value_sum"], row["cogs_sum"], row["sales_sum"]
    living = row["living_sum"]
    return CategoryHealth(
        store_id=store_key(store_id),
        category=row["category"],
        total_inventory_cost=value,
        total_annual_cogs=cogs,
        total_annual_sales=takings,
        gross_margin_pct=_ratio(takings - cogs, takings),
        turn_rate=_ratio(cogs, value),
        gmroi=_ratio(takings - cogs, value),
        sku_count=row["sku_count"],
        fast_mover_count=classes.get("FastMover", 0),
        healthy_count=classes.get("Healthy", 0),
        slow_mover_count=classes.get("SlowMover", 0),
        weak_count=classes.get("Weak", 0),
        dead_count=classes.get("Dead", 0),
        living_stock_cost=living,
        living_gmroi=_ratio(row["living_margin_sum"], living),
        known_share=min(_ratio(row["known_sum"], value), 1.0),
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole >= LEAST else 0.0


def _details(table: pa.Table, store_id: str, rate: float) -> tuple[SkuHealth, ...]:
    order: Any = [("value", "descending"), ("sku", "ascending")]
    first = pc.select_k_unstable(table, k=min(DETAILS, len(table)), sort_keys=order)
    return tuple(_detail(row, store_id, rate) for row in table.take(first).to_pylist())


def _detail(row: Mapping[str, Any], store_id: str, rate: float) -> SkuHealth:
    value, units = row["value"], row["units"]
    quantity = max(row["on_hand_qty"] or 0.0, 0.0)
    return SkuHealth(
        sku_id=row["sku"],
        store_id=store_key(store_id),
        category=row["category"],
        qty_on_hand=row["on_hand_qty"] or 0.0,
        unit_cost=row["unit_cost"] or 0.0,
        retail_price=row["unit_price"] or 0.0,
        margin_pct=row["margin"] or 0.0,
        annual_sales_units=units,
        annual_cogs=row["cogs"],
        avg_inventory_cost=value,
        turn_rate=row["turns"] or 0.0,
        gmroi=_ratio(row["sales"] - row["cogs"], value),
        classification=row["class"] or ("FastMover" if units > 0 else "Dead"),
        carrying_cost_annual=value * rate,
        days_of_supply=min(quantity / units * YEAR, NO_SALES) if units > 0 else NO_SALES,
    )
