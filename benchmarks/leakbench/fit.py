"""Fits `src/sentinel/scorecards.json`: what each clue adds to the log-odds of each leak.

    python -m benchmarks.leakbench.fit --seeds 30-47 --skus 12000

Stores of tuning seeds and of every world, with all columns, shorter sales windows, missing columns
and previous snapshots, are judged with every limit on probability at zero; a logistic regression
over straight lines between fixed knots, which never bend against what trade sense says of a clue,
then says how much each is worth; medians say how many times what is computed the leaks cost. Every
sixth seed is held back and printed, never fitted. Needs SciPy.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import attrs
import click
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
from .worlds import WORLDS

WRITTEN_TO = Path(__file__).parents[2] / "src" / "sentinel" / "scorecards.json"
PREVIOUS_DAYS = 90
OWN_WORLD = "own"

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
_DAYS = (3.0, 4.0, 4.5, 5.0, 6.0, 6.5)
_YES, _NO = (UP, (0.0, 1.0)), (DOWN, (0.0, 1.0))
_COST = (UP, (-0.03, 0.0, 0.02, 0.05, 0.1, 0.25))
_CUT = (-0.4, -0.15, -0.02, 0.0, 0.02)
_LIST = (-1.2, -0.7, -0.45, -0.36, -0.25, -0.12, -0.03, 0.0, 0.1, 0.26, 0.35)
_SHARE = (0.0, 0.25, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1)
_GAP = (-0.1, 0.0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.5)
_Z = (-12.0, -7.0, -4.0, -2.0, -1.0, 0.0, 2.0)
_LEFT = (-1.0, -0.3, 0.0, 0.1, 0.7, 1.5, 2.5)
_SILENCE = (-6.0, -3.0, -2.0, -1.0, 0.0)
_WEEKS = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0)
KNOTS: dict[str, dict[str, Bends]] = {
    "dead_item": {
        "own": _ODDS, "demand_ended": (UP, (-5.0, -3.0, -1.0, 1.0, 3.0, 5.0)),
        "months_of_supply": (UP, (1.0, 2.0, 3.0, 4.0, 5.0)),
        "on_hand": (UP, (0.0, 0.7, 1.1, 1.6, 2.5, 4.0)), "discontinued": _YES,
        "days_since_received": (UP, _DAYS), "over_order_up_to": (UP, _LEFT), "never_sold": _YES,
    },
    "overstock": {
        "own": _ODDS, "on_hand": (UP, (0.0, 0.7, 1.1, 1.6, 2.5, 4.0)),
        "months_of_supply": (UP, (1.0, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0)),
        "over_order_up_to": (UP, _LEFT),
    },
    "low_stock": {
        "own": _ODDS, "weeks_of_supply": (DOWN, _WEEKS),
        "reorder_cover": (DOWN, (-1.0, -0.4, 0.0, 0.3, 0.7, 1.5)), "on_order": _NO,
        "days_since_sold": (DOWN, (1.0, *_DAYS)),
    },
    "shrinkage_pattern": {
        "own": _ODDS, "silence": (DOWN, _SILENCE), "received_since_sold": _NO,
        "counted_short": (UP, (0.69, 1.1, 1.6, 2.5, 4.0)),
        "counted_short_share": (UP, (0.0, 0.05, 0.2, 0.5, 1.0)),
        "counted_over": (UP, (0.69, 1.1, 1.6, 2.5, 4.0)), "missing_cluster": _YES,
    },
    "high_margin_leak": {
        "margin_share": (DOWN, _SHARE), "margin_gap": (UP, _GAP), "margin_z": (DOWN, _Z),
        # loss leaders stand between a cut price and list
        "list_ratio": (FREE, _LIST), "price_to_list": (DOWN, _LIST), "cost_over_average": _COST,
        "discontinued": _NO, "vendor_margin_z": (DOWN, (-6.0, -3.0, -1.0, 0.0, 2.0)),
        "price_change_since_previous": (DOWN, _CUT), "cost_rise_since_previous": _COST,
    },
    "margin_erosion": {
        # where so little is left, it is a leak of another kind
        "margin_share": (FREE, _SHARE), "margin_gap": (FREE, _GAP), "margin_z": (DOWN, _Z),
        "margin_gap_cost_rose": (UP, (-0.1, 0.0, 0.05, 0.1, 0.2)), "list_ratio": (FREE, _LIST),
        "price_to_list": (FREE, _LIST), "cost_over_average": _COST, "cost_rise": _COST,
        "discontinued": _NO, "days_since_received": (DOWN, _DAYS),
        "vendor_margin_z": (DOWN, (-6.0, -3.0, -1.0, 0.0, 2.0)),
        "price_change_since_previous": (UP, _CUT), "cost_rise_since_previous": _COST,
    },
    "price_discrepancy": {
        "list_ratio": (FREE, _LIST), "price_to_list": (FREE, _LIST),
        "price_slip": (FREE, (-2.2, -1.2, -0.7, -0.45, -0.35, -0.25, -0.1, 0.1, 0.25, 0.35, 0.5,
                              1.0, 2.2)),
        "margin_gap": (FREE, _GAP), "margin_z": (FREE, (*_Z, 6.0, 12.0)), "discontinued": _NO,
        "price_change_since_previous": (FREE, _CUT),
    },
}  # fmt: skip
"""Where each clue's curve may bend, and which way it may go. Two points make a straight line."""
_SLIP = (DOWN, (-2.5, -2.0, -1.5, -1.0, -0.8, -0.6, -0.4, 0.0))
COST_KNOTS: dict[str, tuple[str, Bends]] = {
    key: ("price_slip", _SLIP)
    for key in ("high_margin_leak", "negative_profit", "price_discrepancy")
}
"""The clue over which the true annual costs stray from what is computed, in all worlds alike: at a
fraction of the right price more is sold than the window, in part older than the price, says."""
LEAST_SLOPE = 0.25
ALWAYS_SPEAKS = ("own", "missing_cluster")
"""What a primitive computes from demand keeps a quarter of its weight at least, and so does the
company of others that go missing, also where one simulator happens to have few cases."""
CONDITIONAL = ("counted_over", "counted_short", "counted_short_share", "margin_gap_cost_rose")
"""Clues whose absence is an answer: nothing was found missing. Of all others an export that does
not tell them says as much as the average item does."""
SINCE = "_since_previous"
RIDGE = 2e-5
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


