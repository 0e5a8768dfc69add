"""What makes a row unusable: every fault is found, named with its cell, and comes with what to do."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from footprints_geo.coded import coded_table
from footprints_geo.events.checks import LONGEST_VALUE, rejects
from footprints_geo.events.faults import REJECT_COLUMNS
from footprints_geo.events.numbers import to_number
from footprints_geo.language import ENGLISH, Language
from footprints_geo.vocabulary import EVENT_COLUMNS as COLUMNS
from footprints_geo.vocabulary import EVENT_TYPES, PRECISIONS, SUBJECTS, VISIBILITIES
from tests.builders import read_rows

GOOD = {"case_id": "A", "event_type": "arrest"}


def checked(*rows: dict[str, str]) -> pd.DataFrame:
    """The faults of rows that are good but for what they say."""
    full = [{**dict.fromkeys(COLUMNS, ""), **GOOD, **row} for row in rows]
    frame = pd.DataFrame(full, index=range(2, len(rows) + 2), columns=list(COLUMNS), dtype="str")
    return rejects(coded_table(frame))


def only(found: pd.DataFrame) -> dict[str, Any]:
    """The one fault of a table that has one."""
    lines = found.to_dict("records")
    assert len(lines) == 1, lines
    return lines[0]


USABLE = (
    {},
    *({"event_type": word} for word in EVENT_TYPES),
    *({"location_precision": word} for word in PRECISIONS),
    *({"visibility": word} for word in VISIBILITIES),
    *({"subject": word} for word in SUBJECTS),
    {"date": "2023-10-09"},
    {"date": "2023-08/2023-10"},
    {"date": "2023~"},
    {"date": "2024-02-29"},
    {"duration": "P8M"},
    {"sequence": "1.5"},
    {"persons": "3"},
    {"persons": "3.0"},
    {"persons_min": "0", "persons_max": "1"},
    {"persons_min": "30", "persons_max": "30"},
    {"country": "CN", "lat": "42.957", "lon": "129.85"},
    {"country": "CN", "lat": "42,957", "lon": "129,85"},
    # Tumen and Onsong face each other: a record of the border may lie on either side.
    {"country": "KP", "lat": "43.2", "lon": "129.9"},
    {"country": "RU", "lat": "66.0", "lon": "-172.0"},
    {"lat": "-90", "lon": "180"},
    {"part_of": "B"},
    {"part_of": "B|AA"},
)


def test_rows_that_can_be_used_have_no_fault() -> None:
    assert checked(*USABLE).to_dict("records") == []


FAULTY = {
    "no case": ({"case_id": ""}, "case_id", "missing"),
    "no type": ({"event_type": ""}, "event_type", "expected one of departure"),
    "a slip in the type": ({"event_type": "arest"}, "event_type", "Write arrest"),
    "another slip": ({"event_type": "dissapearance"}, "event_type", "Write disappearance"),
    "other is no type": ({"event_type": "other"}, "event_type", "list"),
    "precision": ({"location_precision": "town"}, "location_precision", "expected one of site"),
    "visibility": ({"visibility": "secret"}, "visibility", "expected one of public"),
    "subject": ({"subject": "escapees"}, "subject", "Write escapee"),
    "no such country": ({"country": "XX"}, "country", "two letters"),
    "the name of a country": ({"country": "CHINA"}, "country", "Write CN"),
    "its name in Korean": ({"country": "북한"}, "country", "Write KP"),
    "a day that is none, day first": ({"date": "31/02/2023"}, "date", "2023"),
    "29 February of a common year": ({"date": "2023-02-29"}, "date", "2023-02"),
    "an interval backwards": ({"date": "2023-10/2023-08"}, "date", "2023"),
    "a date in words": ({"date": "autumn"}, "date", "2023"),
    "a duration in words": ({"duration": "8 months"}, "duration", "P8M"),
    "a sequence in words": ({"sequence": "first"}, "sequence", "no number"),
    "an endless sequence": ({"sequence": "inf"}, "sequence", "no number"),
    "fewer than none": ({"persons": "-1"}, "persons", "1 or more"),
    "nobody": ({"persons": "0"}, "persons", "1 or more"),
    "half a person": ({"persons": "2.5"}, "persons", "whole number"),
    "nan": ({"persons": "nan"}, "persons", "whole number"),
    "inf": ({"persons": "inf"}, "persons", "whole number"),
    "more than there are": ({"persons": "9" * 30}, "persons", "whole number"),
    "30 to 50": ({"persons": "30 to 50"}, "persons", "30 in persons_min and 50 in persons_max"),
    "30-50": ({"persons": "30-50"}, "persons", "30 in persons_min and 50 in persons_max"),
    "a negative minimum": ({"persons_min": "-1"}, "persons_min", "0 or more"),
    "at most nobody": ({"persons_max": "0"}, "persons_max", "1 or more"),
    "min over max": ({"persons_min": "5", "persons_max": "3"}, "persons_min", "larger"),
    "lat 95": ({"lat": "95", "lon": "129"}, "lat", "-90 to 90"),
    "lat in words": ({"lat": "north", "lon": "129"}, "lat", "-90 to 90"),
    "lon 200": ({"lat": "42", "lon": "200"}, "lon", "-180 to 180"),
    "lat and lon exchanged": ({"lat": "129.85", "lon": "42.957"}, "lat", "exchanged"),
    "in another country": ({"lat": "17.97", "lon": "102.61", "country": "KP"}, "lat", "outside"),
    "exchanged inside the range": ({"lat": "-77.0", "lon": "38.9", "country": "US"}, "lat", "exchanged"),
    "lat alone": ({"lat": "42.957"}, "lat", "Only one"),
    "lon alone": ({"lon": "129.85"}, "lat", "Only one"),
    "a part of itself": ({"part_of": "A"}, "part_of", "part of itself"),
    "a part of itself and another": ({"part_of": "B | A"}, "part_of", "part of itself"),
    "an id with a blank": ({"case_id": "A 1", "part_of": "A 1"}, "part_of", "part of itself"),
}


@cache
def faults() -> pd.DataFrame:
    return checked(*(row for row, _, _ in FAULTY.values()))


@pytest.mark.parametrize(("number", "case"), list(enumerate(FAULTY.values(), 2)), ids=FAULTY)
def test_a_fault_names_its_column_and_what_to_do(number: int, case: tuple[dict[str, str], str, str]) -> None:
    row, column, words = case
    found = only(faults()[faults()["row"] == number])
    assert found["column"] == column
    assert found["value"] == row.get(column, "")[:LONGEST_VALUE]
    assert words in f"{found['reason']} {found['fix']}"


@pytest.mark.parametrize("text", ["1,000", "12,000", "1,234,567"])
@pytest.mark.parametrize("column", ["persons", "persons_min", "persons_max"])
def test_a_comma_between_thousands_is_never_a_decimal_comma(column: str, text: str) -> None:
    # Read as a decimal comma, "1,000 people" would be one person.
    found = checked({column: text})
    thousands = int(text.replace(",", ""))
    assert not found.empty or to_number(pd.Series([text])).tolist() == [thousands]


def test_a_row_with_three_faults_has_three_lines() -> None:
    found = checked({}, {"event_type": "arest", "date": "31/02/2023", "persons": "-1"}, {"persons": "-2"})
    assert found["row"].tolist() == [3, 3, 3, 4]
    assert found["column"].tolist() == ["event_type", "date", "persons", "persons"]


def test_a_long_cell_is_shortened() -> None:
    assert only(checked({"persons": "x" * 500}))["value"] == "x" * LONGEST_VALUE


def test_no_rows_have_no_faults() -> None:
    found = checked()
    assert found.empty
    assert list(found.columns) == list(REJECT_COLUMNS)


WORDS = st.sampled_from(
    [
        "",
        "A",
        "arrest",
        "CN",
        "XX",
        "2023",
        "31/02/2023",
        "-1",
        "5",
        "95",
        "129.85",
        "42.9",
        "nan",
        "=1+1",
        "city",
        "\n",
    ]
)
CELLS = WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@settings(max_examples=15)
@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELLS), max_size=6), st.data())
@example([{"date": "2023\n2024"}, {"duration": "\n"}], None)
def test_every_fault_is_complete_and_no_row_depends_on_another(rows: list[dict[str, str]], data: Any) -> None:
    found = checked(*rows)
    assert found["row"].is_monotonic_increasing
    assert set(found["row"]) <= set(range(2, len(rows) + 2))
    assert (found["reason"].str.len() > 10).all()
    assert (found["fix"].str.len() > 5).all()
    for line in found.to_dict("records"):
        assert line["value"] == {**GOOD, **rows[line["row"] - 2]}.get(line["column"], "")[:LONGEST_VALUE]
    order = data.draw(st.permutations(range(len(rows)))) if data else [1, 0]
    shuffled = checked(*(rows[i] for i in order))
    for new, old in enumerate(order, 2):
        pd.testing.assert_frame_equal(faults_of(shuffled, new), faults_of(found, old + 2))


def faults_of(found: pd.DataFrame, row: int) -> pd.DataFrame:
    return found[found["row"] == row].drop(columns="row").reset_index(drop=True)


POSITIONS = st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), min_size=1, max_size=20)


@settings(max_examples=15)
@given(POSITIONS)
def test_every_position_on_earth_is_possible_where_no_country_is_named(positions: list[tuple[float, float]]) -> None:
    assert checked(*({"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"} for lat, lon in positions)).empty


@settings(max_examples=15)
@given(st.lists(st.floats(90.001, 1e6) | st.floats(-1e6, -90.001), min_size=1, max_size=20))
def test_no_position_off_the_earth_is_accepted(latitudes: list[float]) -> None:
    found = checked(*({"lat": f"{lat:.6f}", "lon": "120"} for lat in latitudes))
    assert found["row"].tolist() == list(range(2, len(latitudes) + 2))
    assert set(found["column"]) == {"lat"}


def test_persons_are_accepted_exactly_when_they_make_sense() -> None:
    pairs = [(least, most) for least in range(-3, 12) for most in range(-3, 12)]
    found = checked(*({"persons_min": str(least), "persons_max": str(most)} for least, most in pairs))
    accepted = [pair for row, pair in enumerate(pairs, 2) if row not in set(found["row"])]
    assert accepted == [(least, most) for least, most in pairs if least >= 0 and most >= 1 and least <= most]


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1.0), ("1.5", 1.5), ("1,5", 1.5), ("-2", -2.0), ("", None), ("x", None), ("1 2", None)]
)
def test_numbers_are_read_with_point_or_comma(text: str, number: float | None) -> None:
    found = to_number(pd.Series([text], index=[7], dtype="str"))
    assert found.index.tolist() == [7]
    assert found.isna().all() if number is None else found.tolist() == [number]


def test_every_fault_is_said_in_the_language_of_the_page() -> None:
    """Also after the tables of faults were merged and put together: a column of texts would have no gaps to fill."""
    events = read_rows(
        [
            {"case_id": "A", "event_type": "arest", "date": "2021-13", "country": "China", "persons": "-1"},
            {"case_id": "", "event_type": "arrest", "date": "2023-02-30/2023", "lat": "91", "persons_min": "9.5"},
            {"case_id": "B", "event_type": "arrest", "date": "9.10.2023", "duration": "long", "sequence": "first"},
            {"case_id": "C", "event_type": "arrest", "part_of": "C", "country": "KP", "lat": "0", "lon": "0"},
        ]
    )
    assert len(events.rejects) >= 12
    for text in [*events.rejects["reason"], *events.rejects["fix"], *events.faults["reason"], *events.faults["fix"]]:
        said = Language("ko").say(text)
        assert re.search("[가-힣]", said), text
        assert not re.search("expected|Write|Found|This", said), said
        assert ENGLISH.say(text) == str(text)
