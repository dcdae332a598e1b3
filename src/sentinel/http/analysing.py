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
from sentinel.models import Snapshot
from sentinel.service import (
    Earlier,
    LookedBack,
    OpenedExport,
    analysed,
    looked_back,
    open_exports,
    read,
    stores_of,
)
from sentinel.storage import PackedAnalysis, pack_analysis, pack_findings, pack_snapshot

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


@frozen(kw_only=True, eq=False)
class _Received:
    """What the files say."""

    snapshot: Snapshot
    warnings: tuple[str, ...]
    seconds: float


def analysing(
    engine: Engine, order: Order
) -> Generator[Sequence[str] | None, Earlier | None, Done]:
    """A job for an analyst. Asks which analysis of these stores to take trends against, or of any.

    Asked first, while the files are read, is for the one that is likely meant; what was judged of
    it is thrown away where the files turn out to be of other stores.
    """
    started = perf_counter()
    likely = [order.store_id] if order.store_id else None
    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(_received, engine, order)
        back = looked_back(engine, (yield likely))
        received = reading.result()
        snapshot = received.snapshot
        # Arrow writes while Python groups what was found and words the answer
        written = beside.submit(pack_snapshot, snapshot)
        stores = stores_of(snapshot)
        if back is None or not _is_meant(back, likely, stores):
            back = looked_back(engine, (yield stores))
        analysis = analysed(engine, snapshot, back, at=order.at, seconds=received.seconds)
        found = beside.submit(pack_findings, analysis.report)
        answer = leaks(
            analysis,
            primitives=engine.primitives.values(),
            warnings=received.warnings,
            supported_pos_systems=supported_systems(engine),
            store_id=order.store_id,
            seconds=perf_counter() - started,
        )
        packed = pack_analysis(analysis, written.result, found.result)
        return Done(packed=packed, answer=encoded(answer))


def _received(engine: Engine, order: Order) -> _Received:
    started = perf_counter()
    exports = open_exports(engine, order.files)
    chosen = _chosen(exports, order.mapping)
    return _Received(
        snapshot=read(engine, exports, chosen, store_id=order.store_id),
        warnings=tuple(dict.fromkeys(line for one in chosen for line in one.warnings)),
        seconds=perf_counter() - started,
    )


def _is_meant(back: LookedBack, likely: Sequence[str] | None, stores: Sequence[str]) -> bool:
    """Whether the latest analysis of the likely stores (null: of any) is that of these."""
    if likely is None:
        return not set(stores).isdisjoint(back.stores)
    return set(stores) == set(likely)


def _chosen(exports: Sequence[OpenedExport], mapping: Mapped) -> tuple[Told, ...]:
    """For each file the entries of its headers, and those of no file's, which are warned of."""
    known = {one.header for export in exports for one in export.columns}
    return tuple(_of_file(export, mapping, known) for export in exports)


def _of_file(export: OpenedExport, mapping: Mapped, known: set[str]) -> Told:
    columns = export.columns
    own = {one.header for one in columns}
    mine = {h: target for h, target in mapping.items() if h in own or h not in known}
    found = told(columns, mine)
    # a cost that was taken away is not to come back as the average cost
    given = {target for target in mapping.values() if target}
    gone = {
        column
        for one in columns
        if one.header in found.skipped
        for target in TARGETS.values()
        if one.column in target.columns and target.name not in given
        for column in target.columns
    }
    more = (one.header for one in export.understood.columns.columns if one.column in gone)
    return evolve(found, skipped=tuple(dict.fromkeys((*found.skipped, *more))))
