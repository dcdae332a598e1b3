"""Who looks at the exports: Sentinel with all its plugins, the peers, and anybody's file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from sentinel.errors import NothingToAssessError, UsageError

from . import ghost, rules
from .cases import Case
from .layouts import write
from .matching import Posteriors, texts

if TYPE_CHECKING:
    from sentinel import Engine

REQUIRED = ("sku", "primitive", "confidence")
_NOTHING = pa.table({name: pa.nulls(0, pa.string()) for name in REQUIRED})
"""Of an export in which no primitive can look at anything."""


@attrs.frozen(kw_only=True, eq=False)
class Detected:
    """What a detector says of one store."""

    findings: pa.Table
    """Best line first: the order is the ranking that `precision at k` judges."""
    offered: Collection[str]
    """Primitives that the detector looks for, found or not, assessable here or not."""
    posteriors: Posteriors | None = None


Detector = Callable[[Case], Detected]


def sentinel(case: Case) -> Detected:
    """The engine as installed, every plugin included, from the bytes of the files on."""
    engine = _engine()
    with tempfile.TemporaryDirectory() as folder:
        files = write(case.layout, case.table, case.as_of, Path(folder, "today"))
        previous = None
        if case.previous is not None and case.previous_as_of is not None:
            earlier = write(
                case.layout, case.previous, case.previous_as_of, Path(folder, "earlier")
            )
            previous = engine.read(earlier, as_of=case.previous_as_of)
        try:
            report = engine.analyze(files, as_of=case.as_of, previous=previous)
        except NothingToAssessError:
            return Detected(findings=_NOTHING, offered=list(engine.primitives))
    return Detected(
        findings=report.findings,
        offered=list(engine.primitives),
        posteriors={issue.issue_id: issue.causes for issue in report.issues},
    )


@cache
def _engine() -> Engine:
    from sentinel import Engine

    return Engine(threads=1)


def by_rules(case: Case) -> Detected:
    """Fixed limits, as back-office exception reports have them."""
    return Detected(findings=rules.findings(case.table, case.as_of), offered=rules.PRIMITIVES)


def by_ghost_test(case: Case) -> Detected:
    """The zero-sales test."""
    return Detected(findings=ghost.findings(case.table, case.as_of), offered=(ghost.PRIMITIVE,))


def from_file(path: Path) -> Detector:
    """Somebody's findings, CSV or Parquet, best line first.

    Columns `sku`, `primitive`, `confidence`; as far as known `annual_cost`, `annual_cost_low`,
    `annual_cost_high` (USD per year), `cause`, `issue_id`, and `seed` where the file holds
    several stores. Raises UsageError where a required column is missing.
    """
    table = _read(path)
    missing = [name for name in REQUIRED if name not in table.column_names]
    if missing:
        raise UsageError(
            f"{path} has the columns {', '.join(table.column_names)}; it also needs"
            f" {', '.join(missing)}.",
            given=table.column_names,
        )
    offered = sorted({str(key) for key in texts(table, "primitive")})

    def detector(case: Case) -> Detected:
        mine = table
        if "seed" in table.column_names:
            mine = table.filter(pc.equal(table["seed"].cast(pa.int64()), pa.scalar(case.seed)))
        return Detected(findings=mine, offered=offered)

    return detector


def _read(path: Path) -> pa.Table:
    if path.suffix.lower() in (".parquet", ".pq"):
        return pq.read_table(path)
    # zeros at the front of a SKU belong to it
    kinds = {"sku": pa.string(), "cause": pa.string(), "issue_id": pa.string()}
    return pyarrow.csv.read_csv(
        path,
        convert_options=pyarrow.csv.ConvertOptions(column_types=kinds, strings_can_be_null=True),
    )
