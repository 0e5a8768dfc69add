"""Routes and drawn legs: against the slow reference, the routes that are published, and how lines are told apart."""

from __future__ import annotations

import math
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from footprints_geo.language import language_of
from footprints_geo.legs import LEG_COLUMNS, MARKS
from footprints_geo.pipeline import View, view
from footprints_geo.routes import ROUTE_COLUMNS, route_names
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import KINDS, LEVELS, Level
from tests.builders import (
    Row,
    at,
    counted_by_another,
    crowd,
    event,
    of_unknown_size,
    passed_through_an_unknown_place,
    random_rows,
    random_selection,
    read_rows,
    reference_journeys,
    released,
    returned_without_a_place,
)
from tests.reference import Route, leaves_out_a_stop, persons_of, routes_of, selected

# Every example reads a file, so a failing one is shown as drawn: shrinking it would take minutes.
FEW = settings(max_examples=10, phases=(Phase.explicit, Phase.reuse, Phase.generate))
CHANCE = st.randoms(use_true_random=False)
# Mapped and not built, so that a failing example prints its rows and its Selections.
ROWS = st.tuples(CHANCE, st.integers(2, 5)).map(lambda drawn: random_rows(*drawn))
ASKED = CHANCE.map(random_selection)

# Where the Chinese side hands people over, and to which North Korean side: NKDB's six main routes of return.
NKDB_RETURNS = [
    ("Dandong", "cn-dandong", "Sinuiju", "kp-sinuiju"),
    ("Tonghua", "cn-tonghua", "Manpo", "kp-manpo"),
    ("Changbai", "cn-changbai-county", "Hyesan", "kp-hyesan"),
    ("Helong", "cn-helong", "Musan", "kp-musan-county"),
    ("Longjing", "cn-longjing", "Hoeryong", "kp-hoeryong"),
    ("Tumen", "cn-tumen", "Onsong", "kp-onsong-county"),
]


def seen(*rows: Row, level: Level = "country", **selection: Any) -> View:
    return view(released(read_rows(rows)), Selection(**selection), level)


def high(value: float) -> int | None:
    return None if math.isnan(value) else int(value)


def told(routes: pd.DataFrame) -> set[Route]:
    return {
        Route(
            row.kind, row.route, row.cases, row.persons_low, high(row.persons_high),
            row.cases_part_of, row.cases_implied, row.cases_gap,
        )
        for row in routes.itertuples()
    }  # fmt: skip


@FEW
@given(ROWS, ASKED)
def test_routes_of_a_few_cases_are_as_the_reference_has_them(rows: list[Row], asked: dict[str, Any]) -> None:
    prepared, journeys = released(read_rows(rows)), reference_journeys(rows)
    for chosen in ({}, asked):
        for level in LEVELS:
            assert told(view(prepared, Selection(**chosen), level).routes) == routes_of(journeys, chosen, level)


def test_routes_of_a_thousand_cases_are_as_the_reference_has_them() -> None:
    chance = Random(5)
    rows = random_rows(chance, 1000)
    prepared, journeys = released(read_rows(rows)), reference_journeys(rows)
    for asked in ({}, *(random_selection(chance) for _ in range(15))):
        for level in LEVELS:
            found, right = told(view(prepared, Selection(**asked), level).routes), routes_of(journeys, asked, level)
            assert (asked, level, found - right, right - found) == (asked, level, set(), set())


def test_totals_count_a_case_once_a_kind() -> None:
    chance = Random(6)
    rows = random_rows(chance, 300)
    prepared, journeys = released(read_rows(rows)), reference_journeys(rows)
    for asked in ({}, *(random_selection(chance) for _ in range(10))):
        totals = view(prepared, Selection(**asked)).totals
        assert set(totals.index) == set(asked.get("kind", KINDS))
        for kind, total in totals.iterrows():
            own = [
                persons_of([event for segment in segments for event in segment.events])
                for journey in journeys.values()
                if not journey.part_of and (segments := selected(journey, {**asked, "kind": (kind,)}))
            ]
            highs = [most for _, most in own] or [None]
            assert (total["cases"], total["persons_low"]) == (len(own), sum(low for low, _ in own))
            assert high(total["persons_high"]) == (None if None in highs else sum(h for h in highs if h is not None))


