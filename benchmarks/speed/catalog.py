"""The assortment of a made-up chain of hardware stores: what all its stores have in common."""

from __future__ import annotations

import attrs
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

SKUS_PER_STORE = 36_000

# name, usual margin, median cost in USD, things on the shelf
_DEPARTMENTS: tuple[tuple[str, float, float, str], ...] = (
    ("Plumbing", 0.46, 5.5, "pipe|elbow|ball valve|coupling|faucet|drain trap|hose bib"),
    ("Electrical", 0.48, 4.0, "wire nut|outlet|breaker|conduit|switch|junction box|cord"),
    ("Fasteners", 0.58, 1.2, "hex bolt|wood screw|washer|anchor|carriage bolt|nail|eye bolt"),
    ("Paint", 0.42, 9.0, "interior paint|primer|brush|roller cover|tray|caulk|stain"),
    ("Hand Tools", 0.44, 11.0, "hammer|pliers|chisel|level|tape measure|wrench|saw"),
    ("Power Tools", 0.30, 62.0, "drill|circular saw|sander|impact driver|grinder|jigsaw"),
    ("Lawn & Garden", 0.40, 8.0, "garden hose|rake|planter|seed mix|sprinkler|pruner|shovel"),
    ("Lumber", 0.28, 7.0, "stud|plywood|board|deck plank|molding|dowel|shim"),
    ("Building Materials", 0.32, 12.0, "drywall|insulation|mortar mix|flashing|sealant|tile"),
    ("Housewares", 0.47, 6.0, "storage bin|mop|kettle|trash can|hook|food jar|broom"),
    ("Cleaning", 0.45, 4.0, "glass cleaner|bleach|sponge|degreaser|wipes|detergent"),
    ("Automotive", 0.41, 7.5, "motor oil|wiper blade|fuse|funnel|air filter|wax"),
    ("Pet & Farm", 0.34, 10.0, "dog food|bird seed|leash|fence wire|salt block|feeder"),
    ("Safety", 0.50, 5.0, "glove|respirator|goggles|ear plug|vest|smoke alarm"),
    ("Keys & Locks", 0.55, 6.5, "deadbolt|padlock|key blank|hasp|door knob|latch"),
    ("Lighting", 0.46, 7.0, "LED bulb|work light|fixture|flashlight|night light|tube"),
    ("Heating & Cooling", 0.39, 13.0, "duct|furnace filter|thermostat|register|fan|foil tape"),
    ("Seasonal", 0.43, 9.0, "ice melt|cooler|string lights|grill brush|charcoal|snow shovel"),
)
_SIZES = (
    '1/4"', '1/2"', '3/4"', '1"', '1-1/2"', '2"', '3"', '5"', "10 ft", "25 ft", "50 ft", "M6", "M8",
    "12 oz", "1 qt", "1 gal", "5 gal", "10 pk", "25 ct", "100 ct", "small", "medium", "large", "XL",
)  # fmt: skip
_SIZE_SHARES = np.array([1.5] * 8 + [5.75] * 16) / 104
_MAKES = (
    "Harlow", "Northgate", "Ironvale", "Brightline", "Cobalt", "Pinecrest", "Stonefield", "Redfern",
    "Millbrook", "Torrent", "Kestrel", "Oakridge", "Summit", "Lanark", "Duraform", "Bluewater",
)  # fmt: skip
_FINISHES = (
    "galvanised", "stainless", "brass", "white", "black", "chrome", "zinc plated", "red", "almond",
    "heavy duty", "matte nickel", "clear", "treated", "contractor grade", "left hand", "lead free",
)  # fmt: skip
_VENDOR_KINDS = ("Supply Co", "Distributing", "Industries", "Wholesale", "Mfg", "Trading")
_CASES = np.array([1, 2, 4, 6, 10, 12, 24, 50, 100])


@attrs.frozen(kw_only=True, eq=False)
class Catalog:
    """One entry per SKU."""

    sku: Texts
    upc: Texts
    """Twelve digits with their check digit; null for some."""
    description: Texts
    department: Texts
    vendor: Texts
    """Null for some."""
    vendor_number: Ints
    margin: Floats
    """Usual share of the price that is left after the cost, in the department."""
    cost: Floats
    """USD per unit."""
    price: Floats
    """USD per unit."""
    list_price: Floats
    """USD per unit; NaN where the vendor suggests none."""
    case: Ints
    """Units per case."""
    yearly: Floats
    """Units that an ordinary store sells in a year; Zipf over the ranks."""

    def __len__(self) -> int:
        return len(self.sku)


