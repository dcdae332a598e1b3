"""An anonymised copy of an export: every quirk of the file, and nothing of the customer.

Encoding, delimiters, quotes, line ends, banners, totals, formats of numbers and dates, blanks,
duplicates and the arithmetic between columns stay; names, codes, vendors, amounts and quantities
are replaced, the same by the same in all files that are scrubbed with one seed. This is done once
for a file, cell by cell: unlike the rest of Sentinel it is not made for speed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from hashlib import blake2b
from typing import TYPE_CHECKING

import pyarrow as pa
from attrs import frozen

from sentinel.errors import InputRefusedError
from sentinel.periods import DAY
from sentinel.scrub import days
from sentinel.scrub.amounts import amount_of, has_decimal_commas, rounded
from sentinel.scrub.cells import Cell
from sentinel.scrub.columns import Kind, kind_of
from sentinel.scrub.opened import Opened, opened
from sentinel.scrub.tables import Factors, Place, Replaced, replaced
from sentinel.scrub.vocabulary import LABELS, RESERVED, TOTALS
from sentinel.scrub.words import Words
from sentinel.status import normalised

if TYPE_CHECKING:
    from sentinel.engine import Engine
    from sentinel.models import Source

_TOTAL = re.compile(
    r"\W*(?:\S+ ){0,4}(?:sub-?)?(?:totals?|summary|summaries|totaal|totales|summe|gesamt|somme"
    r"|totale|suma)\b.*",
    re.IGNORECASE | re.DOTALL,
)
"""A cell that may name a sum."""
_COUNTS = 10_000
"""Whole numbers beside the table are counts of something below this."""
_ERROR = re.compile(r"#[A-Z/0!?]+")


@frozen(kw_only=True)
class Scrubbed:
    """The copy, and what to look at before it is passed on."""

    content: bytes
    name: str
    """A name for the copy, made from the original's."""
    headers_kept: tuple[str, ...]
    """Headers that no adapter declares and that stay as they are: they may name somebody."""
    differences: tuple[str, ...]
    """In what the copy is read otherwise than the original; usually nothing."""


@frozen(kw_only=True)
class _Secret:
    words: Words
    factors: Factors
    cycles: int
    """By how many times four years days move back."""


def scrub(content: bytes, name: str, *, engine: Engine, seed: str | None = None) -> Scrubbed:
    """An anonymised copy of an export in delimited text or JSON, as bytes.

    Files that are scrubbed with one `seed` still join; null: one that nobody knows. Who has the
    seed can undo the names. Raises UnreadableInputError for workbooks and archives.
    """
    secret = _secret(seed if seed is not None else secrets.token_hex(16))
    source = opened(content, name, engine)
    kinds = _kinds(source)
    numbers = _numbers(source, kinds, secret)
    edits = [
        *_header_edits(source, secret, numbers.money),
        *_body_edits(source, kinds, numbers.texts, secret),
    ]
    copy = source.encoded(_edited(source.text, edits))
    return Scrubbed(
        content=copy,
        name=_scrubbed_name(name, secret),
        headers_kept=tuple(
            header for header in source.undeclared if _header(header, source, secret) == header
        ),
        differences=tuple(_differences(engine, content, copy, name, source, secret)),
    )


def _secret(seed: str) -> _Secret:
    key = blake2b(f"sentinel scrub {seed}".encode(), digest_size=32).digest()

    def number(purpose: bytes) -> int:
        return int.from_bytes(blake2b(purpose, key=key, digest_size=8).digest(), "big")

    def factor(purpose: bytes, least: str, most: str) -> Decimal:
        low, high = Decimal(least), Decimal(most)
        return low + (high - low) * number(purpose) / Decimal(2**64)

    return _Secret(
        words=Words(key=key),
        factors=Factors(
            money=factor(b"money", "1.2", "2.8"), quantity=factor(b"quantity", "1.3", "2.6")
        ),
        cycles=1 + number(b"days") % 2,
    )


