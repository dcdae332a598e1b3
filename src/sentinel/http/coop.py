"""GET /api/v1/coop/{store_id}: the stock of a store, and the money its co-op could save it."""

from __future__ import annotations

from sentinel.http.operations import Call, operation
from sentinel.http.parts import Parts
from sentinel.insights import coop
from sentinel.insights.coop import Coop as Answer
from sentinel.service import Analyses


class Coop:
    """From the export alone; what it cannot tell stands in `not_computed`."""

    def __init__(self, parts: Parts) -> None:
        self._analyses = Analyses(parts.engine, parts.records, parts.blobs)

    @operation("Report on a store's stock and its co-op", answers=Answer, refuses=(404,))
    def on_get(self, call: Call[None], store_id: str) -> Answer:
        """404 with the code NO_DATA where the store was not analysed."""
        analysis = self._analyses.current(call.tenant, (store_id,))
        return coop(analysis, store_id, at=call.at)
