"""What is true of every SKU, per primitive: a label, how clearly, at what cost, from what cause.

Everything here is computed from the true state (what is on the shelf, what people want, what was
paid, what the owner means to charge). facts such as "the books are below zero" are read
in the books. The definitions are told in words in `README.md`.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs
import numpy as np
import pyarrow as pa

from .arrays import Bools, Floats, margin, tail_and_excess
from .simulator import Simulation
from .state import Store

PRIMITIVES = (
    "high_margin_leak", "negative_inventory", "negative_profit", "severe_inventory_deficit",
    "low_stock", "shrinkage_pattern", "margin_erosion", "zero_cost_anomaly", "dead_item",
    "overstock", "price_discrepancy",
)  # fmt: skip
FURTHER = ("hidden_overage",)
"""Known as well, and scored where a detector offers them: an installed plugin, or a file."""
CARRYING_RATE = 0.25
"""USD per year and USD of stock: the cost of money, room and age."""
ASKED_FOR = 0.05
"""Share of sales for which somebody asks and staff look at the screen; nobody has published one."""

_PRICE_SIDE = ("promotion_never_reverted", "unauthorised_discount")
_RAISES = ("vendor_raise_not_followed", "yearly_list_ignored")
_SLIPS = ("decimal_slip", "pack_slip", "price_file_wrong")
_RECORDS = ("receipts_not_booked", "deliveries_never_booked", "count_miskeyed", "transfer_miskeyed")
_MISSING = ("theft_at_a_rate", "theft_in_one_event", "count_miskeyed", "transfer_miskeyed",
            "damaged_lot")  # fmt: skip
EXPLAINED_BY: dict[str, tuple[str, ...]] = {
    "negative_inventory": _RECORDS,
    "severe_inventory_deficit": _RECORDS,
    "shrinkage_pattern": _MISSING,
    "low_stock": ("supplier_fails", "demand_surges", *_MISSING),
    "dead_item": ("demand_collapses", "ten_cases_for_one", "decimal_slip", "pack_slip"),
    "overstock": ("ten_cases_for_one", "demand_collapses"),
    "price_discrepancy": (*_SLIPS, *_PRICE_SIDE),
    "high_margin_leak": (*_SLIPS, *_PRICE_SIDE, *_RAISES, "rebate_not_credited"),
    "margin_erosion": (*_PRICE_SIDE, "rebate_not_credited", *_RAISES),
    "negative_profit": (*_SLIPS, *_PRICE_SIDE, *_RAISES, "rebate_not_credited"),
    "zero_cost_anomaly": ("cost_missing",),
    "hidden_overage": _RECORDS,
}
"""Mechanisms that can make a primitive true; of several on one SKU the first is its cause."""


@attrs.frozen(kw_only=True, eq=False)
class Verdict:
    """One primitive over all SKUs."""

    label: Bools
    margin: Floats
    """How clearly: the deciding quantity over its limit; above 1 where the label holds."""
    annual_cost: Floats
    """USD per year; 0 where the label does not hold."""


@attrs.frozen(kw_only=True, eq=False)
class Truth:
    """All labels of one store on one day."""

    sku: list[str]
    verdicts: dict[str, Verdict]
    cause: dict[str, list[str | None]]
    """By primitive: the planted cause, None where trade alone brought it about."""
    mechanisms: list[str]
    """Per SKU: what was planted there, joined by `+`, innocent things included."""

    def table(self) -> pa.Table:
        """One row per primitive and SKU: store_id, sku, primitive, label, margin, annual_cost,
        cause, mechanisms."""
        parts = [self._rows(primitive) for primitive in self.verdicts]
        return pa.concat_tables(parts)

    def _rows(self, primitive: str) -> pa.Table:
        verdict, count = self.verdicts[primitive], len(self.sku)
        return pa.table(
            {
                "store_id": pa.repeat("main", count),
                "sku": self.sku,
                "primitive": pa.repeat(primitive, count),
                "label": verdict.label,
                "margin": verdict.margin,
                "annual_cost": np.round(verdict.annual_cost, 2),
                "cause": pa.array(self.cause[primitive], pa.string()),
                "mechanisms": self.mechanisms,
            }
        )


def truth(simulation: Simulation) -> Truth:
    """Labels of the store as it is on the last day."""
    verdicts = {key: judge(simulation.last, key) for key in (*PRIMITIVES, *FURTHER)}
    planted = _planted(simulation)
    return Truth(
        sku=simulation.last.catalog.sku,
        verdicts=verdicts,
        cause={key: _causes(verdicts[key].label, key, planted, simulation) for key in verdicts},
        mechanisms=["+".join(names) for names in planted],
    )


def _planted(simulation: Simulation) -> list[list[str]]:
    names: list[list[str]] = [[] for _ in simulation.last.catalog.sku]
    for planting in simulation.plan.plantings:
        for sku in planting.skus:
            if planting.mechanism.key not in ("yearly_list", *names[sku]):
                names[sku].append(planting.mechanism.key)
    return names


def _causes(
    label: Bools, primitive: str, planted: list[list[str]], simulation: Simulation
) -> list[str | None]:
    cause_of = {p.mechanism.key: p.mechanism.cause for p in simulation.plan.plantings}
    causes: list[str | None] = [None] * len(label)
    for sku in np.flatnonzero(label):
        found = [key for key in EXPLAINED_BY[primitive] if key in planted[sku]]
        causes[sku] = cause_of[found[0]] if found else None
    return causes


class View:
    """Quantities of the true state that several labels need; one entry per SKU."""

    def __init__(self, store: Store) -> None:
        catalog = store.catalog
        self.store = store
        self.goods = ~catalog.service & (catalog.launch <= store.day)
        self.rate = store.rate()
        """Units wanted per day, mean of the coming year."""
        self.cost = store.paid_cost
        self.margin = margin(store.price, self.cost)
        self.sold_90 = store.day - store.last_sold < 90
        self.sells = self.sold_90 & (self.rate * 365 >= 1)
        """Sold within ninety days, and still wanted at least once a year."""
        self.wanted = (store.day - store.last_sold < 365) & self.goods
        self.profit = np.maximum(np.minimum(store.price, store.intended_price) - self.cost, 0)
        """USD that a sold unit earns; a price that slipped upwards earns nothing extra."""
        self.full_price = self.cost / np.maximum(1 - store.intended_margin, 0.01)
        """USD that would earn the intended margin at today's cost."""


