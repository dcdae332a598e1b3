"""Finds out what headers mean by their words, in six languages, and by the values under them.

A header is taken apart first: a period (`Sold last 30 days`), a store (`In stock [Main St]`), a
unit or currency (`Cost (USD)`) are split off; abbreviations are spelled out. What remains is
looked up; words that mean different things are decided by the other columns and by the values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from attrs import evolve, frozen

from sentinel import ColumnMapper, MappedColumn, Sample, hookimpl
from sentinel.canonical import BY_NAME, Kind
from sentinel.headers import normal
from sentinel.periods import DAY, month_of
from sentinel_plugins.header_synonyms import (
    FILLERS,
    OTHER,
    PHRASES,
    QUANTITY,
    SHORT,
    STRONG,
    THING,
    WITHOUT_TAX,
)
from sentinel_plugins.header_values import Values

_MONTH_DAYS = 365 / 12
Window = float | Literal["year to date", "month to date"] | None


@frozen(kw_only=True)
class Header:
    """A header taken apart, and the values under it."""

    text: str
    """As the file has it."""
    words: str
    """Comparable: what remains when the qualifiers are off."""
    whole: str
    """Comparable, with a text in round brackets left in."""
    values: Values
    location: str | None = None
    window: Window = None
    question: bool = False
    """It ends in a question mark: the answer is yes or no."""


def propose(sample: Sample) -> tuple[MappedColumn, ...]:
    """One proposal for each header that means something; rivals are left to the caller."""
    headers = [
        _taken_apart(text, Values(cells))
        for text, cells in zip(sample.headers, sample.columns, strict=True)
    ]
    months = _months(headers)
    found = {h.text: _looked_up(h) for h in headers if h.text not in months}
    proposals = {h.text: _checked(p, h) for h in headers if (p := found.get(h.text)) is not None}
    _decide_answers(headers, proposals)
    _decide_things(headers, proposals)
    _decide_names(headers, proposals)
    _decide_quantities(headers, proposals)
    _decide_prices(headers, proposals)
    _decide_sales(proposals)
    proposals |= months if not _has(proposals, "units_sold") else {}
    proposals |= _places(headers, proposals)
    return tuple(proposals[h.text] for h in headers if h.text in proposals)


# --- one header ---------------------------------------------------------------------------------

_BRACKETS = re.compile(r"\s*\[([^\]]+)\]\s*$")
_ROUND = re.compile(r"\s*\(([^()]*)\)\s*$")
_STORE = re.compile(
    r"(.+?) (?:at )?((?:store|location|warehouse|branch|shop|outlet|site|tienda|sucursal|filiale"
    r"|magasin|winkel|loja) ?\w+)$"
)
_CURRENCY = re.compile(
    r"\b(?:usd|eur|gbp|cad|aud|nzd|mxn|inr|chf|brl|us|rs|mwst)\b|[$\u20ac\u00a3\u00a5\u20b9]"
)
_MONEY_SIGN = re.compile(r"[$\u20ac\u00a3\u20b9]|\b(?:usd|eur|gbp)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def _any(*words: str) -> str:
    return rf"\b(?:{'|'.join(words)})\b"


_TO_DATE: tuple[tuple[str, Window], ...] = (
    (
        _any("ytd", "year to date", "this year", "ano actual", "laufendes jahr", "dit jaar")
        + "|"
        + _any("cette annee", "este ano"),
        "year to date",
    ),
    (
        _any("mtd", "month to date", "this month", "mes actual", "laufender monat", "deze maand")
        + "|"
        + _any("ce mois", "este mes"),
        "month to date",
    ),
)
_LAST = (
    r"(?:in |over |for |the |den |der )*(?:last|past|prev|previous|trailing|rolling|ultimos"
    r"|ultimas|letzte|letzten|derniers|dernieres|laatste|l|t) ?"
)
_SPANS = (
    (r"(?:days?|d|dias|tage|tagen|jours|dagen)", 1.0),
    (r"(?:weeks?|wks?|w|semanas|wochen|semaines|weken)", 7.0),
    (r"(?:months?|mos?|mths?|m|meses|monate|monaten|mois|maanden)", _MONTH_DAYS),
    (r"(?:years?|yrs?|y|anos|jahre|ans|jaar)", 365.0),
)
_WHOLE_SPANS: tuple[tuple[str, float], ...] = (
    (
        _any("last year", "prior year", "previous year", "annual", "yearly", "per year", "12 mo")
        + "|"
        + _any("anual", "jahrlich", "jahres", "annuel", "annuelle", "jaarlijks", "ly"),
        365.0,
    ),
    (
        _any("last month", "prior month", "previous month", "monthly", "per month", "per mo")
        + "|"
        + _any("a month", "mensual", "monatlich", "pro monat", "mensuel", "maandelijks", "mensal")
        + "|"
        + _any("mes", "mois", "monat", "maand"),
        _MONTH_DAYS,
    ),
    (_any("last quarter", "prior quarter", "previous quarter", "quarterly"), 365 / 4),
    (_any("last week", "prior week", "weekly", "per week", "wtd", "week to date"), 7.0),
    (_any("daily", "per day", "yesterday"), 1.0),
)


def _taken_apart(text: str, values: Values) -> Header:
    place = _BRACKETS.search(text)
    rest = text[: place.start()] if place else text
    rest = DAY.sub(" ", rest.replace("#", " no ").replace("&", " and "))
    rest = re.sub(r"['\u2019]", " ", rest)
    rest = _YEAR.sub(" ", rest) if re.search(r"[A-Za-z]{2}", rest) else rest
    rest = _CAMEL.sub(" ", rest) if not rest.isupper() else rest
    round_ = _ROUND.search(rest)
    whole, window = _without_window(normal(rest))
    bare, bare_window = _without_window(normal(rest[: round_.start()] if round_ else rest))
    location = place.group(1).strip() if place else None
    if location is None and (store := _STORE.fullmatch(bare)) and _phrase(store.group(1)):
        bare, location = store.group(1), text[-len(store.group(2)) :].strip()
    return Header(
        text=text,
        words=_spelled(bare),
        whole=_spelled(whole),
        values=values,
        location=location,
        window=window if window is not None else bare_window,
        question=text.rstrip().endswith("?"),
    )


def _without_window(words: str) -> tuple[str, Window]:
    """The header without the words for a period, and the days they stand for."""
    for pattern, window in _TO_DATE:
        rest, hits = re.subn(pattern, " ", words)
        if hits:
            return _squeezed(rest), window
    for unit, days in _SPANS:
        for pattern in (rf"{_LAST}(\d+) ?{unit}\b", rf"\b(\d+) ?{unit}\b(?: sales)?"):
            found = re.search(pattern, words)
            if found:
                rest = words[: found.start()] + " " + words[found.end() :]
                kept = "sales" if "sales" in found.group(0) else ""
                return _squeezed(f"{rest} {kept}"), int(found.group(1)) * days
    for pattern, days in _WHOLE_SPANS:
        rest, hits = re.subn(pattern, " ", words)
        if hits and rest.strip():
            return _squeezed(rest), days
    return words, None


def _squeezed(words: str) -> str:
    return " ".join(words.split())


def _spelled(words: str) -> str:
    """Abbreviations spelled out, currencies left away."""
    plain = _CURRENCY.sub(" ", words)
    return " ".join(SHORT.get(word, word) for word in plain.split()) or words


# --- what a phrase means ------------------------------------------------------------------------


@cache
def _dictionary() -> dict[str, tuple[str, float]]:
    """Phrase to canonical column and sureness; an empty column for what is none of them."""
    entries: dict[str, tuple[str, float]] = {}
    for column, steps in PHRASES.items():
        for sureness, phrases in steps.items():
            for phrase in phrases.split("|"):
                entries.setdefault(_spelled(phrase), (column, sureness))
    for phrase in WITHOUT_TAX.split("|"):
        entries[_spelled(phrase)] = ("unit_price", STRONG)
    for phrase in OTHER.split("|"):
        entries[_spelled(phrase)] = ("", 1.0)
    return entries


@cache
def _by_word_set() -> dict[frozenset[str], tuple[str, float]]:
    entries: dict[frozenset[str], tuple[str, float]] = {}
    for phrase, meaning in _dictionary().items():
        if len(phrase.split()) > 1:
            entries.setdefault(frozenset(phrase.split()), meaning)
    return entries


def _phrase(words: str) -> tuple[str, float, str] | None:
    """Column, sureness and reason for a phrase; null if it means nothing; column "" for others."""
    spelled = _spelled(words)
    if spelled in _dictionary():
        column, sureness = _dictionary()[spelled]
        return column, sureness, f"{words!r} is a usual name"
    turned = _by_word_set().get(frozenset(spelled.split()))
    if turned is not None and len(spelled.split()) > 1:
        return turned[0], turned[1] - 0.07, f"{words!r} is a usual name in other order"
    fewer = " ".join(word for word in spelled.split() if word not in FILLERS)
    if fewer and fewer != spelled and fewer in _dictionary():
        column, sureness = _dictionary()[fewer]
        return column, sureness - 0.12, f"{fewer!r} is a usual name"
    return None


def _looked_up(header: Header) -> MappedColumn | None:
    exact = normal(header.text).replace(" ", "_")
    if exact in BY_NAME:
        return _proposal(exact, header, 1.0, "the canonical name itself")
    for words in dict.fromkeys((header.whole, header.words)):
        found = _phrase(words)
        if found is not None:
            column, sureness, why = found
            if "average" in words and column == "units_sold" and header.window is None:
                return None
            return _proposal(column, header, sureness, why) if column else None
    return None


def _proposal(column: str, header: Header, sureness: float, why: str) -> MappedColumn:
    window = header.window if column in ("units_sold", "units_returned") else None
    if window is not None:
        days = window if isinstance(window, str) else f"{window:g} days"
        why += f"; the header says {days}"
    if header.location is not None:
        why += f"; for {header.location}"
    return MappedColumn(
        column=column,
        header=header.text,
        confidence=round(sureness, 3),
        why=why,
        location=header.location if column != "store_id" else None,
        window=window,
    )


def _checked(proposal: MappedColumn, header: Header) -> MappedColumn:
    """Less sure where the values speak against the words."""
    values, column = header.values, proposal.column
    if proposal.confidence == 1.0 or (values.count == 0 and not _MONEY_SIGN.search(header.text)):
        return proposal
    against = _against(header, column, proposal.confidence)
    if against is None:
        return proposal
    return evolve(
        proposal,
        confidence=round(proposal.confidence * 0.3, 3),
        why=f"{proposal.why}, but {against}",
    )


def _against(header: Header, column: str, sureness: float) -> str | None:
    kind, values = BY_NAME[column].kind, header.values
    if kind is Kind.NUMBER:
        if header.question:
            return "it asks a question"
        if BY_NAME[column].unit == "units" and _MONEY_SIGN.search(header.text):
            return "the header names a currency"
        if column == "units_sold" and sureness < 0.7 and values.money > 0.5:
            return "the values are amounts of money"
        if values.count and values.number < 0.5:
            return "most values are no numbers"
    elif kind is Kind.DATE:
        if values.date < 0.5:
            return "most values are no dates"
    elif values.date > 0.5:
        return "the values are dates"
    elif column == "category" and values.single_letter > 0.8:
        return "single letters are classes A, B, C"
    elif column in ("description", "vendor", "category") and values.yes_no == 1.0:
        return "the values are yes and no"
    elif column == "description" and values.number > 0.9:
        return "the values are numbers"
    elif column == "sku" and values.counting:
        return "it numbers the lines"
    return None


# --- words that the other columns decide --------------------------------------------------------


def _has(proposals: dict[str, MappedColumn], column: str, least: float = 0.6) -> bool:
    return any(p.column == column and p.confidence >= least for p in proposals.values())


_ANSWERED = ("available", "availability", "disponible", "verfugbar", "beschikbaar", "disponivel")


def _decide_answers(headers: Sequence[Header], proposals: dict[str, MappedColumn]) -> None:
    """`Available` with yes and no below it says whether an item is sold, not how many there are."""
    for header in headers:
        proposal = proposals.get(header.text)
        if proposal is None or proposal.column != "on_hand_qty" or header.values.yes_no < 1.0:
            continue
        if header.words in _ANSWERED and header.values.number < 0.5:
            proposals[header.text] = _proposal("status", header, 0.6, "the values are yes and no")


def _decide_things(headers: Sequence[Header], proposals: dict[str, MappedColumn]) -> None:
    """`Item`, `Product`: the name where the values are mostly words, else the code."""
    for header in headers:
        if header.words not in THING or header.text in proposals:
            continue
        if header.values.words >= 0.4:
            proposals[header.text] = _checked(
                _proposal("description", header, 0.88, "the values are names"), header
            )
        else:
            proposals[header.text] = _checked(
                _proposal("sku", header, 0.86, "the values are codes"), header
            )


def _decide_names(headers: Sequence[Header], proposals: dict[str, MappedColumn]) -> None:
    """`Description` beside `Name` is the long text, unless the name is a code."""
    named = [
        h for h in headers if h.text in proposals and proposals[h.text].column == "description"
    ]
    short = [
        h
        for h in named
        if "desc" not in h.words and h.words not in ("omschrijving", "beschreibung")
    ]
    long = [h for h in named if h not in short]
    if not short or not long:
        return
    names_are_codes = short[0].values.words < 0.3 and any(h.values.words > 0.4 for h in long)
    for header in short if names_are_codes else long:
        beside = f"the long text beside {short[0].text!r}"
        why = "the values are codes" if names_are_codes else beside
        proposals[header.text] = evolve(proposals[header.text], confidence=0.45, why=why)
    if names_are_codes:
        fullest = max(long, key=lambda h: h.values.filled * h.values.words)
        for header in long:
            sureness = 0.9 if header is fullest else 0.45
            proposals[header.text] = evolve(proposals[header.text], confidence=sureness)


_SALES_WORDS = re.compile(
    r"(?:(?:gross|net|total|product) (?:sales|amount|total|revenue)|revenue|subtotal|sales tax"
    r"|sales|(?:transaction|invoice|receipt|ticket)\b.*|umsatz|ventas netas|line total)"
)
_ORDER_WORDS = re.compile(
    r"\b(?:po number|po|purchase order|vendor order|order date|eta|ship to)\b"
)


def _decide_quantities(headers: Sequence[Header], proposals: dict[str, MappedColumn]) -> None:
    """`Quantity` is on hand in a stock list and sold in a sales list."""
    plain = [h for h in headers if h.words in QUANTITY and h.text not in proposals]
    if not plain:
        return
    others = " | ".join(h.whole for h in headers if h not in plain)
    sales = any(_SALES_WORDS.fullmatch(h.whole) for h in headers)
    for header in plain:
        if _has(proposals, "on_hand_qty"):
            continue
        if header.window is not None or sales:
            sold = _proposal("units_sold", header, 0.75, "a quantity in a list of sales")
            proposals[header.text] = _checked(sold, header)
        elif not _ORDER_WORDS.search(others):
            held = _proposal("on_hand_qty", header, 0.8, "a quantity in a list without sales")
            proposals[header.text] = _checked(held, header)


def _decide_prices(headers: Sequence[Header], proposals: dict[str, MappedColumn]) -> None:
    """`Sale price` beside a regular one is a promotion; a price without tax wins over one with."""
    prices = [
        h for h in headers if h.text in proposals and proposals[h.text].column == "unit_price"
    ]
    untaxed = {_spelled(phrase) for phrase in WITHOUT_TAX.split("|")}
    if len(prices) < 2:
        return
    for header in prices:
        if header.words in ("sale price",) and header.location is None:
            proposals[header.text] = evolve(
                proposals[header.text], confidence=0.4, why="a promotion beside the regular price"
            )
        elif header.whole in untaxed or header.words in untaxed:
            proposals[header.text] = evolve(
                proposals[header.text], confidence=0.98, why="the price without tax, as costs are"
            )


def _decide_sales(proposals: dict[str, MappedColumn]) -> None:
    """Of several windows of sales the longest is the surest; money is not units."""
    for column in ("units_sold", "units_returned"):
        rivals = [p for p in proposals.values() if p.column == column and p.confidence < 1]
        if len(rivals) < 2:
            continue
        longest = max(rivals, key=lambda p: (p.confidence > 0.7, _days(p.window)))
        for rival in rivals:
            if rival is not longest:
                lower = min(rival.confidence, longest.confidence) - 0.01
                proposals[rival.header] = evolve(rival, confidence=round(lower, 3))


def _days(window: Window) -> float:
    return (
        {"year to date": 180.0, "month to date": 15.0, None: 0.0}.get(window, 0.0)
        if not isinstance(window, float)
        else window
    )


_OF_PLACES = ("on_hand_qty", "reorder_point", "reorder_up_to", "unit_price", "on_order_qty")
"""What exports repeat for each store."""

# --- several headers of one column --------------------------------------------------------------


def _months(headers: Sequence[Header]) -> dict[str, MappedColumn]:
    """`jan`, `feb`, ...: the units sold of each month, to be added up."""
    found = [h for h in headers if _is_month(h) and h.values.number >= 0.5]
    numbers = {month_of(_month_word(h)) for h in found}
    if len(found) < 3 or len(numbers) != len(found):
        return {}
    return {
        header.text: MappedColumn(
            column="units_sold",
            header=header.text,
            confidence=0.8,
            why=f"one of {len(found)} months that are added up",
            window=_MONTH_DAYS,
            addend=True,
        )
        for header in found
    }


def _month_word(header: Header) -> str:
    return re.sub(r"[^a-z]", "", _YEAR.sub("", normal(header.text)).removesuffix("sales"))


def _is_month(header: Header) -> bool:
    return month_of(_month_word(header)) is not None


def _places(
    headers: Sequence[Header], proposals: dict[str, MappedColumn]
) -> dict[str, MappedColumn]:
    """Columns that are stores: `Stock Downtown`, `Stock Airport`, or bare names of places."""
    open_ = [h for h in headers if h.text not in proposals and not _is_other(h)]
    prefixed = _prefixed(h for h in open_ if h.values.count == 0 or h.values.number >= 0.9)
    if prefixed:
        return prefixed
    numeric = [h for h in open_ if h.values.number >= 0.9 and h.values.money < 0.5]
    named = [h for h in numeric if re.search(r"[a-z]", h.words) and h.words not in QUANTITY]
    understood = not any(h.values.count for h in open_ if h not in named)
    items = _has(proposals, "sku") or _has(proposals, "description")
    stock = _has(proposals, "on_hand_qty") or _has(proposals, "units_sold")
    if len(named) < 2 or not understood or not items or stock:
        return {}
    return {
        header.text: MappedColumn(
            column="on_hand_qty",
            header=header.text,
            confidence=0.7,
            why="whole numbers under the name of a place",
            location=header.text,
        )
        for header in _with_empty_neighbours(headers, named)
    }


def _with_empty_neighbours(headers: Sequence[Header], named: Sequence[Header]) -> list[Header]:
    """Places without stock in the first rows stand between places that have some."""
    positions = [headers.index(header) for header in named]
    between = headers[min(positions) : max(positions) + 1]
    after = []
    for header in headers[max(positions) + 1 :]:
        if header.values.count or not re.search(r"[a-z]", header.words) or _is_other(header):
            break
        after.append(header)
    empty = [h for h in between if h.values.count == 0 and not _is_other(h)]
    return [h for h in headers if h in named or h in empty or h in after]


def _prefixed(open_: Iterable[Header]) -> dict[str, MappedColumn]:
    """`inventory_Main, reorder_point_Main`: a place is what several known words share, or what
    differs behind one of them."""
    found: list[tuple[Header, str, str, str]] = []
    for header in open_:
        words = header.words.split()
        for cut in range(len(words) - 1, 0, -1):
            prefix = " ".join(words[:cut])
            column, _, _ = _phrase(prefix) or ("", 0.0, "")
            if column in _OF_PLACES:
                place = " ".join(re.split(r"[\s_]+", header.text.strip())[cut:]).strip(" -:/()")
                found.append((header, column, prefix, place or " ".join(words[cut:])))
                break
    places = [place for _, _, _, place in found]
    prefixes = [prefix for _, _, prefix, _ in found]
    return {
        header.text: MappedColumn(
            column=column,
            header=header.text,
            confidence=0.75,
            why=f"{prefix!r} of a place",
            location=place,
        )
        for header, column, prefix, place in found
        if prefixes.count(prefix) > 1 or places.count(place) > 1
    }


def _is_other(header: Header) -> bool:
    return any(
        (meaning := _phrase(words)) is not None and meaning[0] == ""
        for words in (header.whole, header.words)
    )


HEADER_WORDS = ColumnMapper(
    key="header_words", title="Header words in six languages", propose=propose
)


@hookimpl
def sentinel_column_mappers() -> list[ColumnMapper]:
    """The mapper that is always there."""
    return [HEADER_WORDS]
