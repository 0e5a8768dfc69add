from __future__ import annotations

import datetime
import locale
import time
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from footprints_geo.dates import typed as typed_dates
from footprints_geo.dates.intervals import FIRST_YEAR, LAST_YEAR, parse_date
from footprints_geo.dates.readings import Reading, read_typed
from footprints_geo.dates.typed import TypedDates, combine_ends, read_typed_dates
from footprints_geo.dates.words import NOT_KNOWN, plain
from footprints_geo.errors import InputError
from footprints_geo.profiles import DateOrder

DAYS = st.dates(datetime.date(FIRST_YEAR, 1, 1), datetime.date(LAST_YEAR, 12, 31))
YEARS = st.integers(FIRST_YEAR, LAST_YEAR)
EARLY_DAYS = DAYS.filter(lambda day: day.day <= 12 and day.day != day.month)
LATE_DAYS = DAYS.filter(lambda day: day.day > 12)
MARKS = st.sampled_from([".", "/", "-", ". ", " / "])
ORDERS: tuple[DateOrder, ...] = ("day-first", "month-first")
ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
SIGNS = "written with 년, 월, 일 or 年, 月, 日"
ABOUT = "'about' and the like read as approximate (~)"
MAYBE = "'maybe' and the like read as uncertain (?)"
ROUND = "words round the date left out"
ZONE = "time of day left out, and its zone with it: the day as written"

