"""A column of dates as people typed them becomes strict date texts; what was made of each is said, nothing is guessed.

Whether `9/10/2023` gives the day or the month first is asked of the whole column: a file from a spreadsheet follows one
order, and no cell with both numbers under 13 can say which.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.dates.intervals import parse_date
from footprints_geo.dates.mentions import TWO_YEARS, month_of_two
from footprints_geo.dates.readings import Reading, read_typed
from footprints_geo.dates.words import NOT_KNOWN, plain
from footprints_geo.errors import InputError
from footprints_geo.profiles import DateOrder

NEARLY_ALL: Final = 0.9
"""The part of a column's cells that must be numbers of days before any of them is read as one."""

START_ALONE: Final = "end not known: dated by its start alone, and it may have lasted longer"
END_ALONE: Final = "start not known: dated by its end alone, and it may have begun earlier"
OUTER_DAYS: Final = "an end that is itself an interval gives its outer day"

_POINT: Final = r"[0-9]{2}(?:[0-9]{2}|[0-9]X|XX)(?:-(?:[0-9]{2}|XX)){0,2}[~?%]?"
_STRICT: Final = rf"{_POINT}(?:/{_POINT})?"
_YEAR_FIRST: Final = r"\s*(?:[0-9]{4} ?[-./] ?[0-9]{1,2}(?:[^0-9]|$)|[0-9]{8}$)"
_YEAR_LAST: Final = re.compile(r"\d ?[-./ ] ?\d{1,2} ?[-./ ] ?\d{4}")
_SERIAL: Final = re.compile(r"(?!(?:1[89]|2[01])\d\d(?:\.|$)|2200(?:\.|$))([1-9]\d{0,4})(\.\d+)?", re.ASCII)
_LAST_SERIAL: Final = 73415  # 2100-12-31
# Kept as a number, the October 2023 of "2023.10" loses its zero and looks like January.
_LOST_ZERO: Final = re.compile(r"\d{4}\.1", re.ASCII)
_KEPT_ZERO: Final = re.compile(r"\d{4}\.(?:0[1-9]|10)", re.ASCII)


@dataclass(frozen=True)
class TypedDates:
    """What a column of typed dates was read as.

    Attributes
    ----------
    dates : pandas.Series of str
        Texts that `dates.parse_date` reads; "" where a cell is empty or says that no date is known. What cannot be
        read, or could be two dates, stays as typed: a later check refuses it and says what to write.
    inferred : pandas.Series of str
        What was made of a cell, the same words for each cell written in the same way, several ways parted by "; ".
        "" where nothing was: the cell was strict already, is empty or stays as typed.
    order : DateOrder or None
        The order of the figures: the one given, or what the column shows. `year-first` where no cell ends in its
        year; None without figures, and where the order must be asked for.
    ambiguous : bool
        Whether someone must say the order: cells such as `9/10/2023` stayed as typed because nothing in the column
        settles them, or cells contradict each other.
    evidence, against : int
        Cells that only the order allows, and cells that only another one allows. Where they contradict each other and
        no order was given, those for the more frequent and the less frequent order.
    """

    dates: pd.Series
    inferred: pd.Series
    order: DateOrder | None
    ambiguous: bool
    evidence: int
    against: int


