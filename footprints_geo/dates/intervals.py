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

from footprints_geo.dates.refusals import EXAMPLES, obstacle, of_two, refusal, write
from footprints_geo.dates.words import DASHES, FULL_WIDTH, HYPHENS, MONTHS, NOT_KNOWN, SEASONS
from footprints_geo.errors import InputError
from footprints_geo.language import marked
from footprints_geo.messages import Message

DATE_PRECISIONS: Final = ("day", "month", "season", "year", "decade", "century", "interval")
"""How closely a date is known, finest first; an `interval` has its own two ends and no place in that order."""

DATE_QUALIFIERS: Final = ("", "approximate", "uncertain", "approximate and uncertain")
"""What EDTF's `~`, `?` and `%` say of a date."""

FIRST_YEAR: Final = 1800
LAST_YEAR: Final = 2200

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
        found = Message("Date is empty, expected one such as {examples}.", examples=EXAMPLES)
        raise of_two(found, Message("Write one or leave the row undated."))
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
        except InputError as wrong:
            problems[place] = str(wrong)
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


def _interval(text: str) -> DateInterval | None:
    """A date or an interval; None when the text has the shape of neither."""
    start_text, slash, end_text = text.partition("/")
    start = _point(start_text)
    if not slash:
        return start
    end = _point(end_text)
    if start is None or end is None:
        if (start or end) and {start_text.strip().lower(), end_text.strip().lower()} & _OPEN_ENDS:
            fix = Message("Give both, such as 2023-08/2023-10.")
            raise refusal(text, Message("has an open end"), Message("both ends"), fix)
        return None
    if end.latest < start.earliest:
        fix = Message("Write {date} if the ends are swapped.", date=f"{end_text}/{start_text}")
        raise refusal(text, Message("ends before it starts"), Message("the earlier end first"), fix)
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
        thai = Message("Correct the year, which in the Thai calendar is 543 too high.")
        fix = thai if last - 543 >= FIRST_YEAR else Message("Correct the year.")
        expected = Message("{low} to {high}", low=FIRST_YEAR, high=LAST_YEAR)
        raise refusal(text, Message("has the year {year}", year=year), expected, fix)
    if "X" not in year:
        days = _days(text, first, month, day)
    elif month:
        why = Message("has a month in an unknown year")
        raise refusal(text, why, Message("such a year alone"), write(year))
    else:
        precision = "century" if year.endswith("XX") else "decade"
        days = datetime.date(first, 1, 1), datetime.date(last, 12, 31), precision
    return DateInterval(*days, approximate=mark in ("~", "%"), uncertain=mark in ("?", "%"))


