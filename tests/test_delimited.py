"""The first door: every way a spreadsheet writes a table is read, and nothing that is no table gets through."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.errors import InputError
from footprints_geo.sources.delimited import read_table
from footprints_geo.sources.encodings import decode
from footprints_geo.sources.source_table import SourceTable

HEADER = "case_id,event_type,note\n"
LONGEST_MESSAGE = 600


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """The limit is one for the whole process: a file read before must not decide what can be read now."""
    csv.field_size_limit(131_072)


def read(content: str | bytes, name: str = "events.csv") -> SourceTable:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_table(path)


def refusal(content: str | bytes) -> str:
    with pytest.raises(InputError) as caught:
        read(content)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    assert len(message) < LONGEST_MESSAGE
    return message


def read_or_refused(content: str | bytes) -> tuple[SourceTable | None, str]:
    """The table, or the words of the refusal; anything else that is raised is a fault of the program."""
    try:
        return read(content), ""
    except InputError as refused:
        return None, str(refused)


def cells_of(table: SourceTable) -> dict[int, list[str]]:
    """The cells of every record by row number; blanks at the ends of a cell are of no account."""
    return {row: [cell.strip() for cell in cells] for row, *cells in table.frame.itertuples(name=None)}


def written(records: list[list[str]], delimiter: str = ",", end: str = "\n", quoting: int = csv.QUOTE_ALL) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(records)  # type: ignore[arg-type]
    return text.getvalue()


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
records = st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5)
COLUMNS = ["case_id", "event_type", "note"]


@settings(max_examples=30)
@given(
    records,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_read(rows: list[list[str]], delimiter: str, encoding: str, end: str) -> None:
    table = read(written([COLUMNS, *rows], delimiter, end).encode(encoding))
    expected = {number: [cell.strip() for cell in row] for number, row in enumerate(rows, 2)}
    assert cells_of(table) == {number: row for number, row in expected.items() if any(row)}
    assert list(table.frame.columns) == COLUMNS
    assert table.rows_read == len(table.frame)
    assert table.ragged.empty


@settings(max_examples=30)
@given(records, st.data())
def test_one_uneven_row_changes_no_other_row(rows: list[list[str]], data: st.DataObject) -> None:
    where = data.draw(st.integers(0, len(rows)))
    uneven = data.draw(st.sampled_from([["short"], ["a", "b", "c", "far too long"]]))
    table = read(written([COLUMNS, *rows[:where], uneven, *rows[where:]]))
    numbers = [number for number in range(2, len(rows) + 3) if number != where + 2]
    kept = {n: [cell.strip() for cell in row] for n, row in zip(numbers, rows, strict=True)}
    found = cells_of(table)
    if len(uneven) == 1:
        assert found.pop(where + 2) == ["short", "", ""]
        assert table.ragged.empty
    else:
        assert table.ragged.to_dict("records") == [{"row": where + 2, "cells": 4}]
    assert found == {number: row for number, row in kept.items() if any(row)}


@settings(max_examples=80)
@given(st.binary(max_size=60) | st.text('case_id,event_type;"\n\r\t\ufeff x', max_size=60).map(str.encode))
def test_any_bytes_are_a_table_or_one_sentence(content: bytes) -> None:
    table, message = read_or_refused(content)
    assert (table is None) == bool(message)
    assert len(message) < LONGEST_MESSAGE
    assert table is None or table.fingerprint == hashlib.sha256(content).hexdigest()


@settings(max_examples=30)
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=5), st.data())
def test_a_quotation_mark_that_does_not_close_never_swallows_rows(notes: list[str], data: st.DataObject) -> None:
    broken = data.draw(st.integers(0, len(notes) - 1))
    column = data.draw(st.integers(0, 2))
    rows = [[f"C{number}", "arrest", note] for number, note in enumerate(notes)]
    rows[broken][column] = '"' + rows[broken][column]
    text = HEADER + "".join(",".join(row) + "\n" for row in rows)
    table, message = read_or_refused(text)
    assert "quotation marks" in message if table is None else table.rows_read == len(notes)


@pytest.mark.parametrize(
    "ending",
    ["\n", "\r\n", "\r"],
)
def test_line_ends_of_every_system_are_read(ending: str) -> None:
    table = read("case_id,event_type\nA,arrest\nB,release\n".replace("\n", ending))
    assert cells_of(table) == {2: ["A", "arrest"], 3: ["B", "release"]}


def test_a_file_saved_by_a_spreadsheet_in_europe_is_read_and_said() -> None:
    table = read("case_id;event_type;lat\r\nA;arrest;42,957\r\n".encode("utf-8-sig"))
    assert table.frame.to_dict("index") == {2: {"case_id": "A", "event_type": "arrest", "lat": "42,957"}}
    assert any("';'" in note for note in table.notes)


def test_row_numbers_stay_those_of_the_spreadsheet() -> None:
    text = 'case_id,event_type,note\n\nA,arrest,"two\nlines"\n,,\nB,arrest\n\n\nC,arrest,x\n'
    table = read(text)
    assert list(table.frame.index) == [3, 5, 8]
    assert table.frame.loc[3, "note"] == "two\nlines"
    assert any(note.startswith("4 wholly blank rows") for note in table.notes)
    assert table.rows_read == 3


def test_row_numbers_stay_right_under_a_header_of_two_lines() -> None:
    assert list(read('"case_id","event_type","a\nb"\nA,arrest,x\nB,arrest,y\n').frame.index) == [2, 3]


def test_the_name_is_without_its_folder_and_headers_are_as_written_but_for_blanks() -> None:
    table = read(" Case_ID ,Type  of\tevent\nA,arrest\n", name="records of june.csv")
    assert table.name == "records of june.csv"
    assert list(table.frame.columns) == ["Case_ID", "Type of event"]


def test_columns_of_one_name_and_of_none_are_both_kept_and_said() -> None:
    table = read("place,date,place,,place (2)\nA,2023,B,C,D\n")
    assert list(table.frame.columns) == ["place", "date", "place (2)", "column 4", "place (2) (2)"]
    assert cells_of(table) == {2: ["A", "2023", "B", "C", "D"]}
    assert any("number 3" in note for note in table.notes)
    assert any("number 4" in note for note in table.notes)


CHINESE_ROWS = "案件,地点\nA1,图们市公安局\nA2,延吉看守所以及珲春口岸\n" * 9
KOREAN_ROWS = "사건,유형,장소\nA1,체포,온성군\nA2,강제북송,남양\n"


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        pytest.param(KOREAN_ROWS, "cp949", "CP949", id="Korean Windows"),
        pytest.param("case_id,event_type,place\nA,arrest,온성\n", "cp949", "CP949", id="two Korean syllables"),
        pytest.param(CHINESE_ROWS, "gb18030", "GB 18030", id="Chinese"),
        pytest.param("дело,место\nA1,Хасан\nA2,Владивосток\n", "cp1251", "1251", id="Russian"),
        pytest.param("case_id,place\nA1,Café “Niño”\n", "cp1252", "1252", id="Western"),
        pytest.param(KOREAN_ROWS, "utf-16-le", "UTF-16-LE", id="UTF-16 without a mark"),
        pytest.param("case_id,place\nA1,온성\n", "utf-16-be", "UTF-16-BE", id="UTF-16 the other way without a mark"),
        pytest.param(KOREAN_ROWS, "utf-16", "UTF-16", id="UTF-16"),
        pytest.param(KOREAN_ROWS, "utf-32", "UTF-32", id="UTF-32"),
    ],
)
def test_letters_of_older_programs_are_read_and_the_guess_is_said(text: str, encoding: str, said: str) -> None:
    found, note = decode(text.encode(encoding), "events.csv")
    assert found == text
    assert said in note
    assert read(text.encode(encoding)).notes == (note,)


def test_utf8_is_no_guess_and_not_mentioned() -> None:
    for encoding in ("utf-8", "utf-8-sig"):
        assert read(KOREAN_ROWS.encode(encoding)).notes == ()
        assert cells_of(read(KOREAN_ROWS.encode(encoding)))[3] == ["A2", "강제북송", "남양"]


def test_an_apostrophe_that_guards_a_formula_is_taken_away_and_no_other() -> None:
    table = read("case_id,note\n'=1+1,it's\n''=A1,'quoted'\n")
    assert cells_of(table) == {2: ["=1+1", "it's"], 3: ["'=A1", "'quoted'"]}


def mutated(content: bytes, chance: Random) -> bytes:
    """A file as a bad disk, a cut line or a careless program leaves it."""
    changed = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        where = chance.randrange(len(changed))
        how = chance.choice(["flip", "cut", "double", "insert"])
        if how == "flip":
            changed[where] ^= 1 << chance.randrange(8)
        elif how == "cut" and len(changed) > 40:
            del changed[where : where + chance.randint(1, 20)]
        elif how == "double":
            changed[where:where] = changed[where : where + chance.randint(1, 40)]
        else:
            changed[where:where] = bytes(chance.choices(b'",;\n\r\t|\x00\xff', k=chance.randint(1, 5)))
    return bytes(changed)


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16"])
def test_a_damaged_file_is_a_table_or_one_sentence(encoding: str) -> None:
    chance = Random(encoding)
    for _ in range(300):
        table, message = read_or_refused(mutated(KOREAN_ROWS.encode(encoding), chance))
        assert (table is None) == bool(message)
        assert "A2" not in message


def test_a_header_alone_is_a_table_without_rows() -> None:
    for text in (HEADER, HEADER.strip(), HEADER + "\n\n"):
        table = read(text)
        assert table.rows_read == 0
        assert list(table.frame.columns) == COLUMNS


def test_rows_that_all_have_too_many_cells_are_all_named() -> None:
    table = read("case_id,event_type\nA,arrest,x\nB,arrest,x,y\n")
    assert table.frame.empty
    assert table.ragged.to_dict("list") == {"row": [2, 3], "cells": [3, 4]}
    assert table.rows_read == 2


def test_empty_cells_beyond_the_header_are_nothing() -> None:
    assert cells_of(read("case_id,event_type\nA,arrest,,\n")) == {2: ["A", "arrest"]}


def test_a_very_long_cell_is_read_whole() -> None:
    note = "x" * 3_000_000
    for short in ("", "B,arrest\n"):
        assert read(f"{HEADER}A,arrest,{note}\n{short}").frame.loc[2, "note"] == note


KOREAN = "case_id,event_type,place\nA,arrest,Tumen\nB,arrest,"


def zipped() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(f"{KOREAN}\u0001".encode() + b"\xff\xff\x81", r"UTF-8.*save", id="letters of no encoding"),
        pytest.param(HEADER.encode("utf-16")[:-1], r"UTF-16", id="UTF-16 cut short"),
        pytest.param(b"case_id,event_type\nA,arr\x00est\n", r"zero bytes", id="NUL"),
        pytest.param(zipped(), r"workbook", id="workbook renamed"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"workbook", id="old workbook renamed"),
        pytest.param(b"", r"empty.*header", id="no bytes"),
        pytest.param(b" \r\n\n", r"empty.*header", id="blanks alone"),
        pytest.param(b"\xef\xbb\xbf", r"empty.*header", id="byte order mark alone"),
        pytest.param(b"\xef\xbb\xbf\r\n\r\n", r"empty.*header", id="byte order mark and blanks"),
        pytest.param(b"\xff\xfe", r"empty.*header", id="UTF-16 mark alone"),
        pytest.param("\n" + HEADER + "A,arrest,x\n", r"row 1.*header|header.*row 1", id="blank row before the header"),
        pytest.param(",".join(map(str, range(2001))) + "\n", r"row 1.*2,001 columns", id="too many columns"),
        pytest.param('"case_id,event_type\nA,arrest\n', r"quotation marks", id="quote open from the header on"),
        pytest.param('"case_id,event_type\n' + "A,arrest\n" * 30_000, r"quotation marks", id="the same, long"),
        pytest.param(HEADER + 'A,arrest,x\nB,arrest,"x\nC,arrest,x\n', r"quotation marks", id="quote open in a cell"),
        pytest.param(HEADER + 'A,arrest,"x\n', r"quotation marks", id="quote open in the last cell"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(content: str | bytes, words: str) -> None:
    message = refusal(content)
    assert message.startswith("events.csv")
    assert re.search(words, message)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        pytest.param(lambda folder: folder / "none.csv", "There is no file 'none.csv'", id="no such file"),
        pytest.param(lambda folder: folder / "no" / "none.csv", "There is no file 'none.csv'", id="no such folder"),
        pytest.param(lambda folder: folder, "is a folder", id="a folder"),
        pytest.param(lambda folder: folder / ("x" * 5_000_000), "too long", id="a name of five million letters"),
        pytest.param(lambda folder: folder / "a.csv" / "b.csv", "b.csv", id="a file taken for a folder"),
        pytest.param(lambda folder: "a\0b.csv", "b.csv", id="a name with a zero byte"),
    ],
)
def test_a_path_that_leads_to_no_file_is_refused(
    tmp_path: Path, name: Callable[[Path], str | Path], words: str
) -> None:
    (tmp_path / "a.csv").write_text(HEADER, encoding="utf-8")
    with pytest.raises(InputError, match=re.escape(words)) as caught:
        read_table(name(tmp_path))
    assert len(str(caught.value)) < LONGEST_MESSAGE


def test_a_person_in_the_first_row_is_not_repeated_when_the_header_is_missing() -> None:
    notes = " ".join(read("SECRET-7,arrest,SECRET-7,\nSECRET-8,arrest,SECRET-8,y\n").notes)
    assert "number 3" in notes
    assert "secret" not in notes.lower()