def cases(seed: int, skus: int) -> dict[str, Case]:
    """Stores as their owners export them, by world: LeakBench's own, and every one that others
    designed. One in three is exported as it is."""
    made = {OWN_WORLD: _own_case(seed, skus)}
    for number, (world, make) in enumerate(WORLDS.items(), 1):
        store = make(skus, seed)
        rng = np.random.default_rng([seed, 0xF17, number])
        missing = {c for g in _without(rng, plain=seed % 3 == 0) for c in DROPPABLE[g]}
        kept = [name for name in store.table.column_names if name not in missing]
        now = _snapshot(store.table.select(kept), store.as_of)
        made[world] = Case(now=now, before=None, known=store.truth)
    return made


def _own_case(seed: int, skus: int) -> Case:
    """Now and then with a previous snapshot or a shorter window."""
    rng = np.random.default_rng([seed, 0xF17])
    store = simulate(skus, seed, keep=(0, PREVIOUS_DAYS))
    plain = seed % 3 == 0
    window = 365 if plain else int(rng.choice([365, 365, 90, 30]))
    without = _without(rng, plain=plain)
    now = _snapshot(export(store.last, window, without), as_of(store.last))
    before = None
    if not plain and rng.random() < 0.5:
        earlier = store.stores[PREVIOUS_DAYS]
        before = _snapshot(export(earlier, window, without), as_of(earlier))
    return Case(now=now, before=before, known=truth(store).table())


def _without(rng: np.random.Generator, *, plain: bool) -> tuple[str, ...]:
    """Columns that the owner cannot export: in half of the stores that are not plain, one group."""
    groups = sorted(set(DROPPABLE) - {"counts"})
    return () if plain or rng.random() < 0.5 else (str(rng.choice(groups)),)


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
    seen = _items(case)
    return {key: _of(key, found, seen, case.known) for key in PRIMITIVES}


