"""A workbook of one sheet in which every cell is text, and stays what it is when somebody edits it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final
from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.coded import looked_up
from footprints_geo.errors import InputError

SHEET: Final = "events"
MOST_ROWS: Final = 1_048_575
"""Records under a header, as many as a sheet can have."""

LONGEST_CELL: Final = 32_767
"""Letters of a cell, as spreadsheets count: a rare letter such as an emoji is two."""

BLOCK: Final = 20_000
_ESCAPED: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)|\r")
"""A carriage return, which XML would change, and what would be taken for the way of writing one: `_x000D_`."""

_UNWRITABLE: Final = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_RELATED: Final = f"{_PACKAGE}/relationships"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS: Final = {
    "sharedStrings": "xl/sharedStrings.xml",
    "styles": "xl/styles.xml",
    "worksheet": "xl/worksheets/sheet1.xml",
}
_TEXT_FORMAT: Final = 49
"""Text ('@'): a date that somebody types into such a cell stays as it is typed."""


def write_workbook(table: pd.DataFrame, path: Path, name: str) -> None:
    """Write a sheet `events`: the headers, and under them a row each.

    Every cell is a text, whatever it looks like: no formulas, links, numbers or dates. A carriage return is written
    as spreadsheets do it (`_x000D_`).

    Parameters
    ----------
    table : pandas.DataFrame
        Coded columns; empty cells are left out.
    path : Path
        The file.
    name : str
        What messages call it.

    Raises
    ------
    InputError
        There are more rows, longer cells or other signs than a sheet can hold.
    """
    if len(table) > MOST_ROWS:
        raise InputError(
            f"{name}: {len(table):,} records; a sheet can hold {MOST_ROWS:,}. Write CSV or Parquet, or write fewer."
        )
    _check_cells(table, name)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for member, text in _frame_of_parts().items():
            with _member(archive, member) as file:
                file.write((_XML + text).encode())
        with _member(archive, _PARTS["sharedStrings"]) as file:
            _write_texts(table, file)
        with _member(archive, _PARTS["worksheet"]) as file:
            _write_sheet(table, file)


def _check_cells(table: pd.DataFrame, name: str) -> None:
    for number, (header, column) in enumerate(table.items(), 1):
        _check_texts(pd.Series([header], dtype="str"), f"{name}: the header of column {number}")
        bad = looked_up(column, lambda texts: (texts.map(_length) > LONGEST_CELL) | texts.str.contains(_UNWRITABLE))
        if bad.any():
            row = int(bad.to_numpy(dtype=bool).argmax())
            _check_texts(column.iloc[[row]].astype("str"), f"{name}: column {number}, record {row + 1}: the cell")


def _check_texts(texts: pd.Series, where: str) -> None:
    if (texts.map(_length) > LONGEST_CELL).any():
        raise InputError(
            f"{where} is longer than the {LONGEST_CELL:,} letters that a workbook's cell can hold. "
            "Write CSV or Parquet, or shorten it."
        )
    if texts.str.contains(_UNWRITABLE).any():
        raise InputError(
            f"{where} holds a control character that a workbook cannot hold. Write CSV or Parquet, or take it out."
        )


def _length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@contextmanager
def _member(archive: zipfile.ZipFile, name: str) -> Iterator[IO[bytes]]:
    # The date is that of every archive that has none.
    about = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    about.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(about, "w", force_zip64=True) as file:
        yield file


def _frame_of_parts() -> dict[str, str]:
    """Everything in the archive but the sheet and its texts."""
    kinds = {"xl/workbook.xml": "sheet.main", **{member: part for part, member in _PARTS.items()}}
    overrides = "".join(
        f'<Override PartName="/{member}" ContentType="{_KIND}.{part}+xml"/>' for member, part in kinds.items()
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{part}" Target="{member.removeprefix("xl/")}"/>'
        for n, (part, member) in enumerate(_PARTS.items(), 1)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATED}">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATED}">{relations}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{SHEET}" sheetId="1" r:id="rId{list(_PARTS).index("worksheet") + 1}"/></sheets></workbook>',
        _PARTS[
            "styles"
        ]: f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        f'<xf numFmtId="{_TEXT_FORMAT}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    }


def _written(text: str) -> str:
    return escape(_ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text))


def _write_texts(table: pd.DataFrame, file: IO[bytes]) -> None:
    """The headers, and after them the different texts of each column."""
    file.write(f'{_XML}<sst xmlns="{_MAIN}">'.encode())
    for texts in (table.columns, *(column.cat.categories for _, column in table.items())):
        file.write("".join(f'<si><t xml:space="preserve">{_written(text)}</t></si>' for text in texts).encode())
    file.write(b"</sst>")


def _write_sheet(table: pd.DataFrame, file: IO[bytes]) -> None:
    width = table.shape[1]
    letters = [_letters(number) for number in range(1, width + 1)]
    head = f'{_XML}<worksheet xmlns="{_MAIN}"><cols><col min="1" max="{width}" width="16" style="1"/></cols><sheetData>'
    file.write((head + _row(1, letters, [_cell(number) for number in range(width)])).encode())
    columns, first = [], width
    for header in table.columns:
        columns.append(_cells(table[header], first))
        first += len(table[header].cat.categories)
    for start in range(0, len(table), BLOCK):
        block = [cells[codes[start : start + BLOCK]].tolist() for cells, codes in columns]
        rows = enumerate(zip(*block, strict=True), start + 2)
        file.write("".join(_row(row, letters, cells) for row, cells in rows).encode())
    file.write(b"</sheetData></worksheet>")


def _cells(column: pd.Series, first: int) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """What is written for each different text of a column, and which one every row has."""
    texts = enumerate(column.cat.categories, first)
    cells = np.array([_cell(number) if text else "" for number, text in texts], dtype=object)
    return cells, column.cat.codes.to_numpy()


def _cell(number: int) -> str:
    return f'" s="1" t="s"><v>{number}</v></c>'


def _row(row: int, letters: Sequence[str], cells: Sequence[str]) -> str:
    written = "".join([f'<c r="{letter}{row}{cell}' for letter, cell in zip(letters, cells, strict=True) if cell])
    return f'<row r="{row}">{written}</row>'


def _letters(number: int) -> str:
    """What a sheet calls a column: 1 is A, 27 is AA."""
    rest, last = divmod(number - 1, 26)
    return (_letters(rest) if rest else "") + chr(ord("A") + last)