READ = {
    "2023.10.9": ("2023-10-09", "written with dots"),
    "2023. 10. 9.": ("2023-10-09", "written with dots"),
    "2023. 10. 9.(월)": ("2023-10-09", "weekday left out; written with dots"),
    "2012.12": ("2012-12", "written with dots"),
    "2023.": ("2023", "written with dots"),
    "2023.0": ("2023", "year as a decimal number"),
    "2023/10/9": ("2023-10-09", "written with slashes"),
    "2010/9": ("2010-09", "written with slashes"),
    "2023/10": ("2023-10", "written with slashes"),
    "1999/11": ("1999-11", "written with slashes"),
    "2023-10-9": ("2023-10-09", "written without leading zeros"),
    "2023 - 10 - 09": ("2023-10-09", "written with blanks"),
    "20231009": ("2023-10-09", "written without hyphens"),
    "２０２３－１０－０９": ("2023-10-09", ""),
    "\u30002023-10 ": ("2023-10", ""),
    "31/10/2023": ("2023-10-31", "day before month, as the column shows"),
    "10/31/2023": ("2023-10-31", "month before day, as the column shows"),
    "31.10.2023": ("2023-10-31", "day before month, as the column shows"),
    "9/9/2023": ("2023-09-09", "year last, with day and month the same"),
    "10/2023": ("2023-10", "month before year"),
    "Oct 2023": ("2023-10", "month in words"),
    "Sept. 2023": ("2023-09", "month in words"),
    "October 9, 2023": ("2023-10-09", "month in words"),
    "9 October 2023": ("2023-10-09", "month in words"),
    "the 9th of Oct. 2023": ("2023-10-09", "month in words"),
    "09-OCT-2023": ("2023-10-09", "month in words"),
    "2023-Oct-09": ("2023-10-09", "month in words"),
    "Monday, 9 October 2023": ("2023-10-09", "weekday left out; month in words"),
    "in October 2023": ("2023-10", f"{ROUND}; month in words"),
    "autumn 2023": ("2023-23", "autumn read as September to November"),
    "Fall of 2023": ("2023-23", "autumn read as September to November"),
    "2023년 가을": ("2023-23", "autumn read as September to November"),
    "2023年春": ("2023-21", "spring read as March to May"),
    "late summer 2023": ("2023-22", "summer read as June to August, and a part of it as the whole"),
    "winter 2022-23": ("2022-24", "winter read as December to February"),
    "2022~2023년 겨울": ("2022-24", "winter read as December to February"),
    "2023년 10월 9일": ("2023-10-09", SIGNS),
    "2023년10월9일(월)": ("2023-10-09", f"weekday left out; {SIGNS}"),
    "2023년 10월": ("2023-10", SIGNS),
    "2023년": ("2023", SIGNS),
    "2023年10月9日": ("2023-10-09", SIGNS),
    "二〇二三年十月二十九日": ("2023-10-29", SIGNS),
    "2023.10월 9일": ("2023-10-09", SIGNS),
    "early 2012": ("2012-01/2012-04", "'early' read as January to April"),
    "mid-2012": ("2012-05/2012-08", "'mid' read as May to August"),
    "late 2012": ("2012-09/2012-12", "'late' read as September to December"),
    "2012년 초": ("2012-01/2012-04", f"'early' read as January to April; {SIGNS}"),
    "2012년 중반": ("2012-05/2012-08", f"'mid' read as May to August; {SIGNS}"),
    "2012년말": ("2012-09/2012-12", f"'late' read as September to December; {SIGNS}"),
    "2012년 상반기": ("2012-01/2012-06", f"first half read as January to June; {SIGNS}"),
    "2012년 중": ("2012", f"{ROUND}; {SIGNS}"),
    "Q3 2012": ("2012-07/2012-09", "quarter of a year read as its three months"),
    "early October 2023": ("2023-10-01/2023-10-15", "'early' in a month read as its 1st to 15th day; month in words"),
    "mid-Feb 2023": ("2023-02-06/2023-02-25", "'mid' in a month read as its 6th to 25th day; month in words"),
    "2024년 2월 말": ("2024-02-16/2024-02-29", f"'late' in a month read as its 16th to last day; {SIGNS}"),
    "2023년 10월 초순": ("2023-10-01/2023-10-10", f"초순 or 上旬 read as the 1st to 10th day of the month; {SIGNS}"),
    "2023년 10월 중순": ("2023-10-11/2023-10-20", f"중순 or 中旬 read as the 11th to 20th day of the month; {SIGNS}"),
    "2023년 12월 하순": ("2023-12-21/2023-12-31", f"하순 or 下旬 read as the 21st to last day of the month; {SIGNS}"),
    "1990s": ("199X", "decade read as its ten years"),
    "1990년대": ("199X", "decade read as its ten years"),
    "the 1990's": ("199X", f"decade read as its ten years; {ROUND}"),
    "2000s": ("200X", "decade read as its ten years"),
    "early 1990s": ("1990/1994", "'early' in a decade read as its years 0 to 4"),
    "1990년대 후반": ("1995/1999", "second half of a decade read as its years 5 to 9"),
    "c. 2012": ("2012~", ABOUT),
    "circa 2012": ("2012~", ABOUT),
    "about 2012": ("2012~", ABOUT),
    "around Oct 2023": ("2023-10~", f"{ABOUT}; month in words"),
    "on or about 9 October 2023": ("2023-10-09~", f"{ABOUT}; month in words"),
    "2012경": ("2012~", ABOUT),
    "2012년경": ("2012~", f"{ABOUT}; {SIGNS}"),
    "2012년 말경": ("2012-09~/2012-12~", f"'late' read as September to December; {ABOUT}; {SIGNS}"),
    "maybe 2012": ("2012?", MAYBE),
    "2012년 추정": ("2012?", f"{MAYBE}; {SIGNS}"),
    "Oct 2023 (?)": ("2023-10?", "month in words"),
    "maybe c. 2012": ("2012%", f"{MAYBE}; {ABOUT}"),
    "2023-08-27 ~ 2023-10-09": ("2023-08-27/2023-10-09", "interval written with '~'"),
    "2023-08 / 2023-10": ("2023-08/2023-10", "interval written with '/'"),
    "Aug-Oct 2023": ("2023-08/2023-10", "interval written with '-'; month in words"),
    "August to October 2023": ("2023-08/2023-10", "interval in words; month in words"),
    "between August and October 2023": ("2023-08/2023-10", "interval in words; month in words"),
    "August or September 2023": ("2023-08/2023-09", "interval in words; month in words"),
    "2023.8~10": ("2023-08/2023-10", "interval written with '~'; written with dots"),
    "2023. 8. 27. ~ 10. 9.": ("2023-08-27/2023-10-09", "interval written with '~'; written with dots"),
    "2023.8.27-29": ("2023-08-27/2023-08-29", "interval written with '-'; written with dots"),
    "2023년 8월~10월": ("2023-08/2023-10", f"interval written with '~'; {SIGNS}"),
    "2023년 8~10월": ("2023-08/2023-10", f"interval written with '~'; {SIGNS}"),
    "2023년 8월부터 10월까지": ("2023-08/2023-10", f"interval in words; {SIGNS}"),
    "2023년 8월과 10월 사이": ("2023-08/2023-10", f"interval in words; {SIGNS}"),
    "27 Aug - 9 Oct 2023": ("2023-08-27/2023-10-09", "interval written with '-'; month in words"),
    "Aug 27–29, 2023": ("2023-08-27/2023-08-29", "interval written with '–'; month in words"),
    "27-29 Aug 2023": ("2023-08-27/2023-08-29", "interval written with '-'; month in words"),
    "2010-2012": ("2010/2012", "interval written with '-'"),
    "1990s-2000s": ("199X/200X", "decade read as its ten years; interval written with '-'"),
    "late 2022 to early 2023": (
        "2022-09/2023-04",
        "'late' read as September to December; 'early' read as January to April; interval in words",
    ),
    "c. Aug-Oct 2023": ("2023-08~/2023-10~", f"interval written with '-'; {ABOUT}; month in words"),
    "2023-08-27T00:00:00Z": ("2023-08-27", ZONE),
    "2023-10-08T15:00:00Z": ("2023-10-08", ZONE),
    "2023-10-09T00:00:00+09:00": ("2023-10-09", ZONE),
    "2023-10-09 00:00:00": ("2023-10-09", ""),
    "2023-10-09 13:05": ("2023-10-09", "time of day left out"),
    "2023. 10. 9 오후 3:05:22": ("2023-10-09", "time of day left out; written with dots"),
    "31/10/2023 0:00": ("2023-10-31", "day before month, as the column shows"),
    "2023.10.??": ("2023-10", "written with dots; '??' or 'xx' read as not known"),
    "2023-10-xx": ("2023-10", "'??' or 'xx' read as not known"),
    "주체112년 10월 9일": ("2023-10-09", f"Juche year read as that year plus 1911; {SIGNS}"),
    "Juche 112 (2023)": ("2023", "Juche year read as that year plus 1911"),
    "民国112年": ("2023", f"Minguo year read as that year plus 1911; {SIGNS}"),
    "": ("", ""),
    " \u3000": ("", ""),
    "Unknown": ("", "'unknown' read as no date"),
    "N/A": ("", "'n/a' read as no date"),
    "—": ("", "'–' read as no date"),
    "-": ("", "'-' read as no date"),
    "미상": ("", "'미상' read as no date"),
    "未详": ("", "'未详' read as no date"),
}

