"""What is true of stock: too little, too much, below zero, not there."""

from __future__ import annotations

import numpy as np

from ...arrays import Floats
from ...truth import CARRYING_RATE
from . import negative_binomial
from .buying import BY_EYE, MARGIN_DAYS
from .calendar import LAST, YEAR
from .mechanisms import CAUSES
from .state import ACTIVE, INACTIVE
from .verdict import Judged, first
from .view import View

_DRIFT, _SHIFT = CAUSES["receipts_not_booked"], CAUSES["demand_collapses"]


def labels(view: View) -> dict[str, Judged]:
    """By primitive, of those on stock."""
    dead = _dead_item(view)
    return {
        "negative_inventory": _negative_inventory(view),
        "severe_inventory_deficit": _severe_inventory_deficit(view),
        "low_stock": _low_stock(view),
        "dead_item": dead,
        "overstock": _overstock(view, dead),
        "shrinkage_pattern": _shrinkage_pattern(view),
    }


def _lasting(view: View) -> Floats:
    """Units below zero that the booking of waiting receipts will not heal."""
    return np.maximum(-(view.book + view.waiting), 0)


def _negative_inventory(view: View) -> Judged:
    lasting = _lasting(view)
    return Judged(
        label=view.book < 0,
        annual_cost=lasting * view.cost,
        cause=first((view.drifted & (lasting > 0), _DRIFT)),
    )


def _severe_inventory_deficit(view: View) -> Judged:
    """Ten units and more than a fortnight's demand, or a hundred beyond all that is coming."""
    buying, below = view.store.buying, view.book < 0
    fortnight, likely_most = view.ahead(np.full(len(view.book), 14.0)), np.zeros(len(view.book))
    spread = view.store.demand.spread
    likely_most[below] = negative_binomial.quantile(fortnight[below], spread[below], 0.99)
    lasting = _lasting(view)
    uncovered = -(view.book + np.where(view.coming, buying.on_order, 0) + view.waiting)
    large = ((lasting >= 10) & (lasting > likely_most)) | (uncovered >= 100)
    empty = np.where(view.coming, buying.due - LAST, view.lead)
    lost = view.per_day * view.profit * np.where(view.shelf > 0, 0, empty)
    return Judged(
        label=below & (uncovered > 0) & large,
        annual_cost=np.maximum(uncovered, 0) * view.cost + lost,
        cause=first((view.drifted, _DRIFT)),
    )


def _low_stock(view: View) -> Judged:
    """More likely than not to run out before an order could help; or at its reorder point, wanted,
    and nothing on the way."""
    store, buying = view.store, view.store.buying
    in_time = (buying.due <= LAST + view.lead) & view.coming
    arriving = np.where(in_time, buying.on_order, 0)
    mean = view.ahead(view.lead)
    covered, sold = negative_binomial.covered_and_sold(
        mean, store.demand.spread, view.shelf + arriving
    )
    runs_out = (1 - covered >= 0.5) & (mean > 0)
    ordered = buying.on_order + buying.stale_order != 0
    nothing = (~ordered | store.vendors.failed[store.catalog.vendor]) & (arriving == 0)
    at_point = (buying.planning < BY_EYE) & (view.shelf <= buying.reorder_point)
    forgotten = at_point & nothing & (view.year / YEAR * 90 >= 1)
    meant = (store.range.status == ACTIVE) & ~store.range.clearance
    meant &= view.live & buying.replenished
    # how many of the year's cycles end with an empty shelf
    share = buying.after_stockout / np.maximum(buying.deliveries, 1)
    repeated = np.where(arriving == 0, 1.0, np.clip(share, 0.05, 1))
    lost = np.maximum(mean - sold, 0) * view.profit * YEAR / view.lead * repeated
    hidden = (view.gap > 0) & (view.book > buying.reorder_point)
    cause = np.where(hidden, view.why_missing(store.stock.damaged > 0), "")
    cause[view.has("supplier_fails", "demand_surges")] = CAUSES["demand_surges"]
    return Judged(label=meant & (runs_out | forgotten), annual_cost=lost, cause=cause)


