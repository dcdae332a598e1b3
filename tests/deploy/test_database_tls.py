"""The address that tasks are given: its server has to prove who it is, by an authority of RDS."""

from __future__ import annotations

import re
import shutil
import socket
import ssl
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("psycopg", reason="needs the extra postgres: pip install -e '.[all]'")
pytest.importorskip("cryptography", reason="needs cryptography: pip install -e '.[all]'")

import infrastructure
import psycopg
import services
from certificates import Authority

from sentinel.errors import StorageUnavailableError
from sentinel.storage import open_records, upgrade

pytestmark = pytest.mark.one_python

RECIPE = infrastructure.CHECKOUT / "deploy" / "Dockerfile"


@pytest.fixture(scope="module")
def server() -> Iterator[services.Postgres]:
    with services.running_postgres() as cluster:
        yield cluster


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def given_to_tasks() -> str:
    (found,) = (
        one["url"]["value"]
        for one in infrastructure.read(infrastructure.folder("rds") / "outputs.tf")["output"]
        if "url" in one
    )
    return str(found)


def address(server: services.Postgres, authority: Path) -> str:
    """The same for the server of the tests, its authority in the place of those of RDS."""
    values = {"username": "app", "address": "localhost", "port": server.port, "db_name": "postgres"}
    filled = re.sub(r"\$\{aws_db_instance\.this\.(\w+)\}", lambda m: f"{values[m[1]]}",
                    given_to_tasks())  # fmt: skip
    return re.sub(r"(?<=sslrootcert=)[^&]+", str(authority), filled)


def certified(server: services.Postgres, certificate: Path) -> None:
    """Have the server show this certificate from now on."""
    shown = server.folder / "data" / "server.pem"
    shutil.copy(certificate, shown)
    shown.chmod(0o600)
    if certificate.owner() == "root":
        shutil.chown(shown, "postgres")
    with psycopg.connect(server.url, autocommit=True) as connection:
        for name, value in (("ssl_cert_file", shown), ("ssl_key_file", shown), ("ssl", "on")):
            connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        connection.execute("SELECT pg_reload_conf()")
    until = time.monotonic() + 60
    wanted = certificate.read_text().partition("-----END PRIVATE KEY-----\n")[2]
    while shown_by(server) != ssl.PEM_cert_to_DER_cert(wanted):
        assert time.monotonic() < until, "the server keeps its old certificate"


def shown_by(server: services.Postgres) -> bytes:
    """The certificate of a server, whoever it is by."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", server.port)) as plain:
        plain.sendall(struct.pack("!ii", 8, 80877103))  # asks for TLS
        if plain.recv(1) != b"S":
            return b"none"
        with trusting.wrap_socket(plain) as secured:
            return secured.getpeercert(binary_form=True) or b"none"


def test_the_image_has_the_authorities_where_the_address_says() -> None:
    named = re.search(r"sslrootcert=([^&]+)", given_to_tasks())
    assert named
    folder, _, name = named[1].rpartition("/")
    text = RECIPE.read_text()
    assert f"COPY --from=packages /authorities {folder}\n" in text
    assert f"'/authorities/{name}')" in text
    assert re.search(r"^ARG RDS_AUTHORITIES_SHA256=[0-9a-f]{64}$", text, re.MULTILINE)
    assert "&& sha256sum --check" in text


def test_a_server_that_proves_who_it_is_is_used(
    server: services.Postgres, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    certified(server, authority.issued())
    monkeypatch.setenv("PGPASSWORD", "test")
    url = address(server, authority.file)
    upgrade(url)
    records = open_records(url)
    assert records.analyses.latest("nobody") is None
    records.close()


@pytest.mark.parametrize("wrong", ["name", "authority"])
def test_a_server_that_does_not_is_not(
    wrong: str,
    server: services.Postgres,
    authority: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    certified(server, authority.issued(name="localhost" if wrong == "authority" else "other"))
    (tmp_path / "others").mkdir()
    known = Authority(tmp_path / "others") if wrong == "authority" else authority
    monkeypatch.setenv("PGPASSWORD", "test")
    with pytest.raises(StorageUnavailableError):
        upgrade(address(server, known.file))