UNREAD = [
    *("9-10-23", "23.10.9", "9/10/23", "Oct-23", "23-Oct", "October 23", "'23", "90s", "90년대", "1998-99"),
    *("winter 2023", "2023년 겨울", "winter 2022-24", "1900s", "1800년대", "10월 9일", "October", "9 October", "mid"),
    *("before 2012", "after 2012", "since 2012", "until 2012", "by 2012", "2012년까지", "2012년 이전", "2012 이후"),
    *(
        "~2012",
        "2012.10~",
        "2012-10-09~ ~",
        "2012 -",
        "-2012",
        "2012 to present",
        "2012 or later",
        "2023-08/..",
        "/2023",
        "Aug 2023 -",
        "- Aug 2023",
        "Aug 2023~",
        "early 2024~",
        "2012~?",
    ),
    *("2010/11", "2010/12", "2008/09", "2008/9", "about 2010/11", "early 2010/11", "2010/11?", "2010 / 11"),
    *("2010–12", "2010 - 12", "2010~12", "2023.8-10", "2023-08/10", "8-10/2023", "8~10/2023", "2023 10"),
    *("Nov - Feb 2023", "2023.10 ~ 2023.8", "2023년 8월 ~ 9일", "Aug 22 - Oct 2023", "Aug 2023 - 22, 2023"),
    *("2023.10.0", "0/10/2023", "00/00/2023", "2023.2.30", "31/02/2023", "13/13/2023", "2023.13", "2023.23", "22/2023"),
    *("2023-10-00 ~ 2023-11-00", "2023-03~22", "2023.10.9~0", "2566-10-9", "31/10/2566", "1799.1.1", "2023-1²"),
    *("주체112(2022)년", "Tuesday 9 October 2023", "2023년 10월 9일(화)", "Monday October 2023", "2023-10 13:05"),
    *(
        "early 9 October 2023",
        "early mid 2012",
        "mid-to-late 2012",
        "early to mid 2012",
        "first 2012",
        "2023-10-09 25:00",
    ),
    *(
        "Junho 1998",
        "2012 2013",
        "9.5 Oct 2023",
        "2023.xx.09",
        "٢٠٢٣.١٠.٩",
        "taken with her sister in 2023",
        "010-1234-5678",
    ),
]

PIECES = st.lists(
    st.sampled_from(
        (
            *("2023", "10", "9", "31", "1", "08", "1990", "45208", ".", "/", "-", "~", " - ", "–", " ", ". ", ","),
            *("?", "%", "년", "월", "일", "年", "月", "日", "가을", "초", "말", "중순", "경", "까지", "부터", "사이"),
            *(
                "(월)",
                "주체",
                "대",
                "Oct",
                "October",
                "Aug",
                "may",
                "early ",
                "mid-",
                "late ",
                "c. ",
                "about ",
                "maybe ",
            ),
            *("of ", "s", "th", "X", " to ", " or ", "between ", " and ", "winter ", "autumn ", "Mon, ", " 13:05"),
            *("T00:00:00", "T15:00:00Z"),
        )
    ),
    max_size=7,
).map("".join)
NEAR = st.text("0123456789-/.~?%xX: 년월일", max_size=20)
CELLS = st.one_of(
    PIECES, NEAR, st.text(max_size=12), st.sampled_from([*READ, *UNREAD]), DAYS.map(str), st.sampled_from([*NOT_KNOWN])
)
COLUMNS = st.lists(CELLS, max_size=12)


