"""The tables of a run, for a terminal, for a page of the documentation and for programs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from .cases import PLAIN, THROUGH_ADAPTERS, VARIANTS
from .goals import FIGURES, SHARE_OF_CEILING, VARIANT_GOALS, Goal, figures
from .results import Group, Results, Spread
from .run import LEARNER, SENTINEL
from .score import STANDARD, Score

LOST = 0.01
"""F1 that a variant must cost a primitive for it to be named."""
_TITLES = {variant.key: variant.title for variant in (PLAIN, *VARIANTS, *THROUGH_ADAPTERS)}


@attrs.frozen(kw_only=True)
class Table:
    """Rows of text under a head; all columns but the first are to the right."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: frozenset[int] = frozenset({0})
    """Columns that are to the left."""


def tables(results: Results) -> list[Table]:
    """All that the run has something for."""
    parts = [_figures(results), _primitives(results), _reliability(results)]
    if len(results.detectors) > 1:
        parts.append(_peers(results))
    if results.variants:
        parts.append(_variants(results))
    return parts


def _figures(results: Results) -> Table:
    found = figures(results)
    # the goals are for our own stores
    meant = results.detector == SENTINEL and results.world is None
    rows = [
        (figure.title, shown(found[figure.key].value), _range(found[figure.key]),
         *_judged(figure.goal if meant else None, found[figure.key].value))
        for figure in FIGURES
        if not math.isnan(found[figure.key].value)
    ]  # fmt: skip
    if LEARNER in results.detectors and meant:
        share = ceiling_share(results)
        rows.append(
            ("mean F1 over the learner's", shown(share), "", *_judged(SHARE_OF_CEILING, share))
        )
    stores = f"{len(results.seeds)} stores of {results.skus:,} SKUs"
    where = f" in the world {results.world!r}" if results.world else ""
    return Table(
        title=f"{results.detector}, {stores}{where}",
        head=("figure", "value", "stores from-to", "meant", ""),
        rows=rows,
        left=frozenset({0, 4}),
    )


def ceiling_share(results: Results) -> float:
    """Mean F1 over that of the learner on the same stores."""
    own, best = (results.detectors[name].every.mean_f1 for name in (SENTINEL, LEARNER))
    return own / best if best else math.nan


def _mean_f1(score: Score) -> float:
    return score.mean_f1


def _judged(goal: Goal | None, value: float) -> tuple[str, str]:
    if goal is None:
        return "", ""
    limits = [
        f"{sign} {limit:g}"
        for sign, limit in (("at least", goal.least), ("at most", goal.most))
        if limit is not None
    ]
    return ", ".join(limits), "reached" if goal.reached(value) else "not reached"


def _primitives(results: Results) -> Table:
    every = results.own.every
    rows: list[Sequence[str]] = []
    for key, part in every.parts.items():
        tally = part.tally
        f1 = results.own.spread(lambda s, key=key: s.parts[key].tally.f1)  # type: ignore[misc]
        rows.append(
            (key, f"{tally.true:,}", f"{tally.found:,}", shown(tally.precision),
             shown(tally.recall), shown(tally.f1), _range(f1), shown(part.calibration_error),
             shown(part.coverage), shown(part.cost_error()), shown(part.cost_error(0.9)),
             shown(part.cause_accuracy), shown(part.dollars_found))
        )  # fmt: skip
    for key, count in every.not_scored.items():
        rows.append((key, "", f"{count:,}", "not scored", *[""] * 9))
    return Table(
        title="By primitive",
        head=("primitive", "true", "found", "prec", "recall", "F1", "from-to", "ECE", "cover",
              "cost err", "p90", "cause", "dollars"),
        rows=rows,
    )  # fmt: skip


def _reliability(results: Results) -> Table:
    bins = results.own.every.pooled.bins
    return Table(
        title="Reliability: lines in ten bins of equal mass",
        head=("confidence", "true", "lines"),
        rows=[(shown(step.confidence), shown(step.right), f"{step.lines:,}") for step in bins],
        left=frozenset(),
    )


def _peers(results: Results) -> Table:
    names = list(results.detectors)
    every = {name: group.every for name, group in results.detectors.items()}
    keys = dict.fromkeys(key for score in every.values() for key in score.parts)
    ratio = SENTINEL in every and LEARNER in every
    rows = []
    for key in keys:
        f1 = {
            name: score.parts[key].tally.f1 if key in score.parts else math.nan
            for name, score in every.items()
        }
        rows.append([key, *(shown(f1[name]) for name in names)])
        if ratio:
            rows[-1].append(shown(f1[SENTINEL] / f1[LEARNER] if f1[LEARNER] else math.nan))
    for title, figure in _OVERALL.items():
        values = {name: figure(score) for name, score in every.items()}
        rows.append([title, *(shown(values[name]) for name in names)])
        if ratio:
            rows[-1].append(shown(ceiling_share(results)) if figure is _whole_mean else "")
    head = ["F1", *names, *([f"{SENTINEL} / {LEARNER}"] if ratio else [])]
    return Table(title="Beside the peers, on the same stores", head=head, rows=rows)