def _negative_inventory(view: View) -> Verdict:
    store = view.store
    # what is still waiting to be booked will put itself right
    lasting = np.clip(-store.book - store.late, 0, None)
    label = view.goods & (store.book < 0)
    return Verdict(label=label, margin=-store.book, annual_cost=lasting * view.cost)


def _severe_inventory_deficit(view: View) -> Verdict:
    store = view.store
    lasting = -(store.book + store.on_order + store.late)
    label = view.goods & (store.book < 0) & (lasting >= 10)
    return Verdict(label=label, margin=lasting / 10, annual_cost=lasting * view.cost)


def _low_stock(view: View) -> Verdict:
    store, catalog = view.store, view.store.catalog
    # an order in eight is late by six days on average
    days = catalog.lead + 1
    season, today = store.calendar.cumulative, store.day + 1
    ahead = season[today + days, catalog.category] - season[today, catalog.category]
    mean = view.rate * ahead
    coming = np.maximum(store.on_order - store.never_comes, 0)
    supply = np.maximum(store.shelf, 0) + coming
    meant = (store.stopped == 0) & (store.discontinued == 0)
    # where most of the books is not there, that is the leak
    meant &= _missing(view) < np.maximum(1, store.book / 2)
    meant &= view.goods & view.sells & (store.book >= 0)
    # bought too late by its own rule, whatever the chance
    point = store.reorder_point
    overdue = meant & (point > 0) & (supply <= point) & (coming <= 0)
    ask = overdue | (meant & (mean > 0.45 * (supply + 1)))
    chance, lost = np.zeros_like(mean), np.zeros_like(mean)
    spread = 1 / (1 - catalog.odds)
    chance[ask], lost[ask] = tail_and_excess(mean[ask], spread[ask], supply[ask])
    # with something on order the shelf is empty once, without it all year
    cycles = np.where(coming > 0, 1, 365 / days)
    return Verdict(
        label=(chance >= 0.5) | overdue,
        margin=np.maximum(chance / 0.5, overdue),
        annual_cost=lost * view.profit * cycles,
    )


def _shrinkage_pattern(view: View) -> Verdict:
    store = view.store
    missing = _missing(view)
    # a unit or two fewer than the books say on a shelf that still sells is no loss to find
    most = np.where(store.shelf > 0, np.maximum(3, store.book / 2), 1)
    phantom = missing / most * (view.rate * 365 >= 4)
    recent = store.day - store.last_counted < 365
    found = np.minimum(store.found_short / 2, store.found_share / 0.02) * recent
    label = view.goods & ((phantom >= 1) | (found >= 1))
    units = np.maximum(missing * (phantom >= 1), np.where(recent, store.found_short, 0))
    empty = (store.shelf <= 0) & (store.book > store.reorder_point)
    lost_margin = view.profit * view.rate * 365 * empty
    yearly = np.maximum(units, store.theft_per_day * 365 * ~empty)
    return Verdict(
        label=label, margin=np.maximum(phantom, found), annual_cost=yearly * view.cost + lost_margin
    )


def _missing(view: View) -> Floats:
    """Units on the books, of what they say is there, that are not on the shelf."""
    store = view.store
    return np.asarray(np.where(store.book > 0, np.maximum(store.book - store.shelf, 0), 0))


def _new(view: View) -> Bools:
    return view.store.day - view.store.first_received < 60