def column(texts: Sequence[str | None]) -> pd.Series:
    return pd.Series(list(texts), dtype="str")


def read(texts: Sequence[str | None], order: DateOrder | None = None, true_dates: bool = False) -> TypedDates:
    return read_typed_dates(column(texts), order, true_dates)


def dates(texts: Sequence[str | None], order: DateOrder | None = None) -> list[str]:
    return read(texts, order).dates.tolist()


def exists(text: str) -> bool:
    try:
        parse_date(text)
    except InputError:
        return False
    return True


def written(day: datetime.date, order: DateOrder, mark: str = "/", width: int = 1) -> str:
    first, second = (day.day, day.month) if order == "day-first" else (day.month, day.day)
    return f"{first:0{width}}{mark}{second:0{width}}{mark}{day.year}"


def number_of(day: datetime.date) -> int:
    """What a spreadsheet counts, written the other way round than in the code."""
    return (day - datetime.date(1900, 1, 1)).days + (1 if day < datetime.date(1900, 3, 1) else 2)


@pytest.mark.parametrize(("text", "date", "phrase"), [(text, *rest) for text, rest in READ.items()])
def test_what_people_type_is_read_and_said(text: str, date: str, phrase: str) -> None:
    answer = read([text])
    assert (answer.dates[0], answer.inferred[0]) == (date, phrase)


@pytest.mark.parametrize("text", UNREAD)
def test_what_could_be_two_dates_or_none_stays_as_typed(text: str) -> None:
    answer = read([text])
    assert (answer.dates[0], answer.inferred[0]) == (text, "")
    assert not exists(text)


@pytest.mark.parametrize(
    "text", ["2023", "2023-10", "2023-10-09", "2023~", "2019-06?", "2023-XX", "201X", "2023-23", "2023-08/2023-10~"]
)
def test_strict_texts_pass_untouched(text: str) -> None:
    answer = read([text])
    assert (answer.dates[0], answer.inferred[0]) == (text, "")


def test_a_month_after_a_dot_may_have_lost_its_zero_unless_the_column_keeps_them() -> None:
    assert dates(["2023.1", "2023.11", "2023.9"]) == ["2023.1", "2023-11", "2023-09"]
    assert dates(["2023.1", "2022.10"]) == ["2023-01", "2022-10"]
    assert dates(["2023.1", "2022.02"]) == ["2023-01", "2022-02"]
    assert dates(["2023. 1.", "2023.1.5", "2023.1~3"]) == ["2023-01", "2023-01-05", "2023-01/2023-03"]


@given(st.lists(DAYS, max_size=8), LATE_DAYS, st.sampled_from(ORDERS), MARKS, MARKS, st.sampled_from([1, 2]))
def test_a_column_with_one_day_over_12_reads_back_in_its_order(
    days: list[datetime.date], proof: datetime.date, order: DateOrder, mark: str, other: str, width: int
) -> None:
    texts = [written(day, order, mark, width) for day in days] + [written(proof, order, other)]
    answer = read(texts)
    assert answer.dates.tolist() == [str(day) for day in [*days, proof]]
    assert (answer.order, answer.ambiguous, answer.against) == (order, False, 0)
    assert answer.evidence == sum(day.day > 12 for day in [*days, proof])
    assert (answer.inferred != "").all()


@given(st.lists(EARLY_DAYS, min_size=1, max_size=8), st.sampled_from(ORDERS), MARKS, st.lists(DAYS, max_size=3))
def test_a_column_without_a_day_over_12_must_be_asked_about(
    days: list[datetime.date], order: DateOrder, mark: str, strict: list[datetime.date]
) -> None:
    texts = [written(day, order, mark) for day in days]
    answer = read([*texts, *map(str, strict), "Oct 2023"])
    assert answer.dates.tolist() == [*texts, *map(str, strict), "2023-10"]
    assert (answer.order, answer.ambiguous, answer.evidence, answer.against) == (None, True, 0, 0)
    assert (answer.inferred.iloc[: len(days)] == "").all()
    told = read(texts, order)
    assert told.dates.tolist() == [str(day) for day in days]
    assert (told.order, told.ambiguous) == (order, False)
    assert told.inferred[0].endswith(", as told")