def _items(case: Case) -> list[Item]:
    table = detect._for_kernels(case.now.table)
    if case.before is not None:
        table = detect._with_previous(table, case.before.table)
    return detect.items(table, (case.now.as_of - detect.EPOCH).days, 2)


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


def _rightly_found(cards: dict[str, Any], case: Case) -> pa.Table:
    """The right findings of a store, the true annual cost in the column `true`."""
    primitives = {
        key: attrs.evolve(primitive, scorecard=read_card(cards[key]))
        for key, primitive in sentinel.Engine().primitives.items()
        if key in cards
    }
    found = detect.detect(case.now, primitives, (), case.before, threads=2).findings
    keys = ["sku", "primitive"]
    right = case.known.filter(case.known["label"]).select([*keys, "annual_cost"])
    return found.join(right.rename_columns([*keys, "true"]), keys, join_type="inner")


def costs(cards: dict[str, Any], cases: list[Case]) -> dict[str, dict[str, Any]]:
    """How many times what is expected the true costs are, over one clue per primitive."""
    clue: dict[str, list[float]] = defaultdict(list)
    ratio: dict[str, list[Floats]] = defaultdict(list)
    for case in cases:
        both = _rightly_found(cards, case)
        seen = _items(case)
        for key, (name, _) in COST_KNOTS.items():
            rows = rows_of(both, key)
            said, true = pc.field("annual_cost") > 1, pc.field("true") > 1
            rows = rows.filter(said & true)
            places: list[Any] = rows["row"].to_pylist()
            clue[key] += [_number(CLUES[name](seen[row])) for row in places]
            ratio[key].append(np.log(rows["true"].to_numpy() / rows["annual_cost"].to_numpy()))
    return {
        key: {"clue": name, **_median_curve(np.array(clue[key]), np.concatenate(ratio[key]), bends)}
        for key, (name, bends) in COST_KNOTS.items()
    }


