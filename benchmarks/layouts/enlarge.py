"""A made-up export of ten rows as one of hundreds of thousands, in the same layout.

The rows are repeated in rounds. In each round the cells that identify something (codes, barcodes,
names, handles, receipts) get the number of the round, so that items stay different items.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection
from pathlib import Path

from sentinel.models import Adapter
from sentinel.readers import RawTable, open_table
from sentinel.recognition import recognise

_IDENTIFYING = re.compile(
    r"sku|code|barcode|upc|ean|gtin|handle|token|receipt|transaction|order|number|\bid\b|name"
    r"|title|description|item|product|plu|_id",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}")


def enlarged(export: Path, adapters: dict[str, Adapter], rows: int) -> bytes | None:
    """The bytes of the large file; null where the export is no delimited text."""
    raw = open_table(export)
    if raw.encoding is None or export.suffix in (".json", ".jsonl"):
        return None
    text = export.read_bytes().decode(raw.encoding)
    start = _data_start(text, raw)
    head, body = text[:start], text[start:]
    quoting = csv.QUOTE_MINIMAL if raw.layout.quoting else csv.QUOTE_NONE
    records = list(csv.reader(io.StringIO(body), delimiter=raw.layout.delimiter, quoting=quoting))
    records = [record for record in records if record]
    changed = _identifying(raw, adapters)
    written = io.StringIO()
    out = csv.writer(written, delimiter=raw.layout.delimiter, lineterminator=_line_end(text))
    for number in range(-(-rows // max(len(records), 1))):
        out.writerows(_renamed(record, changed, number) for record in records)
    return (head + written.getvalue()).encode(raw.encoding, errors="replace")


def _data_start(text: str, raw: RawTable) -> int:
    """Where the first record stands: the layout counts bytes of UTF-8, without the BOM or with."""
    return len(text.encode()[: raw.layout.data_start].decode(errors="ignore").lstrip("\ufeff"))


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _identifying(raw: RawTable, adapters: dict[str, Adapter]) -> set[int]:
    export = recognise(raw.headers, adapters).export
    known: Collection[str] = ()
    if export is not None:
        ids = export.item_id or ()
        known = {
            *((ids,) if isinstance(ids, str) else ids),
            *(
                one
                for column in ("sku", "barcode", "description")
                for words in [export.columns.get(column, ())]
                for one in ((words,) if isinstance(words, str) else words)
            ),
        }
    return {
        place
        for place, header in enumerate(raw.headers)
        if header in known or _IDENTIFYING.search(header)
    }


def _renamed(record: list[str], changed: set[int], number: int) -> list[str]:
    if not number:
        return record
    return [
        f"{cell}{number}" if place in changed and cell and not _DATE.match(cell) else cell
        for place, cell in enumerate(record)
    ]
