"""The categories that a hardware store with a grocery corner keeps, as data."""

from __future__ import annotations

import attrs
import numpy as np

from ...arrays import Bools, Floats

HARDWARE, GROCERY, SERVICES = "hardware", "grocery", "services"


@attrs.frozen(kw_only=True)
class Season:
    """One peak a year, that builds up slowly and ends quickly."""

    peak: int
    """Day of the year."""
    width: int
    """Days."""
    floor: float
    """Demand far from the peak, over that at the peak."""


@attrs.frozen(kw_only=True)
class Category:
    """What the items of one category have in common."""

    name: str
    trade: str
    share: float
    """Of the SKUs, relative to the other categories."""
    cost: float
    """USD per unit, median."""
    cost_spread: float
    """Standard deviation of the logarithm of the cost."""
    margin: float
    """Intended share of the price, mean."""
    units: float
    """Units wanted a year, median."""
    units_spread: float
    """Standard deviation of their logarithm."""
    theft_risk: float
    """Over that of ordinary goods."""
    lumpy: float
    """Share of the items that customers with projects buy by the case."""
    season: Season | None
    """None: a gentle wave through the year."""
    commodity: bool
    """The cost follows a market from month to month."""


def _category(
    name: str, trade: str, share: float, cost: float, cost_spread: float, margin: float,
    units: float, units_spread: float, theft_risk: float, lumpy: float,
    *, season: tuple[int, int, float] | None = None, commodity: bool = False,
) -> Category:  # fmt: skip
    peaks = None if season is None else Season(peak=season[0], width=season[1], floor=season[2])
    return Category(
        name=name, trade=trade, share=share, cost=cost, cost_spread=cost_spread, margin=margin,
        units=units, units_spread=units_spread, theft_risk=theft_risk, lumpy=lumpy, season=peaks,
        commodity=commodity,
    )  # fmt: skip


