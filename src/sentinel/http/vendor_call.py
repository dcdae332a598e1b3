"""GET /api/v1/vendor-call/{issue_id}: what to say to the vendor of an issue's items."""

from __future__ import annotations

from sentinel.http.operations import Call, operation
from sentinel.http.parts import Parts
from sentinel.insights import vendor_call
from sentinel.insights.vendor_call import VendorCall as Answer
from sentinel.service import Analyses


class VendorCall:
    """Costs then and now are from the analysis and the one that it was compared with."""

    def __init__(self, parts: Parts) -> None:
        self._analyses = Analyses(parts.engine, parts.records, parts.blobs)

    @operation("Prepare the call to a vendor", answers=Answer, refuses=(404,))
    def on_get(self, call: Call[None], issue_id: str) -> Answer:
        """Of several vendors the one whose items cost most in the issue."""
        analysis = self._analyses.with_issue(call.tenant, issue_id)
        previous = self._analyses.previous(call.tenant, analysis)
        return vendor_call(analysis, issue_id, previous=previous)
