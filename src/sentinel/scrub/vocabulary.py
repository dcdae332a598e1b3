"""Words that every till writes and that say nothing of a customer; they stay."""

from __future__ import annotations

_NOTHING = "n/a na null none nan nil never tba variable tracked stocked"
_ANSWERS = "y n yes no true false t f x si sí ja nein nee oui non sim não on off"
_STATES = (
    "active inactive discontinued archived enabled disabled published draft current obsolete hidden"
    " deleted visible blocked open closed"
)
_SUMS = (
    "total totals subtotal subtotals totales totaal totais summe gesamt gesamtsumme zwischensumme"
    " somme somma totale suma sum insgesamt eindtotaal subtotaal endsumme"
)
_UNITS = (
    "ea each pc pcs kg g lb lbs oz l ml ft m cm mm box bx case cs pk pack pr pair roll rl set gal"
    " qt st stk un und dz bag"
)
_TIMES = (
    "jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july"
    " august september october november december mon tue wed thu fri sat sun am pm"
)
_OTHERS = "usd eur gbp cad aud nzd chf http https www com"
_LABELS = (
    "as of from to until for by on at the and in report list stock inventory item items sales date"
    " dates period printed run page pages filter filters time location store type all export"
    " generated created requested product products catalog library count counts summary detail"
    " movement price quantity qty net gross profit margin discounts refunds tax cost order orders"
    " import template"
)
_SUMMED = "grand sub report store summary summaries for of por pour dept department category"


def _words(*texts: str) -> frozenset[str]:
    return frozenset(word for text in texts for word in text.split())


RESERVED = _words(_NOTHING, _ANSWERS, _STATES, _SUMS, _UNITS, _TIMES, _OTHERS)
"""Stay wherever they stand, and no other word becomes one of them."""

LABELS = RESERVED | _words(_LABELS)
"""Stay above a table and in the name of a file."""

TOTALS = RESERVED | _words(_SUMMED)
"""Stay in a cell that names a sum."""

PHRASES = frozenset(("not tracked", "not stocked", "sin mov"))
"""Cells of several words that mean 'no value'."""
QUANTITIES = _words(
    "qty quantity quantities units sold count counted onhand stock stocked available committed"
    " incoming unavailable inventory received ordered variance qoh expected actual"
    " cantidad existencia menge bestand quantite aantal"
)
AMOUNTS = _words(
    "price cost amount sales revenue value total net gross discount discounts tax refund refunds"
    " profit retail msrp fee commission paid subtotal cogs wholesale precio costo preis prix prijs"
    " preco importe valor"
)
RATIOS = _words("margin markup percent percentage pct rate ratio share")
DAYS = _words("days age weeks months hours minutes")
CODES = _words(
    "id ids code codes sku upc ean gtin barcode plu isbn number no nr ref reference token handle"
    " phone zip postcode account invoice receipt transaction loc location register dept department"
    " category class vendor supplier manufacturer model year terminal user customer"
)
