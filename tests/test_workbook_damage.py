"""Workbooks that are broken, by accident or on purpose: each is read or refused in one sentence, and soon."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import random
import re
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from footprints_geo.errors import InputError
from footprints_geo.sources import ods_cells, sheets, xml_reading
from footprints_geo.sources.workbooks import read_workbook
from tests.workbook_files import HEADER, ods_date, ods_parts, ods_row, ods_text, packed, saved, xlsx_parts, xlsx_row

MUTATIONS = 500
SLOWEST = 10.0
LARGEST = 64 << 20

LAUGHS = "<!DOCTYPE a [<!ENTITY l0 'ha'>{}]>".format(
    "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
)
OUTSIDE = "<!DOCTYPE a [<!ENTITY l9 SYSTEM 'file:///etc/hostname'>]>"


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_workbook(path)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    return message


def small_xlsx() -> dict[str, bytes]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["case_id", "date", "persons", "note"])
    for n in range(8):
        sheet.append([f"C{n}", dt.date(2023, 1, 1 + n), n / 3, "=1+1" if n % 2 else "text"])
    sheet["B5"].number_format = "mmm yy"
    sheet.merge_cells("A4:B5")
    sheet.row_dimensions[3].hidden = True
    content = io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def small_ods() -> dict[str, bytes]:
    formula = "<table:table-cell table:formula='of:=1' table:number-columns-repeated='3'/>"
    rows = [
        ods_row("case_id", "date", "persons"),
        *(ods_row(f"C{n}", ods_date(f"2023-01-0{n + 1}"), n / 3) for n in range(6)),
        ods_row(formula, attributes="table:number-rows-repeated='10' table:visibility='collapse'"),
    ]
    parts = ods_parts("".join(rows))
    return {name: part.encode() if isinstance(part, str) else part for name, part in parts.items()}


def bytes_changed(content: bytes, chance: random.Random) -> bytes:
    """Some bytes replaced, taken out or doubled."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 5, 20])):
        spot = chance.randrange(len(changed))
        length = chance.randrange(1, 30)
        way = chance.randrange(3)
        if way == 0:
            changed[spot] = chance.randrange(256)
        elif way == 1 and len(changed) > 100:
            del changed[spot : spot + length]
        else:
            changed[spot:spot] = changed[-length:]
    return bytes(changed)


ODD = (
    "", "0", "-1", "1", "99999", "999999999", "12345678901", "A1", "XFD1048576", "A1:B2", "e", "s", "str", "true",
    "nan", "1e308", "1E999", "0.5", "45000", "PT1H", "hidden", "²", "2023-13-45", "_x0000_", "_xD800_", "[h]", "date",
    "float",
)  # fmt: skip


def words_changed(content: bytes, chance: random.Random) -> bytes:
    """Some attributes or texts replaced by odd ones: the XML stays well-formed, and says other things."""
    for _ in range(chance.choice([1, 1, 2, 4])):
        spots = list(re.finditer(rb"'[^'<>]*'|\"[^\"<>]*\"|>[^<>]+<", content))
        if spots:
            spot = chance.choice(spots)
            content = content[: spot.start() + 1] + chance.choice(ODD).encode() + content[spot.end() - 1 :]
    return content


def part_changed(parts: dict[str, bytes], chance: random.Random) -> bytes:
    part = chance.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    return packed({**parts, part: words_changed(parts[part], chance)})


@pytest.mark.parametrize("parts", [small_xlsx(), small_ods()], ids=["xlsx", "ods"])
@pytest.mark.parametrize("inside", [False, True], ids=["bytes", "words"])
def test_whatever_is_changed_is_read_or_refused(tmp_path: Path, parts: dict[str, bytes], inside: bool) -> None:
    chance = random.Random(20231009)
    whole = packed(parts)
    path = tmp_path / "events.xlsx"
    read = 0
    for _ in range(MUTATIONS):
        path.write_bytes(part_changed(parts, chance) if inside else bytes_changed(whole, chance))
        start = time.process_time()
        with contextlib.suppress(InputError):
            read += read_workbook(path).rows_read >= 0
        assert time.process_time() - start < SLOWEST
    # Else the changes are too coarse to reach the cells, or too fine to break anything.
    assert 0 < read < MUTATIONS


