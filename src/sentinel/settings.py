"""What the server takes from its environment. A wrong or missing setting stops the start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from secrets import token_hex
from typing import Literal, TypeAlias, cast
from urllib.parse import urlsplit

from attrs import evolve, field, frozen

from sentinel.errors import SettingError

MIN_SECRET_BYTES = 32
"""A shorter HMAC key can be guessed (RFC 7518, 3.2)."""

ORIGINS = (
    "https://www.profitsentinel.com",
    "https://profitsentinel.com",
    "https://profit-sentinel-saas.vercel.app",
    "https://profit-sentinel.vercel.app",
)
"""The pages that may call from a browser, unless `SENTINEL_CORS_ORIGINS` names others."""

DEVELOPMENT_ORIGINS = (
    "http://localhost:3000",
    "http://localhost:5173",
    "http://127.0.0.1:3000",
    "http://127.0.0.1:5173",
)
"""Further ones of `sentinel serve --dev`."""

CLAUDE_MODEL = "claude-haiku-5-5"
"""The question is small and somebody waits: the quick one, unless another is named."""

LogFormat: TypeAlias = Literal["text", "json"]
LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]

LOOPBACK = ("localhost", "127.0.0.1", "::1")


def _hidden() -> str | None:
    """A field that no message, log or traceback shows."""
    return cast("str | None", field(default=None, repr=False))


@frozen(kw_only=True)
class ClaudeSettings:
    """How Claude is asked what columns mean. The key does not show in its repr."""

    key: str | None = _hidden()
    """Null: it is not configured, and whoever asks is told so."""
    base_url: str | None = None
    """Null: the API's own address."""
    model: str = CLAUDE_MODEL
    values: bool = False
    """Whether some values of each column are sent; never those of columns about people."""
    seconds: int = 20
    """The longest that anybody waits for an answer, all attempts together."""
    calls_an_hour: int = 120
    """Questions of one process in any hour."""