def _edited(text: str, edits: Iterable[tuple[Cell, str]]) -> str:
    parts, at = [], 0
    for cell, raw in sorted(edits, key=lambda edit: edit[0].start):
        parts += [text[at : cell.start], raw]
        at = cell.end
    return "".join([*parts, text[at:]])


def _scrubbed_name(name: str, secret: _Secret) -> str:
    stem, dot, ending = name.rpartition(".")
    said = days.moved_within(secret.words.text(stem, _keeping_numbers(stem)), secret.cycles)
    return f"{said}.scrubbed{dot}{ending}" if dot else f"{name}.scrubbed"


def _keeping_numbers(text: str) -> frozenset[str]:
    """The numbers of a name stay where some of them are a day."""
    if days.moved_within(text, 1) == text:
        return LABELS
    return LABELS | frozenset(re.findall(r"\d+", text))


# --- above the table ----------------------------------------------------------------------------


def _header_edits(
    source: Opened, secret: _Secret, money: Mapping[Decimal, Decimal]
) -> Iterator[tuple[Cell, str]]:
    for cell in source.cells:
        if cell.row == -1 and cell.value.strip():
            if source.is_header(cell):
                yield cell, _header(cell.raw, source, secret)
            else:
                yield cell, _beside(cell.raw, secret, money) or _banner(cell.raw, source, secret)


def _beside(raw: str, secret: _Secret, money: Mapping[Decimal, Decimal]) -> str | None:
    """A number above or beside the table; null if it is none.

    Shares and numbers of a few digits stay: pages, counts of records.
    """
    amount = amount_of(raw, has_decimal_commas([raw]))
    if amount is None:
        return None
    if "%" in amount.after or (not amount.decimals and amount.value < _COUNTS):
        return raw
    told = rounded(amount.value * secret.factors.money, amount.decimals)
    return amount.written(money.get(amount.value, told), amount.decimals)


def _header(text: str, source: Opened, secret: _Secret) -> str:
    """Only the names of locations and days are replaced."""
    if source.locations:
        places = "|".join(map(re.escape, source.locations))
        whole = rf"(?<![^\W_])(?:{places})(?![^\W_])"
        text = re.sub(whole, lambda found: secret.words.text(found[0]), text)
    return days.moved_within(text, secret.cycles)


def _banner(text: str, source: Opened, secret: _Secret) -> str:
    """Days move; every other word but a label is replaced."""
    pieces, at = [], 0
    for found in DAY.finditer(text):
        pieces += [source.worded(text[at : found.start()], secret.words, LABELS)]
        pieces += [days.moved_within(found[0], secret.cycles)]
        at = found.end()
    return "".join([*pieces, source.worded(text[at:], secret.words, LABELS)])


# --- the table ----------------------------------------------------------------------------------


def _body_edits(
    source: Opened, kinds: Mapping[int, Kind], numbers: Mapping[Place, str], secret: _Secret
) -> Iterator[tuple[Cell, str]]:
    titles = {_on_any_page(c.value) for c in source.cells if c.row == -1 and _is_words(c, source)}
    for cell in _body(source):
        if cell.column >= 0 and cell.value.strip() == source.headers[cell.column]:
            yield cell, _header(cell.raw, source, secret)  # the header once more, on a new page
        elif _on_any_page(cell.value) in titles:
            yield cell, _banner(cell.raw, source, secret)  # what stands above it, likewise
        elif not _stays(cell, source):
            yield cell, numbers.get((cell.row, cell.column)) or _cell(cell, kinds, source, secret)


def _is_words(cell: Cell, source: Opened) -> bool:
    return not source.is_header(cell) and re.search(r"[^\W\d_]{2}", cell.value) is not None


def _on_any_page(title: str) -> str:
    return re.sub(r"\d+", "#", title.strip())


