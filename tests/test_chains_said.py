"""What is said of custody is no more than the records say: numbers, times, outcomes, and what was inferred."""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any

import pytest

from footprints_geo.chain_export import chains_csv, chains_json, chains_table
from footprints_geo.chain_flow import lay_out_flow
from footprints_geo.chain_flow_words import flow_caption
from footprints_geo.chain_known_words import known_sentence
from footprints_geo.chain_view import ChainView, see_chains
from footprints_geo.chain_words import (
    OUTCOME_NAMES,
    chain_reading,
    chain_sentence,
    outcomes_words,
    time_words,
)
from footprints_geo.chains import Chains, build_chains
from footprints_geo.dates.durations import month_days
from footprints_geo.periods import Period
from footprints_geo.pipeline import prepare
from footprints_geo.selection import Selection
from tests.builders import Row, at, counted_by_another, event, read_rows, released, returned_without_a_place
from tests.commands import run

CAMP = "Kyo-hwa-so No. 12 (Jongo-ri)"


@cache
def bundled() -> Chains:
    return build_chains(prepare())


def built(*rows: Row) -> Chains:
    return build_chains(released(read_rows(rows)))


def seen(*rows: Row, **asked: Any) -> ChainView:
    return see_chains(released(read_rows(rows)), **{"least_stations": 0, **asked})


def said(*rows: Row) -> list[str]:
    chains = built(*rows)
    return [chain_reading(chains, number) for number in range(len(chains.chains))]


def of_case(case: str) -> str:
    chains = bundled()
    code = chains.prepared.events.frame["case_id"].cat.categories.get_loc(case)
    (number,) = [row for row, one in enumerate(chains.chains["case"]) if one == code]
    return chain_reading(chains, number)


def in_order(*records: tuple[str, str, dict[str, Any]]) -> list[Row]:
    """The events of one case in China, by sequence."""
    return [at("A", word, place, "CN", sequence=n, **cells) for n, (word, place, cells) in enumerate(records)]


# How many


def test_who_frees_is_not_who_was_held() -> None:
    rows = in_order(("arrest", "Yanji", {"persons": 3}), ("arrival", "Kunming", {"persons": 19}))
    chain = built(*rows).chains.iloc[0]
    assert (chain["persons_low"], chain["persons_high"], chain["outcome_low"]) == (3, 3, 3)
    assert said(*rows) == ["held in Yanji → arrived in Kunming"]
    assert chain_sentence(seen(*rows)).startswith("3 people in 1 documented case were held.")


@pytest.mark.parametrize(
    ("held", "freed", "low", "high", "outcome"),
    [
        ({"persons": 7}, {"persons": 5}, 7, 7, 5),
        ({"persons": 7}, {}, 7, 7, 7),
        # How many were held is not said by how many came free.
        ({}, {"persons": 5}, 1, math.nan, 1),
        ({"persons_max": 9}, {"persons": 12}, 1, 9, 1),
        ({"persons_min": 30, "persons_max": 50}, {"persons_min": 40, "persons_max": 60}, 30, 50, 30),
        ({"persons_min": 3}, {"persons": 3}, 3, math.nan, 3),
    ],
)
def test_persons_of_a_chain(held: dict[str, int], freed: dict[str, int], low: int, high: float, outcome: int) -> None:
    chain = built(*in_order(("arrest", "Yanji", held), ("release", "Yanji", freed))).chains.iloc[0]
    assert (chain["persons_low"], chain["outcome_low"]) == (low, outcome)
    assert chain["persons_high"] == pytest.approx(high, nan_ok=True)


def test_the_group_that_arrived_whole_was_not_held_whole() -> None:
    chains = bundled()
    code = chains.prepared.events.frame["case_id"].cat.categories.get_loc("INC-043")
    again = chains.chains[chains.chains["case"] == code].iloc[-1]
    assert again[["persons_low", "outcome_low"]].tolist() == [3, 3]


def thirty(*records: tuple[str, str, dict[str, Any]]) -> list[Row]:
    return in_order(("detention", "Tumen", {"persons": 30}), *records)


