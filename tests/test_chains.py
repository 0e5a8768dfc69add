"""Chains of custody: the published example, awkward cases by name, what must hold for any records, and the command."""

from __future__ import annotations

import csv
import io
import json
import math
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from footprints_geo.chain_known_words import known_sentence
from footprints_geo.chain_view import CHAIN_COLUMNS, ChainTally, ChainView, see_chains
from footprints_geo.chain_words import chain_reading, chain_sentence, chain_tally_sentence
from footprints_geo.chains import CHAIN_LEVELS, Chains, build_chains
from footprints_geo.custodians import custody_of, read_custodians
from footprints_geo.disclosure.release import protect
from footprints_geo.errors import BundledDataError, FootprintsError
from footprints_geo.language import Language
from footprints_geo.periods import Period
from footprints_geo.pipeline import bundled_events, prepare
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection
from footprints_geo.stations import RETURN, STEP_COLUMNS
from footprints_geo.time_words import time_words
from footprints_geo.vocabulary import FREEING, HOLDING
from tests.builders import (
    Row,
    all_awkward_cases,
    at,
    counted_by_another,
    crowd,
    event,
    moved_inside_custody,
    random_rows,
    random_selection,
    read_rows,
    released,
    returned_and_left_again,
    returned_over_a_paired_crossing,
    returned_without_a_place,
    undated_without_sequence,
    without_a_country,
    write_rows,
)
from tests.commands import run

FEW = settings(max_examples=10, phases=(Phase.explicit, Phase.reuse, Phase.generate))
CHANCE = st.randoms(use_true_random=False)
ROWS = st.tuples(CHANCE, st.integers(2, 5)).map(lambda drawn: random_rows(*drawn))
ASKED = CHANCE.map(random_selection)
EXAMPLE = "border post in Onsong → county MSS, 8 months → provincial MSS in Chongjin, 6 months → camp, not returned"


@cache
def bundled() -> Chains:
    return build_chains(prepare())


def seen(*rows: Row, **asked: Any) -> ChainView:
    return see_chains(released(read_rows(rows)), **{"least_stations": 0, **asked})


def said(*rows: Row) -> list[str]:
    chains = build_chains(released(read_rows(rows)))
    return [chain_reading(chains, number) for number in range(len(chains.chains))]


def of_case(chains: Chains, case: str) -> list[int]:
    code = chains.prepared.events.frame["case_id"].cat.categories.get_loc(case)
    return np.flatnonzero(chains.chains["case"] == code).tolist()


def test_the_published_example_reads_just_so() -> None:
    (number,) = of_case(bundled(), "INC-125")
    assert chain_reading(bundled(), number) == EXAMPLE
    korean = "온성군 국경 초소 → 군 보위부, 8개월 → 청진시 도 보위부, 6개월 → 관리소, 돌아오지 않음"
    assert chain_reading(bundled(), number, Language("ko")) == korean


def test_the_published_example_is_a_ranked_chain_at_each_level() -> None:
    for level, label in (
        ("holder", "border post → county MSS → provincial MSS → camp"),
        ("place", "border post in Onsong → county MSS → provincial MSS in Chongjin → camp"),
    ):
        ranked = see_chains(bundled(), level=level).ranked.set_index("label")  # type: ignore[arg-type]
        row = ranked.loc[label]
        assert row[["stations", "cases", "persons_low", "cases_disappeared", "cases_inferred"]].tolist() == [
            4,
            1,
            1,
            1,
            1,
        ]


def test_of_a_protected_copy_nobody_says_that_no_more_is_recorded() -> None:
    """Where a journey is told up to some event only, its end is not the end of the records."""
    said = chain_sentence(see_chains(prepare(protect(bundled_events()))))
    assert "no end is told" in said
    assert "no end is recorded" not in said
    assert said.endswith(
        "“No later record” means here that none is told: more of a journey may be recorded than is told."
    )


def test_what_the_documented_events_say() -> None:
    shown = see_chains(bundled())
    assert shown.ranked.head(2)[["label", "cases", "persons_low"]].to_numpy().tolist() == [
        ["border detention centre in China", 4, 590],
        ["immigration detention in Thailand", 1, 400],
    ]
    assert chain_sentence(shown).startswith("At least 2,492 people in 104 documented cases were held. ")
    assert "14 with a disappearance or a last sighting. For at least 1,920 people no end" in chain_sentence(shown)
    assert "no end is recorded. 81 cases have no later record." in chain_sentence(shown)
    assert "means here" not in chain_sentence(shown)
    assert "How long: recorded, wholly or in part, at 2 of 147 stations" in known_sentence(shown)
    assert "Shown: 105 of 139 cases; 24 without an event that says somebody was held, 10 with" in chain_tally_sentence(
        shown
    )


