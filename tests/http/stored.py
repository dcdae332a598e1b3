"""What is really there, seen past the server: rows of the database, and files of the blobs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import sqlalchemy as sa
from attrs import field, frozen

from sentinel.storage.database import Database, open_database
from sentinel.storage.names import place_of
from sentinel.storage.tables import metadata


@frozen(kw_only=True, eq=False)
class Stored:
    """The state of a server, by its environment."""

    database: Database = field(repr=False)
    folder: Path
    """Of the blobs; those in S3 are files of the S3 server."""

    def rows(self, tenant: str) -> dict[str, int]:
        """How many rows of each table are the tenant's; what counts calls is no data."""
        with self.database.reading() as connection:
            return {
                table.name: connection.execute(
                    sa.select(sa.func.count()).select_from(table).where(table.c.tenant == tenant)
                ).scalar_one()
                for table in metadata.sorted_tables
                if table.name != "rate_counters"
            }

    def blobs(self, tenant: str) -> dict[str, int]:
        """Key and bytes of every file of the tenant, those that are half-written too."""
        home = self.folder / place_of(tenant)
        return {
            path.relative_to(home).as_posix(): path.stat().st_size
            for path in home.rglob("*")
            if path.is_file()
        }

    def all(self, tenant: str) -> tuple[dict[str, int], dict[str, int]]:
        """Rows and blobs."""
        return self.rows(tenant), self.blobs(tenant)


def open_stored(environment: Mapping[str, str], buckets: Path | None = None) -> Stored:
    """`buckets`: the folder that the S3 server keeps its buckets in."""
    data = Path(environment["SENTINEL_DATA_DIR"])
    url = environment.get("SENTINEL_DATABASE_URL") or f"sqlite:///{data / 'sentinel.db'}"
    at = environment.get("SENTINEL_BLOBS", "")
    if at.startswith("s3://"):
        assert buckets is not None
        folder = buckets / at.removeprefix("s3://")
    else:
        folder = Path(at or data / "blobs")
    return Stored(database=open_database(url), folder=folder)
