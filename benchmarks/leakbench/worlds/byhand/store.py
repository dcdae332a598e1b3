"""The store while the days pass: what is on the shelf, what the books say, what was paid."""

from __future__ import annotations

from collections import defaultdict

import attrs
import numpy as np

from ...arrays import UNKNOWN_DAY, Bools, Floats, Ints
from ...state import Receipt
from . import rounds
from .calendar import DAYS
from .rounds import Rounds
from .shop import Shop

Queue = dict[int, list[Receipt]]
"""By day, in the order in which they were sent."""


@attrs.define(kw_only=True, eq=False)
class Store:
    """Mutable state; arrays have one entry per SKU. True state and books are kept apart."""

    rng: np.random.Generator
    shop: Shop
    rounds: Rounds
    day: int = 0
    present: Bools
    """Came in already."""

    # the shelf
    shelf: Floats
    """Units that can be sold."""
    unsaleable: Floats
    """Damaged or defective units; the books hold them too."""
    vanished: Floats
    """Units lost or stolen during the last year."""

    # the books
    book: Floats
    on_order: Floats
    never_comes: Floats
    """Units of `on_order` that the vendor has accepted and will not send."""
    last_sold: Ints
    """Days; `UNKNOWN_DAY` for never."""
    last_received: Ints
    last_counted: Ints
    counted: Floats
    """Units that the last count put into the books; NaN for none."""
    variance: Floats
    """By how much that changed the books."""
    true_variance: Floats
    """By how much it should have changed them."""
    invented: Floats
    """Units in the books that only a mis-keyed count put there."""
    sold: Floats
    """Units the till has sold so far, less returns."""
    sold_before: Floats
    """The same at the beginning of the sales window."""
    minimum: Floats
    maximum: Floats
    looks_at_shelf: Bools
    """The buyer walks the aisle instead of reading the list."""
    expected: Floats
    """Units per day that lately were sold: a running mean over some 75 days."""
    rounds_waited: Ints
    """Per vendor: order days for which a small order has been held back."""

    # money
    cost: Floats
    """USD that the vendor charges today, rebate deducted."""
    paid: Floats
    """USD of that kind at the last receipt."""
    last_cost: Floats
    """USD on the last invoice."""
    avg_cost: Floats
    price: Floats
    regular: Floats
    """USD that the price rule asks for at the cost known today."""
    list_price: Floats
    locked: Bools
    """Nobody looks at this price again."""
    offer_until: Ints
    """Day on which the flyer's price ends; -1: not in a flyer."""
    clearance: Bools
    sold_too_early: Bools
    """Sold on the last afternoon while the delivery waited to be booked."""

    # demand
    level: Floats
    """Logarithm of this week's demand over the mean."""
    active: Bools
    """Of intermittent items: people want it this week."""
    rate: Floats
    """Units per day in this week, before price, season and weekday."""
    reaction: Floats
    """Factor of the price."""
    wanted: Floats
    """Units wanted during the last year."""
    refused: Floats
    """Of them, those that were not there."""

    deliveries: Queue = attrs.field(factory=lambda: defaultdict(list))
    """Goods on the road, by the day on which they come."""
    bookings: Queue = attrs.field(factory=lambda: defaultdict(list))
    """Delivery notes, by the day on which the office books them."""

    @property
    def in_last_year(self) -> bool:
        """The day is one of the last 365."""
        return self.day >= DAYS - 365

    def remember(self, skus: Ints, lost: Floats) -> None:
        """Adds to what vanished within the year."""
        if self.in_last_year:
            self.vanished[skus] += lost


def opened(rng: np.random.Generator, shop: Shop) -> Store:
    """The store on the morning of the first day: shelves between minimum and maximum."""
    skus, service = len(shop), shop.assortment.service
    present = shop.life.first_day < 0
    minimum, maximum = shop.levels(shop.policy.guess)
    shelf = _first_stock(rng, shop, minimum, maximum)
    book = shelf.copy()
    off = (rng.random(skus) < 0.06) & present & (shelf > 2) & ~service
    book[off] += rng.choice([-2, -1, -1, 1, 1, 2], off.sum())
    since = rng.exponential(1 / np.maximum(shop.demand.rate, 1e-4))
    last_sold = np.where((since < 900) & present, -1 - since.astype(np.int64), UNKNOWN_DAY)
    last_received = np.where(present, -rng.integers(1, 260, skus), UNKNOWN_DAY)
    counted_once = present & (rng.random(skus) < 0.6)
    last_counted = np.where(counted_once, -rng.integers(1, 300, skus), UNKNOWN_DAY)
    pricing = shop.pricing
    return Store(
        rng=rng, shop=shop, rounds=rounds.draw(rng, shop), present=present,
        shelf=shelf, unsaleable=np.zeros(skus), vanished=np.zeros(skus),
        book=book, on_order=np.zeros(skus), never_comes=np.zeros(skus), last_sold=last_sold,
        last_received=last_received, last_counted=last_counted, counted=np.full(skus, np.nan),
        variance=np.full(skus, np.nan), true_variance=np.zeros(skus), invented=np.zeros(skus),
        sold=np.zeros(skus), sold_before=np.zeros(skus), minimum=minimum, maximum=maximum,
        looks_at_shelf=shop.policy.looks_at_shelf.copy(), expected=shop.demand.rate.copy(),
        rounds_waited=np.zeros(len(shop.assortment.vendors), dtype=np.int64),
        cost=pricing.cost.copy(), paid=pricing.cost.copy(), last_cost=pricing.cost.copy(),
        avg_cost=pricing.avg_cost.copy(), price=pricing.price.copy(),
        regular=pricing.price.copy(), list_price=pricing.list_price.copy(),
        locked=np.zeros(skus, dtype=np.bool_), offer_until=np.full(skus, -1),
        clearance=np.zeros(skus, dtype=np.bool_), sold_too_early=np.zeros(skus, dtype=np.bool_),
        level=shop.demand.level_at_first, active=shop.demand.active_at_first,
        rate=shop.demand.rate.copy(), reaction=np.ones(skus), wanted=np.zeros(skus),
        refused=np.zeros(skus),
    )  # fmt: skip


def _first_stock(rng: np.random.Generator, shop: Shop, minimum: Floats, maximum: Floats) -> Floats:
    present, skus = shop.life.first_day < 0, len(shop)
    shelf = np.floor(minimum + rng.random(skus) * (maximum - minimum) + rng.random(skus))
    shelf[shop.assortment.service | ~present] = 0
    seasonal = np.floor(shelf * np.clip(shop.season(0), 0.3, 2))
    return np.where(shop.assortment.seasonal & present, seasonal, shelf)
