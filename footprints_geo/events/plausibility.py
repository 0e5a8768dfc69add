"""Checks beyond syntax: what is accepted and looks wrong. A warning changes nothing; a person looks at it.

Every check looks at whole columns and answers with the rows it doubts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.dates.intervals import parse_dates
from footprints_geo.places.nations import countries_near, mapped_countries
from footprints_geo.vocabulary import COARSE

Bools = npt.NDArray[np.bool_]
Finding = tuple[str, Bools, str]

WARNING_COLUMNS: Final = ("column", "rows", "warning", "row_numbers")
MOST_ROW_NUMBERS: Final = 20

BEYOND_BORDER_DEGREES: Final = 0.25
"""How far outside its country's land a position may lie before it is doubted, about 25 km: the borders of the bundled
map are off by some kilometres, and records of a border town lie on either side."""

MOVES: Final = frozenset({"departure", "border_crossing", "transit", "transfer", "repatriation", "arrival"})
"""Events that may begin in one country and end in another on the same day."""


def doubts(frame: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Everything about accepted events that looks wrong.

    Parameters
    ----------
    frame : pandas.DataFrame
        Accepted events (`Events.frame`).
    places : pandas.DataFrame
        `Events.places`.

    Returns
    -------
    pandas.DataFrame
        As :func:`counted` gives it.
    """
    return counted(frame, findings(frame, places))


def findings(frame: pd.DataFrame, places: pd.DataFrame) -> tuple[Finding, ...]:
    """Each check: the column to look at, the rows that look wrong, and how."""
    return (
        ("date", _out_of_order(frame), "The dates of a case run against its sequence: check date and sequence."),
        (
            "date",
            _returned_before_arrest(frame),
            "A repatriation lies before every arrest or detention of its case: check the dates, and whether an arrest "
            "is missing.",
        ),
        (
            "country",
            _in_two_countries(frame),
            "A case is in two countries on one day, and neither record is a move: check date, country and case.",
        ),
        (
            "lat",
            _outside_country(frame),
            "The position lies outside the land of the row's country, by more than about 25 km: check lat, lon and "
            "country.",
        ),
        (
            "case_id",
            _likely_duplicates(frame, places),
            "Another case has an event of the same type, date, place and persons: is it the same event twice?",
        ),
        (
            "case_id",
            _nearly_same_ids(frame),
            "Another case has the same id but for case, blanks or punctuation: are they one case?",
        ),
        ("source_date", _reported_before(frame), "The source is older than the event: check both dates."),
    )


def counted(frame: pd.DataFrame, found: Sequence[Finding]) -> pd.DataFrame:
    """Findings as a table.

    Returns
    -------
    pandas.DataFrame
        WARNING_COLUMNS: the column to look at, how many rows, what looks wrong, and the numbers of the first 20 rows.
        Empty when nothing looks wrong.
    """
    numbers = frame["row"].to_numpy()
    lines: list[dict[str, Any]] = [
        {
            "column": column,
            "rows": int(np.count_nonzero(doubted)),
            "warning": sentence,
            "row_numbers": np.unique(numbers[doubted])[:MOST_ROW_NUMBERS].tolist(),
        }
        for column, doubted, sentence in found
        if doubted.any()
    ]
    return pd.DataFrame(lines, columns=list(WARNING_COLUMNS))


def _nowhere(frame: pd.DataFrame) -> Bools:
    return np.zeros(len(frame), dtype=bool)


def _out_of_order(frame: pd.DataFrame) -> Bools:
    """Events that, in the order of their sequence, end before an earlier one has begun."""
    doubted = _nowhere(frame)
    known = (frame["sequence"].notna() & frame["date_earliest"].notna()).to_numpy()
    rows = np.flatnonzero(known)
    if not len(rows):
        return doubted
    case = frame["case_id"].cat.codes.to_numpy()[rows]
    order = np.lexsort((frame["sequence"].to_numpy()[rows], case))
    rows, case = rows[order], case[order]
    begins = pd.Series(_days(frame["date_earliest"])[rows])
    # The latest beginning among the earlier events of the case; events of one place in the sequence judge each other
    # in no way.
    sequence = frame["sequence"].to_numpy()[rows]
    so_far = begins.groupby(case).cummax().to_numpy()
    first_of_tie = np.concatenate(([True], (case[1:] != case[:-1]) | (sequence[1:] != sequence[:-1])))
    start = np.maximum.accumulate(np.where(first_of_tie, np.arange(len(rows)), 0))
    before = np.where(
        (start > 0) & (case[np.maximum(start - 1, 0)] == case), so_far[np.maximum(start - 1, 0)], -(2**62)
    )
    doubted[rows[_days(frame["date_latest"])[rows] < before]] = True
    return doubted


def _days(dates: pd.Series) -> npt.NDArray[np.int64]:
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)