def test_where_fewer_are_recorded_than_were_held_it_is_said() -> None:
    home = at("A", "detention", "Onsong County MSS detention centre", "KP", sequence=5)
    rows = [*thirty(("repatriation", "Tumen", {"persons": 5})), home]
    assert said(*rows) == [
        "held in Tumen → sent back from Tumen (5 of 30 people) → county MSS in Onsong → no later record"
    ]
    # A record without a number that follows is of the five.
    assert built(*rows).steps["persons_low"].tolist() == [30, 5, 5]
    freed = {**at("A", "release", "Chongjin", "KP", sequence=6)}
    assert built(*rows, freed).chains[["outcome_low", "rest_low"]].to_numpy().tolist() == [[5, 25]]
    assert "(at least 5 of 30 people)" in said(*thirty(("transfer", "Yanji", {"persons_min": 5})))[0]
    assert "people)" not in said(*thirty(("transfer", "Yanji", {"persons_min": 5, "persons_max": 30})))[0]
    assert "sent back to North Hamgyong Province (1 of 2 people) → no later record" in of_case("INC-092")


@pytest.mark.parametrize(
    ("freed", "rest"),
    [
        ({"persons": 1}, "For at least 29 people no end is recorded."),
        ({"persons": 29}, "For at least 1 person no end is recorded."),
        ({"persons_min": 5, "persons_max": 10}, "For at least 20 people no end is recorded."),
        # At least so many may have been all; a record without a number is of all.
        ({"persons_min": 5}, ""),
        ({}, ""),
        ({"persons": 31}, ""),
    ],
)
def test_of_how_many_no_end_is_recorded(freed: dict[str, int], rest: str) -> None:
    rows = thirty(("release", "Tumen", freed))
    assert chain_sentence(seen(*rows)).endswith(f"1 with a release.{' ' if rest else ''}{rest}")
    assert "no end" not in chain_sentence(seen(*thirty())) + chain_sentence(seen(*(r | {"part_of": "B"} for r in rows)))


@pytest.mark.parametrize(
    ("held", "freed", "ending"),
    [
        (3, ("arrival", 16), "others of the group arrived in Kunming; of those held no later record"),
        (3, ("transit", 16), "others of the group went on; of those held no later record"),
        # As many as were held, or as the whole group; a release is of those held.
        (3, ("arrival", 3), "arrived in Kunming"),
        (3, ("arrival", 19), "arrived in Kunming"),
        (3, ("release", 2), "released (2 of 3 people)"),
        # Without others in the case, some of those held.
        (19, ("arrival", 16), "arrived in Kunming (16 of 19 people)"),
    ],
)
def test_others_of_a_group_may_have_come_free(held: int, freed: tuple[str, int], ending: str) -> None:
    rows = in_order(
        ("transit", "Dalian", {"persons": 19}),
        ("arrest", "Yanji", {"persons": held}),
        (freed[0], "Kunming", {"persons": freed[1]}),
    )
    assert said(*rows) == [f"held in Yanji → {ending}"]
    (chain,) = built(*rows).chains.to_dict("records")
    assert chain["others"] == (chain["outcome"] == "unknown") == ending.startswith("others")


def test_a_high_below_the_low_is_unknown() -> None:
    rows = in_order(
        ("arrest", "Yanji", {"persons_min": 30}),
        ("detention", "Yanji", {"persons": 5}),
        ("release", "", {"persons": 1}),
    )
    assert said(*rows) == ["held in Yanji → released (1 of at least 30 people)"]


def test_at_how_many_stations_a_number_is_recorded_is_said() -> None:
    rows = [
        at("A", "detention", "Yanji", "CN", sequence=1),
        at("A", "transfer", "Tumen", "CN", sequence=2, persons=300),
        at("A", "detention", CAMP, "KP", sequence=3),
    ]
    words = known_sentence(seen(*rows))
    assert (
        "How many: a number of people is recorded at 1 of 3 stations; elsewhere the last number before is taken, or "
        "that of the whole case, which is inferred." in words
    )
    assert words in chains_table(seen(*rows)).replace("\n", " ")
    every = known_sentence(seen(*(row | {"persons": 3} for row in rows)))
    assert "How many: a number of people is recorded at 3 of 3 stations." in every
    assert "inferred" not in every
    assert "give no number, the last one before is drawn, or that of the whole case" in flow_caption(
        lay_out_flow(seen(*rows))
    )


def test_a_smaller_number_than_later_is_said_not_to_be_what_is_drawn() -> None:
    words = "Where a smaller number is recorded than later, the later one is taken, which is inferred too."
    rows = in_order(("arrest", "Yanji", {"persons": 3}), ("transfer", "Tumen", {"persons": 30}))
    assert words in known_sentence(seen(*rows))
    assert words not in known_sentence(seen(*(row | {"persons": 3} for row in rows)))


