"""The cells of Excel's worksheets, one tag after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from footprints_geo.sources import sheets
from footprints_geo.sources.limits import damaged
from footprints_geo.sources.sheets import Range, SheetDraft, whole_number
from footprints_geo.sources.xml_reading import LocalNames

MOST_ROWS: Final = 1_048_576
"""Rows that a sheet of Excel can have."""

YES: Final = ("1", "true")
"""How an attribute says yes."""

_PLACE: Final = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Reader:
    """What is done with the tags of a part; `names` has their names without prefix."""

    def __init__(self) -> None:
        self.names = LocalNames()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in an opening tag."""
        raise NotImplementedError

    def end(self, tag: str) -> None:
        """Most parts say everything in their opening tags."""

    def text(self, text: str) -> None:
        """Most parts hold no text."""


class SharedStrings(Reader):
    """The texts that cells name by their number; how they are to be pronounced is left out.

    Attributes
    ----------
    texts : list of str
        The texts, in their order.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.file_name = name
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._spoken = self._listening = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in an opening tag."""
        local = self.names[tag]
        if local == "t":
            self._listening = not self._spoken
        elif local == "rPh":
            self._spoken = True

    def end(self, tag: str) -> None:
        """Take in a closing tag."""
        local = self.names[tag]
        if local == "t":
            self._listening = False
        elif local == "rPh":
            self._spoken = False
        elif local == "si":
            self.texts.append(plain_text("".join(self._parts)))
            self._parts.clear()
            if len(self.texts) > sheets.MOST_CELLS:
                raise sheets.too_many_cells(self.file_name)

    def text(self, text: str) -> None:
        """Take in a text."""
        if self._listening:
            self._parts.append(text)


class CellReader(Reader):
    """Puts the cells of one worksheet into a draft.

    Parameters
    ----------
    draft : SheetDraft
        What is filled.
    name : str
        What messages call the file.
    strings : list of str
        The shared strings.
    cells_before : int
        How many cells of other sheets were read.
    """

    def __init__(self, draft: SheetDraft, name: str, strings: list[str], cells_before: int) -> None:
        super().__init__()
        self.draft, self.file_name, self.strings = draft, name, strings
        self._most = sheets.MOST_CELLS - cells_before
        self._letters: dict[str, int] = {}
        self._row = self._column = self._style = 0
        self._row_text, self._type = "", "n"
        self._parts: list[str] = []
        self._in_cell = self._listening = self._spoken = self._formula = self._valued = self._row_hidden = False
        self._openings: dict[str, Opening] = {
            "c": self._open_cell, "v": self._open_value, "t": self._open_text, "row": self._open_row,
            "f": self._note_formula, "rPh": self._open_spoken, "mergeCell": self._merge, "col": self._hide_columns,
        }  # fmt: skip
        self._closings: dict[str, Closing] = {
            "c": self._close_cell, "v": self._close_value, "t": self._close_value, "rPh": self._close_spoken
        }  # fmt: skip

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in an opening tag."""
        opening = self._openings.get(self.names[tag])
        if opening is not None:
            opening(attributes)

    def end(self, tag: str) -> None:
        """Take in a closing tag."""
        closing = self._closings.get(self.names[tag])
        if closing is not None:
            closing()

    def text(self, text: str) -> None:
        """Take in a text."""
        if self._listening:
            self._parts.append(text)

    def _open_row(self, attributes: Mapping[str, str]) -> None:
        self._row_text = attributes.get("r", "")
        self._row = whole_number(self._row_text, self.file_name) if self._row_text else self._row + 1
        self._column = 0
        self._row_hidden = attributes.get("hidden") in YES
        if len(self.draft.texts) > self._most:
            raise sheets.too_many_cells(self.file_name)

    def _open_cell(self, attributes: Mapping[str, str]) -> None:
        place = attributes.get("r")
        if place is None:
            self._column += 1
        else:
            # Nearly always the letters are known and the rest is the number of the row.
            column = self._letters.get(place.removesuffix(self._row_text)) if self._row_text else None
            self._column = column or self._moved_to(place)
        if not (0 < self._row <= MOST_ROWS and 0 < self._column <= sheets.MOST_COLUMNS):
            raise damaged(self.file_name)
        self._type = attributes.get("t", "n")
        self._style = whole_number(attributes.get("s"), self.file_name)
        self._in_cell, self._formula, self._valued = True, False, False
        self._parts.clear()

    def _moved_to(self, place: str) -> int:
        found = _PLACE.fullmatch(place)
        if found is None:
            raise damaged(self.file_name)
        self._row = int(found[2])
        self._row_text = found[2]
        return self._letters.setdefault(found[1], column_number(found[1]))

    def _open_value(self, _: Mapping[str, str]) -> None:
        self._listening = self._valued = self._in_cell and self._type != "inlineStr"

    def _open_text(self, _: Mapping[str, str]) -> None:
        self._listening = self._valued = self._type == "inlineStr" and self._in_cell and not self._spoken

    def _close_value(self) -> None:
        self._listening = False

    def _close_cell(self) -> None:
        self._in_cell = self._listening = False
        text = "".join(self._parts).strip()
        if self._formula and not (self._valued and (text or self._type == "str")):
            self._put(sheets.UNSAVED, "")
        elif text:
            kind, written = self._valued_cell(text)
            if written:
                self._put(kind, written)

    def _valued_cell(self, text: str) -> tuple[int, str]:
        if self._type == "n":
            return sheets.NUMBER, text
        if self._type == "s":
            which = whole_number(text, self.file_name)
            if which >= len(self.strings):
                raise damaged(self.file_name)
            return sheets.TEXT, self.strings[which]
        if self._type == "b":
            return sheets.BOOLEAN, "TRUE" if text in YES else "FALSE"
        if self._type == "e":
            return sheets.ERROR, text
        if self._type == "d":
            return sheets.iso_day(text)
        return sheets.TEXT, plain_text(text)

    def _put(self, kind: int, text: str) -> None:
        self.draft.add(self._row, self._column, kind, text, self._style)
        if self._row_hidden:
            self.draft.hidden_rows.add(self._row)

    def _note_formula(self, _: Mapping[str, str]) -> None:
        if self._in_cell:
            self._formula = True
            self.draft.formulas += 1

    def _open_spoken(self, _: Mapping[str, str]) -> None:
        self._spoken = True

    def _close_spoken(self) -> None:
        self._spoken = False

    def _merge(self, attributes: Mapping[str, str]) -> None:
        ends = [_PLACE.fullmatch(part) for part in attributes.get("ref", "").split(":")]
        if len(ends) != 2 or ends[0] is None or ends[1] is None or len(self.draft.merged) >= sheets.MOST_MERGED:
            raise damaged(self.file_name)
        top, bottom = int(ends[0][2]), int(ends[1][2])
        self.draft.merged.append(Range(top, column_number(ends[0][1]), bottom, column_number(ends[1][1])))

    def _hide_columns(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("hidden") in YES:
            first, last = (whole_number(attributes.get(end), self.file_name) for end in ("min", "max"))
            self.draft.hidden_columns.update(range(first, min(last, sheets.MOST_COLUMNS) + 1))


Opening = Callable[[Mapping[str, str]], None]
Closing = Callable[[], None]


def column_number(letters: str) -> int:
    """The number of a column called by letters: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def plain_text(text: str) -> str:
    """A text without blanks round it, and with what Excel writes as `_x000A_` as the sign it stands for."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: _sign(int(found[1], 16)) or found[0], text)
    return text.strip()


def _sign(number: int) -> str:
    sign = chr(number)
    return sign if sign.isprintable() or sign in "\t\n\r" else ""