@pytest.mark.parametrize("entities", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
@pytest.mark.parametrize("kind", ["sheet", "strings", "ods", "ods styles"])
def test_entities_are_refused_before_they_are_looked_up(tmp_path: Path, entities: str, kind: str) -> None:
    if kind.startswith("ods"):
        parts = ods_parts(ods_row("case_id", "date") + ods_row("C1", ods_text("<text:p>&l9;</text:p>")))
        part = "content.xml" if kind == "ods" else "styles.xml"
        parts.setdefault(part, "<a>&l9;</a>")
    else:
        parts = xlsx_parts(xlsx_row(1, "case_id", "date") + xlsx_row(2, "C1", "<c t='str'><v>&l9;</v></c>"))
        part = "xl/worksheets/sheet1.xml" if kind == "sheet" else "xl/sharedStrings.xml"
    parts[part] = f"<?xml version='1.0'?>{entities}{parts[part]!s}"
    path = saved(tmp_path, parts)
    tracemalloc.start()
    try:
        message = refusal(path)
        assert tracemalloc.get_traced_memory()[1] < LARGEST
    finally:
        tracemalloc.stop()
    assert "document type" in message


def test_a_name_of_an_entity_without_a_document_type_is_damage(tmp_path: Path) -> None:
    parts = xlsx_parts(xlsx_row(1, "case_id", "date") + xlsx_row(2, "C1", "<c t='str'><v>&l9;</v></c>"))
    assert "damaged" in refusal(saved(tmp_path, parts))


@pytest.mark.parametrize(
    "cell",
    [
        "<c r='A1048577'><v>1</v></c>",
        "<c r='XFE1'><v>1</v></c>",
        "<c r='A0'><v>1</v></c>",
        "<c r='1A'><v>1</v></c>",
        "<c r='A2' t='s'><v>0</v></c>",
        "<c r='A2' t='s'><v>-1</v></c>",
        "<c r='A2' s='x'><v>1</v></c>",
        "<c r='A1'><v>a second cell in one place</v></c>",
        "<c r='A2'><v>1</c></v>",
    ],
)
def test_cells_that_no_program_writes_are_damage(tmp_path: Path, cell: str) -> None:
    assert "damaged" in refusal(saved(tmp_path, xlsx_parts(f"{HEADER}<row r='2'>{cell}</row>")))


def test_a_number_that_is_none_is_a_fault_of_its_cell(tmp_path: Path) -> None:
    rows = "".join(f"<row r='{n}'><c r='A{n}'><v>{text}</v></c></row>" for n, text in enumerate(["1E999", "x", "7"], 2))
    table = read_workbook(saved(tmp_path, xlsx_parts(HEADER + rows)))
    assert list(table.frame["case_id"]) == ["", "", "7"]
    assert list(table.faults["row"]) == [2, 3]


def test_a_date_that_the_calendar_does_not_have_stays_a_number(tmp_path: Path) -> None:
    rows = "".join(
        f"<row r='{n}'><c r='B{n}' s='1'><v>{v}</v></c></row>" for n, v in enumerate([-5, 2958466, 45208], 2)
    )
    table = read_workbook(saved(tmp_path, xlsx_parts(HEADER + rows, styles=(0, 14))))
    assert list(table.frame["date"]) == ["-5", "2958466", "2023-10-09"]
    assert table.dates == frozenset()


def test_a_few_tags_cannot_claim_millions_of_cells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = ods_row("case_id", "date") + ods_row("C1", "2023", attributes="table:number-rows-repeated='1000'")
    path = saved(tmp_path, ods_parts(rows), "events.ods")
    monkeypatch.setattr(sheets, "MOST_CELLS", 2002)
    assert len(read_workbook(path).frame) == 1000
    monkeypatch.setattr(sheets, "MOST_CELLS", 2001)
    assert "more than 2,001 cells" in refusal(path)
    billion = ods_row("case_id", "date") + ods_row("C1", attributes="table:number-rows-repeated='999999999'")
    monkeypatch.undo()
    assert "more than 25,000,000 cells" in refusal(saved(tmp_path, ods_parts(billion), "events.ods"))


def test_the_cells_of_all_sheets_count_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = xlsx_row(1, "case_id", "date") + xlsx_row(2, "C1", "2023") + "<row r='3'/>"
    path = saved(tmp_path, xlsx_parts({"One": rows, "Two": rows}))
    monkeypatch.setattr(sheets, "MOST_CELLS", 8)
    read_workbook(path)
    monkeypatch.setattr(sheets, "MOST_CELLS", 7)
    assert "more than 7 cells" in refusal(path)


def test_a_row_far_below_what_a_program_can_have_is_damage(tmp_path: Path) -> None:
    empty = ods_row(None, attributes="table:number-rows-repeated='99999999'")
    rows = ods_row("case_id", "date") + empty + ods_row("C1", "2023")
    assert "damaged" in refusal(saved(tmp_path, ods_parts(rows), "events.ods"))
    wide = ods_text("<text:p>x</text:p>", "table:number-columns-repeated='16385'")
    assert "damaged" in refusal(saved(tmp_path, ods_parts(ods_row(wide)), "events.ods"))


def test_a_tag_cannot_claim_gigabytes_of_blanks(tmp_path: Path) -> None:
    blanks = ods_text("<text:p>a<text:s text:c='999999999'/>b</text:p>")
    table = read_workbook(saved(tmp_path, ods_parts(ods_row("case_id", "date") + ods_row("C1", blanks)), "events.ods"))
    assert table.frame["date"].iloc[0] == f"a{' ' * ods_cells.MOST_BLANKS}b"


def test_a_tag_without_end_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_reading, "LONGEST_TAG", 1000)
    given = []

    def blocks() -> Iterator[bytes]:
        yield b"<row>" * 1000
        for block in [b"<c r='", *[b"x" * 100] * 100]:
            given.append(block)
            yield block

    with pytest.raises(InputError, match="damaged"):
        xml_reading.parse_xml(blocks(), "events.xlsx", lambda *_: None)
    assert 9 < len(given) < 15