def test_a_record_that_fits_need_not_be_one_of_custody() -> None:
    rows = [at("A", "arrest", "Yanji", "CN", date="2001"), event("A", "arrival", "KR", date="2023")]
    for asked, words in (({"years": Period.of(2023)}, "2023"), ({"countries": ("KR",)}, "recorded in South Korea")):
        sentence = chain_sentence(seen(*rows, selection=Selection(**asked)))  # type: ignore[arg-type]
        assert "was held at some time, with a record that fits: all kinds; " in sentence
        assert words in sentence


def test_another_case_need_not_have_been_held() -> None:
    whole = event("B", "transit", "CN", date="2020-01", persons=30)
    part = at("A", "arrest", "Yanji", "CN", date="2020-02", persons=2, part_of="B")
    shown = seen(whole, part)
    assert chain_sentence(shown) == (
        "Every documented custody that matches is of people who belong to another case, which counts them where it has "
        "such a record: there is no number to give."
    )
    assert "counted" not in outcomes_words(shown.ranked.iloc[0])


def test_one_person_is_a_person() -> None:
    assert chain_sentence(seen(event("A", "arrest", "CN", date="2020"))).startswith(
        "At least 1 person in 1 documented case was held."
    )
    assert chain_sentence(seen(event("A", "arrest", "CN", date="2020", persons_max=4))).startswith(
        "1 to 4 people in 1 documented case were held."
    )
    assert chain_sentence(
        seen(event("A", "arrest", "CN", date="2020"), selection=Selection(years=Period.of(2020)))
    ).startswith(
        "At least 1 person in 1 documented case was held at some time, with a record that fits: all kinds; 2020."
    )


# How long


@pytest.mark.parametrize(
    ("records", "words"),
    [
        # That somebody was held in a year does not say since when.
        ([("detention", "Yanji", "2023"), ("repatriation", "Tumen", "2023-10-09")], ""),
        ([("detention", "Yanji", "2023-05-01"), ("repatriation", "Yanji", "2023-10-09")], "at least 5 months"),
        # Who was sent back from elsewhere may have been elsewhere before.
        ([("detention", "Yanji", "2023-05-01"), ("repatriation", "Tumen", "2023-10-09")], ""),
        ([("detention", "Yanji", "2023-05-01"), ("arrival", "Kunming", "2023-10-09")], ""),
        # What was before bounds it: custody here did not begin before the last that is known of elsewhere.
        (
            [("arrest", "Dalian", "2023-04-20"), ("detention", "Yanji", "2023-05-01"), ("release", "", "2023-05-31")],
            "30 to 41 days",
        ),
        (
            [("arrest", "Dalian", "2023-04"), ("detention", "Yanji", "2023-05-01"), ("release", "Yanji", "2023-05-31")],
            "30 to 60 days",
        ),
        (
            [("arrest", "Dalian", ""), ("detention", "Yanji", "2023-05-01"), ("release", "Yanji", "2023-05-31")],
            "at least 30 days",
        ),
        # An earlier record that is dated after it bounds nothing; nor does an end that is dated before it.
        (
            [("arrest", "Dalian", "2024"), ("detention", "Yanji", "2023-05-01"), ("release", "Yanji", "2023-05-31")],
            "at least 30 days",
        ),
        (
            [("arrest", "Dalian", "2023-01"), ("detention", "Yanji", "2023-05-01"), ("release", "Yanji", "2023-03-01")],
            "",
        ),
        # Dates of the same station that contradict its end say nothing.
        (
            [("arrest", "Yanji", "2009"), ("detention", "Yanji", "2024"), ("arrival", "Kunming", "2010")],
            "",
        ),
        # An arrest and a transfer begin it on their own dates.
        ([("arrest", "Yanji", "2023-05-01"), ("repatriation", "Yanji", "2023-10-09")], "161 days"),
        ([("arrest", "Yanji", "2023-05-01"), ("repatriation", "Tumen", "2023-10-09")], "up to 6 months"),
        (
            [("detention", "Dalian", "2023"), ("transfer", "Yanji", "2023-05-01"), ("release", "Yanji", "2023-05-31")],
            "30 days",
        ),
        # Nobody knows when it ended: at least between the records of the station.
        (
            [("arrest", "Yanji", "2023-05-01"), ("detention", "Yanji", "2023-05-31"), ("transfer", "Tumen", "")],
            "at least 30 days",
        ),
    ],
)
def test_a_detention_says_when_somebody_was_held_and_not_since_when(
    records: list[tuple[str, str, str]], words: str
) -> None:
    chains = built(*in_order(*((word, place, {"date": date}) for word, place, date in records)))
    yanji = chains.prepared.events.places.index.get_loc("cn-yanji")
    step, *_ = chains.steps[chains.steps["place"] == yanji].to_dict("records")
    assert (time_words(step["least_days"], step["most_days"]) if step["time_basis"] else "") == words
    assert math.isnan(step["least_days"]) == (step["time_basis"] == "")


