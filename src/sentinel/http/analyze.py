"""POST /analysis/analyze: what an upload says about the store, kept as its current analysis."""

from __future__ import annotations

from typing import Annotated, Any

import orjson
from attrs import frozen

from sentinel.errors import NotFoundError
from sentinel.http.analysing import Mapped, Order, analysing
from sentinel.http.errors import FieldError, Refusal, invalid
from sentinel.http.operations import Call, Written, operation
from sentinel.http.parts import Parts
from sentinel.http.reading import Shown, Text, form
from sentinel.http.upload_keys import own_key, upload_size
from sentinel.insights.leaks import Leaks
from sentinel.service import Analyses, consume
from sentinel.storage import keep_analysis

AN_HOUR = 100
"""Calls."""
MOST_FILES = 5


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

    @operation(
        "Analyse uploads",
        takes=form(Upload),
        answers=Leaks,
        refuses=(403, 404, 429),
    )
    def on_post(self, call: Call[Upload]) -> Written[Leaks]:
        """The result is what the digest and all that follows tell of, until the next one.

        An entry of the mapping that cannot be used gives a warning. After a success the uploads
        are used up; after a failure the same call can be made again.
        """
        parts, tenant = self._parts, call.tenant
        mapping, store_id = _mapping(call.given.mapping), _store(call.given.store_id)
        keys = tuple(own_key(tenant, key) for key in call.given.key)
        if not 1 <= len(keys) <= MOST_FILES or len(set(keys)) < len(keys):
            message = f"expected 1 to {MOST_FILES} different uploads"
            raise invalid([FieldError(field="key", message=message)])
        for key in keys:
            upload_size(parts, tenant, key)
        with parts.analyst.place():
            call.count("analyze", "analyses", limit=AN_HOUR)
            with call.timed("fetch"):
                files = tuple(
                    (self._name(tenant, key), parts.blobs.get(tenant, key)) for key in keys
                )
            order = Order(files=files, mapping=mapping, store_id=store_id, at=call.at)
            with call.timed("analyze"):
                done = parts.analyst.run(
                    analysing, order, lambda stores: self._analyses.earlier(tenant, stores)
                )
            with call.timed("store"):
                keep_analysis(parts.records, parts.blobs, tenant, done.packed)
                consume(parts.records, parts.blobs, tenant, keys)
        return Written(done.answer)

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
