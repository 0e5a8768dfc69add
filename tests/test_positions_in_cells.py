"""Latitude and longitude in one cell: read as written, never turned round in silence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints_geo.events.checks import EXCHANGED
from footprints_geo.mapping.cell_positions import Position, read_position, split_positions


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("42.957|129.842", "42.957", "129.842"),
        ("42.957, 129.842", "42.957", "129.842"),
        ("42.957,129.842", "42.957", "129.842"),
        ("(42.957; 129.842)", "42.957", "129.842"),
        ("42.957 129.842", "42.957", "129.842"),
        ("42,957 129,842", "42.957", "129.842"),
        ("42,957|129,842", "42.957", "129.842"),
        ("４２．９｜１２９．５", "42.9", "129.5"),
        ("42.9° N, 129.5° E", "42.9", "129.5"),
        ("N42.9 E129.5", "42.9", "129.5"),
        ("129.5E, 42.9N", "42.9", "129.5"),
        ("42.9 n 129.5 e", "42.9", "129.5"),
        ("42.9N129.5", "42.9", "129.5"),
        ("북위 42.9도 동경 129.5도", "42.9", "129.5"),
        ("33.5S 70.25W", "-33.5", "-70.25"),
        ("-33.5|-70.25", "-33.5", "-70.25"),
        ("42, 129", "42", "129"),
    ],
)
def test_a_position_keeps_its_figures(text: str, lat: str, lon: str) -> None:
    assert read_position(text) == Position(lat, lon)


@pytest.mark.parametrize(
    "text", ["42°57'25\"N 129°50'31\"E", "42°57′25″ N, 129°50′31″ E", "북위 42도 57분 25초 동경 129도 50분 31초"]
)
def test_degrees_minutes_and_seconds_are_worked_out_and_reported(text: str) -> None:
    found = read_position(text)
    assert (found.lat, found.lon, found.reason) == ("42.956944", "129.841944", "")
    assert found.inferred != ""


@pytest.mark.parametrize("text", ["129.5|42.9", "129.5, 42.9", "(129.5 42.9)"])
def test_a_position_that_is_only_possible_turned_round_is_refused_and_says_so(text: str) -> None:
    found = read_position(text)
    assert (found.lat, found.lon, found.fix) == ("", "", EXCHANGED)


@pytest.mark.parametrize(
    "text",
    [
        "42.9",
        "42,9",
        "42.9|",
        "42.9|129.5|43",
        "Yanji",
        "91N 20E",
        "N 42.9, N 43",
        "42°75'N 129°E",
        "200|300",
    ],
)
def test_what_is_no_position_is_refused_with_what_to_write(text: str) -> None:
    found = read_position(text)
    assert (found.lat, found.lon) == ("", "")
    assert found.reason.endswith(".")
    assert found.fix not in ("", EXCHANGED)


def test_an_empty_cell_is_no_position_and_no_fault() -> None:
    assert read_position("  ") == Position()
    assert split_positions(" | ") == []


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("42.9|129.5", ["42.9|129.5"]),
        ("42.9|129.5|43.1|129.7", ["42.9|129.5", "43.1|129.7"]),
        ("42.9, 129.5 | 43.1, 129.7", ["42.9, 129.5", "43.1, 129.7"]),
        # A title among numbers, or a number too many: nothing says which belong together.
        ("42.9|129.5|Facility B", ["42.9|129.5|Facility B"]),
        ("42.9|129.5|43.1", ["42.9|129.5|43.1"]),
    ],
)
def test_several_positions_are_told_apart_where_they_can_be(text: str, parts: list[str]) -> None:
    assert split_positions(text) == parts


LAT = st.floats(-90, 90).map(lambda number: f"{number:.4f}")
LON = st.floats(-180, 180).map(lambda number: f"{number:.4f}")


@given(LAT, LON, st.sampled_from(["|", ", ", ";", " ", "/", " | "]), st.sampled_from(["{}", "({})", "[{}]"]))
def test_any_position_is_read_back(lat: str, lon: str, between: str, around: str) -> None:
    assert read_position(around.format(f"{lat}{between}{lon}")) == Position(lat, lon)


@given(st.text(max_size=12) | st.text("0123456789.,|°'\"NSEW -", max_size=14))
def test_any_text_is_a_position_or_a_sentence(text: str) -> None:
    found = read_position(text)
    assert bool(found.lat) == bool(found.lon)
    if found.lat:
        assert abs(float(found.lat)) <= 90
        assert abs(float(found.lon)) <= 180
    elif text.strip():
        assert found.reason.endswith(".")
    assert all(part.strip() for part in split_positions(text))
