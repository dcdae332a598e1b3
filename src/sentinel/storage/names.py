"""Names of tenants, keys and things: which may be stored, and new ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from uuid import uuid4

from sentinel.errors import UnstorableError

COOP_TERMS = "coop/terms.toml"
"""Key of what a tenant's stores know of their co-op."""

_PLACE_LENGTH = 200
_KEY_LENGTH = 512
_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._=+-]{0,199}")
_ESCAPE = re.compile(r"_([0-9a-f]{2})")
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_FILE_NAME_LENGTH = 120


def is_storable(text: str) -> bool:
    """Whether both databases can hold it: no NUL and no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None


def place_of(tenant: str) -> str:
    """The tenant as one part of a path, and no other tenant's.

    Everything but lower-case letters, digits and hyphens is written as `_` and its bytes in hex:
    capitals too, because file systems that do not tell them apart would mix up two tenants.
    Raises UnstorableError for an empty or overlong one and for text that is none.
    """
    if not isinstance(tenant, str) or not tenant or not is_storable(tenant):
        raise UnstorableError(f"{tenant!r} is no tenant: expected a name.", given=tenant)
    place = "".join(
        chr(byte) if chr(byte) in "abcdefghijklmnopqrstuvwxyz0123456789-" else f"_{byte:02x}"
        for byte in tenant.encode()
    )
    if len(place) > _PLACE_LENGTH:
        raise UnstorableError(
            f"The tenant {tenant[:40]!r}... takes {len(place)} characters as a folder,"
            f" {_PLACE_LENGTH} are allowed.",
            given=tenant,
        )
    return place


def tenants_of(places: Iterable[str]) -> Iterator[str]:
    """The tenants that `place_of` made these places of; what it never makes is passed over."""
    for place in places:
        raw = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), place)
        try:
            tenant = raw.encode("latin-1").decode()
            if place_of(tenant) == place:
                yield tenant
        except (UnicodeError, UnstorableError):
            continue


def checked_key(key: str) -> str:
    """The key, if it names a blob and cannot lead out of its tenant; else UnstorableError.

    Parts between slashes are of letters, digits and `._=+-`, at most 200 long, and do not start
    with a point; the whole is at most 512 long.
    """
    if isinstance(key, str) and len(key) <= _KEY_LENGTH:
        if all(_PART.fullmatch(part) for part in key.split("/")):
            return key
        shown = repr(key)
    else:
        shown = repr(key)[:60] + "..."
    raise UnstorableError(
        f"{shown} is no key of a blob: expected parts of letters, digits and ._=+- between"
        f" slashes, none empty or starting with a point, {_KEY_LENGTH} characters at most.",
        given=key,
    )


def new_analysis_id() -> str:
    """An id that nobody can guess."""
    return uuid4().hex


def new_task_id() -> str:
    """An id that nobody can guess."""
    return f"task-{uuid4().hex}"


def new_session_id() -> str:
    """An id that nobody can guess."""
    return f"diag-{uuid4().hex}"


def new_upload_key(file_name: str) -> str:
    """A key under `uploads/` that ends like the file's name."""
    name = _UNSAFE.sub("_", PurePosixPath(file_name.replace("\\", "/")).name)
    return f"uploads/{uuid4()}-{name[-_FILE_NAME_LENGTH:]}"
