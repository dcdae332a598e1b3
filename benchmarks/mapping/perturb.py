"""One made-up file after another: a layout filled with a store, its headers changed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import define, frozen

from sentinel.headers import normal
from sentinel.models import Sample

from .layouts import Layout
from .store import STORES, Store, other_cells, simulated
from .vocabulary import ENGLISH, NOISE, SHORTENED, TRANSLATED, half

FIRST_REPORTED = 1000
"""Seeds from here on are only ever reported, and have the other half of the names."""

LANGUAGES = tuple(TRANSLATED)
KINDS = (
    "as it is",
    "renamed",
    *LANGUAGES,
    "abbreviated",
    "typos",
    "shuffled",
    "dropped",
    "noise",
    "casing",
    "nameless",
    "all at once",
)

RENAMING = ("renamed", *LANGUAGES, "abbreviated", "all at once")
"""Kinds that give columns other names."""

Truth = Mapping[str, tuple[str, str | None]]
"""Header to column and location; headers that mean none of them are missing."""


@frozen(kw_only=True)
class File:
    """The head of a made-up export and what its headers mean."""

    layout: str
    kind: str
    sample: Sample
    truth: Truth


@define
class _Column:
    header: str
    cells: list[str | None]
    column: str | None = None
    location: str | None = None


def files(layout: Layout, seed: int) -> Iterator[File]:
    """One file of each kind."""
    for kind in KINDS:
        rng = random.Random(f"{layout.name} {kind} {seed}")
        store = simulated(rng, comma=kind in LANGUAGES and rng.random() < 0.6)
        columns = _CHANGES[kind](_filled(layout, store, rng), store, rng, seed >= FIRST_REPORTED)
        yield _file(layout, kind, _without_twins(columns))


def _file(layout: Layout, kind: str, columns: Sequence[_Column]) -> File:
    return File(
        layout=layout.name,
        kind=kind,
        sample=Sample(
            headers=tuple(column.header for column in columns),
            columns=tuple(tuple(column.cells) for column in columns),
        ),
        truth={c.header: (c.column, c.location) for c in columns if c.column is not None},
    )


def _without_twins(columns: Sequence[_Column]) -> list[_Column]:
    seen: set[str] = set()
    kept = []
    for column in columns:
        if column.header and column.header not in seen:
            seen.add(column.header)
            kept.append(column)
    return kept


def _filled(layout: Layout, store: Store, rng: random.Random) -> list[_Column]:
    found = [
        _Column(rng.choice(names), store.cells[column], column)
        for column, names in layout.columns.items()
    ]
    found += [_Column(h, store.cells[helper]) for h, helper in layout.helpers.items()]
    places = STORES[: rng.choice((1, 2, 3))]
    for column, prefix in layout.located.items():
        for place in places:
            cells = list(store.cells[column])
            if place != places[0]:
                rng.shuffle(cells)
            header = f"{prefix}{place}" if prefix.strip()[-1:] == "_" else f"{prefix}[{place}]"
            found.append(_Column(header, cells, column, place))
    some = [h for h in layout.others if rng.random() < 0.8]
    return found + [_Column(h, other_cells(rng, h, store.rows)) for h in some]


# --- changes ------------------------------------------------------------------------------------


def _as_it_is(
    columns: list[_Column], store: Store, rng: random.Random, reported: bool
) -> list[_Column]:
    return columns


def _renamed_by(
    names: Mapping[str, str], columns: list[_Column], rng: random.Random, reported: bool
) -> list[_Column]:
    columns = [c for c in columns if c.column is not None or normal(c.header) not in _USUAL]
    for one in columns:
        if one.column is not None and one.column in names:
            name = rng.choice(half(names[one.column], reported))
            one.header = f"{name} [{one.location}]" if one.location else name
    return columns


_USUAL = frozenset(normal(name) for names in ENGLISH.values() for name in names.split("|")) | {
    "cost",
    "price",
    "description",
    "name",
    "quantity",
    "category",
    "item",
    "status",
}
"""Unread headers of such a name are left away where the read one gets another: two columns of a
file would mean the same, and nobody could tell which."""


def _renamed(
    columns: list[_Column], store: Store, rng: random.Random, reported: bool
) -> list[_Column]:
    columns = _renamed_by(ENGLISH, columns, rng, reported)
    return _with_helpers(columns, store, rng)


def _abbreviated(
    columns: list[_Column], store: Store, rng: random.Random, reported: bool
) -> list[_Column]:
    return _renamed_by(SHORTENED, columns, rng, reported)


def _typos(
    columns: list[_Column], store: Store, rng: random.Random, reported: bool
) -> list[_Column]:
    for one in columns:
        words = one.header.split(" ")
        long = [place for place, word in enumerate(words) if len(word) >= 6 and word.isalpha()]
        if long and rng.random() < 0.7:
            place = rng.choice(long)
            words[place] = _mistyped(words[place], rng)
            one.header = " ".join(words)
    return columns


def _mistyped(word: str, rng: random.Random) -> str:
    at = rng.randint(1, len(word) - 3)
    kind = rng.choice(("swap", "drop", "double", "other"))
    if kind == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "drop":
        return word[:at] + word[at + 1 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    return word[:at] + rng.choice("abcdefghijklmnoprstuvw") + word[at + 1 :]


def _shuffled(
    columns: list[_Column], store: Store, rng: random.Random, reported: bool
) -> list[_Column]:
    rng.shuffle(columns)
    return columns


def _dropped(
    columns: list[_Column], store: Store, rng: random.Random, reported: bool
) -> list[_Column]:
    named = [c for c in columns if c.column in ("sku", "barcode", "description")]
    return [c for c in columns if (named and c is named[0]) or rng.random() < 0.7]


def _noise(
    columns: list[_Column], store: Store, rng: random.Random, reported: bool
) -> list[_Column]:
    for header in rng.sample(NOISE.split("|"), 6):
        cells = other_cells(rng, header, store.rows)
        columns.insert(rng.randint(0, len(columns)), _Column(header, cells))
    return _with_helpers(columns, store, rng)


_HELPERS = {
    "profit": ("Profit", {"unit_price", "unit_cost"}),
    "margin": ("Margin %", {"unit_price", "unit_cost"}),
    "stock_value": ("Inventory Value", {"on_hand_qty", "unit_cost"}),
    "retail_value": ("Retail Value", {"on_hand_qty", "unit_price"}),
    "gross_sales": ("Gross Sales", {"units_sold", "unit_price"}),
    "cost_of_sales": ("COGS", {"units_sold", "unit_cost"}),
}


def _with_helpers(columns: list[_Column], store: Store, rng: random.Random) -> list[_Column]:
    there = {c.column for c in columns if c.location is None}
    for helper, (header, parts) in _HELPERS.items():
        if parts <= there and rng.random() < 0.4:
            columns.append(_Column(header, store.cells[helper]))
    return columns


def _casing(
    columns: list[_Column], store: Store, rng: random.Random, reported: bool
) -> list[_Column]:
    change = rng.choice(
        (
            str.upper,
            str.lower,
            lambda text: text.lower().replace(" ", "_"),
            lambda text: text.upper().replace(" ", "_"),
            lambda text: "".join(word[:1].upper() + word[1:] for word in text.split()),
            lambda text: text.replace(" ", "."),
        )
    )
    for one in columns:
        if one.location is None:
            one.header = change(one.header)
    return columns


def _nameless(
    columns: list[_Column], store: Store, rng: random.Random, reported: bool
) -> list[_Column]:
    columns = _with_helpers([c for c in columns if c.location is None], store, rng)
    for number, one in enumerate(columns, 1):
        one.header = f"F{number}"
    return columns


def _all_at_once(
    columns: list[_Column], store: Store, rng: random.Random, reported: bool
) -> list[_Column]:
    columns = _renamed(columns, store, rng, reported)
    for change in (_dropped, _noise, _shuffled):
        columns = change(columns, store, rng, reported)
    return columns


def _translated(
    language: str,
) -> Callable[[list[_Column], Store, random.Random, bool], list[_Column]]:
    def change(
        columns: list[_Column], store: Store, rng: random.Random, reported: bool
    ) -> list[_Column]:
        return _renamed_by(TRANSLATED[language], columns, rng, reported)

    return change


_CHANGES = {
    "as it is": _as_it_is,
    "renamed": _renamed,
    **{language: _translated(language) for language in LANGUAGES},
    "abbreviated": _abbreviated,
    "typos": _typos,
    "shuffled": _shuffled,
    "dropped": _dropped,
    "noise": _noise,
    "casing": _casing,
    "nameless": _nameless,
    "all at once": _all_at_once,
}
