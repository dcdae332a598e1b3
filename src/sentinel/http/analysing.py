"""From the bytes of uploads to what is kept and what is answered: the part that takes long."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from time import perf_counter

from attrs import evolve, frozen

from sentinel.engine import Engine
from sentinel.http.operations import encoded
from sentinel.http.supported_pos import supported_systems
from sentinel.http.targets import TARGETS, Told, told
from sentinel.insights import leaks
from sentinel.service import Earlier, OpenedExport, analysed, open_exports, read, stores_of
from sentinel.storage import PackedAnalysis, pack_analysis, pack_snapshot

Mapped = Mapping[str, str | None]


@frozen(kw_only=True)
class Order:
    """What is to be analysed."""

    files: tuple[tuple[str, bytes], ...]
    """Names and contents."""
    mapping: Mapped
    """Header to target; null or an empty text: not to be read."""
    store_id: str | None
    at: datetime


@frozen(kw_only=True)
class Done:
    """An analysis that nobody can see yet."""

    packed: PackedAnalysis
    answer: bytes
    """JSON."""


def analysing(engine: Engine, order: Order) -> Generator[Sequence[str], Earlier | None, Done]:
    """A job for an analyst. Asks which analysis of these stores to take trends against."""
    started = perf_counter()
    exports = open_exports(engine, order.files)
    chosen = _chosen(exports, order.mapping)
    snapshot = read(engine, exports, chosen, store_id=order.store_id)
    spent = perf_counter() - started
    earlier = yield stores_of(snapshot)
    analysis = analysed(engine, snapshot, earlier, at=order.at, seconds=spent)
    # Arrow writes while Python words the answer; the judgement before has all cores to itself
    with ThreadPoolExecutor(1) as beside:
        written = beside.submit(pack_snapshot, snapshot)
        answer = leaks(
            analysis,
            primitives=engine.primitives.values(),
            warnings=tuple(dict.fromkeys(line for one in chosen for line in one.warnings)),
            supported_pos_systems=supported_systems(engine),
            store_id=order.store_id,
            seconds=perf_counter() - started,
        )
        return Done(packed=pack_analysis(analysis, written.result), answer=encoded(answer))


def _chosen(exports: Sequence[OpenedExport], mapping: Mapped) -> tuple[Told, ...]:
    """For each file the entries of its headers, and those of no file's, which are warned of."""
    known = {one.header for export in exports for one in export.suggestion.columns}
    return tuple(_of_file(export, mapping, known) for export in exports)


def _of_file(export: OpenedExport, mapping: Mapped, known: set[str]) -> Told:
    suggestion = export.suggestion
    own = {one.header for one in suggestion.columns}
    mine = {h: target for h, target in mapping.items() if h in own or h not in known}
    found = told(suggestion, mine)
    # a cost that was taken away is not to come back as the average cost
    given = {target for target in mapping.values() if target}
    gone = {
        column
        for one in suggestion.columns
        if one.header in found.skipped
        for target in TARGETS.values()
        if one.column in target.columns and target.name not in given
        for column in target.columns
    }
    more = (one.header for one in suggestion.mapping if one.column in gone)
    return evolve(found, skipped=tuple(dict.fromkeys((*found.skipped, *more))))
