"""A period: whole months, from one to another; and the periods that have a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from babel.dates import get_month_names

from footprints_geo.dates.intervals import FIRST_YEAR, LAST_YEAR
from footprints_geo.errors import BundledDataError, InputError, refused
from footprints_geo.language import ENGLISH, Language
from footprints_geo.messages import Message
from footprints_geo.vocabulary import data_path

YEAR: Final = 12
NAMED_PERIODS: Final = "periods.csv"
EXPECTED: Final = Message(
    "a year, two years in order between {first} and {last}, a month or two months, such as 2023, 2019-2023, 2023-08 or "
    "2023-08/2023-10",
    first=FIRST_YEAR,
    last=LAST_YEAR,
)

_GOES_ON: Final = "/.."
_YEARS: Final = re.compile(r"\s*(\d{4})(?:\s*[-/–]\s*(\d{4}))?\s*", flags=re.ASCII)
_MONTHS: Final = re.compile(r"\s*(\d{4})-(\d\d)(?:\s*[/–]\s*(\d{4})-(\d\d))?\s*", flags=re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole months of the calendar.

    Attributes
    ----------
    first, last : int
        The first and the last month, both included: months since the beginning of year 0.

    Raises
    ------
    InputError
        They are not in order, or lie before FIRST_YEAR or after LAST_YEAR.
    """

    first: int
    last: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR * YEAR <= self.first <= self.last < (LAST_YEAR + 1) * YEAR:
            raise refused("years: expected {expected}.", expected=EXPECTED)

    @classmethod
    def of(cls, first: int, last: int | None = None) -> Period:
        """One whole year, or those from a first to a last. Raises InputError as the class does."""
        return cls(first * YEAR, (first if last is None else last) * YEAR + YEAR - 1)

    @classmethod
    def read(cls, text: str) -> Period:
        """The period of a text: `2023`, `2019-2023`, `2023-08`, `2023-08/2023-10`.

        Raises
        ------
        InputError
            It is none of these. The message does not repeat the text.
        """
        if years := _YEARS.fullmatch(text):
            return cls.of(int(years[1]), int(years[2] or years[1]))
        months = _MONTHS.fullmatch(text)
        if months is None or not all(1 <= int(month) <= YEAR for month in months.group(2, 4) if month):
            raise refused("years: expected {expected}.", expected=EXPECTED)
        first = _month_number(months[1], months[2])
        return cls(first, _month_number(months[3], months[4]) if months[3] else first)

    @classmethod
    def from_json(cls, written: Any) -> Period:
        """The period of a recipe: what :meth:`to_json` wrote. Raises InputError where it is none."""
        if isinstance(written, str):
            return cls.read(written)
        years = list(written) if isinstance(written, list | tuple) else []
        if len(years) != 2 or not all(isinstance(year, int) and not isinstance(year, bool) for year in years):
            raise refused("years: expected {expected}.", expected=EXPECTED)
        return cls.of(*years)

    def to_json(self) -> list[int] | str:
        """Ready for JSON: its two years, or, where it is not of whole years, its text."""
        return list(self.years) if self.whole_years else self.text

    @property
    def years(self) -> tuple[int, int]:
        """The years of the first and the last month."""
        return self.first // YEAR, self.last // YEAR

    @property
    def whole_years(self) -> bool:
        """Whether it begins with a January and ends with a December."""
        return self.first % YEAR == 0 and self.last % YEAR == YEAR - 1

    @property
    def text(self) -> str:
        """As :meth:`read` reads it: years where it is of whole years."""
        if self.whole_years:
            return "-".join(str(year) for year in dict.fromkeys(self.years))
        return "/".join(dict.fromkeys(f"{month // YEAR:04d}-{month % YEAR + 1:02d}" for month in self._ends))

    @property
    def days(self) -> tuple[np.datetime64, np.datetime64]:
        """The first and the last day, both included, as plain days."""
        # NumPy counts months from 1970.
        first, after = (np.datetime64(month - 1970 * YEAR, "M") for month in (self.first, self.last + 1))
        return first.astype("datetime64[D]"), after.astype("datetime64[D]") - np.timedelta64(1, "D")

    def within(self, other: Period) -> Period:
        """What it has in common with another. Raises InputError where that is nothing."""
        return Period(max(self.first, other.first), min(self.last, other.last))

    def overlaps(self, other: Period) -> bool:
        """Whether they have a month in common."""
        return self.first <= other.last and other.first <= self.last

    def joined(self, other: Period) -> Period:
        """From the beginning of the earlier to the end of the later."""
        return Period(min(self.first, other.first), max(self.last, other.last))

    def words(self, language: Language = ENGLISH) -> str:
        """For a caption: `2023`, `2019 to 2023`, `October 2023`, `August to October 2023`."""
        first, last = self.years
        if self.whole_years and first == last:
            return language("{year}", year=first)
        if self.whole_years:
            return language("{first} to {last}", first=first, last=last)
        begin, end = (month_name(month % YEAR + 1, language) for month in self._ends)
        if self.first == self.last:
            return language("{month} {year}", month=begin, year=first)
        if first == last:
            return language("{begin} to {end} {year}", begin=begin, end=end, year=first)
        return language("{begin} {first} to {end} {last}", begin=begin, first=first, end=end, last=last)

    @property
    def _ends(self) -> tuple[int, int]:
        return self.first, self.last


