"""Rows of analyses and their issues."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from attrs import asdict, frozen
from sqlalchemy import RowMapping, Select, bindparam, delete, select

from sentinel.errors import NotFoundError
from sentinel.models import Issue, Money
from sentinel.storage import full
from sentinel.storage.database import Database
from sentinel.storage.lookup import equals, of_tenant
from sentinel.storage.models import StoredAnalysis, StoredIssue, WrittenIssue
from sentinel.storage.names import is_storable, place_of
from sentinel.storage.tables import analyses, issues

_FEW = 16

# asked with nearly every request: made once, for making them takes longer than their answer
_LATEST = (
    select(analyses)
    .where(analyses.c.tenant == bindparam("tenant"))
    .order_by(analyses.c.seq.desc())
    .limit(1)
)
_LATEST_WITH = (
    select(issues.c.analysis_id)
    .join(
        analyses,
        (analyses.c.tenant == issues.c.tenant) & (analyses.c.analysis_id == issues.c.analysis_id),
    )
    .where(issues.c.tenant == bindparam("tenant"), issues.c.issue_id == bindparam("issue_id"))
    .order_by(analyses.c.seq.desc())
    .limit(1)
)


@frozen
class Analyses:
    """The analyses of each tenant. The one stored last is the current one."""

    _database: Database

    def add(self, tenant: str, analysis: StoredAnalysis, found: Iterable[WrittenIssue]) -> None:
        """Make an analysis visible, with its issues, all at once.

        Its blobs must be there already (see `save_analysis`). Raises ConflictError where the id is
        taken.
        """
        place_of(tenant)
        rows = [
            _issue_row(tenant, analysis.analysis_id, rank, issue)
            for rank, issue in enumerate(found)
        ]
        with self._database.writing() as connection:
            connection.execute(analyses.insert(), _analysis_row(tenant, analysis))
            if rows:
                connection.execute(issues.insert(), rows)

    def get(self, tenant: str, analysis_id: str) -> StoredAnalysis:
        """One by its id. Raises NotFoundError."""
        query = of_tenant(analyses, tenant).where(equals(analyses.c.analysis_id, analysis_id))
        found = self._first(query.limit(1))
        if found is None:
            raise NotFoundError("analysis", analysis_id)
        return found

    def latest(self, tenant: str, stores: Collection[str] | None = None) -> StoredAnalysis | None:
        """The one stored last; with `stores`, of those that have one of them. Null: none."""
        if stores is None:
            place_of(tenant)
            return self._first(_LATEST, {"tenant": tenant})
        query = of_tenant(analyses, tenant).order_by(analyses.c.seq.desc())
        wanted = frozenset(stores)
        with self._database.reading() as connection:
            for row in connection.execute(query).yield_per(_FEW).mappings():
                if not wanted.isdisjoint(row["stores"]):
                    return _analysis(row)
        return None

    def list(self, tenant: str, *, limit: int | None = None) -> tuple[StoredAnalysis, ...]:
        """The tenant's analyses, the latest first."""
        query = of_tenant(analyses, tenant).order_by(analyses.c.seq.desc()).limit(limit)
        with self._database.reading() as connection:
            return tuple(map(_analysis, connection.execute(query).mappings()))

    def delete(self, tenant: str, analysis_id: str) -> None:
        """Remove its row and its issues; its blobs are another matter. Raises NotFoundError."""
        place_of(tenant)
        with self._database.writing() as connection:
            gone = connection.execute(
                delete(analyses).where(
                    analyses.c.tenant == tenant, equals(analyses.c.analysis_id, analysis_id)
                )
            )
            if not gone.rowcount:
                raise NotFoundError("analysis", analysis_id)

    def _first(
        self, query: Select[Any], values: Mapping[str, str] | None = None
    ) -> StoredAnalysis | None:
        with self._database.reading() as connection:
            row = connection.execute(query, values).mappings().first()
        return None if row is None else _analysis(row)


@frozen
class Issues:
    """The issues of each tenant's analyses."""

    _database: Database

    def get(self, tenant: str, issue_id: str, *, analysis_id: str | None = None) -> StoredIssue:
        """One by its id, from the analysis named, or from the latest one that has it.

        Raises NotFoundError.
        """
        query = _with_analysis(tenant).where(equals(issues.c.issue_id, issue_id))
        if analysis_id is not None:
            query = query.where(equals(issues.c.analysis_id, analysis_id))
        with self._database.reading() as connection:
            row = connection.execute(query.order_by(analyses.c.seq.desc()).limit(1)).first()
        if row is None:
            raise NotFoundError("issue", issue_id)
        return StoredIssue(
            analysis_id=row.analysis_id, created_at=row.created_at, issue=full.read_issue(row.body)
        )

    def analysis_of(self, tenant: str, issue_id: str) -> str:
        """The id of the latest analysis that has it. Raises NotFoundError."""
        place_of(tenant)
        found = None
        if is_storable(issue_id):
            with self._database.reading() as connection:
                values = {"tenant": tenant, "issue_id": issue_id}
                found = connection.execute(_LATEST_WITH, values).scalar()
        if found is None:
            raise NotFoundError("issue", issue_id)
        return str(found)

    def list(
        self,
        tenant: str,
        analysis_id: str,
        *,
        store_id: str | None = None,
        primitive: str | None = None,
        limit: int | None = None,
    ) -> tuple[Issue, ...]:
        """The issues of one analysis in the order of its report; none where it is not there."""
        query = _with_analysis(tenant).where(equals(issues.c.analysis_id, analysis_id))
        if store_id is not None:
            query = query.where(equals(issues.c.store_id, store_id))
        if primitive is not None:
            query = query.where(equals(issues.c.primitive, primitive))
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(issues.c.rank).limit(limit)).all()
        return tuple(full.read_issue(row.body) for row in rows)


def _with_analysis(tenant: str) -> Select[Any]:
    place_of(tenant)
    return (
        select(issues.c.analysis_id, analyses.c.created_at, issues.c.body)
        .join(
            analyses,
            (analyses.c.tenant == issues.c.tenant)
            & (analyses.c.analysis_id == issues.c.analysis_id),
        )
        .where(issues.c.tenant == tenant)
    )


def _analysis_row(tenant: str, analysis: StoredAnalysis) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "analysis_id": analysis.analysis_id,
        "created_at": analysis.created_at,
        "previous_id": analysis.previous_id,
        "as_of": analysis.as_of,
        "currency": analysis.currency,
        "stores": list(analysis.stores),
        "skus": analysis.skus,
        "skus_found": analysis.skus_found,
        "annual_cost_low": analysis.annual_cost.low,
        "annual_cost": analysis.annual_cost.expected,
        "annual_cost_high": analysis.annual_cost.high,
        "exposure": analysis.exposure,
        "issue_count": analysis.issue_count,
    }


def _issue_row(tenant: str, analysis_id: str, rank: int, issue: WrittenIssue) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "analysis_id": analysis_id,
        "rank": rank,
        **asdict(issue),
    }


def _analysis(row: RowMapping) -> StoredAnalysis:
    return StoredAnalysis(
        analysis_id=row["analysis_id"],
        created_at=row["created_at"],
        previous_id=row["previous_id"],
        as_of=row["as_of"],
        currency=row["currency"],
        stores=tuple(row["stores"]),
        skus=row["skus"],
        skus_found=row["skus_found"],
        annual_cost=Money(
            low=row["annual_cost_low"],
            expected=row["annual_cost"],
            high=row["annual_cost_high"],
        ),
        exposure=row["exposure"],
        issue_count=row["issue_count"],
    )