@pytest.mark.parametrize(
    ("case", "reading"),
    [
        # Of seven sent back one is known to have been in the camp and to have arrived years later.
        (
            "INC-002",
            "held in Russia → held in China → sent back to North Korea → Political Prison Camp No. 15 (Yodok) (1 of 7 "
            "people), up to 7 years → arrived in South Korea (1 of 7 people)",
        ),
        # Sent back in two lots: one return.
        (
            "INC-052",
            "held in Shenyang (10 to 12 of 24 to 41 people) → held in Changchun (3 to 5 of 24 to 41 "
            "people), up to 16 days → border detention centre in Tumen → sent back to Onsong (8 of 24 to "
            "41 people) → county MSS (9 of 24 to 41 people), 1 to 31 days → city MSS in Hoeryong → no later record",
        ),
        (
            "INC-072",
            "held in Mong Cai, 2 days → held in Dongxing, 8 to 37 days → held in Shenyang → last seen in Tumen",
        ),
        ("INC-117", "held in Helong, up to 12 months → sent back to North Korea → camp, not returned"),
        ("INC-036", "immigration detention in Bangkok → no later record"),
    ],
)
def test_documented_chains_in_words(case: str, reading: str) -> None:
    assert [chain_reading(bundled(), number) for number in of_case(bundled(), case)] == [reading]


def test_moved_for_protection_is_not_custody() -> None:
    assert of_case(bundled(), "INC-024") == []
    assert said(at("A", "arrival", "Beijing", "CN", sequence=1), at("A", "transfer", "Beijing", "CN", sequence=2)) == []
    # With nothing recorded before it, a transfer does say that somebody was held.
    assert said(at("A", "transfer", "Dandong", "CN", sequence=1)) == ["held in Dandong → no later record"]
    again = [("arrival", "Beijing"), ("transfer", "Beijing"), ("arrest", "Beijing"), ("transfer", "Dandong")]
    rows = [at("A", word, place, "CN", sequence=number) for number, (word, place) in enumerate(again)]
    assert said(*rows) == ["held in Beijing → held in Dandong → no later record"]


def test_custody_abroad_the_return_and_custody_at_home_are_one_chain() -> None:
    rows = [
        at("A", "arrest", "Yanji", "CN", date="2010-05-01", sequence=1),
        at("A", "detention", "Tumen border detention centre", "CN", date="2010-05-03", sequence=2),
        at("A", "repatriation", "Tumen", "CN", date="2010-06-02", sequence=3),
        at("A", "detention", "Onsong County MSS detention centre", "KP", date="2010-06-02", sequence=4),
        at("A", "release", "Chongjin", "KP", date="2010-07-02", sequence=5),
    ]
    assert said(*rows) == [
        "held in Yanji, up to 2 days → border detention centre in Tumen, 30 to 32 days → sent back from Tumen → county "
        "MSS in Onsong, 30 days → released"
    ]
    assert seen(*rows).ranked["chain"].tolist() == [
        ("CN.not_recorded", "CN.border_detention", "KP.return", "KP.county_state_security")
    ]


def test_a_return_recorded_where_the_person_was_held_names_that_holder() -> None:
    home = at("A", "repatriation", "Sinuiju MSS detention centre", "KP", date="2012-03")
    assert said(home) == ["sent back to Sinuiju → city MSS → no later record"]
    abroad = at("A", "repatriation", "Tumen border detention centre", "CN", date="2012-03")
    assert said(abroad) == ["border detention centre in Tumen → sent back from Tumen → no later record"]
    assert seen(abroad).ranked["stations"].tolist() == [1]


def test_a_return_alone_is_no_station() -> None:
    alone = at("A", "repatriation", "Tumen", "CN", date="2010-05", persons=7)
    assert said(alone) == ["sent back from Tumen → no later record"]
    assert seen(alone).ranked[["stations", "persons_low"]].to_numpy().tolist() == [[0, 7]]
    short = seen(alone, least_stations=1)
    assert short.ranked.empty
    assert (short.tally.events_short, short.tally.cases_short) == (1, 1)


