"""Sentences that stay true: numbers, singular and plural, and what must not be said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from footprints_geo.captions import count_words, freshness_sentence, persons_words, sentence
from footprints_geo.periods import Period
from footprints_geo.pipeline import View, prepare, view
from footprints_geo.selection import Selection
from footprints_geo.tally_words import tally_sentence
from footprints_geo.vocabulary import Level
from tests.builders import (
    Row,
    all_awkward_cases,
    at,
    counted_by_another,
    event,
    of_unknown_size,
    passed_through_an_unknown_place,
    read_rows,
    released,
    returned_without_a_place,
    without_a_country,
)


def seen(*rows: Row, level: Level = "country", **selection: Any) -> View:
    return view(released(read_rows(rows)), Selection(**selection), level)


def returned(case_id: str, **persons: int) -> list[dict[str, Any]]:
    return [
        event(case_id, "arrest", "CN", date="2023-08", sequence=1, **persons),
        event(case_id, "repatriation", "KP", date="2023-09", sequence=2, **persons),
    ]


RETURN = {"years": Period.of(2023), "kind": ("repatriation",)}


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (483, np.nan, "at least 483"),
        (30, 50, "30 to 50"),
        (7, 7, "7"),
        (1234, 1234, "1,234"),
        (0, np.nan, "at least 0"),
        (0, 2, "0 to 2"),
    ],
)
def test_persons_in_words(low: float, high: float, words: str) -> None:
    assert persons_words(low, high) == words


def test_a_number_takes_its_noun() -> None:
    assert [count_words(n, "case") for n in (0, 1, 2, 1000)] == ["0 cases", "1 case", "2 cases", "1,000 cases"]
    assert count_words(2, "person", "people") == "2 people"


def test_the_returns_of_2023_are_483_people_in_7_cases() -> None:
    words = sentence(view(prepare(), Selection(**RETURN)))
    assert words == "At least 483 people in 7 documented cases were sent back from China in 2023."


def test_one_person_was_and_two_people_were() -> None:
    assert sentence(seen(*returned("A", persons=1), **RETURN)) == (
        "1 person in 1 documented case was sent back from China in 2023."
    )
    assert sentence(seen(*returned("A", persons=1), *returned("B", persons=1), **RETURN)) == (
        "2 people in 2 documented cases were sent back from China in 2023."
    )
    assert sentence(seen(*of_unknown_size(), **RETURN)) == (
        "At least 1 person in 1 documented case was sent back from China in 2023."
    )


def test_a_range_stays_a_range_and_an_open_count_stays_at_least() -> None:
    ranged = returned("A", persons_min=30, persons_max=50)
    assert sentence(seen(*ranged, **RETURN)).startswith("30 to 50 people in 1 documented case were ")
    assert sentence(seen(*ranged, *of_unknown_size(), **RETURN)).startswith("At least 31 people in 2 documented cases ")


def test_a_part_of_another_case_is_in_no_number() -> None:
    rows = [*returned_without_a_place(), *counted_by_another()]
    assert sentence(seen(*rows, **RETURN)).startswith("3 people in 1 documented case were ")


def test_cases_that_are_all_counted_elsewhere_still_get_a_sentence() -> None:
    shown = seen(*counted_by_another())
    assert shown.tally.cases_shown == 1
    assert sentence(shown).strip()


def test_nothing_that_matches_is_said_with_what_was_asked() -> None:
    words = sentence(seen(*returned("A"), years=Period.of(1999), countries=("LA",)))
    assert words.startswith("No documented journey matches")
    assert "1999" in words
    assert "Laos" in words


def test_several_countries_of_return_each_get_their_number() -> None:
    from_russia = [
        event("R", "arrest", "RU", date="2023", sequence=1),
        event("R", "repatriation", "KP", date="2023", sequence=2),
    ]
    words = sentence(seen(*returned("A", persons=2), *from_russia, **RETURN))
    assert words == (
        "At least 3 people in 2 documented cases were sent back to North Korea in 2023: "
        "2 from China, at least 1 from Russia."
    )


def test_the_last_country_before_home_is_where_people_were_sent_back_from() -> None:
    chain = [
        event("A", "arrest", "LA", date="2023", sequence=1, persons=9),
        event("A", "transfer", "CN", date="2023", sequence=2, persons=9),
        event("A", "repatriation", "KP", date="2023", sequence=3, persons=9),
    ]
    assert "sent back from China in 2023" in sentence(seen(*chain, **RETURN))


def arrested_the_year_before() -> list[dict[str, Any]]:
    return [
        event("A", "arrest", "CN", date="2022-11", sequence=1, persons=5),
        event("A", "repatriation", "KP", date="2023-03", sequence=2, persons=5),
    ]


def seen_again_years_later() -> list[dict[str, Any]]:
    return [
        event("A", "arrest", "CN", date="2010-01", sequence=1, persons=5),
        event("A", "repatriation", "KP", date="2010-03", sequence=2, persons=5),
        event("A", "disappearance", "KP", date="2015", sequence=3, persons=5),
    ]


def held_at_home_before_the_return_was_recorded() -> list[dict[str, Any]]:
    return [
        at("A", "detention", "Hyesan", "KP", date="2021", sequence=1, persons=5),
        at("A", "repatriation", "Onsong County", "KP", date="2023", sequence=2, persons=5),
    ]


@pytest.mark.parametrize(
    ("rows", "year"),
    [
        (arrested_the_year_before(), 2022),
        (seen_again_years_later(), 2015),
        (held_at_home_before_the_return_was_recorded(), 2021),
    ],
    ids=["arrested the year before", "seen again years later", "held at home before"],
)
def test_a_return_outside_the_years_is_not_said_to_be_in_them(rows: list[dict[str, Any]], year: int) -> None:
    shown = seen(*rows, years=Period.of(year), kind=("repatriation",))
    assert len(shown.segments) == 1
    words = sentence(shown)
    assert f"event in {year}" in words
    assert "sent back in" not in words
    assert f"from China in {year}" not in words


@pytest.mark.parametrize(
    "rows", [arrested_the_year_before(), held_at_home_before_the_return_was_recorded()], ids=["abroad", "at home"]
)
def test_a_return_inside_the_years_is_said_to_be(rows: list[dict[str, Any]]) -> None:
    words = sentence(seen(*rows, years=Period.of(2023), kind=("repatriation",)))
    assert words.endswith(" in 2023.")
    assert "event in" not in words


def test_a_move_outside_the_years_is_not_said_to_be_in_them() -> None:
    arrived_and_seen_years_later = [
        event("A", "departure", "KP", date="2010", sequence=1),
        event("A", "arrival", "KR", date="2011", sequence=2),
        event("A", "last_seen", "KR", date="2023", sequence=3),
    ]
    assert "on the way out in 2023" not in sentence(seen(*arrived_and_seen_years_later, years=Period.of(2023)))


def test_without_years_the_sentence_gives_the_years_of_the_records() -> None:
    words = sentence(seen(*returned("A", persons=2), kind=("repatriation",)))
    assert words == "2 people in 1 documented case of 2023 were sent back from China."
    undated = [event("A", "arrest", "CN", sequence=1), event("A", "repatriation", "KP", sequence=2)]
    assert "case without a date" in sentence(seen(*undated))


def test_the_conditions_of_the_selection_are_said() -> None:
    rows = returned("A", persons=6)
    words = sentence(seen(*rows, countries=("CN",), events=("arrest",), min_persons=5))
    assert "China" in words.rpartition("Only cases")[2]
    assert "arrest" in words.rpartition("Only cases")[2]
    assert "at least 5 people" in words
    assert "Only cases" not in sentence(seen(*rows))


def test_the_tally_says_every_number_once() -> None:
    shown = seen(*all_awkward_cases(), years=Period.of(2023))
    tally, words = shown.tally, tally_sentence(shown)
    cases = f"Shown: {tally.cases_shown} of {tally.cases} cases; {tally.cases_not_selected} not selected, "
    assert words.startswith(cases)
    assert f"Shown: {tally.events_shown} of {tally.events} events; {tally.events_not_selected} in parts" in words
    assert f"{tally.events_unplaced} without a country" in words
    assert f"{tally.events_unordered} without date or sequence" in words
    assert f"{tally.cases_part_of} case shown but in no sum" in words
    assert f"{tally.events_undated} events without a date" in words
    assert "could not be used" not in words


def test_a_full_map_says_that_nothing_is_left_out() -> None:
    assert tally_sentence(seen(*returned("A"))) == "Shown: 1 of 1 case. Shown: 2 of 2 events. Nothing is left out."


def test_a_full_map_of_a_file_with_rejected_rows_does_not_say_that_nothing_is_left_out() -> None:
    words = tally_sentence(seen(*returned("A"), {"case_id": "B", "event_type": "fled"}))
    assert words.endswith("Every event that can be used is shown. 1 of 3 rows could not be used.")
    assert "Nothing is left out" not in words


def test_a_case_shown_in_part_leaves_events_out() -> None:
    out = [at("A", "departure", "Hyesan", "KP", sequence=1), at("A", "transit", "Yanji", "CN", sequence=2)]
    back = [at("A", "arrest", "Shenyang", "CN", sequence=3), event("A", "repatriation", "KP", sequence=4)]
    words = tally_sentence(seen(*out, *back, kind=("repatriation",)))
    assert "Shown: 2 of 4 events; 2 in parts of journeys that are not selected." in words
    assert "Nothing is left out" not in words


def test_a_case_without_any_place_is_not_said_to_be_at_one() -> None:
    assert "one place" not in tally_sentence(seen(*without_a_country()))


def test_rejected_rows_and_cases_without_a_place_are_in_the_tally() -> None:
    words = tally_sentence(seen(*returned("A"), {"case_id": "B", "event_type": "fled"}, level="place"))
    assert "1 of 3 rows could not be used." in words
    assert "1 on no route because no place is known" in words


def test_freshness_says_between_which_years() -> None:
    assert freshness_sentence(seen(*passed_through_an_unknown_place())) == "3 events of 1 documented case, all in 2019."
    assert freshness_sentence(seen(event("A", "arrest", "CN"))) == "No event has a date."
