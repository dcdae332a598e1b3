"""Recorded requests, sent to two deployments: what a cut-over would change for clients."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from string import Template
from typing import Any, TypeAlias

import cattrs
from attrs import define, field, fields_dict, frozen

from sentinel.check.client import LOOPBACK, Answer, Client, multipart, place_of, post_file
from sentinel.check.difference import differences, found_at
from sentinel.check.models import Check, Comparison, Difference
from sentinel.check.visit import Unmet, Visit
from sentinel.errors import UsageError
from sentinel.reports.words import counted

Kept: TypeAlias = dict[str, str]
"""What earlier answers of one deployment gave, by name."""

_SHOWN = 3


@frozen(kw_only=True)
class Recorded:
    """One line of the file. `${name}` in path, form and json is what an earlier answer gave."""

    name: str = ""
    """Empty: method and path."""
    method: str = "GET"
    path: str = ""
    json: Any = None
    """A body of JSON; null: none."""
    form: Mapping[str, Any] | None = None
    """Fields of a form; what is no text is sent as JSON."""
    upload: str = ""
    """Instead of a path: a file beside the requests, sent the way clients do. `key` is kept."""
    keep: Mapping[str, str] = field(factory=dict)
    """Name to the JSON pointer whose text later requests may use."""
    ignore: tuple[str, ...] = ()
    """Fields by name, or places by JSON pointer, whose values may differ."""
    token: bool = True
    """False: sent without one."""

    @property
    def title(self) -> str:
        """For people; unique only if the file makes it so."""
        own = f"upload {self.upload}" if self.upload else f"{self.method} {self.path}"
        return self.name or own


def read_requests(path: Path) -> tuple[Recorded, ...]:
    """The recorded requests of a file of JSON lines; empty lines and those with # are passed over.

    Raises UsageError, which names the line.
    """
    found = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if text.strip() and not text.lstrip().startswith("#"):
            found.append(_recorded(text, f"{path.name}, line {number}"))
    if not found:
        raise UsageError(f"{path.name} has no request: expected one JSON object a line.")
    return tuple(found)


def _recorded(text: str, where: str) -> Recorded:
    try:
        given = json.loads(text)
    except ValueError as error:
        raise UsageError(f"{where}: no JSON: {error}.") from None
    known = tuple(fields_dict(Recorded))
    if not isinstance(given, dict) or (strange := sorted(given.keys() - set(known))):
        what = "no object" if not isinstance(given, dict) else f"unknown: {', '.join(strange)}"
        raise UsageError(f"{where}: {what}.", known=known)
    try:
        recorded = cattrs.structure(given, Recorded)
    except cattrs.BaseValidationError as error:
        raise UsageError(f"{where}: {'; '.join(cattrs.transform_error(error))}.") from None
    if bool(recorded.upload) == recorded.path.startswith("/"):
        raise UsageError(f"{where}: expected a path that starts with /, or an upload.")
    return recorded


@define(kw_only=True)
class Replay:
    """The requests of a file, for an older deployment and the one that is visited."""

    url: str
    """Of the older one."""
    token: str | None = field(default=None, repr=False)
    """For the older one; null: requests go without."""
    requests: tuple[Recorded, ...]
    folder: Path
    """Where the files lie that are uploaded."""
    timeout: float = 30.0
    _old: Kept = field(factory=dict)
    _new: Kept = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        place = place_of(self.url)
        if self.token and place.scheme == "http" and place.hostname not in LOOPBACK:
            raise UsageError(
                f"A token would go to {place.netloc} unencrypted: expected https.", given=self.url
            )

    def checks(self) -> tuple[Check, ...]:
        """One for each request, in the order of the file."""
        return tuple(
            Check(
                name=f"{number}. {recorded.title}",
                expected="the same status, fields, types and values as before",
                remedy="Decide for each: a fault to be mended before the cut-over, or meant to be"
                " so, and then named under `ignore`.",
                run=partial(self._compare, recorded=recorded),
                with_token=recorded.token,
            )
            for number, recorded in enumerate(self.requests, 1)
        )

    def _compare(self, visit: Visit, recorded: Recorded) -> str:
        with closing(Client(url=self.url, token=self.token, timeout=self.timeout)) as client:
            old = self._sent(client, recorded, self._old)
        new = self._sent(visit.client, recorded, self._new)
        found = differences(old, new, recorded.ignore)
        visit.comparisons.append(
            Comparison(
                name=recorded.title,
                old_status=old.status,
                new_status=new.status,
                differences=found,
            )
        )
        return _verdict(new, found)

    def _sent(self, client: Client, recorded: Recorded, kept: Kept) -> Answer:
        if recorded.upload:
            return self._uploaded(client, recorded, kept)
        path = _filled(recorded.path, kept)
        body: bytes | None = None
        headers: dict[str, str] = {}
        if recorded.form is not None:
            texts = {name: _text(value) for name, value in recorded.form.items()}
            pairs = [(name, _filled(text, kept)) for name, text in texts.items()]
            body, headers = multipart(pairs)
        elif recorded.json is not None:
            body = _filled(json.dumps(recorded.json), kept).encode()
            headers = {"Content-Type": "application/json"}
        answer = client.send(
            recorded.method, path, headers=headers, body=body, signed=recorded.token
        )
        _keep(recorded, answer, kept)
        return answer

    def _uploaded(self, client: Client, recorded: Recorded, kept: Kept) -> Answer:
        name = Path(recorded.upload).name
        answer = client.post_form("/uploads/presign", [("filenames", name)])
        if answer.status != 200:
            return answer
        first = answer.json()["presigned_urls"][0]
        data = (self.folder / recorded.upload).read_bytes()
        kept["key"] = first["key"]
        sent = post_file(client, first["url"], first["fields"], name, data)
        # which 2xx it is differs between kinds of storage, and clients do not look
        return Answer(
            status=200 if 200 <= sent.status < 300 else sent.status,
            headers={},
            body=b"",
            milliseconds=sent.milliseconds,
        )


def _verdict(new: Answer, found: tuple[Difference, ...]) -> str:
    serious = [one for one in found if one.kind != "added"]
    if serious:
        told = [_told(one) for one in serious[:_SHOWN]]
        more = f"; and {len(serious) - _SHOWN} more" if len(serious) > _SHOWN else ""
        raise Unmet(f"{counted(len(serious), 'difference')}: {'; '.join(told)}{more}")
    added = f", {counted(len(found), 'new field')}" if found else ""
    return f"the same, status {new.status}{added}"


def _told(one: Difference) -> str:
    if one.kind == "missing":
        return f"{one.at} is missing (was {one.old})"
    return f"{one.at} {one.kind}: {one.old} before, {one.new} now"


def _keep(recorded: Recorded, answer: Answer, kept: Kept) -> None:
    body = answer.json()
    for name, where in recorded.keep.items():
        try:
            kept[name] = str(found_at(body, where))
        except (LookupError, TypeError):
            raise Unmet(f"status {answer.status}, and nothing at {where} to keep") from None


def _filled(text: str, kept: Kept) -> str:
    try:
        return Template(text).substitute(kept)
    except KeyError as error:
        raise Unmet(f"no earlier answer gave {error}") from None
    except ValueError:
        raise Unmet("a $ that is neither ${name} nor $$") from None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def missing_files(requests: Iterable[Recorded], folder: Path) -> list[str]:
    """Uploads that are not there."""
    names = (one.upload for one in requests if one.upload)
    return sorted({name for name in names if not (folder / name).is_file()})
