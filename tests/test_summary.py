"""Summaries of parts of records put together: the same, to the last character, as of all records at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.release import Release, internal, protect
from footprints_geo.errors import InputError
from footprints_geo.export import ROUTE_FORMATS, routes_geojson, routes_json
from footprints_geo.pipeline import prepare, view
from footprints_geo.selection import Selection
from footprints_geo.summary import Summary, merge, summarise
from footprints_geo.vocabulary import LEVELS, Level
from tests.builders import all_awkward_cases, at, event, random_rows, read_rows

QUESTIONS: tuple[dict[str, str], ...] = (
    {},
    {"years": "2023"},
    {"years": "2010-2019", "kind": "repatriation"},
    {"events": "arrest,repatriation", "countries": "CN"},
    {"kind": "escape,custody", "min_persons": "3"},
    {"years": "2013", "uncertain": "exclude"},
    {"years": "1900"},
)
PUBLISHED = Policy("published", 5)

Rows = list[dict[str, Any]]


def dealt(rows: Rows, parts: int) -> list[Rows]:
    """The rows in parts, those of a case together and in order; a part may be empty."""
    lot = Random(parts)
    part_of = {case: lot.randrange(parts) for case in sorted({row["case_id"] for row in rows})}
    return [[row for row in rows if part_of[row["case_id"]] == part] for part in range(parts)]


def released_from(rows: Rows, policy: Policy | None) -> Release:
    events = read_rows(rows)
    return internal(events) if policy is None else protect(events, policy)


def summary_of(parts: list[Rows], question: dict[str, str], level: Level) -> Summary:
    selection = Selection.parse(**question)
    return merge([summarise(released_from(part, None), selection, level) for part in parts if part])


def assert_same(rows: Rows, policy: Policy | None, parts: int, levels: Sequence[Level]) -> None:
    """Every question at some levels gives the same files of the whole and of its parts."""
    whole = released_from(rows, policy)
    prepared = prepare(whole)
    pieces = [released_from(part, policy) for part in dealt(rows, parts) if part]
    for level, question in product(levels, QUESTIONS):
        selection = Selection.parse(**question)
        found = merge([summarise(piece, selection, level) for piece in pieces])
        found = replace(found, name=whole.events.name, fingerprint=whole.events.fingerprint)
        seen = view(prepared, selection, level)
        for write in ROUTE_FORMATS.values():
            assert write(found, None) == write(seen, None), question


@pytest.mark.parametrize("policy", [None, PUBLISHED], ids=["internal", "published"])
def test_every_awkward_case_is_counted_the_same_in_parts(policy: Policy | None) -> None:
    assert_same(all_awkward_cases(), policy, 7, LEVELS)


@given(
    seed=st.integers(0, 10_000),
    parts=st.integers(1, 6),
    level=st.sampled_from(LEVELS),
    policy=st.sampled_from([None, PUBLISHED]),
)
@settings(max_examples=8, deadline=None)
def test_random_records_are_counted_the_same_in_parts(
    seed: int, parts: int, level: Level, policy: Policy | None
) -> None:
    assert_same(random_rows(Random(seed), 25), policy, parts, [level])


def test_summaries_are_merged_in_any_order_and_grouping() -> None:
    rows = random_rows(Random(5), 60)
    parts = [summarise(released_from(part, None), Selection(), "place") for part in dealt(rows, 5)]
    parts = [replace(part, name="records", fingerprint="") for part in parts]
    ways = [
        merge(parts),
        merge(parts[::-1]),
        merge([merge(parts[:2]), merge(parts[2:])]),
        merge([parts[3], merge([parts[0], merge([parts[4], parts[1]])]), parts[2]]),
    ]
    for write in ROUTE_FORMATS.values():
        assert len({write(way, None) for way in ways}) == 1


def test_one_open_number_leaves_the_sum_open_and_a_case_in_no_sum_does_not() -> None:
    known = out("A")
    unknown = [{**row, "case_id": "B", "persons": ""} for row in known]
    part = [{**row, "case_id": "C", "part_of": "A", "persons": ""} for row in known]

    def high(*parts: Rows) -> float:
        return float(summary_of(list(parts), {}, "country").routes["persons_high"].iloc[0])

    assert high(known, part) == 3
    assert high(part, known) == 3
    assert high(known, [{**row, "case_id": "D"} for row in known]) == 6
    assert high(known, unknown) != high(known, unknown)


def test_withheld_cases_of_all_parts_are_added_before_they_are_rounded() -> None:
    parts = [
        [{**row, "visibility": "restricted"} for case in range(3) for row in left(f"{part}{case}")] for part in "ABC"
    ]
    pieces = [
        summarise(released_from([*part, *out(part[0]["case_id"] + "-open")], PUBLISHED), Selection(), "country")
        for part in parts
    ]
    assert [piece.protection and piece.protection.withheld for piece in pieces] == [0, 0, 0]
    whole = merge(pieces)
    assert whole.protection is not None
    assert whole.protection.withheld == 5
    assert "At least 5 cases are withheld." in routes_json(whole)


def out(case: str) -> Rows:
    return [at(case, kind, place, country, sequence=n, persons=3) for n, (kind, country, place) in enumerate(RETURN)]


def test_a_place_in_two_spellings_is_called_the_same_whichever_part_comes_first() -> None:
    spelled = [
        [event(case, "arrest", "CN", place=name, admin1="Jilin", location_precision="city", sequence=1), *left(case)]
        for case, name in (("A", "New Village"), ("B", "new village"))
    ]
    names = {routes_json(replace(summary_of(parts, {}, "place"), name="", fingerprint="")) for parts in (
        spelled, spelled[::-1], [[*spelled[0], *spelled[1]]],
    )}  # fmt: skip
    assert len(names) == 1


RETURN = (("arrest", "CN", "Tumen"), ("repatriation", "CN", "Tumen"), ("detention", "KP", "Onsong"))


def left(case: str) -> Rows:
    return [at(case, "arrival", "Seoul", "KR", sequence=2)]


def test_what_only_the_whole_knows_is_refused() -> None:
    whole = summary_of([random_rows(Random(1), 5)], {}, "country")
    with pytest.raises(InputError, match="--top 3"):
        routes_geojson(whole, 3)
