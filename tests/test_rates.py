"""Rates: where such events are frequent among those documented, when, and what that depends on."""

from __future__ import annotations

import json
import random
import re
from dataclasses import fields
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.cells import FINEST
from footprints_geo.hotspot_words import condition_words, hotspot_sentence
from footprints_geo.hotspots import find_hotspots
from footprints_geo.language import language_of
from footprints_geo.periods import Period
from footprints_geo.pipeline import prepare
from footprints_geo.places.table import haversine_km
from footprints_geo.prepared import Prepared
from footprints_geo.rate_export import RATE_FORMATS, rates_geojson
from footprints_geo.rate_words import (
    NOT_LOOKED_FOR,
    cluster_names,
    how_words,
    period_words,
    rate_sentence,
    rate_stability,
)
from footprints_geo.rates import RATE_CHECKS, Rates, check_rates, find_rates, visits_of
from footprints_geo.robustness import check
from footprints_geo.selection import Selection
from tests.builders import at, crowd, event, random_selection, read_rows, released
from tests.commands import run

TOWNS = (
    ("Yanji", "CN"), ("Shenyang", "CN"), ("Kunming", "CN"), ("Beijing", "CN"), ("Dandong", "CN"), ("Hunchun", "CN"),
    ("Bangkok", "TH"), ("Vientiane", "LA"), ("Seoul", "KR"), ("Hyesan", "KP"), ("Chongjin", "KP"), ("Qingdao", "CN"),
)  # fmt: skip
GONE = Selection(events=("disappearance",))


@cache
def bundled() -> Prepared:
    return prepare()


def of(rows: list[dict[str, Any]], selection: Selection | None = None, over_time: bool = False) -> Rates:
    return find_rates(released(read_rows(rows)), selection, over_time)


def said_of(rates: Rates, language: str = "en") -> str:
    return rate_sentence(rates, check_rates(rates), language_of(language))


def documented_everywhere(each: int = 4) -> list[dict[str, Any]]:
    """So many single people arrested in each of a dozen towns and in Tumen, over the years."""
    return [
        at(f"{town}{n}", "arrest", town, country, date=f"{2010 + n % 4 * 3}-05")
        for town, country in (*TOWNS, ("Tumen", "CN"))
        for n in range(each)
    ]


def gone_at_tumen(cases: int = 12, **cells: Any) -> list[dict[str, Any]]:
    """People of whom nothing is known after the autumn of 2023, all last documented in one town."""
    dates = ("2023-08/2023-10", "2023-10-09", "2023-09", "2023-08")
    return [at(f"GONE{n}", "disappearance", "Tumen", "CN", **{"date": dates[n % 4], **cells}) for n in range(cases)]


def test_a_visit_is_a_case_at_a_place_with_its_largest_number() -> None:
    rows = [
        at("A", "arrest", "Tumen", "CN", date="2023-08-03", persons=3),
        at("A", "disappearance", "Tumen", "CN", date="2023-10/2023-11", persons_min=2, persons_max=7),
        at("A", "transit", "Yanji", "CN", date="2023-07", persons=3),
        at("B", "arrest", "Tumen", "CN", date="", persons=1),
        at("B", "transit", "Tumen", "CN", date="2022-02", persons=1),
        event("C", "disappearance", "CN", date="2023", persons=500),
        at("PART", "disappearance", "Tumen", "CN", date="2023", persons=2, part_of="A"),
    ]
    prepared = released(read_rows(rows))
    visits = visits_of(prepared, GONE)
    places = prepared.events.places.index[visits["place"]]
    columns = ["persons", "persons_most", "persons_least", "persons_marked_most", "first", "last"]
    told = {
        (place, case): values
        for place, case, values in zip(places, visits["case"], visits[columns].to_numpy().tolist(), strict=True)
    }
    august, november = 2023 * 12 + 7, 2023 * 12 + 10
    assert told == {
        ("cn-tumen", 0): [3, 7, 2, 7, august, november],
        ("cn-yanji", 0): [3, 3, 0, 0, august - 1, august - 1],
        ("cn-tumen", 1): [1, 1, 0, 0, -1, -1],
    }
    assert visits["marked"].tolist() == (visits["persons_marked"] > 0).tolist()
    assert visits["persons_marked"].tolist() == visits["persons_least"].tolist()


