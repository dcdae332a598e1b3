"""What is planted: mechanisms that leak money, and innocent things that look like them.

A plan is drawn before the first day. It says on which day what happens to which SKU, never what a
detector should say about it: labels come later, from the state that the days have led to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import attrs
import numpy as np

from .arrays import Bools, Floats, Ints
from .catalog import Catalog

Sizes = Callable[[np.random.Generator, int], Floats]


@attrs.frozen(kw_only=True)
class Mechanism:
    """One way in which a store comes to leak, or to look as if it did."""

    key: str
    effect: str
    """Name of the function in `effects.py` that it starts."""
    cause: str | None
    """Root cause as detectors name them; None: innocent."""
    share: tuple[float, float]
    """Share of the SKUs it touches, drawn anew for each store."""
    before_end: tuple[int, int]
    """Earliest and latest start, in days before the last day."""
    size: Sizes
    """How large it is; the unit is the effect's."""
    cluster: str | None = None
    """`vendor` or `category`: most of it hits a few of them."""
    least_sold: float = 0
    """Only items that sell at least so many units a year."""


def _between(low: float, high: float) -> Sizes:
    return lambda rng, count: rng.uniform(low, high, count)


def _one_of(*values: float) -> Sizes:
    return lambda rng, count: rng.choice(np.array(values, dtype=np.float64), count)


def _leak(
    key: str, effect: str, cause: str, share: tuple[float, float], span: tuple[int, int],
    size: Sizes, *, cluster: str | None = None, least_sold: float = 0,
) -> Mechanism:  # fmt: skip
    return Mechanism(
        key=key, effect=effect, cause=cause, share=share, before_end=span, size=size,
        cluster=cluster, least_sold=least_sold,
    )  # fmt: skip


def _innocent(
    key: str, effect: str, share: tuple[float, float], span: tuple[int, int], size: Sizes
) -> Mechanism:
    return Mechanism(key=key, effect=effect, cause=None, share=share, before_end=span, size=size)


MECHANISMS = (
    _leak("theft_at_a_rate", "theft_rate", "Theft", (0.005, 0.012), (500, 20),
          _between(0.15, 1.0), cluster="category", least_sold=10),
    _leak("theft_in_one_event", "theft_event", "Theft", (0.005, 0.012), (400, 5),
          _between(0.5, 1.0), cluster="category", least_sold=10),
    _leak("receipts_not_booked", "skip_booking", "InventoryDrift", (0.008, 0.014), (400, 20),
          _one_of(1, 1, 2, 3)),
    _leak("deliveries_never_booked", "direct_delivery", "InventoryDrift", (0.004, 0.01), (400, 30),
          _between(0, 1), least_sold=10),
    _leak("count_miskeyed", "miskey_count", "InventoryDrift", (0.004, 0.01), (330, 3),
          _one_of(10, 10, 2, 1.5, 3, 0.1, 0.5)),
    _leak("transfer_miskeyed", "miskey_transfer", "InventoryDrift", (0.003, 0.006), (330, 5),
          _one_of(-1, -1, 1)),
    _leak("vendor_raise_not_followed", "cost_up", "VendorIncrease", (0.01, 0.02), (330, 10),
          _between(1.06, 1.28), cluster="vendor"),
    _leak("promotion_never_reverted", "promotion_forgotten", "MarginLeak", (0.004, 0.01),
          (300, 20), _between(0.60, 0.88)),
    _leak("unauthorised_discount", "discount", "MarginLeak", (0.004, 0.01), (300, 5),
          _between(0.55, 0.90)),
    _leak("rebate_not_credited", "rebate_outstanding", "RebateTiming", (0.003, 0.006), (150, 10),
          _between(0.06, 0.20), cluster="vendor"),
    _leak("decimal_slip", "price_slip", "PricingError", (0.002, 0.004), (200, 2),
          _one_of(0.1, 0.1, 0.01, 10, 100)),
    _leak("pack_slip", "price_per_pack", "PricingError", (0.002, 0.004), (200, 2), _one_of(1, -1)),
    _leak("price_file_wrong", "price_of_neighbour", "PricingError", (0.003, 0.006), (200, 2),
          _one_of(-2, -1, 1, 2), cluster="vendor"),
    _leak("cost_missing", "blank_cost", "PricingError", (0.004, 0.009), (500, 2), _one_of(0, 0, 1)),
    _leak("demand_collapses", "demand_change", "DemandShift", (0.01, 0.02), (600, 40),
          _between(0.0, 0.06), least_sold=4),
    _leak("ten_cases_for_one", "overbuy", "DemandShift", (0.006, 0.014), (330, 10),
          _between(8, 12)),
    _leak("supplier_fails", "supplier_off", "DemandShift", (0.006, 0.012), (70, 10),
          _one_of(0, 0, 1), cluster="vendor", least_sold=10),
    _leak("demand_surges", "demand_change", "DemandShift", (0.004, 0.01), (35, 3),
          _between(3, 9), least_sold=10),
    _leak("damaged_lot", "spoil_next_lot", "QualityIssue", (0.004, 0.008), (300, 10),
          _between(0.3, 0.95)),
    _innocent("clearance", "clearance", (0.01, 0.02), (120, 2), _between(0.45, 0.8)),
    _innocent("running_promotion", "promotion", (0.005, 0.01), (12, 1), _between(0.75, 0.95)),
    _innocent("past_promotion", "promotion", (0.04, 0.06), (700, 30), _between(0.75, 0.95)),
    _innocent("vendor_raise_followed", "cost_up_followed", (0.02, 0.04), (330, 22),
              _between(1.05, 1.28)),
    _innocent("rebate_credited", "rebate_credited", (0.003, 0.006), (300, 60), _between(0.06, 0.2)),
    _innocent("count_just_done", "count", (0.008, 0.015), (4, 1), _one_of(0)),
    _innocent("sold_before_booking", "sell_before_booking", (0.004, 0.008), (4, 0),
              _between(1, 4)),
    _innocent("successor_planned", "run_out", (0.008, 0.014), (200, 10), _one_of(0)),
    _innocent("price_repositioned", "reposition", (0.006, 0.01), (300, 10), _between(0.8, 1.3)),
    _innocent("demand_swings", "demand_change", (0.02, 0.03), (300, 20), _between(0.5, 2)),
)  # fmt: skip
_LIST_FOLLOWED = _innocent("yearly_list", "cost_up_followed", (1, 1), (730, 0), _between(1, 1.04))
_LIST_IGNORED = _leak("yearly_list_ignored", "cost_up", "VendorIncrease", (0, 1), (730, 0),
                      _between(1, 1.04))  # fmt: skip


