"""The empty tables: filled in and read back they give what was typed, and nothing of their own."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from footprints_geo.coded import coded
from footprints_geo.events.checks import rejects
from footprints_geo.sources.workbooks import read_workbook
from footprints_geo.vocabulary import (
    EVENT_COLUMNS,
    EVENT_TYPES,
    PRECISIONS,
    SUBJECTS,
    VISIBILITIES,
    read_countries,
)
from footprints_geo.writers import templates
from footprints_geo.writers.templates import template_csv, template_xlsx


def opened() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template_xlsx()))


def events_sheet() -> Worksheet:
    sheet = opened()["Events"]
    assert isinstance(sheet, Worksheet)
    return sheet


def read_back(folder: Path, book: openpyxl.Workbook) -> list[list[str]]:
    path = folder / "events.xlsx"
    book.save(path)
    table = read_workbook(path)
    assert table.sheet == "Events"
    assert len(table.faults) == 0
    assert table.warnings == ()
    assert list(table.frame.columns) == list(EVENT_COLUMNS)
    return [list(cells) for _, *cells in table.frame.itertuples(name=None)]


def test_the_csv_is_our_header_and_nothing_else() -> None:
    assert list(csv.reader(io.StringIO(template_csv()))) == [list(EVENT_COLUMNS)]
    assert template_csv().endswith("\n")


def test_an_empty_workbook_holds_no_event(tmp_path: Path) -> None:
    assert read_back(tmp_path, opened()) == []


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).filter(
    lambda text: not text.startswith("=") and "_x" not in text
)


@settings(max_examples=15)
@given(st.lists(st.lists(cells, min_size=len(EVENT_COLUMNS), max_size=len(EVENT_COLUMNS)), max_size=4))
def test_what_is_typed_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    book = opened()
    for number, row in enumerate(rows, 2):
        for column, cell in enumerate(row, 1):
            if cell:
                book["Events"].cell(number, column, cell)
    typed = [[cell.strip() for cell in row] for row in rows]
    assert read_back(tmp_path_factory.mktemp("filled"), book) == [row for row in typed if any(row)]


def test_a_month_a_number_and_an_id_stay_what_they_were(tmp_path: Path) -> None:
    book = opened()
    typed: dict[str, str | float] = {
        "case_id": "001",
        "date": "2023-10",
        "persons": 3,
        "lat": 42.957,
        "country": "CN",
        "event_type": "arrest",
    }
    for column, value in typed.items():
        book["Events"].cell(2, EVENT_COLUMNS.index(column) + 1, value)
    (row,) = read_back(tmp_path, book)
    assert dict(zip(EVENT_COLUMNS, row, strict=True)) == {
        **dict.fromkeys(EVENT_COLUMNS, ""), **{column: str(value) for column, value in typed.items()}
    }  # fmt: skip


def test_the_same_template_is_the_same_bytes() -> None:
    first = template_xlsx()
    assert template_xlsx() == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        moments = re.findall(rb"\d{4}-\d\d-\d\dT", archive.read("docProps/core.xml"))
    assert set(moments) == {b"2024-01-01T"}


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("event_type", EVENT_TYPES),
        ("location_precision", PRECISIONS),
        ("visibility", VISIBILITIES),
        ("subject", SUBJECTS),
    ],
)
def test_columns_with_few_words_offer_just_these(column: str, words: tuple[str, ...]) -> None:
    assert offered(column).split(",") == list(words)


def test_countries_are_offered_by_the_codes_of_the_hidden_list() -> None:
    book = opened()
    sheet, first, last = re.fullmatch(r"(\w+)!\$A\$(\d+):\$A\$(\d+)", offered("country")).groups()  # type: ignore[union-attr]
    assert book[sheet].sheet_state == "hidden"
    codes = [book[sheet].cell(row, 1).value for row in range(int(first), int(last) + 1)]
    assert codes == list(read_countries().index)
    assert book[sheet].max_row == len(codes)


def offered(column: str) -> str:
    """The words a column offers from its second row to its last."""
    letter = get_column_letter(EVENT_COLUMNS.index(column) + 1)
    every = events_sheet().data_validations.dataValidation
    (offer,) = [one for one in every if str(one.sqref) == f"{letter}2:{letter}1048576"]
    assert (offer.type, offer.showErrorMessage) == ("list", True)
    formula = str(offer.formula1)
    assert len(formula) <= 257, "Excel cuts off longer lists, and with them the file."
    return formula.strip('"')


def test_only_columns_with_a_list_have_one() -> None:
    assert len(events_sheet().data_validations.dataValidation) == 5


def test_a_spreadsheet_makes_no_days_of_the_dates() -> None:
    sheet = events_sheet()
    formats = {c: sheet.column_dimensions[get_column_letter(n)].number_format for n, c in enumerate(EVENT_COLUMNS, 1)}
    as_text = {column for column, shown in formats.items() if shown == "@"}
    assert {"date", "source_date", "case_id", "part_of"} <= as_text
    assert not as_text & {"persons", "lat", "lon", "sequence"}


def test_the_header_stays_in_sight_and_every_name_fits() -> None:
    sheet = events_sheet()
    assert sheet.freeze_panes == "A2"
    for number, column in enumerate(EVENT_COLUMNS, 1):
        assert sheet.column_dimensions[get_column_letter(number)].width > len(column)


def test_every_column_is_explained_in_one_sentence_with_an_example() -> None:
    rows = list(opened()["Read me"].iter_rows(min_row=3, values_only=True))
    assert [row[0] for row in rows] == list(EVENT_COLUMNS)
    for _, sentence, example in rows:
        assert isinstance(sentence, str)
        assert re.search(r"[.?!] ", sentence) is None
        assert sentence.endswith(".")
        assert isinstance(example, str)


def test_the_example_would_be_accepted() -> None:
    row = pd.DataFrame({column: [templates.EXPLAINED[column][1]] for column in EVENT_COLUMNS}, index=[2], dtype="str")
    assert len(rejects(row.apply(coded))) == 0
