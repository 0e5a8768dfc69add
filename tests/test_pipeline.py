"""The whole way from a file to a view: the published numbers, the account, and what no Selection may do."""

from __future__ import annotations

import gc
import math
import weakref
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from footprints_geo.captions import sentence
from footprints_geo.errors import FootprintsError
from footprints_geo.periods import Period
from footprints_geo.persons import Members, members_of
from footprints_geo.pipeline import View, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection
from footprints_geo.tally import Tally
from footprints_geo.tally_words import tally_sentence
from footprints_geo.vocabulary import KINDS, LEVELS
from tests.builders import (
    SHARED_EVENTS_ANSWERS,
    Row,
    all_awkward_cases,
    at,
    crowd,
    csv_text,
    event,
    events_of,
    passed_through_an_unknown_place,
    random_rows,
    random_selection,
    read_rows,
    reference_journeys,
    released,
    returned_and_left_again,
    without_a_country,
)
from tests.reference import matches, route_stops, selected

# Every example reads a file, so a failing one is shown as drawn: shrinking it would take minutes.
FEW = settings(max_examples=6, phases=(Phase.explicit, Phase.reuse, Phase.generate))
MANY = settings(max_examples=12)
CHANCE = st.randoms(use_true_random=False)
# Mapped and not built, so that a failing example prints its rows and its Selections.
ROWS = st.tuples(CHANCE, st.integers(2, 5)).map(lambda drawn: random_rows(*drawn))
SEQUENCED = st.tuples(CHANCE, st.integers(2, 5)).map(lambda drawn: random_rows(*drawn, sequenced=True))
ASKED = CHANCE.map(random_selection)

MISTAKES: tuple[dict[str, str], ...] = (
    {"case_id": ""},
    {"event_type": "fled"},
    {"date": "31/02/2023"},
    {"country": "XX"},
    {"sequence": "first"},
    {"persons": "-1"},
    {"persons_min": "9", "persons_max": "2"},
    {"location_precision": "near"},
    {"date": "2023-13", "persons": "many"},
)


@pytest.fixture(scope="module")
def documented() -> Prepared:
    return prepare()


def numbers(routes: pd.DataFrame) -> list[tuple[Any, ...]]:
    return [
        (row.route, row.cases, row.persons_low, None if math.isnan(row.persons_high) else int(row.persons_high))
        for row in routes.itertuples()
    ]


@pytest.mark.parametrize(("kind", "years"), list(SHARED_EVENTS_ANSWERS))
def test_the_documented_events_give_the_published_numbers(documented: Prepared, kind: str, years: str | None) -> None:
    answers = SHARED_EVENTS_ANSWERS[kind, years]
    routes = view(documented, Selection.parse(kind=kind, years=years)).routes
    assert numbers(routes)[: len(answers)] == answers


def test_the_documented_escapes_are_as_published(documented: Prepared) -> None:
    found = {
        route: (cases, low) for route, cases, low, _ in numbers(view(documented, Selection(kind=("escape",))).routes)
    }
    assert {route: found[route] for route in [("KP", "CN"), ("LA", "TH"), ("MM", "TH", "KR")]} == {
        ("KP", "CN"): (6, 48),
        ("LA", "TH"): (3, 70),
        ("MM", "TH", "KR"): (1, 19),
    }


def test_the_documented_rows_are_all_there(documented: Prepared) -> None:
    tally = view(documented).tally
    assert (tally.rows_read, tally.rows_rejected, tally.events, tally.cases) == (282, 0, 282, 139)


def test_somebody_who_left_again_is_no_part_of_this_years_returns() -> None:
    prepared = released(read_rows(returned_and_left_again()))
    assert view(prepared, Selection(years=Period.of(2023), kind=("repatriation",))).routes.empty
    assert view(prepared, Selection(years=Period.of(2010), kind=("escape",))).routes["route"].tolist() == [("KP", "CN")]
    assert view(prepared, Selection(years=Period.of(2023))).routes["kind"].tolist() == ["escape"]


