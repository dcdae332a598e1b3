"""Rows that count how often something was done of late."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import frozen
from sqlalchemy import update

from sentinel.storage.database import Database
from sentinel.storage.lookup import insert_new, of_tenant
from sentinel.storage.models import Rate
from sentinel.storage.names import place_of
from sentinel.storage.tables import rate_counters

HOUR = timedelta(hours=1)


@frozen
class Rates:
    """Sliding windows, each tenant's apart: in any span of that length `limit` are let through."""

    _database: Database

    def hit(
        self,
        tenant: str,
        counter: str,
        *,
        limit: int,
        at: datetime,
        window: timedelta = HOUR,
    ) -> Rate:
        """Count one more, if the limit lets it through; one that is refused does not count.

        Exact over all processes. A clock that was set back holds nobody up for longer than the
        window.
        """
        place_of(tenant)
        now, span = at.timestamp(), window.total_seconds()
        mine = (rate_counters.c.tenant == tenant, rate_counters.c.counter == counter)
        with self._database.writing() as connection:
            row = {"tenant": tenant, "counter": counter, "hits": [], "updated_at": at}
            insert_new(connection, rate_counters, row)
            query = of_tenant(rate_counters, tenant).where(*mine).with_for_update()
            past = [min(hit, now) for hit in connection.execute(query).one().hits]
            hits = [hit for hit in past if hit > now - span]
            allowed = len(hits) < limit
            if allowed:
                hits.append(now)
            connection.execute(update(rate_counters).where(*mine).values(hits=hits, updated_at=at))
        remaining = max(limit - len(hits), 0)
        # the one that must pass out of the window before one more fits in
        due = hits[-limit] + span - now if not remaining and 0 < limit <= len(hits) else span
        return Rate(allowed=allowed, remaining=remaining, retry_after=0.0 if remaining else due)
