"""Files of Uwazi, made after their format notes: each gives exactly the events that a careful reader sees in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from footprints_geo import Events, read_events
from footprints_geo.errors import InputError
from footprints_geo.events.reading import events_from, read_source
from footprints_geo.mapping.proposal import answered
from footprints_geo.profiles import EventGroup, Profile

SAMPLES: Final = Path(__file__).resolve().parent / "samples"
PUBLISHED: Final = {"Published": "public", "Unpublished": "restricted"}


def mixed(
    *, what: str, arrested: str, where: str, held: str, moved: str = "", facility: str = "", **shared: str
) -> Profile:
    """A row holds the event that its column of types names, dated and placed by the columns of the arrest; beside it a
    detention, over the period of detention, and a transfer on each of the dates of transfer.

    Nothing in the file says that "Date of arrest" of a repatriation is the date of the repatriation; the person who
    maps the collection says so here.
    """
    groups = [
        EventGroup(
            {"event_type": (what,), "date": (arrested,), "lat": (f"{where} lat",), "lon": (f"{where} lon",)},
        ),
        EventGroup(
            {
                "date_from": (f"{held} from",),
                "date_to": (f"{held} to",),
                **({"place": (facility,)} if facility else {}),
            },
            {"event_type": "detention"},
        ),
    ]
    groups += [EventGroup({"date": (moved,)}, {"event_type": "transfer"})] if moved else []
    columns = {column: (header,) for column, header in shared.items()}
    return Profile(made_for="uwazi", columns=columns, groups=tuple(groups), values={"visibility": PUBLISHED})


EXPORT: Final = mixed(
    what="Type of event", arrested="Date of arrest", where="Place of arrest", held="Period of detention",
    moved="Dates of transfer", facility="Detention facility", case_id="Unique ID", visibility="Published",
    persons_min="Persons (min)", persons_max="Persons (max)", source_title="Source link label",
    source_url="Source link url",
)  # fmt: skip
KOREAN: Final = mixed(
    what="사건 유형", arrested="체포일", where="체포 장소", held="구금 기간", case_id="제목", visibility="공개 게시물"
)
IMPORT: Final = mixed(
    what="Type of event", arrested="Date of arrest", where="Place of arrest_geolocation", held="Period of detention",
    moved="Dates of transfer", facility="Detention facility", case_id="Title (en)", note="Notes (en)",
)  # fmt: skip
API: Final = mixed(
    what="type_of_event", arrested="date_of_arrest", where="place_of_arrest_geolocation", held="period_of_detention",
    moved="dates_of_transfer", facility="detention_facility", case_id="sharedId", visibility="published",
    persons_min="persons__min_", source_title="source_link label", source_url="source_link url",
)  # fmt: skip


def read(name: str, profile: Profile | None = None) -> Events:
    return read_events(SAMPLES / name, profile)


def told(events: Events, *columns: str) -> list[tuple[Any, ...]]:
    """Record, case, type, earliest and latest day, and the columns asked for; '' for what is not known."""
    days = {end: events.frame[end].dt.strftime("%Y-%m-%d").fillna("") for end in ("date_earliest", "date_latest")}
    frame = events.frame.assign(**days)[["row", "case_id", "event_type", *days, *columns]]
    return [
        tuple("" if cell != cell else cell for cell in row)
        for row in frame.astype(object).itertuples(index=False, name=None)
    ]


def words(events: Events) -> str:
    return "\n".join([*events.inferred["inferred"], *events.warnings["warning"]])


@pytest.mark.parametrize(
    "name", ["export_en_slash.csv", "export_ko_iso.csv", "import_multilang.csv", "api_search.json"]
)
def test_columns_that_mix_two_ways_of_recording_are_asked_about_and_not_guessed(name: str) -> None:
    with pytest.raises(InputError, match=r"Is a row one event, or does it hold several\?"):
        read(name)


@pytest.mark.parametrize(
    ("name", "events"),
    [
        (
            "export_en_slash.csv",
            [
                (2, "ABC1234-5678", "arrest", "2023-08-27", "2023-08-27", 42.9048),
                (3, "DEF1234-5678", "repatriation", "", "", ""),
                (4, "GHI1234-5678", "disappearance", "", "", ""),
            ],
        ),
        ("export_ko_iso.csv", [(2, "D0000901", "arrest", "2023-08-27", "2023-08-27", 42.9048)]),
        (
            "import_multilang.csv",
            [
                (2, "D0000901", "arrest", "2023-08-27", "2023-08-27", 42.9048),
                (3, "D0000903", "disappearance", "", "", ""),
            ],
        ),
        (
            "api_search.json",
            [
                (1, "a1b2c3d4e5", "arrest", "2023-08-27", "2023-08-27", 42.9048),
                (2, "f6g7h8i9j0", "disappearance", "", "", ""),
            ],
        ),
    ],
)
def test_by_the_first_answer_a_row_has_the_date_and_place_of_the_event_that_its_word_names(
    name: str, events: list[tuple[Any, ...]]
) -> None:
    """The date of an arrest is no date of a return: the return is undated, and both is said."""
    source = read_source(SAMPLES / name)
    _, profile = answered(source.proposal, ["1.1"])
    found = events_from(source, profile)
    assert told(found, "lat") == events
    assert found.rows_read == found.records_read


def test_dates_of_other_events_than_the_rows_own_are_kept_and_said() -> None:
    source = read_source(SAMPLES / "export_en_slash.csv")
    found = events_from(source, answered(source.proposal, ["1.1"])[1])
    rows = found.inferred.set_index("inferred")["row_numbers"]
    assert rows["Date of arrest has cells that no event is read from: carried along under its own name"] == [3]
    assert rows["Dates of transfer has cells that no event is read from: carried along under its own name"] == [2]
    assert found.given["date of arrest"].tolist() == ["2023/08/27", "2023/10/09", ""]


def test_words_for_events_that_make_none_are_said_with_their_rows() -> None:
    source = read_source(SAMPLES / "export_en_slash.csv")
    several = words(events_from(source, answered(source.proposal, ["1.2"])[1]))
    assert "(Type of event) says what happened in 3 rows and makes no event" in several
    assert "In 2 rows it names an event that is not read from it: repatriation, disappearance." in several
    one = words(events_from(source, answered(source.proposal, ["1.3"])[1]))
    assert "column 7 (Date of arrest, filled in 3 rows)" in one


def test_an_export_gives_the_event_the_detention_and_the_transfers_of_each_row() -> None:
    events = read("export_en_slash.csv", EXPORT)
    assert told(events, "lat", "lon", "place", "persons_low", "persons_high", "visibility") == [
        (2, "ABC1234-5678", "arrest", "2023-08-27", "2023-08-27", 42.9048, 129.5075, "", 1, 3.0, "public"),
        (2, "ABC1234-5678", "detention", "2023-08-27", "2023-10-09", "", "", "Facility A", 1, 3.0, "public"),
        (2, "ABC1234-5678", "transfer", "2023-09-01", "2023-09-01", "", "", "", 1, 3.0, "public"),
        (2, "ABC1234-5678", "transfer", "2023-09-14", "2023-09-14", "", "", "", 1, 3.0, "public"),
        (3, "DEF1234-5678", "repatriation", "2023-10-09", "2023-10-09", 42.9663, 129.8423, "", 1, "", "restricted"),
        (3, "DEF1234-5678", "detention", "", "", "", "", "", 1, "", "restricted"),
        (4, "GHI1234-5678", "disappearance", "", "", "", "", "", 0, "", "public"),
        (4, "GHI1234-5678", "detention", "2021-03-28", "2021-03-28", "", "", "", 0, "", "public"),
        (5, "JKL1234-5678", "detention", "2019-06-15", "2019-06-15", "", "", "", 1, "", "public"),
    ]
    assert (events.records_read, events.rows_read, events.rows_rejected) == (4, 10, 1)


def test_a_position_inside_a_country_says_which_and_one_on_the_border_river_is_not_guessed() -> None:
    frame = read("export_en_slash.csv", EXPORT).frame
    inside, border = frame[frame["row"] == 2], frame[frame["row"] == 3]
    assert inside["country"].dropna().unique().tolist() == ["CN"]
    assert inside["place_id"].dropna().unique().tolist() == ["cn-yanji"]
    assert border["lat"].notna().any()
    assert border["country"].dropna().empty


def test_an_event_without_a_type_is_rejected_and_its_detention_is_kept() -> None:
    rejects = read("export_en_slash.csv", EXPORT).rejects
    assert rejects[["row", "column", "value"]].to_numpy().tolist() == [[5, "Type of event", ""]]


def test_half_a_period_in_1970_is_not_known_and_is_warned_of() -> None:
    events = read("export_en_slash.csv", EXPORT)
    warning = events.warnings["warning"].tolist()
    assert len(warning) == 1
    assert warning[0].startswith("Period of detention: 2 rows (4, 5) with 1970-01-01")
    notes = events.inferred.set_index("inferred")["row_numbers"]
    assert notes["start not known: dated by its end alone, and it may have begun earlier"] == [4]
    assert notes["end not known: dated by its start alone, and it may have lasted longer"] == [5]
    assert (events.frame["date_earliest"].dt.year != 1970).all()


def test_persons_nobody_counted_are_neither_none_nor_told() -> None:
    frame = read("export_en_slash.csv", EXPORT).frame
    assert frame.loc[frame["row"] == 3, ["persons_low", "persons_stated"]].drop_duplicates().to_numpy().tolist() == [
        [1, False]
    ]
    assert frame.loc[frame["row"] == 4, ["persons_low", "persons_stated"]].drop_duplicates().to_numpy().tolist() == [
        [0, True]
    ]


def test_two_facilities_and_their_inherited_positions_are_kept_and_not_paired() -> None:
    events = read("export_en_slash.csv", EXPORT)
    kept = events.given[events.frame["row"] == 3]
    assert kept["facility location"].unique().tolist() == ["42.9663|129.8423|42.4311|129.6690"]
    assert kept.loc[kept["event_type"] == "detention", "given_place"].tolist() == ["Facility A|Facility B"]
    assert "Facility location: 1 row (3) with several positions" in words(events)
    assert "several places in one cell" in words(events)


def test_words_of_a_thesaurus_keep_their_groups_and_links_their_two_halves() -> None:
    events = read("export_en_slash.csv", EXPORT)
    first = events.given.iloc[0]
    assert first["reasons"] == "Crossing::Border crossing|Contact::Contact with South Korea"
    assert (first["source_title"], first["source_url"]) == ("Report 12", "https://example.org/r/12")
    assert first["given_date"] == "2023/08/27"


def test_a_title_in_quotes_with_a_comma_and_a_date_before_1970_come_through() -> None:
    """Where every row is one event, dated by its arrest or by the period, and what it says of an arrest is one."""
    profile = Profile(
        made_for="uwazi",
        columns={
            "case_id": ("Title",),
            "date": ("Date of arrest",),
            "lat": ("Place of arrest lat",),
            "lon": ("Place of arrest lon",),
        },
        groups=(EventGroup({}, {"event_type": "arrest"}),),
    )
    events = read("export_en_slash.csv", profile)
    assert told(events, "lat", "lon")[3] == (
        5, 'Case "A", brother', "arrest", "1969-12-11", "1969-12-11", -33.5, -70.25,
    )  # fmt: skip
    assert [row[0] for row in told(events)] == [2, 3, 4, 5]


def test_a_korean_export_is_known_by_its_headers() -> None:
    events = read("export_ko_iso.csv", KOREAN)
    assert told(events, "lat", "lon", "visibility") == [
        (2, "D0000901", "arrest", "2023-08-27", "2023-08-27", 42.9048, 129.5075, "public"),
        (2, "D0000901", "detention", "2023-08-27", "2023-10-09", "", "", "public"),
    ]
    assert "'체포' is read as arrest" in words(events)
    assert events.given["사유"].unique().tolist() == ["월경::국경 통과|접촉::한국 접촉"]


def test_an_export_without_a_date_format_needs_no_profile() -> None:
    """It has no column of types, so a date and a place of arrest are an arrest, and a period of detention is one."""
    events = read("export_no_date_format.csv")
    assert told(events, "lat", "lon", "visibility") == [
        (2, "D0000901", "arrest", "2023-08-27", "2023-08-27", 42.9048, 129.5075, "public"),
        (2, "D0000901", "detention", "2023-08-27", "2023-10-09", "", "", "public"),
    ]
    assert "is taken as date of the event arrest" in words(events)
    assert events.rejects.empty


def test_a_sheet_in_two_languages_is_one_set_of_events() -> None:
    events = read("import_multilang.csv", IMPORT)
    assert told(events, "lat", "lon", "note", "notes (ko)") == [
        (2, "D0000901", "arrest", "2023-08-27", "2023-08-27", 42.9048, 129.5075, "Taken near the border",
         "국경 부근에서 연행"),
        (2, "D0000901", "detention", "2023-08-27", "2023-10-09", "", "", "Taken near the border", "국경 부근에서 연행"),
        (2, "D0000901", "transfer", "2023-09-01", "2023-09-01", "", "", "Taken near the border", "국경 부근에서 연행"),
        (2, "D0000901", "transfer", "2023-09-14", "2023-09-14", "", "", "Taken near the border", "국경 부근에서 연행"),
        (3, "D0000903", "disappearance", "", "", "", "", "", ""),
        (3, "D0000903", "detention", "2021-03-28", "2021-03-28", "", "", "", ""),
    ]  # fmt: skip
    assert "start not known" in words(events)
    assert "does not say which records are published" in words(events)


def test_an_answer_of_the_api_gives_the_same_events_as_the_export_of_the_same_records() -> None:
    events = read("api_search.json", API)
    assert told(events, "lat", "lon", "place", "persons_low", "visibility") == [
        (1, "a1b2c3d4e5", "arrest", "2023-08-27", "2023-08-27", 42.9048, 129.5075, "", 1, "public"),
        (1, "a1b2c3d4e5", "detention", "2023-08-27", "2023-10-09", "", "", "Facility A", 1, "public"),
        (1, "a1b2c3d4e5", "transfer", "2023-09-01", "2023-09-01", "", "", "", 1, "public"),
        (1, "a1b2c3d4e5", "transfer", "2023-09-14", "2023-09-14", "", "", "", 1, "public"),
        (2, "f6g7h8i9j0", "disappearance", "", "", "", "", "", 1, "public"),
        (2, "f6g7h8i9j0", "detention", "2021-03-28", "2021-03-28", "", "", "", 1, "public"),
    ]
    first = events.given.iloc[0]
    assert (first["title"], first["creationdate"], first["editdate"]) == ("D0000901", "2024-02-11", "2024-02-12")
    assert first["place_of_arrest_geolocation label"] == "Yanji"
    assert (first["detention_facility inherited lat"], first["detention_facility inherited lon"]) == (
        "42.9663",
        "129.8423",
    )
    assert (first["source_title"], first["source_url"]) == ("Report 12", "https://example.org/r/12")
    assert "start not known" in words(events)


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("export_en_slash.csv", EXPORT),
        ("export_ko_iso.csv", KOREAN),
        ("export_no_date_format.csv", None),
        ("import_multilang.csv", IMPORT),
        ("api_search.json", API),
    ],
)
def test_every_record_of_every_sample_is_an_event_or_a_reject(name: str, profile: Profile | None) -> None:
    events = read(name, profile)
    assert len({*events.frame["row"], *events.rejects["row"]}) == events.records_read
    assert events.rows_read == len(events.frame) + events.rows_rejected
