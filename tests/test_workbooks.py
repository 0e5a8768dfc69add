"""Workbooks say what they hold, and every thing a spreadsheet does behind a person's back is said aloud."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from footprints_geo.errors import InputError
from footprints_geo.sources import sheet_tables, sheets
from footprints_geo.sources.source_table import FAULT_COLUMNS, SourceTable
from footprints_geo.sources.workbooks import read_workbook
from tests.workbook_files import ods_date, ods_parts, ods_row, ods_text, packed, saved, xlsx_parts, xlsx_row

LONGEST_MESSAGE = 600
REPEATED = "table:number-rows-repeated"
HEADER = ("case_id", "event_type", "date")


def refusal(path: Path, sheet: str | None = None) -> str:
    with pytest.raises(InputError) as caught:
        read_workbook(path, sheet)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    assert len(message) < LONGEST_MESSAGE
    return message


def cells_of(table: SourceTable) -> dict[int, list[str]]:
    return {row: list(cells) for row, *cells in table.frame.itertuples(name=None)}


def note(table: SourceTable, word: str) -> str:
    """The only note with a word in it."""
    found = [sentence for sentence in table.notes if word in sentence]
    assert len(found) == 1, table.notes
    return found[0]


def sheet_of(path: Path, *rows: Sequence[object], mac: bool = False) -> Worksheet:
    """A sheet with these rows; `save` puts it into the file again after a change."""
    book = openpyxl.Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    sheet: Worksheet = book.create_sheet("Events", 0)
    book.remove(book.worksheets[1])
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return sheet


def save(sheet: Worksheet, path: Path) -> None:
    workbook = sheet.parent
    assert workbook is not None
    workbook.save(path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.xlsx"


@pytest.fixture(params=["UTC", "Asia/Seoul", "America/Los_Angeles"])
def zone(request: pytest.FixtureRequest) -> Iterator[str]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    yield request.param
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


# What is written is read


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8).filter(
    lambda text: text.strip() and not text.startswith(("=", "#"))
)
values = st.one_of(
    st.none(),
    texts,
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.decimals(-180, 180, places=5).map(float),
    st.dates(dt.date(1900, 3, 1)),
)


def as_text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return np.format_float_positional(value + 0.0, trim="-")
    return "" if value is None else str(value).strip()


@settings(max_examples=40)
@given(st.lists(st.tuples(texts, values, values), max_size=6), st.booleans())
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, ...]], mac: bool
) -> None:
    path = tmp_path_factory.mktemp("book") / "events.xlsx"
    if mac:
        rows = [row for row in rows if not any(isinstance(v, dt.date) and v.year < 1905 for v in row)]
    sheet_of(path, HEADER, *rows, mac=mac)
    assert cells_of(read_workbook(path)) == {n: list(map(as_text, row)) for n, row in enumerate(rows, 2)}


@settings(max_examples=40)
@given(st.lists(st.tuples(texts, st.one_of(st.none(), texts, st.integers(-999, 999))), max_size=6))
def test_what_is_written_to_an_open_document_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str | int | None, ...]]
) -> None:
    parts = ods_parts("".join([ods_row("case_id", "date"), *(ods_row(*map(tagless, row)) for row in rows)]))
    table = read_workbook(saved(tmp_path_factory.mktemp("book"), parts, "events.ods"))
    expected = {n: [" ".join(as_text(tagless(v)).split()) for v in row] for n, row in enumerate(rows, 2)}
    assert {n: [" ".join(cell.split()) for cell in row] for n, row in cells_of(table).items()} == expected


def tagless(value: str | int | None) -> str | int | None:
    return value.replace("<", "(") if isinstance(value, str) else value


def test_the_table_keeps_what_a_source_table_promises(path: Path) -> None:
    sheet_of(path, [" case_id ", "date  of\narrest"], ["C1", 3.0], [None, None], ["C2", "  late 2023 "])
    table = read_workbook(path)
    assert list(table.frame.columns) == ["case_id", "date of arrest"]
    assert table.frame.index.name == "row"
    assert cells_of(table) == {2: ["C1", "3"], 4: ["C2", "late 2023"]}
    assert table.frame["case_id"].cat.categories.dtype == "str"
    assert table.fingerprint == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (table.name, table.format, table.sheet, table.sheets, table.unit) == (
        "events.xlsx", "xlsx", "Events", ("Events",), "row",
    )  # fmt: skip
    assert table.rows_read == 2
    assert list(table.faults.columns) == list(FAULT_COLUMNS)
    assert table.faults.dtypes["row"] == "int64"
    assert len(table.ragged) == 0
    assert note(table, "blank") == "Wholly blank, and passed over: 1 row."


def test_a_header_alone_is_a_table_without_rows(path: Path) -> None:
    sheet_of(path, list(HEADER))
    table = read_workbook(path)
    assert (list(table.frame.columns), len(table.frame)) == (list(HEADER), 0)
    assert table.frame.index.dtype == "int64"
    assert table.notes == ()


# Dates


def test_true_dates_are_plain_days_in_any_time_zone(path: Path, zone: str) -> None:
    sheet_of(
        path, ["case_id", "date", "seen"],
        ["C1", dt.date(2023, 10, 9), dt.datetime(2023, 10, 9, 23, 59)],
        ["C2", dt.datetime(2023, 1, 1), dt.datetime(2023, 1, 1, 0, 1)],
    )  # fmt: skip
    table = read_workbook(path)
    assert cells_of(table) == {2: ["C1", "2023-10-09", "2023-10-09"], 3: ["C2", "2023-01-01", "2023-01-01"]}
    assert table.dates == {"date", "seen"}
    assert note(table, "time of day").startswith("2 cells (column C) with a time of day"), zone


def test_both_ways_of_counting_days_give_the_same_day(tmp_path: Path) -> None:
    rows = xlsx_row(1, "case_id", "date") + xlsx_row(2, "C1", "<c s='1'><v>{}</v></c>")
    of_1900 = xlsx_parts(rows.format(45208), styles=(0, 14))
    of_1904 = xlsx_parts(rows.format(45208 - 1462), styles=(0, 14), book="<workbookPr date1904='1'/>")
    for parts in (of_1900, of_1904):
        assert cells_of(read_workbook(saved(tmp_path, parts))) == {2: ["C1", "2023-10-09"]}


def test_a_column_that_is_partly_dates_is_written_alike_and_said_to_be_mixed(path: Path) -> None:
    sheet_of(path, ["case_id", "date", "source_date"], ["C1", dt.date(2023, 10, 9), None], ["C2", "autumn 2023", "x"])
    table = read_workbook(path)
    assert cells_of(table) == {2: ["C1", "2023-10-09", ""], 3: ["C2", "autumn 2023", "x"]}
    assert table.dates == frozenset()
    assert "column B" in note(table, "Some cells are dates")


def test_empty_cells_do_not_make_a_column_of_dates_mixed(path: Path) -> None:
    sheet_of(path, ["case_id", "date"], ["C1", dt.date(2023, 10, 9)], ["C2", None])
    table = read_workbook(path)
    assert table.dates == {"date"}
    assert table.notes == ()


@pytest.mark.parametrize(
    ("shown", "read", "word"),
    [
        ("mmm-yy", "2023-10", "without its day"),
        ('yyyy"년" m"월"', "2023-10", "without its day"),
        ("yyyy", "2023-10-01", "with the day it has"),
        ("d mmm", "2023-10-01", "without its year"),
        ('yyyy"년" m"월" d"일"', "2023-10-01", ""),
        ("[$-409]dd/mm/yyyy;@", "2023-10-01", ""),
    ],
)
def test_no_date_is_read_more_closely_than_the_sheet_shows_it(path: Path, shown: str, read: str, word: str) -> None:
    sheet = sheet_of(path, ["case_id", "date"], ["C1", dt.date(2023, 10, 1)])
    sheet["B2"].number_format = shown
    save(sheet, path)
    table = read_workbook(path)
    assert cells_of(table) == {2: ["C1", read]}
    assert table.dates == {"date"}
    assert [word in sentence for sentence in table.notes] == ([True] if word else [])


def test_a_day_that_somebody_wrote_is_kept_where_the_sheet_does_not_show_it(path: Path) -> None:
    sheet = sheet_of(path, ["case_id", "date"], ["C1", dt.date(2023, 10, 9)], ["C2", dt.date(2023, 10, 1)])
    for cell in ("B2", "B3"):
        sheet[cell].number_format = "mmm-yy"
    save(sheet, path)
    table = read_workbook(path)
    assert cells_of(table) == {2: ["C1", "2023-10-09"], 3: ["C2", "2023-10"]}
    assert note(table, "with the day it has").startswith("1 cell (column B)")


def test_a_format_that_depends_on_the_language_is_said_to(tmp_path: Path) -> None:
    rows = xlsx_row(1, "case_id", "date") + xlsx_row(2, "C1", "<c s='1'><v>45208</v></c>")
    table = read_workbook(saved(tmp_path, xlsx_parts(rows, styles=(0, 57))))
    assert cells_of(table) == {2: ["C1", "2023-10-09"]}
    assert "some languages" in note(table, "column B")


def test_dates_of_an_open_document_keep_their_day_and_no_more(tmp_path: Path, zone: str) -> None:
    styles = (
        "<number:date-style style:name='N1'><number:month/><number:year/></number:date-style>"
        "<style:style style:name='parent' style:data-style-name='N1'/>"
        "<style:style style:name='child' style:parent-style-name='parent'/>"
    )
    rows = [
        ods_row("case_id", "date", "seen"),
        ods_row("C1", ods_date("2023-10-09"), ods_date("2023-10-09T23:30:00Z")),
        ods_row("C2", ods_date("2023-10-09T00:00:00"), ods_date("2023-10-01", "child")),
    ]
    table = read_workbook(saved(tmp_path, ods_parts("".join(rows), styles), "events.ods"))
    assert cells_of(table) == {2: ["C1", "2023-10-09", "2023-10-09"], 3: ["C2", "2023-10-09", "2023-10"]}
    assert table.dates == {"date", "seen"}
    assert "1 cell (column C)" in note(table, "time of day"), zone
    assert "1 cell (column C)" in note(table, "without its day")


def test_a_date_of_an_open_document_is_shown_as_its_own_column_is(tmp_path: Path) -> None:
    styles = (
        "<number:date-style style:name='N1'><number:month/><number:year/></number:date-style>"
        "<style:style style:name='months' style:data-style-name='N1'/>"
    )
    columns = "<table:table-column/><table:table-column table:default-cell-style-name='months'/>"
    rows = ods_row("case_id", "date", "seen") + ods_row("C1", ods_date("2023-10-01"), ods_date("2023-11-01"))
    table = read_workbook(saved(tmp_path, ods_parts(columns + rows, styles), "events.ods"))
    assert cells_of(table) == {2: ["C1", "2023-10", "2023-11-01"]}


def test_times_and_lengths_of_time_are_no_dates(path: Path) -> None:
    sheet_of(path, ["case_id", "at", "for"], ["C1", dt.time(14, 30), dt.timedelta(hours=30, seconds=5)])
    table = read_workbook(path)
    assert cells_of(table) == {2: ["C1", "14:30", "30:00:05"]}
    assert table.dates == frozenset()


# Numbers, errors, formulas


def test_whole_numbers_have_no_decimals_and_no_exponent(tmp_path: Path) -> None:
    cells = ["3.0", "1E3", "4.2957000000000001E1", "0.30000000000000004", "-7", "1.5E-7", "0", "-0.0"]
    rows = xlsx_row(1, "case_id", "n") + "".join(
        xlsx_row(n, "C", f"<c><v>{cell}</v></c>") for n, cell in enumerate(cells, 2)
    )
    table = read_workbook(saved(tmp_path, xlsx_parts(rows)))
    assert list(table.frame["n"]) == ["3", "1000", "42.957", "0.3", "-7", "0.00000015", "0", "0"]


def test_an_id_is_read_with_the_zeros_that_excel_shows(tmp_path: Path) -> None:
    rows = xlsx_row(1, "case_id", "persons") + "".join(
        xlsx_row(n, f"<c s='1'><v>{cell}</v></c>", f"<c s='{style}'><v>7</v></c>")
        for n, (cell, style) in enumerate([("7", 0), ("12345", 2), ("7.5", 0)], 2)
    )
    parts = xlsx_parts(rows, formats={164: "00000", 165: '"C-"0000'}, styles=(0, 164, 165))
    table = read_workbook(saved(tmp_path, parts))
    assert list(table.frame["case_id"]) == ["00007", "12345", "7.5"]
    assert list(table.frame["persons"]) == ["7", "C-0007", "7"]
    assert note(table, "zeros in front").startswith("2 cells (columns A, B)")


def test_an_id_of_an_open_document_is_read_with_its_zeros(tmp_path: Path) -> None:
    styles = (
        "<number:number-style style:name='N5'><number:number number:decimal-places='0' number:min-integer-digits='5'/>"
        "</number:number-style>"
        "<number:number-style style:name='N2'><number:number number:decimal-places='2' number:min-integer-digits='5'/>"
        "</number:number-style>"
        "<style:style style:name='five' style:data-style-name='N5'/>"
        "<style:style style:name='child' style:parent-style-name='five'/>"
        "<style:style style:name='decimal' style:data-style-name='N2'/>"
    )

    def cell(value: str, style: str) -> str:
        return f"<table:table-cell {style} office:value-type='float' office:value='{value}'/>"

    columns = "<table:table-column/><table:table-column table:default-cell-style-name='five'/>"
    rows = [
        ods_row("case_id", "n"),
        ods_row(cell("7", "table:style-name='child'"), cell("8", "")),
        ods_row(cell("7", "table:style-name='decimal'"), cell("8.5", "")),
        ods_row(cell("7", ""), cell("123456", "")),
    ]
    table = read_workbook(saved(tmp_path, ods_parts(columns + "".join(rows), styles), "events.ods"))
    assert cells_of(table) == {2: ["00007", "00008"], 3: ["7", "8.5"], 4: ["7", "123456"]}
    assert note(table, "zeros in front").startswith("2 cells (columns A, B)")


def test_a_number_with_more_than_fifteen_digits_is_said_to_be_doubtful(tmp_path: Path) -> None:
    rows = xlsx_row(1, "case_id", "n") + "".join(
        xlsx_row(n, f"<c><v>{cell}</v></c>", "x")
        for n, cell in enumerate(["999999999999999", "1234567890123456", "1.2345678901234568E+17"], 2)
    )
    table = read_workbook(saved(tmp_path, xlsx_parts(rows)))
    assert list(table.frame["case_id"]) == ["999999999999999", "1234567890123456", "123456789012345680"]
    assert note(table, "15 digits").startswith("2 cells (column A)")


def test_errors_are_faults_with_their_place_and_no_empty_cells(tmp_path: Path) -> None:
    rows = xlsx_row(1, "case_id", "place") + xlsx_row(2, "C1", "<c t='e'><f>A9</f><v>#N/A</v></c>")
    rows += xlsx_row(3, "<c t='e'><v>#REF!</v></c>")
    table = read_workbook(saved(tmp_path, xlsx_parts(rows)))
    assert cells_of(table) == {2: ["C1", ""], 3: ["", ""]}
    assert table.faults[["row", "column", "value"]].to_numpy().tolist() == [
        [2, "place", "#N/A"], [3, "case_id", "#REF!"],
    ]  # fmt: skip
    assert table.faults["reason"].str.contains("expected a value").all()
    assert (table.faults["fix"] != "").all()


def test_a_formula_gives_its_saved_result_and_is_never_worked_out(tmp_path: Path) -> None:
    rows = xlsx_row(1, "case_id", "persons") + xlsx_row(2, "C1", "<c><f>1+1</f><v>5</v></c>")
    rows += xlsx_row(3, "C2", "<c t='str'><f>A1</f><v></v></c>") + xlsx_row(4, "C3", "<c><f t='shared' si='0'/></c>")
    rows += xlsx_row(5, "C4", "<c><f>2</f><v/></c>") + xlsx_row(6, "C5", "<c t='str'><f>A1</f></c>")
    table = read_workbook(saved(tmp_path, xlsx_parts(rows)))
    assert list(table.frame["persons"]) == ["5", "", "", "", ""]
    assert list(table.faults["row"]) == [4, 5, 6]
    assert table.faults["reason"].str.contains("never saved").all()
    assert note(table, "formula").startswith("5 cells with a formula")
    assert table.warnings == ()


def test_formulas_that_their_program_never_worked_out_are_warned_of(tmp_path: Path) -> None:
    rows = xlsx_row(1, "case_id", "persons") + xlsx_row(2, "C1", "<c><f>1+1</f><v>0</v></c>")
    parts = xlsx_parts(rows, book="<calcPr fullCalcOnLoad='1'/>")
    table = read_workbook(saved(tmp_path, parts))
    assert list(table.frame["persons"]) == ["0"]
    assert "stand-ins" in table.warnings[0]


def test_formulas_written_by_a_library_without_results_are_faults(path: Path) -> None:
    sheet_of(path, ["case_id", "persons"], ["C1", "=1+1"])
    assert read_workbook(path).faults[["row", "column"]].to_numpy().tolist() == [[2, "persons"]]


def test_errors_and_formulas_of_an_open_document(tmp_path: Path) -> None:
    cell = "<table:table-cell table:formula='of:=1' {}</table:table-cell>"
    rows = [
        ods_row("case_id", "persons"),
        ods_row("C1", cell.format("office:value-type='float' office:value='5'><text:p>5</text:p>")),
        ods_row("C2", cell.format(">")),
        ods_row("C3", cell.format("office:value-type='string' calcext:value-type='error'><text:p>#N/A</text:p>")),
        ods_row("C4", cell.format("office:value-type='float' office:value='0'><text:p>Err:502</text:p>")),
        ods_row("C5", cell.format("office:value-type='string' office:string-value=''>")),
        ods_row("C6", "#N/A"),
        ods_row("C7", cell.format("office:value-type='float' office:value='6'>"), attributes=f"{REPEATED}='3'"),
    ]
    table = read_workbook(saved(tmp_path, ods_parts("".join(rows)), "events.ods"))
    assert list(table.frame["persons"]) == ["5", "", "", "", "", "#N/A", "6", "6", "6"]
    assert table.faults[["row", "column", "value"]].to_numpy().tolist() == [
        [3, "persons", ""], [4, "persons", "#N/A"], [5, "persons", "Err:502"],
    ]  # fmt: skip
    assert note(table, "formula").startswith("8 cells with a formula")


# What stands beside the cells


def test_macros_are_not_run_and_links_not_followed(tmp_path: Path) -> None:
    rows = xlsx_row(1, *HEADER) + xlsx_row(2, "C1", "arrest", "2023")
    extra: dict[str, str | bytes] = {
        "xl/vbaProject.bin": b"\0",
        "xl/externalLinks/externalLink1.xml": "<externalLink/>",
    }
    table = read_workbook(saved(tmp_path, {**xlsx_parts(rows), **extra}, "events.xlsm"))
    assert "not run" in note(table, "macros")
    assert "(1)" in note(table, "other workbooks")
    assert table.format == "xlsx"


def test_comments_are_no_part_of_a_cell(tmp_path: Path, path: Path) -> None:
    sheet = sheet_of(path, list(HEADER), ["C1", "arrest", "2023"])
    sheet["A2"].comment = Comment("made-up remark", "nobody")
    save(sheet, path)
    assert cells_of(read_workbook(path)) == {2: ["C1", "arrest", "2023"]}
    comment = "<office:annotation><text:p>made-up remark</text:p></office:annotation>"
    remark = ods_text(f"{comment}<text:p>C{comment}1</text:p>")
    parts = ods_parts(ods_row("case_id", "date") + ods_row(remark, "2023"))
    assert cells_of(read_workbook(saved(tmp_path, parts, "events.ods"))) == {2: ["C1", "2023"]}


def test_hidden_rows_and_columns_are_read_and_counted(tmp_path: Path) -> None:
    rows = xlsx_row(1, *HEADER, hidden=True) + xlsx_row(2, "C1", "arrest", "2023", hidden=True)
    rows += xlsx_row(3, "C2", "arrest", "2023")
    columns = "<cols><col min='2' max='2' hidden='1'/><col min='9' max='16384' hidden='1'/></cols>"
    table = read_workbook(saved(tmp_path, xlsx_parts(rows, before=columns)))
    assert list(table.frame["case_id"]) == ["C1", "C2"]
    assert [n for n in table.notes if "Hidden" in n] == [
        "Hidden in the sheet, and read: 1 row. Check that they may be used.",
        "Hidden in the sheet, and read: column B. Check that they may be used.",
    ]


def test_hidden_rows_and_columns_of_an_open_document_are_read_and_counted(tmp_path: Path) -> None:
    rows = [
        "<table:table-column table:visibility='collapse'/><table:table-column table:number-columns-repeated='1023'/>",
        ods_row("case_id", "date"),
        ods_row("C1", "2023", attributes="table:visibility='filter' table:number-rows-repeated='3'"),
        ods_row(None, attributes="table:visibility='collapse' table:number-rows-repeated='1048000'"),
    ]
    table = read_workbook(saved(tmp_path, ods_parts("".join(rows)), "events.ods"))
    assert cells_of(table) == {n: ["C1", "2023"] for n in (2, 3, 4)}
    assert [n.split(".")[0] for n in table.notes] == [
        "Hidden in the sheet, and read: 3 rows",
        "Hidden in the sheet, and read: column A",
    ]


def test_a_rich_text_is_read_without_how_it_is_pronounced(tmp_path: Path) -> None:
    strings = ["<r><t>Tu</t></r><r><t>men</t></r><rPh sb='0' eb='1'><t>spoken</t></rPh>", "<t>a_x000A_b _x005F_x</t>"]
    rows = xlsx_row(1, "case_id", "place") + xlsx_row(2, "<c t='s'><v>0</v></c>", "<c t='s'><v>1</v></c>")
    rows += xlsx_row(3, f"<c t='inlineStr'><is>{strings[0]}</is></c>", f"<c t='inlineStr'><is>{strings[1]}</is></c>")
    table = read_workbook(saved(tmp_path, xlsx_parts(rows, strings=strings)))
    assert cells_of(table) == {2: ["Tumen", "a\nb _x"], 3: ["Tumen", "a\nb _x"]}


def test_a_text_in_its_cell_counts_before_a_value_beside_it(tmp_path: Path) -> None:
    both = "<c t='inlineStr' s=''><is><t>1.</t></is><v>01.</v></c>"
    table = read_workbook(saved(tmp_path, xlsx_parts(xlsx_row(1, "case_id", "date") + xlsx_row(2, both))))
    assert list(table.frame["case_id"]) == ["1."]


def test_a_workbook_may_lie_at_the_top_of_its_archive(tmp_path: Path) -> None:
    parts = {name.removeprefix("xl/"): part for name, part in xlsx_parts(TABLE).items()}
    parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("xl/workbook.xml", "workbook.xml")
    parts["_rels/workbook.xml.rels"] = str(parts["_rels/workbook.xml.rels"]).replace("/xl/", "/")
    assert len(read_workbook(saved(tmp_path, parts)).frame) == 1


def test_a_prefix_for_the_namespace_changes_nothing(tmp_path: Path) -> None:
    parts = xlsx_parts(xlsx_row(1, *HEADER) + xlsx_row(2, "C1", "arrest", 3.0))
    sheet = str(parts["xl/worksheets/sheet1.xml"]).replace("xmlns=", "xmlns:x=")
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    assert cells_of(read_workbook(saved(tmp_path, parts))) == {2: ["C1", "arrest", "3"]}


def test_places_that_are_left_out_are_counted_on(tmp_path: Path) -> None:
    rows = "<row><c t='str'><v>case_id</v></c><c t='str'><v>date</v></c></row><row/><row><c/><c><v>2023</v></c></row>"
    assert cells_of(read_workbook(saved(tmp_path, xlsx_parts(rows)))) == {3: ["", "2023"]}


def test_repeated_cells_and_blanks_of_an_open_document(tmp_path: Path) -> None:
    spaced = ods_text("<text:p>a<text:s text:c='2'/>b<text:tab/>c</text:p><text:p>d</text:p>")
    same = ods_text("<text:p>x</text:p>", "table:number-columns-repeated='2'")
    rows = [
        ods_row("case_id", "date", "note"),
        ods_row(spaced, same),
        ods_row(None, attributes="table:number-rows-repeated='2'"),
        ods_row(
            "C1",
            "<table:table-cell table:number-columns-repeated='1'/>",
            "y",
            attributes="table:number-rows-repeated='2'",
        ),
        ods_row(
            "<table:table-cell table:number-columns-repeated='16384'/>",
            attributes="table:number-rows-repeated='1048570'",
        ),
    ]
    table = read_workbook(saved(tmp_path, ods_parts("".join(rows)), "events.ods"))
    assert cells_of(table) == {2: ["a  b\tc\nd", "x", "x"], 5: ["C1", "", "y"], 6: ["C1", "", "y"]}


# The header


def test_a_title_above_the_header_is_passed_over_and_said_to_be(path: Path) -> None:
    sheet_of(path, ["Returns in 2023"], [], ["as of", "May"], [*HEADER, "place"], ["C1", "arrest", None, "Tumen"])
    table = read_workbook(path)
    assert list(table.frame.columns) == [*HEADER, "place"]
    assert list(table.frame.index) == [5]
    assert note(table, "header") == "Row 4 is taken for the header; passed over above it: 2 rows."


def test_records_above_the_header_are_not_passed_over(path: Path) -> None:
    sheet_of(path, [1, 2, 3], list(HEADER), ["C1", "arrest", "2023"])
    assert "no header was found: row 1" in refusal(path)


def test_a_sheet_that_is_nowhere_full_has_no_header(path: Path) -> None:
    sheet_of(path, ["a"], [None, "b"], [None, None, "c"])
    assert "no row is full enough" in refusal(path)


def test_merged_header_cells_are_refused_with_their_place(path: Path) -> None:
    sheet = sheet_of(path, ["case_id", "arrest", None, "note"], ["C1", "2023", "Tumen", "x"])
    sheet.merge_cells("B1:C1")
    save(sheet, path)
    message = refusal(path)
    assert "merged cells (B1:C1)" in message
    assert "sheet 'Events'" in message


def test_a_row_of_merged_groups_above_the_header_is_refused(path: Path) -> None:
    sheet = sheet_of(
        path,
        [None, "arrest", None, "return"],
        ["case_id", "date", "place", "day", "crossing"],
        ["C1", "1", "2", "3", "4"],
    )
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:E1")
    save(sheet, path)
    assert "merged cells (B1:C1, D1:E1)" in refusal(path)


def test_a_merged_title_is_only_a_title(path: Path) -> None:
    sheet = sheet_of(path, ["Returns"], list(HEADER), ["C1", "arrest", "2023"])
    sheet.merge_cells("A1:C1")
    save(sheet, path)
    assert cells_of(read_workbook(path)) == {3: ["C1", "arrest", "2023"]}


def test_merged_records_are_said_to_be_empty_but_for_the_first(path: Path) -> None:
    sheet = sheet_of(path, list(HEADER), ["C1", "arrest", "2023"], [None, "release", "2024"])
    sheet.merge_cells("A2:A3")
    save(sheet, path)
    table = read_workbook(path)
    assert cells_of(table) == {2: ["C1", "arrest", "2023"], 3: ["", "release", "2024"]}
    assert "(A2:A3)" in note(table, "Merged")


def test_merged_cells_of_an_open_document(tmp_path: Path) -> None:
    spans = "table:number-columns-spanned='2' table:number-rows-spanned='1'"
    wide = ods_text("<text:p>C1</text:p>", spans) + "<table:covered-table-cell/>"
    table = read_workbook(saved(tmp_path, ods_parts(ods_row("case_id", "date") + ods_row(wide)), "a.ods"))
    assert "(A2:B2)" in note(table, "Merged")
    assert "(A1:B1)" in refusal(saved(tmp_path, ods_parts(ods_row(wide, "note") + ods_row("C1", "x", "y")), "b.ods"))


def test_columns_without_a_name_are_called_by_their_letter(path: Path) -> None:
    sheet_of(path, ["case_id", "date", None, "", "date", "column C"], ["C1", "2023", "x", None, "2024", "y"])
    table = read_workbook(path)
    assert list(table.frame.columns) == ["case_id", "date", "column C", "date (2)", "column C (2)"]
    assert cells_of(table) == {2: ["C1", "2023", "x", "2024", "y"]}
    assert note(table, "no name") == "The header has no name for column C: called by the letter."
    assert "columns E, F" in note(table, "already")


def test_no_note_repeats_what_a_cell_holds(path: Path) -> None:
    sheet = sheet_of(
        path, ["A. Nobody", "B. Nobody", None], ["C. Nobody", dt.datetime(2023, 1, 1, 5), "D. Nobody"], ["E", "F"]
    )
    sheet.merge_cells("A2:A3")
    save(sheet, path)
    table = read_workbook(path)
    assert len(table.notes) >= 3
    assert not any("Nobody" in sentence for sentence in (*table.notes, *table.warnings))


def test_a_stray_cell_far_out_costs_nothing(tmp_path: Path) -> None:
    rows = xlsx_row(1, *HEADER) + xlsx_row(2, "C1", "arrest", "2023")
    rows += "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    table = read_workbook(saved(tmp_path, xlsx_parts(rows)))
    assert list(table.frame.columns) == [*HEADER, "column XFD"]
    assert list(table.frame.index) == [2, 1_048_576]
    assert "1,048,573 rows" in note(table, "blank")


def test_a_sheet_filled_to_the_last_row_may_be_cut_off(tmp_path: Path) -> None:
    for last, warned in ((1_048_576, True), (1_048_575, False), (65_536, True)):
        rows = xlsx_row(1, "case_id", "date") + f"<row r='{last}'><c r='A{last}'><v>1</v></c></row>"
        warnings = read_workbook(saved(tmp_path, xlsx_parts(rows))).warnings
        assert ["records may be missing" in warning for warning in warnings] == [True] * warned


# Which sheet


TABLE = xlsx_row(1, *HEADER) + xlsx_row(2, "K1", "arrest", "2023")
OTHER = TABLE.replace("K1", "K2")


def test_the_first_sheet_with_a_table_is_read_and_the_others_named(tmp_path: Path) -> None:
    sheets_of = {"Empty": "", "Cover": xlsx_row(1, "Returns") + xlsx_row(3, "as of May"), "Data": TABLE, "More": TABLE}
    table = read_workbook(saved(tmp_path, xlsx_parts(sheets_of)))
    assert (table.sheet, table.sheets) == ("Data", ("Empty", "Cover", "Data", "More"))
    assert note(table, "sheets have").startswith(
        "3 sheets have something in them: 'Data' is read, and not 'Cover', 'More'."
    )


def test_a_named_sheet_is_read(tmp_path: Path) -> None:
    path = saved(tmp_path, xlsx_parts({"One": TABLE, "Two": OTHER}))
    table = read_workbook(path, "Two")
    assert (table.sheet, cells_of(table)[2][0], table.sheets) == ("Two", "K2", ("One", "Two"))
    assert table.notes == ()
    assert read_workbook(path, "").sheet == "One"


def test_an_unknown_sheet_is_answered_with_those_there_are(tmp_path: Path) -> None:
    message = refusal(saved(tmp_path, xlsx_parts({"One": TABLE, "Two": TABLE})), "Three")
    assert "no sheet 'Three'; expected one of 'One', 'Two'" in message
    ods = ods_parts({"One": ods_row(*HEADER), "Two": ""})
    assert "'One', 'Two'" in refusal(saved(tmp_path, ods, "events.ods"), "Three")


def test_a_sheet_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    assert "all sheets are empty" in refusal(saved(tmp_path, xlsx_parts("")))
    assert "the sheet is empty" in refusal(saved(tmp_path, xlsx_parts({"One": TABLE, "Two": ""})), "Two")


def test_a_hidden_sheet_is_read_only_when_nothing_else_is_there(tmp_path: Path) -> None:
    both = xlsx_parts({"Old": TABLE, "New": TABLE}, states={"Old": "veryHidden"})
    table = read_workbook(saved(tmp_path, both))
    assert table.sheet == "New"
    assert "1 sheet" in note(table, "Hidden in the workbook, and not read")
    only = read_workbook(saved(tmp_path, xlsx_parts({"Old": TABLE}, states={"Old": "hidden"})))
    assert "may be used" in note(only, "hidden in the workbook")


def test_hidden_and_foreign_sheets_of_an_open_document(tmp_path: Path) -> None:
    rows = ods_row("case_id", "date") + ods_row("C1", "2023")
    off = "<style:style style:name='off'><style:table-properties table:display='false'/></style:style>"
    foreign = "<table:table-source/>" + rows
    parts = ods_parts({"Old": rows, "New": rows, "'file:///other.ods'#Sheet": foreign}, off)
    hidden = 'table:name="Old" table:style-name="off"'
    parts["content.xml"] = str(parts["content.xml"]).replace('table:name="Old"', hidden)
    table = read_workbook(saved(tmp_path, parts, "events.ods"))
    assert (table.sheet, table.sheets) == ("New", ("Old", "New"))
    assert note(table, "Copies of other files").endswith("1 sheet.")


def test_the_sheet_is_found_whatever_its_part_is_called(tmp_path: Path) -> None:
    parts = xlsx_parts({"One": TABLE, "Two": OTHER})
    parts["xl/worksheets/Data.XML"] = parts.pop("xl/worksheets/sheet2.xml")
    parts["xl/_rels/workbook.xml.rels"] = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        "worksheets/sheet2.xml", "/xl/worksheets/data.xml"
    )
    assert cells_of(read_workbook(saved(tmp_path, parts), "Two"))[2][0] == "K2"


# What is no workbook


def test_a_text_called_a_workbook_is_refused(path: Path) -> None:
    path.write_text("case_id,date\nC1,2023\n", encoding="utf-8")
    message = refusal(path)
    assert "no workbook" in message
    assert ".csv" in message


def test_other_archives_and_documents_are_refused(tmp_path: Path) -> None:
    assert "holds no workbook" in refusal(saved(tmp_path, {"word/document.xml": "<a/>"}))
    letter = {**ods_parts(ods_row(*HEADER)), "mimetype": "application/vnd.oasis.opendocument.text"}
    assert "no spreadsheet" in refusal(saved(tmp_path, letter, "letter.ods"))
    binary = xlsx_parts(TABLE)
    binary["_rels/.rels"] = str(binary["_rels/.rels"]).replace("workbook.xml", "workbook.bin")
    assert ".xlsb" in refusal(saved(tmp_path, binary))


def test_a_locked_open_document_asks_for_the_password_to_be_removed(tmp_path: Path) -> None:
    parts = {**ods_parts("x"), "META-INF/manifest.xml": "<manifest:encryption-data/>"}
    assert "Remove the password" in refusal(saved(tmp_path, parts, "events.ods"))


def test_the_ending_does_not_decide(tmp_path: Path) -> None:
    path = saved(tmp_path, ods_parts(ods_row(*HEADER)), "events.xlsx")
    assert read_workbook(path).format == "ods"


def test_the_numbers_of_a_table_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = saved(tmp_path, xlsx_parts(TABLE))
    monkeypatch.setattr(sheet_tables, "LARGEST_TABLE", 3)
    read_workbook(path)
    monkeypatch.setattr(sheet_tables, "LARGEST_TABLE", 2)
    assert "1 rows and 3 columns" in refusal(path)
    monkeypatch.undo()
    monkeypatch.setattr(sheets, "LARGEST_TEXT", len("case_id event_type date K1 arrest 2023") - 5)
    read_workbook(path)
    monkeypatch.setattr(sheets, "LARGEST_TEXT", sheets.LARGEST_TEXT - 1)
    assert "letters" in refusal(path)


def test_the_same_bytes_make_the_same_table(tmp_path: Path) -> None:
    parts = xlsx_parts(TABLE)
    assert packed(parts) == packed(parts)
    first, second = read_workbook(saved(tmp_path, parts)), read_workbook(saved(tmp_path, parts))
    assert first.fingerprint == second.fingerprint
    assert first.frame.equals(second.frame)