def _numbers(source: Opened, kinds: Mapping[int, Kind], secret: _Secret) -> Replaced:
    totals = {cell.row for cell in _body(source) if _TOTAL.fullmatch(cell.value.strip())}
    cells = {(c.row, c.column): c.raw for c in _body(source) if not _stays(c, source)}
    return replaced(cells, kinds, sorted(totals), secret.factors)


def _body(source: Opened) -> Iterator[Cell]:
    return (cell for cell in source.cells if cell.row >= 0 and cell.value.strip())


def _kinds(source: Opened) -> dict[int, Kind]:
    texts: dict[int, list[str]] = {}
    for cell in _body(source):
        if cell.column >= 0 and not _stays(cell, source):
            texts.setdefault(cell.column, []).append(cell.raw)
    return {
        column: kind_of(
            source.headers[column],
            found,
            source.columns.get(column),
            source.headers[column] == source.item_id,
        )
        for column, found in texts.items()
    }


def _stays(cell: Cell, source: Opened) -> bool:
    """Whether it says what every till says, or what this adapter looks for."""
    said = cell.value.strip()
    return said.lower() in source.literals or bool(_ERROR.fullmatch(said))


def _cell(cell: Cell, kinds: Mapping[int, Kind], source: Opened, secret: _Secret) -> str:
    kind = kinds.get(cell.column, Kind.TEXT)
    if (day := days.moved(cell.raw, secret.cycles)) is not None:
        return day
    if kind is Kind.DATE and (day := days.moved_number(cell.raw, secret.cycles)) is not None:
        return day
    if kind in (Kind.RATIO, Kind.DAYS) and not re.search(r"[^\W\d_]{4}", cell.value):
        return cell.raw
    if kind is Kind.ANSWER or (kind is Kind.STATUS and is_state(cell.value, source.header(cell))):
        return cell.raw
    keep = TOTALS if _TOTAL.fullmatch(cell.value.strip()) else RESERVED
    return source.worded(cell.raw, secret.words, keep | source.looked_for(cell.value))


def is_state(word: str, header: str) -> bool:
    """Whether a word says that an item is sold or not, or is too short to say anything else."""
    column = pa.chunked_array([pa.array([word]).dictionary_encode()])
    known, _ = normalised(column, header)
    return known.null_count == 0 or len(word.strip()) <= 2


# --- whether the copy is read as the original is ------------------------------------------------


def _differences(
    engine: Engine, content: bytes, copy: bytes, name: str, source: Opened, secret: _Secret
) -> Iterator[str]:
    before, after = _read(engine, content), _read(engine, copy)
    if isinstance(before, str) or isinstance(after, str):
        if before != after:
            yield (
                f"{before if isinstance(before, str) else 'it is read'} before,"
                f" {after if isinstance(after, str) else 'it is read'} now"
            )
        return

    def told(header: str) -> str:
        return _header(header, source, secret)

    pairs = {
        "recognised as": (f"{before.pos} {before.export}", f"{after.pos} {after.export}"),
        "rows read": (before.rows_read, after.rows_read),
        "rows left out": (dict(before.rows_left_out), dict(after.rows_left_out)),
        "problems": (_problems(before, told), _problems(after, str)),
        "columns": (_mapped(before, told), _mapped(after, str)),
    }
    for what, (one, other) in pairs.items():
        if one != other:
            yield f"{what}: {one} before, {other} now"


def _read(engine: Engine, content: bytes) -> Source | str:
    try:
        return engine.read(content).sources[0]
    except InputRefusedError as error:
        return type(error).__name__


def _problems(source: Source, told: Callable[[str], str]) -> dict[tuple[str, str], int]:
    return {
        (problem.code, told(problem.header or "")): problem.count for problem in source.problems
    }


def _mapped(source: Source, told: Callable[[str], str]) -> list[tuple[str, str]]:
    return sorted((one.column, told(one.header)) for one in source.mapping)
