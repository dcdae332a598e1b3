"""From bytes to report, top to bottom."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from datetime import date
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, Any

from attrs import evolve

from sentinel import plugins as plugin_loader
from sentinel.errors import NothingToAssessError, UsageError
from sentinel.models import (
    Adapter,
    Advice,
    ColumnMapper,
    Drift,
    PluginState,
    Primitive,
    Reasoning,
    Report,
    Snapshot,
    Timings,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from sentinel.saved_mappings import SavedMapping
    from sentinel.suggestion import MappingSuggestion

FINDINGS = (
    "store_id",
    "sku",
    "primitive",
    "annual_cost_low",
    "annual_cost",
    "annual_cost_high",
    "exposure",
    "confidence",
    "cause",
    "issue_id",
    "evidence",
)
"""Columns of the findings that a caller gets; see docs."""


class Engine:
    """Reads exports and finds leaks with the plugins it was built with. Safe to share."""

    def __init__(
        self,
        plugins: Iterable[str] | None = None,
        block: Iterable[str] = (),
        threads: int | None = None,
        trace: plugin_loader.Trace | None = None,
        mappings: str | os.PathLike[str] | None = None,
    ) -> None:
        """`plugins`: only these (null: all installed); `block`: not these; `threads`: null for one
        per core; `trace`: gets a line per hook call; `mappings`: a folder of saved mappings, or one
        of them (null: none; a library does not look into anybody's home).

        Raises UsageError for names that are not installed, KeyClashError where two plugins claim
        one key. A plugin that breaks is left out and named in `plugins` and in every report.
        """
        loaded = plugin_loader.load(plugins, block, trace)
        self.adapters: Mapping[str, Adapter] = loaded.adapters
        self.primitives: Mapping[str, Primitive] = loaded.primitives
        self.column_mappers: Mapping[str, ColumnMapper] = loaded.column_mappers
        self.mappers_on_request: Mapping[str, ColumnMapper] = loaded.mappers_on_request
        self.plugins: tuple[PluginState, ...] = loaded.states
        self.threads = threads or os.cpu_count() or 1
        self.mappings = mappings

    def read(
        self,
        source: Any,
        *,
        pos: str | None = None,
        as_of: date | None = None,
        mapping: Mapping[str, str | None] | None = None,
    ) -> Snapshot:
        """One or several exports of one POS as a snapshot.

        `source`: a path, bytes, a binary file object, an Arrow table or anything with
        `__arrow_c_stream__`, or a list of these. `mapping`: header to canonical column, over
        whatever would be recognised or was saved, or null for a header that is to be left out as
        if the file did not have it; of several files each takes the headers that it has. Raises
        InputRefusedError where no snapshot can be made, UsageError for a saved mapping that cannot
        be used.
        """
        from sentinel.joining import join

        tables = [_opened(one) for one in _as_list(source)]
        return join(self._parts(tables, pos, mapping or {}), as_of=as_of)

    def _parts(
        self, tables: Sequence[Any], pos: str | None, mapping: Mapping[str, str | None]
    ) -> Any:
        from sentinel.adapt import adapt
        from sentinel.recognition import of_one_system

        saved = self._saved()
        systems: Sequence[str | None] = [pos] * len(tables)
        if pos is None and len(tables) > 1:
            systems = of_one_system([table.headers for table in tables], self.adapters)
        return [
            adapt(
                table,
                self.adapters,
                self.column_mappers,
                pos=system,
                mapping={h: c for h, c in mapping.items() if _takes(table, h, tables)},
                saved=saved,
                threads=self.threads,
            )
            for table, system in zip(tables, systems, strict=True)
        ]

    def _read_previous(
        self, source: Any, pos: str | None, mapping: Mapping[str, str | None]
    ) -> Snapshot:
        """An earlier export may lack the headers that are told of the present one."""
        from sentinel.joining import join

        tables = [_opened(one) for one in _as_list(source)]
        there = {h: c for h, c in mapping.items() if any(_has(table, h) for table in tables)}
        return join(self._parts(tables, pos, there))

    def _saved(self) -> tuple[SavedMapping, ...]:
        """Read anew each time: a person may have edited one."""
        if self.mappings is None:
            return ()
        from sentinel.saved_mapping_files import load

        return load(self.mappings)

    def suggest_mapping(
        self,
        source: Any,
        *,
        pos: str | None = None,
        mapping: Mapping[str, str | None] | None = None,
        mapper: ColumnMapper | str | None = None,
    ) -> MappingSuggestion:
        """What each column would be taken for, which POS this is, and what it is enough for.

        Nothing is analysed; only the head of the file is looked at. `save` of the result keeps it.
        `mapper`: one to ask for a second opinion on an export that nobody knows, such as
        `sentinel.ai.claude()`, or the key of an installed one (null: none). Raises UsageError for
        a key that is not installed.
        """
        from sentinel.suggestion import suggest

        return suggest(
            _opened(source, head_only=True),
            self.adapters,
            self.column_mappers,
            self.primitives,
            pos=pos,
            mapping=mapping,
            saved=self._saved(),
            adviser=self._adviser(mapper),
        )

    def _adviser(self, mapper: ColumnMapper | str | None) -> ColumnMapper | None:
        if not isinstance(mapper, str):
            return mapper
        if mapper not in self.mappers_on_request:
            known = tuple(sorted(self.mappers_on_request))
            raise UsageError(
                f"No mapper that can be asked is called {mapper!r}.", given=mapper, known=known
            )
        return self.mappers_on_request[mapper]

    def detect(
        self,
        snapshot: Snapshot,
        *,
        previous: Snapshot | None = None,
        thresholds: Mapping[str, float] | None = None,
        only: Iterable[str] | None = None,
    ) -> pa.Table:
        """Findings, one row per store, SKU and primitive: see `FINDINGS`."""
        findings, _ = self._findings(snapshot, previous, thresholds, self._judged(only))
        return findings.select(list(FINDINGS))

    def analyze(
        self,
        source: Any,
        *,
        pos: str | None = None,
        as_of: date | None = None,
        previous: Any = None,
        previous_findings: pa.Table | None = None,
        thresholds: Mapping[str, float] | None = None,
        mapping: Mapping[str, str | None] | None = None,
        only: Iterable[str] | None = None,
    ) -> Report:
        """Read, detect, group, explain: everything in one call.

        `previous`: an earlier snapshot of the same stores, or what `read` takes; it sharpens margin
        erosion and gives trends. `previous_findings`: what `detect` gave for it with the same
        thresholds and primitives (null: it is judged once more). `thresholds`: name to value, see
        `sentinel.detect.overrides`. `only`: keys of the primitives to judge with.
        """
        started = perf_counter()
        if isinstance(source, Snapshot):
            snapshot = source
        else:
            snapshot = self.read(source, pos=pos, as_of=as_of, mapping=mapping)
        if previous is not None and not isinstance(previous, Snapshot):
            previous = self._read_previous(previous, pos, mapping or {})
        judged = self._judged(only)
        report = self._report(snapshot, previous, previous_findings, thresholds, judged)
        detected = report.timings
        read = perf_counter() - started - detected.detect - detected.report
        return evolve(report, timings=evolve(detected, read=read))

    def explain(
        self,
        snapshot: Snapshot,
        sku: str,
        *,
        store_id: str | None = None,
        thresholds: Mapping[str, float] | None = None,
    ) -> tuple[Reasoning, ...]:
        """Every primitive's reasoning about one SKU; of several stores the first that has it."""
        from sentinel import detect

        changed = detect.overrides(thresholds, self.primitives)
        item = detect.item_of(snapshot, sku, store_id, self.threads)
        columns = snapshot.table.column_names
        able, unable = detect.assessable(columns, self.primitives)
        lacking = {lack.primitive: lack.missing for lack in unable}
        return tuple(
            Reasoning(
                primitive=primitive,
                item=item,
                found=detect.judge(primitive, item, chosen) if key in able else None,
                thresholds=chosen,
                missing=lacking.get(key, ()),
            )
            for key, primitive in sorted(self.primitives.items())
            for chosen in [detect.thresholds_for(primitive, changed, item)]
        )

    def _judged(self, only: Iterable[str] | None) -> dict[str, Primitive]:
        if only is None:
            return dict(self.primitives)
        for key in only:
            if key not in self.primitives:
                known = tuple(sorted(self.primitives))
                raise UsageError(f"No primitive is called {key!r}.", given=key, known=known)
        return {key: self.primitives[key] for key in only}

    def _findings(
        self,
        snapshot: Snapshot,
        previous: Snapshot | None,
        thresholds: Mapping[str, float] | None,
        primitives: Mapping[str, Primitive],
    ) -> tuple[pa.Table, Mapping[str, str]]:
        from sentinel import causes, detect, issues

        changed = detect.overrides(thresholds, self.primitives)
        detected = detect.detect(snapshot, primitives, changed, previous, self.threads)
        return issues.with_ids(causes.assign(detected.findings)), detected.raised

    def _report(
        self,
        snapshot: Snapshot,
        previous: Snapshot | None,
        previous_findings: pa.Table | None,
        thresholds: Mapping[str, float] | None,
        primitives: Mapping[str, Primitive],
    ) -> Report:
        import pyarrow.compute as pc

        from sentinel import detect, issues

        able, unable = detect.assessable(snapshot.table.column_names, primitives)
        if not able:
            missing = sorted({column for lack in unable for column in lack.missing})
            ways = [one.how for one in self._advice(snapshot, primitives) if one.opens]
            remedy = f"Any of these columns would help: {', '.join(missing)}."
            raise NothingToAssessError(
                "No primitive could look at it.",
                source=snapshot.sources[0].name if snapshot.sources else None,
                remedy=" ".join([remedy, *ways[:1]]),
            )
        stores: list[Any] = pc.unique(snapshot.table["store_id"]).to_pylist()
        started = perf_counter()
        back = (snapshot, previous, previous_findings, thresholds, primitives)
        if previous is None or self.threads == 1:
            findings, raised = self._findings(snapshot, previous, thresholds, primitives)
            earlier, drift = self._looked_back(*back)
        else:
            # to look back takes as long as to judge, and neither needs the other
            with ThreadPoolExecutor(1) as beside:
                looking = beside.submit(self._looked_back, *back)
                findings, raised = self._findings(snapshot, previous, thresholds, primitives)
                earlier, drift = looking.result()
        judged = perf_counter()
        annual_cost, exposure = issues.totals(findings, primitives)
        grouped, resolved = issues.group(
            findings, snapshot, primitives, earlier, assessed=able.keys() - raised.keys()
        )
        return Report(
            as_of=snapshot.as_of,
            as_of_source=snapshot.as_of_source,
            currency=snapshot.currency,
            sources=snapshot.sources,
            stores=tuple(sorted(stores)),
            skus=len(snapshot.table),
            skus_found=len(pc.unique(findings["row"])),
            annual_cost=annual_cost,
            exposure=exposure,
            assessed=tuple(key for key in able if key not in raised),
            not_assessed=unable,
            thresholds=detect.in_force(primitives, detect.overrides(thresholds, self.primitives)),
            issues=grouped,
            resolved=resolved,
            findings=findings.select(list(FINDINGS)),
            reconciled=snapshot.reconciled,
            advice=self._advice(snapshot, primitives),
            drift=drift,
            plugins_failed=self._failed(raised),
            timings=Timings(detect=judged - started, report=perf_counter() - judged),
        )

    def _looked_back(
        self,
        snapshot: Snapshot,
        previous: Snapshot | None,
        findings: pa.Table | None,
        thresholds: Mapping[str, float] | None,
        primitives: Mapping[str, Primitive],
    ) -> tuple[pa.Table | None, tuple[Drift, ...]]:
        """What the previous snapshot shows by itself, and how the exports changed."""
        drift = self._drift(snapshot, previous, primitives)
        if previous is not None and findings is None:
            findings, _ = self._findings(previous, None, thresholds, primitives)
        return findings, drift

    def _advice(
        self, snapshot: Snapshot, primitives: Mapping[str, Primitive]
    ) -> tuple[Advice, ...]:
        from sentinel.advice import Have, advise

        table = snapshot.table
        empty = [name for name in table.column_names if table[name].null_count == len(table)]
        have = [
            Have(pos=s.pos, export=s.export, headers=tuple(p.header for p in s.profiles))
            for s in snapshot.sources
        ]
        return advise(table.column_names, have, self.adapters, primitives, table, empty)

    def _drift(
        self,
        snapshot: Snapshot,
        previous: Snapshot | None,
        primitives: Mapping[str, Primitive],
    ) -> tuple[Drift, ...]:
        from sentinel import drift

        if previous is not None:
            return drift.since(previous, snapshot, primitives)
        return drift.since_saved(snapshot.sources, self._saved(), primitives)

    def _failed(self, raised: Mapping[str, str]) -> tuple[PluginState, ...]:
        """Plugins that broke when they were loaded, and those whose judgement raised."""
        broken = [state for state in self.plugins if state.status == "failed"]
        for key, error in raised.items():
            owner = next(state for state in self.plugins if key in state.primitives)
            broken.append(evolve(owner, status="failed", error=f"{key}: {error}"))
        return tuple(broken)


def _as_list(source: Any) -> Sequence[Any]:
    sources = source if isinstance(source, (list, tuple)) else [source]
    if not sources:
        raise UsageError("No file was given.", given=source)
    return sources


def _opened(source: Any, *, head_only: bool = False) -> Any:
    if hasattr(source, "__arrow_c_stream__"):
        from sentinel.arrow_input import ArrowTable

        return ArrowTable(source)
    from sentinel.readers import open_head, open_table

    return open_head(source) if head_only else open_table(source)


def _has(table: Any, header: str) -> bool:
    from sentinel.headers import normal

    return normal(header) in map(normal, table.headers)


def _takes(table: Any, header: str, tables: Sequence[Any]) -> bool:
    """Whether it is told of this one; what none of them has is told of all, and refused."""
    return _has(table, header) or not any(_has(one, header) for one in tables)


@cache
def _engine() -> Engine:
    return Engine()


def _with(threads: int | None, mappings: str | os.PathLike[str] | None) -> Engine:
    if threads is None and mappings is None:
        return _engine()
    engine = copy(_engine())
    engine.threads, engine.mappings = threads or engine.threads, mappings
    return engine


def analyze(
    source: Any,
    *,
    threads: int | None = None,
    mappings: str | os.PathLike[str] | None = None,
    **options: Any,
) -> Report:
    """`Engine.analyze` with every installed plugin; `threads` and `mappings` as in `Engine`."""
    return _with(threads, mappings).analyze(source, **options)


def read(
    source: Any,
    *,
    threads: int | None = None,
    mappings: str | os.PathLike[str] | None = None,
    **options: Any,
) -> Snapshot:
    """`Engine.read` with every installed plugin; `threads` and `mappings` as in `Engine`."""
    return _with(threads, mappings).read(source, **options)


def suggest_mapping(
    source: Any, *, mappings: str | os.PathLike[str] | None = None, **options: Any
) -> MappingSuggestion:
    """`Engine.suggest_mapping` with every installed plugin; `mappings` as in `Engine`."""
    return _with(None, mappings).suggest_mapping(source, **options)


def adapters() -> tuple[Adapter, ...]:
    """The POS systems that are installed, by key."""
    return tuple(adapter for _, adapter in sorted(_engine().adapters.items()))


def primitives() -> tuple[Primitive, ...]:
    """The primitives that are installed, by key."""
    return tuple(primitive for _, primitive in sorted(_engine().primitives.items()))