@attrs.frozen(kw_only=True, eq=False)
class Event:
    """One effect on some SKUs on one day."""

    effect: str
    skus: Ints
    size: Floats


@attrs.frozen(kw_only=True, eq=False)
class Planting:
    """Where one mechanism was planted."""

    mechanism: Mechanism
    skus: Ints
    start: Ints
    """Day number per SKU."""
    size: Floats


@attrs.frozen(kw_only=True, eq=False)
class Plan:
    """Everything that will happen besides ordinary trade."""

    plantings: list[Planting]
    events: dict[int, list[Event]]
    """By day."""


def plan(rng: np.random.Generator, catalog: Catalog, days: int) -> Plan:
    """Draws who is hit, when and how hard."""
    plantings = [_plant(rng, catalog, mechanism, days) for mechanism in MECHANISMS]
    plantings += _yearly_price_lists(rng, catalog, days)
    events: dict[int, list[Event]] = defaultdict(list)
    for planting in plantings:
        effect = planting.mechanism.effect
        for day in np.unique(planting.start):
            hit = planting.start == day
            events[int(day)].append(
                Event(effect=effect, skus=planting.skus[hit], size=planting.size[hit])
            )
    return Plan(plantings=plantings, events=dict(events))


def _plant(rng: np.random.Generator, catalog: Catalog, mechanism: Mechanism, days: int) -> Planting:
    eligible = ~catalog.service & (catalog.launch < days - 60)
    eligible &= catalog.rate * 365 >= mechanism.least_sold
    count = max(1, round(len(catalog) * rng.uniform(*mechanism.share)))
    early, late = (max(1, days - 1 - back) for back in mechanism.before_end)
    start = rng.integers(early, late + 1, count)
    size = mechanism.size(rng, count)
    if mechanism.cluster is None:
        skus = rng.choice(np.flatnonzero(eligible), count, replace=False)
    else:
        group = catalog.vendor if mechanism.cluster == "vendor" else catalog.category
        skus = _clustered(rng, group, eligible, count)
        count = len(skus)
        start, size = start[:count], size[:count]
        if mechanism.cluster == "vendor":
            # a vendor's letter has one date and about one percentage
            first = np.unique(group[skus], return_inverse=True)[1]
            start = start[first]
            size = np.where(mechanism.effect == "price_of_neighbour", size, size[first])
            if mechanism.effect in ("cost_up", "rebate_outstanding"):
                size = size + rng.normal(0, 0.01, count)
    return Planting(mechanism=mechanism, skus=skus, start=start, size=size)


def _clustered(rng: np.random.Generator, group: Ints, eligible: Bools, count: int) -> Ints:
    """Two thirds of the hits fall on a few groups, in each on six members of ten at most."""
    chosen: list[Ints] = []
    wanted = round(count * 2 / 3)
    for name in rng.permutation(group.max() + 1):
        members = np.flatnonzero(eligible & (group == name))
        take = min(round(len(members) * rng.uniform(0.1, 0.6)), max(wanted // 2, 3), wanted)
        chosen.append(rng.choice(members, take, replace=False))
        wanted -= take
        if wanted <= 0:
            break
    clustered = np.concatenate(chosen)
    rest = np.setdiff1d(np.flatnonzero(eligible), clustered)
    return np.concatenate([clustered, rng.choice(rest, count - len(clustered), replace=False)])


def _yearly_price_lists(rng: np.random.Generator, catalog: Catalog, days: int) -> list[Planting]:
    """Every vendor raises its list a little once a year; the shop follows for nearly all items."""
    plantings = []
    for vendor in range(len(catalog.vendor_name)):
        skus = np.flatnonzero((catalog.vendor == vendor) & ~catalog.service)
        for day in range(int(rng.integers(1, 365)), days - 1, 365):
            raised = rng.uniform(1.0, 1.04)
            followed = rng.random(len(skus)) < 0.96
            for mechanism, hit in ((_LIST_FOLLOWED, followed), (_LIST_IGNORED, ~followed)):
                start, size = np.full(int(hit.sum()), day), np.full(int(hit.sum()), raised)
                plantings.append(
                    Planting(mechanism=mechanism, skus=skus[hit], start=start, size=size)
                )
    return plantings
