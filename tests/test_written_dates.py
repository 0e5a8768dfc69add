"""Days as public tables write them: one day, or a reason why it is none."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.sources.written_dates import (
    MONTHS,
    UNORDERED,
    UNREADABLE,
    WRONG_WEEKDAY,
    month_numbers,
    written_days,
)

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DAYS = st.dates(datetime.date(1997, 1, 1), datetime.date(2030, 12, 31))


def read(*cells: str) -> list[str]:
    """Each cell's day, or the problem with it."""
    found = written_days(pd.Series(list(cells), dtype="str"))
    return found["day"].dt.strftime("%Y-%m-%d").where(found["problem"] == "", found["problem"]).fillna("").tolist()


def spellings(day: datetime.date) -> list[str]:
    month = MONTHS[day.month - 1].capitalize()
    return [
        day.isoformat(),
        f"{day.isoformat()} 00:00:00",
        f"{day.day:02} {month} {day.year}",
        f"{day.day:02}-{month}-{day.year}",
        f"{day.day} {month[:3]} {day.year}",
        f"{month} {day.day:02}, {day.year}",
        f"{month[:3]} {day.day}, {day.year}",
        f"{WEEKDAYS[day.weekday()]}, {day.month:02}/{day.day:02}/{day.year} - 12:00",
    ]


@given(DAYS)
@settings(max_examples=30)
def test_every_way_of_writing_a_day_is_that_day(day: datetime.date) -> None:
    assert set(read(*spellings(day))) == {day.isoformat()}


@given(DAYS, st.integers(1, 6))
@settings(max_examples=30)
def test_a_day_of_the_week_that_does_not_fit_is_a_fault(day: datetime.date, off: int) -> None:
    other = WEEKDAYS[(day.weekday() + off) % 7]
    assert read(f"{other}, {day.month:02}/{day.day:02}/{day.year} - 12:00") == [WRONG_WEEKDAY]


def test_an_empty_cell_is_no_day_and_no_fault() -> None:
    assert read("", "") == ["", ""]


@pytest.mark.parametrize(
    "cell",
    ["2023", "2023-10", "31 February 2023", "2023-02-29", "09 Oktember 2023", "9 Oct 23", "yesterday", "0999-01-01"],
)
def test_what_is_no_day_is_a_fault(cell: str) -> None:
    assert read(cell) == [UNREADABLE]


def test_a_time_of_day_may_belong_to_another_day_elsewhere() -> None:
    assert read("2023-10-09T23:30:00Z") == [UNREADABLE]


def test_the_column_tells_which_of_two_numbers_is_the_day() -> None:
    assert read("18/04/2001", "02/03/2001") == ["2001-04-18", "2001-03-02"]
    assert read("04/18/2001", "02/03/2001") == ["2001-04-18", "2001-02-03"]


@pytest.mark.parametrize("cells", [("02/03/2001", "01/01/2001"), ("18/04/2001", "04/18/2001")])
def test_a_column_that_does_not_tell_is_a_fault_in_every_row(cells: tuple[str, ...]) -> None:
    assert read(*cells) == [UNORDERED] * len(cells)


def test_days_with_a_weekday_say_nothing_of_those_without() -> None:
    assert read("Tue, 10/31/2023 - 12:00", "02/03/2001") == ["2023-10-31", UNORDERED]


def test_the_answer_keeps_the_order_and_the_index_of_the_cells() -> None:
    cells = pd.Series(["2023-10-09", "", "2023-10-09"], index=[9, 4, 2], dtype="str")
    found = written_days(cells)
    assert found.index.tolist() == [9, 4, 2]
    assert found["day"].isna().tolist() == [False, True, False]
    assert written_days(cells[:0]).empty


def test_months_are_read_from_names_and_numbers() -> None:
    written = pd.Series(["January", "jan", "Sept", "12", "01", "3.0", "13", "0", "Unknown", ""], dtype="str")
    assert month_numbers(written).fillna(-1).tolist() == [1, 1, 9, 12, 1, 3, -1, -1, -1, -1]
