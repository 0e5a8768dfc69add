"""The cells of OpenDocument spreadsheets, one tag after the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from footprints_geo.sources import sheets
from footprints_geo.sources.limits import damaged
from footprints_geo.sources.ods_styles import Styles
from footprints_geo.sources.sheets import Range, SheetDraft, whole_number

MOST_ROWS: Final = 1 << 24
"""Rows that a sheet of LibreOffice can have at most."""

MOST_BLANKS: Final = 100
"""Blanks in a row that are written; a tag may claim any number of them."""

_ERRORS: Final = re.compile(r"#[A-Z0-9/!?]+|Err:[0-9]+")
_NUMBERS: Final = ("float", "percentage", "currency")
_UNSHOWN: Final = ("collapse", "filter")
_SPACES: Final = {"text:tab": "\t", "text:line-break": "\n"}
_ASIDE: Final = frozenset(
    {
        "office:annotation", "office:forms", "text:note", "text:ruby-text", "table:shapes", "table:dde-links",
        "table:tracked-changes", "drawing:frame", "drawing:custom-shape", "drawing:g",
    }
)  # fmt: skip
"""Tags whose inside is no part of a cell's value: comments, pictures, what was deleted."""


class SheetsReader:
    """Puts the cells of all sheets into drafts.

    Parameters
    ----------
    name : str
        What messages call the file.
    styles : Styles
        Those of the file's own part for styles; those that stand beside the cells are added.
    wanted : str or None
        The only sheet whose cells are put down; all when None.

    Attributes
    ----------
    drafts : list of SheetDraft
        The sheets that were read to their end.
    """

    def __init__(self, name: str, styles: Styles, wanted: str | None) -> None:
        self.drafts: list[SheetDraft] = []
        self._file_name, self._styles, self._wanted = name, styles, wanted
        self._cells_left = sheets.MOST_CELLS
        self._depth = self._aside = self._cell_depth = 0
        self._draft: SheetDraft | None = None
        self._column_styles: dict[int, str] = {}
        self._row: Mapping[str, str] = {}
        self._row_number = self._column = self._row_formulas = 0
        self._row_cells: list[tuple[int, int, str]] = []
        self._cell: Mapping[str, str] | None = None
        self._text: list[str] = []
        self._in_paragraph = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in an opening tag."""
        self._depth += 1
        if self._aside or tag in _ASIDE:
            self._aside += 1
        elif self._cell is not None:
            self._start_in_cell(tag, attributes)
        elif tag == "table:table":
            self._start_sheet(attributes)
        elif self._draft is not None:
            self._start_in_sheet(self._draft, tag, attributes)
        else:
            self._styles.start(tag, attributes)

    def end(self, tag: str) -> None:
        """Take in a closing tag."""
        self._depth -= 1
        if self._aside:
            self._aside -= 1
        elif self._cell is not None:
            if self._depth < self._cell_depth:
                self._end_cell(self._cell)
            elif self._depth == self._cell_depth:
                self._in_paragraph = False
        elif self._draft is None:
            self._styles.end(tag)
        elif tag == "table:table-row":
            self._end_row(self._draft)
        elif tag == "table:table":
            self.drafts.append(self._draft)
            self._draft = None

    def text(self, text: str) -> None:
        """Take in a text."""
        if self._in_paragraph and not self._aside:
            self._text.append(text)

    def _start_sheet(self, attributes: Mapping[str, str]) -> None:
        hidden = self._styles.hides(attributes.get("table:style-name", ""))
        self._draft = SheetDraft(attributes.get("table:name", "").strip(), hidden)
        self._column_styles = {}
        self._row_number, self._column = 1, 1

    def _start_in_sheet(self, draft: SheetDraft, tag: str, attributes: Mapping[str, str]) -> None:
        if tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell, self._cell_depth = attributes, self._depth
            self._text.clear()
        elif tag == "table:table-row":
            self._row, self._column, self._row_formulas = attributes, 1, 0
            self._row_cells.clear()
        elif tag == "table:table-column":
            self._describe_columns(draft, attributes)
        elif tag == "table:table-source":
            draft.foreign = True

    def _describe_columns(self, draft: SheetDraft, attributes: Mapping[str, str]) -> None:
        first = self._column
        self._column += self._repeats(attributes, "table:number-columns-repeated")
        columns = range(first, min(self._column, sheets.MOST_COLUMNS + 1))
        style = attributes.get("table:default-cell-style-name")
        if style:
            self._column_styles.update(dict.fromkeys(columns, style))
        if attributes.get("table:visibility") in _UNSHOWN:
            draft.hidden_columns.update(columns)

    def _start_in_cell(self, tag: str, attributes: Mapping[str, str]) -> None:
        if self._depth == self._cell_depth + 1:
            self._in_paragraph = tag in ("text:p", "text:h")
            if self._in_paragraph and self._text:
                self._text.append("\n")
        elif self._in_paragraph and tag == "text:s":
            blanks = whole_number(attributes.get("text:c", "1"), self._file_name)
            self._text.append(" " * min(blanks, MOST_BLANKS))
        elif self._in_paragraph:
            self._text.append(_SPACES.get(tag, ""))

    def _end_cell(self, cell: Mapping[str, str]) -> None:
        self._cell, self._in_paragraph = None, False
        first = self._column
        # Before the next column is gone to: a cell may be shown as its column is.
        kind, text = self._value(cell, "".join(self._text).strip())
        self._column += self._repeats(cell, "table:number-columns-repeated")
        self._note_merged(cell, first)
        if not text and "table:formula" not in cell:
            return
        if self._column > sheets.MOST_COLUMNS + 1:
            raise damaged(self._file_name)
        if "table:formula" in cell:
            self._row_formulas += self._column - first
        if text or kind == sheets.UNSAVED:
            self._row_cells += [(column, kind, text) for column in range(first, self._column)]

    def _value(self, cell: Mapping[str, str], text: str) -> tuple[int, str]:
        kind, formula = cell.get("office:value-type", ""), "table:formula" in cell
        if cell.get("calcext:value-type") == "error" or (formula and _ERRORS.fullmatch(text)):
            return sheets.ERROR, text or "#VALUE!"
        if kind in _NUMBERS and cell.get("office:value"):
            pattern = self._styles.pattern(self._style_of(cell)) if self._styles.zeros and kind == "float" else ""
            number = cell["office:value"].strip()
            return sheets.with_zeros(number, pattern) if pattern else (sheets.NUMBER, number)
        if kind == "date" and cell.get("office:date-value"):
            return self._date(cell)
        if kind == "boolean" and cell.get("office:boolean-value"):
            return sheets.BOOLEAN, "TRUE" if cell["office:boolean-value"] == "true" else "FALSE"
        if kind == "string":
            return sheets.TEXT, cell.get("office:string-value", text).strip()
        text = text or cell.get("office:time-value", "")
        return (sheets.UNSAVED, "") if formula and not text else (sheets.TEXT, text)

    def _date(self, cell: Mapping[str, str]) -> tuple[int, str]:
        kind, day = sheets.iso_day(cell["office:date-value"].strip())
        shown = self._styles.shown(self._style_of(cell))
        return sheets.shortened(day, shown) if kind == sheets.DAY else (kind, day)

    def _style_of(self, cell: Mapping[str, str]) -> str:
        style = cell.get("table:style-name") or self._row.get("table:default-cell-style-name")
        return style or self._column_styles.get(self._column, "")

    def _note_merged(self, cell: Mapping[str, str], column: int) -> None:
        down = self._repeats(cell, "table:number-rows-spanned")
        across = self._repeats(cell, "table:number-columns-spanned")
        if self._draft is not None and down * across > 1:
            if len(self._draft.merged) >= sheets.MOST_MERGED:
                raise damaged(self._file_name)
            row = self._row_number
            self._draft.merged.append(Range(row, column, row + down - 1, column + across - 1))

    def _end_row(self, draft: SheetDraft) -> None:
        first = self._row_number
        repeats = self._repeats(self._row, "table:number-rows-repeated")
        self._row_number += repeats
        if self._wanted not in (None, draft.name):
            return
        draft.formulas += self._row_formulas * repeats
        if not self._row_cells:
            return
        self._cells_left -= len(self._row_cells) * repeats
        if self._cells_left < 0:
            raise sheets.too_many_cells(self._file_name)
        if self._row_number > MOST_ROWS + 1:
            raise damaged(self._file_name)
        rows = range(first, self._row_number)
        for row in rows:
            for column, kind, text in self._row_cells:
                draft.add(row, column, kind, text)
        if self._row.get("table:visibility") in _UNSHOWN:
            draft.hidden_rows.update(rows)

    def _repeats(self, attributes: Mapping[str, str], name: str) -> int:
        return max(1, whole_number(attributes.get(name), self._file_name))
