from __future__ import annotations

import datetime
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from undate import Undate, UndateInterval

from footprints_geo.dates import intervals as dates
from footprints_geo.dates.durations import Duration, parse_duration, parse_durations
from footprints_geo.dates.intervals import parse_date, parse_dates
from footprints_geo.errors import InputError

DAY = datetime.timedelta(days=1)
YEARS = st.integers(dates.FIRST_YEAR, dates.LAST_YEAR)
DAYS = st.dates(datetime.date(dates.FIRST_YEAR, 1, 1), datetime.date(dates.LAST_YEAR, 12, 31))
MONTHS = st.builds(lambda day: f"{day:%Y-%m}", DAYS)
SEASONS = st.builds(lambda year, season: f"{year}-{season}", YEARS, st.integers(21, 24))
POINTS = st.one_of(
    YEARS.map(str),
    MONTHS,
    SEASONS,
    DAYS.map(str),
    YEARS.map(lambda year: f"{year}-XX"),
    YEARS.map(lambda year: f"{year}-XX-XX"),
    MONTHS.map(lambda month: f"{month}-XX"),
    st.integers(180, 219).map(lambda decade: f"{decade}X"),
    st.integers(18, 21).map(lambda century: f"{century}XX"),
)
MARKED = st.builds(lambda point, mark: point + mark, POINTS, st.sampled_from(["", "~", "?", "%"]))
MISTAKES = st.sampled_from(["9/10/2023", "2023-02-30", "2023-08/..", "autumn 2023", "2023-10-09T00:00:00Z", "?", "x"])
# Near misses: everything made of the characters that dates are made of.
NEAR = st.text("0123456789-/.~?%XxT: Z 年월１～", max_size=24)
CELLS = st.one_of(MARKED, MISTAKES, NEAR, st.text(max_size=12), st.sampled_from(["", " ", "\u3000"]))


def bounds(text: str) -> tuple[str, str]:
    read = parse_date(text)
    return str(read.earliest), str(read.latest)


