"""Fits `src/sentinel/scorecards.json`: what each clue adds to the log-odds of each leak.

    python -m benchmarks.leakbench.fit --seeds 30-59 --skus 12000

Stores of tuning seeds, with all columns, shorter sales windows, missing columns and previous
snapshots, are judged with every limit on probability at zero; a logistic regression over straight
lines between fixed knots, which never bend against what trade sense says of a clue, then says how
much each is worth. Every sixth store is held back and printed, never fitted. Needs SciPy.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import click
import numpy as np
import pyarrow as pa

import sentinel
from sentinel import detect
from sentinel.canonical import BY_NAME, Kind
from sentinel.clues import CLUES, log_odds
from sentinel.models import Item, Snapshot
from sentinel.scorecard import read_card

from .arrays import Bools, Floats
from .export import DROPPABLE, as_of, export
from .matching import rows_of
from .simulator import simulate
from .truth import PRIMITIVES, truth

WRITTEN_TO = Path(__file__).parents[2] / "src" / "sentinel" / "scorecards.json"
PREVIOUS_DAYS = 90

OWN = {
    "dead_item": "mostly_unsold_probability",
    "overstock": "lasts_longer_probability",
    "low_stock": "stockout_probability",
}
"""Evidence that is the primitive's own probability."""
LIMITS = {
    "dead_item": "dead_probability",
    "overstock": "overstock_probability",
    "low_stock": "stockout_probability",
    "shrinkage_pattern": "missing_probability",
    "high_margin_leak": "leak_probability",
    "margin_erosion": "erosion_probability",
    "price_discrepancy": "error_probability",
}
UP, DOWN, FREE = 1, -1, 0
"""What trade sense says of a clue: the more the likelier, the less the likelier, or nothing. A
curve never bends against it, whatever one simulator's habits are."""
Bends = tuple[int, tuple[float, ...]]

_ODDS = (UP, (-7.0, -4.0, -2.0, 0.0, 2.0, 4.0, 7.0))
_DAYS = (FREE, (1.0, 3.0, 4.0, 5.0, 6.5))
_YES, _NO = (UP, (0.0, 1.0)), (DOWN, (0.0, 1.0))
_COST = (UP, (-0.03, 0.0, 0.02, 0.05, 0.1, 0.25))
_CUT = (DOWN, (-0.4, -0.15, -0.02, 0.0, 0.02))
_LIST = (DOWN, (-0.7, -0.3, -0.12, -0.03, 0.1))
KNOTS: dict[str, dict[str, Bends]] = {
    "dead_item": {
        "own": _ODDS, "demand_ended": (UP, (-4.0, -2.0, 0.0, 2.0, 5.0)),
        "months_of_supply": (UP, (3.0, 4.0, 5.0, 7.0)), "on_hand": (UP, (0.0, 0.7, 1.6, 4.0)),
        "discontinued": _YES, "days_since_received": (UP, _DAYS[1]),
        "over_order_up_to": (UP, (-0.7, 0.0, 0.7, 2.0)),
    },
    "overstock": {
        "own": _ODDS, "on_hand": (UP, (0.7, 1.6, 3.0, 5.0)),
        "months_of_supply": (UP, (2.0, 2.5, 3.0, 4.5)), "days_since_received": _DAYS,
        "over_order_up_to": (UP, (-0.7, 0.0, 0.7, 2.0)), "demand_ended": (FREE, (-4.0, -2.0, 0.0)),
    },
    "low_stock": {
        "own": _ODDS, "at_reorder_point": _YES, "on_order": _NO,
        "days_since_received": (UP, _DAYS[1]),
    },
    "shrinkage_pattern": {
        "own": _ODDS, "count_variance": (FREE, (-2.5, -1.3, -0.9, 0.0, 0.7, 1.6, 4.0)),
        "missing_cluster": _YES, "over_order_up_to": (UP, (-1.0, 0.0, 0.4, 1.5)),
    },
    "high_margin_leak": {
        "margin_share": (DOWN, (0.05, 0.25, 0.4, 0.5, 0.6, 0.75)),
        "margin_z": (DOWN, (-12.0, -7.0, -4.0, -2.0)), "cost_rise": _COST,
        # loss leaders stand between a cut price and list
        "list_ratio": (FREE, (-0.7, -0.43, -0.3, -0.12, -0.05, 0.0, 0.1)),
        "discontinued": _NO, "days_since_received": _DAYS, "price_change_since_previous": _CUT,
        "cost_rise_since_previous": _COST,
    },
    "margin_erosion": {
        "margin_share": (FREE, (0.2, 0.4, 0.55, 0.7, 0.85, 1.1)),
        "margin_z": (DOWN, (-7.0, -4.0, -2.0, -1.0, 0.5)), "list_ratio": _LIST,
        "cost_rise": _COST, "discontinued": _NO, "days_since_received": _DAYS,
        "price_change_since_previous": (FREE, _CUT[1]), "cost_rise_since_previous": _COST,
    },
    "price_discrepancy": {
        "list_ratio": (FREE, (-1.2, -0.7, -0.45, -0.35, -0.25, 0.0, 0.2, 0.35, 0.8)),
        "margin_z": (FREE, (-20.0, -10.0, -6.0, -3.0, 0.0, 3.0, 6.0, 12.0)),
        "margin_share": (FREE, (-3.0, -0.5, 0.0, 0.5, 1.0, 1.5)), "discontinued": _NO,
        "at_reorder_point": _NO, "days_since_received": _DAYS,
        "over_order_up_to": (FREE, (-1.0, 0.0, 0.7)),
        "price_change_since_previous": (FREE, _CUT[1]),
    },
}  # fmt: skip
"""Where each clue's curve may bend, and which way it may go. Two points make a straight line."""
LEAST_OWN_SLOPE = 0.25
"""What a primitive computes from demand keeps a quarter of its weight at least, also where one
simulator happens to have few cases."""
SINCE = "_since_previous"
RIDGE = 1e-5
"""Keeps weights small where the stores say little."""