def test_cells_that_contradict_each_other_are_asked_about_and_none_is_read() -> None:
    texts = ["31/10/2023", "30/10/2023", "10/31/2023", "9/10/2023"]
    answer = read(texts)
    assert answer.dates.tolist() == texts
    assert (answer.order, answer.ambiguous, answer.evidence, answer.against) == (None, True, 2, 1)


def test_cells_that_contradict_the_order_told_stay_as_typed() -> None:
    answer = read(["31/10/2023", "30/10/2023", "10/31/2023", "9/10/2023"], "month-first")
    assert answer.dates.tolist() == ["31/10/2023", "30/10/2023", "2023-10-31", "2023-09-10"]
    assert (answer.order, answer.ambiguous, answer.evidence, answer.against) == ("month-first", False, 1, 2)


def test_with_the_year_told_to_come_first_no_cell_with_the_year_last_is_read() -> None:
    answer = read(["31/10/2023", "9/9/2023", "2023/10/9", "2023-10"], "year-first")
    assert answer.dates.tolist() == ["31/10/2023", "9/9/2023", "2023-10-09", "2023-10"]
    assert (answer.order, answer.evidence, answer.against) == ("year-first", 2, 1)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["2023-10-09", "Oct 2023"], "year-first"),
        (["2023.10.9"], "year-first"),
        (["20231009"], "year-first"),
        (["2023", "Oct 2023", "2023년 10월"], None),
        (["2023-10-09", "31/10/2023"], "day-first"),
        (["9/9/2023"], None),
        ([], None),
    ],
)
def test_the_order_is_what_the_figures_show(texts: list[str], order: DateOrder | None) -> None:
    answer = read(texts)
    assert (answer.order, answer.ambiguous) == (order, False)


def test_evidence_counts_cells_and_not_distinct_texts() -> None:
    assert read(["31/10/2023"] * 5 + ["9/10/2023"] * 3).evidence == 5


def test_intervals_and_marks_are_evidence_too() -> None:
    assert dates(["c. 9/10/2023", "9/10/2023 - 31/10/2023"]) == ["2023-10-09~", "2023-10-09/2023-10-31"]
    assert dates(["9/10/2023", "Tue 31/10/2023"]) == ["2023-10-09", "2023-10-31"]


def test_a_weekday_settles_the_order_when_it_is_the_day_of_one_only() -> None:
    answer = read(["Mon 9/10/2023", "8/10/2023"])
    assert answer.dates.tolist() == ["2023-10-09", "2023-10-08"]
    assert answer.evidence == 1


def test_an_interval_that_runs_backwards_in_one_order_is_no_evidence() -> None:
    texts = ["9/10/2023 - 1/11/2023", "3/4/2023"]  # from the 10th of September to the 11th of January?
    answer = read(texts)
    assert (answer.dates.tolist(), answer.ambiguous, answer.evidence) == (texts, True, 0)
    assert dates(texts, "day-first") == ["2023-10-09/2023-11-01", "2023-04-03"]
    assert dates(texts, "month-first") == [texts[0], "2023-03-04"]


@given(st.lists(DAYS, min_size=2, max_size=2).map(sorted))
def test_an_interval_reads_back_however_it_is_written(ends: list[datetime.date]) -> None:
    a, b = ends
    month_a, month_b = ENGLISH[a.month - 1], ENGLISH[b.month - 1][:3]
    texts = [
        f"{a} ~ {b}",
        f"{a} - {b}",
        f"{a:%Y}.{a.month}.{a.day}-{b:%Y}.{b.month}.{b.day}",
        f"{a.year}년 {a.month}월 {a.day}일부터 {b.year}년 {b.month}월 {b.day}일까지",
        f"from {a.day} {month_a} {a.year} to {b.day} {month_b}. {b.year}",
        f"between {month_a} {a.day}, {a.year} and {month_b} {b.day}, {b.year}",
    ]
    if a.year == b.year:
        texts += [
            f"{a.year}. {a.month}. {a.day}. ~ {b.month}. {b.day}.",
            f"{a.year}년 {a.month}월 {a.day}일 ~ {b.month}월 {b.day}일",
            f"{a.day} {month_a} - {b.day} {month_b} {a.year}",
            f"{month_a} {a.day} – {month_b} {b.day}, {a.year}",
        ]
    if a.year == b.year and a.month == b.month:
        texts += [
            f"{a}~{b.day}",
            f"{a.year}년 {a.month}월 {a.day}~{b.day}일",
            f"{a.day}-{b.day} {month_a} {a.year}",
            f"{month_a} {a.day}-{b.day}, {a.year}",
        ]
    assert dates(texts) == [f"{a}/{b}" if a != b else str(a)] * len(texts)