def test_where_people_disappear_among_those_documented_comes_out_and_stays() -> None:
    found = of(documented_everywhere() + gone_at_tumen(), GONE)
    checked = check_rates(found)
    assert cluster_names(found) == ["Tumen"]
    row = found.scan.clusters.iloc[0]
    assert (row["cases"], row["persons"], row["documented_cases"]) == (12, 12, 16)
    assert row["p"] <= 0.01
    assert checked.loc[0, ["stable", *RATE_CHECKS]].astype("bool").all()
    assert "Tumen: at least 12 of at least 16 persons documented there" in said_of(found)
    assert len(found.events_in(row)) == 12


def test_of_a_group_only_those_are_counted_of_whom_it_is_recorded() -> None:
    """Groups of thirty pass, and of each one person is arrested: no high rate, and no 360 arrests."""
    groups = [
        at(f"GROUP{n}", word, "Tumen", "CN", date="2019", persons=persons)
        for n in range(12)
        for word, persons in (("transit", 30), ("arrest", 1))
    ]
    alone = [
        at(f"{town}{n}", "arrest" if n < 2 else "transit", town, country, date="2019")
        for town, country in TOWNS
        for n in range(6)
    ]
    arrests = Selection(events=("arrest",))
    found = of(groups + alone, arrests)
    assert (found.persons_low, found.cases) == (36, 36)
    assert found.scan.clusters.empty
    # Where hardly anybody else is arrested it is one, and says of how many.
    few = [{**row, "event_type": "transit"} if "0" not in str(row["case_id"]) else row for row in alone]
    large = [{**row, "persons": "30"} if row["event_type"] == "transit" else row for row in few]
    row = of(groups + large, arrests).scan.clusters.iloc[0]
    assert (row["persons"], row["observed"], row["documented_persons"]) == (12, 12, 360)


def test_an_event_without_a_number_speaks_of_all_who_are_documented_there() -> None:
    """Four of twelve groups disappear everywhere; in one town somebody typed their number once more."""
    rows = [
        at(f"{town}{n}", word, town, country, date="2019", **({"persons": 30} if typed else {}))
        for town, country in (*TOWNS, ("Tumen", "CN"))
        for n in range(12)
        for word, typed in (("transit", True), ("disappearance", town == "Tumen"))
        if word == "transit" or n < 4
    ]
    found = of(rows, GONE)
    assert found.scan.clusters.empty
    # What is said is what is recorded at least: 4 groups with their number, and 48 records of somebody.
    assert found.persons_low == 4 * 30 + 12 * 4


def test_doubt_is_said_first_and_by_name() -> None:
    doubted = of(documented_everywhere() + gone_at_tumen(date="2023-10?"), GONE)
    assert said_of(doubted).startswith("No firm finding (Tumen: depends on uncertain dates). Among those documented")
    small = [at(f"SMALL{n}", "disappearance", "Qingdao", "CN", date="2012") for n in range(5)]
    elsewhere = [row for row in documented_everywhere(24) if row["place"] != "Qingdao"] + gone_at_tumen(70)
    assert said_of(of(elsewhere + small, GONE)).startswith(
        "Not all of this is firm (Qingdao: depends on one case). Among those documented"
    )


def test_another_finding_over_the_same_town_does_not_make_one_stable() -> None:
    """Of all who disappeared at Tumen the date is doubted; without them its neighbours stand out, and reach over it."""
    doubted = [at(f"T{n}", "disappearance", "Tumen", "CN", date="2019-05?") for n in range(30)]
    others = [
        at(f"{town}{n}", "disappearance" if n < many else "transit", town, country, date="2019-05")
        for town, country in (*TOWNS, ("Tumen", "CN"))
        for many in [7 if town in ("Yanji", "Hunchun") else 1]
        for n in range(1 if town == "Tumen" else 40)
    ]
    others = [{**row, "event_type": "transit"} if row["place"] == "Tumen" else row for row in others]
    found = of(doubted + others, GONE)
    assert cluster_names(found)[0] == "Tumen"
    certain = of(others, GONE)
    assert any(
        "cn-tumen" in certain.prepared.events.places.index[list(places)] for places in certain.scan.clusters["places"]
    )
    assert not check_rates(found).loc[0, "certain_dates"]