def refusal(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse_date(text)
    return str(caught.value)


def attempt(text: str) -> dates.DateInterval | str:
    try:
        return parse_date(text)
    except InputError as caught:
        return str(caught)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision", "qualifier"),
    [
        ("2023", "2023-01-01", "2023-12-31", "year", ""),
        ("2023-10", "2023-10-01", "2023-10-31", "month", ""),
        ("2023-10-09", "2023-10-09", "2023-10-09", "day", ""),
        ("2024-02-29", "2024-02-29", "2024-02-29", "day", ""),
        ("2023-08/2023-10", "2023-08-01", "2023-10-31", "interval", ""),
        ("2023-10/2023", "2023-10-01", "2023-12-31", "interval", ""),
        ("2023-10-09/2023-10-09", "2023-10-09", "2023-10-09", "interval", ""),
        ("2023~/2024-02?", "2023-01-01", "2024-02-29", "interval", "approximate and uncertain"),
        ("2023~", "2023-01-01", "2023-12-31", "year", "approximate"),
        ("2023-10?", "2023-10-01", "2023-10-31", "month", "uncertain"),
        ("2023-10-09%", "2023-10-09", "2023-10-09", "day", "approximate and uncertain"),
        ("2023-XX", "2023-01-01", "2023-12-31", "year", ""),
        ("2023-XX-XX", "2023-01-01", "2023-12-31", "year", ""),
        ("2023-02-XX", "2023-02-01", "2023-02-28", "month", ""),
        ("201X", "2010-01-01", "2019-12-31", "decade", ""),
        ("20XX", "2000-01-01", "2099-12-31", "century", ""),
        ("2023-21", "2023-03-01", "2023-05-31", "season", ""),
        ("2023-22", "2023-06-01", "2023-08-31", "season", ""),
        ("2023-23", "2023-09-01", "2023-11-30", "season", ""),
        ("2023-24", "2023-12-01", "2024-02-29", "season", ""),
        ("2023-22/2023-23", "2023-06-01", "2023-11-30", "interval", ""),
        ("\u3000 2023-10 \t", "2023-10-01", "2023-10-31", "month", ""),
        ("２０２３－１０～", "2023-10-01", "2023-10-31", "month", "approximate"),
        ("2023-10-09 00:00:00", "2023-10-09", "2023-10-09", "day", ""),
        ("2023-10-09T00:00:00", "2023-10-09", "2023-10-09", "day", ""),
        ("2023-10-09 00:00:00.000", "2023-10-09", "2023-10-09", "day", ""),
    ],
)
def test_texts_become_closed_intervals(text: str, earliest: str, latest: str, precision: str, qualifier: str) -> None:
    read = parse_date(text)
    assert bounds(text) == (earliest, latest)
    assert (read.precision, read.qualifier) == (precision, qualifier)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("2023-02-30", "Write 2023-02-28 if the last day is meant, or 2023-02 when the day is not known."),
        ("2023-02-29", "Write 2023-02-28 if the last day is meant, or 2023-02 when the day is not known."),
        ("31/02/2023", "Write 2023-02-28 if the last day is meant, or 2023-02 when the day is not known."),
        ("2023-10-00", "Write 2023-10 when the day is not known."),
        ("2023-13", "or 2023 when the month is not known."),
        ("2023-25", "or 2023 when the month is not known."),
        ("2023-00-00", "or 2023 when the month is not known."),
        ("9/10/2023", "Write 2023-10-09 or 2023-09-10, whichever is meant."),
        ("31.10.2023", "Write 2023-10-31 if that is meant."),
        ("10/2023", "Write 2023-10 if that is meant."),
        ("2023/10", "Write 2023-10 if that is meant."),
        ("2010/11", "Write 2010-11 or 2010/2011, whichever is meant."),
        ("2008/9", "Write 2008-09 or 2008/2009, whichever is meant."),
        ("autumn 2023", "Write 2023-23 if that is meant."),
        ("Winter 2023", "Write 2023-24 or 2023-01/2023-02, whichever is meant."),
        ("Sept. 2023", "Write 2023-09 if that is meant."),
        ("2023/10/09", "Write 2023-10-09 if that is meant."),
        ("2023. 10. 9.", "Write 2023-10-09 if that is meant."),
        ("2023년 10월 9일", "Write 2023-10-09 if that is meant."),
        ("20231009", "Write 2023-10-09 if that is meant."),
        ("2023.0", "Write 2023 if that is meant."),
        ("2023-10-09T00:00:00Z", "Write 2023-10-09 if that is meant."),
        ("2023-10-09T00:00:00+09:00", "Write 2023-10-09 if that is meant."),
        ("2023-10-09 13:05", "Write 2023-10-09 if that is meant."),
        ("2023-10/2023-08", "Write 2023-08/2023-10 if the ends are swapped."),
        ("2023-08/..", "Give both, such as 2023-08/2023-10."),
        ("../2023", "Give both, such as 2023-08/2023-10."),
        ("2023/", "Give both, such as 2023-08/2023-10."),
        ("/2023", "Give both, such as 2023-08/2023-10."),
        ("2023-08/10", "Write 2023-08/2023-10 if that is meant."),
        ("2023–2024", "Write 2023/2024 if that is meant."),
        ("2023-08 / 2023-10", "Write 2023-08/2023-10 if that is meant."),
        ("~2023", "Write 2023~ if that is meant."),
        ("c. 2023", "Write 2023~ if that is meant."),
        ("2023?~", "Write 2023% if that is meant."),
        ("2023-xx", "Write 2023-XX if that is meant."),
        ("201X-10", "Write 201X."),
        ("2023-XX-09", "Write 2023 or add the month."),
        ("2023-23-04", "Write 2023-23."),
        ("1799", "Correct the year."),
        ("2201-01", "Correct the year."),
        ("22XX", "Correct the year."),
        ("2566", "Correct the year, which in the Thai calendar is 543 too high."),
        ("n/a", "Leave the cell empty."),
        ("", "Write one or leave the row undated."),
        (" \u3000", "Write one or leave the row undated."),
    ],
)
def test_refusals_say_what_to_write(text: str, fix: str) -> None:
    message = refusal(text)
    assert message.endswith(fix)
    assert ", expected " in message
    assert message.count(". ") == 1  # readers tell the reason from the fix by it


