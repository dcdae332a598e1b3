"""POST /analysis/analyze: what an upload says about the store, kept as its current analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from time import perf_counter
from typing import Annotated, Any

import orjson
from attrs import evolve, frozen

from sentinel.errors import NotFoundError
from sentinel.http.errors import FieldError, Refusal, invalid
from sentinel.http.operations import Call, operation
from sentinel.http.parts import Parts
from sentinel.http.reading import Shown, Text, form
from sentinel.http.supported_pos import supported_systems
from sentinel.http.targets import TARGETS, Told, told
from sentinel.http.upload_keys import own_key, upload_size
from sentinel.insights import leaks
from sentinel.insights.leaks import Leaks
from sentinel.service import Analyses, OpenedExport, consume, open_exports, read

AN_HOUR = 100
"""Calls."""
MOST_FILES = 5

Mapped = Mapping[str, str | None]


@frozen(kw_only=True)
class Upload:
    """What is to be analysed, and how its columns are to be read."""

    key: Annotated[
        tuple[Annotated[str, Text(1, 512)], ...], Shown({"minItems": 1, "maxItems": MOST_FILES})
    ]
    """An upload; several files of one store are given by repeating the field."""
    mapping: Annotated[str, Text(1, 1 << 20)]
    """A JSON object: header to target, with null or an empty text for headers to be skipped."""
    store_id: Annotated[str, Text(0, 200)] = ""
    """Names the store where the files do not; sent back as it is."""


class Analyze:
    """One call at a time per request; small requests are answered meanwhile."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._analyses = Analyses(parts.engine, parts.records, parts.blobs, parts.memory)
        self._systems = supported_systems(parts.engine)

    @operation(
        "Analyse uploads",
        takes=form(Upload),
        answers=Leaks,
        refuses=(403, 404, 429),
    )
    def on_post(self, call: Call[Upload]) -> Leaks:
        """The result is what the digest and all that follows tell of, until the next one.

        An entry of the mapping that cannot be used gives a warning. After a success the uploads
        are used up; after a failure the same call can be made again.
        """
        started = perf_counter()
        mapping, store_id = _mapping(call.given.mapping), _store(call.given.store_id)
        keys = tuple(own_key(call.tenant, key) for key in call.given.key)
        if not 1 <= len(keys) <= MOST_FILES or len(set(keys)) < len(keys):
            message = f"expected 1 to {MOST_FILES} different uploads"
            raise invalid([FieldError(field="key", message=message)])
        for key in keys:
            upload_size(self._parts, call.tenant, key)
        call.count("analyze", "analyses", limit=AN_HOUR)
        with call.timed("read"):
            exports = self._opened(call.tenant, keys)
            chosen = _chosen(exports, mapping)
            snapshot = read(self._parts.engine, exports, chosen, store_id=store_id)
        spent = perf_counter() - started
        with call.timed("analyze"):
            analysis = self._analyses.make(call.tenant, snapshot, at=call.at, seconds=spent)
        consume(self._parts.records, self._parts.blobs, call.tenant, keys)
        return leaks(
            analysis,
            primitives=self._parts.engine.primitives.values(),
            warnings=tuple(dict.fromkeys(line for one in chosen for line in one.warnings)),
            supported_pos_systems=self._systems,
            store_id=store_id,
            seconds=perf_counter() - started,
        )

    def _opened(self, tenant: str, keys: Sequence[str]) -> tuple[OpenedExport, ...]:
        with ExitStack() as files:
            sources = [
                (self._name(tenant, key), files.enter_context(self._parts.blobs.open(tenant, key)))
                for key in keys
            ]
            return open_exports(self._parts.engine, sources)

    def _name(self, tenant: str, key: str) -> str:
        try:
            return self._parts.records.uploads.get(tenant, key).name
        except NotFoundError:  # used up a moment ago, and asked for again
            return key.rpartition("/")[2]


def _mapping(text: str) -> Mapped:
    """Raises Refusal: 422 for what is no JSON or maps to no text, 400 for no object."""
    try:
        found: Any = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        message = f"is no JSON: {error.msg} at character {error.pos}"
        raise invalid([FieldError(field="mapping", message=message)]) from None
    if not isinstance(found, dict):
        raise Refusal(400, "INVALID_MAPPING", "mapping must be a JSON object of header to target.")
    wrong = [header for header, target in found.items() if not isinstance(target, str | None)]
    if wrong:
        raise invalid(
            FieldError(field=f"mapping[{header[:80]!r}]", message="expected a target or null")
            for header in wrong
        )
    return found


def _store(given: str) -> str | None:
    name = given.strip()
    if not name.isprintable():
        raise invalid([FieldError(field="store_id", message="must be printable")])
    return name or None


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
