"""Hotspots: people counted by case in cells no finer than their records, and what a finding depends on."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import h3.api.basic_int as h3
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.area_names import area_names
from footprints_geo.cell_scene import lay_out_cells
from footprints_geo.cells import FINEST, RESOLUTIONS, cell_name, cells_of
from footprints_geo.hotspot_export import HOTSPOT_FORMATS, hotspots_geojson, hotspots_json
from footprints_geo.hotspot_words import (
    MINIMUM,
    NO_DANGER,
    cell_names,
    hotspot_sentence,
    not_in_cells,
    stability_words,
)
from footprints_geo.hotspots import CLASSES, NOT_TESTED, Hotspots, find_hotspots
from footprints_geo.language import language_of
from footprints_geo.periods import Period
from footprints_geo.pipeline import prepare
from footprints_geo.prepared import Prepared
from footprints_geo.robustness import CHECKS, check
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import KINDS
from tests.builders import all_awkward_cases, at, crowd, event, random_rows, random_selection, read_rows, released
from tests.commands import run

GONE = Selection(events=("disappearance",))
ARRESTS = Selection(events=("arrest", "repatriation"))


@cache
def bundled() -> Prepared:
    return prepare()


@cache
def arrests() -> Hotspots:
    return find_hotspots(bundled(), ARRESTS)


def of(rows: list[dict[str, Any]], selection: Selection | None = None, resolution: int | None = None) -> Hotspots:
    return find_hotspots(released(read_rows(rows)), selection, resolution)


def spot(case: str, lat: float, lon: float, **cells: Any) -> dict[str, Any]:
    """A disappearance at a position of its own, known to the city."""
    return event(case, "disappearance", "CN", lat=lat, lon=lon, location_precision="city", date="2020", **cells)


def crowded_at_one_place(cases: int = 30, groups: int = 1) -> list[dict[str, Any]]:
    """One person each at forty places far from each other, and many cases, or one large group, around one more."""
    scattered = [spot(f"S{n}", 30 + n % 8 * 1.9, 100 + n // 8 * 2.7) for n in range(40)]
    if groups == 1:
        return scattered + [spot(f"C{n}", 43.0 + n % 3 * 0.3, 128.0 + n % 5 * 0.4) for n in range(cases)]
    return [*scattered, spot("GROUP", 43.0, 128.0, persons=groups), spot("SECOND", 43.2, 128.5, persons=groups)]


def counted_slowly(prepared: Prepared, found: Hotspots) -> dict[str, tuple[int, int]]:
    """Cell by cell and case by case in plain Python, from the words of the rules: cases, and persons."""
    frame, places = prepared.events.frame, prepared.events.places
    matched = found.selection.matches(frame)
    largest: dict[tuple[str, str], int] = {}
    for number, row in enumerate(frame.to_dict("records")):
        if not matched[number] or not isinstance(row["place_id"], str):
            continue
        place = places.loc[row["place_id"]]
        known = [FINEST.get(str(word), -1) for word in (place["precision"], row["location_precision"])]
        if min(known) < found.grid.resolution or np.isnan(place["lon"]):
            continue
        key = (h3.int_to_str(h3.latlng_to_cell(place["lat"], place["lon"], found.grid.resolution)), row["case_id"])
        largest[key] = max(largest.get(key, 0), row["persons_low"])
    categories = frame["case_id"].cat.categories
    others = {str(case) for case, other in zip(categories, prepared.part_of, strict=True) if other}
    sums: dict[str, tuple[int, int]] = {}
    for (cell, case), persons in largest.items():
        cases, total = sums.get(cell, (0, 0))
        sums[cell] = (cases, total) if case in others else (cases + 1, total + persons)
    return sums


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.sampled_from(RESOLUTIONS))
def test_people_are_counted_by_case_and_cell_and_all_events_are_accounted_for(seed: int, resolution: int) -> None:
    chosen = random_selection(random.Random(seed))
    chosen.pop("kind", None)
    found = find_hotspots(crowd(), Selection(**chosen), resolution)
    counts = zip(found.cells["cell"], found.cells["cases"], found.cells["persons_low"], strict=True)
    assert {cell_name(cell): (cases, persons) for cell, cases, persons in counts} == counted_slowly(crowd(), found)
    tally = found.tally
    assert tally.events_placed == found.cells["events"].sum()
    matched = np.count_nonzero(found.selection.matches(crowd().events.frame))
    assert tally.events_not_selected == tally.events - matched
    assert found.persons_low <= found.cells["persons_low"].sum()


SAID = ("country", "province", "county", "city", "crossing", "site", "")
WHERE = (("Tumen", "CN"), ("Onsong County", "KP"), ("", "CN"), ("Jilin", "CN"), ("a hamlet", "CN"), ("", ""))


@settings(max_examples=8)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(SAID), st.sampled_from(WHERE),
            st.none() | st.tuples(st.floats(-89, 89), st.floats(-179, 179)),
        ),
        min_size=1, max_size=80,
    )
)  # fmt: skip
def test_no_event_reaches_a_cell_finer_than_it_is_known(rows: list[tuple[str, tuple[str, str], Any]]) -> None:
    """Whatever a row says of its position: a province with coordinates of six places is still a province."""
    prepared = released(
        read_rows(
            {
                "case_id": f"C{n}", "event_type": "disappearance", "date": "2020", "place": place, "country": country,
                "location_precision": said,
                **({} if position is None else {"lat": f"{position[0]:.6f}", "lon": f"{position[1]:.6f}"}),
            }
            for n, (said, (place, country), position) in enumerate(rows)
        )
    )  # fmt: skip
    said = prepared.events.frame["location_precision"].astype("object").fillna("")
    for resolution in (None, *RESOLUTIONS):
        found = find_hotspots(prepared, None, resolution)
        known = said.map(lambda word: FINEST.get(word, -1))
        assert (known[found.inside] >= found.grid.resolution).all()
        tally = found.tally
        assert tally.events_too_coarse >= np.count_nonzero((known < found.grid.resolution) & (said != ""))


def test_an_event_of_no_stated_precision_has_no_cell() -> None:
    """The door supplies a precision where it can; where the table still has none, nothing is known closely."""
    prepared = released(read_rows([at("A", "disappearance", "Tumen", "CN", date="2020")]))
    frame = prepared.events.frame.assign(location_precision=pd.Categorical([None], categories=["city"]))
    object.__setattr__(prepared.events, "frame", frame)
    assert find_hotspots(prepared, None, 3).tally.events_too_coarse == 1


def test_the_middle_of_a_country_is_in_no_cell() -> None:
    found = of([event(f"C{n}", "disappearance", "CN", date="2020", persons=500) for n in range(50)])
    assert found.cells.empty
    assert found.tally.events_too_coarse == 50
    assert found.refused


def test_with_few_records_the_answer_is_a_sentence() -> None:
    """The bundled disappearances: mostly known to a country only."""
    found = find_hotspots(bundled())
    assert found.refused
    assert found.hot.empty
    assert set(found.cells["class"]) == {NOT_TESTED}
    assert found.selection.events == ("last_seen", "disappearance")
    answer = json.loads(hotspots_json(found, check(found)))
    assert answer["refused"].startswith("The records are too few to tell a concentration from chance: at least 27")
    assert answer["hotspots"] == []
    assert answer["cells_tested"] == 0
    assert answer["tally"]["events_too_coarse"] == 14


def test_ten_people_of_one_case_are_one_record() -> None:
    rows = [spot(f"S{n}", 30 + n % 8 * 1.9, 100 + n // 8 * 2.7, persons=1) for n in range(9)]
    assert of([*rows, *[{**row, "event_type": "arrest"} for row in crowded_at_one_place()]]).refused
    assert not of(
        [*rows, spot("TENTH", 35, 120)] + [{**r, "event_type": "arrest"} for r in crowded_at_one_place()]
    ).refused


def test_arrests_and_returns_are_most_at_the_places_the_reports_name() -> None:
    names = " ".join(cell_names(arrests(), arrests().cells["cell"].head(10).tolist()))
    assert all(name in names for name in ("Tumen", "Dandong", "Shenyang", "Kunming"))


def test_what_hangs_on_one_case_is_said_to() -> None:
    checked = check(arrests())
    assert not checked["stable"].any()
    assert not checked["each_case"].any()
    said = hotspot_sentence(arrests(), checked)
    assert said.startswith("No firm findings: each depends on one case, without which it is gone. More persons than")


def test_many_cases_at_one_place_are_a_stable_hotspot() -> None:
    found = of(crowded_at_one_place())
    checked = check(found)
    assert len(found.hot) >= 1
    assert checked["each_case"].all()
    assert checked["certain_dates"].all()
    assert checked["largest_numbers"].all()
    assert checked["stable"].any()


def test_with_just_ten_cases_a_hotspot_is_not_called_gone_for_their_number() -> None:
    """One case less is too few for an answer, which says nothing of whether the finding would stay."""
    arrested = [{**row, "event_type": "arrest"} for row in crowded_at_one_place(0)]
    counted = [spot(f"C{n}", 43.0 + n % 2 * 0.5, 128.0 + n % 5 * 0.4, persons=3) for n in range(10)]
    found = of(arrested + counted)
    assert found.cases == 10
    assert not found.hot.empty
    assert check(found)["each_case"].any()


def test_each_hotspot_is_tried_by_its_own_cases_however_many_larger_ones_there_are() -> None:
    """Pairs fill all the trials there are for the largest cases; of the single people elsewhere one decides."""
    pairs = [spot(f"PAIR{n}", 43.0 + n % 3 * 0.3, 128.0 + n % 5 * 0.4, persons=2) for n in range(204)]
    single = [spot(f"ONE{n}", 25.0 + n % 3 * 0.3, 111.0 + n % 5 * 0.4) for n in range(218)]
    found = of([*crowded_at_one_place(0), *pairs, *single])
    assert check(found)["each_case"].tolist() == [True, True, True, True, True, False]
    assert len(of([*crowded_at_one_place(0), *pairs, *single[1:]]).hot) == 5


def test_two_large_groups_beside_each_other_depend_on_each_of_them() -> None:
    found = of(crowded_at_one_place(groups=80))
    checked = check(found)
    assert len(found.hot) >= 1
    assert not checked["each_case"].any()


def test_a_hotspot_of_doubted_dates_depends_on_them() -> None:
    rows = [{**row, "date": "2020?"} if row["case_id"].startswith("C") else row for row in crowded_at_one_place()]
    checked = check(of(rows))
    assert len(checked)
    assert not checked["certain_dates"].any()
    assert checked["each_case"].all()


def test_a_hotspot_that_larger_numbers_drown_depends_on_them() -> None:
    rows = [
        {**row, "persons_max": "900"} if row["case_id"] in ("S0", "S9", "S18") else row
        for row in crowded_at_one_place()
    ]
    assert not check(of(rows))["largest_numbers"].any()


@settings(max_examples=3)
@given(st.integers(0, 2**32 - 1))
def test_leaving_out_each_case_is_what_taking_it_out_of_the_sums_gives(seed: int) -> None:
    chance = random.Random(seed)
    rows = crowded_at_one_place(3) + [
        spot(f"G{n}", 43 + chance.random(), 128 + chance.random(), persons=chance.choice([1, 1, 2, 30]))
        for n in range(12)
    ]
    found = of(rows, None, 3)
    prepared = found.prepared
    cases = np.arange(len(prepared.part_of))
    without = [find_hotspots(replace(prepared, part_of=cases == case), None, 3) for case in cases]
    stays = [all(cell in set(one.hot["cell"]) for one in without) for cell in found.hot["cell"]]
    assert check(found)["each_case"].tolist() == stays


def test_counted_by_another_case_is_drawn_and_in_no_sum() -> None:
    rows = [at("WHOLE", "disappearance", "Tumen", "CN", date="2020", persons=9),
            at("PART", "disappearance", "Tumen", "CN", date="2020", persons=2, part_of="WHOLE"),
            at("PART", "arrest", "Yanji", "CN", date="2019", persons=2, part_of="WHOLE")]  # fmt: skip
    found = of(rows, Selection(events=("disappearance", "arrest")), 5)
    table = found.cells.set_index("persons_low")
    assert table.loc[9, ["cases", "cases_part_of", "events"]].tolist() == [1, 1, 2]
    assert table.loc[0, ["cases", "cases_part_of", "events"]].tolist() == [0, 1, 1]
    assert (found.persons_low, found.cases, found.tally.cases_part_of) == (9, 1, 1)


def test_an_open_number_leaves_the_sum_open() -> None:
    rows = [spot("A", 43, 128, persons_min=3), spot("B", 43, 128, persons_min=2, persons_max=5)]
    assert of(rows).cells["persons_low"].tolist() == [5]
    assert of(rows).cells["persons_high"].isna().all()
    assert of(rows[1:]).cells["persons_high"].tolist() == [5]


def test_kinds_ask_for_events_in_segments_of_them() -> None:
    rows = [r for n in range(3) for r in (
        at(f"OUT{n}", "departure", "Hyesan", "KP", date="2019-01", sequence=1),
        at(f"OUT{n}", "arrival", "Kunming", "CN", date="2019-03", sequence=2),
        at(f"HELD{n}", "arrest", "Yanji", "CN", date="2019-01", sequence=1))]  # fmt: skip
    asked = Selection(events=("departure", "arrival", "arrest"))
    assert of(rows, asked, 3).tally.events_placed == 9
    assert of(rows, Selection(events=asked.events, kind=("escape",)), 3).tally.events_placed == 6
    assert of(rows, Selection(events=asked.events, kind=KINDS[1:]), 3).tally.events_placed == 0


def test_the_resolution_goes_by_how_closely_events_are_known_and_never_by_years() -> None:
    def near(precision: str) -> list[dict[str, Any]]:
        rows = [spot(f"C{n}", 43 + n * 0.03, 128.0) for n in range(40)]
        return [{**row, "location_precision": precision} for row in rows]

    assert of(near("crossing")).grid.resolution == 6
    assert of(near("city")).grid.resolution == 5
    assert of(near("county")).grid.resolution == 4
    assert of(crowded_at_one_place(0)).grid.resolution == 3
    assert {
        find_hotspots(bundled(), Selection(years=Period.of(y), events=ARRESTS.events)).grid.resolution
        for y in range(2010, 2024)
    } == {3}
    assert of([]).grid.resolution == 3


def test_a_cell_is_named_by_its_places_and_never_by_the_words_of_a_record() -> None:
    rows = [at("A", "disappearance", "Tumen border detention centre", "CN", date="2020"),
            event("B", "disappearance", "CN", place="the house of somebody", lat=34.5, lon=103.9, date="2020",
                  location_precision="city")]  # fmt: skip
    found = of(rows, None, 3)
    names = cell_names(found, found.cells["cell"].tolist())
    assert len(names) == 2
    assert not any("house" in name or "detention" in name for name in names)
    korean = cell_names(arrests(), arrests().cells["cell"].head(1).tolist(), language_of("ko"))
    assert "투먼" in korean[0]


@pytest.mark.parametrize(
    ("lon", "lat", "name"),
    [
        (102.76, 25.05, "near Kunming"), (102.72, 25.4, "40 km north of Kunming"), (103.1, 24.6, "62 km south-east of"),
        (-179.9, 52.0, "2725 km east of Yuzhno"),
    ],
)  # fmt: skip
def test_a_cell_without_a_town_is_told_by_how_far_the_next_one_is(lon: float, lat: float, name: str) -> None:
    places = released(read_rows([at("A", "arrest", "Kunming", "CN")])).events.places
    assert name in area_names(places, [np.zeros(0, dtype=np.int64)], [(lon, lat)])[0]


def test_a_cell_over_the_180th_meridian_is_in_one_piece_and_cut_there_in_a_file() -> None:
    found = of([{**spot("A", 66.0, 179.99), "country": "RU"}, spot("B", 35.0, 110.0)], None, 3)
    scene = lay_out_cells(found, check(found))
    assert all(np.ptp(corners[:, 0]) < 6 for corners in scene.outlines)
    over, plain = json.loads(hotspots_geojson(found, check(found)))["features"]
    assert (over["geometry"]["type"], plain["geometry"]["type"]) == ("MultiPolygon", "Polygon")
    sides = [[x for x, _ in part[0]] for part in over["geometry"]["coordinates"]]
    assert sorted(max(map(abs, side)) for side in sides) == [180, 180]
    assert {min(side) > 0 for side in sides} == {True, False}


def test_moving_the_grid_moves_every_place_by_the_same_part_of_a_side() -> None:
    places = pd.DataFrame({"lon": [129.8, np.nan, 0.0], "lat": [42.9, np.nan, 89.9]})
    assert (cells_of(places, 4) == cells_of(places, 4, 0.0, 120)).all()
    assert cells_of(places, 4)[1] == 0
    assert cells_of(places, 4)[0] != cells_of(places, 4, 2.0, 90)[0]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_nothing_is_said_of_danger_and_every_reason_is_said(language: str) -> None:
    words = hotspot_sentence(arrests(), check(arrests()), language_of(language))
    assert "danger" not in words
    assert len(not_in_cells(arrests().tally, language_of(language))) == 2
    assert "danger" in NO_DANGER
    assert MINIMUM


@settings(max_examples=4)
@given(st.integers(0, 2**32 - 1))
def test_every_format_takes_any_records(seed: int) -> None:
    rows = random_rows(random.Random(seed), 40)
    found = of(rows, Selection(events=("arrest", "repatriation", "departure")))
    checked = check(found)
    assert checked.columns.tolist() == ["stable", *CHECKS]
    for write in HOTSPOT_FORMATS.values():
        assert write(found, checked, 3)
    answer = json.loads(hotspots_json(found, checked))
    assert set(answer) >= {"resolution", "cells_tested", "hotspots", "refused", "tally"}
    assert [row["rank"] for row in answer["cells"]] == list(range(1, len(answer["cells"]) + 1))
    assert "CASE-" not in hotspots_json(found, checked)


def test_awkward_cases_have_an_answer() -> None:
    found = of(all_awkward_cases(), Selection(events=("arrest", "repatriation", "detention", "disappearance")))
    assert found.tally.events_unplaced == 2
    assert found.refused


def test_the_command_answers_in_each_format() -> None:
    answer = run("hotspots", "--events", "arrest,repatriation", "--format", "json")
    machine = json.loads(answer.out)
    assert {row["class"] for row in machine["hotspots"]} <= set(CLASSES[:-1])
    assert all(isinstance(row["stable"], bool) for row in machine["hotspots"])
    assert machine["resolution"] == 3
    finer = json.loads(run("hotspots", "--events", "arrest", "--resolution", "4", "--format", "json").out)
    assert finer["resolution"] == 4
    shapes = json.loads(run("hotspots", "--events", "arrest", "--format", "geojson").out)
    assert {shape["geometry"]["type"] for shape in shapes["features"]} == {"Polygon"}
    for shape in shapes["features"]:
        ring = shape["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        turns = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))
        assert turns > 0, "RFC 7946, 3.1.6: counter-clockwise"
    assert run("hotspots", "--format", "table").out.startswith("The records are too few")
    assert run("hotspots", "--format", "csv").out.count("\r\n") == 6


def test_where_larger_cells_are_too_few_to_ask_that_is_said() -> None:
    """A disk of 37 cells, groups in its middle: of cells seven times as large there are not thirty."""
    middle_cell = h3.latlng_to_cell(42.9, 129.4, 5)
    rows = [
        spot(f"K{number}-{n}", lat, lon, persons=3 if inner else 1)
        for number, cell in enumerate(h3.grid_disk(middle_cell, 3))
        for lat, lon in [h3.cell_to_latlng(cell)]
        for inner in [h3.grid_distance(middle_cell, cell) <= 1]
        for n in range(8 if inner else 1)
    ]
    checked = check(of(rows, GONE, 5))
    assert checked["coarser_grid"].isna().all()
    stable = checked[checked["stable"]]
    assert len(stable)
    assert {stability_words(row) for _, row in stable.iterrows()} == {"stable; larger cells are too few to ask"}