@attrs.frozen(kw_only=True, eq=False)
class Judged:
    """What one primitive looks at in one store, with what is true of it."""

    clues: dict[str, Floats]
    """By clue, NaN where unknown; `own` is the primitive's own log-odds."""
    label: Bools
    missed: int
    """True, and not even looked at."""


@attrs.frozen(kw_only=True, eq=False)
class Case:
    """One store: what an owner could export, and what is true."""

    now: Snapshot
    before: Snapshot | None
    known: pa.Table


def cases(seeds: list[int], skus: int) -> Iterator[Case]:
    """Stores as their owners export them: one in three as it is, the others now and then
    with a previous snapshot, a shorter window or without a group of columns."""
    groups = sorted(set(DROPPABLE) - {"counts"})
    for seed in seeds:
        rng = np.random.default_rng([seed, 0xF17])
        store = simulate(skus, seed, keep=(0, PREVIOUS_DAYS))
        plain = seed % 3 == 0
        window = 365 if plain else int(rng.choice([365, 365, 90, 30]))
        without = () if plain or rng.random() < 0.5 else (str(rng.choice(groups)),)
        now = _snapshot(export(store.last, window, without), as_of(store.last))
        before = None
        if not plain and rng.random() < 0.5:
            earlier = store.stores[PREVIOUS_DAYS]
            before = _snapshot(export(earlier, window, without), as_of(earlier))
        yield Case(now=now, before=before, known=truth(store).table())


def _snapshot(table: pa.Table, day: Any) -> Snapshot:
    for number, name in enumerate(table.column_names):
        if BY_NAME[name].kind is Kind.REPEATED:
            table = table.set_column(number, name, table[name].dictionary_encode())
    return Snapshot(table=table, as_of=day, as_of_source="given")


def judged(case: Case) -> dict[str, Judged]:
    """What each primitive looks at, with every limit on probability at zero."""
    now, before = case.now, case.before
    primitives = {
        key: attrs.evolve(primitive, scorecard=None)
        for key, primitive in sentinel.Engine().primitives.items()
    }
    open_to_all = {f"{key}.{name}": 0.0 for key, name in LIMITS.items()}
    changed = detect.overrides(open_to_all, primitives)
    found = detect.detect(now, primitives, changed, before, threads=2).findings
    table = detect._for_kernels(now.table)
    if before is not None:
        table = detect._with_previous(table, before.table)
    seen = detect.items(table, (now.as_of - detect.EPOCH).days, 2)
    return {key: _of(key, found, seen, case.known) for key in PRIMITIVES}


