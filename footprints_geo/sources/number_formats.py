"""Number formats of Excel's workbooks: they alone tell dates from numbers, and show ids with zeros in front."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.sources.sheets import (
    DAY,
    FIGURE,
    LOCAL_DAY,
    MOMENT,
    MONTH,
    NUMBER,
    TEXT,
    YEAR,
    YEARLESS,
    shortened,
    with_zeros,
)

PLAIN: Final = 0
CLOCK: Final = 100
ELAPSED: Final = 101
"""What a format shows: PLAIN numbers, a time of day (CLOCK), a length of time (ELAPSED), or the kind of a date."""

BUILT_IN: Final = {
    14: DAY, 15: DAY, 16: YEARLESS, 17: MONTH, 18: CLOCK, 19: CLOCK, 20: CLOCK, 21: CLOCK, 22: DAY,
    # What these show depends on the language of the Excel that shows them: day, month and year, or no day.
    **dict.fromkeys((*range(27, 32), *range(34, 37), *range(50, 59)), LOCAL_DAY), 32: CLOCK, 33: CLOCK,
    45: CLOCK, 46: ELAPSED, 47: CLOCK,
}  # fmt: skip
"""Formats that have a number and no text, as ECMA-376 part 1, section 18.8.30 lists them."""

_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_LITERAL: Final = re.compile(r'"[^"]*"?|\\.|_.|\*.|\[[^\]]*\]|am/pm|a/p|general', re.IGNORECASE | re.DOTALL)
_COLOUR: Final = re.compile(r"\[(?:[A-Za-z]+[0-9]*|\$-[0-9A-Fa-f]+)\]")
_SHOWN_AS_IT_IS: Final = re.compile(r'"([^"]*)"|\\(.)|([-+ ()!^&~{}<>=$])|(0+)')
_MILLISECONDS: Final = 86_400_000
_LAST_DAY: Final = date(9999, 12, 31)


def shown_by(code: str) -> int:
    """What a number format shows: PLAIN, CLOCK, ELAPSED, or DAY, MONTH, YEAR or YEARLESS.

    Parameters
    ----------
    code : str
        In Excel's notation, such as `yyyy"년" m"월"`; only the part for positive numbers counts.
    """
    if _ELAPSED.search(code):
        return ELAPSED
    letters = set(_LITERAL.sub("", code).partition(";")[0].lower())
    if letters & set("0#?") and not letters & set("ymdhs"):
        return PLAIN
    years = bool(letters & set("yeb"))
    if "d" in letters:
        return DAY if years else YEARLESS
    if years:
        return MONTH if "m" in letters else YEAR
    if letters & set("hs"):
        return CLOCK
    return MONTH if "m" in letters else PLAIN


def zeros_shown(code: str) -> str:
    """The pattern of a format that shows every number with so many figures at least; '' for any other.

    Parameters
    ----------
    code : str
        In Excel's notation, such as `00000` or `"C-"0000`: zeros, and text between them, of which the part for
        positive numbers counts.
    """
    rest, pattern = _COLOUR.sub("", code), ""
    while rest and not rest.startswith(";"):
        found = _SHOWN_AS_IT_IS.match(rest)
        if found is None:
            return ""
        quoted, escaped, sign, zeros = found.groups(default="")
        pattern += (quoted + escaped + sign).replace(FIGURE, "") + FIGURE * len(zeros)
        rest = rest[found.end() :]
    return pattern if pattern.count(FIGURE) > 1 else ""


def write_zeros(
    kinds: npt.NDArray[np.uint8],
    texts: npt.NDArray[np.object_],
    styles: npt.NDArray[np.int64],
    patterns: Mapping[int, str],
) -> None:
    """Write whole numbers with the zeros that they are shown with, in place.

    Parameters
    ----------
    kinds, texts : numpy.ndarray
        As in :class:`footprints_geo.sources.sheets.Sheet`.
    styles : numpy.ndarray of int
        The style of each cell.
    patterns : mapping of int to str
        For some styles what :func:`zeros_shown` says.
    """
    for style, pattern in patterns.items():
        cells = np.flatnonzero((kinds == NUMBER) & (styles == style))
        codes, different = pd.factorize(texts[cells])
        answers = [with_zeros(text, pattern) for text in different]
        kinds[cells] = np.array([kind for kind, _ in answers], dtype=np.uint8)[codes]
        texts[cells] = np.array([text for _, text in answers], dtype=object)[codes]


def make_dates(
    kinds: npt.NDArray[np.uint8],
    texts: npt.NDArray[np.object_],
    shows: npt.NDArray[np.uint8],
    *,
    from_1904: bool,
) -> None:
    """Write numbers that are shown as dates or times as such, in place.

    Parameters
    ----------
    kinds, texts : numpy.ndarray
        As in :class:`footprints_geo.sources.sheets.Sheet`.
    shows : numpy.ndarray of int
        What the format of each cell shows, as :func:`shown_by` says.
    from_1904 : bool
        The workbook counts its days from 1904-01-01, as old ones from a Macintosh do; otherwise from 1900.
    """
    dated = np.flatnonzero((kinds == NUMBER) & (shows != PLAIN))
    for shown in np.unique(shows[dated]):
        cells = dated[shows[dated] == shown]
        codes, different = pd.factorize(texts[cells])
        answers = [dated_text(text, int(shown), from_1904=from_1904) for text in different]
        kinds[cells] = np.array([kind for kind, _ in answers], dtype=np.uint8)[codes]
        texts[cells] = np.array([text for _, text in answers], dtype=object)[codes]


def dated_text(text: str, shown: int, *, from_1904: bool) -> tuple[int, str]:
    """Kind and text of a number shown as a date or time; a NUMBER as it was when it stands for none.

    Parameters
    ----------
    text : str
        The number of days, with the time of day as a fraction.
    shown : int
        As :func:`shown_by` says.
    from_1904 : bool
        As in :func:`make_dates`.
    """
    try:
        # A spreadsheet's fractions are off by less than a millisecond.
        days, rest = divmod(round(float(text) * _MILLISECONDS), _MILLISECONDS)
    except (ValueError, OverflowError):
        return NUMBER, text
    if days < 0:
        return NUMBER, text
    if shown == ELAPSED:
        return TEXT, _clock(rest, days * 24)
    if days == 0 and (rest or shown == CLOCK or not from_1904):
        return TEXT, _clock(rest)
    day = _day(days, from_1904=from_1904)
    if not day:
        return NUMBER, text
    return (MOMENT, day) if rest else shortened(day, DAY if shown == CLOCK else shown)


def _day(days: int, *, from_1904: bool) -> str:
    # Excel counts the 29 February 1900, which never was, as day 60.
    if not from_1904 and days == 60:
        return "1900-02-29"
    first = date(1904, 1, 1) if from_1904 else date(1899, 12, 31 if days < 60 else 30)
    return (first + timedelta(days)).isoformat() if days <= (_LAST_DAY - first).days else ""


def _clock(milliseconds: int, hours: int = 0) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    more, minutes = divmod(minutes, 60)
    return f"{hours + more:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def styles_shown(formats: Sequence[int], codes: dict[int, str]) -> npt.NDArray[np.uint8]:
    """What each style of a workbook shows.

    Parameters
    ----------
    formats : sequence of int
        The number of each style's number format.
    codes : dict of int to str
        The formats that the workbook itself explains.
    """
    known = {number: shown_by(code) for number, code in codes.items()}
    return np.array([known.get(f, BUILT_IN.get(f, PLAIN)) for f in formats] or [PLAIN], dtype=np.uint8)