def test_with_many_circles_the_largest_case_alone_is_left_out_and_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footprints_geo.rates.MOST_CIRCLES", 1)
    checked = check_rates(of(documented_everywhere() + gone_at_tumen(), GONE))
    assert checked["each_case"].isna().all()
    assert rate_stability(checked.iloc[0]) == "stable so far; too many cases to leave out each"
    # One case, without which two are left of its circle: the largest is tried whatever the number of circles.
    pair = [at(f"PAIR{n}", "disappearance", "Qingdao", "CN", date="2012") for n in range(5)]
    elsewhere = [row for row in documented_everywhere(24) if row["place"] != "Qingdao"] + gone_at_tumen(70)
    assert check_rates(of(elsewhere + pair, GONE))["each_case"].tolist() == [pd.NA, False]


def test_with_just_as_many_cases_as_it_takes_nothing_is_called_gone_for_its_number_alone() -> None:
    found = of(documented_everywhere() + gone_at_tumen(10), GONE)
    assert not found.refused
    checked = check_rates(found)
    assert checked["each_case"].tolist() == [True]
    assert checked["stable"].tolist() == [True]


def test_a_small_cluster_beside_a_large_one_is_tried_by_its_own_cases() -> None:
    """A large cluster elsewhere must not use up the trials: with one case less the small one is not found."""
    elsewhere = [row for row in documented_everywhere(24) if row["place"] != "Qingdao"] + gone_at_tumen(70)
    small = [at(f"SMALL{n}", "disappearance", "Qingdao", "CN", date="2012") for n in range(5)]
    found = of(elsewhere + small, GONE)
    assert cluster_names(found) == ["Tumen", "Qingdao"]
    assert check_rates(found)["each_case"].tolist() == [True, False]
    assert cluster_names(of(elsewhere + small[1:], GONE)) == ["Tumen"]


@pytest.mark.parametrize("other", [2009, 2020])
def test_a_period_stays_only_where_one_is_found_in_its_own_months(other: int) -> None:
    """Without doubted dates the month of 2015 is gone; one five years off, in the same town, is another finding."""
    doubted = [at(f"DOUBTED{n}", "disappearance", "Tumen", "CN", date="2015-02?") for n in range(14)]
    certain = [at(f"CERTAIN{n}", "disappearance", "Tumen", "CN", date=f"{other}-09") for n in range(12)]
    between = [at(f"SEEN{n}", "arrest", "Tumen", "CN", date=f"{2011 + n}-06") for n in range(12)]
    found = of(documented_everywhere() + doubted + certain + between, GONE, over_time=True)
    assert period_words(found.scan.clusters.iloc[0].to_dict()) == "2015-02"
    assert not check_rates(found).loc[0, "certain_dates"]


def test_where_nothing_could_be_looked_for_that_is_said() -> None:
    undated = [{**row, "date": ""} for row in documented_everywhere() + gone_at_tumen()]
    assert of(undated, GONE, over_time=True).scan.circles_tested == 0
    assert said_of(of(undated, GONE, over_time=True)) == NOT_LOOKED_FOR


@pytest.mark.parametrize(
    "condition", [f.name for f in fields(Selection) if f.name not in ("events", "uncertain", "audience")]
)
def test_each_condition_of_a_selection_is_said(condition: str) -> None:
    """An answer that is read without its question must not be taken for one about all records."""
    chosen, words = {
        "years": (Period.of(2019, 2021), "2019 to 2021"),
        "kind": (("repatriation",), "repatriation"),
        "countries": (("CN", "KP"), "China"),
        "min_persons": (2, "2"),
    }[condition]
    asked = Selection(events=("arrest",), **{condition: chosen})
    # What is said without the condition must not hold the words by chance.
    assert words not in condition_words(Selection(events=("arrest",)))
    for said in (said_of(find_rates(bundled(), asked)), sentence_of_cells(asked)):
        assert words in said.split("Only:")[1]