@given(YEARS, st.integers(1, 12), st.integers(1, 12))
def test_an_interval_of_months_reads_back_however_it_is_written(year: int, a: int, b: int) -> None:
    assume(a < b)
    first, last = ENGLISH[a - 1], ENGLISH[b - 1]
    texts = [
        f"{year}.{a}~{b}",
        f"{year}/{a} ~ {b}",
        f"{year}-{a:02}~{b:02}",
        f"{year}년 {a}월~{b}월",
        f"{year}년 {a}~{b}월",
        f"{first}-{last[:3]} {year}",
        f"{first} to {last} {year}",
        f"{first[:3]} {year} – {last[:3]}. {year}",
        f"{first}/{last} {year}",
    ]
    assert dates(texts) == [f"{year}-{a:02}/{year}-{b:02}"] * len(texts)


@given(YEARS, st.integers(1, 12))
def test_vague_words_are_never_read_more_narrowly_than_anyone_means_them(year: int, month: int) -> None:
    decade = year // 10 * 10
    decades = [f"early {decade}s", f"mid-{decade}s", f"{decade}년대 후반"]
    length = ((datetime.date(year, month, 28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(1)).day
    name = f"{ENGLISH[month - 1]} {year}"
    claims = {
        f"early {year}": (f"{year}-01-01", f"{year}-03-31"),
        f"mid-{year}": (f"{year}-06-01", f"{year}-07-31"),
        f"{year}년 말": (f"{year}-10-01", f"{year}-12-31"),
        f"end of {year}": (f"{year}-11-01", f"{year}-12-31"),
        f"early {name}": (f"{year}-{month:02}-01", f"{year}-{month:02}-10"),
        f"mid {name}": (f"{year}-{month:02}-10", f"{year}-{month:02}-20"),
        f"late {name}": (f"{year}-{month:02}-20", f"{year}-{month:02}-{length}"),
        f"{year}년 {month}월 하순": (f"{year}-{month:02}-21", f"{year}-{month:02}-{length}"),
        decades[0]: (f"{decade}-01-01", f"{decade + 3}-12-31"),
        decades[1]: (f"{decade + 4}-01-01", f"{decade + 6}-12-31"),
        decades[2]: (f"{decade + 5}-01-01", f"{decade + 9}-12-31"),
    }
    if decade % 100 == 0 and decade != 2000:
        claims = {text: days for text, days in claims.items() if text not in decades}
        assert dates(decades) == decades  # "1900s" is said of the century
    for date, (text, (first, last)) in zip(dates(list(claims)), claims.items(), strict=True):
        days = parse_date(date)
        assert f"{decade}" <= str(days.earliest) <= first, text
        assert last <= str(days.latest) < f"{decade + 10}", text


@given(st.lists(CELLS, max_size=12), st.sampled_from([None, *ORDERS, "year-first"]), st.booleans())
def test_whatever_comes_in_is_read_or_empty_or_stays_as_typed(
    texts: list[str], order: DateOrder | None, true_dates: bool
) -> None:
    answer = read(texts, order, true_dates)
    for text, date, phrase in zip(texts, answer.dates, answer.inferred, strict=True):
        if date == "":
            assert text.strip() == "" or phrase.endswith(" read as no date")
        elif date == text:
            assert phrase == ""
        else:
            parse_date(date)


@given(COLUMNS, st.sampled_from([None, *ORDERS, "year-first"]))
def test_reading_what_was_read_changes_nothing(texts: list[str], order: DateOrder | None) -> None:
    once = read_typed_dates(column(texts), order)
    again = read_typed_dates(once.dates, order)
    assert again.dates.tolist() == once.dates.tolist()
    assert set(again.inferred) <= {""}
    assert again.ambiguous == once.ambiguous


@given(st.one_of(PIECES, NEAR))
def test_what_is_read_is_what_the_check_of_dates_would_have_advised(text: str) -> None:
    read_as = dates([text])[0]
    if read_as in ("", text):
        return
    try:
        parse_date(text)
    except InputError as refusal:
        offer = str(refusal).rpartition(". Write ")[2]
        if offer.endswith(" if that is meant."):
            assert read_as == offer.removesuffix(" if that is meant.")


@given(st.one_of(CELLS, PIECES))
def test_a_text_that_needs_no_order_is_read_alike_in_both(text: str) -> None:
    both = [read_typed(plain(text), day_first) for day_first in (True, False)]
    if not any(reading and reading.by_order for reading in both):
        assert both[0] == both[1]


@pytest.mark.parametrize(
    "text",
    [
        "1" * 100_000,
        " " * 100_000 + "2",
        "2023" + " " * 100_000 + "-",
        "2023-" * 20_000,
        "early " * 20_000 + "2023",
        "9/10/" * 20_000,
        "경" * 100_000,
        "2023 to " * 9,
        "c. " * 25 + "2023",
        "- " * 35 + "2023",
        "2023" + "1" * 70 + "!",
        "2023" + "1st" * 24 + "!",
        "2023" + "a" * 70 + "!",
        "2023" + " 1" * 35 + "~",
        "2023" + "년 " * 35 + "!",
        "1:" * 37 + "2023",
    ],
)
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    assert dates([text]) == [text]
    assert time.process_time() - start < 0.5


def test_a_million_cells_with_few_texts_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(text: str, day_first: bool | None) -> Reading | None:
        asked.append(text)
        return read_typed(text, day_first)

    monkeypatch.setattr(typed_dates, "read_typed", counted)
    texts = column(["2023.10.9", "2023-10-09", "Oct 2023", "", "unknown", None])
    answer = read_typed_dates(texts.take(np.arange(1_000_000) % len(texts)))
    assert asked == ["2023.10.9", "oct 2023"]
    assert len(answer.dates) == 1_000_000
    assert set(answer.dates) == {"2023-10-09", "2023-10", ""}


@given(st.lists(st.dates(datetime.date(1927, 5, 18), datetime.date(2100, 12, 31)), min_size=1, max_size=10))
def test_a_column_of_day_numbers_becomes_days(days: list[datetime.date]) -> None:
    answer = read([str(number_of(day)) for day in days])
    assert answer.dates.tolist() == [str(day) for day in days]
    assert set(answer.inferred) == {"Excel's day number"}


def test_day_numbers_count_a_leap_day_that_never_was() -> None:
    numbers = ["1", "59", "60", "61", "45208", "45208.0", "45208.75", "73415"]
    answer = read(numbers)
    read_as = ["1900-01-01", "1900-02-28", "60", "1900-03-01", "2023-10-09", "2023-10-09", "2023-10-09", "2100-12-31"]
    assert answer.dates.tolist() == read_as
    assert answer.inferred.tolist()[-3:-1] == ["Excel's day number", "Excel's day number; time of day left out"]


def test_some_numbers_among_other_texts_are_no_day_numbers() -> None:
    assert dates(["45208", "2023-10", "autumn 2023"]) == ["45208", "2023-10", "2023-23"]
    assert dates(["45208"] * 9 + ["2023", "unknown", ""]) == ["2023-10-09"] * 9 + ["2023", "", ""]
    assert dates(["45208"] * 8 + ["2023"] * 2) == ["45208"] * 8 + ["2023"] * 2


@pytest.mark.parametrize("texts", [["2023", "2024"], ["1", "2", "3"], ["73416"], ["99999"], ["0"], ["-5"], ["42.957"]])
def test_years_and_small_and_large_numbers_are_no_day_numbers(texts: list[str]) -> None:
    assert dates(texts) == texts


def test_a_number_in_a_column_the_file_keeps_as_dates_is_no_day_number() -> None:
    assert read(["45208"], true_dates=True).dates.tolist() == ["45208"]
    assert read(["2023-10-09 00:00:00", "2023-10-09"], true_dates=True).dates.tolist() == ["2023-10-09"] * 2


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_every_kind_of_text_column_reads_alike(dtype: Literal["str", "object", "category"]) -> None:
    texts = pd.Series(["2023.10.9", None, "", "31/10/2023", "2023.10.9"], index=[4, 4, 2, 1, 0], name="when")
    if dtype == "category":
        # Categories no cell has must prove nothing.
        texts = pd.concat([texts, pd.Series(["10/31/2023"])]).astype("category").iloc[:-1].rename("when")
    else:
        texts = texts.astype(dtype)
    answer = read_typed_dates(texts)
    expected = pd.Series(["2023-10-09", "", "", "2023-10-31", "2023-10-09"], index=texts.index, dtype="str")
    pd.testing.assert_series_equal(answer.dates, expected.rename("when"))
    assert answer.inferred.index.equals(texts.index)
    assert answer.inferred.dtype == "str"
    assert (answer.order, answer.evidence) == ("day-first", 1)


def test_an_empty_column_stays_empty() -> None:
    answer = read([])
    assert answer.dates.empty
    assert answer.dates.dtype == "str"
    assert answer.inferred.dtype == "str"
    both = combine_ends(answer.dates, answer.dates)
    assert both[0].empty
    assert both[1].empty


@given(COLUMNS.flatmap(lambda cells: st.tuples(st.just(cells), st.permutations(cells))))
def test_the_order_of_rows_does_not_matter(lists: tuple[list[str], list[str]]) -> None:
    cells, shuffled = lists
    one, other = read(cells), read(shuffled)
    found = dict(zip(cells, zip(one.dates, one.inferred, strict=True), strict=True))
    assert [found[cell] for cell in shuffled] == list(zip(other.dates, other.inferred, strict=True))
    assert (one.order, one.ambiguous, one.evidence) == (other.order, other.ambiguous, other.evidence)


@pytest.mark.parametrize(("zone", "language"), [("Asia/Seoul", "C"), ("America/Los_Angeles", "C.UTF-8"), ("UTC", "")])
def test_time_zone_and_locale_of_the_machine_do_not_matter(
    zone: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [*READ, *UNREAD]
    expected = read(texts, "day-first")
    before = locale.setlocale(locale.LC_TIME)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    locale.setlocale(locale.LC_TIME, language)
    try:
        answer = read(texts, "day-first")
        numbers = dates([str(number) for number in range(45208, 45300)])
    finally:
        locale.setlocale(locale.LC_TIME, before)
        monkeypatch.undo()
        time.tzset()
    pd.testing.assert_series_equal(answer.dates, expected.dates)
    pd.testing.assert_series_equal(answer.inferred, expected.inferred)
    assert (numbers[0], numbers[-1]) == ("2023-10-09", "2024-01-08")


def test_nothing_a_person_wrote_freely_is_repeated() -> None:
    texts = ["Junho, early 2012", "about Sumi 2012", "2012 (Junho)", "Junho", "Juno 9, 2012"]
    assert set(read(texts).inferred) == {""}


@pytest.mark.parametrize(
    ("first", "last", "date", "phrase"),
    [
        ("2023-08", "2023-10", "2023-08/2023-10", ""),
        ("2023-10-09", "2023-10-09", "2023-10-09", ""),
        ("", "", "", ""),
        ("2023-08~", "", "2023-08~", typed_dates.START_ALONE),
        ("", "2023-10", "2023-10", typed_dates.END_ALONE),
        ("2023-08", "2023-10/2023-11", "2023-08/2023-11", typed_dates.OUTER_DAYS),
        ("2023-08~/2023-09~", "2023-10", "2023-08~/2023-10", typed_dates.OUTER_DAYS),
        ("2023-01/2023-04", "2023-09/2023-12", "2023-01/2023-12", typed_dates.OUTER_DAYS),
        ("2023-01/2023-04", "2023-01/2023-04", "2023-01/2023-04", ""),
        ("2023-01/2023-04", "", "2023-01/2023-04", typed_dates.START_ALONE),
        ("199X", "2005", "199X/2005", ""),
        ("2023-10", "2023-08", "2023-10/2023-08", ""),
        ("2023-10/2023-08", "2023-12", "2023-10/2023-08/2023-12", ""),
        ("2023-08", "9/10/2023", "2023-08/9/10/2023", ""),
        ("9/10/2023", "", "9/10/2023", ""),
        ("", "before 2012", "before 2012", ""),
    ],
)
def test_two_ends_become_one_date(first: str, last: str, date: str, phrase: str) -> None:
    dates, inferred = combine_ends(column([first]), column([last]))
    assert (dates[0], inferred[0]) == (date, phrase)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=8))
def test_ends_that_cannot_be_read_never_become_a_date(pairs: list[tuple[str, str]]) -> None:
    first, last = (read_typed_dates(column([pair[place] for pair in pairs])).dates for place in (0, 1))
    combined, inferred = combine_ends(first.astype("category"), last)
    for start, end, date, phrase in zip(first, last, combined, inferred, strict=True):
        ends = [text for text in (start, end) if text]
        if not all(map(exists, ends)):
            assert not exists(date)
        elif len(ends) == 2 and exists(date):
            days = parse_date(date)
            assert days.earliest == parse_date(start).earliest
            assert days.latest == parse_date(end).latest
        elif ends and len(ends) == 1:
            assert date == ends[0]
            assert phrase in (typed_dates.START_ALONE, typed_dates.END_ALONE)


@pytest.mark.parametrize(("text", "month"), [("2010/11", "2010-11"), ("2008/09", "2008-09"), ("2008/9", "2008-09")])
def test_what_may_be_two_years_is_a_month_only_when_somebody_said_that_the_year_comes_first(
    text: str, month: str
) -> None:
    assert read_typed_dates(column([text])).dates.tolist() == [text]
    told = read_typed_dates(column([text]), "year-first")
    assert (told.dates.tolist(), told.inferred.tolist()) == ([month], ["year before month, as told"])
