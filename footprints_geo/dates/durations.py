"""How long something lasted: ISO 8601 durations as the days they stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.dates.intervals import different_texts
from footprints_geo.dates.words import FULL_WIDTH
from footprints_geo.errors import InputError, refused


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something lasted, in days: months and years differ in length, so at least and at most."""

    min_days: int
    max_days: int


_DURATION: Final = re.compile(r"P(?=[0-9])(?:([0-9]{1,3})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?")


def parse_duration(text: str) -> Duration:
    """The days an ISO 8601 duration in years, months, weeks and days (`P1Y6M`, `P8M`, `P10D`) stands for.

    Months and years are counted from one day of a month to the same day of a later one, over all months of the
    400 years after which the Gregorian calendar repeats.

    Raises
    ------
    InputError
        The text is empty or anything else; the message does not repeat it.
    """
    found = _DURATION.fullmatch(text.translate(FULL_WIDTH).strip())
    if found is None:
        if not text.strip():
            raise refused(
                "Duration is empty, expected P and numbers with Y (years), M (months), W (weeks) or D (days). Write "
                "P8M for 8 months, or such as P1Y6M or P10D."
            )
        raise refused(
            "Duration is not one in whole days, expected P and numbers with Y (years), M (months), W (weeks) or D "
            "(days). Write P8M for 8 months, or such as P1Y6M or P10D."
        )
    years, months, weeks, days = (int(group or 0) for group in found.groups())
    fewest, most = month_days(12 * years + months)
    return Duration(fewest + 7 * weeks + days, most + 7 * weeks + days)


def parse_durations(texts: pd.Series) -> pd.DataFrame:
    """What is wrong with the durations of a column.

    Returns
    -------
    pandas.DataFrame
        With the index of `texts`: `duration_problem` (str; "" for a duration, empty, blank or missing, else the
        message of `parse_duration`).
    """
    codes, distinct = different_texts(texts)
    problems = [""] * (len(distinct) + 1)
    for place, text in enumerate(distinct):
        try:
            if text.strip():
                parse_duration(text)
        except InputError as refusal:
            problems[place] = str(refusal)
    return pd.DataFrame({"duration_problem": pd.array(problems, dtype="str").take(codes)}, index=texts.index)


def whole_months(text: str) -> int:
    """The months of a duration in months and years alone; 0 for none, and for one that names weeks or days."""
    found = _DURATION.fullmatch(text.translate(FULL_WIDTH).strip())
    if found is None or found[3] or found[4]:
        return 0
    return 12 * int(found[1] or 0) + int(found[2] or 0)


@cache
def month_days(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many months in a row may have."""
    starts = np.arange("2000-01", "2400-01", dtype="datetime64[M]")
    lengths = (starts + months).astype("datetime64[D]") - starts.astype("datetime64[D]")
    return int(lengths.min().astype(int)), int(lengths.max().astype(int))
