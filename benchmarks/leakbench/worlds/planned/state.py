"""The store while the days pass: the shelf, the books, what was paid, what is still to happen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import attrs
import numpy as np
import numpy.typing as npt

from ...arrays import Bools, Floats, Ints
from . import buying as policy
from .buying import Buying, Counts, Vendors
from .calendar import NEVER, Calendar, calendar
from .catalog import Catalog, Prices, priced, stocked
from .demand import Demand, wanted

ACTIVE, DISCONTINUED, INACTIVE = "active", "discontinued", "inactive"


@attrs.frozen(kw_only=True, eq=False)
class Planting:
    """Where something was planted, leak or innocent."""

    skus: Ints
    start: Ints
    """Day for each of them."""


@attrs.define(kw_only=True, eq=False)
class Stock:
    """What is there, what the books say, and what became of the difference; one entry per SKU."""

    shelf: Floats
    """Units that can be sold."""
    book: Floats
    damaged: Floats
    """Units that are there and cannot be sold."""
    last_rung_up: Ints
    """Day on which the till last took something for this SKU."""
    last_sold: Ints
    """Day on which it was last really sold."""
    last_received: Ints
    units_sold: Floats
    """Of the last year, less what came back, as the till heard of it."""
    vanished: Floats
    """Units lost within the last year."""
    stolen: Floats
    miskeyed: Floats
    """Units by which a mistyped count or transfer has the books off; above 0: too many."""


@attrs.define(kw_only=True, eq=False)
class Losses:
    """Where units go that nobody pays for; one entry per SKU."""

    per_day: Floats
    """Ordinary loss, units."""
    misscanned: Floats
    """Share of sales that the till takes for the look-alike."""
    theft_per_day: Floats
    return_share: Floats
    """Of what is sold of a defective lot."""
    returns_until: Ints
    """Day on which such returns end."""
    defective: Bools
    """Later deliveries are bad too."""


@attrs.define(kw_only=True, eq=False)
class Charging:
    """How costs and prices follow each other; one entry per SKU, USD per unit."""

    paid_cost: Floats
    """Last really paid, or announced by a price list."""
    avg_cost: Floats
    last_cost: Floats
    """As invoiced, a rebate that is owed included."""
    cost_when_priced: Floats
    """The cost for which the present price was made."""
    follows: Bools
    """The price run heeds this SKU."""
    locked: Bools
    """Somebody typed a price that the price run leaves alone."""
    raised: Floats
    """Share by which the vendor raised the cost without the price following."""
    overcharged: Floats
    """Share by which invoices are above the cost until the rebate is credited."""
    rebate_days: Floats
    """Days from the first such invoice until it will be."""
    blank_cost: Ints
    """0: has a cost; 1: the fields are empty; 2: they say zero."""


@attrs.define(kw_only=True, eq=False)
class Range:
    """What the owner means with each SKU."""

    launch: Ints
    """Day of the first receipt; `NEVER` where it is older than the two years."""
    status: npt.NDArray[np.str_]
    loss_leader: Bools
    clearance: Bools
    says_clearance: Bools
    """The description says so too."""
    promotion: Bools
    """Runs today and will end by itself."""
    free: Bools
    """Rightly without a cost: samples, services."""
    sold_first: Bools
    """Sold on the last day before the receipt is booked."""

    def priced_down(self, skus: Ints | int) -> Any:
        """Cleared or on offer, and rightly: true or false, for one SKU or for each."""
        return self.clearance[skus] | self.promotion[skus]


@attrs.define(kw_only=True, eq=False)
class Store:
    """All of it. True state and books are kept apart."""

    rng: np.random.Generator
    calendar: Calendar
    catalog: Catalog
    prices: Prices
    demand: Demand
    vendors: Vendors
    buying: Buying
    counts: Counts
    range: Range
    losses: Losses
    charging: Charging
    stock: Stock
    day: int = 0
    diary: dict[int, list[Callable[[Store], None]]] = attrs.field(factory=lambda: defaultdict(list))
    """What is planned, by day."""
    plantings: dict[str, Planting] = attrs.field(factory=dict)
    """By mechanism, innocent things included."""
    recounted: Planting | None = None
    """A bay that is counted in the last days, whatever its cycle says."""
    sold_first_share: float = 0.0
    """Share of SKUs that will be sold on the last day before their receipt is booked."""

    def __len__(self) -> int:
        return len(self.catalog)

    def at(self, day: int, effect: Callable[[Store], None]) -> None:
        """Plans something; of one day in the order in which it was planned."""
        self.diary[int(day)].append(effect)


def opened(seed: int, skus: int) -> Store:
    """The shop and its habits before anything is on the shelf."""
    rng = np.random.default_rng([20417, seed])
    when, catalog = calendar(rng), stocked(rng, skus)
    prices = priced(rng, catalog)
    demand = wanted(rng, catalog, prices.vendor_cost)
    pack = policy.packs(rng, prices.vendor_cost, demand)
    vendors = policy.terms(rng, catalog)
    return Store(
        rng=rng,
        calendar=when,
        catalog=catalog,
        prices=prices,
        demand=demand,
        vendors=vendors,
        buying=policy.planned(rng, demand, vendors, pack),
        counts=policy.count_cycles(rng, demand, prices),
        range=_range(skus),
        losses=_losses(rng, demand, prices.vendor_cost),
        charging=_charging(rng, prices.vendor_cost),
        stock=_stock(skus),
    )


def _range(skus: int) -> Range:
    return Range(
        launch=np.full(skus, NEVER),
        status=np.full(skus, ACTIVE, "U12"),
        loss_leader=np.zeros(skus, bool),
        clearance=np.zeros(skus, bool),
        says_clearance=np.zeros(skus, bool),
        promotion=np.zeros(skus, bool),
        free=np.zeros(skus, bool),
        sold_first=np.zeros(skus, bool),
    )


def _losses(rng: np.random.Generator, demand: Demand, cost: Floats) -> Losses:
    """Half a per cent of what is sold and a trickle besides; a few pairs are often taken for each
    other."""
    skus = len(cost)
    of_sales = rng.uniform(0.004, 0.010) * demand.base
    trickle = rng.uniform(0.01, 0.04) / 365 * np.clip(cost / 20, 0.2, 1.5)
    confused = rng.random(skus) < 0.007
    return Losses(
        per_day=of_sales + trickle,
        misscanned=np.where(confused, rng.uniform(0.03, 0.15, skus), rng.uniform(0.002, 0.005)),
        theft_per_day=np.zeros(skus),
        return_share=np.zeros(skus),
        returns_until=np.zeros(skus, int),
        defective=np.zeros(skus, bool),
    )


def _charging(rng: np.random.Generator, cost: Floats) -> Charging:
    skus = len(cost)
    return Charging(
        paid_cost=cost.copy(),
        avg_cost=cost.copy(),
        last_cost=cost.copy(),
        cost_when_priced=cost.copy(),
        follows=rng.random(skus) > 0.02,
        locked=np.zeros(skus, bool),
        raised=np.zeros(skus),
        overcharged=np.zeros(skus),
        rebate_days=np.zeros(skus),
        blank_cost=np.zeros(skus, int),
    )


def _stock(skus: int) -> Stock:
    return Stock(
        shelf=np.zeros(skus),
        book=np.zeros(skus),
        damaged=np.zeros(skus),
        last_rung_up=np.full(skus, NEVER),
        last_sold=np.full(skus, NEVER),
        last_received=np.full(skus, NEVER),
        units_sold=np.zeros(skus),
        vanished=np.zeros(skus),
        stolen=np.zeros(skus),
        miskeyed=np.zeros(skus),
    )