def test_who_is_arrested_was_not_held_until_then() -> None:
    rows = in_order(
        ("detention", "Yanji", {"date": "2015-01-01"}),
        ("arrest", "Yanji", {"date": "2019-01-01"}),
        ("release", "Yanji", {"date": "2019-02-01"}),
    )
    assert said(*rows) == ["held in Yanji → held in Yanji, 31 days → released"]
    # Days that overlap: the arrest may be the detention.
    same = [rows[0] | {"date": "2019"}, *rows[1:]]
    assert said(*same) == ["held in Yanji → released"]
    kunming = [rows[0] | {"event_type": "arrest"}, rows[1] | {"place": "Kunming"}, rows[2]]
    assert said(*kunming) == ["held in Yanji, up to 4 years → held in Kunming, 31 days → released"]


@pytest.mark.parametrize(
    ("closing", "people", "words"),
    [
        (("transfer", "Shenyang"), {"persons": 2}, ""),
        (("release", "Yanji"), {"persons": 2}, ""),
        (("release", "Yanji"), {"persons": 30}, ", 5 days"),
        (("release", "Yanji"), {}, ", 5 days"),
        (("arrival", "Kunming"), {"persons": 2}, ""),
    ],
)
def test_the_freeing_of_a_few_ends_it_for_nobody_else(
    closing: tuple[str, str], people: dict[str, int], words: str
) -> None:
    rows = in_order(
        ("arrest", "Yanji", {"date": "2020-02-01", "persons": 30}), (*closing, {"date": "2020-02-06", **people})
    )
    assert said(*rows)[0].split(" → ")[0] == f"held in Yanji{words}"
    # What its own records say stands.
    before = at("A", "arrest", "Yanji", "CN", sequence=-1, date="2020-01-01")
    held = {**rows[0], "event_type": "detention"}
    assert said(before, held, rows[1])[0].split(" → ")[0] == (
        "held in Yanji, 36 days" if words else "held in Yanji, at least 31 days"
    )


def test_others_who_come_free_end_no_time() -> None:
    rows = in_order(
        ("transit", "Dalian", {"persons": 19}),
        ("arrest", "Yanji", {"persons": 3, "date": "2020-01-01"}),
        ("arrival", "Kunming", {"persons": 16, "date": "2020-06-01"}),
    )
    assert said(*rows)[0].startswith("held in Yanji → others of the group arrived in Kunming")


def test_a_return_is_from_where_its_record_says() -> None:
    def held(where: str, **cells: Any) -> str:
        known = at("A", "arrest", where, "CN", sequence=1, date="2019-01-05")
        first = known if where else event("A", "arrest", "CN", sequence=1, date="2019-01-05")
        return said(
            first, {"case_id": "A", "event_type": "repatriation", "sequence": 2, "date": "2019-10-01", **cells}
        )[0].split(" → ")[0]

    tumen = {"place": "Tumen", "country": "CN", "location_precision": "city"}
    assert held("Kunming", **tumen) == "held in Kunming, up to 9 months"
    assert held("Tumen border detention centre", **tumen) == "border detention centre in Tumen, 269 days"
    assert held("", **tumen) == "held in China, 269 days"
    assert held("", country="KP", location_precision="country") == "held in China, 269 days"
    assert held("Yanji", country="KP", location_precision="country") == "held in Yanji, up to 9 months"


