"""How long something lasted, in words that say no more than is known."""

from __future__ import annotations

import math
from typing import Final

from footprints_geo.dates.durations import month_days
from footprints_geo.language import ENGLISH, Language

_DAYS_EXACTLY: Final = 99
_DAYS_ROUGHLY: Final = 62
_YEARS_FROM: Final = 24


def time_words(least: float, most: float, language: Language = ENGLISH, recorded_most: float = math.nan) -> str:
    """How long, in words: `8 months`, `2 to 5 months`, `up to 3 months`, `at least 3 months`, `not recorded`.

    Parameters
    ----------
    least, most : float
        Days; `most` is NaN where the time is open, and both are where nothing is recorded.
    language : Language
        What to say it in.
    recorded_most : float
        Where the least is the duration of a record: the most days that it may stand for, so that its months are said
        as they are recorded. NaN where it is not.
    """
    if math.isnan(least):
        return language("not recorded")
    if most < 1:
        return language("less than a day")
    unit, low, high = _in_units(least, most, recorded_most)
    if math.isnan(most):
        return language("at least {time}", time=_quantity(low, unit, language))
    if low == high:
        return _quantity(low, unit, language)
    if low == 0:
        return language("up to {time}", time=_quantity(high, unit, language))
    return language("{low} to {time}", low=low, time=_quantity(high, unit, language))


def _in_units(least: float, most: float, recorded_most: float) -> tuple[str, int, int]:
    """Days, months or years, the least rounded down and the most up: no more is said than is known.

    The most means nothing where it is open.
    """
    low, high = int(least), int(least if math.isnan(most) else most)
    whole = _months(high)[1]
    recorded = 0 if math.isnan(recorded_most) else _months_to_the_day(low, int(recorded_most))
    if high > low and month_days(whole) == (low, high):
        # So many months to the day, as a record gives them.
        recorded = whole
    elif not recorded and (high <= _DAYS_ROUGHLY or (low == high and (low <= _DAYS_EXACTLY or not math.isnan(most)))):
        return "day", low, high
    first = recorded or _months(low)[0]
    last = first if math.isnan(most) else whole
    exactly = first == last and bool(recorded)
    if (exactly and first % 12) or (first < _YEARS_FROM and (first or whole < _YEARS_FROM)):
        return "month", first, last
    return "year", first // 12, -(-last // 12)


def _months_to_the_day(fewest: int, most: int) -> int:
    """How many months a record gives that may stand for so many days; 0 where it does not give months."""
    months = _months(most)[1]
    return months if month_days(months) == (fewest, most) else 0


def _months(days: int) -> tuple[int, int]:
    """The most whole months that so many days surely are, and the fewest that they may be no more than."""
    near = int(days / 30.44)
    around = range(max(near - 2, 0), near + 3)
    down = max((months for months in around if month_days(months)[1] <= days), default=0)
    return down, min(months for months in around if month_days(months)[1] >= days)


def _quantity(number: int, unit: str, language: Language) -> str:
    if unit == "day":
        return language.plural("{number} day", "{number} days", number)
    if unit == "month":
        return language.plural("{number} month", "{number} months", number)
    return language.plural("{number} year", "{number} years", number)
