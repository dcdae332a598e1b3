"""The environment: what a wrong setting says, and what no message shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from sentinel import settings
from sentinel.errors import SettingError

SECRET = "0123456789abcdef0123456789abcdef"
GOOD = {"SENTINEL_DATA_DIR": "/data", "SENTINEL_JWT_SECRET": SECRET}


def test_a_secret_is_all_that_is_needed() -> None:
    found = settings.from_environment(GOOD)
    assert found.database_url == "sqlite:////data/sentinel.db"
    assert found.blobs == "/data/blobs"
    assert (found.jwt_audience, found.jwt_tenant_claim, found.jwt_issuer) == (
        "authenticated",
        "sub",
        None,
    )
    assert found.max_upload_bytes == 50 * 1024**2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SENTINEL_JWT_SECRET", ""),
        ("SENTINEL_JWT_SECRET", "short"),
        ("SENTINEL_JWT_SECRET", SECRET[:-1]),
        ("SENTINEL_UPLOAD_SECRET", "short"),
        ("SENTINEL_JWKS_URL", "https://id.example.com/keys"),  # beside the secret
        ("SENTINEL_JWKS_URL", "id.example.com"),
        ("SENTINEL_MAX_UPLOAD_MB", "0"),
        ("SENTINEL_MAX_UPLOAD_MB", "-5"),
        ("SENTINEL_MAX_UPLOAD_MB", "5.5"),
        ("SENTINEL_MAX_UPLOAD_MB", "9" * 40),
        ("SENTINEL_MAX_UPLOAD_MB", "fifty"),
        ("SENTINEL_LOG_FORMAT", "xml"),
        ("SENTINEL_LOG_LEVEL", "loud"),
        ("SENTINEL_CORS_ORIGINS", "*"),
        ("SENTINEL_CORS_ORIGINS", "https://*.example.com"),
        ("SENTINEL_CORS_ORIGINS", "https://a.example.com,example.com"),
        ("SENTINEL_CORS_ORIGINS", "https://a.example.com/page"),
        ("SENTINEL_PUBLIC_URL", "ftp://example.com"),
        ("SENTINEL_PUBLIC_URL", "https://[bad"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingError, match=name):
        settings.from_environment({**GOOD, name: value})


def test_keys_come_by_a_safe_way() -> None:
    keys = {"SENTINEL_DATA_DIR": "/data", "SENTINEL_UPLOAD_SECRET": SECRET}
    with pytest.raises(SettingError, match="https"):
        settings.from_environment({**keys, "SENTINEL_JWKS_URL": "http://id.example.com/keys"})
    near = settings.from_environment({**keys, "SENTINEL_JWKS_URL": "http://127.0.0.1:9000/keys"})
    assert near.jwks_url == "http://127.0.0.1:9000/keys"


def test_the_own_form_needs_a_secret_where_tokens_have_none() -> None:
    keys = {"SENTINEL_DATA_DIR": "/data", "SENTINEL_JWKS_URL": "https://id.example.com/keys"}
    with pytest.raises(SettingError, match="SENTINEL_UPLOAD_SECRET"):
        settings.from_environment(keys)
    in_s3 = {**keys, "SENTINEL_BLOBS": "s3://exports/sentinel"}
    assert settings.from_environment(in_s3).upload_secret is None


def test_secrets_do_not_show() -> None:
    found = settings.from_environment(
        {
            **GOOD,
            "SENTINEL_UPLOAD_SECRET": "u" + SECRET,
            "SENTINEL_DATABASE_URL": "postgresql://app:pass-word@db/sentinel",
        }
    )
    assert SECRET not in repr(found)
    assert "pass-word" not in repr(found)
    for wrong in ("https://u:pass-word@[bad", "file://u:pass-word@host"):
        with pytest.raises(SettingError) as refused:
            settings.from_environment({**GOOD, "SENTINEL_PUBLIC_URL": wrong})
        assert "pass-word" not in str(refused.value)


def test_development_needs_nothing_and_trusts_nobody_elses_secret() -> None:
    first = settings.for_development({"SENTINEL_DATA_DIR": "/data"})
    second = settings.for_development({**GOOD, "SENTINEL_JWKS_URL": "https://id.example.com"})
    secrets = {first.jwt_secret, second.jwt_secret, SECRET}
    assert len(secrets) == 3
    assert set(settings.DEVELOPMENT_ORIGINS) < set(first.cors_origins)


def test_without_a_data_folder_it_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SENTINEL_DATA_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/kim/data")
    url, blobs = settings.state_at({})
    assert Path(blobs).parent.name == "sentinel"
    assert url == f"sqlite:///{Path(blobs).parent / 'sentinel.db'}"
