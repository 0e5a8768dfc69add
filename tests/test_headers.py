"""Matching of headers: what each column is taken for, why, and what is left for a person to say."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.language import ENGLISH, Language
from footprints_geo.lexicon import HEADERS, HEADERS_OF_AN_EVENT, NOT_IN_HEADERS, VAGUE, words_of
from footprints_geo.mapping.header_claims import looks, shared_claims
from footprints_geo.mapping.header_names import event_header, named_column
from footprints_geo.mapping.header_words import header_words
from footprints_geo.mapping.proposal import Match, Proposal, answered, propose
from footprints_geo.profiles import EventGroup, Profile
from footprints_geo.vocabulary import EVENT_COLUMNS, EVENT_TYPES
from tests.made_up_tables import table_of

SECRET = "QQ-SECRET-QQ"


def columns_of(proposal: Proposal) -> dict[str, tuple[str, ...]]:
    return dict(proposal.profile.columns)


def events_of(proposal: Proposal) -> list[tuple[str, dict[str, tuple[str, ...]]]]:
    return [(group.constants.get("event_type", ""), dict(group.columns)) for group in proposal.profile.groups]


def match_of(proposal: Proposal, column: str) -> Match:
    return next(match for match in proposal.matches if match.column == column)


def asked(proposal: Proposal) -> list[tuple[str, bool]]:
    return [(question.column, question.required) for question in proposal.questions]


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Case ID", "case_id"),
        ("CASE-NO.", "case_id"),
        ("피해자 코드", "case_id"),
        ("Victim No.", "case_id"),
        ("Type of event", "event_type"),
        ("사건 유형", "event_type"),
        ("Event Date", "date"),
        ("발생 일자", "date"),
        ("ｄａｔｅ", "date"),
        ("Location name", "place"),
        ("place_name", "place"),
        ("장소", "place"),
        ("Province/State", "admin1"),
        ("국가", "country"),
        ("Countries", "country"),
        ("Latitude", "lat"),
        ("경도", "lon"),
        ("GPS coordinates", "position"),
        ("No. of persons", "persons"),
        ("# of victims", "persons"),
        ("Number of people", "persons"),
        ("Persons (min)", "persons_min"),
        ("Max. persons", "persons_max"),
        ("인원(최소)", "persons_min"),
        ("Published", "visibility"),
        ("공개 여부", "visibility"),
        ("Detained by", "custodian"),
        ("출처", "source"),
        ("Source link url", "source_url"),
        ("sourceUrl", "source_url"),
        ("Date of publication", "source_date"),
        ("비고", "note"),
        ("Notes (ko)", "note"),
        # A letter wrong.
        ("Longitde", "lon"),
        ("Nmber of persons", "persons"),
    ],
)
def test_a_header_is_known_however_it_is_written(header: str, column: str) -> None:
    named = named_column(header)
    assert named is not None
    assert named.column == column


@pytest.mark.parametrize(
    "header", ["Date of birth", "생년월일", "Age", "Sex", "Date added", "Nationality", "Name", "Title", "No.", "", "??"]
)
def test_what_is_no_column_of_ours_has_no_known_name(header: str) -> None:
    assert named_column(header) is None


@pytest.mark.parametrize(
    ("header", "event_type", "column"),
    [
        ("Date of arrest", "arrest", "date"),
        ("arrest date", "arrest", "date"),
        ("arrest_place", "arrest", "place"),
        ("Arrested in", "arrest", "date"),
        ("Place of arrest lat", "arrest", "lat"),
        ("place_of_arrest_geolocation", "arrest", "position"),
        ("체포일", "arrest", "date"),
        ("체포 장소", "arrest", "place"),
        ("체포 당시 장소", "arrest", "place"),
        ("체포 장소 lon", "arrest", "lon"),
        ("Date of repatriation", "repatriation", "date"),
        ("Date of repatration", "repatriation", "date"),
        ("repatriated on", "repatriation", "date"),
        ("북송일", "repatriation", "date"),
        ("강제북송 날짜", "repatriation", "date"),
        ("송환 장소", "repatriation", "place"),
        ("Date of refoulement from China", "repatriation", "date"),
        ("Period of detention from", "detention", "date_from"),
        ("구금 기간 to", "detention", "date_to"),
        ("Detention facility", "detention", "place"),
        ("Detained by", "detention", "custodian"),
        ("Dates of transfer", "transfer", "date"),
        ("Date released from detention", "release", "date"),
        ("실종일", "disappearance", "date"),
        ("탈북일", "departure", "date"),
        ("입국일", "arrival", "date"),
        ("Last known location", "last_seen", "place"),
        ("마지막 목격 장소", "last_seen", "place"),
        ("국경 통과 지점", "border_crossing", "place"),
    ],
)
def test_a_header_names_an_event_and_what_it_says_of_it(header: str, event_type: str, column: str) -> None:
    found = event_header(header)
    assert found is not None
    assert (found.event_types, found.columns[0]) == ((event_type,), column)


@pytest.mark.parametrize("header", ["Date left", "Data entry", "Number missing", "Arrests 2019", "Date", "장소"])
def test_a_header_of_no_event_names_none(header: str) -> None:
    assert event_header(header) is None


@pytest.mark.parametrize(
    ("header", "country"),
    [
        ("Date of arrival in South Korea", "KR"),
        ("한국 입국일", "KR"),
        ("Departure from North Korea date", "KP"),
        ("중국 체포 장소", "CN"),
        # Where somebody is sent from or to is not where the record puts the event.
        ("Date of repatriation from China", ""),
        ("북한 송환 날짜", ""),
        ("Date of arrest", ""),
    ],
)
def test_a_header_gives_the_country_only_where_it_says_so(header: str, country: str) -> None:
    found = event_header(header)
    assert found is not None
    assert found.country == country
    assert found.columns[0] in ("date", "place")


def test_no_known_name_means_two_columns() -> None:
    for lists in (HEADERS,):
        names = Counter(name for column, listed in lists.items() for name in {*words_of(listed), column})
        assert [name for name, count in names.items() if count > 1] == []
    assert set(HEADERS) >= set(EVENT_COLUMNS)
    vague = set(words_of(VAGUE))
    assert vague <= {name for column, listed in HEADERS.items() for name in (column, *words_of(listed))}
    lists = (*HEADERS.values(), *HEADERS_OF_AN_EVENT.values(), NOT_IN_HEADERS)
    assert all(header_words(name) for listed in lists for name in words_of(listed))


def test_a_table_with_our_columns_is_read_as_it_is() -> None:
    found = propose(table_of({"Case ID": "A", "event-type": "Arrest", "DATE": "2023", "age group": "adult"}))
    assert found.profile.made_for == "events"
    assert columns_of(found) == {"case_id": ("Case ID",), "event_type": ("event-type",), "date": ("DATE",)}
    assert (found.questions, found.notes, found.attributes) == ((), (), ("age group",))


def test_of_two_headers_for_one_column_the_exact_one_is_ours() -> None:
    found = propose(table_of({"Case ID": "x", "case_id": "A", "event_type": "arrest"}))
    assert columns_of(found)["case_id"] == ("case_id",)
    assert found.attributes == ("Case ID",)


@pytest.mark.parametrize(
    "row",
    [
        {"event_type": "강제북송"},
        {"event_type": "arrest", "country": "중국"},
        {"event_type": "arrest", "date": "9 October 2023"},
    ],
)
def test_our_columns_with_other_words_are_read_like_any_table(row: dict[str, str]) -> None:
    found = propose(table_of({"case_id": "A", **row}))
    assert found.profile.made_for == ""
    assert set(columns_of(found)) == {"case_id", *row}


def test_one_foreign_word_among_ours_is_left_to_the_checks() -> None:
    rows = [{"case_id": "A", "event_type": word} for word in ("arrest", "transit", "체포")]
    assert propose(table_of(*rows)).profile.made_for == "events"


def test_names_and_cells_together_are_the_best_reason() -> None:
    found = propose(
        table_of(
            {"Case": "A", "What": "deported", "When": "9 Oct 2023", "Where": "Tumen", "x1": "China"},
            {"Case": "B", "What": "arrested", "When": "2023", "Where": "Yanji", "x1": "North Korea"},
        )
    )
    assert {match.column: match.why for match in found.matches} == {
        "case_id": "name",
        "event_type": "content",
        "date": "both",
        "place": "name",
        "country": "content",
    }
    assert columns_of(found)["event_type"] == ("What",)
    assert found.missing == ()


def test_a_place_kept_as_points_is_a_position() -> None:
    rows = [{"Case": "A", "Event": "arrest", "Location": text} for text in ("42.9|129.5", "42.9, 129.6", "(43, 130)")]
    assert columns_of(propose(table_of(*rows)))["position"] == ("Location",)


def test_bare_numbers_of_east_asia_are_latitude_and_longitude() -> None:
    rows = [{"Case": "A", "Event": "arrest", "p": f"42.{n}", "q": f"129.{n}", "age": str(20 + n)} for n in range(3)]
    found = propose(table_of(*rows))
    assert (columns_of(found)["lat"], columns_of(found)["lon"]) == (("p",), ("q",))
    two = [{**row, "r": row["p"]} for row in rows]
    assert not {"lat", "lon"} & columns_of(propose(table_of(*two))).keys()


def test_dates_of_birth_and_interviews_are_no_dates_of_events() -> None:
    cells = {"Date of birth": "1990-01-02", "면담일": "2024-01-02", "Date added": "2024-01-01"}
    found = propose(table_of({"Case": "A", "Event": "arrest", **cells, "Nationality": "North Korea"}))
    assert set(columns_of(found)) == {"case_id", "event_type"}
    assert set(found.attributes) == {*cells, "Nationality"}


def test_a_vague_name_needs_cells_that_confirm_it() -> None:
    confirmed = propose(table_of({"Case": "A", "Event type": "arrest", "Total": "3", "Order": "1"}))
    assert columns_of(confirmed)["persons"] == ("Total",)
    denied = propose(table_of({"Case": "A", "Event type": "arrest", "Total": "three", "Order": "by court"}))
    assert not {"persons", "sequence"} & columns_of(denied).keys()


def test_our_own_name_is_never_vague() -> None:
    found = propose(table_of({"Case": "A", "Event type": "arrest", "Subject": "", "part of": ""}))
    assert {"subject", "part_of"} <= columns_of(found).keys()


def test_a_row_a_person_becomes_one_event_for_each_event_in_the_headers() -> None:
    found = propose(
        table_of(
            {
                "피해자 코드": "D1",
                "송환 장소": "투먼",
                "북송일": "2023-10-09",
                "체포일": "2023년 8월",
                "체포 장소": "옌지",
                "구금 기간": "8개월",
                "성별": "여",
            }
        )
    )
    assert events_of(found) == [
        ("arrest", {"date": ("체포일",), "place": ("체포 장소",)}),
        ("detention", {"duration": ("구금 기간",)}),
        ("repatriation", {"date": ("북송일",), "place": ("송환 장소",)}),
    ]
    assert columns_of(found) == {"case_id": ("피해자 코드",)}
    assert (found.questions, found.attributes) == ((), ("성별",))


def test_the_cells_say_whether_a_period_is_dates_or_a_duration() -> None:
    for cell, column in [("2020-01/2020-08", "date"), ("8 months", "duration"), ("", "date")]:
        found = propose(table_of({"Case": "A", "Period of detention": cell, "Date of arrest": "2020"}))
        assert dict(events_of(found))["detention"] == {column: ("Period of detention",)}


@pytest.mark.parametrize(
    ("cell", "column"),
    [("2023-10-09", "date"), ("42.9|129.5", "position"), ("yes", "event_type")],
)
def test_a_header_that_is_an_event_alone_is_told_by_its_cells(cell: str, column: str) -> None:
    found = propose(table_of({"Case": "A", "Repatriated": cell}))
    assert events_of(found) == [("repatriation", {column: ("Repatriated",)})]


def test_a_header_that_is_an_event_alone_over_free_text_is_left_alone() -> None:
    found = propose(table_of({"Case": "A", "Arrest": "taken near the border", "Date of release": "2020"}))
    assert events_of(found) == [("release", {"date": ("Date of release",)})]
    assert found.attributes == ("Arrest",)


def test_several_events_of_one_kind_are_told_apart_by_their_numbers() -> None:
    found = propose(
        table_of({"Case": "A", "2차 북송일": "2012", "1차 북송일": "2010", "Repatriation 2 place": "Tumen"})
    )
    assert events_of(found) == [
        ("repatriation", {"date": ("1차 북송일",)}),
        ("repatriation", {"date": ("2차 북송일",), "place": ("Repatriation 2 place",)}),
    ]


def test_a_column_of_text_is_read_where_the_dates_are_empty() -> None:
    found = propose(table_of({"Case": "A", "Date of arrest (text)": "early 2000", "Date of arrest": "2000-01-02"}))
    assert events_of(found) == [("arrest", {"date": ("Date of arrest", "Date of arrest (text)")})]
    assert found.questions == ()


def test_with_one_event_a_row_the_dates_of_the_row_are_its_own() -> None:
    found = propose(table_of({"Case": "A", "Place of arrest": "Yanji", "Date": "2023", "Persons": "3"}))
    assert events_of(found) == [("arrest", {"date": ("Date",), "place": ("Place of arrest",)})]
    assert columns_of(found) == {"case_id": ("Case",), "persons": ("Persons",)}


def test_with_several_events_a_row_the_place_of_the_row_belongs_to_none_and_is_asked_about() -> None:
    found = propose(table_of({"Case": "A", "Place": "Yanji", "Date of arrest": "2023", "Date of release": "2024"}))
    assert "Place" in found.attributes
    assert asked(found) == [("place", False)]
    answer = found.questions[0].answers[1]
    assert answer.applied_to(found.profile).groups[1] == EventGroup(
        {"date": ("Date of release",), "place": ("Place",)}, {"event_type": "release"}
    )


def test_answers_about_several_events_of_one_kind_can_be_told_apart() -> None:
    found = propose(table_of({"Case": "A", "Place": "Yanji", "Arrest 1 date": "2010", "Arrest 2 date": "2012"}))
    assert [answer.words for answer in found.questions[0].answers] == ["The event arrest", "The event arrest (2)"]


def test_a_country_in_the_header_is_the_country_of_the_event() -> None:
    found = propose(table_of({"Case": "A", "Date of arrival in South Korea": "2020", "탈북일": "2019"}))
    assert [dict(group.constants) for group in found.profile.groups] == [
        {"event_type": "departure"},
        {"event_type": "arrival", "country": "KR"},
    ]


MIXED = {"Case": "A", "Type of event": "arrest", "Date of arrest": "2023", "Place of detention": "Yanji"}


def test_event_types_beside_columns_of_single_events_are_asked_about() -> None:
    """Until it is said, no event is made: of each answer another map would follow."""
    found = propose(table_of(MIXED))
    assert (columns_of(found), found.profile.groups) == ({"case_id": ("Case",)}, (EventGroup(),))
    assert asked(found) == [("", True)]
    own, several, one = (answer.applied_to(found.profile) for answer in found.questions[0].answers)
    assert [(group.only_for, dict(group.columns)) for group in own.groups] == [
        ("arrest", {"date": ("Date of arrest",)}),
        ("detention", {"place": ("Place of detention",)}),
        ("", {}),
    ]
    assert [group.event_type for group in several.groups] == ["arrest", "detention"]
    assert own.columns["event_type"] == one.columns["event_type"] == ("Type of event",)
    assert "event_type" not in several.columns
    assert one.groups == (EventGroup(),)


def test_with_a_date_of_its_own_a_row_is_taken_as_one_event_and_still_asked_about() -> None:
    long = propose(table_of({**MIXED, "Date": "2023"}))
    assert (events_of(long), asked(long)) == ([("", {})], [("", False)])
    assert long.questions[0].text in long.notes
    own = long.questions[0].answers[1].applied_to(long.profile)
    # The general date is that of a row of any other kind, and of an arrest without a date of arrest.
    assert own.groups[0] == EventGroup({"date": ("Date of arrest", "Date")}, {}, "arrest")
    assert long.questions[0].text not in long.notes_of(own)


def test_of_several_arrests_in_a_row_the_first_is_that_of_a_row_of_one_arrest() -> None:
    row = {"Case": "A", "Type of event": "arrest", "2nd arrest date": "2021", "1st arrest date": "2020"}
    own = propose(table_of(row)).questions[0].answers[0].applied_to(Profile())
    assert [(group.only_for, dict(group.columns)) for group in own.groups] == [
        ("arrest", {"date": ("1st arrest date",)}),
        ("", {}),
    ]


def test_questions_and_notes_belong_to_the_form_that_was_chosen() -> None:
    found = propose(table_of({**MIXED, "Date of arrest 2": "2024", "Place": "Yanji"}))
    notes = {}
    for number in ("1.1", "1.2", "1.3"):
        form, profile = answered(found, [number])
        notes[number] = " ".join(form.notes_of(profile))
        assert form.questions[0] == found.questions[0]
    assert "(Date of arrest)" not in notes["1.1"]
    assert "(Date of arrest) is taken as date of the event arrest" in notes["1.2"]
    assert "(Date of arrest) is taken as date of the event arrest" in notes["1.3"]
    assert ["as event_type" in notes[number] for number in notes] == [True, True, False]
    assert ["Each row is taken as one event" in notes[number] for number in notes] == [True, False, False]
    assert ["Which event does column 6 (Place) belong to?" in notes[number] for number in notes] == [False, False, True]


def test_a_correction_takes_its_note_away() -> None:
    found = propose(table_of({"Case no.": "A", "When": "2023", "Other": "x", "Type of event": "arrest"}))
    assert any("(When) is taken as date" in note for note in found.notes)
    corrected = replace(found.profile, columns={**found.profile.columns, "date": ("Other",)})
    assert not any("is taken as date" in note for note in found.notes_of(corrected))
    assert any("(Case no.) is taken as case_id" in note for note in found.notes_of(corrected))


def test_a_place_known_by_its_cells_alone_is_no_place_of_the_rows_event_unless_somebody_says_so() -> None:
    found = propose(table_of({**MIXED, "Shelf": "42.9|129.5"}))
    form, profile = answered(found, ["1.1"])
    assert ("position", False) in asked(form)
    assert "position" not in profile.columns
    _, said = answered(found, ["1.1", "2.1"])
    assert said.columns["position"] == ("Shelf",)


def test_a_number_of_arrests_is_no_number_of_persons() -> None:
    for header, column in {"Number of arrests": (), "How many arrests": (), "Number arrested": ("persons",)}.items():
        found = event_header(header)
        assert found is not None
        assert found.columns == column
    for header in ("Number of persons arrested", "No. of victims arrested", "체포 인원"):
        found = event_header(header)
        assert found is not None
        assert found.columns == ("persons",)


@pytest.mark.parametrize("header", ["victim", "Victims", "Person", "피해자"])
def test_a_column_called_after_the_persons_is_the_case_where_its_cells_are_codes(header: str) -> None:
    rows = [{header: f"V{n}", "Type of event": "arrest", "Date": "2023"} for n in (1, 2, 3)]
    found = propose(table_of(*rows))
    assert columns_of(found)["case_id"] == (header,)
    assert "persons" not in columns_of(found)
    # A column that is called so goes before it.
    assert columns_of(propose(table_of(*({**row, "Case": "A"} for row in rows))))["case_id"] == ("Case",)


def test_a_column_called_after_the_persons_is_the_case_where_rows_share_its_cells() -> None:
    rows = [{"Victim": name, "Type of event": "arrest"} for name in ("the elder", "the younger", "the elder")]
    assert columns_of(propose(table_of(*rows)))["case_id"] == ("Victim",)
    once = propose(table_of(*rows[:2]))
    assert not {"case_id", "persons"} & columns_of(once).keys()
    assert "It is column 1" in [answer.words for answer in once.questions[0].answers]


def test_victims_over_numbers_are_persons() -> None:
    found = propose(table_of({"Case": "A", "Victims": "3", "Type of event": "arrest"}))
    assert columns_of(found)["persons"] == ("Victims",)


def test_every_free_column_that_may_tell_cases_is_offered_and_codes_come_first() -> None:
    free = {f"shelf {letter}": f"{letter} text" for letter in "bcdefgh"}
    row = {**free, "Shelf mark": "K-12", "Interviewed": "2023-01-02", "Type of event": "arrest"}
    question = propose(table_of(row)).questions[0]
    said = [dict(answer.columns)["case_id"] for answer in question.answers]
    assert said == [("Shelf mark",), (), *((name,) for name in free)]


def test_a_header_of_two_events_is_asked_about_and_used_for_none() -> None:
    found = propose(table_of({"Case": "A", "북송 후 구금 장소": "온성", "체포일": "2023"}))
    assert "북송 후 구금 장소" in found.attributes
    assert len(found.questions) == 1
    assert "repatriation" in found.questions[0].text
    assert "detention" in found.questions[0].text


def test_two_columns_that_may_be_the_date_are_asked_about() -> None:
    found = propose(table_of({"Case": "A", "Event type": "arrest", "Date": "2023", "Date of incident": "2022"}))
    assert match_of(found, "date") == Match("date", ("Date",), "both", 100.0, ("Date of incident",))
    assert asked(found) == [("date", False)]
    second = found.questions[0].answers[1].applied_to(found.profile)
    assert second.columns["date"] == ("Date of incident",)


def test_cells_that_contradict_a_name_are_asked_about() -> None:
    found = propose(table_of({"Case": "A", "Event type": "arrest", "Date": "nobody knows"}))
    assert (columns_of(found)["date"], asked(found)) == (("Date",), [("date", False)])
    no = found.questions[0].answers[1].applied_to(found.profile)
    assert no.columns["date"] == ()


def test_without_cases_each_row_can_be_a_case_of_its_own() -> None:
    found = propose(table_of({"Event type": "arrest", "Code name": "x"}))
    assert asked(found) == [("case_id", True)]
    first, second = found.questions[0].answers
    assert dict(first.applied_to(found.profile).constants) == {"case_id": "#row"}
    assert second.applied_to(found.profile).columns["case_id"] == ("Code name",)


def test_without_event_types_every_row_can_be_the_same_event() -> None:
    found = propose(table_of({"Case": "A", "Date": "2023", "Remark x": "y"}))
    assert asked(found) == [("event_type", True)]
    answers = {answer.words: answer for answer in found.questions[0].answers}
    assert len(answers) == len(EVENT_TYPES) + 1
    assert dict(answers["Each row is: arrest"].applied_to(found.profile).constants) == {"event_type": "arrest"}
    assert found.missing == (found.questions[0].text,)


KNOWN = Profile(made_for="uwazi", columns={"case_id": ("Unique ID", "Title")}, left_out=("Template",))


def test_a_known_profile_wins_and_is_completed() -> None:
    row = {"Title": "D1", "Unique ID": "A1", "Case": "x", "Template": "Event", "Date of arrest": "2023"}
    found = propose(table_of(row), KNOWN)
    assert columns_of(found) == {"case_id": ("Unique ID", "Title")}
    assert events_of(found) == [("arrest", {"date": ("Date of arrest",)})]
    assert (found.profile.made_for, found.attributes) == ("uwazi", ("Case",))
    assert match_of(found, "case_id").why == "profile"


def test_a_known_profile_that_says_everything_is_left_as_it_is() -> None:
    told = replace(KNOWN, constants={"event_type": "arrest"})
    found = propose(table_of({"Unique ID": "A1", "Title": "", "Date": "2023"}), told)
    assert found.profile == told
    assert (found.questions, found.notes, found.attributes) == ((), (), ("Date",))


def test_events_of_a_known_profile_are_kept_and_others_added() -> None:
    arrest = EventGroup({"date": ("d",)}, {"event_type": "arrest"})
    row = {"Case": "A", "d": "2023", "Place of arrest": "Yanji", "Date of release": "2024"}
    found = propose(table_of(row), Profile(groups=(arrest,)))
    assert columns_of(found) == {"case_id": ("Case",)}
    assert found.profile.groups == (arrest, EventGroup({"date": ("Date of release",)}, {"event_type": "release"}))
    assert match_of(replace(found, matches=found.matches[::-1]), "date").group == 1


def test_a_sheet_is_remembered_where_there_are_several() -> None:
    row = {"Case": "A", "Event type": "arrest", "Date": "2023"}
    assert propose(table_of(row, sheet="B", sheets=("A", "B"))).profile.sheet == "B"
    assert propose(table_of(row, sheet="B", sheets=("B",))).profile.sheet == ""


def test_marks_of_mended_rejects_are_no_columns() -> None:
    found = propose(table_of({"rejected_row": "2", "rejected_reason": "x", "case_id": "A", "event_type": "arrest"}))
    assert (found.profile.made_for, found.attributes) == ("events", ())


HEADER_WORDS = (
    "Case", "Date", "date of arrest", "Place of arrest", "체포일", "북송일", "송환 장소", "구금 기간", "Type",
    "Location", "Country", "Persons", "Title", "lat", "lon", "Position", "Arrested", "Date of arrest (text)",
    "Date of birth", "x", "y", "Published", "2nd arrest date", "Period of detention from", "Period of detention to",
    "번호", "Event type", "Year",
)  # fmt: skip
CELLS = st.sampled_from(
    ("", "A", "2023", "2023-10-09", "9/10/2023", "Tumen", "42.9|129.5", "129.5|42.9", "China", "arrest", "강제북송",
     "yes", "no", "3", "8 months", "unknown", "2020|2021", "Tumen|Yanji", "42.9", "129.5", "Published")
) | st.text(max_size=4)  # fmt: skip
TABLES = st.lists(st.sampled_from(HEADER_WORDS), min_size=1, max_size=8, unique=True).flatmap(
    lambda headers: st.lists(st.fixed_dictionaries(dict.fromkeys(headers, CELLS)), max_size=4).map(
        lambda rows: table_of(*rows, headers=headers)
    )
)


@settings(max_examples=60)
@given(TABLES)
def test_every_column_is_mapped_once_or_carried_along(table: object) -> None:
    found = propose(table)  # type: ignore[arg-type]
    parts = [found.profile.columns, *(group.columns for group in found.profile.groups)]
    mapped = [header for part in parts for headers in part.values() for header in headers]
    assert Counter([*mapped, *found.attributes]) == Counter(table.frame.columns)  # type: ignore[attr-defined]
    assert {(match.column, match.group) for match in found.matches} == {
        (column, number - 1) for number, part in enumerate(parts) for column in part
    }
    for question in found.questions:
        assert question.text.endswith((".", "?"))
        for answer in question.answers:
            answer.applied_to(found.profile)


def test_no_message_repeats_a_cell_or_a_header_that_nothing_is_known_of() -> None:
    row = {SECRET: "arrest", f"{SECRET} 2": "2023-01-01", "Date": SECRET, f"{SECRET} 3": SECRET, "Date of case": "2023"}
    found = propose(table_of(row))
    said = [*found.notes, *(q.text for q in found.questions), *(a.words for q in found.questions for a in q.answers)]
    assert said
    assert [text for text in said if SECRET in text] == []


def test_a_claim_is_ranked_by_how_plain_its_name_is() -> None:
    table = table_of({"When": "2023", "Event date": "2023", "Date": "2023", "Date (approx.)": "2023"})
    claims = shared_claims(looks(table.frame, table.frame.columns))["date"]
    assert [claim.look.header for claim in claims] == ["Date", "Event date", "When", "Date (approx.)"]


def test_an_answer_about_the_whole_table_keeps_who_the_case_is() -> None:
    found = propose(table_of({"Type of event": "arrest", "Date of arrest": "2023", "Place of detention": "Yanji"}))
    profile = found.profile
    for question in found.questions:
        if question.required:
            profile = question.answers[0].applied_to(profile)
    assert "case_id" in {*profile.columns, *profile.constants}


QUESTIONED = {
    "what happened, and whose case": [{"Colour": "red", "Shape": "round"}],
    "what a row is": [{"Case": "A", "Event": "arrest", "Date of arrest": "2023", "Date of release": "2024"}],
    "whose place and date it is": [
        {"Case": "A", "Place": "Yanji", "Date": "2020", "Date of arrest": "2023", "Date of release": "2024"}
    ],
    "which of two columns, and whether one is": [
        {"Case": "A", "Event": "arrest", "Date": "2023", "date": "2024", "Persons": "many of them"}
    ],
}


@pytest.mark.parametrize("rows", QUESTIONED.values(), ids=QUESTIONED)
def test_a_question_and_its_answers_are_put_in_the_language_of_the_page(rows: list[dict[str, str]]) -> None:
    proposal = propose(table_of(*rows))
    asked = [question for form in (proposal, *proposal.forms) for question in form.questions]
    assert asked
    headers = re.compile("|".join(rf"\b{header}\b" for header in rows[0]))
    for text in [text for q in asked for text in (q.text, *(answer.words for answer in q.answers))]:
        said = Language("ko").say(text)
        assert not re.search("[A-Za-z]", headers.sub("", said)), said
        assert ENGLISH.say(text) == str(text)