def test_sent_back_and_left_again_is_a_chain_that_ended() -> None:
    assert said(*returned_and_left_again()) == [
        "held in Yanji, up to 60 days → sent back to Onsong → no longer held, on the way"
    ]
    assert seen(*returned_and_left_again()).tally.events_free == 1


def test_a_second_arrest_is_a_second_chain() -> None:
    words = ["arrest", "release", "arrest", "arrival"]
    rows = [at("A", word, "Yanji", "CN", sequence=number, persons=3) for number, word in enumerate(words)]
    assert said(*rows) == ["held in Yanji → released", "held in Yanji → arrived in Yanji"]
    row = seen(*rows).ranked.iloc[0]
    assert row[["cases", "persons_low", "cases_released", "cases_arrived"]].tolist() == [1, 3, 1, 1]


def test_seen_last_and_then_found_held_again_was_held_all_the_time() -> None:
    rows = [
        at("A", "arrest", "Yanji", "CN", sequence=1),
        at("A", "last_seen", "Tumen", "CN", sequence=2),
        at("A", "detention", "Onsong County MSS detention centre", "KP", sequence=3),
    ]
    assert said(*rows) == ["held in Yanji → county MSS in Onsong → no later record"]
    assert said(*rows[:2]) == ["held in Yanji → last seen in Tumen"]
    assert said(rows[1]) == []


def test_who_was_last_seen_where_they_were_held_was_held_until_then() -> None:
    rows = [
        at("A", "detention", "Yanji", "CN", date="2020-01-01"),
        at("A", "last_seen", "Yanji", "CN", date="2020-03-01"),
    ]
    assert said(*rows) == ["held in Yanji, at least 60 days, last seen there"]


def test_one_holder_at_one_place_is_one_station_and_two_holders_are_two() -> None:
    once = [at("A", word, "Shenyang", "CN", sequence=n) for n, word in enumerate(["arrest", "detention", "transfer"])]
    assert said(*once) == ["held in Shenyang → no later record"]
    police = {**once[1], "custodian": "Public Security Bureau"}
    assert said(once[0], police) == ["held in Shenyang → police → no later record"]


def test_the_built_example_has_its_times() -> None:
    assert said(*moved_inside_custody()) == [
        "held in Onsong → county MSS, 8 months → held in Chongjin, 6 months → disappeared"
    ]


def test_custody_without_a_country_is_custody() -> None:
    assert said(*without_a_country()) == ["held, place not recorded → disappeared"]
    assert said({**event("A", "detention", date="2020"), "custodian": "MSS (province)"}) == [
        "provincial MSS → no later record"
    ]


def test_what_has_no_place_in_the_order_is_tallied() -> None:
    rows = [*undated_without_sequence(), event("UNORDERED", "arrest", "CN")]
    tally = seen(*rows).tally
    assert (tally.events, tally.events_unordered, tally.events_free, tally.cases_without_chain) == (4, 2, 2, 1)


def test_a_case_counted_by_another_is_listed_and_in_no_sum() -> None:
    shown = seen(*returned_without_a_place(), *counted_by_another())
    assert shown.ranked[["cases", "persons_low", "persons_high", "cases_part_of"]].to_numpy().tolist() == [[1, 3, 3, 1]]
    assert shown.totals["cases"] == 1
    assert shown.tally.cases_part_of == 1
    alone = seen(*counted_by_another())
    assert alone.ranked[["cases", "persons_low"]].to_numpy().tolist() == [[0, 0]]
    assert "belong to another case" in chain_sentence(alone)


def test_a_chain_is_in_with_any_of_its_events_and_by_the_kinds_of_its_segments() -> None:
    rows = [*returned_and_left_again(), *moved_inside_custody(), event("ALONE", "arrest", "CN", date="2023")]
    assert len(seen(*rows, selection=Selection()).shown) == 3
    assert len(seen(*rows, selection=Selection(years=Period.of(2023))).shown) == 2
    assert len(seen(*rows, selection=Selection(years=Period.of(2010), events=("repatriation",))).shown) == 1
    returned = seen(*rows, selection=Selection(kind=("repatriation",)))
    assert returned.records(returned.shown)["case_id"].unique().tolist() == ["TWICE"]
    nothing = seen(*rows, selection=Selection(years=Period.of(1900)))
    assert tuple(nothing.ranked.columns) == CHAIN_COLUMNS
    assert chain_sentence(nothing) == "No documented custody matches: all kinds; 1900."


