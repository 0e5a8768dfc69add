"""IOM's tables: every layout means the same, an empty cell is unknown, and all people of the file are counted once."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.dates.intervals import parse_dates
from footprints_geo.profiles import MAPPED_COLUMNS
from footprints_geo.sources import acled, iom
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.unfolding.rows import unfold
from footprints_geo.vocabulary import EVENT_TYPES
from tests.public_samples import OTHER_TABLES, applied, header, sample, table_of

LAYOUTS = {
    "May 2026": "iom_2026.csv",
    "with Country of Incident": "iom_country_of_incident.csv",
    "2019": "iom_2019.csv",
    "2023": "iom_2023.csv",
    "month only": "iom_month_only.csv",
}
COLUMNS = {layout: tuple(sample(name).frame.columns) for layout, name in LAYOUTS.items()}
NEW = COLUMNS["May 2026"]
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SPOTS = {
    "Mongolia": (46.5, 104.0),
    "Thailand": (15.2, 101.0),
    "Viet Nam": (21.5, 105.0),
    "": (38.2, 132.0),
}
"""A position in each country, and one at sea."""

Fact = dict[str, Any]
counts = st.one_of(st.none(), st.integers(0, 300))
facts = st.fixed_dictionaries(
    {
        "day": st.dates(datetime.date(2014, 1, 1), datetime.date(2026, 12, 31)),
        "dead": counts,
        "missing": counts,
        "country": st.sampled_from(list(SPOTS)),
        "source": st.sampled_from(["Example Daily", "Example Wire, Example Daily", ""]),
    }
)
FACT: Fact = {
    "day": datetime.date(2025, 1, 2),
    "dead": 1,
    "missing": 0,
    "country": "Mongolia",
    "source": "Example Daily",
}


def text(number: int | None, unknown: str = "") -> str:
    return unknown if number is None else str(number)


def in_2026(fact: Fact, key: str) -> dict[str, str]:
    day, (lat, lon) = fact["day"], SPOTS[fact["country"]]
    return {
        "Main ID": key.split("-")[0],
        "Incident ID": key,
        "Region": "Eastern Asia",
        "Incident Date": f"{WEEKDAYS[day.weekday()]}, {day.month:02}/{day.day:02}/{day.year} - 12:00",
        "Year": str(day.year),
        "Reported Month": MONTHS[day.month - 1],
        "Number Dead": text(fact["dead"]),
        "Minimum Estimated Number of Missing": text(fact["missing"]),
        "Location of death": "Made up",
        "Information Source": fact["source"],
        "Coordinates": f"{lat}, {lon}",
    }


def with_country(fact: Fact, key: str) -> dict[str, str]:
    day, (lat, lon) = fact["day"], SPOTS[fact["country"]]
    return {
        "Main ID": key.split("-")[0],
        "Incident ID": key,
        "Incident Type": "Incident",
        "Region of Incident": "Eastern Asia",
        "Incident date": day.isoformat(),
        "Incident year": str(day.year),
        "Incident month": str(day.month),
        "No. dead": text(fact["dead"], "NA"),
        "No. missing": text(fact["missing"], "NA"),
        "Country of Incident": fact["country"] or "NA",
        "Location of death": "Made up",
        "Source": fact["source"] or "NA",
        "Latitude": str(lat),
        "Longitude": str(lon),
    }


def in_2019(fact: Fact, key: str) -> dict[str, str]:
    day, row = fact["day"], in_2026(fact, key)
    return {
        "Web ID": key,
        "Region of Incident": "East Asia",
        "Reported Date": f"{MONTHS[day.month - 1]} {day.day:02}, {day.year}",
        "Reported Year": str(day.year),
        "Reported Month": MONTHS[day.month - 1][:3],
        "Number Dead": row["Number Dead"],
        "Minimum Estimated Number of Missing": row["Minimum Estimated Number of Missing"],
        "Location Description": "Made up",
        "Information Source": fact["source"],
        "Location Coordinates": row["Coordinates"],
    }


def in_2023(fact: Fact, key: str) -> dict[str, str]:
    row = in_2026(fact, key)
    return row | {
        "Region of Incident": row["Region"],
        "Incident Date": fact["day"].isoformat(),
        "Number of Dead": row["Number Dead"],
        "Country of Incident": fact["country"],
        "Location of Incident": "Made up",
    }


WRITERS: dict[str, Callable[[Fact, str], dict[str, str]]] = {
    "May 2026": in_2026,
    "with Country of Incident": with_country,
    "2019": in_2019,
    "2023": in_2023,
}


def written(layout: str, made_up: list[Fact], keys: list[str]) -> SourceTable:
    rows = [WRITERS[layout](fact, key) for fact, key in zip(made_up, keys, strict=True)]
    return table_of(rows, COLUMNS[layout])


def new(*changes: dict[str, str]) -> SourceTable:
    return table_of([in_2026(FACT, f"2025.MMP{n}") | change for n, change in enumerate(changes, 1)], NEW)


def counted(dead: str, missing: str) -> pd.Series:
    """The event of one row that counts so many."""
    return applied(new({"Number Dead": dead, "Minimum Estimated Number of Missing": missing}), iom).iloc[0]


def people(events: pd.DataFrame) -> int:
    """Persons over cases by the rule of the program: the largest number of each case, summed."""
    return int(pd.to_numeric(events["persons_min"]).groupby(events["case_id"]).max().sum())


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("change", [str, str.upper, str.lower], ids=["as it is", "upper", "lower"])
def test_every_layout_is_recognised_in_any_case(layout: str, change: Callable[[str], str]) -> None:
    assert iom.recognises(table_of([], [change(name) for name in COLUMNS[layout]]))


@pytest.mark.parametrize("columns", OTHER_TABLES.values(), ids=list(OTHER_TABLES))
def test_no_other_table_is_taken_for_one_of_ioms(columns: str) -> None:
    assert not iom.recognises(header(columns))


def test_acled_does_not_claim_it() -> None:
    assert not any(acled.recognises(sample(name)) for name in LAYOUTS.values())


@given(st.lists(facts, min_size=1, max_size=25))
@settings(max_examples=12)
def test_every_layout_gives_the_same_events_for_the_same_facts(made_up: list[Fact]) -> None:
    keys = [f"2025.MMP{number}" for number in range(len(made_up))]
    events = {layout: applied(written(layout, made_up, keys), iom) for layout in WRITERS}
    first = events["May 2026"]
    assert [layout for layout, others in events.items() if not others.equals(first)] == []
    nobody = [n for n, fact in enumerate(made_up, 2) if fact["dead"] == fact["missing"] == 0]
    assert first.index.tolist() == [row for row in range(2, len(made_up) + 2) if row not in nobody]


@given(st.lists(facts, min_size=1, max_size=25), st.integers(1, 3), st.sampled_from(list(WRITERS)))
@settings(max_examples=12)
def test_all_cases_together_have_the_people_of_the_file(made_up: list[Fact], incidents: int, layout: str) -> None:
    keys = [f"2025.MMP{number % incidents}-{number}" for number in range(len(made_up))]
    events = applied(written(layout, made_up, keys), iom)
    stated = events[events["persons_min"] != ""]
    assert people(stated) == sum((fact["dead"] or 0) + (fact["missing"] or 0) for fact in made_up)


@given(st.lists(facts, max_size=25))
@settings(max_examples=12)
def test_every_row_is_an_event_or_has_a_fault(made_up: list[Fact]) -> None:
    table = written("May 2026", made_up, [f"2025.MMP{number}" for number in range(len(made_up))])
    recast = iom.recast(table)
    assert recast.frame.index.equals(table.frame.index)
    assert recast.frame[list(NEW)].equals(table.frame)
    events = applied(table, iom)
    assert sorted([*events.index, *recast.faults["row"].unique()]) == table.frame.index.tolist()
    assert (parse_dates(events["date"])["date_problem"] == "").all()
    assert events["event_type"].isin(EVENT_TYPES).all()
    assert (events["case_id"] != "").all()


def test_the_samples_of_four_layouts_give_the_same_events() -> None:
    events = [applied(sample(name), iom) for layout, name in LAYOUTS.items() if layout != "month only"]
    assert all(others.equals(events[0]) for others in events)
    assert people(events[0][events[0]["persons_min"] != ""]) == 1 + 4 + 7 + 3 + 2


@pytest.mark.parametrize(
    ("dead", "missing", "least", "most"),
    [
        ("3", "0", "3", "3"),
        ("3", "2", "5", ""),
        ("3", "", "3", ""),
        ("", "2", "2", ""),
        ("0", "2", "2", ""),
        ("", "", "", ""),
        ("0", "", "0", ""),
        ("3.0", "2.0", "5", ""),
        ("17", "-5", "12", ""),
    ],
)
def test_an_empty_number_is_unknown_and_the_missing_are_a_minimum(
    dead: str, missing: str, least: str, most: str
) -> None:
    event = counted(dead, missing)
    assert event[["persons", "persons_min", "persons_max"]].tolist() == ["", least, most]


def test_where_only_the_sum_is_written_the_sum_counts() -> None:
    row = in_2019(FACT | {"dead": None, "missing": None}, "1") | {"Total Dead and Missing": "6"}
    assert applied(table_of([row], COLUMNS["2019"]), iom)["persons_min"].tolist() == ["6"]


def test_a_total_that_is_no_sum_is_reported_and_the_parts_count() -> None:
    row = in_2019(FACT | {"dead": 2, "missing": 3}, "1") | {"Total Dead and Missing": "9"}
    table = table_of([row], COLUMNS["2019"])
    assert applied(table, iom)["persons_min"].tolist() == ["5"]
    assert any("not the sum" in said for said in iom.recast(table).warnings)


@pytest.mark.parametrize(("dead", "missing"), [("0", "0"), ("", "-2"), ("2", "-2")])
def test_a_row_that_counts_nobody_is_a_fault(dead: str, missing: str) -> None:
    faults = iom.recast(new({"Number Dead": dead, "Minimum Estimated Number of Missing": missing})).faults
    assert faults[["row", "column"]].to_numpy().tolist() == [[2, ""]]
    assert "counts nobody" in faults["reason"].iloc[0]


@pytest.mark.parametrize(
    ("column", "cell"), [("Number Dead", "3-5"), ("Number Dead", "-1"), ("Minimum Estimated Number of Missing", "some")]
)
def test_a_number_that_is_none_is_a_fault_of_its_row_and_never_an_empty_cell(column: str, cell: str) -> None:
    faults = iom.recast(new({column: cell}, {})).faults
    assert faults[["row", "column", "value"]].to_numpy().tolist() == [[2, "", cell]]
    assert faults["reason"].iloc[0].startswith(f"{column}: this is no whole number")


@pytest.mark.parametrize(
    ("dead", "missing", "kind", "fate"),
    [
        ("3", "0", "last_seen", "dead"),
        ("3", "", "last_seen", "dead"),
        ("17", "-5", "last_seen", "dead"),
        ("", "2", "disappearance", "missing"),
        ("0", "2", "disappearance", "missing"),
        ("3", "2", "disappearance", "dead and missing"),
        ("", "", "last_seen", "not stated"),
    ],
)
def test_a_disappearance_is_said_only_where_somebody_is_counted_as_missing(
    dead: str, missing: str, kind: str, fate: str
) -> None:
    table = new({"Number Dead": dead, "Minimum Estimated Number of Missing": missing})
    assert applied(table, iom)["event_type"].tolist() == [kind]
    assert iom.recast(table).frame[iom.FATE].tolist() == [fate]


def test_it_is_said_aloud_that_people_found_dead_are_among_the_events() -> None:
    warnings = iom.recast(sample("iom_2026.csv")).warnings
    assert any(said.startswith("3 rows tell of people found dead") for said in warnings)
    assert any(said.startswith("1 rows tell of dead and of missing") for said in warnings)


def test_each_event_says_in_its_note_how_many_are_dead_and_how_many_missing() -> None:
    notes = [counted(*numbers)["note"] for numbers in [("3", "2"), ("", "2"), ("3", "0"), ("17", "-5")]]
    assert notes == [
        "Dead: 3; missing: at least 2. Made up",
        "Dead: not stated; missing: at least 2. Made up",
        "Dead: 3; missing: 0. Made up",
        "Dead: 17; missing: -5. Made up",
    ]


def test_the_parts_of_a_split_incident_are_cases_of_their_own() -> None:
    parts = [in_2026(FACT | {"dead": dead}, key) for dead, key in [(25, "2026.MMP7-8"), (16, "2026.MMP7-9")]]
    table = table_of(parts, NEW)
    events = applied(table, iom)
    assert events["case_id"].tolist() == ["2026.MMP7-8", "2026.MMP7-9"]
    assert people(events) == 41
    assert any(said.startswith("Each Incident ID") and " 2 rows " in said for said in iom.recast(table).notes)


def test_the_same_row_twice_is_one_case_and_reported() -> None:
    table = table_of([in_2026(FACT, "2026.MMP7")] * 2, NEW)
    assert people(applied(table, iom)) == 1
    assert any("earlier row" in said for said in iom.recast(table).warnings)


def test_without_an_id_a_row_is_a_case_by_its_number() -> None:
    events = applied(sample("iom_month_only.csv"), iom)
    assert events["case_id"].tolist() == [f"row {number}" for number in range(2, 8)]
    assert people(events[events["persons_min"] != ""]) == 17
    assert any("by its number" in said for said in iom.recast(sample("iom_month_only.csv")).warnings)


def test_an_empty_incident_id_gives_way_to_the_main_id() -> None:
    assert applied(new({"Incident ID": "", "Main ID": "2025.MMP77"}), iom)["case_id"].tolist() == ["2025.MMP77"]


@pytest.mark.parametrize(
    ("cells", "date"),
    [
        ({"Incident Date": ""}, "2025-01"),
        ({"Incident Date": "", "Reported Month": "Unknown"}, "2025"),
        ({"Incident Date": "", "Reported Month": "", "Year": ""}, ""),
        ({"Incident Date": "2025-01-02"}, "2025-01-02"),
        ({"Incident Date": "January 02, 2025"}, "2025-01-02"),
    ],
)
def test_without_a_day_the_month_or_the_year_stands(cells: dict[str, str], date: str) -> None:
    assert applied(new(cells), iom)["date"].tolist() == [date]


def test_months_that_stand_for_days_are_counted_in_the_notes() -> None:
    notes = iom.recast(new({"Incident Date": ""}, {}, {"Incident Date": ""})).notes
    assert any("2 rows without one" in said for said in notes)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"Incident Date": "Fri, 01/02/2025 - 12:00"}, "Incident Date"),
        ({"Incident Date": "about new year"}, "Incident Date"),
        ({"Incident Date": "", "Year": "this year"}, "Year"),
    ],
)
def test_a_date_that_cannot_be_read_is_a_fault_and_no_month_in_its_place(cells: dict[str, str], column: str) -> None:
    recast = iom.recast(new(cells))
    assert recast.faults[["row", "column", "value"]].to_numpy().tolist() == [[2, column, cells[column]]]
    assert recast.frame[iom.DATE].tolist() == [""]


def test_a_cumulative_entry_has_no_exact_day() -> None:
    row = in_2023(FACT, "2025.MMP1") | {"Incident Type": "Cumulative Incident"}
    assert applied(table_of([row], COLUMNS["2023"]), iom)["date"].tolist() == ["2025-01-02~"]


def test_a_date_outside_its_reported_month_is_reported() -> None:
    recast = iom.recast(new({"Reported Month": "March"}, {}))
    assert "1 rows have a date outside their reported month: the date is used." in recast.warnings


@pytest.mark.parametrize(
    ("cell", "lat", "lon"),
    [("46.5, 104.0", "46.5", "104.0"), ("46.5,104.0", "46.5", "104.0"), ("-8.5, -63", "-8.5", "-63"), ("", "", "")],
)
def test_coordinates_in_one_cell_are_latitude_and_longitude(cell: str, lat: str, lon: str) -> None:
    event = applied(new({"Coordinates": cell}), iom).iloc[0]
    assert event[["lat", "lon"]].tolist() == [lat, lon]


@pytest.mark.parametrize("cell", ["46.5", "north of the river", "46.5, 104.0, 3", "46,5 104,0"])
def test_a_position_that_is_none_is_a_fault_at_its_cell(cell: str) -> None:
    faults = iom.recast(new({"Coordinates": cell})).faults
    assert faults[["row", "column", "value"]].to_numpy().tolist() == [[2, "Coordinates", cell]]


def test_a_latitude_that_is_none_is_a_fault_at_its_cell() -> None:
    layout = "with Country of Incident"
    row = with_country(FACT, "1") | {"Latitude": "up north"}
    faults = iom.recast(table_of([row], COLUMNS[layout])).faults
    assert faults[["row", "column", "value"]].to_numpy().tolist() == [[2, "Latitude", "up north"]]


@pytest.mark.parametrize(
    ("stated", "position", "country"),
    [
        ("", ("40.12", "124.39"), ""),
        ("China", ("40.12", "124.39"), "CN"),
        ("Libya", ("38.2", "132.0"), ""),
        ("Republic of Korea", ("NA", "NA"), "KR"),
        ("Thailand", ("46.5", "104.0"), ""),
        ("Libya - departed from the shore", ("46.5", "104.0"), "MN"),
    ],
    ids=["border", "border, stated", "sea, stated", "no position", "contradicted", "no country's name"],
)
def test_a_country_is_taken_only_where_it_is_certain(stated: str, position: tuple[str, str], country: str) -> None:
    row = with_country(FACT, "1") | {
        "Country of Incident": stated,
        "Latitude": position[0],
        "Longitude": position[1],
    }
    table = table_of([row], COLUMNS["with Country of Incident"])
    assert applied(table, iom)["country"].tolist() == [country]


def test_no_precision_is_claimed_for_positions_that_may_be_estimates() -> None:
    assert applied(new({}), iom)["location_precision"].tolist() == [""]
    assert any("location_precision is left empty" in said for said in iom.recast(new({})).notes)


def test_na_is_an_empty_cell_and_reported() -> None:
    table = table_of([with_country(FACT | {"dead": 2, "missing": None}, "1")], COLUMNS["with Country of Incident"])
    recast = iom.recast(table)
    assert recast.frame["No. missing"].tolist() == [""]
    assert any(said.startswith("1 cells say NA") for said in recast.notes)


def test_the_source_is_named_in_every_event() -> None:
    events = applied(new({"Information Source": ""}, {}), iom)
    assert events["source"].tolist() == [iom.PROJECT, "Example Daily"]
    assert set(events["source_title"]) == {"IOM's Missing Migrants Project, CC BY 4.0"}


def test_the_notes_say_whose_data_it_is_and_which_deaths_it_leaves_out() -> None:
    notes = " ".join(iom.recast(sample("iom_2026.csv")).notes)
    assert "IOM's Missing Migrants Project (CC BY 4.0)" in notes
    assert "detention, during deportation and after forced return" in notes
    assert "MMP9" not in notes
    assert "steppe" not in notes


def test_the_profile_maps_our_columns_and_keeps_the_numbers_as_attributes() -> None:
    table = iom.recast(sample("iom_2026.csv"))
    profile = iom.profile(table)
    assert profile.made_for == "iom"
    assert set(profile.columns) <= set(MAPPED_COLUMNS)
    used = {name for names in profile.columns.values() for name in names}
    assert used <= set(table.frame.columns)
    kept = set(table.frame.columns) - used - set(profile.left_out)
    numbers = {"Number Dead", "Minimum Estimated Number of Missing"}
    assert {*numbers, "Main ID", "Cause of Death", iom.FATE} <= kept


def test_every_fault_rejects_its_row_and_no_other() -> None:
    bad: list[dict[str, str]] = [
        {"Incident Date": "about new year"},
        {"Incident Date": "", "Year": "this year"},
        {"Number Dead": "3-5"},
        {"Number Dead": "0"},
        {"Coordinates": "north"},
    ]
    recast = iom.recast(new({}, *bad, {}))
    events = unfold(recast, iom.profile(recast))
    assert set(events.faults["row"]) == set(recast.faults["row"]) == set(range(3, 8))
    assert events.questions == ()


def test_columns_of_categories_are_read_like_text() -> None:
    table = sample("iom_2026.csv")
    coded = SourceTable(table.name, table.fingerprint, table.frame.astype("category"))
    assert applied(coded, iom).equals(applied(table, iom))


def test_a_table_without_rows_is_recast_to_one_without_rows() -> None:
    recast = iom.recast(header(",".join(NEW)))
    assert len(recast.frame) == 0
    assert len(recast.faults) == 0
