"""Why it leaks: a prior per primitive and likelihood ratios per signal add up to a posterior.

The numbers, each with its reason and source, are data: `likelihoods.json`. The sum is all that is
code. For each cause the score is the logarithm of its prior plus, for every signal, the logarithm
of the signal's ratio under that cause; the posterior is the scores' exponentials scaled to one.
An absent signal says nothing.

For an issue the scores of its findings are averaged, each finding weighing as much as it costs per
year (equally where nothing costs). As all of them share the prior, that average is the prior plus
each signal's logarithm times the share of the dollars that show it: still one step per signal.
Averaging logarithms keeps what the findings agree on: where each of them holds the same cause for
the best with 0.4 or more, so does the issue.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from attrs import frozen

from sentinel.models import CAUSES

if TYPE_CHECKING:
    import pyarrow as pa

SIGNALS = (
    "negative_on_hand",
    "negative_beyond_delay",
    "silent_fast_mover",
    "demand_ended",
    "cost_over_average",
    "cost_rose",
    "price_unchanged",
    "price_below_list",
    "price_cut",
    "decimal_ratio",
    "pack_ratio",
    "count_short",
    "count_over",
    "counted_recently",
    "received_long_ago",
    "received_recently",
    "on_order",
    "seasonal",
    "high_value",
    "vendor_cluster",
    "missing_cluster",
    "many_returns",
    "zero_cost",
    "price_missing",
    "discontinued",
    "no_sales",
    "sold_recently",
    "bought_beyond_need",
    "price_at_list",
    "price_over_list",
    "cost_above_price",
    "price_under_half",
    "price_below_usual",
)
"""Bit 0 upwards of a finding's signal mask."""

UNDETERMINED_BELOW = 0.4
"""A best cause that is less probable than this is not named."""


@frozen(kw_only=True)
class Ratio:
    """One number of the table, with its reason."""

    ratio: float
    """How many times likelier the signal is under this cause than under the average one."""
    why: str
    source: str


@frozen(kw_only=True)
class Signal:
    """What can be seen of an item, and what it says about the cause."""

    meaning: str
    ratios: Mapping[str, Ratio]
    """By cause; a cause that is not named has ratio 1."""


@frozen(kw_only=True)
class Prior:
    """What is known of the cause once only the primitive is known."""

    probabilities: Mapping[str, float]
    why: str
    source: str


@frozen(kw_only=True)
class Cause:
    """A root cause as people say it, and what to do about it."""

    words: str
    advice: str


@frozen(kw_only=True)
class Table:
    """All likelihoods."""

    causes: Mapping[str, Cause]
    priors: Mapping[str, Prior]
    """By primitive."""
    default_prior: Prior
    """For primitives without a row of their own."""
    signals: Mapping[str, Signal]


@frozen(kw_only=True)
class Step:
    """One addend of the proof. The log-odds of all steps add up to those of the posterior."""

    signal: str | None
    """Null: the prior."""
    weight: float
    """Share of the dollars that show the signal, 0 to 1; 1 for a single finding and the prior."""
    ratios: Mapping[str, float]
    """Likelihood ratio by cause; for the prior its probabilities."""
    log_odds: Mapping[str, float]
    """By cause: what this step adds to ln(p / (1 - p))."""
    posterior: Mapping[str, float]
    """By cause: probability after this step."""


@cache
def table() -> Table:
    """The likelihoods, read once."""
    raw = json.loads(Path(__file__).with_name("likelihoods.json").read_text(encoding="utf-8"))
    return Table(
        causes={key: Cause(**cause) for key, cause in raw["causes"].items()},
        priors={key: Prior(**prior) for key, prior in raw["priors"].items()},
        default_prior=Prior(**raw["default_prior"]),
        signals={key: _signal(value) for key, value in raw["signals"].items()},
    )


def names(mask: int) -> tuple[str, ...]:
    """The signals of a mask, in order. Bits without a name are ignored."""
    return tuple(signal for bit, signal in enumerate(SIGNALS) if mask >> bit & 1)


def posterior(primitive: str, signals: int) -> dict[str, float]:
    """Probability of each cause of one finding; adds up to 1. `signals` is the finding's mask."""
    return pooled(primitive, dict.fromkeys(names(signals), 1.0))


def pooled(primitive: str, weights: Mapping[str, float]) -> dict[str, float]:
    """The same for many findings: `weights` gives each signal's share of the dollars, 0 to 1."""
    scores = _prior_scores(primitive)
    for signal, weight in _in_order(weights):
        scores = _add(scores, signal, weight)
    return _normalised(scores)


def proof(primitive: str, signals: int | Mapping[str, float]) -> tuple[Step, ...]:
    """How the posterior comes about: the prior, then one step per signal.

    `signals` is a mask for one finding, or shares of the dollars for an issue.
    """
    weights = signals if isinstance(signals, Mapping) else dict.fromkeys(names(signals), 1.0)
    prior = (table().priors.get(primitive) or table().default_prior).probabilities
    scores = _prior_scores(primitive)
    steps = [_step(None, 1.0, prior, dict.fromkeys(CAUSES, 0.0), scores)]
    for signal, weight in _in_order(weights):
        ratios = {cause: row.ratio for cause, row in table().signals[signal].ratios.items()}
        before, scores = _log_odds(scores), _add(scores, signal, weight)
        steps.append(_step(signal, weight, ratios, before, scores))
    return tuple(steps)


