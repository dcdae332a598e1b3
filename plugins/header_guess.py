"""What one header may mean: by its words, then by the values under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import define, field

from sentinel import MappedColumn
from sentinel.canonical import BY_NAME, Kind
from sentinel.headers import normal
from sentinel.privacy import is_private
from sentinel_plugins.header_meanings import NONE, Meaning, meaning, phrase
from sentinel_plugins.header_parts import Header
from sentinel_plugins.header_shapes import SHAPES_IN_WORDS, fit, shape
from sentinel_plugins.header_synonyms import AMOUNT, STRONG
from sentinel_plugins.header_taxes import without_tax_words

_ANONYMOUS = re.compile(
    r"(?:f|c|v|x|col|column|field|feld|spalte|columna|campo|colonne|champ|kolom|veld|coluna|unnamed"
    r"|header|empty)? ?\d*|[a-z]"
)
"""Headers that say nothing: made up where a file has none."""
_MONEY_SIGN = re.compile(r"[$\u20ac\u00a3\u20b9]|\b(?:usd|eur|gbp)\b", re.IGNORECASE)

_ALIKE: tuple[tuple[str, ...], ...] = (
    ("unit_cost", "avg_cost", "last_cost", "stock_value", "unit_price", "cost_of_sales"),
    ("unit_price", "list_price", "unit_cost", "retail_value", "net_sales"),
    ("list_price", "unit_price"),
    ("on_hand_qty", "units_sold", "counted_qty", "available", "on_order_qty"),
    ("units_sold", "on_hand_qty", "net_sales", "gross_units"),
    ("units_returned", "deductions"),
    ("net_sales", "gross_sales", "sales_total", "units_sold"),
    ("counted_qty", "on_hand_qty"),
    ("count_variance_qty", "variance_value"),
    ("sku", "barcode", "description"),
    ("barcode", "sku"),
    ("description", "sku", "category"),
    ("category", "vendor"),
    ("vendor", "category"),
    ("reorder_point", "reorder_up_to"),
    ("last_sold_on", "last_received_on"),
)
"""A column, and those that it is easily taken for."""
_MISTAKEN = 0.015
"""What all of these have together where a name is sure."""

TAXED = ("unit_price", "list_price", "unit_cost", "avg_cost", "last_cost")
"""What a header may have twice: with tax and without."""

_SELLING = ("verkoop", "verkauf", "venta", "vente", "venda")
"""What may stand for the selling price as for what was sold."""
_BOTH = re.compile(r"(.+\S) +[/|] +(\S.+)")
"""`Prix / Price`: a header in two languages."""

_IN_MONEY = {
    "units_sold": "net_sales",
    "units_returned": "deductions",
    "on_hand_qty": "stock_value",
    "on_order_qty": "order_value",
    "counted_qty": "counted_value",
    "count_variance_qty": "variance_value",
}
"""What a number of units is where the header names a currency: `$ Sold`."""

_PRESENT = {
    "sku": 0.9, "barcode": 0.5, "description": 0.9, "category": 0.7, "vendor": 0.55, "status": 0.25,
    "store_id": 0.25, "on_hand_qty": 0.85, "on_order_qty": 0.2, "committed_qty": 0.12,
    "unit_cost": 0.8, "avg_cost": 0.15, "last_cost": 0.15, "unit_price": 0.9, "list_price": 0.25,
    "units_sold": 0.35, "units_returned": 0.06, "net_sales": 0.2, "last_sold_on": 0.35,
    "last_received_on": 0.3, "last_counted_on": 0.12,
    "created_on": 0.1, "reorder_point": 0.4, "reorder_up_to": 0.3,
    "counted_qty": 0.1, "count_variance_qty": 0.1, "pack_qty": 0.2, "profit": 0.15, "margin": 0.3,
    "markup": 0.05, "stock_value": 0.35, "retail_value": 0.25, "gross_sales": 0.12,
    "available": 0.06, "sales_profit": 0.08, "cost_of_sales": 0.1, "tax": 0.05, "deductions": 0.08,
}  # fmt: skip
"""How often an export has such a column."""
_FITTING = 3.0
"""Values must fit a column so much better than others to be that column where they may."""
_DESPITE = 0.2
"""What remains of that where the words resemble something, for arithmetic to overrule them."""
_STRANGE = 0.1
"""The probability that a header of strange words is any of these."""
_NOTHING = 0.15
"""What speaks for none of them where a header says nothing."""


@define
class Guess:
    """What a header may mean, with probabilities that change as more is looked at."""

    header: Header
    roles: dict[str, float]
    why: dict[str, str] = field(factory=dict)
    nameless: bool = False
    """The header says nothing at all."""
    unsure: bool = False
    """A person must look at it, whatever the arithmetic says."""
    resembles: bool = False
    """Its words are no known phrase and only like one."""

    @property
    def role(self) -> str:
        """The likeliest role, NONE where nothing is likelier."""
        best = max(self.roles, key=lambda role: (self.roles[role], role), default=NONE)
        return best if self.roles.get(best, 0.0) >= 1 - self.known else NONE

    @property
    def known(self) -> float:
        """The probability that it is any of the roles."""
        return sum(p for role, p in self.roles.items() if role != NONE)

    def settle(self, role: str, sureness: float, why: str) -> None:
        """Says how likely one role is; the others keep their proportion in what remains."""
        others = sum(p for name, p in self.roles.items() if name != role)
        room = (1 - sureness) * 0.5
        if others > room:
            self.roles = {name: p * room / others for name, p in self.roles.items()}
        self.roles[role] = sureness
        self.why[role] = why

    def rule_out(self, role: str, why: str) -> None:
        """Says that it is not this role, whatever arithmetic may suggest."""
        self.roles.pop(role, None)
        self.settle(NONE, 0.98, why)

    def proposals(self) -> list[MappedColumn]:
        """As they are given to Sentinel: the unlikely ones left away."""
        kept = {role: p for role, p in self.roles.items() if p >= 0.003}
        return [
            self._proposal(role, kept[role])
            for role in sorted(kept, key=lambda role: (-kept[role], role))
        ]

    def _proposal(self, role: str, p: float) -> MappedColumn:
        why = self.why.get(role) or "a guess from the values"
        window = self.header.window if role in ("units_sold", "units_returned") else None
        if window is not None:
            days = window if isinstance(window, str) else f"{window:g} days"
            why += f"; the header says {days}"
        if self.header.location is not None:
            why += f"; for {self.header.location}"
        return MappedColumn(
            column=role,
            header=self.header.text,
            confidence=round(p, 4),
            why=why,
            location=self.header.location if role in BY_NAME and role != "store_id" else None,
            window=window,
            # Arithmetic can tell how columns hang together, not which of two stories is told.
            needs_review=self.nameless or self.unsure,
        )


def guess(header: Header) -> Guess:
    """What the header means by its words and its values, the other headers left aside."""
    exact = normal(header.text).replace(" ", "_")
    if exact in BY_NAME:
        return Guess(header, {exact: 1.0}, {exact: "the canonical name itself"})
    found = _by_words(header)
    if not found.nameless:
        _objections(found)
        _by_values(found)
    return found


def _by_words(header: Header) -> Guess:
    known = phrase(header.whole) or phrase(header.words) or _taxed(header) or _in_both(header)
    if known is None and is_private(header.text):
        known = Meaning(((NONE, 1.0),), f"{header.words!r} is about people")
    resembles = known is None
    if known is None:
        known = _surer(meaning(header.whole), header.words)
    if known is not None and "average" in header.words and header.window is None:
        known = None if known.role == "units_sold" else known
    if known is not None and (_MONEY_SIGN.search(header.text) or header.values.currency > 0.5):
        known = _in_money(known)
    if known is None:
        anonymous = _ANONYMOUS.fullmatch(header.words) or not re.search("[^\\W\\d]", header.words)
        return Guess(header, {}, nameless=True) if anonymous else _strange(header)
    found = Guess(header, dict(known.roles), {role: known.why for role, _ in known.roles})
    if known.role == NONE and not resembles:
        found.why[NONE] = f"{header.words!r} is something else"
    found.resembles = resembles
    if resembles:
        for role, p in _strange(header).roles.items():
            found.roles[role] = found.roles.get(role, 0.0) + _DESPITE * p
    if len(known.roles) == 1 and known.role != NONE:
        alike = next((group[1:] for group in _ALIKE if group[0] == known.role), ())
        for other in alike:
            found.roles[other] = _MISTAKEN / len(alike)
            found.why[other] = f"easily taken for {known.role}"
    return found


def _in_both(header: Header) -> Meaning | None:
    """One meaning in two languages; null where they differ."""
    parts = _BOTH.fullmatch(header.text.strip())
    known = [phrase(normal(part)) for part in parts.groups()] if parts else []
    one, other = known if len(known) == 2 else (None, None)
    if one is None or other is None:
        return None
    shared = {role: p for role, p in one.roles if role in dict(other.roles)}
    return Meaning(tuple(shared.items()), f"{one.why}, in two languages") if shared else None


def _taxed(header: Header) -> Meaning | None:
    """`Selling price (net of tax)`, `Umsatz brutto`: an amount, with tax or without."""
    words, tax = without_tax_words(header.whole)
    known = phrase(words) if tax else None
    if known is None:
        return None
    if known.role in TAXED:
        return Meaning(known.roles, f"{known.why}, {tax} tax")
    if dict(known.roles).get("net_sales", 0.0) > 0.3:
        role = "net_sales" if tax == "without" else "sales_total"
        why = f"{known.why}, {tax} tax"
        if words in _SELLING:
            return Meaning((("unit_price", 0.5), (role, 0.35)), why)
        return Meaning(((role, 0.93),), why)
    return None


def _in_money(known: Meaning) -> Meaning:
    turned: dict[str, float] = {}
    for role, p in known.roles:
        role = _IN_MONEY.get(role, role)
        turned[role] = turned.get(role, 0.0) + p
    if turned == dict(known.roles):
        return known
    return Meaning(tuple(turned.items()), f"{known.why}, in money")


def _surer(known: Meaning | None, words: str) -> Meaning | None:
    other = meaning(words)
    if known is None or other is None:
        return known or other
    return max(known, other, key=lambda found: found.sureness)


def _strange(header: Header) -> Guess:
    total = sum(_PRESENT.values())
    return Guess(header, {role: _STRANGE * n / total for role, n in _PRESENT.items()})


def share_out(guesses: Sequence[Guess]) -> None:
    """What headers without names may be: each column goes to one of them at most.

    A column that an export usually has is shared out among the headers by how well their values
    fit it; one that another header has by name is hardly left.
    """
    nameless = [g for g in guesses if g.nameless]
    if not nameless:
        return
    shapes = [shape(g.header.values) for g in nameless]
    named = {role for g in guesses if not g.nameless for role, p in g.roles.items() if p > 0.5}
    weights: list[dict[str, float]] = [{} for _ in nameless]
    for role, present in _PRESENT.items():
        fits = [
            0.0 if seen is None else fit(role, one.header.values, seen)
            for one, seen in zip(nameless, shapes, strict=True)
        ]
        whole = max(_FITTING, sum(fits))
        for weight, value in zip(weights, fits, strict=True):
            weight[role] = present * (0.1 if role in named else 1.0) * value / whole
    for one, weight, seen in zip(nameless, weights, shapes, strict=True):
        total = _NOTHING + sum(weight.values())
        one.roles = {role: w / total for role, w in weight.items()}
        one.why = dict.fromkeys(weight, SHAPES_IN_WORDS.get(seen or "", ""))


def _by_values(found: Guess) -> None:
    """Bayes' rule over the roles, with the shape of the values as the evidence."""
    seen = shape(found.header.values)
    if seen is None:
        return
    none = max(1 - found.known, 0.005)
    weighed = {
        role: p * fit(role, found.header.values, seen)
        for role, p in found.roles.items()
        if role != NONE
    }
    total = sum(weighed.values()) + none
    was_none = found.roles.get(NONE)
    found.roles = {role: p / total for role, p in weighed.items()}
    if was_none is not None:
        found.roles[NONE] = none / total
    for role in found.roles:
        found.why.setdefault(role, SHAPES_IN_WORDS[seen])


