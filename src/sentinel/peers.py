"""What the items of a store say of each other: medians, vendors, seasons, clusters.

The plain twin of `rust/core/src/{peers,seasons,statistics}.rs`, which computes the same over
columns. Here a function takes a snapshot's items and answers item by item, in their order.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from statistics import median

from attrs import frozen

from sentinel.demand import normal_below
from sentinel.models import Item

MAD_TO_DEVIATION = 1.4826
"""Makes a median absolute deviation comparable to a standard deviation."""
MEDIAN_TO_MEAN = 1.2533
"""The median of normal values varies that much more than their mean."""
FEWEST_PEERS = 8
FEWEST_FOR_VENDOR = 5
FEWEST_FOR_SEASON = 20
FEWEST_FOR_PRIOR = 30
FEWEST_FOR_BASE_RATE = 50
FEWEST_FOR_UNITS_PER_SALE = 50
MOST_UNITS_PER_SALE = 6.0
USUAL_BASE_RATE = 0.01
RARE = 0.05
CLUSTER_CHANCE = 0.001

Value = Callable[[Item], float | None]
Place = Callable[[Item], Hashable]


# --- medians ------------------------------------------------------------------------------------


@frozen
class Spread:
    """How many values, their median and 1.4826 times their median absolute deviation."""

    count: int
    median: float
    deviation: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread | None:
        """Null for no values at all."""
        if not values:
            return None
        centre = median(values)
        deviation = MAD_TO_DEVIATION * median(abs(value - centre) for value in values)
        return cls(len(values), centre, deviation)


def category(item: Item) -> Hashable:
    """Items of one category in one store are peers."""
    return item.store_id, item.category


def store(item: Item) -> Hashable:
    """All items of a store, where a category is too small."""
    return item.store_id


def vendor(item: Item) -> Hashable:
    """Items of one vendor in one store; null where none is named."""
    return None if item.vendor is None else (item.store_id, item.vendor)


def _grouped(items: Iterable[Item], value: Value, place: Place) -> dict[Hashable, list[float]]:
    groups: dict[Hashable, list[float]] = defaultdict(list)
    for item in items:
        if (known := value(item)) is not None:
            groups[place(item)].append(known)
    return groups


def of_peers(items: Sequence[Item], value: Value) -> list[Spread | None]:
    """The spread of a value among the peers of each item: its category, or its store where fewer
    than 8 of the category have the value."""
    own, whole = _grouped(items, value, category), _grouped(items, value, store)
    return [
        Spread.of(
            peers
            if len(peers := own.get(category(item), [])) >= FEWEST_PEERS
            else whole.get(store(item), [])
        )
        for item in items
    ]


def list_ratio(item: Item) -> float | None:
    """Price over list price; null without both."""
    price, listed = item.unit_price, item.list_price
    if price is None or listed is None or price <= 0 or listed <= 0:
        return None
    return price / listed


# --- vendors ------------------------------------------------------------------------------------


def vendor_shifts(
    items: Sequence[Item], margins: Sequence[Spread | None]
) -> list[tuple[float, float] | None]:
    """How far the margins of the item's vendor lie from those of their categories: the median
    difference, and the same in standard errors. Null for vendors of fewer than 5 such items."""
    residuals = {
        id(item): item.margin - peers.median
        for item, peers in zip(items, margins, strict=True)
        if item.margin is not None and peers is not None and item.vendor is not None
    }

    def residual(item: Item) -> float | None:
        return residuals.get(id(item))

    own, whole = _grouped(items, residual, vendor), _grouped(items, residual, store)
    return [_shift(own.get(vendor(item), []), whole.get(store(item), [])) for item in items]


def _shift(own: Sequence[float], whole: Sequence[float]) -> tuple[float, float] | None:
    among, usual = Spread.of(own), Spread.of(whole)
    if among is None or usual is None or among.count < FEWEST_FOR_VENDOR:
        return None
    error = MEDIAN_TO_MEAN * max(usual.deviation, 0.005) / math.sqrt(among.count)
    return among.median, among.median / error


# --- silence ------------------------------------------------------------------------------------


def units_per_sale(items: Sequence[Item]) -> list[float]:
    """Units that customers of the item's store usually take at once.

    With n sales spread evenly over a window, the chance (1 - d/T)^n of a silence of d days is
    uniform, so its median is one half; counting units as sales takes it to a power.
    """
    chances = _grouped(items, _silence_of_single_units, store)

    def factor(values: Sequence[float]) -> float:
        if len(values) < FEWEST_FOR_UNITS_PER_SALE:
            return 1.0
        return min(max(math.log(median(values)) / math.log(0.5), 1.0), MOST_UNITS_PER_SALE)

    return [factor(chances.get(store(item), [])) for item in items]


def _silence_of_single_units(item: Item) -> float | None:
    units, days, window = item.units_sold, item.days_since_sold, item.sales_window_days
    if units is None or days is None or window is None or not 3 <= units <= 100:
        return None
    if item.on_hand_qty is None or item.on_hand_qty <= 0 or days >= window:
        return None
    return float((1 - days / window) ** units)


def base_rates(items: Sequence[Item]) -> list[float]:
    """The share of silences in the item's store that chance does not explain: of its steady
    sellers, those whose silence is rare, beyond the share that is rare by chance."""
    chances = _grouped(items, _telling_silence, store)

    def rate(values: Sequence[float]) -> float:
        if len(values) < FEWEST_FOR_BASE_RATE:
            return USUAL_BASE_RATE
        share = sum(value < RARE for value in values) / len(values)
        return min(max((share - RARE) / (1 - RARE), 0.002), 0.3)

    return [rate(chances.get(store(item), [])) for item in items]


def _telling_silence(item: Item) -> float | None:
    stocked = item.on_hand_qty is not None and item.on_hand_qty > 0
    sold = item.units_sold is not None and item.units_sold >= 3
    return item.silence_chance if stocked and sold and not item.discontinued else None


# --- clusters -----------------------------------------------------------------------------------


def missing_clusters(items: Sequence[Item], missing: Sequence[bool]) -> list[bool]:
    """Whether the item's category or vendor has more missing stock than its store's share brings by
    chance in one of a thousand."""

    def stands_out(item: Item, place: Place) -> bool:
        own = among[place, place(item)]
        whole = among[store, store(item)]
        return place(item) is not None and _stands_out(len(own), sum(own), sum(whole) / len(whole))

    among: dict[tuple[Place, Hashable], list[bool]] = defaultdict(list)
    for item, gone in zip(items, missing, strict=True):
        for place in (category, vendor, store):
            among[place, place(item)].append(gone)
    return [stands_out(item, category) or stands_out(item, vendor) for item in items]


def _stands_out(items: int, missing: int, share: float) -> bool:
    if missing < 3 or not 0 < share < 1:
        return False
    term = (1 - share) ** items
    if term < 1e-250:
        z = (missing - 0.5 - items * share) / math.sqrt(items * share * (1 - share))
        return 1 - normal_below(z) <= CLUSTER_CHANCE
    fewer = 0.0
    for count in range(missing):
        fewer += term
        term *= (items - count) / (count + 1) * share / (1 - share)
    return 1 - fewer <= CLUSTER_CHANCE


# --- seasons ------------------------------------------------------------------------------------

LOOKS = (30.0, 60.0, 90.0, 135.0, 180.0, 270.0)
"""Looks back from today over which a season is measured, days."""
TELLING = 8
"""Sales per window up to which a silence tells of a season."""
STEADYING = 4.0
"""Items of two sales that are imagined to have sold evenly: they steady small groups."""


@frozen
class Season:
    """When a group's year sells: of each look, the days of even trade that it was worth."""

    window: float
    looks: tuple[tuple[float, float], ...] = ()

    def worth(self, days: float) -> float:
        """What the last `days` were worth; before the window every day counts as one."""
        start = (0.0, 0.0)
        ends = (*self.looks, (self.window, self.window)) if self.looks else ()
        for end in ends:
            if days <= end[0]:
                part = (days - start[0]) / (end[0] - start[0])
                return start[1] + part * (end[1] - start[1])
            start = end
        return days


