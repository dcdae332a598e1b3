"""Blobs in S3, or in anything that speaks it: one object each, under a prefix per tenant."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from attrs import frozen

from sentinel.errors import (
    NotFoundError,
    StorageError,
    StorageFullError,
    StorageRefusedError,
    StorageUnavailableError,
    UsageError,
)
from sentinel.storage.blobs import Data
from sentinel.storage.models import BlobInfo, Presigned
from sentinel.storage.names import checked_key, place_of, tenants_of

try:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
    from urllib3.exceptions import HTTPError
except ImportError as error:  # pragma: no cover
    raise UsageError(
        "Blobs in S3 need the extra aws: pip install 'profit-sentinel[aws]'.", given="s3"
    ) from error

_ENDPOINTS = {"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"}
_OF_AWS: Any = {"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"}
"""The region is in the address that browsers get: by the global one a new bucket is not found for a
while, and a form that is sent on is lost."""
_IN_MEMORY = 8 << 20
_PART = 1 << 20
_AT_ONCE = 1000
_ABSENT = ("NoSuchKey", "404", "NotFound")
UPLOAD_TAG = (
    "<Tagging><TagSet><Tag><Key>sentinel</Key><Value>upload</Value></Tag></TagSet></Tagging>"
)
"""What a browser sends is tagged: a rule of the bucket tells it from analyses by nothing else."""
_FULL = ("EntityTooLarge", "QuotaExceeded", "InsufficientStorage", "507")


def open_s3(address: str, *, timeout: float = 8) -> S3Blobs:
    """The blobs in `s3://bucket/prefix`; `timeout` in seconds for each attempt, of three."""
    bucket, _, prefix = address.removeprefix("s3://").partition("/")
    prefix = prefix.strip("/")
    if not bucket:
        raise UsageError(f"{address!r} names no bucket: s3://bucket/prefix.", given=address)
    config = Config(
        signature_version="s3v4",
        connect_timeout=min(timeout, 5),
        read_timeout=timeout,
        retries={"mode": "standard", "total_max_attempts": 3},
        max_pool_connections=32,
        s3=_OF_AWS if not _ENDPOINTS & os.environ.keys() else None,
    )
    # a session of its own: the default one is not safe to share between threads
    with _told(bucket, "all"):
        client = boto3.session.Session().client("s3", config=config)
    return S3Blobs(client, bucket, f"{prefix}/" if prefix else "")


@frozen
class S3Blobs:
    """See `Blobs`."""

    _client: Any
    bucket: str
    prefix: str
    """Empty, or ending in a slash."""

    def put(self, tenant: str, key: str, data: Data) -> None:
        """See `Blobs`; one PUT, which S3 takes whole or not at all."""
        body = bytes(data) if isinstance(data, memoryview) else data
        with _told(self.bucket, key):
            self._client.put_object(Bucket=self.bucket, Key=self._name(tenant, key), Body=body)

    def get(self, tenant: str, key: str) -> bytes:
        """See `Blobs`."""
        with _told(self.bucket, key):
            return cast(bytes, self._get(tenant, key)["Body"].read())

    def open(self, tenant: str, key: str) -> BinaryIO:
        """See `Blobs`; large ones go through a temporary file."""
        file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        try:
            with _told(self.bucket, key):
                for part in self._get(tenant, key)["Body"].iter_chunks(_PART):
                    file.write(part)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return cast(BinaryIO, file)

    def head(self, tenant: str, key: str, size: int) -> bytes:
        """See `Blobs`; only the range is fetched."""
        if size <= 0:
            self.size(tenant, key)
            return b""
        try:
            with _told(self.bucket, key):
                found = self._get(tenant, key, Range=f"bytes=0-{size - 1}")
                return cast(bytes, found["Body"].read())
        except StorageError as error:
            if _code(error.__cause__) in ("InvalidRange", "416"):  # it is empty
                return b""
            raise

    def size(self, tenant: str, key: str) -> int:
        """See `Blobs`."""
        with _told(self.bucket, key):
            found = self._client.head_object(Bucket=self.bucket, Key=self._name(tenant, key))
            return int(found["ContentLength"])

    def delete(self, tenant: str, key: str) -> None:
        """See `Blobs`."""
        name = self._name(tenant, key)
        with _told(self.bucket, key):
            self._remove([version for version in self._versions(name) if version["Key"] == name])

    def delete_all(self, tenant: str) -> int:
        """See `Blobs`."""
        with _told(self.bucket, "all"):
            versions = list(self._versions(self._home(tenant)))
            self._remove(versions)
        return len({version["Key"] for version in versions})

    def list(self, tenant: str, prefix: str = "") -> Iterator[BlobInfo]:
        """See `Blobs`."""
        home = self._home(tenant)
        with _told(self.bucket, "all"):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=home + prefix
            )
            for page in pages:
                for found in page.get("Contents", ()):
                    yield BlobInfo(
                        key=found["Key"].removeprefix(home),
                        size=found["Size"],
                        modified=found["LastModified"].astimezone(UTC),
                    )

    def tenants(self) -> Iterator[str]:
        """See `Blobs`."""
        with _told(self.bucket, "all"):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self.prefix, Delimiter="/"
            )
            for page in pages:
                folders = (found["Prefix"] for found in page.get("CommonPrefixes", ()))
                yield from tenants_of(
                    name.removeprefix(self.prefix).removesuffix("/") for name in folders
                )

    def tidy(self, before: datetime) -> int:
        """0: a PUT that was cut leaves nothing."""
        return 0

    def presign_post(
        self, tenant: str, key: str, *, content_type: str, max_bytes: int, seconds: int
    ) -> Presigned | None:
        """See `Blobs`."""
        with _told(self.bucket, key):
            made = self._client.generate_presigned_post(
                self.bucket,
                self._name(tenant, key),
                Fields={"Content-Type": content_type, "tagging": UPLOAD_TAG},
                Conditions=[
                    {"Content-Type": content_type},
                    {"tagging": UPLOAD_TAG},
                    ["content-length-range", 1, max_bytes],
                ],
                ExpiresIn=seconds,
            )
        return Presigned(url=made["url"], fields=made["fields"])

    def check(self) -> None:
        """See `Blobs`."""
        with _told(self.bucket, "all"):
            self._client.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix, MaxKeys=1)

    def _home(self, tenant: str) -> str:
        return f"{self.prefix}{place_of(tenant)}/"

    def _name(self, tenant: str, key: str) -> str:
        return self._home(tenant) + checked_key(key)

    def _get(self, tenant: str, key: str, **more: str) -> Any:
        return self._client.get_object(Bucket=self.bucket, Key=self._name(tenant, key), **more)

    def _versions(self, prefix: str) -> Iterator[dict[str, str]]:
        """All under the prefix; a bucket that keeps versions keeps them unless they are named."""
        pages = self._client.get_paginator("list_object_versions").paginate(
            Bucket=self.bucket, Prefix=prefix
        )
        for page in pages:
            for found in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                yield {"Key": found["Key"], "VersionId": found["VersionId"]}

    def _remove(self, versions: Sequence[dict[str, str]]) -> None:
        for start in range(0, len(versions), _AT_ONCE):
            answer = self._client.delete_objects(
                Bucket=self.bucket,
                Delete={"Objects": versions[start : start + _AT_ONCE], "Quiet": True},
            )
            for failed in answer.get("Errors", ()):
                raise StorageRefusedError(
                    f"S3 did not delete {failed.get('Key')!r}: {failed.get('Code')}."
                )


@contextmanager
def _told(bucket: str, key: str) -> Iterator[None]:
    """What S3 and the way to it say, as our errors; no message shows a credential."""
    try:
        yield
    except NoCredentialsError as error:
        raise StorageRefusedError(
            f"There are no credentials for the bucket {bucket!r}: set AWS_ACCESS_KEY_ID and"
            " AWS_SECRET_ACCESS_KEY, or give the machine a role."
        ) from error
    except ClientError as error:
        raise _error(error, bucket, key) from error
    except (BotoCoreError, HTTPError) as error:
        raise StorageUnavailableError(
            f"The bucket {bucket!r} cannot be reached now: {type(error).__name__}."
        ) from error


def _error(error: ClientError, bucket: str, key: str) -> StorageError:
    code, status = _code(error), _status(error)
    if code in _ABSENT:
        return NotFoundError("blob", key)
    if code in _FULL or status == 507:
        return StorageFullError(f"There is no room for the blob {key!r} in {bucket!r}: {code}.")
    if status >= 500 or status == 429 or code in ("SlowDown", "RequestTimeout"):
        return StorageUnavailableError(f"The bucket {bucket!r} cannot be used now: {code}.")
    return StorageRefusedError(f"The bucket {bucket!r} refused the blob {key!r}: {code}.")


def _code(error: BaseException | None) -> str:
    answer = error.response if isinstance(error, ClientError) else {}
    return str(answer.get("Error", {}).get("Code", ""))


def _status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
