"""Whose token it is. Every failure is the same one; there is no way to switch it off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from time import time
from typing import Any, Protocol

import jwt
from attrs import evolve, field, frozen
from jwt.exceptions import PyJWKClientConnectionError, PyJWTError

from sentinel import __version__
from sentinel.errors import StorageUnavailableError, UnstorableError, UsageError
from sentinel.settings import Settings
from sentinel.storage.names import place_of

LEEWAY = 30
"""Seconds by which clocks may differ."""
PUBLIC_KEY_ALGORITHMS = ("RS256", "ES256")
_JWKS_SECONDS = 5
_MOST = 16_384
"""Characters of a token; longer ones are not even looked at."""
FRESH = 60.0
"""Seconds for which a token that was found good is: its key may be withdrawn."""
_MOST_HELD = 1000
"""Tokens."""


class InvalidTokenError(Exception):
    """The token is not good. Why is nobody's business."""


class Verifier(Protocol):
    """Tells whose token it is."""

    def tenant(self, token: str) -> str:
        """Raises InvalidTokenError, StorageUnavailableError where the keys cannot be fetched."""


@frozen(kw_only=True)
class Holder:
    """Whose a good token is."""

    tenant: str
    until: float
    """Seconds since 1970: the claim `exp`."""


@frozen
class Remembering:
    """Looks at a token again after `FRESH` seconds, and at its end."""

    _holder: Callable[[str], Holder]
    _clock: Callable[[], float] = time
    _held: dict[str, Holder] = field(factory=dict, init=False)

    def tenant(self, token: str) -> str:
        """See `Verifier`."""
        now, known = self._clock(), self._held.get(token)
        if known is not None and now < known.until:
            return known.tenant
        found = self._holder(token)
        if len(self._held) >= _MOST_HELD:
            self._held.clear()
        self._held[token] = evolve(found, until=min(found.until, now + FRESH))
        return found.tenant


def open_verifier(settings: Settings) -> Verifier:
    """The verifier that the settings describe."""
    return Remembering(_signed(settings).holder)


def _signed(settings: Settings) -> _Secret | _PublicKeys:
    claims = _Claims(settings.jwt_audience, settings.jwt_issuer, settings.jwt_tenant_claim)
    if settings.jwks_url is not None:
        keys = jwt.PyJWKClient(
            settings.jwks_url,
            # some services turn Python's own name away
            headers={"User-Agent": f"profit-sentinel/{__version__}"},
            timeout=_JWKS_SECONDS,
        )
        return _PublicKeys(keys, claims)
    assert settings.jwt_secret is not None  # settings have one or the other
    return _Secret(settings.jwt_secret, claims)


@frozen
class _Claims:
    audience: str
    issuer: str | None
    tenant_claim: str

    def check(self, token: str, key: Any, algorithm: str) -> Holder:
        found = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=self.audience,
            issuer=self.issuer,
            leeway=LEEWAY,
            options={"require": ["exp", "aud", *(["iss"] if self.issuer else [])]},
        )
        tenant: Any = found.get(self.tenant_claim)
        place_of(tenant)
        return Holder(tenant=str(tenant), until=float(min(int(found["exp"]), 1 << 53)))


@frozen
class _Secret:
    _secret: str
    _claims: _Claims

    def holder(self, token: str) -> Holder:
        if len(token) > _MOST:
            raise InvalidTokenError
        try:
            return self._claims.check(token, self._secret, "HS256")
        except (PyJWTError, UnstorableError, ValueError, TypeError, RecursionError) as error:
            raise InvalidTokenError from error


@frozen
class _PublicKeys:
    _keys: jwt.PyJWKClient
    _claims: _Claims

    def holder(self, token: str) -> Holder:
        if len(token) > _MOST:
            raise InvalidTokenError
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") not in PUBLIC_KEY_ALGORITHMS:
                raise InvalidTokenError
            key = self._keys.get_signing_key_from_jwt(token)
            # the key says which algorithm it is for, not the token
            if key.algorithm_name not in PUBLIC_KEY_ALGORITHMS:
                raise InvalidTokenError
            return self._claims.check(token, key, key.algorithm_name)
        except PyJWKClientConnectionError as error:
            raise StorageUnavailableError("The public keys cannot be fetched now.") from error
        except (PyJWTError, UnstorableError, ValueError, TypeError, RecursionError) as error:
            raise InvalidTokenError from error


def sign(settings: Settings, tenant: str, *, at: datetime, lifetime: timedelta) -> str:
    """A token for `curl`. Raises UsageError where the server takes public keys only."""
    if settings.jwt_secret is None:
        raise UsageError(
            "Tokens can only be made where SENTINEL_JWT_SECRET is set; with SENTINEL_JWKS_URL the"
            " sign-in service makes them."
        )
    claims: dict[str, Any] = {
        "aud": settings.jwt_audience,
        "iat": at,
        "exp": at + lifetime,
        settings.jwt_tenant_claim: tenant,
    }
    if settings.jwt_issuer is not None:
        claims["iss"] = settings.jwt_issuer
    return jwt.encode(claims, settings.jwt_secret, algorithm="HS256")