@FEW
@given(ASKED)
def test_routes_are_ranked_by_persons_then_cases_then_name_and_shares_are_of_everybody(asked: dict[str, Any]) -> None:
    for level in LEVELS:
        routes = view(crowd(), Selection(**asked), level).routes
        assert routes["rank"].tolist() == list(range(1, len(routes) + 1))
        keys = list(zip(-routes["persons_low"], -routes["cases"], routes["label"], strict=True))
        assert keys == sorted(keys)
        totals = view(crowd(), Selection(**asked), level).totals["persons_low"]
        whole = routes["kind"].astype("object").map(totals)
        assert (routes["share"] * whole).round(6).equals(routes["persons_low"].astype("float64").where(whole > 0))


@FEW
@given(ASKED)
def test_a_drawn_leg_joins_two_places_and_says_when_one_is_an_area(asked: dict[str, Any]) -> None:
    legs, places = view(crowd(), Selection(**asked)).legs, crowd().events.places
    ends = [places.loc[legs[column]] for column in ("from_place", "to_place")]
    area = ends[0]["coarse"].to_numpy() | ends[1]["coarse"].to_numpy()
    assert legs["leg"].is_unique
    assert (legs["from_place"] != legs["to_place"]).all()
    assert legs["mark"].isin(MARKS).all()
    assert ((legs["mark"] == "area").to_numpy() == area).all()
    for end in ends:
        point = end["listed"] & ~end["coarse"]
        assert (end[["lon", "lat"]].notna().all(axis=1) == point).all()


@pytest.mark.parametrize(("level", "many"), [("province", 30), ("place", 50)])
def test_gaps_of_a_thousand_cases_are_as_the_reference_has_them(level: Level, many: int) -> None:
    rows = random_rows(Random(7), 1000)
    prepared = released(read_rows(rows))
    segments = [segment for _, journey in sorted(reference_journeys(rows).items()) for segment in journey.segments]
    with_gap = prepared.ways[level].gap
    assert sum(with_gap) > many
    assert int(sum(with_gap)) == sum(leaves_out_a_stop(segment, level) for segment in segments)


@pytest.mark.parametrize(("chinese", "from_id", "korean", "to_id"), NKDB_RETURNS)
def test_the_published_return_routes_are_place_level_routes(
    chinese: str, from_id: str, korean: str, to_id: str
) -> None:
    shown = seen(
        at("A", "detention", chinese, "CN", date="2010-04", sequence=1, persons=4),
        at("A", "repatriation", korean, "KP", date="2010-05", sequence=2, persons=4),
        level="place",
    )
    assert told(shown.routes) == {Route("repatriation", (from_id, to_id), 1, 4, 4, 0, 0, 0)}
    assert shown.legs[["from_place", "to_place", "mark"]].to_numpy().tolist() == [[from_id, to_id, "recorded"]]


@pytest.mark.parametrize(("chinese", "from_id", "korean", "to_id"), NKDB_RETURNS)
def test_where_the_chinese_side_alone_is_recorded_the_paired_end_is_implied(
    chinese: str, from_id: str, korean: str, to_id: str
) -> None:
    # Opposite the town of Tumen lies Namyang, in Onsong County: the pair is the bridge, the published name the county.
    opposite = "kp-namyang" if korean == "Onsong" else to_id
    shown = seen(at("A", "repatriation", chinese, "CN", date="2010-05"), level="place")
    assert told(shown.routes) == {Route("repatriation", (from_id, opposite), 1, 1, None, 0, 1, 0)}
    assert shown.legs[["from_place", "to_place", "mark"]].to_numpy().tolist() == [[from_id, opposite, "implied"]]


def test_persons_of_one_case_are_never_added_over_its_events() -> None:
    rows = [event("A", "transit", code, sequence=n, persons=7) for n, code in enumerate(["KP", "CN", "LA", "TH"])]
    shown = seen(*rows)
    assert shown.routes[["cases", "persons_low", "persons_high"]].to_numpy().tolist() == [[1, 7, 7]]
    assert shown.totals.loc["escape", ["cases", "persons_low", "persons_high"]].tolist() == [1, 7, 7]
    assert set(shown.legs["persons_low"]) == {7}