def test_a_transfer_at_home_or_by_a_known_holder_is_custody() -> None:
    free = event("A", "transit", "CN", date="2020-01")
    moved = at("A", "transfer", "Chongjin", "KP", date="2020-03")
    assert said(free, moved | {"custodian": "provincial MSS"}) == ["provincial MSS in Chongjin → no later record"]
    assert said(free, moved) == ["held in Chongjin → no later record"]
    abroad = at("A", "transfer", "Beijing", "CN", date="2020-03")
    assert said(free, abroad | {"custodian": "Public Security Bureau"}) == ["police in Beijing → no later record"]
    assert said(free, abroad | {"place": "Tumen border detention centre"}) == [
        "border detention centre in Tumen → no later record"
    ]
    # People who reached an embassy are transferred too.
    assert said(free, abroad) == said(free, abroad | {"custodian": "people who helped"}) == []


def test_a_rejected_duration_stops_nothing() -> None:
    rows = in_order(("arrest", "Yanji", {"date": "2020-01-01"}), ("release", "Yanji", {"date": "2020-02-01"}))
    hours = at("B", "detention", "Yanji", "CN", date="2020-01-01", duration="PT3H")
    assert said(*rows, hours) == ["held in Yanji, 31 days → released"]


def test_a_mere_year_makes_no_ten_months() -> None:
    assert of_case("INC-109-TUMEN") == (
        "detention centre in China → sent back from Tumen-Namyang bridge → county MSS in Onsong → disappeared"
    )


def test_who_was_last_seen_in_a_camp_was_not_brought_there_on_that_day() -> None:
    rows = [
        at("A", "last_seen", CAMP, "KP", date="2020-03-01", sequence=2),
        at("A", "release", "Chongjin", "KP", date="2020-04-30", sequence=3),
    ]
    before = event("A", "arrest", "KP", sequence=1)
    assert said(before, *rows) == ["held in North Korea → Kyo-hwa-so No. 12 (Jongo-ri), at least 60 days → released"]


@pytest.mark.parametrize(
    ("records", "words"),
    [
        # One of two records has a duration: it is a minimum.
        ([("arrest", "", "P2M"), ("detention", "", "")], "at least 2 months"),
        ([("arrest", "", "P8M"), ("detention", "", "")], "at least 8 months"),
        ([("arrest", "", "P2Y"), ("detention", "", "")], "at least 2 years"),
        ([("arrest", "", "P59D"), ("detention", "", "")], "at least 59 days"),
        # The dates of two records say more.
        ([("arrest", "2015-01-01", "P2M"), ("detention", "2015-12-01", "")], "at least 10 months"),
        ([("arrest", "2015-01-01", "P2M"), ("detention", "2015-01-05", "")], "at least 2 months"),
        # Every record has one, or it is the only record.
        ([("arrest", "", "P2M"), ("detention", "", "P3M")], "3 to 6 months"),
        ([("detention", "2015-01-01", "P2M")], "2 months"),
        # Seen there last, and in between nothing else: that is no record of custody without a duration.
        ([("detention", "2015-01-01", "P8M"), ("last_seen", "2015-07-01", "")], "8 months"),
        # But who was seen there longer than that was there longer.
        ([("detention", "2015-01-01", "P2M"), ("last_seen", "2015-12-01", "")], "at least 10 months"),
        ([("arrest", "2015-01-01", "P2M"), ("detention", "2015-12-01", "P2M")], "at least 10 months"),
    ],
)
def test_a_recorded_time_does_not_outrank_the_other_records(records: list[tuple[str, str, str]], words: str) -> None:
    rows = in_order(*((word, "Yanji", {"date": date, "duration": time}) for word, date, time in records))
    (reading,) = said(*rows)
    assert reading.split(" → ")[0].startswith(f"held in Yanji, {words}")
    assert reading.removeprefix(f"held in Yanji, {words}")[:2] in (" →", ", ")


def test_a_recorded_minimum_is_bounded_by_the_dates() -> None:
    def yanji(ends: str) -> str:
        rows = in_order(
            ("arrest", "Yanji", {"date": "2015-01-01"}),
            ("detention", "Yanji", {"duration": "P2M"}),
            ("transfer", "Tumen", {"date": ends}),
        )
        return said(*rows)[0].split(" → ")[0]

    assert yanji("2015/2016") == "held in Yanji, 2 to 24 months"
    # Dates that leave less room than the record says bound nothing.
    assert yanji("2015-01-10") == "held in Yanji, at least 2 months"


