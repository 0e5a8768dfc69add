"""Date texts become closed intervals of plain days; what cannot be read is refused with what to write instead.

Read are ISO 8601 at reduced precision and EDTF level 0 and 1 (Library of Congress, 2019), without time zones.
undate and edtf take 2 to 4 ms a text; undate lacks seasons and drops `~ ? %`, edtf accepts 2023-02-29 and cuts
winter off in December. So the standard library does the work, and the tests ask undate for a second opinion.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.dates.words import DASHES, FULL_WIDTH, HYPHENS, MONTHS, NOT_KNOWN, SEASONS
from footprints_geo.errors import InputError

DATE_PRECISIONS: Final = ("day", "month", "season", "year", "decade", "century", "interval")
"""How closely a date is known, finest first; an `interval` has its own two ends and no place in that order."""

DATE_QUALIFIERS: Final = ("", "approximate", "uncertain", "approximate and uncertain")
"""What EDTF's `~`, `?` and `%` say of a date."""

FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2200

_EXAMPLES: Final = "2023, 2023-10, 2023-10-09, 2023~, 2023-23 (autumn) or 2023-08/2023-10"
_POINT: Final = re.compile(r"([0-9]{2}(?:[0-9]{2}|[0-9]X|XX))(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?([~?%]?)")
# Spreadsheets write a plain day this way; any other time of day may belong to another day elsewhere.
_MIDNIGHT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00(?:\.0+)?)?")
_SEASONS: Final = {"21": 3, "22": 6, "23": 9, "24": 12}
_OPEN_ENDS: Final = frozenset({"", "..", "...", "?", "open", "unknown", "now", "present"})


@dataclass(frozen=True, slots=True)
class DateInterval:
    """When something happened: on some day, or over the days, from `earliest` to `latest`.

    Attributes
    ----------
    earliest, latest : datetime.date
        First and last day, both included; `earliest` is never after `latest`.
    precision : str
        One of `DATE_PRECISIONS`.
    approximate, uncertain : bool
        What `~`, `?` and `%` (both) say. They never widen the interval: nobody recorded by how much.
    """

    earliest: datetime.date
    latest: datetime.date
    precision: str
    approximate: bool
    uncertain: bool

    @property
    def qualifier(self) -> str:
        """One of `DATE_QUALIFIERS`."""
        return DATE_QUALIFIERS[self.approximate + 2 * self.uncertain]


def parse_date(text: str) -> DateInterval:
    """The days a date text stands for.

    Parameters
    ----------
    text : str
        Such as `2023`, `2023-10`, `2023-10-09`, `2023-08/2023-10`, `2023~`, `2023-XX`, `201X` or `2023-23`.
        Blanks around it are dropped, full-width characters read as plain ones, and midnight without a zone is
        the plain day.

    Returns
    -------
    DateInterval
        EDTF leaves the months of seasons open; here they are the meteorological ones of the northern hemisphere,
        from March, June, September and December: `2023-24` is December 2023 to February 2024.
        An interval runs from the first day of its start to the last day of its end, and has the marks of both.
        Unspecified digits give all days they allow: `2023-XX` is the year, `2023-10-XX` the month.

    Raises
    ------
    InputError
        The text is empty, no date, or a date that does not exist; its year lies outside 1800 to 2200; an interval
        is open or runs backwards. Nothing is guessed. The message is one sentence of what was found and expected
        and one of what to write; it repeats the text only when a date can be made out in it.
    """
    plain = text.translate(FULL_WIDTH).strip()
    if not plain:
        raise InputError(f"Date is empty, expected one such as {_EXAMPLES}. Write one or leave the row undated.")
    midnight = _MIDNIGHT.fullmatch(plain)
    interval = _interval(midnight[1] if midnight else plain)
    if interval is None:
        raise _advice(plain)
    return interval


def parse_dates(texts: pd.Series) -> pd.DataFrame:
    """The same as `parse_date` for a column; each distinct text is read once.

    Parameters
    ----------
    texts : pandas.Series of str
        Empty, blank and missing mean undated.

    Returns
    -------
    pandas.DataFrame
        With the index of `texts`: `date_earliest`, `date_latest` (datetime64[s], plain days; NaT when undated or
        refused), `date_precision` (category of `DATE_PRECISIONS`; "" when undated or refused), `date_qualifier`
        (category of `DATE_QUALIFIERS`) and `date_problem` (category of str; "" or the message of `parse_date`).
    """
    codes, distinct = different_texts(texts)
    # One place more than there are texts: code -1 (missing) finds the last, which stays undated.
    earliest = np.full(len(distinct) + 1, np.datetime64("NaT"), dtype="datetime64[s]")
    latest = earliest.copy()
    precisions = np.zeros(len(earliest), dtype=np.int8)
    qualifiers = np.zeros(len(earliest), dtype=np.int8)
    problems = [""] * len(earliest)
    for place, text in enumerate(distinct):
        if not text.strip():
            continue
        try:
            interval = parse_date(text)
        except InputError as refusal:
            problems[place] = str(refusal)
            continue
        earliest[place], latest[place] = interval.earliest, interval.latest
        precisions[place] = DATE_PRECISIONS.index(interval.precision) + 1
        qualifiers[place] = DATE_QUALIFIERS.index(interval.qualifier)
    return pd.DataFrame(
        {
            "date_earliest": earliest[codes],
            "date_latest": latest[codes],
            "date_precision": pd.Categorical.from_codes(
                precisions[codes], pd.Index(["", *DATE_PRECISIONS], dtype="str")
            ),
            "date_qualifier": pd.Categorical.from_codes(qualifiers[codes], pd.Index(DATE_QUALIFIERS, dtype="str")),
            "date_problem": _problems(problems, codes),
        },
        index=texts.index,
    )


