"""The tables of a report: what is drawn, its sources and the account, as one workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from footprints_geo.archives import settled
from footprints_geo.disclosure.release import Release
from footprints_geo.disclosure.words import audience_cell
from footprints_geo.export import legs_rows, routes_rows
from footprints_geo.hotspot_export import hotspots_rows
from footprints_geo.hotspots import Hotspots
from footprints_geo.language import ENGLISH, Language, marked
from footprints_geo.pipeline import View
from footprints_geo.plain_text import plain_line
from footprints_geo.recipe import PROGRAM
from footprints_geo.robustness import Checked
from footprints_geo.sources.cells import guarded

Rows = list[list[Any]]
Tables = tuple[dict[str, Rows], dict[str, int]]

SOURCE_COLUMNS: Final = ("source", "source_title", "source_date", "source_url", "events")
COUNTS: Final = {
    "rows_read": marked("Rows of the file of records."),
    "rows_rejected": marked("Rows that could not be used."),
    "events": marked("Events that could be used: the whole of which the lines on events are parts."),
    "events_matched": marked("Events that meet the conditions of the Selection, whether or not they are on the map."),
    "events_shown": marked("Part of the whole: events on a route of the table."),
    "events_undated": marked("Events without a date; no year matches them."),
    "events_unplaced": marked("Part of the whole: events without a known country."),
    "events_unordered": marked("Part of the whole: events with neither a date nor a sequence, which have no order."),
    "events_without_legs": marked("Part of the whole: events of cases with fewer than two stops."),
    "events_without_route": marked("Part of the whole: events that are selected, on no route as no place is known."),
    "events_not_selected": marked("Part of the whole: events in parts of journeys that are not selected."),
    "cases": marked("Documented cases: the whole of which the lines on cases are parts."),
    "cases_shown": marked("Part of the whole: cases on a route of the table."),
    "cases_without_legs": marked("Part of the whole: cases with fewer than two stops."),
    "cases_not_selected": marked("Part of the whole: cases that are not selected."),
    "cases_without_route": marked("Part of the whole: cases that are selected, on no route as no place is known."),
    "cases_part_of": marked("Cases among the shown whose people are counted by another case: in no sum."),
    "events_placed": marked("Part of the whole: events in a cell."),
    "events_too_coarse": marked("Part of the whole: events known less closely than a cell is large."),
    "events_without_position": marked("Part of the whole: events at a place whose position is not known."),
    "cases_placed": marked("Cases with an event in a cell."),
    "cases_not_placed": marked("Cases that have such an event, and none of them in a cell."),
}
"""What each count of an account means."""

WIDEST: Final = 90
NARROWEST: Final = 9
A4: Final = 9
"""What workbooks call the sheet."""

_SHARE: Final = "0.0%"
_HEADER_FILL: Final = PatternFill("solid", fgColor="E9EDF1")


def sources_of(records: pd.DataFrame) -> pd.DataFrame:
    """The sources of records, rows of `Events.frame`, those of most events first.

    Returns
    -------
    pandas.DataFrame
        Columns SOURCE_COLUMNS, each text on one line; `events` says how many of the shown events a source tells of.
        Events that name no source are left out. Empty for no records.
    """
    named = list(SOURCE_COLUMNS[:-1])
    texts = records[named].astype("str").apply(lambda column: column.map(plain_line))
    texts = texts[(texts != "").any(axis=1)]
    counted = texts.value_counts(sort=False).rename("events").reset_index()
    ordered: pd.DataFrame = counted.sort_values(
        ["events", *named], ascending=[False, *[True] * len(named)], ignore_index=True
    )
    return ordered


def route_tables(view: View) -> Tables:
    """The ranked routes and the drawn legs, with the account of the view."""
    return {"routes": routes_rows(view), "legs": legs_rows(view)}, view.tally.to_json()


def cell_tables(hotspots: Hotspots, checked: Checked) -> Tables:
    """The cells of a map of hotspots, with their account."""
    return {"cells": hotspots_rows(hotspots, checked)}, hotspots.tally.to_json()


def workbook(
    tables: Tables, records: pd.DataFrame, title: str, release: Release, language: Language = ENGLISH
) -> bytes:
    """An .xlsx file with a sheet a table, and the sheets `sources` and `account`.

    Parameters
    ----------
    tables : (dict of str to list of list, dict of str to int)
        Rows by the name of their sheet, the header first; and the counts of an account.
    records : pandas.DataFrame
        The shown records, whose sources are listed.
    title : str
        The title of the workbook.
    release : Release
        Where the records are from: it says whom they are for.
    language : Language
        Of the explanations; sheets and columns have the names that all files of the program have.

    Returns
    -------
    bytes
        The same for the same tables. Texts stay texts: what a spreadsheet would run as a formula gets an apostrophe in
        front.
    """
    rows_of, tally = tables
    account: Rows = [["count", "number", "meaning"]]
    account += [[name, number, language(COUNTS[name])] for name, number in tally.items()]
    sources = sources_of(records)
    sheets: dict[str, Rows] = {
        **rows_of,
        "sources": [
            [*SOURCE_COLUMNS, "audience"],
            *([*row, audience_cell(release)] for row in sources.itertuples(index=False, name=None)),
        ],
        "account": account,
    }
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        _fill(book.create_sheet(name), rows)
    content = io.BytesIO()
    book.save(content)
    return settled(content.getvalue(), title, PROGRAM, language)


def _fill(sheet: Worksheet, rows: Rows) -> None:
    for number, row in enumerate(_inert(rows), 1):
        sheet.append(row)
        for cell in sheet[number]:
            # The library makes formulas, and values that mean an error, out of how a text looks.
            if isinstance(cell.value, str):
                cell.data_type = "s"
                cell.alignment = Alignment(indent=1)
    columns = zip(rows[0], zip(*rows, strict=True), strict=True)
    for number, (name, cells) in enumerate(columns, 1):
        header = sheet.cell(1, number)
        header.font, header.fill = Font(bold=True), _HEADER_FILL
        letter = get_column_letter(number)
        longest = max(len(str(cell or "")) for cell in cells)
        sheet.column_dimensions[letter].width = min(max(longest + 3, NARROWEST), WIDEST)
        if any(isinstance(cell, int | float) for cell in cells):
            header.alignment = Alignment(horizontal="right")
        if name == "share":
            for cell in sheet[letter][1:]:
                cell.number_format = _SHARE
    sheet.freeze_panes = "A2"
    if len(rows) > 1:
        sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _inert(rows: Sequence[Sequence[Any]]) -> Rows:
    """The same rows with every text on one line and guarded, and None for a text without a letter."""
    texts = {cell for row in rows for cell in row if isinstance(cell, str)}
    plain = pd.Series({text: plain_line(text) for text in sorted(texts)}, dtype="str")
    safe = guarded(plain)
    return [[(safe[cell] or None) if isinstance(cell, str) else cell for cell in row] for row in rows]