def test_one_way_gone_twice_by_one_case_counts_once() -> None:
    there_and_back = ["departure", "arrest", "repatriation"] * 2
    rows = [
        event("A", word, country, sequence=n, persons=3)
        for n, (word, country) in enumerate(zip(there_and_back, ["KP", "CN", "KP"] * 2, strict=True))
    ]
    routes = seen(*rows).routes.set_index(["kind", "route"])
    assert routes.loc[("repatriation", ("CN", "KP")), ["cases", "persons_low"]].tolist() == [1, 3]
    assert routes.loc[("escape", ("KP", "CN")), ["cases", "persons_low"]].tolist() == [1, 3]


def test_one_open_count_leaves_the_sum_open_and_a_part_adds_nothing() -> None:
    closed = seen(*returned_without_a_place(), *counted_by_another())
    assert told(closed.routes) == {Route("repatriation", ("CN", "KP"), 1, 3, 3, 1, 0, 0)}
    opened = seen(*returned_without_a_place(), *counted_by_another(), *of_unknown_size())
    assert told(opened.routes) == {Route("repatriation", ("CN", "KP"), 2, 4, None, 1, 0, 0)}


def test_a_stop_known_to_its_country_leaves_a_gap_in_the_line() -> None:
    shown = seen(*passed_through_an_unknown_place(), level="place")
    assert shown.routes[["route", "cases_gap"]].to_numpy().tolist() == [[("kp-hyesan", "th-bangkok"), 1]]
    assert shown.legs["mark"].tolist() == ["gap"]
    assert seen(*passed_through_an_unknown_place()).routes["route"].tolist() == [("KP", "CN", "TH")]


def test_a_gap_after_an_implied_stop_is_still_counted() -> None:
    shown = seen(
        at("A", "repatriation", "Tumen", "CN", sequence=1),
        event("A", "transit", "CN", sequence=2),
        at("A", "arrival", "Yanji", "CN", sequence=3),
        level="place",
        kind=("escape",),
    )
    assert shown.routes[["route", "cases_implied", "cases_gap"]].to_numpy().tolist() == [
        [("kp-namyang", "cn-yanji"), 1, 1]
    ]


def test_a_segment_known_to_countries_alone_has_a_country_route_and_no_place_route() -> None:
    assert seen(*returned_without_a_place()).routes["route"].tolist() == [("CN", "KP")]
    assert seen(*returned_without_a_place(), level="place").routes.empty


def test_provinces_put_together_what_places_tell_apart() -> None:
    rows = [
        row
        for case, place in (("A", "Tumen"), ("B", "Yanji"), ("C", ""))
        for row in (
            at(case, "arrest", place, "CN", sequence=1, admin1="Jilin"),
            at(case, "repatriation", "Onsong County", "KP", sequence=2),
        )
    ]
    shown = seen(*rows, level="province")
    assert shown.routes[["route", "cases", "label"]].to_numpy().tolist() == [
        [("cn-jilin-province", "kp-north-hamgyong-province"), 3, "Jilin Province → North Hamgyong Province"]
    ]
    assert len(seen(*rows, level="place").routes) == 3
    assert seen(*returned_without_a_place(), level="province").routes.empty
    within = seen(
        at("A", "transit", "Yanji", "CN", sequence=1), at("A", "transit", "Tumen", "CN", sequence=2), level="province"
    ).routes
    assert within["label"].tolist() == ["Jilin Province (no other province known)"]
    assert route_names(within, crowd().events.places, "province", language_of("ko")) == [
        "지린성(다른 도·성은 알려지지 않음)"
    ]


def test_the_same_stops_of_another_kind_are_another_route() -> None:
    routes = seen(
        event("A", "transit", "CN", sequence=1),
        event("A", "arrival", "KP", sequence=2),
        *of_unknown_size(),
    ).routes
    assert set(zip(routes["kind"], routes["route"], strict=True)) == {
        ("escape", ("CN", "KP")),
        ("repatriation", ("CN", "KP")),
    }


def test_nothing_gives_empty_tables_with_all_columns() -> None:
    shown = seen(event("A", "arrest", "CN", date="2023"))
    assert shown.routes.empty
    assert shown.legs.empty
    assert tuple(shown.routes.columns) == ROUTE_COLUMNS
    assert tuple(shown.legs.columns) == LEG_COLUMNS
    assert shown.totals["cases"].tolist() == [0, 0, 0]