def _problems(problems: list[str], codes: npt.NDArray[np.int64]) -> pd.Categorical:
    """Categories: a million sentences are mostly the same empty one."""
    numbers, different = pd.factorize(pd.Series(problems, dtype="str"))
    return pd.Categorical.from_codes(numbers[codes], pd.Index(different, dtype="str"))


def different_texts(texts: pd.Series) -> tuple[npt.NDArray[np.int64], Collection[str]]:
    """Each different text, and for every row which one it is; -1 where missing."""
    if isinstance(texts.dtype, pd.CategoricalDtype):
        return texts.cat.codes.to_numpy().astype(np.int64), list(texts.cat.categories)
    codes, distinct = pd.factorize(texts.astype("str"))
    return codes.astype(np.int64), list(distinct)


def _refusal(found: str, why: str, expected: str, fix: str) -> InputError:
    return InputError(f"Date {_quoted(found)} {why}, expected {expected}. {fix}.")


def _quoted(text: str) -> str:
    # No blank after a full stop: readers split the message into its two sentences.
    return "'" + re.sub(r"(?<=[.:;])\s+", "", text) + "'"


def _interval(text: str) -> DateInterval | None:
    """A date or an interval; None when the text has the shape of neither."""
    start_text, slash, end_text = text.partition("/")
    start = _point(start_text)
    if not slash:
        return start
    end = _point(end_text)
    if start is None or end is None:
        if (start or end) and {start_text.strip().lower(), end_text.strip().lower()} & _OPEN_ENDS:
            raise _refusal(text, "has an open end", "both ends", "Give both, such as 2023-08/2023-10")
        return None
    if end.latest < start.earliest:
        fix = f"Write {end_text}/{start_text} if the ends are swapped"
        raise _refusal(text, "ends before it starts", "the earlier end first", fix)
    approximate, uncertain = start.approximate or end.approximate, start.uncertain or end.uncertain
    return DateInterval(start.earliest, end.latest, "interval", approximate, uncertain)


def _point(text: str) -> DateInterval | None:
    """A single date; None when the text has another shape."""
    found = _POINT.fullmatch(text)
    if found is None:
        return None
    year, month, day, mark = found.groups()
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if not FIRST_YEAR <= first <= last <= LAST_YEAR:
        thai = ", which in the Thai calendar is 543 too high" if last - 543 >= FIRST_YEAR else ""
        expected = f"{FIRST_YEAR} to {LAST_YEAR}"
        raise _refusal(text, f"has the year {year}", expected, f"Correct the year{thai}")
    if "X" not in year:
        days = _days(text, first, month, day)
    elif month:
        raise _refusal(text, "has a month in an unknown year", "such a year alone", f"Write {year}")
    else:
        precision = "century" if year.endswith("XX") else "decade"
        days = datetime.date(first, 1, 1), datetime.date(last, 12, 31), precision
    return DateInterval(*days, approximate=mark in ("~", "%"), uncertain=mark in ("?", "%"))


def _days(text: str, year: int, month: str | None, day: str | None) -> tuple[datetime.date, datetime.date, str]:
    """First day, last day and precision."""
    if month is None or month == "XX":
        if day not in (None, "XX"):
            raise _refusal(text, "has a day in an unknown month", "the month too", f"Write {year} or add the month")
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31), "year"
    if month in _SEASONS:
        if day is not None:
            raise _refusal(text, f"has a day in a season ({month})", "a season alone", f"Write {year}-{month}")
        first_month = _SEASONS[month]
        last = _last_day(year + 1, 2) if first_month == 12 else _last_day(year, first_month + 2)
        return datetime.date(year, first_month, 1), last, "season"
    if not "01" <= month <= "12":
        fix = f"Write year, month and day in this order, or {year} when the month is not known"
        expected = "01 to 12 (21 is spring, 22 summer, 23 autumn and 24 winter)"
        raise _refusal(text, f"has the month {month}", expected, fix)
    last = _last_day(year, int(month))
    if day is None or day == "XX":
        return last.replace(day=1), last, "month"
    if not 1 <= int(day) <= last.day:
        last_day = f"{last} if the last day is meant, or " if int(day) else ""
        fix = f"Write {last_day}{year}-{month} when the day is not known"
        raise _refusal(text, f"has a day that {year}-{month} lacks", f"01 to {last.day}", fix)
    exact = last.replace(day=int(day))
    return exact, exact, "day"


