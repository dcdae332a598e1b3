"""An export goes up and its columns are suggested, as the web page does it, on a real server."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import exchange
import pytest
from attrs import evolve
from exchange import ORIGIN, Server, multipart, post_file
from falcon.testing import TestClient

from sentinel.http import Parts, create_app
from sentinel.storage import upgrade

HEAD = b"SKU,Description,Qty On Hand,Cost,Price,Sold,Shelf mood\n"
ROWS = [
    b"A%03d,Hammer %d,%d,%d.50,%d.99,%d,fine\n" % (n, n, n - 3, n + 1, n + 4, n % 4)
    for n in range(40)
]
EXPORT = HEAD + b"".join(ROWS)
TARGETS = {
    "SKU": "sku",
    "Description": "description",
    "Qty On Hand": "quantity",
    "Cost": "cost",
    "Price": "revenue",
    "Sold": "sold",
    "Shelf mood": None,
}


def suggestion(server: Server, key: str, tenant: str = "alice", name: str = "items.csv"):
    fields = [("key", key), ("filename", name)]
    return server.post_form("/uploads/suggest-mapping", fields, tenant=tenant)


# --- the way of the web page --------------------------------------------------------------------


def test_the_web_page_gets_from_a_file_to_a_mapping(server: Server) -> None:
    given = server.post_form("/uploads/presign", [("filenames", "items.csv")])
    first = given.json["presigned_urls"][0]
    assert (given.status, given.json["upload_method"]) == (200, "POST")
    assert first["key"].startswith("uploads/alice/")
    assert first["fields"]
    assert urlsplit(first["url"]).netloc

    sent = post_file(first["url"], first["fields"], EXPORT, Origin=ORIGIN)
    assert sent.status in (200, 204)

    answer = suggestion(server, first["key"]).json
    assert answer["suggestions"] == TARGETS
    assert answer["original_columns"] == list(TARGETS)
    assert answer["importance"] == {
        "SKU": 5,
        "Description": 3,
        "Qty On Hand": 5,
        "Cost": 5,
        "Price": 5,
        "Sold": 5,
        "Shelf mood": 0,
    }
    assert answer["critical_missing"] == []
    assert len(answer["sample_data"]) == 10
    assert answer["sample_data"][0]["SKU"] == "A000"
    assert answer["notes"]


def test_both_kinds_of_form_are_taken(server: Server) -> None:
    names = ["a.csv", "b.XLSX", "c.xls", ".Csv"]
    given = server.post_plain_form("/uploads/presign", [("filenames", name) for name in names])
    assert [one["filename"] for one in given.json["presigned_urls"]] == names


def test_a_name_loses_its_path_and_what_is_unsafe(server: Server) -> None:
    names = [("filenames", "C:\\down loads\\Bestände<1>(2).csv"), ("filenames", "../../x;y.csv")]
    given = server.post_form("/uploads/presign", names).json["presigned_urls"]
    assert [one["safe_filename"] for one in given] == ["Bestände_1_(2).csv", "x_y.csv"]


def test_a_file_can_be_sent_again_until_the_permission_expires(server: Server) -> None:
    given = server.post_form("/uploads/presign", [("filenames", "items.csv")], tenant="again")
    first = given.json["presigned_urls"][0]
    post_file(first["url"], first["fields"], b"nothing,of,use\n1,2,3\n")
    post_file(first["url"], first["fields"], EXPORT)
    assert suggestion(server, first["key"], "again").json["suggestions"] == TARGETS


@pytest.mark.parametrize("name", ["items.csv", "items.xls", "no idea"])
def test_what_a_file_is_its_content_says_not_its_name(server: Server, name: str) -> None:
    key = server.upload(gzip.compress(EXPORT), tenant="content")
    assert suggestion(server, key, "content", name).json["suggestions"] == TARGETS


def test_of_a_large_file_the_head_is_enough(server: Server) -> None:
    key = server.upload(HEAD + b"".join(ROWS) * 2000, tenant="large")
    answer = suggestion(server, key, "large")
    assert answer.json["suggestions"] == TARGETS


# --- what is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "status"),
    [
        ([], 422),
        ([""], 400),
        (["a.pdf"], 400),
        (["a"], 400),
        (["a.csv.exe"], 400),
        (["x" * 300 + ".csv"], 400),
        (["a.csv"] * 6, 400),
        (["good.csv", "bad.docx"], 400),
    ],
)
def test_names_that_are_no_export_are_refused(
    server: Server, names: list[str], status: int
) -> None:
    refused = server.post_form("/uploads/presign", [("filenames", name) for name in names])
    assert refused.status == status
    assert refused.json["detail"] == refused.json["message"] != ""


def test_nobody_gets_at_the_file_of_another_whether_it_is_there_or_not(server: Server) -> None:
    key = server.upload(EXPORT, tenant="alice")
    there = suggestion(server, key, tenant="bob")
    absent = suggestion(server, key.replace("items", "other"), tenant="bob")
    assert (there.status, there.json) == (403, absent.json)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "x",
        "uploads/alice/",
        "uploads/alice",
        "uploads/alice/../bob/x",
        "uploads/alice/%2e%2e/x",
        "/uploads/alice/x",
        "uploads//x",
        "uploads/alice/.half-1",
        "uploads/alice/a/b",
        "uploads/alice/\0",
        "uploads/alice/" + "x" * 490,
        "x" * 100_000,
        "uploads/ALICE/x",
        "analyses/1/report.json",
        "../sentinel.db",
    ],
)
def test_keys_that_lead_elsewhere_are_refused(server: Server, key: str) -> None:
    assert suggestion(server, key).status in (403, 422)


def test_a_file_that_never_came_is_not_found(server: Server) -> None:
    given = server.post_form("/uploads/presign", [("filenames", "items.csv")], tenant="never")
    answer = suggestion(server, given.json["presigned_urls"][0]["key"], "never")
    assert (answer.status, answer.json["code"]) == (404, "UPLOAD_NOT_FOUND")


def zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("items.csv", b"0" * (300 << 20))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"\x89PNG\r\n\x1a\n" + os.urandom(400), 400),
        (b"%PDF-1.7 " + b"x" * 400, 400),
        (b"<html><body>Sign in first</body></html>", 400),
        (b"PK\x03\x04" + b"\0" * 400, 400),
        (b"\0" * 4000, 400),
        (b"SKU,Cost\n", 400),
        (b"tiny", 400),
        (gzip.compress(b"a,b\n1,2\n")[:15], 400),
        (zip_bomb(), 400),
    ],
    ids=["png", "pdf", "html", "bad zip", "zeros", "no rows", "tiny", "cut gzip", "zip bomb"],
)
def test_what_is_no_table_is_refused_by_its_content(
    server: Server, content: bytes, status: int
) -> None:
    # few presigns are allowed in an hour: a tenant for each
    tenant = f"hostile-{len(content)}"
    key = server.upload(content, tenant=tenant)
    answer = suggestion(server, key, tenant)
    assert answer.status == status
    assert answer.json.keys() == {"detail", "message", "code"}


def test_cells_that_look_like_formulas_come_back_as_text(server: Server) -> None:
    key = server.upload(HEAD + b"\"=cmd|' /C calc'!A0\",@x,1,2,3,4,<script>\n" * 3, tenant="cells")
    answer = suggestion(server, key, "cells")
    assert answer.status == 200
    assert answer.json["sample_data"][0]["Shelf mood"] == "<script>"
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("missing", ["key", "filename"])
def test_missing_fields_are_named(server: Server, missing: str) -> None:
    fields = [(name, "x") for name in ("key", "filename") if name != missing]
    answer = server.post_form("/uploads/suggest-mapping", fields)
    assert answer.status == 422
    assert answer.json["errors"] == [{"field": missing, "message": "is required"}]


def test_a_form_field_of_two_megabytes_is_refused(server: Server) -> None:
    answer = server.post_form("/uploads/suggest-mapping", [("key", "x" * (2 << 20))])
    assert answer.status == 400


def test_twenty_presigns_an_hour_and_refused_ones_do_not_count(server: Server) -> None:
    bad, good = [("filenames", "a.exe")], [("filenames", "a.csv")]
    for _ in range(3):
        assert server.post_form("/uploads/presign", bad, tenant="busy").status == 400
    codes = [server.post_form("/uploads/presign", good, tenant="busy").status for _ in range(21)]
    assert codes == [200] * 20 + [429]
    refused = server.post_form("/uploads/presign", good, tenant="busy")
    assert 3500 < int(refused.headers["retry-after"]) <= 3601
    assert refused.json["code"] == "RATE_LIMITED"
    assert server.post_form("/uploads/presign", good, tenant="idle").status == 200


# --- where files are sent to, S3 or this server -------------------------------------------------


def presigned(server: Server, tenant: str) -> dict:
    given = server.post_form("/uploads/presign", [("filenames", "items.csv")], tenant=tenant)
    return given.json["presigned_urls"][0]


def test_the_place_takes_no_more_than_was_signed(server: Server) -> None:
    first = presigned(server, "signed")
    fields = first["fields"]
    other = {**fields, "key": fields["key"].replace("items", "others")}
    assert post_file(first["url"], other, EXPORT).status in (400, 403)
    unsigned = {name: value for name, value in fields.items() if name in ("key", "Content-Type")}
    assert post_file(first["url"], unsigned, EXPORT).status in (400, 401, 403, 422)
    assert post_file(first["url"], fields, b"").status == 400
    assert suggestion(server, first["key"], "signed").status == 404


def test_the_place_takes_no_file_over_the_limit(server: Server) -> None:
    first = presigned(server, "huge")
    sent = post_file(first["url"], first["fields"], b"x" * (50 * (1 << 20) + 1))
    assert sent.status in (400, 413)
    assert suggestion(server, first["key"], "huge").status == 404


# --- this server's own form ---------------------------------------------------------------------


@pytest.fixture
def permit(client: TestClient) -> dict:
    given = client.simulate_post("/uploads/presign", params={}, **form(["items.csv"]))
    return given.json["presigned_urls"][0]


def form(names: list[str]) -> dict:
    body, headers = multipart([("filenames", name) for name in names])
    return {"body": body, "headers": headers}


def send(client: TestClient, fields: dict, data: bytes = EXPORT, cut: int | None = None):
    body, headers = multipart(fields.items(), data)
    return client.simulate_post("/uploads/file", body=body[:cut], headers=headers)


def test_a_permit_expires_after_an_hour(parts: Parts, permit: dict) -> None:
    later = evolve(parts, clock=lambda: datetime.now(UTC) - timedelta(hours=1, seconds=1))
    client = TestClient(create_app(later), headers=exchange.bearer())
    old = client.simulate_post("/uploads/presign", **form(["items.csv"])).json["presigned_urls"][0]
    assert send(client, old["fields"]).status_code == 403
    assert send(client, permit["fields"]).status_code == 204


@pytest.mark.parametrize("left", [10, 30, 200, 1500])
def test_a_file_that_was_cut_on_its_way_is_not_kept(
    client: TestClient, parts: Parts, permit: dict, left: int
) -> None:
    answer = send(client, permit["fields"], cut=-left)
    assert (answer.status_code, list(parts.blobs.list("alice"))) == (400, [])


@pytest.mark.parametrize(
    "permitted", ["", "x", "a.b.c", exchange.token(), "e30.e30."], ids=lambda text: text[:5]
)
def test_a_permit_is_no_token_and_a_token_no_permit(
    client: TestClient, permit: dict, permitted: str
) -> None:
    assert send(client, {**permit["fields"], "permit": permitted}).status_code == 403
    headers = {"Authorization": f"Bearer {permit['fields']['permit']}"}
    answer = client.simulate_post("/uploads/presign", **{**form(["a.csv"]), "headers": headers})
    assert answer.status_code == 401


def test_the_permit_comes_before_the_file(client: TestClient, permit: dict) -> None:
    body, headers = multipart([], EXPORT)
    answer = client.simulate_post("/uploads/file", body=body, headers=headers)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json["errors"]] == ["key", "permit"]


def test_a_form_without_a_file_is_told_so(client: TestClient, permit: dict) -> None:
    body, headers = multipart(permit["fields"].items())
    answer = client.simulate_post("/uploads/file", body=body, headers=headers)
    assert answer.json["errors"] == [{"field": "file", "message": "is required"}]


def test_the_form_is_told_where_the_server_is_reached(parts: Parts) -> None:
    settings = evolve(parts.settings, public_url="https://api.example.com/sentinel")
    client = TestClient(create_app(evolve(parts, settings=settings)), headers=exchange.bearer())
    given = client.simulate_post("/uploads/presign", **form(["items.csv"]))
    url = given.json["presigned_urls"][0]["url"]
    assert url == "https://api.example.com/sentinel/uploads/file"


def test_a_smaller_limit_is_a_limit(parts: Parts) -> None:
    small = evolve(parts, settings=evolve(parts.settings, max_upload_mb=1))
    upgrade(parts.settings.database_url)
    client = TestClient(create_app(small), headers=exchange.bearer())
    first = client.simulate_post("/uploads/presign", **form(["a.csv"])).json["presigned_urls"][0]
    assert first["max_size_mb"] == 1
    answer = send(client, first["fields"], b"x" * ((1 << 20) + 1))
    assert (answer.status_code, answer.json["code"]) == (413, "TOO_LARGE")
    assert list(parts.blobs.list("alice")) == []