CATEGORIES = (
    _category("Fasteners", HARDWARE, 6, 0.9, 1, 0.54, 9, 1.5, 0.3, 0.55),
    _category("Anchors & Hooks", HARDWARE, 2, 1.6, 0.8, 0.52, 6, 1.3, 0.3, 0.3),
    _category("Hand Tools", HARDWARE, 4, 9, 0.8, 0.42, 5, 1.2, 2, 0.05, season=(345, 25, 0.7)),
    _category("Power Tools", HARDWARE, 1.5, 58, 0.7, 0.27, 4, 1.2, 3, 0.02, season=(350, 22, 0.6)),
    _category("Drill Bits & Blades", HARDWARE, 3, 6, 0.8, 0.45, 6, 1.3, 2.5, 0.12),
    _category("Plumbing Fittings", HARDWARE, 6, 1.7, 0.9, 0.5, 7, 1.5, 0.3, 0.45),
    _category("Plumbing Fixtures", HARDWARE, 2, 34, 0.8, 0.36, 2, 1.1, 0.5, 0.1),
    _category("Faucets", HARDWARE, 1, 42, 0.6, 0.37, 2, 1, 0.8, 0.1),
    _category("Pipe & PVC", HARDWARE, 2, 4, 0.8, 0.4, 12, 1.4, 0.2, 0.5, commodity=True),
    _category("Wire & Cable", HARDWARE, 1.5, 18, 1, 0.33, 10, 1.3, 1.8, 0.4, commodity=True),
    _category("Electrical Boxes", HARDWARE, 2, 1.5, 0.8, 0.48, 10, 1.4, 0.3, 0.5),
    _category("Switches & Outlets", HARDWARE, 2.5, 3, 0.9, 0.47, 8, 1.4, 0.8, 0.35),
    _category("Lighting", HARDWARE, 2, 22, 0.8, 0.41, 3, 1.1, 0.6, 0.05, season=(320, 50, 0.7)),
    _category("Light Bulbs", HARDWARE, 2, 4.5, 0.7, 0.42, 16, 1.2, 0.7, 0.1, season=(340, 60, 0.7)),
    _category("Batteries", HARDWARE, 1, 5.2, 0.6, 0.4, 50, 1.1, 4, 0.05, season=(358, 12, 0.75)),
    _category("Interior Paint", HARDWARE, 2.5, 17, 0.5, 0.41, 10, 1.2, 0.2, 0.3,
              season=(125, 60, 0.6)),
    _category("Exterior Paint & Stain", HARDWARE, 2, 19, 0.5, 0.41, 6, 1.2, 0.2, 0.3,
              season=(165, 40, 0.2)),
    _category("Paint Sundries", HARDWARE, 3, 2.6, 0.8, 0.5, 18, 1.3, 0.5, 0.2,
              season=(140, 60, 0.6)),
    _category("Caulk & Adhesives", HARDWARE, 2, 3.4, 0.6, 0.45, 20, 1.2, 0.6, 0.3),
    _category("Lumber", HARDWARE, 1.5, 5.5, 0.7, 0.26, 70, 1.4, 0.2, 0.6,
              season=(170, 70, 0.5), commodity=True),
    _category("Panels & Plywood", HARDWARE, 0.8, 24, 0.5, 0.25, 30, 1.2, 0.1, 0.55, commodity=True),
    _category("Insulation", HARDWARE, 0.8, 21, 0.6, 0.3, 6, 1.2, 0.1, 0.5, season=(300, 40, 0.4)),
    _category("Doors & Locks", HARDWARE, 2, 19, 0.7, 0.4, 3, 1.1, 1.2, 0.1),
    _category("Cabinet Hardware", HARDWARE, 3, 2.7, 0.7, 0.52, 3, 1.3, 0.5, 0.35),
    _category("Garden Tools", HARDWARE, 2, 11, 0.7, 0.43, 4, 1.2, 0.6, 0.05,
              season=(130, 40, 0.15)),
    _category("Seeds & Bulbs", HARDWARE, 2, 1.1, 0.5, 0.5, 9, 1, 0.4, 0.1, season=(105, 22, 0.02)),
    _category("Fertiliser & Soil", HARDWARE, 1, 8, 0.6, 0.36, 18, 1.2, 0.2, 0.2,
              season=(120, 35, 0.08)),
    _category("Grills & Fuel", HARDWARE, 0.8, 26, 1, 0.31, 5, 1.3, 0.3, 0.02,
              season=(172, 38, 0.1)),
    _category("Patio", HARDWARE, 1, 39, 0.8, 0.38, 2.5, 1, 0.2, 0.02, season=(150, 30, 0.04)),
    _category("Snow & Ice", HARDWARE, 0.8, 13, 0.7, 0.37, 9, 1.2, 0.2, 0.15, season=(10, 28, 0.02)),
    _category("Heating", HARDWARE, 1, 31, 0.8, 0.34, 3, 1.1, 0.3, 0.02, season=(340, 38, 0.05)),
    _category("Air Filters", HARDWARE, 1.5, 4.4, 0.5, 0.44, 12, 1.1, 0.2, 0.25),
    _category("Fans & Cooling", HARDWARE, 0.8, 29, 0.7, 0.33, 4, 1.1, 0.3, 0.02,
              season=(180, 30, 0.05)),
    _category("Automotive", HARDWARE, 2, 6.5, 0.8, 0.4, 8, 1.3, 1.2, 0.08),
    _category("Rope & Chain", HARDWARE, 1.2, 7, 0.8, 0.48, 5, 1.2, 0.3, 0.3),
    _category("Safety Gear", HARDWARE, 1.5, 7.5, 0.7, 0.45, 8, 1.2, 1, 0.3),
    _category("Storage", HARDWARE, 1.2, 13, 0.7, 0.38, 5, 1.1, 0.3, 0.05, season=(15, 30, 0.7)),
    _category("Pest Control", HARDWARE, 1.2, 6, 0.6, 0.42, 9, 1.2, 0.6, 0.05,
              season=(185, 50, 0.25)),
    _category("Holiday Decor", HARDWARE, 1.5, 6, 0.8, 0.5, 6, 1.1, 0.5, 0.02,
              season=(338, 17, 0.01)),
    _category("Housewares", HARDWARE, 3, 7, 0.8, 0.44, 5, 1.2, 0.9, 0.03, season=(345, 30, 0.7)),
    _category("Cleaning", GROCERY, 2, 3.1, 0.5, 0.33, 60, 1.2, 0.7, 0.1),
    _category("Paper Goods", GROCERY, 1.2, 4.2, 0.6, 0.26, 110, 1.2, 0.4, 0.1),
    _category("Snacks", GROCERY, 2.5, 2, 0.4, 0.32, 140, 1.2, 1, 0.02, season=(185, 60, 0.8)),
    _category("Beverages", GROCERY, 2.5, 1.7, 0.6, 0.31, 170, 1.3, 0.8, 0.08,
              season=(190, 60, 0.6)),
    _category("Canned Goods", GROCERY, 2.5, 1.2, 0.4, 0.28, 80, 1.2, 0.3, 0.06),
    _category("Dairy & Eggs", GROCERY, 1, 2.4, 0.4, 0.26, 260, 1.1, 0.4, 0.03, commodity=True),
    _category("Bread", GROCERY, 0.8, 1.9, 0.3, 0.29, 220, 1.1, 0.3, 0.02),
    _category("Candy", GROCERY, 2, 1.1, 0.5, 0.38, 90, 1.3, 1.6, 0.05, season=(300, 12, 0.8)),
    _category("Coffee & Tea", GROCERY, 1.2, 5.2, 0.4, 0.31, 55, 1.1, 1.2, 0.03, commodity=True),
    _category("Pet Supplies", GROCERY, 2, 6.3, 0.9, 0.34, 35, 1.3, 0.6, 0.05),
    _category("Health & Beauty", GROCERY, 3, 4.4, 0.7, 0.38, 22, 1.3, 4, 0.02),
    _category("Baby", GROCERY, 0.8, 9, 0.7, 0.27, 30, 1.2, 3.5, 0.03),
    _category("Spices & Sauces", GROCERY, 2, 2.2, 0.4, 0.36, 35, 1.1, 0.6, 0.02),
    _category("Services", SERVICES, 0.17, 12, 0.6, 0.99, 60, 1, 0, 0),
)  # fmt: skip
STRONG_FLOOR = 0.3
"""Whoever falls below this share of the peak has a season that buyers plan for."""


def column(name: str) -> Floats:
    """A figure of `Category` per category."""
    return np.array([getattr(category, name) for category in CATEGORIES], dtype=np.float64)


def of_trade(trade: str) -> Bools:
    """Categories of a trade."""
    return np.array([category.trade == trade for category in CATEGORIES])


def strongly_seasonal() -> Bools:
    """Categories that sell next to nothing out of season."""
    seasons = [category.season for category in CATEGORIES]
    return np.array([season is not None and season.floor < STRONG_FLOOR for season in seasons])
