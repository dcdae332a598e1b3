"""How well the values under a header fit what it may mean."""

from __future__ import annotations

from functools import cache

from sentinel_plugins.header_values import Values, word_set

_ENOUGH = 8
"""Filled cells from which on the values have their full say."""
_FLOOR = 0.004

_QUANTITY = "whole .76, fraction .1, money .1, flag .02, constant .02"
_COST = "money .72, fraction .14, whole .13"
_PRICE = "money .82, whole .13, fraction .04"
_TOTAL = "money .8, whole .1, fraction .09"
_DATE = "date .97"

_FITS = {
    "sku": "code .5, digits .28, whole .03, scannable .06, repeated code .04, line .01, name .01,"
    " word .03, money .002",
    "barcode": "scannable .72, digits .16, code .06, repeated code .03",
    "description": "name .88, word .06, repeated text .04, long text .02",
    "category": "repeated text .86, repeated code .05, whole .02, digits .01, name .04,"
    " constant .01",
    "vendor": "repeated text .87, repeated code .06, name .04, whole .01, constant .01",
    "status": "answer .4, status .4, flag .12, repeated text .06, constant .01",
    "store_id": "repeated text .6, constant .2, repeated code .08, whole .1",
    "on_hand_qty": _QUANTITY,
    "on_order_qty": _QUANTITY,
    "committed_qty": _QUANTITY,
    "unit_cost": _COST,
    "avg_cost": _COST,
    "last_cost": _COST,
    "unit_price": _PRICE,
    "list_price": _PRICE,
    "units_sold": _QUANTITY,
    "units_returned": _QUANTITY,
    "net_sales": _TOTAL,
    "sales_window_days": "constant .9, whole .1",
    "last_sold_on": _DATE,
    "last_received_on": _DATE,
    "last_counted_on": _DATE,
    "reorder_point": _QUANTITY,
    "reorder_up_to": _QUANTITY,
    "counted_qty": _QUANTITY,
    "count_variance_qty": _QUANTITY,
    "pack_qty": "whole .86, constant .06, fraction .03, money .02, flag .02",
    "created_on": _DATE,
    "profit": _TOTAL,
    "margin": "percent .45, fraction .25, money .2, whole .1",
    "markup": "percent .45, fraction .25, money .2, whole .1",
    "available": _QUANTITY,
    "gross_units": _QUANTITY,
    "stock_value": _TOTAL,
    "retail_value": _TOTAL,
    "order_value": _TOTAL,
    "variance_value": _TOTAL,
    "counted_value": _TOTAL,
    "gross_sales": _TOTAL,
    "sales_total": _TOTAL,
    "deductions": _TOTAL,
    "tax": _TOTAL,
    "cost_of_sales": _TOTAL,
    "sales_profit": _TOTAL,
    "": "date .07, answer .07, flag .05, status .01, percent .05, scannable .02, line .05,"
    " money .14, fraction .07, whole .16, constant .06, digits .05, code .07, repeated code .05,"
    " name .05, repeated text .12, word .03, long text .04, letter .04, unit .04, web .04",
}
"""Role to the shapes that its values have, with their probabilities."""

PLACES = word_set(
    "store shop main downtown airport warehouse branch mall street st ave harbor north "
    "south east west outlet location hq online web tienda sucursal almacen bodega magasin depot "
    "filiale lager winkel filiaal magazijn loja filial"
)
"""Words that stores are called by."""
_WORDS = {
    "vendor": word_set(
        "inc llc ltd co corp company supply supplies wholesale trading imports import "
        "distributors distributing distribution bros brothers sons goods gmbh kg ag sa sl "
        "sas sarl srl bv nv lda ltda cia hnos industries manufacturing mfg international "
        "group products"
    ),
    "category": word_set(
        "tools tool paint garden hardware electrical electric plumbing pets pet kitchen "
        "gifts gift office sports toys beverages drinks food grocery clothing apparel shoes "
        "accessories jewelry books music home outdoor lumber fasteners automotive lighting "
        "cleaning health beauty wine beer spirits dairy produce bakery meat frozen snacks "
        "candy housewares seasonal furniture electronics stationery herramientas pinturas "
        "jardin bebidas alimentos ropa outils peinture jardinage boissons werkzeug farben "
        "garten getranke kleidung gereedschap verf tuin dranken kleding ferramentas tintas "
        "jardim roupas"
    ),
    "store_id": PLACES,
}
"""Words of companies, departments and places."""

