"""Saved mappings: what a person said of an export is followed the next time, to the letter."""

from __future__ import annotations

import tempfile
import tomllib
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sentinel import Engine, Snapshot, drift
from sentinel.canonical import BY_NAME
from sentinel.errors import InputRefusedError, UsageError
from sentinel.models import ColumnProfile, MappedColumn
from sentinel.saved_mapping_files import load, own_folder, read, save, written
from sentinel.saved_mappings import SavedMapping, fingerprint, fitting
from sentinel.testing.goldens import exports_below

EXPORTS = Path(__file__).parents[1] / "exports"
DAY = date(2026, 11, 23)
ITEMS = (
    "Artikel,Was,Bestand,Preis,EK\n"
    + "".join(f"{n:04},Hammer {n},{n + 3},{9 + n}.50,{5 + n}.25\n" for n in range(12))
).encode()


PLAIN = Engine(threads=1)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """Looks into the folder of the test."""
    engine = copy(PLAIN)
    engine.mappings = tmp_path
    return engine


@pytest.fixture
def kept(engine: Engine, tmp_path: Path) -> Path:
    """The mapping of `ITEMS`, saved in the engine's folder."""
    told = {"Artikel": "sku", "Was": "description", "Bestand": "on_hand_qty", "EK": "unit_cost"}
    suggestion = engine.suggest_mapping(ITEMS, mapping=told | {"Preis": "unit_price"})
    return suggestion.save(tmp_path, on=DAY)


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def mapped(snapshot: Snapshot) -> dict[str, str]:
    return {column.column: column.header for column in snapshot.sources[0].mapping}


# --- round trips --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "export", exports_below(EXPORTS), ids=lambda path: str(path.relative_to(EXPORTS))
)
def test_an_export_read_by_its_own_saved_mapping_gives_the_same_snapshot(
    export: Path, engine: Engine, tmp_path: Path
) -> None:
    files = sorted(export.iterdir()) if export.is_dir() else [export]
    try:
        for number, file in enumerate(files):
            suggestion = PLAIN.suggest_mapping(file)
            if fitting(load(tmp_path), [p.header for p in suggestion.profiles]) is None:
                suggestion.save(tmp_path / f"{number}.toml")
        before = PLAIN.read(files)
    except InputRefusedError as error:
        with pytest.raises(type(error)):
            engine.read(files)
        return
    after = engine.read(files)
    assert after.table.equals(before.table)
    assert (after.as_of, after.as_of_source) == (before.as_of, before.as_of_source)
    assert (after.history is None) == (before.history is None)
    assert after.history is None or after.history.equals(before.history)
    assert [s.rows_left_out for s in after.sources] == [s.rows_left_out for s in before.sources]
    assert drift.since_saved(after.sources, load(tmp_path), engine.primitives) == ()


headers = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
numbers = st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: x != 0)
windows = st.none() | st.sampled_from(["year to date"]) | st.floats(0.5, 1000)


@st.composite
def saved_mappings(draw: st.DrawFn) -> SavedMapping:
    names = draw(st.lists(headers, unique=True, min_size=1, max_size=8))
    columns = draw(st.permutations(sorted(BY_NAME)))
    return SavedMapping(
        fingerprint=fingerprint(names),
        saved=draw(st.dates()),
        pos=draw(headers),
        export=draw(headers),
        file=draw(headers),
        nulls=tuple(draw(st.lists(headers, max_size=3))),
        columns=tuple(
            MappedColumn(
                column=column,
                header=header,
                confidence=draw(st.floats(0, 1)),
                why=draw(headers),
                proof=draw(st.none() | headers),
                needs_review=draw(st.booleans()),
                location=draw(st.none() | headers),
                scale=draw(numbers),
                window=draw(windows),  # type: ignore[arg-type]
                addend=draw(st.booleans()),
            )
            for header, column in zip(names[: draw(st.integers(0, 8))], columns, strict=False)
        ),
        profiles=tuple(
            ColumnProfile(
                header=header,
                kind=draw(st.sampled_from(["numbers", "dates", "words", "empty"])),
                date_order=draw(st.none() | st.sampled_from(["YMD", "MDY", "DMY"])),
                middle=draw(st.none() | numbers),
            )
            for header in names
        ),
    )


def meaning(column: MappedColumn) -> tuple[Any, ...]:
    return (
        column.column, column.header, column.location, column.scale, column.window, column.addend
    )  # fmt: skip


