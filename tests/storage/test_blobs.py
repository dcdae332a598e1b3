"""Blobs, the same in a folder and in S3."""

from __future__ import annotations

import io
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from sentinel.errors import (
    NotFoundError,
    StorageRefusedError,
    StorageUnavailableError,
    UnstorableError,
    UsageError,
)
from sentinel.storage import open_blobs
from sentinel.storage.folder import FolderBlobs

KEY = "uploads/one-items.csv"


def test_what_is_put_is_what_is_got(blobs):
    blobs.put("shop", KEY, b"sku,qty\n1,2\n")
    assert blobs.get("shop", KEY) == b"sku,qty\n1,2\n"
    assert blobs.size("shop", KEY) == 12


def test_a_file_can_be_put_and_opened(blobs):
    content = bytes(range(256)) * 50_000
    blobs.put("shop", KEY, io.BytesIO(content))
    with blobs.open("shop", KEY) as file:
        assert file.read(3) == content[:3]
        file.seek(-2, io.SEEK_END)
        assert file.read() == content[-2:]
        file.seek(0)
        assert file.read() == content


def test_putting_again_replaces(blobs):
    blobs.put("shop", KEY, b"first, and longer")
    blobs.put("shop", KEY, memoryview(b"second"))
    assert blobs.get("shop", KEY) == b"second"


@pytest.mark.parametrize(
    "size, expected", [(0, b""), (4, b"abcd"), (6, b"abcdef"), (99, b"abcdef")]
)
def test_the_head_is_as_long_as_asked_for(blobs, size, expected):
    blobs.put("shop", KEY, b"abcdef")
    assert blobs.head("shop", KEY, size) == expected


def test_the_head_of_an_empty_blob_is_empty(blobs):
    blobs.put("shop", KEY, b"")
    assert (blobs.head("shop", KEY, 10), blobs.get("shop", KEY)) == (b"", b"")


@pytest.mark.parametrize(
    "ask",
    [
        lambda blobs, tenant, key: blobs.get(tenant, key),
        lambda blobs, tenant, key: blobs.open(tenant, key),
        lambda blobs, tenant, key: blobs.head(tenant, key, 5),
        lambda blobs, tenant, key: blobs.head(tenant, key, 0),
        lambda blobs, tenant, key: blobs.size(tenant, key),
    ],
)
def test_anothers_blob_is_as_absent_as_none(blobs, ask):
    blobs.put("shop", KEY, b"mine")
    with pytest.raises(NotFoundError) as of_another:
        ask(blobs, "other", KEY)
    blobs.delete("other", KEY)
    assert blobs.delete_all("other") == 0
    assert list(blobs.list("other")) == []
    blobs.delete("shop", KEY)
    with pytest.raises(NotFoundError) as of_none:
        ask(blobs, "shop", KEY)
    assert str(of_another.value) == str(of_none.value)


def test_a_tenant_whose_name_begins_like_anothers_sees_nothing_of_it(blobs):
    blobs.put("shop-2", KEY, b"theirs")
    assert list(blobs.list("shop")) == []
    assert blobs.delete_all("shop") == 0
    assert blobs.get("shop-2", KEY) == b"theirs"


def test_deleting_twice_is_as_good_as_once(blobs):
    blobs.put("shop", KEY, b"x")
    blobs.put("shop", f"{KEY}.other", b"stays")
    blobs.delete("shop", KEY)
    blobs.delete("shop", KEY)
    assert [blob.key for blob in blobs.list("shop")] == [f"{KEY}.other"]


def test_deleting_all_leaves_the_others_theirs(blobs):
    for number in range(12):
        blobs.put("shop", f"analyses/{number}/report.json", b"x")
    blobs.put("other", KEY, b"theirs")
    assert blobs.delete_all("shop") == 12
    assert list(blobs.list("shop")) == []
    assert list(blobs.tenants()) == ["other"]


def test_a_listing_tells_key_size_and_when(blobs):
    before = datetime.now(UTC) - timedelta(seconds=2)
    blobs.put("Shop|1", "analyses/a/report.json", b"12345")
    blobs.put("Shop|1", "uploads/b", b"1")
    (found,) = blobs.list("Shop|1", "analyses/")
    assert (found.key, found.size) == ("analyses/a/report.json", 5)
    assert before <= found.modified <= datetime.now(UTC) + timedelta(seconds=2)
    assert list(blobs.tenants()) == ["Shop|1"]


