"""A scrubbed copy is read as the original is, and says nothing of the customer."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sentinel import Engine
from sentinel.cli import ExitCode, main
from sentinel.errors import EmptyInputError, UnreadableInputError
from sentinel.readers import open_table
from sentinel.scrub import Scrubbed, days, scrub
from sentinel.scrub.opened import Opened, opened
from sentinel.scrub.vocabulary import LABELS, RESERVED, TOTALS
from sentinel.scrub.words import Words, check_digit

EXPORTS = Path(__file__).parent / "exports"
ENGINE = Engine(threads=1)


def can_be_scrubbed(path: Path) -> bool:
    """Delimited text or JSON with a row in it."""
    if path.suffix not in (".csv", ".tsv", ".txt", ".json", ".jsonl"):
        return False
    try:
        open_table(path)
    except EmptyInputError:
        return False
    return True


FILES = [path for path in sorted(EXPORTS.rglob("*")) if can_be_scrubbed(path)]

# the scope puts the tests of one file beside each other, where they share a copy
every_file = pytest.mark.parametrize(
    "path", FILES, ids=lambda path: str(path.relative_to(EXPORTS)), scope="module"
)


@cache
def scrubbed_file(path: Path, seed: str = "a secret") -> Scrubbed:
    return scrub(path.read_bytes(), path.name, engine=ENGINE, seed=seed)


def copy_of(path: Path) -> bytes:
    return scrubbed_file(path).content


@cache
def opened_file(path: Path) -> Opened:
    return opened(path.read_bytes(), path.name, ENGINE)


@cache
def opened_copy(path: Path) -> Opened:
    return opened(scrubbed_file(path).content, path.name, ENGINE)


def scrubbed(*lines: str, seed: str = "a secret") -> list[list[str]]:
    """The rows of a CSV below its header, scrubbed."""
    content = "\n".join(lines).encode() + b"\n"
    found = scrub(content, "list.csv", engine=ENGINE, seed=seed)
    assert found.differences == ()
    return list(csv.reader(io.StringIO(found.content.decode())))[1:]


# --- read as the original -----------------------------------------------------------------------


@every_file
def test_a_copy_is_read_as_its_original(path: Path) -> None:
    """The same system, export, mapping, rows left out and problems: looked at by scrub itself."""
    assert scrubbed_file(path).differences == ()


def test_one_seed_gives_one_copy_and_another_seed_another() -> None:
    path = EXPORTS / "square" / "library_2016.csv"
    again = scrub(path.read_bytes(), path.name, engine=ENGINE, seed="a secret").content
    assert copy_of(path) == again
    assert scrubbed_file(path, "another secret").content != again


@every_file
def test_the_shape_of_the_bytes_stays(path: Path) -> None:
    """Marks, quotes, delimiters, line ends and blank cells stand where they stood."""
    before, after = opened_file(path), opened_copy(path)
    assert before.codec == after.codec
    assert shape(before) == shape(after)


def shape(source: Opened) -> list[str]:
    """What stands between the cells, and the cells without letters, digits and marks in numbers."""
    at, parts = 0, []
    for cell in source.cells:
        parts += [source.text[at : cell.start], re.sub(r"[\w.,']", "", cell.raw)]
        at = cell.end
    return [*parts, source.text[at:]]


# --- nothing of the customer --------------------------------------------------------------------


@every_file
def test_no_telling_word_of_the_body_is_left(path: Path) -> None:
    """Words of five letters, numbers of six digits: shorter ones may come up by chance."""
    original = opened_file(path)
    known = {word for header in original.headers for word in telling(header)}
    known |= TOTALS | LABELS | {word for said in original.literals for word in telling(said)}
    told = {
        word
        for cell in original.cells
        if cell.row >= 0 and days.moved(cell.value, 1) is None
        for word in telling(cell.value) - original.looked_for(cell.value)
    }
    copy = opened_copy(path)
    left = {word for cell in copy.cells if cell.row >= 0 for word in telling(cell.value)}
    years = {word for word in told if re.fullmatch(r"(19|20)\d{6}", word)}
    assert (told & left) - known - years == set()


def telling(text: str) -> set[str]:
    """Words of five letters and more; numbers of six digits and more, but powers of ten."""
    found = re.findall(r"[^\W_]+", text.lower())
    numbers = {word for word in found if re.fullmatch(r"\d+e?", word)}
    return {word for word in found if len(word) >= 5 and word not in numbers} | {
        word for word in numbers if len(word.strip("0")) >= 6 and word.isdigit()
    }


def test_names_of_stores_go_from_headers_banners_and_cells_alike() -> None:
    content = (
        b"Stock of Harbour Road,,,\n"
        b"Token,Item Name,Variation Name,SKU,Price,Current Quantity Harbour Road,"
        b"New Quantity Harbour Road\n"
        b"T1,Teapot,Regular,TP-1,30.00,4,\n"
        b"T2,Harbour Road mug,Regular,TP-2,8.00,9,\n"
    )
    copy = scrub(content, "Harbour Road.csv", engine=ENGINE, seed="1")
    assert "Harbour" not in copy.content.decode() + copy.name
    lines = copy.content.decode().splitlines()
    place = lines[1].split(",")[5].removeprefix("Current Quantity ")
    assert place in lines[0] and place in lines[3]


def test_headers_that_no_adapter_knows_are_named_for_a_look() -> None:
    content = (EXPORTS / "square" / "library_2016.csv").read_bytes()
    copy = scrub(
        content.replace(b"Modifier Set - Wrap", b"Wrapped by Jane"), "x.csv", engine=ENGINE
    )
    assert "Wrapped by Jane" in copy.headers_kept


def test_the_secret_is_another_one_each_time() -> None:
    content = (EXPORTS / "square" / "library_2016.csv").read_bytes()
    first, second = (scrub(content, "x.csv", engine=ENGINE).content for _ in range(2))
    assert first != second


# --- arithmetic ---------------------------------------------------------------------------------

cents = st.integers(100, 99_999).map(lambda number: Decimal(number) / 100)
seeds = st.integers(0, 10**6).map(str)


@given(shop=st.integers(0, 10**6), size=st.integers(6, 40), seed=seeds)
def test_what_was_exact_is_exact_again(shop: int, size: int, seed: str) -> None:
    """In shops as they are: of a few equal prices chance makes identities that cannot all hold."""
    random, lines = Random(shop), []
    for at in range(size):
        price = Decimal(random.randrange(500, 90_000)) / 100
        cost = (price * random.randrange(30, 110) / 100).quantize(Decimal("0.01"))
        count = random.randrange(-20, 900)
        lines += [f"A{at},Thing {at},{price},{cost},{price - cost},{count},{count * cost}"]
    head = "SKU,Name,Price,Cost,Profit,Qty on hand,Stock value"
    content = "\n".join([head, *lines]).encode() + b"\n"
    copy = scrub(content, "list.csv", engine=ENGINE, seed=seed).content.decode()
    for row in list(csv.reader(io.StringIO(copy)))[1:]:
        price, cost, profit, count, value = map(Decimal, row[2:])
        assert (price - cost, count * cost) == (profit, value)


@given(rows=st.lists(st.tuples(cents, cents), min_size=1, max_size=8), seed=seeds)
def test_orders_zeros_and_signs_stay(rows: Sequence[tuple[Decimal, Decimal]], seed: str) -> None:
    lines = [f"A{at},Thing,{one},{other},0.00,-3" for at, (one, other) in enumerate(rows)]
    content = "\n".join(["SKU,Name,Price,Cost,List price,On hand", *lines]).encode() + b"\n"
    copy = scrub(content, "list.csv", engine=ENGINE, seed=seed).content.decode()
    again = [row[2:] for row in list(csv.reader(io.StringIO(copy)))[1:]]
    for (one, other), (price, cost, listed, count) in zip(rows, again, strict=True):
        assert (Decimal(price) > Decimal(cost), Decimal(price) == Decimal(cost)) == (
            one > other,
            one == other,
        )
        assert (listed, int(count) < 0) == ("0.00", True)


def test_totals_are_the_sums_of_what_stands_above_them() -> None:
    rows = scrubbed(
        "SKU,Name,On hand,Stock value",
        "A1,Rope,5,12.50",
        "A2,Bucket,12,100.10",
        "Subtotal,,17,112.60",
        "A3,Lamp,4,9.99",
        "Grand total,,21,122.59",
    )
    amounts = [Decimal(row[3]) for row in rows]
    assert amounts[2] == amounts[0] + amounts[1]
    assert amounts[4] == amounts[0] + amounts[1] + amounts[3]
    assert int(rows[4][2]) == sum(int(rows[at][2]) for at in (0, 1, 3))


def test_locations_add_up_to_their_total_again() -> None:
    rows = scrubbed(
        "SKU,Name,Stock Harbour,Stock Mill,Stock Quay,Stock total",
        *(f"A{n},Thing {n},{n},{2 * n + 1},{n % 4},{n + 2 * n + 1 + n % 4}" for n in range(2, 9)),
    )
    assert all(sum(map(int, row[2:5])) == int(row[5]) for row in rows)


def test_a_sum_that_was_wrong_is_wrong_again() -> None:
    right = [f"A{n},Thing {n},{n + 10}.90,{n}.25,10.65" for n in range(1, 12)]
    rows = scrubbed("SKU,Name,Price,Cost,Profit", *right, "A99,Odd,20.00,5.00,1.00")
    holds = [Decimal(row[2]) - Decimal(row[3]) == Decimal(row[4]) for row in rows]
    assert holds == [True] * 11 + [False]


def test_formats_of_numbers_stay() -> None:
    content = (
        b"SKU;Name;Price;Cost;On hand;Margin\n"
        b'A1;Rope;"$1.250,50";61,50;(4);12,5 %\n'
        b"A2;Lamp;$8,00;,75;1.000;n/a\n"
    )
    lines = scrub(content, "x.csv", engine=ENGINE, seed="1").content.decode().splitlines()
    assert re.fullmatch(r'.*;"\$\d\.\d{3},\d\d";\d+,\d\d;\(\d+\);12,5 %', lines[1])
    assert re.fullmatch(r".*;\$\d\d,\d\d;\d?,\d\d;\d\.\d{3};n/a", lines[2])


# --- words and codes ----------------------------------------------------------------------------

words = st.text("abcdeXYZ0123456789éß", min_size=2, max_size=9).filter(
    lambda word: word.lower() not in RESERVED
)


@given(first=words, second=words, key=st.binary(min_size=16, max_size=32))
def test_two_words_never_become_one(first: str, second: str, key: bytes) -> None:
    secret = Words(key=key)
    assert (secret.word(first) == secret.word(second)) == (first == second)


@given(word=words, key=st.binary(min_size=16, max_size=32))
def test_a_word_keeps_its_length_and_shape(word: str, key: bytes) -> None:
    other = Words(key=key).word(word)
    assert len(other) == len(word)
    assert [c.isdigit() for c in other] == [c.isdigit() for c in word]
    assert [c.isupper() for c in other] == [c.isupper() for c in word]
    assert other.lower() not in RESERVED


@given(body=st.from_regex(r"[1-9][0-9]{11}", fullmatch=True), wrong=st.integers(0, 9))
def test_a_check_digit_is_as_right_or_wrong_as_before(body: str, wrong: int) -> None:
    code = body + str((check_digit(body) + wrong) % 10)
    again = Words(key=b"secret").word(code)
    assert (int(again[-1]) - check_digit(again[:-1])) % 10 == wrong
    assert Words(key=b"secret").word("0" + code)[1:] == again


def test_duplicates_and_leading_zeros_stay() -> None:
    rows = scrubbed("SKU,Name,On hand", "00123,Rope,1", "00123,Lamp,2", "123,Rope,3")
    assert rows[0][0] == rows[1][0] == f"00{rows[2][0]}"
    assert rows[0][1] == rows[2][1] != rows[1][1]


def test_files_of_one_seed_still_join() -> None:
    catalog = scrubbed("SKU,Name,Price", "AB-1,Rope,2.50", "AB-2,Lamp,7.25")
    sales = scrubbed("Item,Sold", "AB-2,4", "AB-1,9")
    assert [row[0] for row in sales] == [catalog[1][0], catalog[0][0]]


# --- days ---------------------------------------------------------------------------------------


def test_days_move_by_one_number_of_days() -> None:
    rows = scrubbed(
        "SKU,Name,On hand,Last sold",
        "A1,Rope,1,2024-02-29",
        "A2,Lamp,2,2024-12-31 10:15",
        "A3,Mug,3,2023-03-01",
    )
    moved = {2024 - int(row[3][:4]) for row in rows[:2]} | {2023 - int(rows[2][3][:4])}
    assert len(moved) == 1 and moved.pop() in (4, 8)
    assert [row[3][4:] for row in rows] == ["-02-29", "-12-31 10:15", "-03-01"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03/04/2025", "03/04/2021"),
        ("3/4/25", "3/4/21"),
        ("Mar 09,25", "Mar 09,21"),
        ("24-Apr-2021", "24-Apr-2017"),
        ('"May 9, 2025 12:00 AM"', '"May 9, 2021 12:00 AM"'),
        ("9999-12-31", "9999-12-31"),
        ("1970-01-01", "1970-01-01"),
        ("Calendar 2025", None),
    ],
)
def test_a_day_is_four_years_earlier_in_its_own_spelling(text: str, expected: str | None) -> None:
    assert days.moved(text, 1) == expected


def test_the_period_above_the_table_moves_with_the_days_in_it() -> None:
    content = (
        b"Bright Shop\nSales from 1 March 2025 to 31 March 2025\n\n"
        b"SKU,Name,Units sold,Last sold\nA1,Rope,4,2025-03-08\nA2,Lamp,7,2025-03-30\n"
    )
    copy = scrub(content, "x.csv", engine=ENGINE, seed="1")
    before, after = ENGINE.read(content), ENGINE.read(copy.content)
    assert copy.differences == ()
    assert (before.as_of - after.as_of).days % days.CYCLE == 0
    assert b"Bright" not in copy.content


# --- forms --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
def test_an_encoding_stays(encoding: str) -> None:
    text = "Código,Descripción,Existencia\r\n0001,Martillo añejo,12\r\n0002,Clavo,5\r\n"
    copy = scrub(text.encode(encoding), "x.csv", engine=ENGINE, seed="1").content
    again = copy.decode(encoding)
    assert again.startswith("Código,Descripción,Existencia\r\n")
    assert "Martillo" not in again and again.count("\r\n") == 3


def test_json_keeps_its_fields_and_its_layout() -> None:
    content = b"""{"page": "of Harbour Road", "items": [
      {"sku": "AB-1", "name": "Rope \\"10\\" m", "price": 12.5, "on_hand": -3},
      {"sku": "AB-2", "name": "Lamp", "price": 8, "on_hand": 40}]}"""
    copy = scrub(content, "x.json", engine=ENGINE, seed="1")
    found = json.loads(copy.content)
    assert copy.differences == ()
    assert [list(one) for one in found["items"]] == [["sku", "name", "price", "on_hand"]] * 2
    assert found["items"][0]["on_hand"] < -3 and found["items"][1]["price"] > 8
    assert b"Harbour" not in copy.content and b"Lamp" not in copy.content


def test_a_workbook_is_refused_with_what_to_do() -> None:
    with pytest.raises(UnreadableInputError, match=r"workbook.*Save the sheet as CSV"):
        scrub(b"PK\x03\x04 and so on", "items.xlsx", engine=ENGINE)


# --- the command --------------------------------------------------------------------------------


def test_the_command_writes_copies_that_join(tmp_path: Path) -> None:
    (tmp_path / "stock.csv").write_text("SKU,Name,Qty\nAB-1,Rope,4\nAB-2,Lamp,5\n")
    (tmp_path / "sales.csv").write_text("SKU,Units sold\nAB-2,4\nAB-1,9\n")
    files = [str(tmp_path / "stock.csv"), str(tmp_path / "sales.csv")]
    done = CliRunner().invoke(main, ["scrub", *files, "--output", str(tmp_path / "copies")])
    assert done.exit_code == ExitCode.DONE, done.output
    stock, sales = (Path(line).read_text().splitlines() for line in done.stdout.splitlines())
    assert stock[1].split(",")[0] == sales[2].split(",")[0] != "AB-1"


def test_the_command_never_writes_over_a_file_unasked(tmp_path: Path) -> None:
    file = tmp_path / "stock.csv"
    file.write_text("SKU,Name,Qty\nAB-1,Rope,4\n")
    done = CliRunner().invoke(main, ["scrub", str(file), "--output", str(file)])
    assert (done.exit_code, "is there already" in done.output) == (ExitCode.USAGE, True)
    assert file.read_text().endswith("AB-1,Rope,4\n")
