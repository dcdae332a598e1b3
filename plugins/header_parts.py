"""A header taken apart: the period, the store and the currency that it names are split off."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from attrs import frozen

from sentinel.headers import normal
from sentinel.periods import DAY
from sentinel_plugins.header_synonyms import SHORT
from sentinel_plugins.header_values import Values

MONTH_DAYS = 365 / 12
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


_BRACKETS = re.compile(r"\s*\[([^\]]+)\]\s*$")
_ROUND = re.compile(r"\s*\(([^()]*)\)\s*$")
_STORE = re.compile(
    r"(.+?) (?:at )?((?:store|location|warehouse|branch|shop|outlet|site|tienda|sucursal|filiale"
    r"|magasin|winkel|loja) ?\w+)$"
)
_CURRENCY = re.compile(
    r"\b(?:usd|eur|gbp|cad|aud|nzd|mxn|inr|chf|brl|us|rs|mwst)\b|[$\u20ac\u00a3\u00a5\u20b9]"
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_INITIALS = re.compile(r"\b[A-Za-z](?:[./\-][A-Za-z])+\b\.?")
"""`P.V.P.`, `Y-T-D`, `O/H` are one word."""
_LAST_SHORT = re.compile(r"\bL/(?=[A-Za-z]{2})")
"""`L/Sale`."""
_SUMMED = re.compile(r"^(?:sum|suma|soma|summe|somme|som) (?:of|de|von|van) (?=\w)", re.IGNORECASE)
"""`Sum of Qty sold`: how pivot tables head their columns."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")


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
    (r"(?:months?|mos?|mths?|mon|mnd|m|mes|meses|monate|monaten|mois|maanden)", MONTH_DAYS),
    (r"(?:years?|yrs?|y|anos|jahre|ans|jaar)", 365.0),
)
_WHOLE_SPANS: tuple[tuple[str, float], ...] = (
    (
        _any("last year", "prior year", "previous year", "annual", "yearly", "per year", "12 mo")
        + "|"
        + _any(
            "anual",
            "jahrlich",
            "jahres",
            "annuel",
            "annuelle",
            "jaarlijks",
            "ly",
            "ano",
            "jahr",
            "annee",
        ),
        365.0,
    ),
    (
        _any("last month", "prior month", "previous month", "monthly", "per month", "per mo")
        + "|"
        + _any("a month", "mensual", "monatlich", "pro monat", "mensuel", "maandelijks", "mensal")
        + "|"
        + _any("mes", "mois", "monat", "maand"),
        MONTH_DAYS,
    ),
    (_any("last quarter", "prior quarter", "previous quarter", "quarterly"), 365 / 4),
    (_any("last week", "prior week", "weekly", "per week", "wtd", "week to date"), 7.0),
    (_any("daily", "per day", "yesterday"), 1.0),
)


def taken_apart(text: str, values: Values, known: Callable[[str], bool]) -> Header:
    """The parts of a header; `known` tells whether words mean something by themselves."""
    place = _BRACKETS.search(text)
    rest = text[: place.start()] if place else text
    rest = (
        _SUMMED.sub("", rest, count=1)
        .rstrip("* ")
        .replace("#", " no ")
        .replace("&", " and ")
        .replace("@", " at ")
        .replace("%", " % ")
    )
    rest = _INITIALS.sub(lambda found: re.sub(r"\W", "", found[0]) + " ", rest)
    rest = _LAST_SHORT.sub("last ", rest)
    rest = DAY.sub(" ", rest)
    rest = re.sub(r"['\u2019]", " ", rest)
    rest = _YEAR.sub(" ", rest) if re.search(r"[A-Za-z]{2}", rest) else rest
    rest = _CAMEL.sub(" ", rest) if not rest.isupper() else rest
    round_ = _ROUND.search(rest)
    whole, window = _without_window(normal(rest))
    bare, bare_window = _without_window(normal(rest[: round_.start()] if round_ else rest))
    location = place.group(1).strip() if place else None
    if location is None and (store := _STORE.fullmatch(bare)) and known(store.group(1)):
        bare, location = store.group(1), text[-len(store.group(2)) :].strip()
    return Header(
        text=text,
        words=spelled(bare),
        whole=spelled(whole),
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


def spelled(words: str) -> str:
    """Abbreviations spelled out, currencies left away."""
    plain = _CURRENCY.sub(" ", words)
    return " ".join(SHORT.get(word, word) for word in plain.split()) or words
