"""What must be true of any adapter: a class of tests to inherit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import pyarrow as pa
import pytest

from sentinel.canonical import BY_NAME, Kind
from sentinel.compute import pc
from sentinel.engine import Engine
from sentinel.errors import InputRefusedError
from sentinel.headers import normal
from sentinel.models import Adapter, Export, Snapshot, Source
from sentinel.recognition import GENERIC, Recognition, recognise
from sentinel.reshape import LEFT_OUT, ROW, ROWS
from sentinel.testing import goldens
from sentinel.testing.foreign import HOME_MADE, headers_of
from sentinel.testing.rewriting import FORMS, PLAIN, Sheet, sheet_of, text_table, written

PRIVATE = ("customer", "email", "e mail", "phone", "card", "pan", "employee", "cashier")
"""Words in headers of which nothing may reach a snapshot."""

_SEED = 7
_FEW = 8
"""Declared headers: of fewer, one that is missing may leave too little to be recognised by."""


class AdapterKit:
    """Tests of one adapter, for pytest: inherit, and say which adapter and where its exports are.

    The folder holds one made-up file for each export of the adapter, and beside each its golden
    (`python -m sentinel.testing.goldens FOLDER` writes them). Checked are the declaration; that
    each file is recognised, also with its columns shuffled, in capitals, with a header missing,
    renamed or added; that no export of another system and no home-made list is taken for it; that
    reading gives the golden; that delimiters, encodings, quotes, the order of rows and columns, and
    chunks do not matter; that every row is accounted for; and that nothing about customers, cards
    and staff gets through.

    Whatever is missing (the folder, a golden, a file for an export) fails.
    """

    adapter: ClassVar[Adapter]
    """What is tested. It has to be installed: tests go the way that users go."""
    exports: ClassVar[Path]
    """Folder of made-up exports and their goldens."""
    foreign: ClassVar[Sequence[Path]] = ()
    """Files of other systems, none of which may be taken for this adapter's."""
    rows_in_order: ClassVar[Sequence[str]] = ()
    """Exports in which the place of a row has a meaning: variants below their product."""
    columns_in_order: ClassVar[Sequence[str]] = ()
    """Exports in which the place of a column has a meaning: shops between two known headers."""
    lookalikes: ClassVar[Sequence[tuple[str, str]]] = ()
    """Pairs of adapter and export that a file may be taken for once the one header is missing that
    tells them apart: reports by item and by group, one product sold under two names."""

    # --- the declaration ------------------------------------------------------------------------

    def test_it_is_installed(self) -> None:
        found = _installed().adapters.get(self.adapter.key)
        assert found == self.adapter, (
            f"the adapter {self.adapter.key!r} is not installed as it stands here; install it"
            " (pip install -e .) and see `sentinel plugins`"
        )

    def test_every_export_has_a_file(self) -> None:
        shown = {self._recognised(_sheet(file).headers)[1] for file in self._files()}
        # those without columns are only declared to be refused
        lacking = {export.name for export in self.adapter.exports if export.columns} - shown
        assert not lacking, (
            f"no file in {self.exports} is recognised as {sorted(lacking)}; found {sorted(shown)}."
            " Add a made-up file of each export, and its golden."
        )

    def test_columns_are_canonical(self) -> None:
        for export in self.adapter.exports:
            declared = {*export.columns, *export.location_columns}
            unknown = sorted(declared - BY_NAME.keys())
            assert not unknown, f"{export.name}: not canonical: {unknown}; see `sentinel.canonical`"
            idle = sorted((export.scale.keys() | export.why.keys()) - declared)
            assert not idle, f"{export.name}: scale or why names {idle}, which columns does not"
            assert export.fingerprint, f"{export.name}: a fingerprint is needed to recognise it"

    def test_exports_are_not_confused(self) -> None:
        for export in self.adapter.exports:
            few = len(headers_of(export)) < _FEW
            also = [*self.lookalikes, *([(GENERIC, "unknown")] if few else [])]
            self._assert_ours(headers_of(export), export.name, "all its declared headers", also)
            found = recognise(headers_of(export), self._engine().adapters)
            own = {name for key, name in found.equals if key == self.adapter.key}
            assert own <= {export.name}, (
                f"nothing tells {export.name} from {sorted(own - {export.name})}: make them one"
                " export, or say in fingerprint or other_headers what only one of them has"
            )

    # --- recognition ----------------------------------------------------------------------------

    def test_a_file_is_recognised(self, path: Path) -> None:
        for file in _parts(path):
            found = recognise(list(_sheet(file).headers), self._engine().adapters)
            keys = {found.adapter.key, *(key for key, _ in found.equals)}
            assert self.adapter.key in keys, f"{file.name} is taken for {found.adapter.key}"

    def test_other_spellings_of_headers_are_recognised(self, path: Path) -> None:
        for headers, export in self._headers(path):
            shuffled = Random(_SEED).sample(headers, len(headers))
            self._assert_ours(shuffled, export, "the columns shuffled")
            self._assert_ours([h.upper() for h in headers], export, "headers in capitals")
            spaced = [f" {h.replace(' ', '_')} " for h in headers]
            self._assert_ours(spaced, export, "underscores for blanks")

    def test_a_header_more_or_less_is_no_other_export(self, path: Path) -> None:
        """It may become unknown where it has few headers; it never becomes another system's."""
        for headers, export in self._headers(path):
            self._assert_ours([*headers, "Our own remark"], export, "a header more")
            few = self._declared(headers, export) < _FEW
            also = [*self.lookalikes, *([(GENERIC, "unknown")] if few else [])]
            for at, header in enumerate(headers):
                rest = [*headers[:at], *headers[at + 1 :]]
                self._assert_ours(rest, export, f"without {header!r}", also)
                renamed = [*headers[:at], f"Zz {at}", *headers[at + 1 :]]
                self._assert_ours(renamed, export, f"with {header!r} renamed", also)

    def test_nothing_foreign_is_taken_for_it(self) -> None:
        lists = {f"the home-made list {', '.join(own)}": own for own in HOME_MADE}
        for key, other in _installed().adapters.items():
            if key != self.adapter.key:
                lists |= {f"{key} {one.name}": tuple(headers_of(one)) for one in other.exports}
        lists |= {str(file): _sheet(file).headers for one in self.foreign for file in _parts(one)}
        for name, headers in lists.items():
            recognition = recognise(list(headers), self._engine().adapters)
            others = [key for key, _ in recognition.equals if key != self.adapter.key]
            assert recognition.adapter.key != self.adapter.key or others, (
                f"{name} is taken for {self.adapter.key} {_named(recognition)} by the headers"
                f" {', '.join(recognition.deciding or recognition.found)}; a fingerprint must be"
                " headers that no other export has together"
            )

    # --- reading --------------------------------------------------------------------------------

    def test_it_gives_what_the_golden_says(self, path: Path) -> None:
        golden = goldens.golden_of(path)
        remedy = f"python -m sentinel.testing.goldens {self.exports}, then read what it wrote"
        assert golden.is_file(), f"{path.name} has no golden: {remedy}"
        expected = golden.read_text(encoding="utf-8").splitlines()
        found = goldens.golden_text(path, self._engine()).splitlines()
        differing = [
            f"line {number}: found {one!r}, expected {other!r}"
            for number, (one, other) in enumerate(_paired(found, expected), 1)
            if one != other
        ]
        assert not differing, f"{golden.name}: {differing[:3]}; if that is meant: {remedy}"

    def test_every_row_is_accounted_for(self, path: Path) -> None:
        for source in self._sources(path):
            left_out = sum(source.rows_left_out.values())
            assert source.rows_read == source.rows_used + left_out, (
                f"{source.name}: {source.rows_read} rows read, {source.rows_used} used and"
                f" {left_out} left out: {source.rows_read - source.rows_used - left_out} are lost."
                " A prepare gives rows a reason in `__left_out__`, it does not drop them."
            )

    def test_numbers_are_finite(self, path: Path) -> None:
        snapshot = self._read(path)
        tables = [] if snapshot is None else [snapshot.table, snapshot.history]
        for table in (table for table in tables if table is not None):
            for name in table.column_names:
                column = table[name]
                if pa.types.is_floating(column.type):
                    finite = pc.all(pc.is_finite(column)).as_py()
                    assert finite is not False, f"{name} of {path.name} has NaN or infinity"

    def test_nothing_private_gets_through(self, path: Path) -> None:
        for source in self._sources(path):
            for mapped in source.mapping:
                words = normal(mapped.header).split()
                private = [word for word in PRIVATE if word in words]
                number = BY_NAME[mapped.column].kind is Kind.NUMBER
                assert number or not private, (
                    f"{mapped.column} is read from {mapped.header!r}: {private[0]} is nobody's"
                    " business; map another column"
                )

    # --- what must not matter -------------------------------------------------------------------

    def test_the_form_of_the_file_does_not_matter(self, path: Path, tmp_path: Path) -> None:
        if (snapshot := self._read(path)) is None:
            return
        plain = self._rewritten(path, tmp_path, written)
        _assert_same(plain, snapshot, f"{path.name}, written with {PLAIN.name}")
        for form in FORMS:
            if all(form.holds(_sheet(file)) for file in _parts(path)):
                again = self._rewritten(path, tmp_path, partial(written, form=form))
                _assert_same(again, plain, f"{path.name}, written with {form.name}")
                _assert_same_account(again, plain, f"{path.name}, written with {form.name}")

    def test_the_order_of_columns_does_not_matter(self, path: Path, tmp_path: Path) -> None:
        """But for the exports in `columns_in_order`."""
        self._assert_order_is_nothing(
            path, tmp_path, Sheet.turned, self.columns_in_order, "columns"
        )

    def test_the_order_of_rows_does_not_matter(self, path: Path, tmp_path: Path) -> None:
        """But for the exports in `rows_in_order`."""
        self._assert_order_is_nothing(path, tmp_path, Sheet.shuffled, self.rows_in_order, "rows")

    # --- prepare --------------------------------------------------------------------------------

    def test_prepare_keeps_the_row_in_the_file(self, path: Path) -> None:
        for export, table in self._prepared(path):
            for rows in (table, table.slice(0, 1), table.slice(0, 0)):
                found, what = _prepared(export, rows), f"{export.name} prepares {len(rows)} rows:"
                assert ROW in found.column_names, f"{what} `{ROW}` is gone"
                kind = found.schema.field(ROW).type
                assert kind == pa.int64(), f"{what} `{ROW}` is {kind}, expected int64"
                strange = set(found[ROW].to_pylist()) - set(rows[ROW].to_pylist())
                assert not strange, f"{what} rows {list(strange)[:3]} are not in the file"
                assert _rows_told(found) == len(rows), (
                    f"{what} {_rows_told(found)} come out; give rows that are no items a reason in"
                    f" `{LEFT_OUT}` and count in `{ROWS}` those that are put together"
                )

    def test_prepare_does_not_depend_on_chunks(self, path: Path) -> None:
        for export, table in self._prepared(path):
            parts = [table.slice(first, 2) for first in range(0, len(table), 2)]
            again = _prepared(export, pa.concat_tables(parts) if parts else table)
            whole = _prepared(export, table)
            assert again.combine_chunks() == whole.combine_chunks(), (
                f"{export.name}: prepare gives something else in chunks of two rows; use"
                " combine_chunks before you look at a column by position"
            )

    # --- helpers --------------------------------------------------------------------------------

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test per file; where there is none, one that fails."""
        if "path" in metafunc.fixturenames:
            paths: list[Path | None] = [*self._paths()]
            names = [path.name if path is not None else "none" for path in paths]
            metafunc.parametrize("path", paths or [None], ids=names or ["none"], indirect=True)

    @pytest.fixture
    def path(self, request: pytest.FixtureRequest) -> Path:
        """An export, or a folder of exports that complete each other."""
        found: Path | None = request.param
        if found is None:
            pytest.fail(self._lacking())
        return found

    def _paths(self) -> list[Path]:
        return goldens.exports_below(self.exports) if self.exports.is_dir() else []

    def _files(self) -> list[Path]:
        files = [file for path in self._paths() for file in _parts(path)]
        assert files, self._lacking()
        return files

    def _lacking(self) -> str:
        return (
            f"there is no export in {self.exports}: put a made-up (or scrubbed) file of each export"
            " there, and write the goldens with python -m sentinel.testing.goldens"
        )

    def _engine(self) -> Engine:
        """All that is installed, and the adapter as it stands here."""
        engine = copy(_installed())
        engine.adapters = {**engine.adapters, self.adapter.key: self.adapter}
        return engine

    def _read(self, path: Path) -> Snapshot | None:
        """Null for exports without items, which are refused: their golden is the message."""
        key = (id(self.adapter), path, path.stat().st_mtime_ns)
        if key not in _snapshots:
            try:
                _snapshots[key] = self._engine().read(_parts(path))
            except InputRefusedError:
                _snapshots[key] = None
        return _snapshots[key]

    def _sources(self, path: Path) -> tuple[Source, ...]:
        snapshot = self._read(path)
        return () if snapshot is None else snapshot.sources

    def _recognised(self, headers: Sequence[str]) -> tuple[str, str]:
        found = recognise(list(headers), self._engine().adapters)
        return found.adapter.key, _named(found)

    def _headers(self, path: Path) -> Iterator[tuple[list[str], str]]:
        """Headers of each file that is this adapter's, and its export."""
        for file in _parts(path):
            headers = list(_sheet(file).headers)
            key, export = self._recognised(headers)
            if key == self.adapter.key:
                yield headers, export

    def _declared(self, headers: Sequence[str], name: str) -> int:
        """How many of a file's headers its export declares."""
        known = {
            normal(header)
            for export in self.adapter.exports
            if export.name == name
            for header in headers_of(export)
        }
        return sum(normal(header) in known for header in headers)

    def _assert_ours(
        self,
        headers: Sequence[str],
        export: str,
        what: str,
        also: Iterable[tuple[str, str]] = (),
    ) -> None:
        found = recognise(list(headers), self._engine().adapters)
        said = {(found.adapter.key, _named(found)), *found.equals}
        assert said & {(self.adapter.key, export), *also}, (
            f"{self.adapter.key} {export}, {what}: taken for {found.adapter.key} {_named(found)}"
            f" ({found.confidence:.2f}); make the fingerprint or other_headers tell more of it"
        )

    def _assert_order_is_nothing(
        self,
        path: Path,
        folder: Path,
        shuffle: Callable[[Sheet, int], Sheet],
        ordered: Sequence[str],
        what: str,
    ) -> None:
        if self._read(path) is None:
            return

        def changed(sheet: Sheet) -> bytes:
            fixed = self._recognised(sheet.headers)[1] in ordered
            return written(sheet if fixed else shuffle(sheet, _SEED))

        again = self._rewritten(path, folder, changed)
        plain = self._rewritten(path, folder, written)
        told = f"{path.name}, its {what} shuffled (if their place has a meaning: {what}_in_order)"
        _assert_same(again, plain, told)

    def _prepared(self, path: Path) -> Iterator[tuple[Export, pa.Table]]:
        """The table that each `prepare` gets."""
        for file in _parts(path):
            sheet = _sheet(file)
            export = recognise(list(sheet.headers), self._engine().adapters).export
            if export is not None and export in self.adapter.exports and export.prepare:
                yield export, text_table(sheet)

    def _rewritten(self, path: Path, folder: Path, change: Callable[[Sheet], bytes]) -> Snapshot:
        again = []
        for file in _parts(path):
            # under its own name, which may tell the period
            copied = folder / file.name
            copied.write_bytes(change(_sheet(file)))
            again.append(copied)
        return self._engine().read(again)