def _last_day(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


# What follows finds the words of a refusal; nothing in it decides what a date means.

_LONGEST: Final = 40
_STRAY: Final = str.maketrans({**dict.fromkeys(HYPHENS + DASHES, "-"), "x": "X"})
_WORDS: Final = {word: f"{number:02}" for word, number in (MONTHS | SEASONS).items()}
_DAY: Final = r"(\d{4}-\d\d-\d\d)"
_ANY: Final = r"(\d{4}(?:-\d\d){0,2})"
_YEAR: Final = r"((?:18|19|20|21)\d\d)"
_REPAIRS: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    (_DAY + r"[T ]+\d{1,2}:[\d:.]+ ?(?:Z|UTC|GMT|[AP]M|[+-][\d:]+)?", "has a time of day", ("{0}",)),
    (r"(\d{4})\.0+", "is a decimal number", ("{0}",)),
    (r"(\d{4}-(?:\d\d-)?)(\d\d)/(\d\d)", "shortens its second end", ("{0}{1}/{0}{2}",)),
    (r"(\d{4})[-./년年 ]+(\d{1,2})[-./월月 ]+(\d{1,2})[.일日]?", "lacks hyphens or zeros", ("{0}-{1:0>2}-{2:0>2}",)),
    (r"(\d\d)(\d\d)/(\d\d?)", "lacks hyphens or zeros", ("{0}{1}-{2:0>2}", "{0}{1}/{0}{2:0>2}")),
    (r"(\d{4})[-./년年 ]+(\d{1,2})[.월月]?", "lacks hyphens or zeros", ("{0}-{1:0>2}",)),
    (_YEAR + r"(\d\d)(\d\d)", "has no hyphens", ("{0}-{1}-{2}",)),
    (_YEAR + r"(\d\d)", "has no hyphens", ("{0}-{1}",)),
    (r"(\d{1,2})[-./ ]+(\d{1,2})[-./ ]+(\d{4})", "is not year first", ("{2}-{1:0>2}-{0:0>2}", "{2}-{0:0>2}-{1:0>2}")),
    (r"(\d{1,2})[-./ ]+(\d{4})", "is not year first", ("{1}-{0:0>2}",)),
    (_ANY + r"(?: ?[-~] ?| to |\.\.)" + _ANY, "is an interval without a slash", ("{0}/{1}",)),
    (r"([~?%])" + _ANY, "does not end with its mark", ("{1}{0}",)),
    (r"(?:circa|ca?)\.? ?" + _ANY, "does not end with its mark", ("{0}~",)),
    (_ANY + r"(?:~\?|\?~)", "has two marks", ("{0}%",)),
    # "Winter 2023" is said of both ends of that year.
    (r"winter (?:of )?(\d{4})", "is in words", ("{0}-24", "{0}-01/{0}-02")),
)


def _advice(text: str) -> InputError:
    """Why a text that has the shape of no date is refused; repeats it only when a date can be made out in it."""
    if text.lower() in NOT_KNOWN:
        return _refusal(text, "says that no date is known", "an empty cell for that", "Leave the cell empty")
    obstacle = None
    for why, candidates in _offers(text) if len(text) <= _LONGEST else ():
        possible = []
        for candidate in dict.fromkeys(candidates):
            try:
                possible += [candidate] if _interval(candidate) else []
            except InputError as refusal:
                named = str(refusal).replace("Date", f"Date {_quoted(text)} {why}, and date", 1)
                obstacle = obstacle or InputError(named)
        if possible:
            meant = ", whichever is meant" if len(possible) > 1 else " if that is meant"
            return _refusal(text, why, f"one such as {_EXAMPLES}", f"Write {' or '.join(possible)}{meant}")
    return obstacle or InputError(
        f"Date is a text of {len(text)} characters that is no date, expected one such as {_EXAMPLES}. "
        "Write it so, year first, or leave the cell empty when no date is known."
    )


def _offers(text: str) -> Iterator[tuple[str, list[str]]]:
    """What may be wrong with a text, each with what may have been meant, the likeliest first."""
    plain = text.translate(_STRAY)
    tidied = re.sub(r"\s*([/-])\s*", r"\1", plain)
    if tidied != text:
        yield "has a blank, dash or letter out of place", [tidied]
    for shape, why, templates in _REPAIRS:
        if found := re.fullmatch(shape, plain, re.IGNORECASE | re.ASCII):
            yield why, [template.format(*found.groups()) for template in templates]
    word, _, year = text.lower().replace(" of ", " ").rpartition(" ")
    if code := _WORDS.get(word.rstrip(".,")):
        yield "is in words", [f"{year}-{code}"]