@FEW
@given(ROWS, ASKED, st.dictionaries(st.integers(0, 30), st.sampled_from(MISTAKES), max_size=6))
def test_every_row_and_every_event_is_accounted_for(
    rows: list[dict[str, Any]], asked: dict[str, Any], mistakes: dict[int, dict[str, str]]
) -> None:
    wrong = {number for number in mistakes if number < len(rows)}
    rows = [row | mistakes.get(number, {}) for number, row in enumerate(rows)]
    events = read_rows(rows)
    assert events.rows_read == len(rows)
    assert set(events.rejects["row"]) == {number + 2 for number in wrong}
    assert set(events.frame["row"]) == {number + 2 for number in range(len(rows)) if number not in wrong}
    prepared = released(events)
    for chosen in ({}, asked):
        for level in LEVELS:
            tally = view(prepared, Selection(**chosen), level).tally
            assert (tally.rows_read, tally.rows_rejected) == (len(rows), len(wrong))
            _adds_up(tally)


def _adds_up(tally: Tally) -> None:
    assert tally.rows_read == tally.rows_rejected + tally.events
    assert tally.events == (
        tally.events_shown
        + tally.events_unplaced
        + tally.events_unordered
        + tally.events_without_legs
        + tally.events_without_route
        + tally.events_not_selected
    )
    assert tally.cases == (
        tally.cases_shown + tally.cases_without_legs + tally.cases_not_selected + tally.cases_without_route
    )
    assert min(tally.to_json().values()) >= 0


def test_the_account_of_a_thousand_cases_is_that_of_the_reference() -> None:
    chance = Random(8)
    rows = random_rows(chance, 1000)
    prepared, journeys = released(read_rows(rows)), reference_journeys(rows)
    everything = [event for journey in journeys.values() for event in journey.events]
    for asked in ({}, *(random_selection(chance) for _ in range(8))):
        for level in LEVELS:
            tally = view(prepared, Selection(**asked), level).tally
            chosen = {case: selected(journey, asked) for case, journey in journeys.items()}
            shown = {case: [s for s in segments if route_stops(s, level)] for case, segments in chosen.items()}
            on_map = {event.row for segments in shown.values() for segment in segments for event in segment.events}
            picked = {event.row for segments in chosen.values() for segment in segments for event in segment.events}
            ordered = {event.row for journey in journeys.values() for event in journey.order}
            placed = [event for event in everything if event.spot is not None]
            assert tally == Tally(
                rows_read=len(rows),
                rows_rejected=0,
                events=len(rows),
                events_matched=sum(matches(event, asked) for event in everything),
                events_shown=len(on_map),
                events_undated=sum(event.days is None for event in everything),
                events_unplaced=len(everything) - len(placed),
                events_unordered=sum(event.row not in ordered for event in placed),
                events_without_legs=sum(e.row in ordered and not journeys[e.case].segments for e in placed),
                events_not_selected=sum(
                    e.row in ordered and e.row not in picked and bool(journeys[e.case].segments) for e in placed
                ),
                events_without_route=len(picked - on_map),
                cases=len(journeys),
                cases_shown=sum(map(bool, shown.values())),
                cases_without_legs=sum(not journey.segments for journey in journeys.values()),
                cases_not_selected=sum(bool(journeys[case].segments) and not chosen[case] for case in journeys),
                cases_without_route=sum(bool(chosen[case]) and not shown[case] for case in journeys),
                cases_part_of=sum(bool(shown[case]) and journeys[case].part_of for case in journeys),
            )


def test_a_tally_that_does_not_add_up_cannot_be_made() -> None:
    right = view(released(read_rows(all_awkward_cases()))).tally.to_json()
    Tally(**right)
    for name in ("rows_read", "rows_rejected", "events", "events_shown", "cases", "cases_shown"):
        with pytest.raises(FootprintsError, match="does not add up"):
            Tally(**{**right, name: right[name] + 1})


def same(one: View, other: View) -> None:
    for name in ("routes", "legs", "totals"):
        assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.tally == other.tally
    assert (sentence(one), tally_sentence(one)) == (sentence(other), tally_sentence(other))


@FEW
@given(SEQUENCED, ASKED, CHANCE)
def test_the_order_of_rows_makes_no_difference_where_sequences_exist(
    rows: list[Row], asked: dict[str, Any], chance: Random
) -> None:
    mixed = rows.copy()
    chance.shuffle(mixed)
    first, second = released(read_rows(rows)), released(read_rows(mixed))
    assert_frame_equal(first.events.places, second.events.places)
    for selection in (Selection(), Selection(**asked)):
        for level in LEVELS:
            same(view(first, selection, level), view(second, selection, level))


