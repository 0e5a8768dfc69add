"""Sorting by several columns at once: the same rows as the sort of NumPy that takes one column after another."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints_geo.event_codes import UNDATED, codes_of
from footprints_geo.ordering import DAY, NO_DAY, days_of, sorted_rows
from footprints_geo.paths import paths_of
from footprints_geo.periods import YEAR
from footprints_geo.vocabulary import EVENT_TYPES

CASES = st.integers(0, 5)
RANKS = st.one_of(
    st.sampled_from([0.0, 1.0, 2.0, -3.0]),
    st.sampled_from([0.5, -1e300, 1e300, 2.0**53, 2.0**53 + 2, -(2.0**60), float(np.finfo(float).max)]),
)
DAYS = st.one_of(st.integers(-3, 3), st.sampled_from([NO_DAY, NO_DAY + 1, 2**62, -(2**62), 19_000, 2**63 - 1]))
ROWS = st.lists(st.tuples(CASES, RANKS, DAYS, DAYS), max_size=30)
"""Also ranks with fractions, ranks and days too far apart to be packed, and days that are not known."""


def columns(rows: list[tuple[Any, ...]]) -> tuple[npt.NDArray[Any], ...]:
    case, rank, earliest, latest = zip(*rows, strict=True) if rows else ((), (), (), ())
    return (
        np.array(case, dtype=np.int32),
        np.array(rank, dtype=np.float64),
        np.array(earliest, dtype=np.int64),
        np.array(latest, dtype=np.int64),
    )


def assert_sorted(rows: list[tuple[Any, ...]]) -> None:
    given_columns = columns(rows)
    before = [column.copy() for column in given_columns]
    found = sorted_rows(given_columns)
    assert found.tolist() == np.lexsort(given_columns[::-1]).tolist()
    assert found.dtype == np.int64
    assert all((column == other).all() for column, other in zip(given_columns, before, strict=True))


@given(ROWS)
def test_rows_are_sorted_as_one_column_after_another_would(rows: list[tuple[Any, ...]]) -> None:
    assert_sorted(rows)


@given(st.lists(st.tuples(CASES, st.sampled_from([0.0, 1.0, 2.0]), st.integers(0, 9), st.integers(0, 9)), max_size=60))
def test_rows_of_small_numbers_are(rows: list[tuple[Any, ...]]) -> None:
    assert_sorted(rows)


@given(ROWS)
def test_rows_in_order_already_stay(rows: list[tuple[Any, ...]]) -> None:
    assert sorted_rows(columns(sorted(rows))).tolist() == list(range(len(rows)))


@pytest.mark.parametrize("spread", [1, 2**20, 2**35, 2**61])
def test_many_rows_are_sorted_however_many_bits_they_need(spread: int) -> None:
    random = np.random.default_rng(spread)
    many = (random.integers(0, 50, 5_000), random.integers(0, 3, 5_000), random.integers(0, spread, 5_000))
    assert (sorted_rows(many) == np.lexsort(many[::-1])).all()


def test_a_date_that_is_missing_comes_before_all_others() -> None:
    dates = np.array(["1969-12-31", "NaT", "1970-01-02", "0001-01-01", "9999-12-31"], dtype="datetime64[s]")
    expected = dates.astype("datetime64[D]").astype(np.int64)
    assert days_of(dates).tolist() == expected.tolist()
    assert days_of(dates)[1] == NO_DAY
    assert days_of(dates[:0]).tolist() == []
    assert dates[2].astype(np.int64) == DAY


SEGMENTS = st.lists(st.tuples(st.integers(0, 2), st.lists(st.integers(0, 4), min_size=2, max_size=9)), max_size=30)


@given(SEGMENTS, st.sampled_from([0, 2**7, 2**15, 2**30]))
def test_segments_have_one_path_when_kind_and_stops_are_the_same(
    segments: list[tuple[int, list[int]]], beyond: int
) -> None:
    """With tokens so large that fewer stops, or none, fit into one number."""
    first = np.cumsum([0, *(len(stops) for _, stops in segments)])[:-1].astype(np.int64)
    last = first + np.array([len(stops) - 1 for _, stops in segments], dtype=np.int64)
    token = np.array([stop + (beyond if stop == 4 else 0) for _, stops in segments for stop in stops], dtype=np.int64)
    kind = np.array([kind for kind, _ in segments], dtype=np.int8)
    paths = paths_of(first, last, token, kind, 3)
    same: dict[int, tuple[int, list[int]]] = {}
    for segment, number in zip(segments, paths.path.tolist(), strict=True):
        assert same.setdefault(number, segment) == segment
    assert sorted(same) == list(range(len(paths.segment)))
    assert len(same) == len({(kind, tuple(stops)) for kind, stops in segments})
    assert paths.path[paths.segment].tolist() == list(range(len(paths.segment)))


@given(st.lists(st.one_of(st.none(), st.dates(), st.dates().map(lambda day: day.replace(day=1))), max_size=20))
def test_the_months_of_dates_are_those_of_the_calendar(dates: list[Any]) -> None:
    """Near each other and thousands of years apart."""
    column = pd.Series(pd.array(np.array(dates, dtype="datetime64[s]")))
    events = pd.DataFrame(
        {
            "date_earliest": column,
            "date_latest": column,
            "event_type": pd.Categorical(["arrest"] * len(dates), categories=EVENT_TYPES),
            "country": pd.Categorical(["CN"] * len(dates)),
            "persons_low": np.ones(len(dates), dtype=np.int64),
        }
    )
    found = codes_of(events)
    expected = [UNDATED if day is None else day.year * YEAR + day.month - 1 for day in dates]
    assert found.earliest.tolist() == found.latest.tolist() == expected
    assert found.earliest.dtype == np.int32
