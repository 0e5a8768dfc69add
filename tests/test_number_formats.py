"""What a number format shows, so that no date is read more closely than a person saw it."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel

from footprints_geo.sources.number_formats import (
    CLOCK,
    ELAPSED,
    PLAIN,
    dated_text,
    shown_by,
    styles_shown,
    zeros_shown,
)
from footprints_geo.sources.sheets import (
    DAY,
    LOCAL_DAY,
    MOMENT,
    MONTH,
    NUMBER,
    TEXT,
    UNSHOWN,
    YEAR,
    YEARLESS,
    ZEROS,
    with_zeros,
)


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("General", PLAIN), ("0.00", PLAIN), ("#,##0;[Red]-#,##0", PLAIN), ("0.00E+00", PLAIN), ("@", PLAIN),
        ('0 "days"', PLAIN), ('0.0\\d', PLAIN), ("[Red]0", PLAIN), ("", PLAIN), ('#,##0 "persons held"', PLAIN),
        ("yyyy-mm-dd", DAY), ("d/m/yy", DAY), ("[$-412]yyyy\"년\" m\"월\" d\"일\";@", DAY), ("dd\\.mm\\.yyyy", DAY),
        ("yyyy-mm-dd hh:mm", DAY), ("m/d/yyyy h:mm AM/PM", DAY), ("DD/MM/YYYY", DAY), ("[$-411]ge.m.d", DAY),
        ("[$-41E]d mmm bbbb", DAY), ("dddd, d mmmm yyyy", DAY),
        ("mmm-yy", MONTH), ("mmmm yyyy", MONTH), ('yyyy"年"m"月"', MONTH), ("mmmm", MONTH),
        ("yyyy", YEAR), ("yy", YEAR), ('yyyy"년"', YEAR),
        ("d-mmm", YEARLESS), ('m"월" d"일"', YEARLESS), ("mm/dd", YEARLESS),
        ("h:mm", CLOCK), ("hh:mm:ss AM/PM", CLOCK), ("mm:ss.0", CLOCK),
        ("[h]:mm", ELAPSED), ("[mm]:ss", ELAPSED), ("[$-409][hh]:mm", ELAPSED),
    ],
)  # fmt: skip
def test_a_format_shows(code: str, shown: int) -> None:
    assert shown_by(code) == shown


@pytest.mark.parametrize(
    ("code", "number", "kind", "shown"),
    [
        ("00000", "7", ZEROS, "00007"), ("00000", "7.0", ZEROS, "00007"), ("00000", "12345", NUMBER, "12345"),
        ("00000", "1234567", NUMBER, "1234567"), ("00000", "0", ZEROS, "00000"), ("00000", "7.5", NUMBER, "7.5"),
        ("00000", "-7", NUMBER, "-7"), ("00000;-00000", "7", ZEROS, "00007"), ("[Red]000", "7", ZEROS, "007"),
        ('"C-"0000', "7", ZEROS, "C-0007"), ('"C-"0000', "12345", ZEROS, "C-12345"), ("\\K000", "7", ZEROS, "K007"),
        ("000-00-0000", "1234567", ZEROS, "001-23-4567"), ('000" old"', "7", ZEROS, "007 old"),
        ("00000", "1E3", ZEROS, "01000"), ("00000", "x", NUMBER, "x"), ("00000", "1E400", NUMBER, "1E400"),
    ],
)  # fmt: skip
def test_a_number_is_read_with_the_zeros_it_is_shown_with(code: str, number: str, kind: int, shown: str) -> None:
    assert with_zeros(number, zeros_shown(code)) == (kind, shown)


@pytest.mark.parametrize(
    "code",
    ["General", "0", "", '0 "days"', "#,##0", "0.00", "00.0", "0%", "00%", "0.00E+00", "@", "00:00", "#000", "00/00",
     "yyyy", "mm", "_-000", "*-000", "[$€-2]000", "[>5]000", '"000"', "\\", '"', "00,"],
)  # fmt: skip
def test_any_other_format_shows_no_zeros_in_front(code: str) -> None:
    assert zeros_shown(code) == ""


@given(st.integers(0, 10**20), st.integers(2, 25))
def test_zeros_in_front_change_no_number(number: int, width: int) -> None:
    kind, text = with_zeros(str(number), zeros_shown("0" * width))
    assert int(text) == number
    assert len(text) == max(width, len(str(number)))
    assert (kind == ZEROS) == (len(str(number)) < width)


@given(st.text(max_size=30), st.text("0123456789.-E", max_size=12))
def test_any_code_can_be_asked_for_its_zeros(code: str, number: str) -> None:
    pattern = zeros_shown(code)
    assert not pattern or with_zeros(number, pattern)[0] in (NUMBER, ZEROS)


@given(st.text(max_size=30))
def test_any_code_can_be_asked_about(code: str) -> None:
    assert shown_by(code) in (PLAIN, DAY, MONTH, YEAR, YEARLESS, CLOCK, ELAPSED)


def test_a_workbook_explains_formats_anew() -> None:
    assert styles_shown([0, 14, 17, 57, 164, 999], {164: "yyyy", 57: "0"}).tolist() == [
        PLAIN, DAY, MONTH, PLAIN, YEAR, PLAIN,
    ]  # fmt: skip
    assert styles_shown([57], {}).tolist() == [LOCAL_DAY]
    assert styles_shown([], {}).tolist() == [PLAIN]


def serial_of(moment: dt.date, *, mac: bool) -> str:
    """The number of days that a library writes."""
    first = CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900
    return repr(to_excel(moment, first))  # type: ignore[no-untyped-call]


@given(st.dates(dt.date(1904, 1, 2)), st.booleans())
def test_a_day_is_the_day_that_was_written(day: dt.date, mac: bool) -> None:
    serial = serial_of(day, mac=mac)
    assert dated_text(serial, DAY, from_1904=mac) == (DAY, day.isoformat())
    assert dated_text(serial, MONTH, from_1904=mac) in ((MONTH, f"{day:%Y-%m}"), (UNSHOWN, day.isoformat()))
    first, new_year = serial_of(day.replace(day=1), mac=mac), serial_of(day.replace(month=1, day=1), mac=mac)
    assert dated_text(first, MONTH, from_1904=mac) == (MONTH, day.isoformat()[:7])
    if day.year > 1904:
        assert dated_text(new_year, YEAR, from_1904=mac) == (YEAR, day.isoformat()[:4])
    assert dated_text(serial, YEARLESS, from_1904=mac) == (YEARLESS, day.isoformat())


@given(st.datetimes(dt.datetime(1904, 1, 2)), st.booleans())
def test_a_time_of_day_never_moves_the_day(moment: dt.datetime, mac: bool) -> None:
    moment = moment.replace(microsecond=0)
    serial = serial_of(moment, mac=mac)
    kind, day = dated_text(serial, DAY, from_1904=mac)
    assert day == moment.date().isoformat()
    assert kind == (DAY if moment.time() == dt.time() else MOMENT)


@pytest.mark.parametrize(
    ("number", "shown", "mac", "kind", "text"),
    [
        ("1", DAY, False, DAY, "1900-01-01"), ("59", DAY, False, DAY, "1900-02-28"),
        ("60", DAY, False, DAY, "1900-02-29"), ("61", DAY, False, DAY, "1900-03-01"),
        ("0", DAY, True, DAY, "1904-01-01"), ("0", CLOCK, True, TEXT, "00:00"),
        ("2958465", DAY, False, DAY, "9999-12-31"), ("2958466", DAY, False, NUMBER, "2958466"),
        ("-1", DAY, False, NUMBER, "-1"), ("1e300", DAY, False, NUMBER, "1e300"),
        ("1e999", DAY, False, NUMBER, "1e999"), ("nan", DAY, False, NUMBER, "nan"), ("x", DAY, False, NUMBER, "x"),
        ("45207.9999999999", DAY, False, DAY, "2023-10-09"), ("45208.5", YEARLESS, False, MOMENT, "2023-10-09"),
        ("0.5", CLOCK, False, TEXT, "12:00"), ("45208.5", CLOCK, False, MOMENT, "2023-10-09"),
        ("0.5", DAY, False, TEXT, "12:00"), ("1.25", ELAPSED, False, TEXT, "30:00"),
        ("45209", MONTH, False, UNSHOWN, "2023-10-10"), ("45200", YEAR, False, UNSHOWN, "2023-10-01"),
        ("44927", YEAR, False, YEAR, "2023"), ("45200", MONTH, False, MONTH, "2023-10"),
        ("0.00001157407407", ELAPSED, False, TEXT, "00:00:01"),
    ],
)  # fmt: skip
def test_the_ends_of_the_calendar(number: str, shown: int, mac: bool, kind: int, text: str) -> None:
    assert dated_text(number, shown, from_1904=mac) == (kind, text)
