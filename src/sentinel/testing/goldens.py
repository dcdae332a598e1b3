"""What an export gives, as text to be kept beside it and reviewed as a diff.

A golden is the file's name plus `.golden`. All goldens below folders are written anew by

    python -m sentinel.testing.goldens tests/exports

Files of one POS that complete each other stand in a folder whose name ends in `.joined`: its
golden is of the whole folder.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from sentinel.engine import Engine
from sentinel.errors import SentinelError
from sentinel.models import MappedColumn, Problem, Snapshot, Source

ENDING = ".golden"
JOINED = ".joined"


def exports_below(folder: Path) -> list[Path]:
    """Every export, or `.joined` folder of exports, below a folder, in order."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.suffix != JOINED:
            found += exports_below(path)
        elif path.suffix not in (ENDING, ".py", ".md"):
            found.append(path)
    return found


def golden_of(export: Path) -> Path:
    """Where the golden of an export is kept."""
    return export.with_name(export.name + ENDING)


def golden_text(export: Path, engine: Engine) -> str:
    """Everything that reading the export gives: recognition, rows, mapping, problems, snapshot.

    An export that is refused gives the error.
    """
    files = sorted(export.iterdir()) if export.is_dir() else [export]
    try:
        snapshot = engine.read(files)
    except SentinelError as error:
        return f"{type(error).__name__}: {error}\n"
    # a golden must hold tomorrow as well
    undated = snapshot.as_of_source.startswith("today")
    day = "whatever day it is" if undated else snapshot.as_of
    lines = [f"as of {day} ({snapshot.as_of_source})"]
    for source in snapshot.sources:
        lines += ["", *_source(source)]
    lines += ["", *_rows(snapshot)]
    return "\n".join(lines) + "\n"


def regenerate(folders: Iterable[Path]) -> list[Path]:
    """Writes every golden below the folders; gives those that changed."""
    engine, changed = Engine(threads=1), []
    for folder in folders:
        for export in exports_below(folder):
            path, text = golden_of(export), golden_text(export, engine)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
                changed.append(path)
    return changed


def _source(source: Source) -> Iterator[str]:
    yield f"{source.name}: {source.pos} {source.export}, {source.encoding}"
    left_out = "".join(f", {count} {reason}" for reason, count in source.rows_left_out.items())
    yield f"{source.rows_read} rows read, {source.rows_used} used{left_out}"
    yield from (_mapped(mapped) for mapped in source.mapping)
    if source.unmapped:
        yield "not used: " + " | ".join(source.unmapped)
    for problem in source.problems:
        yield from _problem(problem)


def _mapped(mapped: MappedColumn) -> str:
    place = f" of {mapped.location}" if mapped.location else ""
    review = ", needs review" if mapped.needs_review else ""
    proof = f" [{mapped.proof}]" if mapped.proof else ""
    sure = f"{mapped.confidence:.2f}"
    return f"  {mapped.column}{place} < {mapped.header} ({sure}{review}): {mapped.why}{proof}"


def _problem(problem: Problem) -> Iterator[str]:
    place = " of ".join(part for part in (problem.header, problem.column) if part)
    yield f"! {problem.code} {problem.count} {place}".rstrip()
    for example in problem.examples:
        row = "" if example.row is None else f"row {example.row}: "
        yield f"    {row}{example.value!r} {example.message}".rstrip()


def _rows(snapshot: Snapshot) -> Iterator[str]:
    tables = [("", snapshot.table)]
    if snapshot.history is not None:
        tables.append(("history", snapshot.history))
    for name, table in tables:
        yield from ([name] if name else [])
        yield " | ".join(table.column_names)
        for row in table.to_pylist():
            yield " | ".join("" if cell is None else _cell(cell) for cell in row.values())


def _cell(cell: object) -> str:
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell)


if __name__ == "__main__":  # pragma: no cover - a shell around `regenerate`
    for written in regenerate(map(Path, sys.argv[1:])):
        print(written)