@pytest.mark.parametrize("key", ["../other/x", "/etc/passwd", "a\\b", "a\0b", "x" * 600, ""])
def test_a_key_that_leads_elsewhere_is_refused_by_every_method(blobs, key):
    for ask in (
        lambda: blobs.put("shop", key, b"x"),
        lambda: blobs.get("shop", key),
        lambda: blobs.open("shop", key),
        lambda: blobs.head("shop", key, 1),
        lambda: blobs.size("shop", key),
        lambda: blobs.delete("shop", key),
        lambda: blobs.presign_post("shop", key, content_type="t", max_bytes=1, seconds=1),
    ):
        with pytest.raises(UnstorableError):
            ask()
    assert list(blobs.tenants()) == []


def test_a_place_that_can_be_used_passes_the_check(blobs):
    blobs.check()


@pytest.mark.parametrize("where", ["", "ftp://host/x", "s3://", "gs://bucket"])
def test_an_address_that_is_none_is_refused(where):
    with pytest.raises(UsageError):
        open_blobs(where)


# --- a folder alone -----------------------------------------------------------------------------


def test_a_folder_gives_no_form(tmp_path):
    form = open_blobs(tmp_path).presign_post(
        "shop", KEY, content_type="text/csv", max_bytes=9, seconds=9
    )
    assert form is None


def test_a_write_that_breaks_off_leaves_the_old_blob_and_nothing_else(tmp_path):
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError(5, "Input/output error")

    blobs = open_blobs(tmp_path)
    blobs.put("shop", KEY, b"old")
    with pytest.raises(StorageUnavailableError):
        blobs.put("shop", KEY, Broken())
    assert blobs.get("shop", KEY) == b"old"
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["one-items.csv"]