def sentence_of_cells(asked: Selection) -> str:
    found = find_hotspots(bundled(), asked)
    return hotspot_sentence(found, check(found))


@pytest.mark.parametrize("over_time", [False, True])
def test_the_records_of_a_cluster_are_of_the_cases_it_counts(over_time: bool) -> None:
    part = [at("PART", "disappearance", "Tumen", "CN", date="2023-09", persons=1, part_of="GONE0")]
    earlier = [at("OTHER", "disappearance", "Tumen", "CN", date="2009-01")]
    found = of(documented_everywhere() + gone_at_tumen() + part + earlier, GONE, over_time)
    row = found.scan.clusters.iloc[0]
    records = found.events_in(row)
    assert records["case_id"].nunique() == row["cases"] == (12 if over_time else 13)
    assert "PART" not in set(records["case_id"])


def test_a_place_that_only_a_record_knows_has_no_position_in_a_file() -> None:
    rows = [
        {**row, "place": "the house of somebody", "lat": "34.5123", "lon": "103.9321", "location_precision": "city"}
        for row in gone_at_tumen()
    ]
    whole = of(documented_everywhere() + rows, GONE)
    assert len(whole.scan.clusters) == 1
    over_time = of(documented_everywhere() + rows, GONE, over_time=True)
    written = rates_geojson((whole, check_rates(whole)), (over_time, check_rates(over_time)))
    assert all(shape["geometry"]["coordinates"] == [] for shape in json.loads(written)["features"])
    assert "34.5" not in written
    assert "house" not in written
    # Nor does the name tell where it is: elsewhere in the county it is the same.
    said = re.fullmatch(r"within (\d+) km of (\S+)", cluster_names(whole)[0])
    assert said
    town = whole.prepared.events.places.set_index("name_en").loc[said[2], ["lon", "lat"]].to_numpy(dtype=float)
    assert haversine_km(town, np.array([103.9321, 34.5123])) < int(said[1])
    moved = [{**row, "lat": "34.5323", "lon": "103.9121"} for row in rows]
    assert cluster_names(of(documented_everywhere() + moved, GONE)) == cluster_names(whole)


def test_many_people_where_many_are_documented_are_no_high_rate() -> None:
    """Counts would show Tumen; of all who are documented anywhere one in five disappears."""
    rows = [
        at(f"{town}{n}", "disappearance" if n % 5 == 0 else "arrest", town, country, date="2019")
        for town, country, many in [*((*town, 5) for town in TOWNS), ("Tumen", "CN", 100)]
        for n in range(many)
    ]
    assert of(rows, GONE).scan.clusters.empty
    assert "Nowhere are such events more frequent" in said_of(of(rows, GONE))


def test_tumen_in_the_autumn_of_2023_comes_out_with_its_months() -> None:
    earlier = [at(f"BEFORE{n}", "arrest", "Tumen", "CN", date=f"{2011 + n}-03") for n in range(9)]
    found = of(documented_everywhere() + earlier + gone_at_tumen(), GONE, over_time=True)
    row = found.scan.clusters.iloc[0]
    assert cluster_names(found) == ["Tumen"]
    assert period_words(row.to_dict()) == "2023-08 to 2023-10"
    assert row["p"] <= 0.01
    assert len(found.events_in(row)) == 12
    assert "2023-08 to 2023-10, Tumen" in said_of(found)


def test_a_date_known_to_the_year_is_in_no_autumn() -> None:
    found = of(documented_everywhere() + gone_at_tumen(date="2023"), GONE, over_time=True)
    months = found.scan.clusters
    assert (months["first_month"] % 12 == 0).all()
    assert (months["last_month"] - months["first_month"] == 11).all()
    undated = of(documented_everywhere() + gone_at_tumen(date=""), GONE, over_time=True)
    assert undated.scan.clusters.empty
    assert undated.scan.visits_undated == 12
    assert any("12 visits have no part in the search for periods" in note for note in how_words(undated))


