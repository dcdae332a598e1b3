"""Keys of uploads as clients know them: with whose they are in front."""

from __future__ import annotations

from sentinel.errors import NotFoundError, UnstorableError
from sentinel.http.errors import Refusal, too_large
from sentinel.http.parts import Parts
from sentinel.storage.names import checked_key, place_of

_HOME = "uploads/"
LEAST = 8
"""Bytes below which nothing can be a table."""


def public_key(tenant: str, key: str) -> str:
    """The key of a blob, as the client gets it."""
    return f"{_HOME}{place_of(tenant)}/{key.removeprefix(_HOME)}"


def own_key(tenant: str, given: str) -> str:
    """The blob that a client's key names.

    Raises Refusal (403) for every key that is not under the tenant's own prefix, whether there is
    such a file or not.
    """
    home = f"{_HOME}{place_of(tenant)}/"
    name = given.removeprefix(home)
    try:
        if not given.startswith(home) or "/" in name:
            raise UnstorableError("not of this tenant", given=given)
        return checked_key(_HOME + name)
    except UnstorableError:
        raise Refusal(403, "FORBIDDEN", "This file is not yours.") from None


def upload_size(parts: Parts, tenant: str, key: str) -> int:
    """Bytes of an upload that can be read.

    Raises Refusal: 404 where it has not come or is gone, 400 under 8 bytes, 413 over the limit.
    """
    try:
        size = parts.blobs.size(tenant, key)
    except NotFoundError:
        raise Refusal(
            404, "UPLOAD_NOT_FOUND", "There is no such file, or it was deleted. Upload it again."
        ) from None
    if size > parts.settings.max_upload_bytes:
        raise too_large(parts.settings.max_upload_bytes)
    if size < LEAST:
        raise Refusal(400, "EMPTY_FILE", f"The file has {size} bytes: there is no table in it.")
    return size