_NEVER_NEGATIVE = word_set(
    "unit_cost avg_cost last_cost unit_price list_price reorder_point reorder_up_to "
    "pack_qty counted_qty sku barcode committed_qty on_order_qty"
)
SHAPES_IN_WORDS = {
    "date": "dates",
    "answer": "yes and no",
    "flag": "0 and 1",
    "status": "words for a status",
    "percent": "percentages",
    "scannable": "codes with a check digit",
    "line": "the number of the line",
    "money": "amounts with two decimals",
    "fraction": "numbers with decimals",
    "whole": "whole numbers",
    "constant": "one value throughout",
    "digits": "different numbers of several digits",
    "code": "different codes",
    "repeated code": "codes that repeat",
    "name": "different names",
    "repeated text": "a few texts that repeat",
    "word": "different words",
    "long text": "long texts",
    "letter": "single letters",
    "unit": "units of measure",
    "web": "addresses",
}


def shape(values: Values) -> str | None:
    """What the values look like; null where there are none."""
    if values.count == 0:
        return None
    several = values.count >= _ENOUGH
    if values.date >= 0.7:
        return "date"
    if several and values.counting:
        return "line"
    if values.scannable >= 0.6:
        return "scannable"
    if values.percent >= 0.6:
        return "percent"
    if values.yes_no == 1.0:
        return "flag" if values.number >= 0.9 and values.kinds > 1 else _few(values, "answer")
    if values.number >= 0.75:
        return _number(values, several)
    return _text(values)


def _few(values: Values, otherwise: str) -> str:
    return "whole" if values.number >= 0.9 else otherwise


def _number(values: Values, several: bool) -> str:
    if several and values.kinds == 1:
        return "constant"
    if values.whole >= 0.85:
        unique = several and values.different >= 0.97
        return "digits" if unique and values.digits >= 0.9 else "whole"
    return "money" if values.money >= 0.6 else "fraction"


def _text(values: Values) -> str:
    if values.status >= 0.8:
        return "status"
    if values.unit >= 0.8:
        return "unit"
    if values.single_letter >= 0.8:
        return "letter"
    if values.web >= 0.5:
        return "web"
    if values.length > 90:
        return "long text"
    if values.count >= _ENOUGH and values.kinds == 1:
        return "constant"
    if values.code >= 0.75 and values.length <= 24:
        return "code" if values.different >= 0.85 else "repeated code"
    if values.count >= 2 * _ENOUGH and values.different <= 0.55:
        return "repeated text"
    if values.count < 2 * _ENOUGH and values.different <= 0.6:
        return "repeated text"
    return "name" if values.words >= 0.35 else "word"


def fit(role: str, values: Values, found: str | None) -> float:
    """How much likelier such values are under this role than under others, 1 where none tell."""
    if found is None:
        return 1.0
    table = _table()
    ratio = table.get(role, table[""]).get(found, _FLOOR) / table[""].get(found, _FLOOR)
    ratio *= _detail(role, values, found)
    return float(ratio ** min(1.0, values.count / _ENOUGH))


def _detail(role: str, values: Values, found: str) -> float:
    factor = 1.0
    if role == "sku" and values.count >= _ENOUGH:
        factor *= max(values.different * values.filled, 0.2) ** 3
    if role in _WORDS and found in ("repeated text", "constant", "name"):
        own = values.about(_WORDS[role])
        others = max(values.about(words) for other, words in _WORDS.items() if other != role)
        factor *= (1 + 4 * own) / (1 + 4 * others)
    if role == "units_sold" and values.negative > 0.01:
        factor *= 0.4
    if role == "store_id" and values.kinds > 12:
        factor *= 0.2
    if found in ("whole", "money", "fraction"):
        if role in _NEVER_NEGATIVE and values.negative > 0.02:
            factor *= 0.03
        if role == "count_variance_qty" and values.negative == 0:
            factor *= 0.3
        if role in ("unit_price", "list_price") and values.zero > 0.4:
            factor *= 0.1
        if role == "pack_qty" and values.count >= _ENOUGH and values.kinds > 14:
            factor *= 0.1
    return factor


@cache
def _table() -> dict[str, dict[str, float]]:
    return {
        role: {
            name: float(p)
            for name, _, p in (one.strip().rpartition(" ") for one in text.split(","))
        }
        for role, text in _FITS.items()
    }