def test_doubted_dates_are_said_to_be_depended_on() -> None:
    checked = check_rates(of(documented_everywhere() + gone_at_tumen(date="2023-10?"), GONE))
    assert checked["certain_dates"].tolist() == [False]
    assert not checked["stable"].any()


def test_one_large_group_is_no_cluster() -> None:
    group = [at("GROUP", "disappearance", "Tumen", "CN", date="2023-10", persons=300)]
    alone = [at(f"{town}X", "disappearance", town, country, date="2015") for town, country in TOWNS]
    assert of(documented_everywhere() + group + alone, GONE).scan.clusters.empty


def test_few_records_give_a_sentence() -> None:
    found = find_rates(bundled())
    assert found.refused
    assert found.scan.clusters.empty
    assert said_of(found).startswith("The records are too few to tell a high rate from chance: at least 27 persons")
    assert check_rates(found).empty
    assert of([]).refused


@settings(max_examples=8)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_the_account_adds_up_and_nothing_coarse_has_a_part(seed: int, over_time: bool) -> None:
    found = find_rates(crowd(), Selection(**random_selection(random.Random(seed))), over_time)
    places = crowd().events.places.iloc[found.visits["place"].unique()]
    assert places["precision"].isin(list(FINEST)).all()
    assert places["lon"].notna().all()
    assert not crowd().part_of[found.visits["case"]].any()
    tally = found.tally
    assert tally.events_placed >= found.visits["marked"].sum()
    for row in found.scan.clusters.to_dict("records"):
        assert row["cases"] <= row["documented_cases"]
        assert row["persons"] <= row["documented_persons"]


def test_the_bundled_returns_are_frequent_at_the_border_and_said_so_in_both_languages() -> None:
    found = find_rates(bundled(), Selection(events=("repatriation",)))
    assert len(found.scan.clusters) == 1
    inside = set(bundled().events.places.index[list(found.scan.clusters["places"].iloc[0])])
    assert {"cn-dandong", "cn-nanping", "kp-namyang"} <= inside
    assert "th-bangkok" not in inside
    for language in ("en", "ko"):
        assert "351" in said_of(found, language)


@pytest.mark.parametrize("word", list(RATE_FORMATS))
def test_the_command_answers_in_each_format(word: str) -> None:
    answer = run("hotspots", "--measure", "scan", "--events", "repatriation", "--format", word).out
    if word == "table":
        assert "28 places, Longjing, Namyang among them, up to 351 km" in " ".join(answer.split())
    elif word == "csv":
        assert len(answer.split("\r\n")) == 3
    else:
        machine = json.loads(answer)
        assert machine["refused"] is None
        assert machine["tally"]["events_too_coarse"] == 19
        entry = machine["hotspots"][0] if word == "json" else machine["features"][0]["properties"]
        assert entry["depends_on"] == ["each_case", "largest_numbers"]
        assert entry["stable"] is False
        assert "INC-" not in answer


def test_the_command_refuses_in_a_sentence() -> None:
    machine = json.loads(run("hotspots", "--measure", "scan", "--format", "json").out)
    assert machine["hotspots"] == machine["in_periods"] == []
    assert machine["refused"].startswith("The records are too few")


@pytest.mark.parametrize("flags", [("--top", "3"), ("--resolution", "4")])
def test_what_is_for_cells_is_refused_where_circles_are_asked_for(flags: tuple[str, str]) -> None:
    answer = run("hotspots", "--measure", "scan", *flags)
    assert answer.code not in (None, 0)
    assert "--top and --resolution are for cells" in " ".join(answer.err.split())


def test_visits_of_no_events_are_none() -> None:
    assert visits_of(released(read_rows([])), GONE).empty
    assert isinstance(check_rates(of([])), pd.DataFrame)
