"""The assortment on paper: who supplies what, at what cost, at what intended margin."""

from __future__ import annotations

import attrs
import numpy as np

from .arrays import Bools, Floats, Ints, charm_price, margin
from .demand import base_rates, mean_visit

_GOODS = (
    "Lamp", "Kettle", "Scarf", "Candle", "Brush", "Notebook", "Basket", "Mug", "Puzzle", "Leash",
    "Drill", "Hose", "Pillow", "Frame", "Glove", "Lantern", "Apron", "Bowl", "Tape", "Planter",
    "Cushion", "Clock", "Rug", "Tray", "Bottle", "Hammer", "Paint", "Seed Mix", "Toy", "Blanket",
)  # fmt: skip
_LINES = ("Classic", "Alpine", "Harbor", "Studio", "Cedar", "Metro", "Prairie", "Willow", "North")


@attrs.frozen(kw_only=True, eq=False)
class Catalog:
    """What is fixed about every SKU; one entry per SKU unless said otherwise."""

    sku: list[str]
    description: list[str]
    barcode: list[str | None]
    category: Ints
    category_name: list[str]
    """Per category."""
    category_known: Bools
    vendor: Ints
    vendor_name: list[str]
    """Per vendor."""
    lead_days: Ints
    """Per vendor: days from order to delivery when all goes well, 2 to 21."""
    order_weekday: Ints
    """Per vendor: the weekday on which its orders are written."""
    sends_price_lists: Bools
    """Per vendor: a new cost is loaded at once, not with the next receipt."""
    cost: Floats
    """USD paid per unit on day 0."""
    price: Floats
    """USD charged, and intended, on day 0."""
    list_price: Floats
    """USD suggested by the vendor on day 0; NaN where the vendor suggests none."""
    rate: Floats
    """Units wanted per day at the intended price, before season and drift."""
    odds: Floats
    """Parameter of the logarithmic number of units per visit."""
    visit: Floats
    """Mean units per visit."""
    pack: Ints
    """Units per case."""
    launch: Ints
    """Day on which the first order is written; below zero: was there before."""
    by_hand: Bools
    """Ordered when somebody looks, without a reorder point on file."""
    service: Bools
    """Not goods: no stock, no cost (engraving, gift wrap)."""
    loss_leader: Bools
    """Priced thin, or below cost, on purpose."""
    facing: Ints
    """Units the shelf should never go below."""

    def __len__(self) -> int:
        return len(self.sku)

    @property
    def lead(self) -> Ints:
        """Usual lead time per SKU, days."""
        return self.lead_days[self.vendor]


def build(rng: np.random.Generator, skus: int, categories: int, days: int) -> Catalog:
    """An assortment of `skus` items; vendors grow with the size, 250 at 36,000 SKUs."""
    vendors = max(6, round(250 * (skus / 36_000) ** 0.7))
    category = rng.choice(categories, skus, p=rng.dirichlet(np.full(categories, 1.5)))
    vendor = _vendors(rng, category, categories, vendors)
    rate = base_rates(rng, category, categories)
    odds = np.clip(rng.beta(1.2, 4, categories)[category] + rng.normal(0, 0.04, skus), 0.03, 0.85)
    cost = _costs(rng, category, categories)
    loss_leader = rng.random(skus) < 0.01
    price = _prices(rng, cost, category, vendor, loss_leader)
    service = rng.random(skus) < 0.003
    # services have no cost: what they charge is kept, what they cost is nothing
    cost = np.where(service, 0.0, cost)
    numbers = rng.choice(skus * 9, skus, replace=False) + skus
    return Catalog(
        sku=[f"{n:07d}" for n in numbers],
        description=_descriptions(rng, category),
        barcode=[f"{n:012d}" if n % 12 else None for n in 400_000_000_000 + numbers * 37],
        category=category,
        category_name=[
            f"{_GOODS[c % len(_GOODS)]}s {c // len(_GOODS) + 1}" for c in range(categories)
        ],
        category_known=rng.random(skus) > 0.03,
        vendor=vendor,
        vendor_name=[f"Vendor {v:03d}" for v in range(vendors)],
        lead_days=rng.integers(2, 22, vendors),
        order_weekday=rng.integers(0, 6, vendors),
        sends_price_lists=rng.random(vendors) < 0.6,
        cost=cost,
        price=price,
        list_price=_list_prices(rng, price, vendor, vendors, loss_leader | service),
        rate=rate,
        odds=odds,
        visit=mean_visit(odds),
        pack=_packs(rng, rate, categories, category),
        launch=_launches(rng, skus, days),
        by_hand=rng.random(skus) < 0.12,
        service=service,
        loss_leader=loss_leader,
        facing=_facings(rng, rate),
    )