@pytest.mark.parametrize(
    ("cells", "holder", "basis"),
    [
        ({"custodian": "Ministry of State Security", "place": "Border post, Onsong County"}, "border_post", "place"),
        ({"custodian": "Ministry of State Security (county)"}, "county_state_security", "custodian"),
        ({"custodian": "도 보위부"}, "provincial_state_security", "custodian"),
        ({"custodian": "국가보위성"}, "state_security", "custodian"),
        ({"custodian": "State Security", "place": "Sinuiju MSS detention centre"}, "city_state_security", "place"),
        ({"custodian": "people nobody knows of"}, "another", "custodian"),
        ({"place": "Onsong County MSS detention centre"}, "county_state_security", "place"),
        ({"place": "Kyo-hwa-so No. 12 (Jongo-ri)"}, "prison_at_home", "place"),
        ({"place": "Chongjin provincial holding centre (jipkyulso)"}, "holding_centre", "place"),
        ({"place": "Onsong"}, "not_recorded", ""),
        ({}, "not_recorded", ""),
    ],
)  # fmt: skip
def test_who_held_is_put_under_a_few_words(cells: dict[str, str], holder: str, basis: str) -> None:
    steps = build_chains(released(read_rows([event("A", "detention", "KP", date="2020", **cells)]))).steps
    assert steps[["holder", "basis"]].to_numpy().tolist() == [[holder, basis]]


@pytest.mark.parametrize(
    ("country", "cells", "holder"),
    [
        ("CN", {"place": "Tumen border detention centre"}, "border_detention"),
        ("CN", {"custodian": "border guard"}, "border_detention"),
        ("KP", {"custodian": "border guard"}, "border_post"),
        ("TH", {"place": "Bangkok Immigration Detention Centre (Suan Phlu)"}, "immigration_detention"),
        ("CN", {"place": "Prison outside Shenyang"}, "prison"),
        ("CN", {"place": "Detention centres in Jilin and Liaoning"}, "detention_centre"),
        ("LA", {"place": "DPRK Embassy, Vientiane"}, "mission_of_home"),
        # Where somebody was seized is not who seized them.
        ("CN", {"place": "Japanese consulate, Shenyang"}, "not_recorded"),
    ],
)
def test_some_holders_are_known_at_home_or_abroad_only(country: str, cells: dict[str, str], holder: str) -> None:
    steps = build_chains(released(read_rows([event("A", "arrest", country, date="2020", **cells)]))).steps
    assert steps["holder"].tolist() == [holder]


def test_a_damaged_list_of_custodians_says_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "custodians.csv"
    file.write_text("holder,name_en\n", encoding="utf-8")
    with pytest.raises(BundledDataError, match="has no name_ko"):
        read_custodians(file)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((242, 245), "8 months"), ((62, 151), "2 to 5 months"), ((0, 90), "up to 3 months"), ((28, 31), "1 month"),
        ((0, 0), "less than a day"), ((1, 1), "1 day"), ((1, 31), "1 to 31 days"), ((730, 731), "2 years"),
        ((90, math.nan), "at least 90 days"), ((120, math.nan), "at least 3 months"), ((365, 366), "12 months"),
        ((1886, 2281), "5 to 7 years"), ((56, 56), "56 days"), ((243, 243), "243 days"),
        ((math.nan, math.nan), "not recorded"),
    ],
)  # fmt: skip
def test_times_in_words(days: tuple[float, float], words: str) -> None:
    assert time_words(*days) == words


@pytest.mark.parametrize(
    ("first", "then", "ends", "words"),
    [
        ("2020-01-01", "2020-01-11", "release", "10 days"),
        ("2020-01", "2020-05", "transfer", "2 to 5 months"),
        ("2020-01", "2020-05", "repatriation", "up to 5 months"),
        # Between an arrest and an arrival years later anything may have happened.
        ("2020-01-01", "2022-01-01", "arrival", "up to 2 years"),
        ("2020-01-01", "2020-02-01", "detention", "up to 31 days"),
        # Dates against the order say nothing; nor do missing ones.
        ("2020-05-01", "2020-01-01", "transfer", ""),
        ("", "2020-01-01", "transfer", ""),
    ],
)
def test_times_from_two_dates(first: str, then: str, ends: str, words: str) -> None:
    rows = [
        at("A", "arrest", "Yanji", "CN", date=first, sequence=1),
        at("A", ends, "Tumen", "CN", date=then, sequence=2),
    ]
    step = build_chains(released(read_rows(rows))).steps.iloc[0]
    assert (time_words(step["least_days"], step["most_days"]) if step["time_basis"] else "") == words


