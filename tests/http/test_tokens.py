"""Whose token it is; and that every bad one looks the same."""

from __future__ import annotations

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from attrs import evolve
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from exchange import SECRET, multipart, token
from falcon.testing import TestClient

from sentinel.errors import StorageUnavailableError, UsageError
from sentinel.http import Parts, create_app, tokens
from sentinel.settings import Settings

NOW = datetime.now(UTC)


def status(client: TestClient, authorization: str | None) -> int:
    """Of a call that needs a token and nothing else."""
    body, headers = multipart([("filenames", "items.csv")])
    if authorization is not None:
        headers["Authorization"] = authorization
    answer = client.simulate_post("/uploads/presign", body=body, headers=headers)
    if answer.status_code == 401:
        assert answer.json == {
            "detail": "A valid sign-in is needed. Please sign in again.",
            "message": "A valid sign-in is needed. Please sign in again.",
            "code": "UNAUTHORIZED",
        }
        assert "www-authenticate" not in answer.headers
    found: int = answer.status_code
    return found


@pytest.fixture
def stranger(parts: Parts) -> TestClient:
    """A client that is not signed in."""
    return TestClient(create_app(parts))


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    def written(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

    head = f"{written(json.dumps(header).encode())}.{written(json.dumps(claims).encode())}"
    return f"{head}.{written(signature)}"


CLAIMS = {"sub": "alice", "aud": "authenticated", "exp": int(NOW.timestamp()) + 86_400}


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_taken_in_any_case(stranger: TestClient, scheme: str) -> None:
    assert status(stranger, f"{scheme} {token()}") == 200


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer a.b.c",
        "Bearer ..",
        f"Basic {token()}",
        f"Token {token()}",
        token(),
        f"Bearer {token()} {token()}",
        f"Bearer {token()[:-2]}",
        f"Bearer {token()}x",
        f"Bearer {'x' * 100_000}",
        f"Bearer {token(secret=SECRET + 'x')}",
        f"Bearer {token(exp=NOW - timedelta(seconds=tokens.LEEWAY + 5))}",
        f"Bearer {token(exp=None)}",
        f"Bearer {token(exp='soon')}",
        f"Bearer {token(nbf=NOW + timedelta(days=1))}",
        f"Bearer {token(aud=None)}",
        f"Bearer {token(aud='anon')}",
        f"Bearer {token(aud=['anon', 'service'])}",
        f"Bearer {token(sub=None)}",
        f"Bearer {token('')}",
        f"Bearer {token('x' * 500)}",
        f"Bearer {token('a' + chr(0))}",
        f"Bearer {jwt.encode(CLAIMS, SECRET, algorithm='HS512')}",
        f"Bearer {unsigned({'alg': 'none', 'typ': 'JWT'}, CLAIMS)}",
        f"Bearer {unsigned({'alg': 'None'}, CLAIMS)}",
        f"Bearer {unsigned({'alg': 'HS256'}, CLAIMS)}",
        f"Bearer {unsigned({'alg': ['HS256']}, CLAIMS)}",
        f"Bearer {unsigned({'alg': 'HS256', 'crit': ['x'], 'x': 1}, CLAIMS, b'x')}",
        f"Bearer {'[' * 3000}.{'[' * 3000}.x",
        "Bearer ümläut".encode().decode("latin-1"),
    ],
)
def test_every_bad_token_gets_the_same_401(stranger: TestClient, authorization: str | None) -> None:
    assert status(stranger, authorization) == 401


@pytest.mark.parametrize("subject", [5, ["alice"], {"id": "alice"}, True])
def test_a_tenant_is_text(stranger: TestClient, subject: Any) -> None:
    signed = unsigned({"alg": "HS256"}, {**CLAIMS, "sub": subject})
    body = signed.rpartition(".")[0]
    mac = hmac.digest(SECRET.encode(), body.encode(), "sha256")
    whole = f"{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"
    assert status(stranger, f"Bearer {whole}") == 401


def test_clocks_may_differ_by_half_a_minute(stranger: TestClient) -> None:
    late = token(exp=datetime.now(UTC) - timedelta(seconds=tokens.LEEWAY - 10))
    assert status(stranger, f"Bearer {late}") == 200


def client_with(parts: Parts, **settings: Any) -> TestClient:
    return TestClient(create_app(evolve(parts, settings=evolve(parts.settings, **settings))))


def test_the_issuer_is_checked_where_one_is_named(parts: Parts) -> None:
    client = client_with(parts, jwt_issuer="https://id.example.com")
    assert status(client, f"Bearer {token(iss='https://id.example.com')}") == 200
    assert status(client, f"Bearer {token(iss='https://evil.example.com')}") == 401
    assert status(client, f"Bearer {token()}") == 401


def test_another_claim_can_name_the_tenant(parts: Parts) -> None:
    client = client_with(parts, jwt_tenant_claim="organisation")
    body, headers = multipart([("filenames", "a.csv")])
    headers["Authorization"] = f"Bearer {token(organisation='hardware-west')}"
    answer = client.simulate_post("/uploads/presign", body=body, headers=headers)
    assert answer.json["presigned_urls"][0]["key"].startswith("uploads/hardware-west/")
    assert status(client, f"Bearer {token()}") == 401


