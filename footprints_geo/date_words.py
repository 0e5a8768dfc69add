"""When something was, in words that keep what is not known: `in May 2012`, `between 2012-05 and 2013-02`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from babel.dates import format_date

from footprints_geo.dates.intervals import DATE_QUALIFIERS
from footprints_geo.language import ENGLISH, Language, marked
from footprints_geo.periods import YEAR, Period

_DOUBTS: Final = dict(
    zip(
        DATE_QUALIFIERS,
        (marked("{time}"), marked("about {time}"), marked("{time}, uncertain"), marked("about {time}, uncertain")),
        strict=True,
    )
)


def when_it_was(record: Mapping[Any, Any], language: Language = ENGLISH) -> str:
    """When an event was.

    Parameters
    ----------
    record : mapping
        A row of `Events.frame`: `date_earliest`, `date_latest` (days; missing for undated) and `date_qualifier`.
    language : Language
    """
    if pd.isna(record["date_earliest"]):
        return language("date not known")
    first, last = record["date_earliest"].date(), record["date_latest"].date()
    words = _span(first, last, language)
    doubt = _DOUBTS[record["date_qualifier"]]
    return language(doubt, time=words)


def _span(first: datetime.date, last: datetime.date, language: Language) -> str:
    if first == last:
        return str(format_date(first, "long", locale=language.code))
    begin, end = _month(first), _month(last)
    whole = Period(begin, end)
    if whole.days == (np.datetime64(first), np.datetime64(last)):
        # A single year or month is a time in which it was; what is longer, a span of which nobody knows the day.
        return whole.words(language)
    return language(
        "between {first} and {last}",
        first=format_date(first, "long", locale=language.code),
        last=format_date(last, "long", locale=language.code),
    )


def _month(day: datetime.date) -> int:
    return day.year * YEAR + day.month - 1