def _whole_mean(score: Score) -> float:
    """Mean F1; NaN for a detector that looks for some of the primitives only."""
    return score.mean_f1 if set(STANDARD) <= set(score.parts) else math.nan


_OVERALL: Mapping[str, Callable[[Score], float]] = {
    "mean F1": _whole_mean,
    "pooled precision": lambda score: score.pooled.tally.precision,
    "pooled recall": lambda score: score.pooled.tally.recall,
    "calibration error": lambda score: score.pooled.calibration_error,
    "precision of the first 50 lines": lambda score: score.precision_at(50),
    "dollars found of all": lambda score: score.pooled.dollars_found,
}


def _variants(results: Results) -> Table:
    plain = results.own.every
    limits = VARIANT_GOALS if results.detector == SENTINEL else {}
    rows = [
        _variant(key, group, plain, limits.get(key))
        for key, group in {PLAIN.key: results.own, **results.variants}.items()
    ]
    return Table(
        title=f"Other exports of the same stores, {results.detector}",
        head=("export", "mean F1", "from-to", "change", "ECE", "cover", "first 50", "",
              "F1 lost or won most"),
        rows=rows,
        left=frozenset({0, 7, 8}),
    )  # fmt: skip


def _variant(key: str, group: Group, plain: Score, limit: float | None) -> Sequence[str]:
    every, f1 = group.every, group.spread(_mean_f1)
    change = f1.value - plain.mean_f1
    judged = ""
    if limit is not None:
        enough = change >= limit if limit < 0 else f1.value >= limit
        judged = "reached" if enough else "not reached"
    return (
        _TITLES.get(key, key), shown(f1.value), _range(f1), f"{change:+.3f}",
        shown(every.pooled.calibration_error), shown(every.pooled.coverage),
        shown(every.precision_at(50)), judged, ", ".join(_lost(every, plain)),
    )  # fmt: skip


def _lost(score: Score, plain: Score, most: int = 4) -> Iterator[str]:
    changes = {
        key: part.tally.f1 - plain.parts[key].tally.f1
        for key, part in score.parts.items()
        if key in plain.parts
    }
    named = sorted(changes.items(), key=lambda item: -abs(item[1]))[:most]
    return (f"{key} {change:+.2f}" for key, change in named if abs(change) >= LOST)


def shown(value: float) -> str:
    """Three digits; a dash where there is nothing."""
    return "-" if math.isnan(value) else f"{value:.3f}"


def _range(value: Spread) -> str:
    return "-" if math.isnan(value.low) else f"{value.low:.2f}-{value.high:.2f}"


def text(table: Table) -> str:
    """For a terminal."""
    cells = [table.head, *table.rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(table.head))]
    lines = [
        "  ".join(
            cell.ljust(width) if at in table.left else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
    return "\n".join([table.title, "", *lines])


def markdown(table: Table) -> str:
    """For a page."""
    rule = ["---" if at in table.left else "---:" for at in range(len(table.head))]
    lines = [f"| {' | '.join(row)} |" for row in (table.head, rule, *table.rows)]
    return "\n".join([f"### {table.title}", "", *lines])


def data(results: Results) -> dict[str, Any]:
    """For programs: every figure of every detector and variant, with its spread; null for none."""
    return {
        "seeds": list(results.seeds),
        "skus": results.skus,
        "world": results.world,
        "detector": results.detector,
        "seconds": round(results.seconds, 1),
        "detectors": {name: _data(group) for name, group in results.detectors.items()},
        "variants": {key: _data(group) for key, group in results.variants.items()},
    }


def _data(group: Group) -> dict[str, Any]:
    every = group.every
    return {
        **{figure.key: _numbers(group.spread(figure.of)) for figure in FIGURES},
        "reliability": [attrs.asdict(step) for step in every.pooled.bins],
        "primitives": {key: _part(key, group) for key in every.parts},
        "not_scored": dict(every.not_scored),
    }


def _part(key: str, group: Group) -> Mapping[str, Any]:
    part = group.every.parts[key]
    tally = part.tally
    return {
        "true": tally.true,
        "found": tally.found,
        "right": tally.right,
        "precision": _number(tally.precision),
        "recall": _number(tally.recall),
        "f1": _numbers(group.spread(lambda s: s.parts[key].tally.f1)),
        "calibration_error": _number(part.calibration_error),
        "reliability": [attrs.asdict(step) for step in part.bins],
        "coverage": _number(part.coverage),
        "cost_error": _number(part.cost_error()),
        "cost_error_90": _number(part.cost_error(0.9)),
        "planted_found": part.planted_found,
        "cause_accuracy": _number(part.cause_accuracy),
        "cause_log_loss": _number(part.cause_log_loss),
        "dollars_found": _number(part.dollars_found),
        "planted_dollars_found": _number(part.planted_dollars_found),
    }


def _numbers(value: Spread) -> Mapping[str, float | None]:
    return {name: _number(number) for name, number in attrs.asdict(value).items()}


def _number(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) else None