@FEW
@given(ROWS, CHANCE)
def test_the_order_of_cases_makes_no_difference_at_all(rows: list[Row], chance: Random) -> None:
    names = sorted({row["case_id"] for row in rows})
    chance.shuffle(names)
    by_case = [row for name in names for row in rows if row["case_id"] == name]
    same(view(released(read_rows(rows))), view(released(read_rows(by_case))))


@MANY
@given(ASKED)
def test_nothing_is_built_after_filtering(asked: dict[str, Any]) -> None:
    selection = Selection(**asked)
    for level in LEVELS:
        whole, part = view(crowd(), level=level), view(crowd(), selection, level)
        assert set(part.segments) <= set(whole.segments)
        assert set(part.legs["leg"]) <= set(whole.legs["leg"])
        assert ways(part) <= ways(whole)
        assert set(part.legs["kind"]) | set(part.routes["kind"]) <= set(selection.kind)


def ways(shown: View) -> set[tuple[str, tuple[str, ...]]]:
    return set(zip(shown.routes["kind"], shown.routes["route"], strict=True))


def persons(shown: View) -> dict[tuple[str, tuple[str, ...]], int]:
    return {(row.kind, row.route): row.persons_low for row in shown.routes.itertuples()}


def never_less(wide: View, narrow: View) -> None:
    """Every route of the narrow view is in the wide one, with at least as many persons and cases."""
    more = persons(wide)
    assert all(more[way] >= low for way, low in persons(narrow).items())
    assert set(narrow.legs["leg"]) <= set(wide.legs["leg"])
    assert (wide.totals["persons_low"] >= narrow.totals["persons_low"]).all()
    assert (wide.totals["cases"] >= narrow.totals["cases"]).all()


@MANY
@given(ASKED, st.lists(st.integers(0, 40), min_size=2, max_size=3))
def test_raising_min_persons_adds_no_route_and_no_person(asked: dict[str, Any], steps: list[int]) -> None:
    for level in LEVELS:
        shown = [view(crowd(), Selection(**{**asked, "min_persons": least}), level) for least in sorted(steps)]
        for wide, narrow in pairwise(shown):
            never_less(wide, narrow)


@MANY
@given(ASKED, st.lists(st.integers(2008, 2025), min_size=4, max_size=4))
def test_widening_the_years_takes_no_route_away(asked: dict[str, Any], years: list[int]) -> None:
    first, second, third, fourth = sorted(years)
    for level in LEVELS:
        spans = [None, Period.of(first, fourth), Period.of(second, third)]
        shown = [view(crowd(), Selection(**{**asked, "years": span}), level) for span in spans]
        for wide, narrow in pairwise(shown):
            never_less(wide, narrow)


@MANY
@given(ASKED)
def test_leaving_uncertain_dates_out_adds_nothing(asked: dict[str, Any]) -> None:
    both = [Selection(**{**asked, "years": Period.of(2023), "uncertain": word}) for word in ("include", "exclude")]
    wide, narrow = (view(crowd(), selection) for selection in both)
    never_less(wide, narrow)


@MANY
@given(ASKED)
def test_persons_are_never_added_over_the_events_of_a_case(asked: dict[str, Any]) -> None:
    """However many of its events are shown, a case counts no more persons than its largest event."""
    shown = view(crowd(), Selection(**asked))
    records = shown.records(shown.segments)
    most = records.groupby("case_id", observed=True)["persons_low"].max().sum()
    assert (shown.totals["persons_low"] <= most).all()
    assert (shown.routes["persons_low"] <= most).all()
    assert (shown.legs["persons_low"] <= most).all()


def test_an_area_has_no_position_even_where_its_records_have_one() -> None:
    position = {"lat": "42.9", "lon": "129.5"}
    rows = [row | (position if row["country"] == "CN" else {}) for row in random_rows(Random(1), 60)]
    events = read_rows(rows)
    assert not events.rows_rejected
    areas = events.places[events.places["coarse"]]
    assert areas["precision"].isin(["province", "country"]).all()
    assert areas[["lon", "lat"]].isna().all(axis=None)
    assert events.places.loc[~events.places["coarse"], ["lon", "lat"]].notna().any(axis=None)


def test_an_empty_file_gives_an_empty_valid_answer(tmp_path: Path) -> None:
    file = tmp_path / "header.csv"
    file.write_text(csv_text([]), encoding="utf-8")
    prepared = released(file)
    for level in LEVELS:
        shown = view(prepared, Selection(years=Period.of(2023), countries=("CN",)), level)
        assert shown.routes.empty
        assert shown.legs.empty
        assert shown.totals.index.tolist() == list(KINDS)
        assert set(shown.tally.to_json().values()) == {0}
        assert sentence(shown)
        assert tally_sentence(shown).startswith("Shown: 0 of 0 cases. Shown: 0 of 0 events.")