# --- what speaks against a role -----------------------------------------------------------------


_IN_AMOUNTS = 0.05
"""What remains of a number of units where the header itself speaks of money."""


def _objections(found: Guess) -> None:
    """Less likely where the values or the header itself speak against the words."""
    for role, p in list(found.roles.items()):
        against = _against(found.header, role, p) if role in BY_NAME else None
        if against is not None:
            found.roles[role] = p * (_IN_AMOUNTS if "names" in against else 0.3)
            found.why[role] = f"{found.why.get(role, role)}, but {against}"


def _against(header: Header, column: str, sureness: float) -> str | None:
    kind, values = BY_NAME[column].kind, header.values
    if kind is Kind.NUMBER:
        if header.question:
            return "it asks a question"
        if BY_NAME[column].unit == "units" and _MONEY_SIGN.search(header.text):
            return "the header names a currency"
        if BY_NAME[column].unit == "units" and values.currency > 0.5:
            return "the values name a currency"
        if (
            BY_NAME[column].unit == "units"
            and sureness < STRONG
            and not AMOUNT.isdisjoint(header.whole.split())
        ):
            return "the header names an amount"
        if column == "units_sold" and sureness < 0.7 and values.money > 0.5:
            return "the values are amounts of money"
        if values.count and values.number < 0.5:
            return "most values are no numbers"
    elif not values.count:
        return None
    elif kind is Kind.DATE:
        if values.date < 0.5:
            return "most values are no dates"
    elif values.date > 0.5:
        return "the values are dates"
    elif column == "category" and values.single_letter > 0.8:
        return "single letters are classes A, B, C"
    elif column in ("description", "vendor", "category") and values.yes_no == 1.0:
        return "the values are yes and no"
    elif values.number > 0.9 and (
        column == "description"
        or (column == "store_id" and values.kinds > 4 and values.different > 0.3)
    ):
        return "the values are numbers"
    elif column == "sku" and values.counting:
        return "it numbers the lines"
    return None