def read_typed_dates(texts: pd.Series, order: DateOrder | None = None, true_dates: bool = False) -> TypedDates:
    """Read a column of dates as people type them, in English or Korean.

    Parameters
    ----------
    texts : pandas.Series of str or category
        Empty, blank and missing mean undated. Each distinct text is read once.
    order : DateOrder, optional
        The order a person has confirmed. Cells that contradict it stay as typed. `2010/11` is read only when the
        year is said to come first: it is a month then, and may be two years otherwise.
    true_dates : bool
        The file keeps this column as dates, so that a whole number left in it is not a spreadsheet's number of a day.
        Should `evidence` not be 0 all the same, a spreadsheet has turned some typed dates to dates and left others,
        and may have exchanged day and month in those it turned.

    Returns
    -------
    TypedDates
        With the index of `texts`. Years with two digits stay as typed, whatever the order: no column can say of
        which century they are. No time zone shifts a day: the day as written is taken. Vague words become closed
        intervals, rather too wide than too narrow: an early year is January to April, a middle one May to August, a
        late one September to December; an early month its days 1 to 15, a middle one 6 to 25, a late one from 16.
        Numbers of days are read (from 1900, with the 29th of February 1900 that spreadsheets count and that never
        was) where nearly all cells are such numbers.
    """
    codes, distinct = _distinct(texts)
    cells = np.bincount(codes[codes >= 0], minlength=len(distinct))
    strict = distinct.str.fullmatch(_STRICT).to_numpy(dtype=bool)
    typed = dict(zip(np.flatnonzero(~strict).tolist(), map(plain, distinct[~strict]), strict=True))
    empty = [place for place, text in typed.items() if not text or text in NOT_KNOWN]
    serials = {} if true_dates else _serials(typed, cells, int(cells.sum() - cells[empty].sum()))
    readable = _readable(typed, {*empty, *serials})
    column = _Column.of(readable, cells, int(cells[distinct.str.match(_YEAR_FIRST).to_numpy(dtype=bool)].sum()), order)

    dates = np.append(distinct.to_numpy(dtype=object), "")
    inferred = np.full(len(dates), "", dtype=object)
    for place in empty:
        dates[place] = ""
        inferred[place] = f"'{typed[place]}' read as no date" if typed[place] else ""
    for place, (date, phrase) in serials.items():
        dates[place], inferred[place] = date, phrase
    for place, readings in readable.items():
        if (reading := column.choose(*readings)) and ("/" not in reading.date or _exists(reading.date)):
            dates[place] = reading.date
            inferred[place] = "; ".join(reading.phrases + ((column.phrase(*readings),) if reading.by_order else ()))
    if order == "year-first":
        for place, text in typed.items():
            if month := month_of_two(TWO_YEARS.fullmatch(text)):
                dates[place], inferred[place] = month, "year before month, as told"
    return TypedDates(
        pd.Series(pd.array(dates, dtype="str").take(codes), index=texts.index, name=texts.name),
        pd.Series(pd.array(inferred, dtype="str").take(codes), index=texts.index, name="inferred"),
        column.order,
        column.ambiguous,
        column.evidence,
        column.against,
    )


