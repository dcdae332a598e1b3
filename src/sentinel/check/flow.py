"""What a client does with a token, from an upload to its digest. Nothing of anybody's is touched:
all of it belongs to the store `sentinel-check`, and a tenant with other stores is left alone."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from sentinel.check.client import LOOPBACK, place_of, post_file, query
from sentinel.check.contract import PRIMITIVES
from sentinel.check.export import HEADERS, NEEDED, Export
from sentinel.check.models import Check
from sentinel.check.served import found_in
from sentinel.check.visit import STORE, Unmet, Visit, at
from sentinel.reports.words import counted, listed


def _tenant(visit: Visit) -> str:
    answer = visit.client.get(query("/api/v1/digest", top_k=1))
    if answer.status == 401:
        raise Unmet(
            "the token was refused",
            remedy="Take a token that this deployment signs, and that has not expired.",
        )
    body = found_in(answer, 200, 404)
    if answer.status == 404:
        return "nothing analysed yet"
    others = sorted(set(at(body, "store_filter")) - {STORE})
    if others:
        raise Unmet(f"the token's tenant has {len(others)} stores of its own")
    return f"nothing but the store {STORE}"


def _presign(visit: Visit) -> str:
    name = Export(visit.number).name
    body = found_in(visit.client.post_form("/uploads/presign", [("filenames", name)]))
    first = at(body, "presigned_urls", 0)
    if at(body, "upload_method") != "POST" or not at(first, "fields"):
        raise Unmet("an upload_method other than POST, or no fields: web clients stop here")
    place = urlsplit(at(first, "url"))
    open_to_all = place.scheme == "http" and place.hostname not in LOOPBACK
    if open_to_all and place_of(visit.client.url).scheme == "https":
        raise Unmet(
            f"an upload address without TLS: http://{place.netloc}",
            remedy="Set SENTINEL_PUBLIC_URL to the https address, or keep uploads in S3.",
        )
    _send(visit, at(first, "url"), at(first, "fields"))
    visit.key = at(first, "key")
    return f"taken by {place.netloc}"


def _send(visit: Visit, url: str, fields: dict[str, str]) -> None:
    export = Export(visit.number)
    sent = post_file(visit.client, url, fields, export.name, export.csv())
    if not 200 <= sent.status < 300:
        raise Unmet(
            f"the file was refused with status {sent.status} by {urlsplit(url).netloc}",
            remedy="See the policy and the CORS rules of the bucket, and whether the role of the"
            " tasks may write to it.",
        )


def _mapping(visit: Visit) -> str:
    fields = [("key", visit.key), ("filename", Export(visit.number).name)]
    body = found_in(visit.client.post_form("/uploads/suggest-mapping", fields))
    if (headers := at(body, "original_columns")) != list(HEADERS):
        raise Unmet(f"{len(headers)} headers, other than those of the file: {listed(headers)}")
    suggested = at(body, "suggestions")
    lacks = [target for target in NEEDED if target not in suggested.values()]
    if lacks:
        raise Unmet(f"no column for {listed(lacks)}")
    visit.mapping = suggested
    return f"{sum(bool(one) for one in suggested.values())} of {len(suggested)} columns"


def _analyze(visit: Visit) -> str:
    export = Export(visit.number)
    fields = [("key", visit.key), ("mapping", json.dumps(dict(HEADERS)))]
    answer = visit.client.post_form("/analysis/analyze", fields)
    body = found_in(answer)
    leaks = at(body, "leaks")
    if sorted(leaks) != sorted(PRIMITIVES):
        raise Unmet(f"{len(leaks)} primitives in leaks instead of 11")
    if (rows := at(body, "summary", "total_rows_analyzed")) != export.rows:
        raise Unmet(f"{rows} rows analysed of {export.rows}")
    missed = [
        f"{sku} ({primitive})"
        for sku, primitive in export.leaking().items()
        if sku not in [at(item, "sku") for item in at(leaks, primitive, "item_details")]
    ]
    if missed:
        raise Unmet(f"not found: {listed(missed)}")
    return f"{export.rows} rows, the 3 leaks found, {answer.milliseconds:.0f} ms"


def _digest(visit: Visit) -> str:
    issues = at(_read(visit, query("/api/v1/digest", top_k=20)), "digest", "issues")
    mine = Export(visit.number).leaking()
    seen = {at(sku, "sku_id") for issue in issues for sku in at(issue, "skus")}
    if missed := sorted(set(mine) - seen):
        raise Unmet(
            f"{len(issues)} issues, without {listed(missed)}: it is not the digest of what was"
            " uploaded just now"
        )
    (below_zero,) = [sku for sku, primitive in mine.items() if primitive == "negative_inventory"]
    visit.issue_id = next(
        at(issue, "id")
        for issue in issues
        if below_zero in [at(sku, "sku_id") for sku in at(issue, "skus")]
    )
    return f"{counted(len(issues), 'issue')}, with the 3 leaks"


def _store_digest(visit: Visit) -> str:
    body = _read(visit, query(f"/api/v1/digest/{STORE}", top_k=20))
    stores = {at(issue, "store_id") for issue in at(body, "digest", "issues")}
    if stores != {STORE}:
        raise Unmet(f"issues of {listed(sorted(stores)) or 'no store'} for {STORE}")
    unknown = visit.client.get(f"/api/v1/digest/{STORE}-that-never-was")
    if unknown.status != 404:
        raise Unmet(f"status {unknown.status} for a store that does not exist")
    return "of one store alone; 404 for another"


def _read(visit: Visit, path: str) -> object:
    return found_in(visit.client.get(path))


_ISOLATED = f"Take a token of a tenant of its own, such as `sentinel token --tenant {STORE}` makes."
CHECKS = (
    Check(
        name="tenant",
        expected=f"a token that is good, of a tenant without data or with the store {STORE} alone",
        remedy=f"Its digest would be replaced by that of the made-up export. {_ISOLATED}",
        run=_tenant,
        with_token=True,
    ),
    Check(
        name="upload",
        expected="permission to upload, and 2xx where the file is sent",
        remedy="429: wait, 20 an hour are allowed. Else see the log, and whether the bucket is"
        " there and the role of the tasks may write to it.",
        run=_presign,
        needs=("tenant",),
        with_token=True,
    ),
    Check(
        name="suggest-mapping",
        expected="the headers of the file, with sku, quantity, cost and revenue found",
        remedy="The file was not read as it was sent: see the log under the request's number.",
        run=_mapping,
        needs=("upload",),
        with_token=True,
    ),
    Check(
        name="analyze",
        expected="every row analysed, the 11 primitives, and the 3 leaks of the made-up export",
        remedy="See the log under the request's number; compare with the same image elsewhere.",
        run=_analyze,
        needs=("upload",),
        with_token=True,
    ),
    Check(
        name="digest",
        expected="the issues of what was just uploaded",
        remedy="The tasks do not share their state, or something in between caches: see that all"
        " of them have the same SENTINEL_DATABASE_URL and SENTINEL_BLOBS.",
        run=_digest,
        needs=("analyze",),
        with_token=True,
    ),
    Check(
        name="store-digest",
        expected="the issues of the store that was asked for, and 404 for one that is not there",
        remedy="See the log under the request's number.",
        run=_store_digest,
        needs=("digest",),
        with_token=True,
    ),
)
