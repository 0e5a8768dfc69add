"""Workbooks: Excel's and OpenDocument's spreadsheets, read as last saved."""

from __future__ import annotations

import hashlib
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from footprints_geo.errors import InputError, refused
from footprints_geo.messages import Message
from footprints_geo.sources.limits import open_archive, shown
from footprints_geo.sources.ods import ods_notes, ods_sheets
from footprints_geo.sources.sheet_notes import counted, listed
from footprints_geo.sources.sheet_tables import header_row, sheet_table
from footprints_geo.sources.sheets import Sheet
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.xlsx import xlsx_notes, xlsx_sheets

LONGEST_SHEET_NAME: Final = 40

WIDE: Final = 0
NARROW: Final = 1
UNFIT: Final = 2
"""How well a sheet does for a table: with a header, with a header over one column, without."""


def read_workbook(path: Path, sheet: str | None = None) -> SourceTable:
    """Read a sheet of a workbook: .xlsx, .xlsm or .ods, known by what is in it, not by its ending.

    Formulas are not worked out and macros not run: cells hold what was last saved in them. Dates are written after
    ISO 8601, as the sheet shows them: without the time of day, and without the day where the sheet shows none. The
    header may stand below a title. What a reader of the table would not guess is in its notes.

    Parameters
    ----------
    path : Path
        The file.
    sheet : str, optional
        The name of the sheet; without it the first one that is shown and has a table of two columns or more, else the
        first with any table.

    Returns
    -------
    SourceTable
        With the spreadsheet's own row numbers; all columns category of str. A cell with an error, or a formula without
        a saved result, is '' and listed in `faults`. A sheet with a header alone gives no rows.

    Raises
    ------
    InputError
        The file is no such workbook, is locked, damaged or too large, has no such sheet, or no table in it.
    """
    name = shown(path)
    wanted = (sheet or "").strip() or None
    with open_archive(path, name) as archive:
        kind = _format(archive, name)
        sheets = xlsx_sheets(archive, name, wanted) if kind == "xlsx" else ods_sheets(archive, name, wanted)
        seen = _Seen(name, wanted)
        for one in sheets:
            seen.look_at(one)
        beside = xlsx_notes(archive) if kind == "xlsx" else ods_notes(archive)
    chosen = seen.chosen()
    table = sheet_table(chosen, seen.where(chosen))
    with path.open("rb") as file:
        fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
    return SourceTable(
        name=path.name,
        fingerprint=fingerprint,
        frame=table.frame,
        notes=(*seen.notes(chosen), *table.notes, *beside),
        format=kind,
        sheet=chosen.name,
        sheets=tuple(seen.names),
        faults=table.faults,
        dates=table.dates,
        warnings=table.warnings,
    )


def _format(archive: zipfile.ZipFile, name: str) -> str:
    members = {member.replace("\\", "/").casefold() for member in archive.namelist()}
    if "[content_types].xml" in members and any(re.search(r"(^|/)workbook\.(xml|bin)$", member) for member in members):
        return "xlsx"
    if "content.xml" in members:
        return "ods"
    raise refused(
        "{name}: this archive holds no workbook, whatever its ending says; expected .xlsx, .xlsm or .ods. "
        "Unpack it, or open it in the program it comes from and save its table as .xlsx.",
        name=name,
    )


@dataclass
class _Seen:
    """The sheets of a workbook, looked at one after the other; only the best so far keeps its cells."""

    file_name: str
    wanted: str | None
    names: list[str] = field(default_factory=list)
    filled: list[str] = field(default_factory=list)
    hidden: int = 0
    foreign: int = 0
    best: Sheet | None = None
    rank: tuple[bool, int] = (True, UNFIT)

    def look_at(self, sheet: Sheet) -> None:
        if sheet.foreign:
            self.foreign += 1
            return
        self.names.append(sheet.name)
        self.hidden += sheet.hidden
        if not len(sheet.rows) or self.wanted not in (None, sheet.name):
            return
        self.filled.append(sheet.name)
        rank = (sheet.hidden, self._fitness(sheet))
        if self.best is None or rank < self.rank:
            self.best, self.rank = sheet, rank

    def chosen(self) -> Sheet:
        if self.wanted is not None and self.wanted not in self.names:
            raise refused(
                "{name}: there is no sheet {sheet}; expected one of {names}. Check the name.",
                name=self.file_name,
                sheet=_short(self.wanted),
                names=listed(map(_short, self.names)),
            )
        if self.best is None:
            which = Message("the sheet is") if self.wanted else Message("all sheets are")
            raise refused(
                "{name}: {which} empty; expected a table with a header row. Check the file.",
                name=self.file_name,
                which=which,
            )
        return self.best

    def where(self, sheet: Sheet) -> str:
        return Message("{name}, sheet {sheet}", name=self.file_name, sheet=_short(sheet.name))

    def notes(self, chosen: Sheet) -> list[str]:
        others = [_short(name) for name in self.filled if name != chosen.name]
        notes = []
        if others:
            notes.append(
                f"{len(self.filled)} sheets have something in them: {_short(chosen.name)} is read, and not "
                f"{listed(others)}. Name another to read that."
            )
        if chosen.hidden:
            notes.append("The sheet that is read is hidden in the workbook. Check that it may be used.")
        if self.hidden - chosen.hidden:
            notes.append(f"Hidden in the workbook, and not read: {counted(self.hidden - chosen.hidden, 'sheet')}.")
        if self.foreign:
            notes.append(f"Copies of other files' sheets, not read: {counted(self.foreign, 'sheet')}.")
        return notes

    def _fitness(self, sheet: Sheet) -> int:
        try:
            header_row(sheet, self.where(sheet))
        except InputError:
            return UNFIT
        return WIDE if len(np.unique(sheet.columns)) > 1 else NARROW


def _short(name: str) -> str:
    return repr(name if len(name) <= LONGEST_SHEET_NAME else f"{name[:LONGEST_SHEET_NAME]} …")
