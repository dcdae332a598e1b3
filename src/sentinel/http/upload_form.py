"""POST /uploads/file: takes files where there is no S3. Its address comes from `/uploads/presign`.

No token is needed: the permit says who may send what, until when, and how large. Not one of the
operations of the contract, and not in `/openapi.json`: clients post to whatever address they get.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import falcon
from attrs import define

from sentinel.errors import NotFoundError
from sentinel.http.errors import FieldError, Refusal, invalid, too_large
from sentinel.http.parts import Parts
from sentinel.http.permits import Permit, open_permits
from sentinel.http.reading import MIB, check_length, form_parts
from sentinel.http.upload_keys import public_key

_FIELDS = ("key", "permit")


class UploadForm:
    """The file is the last part, named `file`, as S3 wants it too."""

    public = True

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._permits = open_permits(parts.settings)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """204, or an error and nothing is kept."""
        check_length(req, self._parts.settings.max_upload_bytes + MIB)
        if (req.content_type or "").partition(";")[0].strip().lower() != falcon.MEDIA_MULTIPART:
            raise invalid([FieldError(field="body", message="expected multipart/form-data")])
        fields: dict[str, str] = {}
        parts = form_parts(req)
        for part in parts:
            if part.name == "file":
                self._take(self._permitted(fields), part.stream, parts)
                resp.status = falcon.HTTP_204
                return
            if part.name in _FIELDS:
                fields[part.name] = part.get_data().decode("utf-8", "replace")
        raise invalid([FieldError(field="file", message="is required")])

    def _permitted(self, fields: dict[str, str]) -> Permit:
        missing = [name for name in _FIELDS if name not in fields]
        if missing:
            raise invalid(
                FieldError(field=name, message="is required before the file") for name in missing
            )
        permit = self._permits.read(fields["permit"])
        try:
            self._parts.records.uploads.get(permit.tenant, permit.key)
        except NotFoundError:
            raise Refusal(403, "FORBIDDEN", "The permission to upload is gone.") from None
        if fields["key"] != public_key(permit.tenant, permit.key):
            raise Refusal(403, "FORBIDDEN", "The permission is for another file.")
        return permit

    def _take(self, permit: Permit, stream: BinaryIO, after: Iterator[Any]) -> None:
        first = stream.read(MIB)
        if not first:
            raise Refusal(400, "EMPTY_FILE", "The file is empty.")
        body = _Body(_pieces(first, stream, permit.max_bytes, after))
        self._parts.blobs.put(permit.tenant, permit.key, cast(BinaryIO, body))
        self._parts.records.uploads.arrived(permit.tenant, permit.key, body.size)


def _pieces(first: bytes, stream: BinaryIO, most: int, after: Iterator[Any]) -> Iterator[bytes]:
    size, piece = 0, first
    while piece:
        size += len(piece)
        if size > most:
            raise too_large(most)
        yield piece
        piece = stream.read(MIB)
    # raises where the form ends without its closing line: a file that was cut on its way
    next(after, None)


@define
class _Body:
    """Pieces as a file that can be read once, and counted."""

    _pieces: Iterator[bytes]
    size: int = 0

    def read(self, size: int = -1) -> bytes:
        piece = next(self._pieces, b"")
        self.size += len(piece)
        return piece