@given(saved_mappings())
def test_whatever_headers_look_like_a_file_says_what_was_saved(mapping: SavedMapping) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = save(mapping, Path(folder) / "one.toml")
        again = read(path)
    assert list(map(meaning, again.columns)) == list(map(meaning, mapping.columns))
    assert again.profiles == mapping.profiles
    for name in ("fingerprint", "saved", "pos", "export", "file", "nulls"):
        assert getattr(again, name) == getattr(mapping, name)


@given(saved_mappings())
def test_a_saved_mapping_is_toml_without_invisible_characters(mapping: SavedMapping) -> None:
    text = written(mapping)
    assert tomllib.loads(text)["sentinel_mapping"] == 1
    assert all(char.isprintable() or char == "\n" for char in text)


# --- the key ------------------------------------------------------------------------------------


@given(st.lists(headers, min_size=1, max_size=8), st.randoms())
def test_the_order_of_headers_is_not_part_of_the_key(names: list[str], random: Any) -> None:
    shuffled = [*names]
    random.shuffle(shuffled)
    assert fingerprint(shuffled) == fingerprint(names)


def test_spelling_is_not_part_of_the_key_and_another_header_is() -> None:
    key = fingerprint(["Qty_On-Hand", "SKU"])
    assert fingerprint(["\ufeffsku", "qty on hand"]) == key
    assert fingerprint(["Qty On Hand", "SKU", "Price"]) != key


# --- following it -------------------------------------------------------------------------------


def test_a_persons_word_is_sure_and_needs_no_review(engine: Engine, kept: Path) -> None:
    source = engine.read(ITEMS).sources[0]
    assert {m.why for m in source.mapping} == {"saved mapping of 2026-11-23"}
    assert {(m.confidence, m.needs_review, m.proof) for m in source.mapping} == {(1.0, False, None)}
    assert source.pos_confidence == 1.0


def test_columns_in_another_order_are_still_known(engine: Engine, kept: Path) -> None:
    lines = [line.split(",")[::-1] for line in ITEMS.decode().splitlines()]
    turned = "\n".join(",".join(cells) for cells in lines).encode()
    assert engine.read(turned).table.equals(engine.read(ITEMS).table)


def test_an_edited_column_is_followed(engine: Engine, kept: Path) -> None:
    edited(kept, '"EK" = "unit_cost"', '"EK" = { column = "list_price", scale = 0.01 }')
    snapshot = engine.read(ITEMS)
    assert mapped(snapshot)["list_price"] == "EK"
    assert snapshot.table["list_price"].to_pylist()[0] == pytest.approx(0.0525)
    assert "unit_cost" not in snapshot.table.column_names


def test_a_line_taken_out_is_a_column_not_used(engine: Engine, kept: Path) -> None:
    edited(kept, '"EK" = "unit_cost"\n', "")
    source = engine.read(ITEMS).sources[0]
    assert "EK" in source.unmapped


def test_what_is_told_now_is_above_what_was_saved(engine: Engine, kept: Path) -> None:
    snapshot = engine.read(ITEMS, mapping={"EK": "list_price", "Preis": "unit_cost"})
    assert mapped(snapshot) == {
        "sku": "Artikel",
        "description": "Was",
        "on_hand_qty": "Bestand",
        "list_price": "EK",
        "unit_cost": "Preis",
    }


def test_words_for_no_value_can_be_added(engine: Engine, kept: Path) -> None:
    marked = ITEMS.replace(b",5.25", b",auf Anfrage")
    told = [p.code for p in engine.read(marked).problems]
    edited(kept, "nulls = []", 'nulls = ["auf Anfrage"]')
    assert (told, engine.read(marked).problems) == (["unreadable_number"], ())


def test_another_pos_than_the_saved_one_sets_it_aside(engine: Engine, kept: Path) -> None:
    edited(kept, 'pos = "generic"', 'pos = "square"')
    assert engine.read(ITEMS).sources[0].pos == "square"
    assert engine.suggest_mapping(ITEMS, pos="square").saved == DAY
    assert engine.suggest_mapping(ITEMS, pos="generic").saved is None


