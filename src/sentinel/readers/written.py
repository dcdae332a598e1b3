"""Rows of cells as delimited text: what is no text goes through the one reader there is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from attrs import frozen

from sentinel.models import Problem, Sample
from sentinel.readers.layout import sample
from sentinel.readers.plan import Layout
from sentinel.readers.records import QUOTED_LINES
from sentinel.samples import SAMPLE_ROWS

_LINE_END = re.compile(r"\r\n|\r|\n")


@frozen(kw_only=True, eq=False)
class Written:
    """A table as UTF-8 text with commas."""

    data: memoryview
    layout: Layout
    banner: tuple[str, ...]
    """Texts above or beside the rows."""
    sample: Sample
    problems: tuple[Problem, ...]


def written(
    headers: Sequence[str],
    rows: Iterable[list[str]],
    *,
    first_row: int,
    banner: tuple[str, ...] = (),
    problems: tuple[Problem, ...] = (),
) -> Written:
    """The rows as text; `first_row` is what problems call the first of them."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(out, lineterminator="\n")
    head: list[list[str]] = []
    for cells in rows:
        row = [_short(cell) for cell in cells]
        writer.writerow(row)
        if len(head) < SAMPLE_ROWS:
            head.append(row)
    out.flush()
    names = tuple(headers)
    return Written(
        data=out.detach().getbuffer().toreadonly(),
        layout=Layout(
            delimiter=",", quoting=True, headers=names, data_start=0, first_row=first_row
        ),
        banner=banner,
        sample=sample(names, head),
        problems=problems,
    )


def _short(cell: str) -> str:
    """Cells of so many lines that the reader would take them for rows become one line."""
    if cell.count("\n") + cell.count("\r") < QUOTED_LINES - 1:
        return cell
    return _LINE_END.sub(" ", cell)
