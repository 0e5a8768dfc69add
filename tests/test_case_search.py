"""Finding cases by words and by values, and each in short."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.case_search import asked_columns, count_values, find_cases, rows_of_case, short_cases
from footprints_geo.pipeline import matching_events, prepare
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection
from tests.builders import at, event, random_rows, read_rows, released

ROWS = [
    {
        **at(
            "A", "arrest", "Yanji", "CN", date="2019-05", persons=3, custodian="police", source="One", note="By night"
        ),
        "sex": "f",
    },
    {**at("A", "repatriation", "Tumen", "CN", date="2019-06", persons=5, source="Two"), "sex": "f"},
    {**event("B", "arrest", "RU", date="", source="One"), "sex": "m"},
    {**event("C", "disappearance", "KP", date="2021", persons_min=2, part_of="A", source="Two"), "sex": ""},
]


@cache
def small() -> Prepared:
    return released(read_rows(ROWS))


@cache
def bundled() -> Prepared:
    return prepare()


def ids(prepared: Prepared, words: str = "", chosen: Selection | None = None, **values: list[str]) -> list[str]:
    found = find_cases(prepared, matching_events(prepared, chosen or Selection()), words, values)
    return [str(one) for one in short_cases(prepared, found)["case_id"]]


@pytest.mark.parametrize(
    ("words", "values", "found"),
    [
        ("", {}, ["A", "B", "C"]),
        ("yanji", {}, ["A"]),
        ("NIGHT tumen", {}, ["A"]),
        ("night russia", {}, []),
        ("one", {}, ["A", "B"]),
        ("", {"source": ["Two"]}, ["A", "C"]),
        ("", {"sex": ["f", "m"]}, ["A", "B"]),
        ("", {"sex": ["f"], "source": ["One"]}, ["A"]),
        ("(", {}, []),
        ("b", {"source": ["One"]}, ["A", "B"]),
        ("", {"custodian": []}, ["A", "B", "C"]),
    ],
)
def test_cases_are_found_by_all_words_and_by_any_value(
    words: str, values: dict[str, list[str]], found: list[str]
) -> None:
    assert ids(small(), words, **values) == found


def test_the_selection_narrows_and_undated_cases_stay_where_no_year_is_asked() -> None:
    assert ids(small(), chosen=Selection(countries=("RU",))) == ["B"]
    assert ids(small(), "one", Selection(events=("repatriation",))) == ["A"]


def test_a_case_in_short_counts_nobody_twice() -> None:
    table = short_cases(small(), np.array([2, 0])).set_index("case_id")
    assert table.index.tolist() == ["C", "A"]
    one, part = table.loc["A"], table.loc["C"]
    assert (one["persons_low"], one["persons_high"], one["events"]) == (5, 5, 2)
    assert (one["countries"], one["types"], one["in_sums"]) == ("CN", "arrest>repatriation", True)
    assert (part["persons_low"], bool(np.isnan(part["persons_high"])), part["in_sums"]) == (2, True, False)
    assert short_cases(small(), np.array([], dtype=np.int64)).empty


def test_values_are_counted_in_cases_and_ids_are_nothing_to_choose_from() -> None:
    assert set(asked_columns(small())) == {"custodian", "source", "subject", "sex"} - _silent(small())
    assert count_values(small(), "sex", np.array([0, 1, 2])).to_dict() == {"f": 1, "m": 1}
    assert count_values(small(), "source", np.array([0, 1, 2])).to_dict() == {"One": 2, "Two": 2}
    assert count_values(small(), "sex", np.array([], dtype=np.int64)).empty


def _silent(prepared: Prepared) -> set[str]:
    frame = prepared.events.frame
    return {name for name in ("custodian", "source", "subject") if (frame[name].astype("str") == "").all()}


# Every example reads a file.
@settings(max_examples=10)
@given(
    st.randoms(use_true_random=False).map(lambda chance: random_rows(chance, 5)), st.sampled_from(["CN", "KP", "RU"])
)
def test_what_is_found_is_what_is_asked_case_by_case(drawn: list[Any], country: str) -> None:
    prepared = released(read_rows([event("ALWAYS", "arrest", "CN"), *drawn]))
    frame = prepared.events.frame
    expected = [
        case
        for case in dict.fromkeys(frame["case_id"].astype("str"))
        if (frame.loc[frame["case_id"] == case, "country"] == country).any()
    ]
    assert ids(prepared, chosen=Selection(countries=(country,))) == expected


def test_all_bundled_cases_are_found_and_their_sources_can_be_chosen() -> None:
    everything = find_cases(bundled(), matching_events(bundled(), Selection()))
    assert len(everything) == 139
    assert len(short_cases(bundled(), everything)) == 139
    assert ids(bundled(), "vladivostok")
    counts = count_values(bundled(), "custodian", everything)
    assert counts.is_monotonic_decreasing
    assert counts.max() <= 139


def test_the_events_of_a_case_come_in_the_order_of_its_journey_and_the_others_last() -> None:
    rows = [
        at("A", "repatriation", "Tumen", "CN", date="2019-06"),
        event("A", "detention", "KP", date=""),
        at("A", "arrest", "Yanji", "CN", date="2019-05"),
    ]
    assert rows_of_case(released(read_rows(rows)), 0).tolist() == [2, 0, 1]
