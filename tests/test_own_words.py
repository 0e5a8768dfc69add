"""A row that is one event, named by its own word: which columns of single events are its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.errors import InputError
from footprints_geo.profiles import EventGroup, Profile
from footprints_geo.unfolding.rows import EventRows, unfold
from tests.made_up_tables import table_of

PROFILE = Profile(
    columns={"case_id": ("Case",), "event_type": ("What",), "date": ("Date",)},
    groups=(
        EventGroup({"date": ("Date of arrest", "Date"), "place": ("Place of arrest",)}, {"country": "CN"}, "arrest"),
        EventGroup({"date": ("Date of return",)}, {}, "repatriation"),
        EventGroup(),
    ),
)
HEADERS = ("Case", "What", "Date", "Date of arrest", "Place of arrest", "Date of return")


def rows_of(*rows: dict[str, str], profile: Profile = PROFILE) -> EventRows:
    return unfold(table_of(*({"Case": "A", **row} for row in rows), headers=HEADERS), profile)


def told(rows: EventRows, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row) for row in rows.frame[list(columns)].astype("str").itertuples(index=False, name=None)]


ALL = {"Date": "2001", "Date of arrest": "2002", "Place of arrest": "Yanji", "Date of return": "2003"}


def test_the_word_of_a_row_decides_which_date_and_place_are_its_own() -> None:
    rows = rows_of(*({"What": word, **ALL} for word in ("체포", "forced return", "transit", "", "unheard of")))
    assert told(rows, "date", "place", "country") == [
        ("2002", "Yanji", "CN"), ("2003", "", ""), ("2001", "", ""), ("2001", "", ""), ("2001", "", ""),
    ]  # fmt: skip
    assert told(rows, "event_type")[:2] == [("arrest",), ("repatriation",)]
    assert rows.rows.tolist() == [2, 3, 4, 5, 6]


def test_what_a_profile_says_of_a_word_counts_here_as_well() -> None:
    profile = replace(PROFILE, values={"event_type": {"unheard of": "arrest"}})
    assert told(rows_of({"What": "unheard of", **ALL}, profile=profile), "event_type", "date") == [("arrest", "2002")]


def test_an_event_without_a_date_of_its_own_has_the_general_one_or_none() -> None:
    rows = rows_of(
        {"What": "Arrest", "Date": "2001"}, {"What": "repatriation", "Date": "2001"}, {"What": "REPATRIATION"}
    )
    assert told(rows, "date") == [("2001",), ("",), ("",)]
    said = dict(zip(rows.inferred["inferred"], rows.inferred["row_numbers"], strict=True))
    assert said["Date of arrest is empty: Date is read"] == [2]
    assert said["Date has cells that no event is read from: carried along under its own name"] == [3]


def test_dates_of_other_events_stay_with_the_row_and_are_reported() -> None:
    rows = rows_of({"What": "arrest", **ALL}, {"What": "transit", **ALL})
    assert told(rows, "date of return", "date of arrest") == [("2003", "2002"), ("2003", "2002")]
    said = dict(zip(rows.inferred["inferred"], rows.inferred["row_numbers"], strict=True))
    assert said["Date of return has cells that no event is read from: carried along under its own name"] == [2, 3]
    assert said["Date of arrest has cells that no event is read from: carried along under its own name"] == [3]


def test_rows_of_no_such_word_are_events_though_no_group_is_for_them() -> None:
    profile = replace(PROFILE, groups=PROFILE.groups[:2])
    assert told(rows_of({"What": "transit", **ALL}, profile=profile), "event_type", "date") == [("transit", "2001")]


def test_groups_for_words_need_a_column_of_words() -> None:
    with pytest.raises(InputError, match="does not say which column is event_type"):
        rows_of({"What": "arrest"}, profile=replace(PROFILE, columns={"case_id": ("Case",)}))


@settings(max_examples=60)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "What": st.sampled_from(
                    ["arrest", "체포", "repatriation", "transit", "", "unknown", "no", "arrest|transit"]
                )
            },
            optional={header: st.sampled_from(["", "2001", "-", "2001|2002"]) for header in HEADERS[2:]},
        ),
        max_size=6,
    )
)
def test_every_row_is_an_event_whatever_its_word_and_cells(rows: list[dict[str, str]]) -> None:
    found = rows_of(*rows)
    assert sorted(set(found.rows.tolist())) == list(range(2, len(rows) + 2))
    assert found.rows.tolist() == sorted(found.rows)
    assert not (found.faults["event"] < 0).any()