def best(causes: Mapping[str, float]) -> str | None:
    """The most probable cause; null below 0.4. Of equals the first in the order of `CAUSES`."""
    cause = max(CAUSES, key=causes.__getitem__)
    return cause if causes[cause] >= UNDETERMINED_BELOW else None


def assign(findings: pa.Table) -> pa.Table:
    """The findings with a column `cause`: the best one of each, null where none reaches 0.4."""
    import pyarrow as pa
    import pyarrow.compute as pc

    primitive = encoded(findings["primitive"])
    signals = findings["signals"].combine_chunks().cast(pa.uint64())
    # few distinct pairs of primitive and signals: think once per pair, then look up
    codes = pc.bit_wise_or(
        pc.shift_left(signals, _KEY_BITS), primitive.indices.cast(pa.uint64())
    ).dictionary_encode()
    pairs: Any = codes.dictionary
    best_ones = _best_of_pairs(
        [_prior_scores(str(key)) for key in primitive.dictionary.to_pylist()],
        pc.bit_wise_and(pairs, pa.scalar((1 << _KEY_BITS) - 1, pa.uint64())),
        pc.shift_right(pairs, pa.scalar(_KEY_BITS, pa.uint64())),
    )
    cause = pa.DictionaryArray.from_arrays(best_ones.take(codes.indices), pa.array(CAUSES))
    return findings.append_column("cause", cause)


def _best_of_pairs(priors: list[dict[str, float]], primitive: Any, signals: Any) -> Any:
    """Positions in `CAUSES`: what `best(posterior(...))` says, column by column."""
    import pyarrow as pa
    import pyarrow.compute as pc

    scores = {
        cause: pa.array([prior[cause] for prior in priors], pa.float64()).take(primitive)
        for cause in CAUSES
    }
    for bit, signal in enumerate(SIGNALS):
        shown = pc.bit_wise_and(pc.shift_right(signals, bit), pa.scalar(1, pa.uint64()))
        shown = shown.cast(pa.float64())
        for cause, logarithm in _logarithms(signal).items():
            scores[cause] = pc.add(scores[cause], pc.multiply(shown, logarithm))
    top = pc.max_element_wise(*scores.values())
    whole: Any = 0.0
    leading: Any = pa.scalar(None, pa.int32())
    for position, score in reversed(list(enumerate(scores.values()))):
        whole = pc.add(whole, pc.exp(pc.subtract(score, top)))
        leading = pc.if_else(pc.equal(score, top), pa.scalar(position, pa.int32()), leading)
    certain = pc.greater_equal(pc.divide(1.0, whole), pa.scalar(UNDETERMINED_BELOW))
    return pc.if_else(certain, leading, pa.scalar(None, pa.int32()))


def encoded(column: pa.ChunkedArray[Any]) -> pa.DictionaryArray[Any, Any]:
    """The column as one dictionary array, whatever it was."""
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    joined: Any = column.unify_dictionaries().combine_chunks()
    return cast("pa.DictionaryArray[Any, Any]", joined)


_KEY_BITS = 16
"""Room for the primitive beside the signals in one 64-bit code."""


def _signal(raw: Mapping[str, Any]) -> Signal:
    ratios = {cause: Ratio(**row) for cause, row in raw["ratios"].items()}
    return Signal(meaning=raw["meaning"], ratios=ratios)


def _in_order(weights: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    return ((signal, weights[signal]) for signal in SIGNALS if weights.get(signal))


@cache
def _prior_scores(primitive: str) -> dict[str, float]:
    prior = table().priors.get(primitive) or table().default_prior
    return {cause: math.log(prior.probabilities[cause]) for cause in CAUSES}


@cache
def _logarithms(signal: str) -> dict[str, float]:
    return {cause: math.log(row.ratio) for cause, row in table().signals[signal].ratios.items()}


def _add(scores: Mapping[str, float], signal: str, weight: float) -> dict[str, float]:
    sums = dict(scores)
    for cause, logarithm in _logarithms(signal).items():
        sums[cause] += weight * logarithm
    return sums


def _normalised(scores: Mapping[str, float]) -> dict[str, float]:
    top = max(scores.values())
    parts = {cause: math.exp(score - top) for cause, score in scores.items()}
    whole = math.fsum(parts.values())
    return {cause: part / whole for cause, part in parts.items()}


def _log_odds(scores: Mapping[str, float]) -> dict[str, float]:
    """ln(p / (1 - p)) per cause, from the scores themselves: exact where p rounds to 1."""
    parts = _normalised(scores)

    def others(cause: str) -> float:
        return math.fsum(part for other, part in parts.items() if other != cause)

    return {cause: math.log(part) - math.log(others(cause)) for cause, part in parts.items()}


def _step(
    signal: str | None,
    weight: float,
    ratios: Mapping[str, float],
    before: Mapping[str, float],
    scores: Mapping[str, float],
) -> Step:
    after = _log_odds(scores)
    return Step(
        signal=signal,
        weight=weight,
        ratios=ratios,
        log_odds={cause: after[cause] - before[cause] for cause in CAUSES},
        posterior=_normalised(scores),
    )