def _of(key: str, found: pa.Table, seen: list[Item], known: pa.Table) -> Judged:
    rows = rows_of(found, key)
    facts = rows_of(known, key)
    skus: list[Any] = facts["sku"].to_pylist()
    labels: list[Any] = facts["label"].to_pylist()
    places: list[Any] = rows["row"].to_pylist()
    evidence: list[Any] = rows["evidence"].to_pylist()
    true = dict(zip(skus, labels, strict=True))
    items = [seen[row] for row in places]
    clues = {
        name: np.array([_number(CLUES[name](item)) for item in items])
        for name in KNOTS.get(key, {})
        if name != "own"
    }
    if "own" in KNOTS.get(key, {}):
        clues["own"] = np.array([_number(log_odds(p)) for p in _own(key, items, evidence)])
    label = np.array([true[item.sku] for item in items], dtype=bool)
    return Judged(clues=clues, label=label, missed=sum(true.values()) - int(label.sum()))


def stretches(cards: dict[str, Any], cases: list[Case]) -> dict[str, list[float]]:
    """How far the true costs of what is rightly found lie from the expected ones, as multiples of
    how far the primitives themselves expect them to."""
    below: dict[str, list[Floats]] = defaultdict(list)
    above: dict[str, list[Floats]] = defaultdict(list)
    primitives = {
        key: attrs.evolve(primitive, scorecard=read_card(cards[key]))
        for key, primitive in sentinel.Engine().primitives.items()
        if key in cards
    }
    for case in cases:
        found = detect.detect(case.now, primitives, (), case.before, threads=2).findings
        keys = ["sku", "primitive"]
        right = case.known.filter(case.known["label"]).select([*keys, "annual_cost"])
        both = found.join(right.rename_columns([*keys, "true"]), keys, join_type="inner")
        for key in PRIMITIVES:
            rows = rows_of(both, key)
            low, said, high, true = (
                rows[name].to_numpy()
                for name in ("annual_cost_low", "annual_cost", "annual_cost_high", "true")
            )
            below[key].append((said - true) / np.maximum(said - low, 1e-9))
            above[key].append((true - said) / np.maximum(high - said, 1e-9))
    return {key: [_tenth(below[key]), _tenth(above[key])] for key in PRIMITIVES}


def _tenth(ratios: list[Floats]) -> float:
    """What one in ten goes beyond, between a fifth and three: an interval that reaches further
    tells an owner nothing, and sums of such intervals less."""
    all_of_them = np.concatenate(ratios)
    if len(all_of_them) < 50:
        return 1.0
    return round(float(np.clip(np.quantile(all_of_them, 0.9), 0.2, 3)), 3)


def _own(key: str, items: list[Item], evidence: list[str]) -> list[float | None]:
    if key == "shrinkage_pattern":
        return [item.empty_shelf_probability for item in items]
    return [json.loads(text)[OWN[key]] for text in evidence]


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def design(clues: dict[str, Floats], knots: dict[str, Bends]) -> Floats:
    """One column per segment of each clue's curve, and one for 'unknown'."""
    columns = []
    for name, (_, at) in knots.items():
        # no earlier snapshot says as much as one in which nothing was different
        value = np.nan_to_num(clues[name]) if name.endswith(SINCE) else clues[name]
        unknown = np.isnan(value)
        inside = np.where(unknown, at[0], value)
        columns += [
            np.clip(inside - start, 0, end - start) for start, end in itertools.pairwise(at)
        ]
        columns.append(unknown.astype(np.float64))
    return np.column_stack(columns)


def _bounds(knots: dict[str, Bends], scale: Floats) -> list[tuple[float | None, float | None]]:
    sides: list[tuple[float | None, float | None]] = []
    for name, (direction, at) in knots.items():
        least = LEAST_OWN_SLOPE if name == "own" else 0.0
        side = {UP: (least, None), DOWN: (None, 0.0), FREE: (None, None)}[direction]
        sides += [side] * (len(at) - 1) + [(None, None)]
    within = zip(sides, scale, strict=True)
    return [(None, None), *((low and low * by, high) for (low, high), by in within)]


def card(weights: Floats, start: float, knots: dict[str, Bends]) -> dict[str, Any]:
    """The weights as curves."""
    clues: dict[str, Any] = {}
    left = list(weights)
    for name, (_, at) in knots.items():
        steps = [left.pop(0) * (end - begin) for begin, end in itertools.pairwise(at)]
        heights = np.concatenate([[0.0], np.cumsum(steps)])
        points = [[x, round(float(y), 3)] for x, y in zip(at, heights, strict=True)]
        unknown = float(left.pop(0))
        if name.endswith(SINCE):
            unknown = float(np.interp(0.0, at, heights))
        clues[name] = {"points": points, "unknown": round(unknown, 3)}
    own = clues.pop("own", None)
    fitted = {"start": round(start, 3), "clues": clues}
    return fitted if own is None else {**fitted, "own": own}


