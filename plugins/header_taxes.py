"""Whether a header speaks of amounts with tax or without."""

from __future__ import annotations

import re
from typing import Literal

Tax = Literal["with", "without"]

_TAX = (
    r"(?:sales )?(?:tax|taxes|vat|gst|hst|iva|igv|itbis|btw|mw ?st|u ?st|tva|taxe|taxes"
    r"|imp|impto|imptos|impuesto|impuestos|imposto|impostos|steuer)"
)
_PATTERNS: tuple[tuple[Tax, str], ...] = (
    (
        "without",
        rf"(?:ex|exc|excl|exclud\w+|exclusive|exclusive of|without|w o|net of|before|sin|sem|ohne"
        rf"|zzgl|hors|sans|zonder|antes de|plus|mas|mais|s|\+) {_TAX}",
    ),
    (
        "without",
        rf"{_TAX} (?:exc|excl|excluded|exclusive|excluido|excluidos|no incluido|nao incluso)",
    ),
    (
        "with",
        rf"(?:inc|incl|includ\w+|inclusive|inclusive of|with|con|com|inkl|mit|avec|after|c) {_TAX}",
    ),
    (
        "with",
        rf"{_TAX} (?:inc|incl|included|inclusive|incluido|incluidos|incluso|inclusos|compris)",
    ),
    ("without", r"(?:ht|htva|excl|exvat|extax|exc?$)"),
    ("with", r"(?:ttc|tvac|incl|inkl|incvat|inctax|inc$)"),
    ("without", r"(?:net|netto|neto|nett|liquido)"),
    ("with", r"(?:gross|brutto|bruto|brut)"),
)


_GLUED = re.compile(r"\b(netto|brutto)(?=[a-z]{4})")


def without_tax_words(words: str) -> tuple[str, Tax | None]:
    """The words but those about taxes, and what these say; null where there are none.

    >>> without_tax_words("verkaufspreis inkl mwst"), without_tax_words("pv ht")
    (('verkaufspreis', 'with'), ('pv', 'without'))
    """
    words = _GLUED.sub(r"\1 ", words)
    for tax, pattern in _PATTERNS:
        rest, hits = re.subn(rf"(?<!\w){pattern}(?!\w)", " ", words)
        if hits:
            return " ".join(rest.split()) or words, tax
    return words, None
