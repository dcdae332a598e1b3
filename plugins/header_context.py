"""Words that mean different things, decided by the other headers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sentinel_plugins.header_guess import TAXED, Guess
from sentinel_plugins.header_meanings import NONE, bare, lexicon
from sentinel_plugins.header_parts import Window
from sentinel_plugins.header_synonyms import QUANTITY, THING
from sentinel_plugins.header_taxes import without_tax_words

_RIVAL = 0.3
"""What remains of a column where another header has it for a reason."""
_UNSAID = 20.0
"""Days that a header counts for that names none: rather a month than a week."""
_ANSWERED = ("available", "availability", "disponible", "verfugbar", "beschikbaar", "disponivel")
_FREE = re.compile(r"avail|dispon|verfugbar|beschikbaar|vrije")
_TWIN = re.compile(r"(.+) \(\d\)")
"""How a header is told apart that is there twice."""
_SHOULD = ("soll", "sollbestand", "soll bestand", "sollmenge", "soll menge")
_IS = ("ist", "istbestand", "ist bestand", "istmenge", "ist menge")
_LONG = ("omschrijving", "beschreibung")
_SALES_WORDS = re.compile(
    r"(?:(?:gross|net|total|product) (?:sales|amount|total|revenue)|revenue|subtotal|sales tax"
    r"|sales|(?:transaction|invoice|receipt|ticket)\b.*|umsatz|ventas netas|line total"
    r"|(?:order|check|bill) (?:item )?(?:id|number)|(?:is )?void(?:ed)?|paid time|item discounts"
    r"|gross price|sales amount|nettoumsatz|umsatz netto|ventes nettes|netto omzet|vendas liquidas"
    r"|ca net)"
)
_BUYERS = re.compile(
    r"\b(?:customer|client|cliente|kunden?|klant|cashier|salesperson|vendedor|vendeur|verkaufer"
    r"|verkoper|cajer[oa]|kassierer)"
)
_OF_SALES = ("net_sales", "gross_sales", "sales_total", "deductions", "tax", "cost_of_sales")
_TAXES = ("iva", "vat", "gst", "igv", "mwst", "ust", "btw", "tva")
_NO_SALES = "a quantity in a list without sales"
_ORDER_WORDS = re.compile(
    r"\b(?:po number|po|purchase order|vendor order|order date|eta|ship to)\b"
)


def decide(guesses: Sequence[Guess]) -> None:
    """Settles what only the company of other headers tells."""
    _twins(guesses)
    _answers(guesses)
    _things(guesses)
    _names(guesses)
    _codes(guesses)
    _quantities(guesses)
    _available(guesses)
    _counts(guesses)
    _prices(guesses)
    for column in ("units_sold", "units_returned"):
        _windows(guesses, column)
    _amounts(guesses)
    _blanks(guesses)


def has(guesses: Sequence[Guess], column: str, least: float = 0.6) -> bool:
    """Whether one of the headers is rather surely this column."""
    return any(g.roles.get(column, 0.0) >= least for g in guesses)


def _twins(guesses: Sequence[Guess]) -> None:
    """Two headers of one name over different cells: which of them is meant, nobody can say."""
    by_text = {g.header.text: g for g in guesses}
    for other in guesses:
        found = _TWIN.fullmatch(other.header.text)
        one = by_text.get(found[1]) if found else None
        if one is None or one.role == NONE or one.header.values.same_as(other.header.values):
            continue
        role = one.role
        for twin in (one, other):
            twin.settle(role, 0.45, "one of two columns of this name")
            twin.unsure = True


def _answers(guesses: Sequence[Guess]) -> None:
    """`Available` with yes and no below it says whether an item is sold, not how many there are."""
    for one in guesses:
        values = one.header.values
        if one.header.words in _ANSWERED and values.yes_no == 1.0 and values.number < 0.5:
            one.settle("status", 0.6, "the values are yes and no")


def _things(guesses: Sequence[Guess]) -> None:
    """`Item`, `Product`: the name where the values are mostly words, else the code."""
    for one in guesses:
        values = one.header.values
        if lexicon().mended(one.header.words)[0] not in THING:
            continue
        if values.words >= 0.4:
            one.settle("description", 0.88, "the values are names")
        elif not values.counting:
            one.settle("sku", 0.86, "the values are codes")


def _names(guesses: Sequence[Guess]) -> None:
    """`Description` beside `Name` is the long text, unless the name is a code."""
    named = [g for g in guesses if g.role == "description"]
    short = [g for g in named if "desc" not in g.header.words and g.header.words not in _LONG]
    long = [g for g in named if g not in short]
    if not short or not long:
        return
    codes = short[0].header.values.words < 0.3 and any(g.header.values.words > 0.4 for g in long)
    if not codes:
        for one in long:
            one.settle("description", _RIVAL, f"the long text beside {short[0].header.text!r}")
        return
    for one in short:
        one.settle("description", _RIVAL, "the values are codes")
    fullest = max(long, key=lambda g: g.header.values.filled * g.header.values.words)
    for one in long:
        one.settle("description", 0.9 if one is fullest else _RIVAL, "names beside codes")


def _codes(guesses: Sequence[Guess]) -> None:
    """`Code` with check digits below it is the barcode, where another header has the code."""
    own = [g for g in guesses if g.role == "sku"]
    scanned = [g for g in own if g.header.values.scannable >= 0.6]
    if not 0 < len(scanned) < len(own) or has(guesses, "barcode"):
        return
    for one in scanned:
        one.settle("barcode", 0.9, "codes with a check digit, beside the item's own")


def _quantities(guesses: Sequence[Guess]) -> None:
    """`Quantity` is on hand in a stock list and sold in a sales list."""
    plain = [g for g in guesses if bare(g.header.words) in QUANTITY]
    if not plain:
        return
    others = [g for g in guesses if g not in plain]
    words = " | ".join(g.header.whole for g in others)
    sales = _is_of_sales(guesses)
    for one in plain:
        if one.header.values.count and one.header.values.number < 0.5:
            continue
        if one.header.window is not None:
            one.settle("units_sold", 0.9, "a quantity of some days")
        elif has(others, "on_hand_qty"):
            one.settle("units_sold", 0.3 if sales else 0.1, "a quantity beside the one on hand")
        elif sales and not has(others, "units_sold"):
            one.settle("units_sold", 0.85, "a quantity in a list of sales")
        elif not _ORDER_WORDS.search(words):
            why = "a quantity beside the units sold" if sales else _NO_SALES
            one.settle("on_hand_qty", 0.86, why)


def _is_of_sales(guesses: Sequence[Guess]) -> bool:
    if any(_SALES_WORDS.fullmatch(g.header.whole) for g in guesses):
        return True
    if any(g.role == NONE and _BUYERS.search(g.header.whole) for g in guesses):
        return True
    said = [g for g in guesses if g.role in _OF_SALES or g.header.words in _TAXES]
    return len(said) > 2


def _available(guesses: Sequence[Guess]) -> None:
    """What is available is the stock, unless another header says what is on hand."""
    held = [g for g in guesses if g.role == "on_hand_qty"]
    free = [g for g in held if _FREE.search(g.header.words)]
    if 0 < len(free) < len(held):
        for one in free:
            one.settle("on_hand_qty", 0.1, "what is available, beside what is on hand")
            one.settle("available", 0.8, "what is available, beside what is on hand")


def _counts(guesses: Sequence[Guess]) -> None:
    """Beside their difference, `Soll` is what the books say and `Ist` what was counted."""
    if not has(guesses, "count_variance_qty"):
        return
    for one in guesses:
        if one.header.words in _SHOULD:
            one.settle("on_hand_qty", 0.9, "what should be there, beside the difference")
        elif one.header.words in _IS:
            one.settle("counted_qty", 0.9, "what is there, beside the difference")


def _prices(guesses: Sequence[Guess]) -> None:
    """`Sale price` beside a regular one is a promotion; without tax wins over with tax."""
    for one in guesses:
        if one.role == "unit_price" and one.header.words == "sale price":
            regular = [g for g in guesses if g is not one and g.role == "unit_price"]
            if regular and one.header.location is None:
                one.settle("unit_price", 0.2, "a promotion beside the regular price")
    for one in guesses:
        others = [g for g in guesses if g is not one]
        if one.header.words == "mrp" and has(others, "unit_price"):
            one.settle("list_price", 0.85, "the highest price allowed, beside the one asked")
    for column in TAXED:
        _taxes([g for g in guesses if g.role == column and g.header.values.count], column)


def _taxes(rivals: Sequence[Guess], column: str) -> None:
    """Costs are compared with prices: both without tax, as the stock is valued."""
    taxes = {id(g): without_tax_words(g.header.whole)[1] for g in rivals}
    untaxed = [g for g in rivals if taxes[id(g)] == "without"]
    if not untaxed or len(rivals) == 1:
        return
    beside = untaxed[0].header.text
    for one in rivals:
        if one in untaxed:
            one.settle(column, 0.98, "without tax, as costs are")
        elif one.header.location is None and taxes[id(one)] == "with":
            one.rule_out(column, f"with tax, beside {beside!r} without")
        elif one.header.location is None:
            one.settle(column, _RIVAL, f"rather with tax, beside {beside!r} without")


def _windows(guesses: Sequence[Guess], column: str) -> None:
    """Of several windows of sales the longest is taken, of several years the last."""
    rivals = [g for g in guesses if g.role == column and 0.4 < g.roles[column] < 1]
    if len({(g.header.window, _year(g.header.text)) for g in rivals}) < 2:
        return
    longest = max(
        rivals,
        key=lambda g: (g.roles[column] > 0.7, _days(g.header.window), _year(g.header.text)),
    )
    for one in rivals:
        if one is not longest and one.header.location == longest.header.location:
            one.settle(column, _RIVAL, f"other days than {longest.header.text!r}")


def _amounts(guesses: Sequence[Guess]) -> None:
    """Net sales are those of the days that units sold are of; money beside units is no units."""
    sold = [g for g in guesses if g.role == "units_sold"]
    if len(sold) != 1:
        sold = [g for g in sold if g.roles["units_sold"] > 0.6][:1]
    for one in guesses:
        if one.role == "net_sales" and sold and one.header.window != sold[0].header.window:
            one.settle("net_sales", _RIVAL, f"other days than {sold[0].header.text!r}")


def _blanks(guesses: Sequence[Guess]) -> None:
    """A column without a single cell gives way to one that has some."""
    filled = {(g.role, g.header.location) for g in guesses if g.header.values.count}
    for one in guesses:
        role = one.role
        if not one.header.values.count and (role, one.header.location) in filled and role != NONE:
            one.settle(role, _RIVAL, "empty, beside another that is not")


def _year(text: str) -> int:
    found = re.search(r"(?<!\d)20\d\d(?!\d)", text)
    return int(found[0]) if found else 0


def _days(window: Window) -> float:
    if isinstance(window, float):
        return window
    return {"year to date": 180.0, "month to date": 15.0}.get(window or "", _UNSAID)
