"""GET /api/v1/coop/{store_id}: the stock of a store, and the money its co-op could save it."""

from __future__ import annotations

from sentinel.http.operations import Call, Written, operation
from sentinel.http.parts import Parts
from sentinel.http.remembering import remembered
from sentinel.insights import coop
from sentinel.insights.coop import Coop as Answer
from sentinel.service import Analyses


class Coop:
    """From the export alone; what it cannot tell stands in `not_computed`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._analyses = Analyses(parts.engine, parts.records, parts.blobs, parts.memory)

    @operation("Report on a store's stock and its co-op", answers=Answer, refuses=(404,))
    def on_get(self, call: Call[None], store_id: str) -> Written[Answer]:
        """404 with the code NO_DATA where the store was not analysed."""
        tenant, current = call.tenant, self._analyses.current(call.tenant, (store_id,))

        def made() -> Answer:
            return coop(self._analyses.load(tenant, current.analysis_id), store_id, at=call.at)

        # days that remain are counted: a report is good for its day
        day = call.at.date()
        return remembered(self._parts, made, "coop", tenant, current.analysis_id, store_id, day)
