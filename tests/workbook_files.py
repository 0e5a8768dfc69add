"""Workbooks written by hand, down to the tags, for the tests of their readers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office", "table": "table", "text": "text", "style": "style", "number": "datastyle",
    }.items()
) + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'  # fmt: skip

HEADER = '<row r="1"><c r="A1" t="str"><v>case_id</v></c><c r="B1" t="str"><v>date</v></c></row>'


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive of the parts, the same bytes every time."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def saved(folder: Path, parts: Mapping[str, str | bytes], name: str = "events.xlsx") -> Path:
    path = folder / name
    path.write_bytes(packed(parts))
    return path


def xlsx_parts(
    rows: str | Mapping[str, str],
    *,
    strings: Sequence[str] = (),
    formats: Mapping[int, str] | None = None,
    styles: Sequence[int] = (0,),
    book: str = "",
    before: str = "",
    after: str = "",
    states: Mapping[str, str] | None = None,
) -> dict[str, str | bytes]:
    """The parts of an .xlsx file.

    Parameters
    ----------
    rows : str or mapping of str to str
        The rows of the only sheet, `Events`, or those of each sheet by its name.
    strings : sequence of str
        The insides of the shared strings.
    formats, styles : mapping of int to str, sequence of int
        Number formats by their number, and the number of the format of each style.
    book, before, after : str
        Tags in the workbook, and before and after the rows of every sheet.
    states : mapping of str to str
        `hidden` or `veryHidden` for the names of sheets.
    """
    sheets = {"Events": rows} if isinstance(rows, str) else rows
    numbered = list(enumerate(sheets.items(), 1))
    entries = "".join(
        f"<sheet name={quoteattr(name)} sheetId='{n}' r:id='s{n}' state='{(states or {}).get(name, 'visible')}'/>"
        for n, (name, _) in numbered
    )
    relations = "".join(
        f"<Relationship Id='s{n}' Type='{OFFICE}/worksheet' Target='worksheets/sheet{n}.xml'/>" for n, _ in numbered
    )
    relations += f"<Relationship Id='x' Type='{OFFICE}/styles' Target='styles.xml'/>"
    relations += f"<Relationship Id='y' Type='{OFFICE}/sharedStrings' Target='/xl/sharedStrings.xml'/>"
    codes = "".join(f"<numFmt numFmtId='{n}' formatCode={quoteattr(code)}/>" for n, code in (formats or {}).items())
    cell_styles = "".join(f"<xf numFmtId='{n}'/>" for n in styles)
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f"<Relationships xmlns='{RELATIONS}'><Relationship Id='w' "
        f"Type='{OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        "xl/workbook.xml": f"<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'>{book}<sheets>{entries}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{RELATIONS}'>{relations}</Relationships>",
        "xl/styles.xml": f"<styleSheet xmlns='{MAIN}'><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId='14'/>"
        f"</cellStyleXfs><cellXfs>{cell_styles}</cellXfs></styleSheet>",
        "xl/sharedStrings.xml": f"<sst xmlns='{MAIN}'>{''.join(f'<si>{s}</si>' for s in strings)}</sst>",
        **{
            f"xl/worksheets/sheet{n}.xml": f"<worksheet xmlns='{MAIN}'>{before}<sheetData>{sheet}</sheetData>{after}"
            "</worksheet>"
            for n, (_, sheet) in numbered
        },
    }


def xlsx_row(number: int, *cells: str | float | None, hidden: bool = False) -> str:
    """A row: texts in place, numbers as numbers, None as no cell; a text that begins with `<` is taken for a tag."""
    written = []
    for column, cell in enumerate(cells):
        place = f"{chr(ord('A') + column)}{number}"
        if isinstance(cell, str):
            inside = cell.replace("<c", f"<c r='{place}'", 1) if cell.startswith("<c") else ""
            written.append(inside or f"<c r='{place}' t='inlineStr'><is><t>{escape(cell)}</t></is></c>")
        elif cell is not None:
            written.append(f"<c r='{place}'><v>{cell!r}</v></c>")
    return f"<row r='{number}'{' hidden=' + chr(34) + '1' + chr(34) if hidden else ''}>{''.join(written)}</row>"


def ods_parts(tables: str | Mapping[str, str], styles: str = "", names: Sequence[str] = ()) -> dict[str, str | bytes]:
    """The parts of an .ods file: the rows of the only sheet, `Events`, or those of each sheet by its name."""
    sheets = {"Events": tables} if isinstance(tables, str) else tables
    inside = "".join(f"<table:table table:name={quoteattr(name)}>{rows}</table:table>" for name, rows in sheets.items())
    return {
        "mimetype": ODS_TYPE,
        "content.xml": f"<office:document-content {ODS_NAMES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{inside}</office:spreadsheet></office:body>"
        "</office:document-content>",
        **dict.fromkeys(names, ""),
    }


def ods_row(*cells: str | float | None, attributes: str = "") -> str:
    """A row: texts as texts, numbers as numbers, None as an empty cell; a text that begins with `<` is a tag."""
    written = []
    for cell in cells:
        if cell is None:
            written.append("<table:table-cell/>")
        elif isinstance(cell, str):
            written.append(cell if cell.startswith("<") else ods_text(f"<text:p>{escape(cell)}</text:p>"))
        else:
            written.append(f"<table:table-cell office:value-type='float' office:value='{cell!r}'/>")
    return f"<table:table-row {attributes}>{''.join(written)}</table:table-row>"


def ods_text(inside: str, attributes: str = "") -> str:
    return f"<table:table-cell office:value-type='string' {attributes}>{inside}</table:table-cell>"


def ods_date(value: str, style: str = "") -> str:
    named = f"table:style-name='{style}'" if style else ""
    return f"<table:table-cell {named} office:value-type='date' office:date-value='{value}'/>"