def _median_curve(clue: Floats, ratio: Floats, bends: Bends) -> dict[str, Any]:
    """Least absolute deviations, a little rounded at zero: a few wild costs move it no more than
    others do. Where the clue is unknown, what is computed stands."""
    from scipy.optimize import minimize

    knots = {"cost": bends}
    known = ~np.isnan(clue)
    columns = np.column_stack([np.ones(known.sum()), design({"cost": clue[known]}, knots)])
    aim = ratio[known]

    def loss(weights: Floats) -> tuple[float, Floats]:
        off = columns @ weights - aim
        size = np.sqrt(off**2 + 0.01)
        return float(size.mean()), columns.T @ (off / size) / len(off)

    bounds = _bounds(knots, np.ones(columns.shape[1] - 1))
    start = np.zeros(columns.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    heights = found.x[0] + np.concatenate([[0.0], np.cumsum(found.x[1:] * np.diff(bends[1]))])
    points = [[x, round(float(y), 3)] for x, y in zip(bends[1], heights, strict=True)]
    return {"points": points, "unknown": 0.0}


def stretches(cards: dict[str, Any], cases: list[Case]) -> dict[str, list[float]]:
    """How far the true costs of what is rightly found lie from the expected ones, as multiples of
    how far the primitives themselves expect them to."""
    below: dict[str, list[Floats]] = defaultdict(list)
    above: dict[str, list[Floats]] = defaultdict(list)
    for case in cases:
        both = _rightly_found(cards, case)
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
    """One column per segment of each clue's curve, NaN where the clue is unknown, and one for
    'unknown' where that is an answer too."""
    columns = []
    for name, (_, at) in knots.items():
        # no earlier snapshot says as much as one in which nothing was different
        value = np.nan_to_num(clues[name]) if name.endswith(SINCE) else clues[name]
        unknown = np.isnan(value)
        if name in CONDITIONAL:
            value = np.where(unknown, at[0], value)
            columns.append(unknown.astype(np.float64))
        columns += [np.clip(value - start, 0, end - start) for start, end in itertools.pairwise(at)]
    return np.column_stack(columns)


def _bounds(knots: dict[str, Bends], scale: Floats) -> list[tuple[float | None, float | None]]:
    sides: list[tuple[float | None, float | None]] = []
    for name, (direction, at) in knots.items():
        least = LEAST_SLOPE if name in ALWAYS_SPEAKS else 0.0
        side = {UP: (least, None), DOWN: (None, 0.0), FREE: (None, None)}[direction]
        sides += [(None, None)] * (name in CONDITIONAL) + [side] * (len(at) - 1)
    within = zip(sides, scale, strict=True)
    return [(None, None), *((low and low * by, high) for (low, high), by in within)]


def card(weights: Floats, start: float, knots: dict[str, Bends], usual: Floats) -> dict[str, Any]:
    """The weights as curves. usual: mean of each column, for what an export does not tell."""
    clues: dict[str, Any] = {}
    left, means = list(weights), list(usual)
    for name, (_, at) in knots.items():
        unknown = 0.0
        if name in CONDITIONAL:
            unknown = left.pop(0)
            means.pop(0)
        slopes = [left.pop(0) for _ in at[1:]]
        by_mean = [slope * means.pop(0) for slope in slopes]
        if name not in CONDITIONAL:
            unknown = sum(by_mean)
        steps = [
            s * (end - begin)
            for s, (begin, end) in zip(slopes, itertools.pairwise(at), strict=True)
        ]
        heights = np.concatenate([[0.0], np.cumsum(steps)])
        points = [[x, round(float(y), 3)] for x, y in zip(at, heights, strict=True)]
        if name.endswith(SINCE):
            unknown = float(np.interp(0.0, at, heights))
        clues[name] = {"points": points, "unknown": round(float(unknown), 3)}
    own = clues.pop("own", None)
    fitted = {"start": round(start, 3), "clues": clues}
    return fitted if own is None else {**fitted, "own": own}


def fitted(judged: list[Judged], knots: dict[str, Bends]) -> dict[str, Any]:
    """The card of one primitive: logistic regression whose curves bend only as they may."""
    from scipy.optimize import minimize

    columns = np.vstack([design(one.clues, knots) for one in judged])
    usual = np.nanmean(columns, axis=0)
    columns = np.where(np.isnan(columns), usual, columns)
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
    return card(found.x[1:] / scale, float(found.x[0]), knots, usual)


def probabilities(given: dict[str, Any], clues: dict[str, Floats]) -> Floats:
    """What a card says of what was judged."""
    odds = np.full(len(next(iter(clues.values()))), given["start"])
    for name, curve in {**given["clues"], "own": given.get("own")}.items():
        if curve is not None:
            x, y = zip(*curve["points"], strict=True)
            value = clues[name]
            odds += np.where(np.isnan(value), curve["unknown"], np.interp(value, x, y))
    return np.asarray(1 / (1 + np.exp(-odds)))


def seeds_of(text: str) -> list[int]:
    first, _, last = text.partition("-")
    return list(range(int(first), int(last or first) + 1))


@click.command()
@click.option(
    "--seeds", default="30-47", show_default=True, help="Tuning seeds, a store per world."
)
@click.option("--skus", default=12_000, show_default=True, help="SKUs per store.")
def main(seeds: str, skus: int) -> None:
    """Fit the scorecards and write them."""
    stores: list[Case] = []
    kept: list[dict[str, Judged]] = []
    held: dict[str, list[dict[str, Judged]]] = defaultdict(list)
    for number, seed in enumerate(seeds_of(seeds)):
        for world, case in cases(seed, skus).items():
            stores.append(case)
            (kept if number % 6 else held[world]).append(judged(case))
        click.echo(f"{len(stores)} stores", err=True)
    cards: dict[str, Any] = {key: {} for key in PRIMITIVES}
    for key, knots in KNOTS.items():
        cards[key] = fitted([s[key] for s in kept], knots)
        for world, some in held.items():
            click.echo(f"{key:20} {world:8} {_said(cards[key], [s[key] for s in some])}")
    for key, cost in costs(cards, stores).items():
        cards[key]["cost"] = cost
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