def test_nothing_known_of_anything_is_shown_nowhere_and_counted() -> None:
    tally = view(released(read_rows(without_a_country()))).tally
    assert (tally.events_unplaced, tally.cases_without_legs, tally.cases_shown) == (2, 1, 0)


def test_a_case_does_not_depend_on_its_company() -> None:
    """A file may have no record in the home country at all, and people were sent there all the same."""
    alone = [at("A", "repatriation", "Yanji", "CN", date="2023-09")]
    beside = [*alone, event("B", "arrest", "KP", date="2020")]
    for rows in (alone, beside):
        assert numbers(view(released(read_rows(rows))).routes) == [(("CN", "KP"), 1, 1, None)]


@settings(max_examples=4)
@given(ASKED)
def test_the_records_of_a_view_are_those_it_tallies(asked: dict[str, Any]) -> None:
    shown = view(crowd(), Selection(**asked))
    records = shown.records(shown.segments)
    assert records.index.is_unique
    assert len(records) == shown.tally.events_shown
    for row in shown.routes.head(4).itertuples():
        on_route = shown.segments_on(row.route, row.kind)
        assert len(on_route)
        assert set(shown.records(on_route).index) <= set(records.index)
        for leg in shown.legs_of(on_route)["leg"]:
            assert set(shown.segments_with_leg(leg)) & set(on_route)


def test_a_line_leads_to_those_who_went_it_and_not_to_those_who_left_a_stop_out(tmp_path: Path) -> None:
    direct = [at("A", "departure", "Hyesan", "KP", sequence=1), at("A", "arrival", "Bangkok", "TH", sequence=2)]
    shown = view(released(events_of(tmp_path, *direct, *passed_through_an_unknown_place("B"))), Selection())
    cases = {
        mark: shown.records(shown.segments_with_leg(leg))["case_id"].unique().tolist()
        for leg, mark in zip(shown.legs["leg"], shown.legs["mark"], strict=True)
    }
    assert cases == {"recorded": ["A"], "gap": ["B"]}


def test_a_view_at_another_level_is_the_view_of_that_level() -> None:
    for asked in (Selection(), Selection(years=Period.of(2023)), Selection(kind=("custody",), countries=("CN",))):
        same(view(crowd(), asked, "country").at("place"), view(crowd(), asked, "place"))


@MANY
@given(st.lists(st.tuples(st.integers(-1, 3), st.integers(0, 4), st.integers(0, 9), st.integers(-1, 9), st.booleans())))
def test_parts_of_cases_that_are_sorted_once_count_as_those_that_are_left(
    parts: list[tuple[int, int, int, int, bool]],
) -> None:
    columns = np.array([part[:4] for part in parts], dtype=np.int64).reshape(len(parts), 4).T
    chosen = np.array([part[4] for part in parts], dtype=bool)
    part_of = np.array([False, True, False, False, False])

    def members(which: np.ndarray) -> Members:
        group, case, low, high = (column[which] for column in columns)
        known = np.where(high < 0, np.nan, high)
        return members_of(group, case, low, known, part_of, {"cases_odd": low % 2 == 1, "most": low})

    everything = np.ones(len(parts), dtype=bool)
    pd.testing.assert_frame_equal(members(everything).count(chosen), members(chosen).count())
    by_hand = [
        {part[1]: max(one[2] for one in parts if one[:2] == part[:2]) for part in parts if part[0] == group}
        for group in range(4)
    ]
    sums = [sum(low for case, low in cases.items() if not part_of[case]) for cases in by_hand if cases]
    assert members(everything).count()["persons_low"].tolist() == sums


def test_prepared_records_are_gone_as_soon_as_nobody_holds_them() -> None:
    """No part of them holds the whole: memory need not be searched for them, which a server does seldom."""
    prepared = released(read_rows(all_awkward_cases()))
    seen = view(prepared, Selection(), "place").at("country")
    assert prepared.ways["province"].routes.size
    assert prepared.largest_leg
    sentence(seen)
    gone = weakref.ref(prepared)
    gc.collect()
    gc.disable()
    try:
        del prepared, seen
        assert gone() is None
    finally:
        gc.enable()