def month_name(month: int, language: Language = ENGLISH) -> str:
    """The name of a month, 1 to 12, after the Unicode CLDR: `August`, `8월`."""
    return str(get_month_names("wide", "stand-alone", locale=language.code)[month])


def _month_number(year: str, month: str) -> int:
    return int(year) * YEAR + int(month) - 1


@dataclass(frozen=True, slots=True)
class NamedPeriod:
    """A period that people speak of by a name.

    Attributes
    ----------
    name_en, name_ko : str
    first : int
        Its first month, as in `Period`.
    last : int or None
        Its last month; None for one that goes on.
    """

    name_en: str
    name_ko: str
    first: int
    last: int | None

    def name(self, language: Language = ENGLISH) -> str:
        """Its name in a language; the English one where there is no other."""
        return language.name(self.name_en, self.name_ko)

    def until(self, end: int) -> Period:
        """The period; one that goes on ends with the month `end`, or with its first where that is later."""
        return Period(self.first, max(self.first, end) if self.last is None else self.last)


@cache
def named_periods() -> tuple[NamedPeriod, ...]:
    """The periods of the bundled `periods.csv`, in its order; none where a data folder of one's own lacks the file.

    Raises
    ------
    BundledDataError
        A column is missing, or a period cannot be read.
    """
    try:
        path = data_path(NAMED_PERIODS)
    except BundledDataError:
        return ()
    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False)[["name_en", "name_ko", "period"]]
        return tuple(_named(*map(str, row)) for row in table.itertuples(index=False))
    except (KeyError, InputError) as problem:
        raise BundledDataError(
            f"{path.name}: expected the columns name_en, name_ko and period, and each period {EXPECTED}, or open as in "
            "2011-12/.. for one that goes on. Mend the file."
        ) from problem


def _named(name_en: str, name_ko: str, text: str) -> NamedPeriod:
    period = Period.read(text.removesuffix(_GOES_ON))
    return NamedPeriod(name_en, name_ko, period.first, None if text.endswith(_GOES_ON) else period.last)


@dataclass(frozen=True, slots=True)
class PeriodCounts:
    """How events stand to a period; the four add up to all of them.

    Attributes
    ----------
    inside : int
        Events that lie in it for certain.
    may : int
        Events that may lie in it: their date is a longer span.
    outside : int
        Events that lie outside for certain.
    undated : int
        Events without a date.
    """

    inside: int
    may: int
    outside: int
    undated: int


def count_in(period: Period | None, events: pd.DataFrame) -> PeriodCounts:
    """How events stand to a period; to no period, all that have a date are inside.

    Parameters
    ----------
    period : Period or None
    events : pandas.DataFrame
        With `date_earliest` and `date_latest` (days; missing for undated). Empty gives four times 0.
    """
    earliest, latest = events["date_earliest"].to_numpy(), events["date_latest"].to_numpy()
    undated = np.isnat(earliest)
    inside, overlaps = ~undated, ~undated
    if period is not None:
        first, last = period.days
        # A missing date compares false both ways.
        inside = (earliest >= first) & (latest <= last)
        overlaps = (latest >= first) & (earliest <= last)
    counts = (inside, overlaps & ~inside, ~overlaps & ~undated, undated)
    return PeriodCounts(*(int(np.count_nonzero(which)) for which in counts))
