"""ACLED's tables: both generations mean the same, and no row says more than its codes."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.dates.intervals import parse_date, parse_dates
from footprints_geo.profiles import MAPPED_COLUMNS
from footprints_geo.sources import acled, iom
from footprints_geo.sources.source_table import FAULT_COLUMNS, SourceTable
from footprints_geo.unfolding.rows import unfold
from footprints_geo.vocabulary import EVENT_TYPES, PRECISIONS
from tests.public_samples import OTHER_TABLES, applied, header, sample, table_of

CURRENT = tuple(sample("acled_current.csv").frame.columns)
BEFORE_2023 = tuple(sample("acled_before_2023.csv").frame.columns)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
OTHER_KINDS = ("Armed clash", "Attack", "Peaceful protest", "Mob violence", "Other", "Looting/property destruction", "")
COUNTRIES = {"China": ("156", "CHN"), "North Korea": ("408", "PRK"), "Laos": ("418", "LAO"), "Mongolia": ("496", "MNG")}
ROW: dict[str, str] = {
    "event_id_cnty": "CHN90001",
    "event_date": "2023-10-09",
    "time_precision": "1",
    "event_type": "Strategic developments",
    "sub_event_type": "Arrests",
    "actor1": "Police Forces of Example",
    "iso": "156",
    "country": "China",
    "admin1": "Jilin",
    "location": "Yanji",
    "latitude": "42.9057",
    "longitude": "129.5081",
    "geo_precision": "1",
    "source": "Example Daily",
    "notes": "Made up.",
    "fatalities": "3",
}

facts = st.fixed_dictionaries(
    {
        "day": st.dates(datetime.date(2015, 1, 1), datetime.date(2026, 12, 31)),
        "time_precision": st.sampled_from(["1", "2", "3"]),
        "geo_precision": st.sampled_from(["1", "2", "3"]),
        "kind": st.sampled_from([*acled.KINDS, *OTHER_KINDS]),
        "country": st.sampled_from(list(COUNTRIES)),
        "place": st.sampled_from(["Yanji", "Vientiane", "Example Town"]),
    }
)


def rows_of(fact: dict[str, Any], number: int) -> tuple[dict[str, str], dict[str, str]]:
    """One fact as a row of the current layout and of the older one."""
    iso, letters = COUNTRIES[fact["country"]]
    day: datetime.date = fact["day"]
    row = ROW | {
        "event_id_cnty": f"EXA{number}",
        "event_date": day.isoformat(),
        "sub_event_type": fact["kind"],
        "country": fact["country"],
        "iso": iso,
        "location": fact["place"],
    }
    row |= {name: fact[name] for name in ("time_precision", "geo_precision")}
    written = "-".join((f"{day.day:02}", MONTHS[day.month - 1], str(day.year)))
    return row, row | {
        "event_date": written,
        "iso3": letters,
        "data_id": f"77{number}",
        "event_id_no_cnty": str(number),
    }


def current(*changes: dict[str, str]) -> SourceTable:
    return table_of([ROW | change for change in changes], CURRENT)


@pytest.mark.parametrize("columns", [CURRENT, BEFORE_2023], ids=["current", "before 2023"])
@pytest.mark.parametrize("change", [str.upper, str.lower, str.title], ids=["upper", "lower", "title"])
def test_both_generations_are_recognised_in_any_case(columns: tuple[str, ...], change: Any) -> None:
    assert acled.recognises(header(",".join(map(change, columns))))


@pytest.mark.parametrize("columns", OTHER_TABLES.values(), ids=list(OTHER_TABLES))
def test_no_other_table_is_taken_for_one_of_acleds(columns: str) -> None:
    assert not acled.recognises(header(columns))


def test_a_table_without_sub_event_types_is_left_to_the_person() -> None:
    assert not acled.recognises(header(",".join(name for name in CURRENT if name != "sub_event_type")))


def test_iom_does_not_claim_it() -> None:
    assert not iom.recognises(sample("acled_current.csv"))


@given(st.lists(facts, max_size=25))
@settings(max_examples=12)
def test_both_generations_give_the_same_events_for_the_same_facts(made_up: list[dict[str, Any]]) -> None:
    pairs = [rows_of(fact, number) for number, fact in enumerate(made_up)]
    new = applied(table_of([row for row, _ in pairs], CURRENT), acled)
    old = applied(table_of([row for _, row in pairs], BEFORE_2023), acled)
    assert new.equals(old)
    mapped = [number for number, fact in enumerate(made_up, 2) if fact["kind"] in acled.KINDS]
    assert new.index.tolist() == mapped


@given(st.lists(facts, max_size=25))
@settings(max_examples=12)
def test_every_row_is_an_event_or_has_one_fault(made_up: list[dict[str, Any]]) -> None:
    table = table_of([rows_of(fact, number)[0] for number, fact in enumerate(made_up)], CURRENT)
    recast = acled.recast(table)
    assert recast.frame.index.equals(table.frame.index)
    assert recast.frame[list(CURRENT)].equals(table.frame)
    events = applied(table, acled)
    assert sorted([*events.index, *recast.faults["row"]]) == table.frame.index.tolist()
    assert (parse_dates(events["date"])["date_problem"] == "").all()
    assert events["event_type"].isin(EVENT_TYPES).all()
    assert events["location_precision"].isin(PRECISIONS).all()


def test_the_samples_of_both_generations_give_the_same_four_events() -> None:
    new, old = (applied(sample(name), acled) for name in ("acled_current.csv", "acled_before_2023.csv"))
    assert new.equals(old)
    assert new["event_type"].tolist() == ["arrest", "arrest", "arrest", "disappearance"]
    assert new["date"].tolist() == ["2023-10-09", "2023-10-08/2023-10-14", "2023-09", "2023-08-20"]


@given(st.lists(st.dates(datetime.date(1997, 1, 10), datetime.date(2100, 1, 1)), max_size=25))
@settings(max_examples=12)
def test_a_week_is_the_seven_days_round_its_middle(days: list[datetime.date]) -> None:
    events = applied(current(*({"event_date": day.isoformat(), "time_precision": "2"} for day in days)), acled)
    weeks = [parse_date(written) for written in events["date"]]
    assert [(week.latest - week.earliest).days for week in weeks] == [6] * len(days)
    assert [week.earliest + datetime.timedelta(days=3) for week in weeks] == days


def test_a_date_of_unstated_precision_is_marked_as_uncertain_and_reported() -> None:
    table = current({"time_precision": ""}, {"time_precision": "7"}, {"time_precision": "1"})
    assert applied(table, acled)["date"].tolist() == ["2023-10-09?", "2023-10-09?", "2023-10-09"]
    assert any(said.startswith("2 rows") and "time_precision" in said for said in acled.recast(table).warnings)


def test_what_stands_for_a_province_is_neither_its_place_nor_its_position() -> None:
    event = applied(current({"geo_precision": "3"}), acled).iloc[0]
    assert event[["place", "lat", "lon", "admin1", "location_precision"]].tolist() == ["", "", "", "Jilin", "province"]


def test_a_place_of_unstated_precision_claims_none() -> None:
    event = applied(current({"geo_precision": ""}), acled).iloc[0]
    assert event[["place", "lat", "location_precision"]].tolist() == ["Yanji", "42.9057", ""]


def test_the_dead_are_not_the_persons_concerned() -> None:
    table = current({"fatalities": "3"})
    event = applied(table, acled).iloc[0]
    assert event[["persons", "persons_min", "persons_max"]].tolist() == ["", "", ""]
    profile = acled.profile(acled.recast(table))
    used = {name for names in profile.columns.values() for name in names}
    assert not {"fatalities", "actor1"} & (used | set(profile.left_out))


def test_an_actor_is_no_custodian() -> None:
    assert applied(current({}), acled)["custodian"].tolist() == [""]


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_a_kind_that_is_not_ours_is_rejected_with_its_word(kind: str) -> None:
    faults = acled.recast(current({"sub_event_type": kind, "event_date": "??", "country": "Nowhere"})).faults
    assert list(faults.columns) == list(FAULT_COLUMNS)
    assert faults[["row", "column", "value"]].to_numpy().tolist() == [[2, "sub_event_type", kind]]
    assert "not one this program maps" in faults["reason"].iloc[0]


def test_kinds_are_compared_without_regard_to_case_and_blanks() -> None:
    table = current({"sub_event_type": "abduction / forced disappearance"}, {"sub_event_type": "ARRESTS"})
    assert acled.recast(table).faults.empty


@pytest.mark.parametrize("day", ["next week", "31 February 2023", "02/03/2023", "2023"])
def test_a_date_that_is_no_day_is_a_fault_at_its_cell(day: str) -> None:
    table = current({"event_date": day}, {})
    faults = acled.recast(table).faults
    assert faults[["row", "column", "value"]].to_numpy().tolist() == [[2, "event_date", day]]
    assert applied(table, acled).index.tolist() == [3]


@pytest.mark.parametrize(
    ("cells", "country"),
    [
        ({"iso": "408", "country": "North Korea"}, "KP"),
        ({"iso": "", "country": "Democratic Republic of Congo"}, "CD"),
        ({"iso": "408", "country": ""}, "KP"),
        ({"iso": "0", "country": "Laos"}, "LA"),
        ({"iso": "", "country": ""}, ""),
    ],
)
def test_countries_are_known_by_number_or_name(cells: dict[str, str], country: str) -> None:
    assert applied(current(cells), acled)["country"].tolist() == [country]


def test_a_country_is_known_by_its_letters_alone() -> None:
    table = table_of([ROW | {"iso": "", "country": "", "iso3": "MNG"}], BEFORE_2023)
    assert applied(table, acled)["country"].tolist() == ["MN"]


@pytest.mark.parametrize(
    ("cells", "column", "value"),
    [
        ({"iso": "0", "country": "Kosovo"}, "country", "Kosovo"),
        ({"iso": "999", "country": ""}, "iso", "999"),
        ({"iso": "156", "country": "Mongolia"}, "country", "Mongolia"),
    ],
)
def test_an_unknown_or_contradicted_country_is_a_fault_at_its_cell(
    cells: dict[str, str], column: str, value: str
) -> None:
    faults = acled.recast(current(cells)).faults
    assert faults[["row", "column", "value"]].to_numpy().tolist() == [[2, column, value]]


def test_ids_that_do_not_last_are_used_only_where_there_is_no_other_and_reported() -> None:
    rows = [ROW | {"event_id_cnty": "", "data_id": "1001"}, ROW | {"data_id": "1002"}]
    table = table_of(rows, BEFORE_2023)
    assert applied(table, acled)["case_id"].tolist() == ["1001", "CHN90001"]
    assert any(said.startswith("1 rows") and "data_id" in said for said in acled.recast(table).warnings)


def test_one_row_an_actor_is_one_case_and_reported() -> None:
    recast = acled.recast(current({"actor1": "One"}, {"actor1": "Two"}))
    assert any(said.startswith("1 rows") and "earlier row" in said for said in recast.warnings)


def test_the_notes_count_what_was_derived_and_name_nobody() -> None:
    notes = " ".join(acled.recast(sample("acled_current.csv")).notes)
    assert "4 of 6 rows" in notes
    assert "1 dates are known to a week" in notes
    assert "3 is province (1)" in notes
    assert "no journeys" in notes
    assert "CHN9" not in notes
    assert "Made up" not in notes


def test_the_profile_maps_our_columns_only_and_leaves_out_what_would_be_mistaken_for_them() -> None:
    table = acled.recast(sample("acled_current.csv"))
    profile = acled.profile(table)
    assert profile.made_for == "acled"
    assert set(profile.columns) <= set(MAPPED_COLUMNS)
    assert all(name in table.frame.columns for names in profile.columns.values() for name in names)
    assert "event_type" in profile.left_out
    assert profile.columns["event_type"] == ("sub_event_type",)
    assert profile.constants["source_title"] == acled.SOURCE_TITLE


def test_every_fault_rejects_its_row_and_no_other() -> None:
    bad = [{"sub_event_type": "Attack"}, {"event_date": "next week"}, {"iso": "0", "country": "Kosovo"}]
    recast = acled.recast(current({}, *bad, {"geo_precision": "3", "time_precision": "3"}))
    events = unfold(recast, acled.profile(recast))
    assert set(events.faults["row"]) == set(recast.faults["row"]) == {3, 4, 5}
    assert events.questions == ()


def test_columns_of_categories_and_faults_of_the_reader_are_kept() -> None:
    table = current({}, {"sub_event_type": "Attack"})
    before = acled.faults_of(table.frame.loc[[3], "notes"], "notes", "Odd.", "Mend it.")
    coded = SourceTable(table.name, table.fingerprint, table.frame.astype("category"), faults=before)
    recast = acled.recast(coded)
    assert recast.faults[["row", "column"]].to_numpy().tolist() == [[3, "notes"], [3, "sub_event_type"]]
    assert recast.frame["notes"].dtype == "category"
    assert applied(coded, acled).index.tolist() == [2]


def test_a_table_without_rows_is_recast_to_one_without_rows() -> None:
    recast = acled.recast(header(",".join(CURRENT)))
    assert len(recast.frame) == 0
    assert len(recast.faults) == 0
