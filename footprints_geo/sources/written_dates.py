"""Days as public tables write them: `2023-10-09`, `09 October 2023`, `March 28, 2019`, `Thu, 01/01/2026 - 12:00`."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NUMBER_OF_MONTH: Final = {
    **{name: number for number, name in enumerate(MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(MONTHS, 1)},
    "sept": 9,
}
_WEEKDAYS: Final = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}

_YEAR_FIRST: Final = r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?)?"
_DAY_NAMED: Final = r"(?P<day>\d{1,2})[ -](?P<month>[a-z]+)\.?,?[ -](?P<year>\d{4})"
_MONTH_NAMED: Final = r"(?P<month>[a-z]+)\.? (?P<day>\d{1,2}),? (?P<year>\d{4})"
_SLASHED: Final = (
    r"(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})"
    r"(?: -)?(?: \d{1,2}:\d{2}(?::\d{2})?)?"
)

UNREADABLE: Final = "This is no day; expected one such as 2023-10-09 or 09 October 2023."
UNORDERED: Final = "Day and month cannot be told apart; expected a day with the year first or the month in letters."
WRONG_WEEKDAY: Final = "The day of the week does not fit the date; expected month, day and year that fall on it."


def month_numbers(texts: pd.Series) -> pd.Series:
    """Months 1 to 12 from names (`January`, `Jan`) or numbers (`1`, `01`); NaN for anything else."""
    plain = texts.str.casefold().str.strip(" .")
    number = pd.to_numeric(plain.where(plain.str.fullmatch(r"\d{1,2}(\.0+)?")), errors="coerce")
    number = number.where(number.between(1, 12))
    return plain.map(_NUMBER_OF_MONTH).astype("float64").fillna(number.astype("float64"))


def written_days(texts: pd.Series) -> pd.DataFrame:
    """The day each text means.

    Days and months in figures with slashes are told apart by a day of the week (then the month comes first, as IOM
    writes them), else by the column: one that holds a number above 12 in first place and none in second has the
    day first, and the other way round.

    Parameters
    ----------
    texts : pandas.Series of str
        '' means undated.

    Returns
    -------
    pandas.DataFrame
        With the index of `texts`: `day` (datetime64[s]; NaT when empty or not understood) and `problem` (str; ''
        or one of UNREADABLE, UNORDERED, WRONG_WEEKDAY).
    """
    codes, distinct = pd.factorize(texts.astype("str"))
    read = _read(pd.Series(distinct, dtype="str").str.casefold())
    return read.iloc[codes].set_axis(texts.index)


def _read(plain: pd.Series) -> pd.DataFrame:
    year_first = plain.str.extract(rf"^{_YEAR_FIRST}$")
    day_named, month_named = plain.str.extract(rf"^{_DAY_NAMED}$"), plain.str.extract(rf"^{_MONTH_NAMED}$")
    slashed = plain.str.extract(rf"^{_SLASHED}$")
    named = day_named["month"].fillna(month_named["month"]).map(_NUMBER_OF_MONTH)
    first, second = _number(slashed["first"]), _number(slashed["second"])
    month_comes_first = _month_comes_first(first, second, slashed["weekday"].notna())
    parts = pd.DataFrame(
        {
            "year": _number(
                year_first["year"].fillna(day_named["year"]).fillna(month_named["year"]).fillna(slashed["year"])
            ),
            "month": _number(year_first["month"])
            .fillna(named.astype("float64"))
            .fillna(first.where(month_comes_first == 1.0, second.where(month_comes_first == 0.0))),
            "day": _number(year_first["day"].fillna(day_named["day"]).fillna(month_named["day"])).fillna(
                second.where(month_comes_first == 1.0, first.where(month_comes_first == 0.0))
            ),
        }
    )
    day = _existing(parts)
    weekday = slashed["weekday"].map(_WEEKDAYS)
    wrong = weekday.notna() & day.notna() & (weekday != day.dt.day_of_week)
    problem = pd.Series("", index=plain.index, dtype="str").mask((plain != "") & day.isna(), UNREADABLE)
    problem = problem.mask(first.notna() & month_comes_first.isna(), UNORDERED).mask(wrong, WRONG_WEEKDAY)
    return pd.DataFrame({"day": day.mask(wrong), "problem": problem})


def _month_comes_first(first: pd.Series, second: pd.Series, with_weekday: pd.Series) -> pd.Series:
    """1.0 where the month comes first, 0.0 where the day does, NaN where nothing tells."""
    bare = ~with_weekday
    day_first, month_first = (first[bare] > 12).any(), (second[bare] > 12).any()
    by_column = np.nan if day_first == month_first else float(month_first)
    return pd.Series(by_column, index=first.index, dtype="float64").mask(with_weekday, 1.0)


def _existing(parts: pd.DataFrame) -> pd.Series:
    """Days of the calendar between 1800 and 2200; NaT for the 31st of February."""
    whole = parts.notna().all(axis=1) & parts["year"].between(1800, 2200)
    day = pd.to_datetime(parts[whole].astype("int64"), errors="coerce").astype("datetime64[s]")
    return day.reindex(parts.index)


def _number(texts: pd.Series) -> pd.Series:
    return pd.to_numeric(texts, errors="coerce").astype("float64")
