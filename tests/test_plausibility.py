"""What is accepted and looks wrong is said; what only looks unusual is not."""

from __future__ import annotations

from typing import Any

import pytest

from footprints_geo import read_events
from footprints_geo.events.plausibility import WARNING_COLUMNS, doubts
from footprints_geo.vocabulary import data_path
from tests.builders import all_awkward_cases, at, event, read_rows

ARREST = at("A", "arrest", "Yanji", "CN", date="2023-08-27")
RETURN = at("A", "repatriation", "Tumen", "CN", date="2023-10-09")


def doubted(*rows: dict[str, Any]) -> dict[str, list[int]]:
    """For each column doubted the rows, as a spreadsheet numbers them."""
    events = read_rows(rows)
    assert events.rejects.empty
    found = doubts(events.frame, events.places)
    assert list(found.columns) == list(WARNING_COLUMNS)
    assert all(line["warning"].endswith((".", "?")) for line in found.to_dict("records"))
    return {line["column"]: line["row_numbers"] for line in found.to_dict("records")}


ODD = [
    pytest.param(
        [{**ARREST, "sequence": 1}, {**RETURN, "sequence": 2, "date": "2022"}, {**RETURN, "sequence": 3}],
        {"date": [3]},
        id="dates against the sequence",
    ),
    pytest.param(
        [{**ARREST, "date": "2023-10-10"}, RETURN], {"date": [3]}, id="sent back before every arrest, without sequence"
    ),
    pytest.param(
        [ARREST, at("A", "detention", "Hanoi", "VN", date="2023-08-27")], {"country": [2, 3]}, id="two countries, a day"
    ),
    pytest.param(
        [event("A", "arrest", "CN", lat="37.55", lon="126.99", location_precision="city")],
        {"lat": [2]},
        id="in Seoul, and inside China's box",
    ),
    pytest.param(
        [{**ARREST, "persons": 7}, {**ARREST, "persons": 7, "case_id": "B"}, {**ARREST, "persons": 6, "case_id": "C"}],
        {"case_id": [2, 3]},
        id="likely one event twice",
    ),
    pytest.param(
        [{**ARREST, "case_id": "Case-1"}, {**RETURN, "case_id": "case 1"}, {**RETURN, "case_id": "Case-11"}],
        {"case_id": [2, 3]},
        id="one id written in two ways",
    ),
    pytest.param([{**ARREST, "source_date": "2023-08-01"}], {"source_date": [2]}, id="reported before it happened"),
]


@pytest.mark.parametrize(("rows", "expected"), ODD)
def test_what_looks_wrong_is_named_with_its_rows(rows: list[dict[str, Any]], expected: dict[str, list[int]]) -> None:
    assert doubted(*rows) == expected


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([ARREST, RETURN], id="an ordinary case"),
        pytest.param([RETURN, ARREST | {"date": "2023-10-09"}], id="arrest and return on one day"),
        pytest.param(
            [ARREST, RETURN, at("A", "arrest", "Yanji", "CN", date="2025-01-01")], id="arrested again after the return"
        ),
        pytest.param([ARREST | {"date": "2023"}, RETURN | {"date": "2023-01"}], id="the year may hold the order"),
        pytest.param(
            [ARREST | {"sequence": 1, "date": "2023"}, RETURN | {"sequence": 2, "date": "2023-02"}],
            id="vague dates in a possible order",
        ),
        pytest.param(
            [ARREST | {"sequence": 1}, ARREST | {"sequence": 1, "date": "2023-01-01"}, RETURN | {"sequence": 2}],
            id="a tie in the sequence says nothing of order, nor does an earlier day of the tie",
        ),
        pytest.param(
            [ARREST | {"sequence": 1}, RETURN | {"sequence": 2, "date": ""}], id="an undated event is in no order"
        ),
        pytest.param(
            [
                at("A", "departure", "Hyesan", "KP", date="2023-08-27"),
                at("A", "arrest", "Changbai", "CN", date="2023-08-27"),
            ],
            id="across the border in a day",
        ),
        pytest.param(
            [ARREST, at("B", "detention", "Hanoi", "VN", date="2023-08-27")], id="two cases in two countries on a day"
        ),
        pytest.param(
            [ARREST | {"date": "2023-08-27~"}, at("A", "detention", "Hanoi", "VN", date="2023-08-27")], id="about a day"
        ),
        pytest.param(
            [event("A", "arrest", "CN", lat="42.95", lon="129.84", location_precision="site")], id="on the border river"
        ),
        pytest.param([ARREST, ARREST | {"case_id": "B"}], id="the same without a number of persons tells nothing"),
        pytest.param([ARREST | {"case_id": "A1-1"}, RETURN | {"case_id": "A11"}], id="two numbers are not one"),
        pytest.param([ARREST | {"source_date": "2023-08"}], id="reported in the month"),
        pytest.param(
            [event("A", "arrest", "CN", date="2023", persons=5), event("B", "arrest", "CN", date="2023", persons=5)],
            id="a country and a year are no coincidence",
        ),
        pytest.param([], id="no events"),
    ],
)
def test_what_is_only_unusual_is_not_doubted(rows: list[dict[str, Any]]) -> None:
    assert doubted(*rows) == {}


def test_awkward_cases_are_not_wrong_for_being_awkward() -> None:
    assert doubted(*all_awkward_cases()) == {}


def test_the_bundled_records_are_doubted_in_four_rows() -> None:
    events = read_events(data_path("documented_events.csv"))
    found = doubts(events.frame, events.places)
    rows = dict(zip(found["column"], found["row_numbers"], strict=True))
    assert rows == {"country": [48, 49], "source_date": [8, 47]}


def test_rows_are_named_up_to_twenty_and_all_are_counted() -> None:
    events = read_rows([ARREST | {"case_id": str(number), "persons": 9} for number in range(30)])
    found = doubts(events.frame, events.places).to_dict("records")
    assert [(line["rows"], len(line["row_numbers"])) for line in found] == [(30, 20)]