def fitted(judged: list[Judged], knots: dict[str, Bends]) -> dict[str, Any]:
    """The card of one primitive: logistic regression whose curves bend only as they may."""
    from scipy.optimize import minimize

    columns = np.vstack([design(one.clues, knots) for one in judged])
    spread = columns.std(axis=0)
    # what is the same everywhere weighs nothing
    scale = np.where(spread > 1e-6, spread, 1e6)
    columns = np.column_stack([np.ones(len(columns)), columns / scale])
    label = np.concatenate([one.label for one in judged]).astype(np.float64)

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = columns @ weights
        gap = 1 / (1 + np.exp(-np.clip(odds, -50, 50))) - label
        slope = columns.T @ gap / len(label) + 2 * RIDGE * np.concatenate([[0.0], weights[1:]])
        value = np.mean(np.logaddexp(0, odds) - label * odds) + RIDGE * np.sum(weights[1:] ** 2)
        return float(value), slope

    begin = np.zeros(columns.shape[1])
    # the loss is a mean and small: the usual tolerance stops long before the best
    exact = {"ftol": 1e-13, "gtol": 1e-8, "maxiter": 3000, "maxfun": 6000}
    found = minimize(
        loss, begin, jac=True, method="L-BFGS-B", bounds=_bounds(knots, scale), options=exact
    )
    return card(found.x[1:] / scale, float(found.x[0]), knots)


def probabilities(given: dict[str, Any], clues: dict[str, Floats]) -> Floats:
    """What a card says of what was judged."""
    odds = np.full(len(next(iter(clues.values()))), given["start"])
    for name, curve in {**given["clues"], "own": given.get("own")}.items():
        if curve is not None:
            x, y = zip(*curve["points"], strict=True)
            value = clues[name]
            odds += np.where(np.isnan(value), curve["unknown"], np.interp(value, x, y))
    return np.asarray(1 / (1 + np.exp(-odds)))


def _seeds(text: str) -> list[int]:
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


@click.command()
@click.option("--seeds", default="30-59", show_default=True, help="Tuning seeds, one store each.")
@click.option("--skus", default=12_000, show_default=True, help="SKUs per store.")
def main(seeds: str, skus: int) -> None:
    """Fit the scorecards and write them."""
    stores, seen = [], []
    for case in cases(_seeds(seeds), skus):
        stores.append(case)
        seen.append(judged(case))
        click.echo(f"{len(stores)} stores", err=True)
    held = seen[::6]
    kept = [one for index, one in enumerate(seen) if index % 6]
    cards: dict[str, Any] = {key: {} for key in PRIMITIVES}
    for key, knots in KNOTS.items():
        cards[key] = fitted([s[key] for s in kept], knots)
        click.echo(f"{key:20} {_said(cards[key], [s[key] for s in held])}")
    for key, stretch in stretches(cards, stores).items():
        cards[key]["stretch"] = stretch
    WRITTEN_TO.write_text(_json(cards))


def _said(given: dict[str, Any], held: list[Judged]) -> str:
    """F1 on stores that were held back, over limits on the probability."""
    p = np.concatenate([probabilities(given, one.clues) for one in held])
    label = np.concatenate([one.label for one in held])
    true = int(label.sum()) + sum(one.missed for one in held)
    parts = []
    for limit in (0.2, 0.25, 0.3, 0.35, 0.4, 0.5):
        right = int((label & (p >= limit)).sum())
        parts.append(f"{limit}: {2 * right / (true + int((p >= limit).sum())):.3f}")
    return f"true {true}, looked at {int(label.sum())}; F1 " + "  ".join(parts)


def _json(cards: dict[str, Any]) -> str:
    """One line per curve, so that a change can be read."""
    lines = ["{"]
    for number, (key, given) in enumerate(cards.items()):
        lines.append(f'  "{key}": {{')
        fields = [f'    "{n}": {json.dumps(v)}' for n, v in given.items() if n != "clues"]
        curves = [f'      "{n}": {json.dumps(v)}' for n, v in given.get("clues", {}).items()]
        if curves:
            fields.append('    "clues": {\n' + ",\n".join(curves) + "\n    }")
        lines.append(",\n".join(fields))
        lines.append("  }" + ("," if number < len(cards) - 1 else ""))
    return "\n".join([*lines, "}", ""])


if __name__ == "__main__":
    main()