def test_the_library_looks_into_no_folder_that_it_was_not_told(
    kept: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SENTINEL_DATA_DIR", str(tmp_path))
    kept.rename(own_folder_in(tmp_path) / kept.name)
    assert Engine(threads=1).suggest_mapping(ITEMS).saved is None


def own_folder_in(place: Path) -> Path:
    folder = own_folder()
    assert folder == place / "mappings"
    folder.mkdir()
    return folder


def test_saving_again_takes_the_place_of_the_earlier_one(
    engine: Engine, kept: Path, tmp_path: Path
) -> None:
    named = kept.rename(tmp_path / "the till downstairs.toml")
    assert engine.suggest_mapping(ITEMS).save(tmp_path) == named
    assert [path.name for path in tmp_path.iterdir()] == [named.name]


def test_no_value_of_the_file_is_kept(engine: Engine, tmp_path: Path) -> None:
    text = "SKU,Description,Customer Name,Card\n" + "A7,Anvil,Ada Quill,4242424242\n" * 3
    path = engine.suggest_mapping(text.encode()).save(tmp_path)
    kept = path.read_text(encoding="utf-8")
    assert [word for word in ("A7", "Anvil", "Quill", "4242") if word in kept] == []


# --- what a person can get wrong ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"EK" = "unit_cost"', '"EK" = "cost"', "no canonical column"),
        ('"EK" = "unit_cost"', '"EKX" = "unit_cost"', "the file has no header 'EKX'"),
        ('"EK" = "unit_cost"', '"EK" = "on_hand_qty"', "both for 'on_hand_qty'"),
        ('"EK" = "unit_cost"', '"EK" = unit_cost', "cannot be read as TOML"),
        ('= "unit_cost"', '= { column = "unit_cost", scale = "x" }', "expected a number"),
        ('= "unit_cost"', '= { column = "unit_cost", scale = 0 }', "expected a number"),
        ('= "unit_cost"', '= { column = "unit_cost", scael = 2 }', "means nothing here"),
        ('= "unit_cost"', '= { column = "unit_cost", location = 2 }', "expected a text"),
        ('= "unit_cost"', '= { column = "unit_cost", window = "May" }', "year to date"),
        ('= "unit_cost"', '= { column = "unit_cost", addend = 1 }', "true or false"),
        ('pos = "generic"', 'pos = "sunshine"', "'sunshine' is not loaded"),
        ('export = "unknown"', 'export = "sunshine"', "has no export 'sunshine'"),
        ("saved = 2026-11-23", 'saved = "today"', "expected a day"),
        ("saved = 2026-11-23", "saved = 2026-11-23T10:00:00", "expected a day"),
        ("sentinel_mapping = 1", "sentinel_mapping = 2", "expected 1"),
        ("nulls = []", "nulls = [1]", "a list of texts"),
        ("nulls = []", "nils = []", "`nils` means nothing here"),
        ('kind = "numbers"', 'kind = "figures"', "cannot be read"),
    ],
)
def test_an_error_names_file_and_line(
    engine: Engine, kept: Path, old: str, new: str, words: str
) -> None:
    edited(kept, old, new)
    lines = kept.read_text(encoding="utf-8").splitlines()
    line = 1 + next(at for at, text in enumerate(lines) if new in text)
    with pytest.raises(UsageError) as caught:
        engine.read(ITEMS)
    assert f"{kept}, line {line}: " in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"[build-system]\nrequires = []\n", b"", b"= 1"]
)
def test_a_foreign_file_in_the_folder_is_named(
    engine: Engine, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "pyproject.toml").write_bytes(content)
    with pytest.raises(UsageError, match=r"pyproject\.toml"):
        engine.read(ITEMS)


def test_files_of_another_kind_are_left_alone(engine: Engine, kept: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"\xff")
    assert engine.suggest_mapping(ITEMS).saved == DAY


def test_two_for_the_same_headers_are_both_named(
    engine: Engine, kept: Path, tmp_path: Path
) -> None:
    (tmp_path / "a copy.toml").write_bytes(kept.read_bytes())
    with pytest.raises(UsageError) as caught:
        engine.read(ITEMS)
    assert kept.name in str(caught.value)
    assert "a copy.toml" in str(caught.value)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        Engine(threads=1, mappings=tmp_path / "nowhere").read(ITEMS)


def test_one_file_may_be_named_instead_of_a_folder(kept: Path) -> None:
    assert Engine(threads=1, mappings=kept).suggest_mapping(ITEMS).saved == DAY


@given(st.binary(max_size=200))
def test_no_content_crashes(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.toml"
        path.write_bytes(content)
        with pytest.raises(UsageError, match=r"one\.toml"):
            read(path)


def test_own_folder_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SENTINEL_DATA_DIR", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "/data/of/me")
    assert own_folder() == Path("/data/of/me/sentinel/mappings")
    monkeypatch.setenv("SENTINEL_DATA_DIR", "/srv/sentinel")
    assert own_folder() == Path("/srv/sentinel/mappings")
