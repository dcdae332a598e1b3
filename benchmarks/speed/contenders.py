"""What is run: Sentinel whole, the peers reading, the peers judging by simple rules."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from .measure import Work

CHILDREN = Path(__file__).parent / "children"

READING = {
    "polars-inferred": "Polars `read_csv`",
    "polars-text": "Polars `read_csv(infer_schema=False)`",
    "duckdb-table": "DuckDB `CREATE TABLE AS FROM read_csv`",
    "duckdb-arrow": "DuckDB `read_csv` to Arrow",
    "duckdb-text": "DuckDB `read_csv(all_varchar=True)` to Arrow",
}
"""The peers that merely read: the faster of these is what Sentinel is held against."""

RULES = {"polars-rules": "Polars, four simple rules", "duckdb-rules": "DuckDB, four simple rules"}


def sentinel(*arguments: str) -> list[str]:
    """The command as installed beside this Python."""
    command = Path(sys.executable).with_name("sentinel")
    if not command.exists():
        raise FileNotFoundError(
            f"There is no {command}: install the project into this environment first"
            " (pip install .), not editable, for that adds to its start."
        )
    return [str(command), *arguments]


def python(*arguments: str) -> list[str]:
    """This Python."""
    return [sys.executable, *arguments]


def analysis(key: str, file: Path, folder: Path, threads: int) -> Work:
    """The whole of Sentinel: bytes in, report and findings out."""
    return Work(
        key=key,
        what="Sentinel, whole analysis",
        command=sentinel(
            "analyze", str(file), "--findings", str(findings_of(folder, "sentinel", file)),
            "--output", str(folder / "report.txt"), "--quiet", "--threads", str(threads),
        ),
    )  # fmt: skip


def of_file(file: Path, folder: Path, threads: int) -> list[Work]:
    """Everything that is measured on one file."""
    return [
        analysis("sentinel", file, folder, threads),
        *(_peer(key, what, file, threads) for key, what in READING.items()),
        _peer("pyarrow-inferred", "pyarrow `csv.read_csv`", file, threads),
        *(
            _peer(key, what, file, threads, [str(findings_of(folder, key, file))])
            for key, what in RULES.items()
        ),
    ]


def findings_of(folder: Path, key: str, file: Path) -> Path:
    """Where a contender puts the rows it found."""
    return folder / f"{key}-{file.stem}.parquet"


def _peer(key: str, what: str, file: Path, threads: int, more: Sequence[str] = ()) -> Work:
    return Work(
        key=key,
        what=what,
        command=python(str(CHILDREN / "peers.py"), key, str(file), str(threads), *more),
        environment={"POLARS_MAX_THREADS": str(threads)},
    )


def starts() -> list[Work]:
    """What it costs to begin."""
    return [
        Work(key="bare", what="`python -c pass`", command=python("-c", "pass")),
        Work(
            key="import",
            what='`python -c "import sentinel"`',
            command=python("-c", "import sentinel"),
        ),
        Work(key="version", what="`sentinel --version`", command=sentinel("--version")),
    ]