@pytest.mark.parametrize(
    "text",
    [
        "2023-1²",  # a footnote mark, not December
        "٢٠٢٣",
        "2023-W41",
        "1X23",
        "2023-1X",
        "9/10/23",
        "45208",
        "[2023,2024]",
        "2023/2024/2025",
        "../..",
        "2023-10-09 24:00:00",
        "2023-10-09/2023-10-10T00:00:00",
        "2023" * 20_000,
        " ".join(["2023"] * 20_000) + " " * 100_000 + "-",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    refusal(text)


def test_a_long_text_is_not_repeated() -> None:
    text = "2023" + "-" * 100 + "10"
    assert text not in refusal(text)


@pytest.mark.parametrize(
    "text", ["Junho 1998", "Sumi 2001", "taken with her sister 2023", "010-1234-5678", "01012345678", "850612-1234567"]
)
def test_free_text_and_numbers_of_persons_are_not_repeated(text: str) -> None:
    message = refusal(text)
    assert text not in message
    assert not any(word in message for word in text.split() if not word.startswith("20"))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_in_two_sentences(text: str) -> None:
    answer = attempt(text)
    if isinstance(answer, str):
        assert answer.count(". ") == 1
        assert answer.endswith(".")
    else:
        assert answer.earliest <= answer.latest


@given(NEAR)
def test_near_misses_offer_only_what_can_be_read(text: str) -> None:
    answer = attempt(text)
    if isinstance(answer, str) and "ISO 8601" in answer:
        fix = answer.rpartition(". Write ")[2].removesuffix(" if that is meant.")
        for offer in fix.removesuffix(", whichever is meant.").split(" or "):
            parse_date(offer)


@given(DAYS)
def test_a_day_round_trips(day: datetime.date) -> None:
    read = parse_date(day.isoformat())
    assert (read.earliest, read.latest, read.precision) == (day, day, "day")


@given(DAYS)
def test_months_and_years_hold_exactly_their_days(day: datetime.date) -> None:
    for text, key in ((f"{day:%Y-%m}", "%Y-%m"), (f"{day:%Y}", "%Y")):
        read = parse_date(text)
        assert {read.earliest.strftime(key), read.latest.strftime(key)} == {text}
        assert (read.earliest - DAY).strftime(key) != text
        assert (read.latest + DAY).strftime(key) != text


@given(YEARS)
def test_seasons_follow_one_another_without_gap(year: int) -> None:
    seasons = [parse_date(f"{year}-{season}") for season in range(21, 25)]
    assert all(one.latest + DAY == other.earliest for one, other in pairwise(seasons))
    if year < dates.LAST_YEAR:
        assert seasons[-1].latest + DAY == parse_date(f"{year + 1}-21").earliest


@given(POINTS, st.sampled_from("~?%"))
def test_marks_never_widen(point: str, mark: str) -> None:
    plain, marked = parse_date(point), parse_date(point + mark)
    assert (plain.earliest, plain.latest, plain.precision) == (marked.earliest, marked.latest, marked.precision)
    assert (marked.approximate, marked.uncertain) == (mark in "~%", mark in "?%")
    assert plain.qualifier == ""


@given(MARKED, MARKED)
def test_an_interval_spans_its_ends_or_is_refused(start: str, end: str) -> None:
    first, last = parse_date(start), parse_date(end)
    if last.latest < first.earliest:
        assert refusal(f"{start}/{end}").endswith(f"Write {end}/{start} if the ends are swapped.")
        return
    both = parse_date(f"{start}/{end}")
    assert (both.earliest, both.latest, both.precision) == (first.earliest, last.latest, "interval")
    assert both.approximate == (first.approximate or last.approximate)
    assert both.uncertain == (first.uncertain or last.uncertain)


@given(POINTS)
def test_undate_agrees(point: str) -> None:
    if point[-2:] in {"21", "22", "23", "24"} and len(point) == len("2023-21"):
        return  # undate reads no seasons
    other = Undate.parse(point, "EDTF")
    assert not isinstance(other, UndateInterval)
    assert bounds(point) == (str(other.earliest), str(other.latest))


@given(st.lists(CELLS | st.none(), max_size=30), st.randoms(use_true_random=False))
def test_a_column_reads_like_its_cells(cells: list[str | None], random: object) -> None:
    index = pd.Index(np.arange(len(cells)) * 7 + 3, name="row")
    texts = pd.Series(cells, index=index, dtype="str")
    table = parse_dates(texts)
    assert table.index.equals(index)
    assert list(table.columns) == ["date_earliest", "date_latest", "date_precision", "date_qualifier", "date_problem"]
    assert table["date_earliest"].dtype == table["date_latest"].dtype == "datetime64[s]"
    for cell, row in zip(cells, table.itertuples(index=False), strict=True):
        expected: tuple[object, ...] = (None, None, "", "", "")
        if cell is not None and cell.strip():
            answer = attempt(cell)
            if isinstance(answer, str):
                expected = (None, None, "", "", answer)
            else:
                expected = (answer.earliest, answer.latest, answer.precision, answer.qualifier, "")
        found = [None if pd.isna(stamp) else stamp.date() for stamp in row[:2]]
        assert (*found, *row[2:]) == expected


@given(
    st.lists(CELLS, min_size=1, max_size=15).flatmap(lambda cells: st.tuples(st.just(cells), st.permutations(cells)))
)
def test_order_and_repetition_do_not_matter(lists: tuple[list[str], list[str]]) -> None:
    cells, shuffled = lists
    table = parse_dates(pd.Series(cells, dtype="str"))
    again = parse_dates(pd.Series([*shuffled, *shuffled], dtype="str"))
    rows = dict(zip(cells, table.astype("str").fillna("NaT").itertuples(index=False, name=None), strict=True))
    found = again.astype("str").fillna("NaT").itertuples(index=False, name=None)
    assert [rows[cell] for cell in [*shuffled, *shuffled]] == list(found)


@pytest.mark.parametrize("dtype", ["str", "object", "category"])
def test_every_kind_of_text_column_reads_alike(dtype: Literal["str", "object", "category"]) -> None:
    texts = pd.Series(["2023-10", None, "", "2023-13", "2023-10"], index=[4, 4, 2, 1, 0])
    pd.testing.assert_frame_equal(parse_dates(texts.astype(dtype)), parse_dates(texts.astype("str")))


def test_an_empty_column_keeps_its_columns() -> None:
    table = parse_dates(pd.Series([], dtype="str"))
    assert table.empty
    assert table["date_earliest"].dtype == "datetime64[s]"
    assert parse_durations(pd.Series([], dtype="str")).columns.tolist() == ["duration_problem"]


def test_each_distinct_text_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counted(text: str) -> dates.DateInterval:
        read.append(text)
        return parse_date(text)

    monkeypatch.setattr(dates, "parse_date", counted)
    parse_dates(pd.Series(["2023", "2024", None, "2023", ""] * 1000, dtype="str"))
    assert read == ["2023", "2024"]


def test_the_time_zone_of_the_machine_does_not_matter() -> None:
    script = (
        "import pandas as pd; from footprints_geo.dates.intervals import parse_dates;"
        "cells = ['2023', '2023-10-09', '2023-10-09 00:00:00', '2023-10-09T00:00:00Z', '1800-01-01', '2023-24', ''];"
        "print(parse_dates(pd.Series(cells)).to_csv())"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "TZ": zone},
            cwd=Path(dates.__file__).parents[1],
            capture_output=True,
            check=True,
        ).stdout
        for zone in ("UTC", "Asia/Seoul", "America/Los_Angeles")
    }
    assert len(answers) == 1
    assert b"2023-10-09,2023-10-09,day" in answers.pop()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P10D", Duration(10, 10)),
        ("P2W", Duration(14, 14)),
        ("P1M", Duration(28, 31)),
        ("P8M", Duration(242, 245)),
        ("P1Y", Duration(365, 366)),
        ("P1Y6M", Duration(546, 550)),
        (" Ｐ１Ｍ１Ｄ ", Duration(29, 32)),
    ],
)
def test_durations_become_days(text: str, expected: Duration) -> None:
    assert parse_duration(text) == expected


@given(DAYS.filter(lambda day: day.day <= 28), st.integers(0, 240), st.integers(0, 500))
def test_a_duration_holds_for_any_start(start: datetime.date, months: int, days: int) -> None:
    years, month = divmod(start.month - 1 + months, 12)
    end = start.replace(year=start.year + years, month=month + 1) + days * DAY
    duration = parse_duration(f"P{months}M{days}D")
    assert duration.min_days <= (end - start).days <= duration.max_days


@pytest.mark.parametrize(
    "text", ["", "P", "8M", "8 months", "p8m", "P1.5Y", "PT5H", "P6M1Y", "P-3D", "P8M~", "P٨M", "P8M8"]
)
def test_what_is_no_duration_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="P8M for 8 months"):
        parse_duration(text)


def test_a_column_of_durations_says_what_is_wrong() -> None:
    texts = pd.Series(["P8M", "", None, " ", "8 months", "P8M"], index=[9, 8, 7, 7, 5, 4], dtype="str")
    problem = parse_durations(texts)["duration_problem"]
    assert problem.index.equals(texts.index)
    assert (problem != "").tolist() == [False, False, False, False, True, False]
    assert "8 months" not in problem[5].replace("for 8 months", "")