def _vendors(rng: np.random.Generator, category: Ints, categories: int, vendors: int) -> Ints:
    """Each category is bought from a handful of vendors, one or two of them dominating."""
    vendor = np.empty(len(category), dtype=np.int64)
    for c in range(categories):
        members = np.flatnonzero(category == c)
        choice = rng.choice(vendors, min(vendors, int(rng.integers(3, 13))), replace=False)
        vendor[members] = rng.choice(choice, len(members), p=rng.dirichlet(np.ones(len(choice))))
    return vendor


def _costs(rng: np.random.Generator, category: Ints, categories: int) -> Floats:
    middle = rng.normal(np.log(11), 0.8, categories)[category]
    spread = rng.uniform(0.35, 0.9, categories)[category]
    cost = np.exp(middle + spread * rng.normal(0, 1, len(category)))
    return np.round(np.clip(cost, 0.15, 2500), 2)


def _prices(
    rng: np.random.Generator, cost: Floats, category: Ints, vendor: Ints, loss_leader: Bools
) -> Floats:
    """Charm prices near the intended margin: by category, by vendor, and a spread of its own."""
    aim = rng.uniform(0.25, 0.55, category.max() + 1)[category]
    aim = aim + rng.normal(0, 0.02, vendor.max() + 1)[vendor]
    aim = aim + rng.normal(0, rng.uniform(0.015, 0.05), len(cost))
    aim = np.where(loss_leader, rng.uniform(-0.06, 0.10, len(cost)), np.clip(aim, 0.12, 0.7))
    price = charm_price(cost / (1 - aim))
    # rounding must not turn an ordinary cheap item into one that is sold at a loss
    short = ~loss_leader & (margin(price, cost) < 0.1)
    return np.where(short, np.round(cost / (1 - aim), 2), price)


def _list_prices(
    rng: np.random.Generator, price: Floats, vendor: Ints, vendors: int, odd: Bools
) -> Floats:
    """Most are sold at list, some below; some vendors suggest nothing, and some items lack it."""
    above = np.where(rng.random(len(price)) < 0.6, 1.0, rng.uniform(1.03, 1.25, len(price)))
    above = np.where(odd, rng.uniform(1.1, 1.5, len(price)), above)
    listed = np.where(above == 1, price, charm_price(price * above))
    silent = (rng.random(vendors) < 0.12)[vendor] | (rng.random(len(price)) < 0.15)
    return np.where(silent, np.nan, listed)


def _packs(rng: np.random.Generator, rate: Floats, categories: int, category: Ints) -> Ints:
    """Case sizes; what sells slowly is bought in single units nearly always."""
    usual = rng.choice(
        [1, 2, 4, 6, 10, 12, 24], categories, p=[0.25, 0.1, 0.15, 0.2, 0.1, 0.15, 0.05]
    )
    pack = np.where(rng.random(len(rate)) < 0.7, usual[category], 1)
    broken = (pack > 0.5 * rate * 365) & (rng.random(len(rate)) < 0.93)
    return np.where(broken, 1, pack).astype(np.int64)


def _facings(rng: np.random.Generator, rate: Floats) -> Ints:
    """A slow item stands there once at most, the others up to three times."""
    facing = rng.choice([0, 1, 2, 3], len(rate), p=[0.45, 0.35, 0.15, 0.05])
    return np.where(rate < 6 / 365, np.minimum(facing, 1), facing)


def _launches(rng: np.random.Generator, skus: int, days: int) -> Ints:
    """Most items are old, some came in during the two years, a few in the last weeks."""
    launch = np.full(skus, -1)
    kind = rng.random(skus)
    launch = np.where(kind < 0.14, rng.integers(1, max(2, days - 60), skus), launch)
    return np.where(kind > 0.985, rng.integers(max(1, days - 50), days - 3, skus), launch)


def _descriptions(rng: np.random.Generator, category: Ints) -> list[str]:
    lines = rng.integers(0, len(_LINES), len(category))
    return [
        f"{_LINES[line]} {_GOODS[c % len(_GOODS)]} {number}"
        for number, (line, c) in enumerate(zip(lines, category, strict=True))
    ]
