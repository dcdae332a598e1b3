"""A small made-up store, as the cells of an export of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from attrs import define, frozen

AS_OF = date(2026, 10, 31)


def _listed(text: str) -> list[str]:
    return text.split("|") if "|" in text else text.split()


BRANDS = _listed("Ardent Bluefin Calder Dovetail Elmwood Fernhill Garnet Halyard Ironbark Juniper")
THINGS = _listed(
    "Hammer|Paint Brush|Garden Hose|Door Hinge|Light Bulb|Wood Screw|Work Glove|"
    "Extension Cord|Bird Seed|Coffee Mug|Candle|Backpack|Notebook|Water Bottle|Dog Leash|"
    "Wall Hook"
)
DETAILS = _listed("16 oz|Large|Blue|2 in|Oak|10 pk|Small|Brass|LED|Heavy Duty|Green|Classic")
CATEGORIES = _listed("Tools Paint Garden Hardware Electrical Pets Kitchen Gifts Office Sports")
VENDORS = _listed(
    "Orgill Bros|Northway Supply|Kestrel Trading|Lakeside Wholesale|Marlow & Sons|"
    "Pinecrest|Quill Imports|Rowan Goods"
)
STORES = ("Main St", "Harbor", "Airport")


@frozen(kw_only=True)
class Style:
    """How a till writes numbers and dates."""

    money: str
    comma: bool
    quantity: str
    day: str
    answers: tuple[str, str]


@define
class Store:
    """Canonical columns and those that follow from them, as cells of text; null is blank."""

    rows: int
    cells: dict[str, list[str | None]]
    style: Style


def _style(rng: random.Random, comma: bool) -> Style:
    return Style(
        money="" if comma else rng.choice(("", "", "", "$")),
        comma=comma,
        quantity=rng.choice(("{:.0f}", "{:.0f}", "{:.0f}", "{:.1f}", "{:.2f}", "{:.3f}")),
        day="%d/%m/%Y" if comma else rng.choice(("%Y-%m-%d", "%m/%d/%Y", "%Y-%m-%d")),
        answers=rng.choice((("Y", "N"), ("Yes", "No"), ("Active", "Inactive"), ("1", "0"))),
    )


def simulated(rng: random.Random, *, comma: bool = False) -> Store:
    """A store of 30 to 160 items; some cells are blank, a few are dirty."""
    rows, style = rng.randint(30, 160), _style(rng, comma)
    numbers = _numbers(rng, rows)
    store = Store(rows, {}, style)
    for name, column in numbers.items():
        store.cells[name] = [_written(style, name, value) for value in column]
    store.cells |= _texts(rng, rows, style)
    store.cells |= _days(rng, rows, style)
    _made_dirty(rng, store)
    return store


def _numbers(rng: random.Random, rows: int) -> dict[str, list[float]]:
    keystone = rng.uniform(0.3, 0.6)
    price = [
        round(rng.choice((0.49, 0.99, 0.0, 0.5)) + rng.lognormvariate(2.3, 0.9), 2)
        for _ in range(rows)
    ]
    cost = [round(p * min(max(rng.gauss(1 - keystone, 0.08), 0.2), 0.98), 2) for p in price]
    sold = [
        float(int(rng.paretovariate(0.9)) - 1 if rng.random() < 0.8 else 0) % 400
        for _ in range(rows)
    ]
    returned = [float(rng.randint(0, 2)) if s > 4 and rng.random() < 0.3 else 0.0 for s in sold]
    on_hand = [
        float(rng.randint(-2, 60) if rng.random() < 0.9 else rng.randint(60, 500))
        for _ in range(rows)
    ]
    minimum = [float(rng.choice((0, 1, 2, 3, 5, 6, 10, 12))) for _ in range(rows)]
    variance = [float(rng.choice((0, 0, 0, 0, -1, -2, 1, -5))) for _ in range(rows)]
    counted = [max(h + v, 0.0) for h, v in zip(on_hand, variance, strict=True)]
    committed = [float(rng.choice((0, 0, 0, 0, 1, 2, 4))) for _ in range(rows)]
    on_order = [float(rng.choice((0, 0, 0, 6, 12, 24, 48))) for _ in range(rows)]
    gross = [round(s * p, 2) for s, p in zip(sold, price, strict=True)]
    off = [round(g * rng.choice((0, 0, 0, 0.05, 0.1, 0.2)), 2) for g in gross]
    net = [round(g - d, 2) for g, d in zip(gross, off, strict=True)]
    cogs = [round(s * c, 2) for s, c in zip(sold, cost, strict=True)]
    return {
        "unit_price": price,
        "unit_cost": cost,
        "avg_cost": [round(c * rng.uniform(0.94, 1.03), 2) for c in cost],
        "last_cost": [round(c * rng.choice((1, 1, 1.02, 1.05)), 2) for c in cost],
        "list_price": [round(p * rng.choice((1, 1.1, 1.2, 1.25)), 2) for p in price],
        "units_sold": sold,
        "units_returned": returned,
        "net_sales": net,
        "on_hand_qty": on_hand,
        "committed_qty": committed,
        "on_order_qty": on_order,
        "reorder_point": minimum,
        "reorder_up_to": [m + rng.choice((2, 4, 6, 12)) for m in minimum],
        "count_variance_qty": [c - h for c, h in zip(counted, on_hand, strict=True)],
        "counted_qty": counted,
        "pack_qty": [float(rng.choice((1, 1, 6, 12, 24, 10))) for _ in range(rows)],
        "sales_window_days": [365.0] * rows,
        "profit": [round(p - c, 2) for p, c in zip(price, cost, strict=True)],
        "margin": [
            round(100 * (p - c) / p, 1) if p else 0.0 for p, c in zip(price, cost, strict=True)
        ],
        "stock_value": [round(h * c, 2) for h, c in zip(on_hand, cost, strict=True)],
        "retail_value": [round(h * p, 2) for h, p in zip(on_hand, price, strict=True)],
        "gross_sales": gross,
        "deductions": off,
        "tax": [round(n * 0.08, 2) for n in net],
        "cost_of_sales": cogs,
        "sales_profit": [round(n - c, 2) for n, c in zip(net, cogs, strict=True)],
    }


_MONEY = _listed(
    "unit_price unit_cost avg_cost last_cost list_price net_sales profit stock_value "
    "retail_value gross_sales deductions tax cost_of_sales sales_profit"
)


def _written(style: Style, name: str, value: float) -> str:
    if name in _MONEY:
        text = f"{abs(value):,.2f}" if style.money else f"{abs(value):.2f}"
        text = f"{'-' if value < 0 else ''}{style.money}{text}"
    elif name == "margin":
        text = f"{value:.1f}" + ("%" if style.money else "")
    else:
        text = style.quantity.format(value)
    return text.replace(".", ",") if style.comma else text


def _texts(rng: random.Random, rows: int, style: Style) -> dict[str, list[str | None]]:
    kind = rng.choice(("digits", "letters", "dashed"))
    codes = rng.sample(range(10_000, 99_999), rows)
    names = [
        f"{rng.choice(BRANDS)} {rng.choice(THINGS)} {rng.choice(DETAILS)} {n % 89 + 1}"
        for n in range(rows)
    ]
    yes, no = style.answers
    stores = STORES if rng.random() < 0.7 else STORES[:1]
    return {
        "sku": [_code(kind, code) for code in codes],
        "barcode": [_ean(rng) if rng.random() < 0.9 else None for _ in range(rows)],
        "description": list(names),
        "category": [rng.choice(CATEGORIES) for _ in range(rows)],
        "vendor": [rng.choice(VENDORS) for _ in range(rows)],
        "status": [yes if rng.random() < 0.85 else no for _ in range(rows)],
        "store_id": [rng.choice(stores) for _ in range(rows)],
    }


def _code(kind: str, code: int) -> str:
    if kind == "digits":
        return f"{code:06d}"
    return (
        f"{'ABCDEFGH'[code % 8]}{code}" if kind == "letters" else f"{code // 100}-{code % 100:02d}"
    )


def _ean(rng: random.Random) -> str:
    digits = [rng.randint(0, 9) for _ in range(rng.choice((11, 12)))]
    weighed = sum(d * (3 if place % 2 == 0 else 1) for place, d in enumerate(reversed(digits)))
    return "".join(map(str, digits)) + str(-weighed % 10)


def _days(rng: random.Random, rows: int, style: Style) -> dict[str, list[str | None]]:
    found: dict[str, list[str | None]] = {}
    for name, most in (("last_sold_on", 200), ("last_received_on", 400), ("last_counted_on", 500)):
        days = [AS_OF - timedelta(days=rng.randint(0, most)) for _ in range(rows)]
        found[name] = [d.strftime(style.day) if rng.random() < 0.9 else None for d in days]
    return found


_BLANK = {"barcode": 0.1, "vendor": 0.1, "list_price": 0.2, "category": 0.04, "unit_cost": 0.05}


def _made_dirty(rng: random.Random, store: Store) -> None:
    for name, cells in store.cells.items():
        for row in range(store.rows):
            if name not in ("sku", "description") and rng.random() < _BLANK.get(name, 0.01):
                cells[row] = None
            elif name in _MONEY and rng.random() < 0.004:
                cells[row] = rng.choice(("N/A", "-", "#REF!", "0"))


# --- columns that are none of the canonical ones ------------------------------------------------

_BY_WORD: tuple[tuple[str, Callable[[random.Random], str]], ...] = (
    (
        "date|created|modified|received|delivery|updated|time",
        lambda r: f"2026-{r.randint(1, 9):02d}-{r.randint(10, 28)}",
    ),
    ("%|rate|percent|margin|gm", lambda r: f"{r.uniform(0, 60):.1f}"),
    (
        "price|cost|amount|sales|total|value|profit|$|tax|discount|revenue|retail|msrp|fee",
        lambda r: f"{r.uniform(0, 90):.2f}",
    ),
    (
        "qty|quantity|count|units|number of|order|points|months|days|weight|rank|age",
        lambda r: str(r.randint(0, 40)),
    ),
    (
        "taxable|?|enabled|track|allow|is |sellable|restricted|hazmat|print|option|flag|active",
        lambda r: r.choice("YN"),
    ),
    ("url|image|link|photo", lambda r: f"https://cdn.example.net/{r.randint(100, 999)}.jpg"),
    (
        "id|token|code|#|number|handle|part|sku|upc|ref|guid",
        lambda r: f"{r.choice('KLMN')}{r.randint(1000, 1999)}",
    ),
    (
        "note|comment|title|description|name|label",
        lambda r: r.choice(("", "see shelf", "new pack", "web only", "seasonal item")),
    ),
    (
        "bin|aisle|rack|shelf|location|whse",
        lambda r: f"{r.choice('ABCD')}{r.randint(1, 40)}-{r.randint(1, 9)}",
    ),
    ("uom|unit", lambda r: r.choice(("ea", "ea", "pk", "box"))),
    (
        "color|size|season|group|class|type|buyer|country|bin|aisle|rack|tag|brand",
        lambda r: r.choice(("A1", "B2", "Red", "Blue", "M", "L")),
    ),
)


def other_cells(rng: random.Random, header: str, rows: int) -> list[str | None]:
    """Cells that go with the words of a header; blanks are frequent in such columns."""
    words = header.lower()
    write = next(
        (make for keys, make in _BY_WORD if any(k in words for k in keys.split("|"))), None
    )
    if write is None or rng.random() < 0.1:
        return [None] * rows
    share = rng.choice((1.0, 1.0, 0.7, 0.2))
    return [(write(rng) or None) if rng.random() < share else None for _ in range(rows)]
