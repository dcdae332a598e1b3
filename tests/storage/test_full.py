"""Reports and snapshots come back from storage as they went in."""

from __future__ import annotations

import attrs
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sentinel
from sentinel import Engine, models
from sentinel.errors import StorageDamagedError
from sentinel.storage import full
from sentinel.testing import snapshots


def same(one, other):
    """Equal in every field; tables too, which models leave out of their comparison."""
    for field in attrs.fields(type(one)):
        before, after = getattr(one, field.name), getattr(other, field.name)
        if isinstance(before, pa.Table):
            # null is not NaN, but NaN is NaN
            assert after.schema.equals(before.schema, check_metadata=True)
            assert repr(after.to_pylist()) == repr(before.to_pylist())
        else:
            assert after == before, field.name
    return True


def through_storage(report):
    findings = full.read_table(full.write_table(report.findings))
    return full.read_report(
        full.write_report(report, [full.write_issue(one) for one in report.issues]), findings
    )


def snapshot_through_storage(snapshot):
    written = full.write_snapshot(snapshot)
    return full.read_snapshot(written, lambda: full.write_table(snapshot.history))


@given(snapshots(plausible=True))
def test_a_report_and_its_snapshot_come_back_as_they_were(snapshot):
    report = Engine().analyze(snapshot)
    assert same(report, through_storage(report))
    assert same(snapshot, snapshot_through_storage(snapshot))
    for issue in report.issues:
        assert full.read_issue(full.write_issue(issue)) == issue


@given(snapshots(required=("unit_cost", "unit_price", "on_hand_qty")))
def test_even_where_figures_are_beyond_reason(snapshot):
    assert same(snapshot, snapshot_through_storage(snapshot))
    report = Engine().analyze(snapshot)
    assert same(report, through_storage(report))


def test_a_report_of_a_file_keeps_what_was_read_and_how():
    snapshot = sentinel.read("examples/corner_hardware.csv")
    report = Engine().analyze(snapshot, previous=snapshot)
    again = through_storage(report)
    assert same(report, again)
    assert again.sources[0].profiles == report.sources[0].profiles != ()
    assert again.issues[0].explain() == report.issues[0].explain()
    assert (again.to_json(), again.to_text()) == (report.to_json(), report.to_text())
    assert same(snapshot, snapshot_through_storage(snapshot))


def test_a_stored_snapshot_serves_as_the_previous_one():
    snapshot = sentinel.read("examples/corner_hardware.csv")
    stored = snapshot_through_storage(snapshot)
    with_it, with_stored = (Engine().analyze(snapshot, previous=it) for it in (snapshot, stored))
    assert attrs.evolve(with_it, timings=with_stored.timings).to_json() == with_stored.to_json()
    assert {issue.trend for issue in with_stored.issues} == {"same"}


TEXTS = st.text(st.characters(codec=None), max_size=8)
NUMBERS = st.floats(allow_nan=False)


@st.composite
def models_of(draw, model):
    """A value of a model with anything its fields allow."""
    attrs.resolve_types(model, localns={"pa": pa})
    return model(
        **{
            field.name: draw(_values(field.type))
            for field in attrs.fields(model)
            if field.type not in (pa.Table, pa.Table | None)
        }
    )


def _values(kind):
    if attrs.has(kind):
        return models_of(kind)
    if kind in (str, float, int, bool):
        simple = {str: TEXTS, float: NUMBERS, int: st.integers(-(2**60), 2**60)}
        return simple.get(kind, st.booleans())
    parts = getattr(kind, "__args__", ())
    origin = getattr(kind, "__origin__", None)
    if origin is tuple:
        if parts[-1] is ...:
            return st.lists(_values(parts[0]), max_size=2).map(tuple)
        return st.tuples(*map(_values, parts))
    if origin is frozenset:
        return st.frozensets(_values(parts[0]), max_size=3)
    if origin is not None and "Mapping" in str(origin):
        return st.dictionaries(_values(parts[0]), _values(parts[1]), max_size=3)
    if "Literal" in str(origin):
        return st.sampled_from(parts)
    if parts:
        return st.one_of([st.none() if part is type(None) else _values(part) for part in parts])
    return st.dates()


@pytest.mark.parametrize(
    "model", [models.Source, models.Issue, models.Advice, models.Drift, models.PluginState,
              models.Reconciled, models.NotAssessed]
)  # fmt: skip
def test_every_field_of_every_part_comes_back(model):
    converter = full._converter

    @given(models_of(model))
    def holds(value):
        text = full.json.dumps(converter.unstructure(value))
        assert converter.structure(full.json.loads(text), model) == value

    holds()


def test_a_history_of_sales_comes_back():
    days = pa.table(
        {"store_id": pa.array(["main"]).dictionary_encode(), "sku": ["1"], "units_sold": [2.0]}
    )
    table = pa.table({"store_id": ["main"], "sku": ["1"]})
    snapshot = models.Snapshot(
        table=table, as_of=models.date(2026, 10, 31), as_of_source="given", history=days
    )
    assert same(snapshot, snapshot_through_storage(snapshot))


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"issue_id": 1}', "null"])
def test_what_is_no_issue_is_said_to_be_damaged(text):
    with pytest.raises(StorageDamagedError):
        full.read_issue(text)


def test_a_table_that_was_cut_is_said_to_be_damaged():
    whole = full.write_table(pa.table({"a": list(range(1000))}))
    with pytest.raises(StorageDamagedError):
        full.read_table(bytes(whole[: len(whole) // 2]))
    with pytest.raises(StorageDamagedError, match="metadata"):
        full.read_snapshot(bytes(whole), lambda: b"")
