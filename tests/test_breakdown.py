"""Routes, legs and cells by year and type: each row is what a view of that year and type says, and parts add up."""

from __future__ import annotations

import math
from random import Random
from typing import Any

import h3.api.basic_str as h3
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.breakdown import COLUMNS, KEYS, LAST_YEAR, add_up, break_down
from footprints_geo.cells import RESOLUTIONS
from footprints_geo.disclosure.release import internal
from footprints_geo.grids import count_in_cells, lay_grid
from footprints_geo.pipeline import matches, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import EVENT_TYPES, LEVELS
from tests.builders import all_awkward_cases, at, random_rows, read_rows
from tests.test_summary import dealt

Counts = dict[tuple[Any, ...], tuple[int, int, float | None, int]]


def prepared_of(rows: list[dict[str, Any]]) -> Prepared:
    return prepare(internal(read_rows(rows)))


def counts_of(table: pd.DataFrame, keys: list[str]) -> Counts:
    names = [*keys, "cases", "persons_low", "persons_high", "cases_part_of"]
    return {
        tuple(row[: len(keys)]): (row[-4], row[-3], None if math.isnan(row[-2]) else row[-2], row[-1])
        for row in table[names].itertuples(index=False, name=None)
    }


def of_time(table: pd.DataFrame, thing: str, level: str, year: int, event_type: str) -> pd.DataFrame:
    same = (table["thing"] == thing) & (table["level"] == level)
    return table[same & (table["year"] == year) & (table["event_type"] == event_type)]


def assert_as_viewed(prepared: Prepared, table: pd.DataFrame, year: int, event_type: str) -> None:
    selection = Selection.parse(years=str(year) if year else None, events=event_type or None)
    for level in LEVELS:
        seen = view(prepared, selection, level)
        routes = seen.routes.assign(key=seen.routes["route"].str.join(">"), kind=seen.routes["kind"].astype("str"))
        own = of_time(table, "route", level, year, event_type)
        assert counts_of(own, ["kind", "key"]) == counts_of(routes, ["kind", "key"])
    legs = of_time(table, "leg", "", year, event_type)
    assert counts_of(legs, ["key"]) == counts_of(seen.legs.rename(columns={"leg": "key"}), ["key"])
    totals = seen.totals.reset_index()
    some = totals[totals["cases"] + totals["cases_part_of"] > 0]
    assert counts_of(of_time(table, "total", "", year, event_type), ["kind"]) == counts_of(some, ["kind"])
    assert_cells(prepared, table, selection, year, event_type)


def assert_cells(prepared: Prepared, table: pd.DataFrame, selection: Selection, year: int, event_type: str) -> None:
    matched = matches(prepared, selection)
    for resolution in RESOLUTIONS:
        grid = lay_grid(prepared, resolution)
        people = count_in_cells(prepared, matched, grid)
        own = people[~prepared.part_of[people["case"].to_numpy()]]
        sums = own.groupby("area_row")["persons_low"].agg(["count", "sum"])
        expected = {
            h3.int_to_str(int(grid.area.cells[row])): (int(sums.loc[row, "count"]), int(sums.loc[row, "sum"]))
            for row in sums.index
        }
        cells = of_time(table, "cell", str(resolution), year, event_type)
        cells = cells[cells["cases"] > 0]
        assert {row.key: (row.cases, row.persons_low) for row in cells.itertuples()} == expected


@given(
    seed=st.integers(0, 10_000), year=st.sampled_from([0, 2005, 2013, 2023]), number=st.integers(0, len(EVENT_TYPES))
)
@settings(max_examples=12, deadline=None)
def test_a_row_is_what_a_view_of_its_year_and_type_says(seed: int, year: int, number: int) -> None:
    prepared = prepared_of(random_rows(Random(seed), 25))
    assert_as_viewed(prepared, break_down(prepared), year, ("", *EVENT_TYPES)[number])


def test_every_awkward_case_is_broken_down_as_it_is_viewed() -> None:
    prepared = prepared_of(all_awkward_cases())
    table = break_down(prepared)
    assert list(table.columns) == list(COLUMNS)
    assert not table.duplicated(list(KEYS)).any()
    for year, event_type in {*zip(table["year"], table["event_type"], strict=True)}:
        assert_as_viewed(prepared, table, year, event_type)


def test_breakdowns_of_parts_add_up_to_that_of_all() -> None:
    rows = random_rows(Random(8), 60)
    whole = break_down(prepared_of(rows))
    parts = [break_down(prepared_of(part)) for part in dealt(rows, 4) if part]
    for some in (parts, parts[::-1]):
        pd.testing.assert_frame_equal(add_up(some), whole)


def test_an_event_that_spans_years_is_in_each_and_far_years_are_in_all_alone() -> None:
    rows = [
        at("A", "arrest", "Yanji", "CN", date="2011/2013", sequence=1),
        at("A", "repatriation", "Tumen", "CN", date=f"{LAST_YEAR}/{LAST_YEAR + 30}", sequence=2),
    ]
    table = break_down(prepared_of(rows))
    routes = table[(table["thing"] == "route") & (table["level"] == "country")]
    assert sorted(set(routes["year"])) == [0, 2011, 2012, 2013, LAST_YEAR]
    assert set(routes.loc[routes["year"] == 2012, "event_type"]) == {"", "arrest"}


@pytest.mark.parametrize("rows", [[], [at("A", "arrest", "Yanji", "CN")]], ids=["none", "no journey"])
def test_nothing_to_count_gives_an_empty_table_or_cells_alone(rows: list[dict[str, Any]]) -> None:
    prepared = prepared_of([*rows, at("B", "fled", "Yanji", "CN")])
    table = break_down(prepared)
    assert list(table.columns) == list(COLUMNS)
    assert set(table["thing"]) == ({"cell"} if rows else set())
    assert table["cases"].dtype == np.int64