def test_a_return_from_where_somebody_was_held_needs_no_time_of_its_own() -> None:
    rows = [
        at("A", "detention", "Tumen border detention centre", "CN", sequence=1, duration="P2M"),
        at("A", "repatriation", "Tumen border detention centre", "CN", sequence=2),
    ]
    assert said(*rows) == ["border detention centre in Tumen, 2 months → sent back from Tumen → no later record"]


def test_months_of_a_record_are_not_rounded_down() -> None:
    least, most = month_days(8)
    assert time_words(least, math.nan) == "at least 7 months"
    assert time_words(least, math.nan, recorded_most=most) == "at least 8 months"
    assert time_words(least, 800, recorded_most=most) == "8 to 27 months"
    assert time_words(10, math.nan, recorded_most=10) == "at least 10 days"
    assert time_words(*month_days(36)[:1], math.nan, recorded_most=month_days(36)[1]) == "at least 3 years"


# What became of them


def test_last_seen_is_not_disappeared() -> None:
    rows = in_order(("arrest", "Yanji", {}), ("last_seen", "Tumen", {}))
    shown = seen(*rows)
    assert outcomes_words(shown.ranked.iloc[0]) == "1 disappeared or last seen"
    assert "1 with a disappearance or a last sighting" in chain_sentence(shown)
    caption = flow_caption(lay_out_flow(shown))
    assert "dark ones (light ones on a dark page) with a disappearance or a last sighting" in caption
    # The word for machines stays.
    assert json.loads(chains_json(shown, cases=True))["cases"][0]["outcome"] == "disappeared"
    assert "cases_disappeared" in chains_csv(shown).splitlines()[0]


def test_who_is_on_the_way_is_not_said_to_be_free() -> None:
    rows = in_order(("arrest", "Yanji", {}), ("transit", "Kunming", {}))
    shown = seen(*rows)
    assert said(*rows) == ["held in Yanji → no longer held, on the way"]
    assert outcomes_words(shown.ranked.iloc[0]) == "1 no longer held, on the way"
    caption = flow_caption(lay_out_flow(shown))
    assert "Blue bands end with a release, an arrival or somebody on the way" in caption
    assert "free" not in chain_sentence(shown) + " ".join(OUTCOME_NAMES.values()) + caption


def undated_release(case: str = "A", **cells: Any) -> list[Row]:
    return [
        at(case, "arrest", "Yanji", "CN", date="2020-01-01", persons=3, **cells),
        at(case, "release", "Yanji", "CN", persons=3, **cells),
    ]


def test_a_release_without_a_date_is_not_no_record() -> None:
    shown = seen(*undated_release())
    assert said(*undated_release()) == ["held in Yanji → no record that is known to be later"]
    assert chain_sentence(shown).endswith(
        "1 case has no record that is known to be later. This case has "
        "a record without a date, or with a vague one, which may be later."
    )
    assert outcomes_words(shown.ranked.iloc[0]) == "1 no later record (1 with a record that may be later)"
    assert json.loads(chains_json(shown))["chains"][0]["cases_maybe_later"] == 1


def test_how_many_have_an_undated_record_is_counted_of_those_without_a_later_one() -> None:
    others = [at("B", "arrest", "Dandong", "CN", date="2021-01-01", persons=2)]
    ended = [
        at("C", "arrest", "Dalian", "CN", date="2021-01-01"),
        at("C", "release", "Dalian", "CN", date="2021-02-01"),
        at("C", "transit", "Dalian", "CN"),
    ]
    shown = seen(*undated_release(), *others, *ended)
    assert shown.chains.chains["maybe_later"].tolist() == [True, False, False]
    assert chain_sentence(shown).endswith(
        "2 cases have no record that is known to be later. 1 of them has "
        "a record without a date, or with a vague one, which may be later."
    )
    more = seen(*undated_release(), *undated_release("D"), *others)
    assert chain_sentence(more).endswith(
        "3 cases have no record that is known to be later. 2 of them have "
        "a record without a date, or with a vague one, which may be later."
    )
    # With a sequence for each event nothing is out of order, and no date is needed.
    assert said(*[row | {"sequence": n} for n, row in enumerate(undated_release())]) == ["held in Yanji → released"]
    # Whom another case counts is in no number.
    part = seen(*undated_release(part_of="B"), *others)
    assert part.totals["cases_maybe_later"] == 0


