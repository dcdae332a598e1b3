"""GET /api/v1/vendor-call/{issue_id}: what to say to the vendor of an issue's items."""

from __future__ import annotations

from sentinel.http.operations import Call, Written, operation
from sentinel.http.parts import Parts
from sentinel.http.remembering import remembered
from sentinel.insights import vendor_call
from sentinel.insights.vendor_call import VendorCall as Answer
from sentinel.service import Analyses


class VendorCall:
    """Costs then and now are from the analysis and the one that it was compared with."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._analyses = Analyses(parts.engine, parts.records, parts.blobs, parts.memory)

    @operation("Prepare the call to a vendor", answers=Answer, refuses=(404,))
    def on_get(self, call: Call[None], issue_id: str) -> Written[Answer]:
        """Of several vendors the one whose items cost most in the issue."""
        tenant, analysis_id = call.tenant, self._analyses.with_issue(call.tenant, issue_id)

        def made() -> Answer:
            analysis = self._analyses.load(tenant, analysis_id)
            previous = self._analyses.previous(tenant, analysis)
            return vendor_call(analysis, issue_id, previous=previous)

        return remembered(self._parts, made, "vendor-call", tenant, analysis_id, issue_id)