def _dead_item(view: View) -> Verdict:
    store = view.store
    demand = view.rate * 730
    half = store.book / 2
    label = view.goods & (store.book > 0) & ~_new(view) & ~view.sells & (demand < half)
    clear = half / np.maximum(demand, 0.01) * ~view.sells
    return Verdict(label=label, margin=clear, annual_cost=store.book * view.cost * CARRYING_RATE)


def _overstock(view: View) -> Verdict:
    store = view.store
    stock = np.minimum(store.book, store.shelf)
    months = stock / np.maximum(view.rate * 365 / 12, 1e-9)
    excess = np.maximum(stock - view.rate * 365, 0)
    label = view.goods & view.sells & (months > 12) & (stock > store.catalog.pack)
    return Verdict(label=label, margin=months / 12, annual_cost=excess * view.cost * CARRYING_RATE)


def _fell(view: View) -> Floats:
    """How far the margin is below the intended one, over the least fall that counts."""
    store = view.store
    least = np.maximum(0.03, 0.1 * store.intended_margin)
    return np.asarray((store.intended_margin - view.margin) / least)


def _high_margin_leak(view: View) -> Verdict:
    store = view.store
    meant = view.wanted & (store.intended_margin >= 0.05)
    label = meant & (view.margin >= 0) & (view.margin <= store.intended_margin / 2)
    clear = store.intended_margin / 2 / np.maximum(view.margin, 1e-3)
    lost = np.maximum(view.full_price - store.price, 0) * view.rate * 365
    return Verdict(label=label, margin=clear, annual_cost=lost)


def _margin_erosion(view: View) -> Verdict:
    store = view.store
    # half the intended margin and less by the price alone is a margin leak, not an erosion
    cheaper = store.price < 0.98 * store.regular_price
    dearer = view.cost > (1 - store.intended_margin) * store.regular_price * 1.02
    slight = dearer | (cheaper & (view.margin > store.intended_margin / 2))
    fell = _fell(view)
    label = view.wanted & slight & (view.margin >= 0) & (fell >= 1)
    points = np.maximum(store.intended_margin - view.margin, 0)
    return Verdict(label=label, margin=fell, annual_cost=points * store.price * view.rate * 365)


def _negative_profit(view: View) -> Verdict:
    store = view.store
    label = view.goods & (store.price > 0) & (store.price < view.cost - 0.004)
    loss = np.maximum(view.cost - store.price, 0)
    over = view.cost / np.maximum(store.price, 0.01)
    return Verdict(label=label, margin=over, annual_cost=loss * view.rate * 365)


def _zero_cost_anomaly(view: View) -> Verdict:
    store = view.store
    blank = store.blank_cost != 1
    label = view.wanted | (view.goods & (store.book > 0))
    label = label & blank & (view.cost > 0) & (store.price > 0)
    lost = 0.05 * view.cost * view.rate * 365
    return Verdict(label=label, margin=blank.astype(np.float64), annual_cost=lost)


def _price_discrepancy(view: View) -> Verdict:
    store = view.store
    away = np.abs(store.price / store.intended_price - 1)
    lost = np.maximum(store.intended_price - store.price, 0) * view.rate * 365
    return Verdict(label=view.goods & (away >= 0.3), margin=away / 0.3, annual_cost=lost)


def _hidden_overage(view: View) -> Verdict:
    store = view.store
    # what waits to be booked will be known within days
    shelf = np.maximum(store.shelf - store.late, 0)
    known = np.maximum(store.book, 0)
    most = np.where(known > 0, np.maximum(3, known / 2), 1)
    over = (shelf - known) / most
    label = view.goods & (over >= 1) & (view.rate * 365 >= 4)
    # the books ask for as much too much as they do not know, and sales are refused at nothing only
    vain = (shelf - store.book) * (store.stopped == 0) * view.cost * CARRYING_RATE
    empty_days = np.minimum(shelf / np.maximum(view.rate, 1e-9), store.catalog.lead + 1)
    refused = ASKED_FOR * view.rate * empty_days * view.profit * (known == 0)
    return Verdict(label=label, margin=over, annual_cost=vain + refused)


_JUDGES: dict[str, Callable[[View], Verdict]] = {
    "high_margin_leak": _high_margin_leak,
    "negative_inventory": _negative_inventory,
    "negative_profit": _negative_profit,
    "severe_inventory_deficit": _severe_inventory_deficit,
    "low_stock": _low_stock,
    "shrinkage_pattern": _shrinkage_pattern,
    "margin_erosion": _margin_erosion,
    "zero_cost_anomaly": _zero_cost_anomaly,
    "dead_item": _dead_item,
    "overstock": _overstock,
    "price_discrepancy": _price_discrepancy,
    "hidden_overage": _hidden_overage,
}


def judge(store: Store, primitive: str) -> Verdict:
    """One primitive's labels, from the state of the store; what is not a leak costs nothing."""
    verdict = _JUDGES[primitive](View(store))
    return attrs.evolve(verdict, annual_cost=np.where(verdict.label, verdict.annual_cost, 0.0))
