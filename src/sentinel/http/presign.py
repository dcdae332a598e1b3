"""POST /uploads/presign: permission to send files straight to where they are kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from attrs import frozen

from sentinel.http.errors import FieldError, Refusal
from sentinel.http.operations import Call, operation
from sentinel.http.parts import Parts
from sentinel.http.permits import Permit, open_permits
from sentinel.http.reading import Shown, Text, form
from sentinel.http.upload_keys import public_key
from sentinel.storage import Presigned, Upload, new_upload_key

CONTENT_TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
}
MOST_FILES = 5
NAME_LENGTH = 255
LIFETIME = timedelta(hours=1)
AN_HOUR = 20
"""Calls."""
FORM_PATH = "/uploads/file"
"""Where the server takes files itself; no operation of the contract."""

_ENDING = r"\.([cC][sS][vV]|[xX][lL][sS][xX]?)$"
_UNSAFE = re.compile(r"[^\w\-. ()]")

FileName = Annotated[str, Shown({"minLength": 4, "maxLength": NAME_LENGTH, "pattern": _ENDING})]


@frozen(kw_only=True)
class Wanted:
    """The files that are going to be sent."""

    filenames: Annotated[tuple[FileName, ...], Shown({"minItems": 1, "maxItems": MOST_FILES})]
    store_id: Annotated[str, Text(0, 200)] = ""
    """Accepted and not used: stores are told by the files."""


@frozen(kw_only=True)
class PresignedUrl:
    """Where one file is to be sent: a multipart POST of `fields`, then the part `file`."""

    filename: str
    safe_filename: str
    key: str
    """Names the file in further calls."""
    url: str
    fields: dict[str, str]
    max_size_mb: int


@frozen(kw_only=True)
class Limits:
    """What can be sent."""

    max_file_size_mb: int
    max_file_size_bytes: int
    allowed_extensions: tuple[str, ...]


@frozen(kw_only=True)
class PresignedUrls:
    """One permission per file, in the order of the names."""

    presigned_urls: tuple[PresignedUrl, ...]
    upload_method: str
    limits: Limits


class Presign:
    """S3 takes the files itself, by its own POST policy; without S3 this server does."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._permits = open_permits(parts.settings)

    @operation(
        "Get permission to send files", takes=form(Wanted), answers=PresignedUrls, refuses=(429,)
    )
    def on_post(self, call: Call[Wanted]) -> PresignedUrls:
        """1 to 5 files, CSV or Excel; a permission is good for an hour and one size limit."""
        names = _checked(call.given.filenames)
        call.count("presign", "uploads", limit=AN_HOUR)
        settings = self._parts.settings
        return PresignedUrls(
            presigned_urls=tuple(
                self._permitted(call, given, name)
                for given, name in zip(call.given.filenames, names, strict=True)
            ),
            upload_method="POST",
            limits=Limits(
                max_file_size_mb=settings.max_upload_mb,
                max_file_size_bytes=settings.max_upload_bytes,
                allowed_extensions=tuple(CONTENT_TYPES),
            ),
        )

    def _permitted(self, call: Call[Wanted], given: str, name: str) -> PresignedUrl:
        settings, key = self._parts.settings, new_upload_key(name)
        upload = Upload(
            key=key,
            name=name,
            content_type=CONTENT_TYPES["." + name.rpartition(".")[2].lower()],
            max_bytes=settings.max_upload_bytes,
            created_at=call.at,
            expires_at=call.at + LIFETIME,
        )
        self._parts.records.uploads.add(call.tenant, upload)
        presigned = self._parts.blobs.presign_post(
            call.tenant,
            key,
            content_type=upload.content_type,
            max_bytes=upload.max_bytes,
            seconds=int(LIFETIME.total_seconds()),
        ) or self._own_form(call, upload)
        return PresignedUrl(
            filename=given,
            safe_filename=name,
            key=public_key(call.tenant, key),
            url=presigned.url,
            fields=dict(presigned.fields),
            max_size_mb=settings.max_upload_mb,
        )

    def _own_form(self, call: Call[Wanted], upload: Upload) -> Presigned:
        permit = Permit(tenant=call.tenant, key=upload.key, max_bytes=upload.max_bytes)
        fields: Mapping[str, str] = {
            "key": public_key(call.tenant, upload.key),
            "permit": self._permits.sign(permit, upload.expires_at),
        }
        here = self._parts.settings.public_url or call.request.prefix
        return Presigned(url=here + FORM_PATH, fields=fields)


def _checked(given: tuple[str, ...]) -> tuple[str, ...]:
    """The names as they are safe. Raises Refusal (400) that tells all that are wrong."""
    if not 1 <= len(given) <= MOST_FILES:
        raise Refusal(
            400, "INVALID_FILES", f"{len(given)} files were named: 1 to {MOST_FILES} are allowed."
        )
    names = [safe_name(name) for name in given]
    wrong = [
        FieldError(field=f"filenames[{position}]", message=reason)
        for position, name in enumerate(names)
        if (reason := _wrong(name))
    ]
    if wrong:
        detail = f"{given[int(wrong[0].field[10:-1])][:80]!r}: {wrong[0].message}."
        raise Refusal(400, "INVALID_FILES", detail, errors=wrong)
    return tuple(names)


def safe_name(given: str) -> str:
    """The name alone: no path, nothing that a file system or a page could take amiss."""
    return _UNSAFE.sub("_", given.replace("\\", "/").rpartition("/")[2]).strip()


def _wrong(name: str) -> str:
    if not name:
        return "the name of the file is empty"
    if len(name) > NAME_LENGTH:
        return f"the name has {len(name)} characters, at most {NAME_LENGTH} are allowed"
    if not re.search(_ENDING, name):
        return f"only {', '.join(CONTENT_TYPES)} can be read"
    return ""