def _days(text: str, year: int, month: str | None, day: str | None) -> tuple[datetime.date, datetime.date, str]:
    """First day, last day and precision."""
    if month is None or month == "XX":
        if day not in (None, "XX"):
            fix = Message("Write {year} or add the month.", year=year)
            raise refusal(text, Message("has a day in an unknown month"), Message("the month too"), fix)
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31), "year"
    if month in _SEASONS:
        if day is not None:
            why = Message("has a day in a season ({season})", season=month)
            raise refusal(text, why, Message("a season alone"), write(f"{year}-{month}"))
        first_month = _SEASONS[month]
        last = _last_day(year + 1, 2) if first_month == 12 else _last_day(year, first_month + 2)
        return datetime.date(year, first_month, 1), last, "season"
    if not "01" <= month <= "12":
        fix = Message("Write year, month and day in this order, or {year} when the month is not known.", year=year)
        expected = Message("01 to 12 (21 is spring, 22 summer, 23 autumn and 24 winter)")
        raise refusal(text, Message("has the month {month}", month=month), expected, fix)
    last = _last_day(year, int(month))
    if day is None or day == "XX":
        return last.replace(day=1), last, "month"
    if not 1 <= int(day) <= last.day:
        gaps = {"day": last, "month": f"{year}-{month}"}
        either = Message("Write {day} if the last day is meant, or {month} when the day is not known.", **gaps)
        fix = either if int(day) else Message("Write {month} when the day is not known.", **gaps)
        expected = Message("{low} to {high}", low="01", high=last.day)
        raise refusal(text, Message("has a day that {month} lacks", **gaps), expected, fix)
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
    (_DAY + r"[T ]+\d{1,2}:[\d:.]+ ?(?:Z|UTC|GMT|[AP]M|[+-][\d:]+)?", marked("has a time of day"), ("{0}",)),
    (r"(\d{4})\.0+", marked("is a decimal number"), ("{0}",)),
    (r"(\d{4}-(?:\d\d-)?)(\d\d)/(\d\d)", marked("shortens its second end"), ("{0}{1}/{0}{2}",)),
    (
        r"(\d{4})[-./년年 ]+(\d{1,2})[-./월月 ]+(\d{1,2})[.일日]?",
        marked("lacks hyphens or zeros"),
        ("{0}-{1:0>2}-{2:0>2}",),
    ),
    (r"(\d\d)(\d\d)/(\d\d?)", marked("lacks hyphens or zeros"), ("{0}{1}-{2:0>2}", "{0}{1}/{0}{2:0>2}")),
    (r"(\d{4})[-./년年 ]+(\d{1,2})[.월月]?", marked("lacks hyphens or zeros"), ("{0}-{1:0>2}",)),
    (_YEAR + r"(\d\d)(\d\d)", marked("has no hyphens"), ("{0}-{1}-{2}",)),
    (_YEAR + r"(\d\d)", marked("has no hyphens"), ("{0}-{1}",)),
    (
        r"(\d{1,2})[-./ ]+(\d{1,2})[-./ ]+(\d{4})",
        marked("is not year first"),
        ("{2}-{1:0>2}-{0:0>2}", "{2}-{0:0>2}-{1:0>2}"),
    ),
    (r"(\d{1,2})[-./ ]+(\d{4})", marked("is not year first"), ("{1}-{0:0>2}",)),
    (_ANY + r"(?: ?[-~] ?| to |\.\.)" + _ANY, marked("is an interval without a slash"), ("{0}/{1}",)),
    (r"([~?%])" + _ANY, marked("does not end with its mark"), ("{1}{0}",)),
    (r"(?:circa|ca?)\.? ?" + _ANY, marked("does not end with its mark"), ("{0}~",)),
    (_ANY + r"(?:~\?|\?~)", marked("has two marks"), ("{0}%",)),
    # "Winter 2023" is said of both ends of that year.
    (r"winter (?:of )?(\d{4})", marked("is in words"), ("{0}-24", "{0}-01/{0}-02")),
)


def _advice(text: str) -> InputError:
    """Why a text that has the shape of no date is refused; repeats it only when a date can be made out in it."""
    if text.lower() in NOT_KNOWN:
        unknown, fix = Message("says that no date is known"), Message("Leave the cell empty.")
        return refusal(text, unknown, Message("an empty cell for that"), fix)
    blocked = None
    for why, candidates in _offers(text) if len(text) <= _LONGEST else ():
        possible = []
        for candidate in dict.fromkeys(candidates):
            try:
                possible += [candidate] if _interval(candidate) else []
            except InputError as wrong:
                blocked = blocked or obstacle(text, why, wrong)
        if possible:
            fix = Message("Write {date} if that is meant.", date=possible[0])
            if len(possible) > 1:
                fix = Message("Write {first} or {last}, whichever is meant.", first=possible[0], last=possible[1])
            return refusal(text, Message(why), Message("one such as {examples}", examples=EXAMPLES), fix)
    if blocked is not None:
        return blocked
    text_of = marked("Date is a text of {number} characters that is no date, expected one such as {examples}.")
    fix = Message("Write it so, year first, or leave the cell empty when no date is known.")
    return of_two(Message(text_of, number=len(text), examples=EXAMPLES), fix)


def _offers(text: str) -> Iterator[tuple[str, list[str]]]:
    """What may be wrong with a text, each with what may have been meant, the likeliest first."""
    plain = text.translate(_STRAY)
    tidied = re.sub(r"\s*([/-])\s*", r"\1", plain)
    if tidied != text:
        yield marked("has a blank, dash or letter out of place"), [tidied]
    for shape, why, templates in _REPAIRS:
        if found := re.fullmatch(shape, plain, re.IGNORECASE | re.ASCII):
            yield why, [template.format(*found.groups()) for template in templates]
    word, _, year = text.lower().replace(" of ", " ").rpartition(" ")
    if code := _WORDS.get(word.rstrip(".,")):
        yield marked("is in words"), [f"{year}-{code}"]