# --- public keys --------------------------------------------------------------------------------

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public(key: Any, algorithm: str, name: str) -> dict[str, Any]:
    kinds: Any = {"RS256": jwt.algorithms.RSAAlgorithm, "ES256": jwt.algorithms.ECAlgorithm}
    described: dict[str, Any] = json.loads(kinds[algorithm].to_jwk(key.public_key()))
    return {**described, "kid": name, "use": "sig", "alg": algorithm}


@pytest.fixture(scope="module")
def jwks() -> Iterator[str]:
    """A sign-in service's public keys, on loopback."""
    document = json.dumps(
        {"keys": [public(RSA, "RS256", "one"), public(EC, "ES256", "two")]}
    ).encode()

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(document)

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keys)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/jwks.json"
    server.shutdown()
    server.server_close()


@pytest.fixture
def keyed(settings: Settings, jwks: str) -> Settings:
    return evolve(settings, jwt_secret=None, jwks_url=jwks, upload_secret="u" * 32)


def signed(key: Any, algorithm: str, name: str, **claims: Any) -> str:
    said = {**CLAIMS, **claims}
    return jwt.encode(said, key, algorithm=algorithm, headers={"kid": name})


@pytest.mark.parametrize(
    ("key", "algorithm", "name"), [(RSA, "RS256", "one"), (EC, "ES256", "two")]
)
def test_tokens_of_public_keys_are_good(
    keyed: Settings, key: Any, algorithm: str, name: str
) -> None:
    verifier = tokens.open_verifier(keyed)
    assert verifier.tenant(signed(key, algorithm, name)) == "alice"


def forged() -> Iterator[str]:
    pem = RSA.public_key().public_bytes(
        encoding=_encoding().PEM, format=_format().SubjectPublicKeyInfo
    )
    head = unsigned({"alg": "HS256", "kid": "one"}, CLAIMS).rpartition(".")[0]
    mac = base64.urlsafe_b64encode(hmac.digest(pem, head.encode(), "sha256")).rstrip(b"=").decode()
    yield f"{head}.{mac}"  # the public key taken for a secret
    yield signed(OTHER, "RS256", "one")
    yield signed(RSA, "RS256", "three")
    yield signed(RSA, "RS256", "two")
    yield signed(RSA, "RS512", "one")
    yield signed(RSA, "PS256", "one")
    yield signed(RSA, "RS256", "one", aud="anon")
    yield signed(RSA, "RS256", "one", exp=1)
    yield unsigned({"alg": "none", "kid": "one"}, CLAIMS)
    yield token()
    yield jwt.encode(CLAIMS, RSA, algorithm="RS256")


def _encoding() -> Any:
    from cryptography.hazmat.primitives.serialization import Encoding

    return Encoding


def _format() -> Any:
    from cryptography.hazmat.primitives.serialization import PublicFormat

    return PublicFormat


@pytest.mark.parametrize("text", list(forged()))
def test_no_other_token_is(keyed: Settings, text: str) -> None:
    with pytest.raises(tokens.InvalidTokenError):
        tokens.open_verifier(keyed).tenant(text)


def test_where_the_keys_cannot_be_fetched_it_is_nobodys_token(settings: Settings) -> None:
    gone = evolve(settings, jwt_secret=None, jwks_url="http://127.0.0.1:9/jwks.json")
    with pytest.raises(StorageUnavailableError):
        tokens.open_verifier(gone).tenant(signed(RSA, "RS256", "one"))


def test_tokens_for_curl_need_the_secret(settings: Settings, keyed: Settings) -> None:
    lifetime = timedelta(hours=1)
    made = tokens.sign(settings, "bob", at=NOW, lifetime=lifetime)
    assert tokens.open_verifier(settings).tenant(made) == "bob"
    with pytest.raises(UsageError, match="SENTINEL_JWT_SECRET"):
        tokens.sign(keyed, "bob", at=NOW, lifetime=lifetime)


# --- tokens that were looked at -----------------------------------------------------------------


def test_a_good_token_is_looked_at_again_after_a_minute_and_at_its_end() -> None:
    moments = [0, 59, 60, 119, 150, 151]
    looked: list[float] = []

    def holder(token: str) -> tokens.Holder:
        looked.append(now)
        return tokens.Holder(tenant="alice", until=150)

    verifier = tokens.Remembering(holder, lambda: now)
    for moment in moments:
        now = float(moment)
        assert verifier.tenant("one") == "alice"
    assert looked == [0, 60, 150, 151]


def test_a_token_that_is_not_good_is_looked_at_each_time() -> None:
    looked: list[str] = []

    def holder(token: str) -> tokens.Holder:
        looked.append(token)
        raise tokens.InvalidTokenError

    verifier = tokens.Remembering(holder)
    for _ in range(2):
        with pytest.raises(tokens.InvalidTokenError):
            verifier.tenant("bad")
    assert looked == ["bad", "bad"]
