"""GET /api/v1/coop/{store_id}: the stock of a store, and the money its co-op could save it."""

from __future__ import annotations

from sentinel.http.operations import Call, Written, operation
from sentinel.http.parts import Parts
from sentinel.http.remembering import remembered
from sentinel.insights.coop import Coop as Answer
from sentinel.service import Analyses
from sentinel.service.coop import CoopReports


class Coop:
    """From the export and from what the operator was told of the co-op (`sentinel database coop`);
    what neither tells stands in `not_computed`."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._analyses = Analyses(parts.engine, parts.records, parts.blobs, parts.memory)
        self._reports = CoopReports(parts.blobs)

    @operation("Report on a store's stock and its co-op", answers=Answer, refuses=(404,))
    def on_get(self, call: Call[None], store_id: str) -> Written[Answer]:
        """404 with the code NO_DATA where the store was not analysed."""
        tenant, current = call.tenant, self._analyses.current(call.tenant, (store_id,))
        terms = self._reports.terms(tenant)

        def made() -> Answer:
            analysis = self._analyses.load(tenant, current.analysis_id)
            return self._reports.report(analysis, store_id, terms, at=call.at)

        # days that remain are counted: a report is good for its day
        known = (current.analysis_id, store_id, call.at.date(), terms.version)
        return remembered(self._parts, made, "coop", tenant, *known)
