"""Which system wrote an export, and which of its exports it is: by the headers alone.

Each header that an export is known to have speaks for it as loudly as the header is rare elsewhere:
`SKU` says next to nothing, `averageAge` nearly everything. A header of the fingerprint that is
missing speaks against it. The sum is a log-likelihood ratio against a home-made list of which
nothing is known (naive Bayes), and gives the probabilities.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from math import exp, log

from attrs import field, frozen

from sentinel.errors import UsageError
from sentinel.headers import normal
from sentinel.models import Adapter, Export

GENERIC = "generic"
"""Key of the adapter for exports that no other adapter knows."""

_IN_FINGERPRINT, _READ, _NOT_READ = 0.97, 0.8, 0.6
"""How often an export has a header of its fingerprint, one that is read, one that is not."""
_MOST_AGAINST = 3.0
"""What missing headers outside the fingerprint can say against an export in all: whoever deletes
columns deletes many at once."""
_RARE = 1.8
"""What a header says that is six times rarer elsewhere: there must be one where the fingerprint is
not whole."""
_CONTRADICTION = 6.0
"""What a header that this export never has says against it."""
_TEMPER = 0.45
"""Headers come in company: their evidence is not independent, and is taken for less."""
_PRIOR = 1.2
"""What is asked of an export before it is believed, in the tempered logarithm."""
_BELIEVED = 0.5
"""Least probability of the system, all its exports together and those that equal it, that is
believed."""
_EQUAL = 0.05
"""Two exports whose tempered scores differ by less are told apart by nothing."""
_SIBLING, _PER_MISSING = 6.5, 1.5
"""An export that nobody has described could share these headers: how far it is behind one whose
fingerprint is whole, in logarithms, and by how much each missing header brings it closer."""
_DECIDING = 3
"""Headers that are named as deciding."""


@frozen(kw_only=True)
class Recognition:
    """Which system and which of its exports a file is, by its headers alone."""

    adapter: Adapter
    export: Export | None
    """Null where columns are found by the column mappers."""
    confidence: float
    runner_up: tuple[str, str, float] | None = None
    """Key, export and confidence of the next best; null if nothing else fits at all."""
    found: tuple[str, ...] = ()
    """The headers of the fingerprint that are there."""
    missing: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()
    """The headers that tell it best from the runner-up, the strongest first."""
    equals: tuple[tuple[str, str], ...] = ()
    """Key and export of others that the headers fit just as well; nothing tells them apart."""


def recognise(
    headers: Sequence[str], adapters: Mapping[str, Adapter], pos: str | None = None
) -> Recognition:
    """The system and export that these headers belong to; `generic` when none fits.

    Nothing but the headers is looked at: neither the file's name nor the order of columns. A header
    that is missing or renamed costs confidence. With `pos` only that adapter is considered.

    Raises UsageError if `pos` is not the key of an adapter, or if nothing fits and there is no
    `generic` adapter.
    """
    if pos is not None and pos not in adapters:
        raise UsageError(f"No POS adapter is called {pos!r}.", given=pos, known=tuple(adapters))
    chosen = adapters if pos is None else {pos: adapters[pos]}
    ranked = _ranked(headers, _index(chosen))
    if pos is not None:
        return _as_told(adapters[pos], ranked, headers)
    if ranked and ranked[0].score > 0 and _of_system(ranked) >= _BELIEVED:
        return _recognition(ranked, headers)
    if GENERIC not in adapters:
        raise UsageError(
            "These headers belong to no POS that is loaded, and the generic adapter is not loaded.",
            given=tuple(headers),
            known=tuple(adapters),
        )
    return Recognition(
        adapter=adapters[GENERIC],
        export=None,
        confidence=round(1 - sum(_probabilities(ranked)), 3),
        runner_up=_named(ranked[0], _probabilities(ranked)[0]) if ranked else None,
    )


def of_one_system(
    files: Sequence[Sequence[str]], adapters: Mapping[str, Adapter]
) -> tuple[str | None, ...]:
    """The system of each of the files of one store, where the company it is in decides; else null.

    A report that two systems write in the same headers is of the one that wrote the other files.
    """
    found = [recognise(headers, adapters) for headers in files]
    known = [one for one in found if one.export is not None]
    candidates = [{one.adapter.key, *(key for key, _ in one.equals)} for one in known]
    common = set.intersection(*candidates) if candidates else set()
    return tuple(
        next((key for key, _ in one.equals if key in common), None)
        if one.adapter.key not in common
        else None
        for one in found
    )


# --- what is known of each export ---------------------------------------------------------------


@frozen(kw_only=True)
class _Entry:
    """One header that an export has, in all its spellings."""

    shown: str
    spellings: frozenset[str]
    prefixes: tuple[str, ...]
    in_fingerprint: bool
    present: float
    """What it says for the export when it is there: a logarithm of odds."""
    absent: float
    """What its absence says; negative."""

    def hit(self, named: Mapping[str, str]) -> str | None:
        """The header of the file that is meant."""
        for spelling in self.spellings & named.keys():
            return named[spelling]
        for prefix in self.prefixes:
            for name, header in named.items():
                if name.startswith(prefix) and len(name) > len(prefix):
                    return header
        return None


@frozen(kw_only=True)
class _Known:
    adapter: Adapter
    export: Export
    entries: tuple[_Entry, ...]
    contradictions: tuple[_Entry, ...]

    @property
    def fingerprint(self) -> tuple[_Entry, ...]:
        return tuple(entry for entry in self.entries if entry.in_fingerprint)


@frozen(kw_only=True)
class _Index:
    exports: tuple[_Known, ...]
    adapters: tuple[Adapter, ...] = field(repr=False)
    """Kept alive: the index is found again by their identity."""


_indices: dict[tuple[int, ...], _Index] = {}
_MOST_INDICES = 64


def _index(adapters: Mapping[str, Adapter]) -> _Index:
    """Made once for a set of adapters: recognising must not grow slower with each one added."""
    key = tuple(map(id, adapters.values()))
    if key not in _indices:
        if len(_indices) >= _MOST_INDICES:
            _indices.clear()
        _indices[key] = _Index(exports=_known(adapters), adapters=tuple(adapters.values()))
    return _indices[key]


def _known(adapters: Mapping[str, Adapter]) -> tuple[_Known, ...]:
    exports = [
        (adapter, export, tuple(_declared(export)))
        for adapter in adapters.values()
        for export in adapter.exports
    ]
    owners: dict[str, set[str]] = {}
    for adapter, _, declared in exports:
        for spellings, _ in declared:
            for one in spellings:
                owners.setdefault(normal(one).rstrip("*"), set()).add(_system(adapter))
    count = max(len(set(map(_system, adapters.values()))), 8)

    def elsewhere(names: Sequence[str], own: str) -> float:
        shared = max(len(owners[one]) - (own in owners[one]) for one in names)
        return min(0.55, max(0.8 * shared / count, *map(_plainness, names)))

    def entry(words: Sequence[str], often: float, adapter: Adapter) -> _Entry:
        normals = [normal(one) for one in words]
        other = elsewhere([one.rstrip("*") for one in normals], _system(adapter))
        return _Entry(
            shown=words[0],
            spellings=frozenset(one for one in normals if not one.endswith("*")),
            prefixes=tuple(one[:-1].strip() for one in normals if one.endswith("*")),
            in_fingerprint=often == _IN_FINGERPRINT,
            present=log(often / other),
            absent=log((1 - often) / (1 - other)),
        )

    return tuple(
        _Known(
            adapter=adapter,
            export=export,
            entries=tuple(entry(words, often, adapter) for words, often in declared),
            contradictions=tuple(_contradiction(word) for word in export.contradicted_by),
        )
        for adapter, export, declared in exports
    )


def _system(adapter: Adapter) -> str:
    return adapter.system or adapter.key


def _contradiction(word: str) -> _Entry:
    name = normal(word)
    wild = name.endswith("*")
    return _Entry(
        shown=word,
        spellings=frozenset(() if wild else (name,)),
        prefixes=(name[:-1].strip(),) if wild else (),
        in_fingerprint=False,
        present=0.0,
        absent=0.0,
    )


def _declared(export: Export) -> Iterator[tuple[tuple[str, ...], float]]:
    """Spellings of each header that an export has, and how often it has it.

    A header that it reads and is contradicted by is one that `prepare` makes.
    """
    seen = {normal(header) for header in export.contradicted_by}
    kinds = (
        (export.fingerprint, _IN_FINGERPRINT),
        ((f"{prefix}*" for prefix in export.location_columns.values()), _READ),
        (export.columns.values(), _READ),
        (export.other_headers, _NOT_READ),
    )
    for declared, often in kinds:
        for words in declared:
            spellings = (words,) if isinstance(words, str) else words
            new = {normal(one) for one in spellings}
            if not new & seen:
                seen |= new
                yield spellings, often


@cache
def _plainness(header: str) -> float:
    """How often a home-made list has such a header, by its shape: short plain words often."""
    words = header.split()
    if len(words) >= 3:
        return 0.02
    if len(words) == 2:
        return 0.05
    return 0.15 if len(header) <= 12 else 0.04


# --- scores -------------------------------------------------------------------------------------


@frozen(kw_only=True)
class _Scored:
    known: _Known
    score: float
    """Tempered logarithm of the odds against a home-made list."""
    spoke: Mapping[str, float]
    """Header of the file to what it said for this export."""
    found: int
    """Headers of the fingerprint that are there."""
    missing: int

    @property
    def is_possible(self) -> bool:
        """Common headers alone, however many, make no system."""
        rare = any(said >= _RARE for said in self.spoke.values())
        return self.missing == 0 or (self.found >= self.missing and rare)

    @property
    def name(self) -> tuple[str, str]:
        return self.known.adapter.key, self.known.export.name


def _ranked(headers: Sequence[str], index: _Index) -> list[_Scored]:
    named = {normal(header): header for header in reversed(headers)}
    scored = [_scored(known, named) for known in index.exports]
    # The sort is stable: of equals the one declared first wins.
    return sorted((one for one in scored if one.is_possible), key=lambda one: -one.score)


def _scored(known: _Known, named: Mapping[str, str]) -> _Scored:
    spoke: dict[str, float] = {}
    lost = against = 0.0
    found = missing = 0
    for entry in known.entries:
        hit = entry.hit(named)
        if hit is not None:
            spoke[hit] = entry.present
            found += entry.in_fingerprint
        elif entry.in_fingerprint:
            lost += entry.absent
            missing += 1
        else:
            against += entry.absent
    wrong = sum(entry.hit(named) is not None for entry in known.contradictions)
    total = sum(spoke.values()) + lost + max(against, -_MOST_AGAINST) - wrong * _CONTRADICTION
    score = _TEMPER * total - _PRIOR
    return _Scored(known=known, score=score, spoke=spoke, found=found, missing=missing)


def _probabilities(ranked: Sequence[_Scored]) -> list[float]:
    """Of each export; what they lack to 1 is that of an export that nobody has described."""
    if not ranked:
        return []
    top = max(ranked[0].score, 0.0)
    weights = [exp(one.score - top) for one in ranked]
    unknown = exp(-top) + weights[0] * exp(ranked[0].missing * _PER_MISSING - _SIBLING)
    whole = sum(weights) + unknown
    return [weight / whole for weight in weights]


def _of_system(ranked: Sequence[_Scored]) -> float:
    best = ranked[0]
    return sum(
        probability
        for one, probability in zip(ranked, _probabilities(ranked), strict=True)
        if one.known.adapter.key == best.known.adapter.key or best.score - one.score < _EQUAL
    )


# --- the answer ---------------------------------------------------------------------------------


def _recognition(ranked: Sequence[_Scored], headers: Sequence[str]) -> Recognition:
    best, probabilities = ranked[0], _probabilities(ranked)
    # Two layouts of one export share its name: which of them it is, is no doubt about the export.
    sure = [p for one, p in zip(ranked, probabilities, strict=True) if one.name == best.name]
    others = [
        (one, p) for one, p in zip(ranked, probabilities, strict=True) if one.name != best.name
    ]
    named = {normal(header): header for header in headers}
    hits = [(entry.shown, entry.hit(named)) for entry in best.known.fingerprint]
    equal = [one for one, _ in others if best.score - one.score < _EQUAL]
    rival = next((one for one, _ in others if one not in equal), None)
    return Recognition(
        adapter=best.known.adapter,
        export=best.known.export,
        confidence=round(sum(sure), 3),
        runner_up=_named(*others[0]) if others else None,
        found=tuple(hit for _, hit in hits if hit is not None),
        missing=tuple(shown for shown, hit in hits if hit is None),
        deciding=_deciding(best, rival),
        equals=tuple(one.name for one in equal),
    )


def _named(scored: _Scored, probability: float) -> tuple[str, str, float] | None:
    if probability < 0.0005:  # would be shown as none at all
        return None
    return *scored.name, round(probability, 3)


def _deciding(best: _Scored, rival: _Scored | None) -> tuple[str, ...]:
    spoke = rival.spoke if rival is not None else {}
    lead = {header: said - spoke.get(header, 0.0) for header, said in best.spoke.items()}
    if max(lead.values()) <= 0:  # what the rival has beyond them decides, by not being there
        lead = dict(best.spoke)
    strongest = sorted(lead, key=lambda header: (-lead[header], header))
    return tuple(header for header in strongest[:_DECIDING] if lead[header] > 0)


def _as_told(adapter: Adapter, ranked: Sequence[_Scored], headers: Sequence[str]) -> Recognition:
    if ranked:
        best = _recognition(ranked, headers)
        if len(best.found) >= len(best.missing):
            return best
    # None of its exports: the caller's word stands for the system, the mappers find the columns.
    return Recognition(adapter=adapter, export=None, confidence=1.0)
