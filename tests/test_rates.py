"""Rates: where such events are frequent among those documented, when, and what that depends on."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.cells import FINEST
from footprints_geo.language import language_of
from footprints_geo.pipeline import Prepared, prepare
from footprints_geo.rate_export import RATE_FORMATS
from footprints_geo.rate_words import cluster_names, how_words, period_words, rate_sentence
from footprints_geo.rates import RATE_CHECKS, Rates, check_rates, find_rates, visits_of
from footprints_geo.selection import Selection
from tests.builders import at, crowd, event, random_selection, read_rows
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
    return find_rates(prepare(read_rows(rows)), selection, over_time)


def documented_everywhere(each: int = 4) -> list[dict[str, Any]]:
    """So many single people arrested in each of a dozen towns and in Tumen, over the years."""
    return [
        at(f"{town}{n}", "arrest", town, country, date=f"{2010 + n * 3}-05")
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
    prepared = prepare(read_rows(rows))
    visits = visits_of(prepared, GONE)
    places = prepared.events.places.index[visits["place"]]
    told = {
        (place, row["case"]): (row["persons"], row["persons_most"], row["marked"], row["first"], row["last"])
        for place, row in zip(places, visits.to_dict("records"), strict=True)
    }
    august, november = 2023 * 12 + 7, 2023 * 12 + 10
    assert told == {
        ("cn-tumen", 0): (3, 7, True, august, november),
        ("cn-yanji", 0): (3, 3, False, august - 1, august - 1),
        ("cn-tumen", 1): (1, 1, False, -1, -1),
    }


def test_where_people_disappear_among_those_documented_comes_out_and_stays() -> None:
    found = of(documented_everywhere() + gone_at_tumen(), GONE)
    checked = check_rates(found)
    assert cluster_names(found) == ["Tumen"]
    row = found.scan.clusters.iloc[0]
    assert (row["cases"], row["persons"], row["documented_cases"]) == (12, 12, 16)
    assert row["p"] <= 0.01
    assert checked.loc[0, ["stable", *RATE_CHECKS]].astype("bool").all()
    assert "Tumen: at least 12 of at least 16 persons documented there" in rate_sentence(found)
    assert len(found.events_in(row)) == 12


def test_many_people_where_many_are_documented_are_no_high_rate() -> None:
    """Counts would show Tumen; of all who are documented anywhere one in five disappears."""
    rows = [
        at(f"{town}{n}", "disappearance" if n % 5 == 0 else "arrest", town, country, date="2019")
        for town, country, many in [*((*town, 5) for town in TOWNS), ("Tumen", "CN", 100)]
        for n in range(many)
    ]
    assert of(rows, GONE).scan.clusters.empty
    assert "Nowhere are such events more frequent" in rate_sentence(of(rows, GONE))


def test_tumen_in_the_autumn_of_2023_comes_out_with_its_months() -> None:
    earlier = [at(f"BEFORE{n}", "arrest", "Tumen", "CN", date=f"{2011 + n}-03") for n in range(9)]
    found = of(documented_everywhere() + earlier + gone_at_tumen(), GONE, over_time=True)
    row = found.scan.clusters.iloc[0]
    assert cluster_names(found) == ["Tumen"]
    assert period_words(row.to_dict()) == "2023-08 to 2023-10"
    assert row["p"] <= 0.01
    assert len(found.events_in(row)) == 12
    assert "2023-08 to 2023-10, Tumen" in rate_sentence(found)


def test_a_date_known_to_the_year_is_in_no_autumn() -> None:
    found = of(documented_everywhere() + gone_at_tumen(date="2023"), GONE, over_time=True)
    months = found.scan.clusters
    assert (months["first_month"] % 12 == 0).all()
    assert (months["last_month"] - months["first_month"] == 11).all()
    undated = of(documented_everywhere() + gone_at_tumen(date=""), GONE, over_time=True)
    assert undated.scan.clusters.empty
    assert undated.scan.visits_undated == 12
    assert any("12 visits without a close date" in note for note in how_words(undated))


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
    assert rate_sentence(found).startswith(
        "The records are too few to tell a high rate from chance: at least 27 persons"
    )
    assert check_rates(found).empty
    assert of([]).refused


@settings(deadline=None, max_examples=8)
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
        assert "443" in rate_sentence(found, language_of(language))


@pytest.mark.parametrize("word", list(RATE_FORMATS))
def test_the_command_answers_in_each_format(word: str) -> None:
    answer = run("hotspots", "--measure", "scan", "--events", "repatriation", "--format", word).out
    if word == "table":
        assert "Longjing, Namyang, in a circle of 443 km" in " ".join(answer.split())
    elif word == "csv":
        assert len(answer.split("\r\n")) == 3
    else:
        machine = json.loads(answer)
        assert machine["refused"] is None
        assert machine["tally"]["events_too_coarse"] == 19
        entry = machine["hotspots"][0] if word == "json" else machine["features"][0]["properties"]
        assert entry["depends_on"] == ["largest_numbers"]
        assert entry["stable"] is False
        assert "INC-" not in answer


def test_the_command_refuses_in_a_sentence() -> None:
    machine = json.loads(run("hotspots", "--measure", "scan", "--format", "json").out)
    assert machine["hotspots"] == machine["in_periods"] == []
    assert machine["refused"].startswith("The records are too few")


def test_visits_of_no_events_are_none() -> None:
    assert visits_of(prepare(read_rows([])), GONE).empty
    assert isinstance(check_rates(of([])), pd.DataFrame)
