"""One export written in other ways: what an adapter must not notice."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path
from random import Random
from typing import Literal

import pyarrow as pa
from attrs import evolve, frozen

from sentinel.readers import open_table
from sentinel.readers.raw import ROW


@frozen(kw_only=True)
class Sheet:
    """The texts of an export: what stands above the table, its headers and its rows."""

    banner: tuple[str, ...]
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    dots: bool = False
    """Whether the file's form says that decimals follow a dot: JSON does."""

    def turned(self, seed: int) -> Sheet:
        """The same columns in another order."""
        order = Random(seed).sample(range(len(self.headers)), len(self.headers))
        return evolve(
            self,
            headers=tuple(self.headers[at] for at in order),
            rows=tuple(tuple(row[at] for at in order) for row in self.rows),
        )

    def shuffled(self, seed: int) -> Sheet:
        """The same rows in another order."""
        rows = list(self.rows)
        Random(seed).shuffle(rows)
        return evolve(self, rows=tuple(rows))


@frozen(kw_only=True)
class Form:
    """A way to write delimited text."""

    name: str
    delimiter: str = ","
    encoding: str = "utf-8"
    line_end: str = "\n"
    quoting: Literal[0, 1] = csv.QUOTE_MINIMAL
    packed: bool = False

    def holds(self, sheet: Sheet) -> bool:
        """Whether the form says as much as the file did: a code for every letter, and where the
        file fixed what 1.105 means, no semicolons, beside which it may be a thousand."""
        if sheet.dots and self.delimiter == ";":
            return False
        try:
            written(sheet, self)
        except UnicodeEncodeError:
            return False
        return True


PLAIN = Form(name="commas, UTF-8")
FORMS = (
    Form(name="semicolons", delimiter=";"),
    Form(name="tabs", delimiter="\t"),
    Form(name="UTF-8 with a mark", encoding="utf-8-sig"),
    Form(name="UTF-16", encoding="utf-16"),
    Form(name="Windows-1252", encoding="cp1252"),
    Form(name="every cell quoted", quoting=csv.QUOTE_ALL),
    Form(name="CRLF", line_end="\r\n"),
    Form(name="gzip", packed=True),
)


def sheet_of(path: Path) -> Sheet:
    """The texts of a file, whatever its form; blank rows are left away.

    Raises InputRefusedError where the file cannot be read at all.
    """
    raw = open_table(path)
    table = raw.text().drop_columns([ROW])
    columns = [["" if cell is None else cell for cell in c.to_pylist()] for c in table.columns]
    return Sheet(
        banner=raw.banner,
        headers=raw.headers,
        rows=tuple(zip(*columns, strict=True)),
        dots=raw.layout.decimal == ".",
    )


def written(sheet: Sheet, form: Form = PLAIN) -> bytes:
    """The file in this form. Raises UnicodeEncodeError where its encoding lacks a letter."""
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=form.delimiter, lineterminator=form.line_end, quoting=form.quoting
    )
    writer.writerows([[text] for text in sheet.banner])
    writer.writerow(sheet.headers)
    writer.writerows(sheet.rows)
    content = out.getvalue().encode(form.encoding)
    return gzip.compress(content) if form.packed else content


def text_table(sheet: Sheet) -> pa.Table:
    """The rows as a `prepare` gets them."""
    columns = list(zip(*sheet.rows, strict=True)) or [()] * len(sheet.headers)
    table = {
        header: pa.array([cell or None for cell in cells], pa.string())
        for header, cells in zip(sheet.headers, columns, strict=True)
    }
    return pa.table(table | {ROW: pa.array(range(2, len(sheet.rows) + 2), pa.int64())})