@pytest.mark.parametrize(
    ("records", "ending"),
    [
        # "2023" is put before June, and may be after it.
        ([("arrest", "2023-06"), ("disappearance", "2023")], "no record that is known to be later"),
        ([("arrest", "2023-06"), ("release", "2023")], "no record that is known to be later"),
        ([("arrest", "2023-06"), ("disappearance", "2022")], "no later record"),
        ([("arrest", "2023-06"), ("release", "2023-06-30")], "released"),
        # Inside the chain: a last sighting may be the last, another word of custody is none of what became of them.
        ([("arrest", "2022"), ("last_seen", "2023"), ("detention", "2023-06")], "no record that is known to be later"),
        ([("arrest", "2023"), ("detention", "2023-06")], "no later record"),
        (
            [("arrest", "2023"), ("repatriation", "2023"), ("detention", "2023-06")],
            "no record that is known to be later",
        ),
    ],
)
def test_a_vague_date_may_be_later(records: list[tuple[str, str]], ending: str) -> None:
    rows = [at("A", word, "Yanji", "CN", date=date) for word, date in records]
    assert said(*rows)[0].split(" → ")[-1] == ending
    # In a sequence nothing is in doubt.
    assert "known" not in said(*[row | {"sequence": n} for n, row in enumerate(rows)])[0]
    assert ("vague one, which may be later" in chain_sentence(seen(*rows))) == ("known" in ending)


def test_no_case_without_a_later_record_is_not_said() -> None:
    rows = in_order(("arrest", "Yanji", {}), ("release", "Yanji", {}))
    assert chain_sentence(seen(*rows)) == (
        "At least 1 person in 1 documented case was held. So far as is known, the chains of custody ended: 1 with a "
        "release."
    )


def test_a_case_held_twice_is_said_to_be_counted_twice_only_where_one_is() -> None:
    words = ["arrest", "release", "arrest", "arrival"]
    rows = [at("A", word, "Yanji", "CN", sequence=number, persons=3) for number, word in enumerate(words)]
    twice = "A case that was held more than once is counted under each of its outcomes."
    assert chain_sentence(seen(*rows)).endswith(f"1 with a release, 1 with an arrival. {twice}")
    assert twice in chain_sentence(see_chains(bundled()))
    assert twice not in chain_sentence(seen(*rows[:2], *in_order(("arrest", "Dalian", {}))))


# What is known, and what stands in no sum


def test_where_the_stations_are_of_which_nobody_says_who_held() -> None:
    rows = [
        at("A", "arrest", "Yanji", "CN", date="2020"),
        event("B", "arrest", "CN", date="2020", admin1="Jilin", location_precision="province"),
        event("C", "arrest", "CN", date="2020"),
        event("D", "arrest", date="2020"),
        {**event("E", "detention", "KP", date="2020"), "custodian": "MSS (province)"},
        at("F", "detention", CAMP, "KP", date="2020"),
    ]
    assert known_sentence(seen(*rows)).startswith(
        "Who held them: recorded at 1 of 6 stations, told by the name or kind of the place at 1. The others: 2 with a "
        "place or a province, 1 with a country only, 1 without a country or a place."
    )
    assert known_sentence(seen(*rows[4:])).startswith(
        "Who held them: recorded at 1 of 2 stations, told by the name or kind of the place at 1. How long:"
    )


def test_what_is_known_does_not_count_a_case_twice() -> None:
    both = [*returned_without_a_place(), *counted_by_another()]
    assert known_sentence(seen(*both)) == known_sentence(seen(*returned_without_a_place()))
    assert known_sentence(seen(*counted_by_another())) == ""


def test_a_row_that_another_case_counts_has_words_in_place_of_numbers() -> None:
    shown = seen(*counted_by_another())
    (line,) = [line for line in chains_table(shown).splitlines() if "sent back" in line]
    assert " ".join(line.split()) == "1 held in China → sent back – – belongs to another case"
    assert json.loads(chains_json(shown))["chains"][0]["cases"] == 0
    assert "at least 0" not in run("chains", "--years", "2023").out


def test_a_second_arrest_in_one_town_is_a_further_station_and_not_elsewhere() -> None:
    seen = see_chains(
        released(
            read_rows(
                [
                    at("A", "arrest", "Yanji", "CN", date="2015-01-01"),
                    at("A", "arrest", "Yanji", "CN", date="2019-01-01"),
                ]
            )
        )
    )
    assert seen.ranked["label"].tolist() == ["held in China → held at a further station in China"]
