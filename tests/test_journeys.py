"""Order, stops, legs and segments: against the slow reference, and rule by rule where one small case says more."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from footprints_geo.events.table import Events
from footprints_geo.journeys import build_journeys
from footprints_geo.vocabulary import FREEING, HOLDING
from tests.builders import (
    Row,
    all_awkward_cases,
    at,
    crowd,
    event,
    moved_inside_custody,
    random_rows,
    read_rows,
    reference_journeys,
    returned_and_left_again,
    returned_over_a_paired_crossing,
    undated_without_sequence,
)

# Every example reads a file, so a failing one is shown as drawn: shrinking it would take minutes.
FEW = settings(max_examples=15, phases=(Phase.explicit, Phase.reuse, Phase.generate))
# Mapped and not built, so that a failing example prints its rows.
ROWS = st.tuples(st.randoms(use_true_random=False), st.integers(2, 5)).map(lambda drawn: random_rows(*drawn))


def built(events: Events) -> dict[str, dict[str, list[Any]]]:
    """The tables of all cases, told like the reference tells them."""
    journeys = build_journeys(events)
    names = list(events.frame["case_id"].cat.categories)
    case_of_row = events.frame["case_id"].astype(str).to_numpy()
    told: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in journeys.order:
        told[case_of_row[row]]["order"].append(int(row))
    for stop in journeys.stops.itertuples():
        events_of_stop = [] if stop.implied else journeys.order[stop.first_event : stop.last_event + 1].tolist()
        held = None if stop.implied else bool(stop.held)  # nobody is asked whether an inferred stop holds
        told[names[stop.case]]["stops"].append((events.places.index[stop.place], held, events_of_stop))
    for leg in journeys.legs.itertuples():
        told[names[leg.case]]["legs"].append((bool(leg.custody), bool(leg.implied)))
    for segment in journeys.segments.itertuples():
        places = events.places.index[journeys.stops["place"].iloc[segment.first_stop : segment.last_stop + 1]]
        told[names[segment.case]]["segments"].append((segment.kind, tuple(places)))
    return told


def expected(rows: Iterable[Row]) -> dict[str, dict[str, list[Any]]]:
    told = {}
    for case, journey in reference_journeys(rows).items():
        stops = journey.stops
        told[case] = {
            "order": [event.row for event in journey.order if event.spot is not None],
            "stops": [(s.spot.id, None if s.implied else s.held, [e.row for e in s.events]) for s in stops],
            "legs": [(held, stops[i].implied or stops[i + 1].implied) for i, held in enumerate(journey.custody)],
            "segments": [(s.kind, tuple(stop.spot.id for stop in s.stops)) for s in journey.segments],
        }
    return {case: {part: rows for part, rows in parts.items() if rows} for case, parts in told.items()}


def without_empty(told: dict[str, dict[str, list[Any]]]) -> dict[str, dict[str, list[Any]]]:
    return {case: parts for case, parts in told.items() if parts}


@FEW
@given(ROWS)
def test_a_few_cases_are_as_the_reference_has_them(rows: list[Row]) -> None:
    assert built(read_rows(rows)) == without_empty(expected(rows))


@pytest.mark.parametrize("seed", range(2))
def test_a_thousand_cases_are_as_the_reference_has_them(seed: int) -> None:
    rows = random_rows(Random(seed), 1000)
    found, right = built(read_rows(rows)), without_empty(expected(rows))
    kinds = Counter(kind for parts in right.values() for kind, _ in parts.get("segments", []))
    assert min(kinds[kind] for kind in ("escape", "repatriation", "custody")) > 50, "the cases leave a kind untried"
    assert found.keys() == right.keys()
    assert {case: (found[case], right[case]) for case in right if found[case] != right[case]} == {}


def test_recorded_legs_are_fewer_than_events_and_each_return_abroad_adds_one_at_most() -> None:
    events, journeys = crowd().events, crowd().journeys
    count = events.frame.groupby("case_id", observed=False).size().to_numpy()
    abroad = (events.frame["event_type"] == "repatriation") & (events.frame["country"].astype("object") != "KP")
    returns = abroad.groupby(events.frame["case_id"], observed=False).sum().to_numpy()
    legs = journeys.legs.groupby("case").agg(all=("implied", "size"), implied=("implied", "sum"))
    for case, leg in legs.iterrows():
        assert leg["all"] - leg["implied"] < count[case]
        assert leg["all"] < count[case] + returns[case]
        assert returns[case] > 1 or leg["all"] <= count[case]


def test_every_leg_is_in_one_segment_and_segments_follow_each_other() -> None:
    journeys = crowd().journeys
    legs, segments = journeys.legs, journeys.segments
    for number, segment in segments.iterrows():
        own = legs[legs["segment"] == number]
        assert own["from_stop"].tolist() == list(range(segment["first_stop"], segment["last_stop"]))
        assert set(own["case"]) == {segment["case"]}
        assert own["custody"].nunique() == 1
    assert legs["segment"].isin(segments.index).all()
    neighbours = segments[segments["case"] == segments["case"].shift()]
    assert (neighbours["first_stop"] == segments["last_stop"].shift()[neighbours.index]).all()


def kinds_of(*rows: Row) -> list[tuple[str, tuple[str, ...]]]:
    return [segment for parts in built(read_rows(rows)).values() for segment in parts["segments"]]


def order_of(*rows: Row) -> list[int]:
    return [row for parts in built(read_rows(rows)).values() for row in parts["order"]]


def test_no_events_give_empty_tables() -> None:
    journeys = build_journeys(read_rows([]))
    assert (len(journeys.stops), len(journeys.legs), len(journeys.segments), len(journeys.order)) == (0, 0, 0, 0)
    assert journeys.unordered.shape == journeys.unplaced.shape == (0,)


def test_sequence_goes_before_dates() -> None:
    assert order_of(
        event("A", "arrest", "CN", date="2023", sequence=2), event("A", "departure", "KP", date="2024", sequence=1)
    ) == [1, 0]


def test_one_missing_sequence_leaves_the_order_to_the_dates() -> None:
    rows = (
        event("A", "arrest", "CN", date="2023", sequence=1),
        event("A", "departure", "KP", date="2022", sequence=2),
        event("A", "transit", "LA", date="2024"),
    )
    assert order_of(*rows) == [1, 0, 2]


def test_the_shorter_of_two_intervals_with_one_beginning_goes_first() -> None:
    assert order_of(event("A", "transit", "CN", date="2023"), event("A", "departure", "KP", date="2023-01")) == [1, 0]


def test_the_same_dates_leave_the_order_to_the_file() -> None:
    assert order_of(event("A", "transit", "CN", date="2023"), event("A", "departure", "KP", date="2023")) == [0, 1]


def test_an_event_without_date_and_sequence_makes_no_leg_and_is_marked() -> None:
    events = read_rows(undated_without_sequence())
    journeys = build_journeys(events)
    assert journeys.unordered.tolist() == [False, True, False]
    assert len(journeys.legs) == 1


def test_events_at_one_place_are_one_stop_even_with_an_unplaced_one_between() -> None:
    assert kinds_of(
        event("A", "departure", "KP", sequence=1),
        event("A", "arrival", "CN", sequence=2),
        event("A", "arrest", sequence=3),
        event("A", "transit", "CN", sequence=4),
    ) == [("escape", ("KP", "CN"))]


@pytest.mark.parametrize("word", sorted(HOLDING))
def test_who_is_held_abroad_moves_under_custody(word: str) -> None:
    moved = (event("A", word, "LA", sequence=1), event("A", "last_seen", "CN", sequence=2))
    kind, stops = kinds_of(*moved)[0]
    assert (kind, stops) == (("repatriation", ("LA", "KP")) if word == "repatriation" else ("custody", ("LA", "CN")))


@pytest.mark.parametrize("word", sorted(FREEING))
def test_who_arrives_free_moved_free(word: str) -> None:
    assert kinds_of(event("A", "arrest", "CN", sequence=1), event("A", word, "LA", sequence=2)) == [
        ("escape", ("CN", "LA"))
    ]


def test_a_disappearance_changes_nothing() -> None:
    free = (event("A", "transit", "CN", sequence=1), event("A", "disappearance", "CN", sequence=2))
    held = (event("B", "arrest", "CN", sequence=1), event("B", "disappearance", "CN", sequence=2))
    then = ({"event_type": "detention", "country": "LA", "location_precision": "country", "sequence": 3},)
    assert kinds_of(*free, {"case_id": "A", **then[0]}) == [("escape", ("CN", "LA"))]
    assert kinds_of(*held, {"case_id": "B", **then[0]}) == [("custody", ("CN", "LA"))]


def test_leaving_home_is_never_under_custody_even_when_a_repatriation_follows() -> None:
    assert kinds_of(event("A", "arrest", "KP", sequence=1), event("A", "repatriation", "CN", sequence=2)) == [
        ("escape", ("KP", "CN")),
        ("repatriation", ("CN", "KP")),
    ]


def test_a_repatriation_recorded_at_home_makes_the_leg_to_it_a_return() -> None:
    assert kinds_of(event("A", "transit", "CN", sequence=1), event("A", "repatriation", "KP", sequence=2)) == [
        ("repatriation", ("CN", "KP"))
    ]


def test_a_run_ends_where_it_enters_home_and_goes_on_as_custody() -> None:
    assert kinds_of(
        at("A", "arrest", "Yanji", "CN", sequence=1),
        at("A", "repatriation", "Onsong County", "KP", sequence=2),
        at("A", "detention", "Chongjin", "KP", sequence=3),
    ) == [("repatriation", ("cn-yanji", "kp-onsong-county")), ("custody", ("kp-onsong-county", "kp-chongjin"))]


def test_a_pushback_abroad_is_custody_until_home() -> None:
    chain = (
        event("A", "arrest", "LA", sequence=1),
        event("A", "transfer", "CN", sequence=2),
    )
    assert kinds_of(*chain) == [("custody", ("LA", "CN"))]
    home = event("A", "repatriation", "KP", sequence=3)
    assert kinds_of(*chain, home) == [("repatriation", ("LA", "CN", "KP"))]


def test_moves_from_camp_to_camp_are_custody() -> None:
    assert [kind for kind, _ in kinds_of(*moved_inside_custody())] == ["custody"]


def test_sent_back_and_gone_again_are_two_segments() -> None:
    assert [kind for kind, _ in kinds_of(*returned_and_left_again())] == ["repatriation", "escape"]


def test_the_paired_crossing_is_implied_at_the_end() -> None:
    assert kinds_of(*returned_over_a_paired_crossing()) == [("repatriation", ("cn-yanji", "cn-tumen", "kp-namyang"))]


def test_the_home_country_is_implied_where_no_pair_is_known_and_before_the_next_stop_abroad() -> None:
    assert kinds_of(
        at("A", "repatriation", "Yanji", "CN", sequence=1),
        at("A", "transit", "Dandong", "CN", sequence=2),
    ) == [("repatriation", ("cn-yanji", "KP")), ("escape", ("KP", "cn-dandong"))]


def test_a_pair_outside_home_is_not_implied() -> None:
    assert kinds_of(at("A", "repatriation", "Vientiane", "LA", sequence=1)) == [
        ("repatriation", ("la-vientiane", "KP"))
    ]


def test_nothing_is_implied_before_a_stop_at_home() -> None:
    journeys = build_journeys(
        read_rows([event("A", "repatriation", "CN", sequence=1), event("A", "detention", "KP", sequence=2)])
    )
    assert not journeys.stops["implied"].any()
    assert not journeys.legs["implied"].any()


def test_the_awkward_cases_are_as_the_reference_would_have_them_in_any_company() -> None:
    together = built(read_rows(all_awkward_cases()))
    for case in {row["case_id"] for row in all_awkward_cases()}:
        alone = built(read_rows([row for row in all_awkward_cases() if row["case_id"] == case]))
        assert together[case]["segments"] == alone[case]["segments"]


def test_two_long_segments_may_end_with_the_last_event_of_all() -> None:
    rows = [
        at("A", kind, place, country, sequence=number, persons=persons)
        for number, (kind, place, country, persons) in enumerate(
            [
                ("departure", "Hyesan", "KP", 2),
                ("transit", "Yanji", "CN", 9),
                ("arrival", "Tumen", "CN", 3),
                ("detention", "Tumen", "CN", 4),
                ("repatriation", "Tumen", "CN", 5),
            ]
        )
    ]
    segments = build_journeys(read_rows(rows)).segments
    assert segments[["kind", "persons_low", "persons_high"]].to_numpy().tolist() == [
        ["escape", 9, 9.0],
        ["repatriation", 5, 5.0],
    ]
