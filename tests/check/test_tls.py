"""Certificates that are good, and those that are not: then no token is sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from breaking import told
from checking import checked

pytest.importorskip("cryptography", reason="needs cryptography: pip install -e '.[all]'")

from certificates import Authority

Stand = Callable[..., str]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def trusted(authority: Authority) -> dict[str, str]:
    return {"SSL_CERT_FILE": str(authority.file)}


def test_a_good_certificate_is_told_with_its_days(
    authority: Authority, trusted: dict[str, str], stand: Stand
) -> None:
    found = checked(stand(context=authority.context(days=60.5)), tenant="secure", **trusted)
    assert (found.code, found.said["skipped"]) == (0, 0)
    said = found.lines("passed")["tls"]
    assert re.fullmatch(r"TLSv1\.[23], certificate good for 60 days \(until \S+\)", said)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"days": -1}, "certificate has expired"),
        ({"name": "other.example.com"}, "Hostname mismatch|not valid for 'localhost'"),
    ],
)
def test_with_a_bad_certificate_no_token_leaves(
    options: dict[str, Any],
    words: str,
    authority: Authority,
    trusted: dict[str, str],
    stand: Stand,
) -> None:
    came: list[str] = []
    spied = told(lambda environ: came.append(environ["PATH_INFO"]))
    url = stand(spied, context=authority.context(**options))
    found = checked(url, tenant="careful", **trusted)
    assert (found.code, list(found.failed), came) == (1, ["tls"], [])
    assert re.search(words, found.failed["tls"])
    assert set(found.lines("skipped").values()) == {"needs tls"}


def test_before_a_cut_over_the_name_leads_elsewhere(
    authority: Authority, trusted: dict[str, str], stand: Stand
) -> None:
    """The name is asked for, and on the certificate; only the way goes to another host."""
    port = urlsplit(stand(context=authority.context(name="api.example.com"))).port
    url, elsewhere = f"https://api.example.com:{port}", ("--connect-to", "127.0.0.1")
    found = checked(url, *elsewhere, tenant="before", **trusted)
    assert (found.code, found.failed, found.said["skipped"]) == (0, {}, 0)
    assert found.lines("passed")["upload"] == f"taken by api.example.com:{port}"


def test_an_authority_that_nobody_trusts_is_no_authority(
    authority: Authority, tmp_path: Path, stand: Stand
) -> None:
    found = checked(stand(context=authority.context()), SSL_CERT_FILE=str(Authority(tmp_path).file))
    assert "the certificate is not good" in found.failed["tls"]


def test_a_certificate_that_ends_soon_fails(
    authority: Authority, trusted: dict[str, str], stand: Stand
) -> None:
    url = stand(context=authority.context(days=3.5))
    assert "good for 3 days" in checked(url, **trusted).failed["tls"]
    assert checked(url, "--certificate-days", "3", **trusted).code == 0


def test_no_tls_where_tls_should_be(stand: Stand, trusted: dict[str, str]) -> None:
    found = checked(stand().replace("http:", "https:"), **trusted)
    assert list(found.failed) == ["tls"]
    assert re.match("TLS failed", found.failed["tls"])
