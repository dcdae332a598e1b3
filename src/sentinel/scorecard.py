"""What clues add up to: one curve of log-odds per clue, fitted on simulated stores of known truth.

The plain twin of `rust/core/src/scorecard.rs`. The curves are data, `scorecards.json`; the command
that fits and writes them is `python -m benchmarks.leakbench.fit`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from sentinel.clues import CLUES

if TYPE_CHECKING:
    from sentinel.models import Item

COST_RATIO = "known_stores_cost_ratio"
"""In evidence: the annual cost said, over the one that the judgement computes."""


@frozen
class Curve:
    """Log-odds as straight lines between points, flat beyond the first and the last."""

    points: tuple[tuple[float, float], ...]
    """Value of the clue and log-odds, values ascending."""
    unknown: float = 0.0
    """Log-odds where the clue is null."""

    def at(self, value: float | None) -> float:
        """Log-odds at a value of the clue."""
        if value is None:
            return self.unknown
        if not self.points:
            return 0.0
        before = self.points[0]
        if value <= before[0]:
            return before[1]
        for x, y in self.points:
            if value <= x:
                return before[1] + (value - before[0]) / (x - before[0]) * (y - before[1])
            before = (x, y)
        return before[1]


@frozen(kw_only=True)
class Scorecard:
    """How probable a leak is, from an item's clues and from what its primitive makes of it."""

    start: float = 0.0
    """Log-odds before any clue."""
    own: Curve | None = None
    """Over the log-odds that the primitive itself computes; null where it computes none."""
    clues: Mapping[str, Curve] = field(factory=dict)
    """By the clue's name in `sentinel.clues`."""
    cost: tuple[str, Curve] | None = None
    """A clue, and over it the logarithm of the true annual costs of known stores over those that
    `judge` expects."""
    stretch: tuple[float, float] | None = None
    """How many times as far below and above the expected annual cost as `judge` says its interval
    has to reach: of the costs of known stores one in ten lies below it and one in ten above."""

    @classmethod
    def fitted(cls, primitive: str) -> Scorecard:
        """The card of one of the eleven primitives; an empty one for any other key."""
        return _all().get(primitive, cls())

    def terms(self, item: Item, own: float | None = None) -> dict[str, float]:
        """What each part adds to the log-odds, by name; `start` and `own` are parts."""
        terms = {"start": self.start}
        if self.own is not None:
            terms["own"] = self.own.at(own)
        for name, curve in self.clues.items():
            terms[name] = curve.at(CLUES[name](item))
        return terms

    def probability(self, item: Item, own: float | None = None) -> float:
        """The chance that the item leaks; `own`: the primitive's own log-odds."""
        odds = 0.0
        for term in self.terms(item, own).values():
            odds += term
        return 1 / (1 + math.exp(-odds)) if odds > -700 else 0.0

    def cost_ratio(self, item: Item) -> float:
        """How many times the annual cost that `judge` expects an item like this had in known
        stores; 1 where nothing was fitted."""
        if self.cost is None:
            return 1.0
        clue, curve = self.cost
        return math.exp(curve.at(CLUES[clue](item)))

    def for_kernel(self) -> tuple[Any, ...]:
        """The same as plain tuples, as `sentinel._native.detect` takes it."""

        def plain(curve: Curve) -> tuple[list[tuple[float, float]], float]:
            return list(curve.points), curve.unknown

        own = None if self.own is None else plain(self.own)
        cost = None if self.cost is None else (self.cost[0], plain(self.cost[1]))
        clues = [(name, plain(c)) for name, c in self.clues.items()]
        return self.start, own, clues, cost, self.stretch


@cache
def _all() -> dict[str, Scorecard]:
    known = json.loads(files("sentinel").joinpath("scorecards.json").read_bytes())
    return {key: read_card(card) for key, card in known.items()}


def read_card(card: Mapping[str, Any]) -> Scorecard:
    """A card as `scorecards.json` holds it."""

    def curve(given: Mapping[str, Any]) -> Curve:
        return Curve(tuple((x, y) for x, y in given["points"]), given["unknown"])

    return Scorecard(
        start=card.get("start", 0.0),
        own=curve(card["own"]) if "own" in card else None,
        clues={name: curve(given) for name, given in card.get("clues", {}).items()},
        cost=(card["cost"]["clue"], curve(card["cost"])) if "cost" in card else None,
        stretch=tuple(card["stretch"]) if "stretch" in card else None,
    )
