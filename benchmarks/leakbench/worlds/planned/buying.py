"""How the shop buys and counts: vendors' terms, reorder points, orders under way, count cycles."""

from __future__ import annotations

import attrs
import numpy as np

from ...arrays import Bools, Floats, Ints
from .calendar import NEVER, NOT_PLANNED, YEAR
from .catalog import Catalog, Prices
from .demand import Demand

RECOMPUTED, FIXED, BY_EYE = 0, 1, 2
"""How reorder points come about: every month from the forecast, once for all, or not at all in the
system."""
MARGIN_DAYS = 4.0
"""Days beyond the lead time for which a reorder point provides: the wait for the next review."""


@attrs.define(kw_only=True, eq=False)
class Vendors:
    """Terms and habits, one entry per vendor."""

    lead: Ints
    """Days from order to delivery."""
    review_weekday: Ints
    twice_a_week: Bools
    late_chance: Floats
    short_chance: Floats
    least_order: Floats
    """USD at cost below which an order waits."""
    cover_days: Ints
    """Days of demand that an order is to last beyond the reorder point."""
    sends_price_list: Bools
    """Its raises are in the system at once, and not with the next receipt only."""
    waited: Ints
    """Days for which orders have been too small."""
    failed: Bools
    """Delivers nothing any more."""


@attrs.define(kw_only=True, eq=False)
class Buying:
    """What the buyer thinks and has ordered, one entry per SKU."""

    pack: Floats
    forecast: Floats
    """Units per day."""
    planning: Ints
    """`RECOMPUTED`, `FIXED` or `BY_EYE`."""
    looks_at_shelf: Bools
    """Bought by what is seen on the shelf, not by the books."""
    least_point: Floats
    """Reorder point of what sells once in months."""
    replenished: Bools
    reorder_point: Floats
    reorder_up_to: Floats
    on_order: Floats
    stale_order: Floats
    """Units that the books still expect although they came."""
    due: Ints
    """Day of delivery; `NOT_PLANNED` where none will come."""
    booked_on: Ints
    """Day on which the last delivery will be booked."""
    waiting: Bools
    """Delivered and not booked yet."""
    delivered: Floats
    """Units of the last delivery."""
    receipts_to_miss: Ints
    """Number of coming receipts that nobody will book."""
    ten_cases_next: Bools
    """The next order is written in cases instead of units."""
    overbought: Floats
    """Units of the order for which that happened."""
    deliveries: Floats
    after_stockout: Floats
    """Deliveries before which somebody had been turned away."""
    ran_out: Bools
    """Somebody was turned away since the last delivery."""


@attrs.define(kw_only=True, eq=False)
class Counts:
    """Cycle counts, one entry per SKU."""

    every: Ints
    """Days between counts."""
    next: Ints
    last: Ints
    counted: Floats
    """Units that the last count said; NaN before the first."""
    variance: Floats
    """Those less the books; NaN before the first count."""
    book_then: Floats
    """Units on the books when it was counted, at least 0."""
    found_missing: Floats
    """Units really lost that the last count found."""
    lost_since: Floats
    """Units really lost since."""


def packs(rng: np.random.Generator, cost: Floats, demand: Demand) -> Floats:
    """Units per case; dear goods and slow ones come in small cases."""
    skus = len(cost)
    shares = [0.30, 0.06, 0.06, 0.09, 0.18, 0.07, 0.15, 0.07, 0.02]
    pack = rng.choice([1, 2, 3, 4, 6, 10, 12, 24, 48], skus, p=shares).astype(float)
    pack = np.where((cost > 60) & (pack > 4), 1, pack)
    slow = demand.base * YEAR < 6
    return np.where(slow & (pack > 4), rng.choice([1, 2, 3, 4, 6], skus), pack)