def test_tags_in_tags_in_tags_are_read_to_their_end(tmp_path: Path) -> None:
    deep = "<text:span>" * 50_000 + "C1" + "</text:span>" * 50_000
    rows = ods_row("case_id", "date") + ods_row(ods_text(f"<text:p>{deep}</text:p>"), "2023")
    assert read_workbook(saved(tmp_path, ods_parts(rows), "events.ods")).frame["case_id"].iloc[0] == "C1"


def test_styles_that_take_after_each_other_in_a_circle_end(tmp_path: Path) -> None:
    style = "<style:style style:name='{}' style:parent-style-name='{}'/>"
    circle = style.format("a", "b") + style.format("b", "a")
    rows = ods_row("case_id", "date") + ods_row("C1", ods_date("2023-10-09", "a"))
    table = read_workbook(saved(tmp_path, ods_parts(rows, circle), "events.ods"))
    assert table.frame["date"].iloc[0] == "2023-10-09"


def test_a_style_that_is_not_there_shows_plain_numbers(tmp_path: Path) -> None:
    table = read_workbook(saved(tmp_path, xlsx_parts(f"{HEADER}<row r='2'><c r='A2' s='9'><v>7</v></c></row>")))
    assert list(table.frame["case_id"]) == ["7"]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_part_that_is_missing_is_damage(tmp_path: Path, part: str) -> None:
    parts = xlsx_parts(HEADER)
    del parts[part]
    assert "damaged" in refusal(saved(tmp_path, parts))


def test_a_workbook_without_its_list_of_sheets_is_none(tmp_path: Path) -> None:
    parts = xlsx_parts(HEADER)
    del parts["xl/workbook.xml"]
    assert "holds no workbook" in refusal(saved(tmp_path, parts))


def test_a_formula_in_every_cell_is_one_note(tmp_path: Path) -> None:
    rows = "".join(f"<row r='{n}'><c r='A{n}'><f>1</f><v>{n}</v></c></row>" for n in range(2, 500))
    table = read_workbook(saved(tmp_path, xlsx_parts(HEADER + rows)))
    assert len(table.notes) == 1
    assert "498 cells" in table.notes[0]
