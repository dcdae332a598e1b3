"""`sentinel database`: the tables, and the end of what is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

import click

from sentinel.commands import output
from sentinel.commands.parameters import needs_extra

if TYPE_CHECKING:
    from sentinel.storage import Blobs, Records, Removed


@click.group()
def database() -> None:
    """Look after what the HTTP application keeps.

    Records are at SENTINEL_DATABASE_URL, files at SENTINEL_BLOBS.
    """


@database.command()
@needs_extra("server")
def upgrade() -> None:
    """Make the tables, or bring them to the version of this program."""
    from sentinel import settings, storage

    url, _ = settings.state_at()
    output.write(f"The tables are at version {storage.upgrade(url)}.")


@database.command()
@click.option(
    "--days", type=click.IntRange(1), required=True, help="What is older than this is removed."
)
@needs_extra("server")
def expire(days: int) -> None:
    """Remove analyses, uploads, diagnostics and completed tasks that are older than DAYS.

    Tasks that are not completed stay.
    """
    from sentinel import storage

    records, blobs = _opened()
    _show(storage.retention(records, blobs, days=days, now=datetime.now(UTC)))


@database.command()
@click.argument("tenant")
@click.confirmation_option(prompt="All that this tenant has will be gone. Go on?")
@needs_extra("server")
def forget(tenant: str) -> None:
    """Remove everything that TENANT has, records and files."""
    from sentinel import storage

    records, blobs = _opened()
    _show(storage.delete_tenant(records, blobs, tenant))


@database.command()
@click.argument("tenant")
@click.argument("file", type=click.File("rb"))
@needs_extra("server")
def coop(tenant: str, file: BinaryIO) -> None:
    """Keep what TENANT's stores know of their co-op: FILE, a TOML text.

    Rates, programmes, funds and purchases by store, in the place of what was known before. An
    export tells none of them.
    """
    from sentinel.service.coop import CoopReports

    _, blobs = _opened()
    count = CoopReports(blobs).keep(tenant, file.read())
    output.write(f"Known for {count} store{'' if count == 1 else 's'}.")


def _opened() -> tuple[Records, Blobs]:
    from sentinel import settings, storage

    url, where = settings.state_at()
    storage.require_current(url)
    return storage.open_records(url), storage.open_blobs(where)


def _show(removed: Removed) -> None:
    rows = [f"{count} {table}" for table, count in sorted(removed.rows.items()) if count]
    output.write(f"Removed: {', '.join([*rows, f'{removed.blobs} files'])}.")
