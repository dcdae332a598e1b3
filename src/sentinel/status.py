"""Words for whether an item is sold: active, inactive, discontinued."""

from __future__ import annotations

import pyarrow as pa

from sentinel.canonical import Kind
from sentinel.compute import Cells, pc
from sentinel.headers import normal
from sentinel.models import Problem, ProblemExample
from sentinel.snapshot import TYPES

_WORDS = {
    "active": "active a y yes true 1 t enabled published current normal available open visible live"
    " sellable si ja oui sim activo activa aktiv actif active actief ativo ativa vigente"
    " disponible",
    "inactive": "inactive i n no false 0 f disabled draft hidden unpublished unavailable unlisted"
    " blocked suspended nein nee non nao inactivo inactiva inaktiv inactif inactief inativo"
    " gesperrt",
    "discontinued": "discontinued d disc archived deleted obsolete removed closeout dropped eol dnr"
    " retired descontinuado excluido eliminado baja eingestellt ausgelaufen geloscht"
    " supprime abandonne vervallen verwijderd descontinuada",
}
_MEANING = {word: meaning for meaning, words in _WORDS.items() for word in words.split()} | {
    "end of life": "discontinued",
    "no longer available": "discontinued",
    "in active": "inactive",
    "not active": "inactive",
    "do not reorder": "discontinued",
    "phase out": "discontinued",
    "for sale": "active",
    "in stock": "active",
    "on hold": "inactive",
}
_REVERSED = {
    "archived": "discontinued",
    "discontinued": "discontinued",
    "is discontinued": "discontinued",
    "obsolete": "discontinued",
    "deleted": "discontinued",
    "is archived": "discontinued",
    "inactive": "inactive",
    "is inactive": "inactive",
}
"""Headers under which yes means that it is not sold."""
_YES_NO = {"y": True, "yes": True, "true": True, "1": True, "t": True, "x": True, "si": True}
_YES_NO |= {"n": False, "no": False, "false": False, "0": False, "f": False, "ja": True}

WORDS = ("active", "inactive", "discontinued")


def normalised(column: Cells, header: str) -> tuple[Cells, list[Problem]]:
    """The column in the three words; other words become null and are counted, with examples.

    `column` is a dictionary of text: only its distinct words are looked at.
    """
    chunks: list[Cells] = []
    strange: dict[str, int] = {}
    chunk: Cells
    for chunk in column.chunks:
        words = chunk.dictionary.to_pylist()
        codes = [_code(word, header) for word in words]
        for position, (word, code) in enumerate(zip(words, codes, strict=True)):
            if code is None and word is not None and word.strip():
                count = pc.sum(pc.equal(chunk.indices, position)).as_py() or 0
                strange[word] = strange.get(word, 0) + count
        indices = pc.take(pa.array(codes, pa.int32()), chunk.indices)
        chunks.append(pa.DictionaryArray.from_arrays(indices, pa.array(WORDS, pa.string())))
    found = pa.chunked_array(chunks, TYPES[Kind.REPEATED])
    return found, _problems(strange, header)


def _code(word: str | None, header: str) -> int | None:
    if word is None:
        return None
    plain = normal(word)
    meaning = _MEANING.get(plain)
    opposite = _REVERSED.get(normal(header))
    if opposite is not None and plain in _YES_NO:
        meaning = opposite if _YES_NO[plain] else "active"
    return None if meaning is None else WORDS.index(meaning)


def _problems(strange: dict[str, int], header: str) -> list[Problem]:
    seen = {word: count for word, count in strange.items() if count}
    if not seen:
        return []
    return [
        Problem(
            code="unknown_status",
            count=sum(seen.values()),
            column="status",
            header=header,
            examples=tuple(
                ProblemExample(row=None, value=word, message=f"{count} rows")
                for word, count in list(seen.items())[:5]
            ),
        )
    ]
