"""The tables, and the way to their newest version."""

from __future__ import annotations

import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from sentinel.errors import (
    SchemaVersionError,
    StorageRefusedError,
    StorageUnavailableError,
    UsageError,
)
from sentinel.storage import open_records, require_current, upgrade, version
from sentinel.storage.database import open_database
from sentinel.storage.tables import metadata


def test_a_new_database_has_no_version_and_says_what_to_do(empty_url):
    assert version(empty_url) is None
    with pytest.raises(SchemaVersionError, match="sentinel database upgrade"):
        require_current(empty_url)
    records = open_records(empty_url)
    with pytest.raises(StorageUnavailableError, match="sentinel database upgrade"):
        records.tasks.list("shop")
    records.close()


def test_an_upgraded_one_is_current_and_stays_so(empty_url):
    assert upgrade(empty_url) == version(empty_url) == upgrade(empty_url)
    require_current(empty_url)


def test_the_upgrade_makes_the_tables_that_the_program_uses(empty_url):
    upgrade(empty_url)
    database = open_database(empty_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
        for table in metadata.sorted_tables:
            found = {
                column["name"]: column for column in sa.inspect(connection).get_columns(table.name)
            }
            for column in table.columns:
                there, here = found[column.name]["type"], column.type
                compiled = [kind.compile(connection.dialect) for kind in (there, here)]
                assert compiled[0] == compiled[1], f"{table.name}.{column.name}"
                assert found[column.name]["nullable"] == column.nullable
    database.close()


def test_a_database_of_a_newer_program_is_left_alone(empty_url):
    upgrade(empty_url)
    database = open_database(empty_url)
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for ask in (upgrade, require_current):
        with pytest.raises(SchemaVersionError, match="9999"):
            ask(empty_url)
    assert version(empty_url) == "9999"
    database.close()


@pytest.mark.parametrize(
    "url", ["", "sqlite://", "sqlite:///:memory:", "mysql://a:secret@b/c", "items.csv", "nonsense:"]
)
def test_what_is_no_database_is_refused_and_no_password_is_shown(url):
    with pytest.raises(UsageError) as refused:
        open_records(url)
    assert "secret" not in str(refused.value)


def test_a_wrong_password_is_refused_and_not_shown(postgres):
    with pytest.raises(StorageRefusedError) as refused:
        version(postgres.url.replace(":test@", ":not-the-password@"))
    assert "not-the-password" not in str(refused.value)


def test_a_file_that_is_no_database_is_said_to_be_damaged(tmp_path):
    from sentinel.errors import StorageDamagedError

    (tmp_path / "items.db").write_text("sku,qty\n" * 1000)
    with pytest.raises(StorageDamagedError):
        version(f"sqlite:///{tmp_path}/items.db")


def test_sqlite_is_set_up_for_several_processes(tmp_path):
    url = f"sqlite:///{tmp_path}/sentinel.db"
    upgrade(url)
    database = open_database(url)
    with database.reading() as connection:
        settings = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        ]
    assert settings == ["wal", 1, 10000, 2]
    database.close()


def test_postgresql_gives_up_on_what_takes_too_long(postgres):
    database = open_database(postgres.url + "?options=-c%20statement_timeout%3D200")
    with pytest.raises(StorageUnavailableError), database.reading() as connection:
        connection.execute(sa.text("SELECT pg_sleep(20)"))
    database.close()


def test_importing_sentinel_brings_no_database_along():
    assert not {"sqlalchemy", "alembic", "boto3"} & modules_after("import sentinel")


def test_importing_storage_brings_no_aws_along():
    assert "boto3" not in modules_after("import sentinel.storage")


def modules_after(code):
    listing = f"{code}; import sys; print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", listing], capture_output=True, text=True)
    return set(ended.stdout.split())