def seasons(items: Sequence[Item]) -> list[Season]:
    """The season of each item's category, or of its store where too few of the category tell."""
    factors = dict(zip(map(store, items), units_per_sale(items), strict=True))
    telling: dict[Hashable, list[tuple[int, float]]] = defaultdict(list)
    for item in items:
        sales, silent = _sales(item, factors[store(item)]), item.days_since_sold
        if sales and silent is not None:
            telling[category(item)].append((sales, silent))
            telling[store(item)].append((sales, silent))
    windows = _windows(items)

    def of(item: Item) -> Season:
        own = telling[category(item)]
        told = own if len(own) >= FEWEST_FOR_SEASON else telling[store(item)]
        window = windows.get(category(item)) or windows.get(store(item))
        return season(told, window) if window else Season(365.0)

    known = {category(item): of(item) for item in items}
    return [known[category(item)] for item in items]


def _windows(items: Sequence[Item]) -> dict[Hashable, float]:
    """Mean sales window in days of each store and of each category of 30 items or more."""
    windows: dict[Hashable, list[float]] = defaultdict(list)
    for item in items:
        if _is_carried(item) and item.sales_window_days is not None:
            for place in (category(item), store(item)):
                windows[place].append(math.floor(item.sales_window_days + 0.5))
    return {
        place: sum(days) / len(days)
        for place, days in windows.items()
        if len(days) >= FEWEST_FOR_PRIOR or not isinstance(place, tuple)
    }


def _is_carried(item: Item) -> bool:
    """Stocked, ordered or sold: what is neither says nothing of its peers' demand."""
    if item.units_sold is None:
        return False
    return item.units_sold > 0 or item.on_hand_qty != 0 or (item.on_order_qty or 0) > 0


def season(telling: Sequence[tuple[int, float]], window: float) -> Season:
    """From sales in the window and days since the last one, of items that sold up to 8 times.

    Of each look the share of the window's sales that fell into it: sales that fall there
    independently leave an item of n of them silent with the chance (1 - share)^n.
    """
    if len(telling) < FEWEST_FOR_SEASON:
        return Season(365.0)
    looks: list[tuple[float, float]] = []
    least = 0.0
    for days in LOOKS:
        if days >= 0.9 * window:
            break
        even = days / window
        silent = sum(since >= days for _, since in telling) + STEADYING * (1 - even) ** 2
        share = _share([sales for sales, _ in telling], silent)
        least = max(min(max(share, 0.1 * even), min(3 * even, 0.98)), least)
        looks.append((days, least * window))
    return Season(window, tuple(looks))


def _sales(item: Item, units_per_sale: float) -> int:
    """Sales of an item that tells of its season, from 1 to 8; else 0."""
    if item.on_hand_qty is None or item.on_hand_qty <= 0 or item.units_sold is None:
        return 0
    sales = math.floor(max(item.units_sold, 0.0) / units_per_sale + 0.5)
    return sales if sales <= TELLING else 0


def _share(sales: Sequence[int], silent: float) -> float:
    low, high = 0.0, 1.0
    for _ in range(24):
        share = (low + high) / 2
        expected = STEADYING * (1 - share) ** 2 + sum((1 - share) ** n for n in sales)
        low, high = (share, high) if expected > silent else (low, share)
    return (low + high) / 2