@frozen(kw_only=True)
class Settings:
    """Where state is kept and whose tokens are good. Secrets do not show in its repr."""

    database_url: str = field(repr=False)
    """May hold a password."""
    blobs: str
    """A folder, or s3://bucket/prefix."""
    jwt_secret: str | None = _hidden()
    """For HS256; null where `jwks_url` is given."""
    jwks_url: str | None = None
    """Where the public keys for RS256 and ES256 are; null where `jwt_secret` is given."""
    jwt_audience: str = "authenticated"
    jwt_issuer: str | None = None
    """Null: any issuer that signs with the key."""
    jwt_tenant_claim: str = "sub"
    """The claim that says whose data it is."""
    upload_secret: str | None = _hidden()
    """Signs the server's own upload form; null: derived from `jwt_secret`."""
    public_url: str | None = None
    """Where clients reach the server; null: as the request says."""
    cors_origins: tuple[str, ...] = ORIGINS
    max_upload_mb: int = 50
    """MiB per file."""
    log_format: LogFormat = "text"
    log_level: LogLevel = "info"
    claude: ClaudeSettings | None = None
    """Null: nobody but Sentinel itself is asked what columns mean."""

    @property
    def max_upload_bytes(self) -> int:
        """The same in bytes."""
        return self.max_upload_mb << 20


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings that the environment gives.

    Raises SettingError, which names the setting and never shows a secret.
    """
    read = _Reader(environment)
    database_url, blobs = state_at(environment)
    secret, keys = read.text("SENTINEL_JWT_SECRET"), read.url("SENTINEL_JWKS_URL", secure=True)
    if (secret is None) == (keys is None):
        state = "both are set" if secret else "neither is set"
        raise SettingError(
            "SENTINEL_JWT_SECRET",
            f"Exactly one of SENTINEL_JWT_SECRET and SENTINEL_JWKS_URL is needed, {state}."
            " `sentinel serve --dev` needs none.",
        )
    settings = Settings(
        database_url=database_url,
        blobs=blobs,
        jwt_secret=read.secret("SENTINEL_JWT_SECRET"),
        jwks_url=keys,
        jwt_audience=read.text("SENTINEL_JWT_AUDIENCE") or "authenticated",
        jwt_issuer=read.text("SENTINEL_JWT_ISSUER"),
        jwt_tenant_claim=read.text("SENTINEL_JWT_TENANT_CLAIM") or "sub",
        upload_secret=read.secret("SENTINEL_UPLOAD_SECRET"),
        public_url=read.url("SENTINEL_PUBLIC_URL"),
        cors_origins=read.origins("SENTINEL_CORS_ORIGINS"),
        max_upload_mb=read.number("SENTINEL_MAX_UPLOAD_MB", 50, most=5000),
        log_format=cast(LogFormat, read.choice("SENTINEL_LOG_FORMAT", ("text", "json"))),
        log_level=cast(
            LogLevel, read.choice("SENTINEL_LOG_LEVEL", ("info", "debug", "warning", "error"))
        ),
        claude=_claude(environment),
    )
    if settings.jwks_url and not settings.upload_secret and not settings.blobs.startswith("s3://"):
        raise SettingError(
            "SENTINEL_UPLOAD_SECRET",
            "With SENTINEL_JWKS_URL and blobs in a folder, SENTINEL_UPLOAD_SECRET is needed:"
            f" at least {MIN_SECRET_BYTES} bytes, the same on every server. It signs upload forms.",
        )
    return settings


def for_development(environment: Mapping[str, str] = os.environ) -> Settings:
    """The same with a secret that nobody else has and that is gone with the process."""
    given = dict(environment) | {
        "SENTINEL_JWT_SECRET": token_hex(MIN_SECRET_BYTES),
        "SENTINEL_JWKS_URL": "",
    }
    settings = from_environment(given)
    return evolve(settings, cors_origins=(*settings.cors_origins, *DEVELOPMENT_ORIGINS))


def claude_from(
    environment: Mapping[str, str] = os.environ, *, values: bool = False
) -> ClaudeSettings:
    """How Claude is asked, with the key and the model that the environment gives.

    Raises SettingError, which names the setting and never shows the key.
    """
    read = _Reader(environment)
    return ClaudeSettings(
        key=read.text("ANTHROPIC_API_KEY"),
        base_url=read.url("ANTHROPIC_BASE_URL"),
        model=read.text("SENTINEL_CLAUDE_MODEL") or CLAUDE_MODEL,
        values=values,
        seconds=read.number("SENTINEL_CLAUDE_SECONDS", 20, most=120),
        calls_an_hour=read.number("SENTINEL_CLAUDE_CALLS", 120, most=100_000),
    )


def _claude(environment: Mapping[str, str]) -> ClaudeSettings | None:
    """For a server: its key switches it on, SENTINEL_CLAUDE off, or values on as well."""
    sent = _Reader(environment).choice("SENTINEL_CLAUDE", ("shapes", "values", "off"))
    settings = claude_from(environment, values=sent == "values")
    if sent == "values" and settings.key is None:
        raise SettingError(
            "ANTHROPIC_API_KEY", "SENTINEL_CLAUDE is 'values', and ANTHROPIC_API_KEY is not set."
        )
    return settings if settings.key and sent != "off" else None


def state_at(environment: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """The addresses of records and blobs: as set, else a SQLite file and a folder."""
    read = _Reader(environment)
    where = read.data_dir()
    return (
        read.text("SENTINEL_DATABASE_URL") or f"sqlite:///{where / 'sentinel.db'}",
        read.text("SENTINEL_BLOBS") or str(where / "blobs"),
    )


@frozen
class _Reader:
    """Takes values out of an environment; an empty one counts as not set."""

    _environment: Mapping[str, str]

    def text(self, name: str) -> str | None:
        return self._environment.get(name, "").strip() or None

    def data_dir(self) -> Path:
        given = self.text("SENTINEL_DATA_DIR")
        if given:
            return Path(given).expanduser().absolute()
        from sentinel.saved_mapping_files import own_folder

        return own_folder().parent

    def secret(self, name: str) -> str | None:
        value = self.text(name)
        if value is not None and len(value.encode()) < MIN_SECRET_BYTES:
            raise SettingError(
                name,
                f"{name} has {len(value.encode())} bytes, at least {MIN_SECRET_BYTES} are needed."
                " Make one with: openssl rand -hex 32",
            )
        return value

    def number(self, name: str, default: int, *, most: int) -> int:
        value = self.text(name)
        if value is None:
            return default
        if not value.isascii() or not value.isdigit() or not 1 <= int(value[:9]) <= most:
            raise SettingError(
                name, f"{name} is {value!r}: expected a whole number from 1 to {most}."
            )
        return int(value)

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        value = (self.text(name) or known[0]).lower()
        if value not in known:
            raise SettingError(
                name, f"{name} is {value!r}: expected {' or '.join(map(repr, known))}."
            )
        return value

    def url(self, name: str, *, secure: bool = False) -> str | None:
        value = self.text(name)
        if value is None:
            return None
        try:
            parts = urlsplit(value)
            host = parts.hostname
        except ValueError:
            host = None
        # what comes over plain http could be anybody's
        schemes = ("https",) if secure and host not in LOOPBACK else ("https", "http")
        if not host or parts.scheme not in schemes:
            # an address may hold a password: it is not shown
            raise SettingError(name, f"{name} is no address that starts with {schemes[0]}://.")
        return value.rstrip("/")

    def origins(self, name: str) -> tuple[str, ...]:
        value = self.text(name)
        if value is None:
            return ORIGINS
        origins = tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        for origin in origins:
            scheme, _, host = origin.partition("://")
            if scheme not in ("http", "https") or not host or "/" in host or "*" in host:
                raise SettingError(
                    name, f"{name} has {origin!r}: expected origins like https://example.com."
                )
        return origins
