"""Co-op reports: of an analysis, and of what the store knows of its co-op."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from attrs import frozen

from sentinel.errors import NotFoundError
from sentinel.insights import Analysis, coop
from sentinel.insights.coop import Coop
from sentinel.insights.coop_terms import read_terms
from sentinel.storage import Blobs
from sentinel.storage.names import COOP_TERMS


@frozen
class Terms:
    """What a tenant's stores know, as it was written."""

    text: bytes

    @property
    def version(self) -> str:
        """The same for the same text."""
        return sha256(self.text).hexdigest()


@frozen
class CoopReports:
    """Raises what `Blobs` raises."""

    _blobs: Blobs

    def keep(self, tenant: str, text: bytes) -> int:
        """Take this in the place of what was known; for how many stores it is.

        Raises UsageError for a text that cannot be used, and keeps what there was.
        """
        found = read_terms(text)
        self._blobs.put(tenant, COOP_TERMS, text)
        return len(found)

    def terms(self, tenant: str) -> Terms:
        """What is known now; empty where nothing was said."""
        try:
            return Terms(self._blobs.get(tenant, COOP_TERMS))
        except NotFoundError:
            return Terms(b"")

    def report(self, analysis: Analysis, store_id: str, terms: Terms, *, at: datetime) -> Coop:
        """Raises NoDataError where the store was not analysed."""
        given = read_terms(terms.text).of(store_id) if terms.text else None
        return coop(analysis, store_id, at=at, given=given)
