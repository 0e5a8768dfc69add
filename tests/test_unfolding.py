"""A profile applied: every record becomes events or is accounted for, and what was made of its cells is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.errors import InputError
from footprints_geo.events.reading import events_from, look_at
from footprints_geo.mapping.profile_files import profile_from_text, profile_text
from footprints_geo.mapping.proposal import propose
from footprints_geo.profiles import EventGroup, Profile
from footprints_geo.sources.source_table import FAULT_COLUMNS, SourceTable
from footprints_geo.unfolding.rows import EventRows, unfold
from footprints_geo.unfolding.unread_cells import NOT_READ
from footprints_geo.vocabulary import EVENT_COLUMNS, EVENT_TYPES
from tests.made_up_tables import faults_of, table_of
from tests.test_headers import TABLES

ARREST = EventGroup({"date": ("Date of arrest",), "place": ("Place of arrest",)}, {"event_type": "arrest"})
RETURN = EventGroup({"date": ("북송일",), "position": ("송환 장소",)}, {"event_type": "repatriation"})
VICTIMS = Profile(columns={"case_id": ("Case",), "persons": ("Persons",)}, groups=(ARREST, RETURN))
HEADERS = ("Case", "Persons", "Date of arrest", "Place of arrest", "북송일", "송환 장소")
LONG = Profile(columns={"case_id": ("Case",), "event_type": ("What",), "date": ("When",), "place": ("Where",)})


def victims(*rows: dict[str, str], profile: Profile = VICTIMS, **parts: Any) -> EventRows:
    return unfold(table_of(*({"Case": "D1", **row} for row in rows), headers=HEADERS, **parts), profile)


def long(*rows: dict[str, str], profile: Profile = LONG) -> EventRows:
    headers = [header for headers in profile.columns.values() for header in headers]
    return unfold(table_of(*({"Case": "A", "What": "arrest", **row} for row in rows), headers=headers), profile)


def filled(rows: EventRows, *columns: str) -> list[tuple[str, ...]]:
    return list(rows.frame[list(columns)].astype("str").itertuples(index=False, name=None))


def said(rows: EventRows) -> list[tuple[str, str, list[int]]]:
    return [(line["column"], line["inferred"], line["row_numbers"]) for line in rows.inferred.to_dict("records")]


def faults(rows: EventRows) -> list[tuple[int, str, str, int]]:
    return list(rows.faults[["row", "column", "value", "event"]].itertuples(index=False, name=None))


def test_our_own_columns_come_through_as_they_are_and_the_rest_is_carried_along() -> None:
    row = {"Case_ID": "A", "event_type": "Arrest", "date": "9.10.2023", "country": "China", "place": "a|b", "Row": "x"}
    table = table_of(row)
    rows = unfold(table, replace(propose(table).profile, made_for="events"))
    assert list(rows.frame.columns) == [*EVENT_COLUMNS, "row"]
    assert filled(rows, "case_id", "event_type", "date", "country", "place", "row") == [
        ("A", "Arrest", "9.10.2023", "China", "a|b", "x")
    ]
    assert (len(rows.faults), len(rows.inferred), rows.questions) == (0, 0, ())
    assert rows.headers[0]["case_id"] == ("Case_ID",)


def test_one_row_of_a_person_becomes_one_event_for_each_event_it_tells_of() -> None:
    rows = victims(
        {"Date of arrest": "2023-08-27", "Place of arrest": "Yanji", "북송일": "2023-10-09", "Persons": "3"},
        {"Case": "D2", "Place of arrest": "Tumen"},
    )
    assert filled(rows, "case_id", "event_type", "date", "place", "persons") == [
        ("D1", "arrest", "2023-08-27", "Yanji", "3"),
        ("D1", "repatriation", "2023-10-09", "", "3"),
        ("D2", "arrest", "", "Tumen", ""),
    ]
    assert rows.rows.tolist() == [2, 2, 3]
    assert rows.groups.tolist() == [0, 1, 0]
    assert (rows.records_read, len(rows.faults)) == (2, 0)
    assert rows.headers[1] == {
        "case_id": ("Case",),
        "persons": ("Persons",),
        "date": ("북송일",),
        "position": ("송환 장소",),
    }


def test_a_record_without_any_event_is_accounted_for() -> None:
    rows = victims({}, {"Date of arrest": "미상", "북송일": "N/A"}, {"Date of arrest": "2023"})
    assert rows.rows.tolist() == [4]
    assert faults(rows) == [(2, "", "", -1), (3, "", "", -1)]
    assert "arrest or repatriation" in rows.faults["reason"].iloc[0]
    assert said(rows) == [
        ("event_type", "arrest: says only that nothing is known or applies: no event", [3]),
        ("event_type", "repatriation: says only that nothing is known or applies: no event", [3]),
    ]


def test_a_group_without_columns_of_its_own_gives_an_event_for_each_record() -> None:
    profile = Profile(columns={"case_id": ("Case",), "date": ("When",)}, constants={"event_type": "arrest"})
    rows = unfold(table_of({"Case": "A", "When": ""}, {"Case": "B", "When": "2023"}), profile)
    assert filled(rows, "case_id", "event_type", "date") == [("A", "arrest", ""), ("B", "arrest", "2023")]


def test_what_an_event_has_of_its_own_hides_what_its_row_says_of_the_same() -> None:
    group = EventGroup({"lat": ("a lat",), "lon": ("a lon",), "date_from": ("since",)}, {"event_type": "arrest"})
    profile = Profile(
        columns={"case_id": ("Case",), "place": ("Where",), "date": ("When",), "country": ("Land",)}, groups=(group,)
    )
    row = {
        "Case": "A",
        "Where": "Home",
        "When": "2001",
        "Land": "CN",
        "a lat": "42.9",
        "a lon": "129.5",
        "since": "2023",
    }
    rows = unfold(table_of(row), profile)
    assert filled(rows, "place", "date", "country", "lat", "lon") == [("", "2023", "CN", "42.9", "129.5")]
    # What the event does not use is carried along.
    assert filled(rows, "where", "when") == [("Home", "2001")]


def test_a_ticked_event_happened_or_not() -> None:
    group = EventGroup({"event_type": ("Returned?",), "date": ("When",)}, {"event_type": "repatriation"})
    profile = Profile(columns={"case_id": ("Case",)}, groups=(group,))
    ticks = [("yes", ""), ("no", ""), ("", "2023"), ("예", "2023"), ("no", "2023"), ("released", ""), ("?", "")]
    rows = unfold(table_of(*({"Case": "A", "Returned?": tick, "When": date} for tick, date in ticks)), profile)
    assert list(zip(rows.rows.tolist(), rows.frame["event_type"], rows.frame["date"], strict=True)) == [
        (2, "repatriation", ""),
        (4, "repatriation", "2023"),
        (5, "repatriation", "2023"),
        (6, "repatriation", "2023"),
        (7, "release", ""),
    ]
    # Row 6 says no and gives a date all the same.
    assert faults(rows) == [(3, "", "", -1), (6, "Returned?", "no", 3), (8, "", "", -1)]


def test_a_fault_of_a_record_is_one_of_each_of_its_dates() -> None:
    group = EventGroup({"event_type": ("Returned?",), "date": ("When",)}, {"event_type": "repatriation"})
    profile = Profile(columns={"case_id": ("Case", "Title")}, groups=(group,))
    table = table_of(
        {"Case": "A", "Title": "", "Returned?": "yes", "When": "2001|2002"},
        {"Case": "", "Title": "B", "Returned?": "no", "When": "2003|2004"},
    )
    rows = unfold(table, profile)
    assert faults(rows) == [(3, "Returned?", "no", 2), (3, "Returned?", "no", 3)]
    assert ("case_id", "Case is empty: Title is read", [3]) in said(rows)


def test_each_row_can_be_a_case_of_its_own() -> None:
    profile = Profile(columns={"case_id": (), "event_type": ("What",)}, constants={"case_id": "#row"})
    rows = unfold(table_of({"What": "arrest"}, {"What": "release"}, unit="record"), profile)
    assert rows.frame["case_id"].tolist() == ["record 2", "record 3"]


def test_a_constant_fills_what_its_column_leaves_empty() -> None:
    profile = Profile(columns={"case_id": ("Case",), "event_type": ("What",)}, constants={"event_type": "transit"})
    assert filled(long({"What": ""}, {"What": "arrest"}, profile=profile), "event_type") == [("transit",), ("arrest",)]


def test_the_first_column_that_is_not_empty_counts_and_a_later_one_is_reported() -> None:
    profile = Profile(columns={**LONG.columns, "case_id": ("Case", "Title", "Number")})
    rows = long({"Title": "T"}, {"Case": "", "Title": "T"}, {"Case": "", "Number": "7"}, profile=profile)
    assert filled(rows, "case_id") == [("A",), ("T",), ("7",)]
    assert said(rows) == [
        ("case_id", "Case is empty: Number is read", [4]),
        ("case_id", "Case is empty: Title is read", [3]),
        ("case_id", NOT_READ.format("Title"), [2]),
    ]
    assert filled(rows, "title") == [("T",), ("T",), ("",)]
    assert "number" not in rows.frame


def test_ends_beside_a_date_of_their_event_are_carried_along() -> None:
    columns = {**LONG.columns, "date_from": ("Detained from",), "date_to": ("Detained until",)}
    first = {"When": "2019", "Detained from": "2019-03-01", "Detained until": "2020-08-01"}
    rows = long(first, {"Detained from": "2021"}, {"When": "2022"}, profile=Profile(columns=columns))
    assert filled(rows, "date", "detained from", "detained until") == [
        ("2019", "2019-03-01", "2020-08-01"),
        ("2021", "2021", ""),
        ("2022", "", ""),
    ]
    told = [(column, phrase) for column, phrase, numbers in said(rows) if numbers == [2]]
    assert told == [("date_from", NOT_READ.format("Detained from")), ("date_to", NOT_READ.format("Detained until"))]


def test_places_in_columns_that_are_called_like_ends_are_not_lost_beside_a_date() -> None:
    headers = ("Case", "Repatriation date", "Repatriated from", "Repatriated to")
    own = {"date": headers[1:2], "date_from": headers[2:3], "date_to": headers[3:]}
    profile = Profile(columns={"case_id": ("Case",)}, groups=(EventGroup(own, {"event_type": "repatriation"}),))
    row = dict(zip(headers, ("D1", "2023-10-09", "Tumen", "Onsong"), strict=True))
    assert filled(unfold(table_of(row), profile), "date", "repatriated from", "repatriated to") == [
        ("2023-10-09", "Tumen", "Onsong")
    ]


def test_a_position_beside_latitude_and_longitude_is_carried_along() -> None:
    columns = {**LONG.columns, "lat": ("lat",), "lon": ("lon",), "position": ("xy",)}
    rows = long({"lat": "42", "lon": "129", "xy": "43|130"}, {"xy": "41|128"}, profile=Profile(columns=columns))
    assert filled(rows, "lat", "xy") == [("42", "43|130"), ("41", "41|128")]
    assert ("position", NOT_READ.format("xy"), [2]) in said(rows)


def test_what_holds_for_the_row_is_carried_along_where_its_events_have_their_own() -> None:
    profile = replace(
        VICTIMS,
        columns={**VICTIMS.columns, "place": ("Town",)},
        groups=(ARREST, EventGroup({"date": ("북송일",)}, RETURN.constants)),
    )
    headers = (*HEADERS, "Town")
    one = {"Case": "D1", "Date of arrest": "2023", "Place of arrest": "Yanji", "Town": "Tumen"}
    two = {"Case": "D2", "북송일": "2023", "Town": "Tumen"}
    assert ("place", NOT_READ.format("Town"), [2]) in said(unfold(table_of(one, two, headers=headers), profile))
    assert "town" not in unfold(table_of(two, headers=headers), profile).frame


@pytest.mark.parametrize("cell", ["", "미상", "n/a"])
def test_a_second_column_that_says_nothing_is_not_carried_along(cell: str) -> None:
    profile = Profile(columns={**LONG.columns, "place": ("Where", "Town")})
    rows = long({"Where": "Yanji", "Town": cell}, {"Town": "Tumen"}, profile=profile)
    assert "town" not in rows.frame


def test_a_column_to_be_left_out_is_left_out_unread_too() -> None:
    profile = Profile(columns={**LONG.columns, "place": ("Where", "Town")}, left_out=("Town",))
    rows = long({"Where": "Yanji", "Town": "Tumen"}, profile=profile)
    assert "town" not in rows.frame
    assert said(rows) == []


def test_what_was_inferred_can_be_asked_of_some_events_alone() -> None:
    rows = victims(
        {"Date of arrest": "2020년", "북송일": "미상"}, {"Date of arrest": "2021년"}, {"Date of arrest": "-"}
    )
    accepted = np.array([True, False])
    assert rows.inferred_among(accepted)[["rows", "row_numbers"]].to_numpy().tolist() == [[1, [2]], [1, [2]]]
    assert rows.inferred_among(~accepted)[["rows", "row_numbers"]].to_numpy().tolist() == [[1, [3]]]
    assert rows.inferred_among(np.array([False, False])).empty
    pd.testing.assert_frame_equal(rows.inferred_among(np.array([True, True])).iloc[:1], rows.inferred.iloc[:1])


def test_dates_are_read_in_the_order_their_column_shows_and_kept_as_typed() -> None:
    rows = long({"When": "27/08/2023"}, {"When": "9/10/2023"}, {"When": "2023"}, {"When": ""})
    assert filled(rows, "date", "given_date") == [
        ("2023-08-27", "27/08/2023"),
        ("2023-10-09", "9/10/2023"),
        ("2023", ""),
        ("", ""),
    ]
    assert ("date", "day before month, as the column shows", [2, 3]) in said(rows)


def test_dates_that_allow_two_orders_stay_as_typed_until_somebody_says_which() -> None:
    rows = long({"When": "9/10/2023"}, {"When": "1/2/2023"})
    assert filled(rows, "date") == [("9/10/2023",), ("1/2/2023",)]
    assert len(rows.questions) == 1
    assert "Column 3 (When)" in rows.questions[0]
    assert "given_date" not in rows.frame
    told = Profile(columns=LONG.columns, date_orders={"WHEN ": "month-first"})
    rows = long({"When": "9/10/2023"}, {"When": "1/2/2023"}, profile=told)
    assert (filled(rows, "date"), rows.questions) == ([("2023-09-10",), ("2023-01-02",)], ())


def test_our_own_dates_are_read_only_where_somebody_said_how() -> None:
    table = table_of(
        {"case_id": "A", "event_type": "arrest", "date": "9/10/2023"}, headers=("case_id", "event_type", "date")
    )
    columns = {name: (name,) for name in table.frame}
    assert filled(unfold(table, Profile(made_for="events", columns=columns)), "date") == [("9/10/2023",)]
    told = Profile(made_for="events", columns=columns, date_orders={"date": "day-first"})
    assert filled(unfold(table, told), "date") == [("2023-10-09",)]


def test_a_column_that_the_file_keeps_as_dates_is_asked_about_only_when_it_is_mixed() -> None:
    kept = frozenset({"Date of arrest"})
    assert victims({"Date of arrest": "2023-08-09"}, dates=kept).questions == ()
    mixed = victims({"Date of arrest": "2023-08-09"}, {"Date of arrest": "27/08/2023"}, dates=kept)
    assert "exchanged day and month" in mixed.questions[0]


def test_both_ends_make_one_interval_and_one_end_is_reported() -> None:
    columns = {"case_id": ("Case",), "event_type": ("What",), "date_from": ("from",), "date_to": ("to",)}
    rows = long(
        {"from": "2023-08-27", "to": "2023-10-09"},
        {"from": "2023.8.27", "to": ""},
        {"from": "2023", "to": "2023"},
        profile=Profile(columns=columns),
    )
    assert filled(rows, "date", "given_date") == [
        ("2023-08-27/2023-10-09", ""),
        ("2023-08-27", "2023.8.27 –"),
        ("2023", "2023 – 2023"),
    ]
    assert [column for column, phrase, numbers in said(rows) if numbers == [3] and "end not known" in phrase] == [
        "date"
    ]


def test_a_date_of_its_own_comes_before_ends() -> None:
    columns = {**LONG.columns, "date_from": ("from",)}
    rows = long({"When": "2023", "from": "2001"}, {"When": "", "from": "2001"}, profile=Profile(columns=columns))
    assert filled(rows, "date") == [("2023",), ("2001",)]


def test_several_dates_in_a_cell_are_as_many_events() -> None:
    rows = victims({"Date of arrest": "2020-01|2021-02 |", "Place of arrest": "Yanji"}, {"Date of arrest": "2022"})
    assert filled(rows, "date", "place") == [("2020-01", "Yanji"), ("2021-02", "Yanji"), ("2022", "")]
    assert rows.rows.tolist() == [2, 2, 3]
    assert ("date", "several dates in one cell: one event for each", [2]) in said(rows)


def test_as_many_places_as_dates_go_in_pairs() -> None:
    rows = victims({"북송일": "2020|2021", "송환 장소": "42.9|129.8|40.1|124.4"})
    assert filled(rows, "date", "lat", "lon") == [("2020", "42.9", "129.8"), ("2021", "40.1", "124.4")]


@pytest.mark.parametrize("date", ["2020", "", "2019|2020|2021"])
def test_of_several_places_none_is_chosen_and_none_is_lost(date: str) -> None:
    rows = victims({"Date of arrest": date, "Place of arrest": "Yanji|Tumen"})
    assert set(filled(rows, "place", "given_place")) == {("", "Yanji|Tumen")}
    assert len(rows.frame) == max(1, len(date.split("|")))
    assert [phrase for column, phrase, _ in said(rows) if column == "place"] == [
        "several places in one cell, and which one is meant is not said: left empty"
    ]


def test_starts_without_as_many_ends_are_a_fault() -> None:
    columns = {"case_id": ("Case",), "event_type": ("What",), "date_from": ("from",), "date_to": ("to",)}
    profile = Profile(columns=columns)
    rows = long({"from": "2001|2003", "to": "2002"}, {"from": "2001|2003", "to": "2002|2004"}, profile=profile)
    assert faults(rows) == [(2, "to", "2002", 0)]
    assert filled(rows, "date")[1:] == [("2001/2002",), ("2003/2004",)]


OPEN = [
    ("2018|", "|2020", [("2018",), ("2020",)]),
    ("2019|2020-01", "|2020-02", [("2019",), ("2020-01/2020-02",)]),
    ("|2021", "2019-05|", [("2019-05",), ("2021",)]),
    ("2018||2020", "2019||2021", [("2018/2019",), ("2020/2021",)]),
    ("2018|2019", "", [("2018",), ("2019",)]),
    ("2018|", "", [("2018",)]),
    ("2018|2019|", "2020|2021", [("2018/2020",), ("2019/2021",)]),
]
"""Starts and ends of several periods, some of them open."""


@pytest.mark.parametrize(("starts", "ends", "dates"), OPEN)
def test_an_open_end_keeps_its_place_beside_the_other_end(starts: str, ends: str, dates: list[tuple[str]]) -> None:
    columns = {"case_id": ("Case",), "event_type": ("What",), "date_from": ("from",), "date_to": ("to",)}
    rows = long({"from": starts, "to": ends}, profile=Profile(columns=columns))
    assert (filled(rows, "date"), faults(rows)) == (dates, [])


def test_a_position_that_is_turned_round_is_a_fault_of_its_event_alone() -> None:
    rows = victims(
        {"북송일": "2023", "송환 장소": "129.5|42.9", "Date of arrest": "2022"}, {"송환 장소": "42°57'N 129°50'E"}
    )
    assert faults(rows) == [(2, "송환 장소", "129.5|42.9", 1)]
    assert rows.faults["fix"].tolist() == ["lat and lon look exchanged: turn them round."]
    assert filled(rows, "lat", "lon") == [("", ""), ("", ""), ("42.95", "129.833333")]
    assert ("lat", "worked out from degrees, minutes and seconds", [3]) in said(rows)


def test_what_is_said_of_an_event_is_said_of_the_right_one_among_many() -> None:
    rows = victims(
        {"Date of arrest": "2020", "북송일": "2021년", "송환 장소": "Tumen"},
        {"Date of arrest": "2020년", "북송일": "2021"},
        {"Date of arrest": "2022", "송환 장소": "129.5|42.9"},
    )
    assert rows.frame["event_type"].tolist() == ["arrest", "repatriation"] * 3
    assert faults(rows) == [(2, "송환 장소", "Tumen", 1), (4, "송환 장소", "129.5|42.9", 5)]
    assert [fix.split()[0] for fix in rows.faults["fix"]] == ["Write", "lat"]
    assert filled(rows, "date", "given_date")[1:3] == [("2021", "2021년"), ("2020", "2020년")]
    assert said(rows) == [("date", "written with 년, 월, 일 or 年, 月, 日", [2, 3])]


def test_latitude_and_longitude_of_their_own_come_before_a_position() -> None:
    columns = {**LONG.columns, "lat": ("lat",), "lon": ("lon",), "position": ("xy",)}
    rows = long(
        {"lat": "42", "lon": "129", "xy": "nonsense"}, {"xy": "43|130"}, {"lat": "42"}, profile=Profile(columns=columns)
    )
    assert filled(rows, "lat", "lon") == [("42", "129"), ("43", "130"), ("42", "")]
    assert faults(rows) == []


def test_words_of_the_file_are_read_and_reported_and_those_of_the_profile_only_read() -> None:
    profile = Profile(columns=LONG.columns, values={"event_type": {"taken": "arrest"}, "place": {"연길": "Yanji"}})
    rows = long({"What": "taken", "Where": "연길"}, {"What": "체포"}, {"What": "dancing"}, profile=profile)
    assert filled(rows, "event_type", "place") == [("arrest", "Yanji"), ("arrest", ""), ("dancing", "")]
    assert said(rows) == [("event_type", "'체포' is read as arrest", [3])]


def test_several_events_in_a_cell_are_a_fault_and_never_split() -> None:
    rows = long({"What": "arrest|repatriation"}, {"What": "체포|arrest"})
    assert filled(rows, "event_type") == [("arrest|repatriation",), ("arrest",)]
    assert faults(rows) == [(2, "What", "arrest|repatriation", 0)]


def test_durations_in_words_are_read() -> None:
    profile = Profile(columns={**LONG.columns, "duration": ("how long",)})
    rows = long({"how long": "8개월"}, {"how long": "P8M"}, {"how long": "long"}, profile=profile)
    assert filled(rows, "duration") == [("P8M",), ("P8M",), ("long",)]
    assert said(rows) == [("duration", "'8개월' is read as P8M", [2])]


def test_a_fault_of_the_reader_is_one_of_each_event_that_uses_the_cell() -> None:
    rows = victims(
        {"Date of arrest": "2020|2021", "북송일": "2022"},
        {"Date of arrest": "2023", "북송일": "2024"},
        {"북송일": "2025"},
        faults=faults_of((2, "Date of arrest"), (3, "Case"), (4, "")),
    )
    assert [(row, column, event) for row, column, _, event in faults(rows)] == [
        (2, "Date of arrest", 0),
        (2, "Date of arrest", 1),
        (3, "Case", 3),
        (3, "Case", 4),
        (4, "", 5),
    ]


def test_a_cell_the_reader_could_make_nothing_of_is_not_empty() -> None:
    rows = victims({}, {}, faults=faults_of((3, "북송일")))
    assert rows.rows.tolist() == [3]
    assert [(row, column, event) for row, column, _, event in faults(rows)] == [(2, "", -1), (3, "북송일", 0)]


def test_faults_of_records_without_events_and_of_columns_carried_along_are_not_lost() -> None:
    table = table_of(
        {"Case": "A", "Date of arrest": "", "Age": "x"}, faults=faults_of((2, ""), (2, "Age"), (2, "Case"))
    )
    group = EventGroup({"date": ("Date of arrest",)}, {"event_type": "arrest"})
    rows = unfold(table, Profile(columns={"case_id": ("Case",)}, groups=(group,)))
    assert [(row, column, event) for row, column, _, event in faults(rows)] == [
        (2, "", -1),
        (2, "Case", -1),
        (2, "", -1),
    ]
    assert [numbers for column, phrase, numbers in said(rows) if "carried along" in phrase] == [[2]]


def test_headers_the_file_lacks_are_all_named_and_its_own_only_by_number() -> None:
    profile = Profile(columns={"case_id": ("Cases",), "event_type": ("What happened",), "date": ("When",)})
    with pytest.raises(InputError) as refusal:
        unfold(table_of({"When": "2023", "Casey": "x", "QQ-SECRET-QQ": "x"}), profile)
    message = str(refusal.value)
    assert message.startswith("made up.csv: ")
    assert "'Cases', 'What happened'" in message
    assert "Is column 2 meant as 'Cases'?" in message
    assert not {"Casey", "SECRET"} & set(message.replace("-", " ").split())


@pytest.mark.parametrize(
    ("profile", "missing"),
    [
        (Profile(), "case_id and which is event_type"),
        (Profile(columns={"case_id": ("Case",)}), "event_type"),
        (Profile(columns={"case_id": ("Case",)}, groups=(ARREST, EventGroup({"date": ("x",)}))), "event_type"),
        (Profile(columns={"case_id": ()}, constants={"event_type": "arrest"}), "case_id"),
    ],
)
def test_a_profile_that_does_not_say_who_or_what_is_refused(profile: Profile, missing: str) -> None:
    table = table_of({"Case": "A", "Date of arrest": "", "Place of arrest": "", "x": ""})
    with pytest.raises(InputError, match=rf"which column is {missing};"):
        unfold(table, profile)


def test_headers_are_found_without_regard_to_case_blanks_and_width() -> None:
    profile = Profile(columns={"case_id": ("CASE",), "event_type": ("ｗｈａｔ",)}, left_out=("AGE",))
    rows = unfold(table_of({"Case ": "A", "What": "arrest", "Age": "x"}), profile)
    assert filled(rows, "case_id", "event_type") == [("A", "arrest")]
    assert "age" not in rows.frame


def test_attributes_never_take_the_name_of_a_column() -> None:
    row = {
        "Case": "A",
        "What": "arrest",
        "Date": "x",
        "When": "9 Oct 2023",
        "given_date": "y",
        "NOTE": "n",
        "note": "m",
    }
    rows = unfold(table_of({**row, "Where": "", "Sex": "f"}), LONG)
    assert list(rows.frame.columns[len(EVENT_COLUMNS) :]) == [
        "given_date",
        "given_date (2)",
        "given_date (3)",
        "given_note",
        "given_note (2)",
        "sex",
    ]
    assert filled(rows, "given_date", "given_date (2)", "given_date (3)", "given_note (2)") == [
        ("9 Oct 2023", "x", "y", "m")
    ]


def test_marks_of_mended_rejects_are_dropped() -> None:
    rows = unfold(
        table_of({"rejected_row": "7", "rejected_fix": "x", "Case": "A", "What": "arrest"}),
        Profile(columns={"case_id": ("Case",), "event_type": ("What",)}),
    )
    assert list(rows.frame.columns) == list(EVENT_COLUMNS)


def test_an_empty_table_has_no_events_and_no_faults() -> None:
    for profile in (LONG, Profile(columns={"case_id": ("Case",)}, groups=(ARREST, RETURN))):
        headers = ("Case", "What", "When", "Where", "Date of arrest", "Place of arrest", "북송일", "송환 장소")
        rows = unfold(table_of(headers=headers), profile)
        assert (len(rows.frame), len(rows.faults), rows.records_read) == (0, 0, 0)
        assert list(rows.frame.columns[: len(EVENT_COLUMNS)]) == list(EVENT_COLUMNS)


def completed(table: SourceTable) -> Profile:
    """What is proposed for a table, with the first answer to all that has to be said."""
    found = propose(table)
    profile = found.profile
    for question in found.questions:
        if question.required:
            profile = question.answers[0].applied_to(profile)
    return profile


def check_accounts(rows: EventRows, table: SourceTable) -> None:
    assert rows.records_read == len(table.frame)
    assert set(rows.rows) | set(rows.faults.loc[rows.faults["event"] < 0, "row"]) == set(table.frame.index)
    assert not set(rows.rows) & set(rows.faults.loc[rows.faults["event"] < 0, "row"])
    assert len(rows.frame) == len(rows.rows) == len(rows.groups)
    assert list(rows.rows) == sorted(rows.rows)
    assert rows.frame.columns.is_unique
    assert list(rows.frame.columns[: len(EVENT_COLUMNS)]) == list(EVENT_COLUMNS)
    assert all(isinstance(kind, pd.CategoricalDtype) for kind in rows.frame.dtypes)
    assert all((rows.frame[name].cat.codes >= 0).all() for name in rows.frame)
    assert rows.faults["event"].between(-1, len(rows.frame) - 1).all()
    about = rows.faults[rows.faults["event"] >= 0]
    assert rows.rows[about["event"].to_numpy(dtype=int)].tolist() == about["row"].tolist()
    for line in rows.inferred.to_dict("records"):
        assert set(line["row_numbers"]) <= set(table.frame.index)
        assert len(line["row_numbers"]) == min(line["rows"], 20)


@settings(max_examples=40)
@given(TABLES)
def test_every_record_of_any_table_is_in_the_events_or_in_the_faults(table: SourceTable) -> None:
    check_accounts(unfold(table, completed(table)), table)


PLACED = st.tuples(st.integers(2, 5), st.sampled_from(["", "Case", "Date of arrest", "송환 장소", "Age"]))
CELLS = st.sampled_from(
    ("", "x", "2023", "2020|2021", "Tumen|Yanji", "42.9|129.5", "129.5|42.9|1|2", "unknown", "9/10/2023")
)
WIDE = st.lists(st.fixed_dictionaries(dict.fromkeys((*HEADERS, "Age"), CELLS)), min_size=4, max_size=4)


@settings(max_examples=25)
@given(WIDE, st.lists(PLACED, max_size=4))
def test_no_fault_of_the_reader_is_lost(rows: list[dict[str, str]], lines: list[tuple[int, str]]) -> None:
    table = table_of(*rows, headers=(*HEADERS, "Age"), faults=faults_of(*lines))
    found = unfold(table, VICTIMS)
    check_accounts(found, table)
    kept = {(row, column) for row, column, value, _ in faults(found) if value == "#REF!"}
    carried = [line["rows"] for line in found.inferred.to_dict("records") if "carried along" in line["inferred"]]
    assert kept == {(row, column) for row, column in lines if column != "Age"}
    assert carried == (
        [len({row for row, column in lines if column == "Age"})] if any(c == "Age" for _, c in lines) else []
    )


@settings(max_examples=25)
@given(TABLES)
def test_a_profile_that_was_saved_and_read_gives_the_same_events(table: SourceTable) -> None:
    profile = completed(table)
    once, again = unfold(table, profile), unfold(table, profile_from_text(profile_text(profile), "p.toml"))
    pd.testing.assert_frame_equal(once.frame.astype("str"), again.frame.astype("str"))
    pd.testing.assert_frame_equal(once.faults, again.faults)
    pd.testing.assert_frame_equal(once.inferred, again.inferred)
    assert np.array_equal(once.groups, again.groups)
    assert (once.headers, once.questions) == (again.headers, again.questions)


OWN = st.fixed_dictionaries(
    {"case_id": st.sampled_from("AB"), "event_type": st.sampled_from(EVENT_TYPES)},
    optional=dict.fromkeys(("sequence", *EVENT_COLUMNS[3:], "age", "Row"), st.text(max_size=5))
    | {"date": st.sampled_from(["2023", "2023-10-09~"])},
)


@settings(max_examples=25)
@given(st.lists(OWN, max_size=5))
def test_the_profile_of_our_own_columns_changes_no_cell(rows: list[dict[str, str]]) -> None:
    table = table_of(*rows, headers=(*EVENT_COLUMNS, "age", "Row"))
    profile = propose(table).profile
    found = unfold(table, Profile(made_for="events", columns=profile.columns))
    before = table.frame.astype("str").rename(columns={"Row": "row"}).reset_index(drop=True)
    pd.testing.assert_frame_equal(found.frame.astype("str"), before, check_index_type=False, check_column_type=False)
    assert found.rows.tolist() == table.frame.index.tolist()
    assert (len(found.faults), len(found.inferred), found.questions) == (0, 0, ())


def test_the_columns_of_faults_are_those_of_readers_and_the_event() -> None:
    assert list(victims({}).faults.columns) == [*FAULT_COLUMNS, "event"]
    assert list(victims({"Date of arrest": "2023"}).faults.columns) == [*FAULT_COLUMNS, "event"]


PERIODS = {
    "2018/01/01~2018/02/01": ["2018-01-01/2018-02-01"],
    "2018/01/01~1970/01/01|1970/01/01~2020/02/01": ["2018-01-01", "2020-02-01"],
    "2019/01/01~1970/01/01|2020/01/01~2020/02/01": ["2019-01-01", "2020-01-01/2020-02-01"],
    "1970/01/01~2019/05/01|2021/01/01~1970/01/01": ["2019-05-01", "2021-01-01"],
}
"""Cells of a period as Uwazi exports them, with 1970-01-01 for an end that is not known."""


@pytest.mark.parametrize("cell", PERIODS)
@pytest.mark.parametrize("label", ["Period", "Period of detention"])
def test_a_period_of_uwazi_keeps_both_its_ends(label: str, cell: str) -> None:
    kind = {"Type of event": "Detention"} if label == "Period" else {}
    row = {"Title": "D1", "Date added": "2024-02-11", "Template": "Event", **kind, label: cell}
    events = events_from(look_at(table_of({**row, "Published": "Published"})))
    assert events.frame["date"].astype("str").tolist() == PERIODS[cell]
    assert events.rows_rejected == 0


def test_what_was_inferred_is_counted_among_accepted_events_and_records_without_any_are_known() -> None:
    events = events_from(
        look_at(
            table_of(
                {"Case": "A", "Date of arrest": "2019년", "Country of arrest": "중국"},
                {"Case": "B", "Date of arrest": "31/02/2019", "Country of arrest": "중국"},
                {"Case": "C", "Date of arrest": "", "Country of arrest": ""},
            )
        )
    )
    told = events.inferred.set_index("inferred")
    assert told.loc["'중국' is read as CN", ["rows", "row_numbers"]].tolist() == [1, [2]]
    assert (events.rows_read, events.rows_rejected, len(events.frame)) == (3, 2, 1)
    assert (events.records_read, events.records_without_event, events.events_read) == (3, 1, 2)
