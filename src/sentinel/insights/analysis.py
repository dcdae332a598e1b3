"""One export as it was analysed: what every insight starts from."""

from __future__ import annotations

from datetime import datetime

from attrs import Attribute, field, frozen

from sentinel.insights.errors import NoDataError, UnknownIssueError
from sentinel.models import Issue, Report, Snapshot
from sentinel.store_keys import store_key


def aware(instance: object, attribute: Attribute[datetime], value: datetime) -> None:
    """Validator: a time without a zone is read as local time by browsers, and wrong."""
    if value.utcoffset() is None:
        raise ValueError(f"{attribute.name} needs a time zone, got {value.isoformat()}.")


@frozen(kw_only=True, eq=False)
class Analysis:
    """A report, and the snapshot it was made from."""

    analysis_id: str
    created_at: datetime = field(validator=aware)
    """UTC."""
    report: Report
    snapshot: Snapshot
    previous_id: str | None = None
    """The analysis that it was compared with; null: none, so every trend is `new`."""

    def issue(self, issue_id: str) -> Issue:
        """Raises UnknownIssueError where the report has none of that id."""
        for issue in self.report.issues:
            if issue.issue_id == issue_id:
                return issue
        raise UnknownIssueError(issue_id)

    def stores(self, wanted: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The names of the stores that are meant, by name or id, in their order; none: all.

        Raises NoDataError where one of them was not analysed.
        """
        known = self.report.stores
        by_key = {store_key(name): name for name in known}
        unknown = tuple(store for store in wanted if store_key(store) not in by_key)
        if unknown or not known:
            raise NoDataError(unknown or wanted, known)
        return tuple(dict.fromkeys(by_key[store_key(store)] for store in wanted)) or known