def terms(rng: np.random.Generator, catalog: Catalog) -> Vendors:
    """Lead times of 2 to 21 days, a review or two a week."""
    count = catalog.vendors
    small_store = min(1, len(catalog) / 12_000 + 0.2)
    return Vendors(
        lead=rng.integers(2, 22, count),
        review_weekday=rng.integers(0, 7, count),
        twice_a_week=rng.random(count) < 0.3,
        late_chance=rng.uniform(0.03, 0.25, count),
        short_chance=rng.uniform(0.01, 0.10, count),
        least_order=np.where(rng.random(count) < 0.6, rng.uniform(50, 400, count) * small_store, 0),
        cover_days=rng.integers(21, 75, count),
        sends_price_list=rng.random(count) < 0.6,
        waited=np.zeros(count, int),
        failed=np.zeros(count, bool),
    )


def planned(rng: np.random.Generator, demand: Demand, vendors: Vendors, pack: Floats) -> Buying:
    """Forecasts that are off by a third, and the points that follow from them."""
    skus = len(pack)
    forecast = demand.base * np.exp(rng.normal(0, 0.3, skus))
    planning = rng.choice(3, skus, p=[0.5, 0.27, 0.23])
    buying = Buying(
        pack=pack,
        forecast=forecast,
        planning=planning,
        looks_at_shelf=(planning == BY_EYE) & (rng.random(skus) < 0.5),
        least_point=(rng.random(skus) < 0.25).astype(float),
        replenished=~((forecast * YEAR < 0.8) & (rng.random(skus) < 0.6)),
        reorder_point=np.zeros(skus),
        reorder_up_to=np.zeros(skus),
        on_order=np.zeros(skus),
        stale_order=np.zeros(skus),
        due=np.full(skus, NOT_PLANNED),
        booked_on=np.full(skus, NOT_PLANNED),
        waiting=np.zeros(skus, bool),
        delivered=np.zeros(skus),
        receipts_to_miss=np.zeros(skus, int),
        ten_cases_next=np.zeros(skus, bool),
        overbought=np.zeros(skus),
        deliveries=np.zeros(skus),
        after_stockout=np.zeros(skus),
        ran_out=np.zeros(skus, bool),
    )
    set_points(buying, vendors, demand, np.arange(skus), None)
    return buying


def set_points(
    buying: Buying, vendors: Vendors, demand: Demand, skus: Ints, day: int | None
) -> None:
    """Reorder points from the forecast and the season ahead; of no season where the day is null."""
    catalog = demand.catalog
    vendor, forecast = catalog.vendor[skus], buying.forecast[skus]
    days = np.asarray(vendors.lead[vendor] + MARGIN_DAYS, np.float64)
    season: float | Floats = 1.0
    if day is not None:
        ahead = demand.season_sum(catalog.category[skus], day, days + 20)
        season = np.clip(ahead / (days + 20), 0.25, 3)
    mean = forecast * season * days
    point = np.floor(mean + 1.1 * np.sqrt(mean * demand.spread[skus]))
    slow = np.where(forecast * YEAR >= 1.2, np.maximum(point, buying.least_point[skus]), point)
    point = np.where(forecast * YEAR >= 4, np.maximum(point, 1), slow)
    cover = np.ceil(forecast * season * vendors.cover_days[vendor])
    case = buying.pack[skus] * (forecast * YEAR > 6)
    buying.reorder_point[skus] = point
    buying.reorder_up_to[skus] = point + np.maximum(np.maximum(cover, case), 1)


def count_cycles(rng: np.random.Generator, demand: Demand, prices: Prices) -> Counts:
    """What brings most is counted every 110 days or so, the rest every 210 and 390; one in twelve
    never."""
    skus = len(demand.base)
    rank = np.argsort(np.argsort(-(demand.base * prices.intended_price))) / skus
    pace = rng.uniform(0.85, 1.3)
    days = np.where(rank < 0.12, 110, np.where(rank < 0.4, 210, 390)) * pace
    every = np.maximum(30, days * rng.uniform(0.85, 1.15, skus)).astype(int)
    first = (rng.random(skus) * every).astype(int)
    first[rng.random(skus) < 0.08] = NOT_PLANNED
    return Counts(
        every=every,
        next=first,
        last=np.full(skus, NEVER),
        counted=np.full(skus, np.nan),
        variance=np.full(skus, np.nan),
        book_then=np.zeros(skus),
        found_missing=np.zeros(skus),
        lost_since=np.zeros(skus),
    )
