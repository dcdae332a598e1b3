"""Saved mappings as files: a folder of small TOML texts that people may edit."""

from __future__ import annotations

import math
import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, cast

from attrs import frozen

from sentinel.canonical import BY_NAME
from sentinel.errors import UsageError
from sentinel.models import ColumnProfile, MappedColumn
from sentinel.saved_mappings import SavedMapping, wrong

ENDING = ".toml"
VERSION = 1
_WINDOWS = ("year to date", "month to date")
_KINDS = ("numbers", "dates", "words", "empty")
_ORDERS = ("YMD", "MDY", "DMY")
_KEYS = {
    "sentinel_mapping": int,
    "saved": date,
    "file": str,
    "fingerprint": str,
    "pos": str,
    "export": str,
    "nulls": list,
    "columns": dict,
    "seen": dict,
}
_OPTIONAL = ("file", "nulls", "seen")
_COLUMN_KEYS = ("column", "location", "scale", "window", "addend")


# --- the folder ---------------------------------------------------------------------------------


def own_folder() -> Path:
    """Where the command keeps them: `SENTINEL_DATA_DIR`, else the user's data folder."""
    told = os.environ.get("SENTINEL_DATA_DIR")
    if told:
        return Path(told) / "mappings"
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "sentinel" / "mappings"


def load(place: str | os.PathLike[str]) -> tuple[SavedMapping, ...]:
    """The mappings of a folder (all files ending in `.toml`), or of one file.

    Raises UsageError, with file and line, for one that cannot be read, and where two are for the
    same headers.
    """
    path = Path(place)
    if not path.exists():
        raise UsageError(f"There is no folder or file of saved mappings {path}.", given=str(path))
    files = sorted(path.glob(f"*{ENDING}")) if path.is_dir() else [path]
    found = tuple(read(file) for file in files)
    by_key: dict[str, SavedMapping] = {}
    for mapping in found:
        other = by_key.setdefault(mapping.fingerprint, mapping)
        if other is not mapping:
            raise wrong(
                mapping.path,
                mapping.lines.get("fingerprint"),
                f"is for the same headers as {other.path}. Remove one of the two.",
            )
    return found


def save(mapping: SavedMapping, place: str | os.PathLike[str]) -> Path:
    """Write it into a folder, in the place of an earlier one for the same headers, or to a file."""
    path = Path(place)
    if path.suffix != ENDING:
        path.mkdir(parents=True, exist_ok=True)
        earlier = next((m for m in load(path) if m.fingerprint == mapping.fingerprint), None)
        path = (earlier and earlier.path) or path / f"{mapping.fingerprint}{ENDING}"
    path.write_text(written(mapping), encoding="utf-8", newline="\n")
    return path


# --- reading ------------------------------------------------------------------------------------


def read(path: Path) -> SavedMapping:
    """One saved mapping. Raises UsageError, with file and line, where it is none."""
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        values = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise wrong(path, None, f"is not UTF-8 text: {error.reason}.") from None
    except tomllib.TOMLDecodeError as error:
        message = str(error).removesuffix(")")
        what, _, place = message.rpartition(" (at line ")
        line = place.partition(",")[0]
        raise wrong(
            path,
            int(line) if line.isdigit() else text.count("\n") + 1,
            f"cannot be read as TOML: {what or message}.",
        ) from None
    return _Reading(path=path, values=values, lines=_lines(text)).mapping()


def _lines(text: str) -> dict[str, int]:
    """Name of a setting, or section and header, to its line: each of ours has one to itself."""
    lines: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("["):
            section = line.strip("[] ") + "."
            continue
        try:
            found = tomllib.loads(line)
        except tomllib.TOMLDecodeError:
            continue
        for name in found:
            lines.setdefault(section + name, number)
    return lines