def _dead_item(view: View) -> Judged:
    """Two months old, three without a sale, and less than half of it will sell in two years."""
    store, damaged = view.store, view.store.stock.damaged
    there = view.shelf + damaged
    _, sold = negative_binomial.covered_and_sold(view.two_years, store.demand.spread, view.shelf)
    old = LAST - store.stock.last_received >= 60
    old &= LAST - store.range.launch >= 60
    unsold = ~view.sold_90 & (sold < 0.5 * there)
    return Judged(
        label=(there > 0) & (view.book > 0) & old & unsold & view.live,
        annual_cost=there * view.cost * CARRYING_RATE,
        cause=first(
            ((damaged > 0.3 * there) & view.has("damaged_lot"), CAUSES["damaged_lot"]),
            (view.has("demand_collapses") | (store.buying.overbought > 0), _SHIFT),
        ),
    )


def _overstock(view: View, dead: Judged) -> Judged:
    """It sells, and there is more than a year's demand, a case, and what a sound reorder point with
    the true demand would hold."""
    buying, store = view.store.buying, view.store
    until_order = view.per_day * (view.lead + MARGIN_DAYS)
    point = np.ceil(until_order + 1.3 * np.sqrt(until_order * store.demand.spread))
    cover = np.ceil(view.per_day * store.vendors.cover_days[store.catalog.vendor])
    sound = point + np.maximum(cover, 1) + 1
    more = (view.shelf > view.year) & (view.shelf > buying.pack) & (view.shelf > sound)
    label = view.live & view.sold_90 & more & ~dead.label & (view.year > 0)
    return Judged(
        label=label,
        annual_cost=np.maximum(view.shelf - view.year, 0) * view.cost * CARRYING_RATE,
        cause=first(
            ((buying.overbought > 0) | view.has("demand_collapses"), _SHIFT),
            (view.drifted, _DRIFT),
        ),
    )


def _shrinkage_pattern(view: View) -> Judged:
    """Goods the books have and the shelf lacks, or that the last count, within a year, really
    found missing."""
    store, counts = view.store, view.store.counts
    recent = (LAST - counts.last <= 365) & (counts.last >= 0)
    found = np.where(recent, counts.found_missing, 0)
    gone = (view.gap >= 1) & (view.shelf <= 0) | (view.gap > _tolerance(view.book))
    label = ((view.book > 0) & gone) | (found > _tolerance(counts.book_then))
    units = np.maximum(_vanish_yearly(view), np.maximum(view.gap, 0))
    lost = view.per_day * view.profit * _days_empty(view) * store.buying.replenished
    return Judged(
        label=label & view.live & (store.range.status != INACTIVE),
        annual_cost=units * view.cost + lost,
        cause=view.why_missing(view.gap > 0),
    )


def _tolerance(book: Floats) -> Floats:
    """Units that may be missing: one, or 2 %."""
    return np.maximum(1, 0.02 * book)


def _vanish_yearly(view: View) -> Floats:
    """Units per year that vanish; of a theft that began later, at its rate."""
    vanished, thefts = view.store.stock.vanished, view.store.plantings["theft_at_a_rate"]
    days = np.full(len(vanished), 365.0)
    days[thefts.skus] = np.clip(LAST - thefts.start, 30, 365)
    stolen = np.maximum(vanished, 0) * 365 / days
    return np.where(view.has("theft_at_a_rate"), stolen, np.maximum(vanished, 0))


def _days_empty(view: View) -> Floats:
    """Days for which a shelf stays empty whose books say otherwise: until the delivery, or until
    somebody orders, which may be never."""
    buying = view.store.buying
    unseen = (view.book > buying.reorder_point) & ~buying.looks_at_shelf
    waiting = np.where(unseen, 365, view.lead + MARGIN_DAYS)
    delivery = (buying.on_order > 0) & view.coming
    waiting = np.where(delivery, np.maximum(buying.due - LAST, 0), waiting)
    return np.where((view.shelf <= 0) & (view.book > 0), waiting, 0)
