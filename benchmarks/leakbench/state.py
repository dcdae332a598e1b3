"""The store while the days pass: what is on the shelf, what the books say, what was paid."""

from __future__ import annotations

import copy
from collections import defaultdict

import attrs
import numpy as np

from .arrays import UNKNOWN_DAY, Floats, Ints, margin
from .catalog import Catalog
from .demand import Calendar

PRICE_ELASTICITY = -1.3
"""Per cent of demand gained per per cent of price above the regular one."""


@attrs.frozen(kw_only=True, eq=False)
class Receipt:
    """Goods of some SKUs on their way into the books."""

    skus: Ints
    ordered: Floats
    """Units that the order put on the books as on order."""
    units: Floats
    """Units that come, or are to be booked."""


@attrs.define(kw_only=True, eq=False)
class Store:
    """Mutable state; arrays have one entry per SKU. True state and books are kept apart."""

    rng: np.random.Generator
    catalog: Catalog
    calendar: Calendar
    day: int = 0

    # the shelf
    shelf: Floats = attrs.field(init=False)
    """Units that can be sold."""
    spoiled: Floats = attrs.field(init=False)
    """Units that are there but cannot be sold."""
    stolen: Floats = attrs.field(init=False)
    """Units stolen since the last count that was posted."""
    unbooked: Floats = attrs.field(init=False)
    """Units that came and will never be booked, less what counts have put right."""
    late: Floats = attrs.field(init=False)
    """Units that came and will be booked within days."""
    popularity: Floats = attrs.field(init=False)
    """Factor on demand that wanders from month to month."""
    demand_factor: Floats = attrs.field(init=False)
    vendor_cost: Floats = attrs.field(init=False)
    """USD per unit that the vendor charges now, net of what it credits without asking."""
    paid_cost: Floats = attrs.field(init=False)
    """USD per unit last really paid, or announced by a price list that was loaded."""
    intended_price: Floats = attrs.field(init=False)
    """USD that the owner means to charge today."""
    regular_price: Floats = attrs.field(init=False)
    """USD that customers are used to; demand reacts to the distance from it."""
    intended_margin: Floats = attrs.field(init=False)
    """Share of price that the owner means to earn today."""
    theft_per_day: Floats = attrs.field(init=False)
    spoil_next: Floats = attrs.field(init=False)
    """Share of the next lot that will be unsaleable."""
    skip_bookings: Floats = attrs.field(init=False)
    """Number of coming receipts that nobody will book."""
    return_share: Floats = attrs.field(init=False)
    supplier_off: Ints = attrs.field(init=False)
    """0 delivers; 1 takes no orders; 2 takes orders and never delivers."""
    direct: Ints = attrs.field(init=False)
    """1: the vendor fills the shelf himself and nobody books it."""
    stopped: Ints = attrs.field(init=False)
    """1: the shop does not want to buy it again."""
    first_received: Ints = attrs.field(init=False)
    found_short: Floats = attrs.field(init=False)
    """Units really missing that the last count found."""
    found_share: Floats = attrs.field(init=False)
    """The same as a share of the books at that count."""

    # the books
    book: Floats = attrs.field(init=False)
    on_order: Floats = attrs.field(init=False)
    never_comes: Floats = attrs.field(init=False)
    """Units on order that will not arrive."""
    avg_cost: Floats = attrs.field(init=False)
    last_cost: Floats = attrs.field(init=False)
    blank_cost: Floats = attrs.field(init=False)
    """What the cost fields show instead of the cost: 0, NaN for empty, 1 where they work."""
    price: Floats = attrs.field(init=False)
    list_price: Floats = attrs.field(init=False)
    forecast: Floats = attrs.field(init=False)
    """Units per day that the buyer expects, season apart."""
    first_guess: Floats = attrs.field(init=False)
    """Units per day that the buyer expected when the item was listed."""
    reorder_point: Floats = attrs.field(init=False)
    reorder_up_to: Floats = attrs.field(init=False)
    last_sold: Ints = attrs.field(init=False)
    last_received: Ints = attrs.field(init=False)
    last_counted: Ints = attrs.field(init=False)
    counted: Floats = attrs.field(init=False)
    variance: Floats = attrs.field(init=False)
    discontinued: Ints = attrs.field(init=False)

    # the diary
    sales: list[tuple[Ints, Floats]] = attrs.field(init=False, factory=list)
    """By day: SKUs and units, returns negative."""
    arriving: dict[int, list[Receipt]] = attrs.field(init=False, factory=lambda: defaultdict(list))
    booking: dict[int, list[Receipt]] = attrs.field(init=False, factory=lambda: defaultdict(list))
    asked: list[tuple[Ints, Floats]] = attrs.field(init=False, factory=list)
    """SKUs and units that single customers want today besides ordinary trade."""
    later: dict[int, list[tuple[str, Ints, Floats]]] = attrs.field(
        init=False, factory=lambda: defaultdict(list)
    )
    """Effects that earlier effects have put off."""

    def __attrs_post_init__(self) -> None:
        catalog = self.catalog
        for field in attrs.fields(Store):
            # annotations are text here: `from __future__ import annotations`
            kind = {"Floats": np.float64, "Ints": np.int64}.get(str(field.type))
            if kind is not None:
                setattr(self, field.name, np.zeros(len(catalog), dtype=kind))
        for name in ("last_sold", "last_received", "last_counted", "first_received"):
            getattr(self, name)[:] = UNKNOWN_DAY
        self.vendor_cost[:] = self.paid_cost[:] = catalog.cost
        self.avg_cost[:] = self.last_cost[:] = catalog.cost
        self.price[:] = self.intended_price[:] = self.regular_price[:] = catalog.price
        self.list_price[:] = catalog.list_price
        self.intended_margin[:] = margin(catalog.price, catalog.cost)
        self.blank_cost[:] = self.demand_factor[:] = self.popularity[:] = 1
        self.counted[:] = self.variance[:] = np.nan
        self.return_share[:] = 0.02
        self.first_guess[:] = catalog.rate * np.exp(self.rng.normal(0, 0.35, len(catalog)))
        self.forecast[:] = self.first_guess

    def rate(self) -> Floats:
        """True units wanted per day on an average day of the year, at today's price."""
        rate = self.catalog.rate * self.popularity * self.demand_factor
        odd = np.flatnonzero(self.price != self.regular_price)
        ratio = np.maximum(self.price[odd], 0.01) / self.regular_price[odd]
        rate[odd] *= np.clip(ratio**PRICE_ELASTICITY, 0.02, 3)
        rate[self.catalog.launch > self.day] = 0
        return np.asarray(rate)

    def units_sold(self, days: int) -> Floats:
        """Net units in the last `days` days, today included when the shop has closed."""
        diary = self.sales[-days:]
        if not diary:
            return np.zeros(len(self.catalog))
        skus = np.concatenate([who for who, _ in diary])
        units = np.concatenate([bought for _, bought in diary])
        sold = np.bincount(skus, weights=units, minlength=len(self.catalog))
        return np.asarray(sold, dtype=np.float64)

    def copied(self) -> Store:
        """The store as it is now; later days do not change it."""
        twin = copy.copy(self)
        for field in attrs.fields(Store):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                setattr(twin, field.name, value.copy())
        twin.sales = list(self.sales)
        return twin
