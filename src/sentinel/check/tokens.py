"""Tokens that no deployment may take. None of them needs the secret to be made."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from secrets import token_bytes
from time import time
from typing import Any

_HS256 = {"alg": "HS256", "typ": "JWT"}


def bad_tokens(good: str | None) -> dict[str, str]:
    """What is wrong with it, to the value of the header `Authorization`.

    Where a good token is given, the bad ones say what it says and differ in one thing alone.
    """
    claims = _claims(good) or {"sub": "sentinel-check", "aud": "authenticated"}
    lasting = {**claims, "exp": int(time()) + 3600}
    found = {
        "another scheme": "Basic c2VudGluZWw6Y2hlY2s=",
        "no token at all": "Bearer ",
        "not a token": "Bearer not-a-token",
        "expired": _bearer(_HS256, {**claims, "exp": int(time()) - 86_400}),
        "wrong signature": _bearer(_HS256, lasting),
        "algorithm none": f"Bearer {_unsigned({'alg': 'none', 'typ': 'JWT'}, lasting)}.",
        "wrong audience": _bearer(_HS256, {**lasting, "aud": "somebody-else"}),
    }
    if good and good.count(".") == 2:
        head, _, signature = good.split(".")
        other = _encoded({**claims, "sub": f"{claims.get('sub')}-other"})
        found["claims of another"] = f"Bearer {head}.{other}.{signature}"
        found["signature cut off"] = f"Bearer {good.rpartition('.')[0]}."
    return found


def _claims(token: str | None) -> dict[str, Any] | None:
    try:
        body = (token or "").split(".")[1]
        found = json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    except (IndexError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _bearer(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    text = _unsigned(header, claims)
    signature = hmac.new(token_bytes(32), text.encode(), hashlib.sha256).digest()
    return f"Bearer {text}.{_base64(signature)}"


def _unsigned(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    return f"{_encoded(header)}.{_encoded(claims)}"


def _encoded(value: Mapping[str, Any]) -> str:
    return _base64(json.dumps(value).encode())


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