def walked(chains: Chains) -> list[tuple[int, int]]:
    """The chains found by walking through the events one by one: first and last position."""
    frame = chains.prepared.events.frame.iloc[chains.order]
    holder = custody_of(chains.prepared.events, chains.prepared.corridor).holder[chains.order]
    told = ~read_custodians()["holder"].isin(["another", "not_recorded"]).to_numpy()[holder]
    told |= (frame["country"] == "KP").to_numpy()
    found: list[list[int]] = []
    held = freed = False
    before = None
    for position, (case, word) in enumerate(zip(frame["case_id"], frame["event_type"], strict=True)):
        if case != before:
            held = freed = False
        before = case
        if word in HOLDING and not held and not (word == "transfer" and freed and not told[position]):
            found.append([position, position])
            held = True
        elif held:
            found[-1][1] = position
            held = word not in FREEING
        freed = not held and (freed or word in FREEING)
    return [(first, last) for first, last in found]


def maybe_later(chains: Chains, chain: dict[str, Any]) -> bool:
    """Whether the case of a chain has a record that may be later than its last, found by looking at each."""
    frame = chains.prepared.events.frame
    case = frame["case_id"].cat.categories[chain["case"]]
    if frame[chains.unordered]["case_id"].eq(case).any():
        return True
    if frame.loc[frame["case_id"] == case, "sequence"].notna().all():
        return False
    last = chain["last_event"] - chain["others"]
    begun = frame["date_earliest"].iloc[chains.order[last]]
    for position, row in enumerate(frame.iloc[chains.order].to_dict("records")):
        inside = chain["first_event"] <= position <= chain["last_event"]
        tells = not inside or row["event_type"] in ("repatriation", "last_seen", "disappearance")
        if row["case_id"] == case and position != last and tells and row["date_latest"] >= begun:
            return True
    return False


def check_chains(prepared: Prepared) -> Chains:
    chains = build_chains(prepared)
    table, steps, frame = chains.chains, chains.steps, prepared.events.frame.iloc[chains.order]
    assert list(zip(table["first_event"], table["last_event"], strict=True)) == walked(chains)
    assert tuple(steps.columns) == (*STEP_COLUMNS, "persons_low")
    for number, chain in enumerate(table.to_dict("records")):
        inside = frame.iloc[chain["first_event"] : chain["last_event"] + 1]
        assert inside["case_id"].nunique() == 1
        # The one rule: the largest low and the largest known high; who came free with them was not held.
        held = inside[~inside["event_type"].isin(FREEING)]
        assert chain["persons_low"] == held["persons_low"].max()
        high = held["persons_high"].max()
        assert np.isclose(chain["persons_high"], high if high >= chain["persons_low"] else math.nan, equal_nan=True)
        assert 0 <= chain["rest_low"] <= chain["persons_low"]
        own = steps.iloc[chain["first_step"] : chain["first_step"] + chain["steps"]]
        assert (own["chain"] == number).all()
        assert (own["holder"] != RETURN).sum() == chain["stations"]
        assert own["first_event"].is_monotonic_increasing
        assert own["persons_low"].is_monotonic_decreasing
        assert own["persons_low"].iloc[0] == chain["persons_low"] >= chain["outcome_low"]
        assert own["persons_low"].iloc[-1] >= chain["outcome_low"]
        assert (chain["outcome"] == "unknown") == (inside["event_type"].iloc[-1] in HOLDING or chain["others"])
        assert not chain["others"] or inside["event_type"].iloc[-1] in FREEING - {"release"}
        assert chain["maybe_later"] == (chain["outcome"] == "unknown" and maybe_later(chains, chain))
    known = steps.dropna(subset=["most_days"])
    assert (known["least_days"] >= 0).all()
    assert (known["least_days"] <= known["most_days"]).all()
    assert (steps["least_days"].isna() == (steps["time_basis"] == "")).all()
    return chains


