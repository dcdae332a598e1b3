"""How figures, causes and kinds of evidence are said to a store owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sentinel import causes

_PHRASES: Mapping[str, tuple[str, ...]] = {
    "negative_profit": (
        "sells at {unit_price_usd} but costs {unit_cost_usd}: {loss_per_unit_usd} lost on each",
    ),
    "high_margin_leak": (
        "sells at {unit_price_usd} with a {margin_share} margin where its peers make"
        " {peer_margin_share}; {right_price_usd} would match them",
    ),
    "margin_erosion": (
        "margin {margin_share} instead of {margin_before_share}: price {unit_price_usd},"
        " cost {unit_cost_usd} ({rule})",
    ),
    "price_discrepancy": (
        "priced {unit_price_usd} where {right_price_usd} would be expected ({rule})",
    ),
    "zero_cost_anomaly": (
        "cost on file is {unit_cost}; at {unit_price_usd} it probably costs about"
        " {likely_unit_cost_usd}",
    ),
    "dead_item": (
        "{on_hand_units} on hand at {unit_cost_usd} each, no sale for {unsold_days}",
        "{on_hand_units} on hand, no sale for {unsold_days}; its cost is not known",
    ),
    "overstock": (
        "{on_hand_units} on hand, enough for {months_of_supply}: {surplus_units} too many at"
        " {unit_cost_usd} each",
        "{on_hand_units} on hand, enough for {months_of_supply}: {surplus_units} too many; its cost"
        " is not known",
    ),
    "low_stock": (
        "{available_units} on hand or on order; {stockout_probability} likely to run out within"
        " {lead_time_days}",
    ),
    "negative_inventory": (
        "the books show {on_hand_units} at {unit_cost_usd} each",
        "the books show {on_hand_units}; its cost is not known",
    ),
    "severe_inventory_deficit": (
        "the books show {on_hand_units} with {on_order_units} on order: {deficit_units} missing at"
        " {unit_cost_usd} each",
        "the books show {on_hand_units} with {on_order_units} on order: {deficit_units} missing;"
        " its cost is not known",
    ),
    "shrinkage_pattern": (
        "{missing_units} probably missing at {unit_cost_usd} each ({rule},"
        " {missing_probability} likely)",
        "{missing_units} probably missing ({rule}, {missing_probability} likely); its cost is not"
        " known",
    ),
}


def money(amount: float) -> str:
    """Dollars for reading: cents only below a hundred."""
    sign = "-" if amount < 0 else ""
    size = abs(amount)
    if size >= 99.995:
        return f"{sign}${size:,.0f}"
    return f"{sign}${size:,.2f}" if size and round(size) != size else f"{sign}${size:,.0f}"


def cents(amount: float) -> str:
    """Dollars to the cent."""
    return f"-${-amount:,.2f}" if amount < 0 else f"${amount:,.2f}"


def unit_price(amount: float) -> str:
    """The price or cost of one unit: cents, and finer where a unit costs less than ten cents."""
    if 0 < abs(amount) < 0.1:
        return f"${amount:.4f}"
    return cents(amount)


def number(value: float) -> str:
    """A quantity with as many decimals as it deserves."""
    if value == round(value):
        return f"{value:,.0f}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def percent(share: float) -> str:
    """A share or probability; not rounded to certainty."""
    if 0.995 < share < 1:
        return "over 99%"
    if 0 < share < 0.005:
        return "under 1%"
    return f"{share:.0%}"


def listed(things: Iterable[str], *, most: int = 5) -> str:
    """`a, b and c`; beyond `most` the rest is counted."""
    names = list(things)
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1:,} more"]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def fits_as_well(pos: str, others: Iterable[tuple[str, str]]) -> str:
    """The sentence about other exports, by key and name, that headers fit just as well."""
    pairs = list(others)
    names = listed(export if key == pos else f"{key} {export}" for key, export in pairs)
    told = all(key == pos for key, _ in pairs)
    return f"Its headers fit {names} just as well" + ("." if told else ": say which with --pos.")


def printable(text: str) -> str:
    """Without control characters: an item's name must not steer anybody's terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def counted(count: float, noun: str) -> str:
    """`1 item`, `2 items`."""
    return f"{number(count)} {noun if count == 1 else noun + 's'}"


def how_sure(probability: float) -> str:
    """A probability in words."""
    for least, words in _SURE:
        if probability >= least:
            return words
    return "possible"


_SURE = (
    (0.97, "certain or nearly so"),
    (0.85, "very likely"),
    (0.65, "likely"),
    (0.5, "more likely than not"),
)


def cause_words(cause: str | None) -> str:
    """What a root cause is called in a sentence."""
    return "not determined" if cause is None else causes.table().causes[cause].words


def fact(name: str, value: float | str) -> str:
    """A piece of evidence as people write it; the end of its name is its unit."""
    if isinstance(value, str):
        return value
    unit = name.rsplit("_", 1)[-1]
    if unit == "usd":
        return unit_price(value)
    if unit in ("share", "probability", "rate"):
        return percent(value)
    if unit == "days":
        return counted(round(value), "day")
    if name.startswith("months") or unit == "months":
        return counted(round(value), "month")
    return number(value)


def title_of(name: str) -> str:
    """The name of a piece of evidence or threshold as words, without its unit."""
    words = name.split("_")
    if words[-1] in ("usd", "units", "days", "share", "probability", "months") and len(words) > 1:
        words = words[:-1]
    return " ".join(words)


def evidence_words(primitive: str, evidence: Mapping[str, float | str]) -> str:
    """The decisive numbers of a finding in words."""
    facts = {name: fact(name, value) for name, value in evidence.items()}
    for phrase in _PHRASES.get(primitive, ()):
        try:
            return phrase.format_map(facts)
        except KeyError:  # a piece of evidence that this phrase needs is not there
            continue
    return ", ".join(f"{title_of(name)} {words}" for name, words in list(facts.items())[:4])
