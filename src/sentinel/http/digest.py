"""GET /api/v1/digest and /api/v1/digest/{store_id}: what matters most now."""

from __future__ import annotations

from typing import Annotated

from attrs import frozen

from sentinel.http.errors import Refusal
from sentinel.http.operations import Call, Written, operation
from sentinel.http.parts import Parts
from sentinel.http.reading import Range, Text, query
from sentinel.http.remembering import remembered
from sentinel.insights import digest
from sentinel.insights.digest import Digest as Answer
from sentinel.service import Analyses

RESERVED = frozenset({"subscribe", "subscriptions", "send", "scheduler-status"})
"""Clients mean something else by these addresses; it is not served."""

TopK = Annotated[int, Range(1, 20)]


@frozen(kw_only=True)
class Filter:
    """Which issues."""

    stores: Annotated[str, Text(0, 4000)] = ""
    """Stores between commas, by id or name; empty: all of the latest analysis."""
    top_k: TopK = 5
    """How many at most."""


@frozen(kw_only=True)
class Top:
    """How many issues."""

    top_k: TopK = 5
    """At most."""


class Digest:
    """Of all stores, or of some."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @operation(
        "Tell the issues that matter most", takes=query(Filter), answers=Answer, refuses=(404,)
    )
    def on_get(self, call: Call[Filter]) -> Written[Answer]:
        """By priority. 404 with the code NO_DATA where nothing was analysed yet, or one of the
        stores was not."""
        stores = tuple(name for part in call.given.stores.split(",") if (name := part.strip()))
        return _digest(self._parts, call.tenant, stores, call.given.top_k)


class StoreDigest:
    """Of one store."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @operation(
        "Tell the issues of one store that matter most",
        takes=query(Top),
        answers=Answer,
        refuses=(404,),
    )
    def on_get(self, call: Call[Top], store_id: str) -> Written[Answer]:
        """As the digest of all stores."""
        if store_id.partition("/")[0] in RESERVED:
            raise Refusal(404, "NOT_FOUND", "There is nothing at this address.")
        return _digest(self._parts, call.tenant, (store_id,), call.given.top_k)


def _digest(parts: Parts, tenant: str, stores: tuple[str, ...], top_k: int) -> Written[Answer]:
    analyses = Analyses(parts.engine, parts.records, parts.blobs, parts.memory)
    current = analyses.current(tenant, stores)

    def made() -> Answer:
        analysis = analyses.load(tenant, current.analysis_id)
        return digest(analysis, at=current.created_at, stores=stores, top_k=top_k)

    return remembered(parts, made, "digest", tenant, current.analysis_id, stores, top_k)
