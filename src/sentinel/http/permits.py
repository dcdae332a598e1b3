"""Signed permissions to send one file to this server itself."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

import jwt
from attrs import frozen

from sentinel.http.errors import Refusal
from sentinel.settings import Settings

_AUDIENCE = "sentinel-upload"


@frozen(kw_only=True)
class Permit:
    """What its holder may send."""

    tenant: str
    key: str
    max_bytes: int


@frozen
class Permits:
    """Signs permits, and reads those that it signed."""

    _secret: bytes

    def sign(self, permit: Permit, expires_at: datetime) -> str:
        """The permit as text that only this server, or one with its secret, can have made."""
        claims = {
            "aud": _AUDIENCE,
            "exp": expires_at,
            "tenant": permit.tenant,
            "key": permit.key,
            "most": permit.max_bytes,
        }
        return jwt.encode(claims, self._secret, algorithm="HS256")

    def read(self, text: str) -> Permit:
        """Raises Refusal (403) for one that is expired, or was not signed here."""
        try:
            found = jwt.decode(
                text,
                self._secret,
                algorithms=["HS256"],
                audience=_AUDIENCE,
                options={"require": ["exp", "aud"]},
            )
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise Refusal(
                403, "FORBIDDEN", "The permission to upload has expired. Ask for a new one."
            ) from None
        return Permit(tenant=found["tenant"], key=found["key"], max_bytes=found["most"])


def open_permits(settings: Settings) -> Permits:
    """Signed with a key of their own: a permit is no token, and a token no permit."""
    secret = settings.upload_secret or settings.jwt_secret
    # settings have one of them wherever the server takes files itself
    key = hmac.digest((secret or "").encode(), b"sentinel upload form", hashlib.sha256)
    return Permits(key)
