"""Periods: years and months as text, as days and in words; those with a name; and how events stand to them."""

from __future__ import annotations

import datetime
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.dates.intervals import FIRST_YEAR, LAST_YEAR
from footprints_geo.errors import InputError
from footprints_geo.language import Language
from footprints_geo.periods import YEAR, Period, PeriodCounts, count_in, named_periods
from footprints_geo.selection import Selection
from footprints_geo.time_counts import NUMBERS, count_by_year, count_spans, documented_years, year_days
from tests.builders import event, random_rows, read_rows, released

MONTHS = st.integers(FIRST_YEAR * YEAR, LAST_YEAR * YEAR + YEAR - 1)
PERIODS = st.tuples(MONTHS, MONTHS).map(lambda pair: Period(*sorted(pair)))
DATES = ("", "2023", "2023-08", "2023-10-31", "2023-11-01", "2023-07/2023-08", "2022", "2023-10~", "2021/2024")


@given(PERIODS)
def test_a_period_is_the_same_as_text_and_in_a_recipe(period: Period) -> None:
    assert Period.read(period.text) == period
    assert Period.from_json(period.to_json()) == period


@given(PERIODS)
def test_its_days_are_those_of_whole_months(period: Period) -> None:
    first, last = (day.astype(datetime.date) for day in period.days)
    after = last + datetime.timedelta(days=1)
    assert (first.year * YEAR + first.month - 1, first.day) == (period.first, 1)
    assert (after.year * YEAR + after.month - 1, after.day) == (period.last + 1, 1)


@given(PERIODS, PERIODS)
def test_what_two_have_in_common_lies_in_both_and_what_joins_them_holds_both(one: Period, other: Period) -> None:
    joined = one.joined(other)
    assert joined.within(one) == one
    assert joined.within(other) == other
    if one.overlaps(other):
        assert one.within(other).within(one) == other.within(one)
    else:
        with pytest.raises(InputError):
            one.within(other)


@pytest.mark.parametrize(
    ("text", "english", "korean"),
    [
        ("2023", "2023", "2023년"),
        ("2019-2023", "2019 to 2023", "2019~2023년"),
        ("2023-10", "October 2023", "2023년 10월"),
        ("2023-08/2023-10", "August to October 2023", "2023년 8월~10월"),
        ("2019-12/2023-01", "December 2019 to January 2023", "2019년 12월~2023년 1월"),
    ],
)
def test_a_period_in_words(text: str, english: str, korean: str) -> None:
    assert Period.read(text).words() == english
    assert Period.read(text).words(Language("ko")) == korean


@pytest.mark.parametrize(
    "text",
    ["", "23", "2023-13", "2023-00", "2023-10/2023-08", "2023-8", "2023-08-09", "1799", "2201-01", "2023/2023-04"],
)
def test_what_is_no_period_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(InputError, match="expected a year, two years") as caught:
        Period.read(text)
    assert text == "" or f" {text} " not in str(caught.value)


def test_the_named_periods_can_be_read_and_one_that_goes_on_ends_with_the_records() -> None:
    named = {one.name(): one for one in named_periods()}
    assert named["Returns of August to October 2023"].until(0) == Period.read("2023-08/2023-10")
    power = named["Kim Jong Un in power"]
    assert power.until(Period.of(2025).last).text == "2011-12/2025-12"
    assert power.until(Period.of(1999).last).text == "2011-12"
    assert all(one.name(Language("ko")) != one.name() for one in named.values())


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("2023-08/2023-10", PeriodCounts(inside=3, may=3, outside=2, undated=1)),
        ("2023", PeriodCounts(inside=6, may=1, outside=1, undated=1)),
        (None, PeriodCounts(inside=8, may=0, outside=0, undated=1)),
    ],
)
def test_every_event_stands_to_a_period_in_one_way(text: str | None, counts: PeriodCounts) -> None:
    frame = read_rows([event("A", "arrest", "CN", date=date) for date in DATES]).frame
    assert count_in(None if text is None else Period.read(text), frame) == counts
    assert count_in(None, frame.iloc[:0]) == PeriodCounts(0, 0, 0, 0)


# Every example reads a file.
@settings(max_examples=20)
@given(st.randoms(use_true_random=False))
def test_cases_by_year_are_those_that_may_lie_in_each_year(chance: Random) -> None:
    prepared = released(read_rows(random_rows(chance, 8)))
    frame = prepared.events.frame
    dated = frame[frame["date_earliest"].notna()]
    spans = dated[["date_earliest", "date_latest", "persons_low", "persons_high"]].assign(
        case=dated["case_id"].cat.codes.to_numpy()
    )
    by_year = count_by_year(prepared, Selection(years=Period.of(2023)))
    expected = count_spans(spans, *year_days(documented_years(frame)), prepared.part_of)
    pd.testing.assert_frame_equal(by_year[list(NUMBERS)], expected)