def test_what_a_killed_write_left_is_seen_by_nobody_and_tidied_away(tmp_path):
    blobs = open_blobs(tmp_path)
    blobs.put("shop", KEY, b"whole")
    half = tmp_path / "shop" / "uploads" / ".half-1"
    half.write_bytes(b"ha")
    assert [blob.key for blob in blobs.list("shop")] == [KEY]
    assert blobs.tidy(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert blobs.tidy(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert not half.exists()


def test_folders_are_for_this_user_alone(tmp_path):
    open_blobs(tmp_path / "new").put("shop", KEY, b"x")
    folders = [path for path in (tmp_path / "new", *(tmp_path / "new").rglob("*")) if path.is_dir()]
    assert [path.stat().st_mode & 0o77 for path in folders] == [0, 0, 0]


def test_a_folder_that_is_a_file_is_said_to_be_unusable(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises((StorageUnavailableError, StorageRefusedError)):
        FolderBlobs(tmp_path / "file").check()
    with pytest.raises(StorageUnavailableError):
        FolderBlobs(tmp_path / "file").put("shop", KEY, b"x")


# --- S3 alone -----------------------------------------------------------------------------------


@pytest.fixture
def bucket(s3):
    return open_blobs(f"s3://exports/{uuid4().hex}")


def post(form, content, **changed):
    """What the server answers to a browser that sends the form."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in {**form.fields, **changed}.items()
    ]
    file = b'--x\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n'
    request = urllib.request.Request(
        form.url,
        data=b"".join([*parts, file, content, b"\r\n--x--\r\n"]),
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def form_of(bucket, seconds=60):
    return bucket.presign_post("shop", KEY, content_type="text/csv", max_bytes=10, seconds=seconds)


def test_a_browser_can_send_the_file_of_its_form(bucket):
    assert post(form_of(bucket), b"0123456789") in (200, 204)
    assert bucket.get("shop", KEY) == b"0123456789"


def test_a_rule_of_the_bucket_can_tell_what_a_browser_sent(bucket):
    import boto3

    def tags(key):
        name = f"{bucket.prefix}shop/{key}"
        found = boto3.client("s3").get_object_tagging(Bucket=bucket.bucket, Key=name)
        return {tag["Key"]: tag["Value"] for tag in found["TagSet"]}

    post(form_of(bucket), b"0123456789")
    bucket.put("shop", "analyses/a/report.json", b"{}")
    assert tags(KEY) == {"sentinel": "upload"}
    assert tags("analyses/a/report.json") == {}


@pytest.mark.parametrize(
    "content, changed",
    [
        (b"0123456789A", {}),
        (b"", {}),
        (b"ok", {"Content-Type": "text/html"}),
        (b"ok", {"key": "elsewhere/uploads/x"}),
        (b"ok", {"x-amz-signature": "0" * 64}),
        (b"ok", {"tagging": "<Tagging><TagSet/></Tagging>"}),
    ],
    ids=["too long", "empty", "another type", "another key", "another signature", "no tag"],
)
def test_a_form_is_good_for_nothing_else(bucket, content, changed):
    assert 400 <= post(form_of(bucket), content, **changed) < 500
    assert list(bucket.list("shop")) == []


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_browsers_are_sent_to_the_region_of_the_bucket(monkeypatch, region):
    pytest.importorskip("boto3", reason="needs the extra aws: pip install -e '.[all]'")
    for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "made-up")
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    form = form_of(open_blobs("s3://made-up"))
    assert form.url == f"https://made-up.s3.{region}.amazonaws.com/"


def test_a_form_expires(bucket):
    assert 400 <= post(form_of(bucket, seconds=-5), b"ok") < 500
    assert list(bucket.list("shop")) == []


def test_a_bucket_with_versions_keeps_none_of_what_was_deleted(s3):
    import boto3

    name = f"versions-{uuid4().hex}"
    client = boto3.client("s3")
    client.create_bucket(Bucket=name)
    client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    blobs = open_blobs(f"s3://{name}/state")
    for content in (b"first", b"second"):
        blobs.put("shop", KEY, content)
        blobs.put("shop", "analyses/a/report.json", content)
    client.delete_object(Bucket=name, Key=f"state/shop/{KEY}")
    blobs.delete("shop", KEY)
    left = client.list_object_versions(Bucket=name)
    assert {found["Key"] for found in left["Versions"]} == {"state/shop/analyses/a/report.json"}
    assert len(left["Versions"]) == 2
    assert blobs.delete_all("shop") == 1
    left = client.list_object_versions(Bucket=name)
    assert "Versions" not in left and "DeleteMarkers" not in left


def test_deleting_reaches_beyond_one_page(bucket):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda n: bucket.put("shop", f"uploads/{n}", b"x"), range(1010)))
    assert sum(1 for _ in bucket.list("shop")) == 1010
    assert bucket.delete_all("shop") == 1010
    assert list(bucket.list("shop")) == []


def test_wrong_keys_are_refused_and_not_shown(s3, monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a wrong secret")
    blobs = open_blobs("s3://exports/x")
    for ask in (blobs.check, lambda: blobs.get("shop", KEY), lambda: blobs.put("shop", KEY, b"x")):
        with pytest.raises(StorageRefusedError) as refused:
            ask()
        assert "wrong secret" not in str(refused.value)


def test_a_missing_bucket_is_named(s3):
    with pytest.raises(StorageRefusedError, match="no-such-bucket"):
        open_blobs("s3://no-such-bucket/x").get("shop", KEY)


def test_no_keys_at_all_are_asked_for(s3, monkeypatch, tmp_path):
    for name in s3.settings:
        if "KEY" in name:
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    with pytest.raises(StorageRefusedError, match="AWS_ACCESS_KEY_ID"):
        open_blobs("s3://exports/x").put("shop", KEY, b"x")


def test_an_s3_that_is_gone_is_unavailable_and_used_again_once_it_is_back(tmp_path, monkeypatch):
    import services

    program = services.s3_program()
    if program is None:
        pytest.skip(services.S3)
    server = services.S3Server(tmp_path / "own", program)
    try:
        for name, value in server.settings.items():
            monkeypatch.setenv(name, value)
        (Path(server.folder) / "data" / "exports").mkdir()
        blobs = open_blobs("s3://exports/x")
        blobs.put("shop", KEY, b"before")
        server.stop()
        for ask in (blobs.check, lambda: blobs.get("shop", KEY), lambda: list(blobs.list("shop"))):
            with pytest.raises(StorageUnavailableError):
                ask()
        server.start()
        assert blobs.get("shop", KEY) == b"before"
    finally:
        server.stop()