def check_view(chains: Chains, asked: dict[str, Any], least: int) -> None:
    frame, part_of = chains.prepared.events.frame, chains.prepared.part_of
    for level in CHAIN_LEVELS:
        shown = see_chains(chains, Selection(**asked), level, least)
        assert len(shown.records(shown.shown)) == shown.tally.events_shown
        assert shown.records(shown.shown)["case_id"].nunique() == shown.tally.cases_shown
        keys = list(zip(-shown.ranked["persons_low"], -shown.ranked["cases"], shown.ranked["label"], strict=True))
        assert keys == sorted(keys)
        for row in shown.ranked.to_dict("records"):
            rows = shown.of(row["chain"])
            assert len(rows)
            own = chains.chains.iloc[rows].groupby("case")
            sums = own[["persons_low", "persons_high"]].max()
            sums = sums[~part_of[sums.index]]
            assert row["persons_low"] == sums["persons_low"].sum()
            open_end = not (sums["persons_high"] >= sums["persons_low"]).all() or sums.empty
            assert math.isnan(row["persons_high"]) == open_end
            assert row["cases"] == len(sums)
        matched = set(np.flatnonzero(Selection(**asked).matches(frame)))
        for chain in shown.shown:
            assert matched & set(chains.rows_of(np.array([chain])))


@FEW
@given(ROWS, ASKED, st.integers(0, 3))
def test_chains_of_any_records(rows: list[Row], asked: dict[str, Any], least: int) -> None:
    check_view(check_chains(released(read_rows(rows))), asked, least)


def test_chains_of_a_crowd_and_of_the_documented_and_awkward_cases() -> None:
    chance = Random(11)
    for prepared in (crowd(), prepare(), released(read_rows(all_awkward_cases())), released(read_rows([]))):
        chains = check_chains(prepared)
        for asked in ({}, *(random_selection(chance) for _ in range(4))):
            check_view(chains, asked, chance.randint(0, 3))


def test_a_tally_that_does_not_add_up_cannot_be_made() -> None:
    right = see_chains(bundled()).tally.to_json()
    with pytest.raises(FootprintsError, match="does not add up"):
        ChainTally(**{**right, "events_free": right["events_free"] + 1})
    with pytest.raises(FootprintsError, match="does not add up"):
        ChainTally(**{**right, "cases_short": right["cases_short"] + 1})


def test_the_command_prints_the_example_case_by_case() -> None:
    answer = run("chains", "--level", "place", "--least-stations", "4", "--cases")
    assert answer.code == 0
    words = " ".join(answer.out.split())
    assert f" 1: {EXAMPLE} " in words
    assert "Shown: 3 of 139 cases" in words


def test_the_command_writes_json_and_csv() -> None:
    answer = json.loads(run("chains", "--format", "json", "--cases", "--top", "3", "--years", "2023").out)
    assert (answer["level"], answer["least_stations"], answer["audience"]) == ("holder", 1, "public")
    assert [chain["rank"] for chain in answer["chains"]] == [1, 2, 3]
    assert len(answer["cases"]) >= 3
    assert "INC-" not in json.dumps(answer)
    rows = list(csv.DictReader(io.StringIO(run("chains", "--format", "csv", "--years", "2023", "--top", "3").out)))
    assert [row["label"] for row in rows] == [chain["label"] for chain in answer["chains"]]
    readings = list(csv.DictReader(io.StringIO(run("chains", "--format", "csv", "--cases").out)))
    assert EXAMPLE in {row["reading"] for row in readings}


def test_the_command_guards_formulas_and_says_what_is_empty(tmp_path: Path) -> None:
    hostile = [event("A", "arrest", "CN", date="2020", place="=1+1\x1b[2J"), *returned_over_a_paired_crossing()]
    file = write_rows(tmp_path, hostile)
    target = tmp_path / "chains.csv"
    answer = run("chains", file, "--audience", "internal", "--level", "place", "--format", "csv", "-o", target)
    assert answer.code == 0
    cells = [cell for row in csv.reader(io.StringIO(target.read_text(encoding="utf-8"))) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert "\x1b" not in run("chains", file, "--audience", "internal", "--level", "place", "--cases").out
    nothing = run("chains", "--years", "1900")
    assert (nothing.code, "No documented custody matches" in nothing.out) == (0, True)
    assert run("chains", "--level", "village").code == 2
