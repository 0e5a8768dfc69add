"""Styles of OpenDocument spreadsheets: what is shown of dates and numbers, which sheets are hidden."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from footprints_geo.sources.sheets import DAY, FIGURE, MONTH, YEAR, YEARLESS

LONGEST_DESCENT: Final = 10
"""Styles that a style may take after, one after the other; a circle of them must end."""


MOST_FIGURES: Final = 30
"""Figures that a number is written with at least, however many a style asks for."""


class Styles:
    """The styles of a file, taken in tag by tag.

    Attributes
    ----------
    zeros : dict of str to int
        Formats that show whole numbers with so many figures at least, more than one.
    """

    def __init__(self) -> None:
        self._dates: dict[str, set[str]] = {}
        self._formats: dict[str, str] = {}
        self._parents: dict[str, str] = {}
        self._hidden: set[str] = set()
        self._style = self._date = self._number = ""
        self.zeros: dict[str, int] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Take in an opening tag."""
        if tag == "datastyle:date-style":
            self._date = attributes.get("style:name", "")
            self._dates[self._date] = set()
        elif tag == "datastyle:number-style":
            self._number = attributes.get("style:name", "")
        elif tag == "datastyle:number" and self._number:
            self._note_figures(attributes)
        elif tag == "style:style":
            self._style = attributes.get("style:name", "")
            self._formats[self._style] = attributes.get("style:data-style-name", "")
            self._parents[self._style] = attributes.get("style:parent-style-name", "")
        elif tag == "style:table-properties" and attributes.get("table:display") == "false":
            self._hidden.add(self._style)
        elif tag.startswith("datastyle:") and self._date:
            self._dates[self._date].add(tag.partition(":")[2])

    def end(self, tag: str) -> None:
        """Take in a closing tag."""
        if tag == "datastyle:date-style":
            self._date = ""
        elif tag == "datastyle:number-style":
            self._number = ""

    def hides(self, style: str) -> bool:
        """Whether a sheet of this style is not shown."""
        return style in self._hidden

    def pattern(self, style: str) -> str:
        """The pattern of figures by which a cell of this style shows numbers; '' for any other."""
        for _ in range(LONGEST_DESCENT):
            if self._formats.get(style):
                return FIGURE * self.zeros.get(self._formats[style], 0)
            style = self._parents.get(style, "")
        return ""

    def _note_figures(self, attributes: Mapping[str, str]) -> None:
        least, decimals = (
            attributes.get(f"datastyle:{name}", "0") for name in ("min-integer-digits", "decimal-places")
        )
        if decimals == "0" and re.fullmatch("[0-9]{1,4}", least) and int(least) > 1:
            self.zeros[self._number] = min(int(least), MOST_FIGURES)

    def shown(self, style: str) -> int:
        """What a cell of this style shows of a date: DAY, MONTH, YEAR or YEARLESS."""
        for _ in range(LONGEST_DESCENT):
            parts = self._dates.get(self._formats.get(style, ""))
            if parts:
                return _kind(parts)
            style = self._parents.get(style, "")
        return DAY


def _kind(parts: set[str]) -> int:
    if "day" in parts:
        return DAY if "year" in parts else YEARLESS
    if "month" in parts:
        return MONTH
    return YEAR if "year" in parts else DAY
