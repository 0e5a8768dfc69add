"""What is told to the public of records: groups, the end of journeys, coarser places and times, and the account."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.chain_view import see_chains
from footprints_geo.chains import build_chains
from footprints_geo.custodians import ANOTHER, NOT_RECORDED, custody_of, names_that_read_back, read_custodians
from footprints_geo.disclosure.account import Account
from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.release import Release, internal, protect
from footprints_geo.disclosure.words import audience_words, told_words
from footprints_geo.errors import FootprintsError, InputError
from footprints_geo.events.reading import read_events
from footprints_geo.events.table import SCHEMA
from footprints_geo.hotspots import find_hotspots
from footprints_geo.language import language_of
from footprints_geo.pipeline import bundled_events, prepare, view
from footprints_geo.rates import find_rates
from footprints_geo.selection import Selection
from footprints_geo.tally_words import tally_sentence
from footprints_geo.vocabulary import EVENT_TYPES, KINDS, LEVELS, read_corridor
from tests.adversary import small_groups
from tests.builders import Row, all_awkward_cases, at, event, random_rows, random_selection, read_rows

PUBLISHED = Policy("published")
FEW = settings(max_examples=5)


def told(*rows: Row, policy: Policy | None = None) -> list[tuple[str, str, str, int]]:
    """What is told: event type, date, place and people of each line."""
    frame = protect(read_rows(rows), policy).events.frame
    columns = ["event_type", "date", "place_id", "persons_low"]
    return [tuple(line) for line in frame[columns].itertuples(index=False)]


def account(release: Release) -> Account:
    assert release.account is not None
    return release.account


def party(case_id: str, persons: int, *stops: tuple[str, str, str], date: str = "2023-10-09") -> list[dict[str, Any]]:
    return [
        at(case_id, event_type, place, country, date=date, sequence=number, persons=persons)
        for number, (event_type, place, country) in enumerate(stops, 1)
    ]


ARREST, RETURN = ("arrest", "Yanji", "CN"), ("repatriation", "Onsong County", "KP")


def test_a_party_of_enough_people_is_told_alone_by_place_and_month() -> None:
    assert told(*party("A", 5, ARREST, RETURN)) == [
        ("arrest", "2023-10", "cn-yanji", 5),
        ("repatriation", "2023-10", "kp-onsong-county", 5),
    ]
    assert told(*party("A", 4, ARREST, RETURN)) == []


def test_few_people_are_told_with_others_who_went_the_very_same_way() -> None:
    few = [row for name in "ABC" for row in party(name, 2, ARREST, date=f"2023-10-{ord(name) - 55}")]
    assert told(*few) == [("arrest", "2023-10", "cn-yanji", 2)] * 3
    other = party("D", 2, ("arrest", "Tumen", "CN"))
    assert told(*few, *other) == told(*few)
    assert told(*few[:2], *other) == [("arrest", "2023", "cn-jilin-province", 2)] * 3


@pytest.mark.parametrize(
    ("cases", "line"),
    [
        ((("Yanji", "2023-10"), ("Yanji", "2023-10-02")), ("2023-10", "cn-yanji")),
        ((("Yanji", "2023-10"), ("Yanji", "2023-04-02")), ("2023", "cn-yanji")),
        ((("Yanji", "2023-10"), ("Tumen", "2023-04-02")), ("2023", "cn-jilin-province")),
        ((("Yanji", "2023-10"), ("Kunming", "2023-04-02")), ("2023", "CN")),
        ((("Yanji", "2023-10"), ("Kunming", "2019")), ("", "CN")),
    ],
)
def test_a_group_is_told_as_closely_as_it_is_large_enough(
    cases: tuple[tuple[str, str], ...], line: tuple[str, str]
) -> None:
    rows = [at(f"C{n}", "arrest", place, "CN", date=date, persons=3) for n, (place, date) in enumerate(cases)]
    assert told(*rows) == [("arrest", *line, 3)] * 2


def test_people_of_a_group_are_spread_so_that_no_case_stands_out_and_the_sum_is_right() -> None:
    rows = [at(name, "arrest", "Yanji", "CN", date="2023", persons=n) for name, n in (("A", 1), ("B", 4), ("C", 2))]
    assert [line[-1] for line in told(*rows)] == [3, 2, 2]
    high = protect(read_rows(rows)).events.frame["persons_high"].tolist()
    assert high == [3, 2, 2]
    open_end = [*rows, at("D", "arrest", "Yanji", "CN", date="2023")]
    assert protect(read_rows(open_end)).events.frame["persons_high"].isna().all()


def test_a_journey_is_told_up_to_the_first_event_that_too_few_have_come_to() -> None:
    rows = [
        at("A", "arrest", "Yanji", "CN", date="2023-08", persons=40),
        at("A", "detention", "Tumen", "CN", date="2023-09", persons=3),
        at("A", "repatriation", "Onsong County", "KP", date="2023-10", persons=30),
    ]
    release = protect(read_rows(rows))
    assert release.events.frame["place_id"].tolist() == ["cn-yanji"]
    assert (account(release).events_thin, account(release).cases_shortened) == (2, 1)


@pytest.mark.parametrize("policy", [Policy(), PUBLISHED], ids=["sensitive", "published"])
def test_a_journey_ends_at_a_restricted_record_and_nothing_is_joined_over_it(policy: Policy) -> None:
    rows = [
        at("A", "arrest", "Yanji", "CN", date="2023-08", persons=40),
        at("A", "detention", "Tumen", "CN", date="2023-09", persons=40, visibility="restricted"),
        at("A", "repatriation", "Onsong County", "KP", date="2023-10", persons=40),
        at("B", "arrest", "Yanji", "CN", date="2023-08", persons=400, visibility="restricted"),
    ]
    release = protect(read_rows(rows), policy)
    assert release.events.frame[["place_id", "persons_low"]].to_numpy().tolist() == [["cn-yanji", 40]]
    done = account(release)
    assert (done.events_restricted, done.events_after_restricted, done.cases_unusable) == (2, 1, 1)
    assert view(prepare(release)).legs.empty


def test_a_place_that_no_gazetteer_has_is_told_by_its_province_or_country() -> None:
    known = {"location_precision": "county", "persons": 9, "date": "2023"}
    village = event("A", "arrest", "CN", place="Our secret village", admin1="Jilin", lat="42.1", lon="129.1", **known)
    nowhere = event("B", "arrest", "CN", place="Another one", **known)
    for policy in (Policy(), PUBLISHED):
        release = protect(read_rows([village, nowhere]), policy)
        assert sorted(release.events.frame["place_id"]) == ["CN", "cn-jilin-province"]
        assert release.events.frame[["lat", "lon"]].isna().all(axis=None)
        assert not release.events.places.index.str.contains("secret|another").any()
        shown = release.events.frame["location_precision"].astype("str")
        assert set(shown) == {"province", "country"}


@pytest.mark.parametrize(
    "restricted",
    [
        {"date": "", "sequence": ""},
        {"date": "2023-02", "sequence": ""},
        {"date": "2023-09", "sequence": "9", "part_of": "B"},
    ],
    ids=["in no order", "changes the order", "is counted elsewhere"],
)
def test_a_case_that_rests_on_a_restricted_record_is_not_told(restricted: dict[str, str]) -> None:
    journey = [
        at("A", "departure", "Hyesan", "KP", date="2023-05", sequence=1, persons=6),
        at("A", "arrival", "Kunming", "CN", date="2023-01", sequence=2, persons=6),
    ]
    hidden = at("A", "transit", "Seoul", "KR", visibility="restricted", persons=6, **restricted)
    for policy in (Policy(), PUBLISHED):
        release = protect(read_rows([*journey, hidden]), policy)
        assert release.events.frame.empty
        assert (account(release).events_restricted, account(release).events_after_restricted) == (1, 2)
        assert len(protect(read_rows(journey), policy).events.frame) == 2


@pytest.mark.parametrize(
    ("said", "told"), [("P8M", "P8M"), ("P0012M", "P12M"), ("P1Y6M", "P18M"), ("Ｐ19Ｄ", ""), ("P2W", "")]
)
def test_how_long_it_lasted_is_told_in_months(said: str, told: str) -> None:
    rows = [at(name, "detention", "Yanji", "CN", date="2023-05", persons=6, duration=said) for name in "AB"]
    assert protect(read_rows(rows)).events.frame["duration"].tolist() == [told] * 2
    assert protect(read_rows(rows), PUBLISHED).events.frame["duration"].tolist() == [said] * 2


def test_a_case_is_not_told_so_coarsely_that_a_return_ends_up_behind_another_stop() -> None:
    ways = (("Bangkok", "Nong Khai"), ("Bangkok", "Nong Khai"), ("Nong Khai", "Bangkok"))
    rows = [
        row
        for name, (first, second) in zip("ABC", ways, strict=True)
        for row in (
            at(name, "repatriation", first, "TH", date="2023-01", sequence=1, persons=2),
            at(name, "disappearance", second, "TH", date="2023-01", sequence=2, persons=2),
            at(name, "arrest", "Khasan", "RU", date="2023-01", sequence=3, persons=2),
        )
    ]
    whole, public = view(prepare(internal(read_rows(rows)))), view(prepare(protect(read_rows(rows))))
    assert public.routes.empty
    assert len(whole.routes)


def test_how_a_province_is_spelled_in_a_withheld_record_changes_nothing() -> None:
    known = {"place": "Secretville", "location_precision": "county", "date": "2023-05"}
    rows = [event(name, "arrest", "CN", admin1="Jilin", persons=4, **known) for name in "AB"]
    other = event("C", "release", "CN", admin1="JILIN", persons=1, **known)
    assert told(*rows, other) == told(*rows) == [("arrest", "2023-05", "cn-jilin-province", 4)] * 2


def test_who_held_people_is_told_in_words_that_are_read_as_the_same() -> None:
    table = read_custodians()
    for number, name in enumerate(names_that_read_back()):
        if table["holder"][number] in (ANOTHER, NOT_RECORDED):
            continue
        place, country = ("Beijing", "CN") if table["side"][number] == "abroad" else ("Hyesan", "KP")
        held = at(
            "A",
            "detention",
            place,
            country,
            date="2023",
            persons=9,
            custodian=table["custodian_words"][number].split("|")[0].replace("+", " "),
        )
        first = protect(read_rows([held]))
        again = custody_of(first.events, read_corridor())
        assert [first.events.frame["custodian"].iloc[0], again.holder.tolist()] == [name, [number]]


def test_cases_with_other_holders_are_no_group() -> None:
    held = [
        at(name, "detention", "Hyesan", "KP", date="2023", persons=2, custodian=words)
        for name, words in (("A", "kyohwaso"), ("B", "jipkyulso"), ("C", "kyohwaso"))
    ]
    assert told(*held) == []
    assert len(told(*held, {**held[0], "case_id": "D"})) == 3


def test_events_that_become_one_leave_a_high_count_open_that_is_below_the_low_one() -> None:
    rows = [
        row
        for name, year in (("A", 2023), ("B", 2022))
        for row in (
            event(name, "arrest", "CN", date=f"{year}-01", sequence=1, persons=3),
            event(name, "arrest", "CN", date=f"{year}-02", sequence=2, persons_min=7),
        )
    ]
    for frame in (protect(read_rows(rows), Policy(threshold=n)).events.frame for n in (5, 14)):
        assert not (frame["persons_high"] < frame["persons_low"]).any()


def test_the_winter_of_the_last_year_is_told_up_to_its_end() -> None:
    frame = protect(read_rows([event("A", "arrest", "CN", date="2200-24", persons=9)])).events.frame
    assert frame["date"].tolist() == ["2200-12"]
    assert frame["date_latest"].notna().all()


def test_what_is_no_part_of_a_group_stays_behind() -> None:
    free = {
        "note": "N",
        "source": "S",
        "source_url": "https://example.org/1",
        "Age group": "40s",
        "custodian": "a cousin",
    }
    rows = [{**row, **free} for row in party("A", 9, ARREST)]
    release = protect(read_rows(rows))
    assert release.events.attributes == ()
    line = release.events.frame.iloc[0]
    assert [line[name] for name in ("note", "source", "source_url", "custodian")] == [""] * 4
    assert (line["case_id"], line["row"], release.events.name) == ("1", 1, "protected records")
    known = [{**row, "custodian": "Border guard Mr X"} for row in party("A", 9, ("arrest", "Hyesan", "KP"))]
    assert protect(read_rows(known)).events.frame["custodian"].tolist() == ["border post"]
    public = protect(read_rows(rows), PUBLISHED).events
    assert public.frame.iloc[0][["source", "custodian", "note"]].tolist() == ["S", "a cousin", ""]
    assert public.attributes == ()


def test_a_date_is_as_doubtful_and_a_place_as_coarse_as_the_most_doubtful_record() -> None:
    rows = [
        at("A", "arrest", "Yanji", "CN", date="2023-10~", persons=3),
        at("B", "arrest", "Yanji", "CN", date="2023-10?", persons=3) | {"location_precision": "county"},
    ]
    frame = protect(read_rows(rows)).events.frame
    assert frame["date"].tolist() == ["2023-10%"] * 2
    assert frame["date_qualifier"].astype("str").tolist() == ["approximate and uncertain"] * 2
    assert frame["location_precision"].astype("str").tolist() == ["county"] * 2


def test_nobody_is_told_of_where_there_is_nobody() -> None:
    for rows in ([], [event("A", "arrest", "CN", visibility="restricted", persons=9)]):
        for policy in (Policy(), PUBLISHED):
            release = protect(read_rows(rows), policy)
            assert release.events.frame.empty
            assert account(release).smallest_group is None
            assert view(prepare(release)).routes.empty


def random_sensitive(chance: Random) -> list[dict[str, Any]]:
    """Random cases of which some are alike, some are restricted in parts, and none is too tidy."""
    rows = random_rows(chance, 25, longest=3)
    copies = [
        {**row, "case_id": f"{row['case_id']}-{number}", "note": f"note {number}"}
        for number in range(chance.randint(0, 4))
        for row in rows
        if int(row["case_id"].split("-")[1]) % 2
    ]
    whole = [*rows, *copies]
    return [{**row, "visibility": "restricted" if chance.random() < 0.05 else "public"} for row in whole]


@FEW
@given(st.integers(0, 10**6), st.sampled_from([2, 5, 12]))
def test_every_group_has_enough_people_at_every_event(seed: int, threshold: int) -> None:
    events = read_rows(random_sensitive(Random(seed)))
    release = protect(events, Policy(threshold=threshold))
    assert small_groups(release.events, threshold) == []
    SCHEMA.validate(release.events.frame)
    done = account(release)
    assert done.events_told == len(release.events.frame)
    assert done.persons_told <= done.persons_low
    assert done.cases_told == release.events.frame["case_id"].nunique()


@FEW
@given(st.integers(0, 10**6))
def test_what_is_told_does_not_depend_on_the_order_of_the_cases_in_the_file(seed: int) -> None:
    rows = random_sensitive(Random(seed))
    names = list({row["case_id"]: None for row in rows})
    Random(seed + 1).shuffle(names)
    mixed = [row for name in names for row in rows if row["case_id"] == name]
    renamed = [{**row, "case_id": f"X{names.index(row['case_id']):03}"} for row in mixed]
    one, other = (protect(read_rows(some)).events for some in (rows, renamed))
    pd.testing.assert_frame_equal(one.given, other.given)
    assert one.fingerprint == other.fingerprint


@FEW
@given(st.integers(0, 10**6))
def test_published_records_give_the_same_routes_as_for_internal_use(seed: int) -> None:
    chance = Random(seed)
    rows = [
        row
        for row in random_rows(chance, 20, sequenced=True)
        if row["place"] != "a village nobody lists" and row["country"]
    ]
    events, selection = read_rows(rows), Selection(**random_selection(chance))
    for level in LEVELS:
        public, whole = (view(prepare(one), selection, level) for one in (protect(events, PUBLISHED), internal(events)))
        if selection.uncertain == "include" or not selection.years:
            pd.testing.assert_frame_equal(public.routes, whole.routes)
            assert public.tally.to_json() | {"rows_read": 0} == whole.tally.to_json() | {"rows_read": 0}


@FEW
@given(st.integers(0, 10**6))
def test_no_date_is_told_more_closely_than_it_is_known_or_than_the_month(seed: int) -> None:
    events = read_rows(random_rows(Random(seed), 20, sequenced=True))
    frame = protect(events, PUBLISHED).events.frame
    assert (frame["date"].astype("str").str.split("/").str[0].str.len() <= len("2023-10%")).all()
    dated = frame.dropna(subset=["date_earliest"])
    assert (dated["date_earliest"].dt.day == 1).all()
    assert ((dated["date_latest"] + pd.Timedelta(days=1)).dt.day == 1).all()


@FEW
@given(st.integers(0, 10**6))
def test_what_is_told_by_country_and_kind_is_what_was_recorded(seed: int) -> None:
    chance = Random(seed)
    rows = [
        {**row, "persons": "3", "persons_min": "", "persons_max": "", "part_of": ""}
        for row in random_rows(chance, 12, 4, sequenced=True)
    ]
    copies = [
        {**row, "case_id": f"{row['case_id']}-{number}", "date": chance.choice(["2021", row["date"]])}
        for number in range(3)
        for row in rows
    ]
    events = read_rows([*rows, *copies])
    public, whole = (view(prepare(one)).routes for one in (protect(events), internal(events)))
    said, known = (
        {(kind, route) for kind, route in zip(table["kind"], table["route"], strict=True)} for table in (public, whole)
    )
    assert said <= known


@FEW
@given(st.integers(0, 10**6))
def test_every_leg_of_a_group_by_place_is_one_that_was_recorded(seed: int) -> None:
    events = read_rows(random_sensitive(Random(seed)))
    whole, public = prepare(internal(events)), prepare(protect(events))
    legs = [one.journeys.legs.assign(
        start=one.events.places.index[one.journeys.stops["place"].to_numpy()[one.journeys.legs["from_stop"]]],
        end=one.events.places.index[one.journeys.stops["place"].to_numpy()[one.journeys.legs["to_stop"]]],
    ) for one in (whole, public)]  # fmt: skip
    by_place = [set(zip(table["start"], table["end"], strict=True)) for table in legs]
    countries = [
        {(whole.events.places["country"][a], whole.events.places["country"][b]) for a, b in pairs} for pairs in by_place
    ]
    assert countries[1] <= countries[0]


def test_what_is_told_can_be_read_again(tmp_path: Any) -> None:
    for policy in (Policy(), PUBLISHED):
        release = protect(bundled_events(), policy)
        path = tmp_path / "told.csv"
        release.events.given.to_csv(path, index=False)
        again = internal(read_events(path))
        assert again.events.rows_rejected == 0
        for level in LEVELS:
            one, other = (view(prepare(some), level=level).routes for some in (release, again))
            pd.testing.assert_frame_equal(one, other)


def test_of_groups_no_size_of_single_cases_can_be_asked() -> None:
    prepared = prepare(protect(read_rows(party("A", 9, ARREST, RETURN))))
    asked = Selection(min_persons=2)
    questions = (
        lambda: view(prepared, asked),
        lambda: find_hotspots(prepared, asked),
        lambda: find_rates(prepared, asked),
        lambda: see_chains(build_chains(prepared), asked),
    )
    for question in questions:
        with pytest.raises(InputError, match="told in groups"):
            question()
    assert len(view(prepare(protect(read_rows(all_awkward_cases()), PUBLISHED)), asked).routes)


def test_whom_it_is_for_and_what_is_withheld_is_said_in_round_numbers() -> None:
    events = read_rows(
        [row for n in range(13) for row in party(f"C{n}", 1, ("arrest", "Yanji", "CN"), date=f"20{n + 10}")]
    )
    assert "Fewer than 5 cases are withheld." in audience_words(protect(read_rows(party("A", 9, ARREST))))
    assert "Fewer than 5 cases are withheld." in audience_words(
        protect(read_rows([*party("A", 9, ARREST), *party("B", 1, ARREST)]))
    )
    assert audience_words(protect(events)).endswith("Fewer than 5 cases are withheld.")
    pairs = [*((word, "CN") for word in EVENT_TYPES), ("arrest", "RU"), ("release", "RU")]
    apart = read_rows([event(f"C{n}", word, country, date="2023") for n, (word, country) in enumerate(pairs)])
    assert audience_words(protect(apart, Policy(threshold=6))).endswith("At least 12 cases are withheld.")
    assert audience_words(internal(events)) == "For internal use: nothing is withheld here."
    assert "withheld" not in audience_words(protect(events, PUBLISHED))
    assert "묶음" in audience_words(protect(events), language_of("ko"))
    assert told_words(internal(events)) == told_words(protect(events, PUBLISHED)) == []


def test_of_a_protected_copy_nobody_says_that_nothing_is_left_out() -> None:
    events = read_rows(party("A", 9, ARREST, RETURN))
    assert tally_sentence(view(prepare(internal(events)))).endswith("Nothing is left out.")
    for policy in (Policy(), PUBLISHED):
        assert tally_sentence(view(prepare(protect(events, policy)))) == "Shown: 1 of 1 case. Shown: 2 of 2 events."


def test_an_account_that_does_not_add_up_cannot_be_made() -> None:
    right = account(protect(bundled_events()))
    parts = {name: getattr(right, name) for name in Account.__slots__}
    for name in ("events_withheld", "cases_withheld", "events_told"):
        with pytest.raises(FootprintsError, match="not right"):
            Account(**{**parts, name: parts[name] + 1})
    with pytest.raises(FootprintsError, match="a group of 4"):
        Account(**{**parts, "smallest_group": 4})


@pytest.mark.parametrize("wrong", [{"threshold": 1}, {"threshold": 10**6}, {"sensitivity": "open"}])
def test_a_policy_that_protects_nobody_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="expected"):
        Policy(**wrong)


def test_the_bundled_records_as_if_they_were_sensitive() -> None:
    release = protect(bundled_events())
    done = account(release)
    assert small_groups(release.events, 5) == []
    assert done.cases == sum(done.told.values()) + done.cases_withheld
    assert done.cases_withheld > 0
    assert set(view(prepare(release)).totals.index) == set(KINDS)
    assert np.isin(release.events.frame["place_id"].dropna().unique(), release.events.places.index).all()
