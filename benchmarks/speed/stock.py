"""The books of one made-up store on the day of the export, before anything leaks."""

from __future__ import annotations

import attrs
import numpy as np

from .catalog import Catalog, Floats, Ints

LEAD_DAYS = 7
NEVER = -1
"""Days since something that never happened."""


@attrs.define(kw_only=True, eq=False)
class Stock:
    """One entry per SKU of the catalog; leaks are planted by changing it."""

    on_hand: Ints
    on_order: Ints
    cost: Floats
    """USD per unit; NaN where nobody entered one."""
    average_cost: Floats
    last_cost: Floats
    price: Floats
    list_price: Floats
    sold: Ints
    """Units of the last 365 days, net of returns."""
    sold_ago: Ints
    """Days since the last sale."""
    received_ago: Ints
    """Days since the last receipt."""
    reorder_point: Floats
    """Units; NaN where nobody set one."""
    case: Ints


def stock(catalog: Catalog, rng: np.random.Generator) -> Stock:
    """A store that orders up to what it needs and loses nothing."""
    count = len(catalog)
    daily = catalog.yearly * rng.lognormal(0, 0.3, count) / 365
    sold = rng.poisson(daily * 365 * rng.gamma(6, 1 / 6, count))
    need = daily * LEAD_DAYS
    reorder_point = np.ceil(need + 1.65 * np.sqrt(need))
    lot = np.ceil(np.maximum(daily * 45, 1) / catalog.case) * catalog.case
    since_receipt = rng.random(count)
    on_hand = np.floor(reorder_point + lot * (1 - since_receipt))
    cost = np.round(catalog.cost * rng.choice([1.0, 1.01], count), 2)
    average = np.round(cost * rng.uniform(0.985, 1.0, count), 2)
    average[rng.random(count) < 0.03] = np.nan
    wait = rng.exponential(365 / np.maximum(daily * 365, 0.8)).astype(np.int64)
    unsold = sold == 0
    sold_ago = np.where(unsold, 366 + wait, np.minimum(wait, 360))
    sold_ago[unsold & (rng.random(count) < 0.4)] = NEVER
    received_ago = (since_receipt * np.minimum(lot / daily, 700) + 1).astype(np.int64)
    received_ago[rng.random(count) < 0.02] = NEVER
    # what nobody buys is not kept, or the innocent store would be full of dead stock
    on_hand = np.where(unsold, 0, on_hand)
    point = np.where(unsold, 0, reorder_point)
    returns = unsold & (rng.random(count) < 0.05)
    return Stock(
        on_hand=on_hand.astype(np.int64),
        on_order=np.where(on_hand - reorder_point < lot * 0.15, lot, 0).astype(np.int64) * ~unsold,
        cost=cost,
        average_cost=average,
        last_cost=cost.copy(),
        price=catalog.price.copy(),
        list_price=catalog.list_price.copy(),
        sold=np.where(returns, -1, sold).astype(np.int64),
        sold_ago=sold_ago,
        received_ago=received_ago,
        reorder_point=np.where(rng.random(count) < 0.25, np.nan, point),
        case=catalog.case,
    )
