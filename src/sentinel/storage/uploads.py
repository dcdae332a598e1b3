"""Rows of uploads: which files clients were allowed to send."""

from __future__ import annotations

from typing import Any

from attrs import asdict, frozen
from sqlalchemy import delete, update

from sentinel.errors import NotFoundError
from sentinel.storage.database import Database
from sentinel.storage.lookup import equals, of_tenant
from sentinel.storage.models import Upload
from sentinel.storage.names import checked_key, place_of
from sentinel.storage.tables import uploads


@frozen
class Uploads:
    """The uploads of each tenant."""

    _database: Database

    def add(self, tenant: str, upload: Upload) -> None:
        """Store a new one. Raises ConflictError where the key is taken."""
        place_of(tenant)
        checked_key(upload.key)
        with self._database.writing() as connection:
            connection.execute(uploads.insert(), asdict(upload) | {"tenant": tenant})

    def get(self, tenant: str, key: str) -> Upload:
        """One by its key, expired or not. Raises NotFoundError."""
        query = of_tenant(uploads, tenant).where(equals(uploads.c.key, key))
        with self._database.reading() as connection:
            row = connection.execute(query).mappings().first()
        if row is None:
            raise NotFoundError("upload", key)
        values: dict[str, Any] = {name: row[name] for name in row if name != "tenant"}
        return Upload(**values)

    def arrived(self, tenant: str, key: str, size: int) -> None:
        """Note that it has come, with so many bytes. Raises NotFoundError."""
        self._one(tenant, key, update(uploads).values(size=size))

    def delete(self, tenant: str, key: str) -> None:
        """Remove its row; its blob is another matter. Raises NotFoundError."""
        self._one(tenant, key, delete(uploads))

    def _one(self, tenant: str, key: str, statement: Any) -> None:
        place_of(tenant)
        mine = statement.where(uploads.c.tenant == tenant, equals(uploads.c.key, key))
        with self._database.writing() as connection:
            if not connection.execute(mine).rowcount:
                raise NotFoundError("upload", key)