def combine_ends(first: pd.Series, last: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Make one date text of two columns, the start and the end.

    Parameters
    ----------
    first, last : pandas.Series of str
        With the same index, as `read_typed_dates` gives them.

    Returns
    -------
    dates, inferred : pandas.Series of str
        `first/last`, or the one date that both are. Of an end that is an interval the outer day counts. With one end
        unknown the date is the other: it is certain for that day (who was held from then on was held then), and
        `inferred` says that it may be too short, since there are no open intervals. Ends that are exchanged or could
        not be read are joined as they are, for the later check to refuse. `inferred` is "" where nothing was inferred.
    """
    first, last = first.astype("str").fillna(""), last.astype("str").fillna("")
    no_start, no_end = first == "", last == ""
    apart = ~no_start & ~no_end & (first != last)
    start, end = _outer(first, 0), _outer(last, -1)
    dates = first.mask(no_start, last).mask(apart, start + "/" + end)
    read = dates.str.fullmatch(_STRICT).astype(bool)
    inferred = pd.Series("", index=first.index, dtype="str", name="inferred")
    inferred = inferred.mask(read & no_end, START_ALONE).mask(read & no_start, END_ALONE)
    return dates, inferred.mask(apart & ((start != first) | (end != last)), OUTER_DAYS)


def _outer(texts: pd.Series, place: int) -> pd.Series:
    """The first or last end of intervals; texts that are no proper interval stay whole, so that they are refused."""
    intervals = texts[texts.str.contains("/", regex=False)].unique()
    if not len(intervals):
        return texts
    return texts.replace({text: text.split("/")[place] for text in intervals if _exists(text)})


def _distinct(texts: pd.Series) -> tuple[npt.NDArray[np.intp], pd.Series]:
    """For each cell the place of its text among the distinct ones, -1 for a missing one; and the distinct texts."""
    codes, distinct = pd.factorize(texts)
    return codes, pd.Series(distinct).astype("str").reset_index(drop=True)


def _exists(date: str) -> bool:
    try:
        parse_date(date)
    except InputError:
        return False
    return True


_Readings = tuple[Reading | None, Reading | None]
"""A text read with the day before the month, and with the month before the day; None where there is no such day."""


def _readable(typed: dict[int, str], known: set[int]) -> dict[int, _Readings]:
    """Each typed text that can be read in at least one order."""
    zeros_kept = any(_KEPT_ZERO.fullmatch(text) for text in typed.values())
    readable = {}
    for place, text in typed.items():
        if place in known or (not zeros_kept and _LOST_ZERO.fullmatch(text)):
            continue
        day_first = month_first = _possible(read_typed(text, day_first=True))
        if (day_first is None or day_first.by_order) and _YEAR_LAST.search(text):
            month_first = _possible(read_typed(text, day_first=False))
        if day_first or month_first:
            readable[place] = (day_first, month_first)
    return readable


def _possible(reading: Reading | None) -> Reading | None:
    # Each end by itself: an interval that runs backwards is a slip, and says nothing of a column's order.
    return reading if reading and all(map(_exists, reading.date.split("/"))) else None


@dataclass(frozen=True)
class _Column:
    """What all cells of a column together say of its order."""

    order: DateOrder | None
    given: bool
    ambiguous: bool
    evidence: int
    against: int

    @classmethod
    def of(
        cls, readable: dict[int, _Readings], cells: npt.NDArray[np.intp], year_first: int, given: DateOrder | None
    ) -> _Column:
        day = month = either = 0
        for place, (day_first, month_first) in readable.items():
            if month_first is None:
                day += int(cells[place])
            elif day_first is None:
                month += int(cells[place])
            elif day_first.by_order and day_first.date != month_first.date:
                either += int(cells[place])
        if given is not None:
            counts = {"day-first": (day, month), "month-first": (month, day)}
            return cls(given, True, False, *counts.get(given, (year_first, day + month + either)))
        if (day and month) or (either and not day and not month):
            return cls(None, False, True, max(day, month), min(day, month))
        if day or month:
            return cls("day-first" if day else "month-first", False, False, day or month, 0)
        return cls("year-first" if year_first else None, False, False, year_first, 0)

    def choose(self, day_first: Reading | None, month_first: Reading | None) -> Reading | None:
        """The reading of a text in the column's order; without one, only what is the same in both."""
        if self.order == "day-first":
            return day_first
        if self.order == "month-first":
            return month_first
        if not (day_first and month_first) or (day_first.by_order and self.given):
            return None
        return day_first if day_first.date == month_first.date else None

    def phrase(self, day_first: Reading | None, month_first: Reading | None) -> str:
        """How day and month were told apart."""
        if day_first and month_first and day_first.date == month_first.date:
            return "year last, with day and month the same"
        source = "as told" if self.given else "as the column shows"
        return f"{'day before month' if self.order == 'day-first' else 'month before day'}, {source}"


def _serials(typed: dict[int, str], cells: npt.NDArray[np.intp], dated: int) -> dict[int, tuple[str, str]]:
    """Dates and phrases of a spreadsheet's numbers of days, where nearly all dated cells are such numbers."""
    found = {place: match for place, text in typed.items() if (match := _SERIAL.fullmatch(text))}
    found = {place: match for place, match in found.items() if int(match[1]) <= _LAST_SERIAL}
    numbers = sum(int(cells[place]) for place in found)
    # From 1927 on they have five digits: a column of small numbers counts something else.
    large = sum(int(cells[place]) for place, match in found.items() if len(match[1]) == 5)
    if not found or numbers < NEARLY_ALL * dated or 2 * large < numbers:
        return {}
    dates = {}
    for place, match in found.items():
        time = "; time of day left out" if (match[2] or "").strip(".0") else ""
        if day := _serial_day(int(match[1])):
            dates[place] = (day.isoformat(), f"Excel's day number{time}")
    return dates


def _serial_day(number: int) -> datetime.date | None:
    """The day with a number, 1 for 1900-01-01; None for 60, the 29th of February 1900 that never was."""
    if number == 60:
        return None
    return datetime.date(1899, 12, 30 if number > 60 else 31) + datetime.timedelta(days=number)
