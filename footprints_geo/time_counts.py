"""Cases and persons by time: what may lie in each of some times, and what does for certain."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.journeys import Bools, Ints
from footprints_geo.persons import count_pairs
from footprints_geo.pipeline import matching_events
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection

NUMBERS: Final = ("cases", "persons_low", "persons_high", "cases_part_of", "cases_certain")
DAY: Final = "datetime64[s]"
MOST_YEARS: Final = 200


def count_spans(spans: pd.DataFrame, earliest: pd.Series, latest: pd.Series, part_of: Bools) -> pd.DataFrame:
    """What of some spans may lie in each of some times.

    Parameters
    ----------
    spans : pandas.DataFrame
        One row a part of a case: `case` (its number), `date_earliest`, `date_latest` (days, none missing),
        `persons_low`, `persons_high` (NaN: unknown).
    earliest, latest : pandas.Series
        The first and the last day of each time, both included.
    part_of : numpy.ndarray of bool
        A value a case: its people are counted by another case.

    Returns
    -------
    pandas.DataFrame
        NUMBERS, one row a time, indexed as these; a case counts once a time. `cases_certain`: those of the cases with a
        part that lies in the time for certain. Zeros where nothing may lie in it.
    """
    first, last = earliest.to_numpy()[:, None], latest.to_numpy()[:, None]
    begins, ends = spans["date_earliest"].to_numpy(), spans["date_latest"].to_numpy()
    group, row = np.nonzero((begins <= last) & (ends >= first))
    certain = (begins[row] >= first[group, 0]) & (ends[row] <= last[group, 0])
    return _counted(spans, group, row, certain, part_of, len(earliest)).set_axis(earliest.index)


def _counted(spans: pd.DataFrame, group: Ints, row: Ints, certain: Bools, part_of: Bools, times: int) -> pd.DataFrame:
    """NUMBERS of each of so many times, from pairs of a time and a row of spans that may lie in it."""
    pairs = pd.DataFrame(
        {
            "group": group,
            "case": spans["case"].to_numpy().astype(np.int64)[row],
            "persons_low": spans["persons_low"].to_numpy()[row],
            "persons_high": spans["persons_high"].to_numpy()[row],
            "cases_certain": certain,
        }
    )
    counted = count_pairs(pairs, part_of).reindex(range(times)).rename_axis(None)
    whole = [name for name in NUMBERS if name != "persons_high"]
    counted[whole] = counted[whole].fillna(0).astype("int64")
    # Of no case the number is known: none.
    counted.loc[counted["cases"] == 0, "persons_high"] = 0.0
    return counted[list(NUMBERS)]


def documented_years(events: pd.DataFrame) -> range:
    """The years that the dates of events reach, the last MOST_YEARS of them; none where nothing is dated."""
    first, last = events["date_earliest"].min(), events["date_latest"].max()
    if pd.isna(first):
        return range(0)
    return range(max(first.year, last.year - MOST_YEARS + 1), last.year + 1)


def year_days(years: range) -> tuple[pd.Series, pd.Series]:
    """The first and the last day of each of some years."""
    texts = pd.Series(years, dtype="int64").astype("str")
    return (texts + "-01-01").astype(DAY), (texts + "-12-31").astype(DAY)


def count_by_year(prepared: Prepared, selection: Selection) -> pd.DataFrame:
    """Cases with an event that meets a Selection, its years left aside, in every documented year.

    Returns
    -------
    pandas.DataFrame
        `year` and NUMBERS, one row a year from the first documented one to the last; empty where nothing is dated.
    """
    frame = prepared.events.frame
    years = documented_years(frame)
    asked = replace(selection, years=None)
    chosen = frame[matching_events(prepared, asked) & frame["date_earliest"].notna().to_numpy()]
    spans = chosen[["date_earliest", "date_latest", "persons_low", "persons_high"]].assign(
        case=chosen["case_id"].cat.codes.to_numpy()
    )
    begins, ends = (_year_of(spans[name]) - years.start for name in ("date_earliest", "date_latest"))
    # Nearly all dates lie in one year: each is put in its own, and not held against all of them.
    first, last = begins.clip(0), ends.clip(None, len(years) - 1)
    reach = (last - first + 1).clip(0)
    row = np.repeat(np.arange(len(spans)), reach)
    group = first[row] + np.arange(len(row)) - np.repeat(np.cumsum(reach) - reach, reach)
    counted = _counted(spans, group, row, (begins == ends)[row], prepared.part_of, len(years))
    return counted.assign(year=np.array(years, dtype=np.int64))[["year", *NUMBERS]]


def _year_of(days: pd.Series) -> Ints:
    years: Ints = days.to_numpy().astype("datetime64[Y]").astype(np.int64) + 1970
    return years