def catalog(skus: int, seed: int) -> Catalog:
    """The first `skus` items of the assortment that the seed stands for."""
    rng = np.random.default_rng([seed, 0xCA7A])
    department = rng.integers(0, len(_DEPARTMENTS), SKUS_PER_STORE)
    usual = np.array([d[1] for d in _DEPARTMENTS])[department]
    typical_cost = np.array([d[2] for d in _DEPARTMENTS])[department]
    spread = rng.lognormal(0, 0.8, SKUS_PER_STORE)
    cost = np.asarray(np.round(np.maximum(typical_cost * spread, 0.05), 2), np.float64)
    margin = np.clip(rng.normal(usual, 0.035), 0.12, 0.75)
    price = _charm(np.maximum(cost / (1 - margin), cost + 0.1))
    list_price = _charm(price * rng.choice([1.0, 1.05, 1.1], SKUS_PER_STORE, p=[0.6, 0.25, 0.15]))
    list_price[rng.random(SKUS_PER_STORE) < 0.12] = np.nan
    vendor = rng.integers(0, 12, SKUS_PER_STORE) + 12 * department
    yearly = 100_000 / (rng.permutation(SKUS_PER_STORE) + 25.0) ** 1.15
    everything = Catalog(
        sku=_skus(department),
        upc=_upcs(rng),
        description=_descriptions(department, rng),
        department=_blanked(np.array([d[0] for d in _DEPARTMENTS], object)[department], 0.01, rng),
        vendor=_blanked(_vendor_names(rng)[vendor], 0.02, rng),
        vendor_number=vendor,
        margin=usual,
        cost=cost,
        price=price,
        list_price=list_price,
        case=_cases(cost, yearly, rng),
        yearly=yearly,
    )
    return attrs.evolve(
        everything,
        **{field.name: getattr(everything, field.name)[:skus] for field in attrs.fields(Catalog)},
    )


def _cases(cost: Floats, yearly: Floats, rng: np.random.Generator) -> Ints:
    """Cheap goods come in larger cases; nobody buys a case of what sells once a year."""
    cheap = np.array([0.2, 0.05, 0.08, 0.17, 0.15, 0.15, 0.1, 0.05, 0.05])
    dear = np.array([0.7, 0.1, 0.1, 0.06, 0.02, 0.02, 0.0, 0.0, 0.0])
    packed = np.where(
        cost < 8, rng.choice(_CASES, len(cost), p=cheap), rng.choice(_CASES, len(cost), p=dear)
    )
    return np.asarray(np.where(packed <= yearly / 6, packed, 1))


def _charm(price: Floats) -> Floats:
    """The nearest price that ends in 9."""
    return np.asarray(np.round(np.maximum(np.round(price, 1), 0.1) - 0.01, 2))


def _blanked(texts: Texts, share: float, rng: np.random.Generator) -> Texts:
    texts = texts.copy()
    texts[rng.random(len(texts)) < share] = None
    return texts


def _skus(department: Ints) -> Texts:
    """Department and running number: many start with a zero."""
    number = (department + 1) * 100_000 + np.arange(1, SKUS_PER_STORE + 1)
    return _digits(number, 7)


def _upcs(rng: np.random.Generator) -> Texts:
    body = 70_000_000_000 + rng.choice(9_999_999_999, SKUS_PER_STORE, replace=False)
    digits = body[:, None] // 10 ** np.arange(10, -1, -1) % 10
    check = -(digits * np.where(np.arange(11) % 2, 1, 3)).sum(axis=1) % 10
    return _blanked(_digits(body * 10 + check, 12), 0.03, rng)


def _digits(numbers: Ints, width: int) -> Texts:
    padded = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return np.asarray(padded.to_numpy(zero_copy_only=False), dtype=object)


def _vendor_names(rng: np.random.Generator) -> Texts:
    makes = [f"{make} {kind}" for make in _MAKES for kind in _VENDOR_KINDS]
    names = [f"{name} {region}" for region in ("East", "West", "Central") for name in makes]
    return np.asarray(rng.permutation(np.array(names, object)))


def _descriptions(department: Ints, rng: np.random.Generator) -> Texts:
    """For example `5" pipe, galvanised` or `Redfern hex bolt M8`."""
    count = len(department)
    things = [np.array(d[3].split("|"), object) for d in _DEPARTMENTS]
    kinds = np.array([len(t) for t in things])[department]
    pick = (rng.random(count) * kinds).astype(int)
    width = max(map(len, things))
    thing = np.array([[*t, *[""] * (width - len(t))] for t in things], object)[department, pick]
    size = rng.choice(np.array(_SIZES, object), count, p=_SIZE_SHARES)
    make = rng.choice(np.array(_MAKES, object), count)
    finish = rng.choice(np.array(_FINISHES, object), count)
    with_comma = size + " " + thing + ", " + finish
    plain = make + " " + thing + " " + size
    return np.asarray(np.where(rng.random(count) < 0.15, with_comma, plain + " " + finish))