_snapshots: dict[tuple[int, Path, int], Snapshot | None] = {}
"""What was read of an unchanged file: a workbook takes its time."""


def _sheet(file: Path) -> Sheet:
    return _sheet_at(file, file.stat().st_mtime_ns)


@cache
def _sheet_at(file: Path, _changed: int) -> Sheet:
    return sheet_of(file)


@cache
def _installed() -> Engine:
    return Engine(threads=1)


def _parts(path: Path) -> list[Path]:
    return sorted(path.iterdir()) if path.is_dir() else [path]


def _named(recognition: Recognition) -> str:
    return recognition.export.name if recognition.export is not None else "unknown"


def _paired(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[str, str]]:
    for number in range(max(len(one), len(other))):
        yield (
            one[number] if number < len(one) else "nothing",
            other[number] if number < len(other) else "nothing",
        )


def _prepared(export: Export, table: pa.Table) -> pa.Table:
    assert export.prepare is not None
    return export.prepare(table)


def _rows_told(table: pa.Table) -> int:
    """Rows of the file that a prepared table stands for."""
    if ROWS not in table.column_names:
        return len(table)
    return int(pc.sum(pc.fill_null(table[ROWS], 1)).as_py() or 0)


def _assert_same(one: Snapshot, other: Snapshot, what: str) -> None:
    """The same snapshot but for the order of its rows."""
    assert one.as_of == other.as_of, f"{what}: as of {one.as_of}, expected {other.as_of}"
    for found, expected in ((one.table, other.table), (one.history, other.history)):
        left, right = _rows(found), _rows(expected)
        lost = [row for row in right if row not in left]
        new = [row for row in left if row not in right]
        assert left == right, f"{what}: gone {lost[:2]}, come {new[:2]}"


def _assert_same_account(one: Snapshot, other: Snapshot, what: str) -> None:
    """The same rows left out and the same problems."""
    for found, expected in zip(one.sources, other.sources, strict=True):
        assert found.rows_left_out == expected.rows_left_out, (
            f"{what}: left out {dict(found.rows_left_out)}, expected {dict(expected.rows_left_out)}"
        )
        left, right = _counted(found.problems), _counted(expected.problems)
        assert left == right, f"{what}: problems {left}, expected {right}"


def _counted(problems: Iterable[Any]) -> dict[tuple[str, str | None], int]:
    return {(problem.code, problem.header): problem.count for problem in problems}


def _rows(table: pa.Table | None) -> list[str]:
    if table is None:
        return []
    return sorted(repr(sorted(row.items())) for row in table.to_pylist())