@frozen(kw_only=True)
class _Reading:
    path: Path
    values: Mapping[str, Any]
    lines: Mapping[str, int]

    def mapping(self) -> SavedMapping:
        self._check()
        values = self.values
        saved = values["saved"]
        why = f"saved mapping of {saved}"
        columns = tuple(
            self._column(header, entry, why) for header, entry in values["columns"].items()
        )
        self._check_rivals(columns)
        return SavedMapping(
            fingerprint=values["fingerprint"],
            saved=saved,
            pos=values["pos"],
            export=values["export"],
            columns=columns,
            profiles=tuple(self._profile(*seen) for seen in values.get("seen", {}).items()),
            nulls=tuple(values.get("nulls", ())),
            file=values.get("file", ""),
            path=self.path,
            lines=self.lines,
        )

    def _check(self) -> None:
        if "sentinel_mapping" not in self.values:
            self._refuse(
                "is no saved mapping: it has no `sentinel_mapping`. Move it out of the folder.", 1
            )
        if self.values["sentinel_mapping"] != VERSION:
            found = self.values["sentinel_mapping"]
            self._refuse(
                f"`sentinel_mapping` is {found!r}; expected {VERSION}.", "sentinel_mapping"
            )
        for name, kind in _KEYS.items():
            if name not in self.values and name not in _OPTIONAL:
                self._refuse(f"has no `{name}`.", 1)
            value = self.values.get(name)
            if value is not None and (not isinstance(value, kind) or hasattr(value, "hour")):
                self._refuse(f"`{name}` is {value!r}; expected {_said(kind)}.", name)
        for name in self.values:
            if name not in _KEYS:
                self._refuse(f"`{name}` means nothing here.", name, tuple(_KEYS))
        if not all(isinstance(word, str) for word in self.values.get("nulls", ())):
            self._refuse("`nulls` must be a list of texts.", "nulls")

    def _column(self, header: str, entry: object, why: str) -> MappedColumn:
        place = f"columns.{header}"
        given: Mapping[str, Any] = entry if isinstance(entry, dict) else {"column": entry}
        for name in given:
            if name not in _COLUMN_KEYS:
                self._refuse(f"`{name}` of {header!r} means nothing here.", place, _COLUMN_KEYS)
        column = given.get("column")
        if not isinstance(column, str) or column not in BY_NAME:
            self._refuse(
                f"{header!r} is for {column!r}, which is no canonical column.",
                place,
                tuple(BY_NAME),
            )
        scale, location, window = (given.get(name) for name in ("scale", "location", "window"))
        if scale is not None and (not _is_number(scale) or scale == 0):
            self._refuse(f"`scale` of {header!r} is {scale!r}; expected a number.", place)
        if location is not None and not isinstance(location, str):
            self._refuse(f"`location` of {header!r} is {location!r}; expected a text.", place)
        if window is not None and not (window in _WINDOWS or (_is_number(window) and window > 0)):
            self._refuse(
                f"`window` of {header!r} is {window!r}; expected days, or one of these.",
                place,
                _WINDOWS,
            )
        if not isinstance(given.get("addend", False), bool):
            self._refuse(f"`addend` of {header!r} must be true or false.", place)
        return MappedColumn(
            column=column,
            header=header,
            confidence=1.0,
            why=why,
            location=location,
            scale=float(scale or 1.0),
            window=cast(Any, window if isinstance(window, str | None) else float(window)),
            addend=given.get("addend", False),
        )

    def _check_rivals(self, columns: Sequence[MappedColumn]) -> None:
        taken: dict[tuple[str, str | None], MappedColumn] = {}
        for column in columns:
            rival = taken.setdefault((column.column, column.location), column)
            if rival is not column and not (rival.addend and column.addend):
                self._refuse(
                    f"{column.header!r} and {rival.header!r} are both for {column.column!r}."
                    " Take one out, or say `addend = true` of both if they are to be added up.",
                    f"columns.{column.header}",
                )

    def _profile(self, header: str, seen: object) -> ColumnProfile:
        given: Mapping[str, Any] = seen if isinstance(seen, dict) else {}
        kind, order, middle = (given.get(name) for name in ("kind", "dates", "middle"))
        if (
            kind not in _KINDS
            or (order is not None and order not in _ORDERS)
            or not (middle is None or _is_number(middle))
        ):
            self._refuse(f"what is said in [seen] of {header!r} cannot be read.", f"seen.{header}")
        return ColumnProfile(header=header, kind=kind, date_order=order, middle=middle)

    def _refuse(self, message: str, place: str | int, known: tuple[str, ...] = ()) -> NoReturn:
        line = place if isinstance(place, int) else self.lines.get(place)
        raise wrong(self.path, line, message, known)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _said(kind: type) -> str:
    words = {int: "a number", date: "a day", str: "a text", list: "a list", dict: "a table"}
    return words[kind]


# --- writing ------------------------------------------------------------------------------------


def written(mapping: SavedMapping) -> str:
    """It as TOML, with a comment above each column: how sure it was, and why."""
    lines = [
        "# What Sentinel takes the columns of this export for. Edit it freely: change the name",
        "# behind a header, or take a line out and the column is not used.",
        f"sentinel_mapping = {VERSION}",
        f"saved = {mapping.saved}",
        f"file = {_text(mapping.file)}",
        "# Of all headers, in any order:",
        f"fingerprint = {_text(mapping.fingerprint)}",
        f"pos = {_text(mapping.pos)}",
        f"export = {_text(mapping.export)}",
        "# Words that mean 'no value' in this file, beyond the usual ones:",
        f"nulls = [{', '.join(map(_text, mapping.nulls))}]",
        "",
        "[columns]",
    ]
    for column in mapping.columns:
        lines += [f"# {_comment(column)}", f"{_text(column.header)} = {_entry(column)}"]
    used = {column.header for column in mapping.columns}
    unused = [profile.header for profile in mapping.profiles if profile.header not in used]
    if unused:
        lines += ["", "# Not used; take the # off and name a column to use one:"]
        lines += [f'# {_text(header)} = ""' for header in unused]
    lines += ["", "# What the columns looked like, to tell when an export changes:", "[seen]"]
    lines += [f"{_text(profile.header)} = {_seen(profile)}" for profile in mapping.profiles]
    return "\n".join(lines) + "\n"


def _comment(column: MappedColumn) -> str:
    proof = f"; proved by {column.proof}" if column.proof else ""
    review = "; NEEDS REVIEW" if column.needs_review else ""
    text = f"{column.confidence:.0%} sure: {column.why}{proof}{review}"
    return "".join(char if char.isprintable() else " " for char in text)


def _entry(column: MappedColumn) -> str:
    more = {
        "location": column.location,
        "scale": column.scale if column.scale != 1.0 else None,
        "window": column.window,
        "addend": column.addend or None,
    }
    given = {name: value for name, value in more.items() if value is not None}
    if not given:
        return _text(column.column)
    return _inline({"column": column.column, **given})


def _seen(profile: ColumnProfile) -> str:
    known = {"kind": profile.kind, "dates": profile.date_order, "middle": profile.middle}
    return _inline({name: value for name, value in known.items() if value is not None})


def _inline(values: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{name} = {_value(value)}" for name, value in values.items()) + " }"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, str) else repr(value)


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def _text(text: str) -> str:
    """A TOML basic string; what a reader of the file could not see is escaped."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    return f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\U{ord(char):08X}"