def _returned_before_arrest(frame: pd.DataFrame) -> Bools:
    doubted = _nowhere(frame)
    dated = frame["date_earliest"].notna().to_numpy()
    held = frame["event_type"].isin(["arrest", "detention"]).to_numpy() & dated
    returned = (frame["event_type"] == "repatriation").to_numpy() & dated
    if not held.any() or not returned.any():
        return doubted
    case = frame["case_id"].cat.codes.to_numpy()
    never = np.iinfo(np.int64).max
    first_held = np.full(len(frame["case_id"].cat.categories), never)
    np.minimum.at(first_held, case[held], _days(frame["date_earliest"])[held])
    begins = first_held[case[returned]]
    doubted[returned] = (begins != never) & (_days(frame["date_latest"])[returned] < begins)
    return doubted


def _in_two_countries(frame: pd.DataFrame) -> Bools:
    doubted = _nowhere(frame)
    still = ~frame["event_type"].isin(list(MOVES)).to_numpy() & frame["country"].notna().to_numpy()
    on_a_day = (frame["date_precision"] == "day").to_numpy() & (frame["date_qualifier"] == "").to_numpy()
    rows = np.flatnonzero(still & on_a_day)
    if not len(rows):
        return doubted
    table = pd.DataFrame(
        {
            "case": frame["case_id"].cat.codes.to_numpy()[rows],
            "day": _days(frame["date_earliest"])[rows],
            "country": frame["country"].cat.codes.to_numpy()[rows],
        }
    )
    doubted[rows] = (table.groupby(["case", "day"])["country"].transform("nunique") > 1).to_numpy()
    return doubted


def _outside_country(frame: pd.DataFrame) -> Bools:
    doubted = _nowhere(frame)
    positioned = (frame["lat"].notna() & frame["country"].isin(list(mapped_countries()))).to_numpy()
    spots = frame.loc[positioned, ["country", "lat", "lon"]].astype({"country": "str"})
    different = spots.drop_duplicates()
    near = countries_near(different["lat"], different["lon"], BEYOND_BORDER_DEGREES).str.split("|")
    outside = [country not in there for country, there in zip(different["country"], near, strict=True)]
    found = spots.merge(different.assign(outside=outside), on=["country", "lat", "lon"], how="left")
    doubted[positioned] = found["outside"].to_numpy(dtype=bool)
    return doubted


def _likely_duplicates(frame: pd.DataFrame, places: pd.DataFrame) -> Bools:
    """Events of different cases that agree in all of type, date, place and persons, where these say something."""
    coarse = places["precision"].isin(COARSE)
    fine = ~frame["place_id"].map(coarse).astype("object").fillna(True).to_numpy(dtype=bool)
    telling = frame["date_precision"].isin(["day", "interval", "month"]).to_numpy()
    rows = np.flatnonzero(fine & telling & frame["persons_stated"].to_numpy())
    doubted = _nowhere(frame)
    if not len(rows):
        return doubted
    table = pd.DataFrame(
        {
            "type": frame["event_type"].cat.codes.to_numpy()[rows],
            "date": frame["date"].cat.codes.to_numpy()[rows],
            "place": frame["place_id"].cat.codes.to_numpy()[rows],
            "low": frame["persons_low"].to_numpy()[rows],
            "high": np.nan_to_num(frame["persons_high"].to_numpy()[rows], nan=-1),
        }
    )
    case = pd.Series(frame["case_id"].cat.codes.to_numpy()[rows])
    group = table.groupby(list(table.columns), sort=False).ngroup().to_numpy()
    doubted[rows] = (case.groupby(group).transform("nunique") > 1).to_numpy()
    # One person in a town on a day is no rare thing; only who is many, or a day that is exact, tells two cases apart.
    doubted &= (frame["persons_low"].to_numpy() > 1) | (frame["date_precision"] == "day").to_numpy()
    return doubted


def _nearly_same_ids(frame: pd.DataFrame) -> Bools:
    ids = pd.Series(frame["case_id"].cat.categories, dtype="str")
    # Signs between become a dash and are not left out: A1-1 is not A11.
    key = ids.str.normalize("NFKC").str.lower().str.replace(r"[^\pL\pN]+", "-", regex=True).str.strip("-")
    twice = (key.duplicated(keep=False) & (key != "")).to_numpy()
    return twice[frame["case_id"].cat.codes.to_numpy()] if len(ids) else _nowhere(frame)


def _reported_before(frame: pd.DataFrame) -> Bools:
    sources = frame["source_date"].cat
    days = parse_dates(pd.Series(sources.categories, dtype="str"))["date_latest"]
    published = days.to_numpy()[sources.codes.to_numpy()] if len(days) else np.array([], dtype="datetime64[s]")
    if not len(published):
        return _nowhere(frame)
    doubted: Bools = published < frame["date_earliest"].to_numpy()
    return doubted


def warned(sentences: Sequence[str]) -> pd.DataFrame:
    """Warnings about a file as a whole, in WARNING_COLUMNS."""
    lines = [{"column": "", "rows": 0, "warning": sentence, "row_numbers": []} for sentence in sentences]
    return pd.DataFrame(lines, columns=list(WARNING_COLUMNS))
