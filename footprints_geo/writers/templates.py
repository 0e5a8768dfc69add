"""Empty tables to fill in: our columns, as CSV and as a workbook that explains them."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from footprints_geo.vocabulary import (
    EVENT_COLUMNS,
    EVENT_TYPES,
    PRECISIONS,
    SUBJECTS,
    VISIBILITIES,
    read_countries,
)

EVENTS_SHEET: Final = "Events"
README_SHEET: Final = "Read me"
LISTS_SHEET: Final = "Lists"

EXPLAINED: Final = {
    "case_id": (
        "The id of one person, or of one group that moved together: the same in every row of the case.",
        "C-001",
    ),
    "sequence": ("The place of the event in its case, 1 for the first; may stay empty where the dates say it.", "2"),
    "event_type": ("What happened; choose from the list.", "arrest"),
    "date": (
        "When, as closely as it is known and no closer: 2023-10-09, 2023-10, 2023, or 2023-08/2023-10 for a span.",
        "2023-10",
    ),
    "duration": ("How long it lasted, where the dates do not say: P8M is eight months, P10D ten days.", "P8M"),
    "place": ("The name of the place, in English, Korean or the language spoken there.", "Tumen"),
    "admin1": ("The province or region that the place is in.", "Jilin"),
    "country": ("The two-letter code of the country; choose from the list.", "CN"),
    "lat": ("Latitude in degrees with a decimal point, only where no name of a place will do.", "42.96"),
    "lon": ("Longitude in degrees with a decimal point, together with the latitude.", "129.84"),
    "location_precision": ("How closely the place is known; choose from the list, finest first.", "city"),
    "persons": ("How many people, as one number; empty when it is not known.", "3"),
    "persons_min": ("The smallest number of people it can have been.", "3"),
    "persons_max": ("The largest number of people it can have been.", "5"),
    "visibility": (
        "Whether the row may be shown outside: public, which also holds for an empty cell, or restricted.",
        "restricted",
    ),
    "custodian": ("The agency that held the people.", "border police"),
    "subject": ("Whom it concerns: escapee, which also holds for an empty cell, or helper.", "escapee"),
    "part_of": ("The case that already counts these people, so that nobody is counted twice.", "C-000"),
    "source": (
        "Who says so: the organisation or the kind of source, never the name of a witness.",
        "Report of an organisation",
    ),
    "source_title": ("The title of the report or the article.", "A year at the border"),
    "source_url": ("The address of the report or the article.", "example.org/report"),
    "source_date": ("When the source was published, written as the date of the event is.", "2024-02"),
    "note": ("What else matters; it never leaves in a public export.", "Seen by two others of the group."),
}
"""For each column one sentence about it, and a cell of a made-up row."""

TEXT_COLUMNS: Final = ("case_id", "date", "duration", "part_of", "source_date")
"""Columns in which a spreadsheet would make dates or numbers of what is typed: 2023-10 becomes a day of October."""

LISTS: Final = {
    "event_type": EVENT_TYPES,
    "location_precision": PRECISIONS,
    "visibility": VISIBILITIES,
    "subject": SUBJECTS,
}
"""Columns in which only some words may stand."""

WIDE: Final = ("place", "source", "source_title", "source_url", "note")
LAST_ROW: Final = 1_048_576
MADE: Final = "2024-01-01T00:00:00Z"
"""A moment that is the same for every template, so that the same template is the same bytes."""


def template_csv() -> str:
    """The header row of an events table, and nothing else; ends with a line break."""
    return ",".join(EVENT_COLUMNS) + "\n"


def template_xlsx() -> bytes:
    """A workbook to type events into.

    Returns
    -------
    bytes
        An .xlsx file, the same with every call. The sheet `Events` has our columns and no rows, with lists to choose
        from where only some words may stand, and with text where a spreadsheet would turn `2023-10` into a day. The
        sheet `Read me` explains each column. The hidden sheet `Lists` has the codes of countries.
    """
    book = Workbook()
    book.properties.creator = "Footprints Geo"
    events = book.active
    if not isinstance(events, Worksheet):
        raise TypeError("A new workbook begins with a worksheet.")
    events.title = EVENTS_SHEET
    _fill_events(events)
    _fill_readme(book.create_sheet(README_SHEET))
    lists = book.create_sheet(LISTS_SHEET)
    countries = read_countries()
    for code, name in zip(countries.index, countries["name_en"], strict=True):
        lists.append([code, name])
    lists.sheet_state = "hidden"
    _offer(
        events, "country", f"{LISTS_SHEET}!$A$1:$A${len(countries)}", "The two-letter code of a country, such as CN."
    )
    content = io.BytesIO()
    book.save(content)
    return _without_time(content.getvalue())


def _fill_events(sheet: Worksheet) -> None:
    sheet.append(list(EVENT_COLUMNS))
    for number, column in enumerate(EVENT_COLUMNS, 1):
        header = sheet.cell(1, number)
        header.font = Font(bold=True)
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = 32 if column in WIDE else max(14, len(column) + 3)
        if column in TEXT_COLUMNS:
            dimension.number_format = header.number_format = "@"
    sheet.freeze_panes = "A2"
    for column, words in LISTS.items():
        _offer(sheet, column, f'"{",".join(words)}"', f"One of: {', '.join(words)}.")


def _offer(sheet: Worksheet, column: str, words: str, message: str) -> None:
    letter = get_column_letter(EVENT_COLUMNS.index(column) + 1)
    offer = DataValidation(type="list", formula1=words, allow_blank=True, showErrorMessage=True)
    offer.errorTitle, offer.error = column, message[:250]
    offer.add(f"{letter}2:{letter}{LAST_ROW}")
    sheet.add_data_validation(offer)


def _fill_readme(sheet: Worksheet) -> None:
    sheet.append(["How to fill in the sheet Events: one row for each event. What stands here is never counted."])
    sheet.append(["Column", "What to write", "Example (made up)"])
    for column in EVENT_COLUMNS:
        sheet.append([column, *EXPLAINED[column]])
    for number, row in enumerate(sheet.iter_rows(), 1):
        for cell in row:
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=number > 1, vertical="top")
            cell.font = Font(bold=number <= 2)
    for letter, width in {"A": 20, "B": 80, "C": 28}.items():
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"


def _without_time(content: bytes) -> bytes:
    """The same workbook without the moment at which it was made, unpacked, as packing differs between machines."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as after:
        for member in before.namelist():
            part = before.read(member)
            if member == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", MADE.encode(), part)
            entry = zipfile.ZipInfo(member, (1980, 1, 1, 0, 0, 0))
            # Else it says on which system it was made.
            entry.create_system = 3
            after.writestr(entry, part)
    return made.getvalue()
