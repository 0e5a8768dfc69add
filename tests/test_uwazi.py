"""Uwazi's tables come out in plain columns: nothing turned round, split, merged or left out without being said."""

from __future__ import annotations

import csv
import datetime
import io
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from footprints_geo.errors import InputError
from footprints_geo.mapping.proposal import propose
from footprints_geo.places.gazetteer import LonLat
from footprints_geo.profiles import Profile
from footprints_geo.sources import uwazi, uwazi_positions
from footprints_geo.sources.delimited import read_table
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.uwazi_cells import day_of_seconds, link, periods, tied
from footprints_geo.sources.uwazi_headers import COMMON, dialect
from footprints_geo.sources.uwazi_positions import turned_round
from footprints_geo.unfolding.rows import unfold

SAMPLES = Path(__file__).parent / "samples"
BEFORE, AFTER = ("Title", "Date added", "Template"), ("Documents", "Attachments", "Published")


def sample(name: str) -> SourceTable:
    """A sample as it comes out of its room."""
    return uwazi.recast(read_table(SAMPLES / name))


def written(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> SourceTable:
    """A table as the reader gives it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([headers, *rows])
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return read_table(path)


def exported(column: str, cells: Sequence[str]) -> SourceTable:
    """An export with one property, as the reader gives it."""
    rows = [[f"D{n}", "2024-02-11", "Event", cell, "", "", "Published"] for n, cell in enumerate(cells)]
    return written([*BEFORE, column, *AFTER], rows)


def plain(column: str, cells: Sequence[str]) -> SourceTable:
    return uwazi.recast(exported(column, cells))


def texts(table: SourceTable, column: str) -> list[str]:
    return table.frame[column].astype("str").tolist()


def words_of(profile: Profile) -> Mapping[str, str]:
    return dict(vars(profile)["values"])["visibility"]


def faulty(table: SourceTable) -> list[tuple[int, str]]:
    return list(zip(table.faults["row"], table.faults["column"], strict=True))


# The acceptance tests of the description of the formats.


def test_1_an_export_gives_a_point_a_period_two_reasons_with_groups_and_one_to_three_persons() -> None:
    row = sample("export_en_slash.csv").frame.loc[2]
    assert (row["Place of arrest lat"], row["Place of arrest lon"]) == ("42.9048", "129.5075")
    assert (row["Period of detention from"], row["Period of detention to"]) == ("2023/08/27", "2023/10/09")
    assert uwazi.labels(row["Reasons"]) == (
        ("Crossing", "Border crossing"),
        ("Contact", "Contact with South Korea"),
    )
    assert (row["Persons (min)"], row["Persons (max)"]) == ("1", "3")
    assert (row["Source link label"], row["Source link url"]) == ("Report 12", "https://example.org/r/12")


def test_2_two_facilities_and_four_numbers_are_two_points_by_their_place_and_unknown_persons_stay_unknown() -> None:
    table = sample("export_en_slash.csv")
    row = table.frame.loc[3]
    assert uwazi.points(row["Facility location"]) == (LonLat(129.8423, 42.9663), LonLat(129.669, 42.4311))
    assert (row["Facility location lat"], row["Facility location lon"]) == ("", "")
    assert any("Facility location: 1 row (3)" in note for note in table.notes)
    assert (row["Persons (min)"], row["Persons (max)"]) == ("", "")


def test_3_a_period_that_starts_in_1970_has_no_known_start_and_nought_persons_stay_nought() -> None:
    table = sample("export_en_slash.csv")
    row = table.frame.loc[4]
    assert (row["Period of detention from"], row["Period of detention to"]) == ("", "2021/03/28")
    warning = next(text for text in table.warnings if "1970" in text)
    assert warning.startswith("Period of detention: 2 rows (4, 5)")
    assert row["Persons (min)"] == "0"


def test_4_quotes_negative_degrees_dates_before_1970_and_a_period_that_ends_in_1970() -> None:
    row = sample("export_en_slash.csv").frame.loc[5]
    assert row["Title"] == 'Case "A", brother'
    assert (row["Place of arrest lat"], row["Place of arrest lon"]) == ("-33.5", "-70.25")
    assert row["Date of arrest"] == "1969/12/11"
    assert (row["Period of detention from"], row["Period of detention to"]) == ("2019/06/15", "")


def test_5_korean_headers_are_recognised() -> None:
    table = read_table(SAMPLES / "export_ko_iso.csv")
    assert dialect(table) == "export"
    row = uwazi.recast(table).frame.loc[2]
    assert (row["체포 장소 lat"], row["구금 기간 from"]) == ("42.9048", "2023-08-27")
    made = uwazi.profile(uwazi.recast(table))
    assert made.columns == {"case_id": ("제목",), "visibility": ("공개 게시물",)}


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its time zone")
@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/Los_Angeles", "Pacific/Kiritimati"])
def test_6_midnight_utc_is_the_same_calendar_day_in_any_time_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        table = sample("export_no_date_format.csv")
    finally:
        monkeypatch.undo()
        time.tzset()
    row = table.frame.loc[2]
    assert row["Date of arrest"] == "2023-08-27"
    assert (row["Period of detention from"], row["Period of detention to"]) == ("2023-08-27", "2023-10-09")
    assert table.dates == {"Date of arrest", "Period of detention from", "Period of detention to"}


def test_7_an_import_sheet_has_periods_with_colons_open_starts_and_one_record_in_two_languages() -> None:
    table = sample("import_multilang.csv")
    assert len(table.frame) == 2
    first, second = table.frame.loc[2], table.frame.loc[3]
    assert (first["Period of detention from"], first["Period of detention to"]) == ("2023/08/27", "2023/10/09")
    assert (second["Period of detention from"], second["Period of detention to"]) == ("", "2021/03/28")
    assert (first["Title (en)"], first["Title (ko)"]) == ("D0000901", "D0000901")
    assert (first["Notes (en)"], first["Notes (ko)"]) == ("Taken near the border", "국경 부근에서 연행")
    assert first["Place of arrest_geolocation lat"] == "42.9048"
    assert uwazi.profile(table).columns["case_id"] == ("Title (en)", "Title (ko)")
    assert not any("1970" in warning for warning in table.warnings)


def test_10_a_file_of_exactly_ten_thousand_rows_is_warned_of_and_of_one_row_less_is_not() -> None:
    table = exported("Type of event", ["Arrest"] * 10_000)
    assert any("10,000 rows" in warning for warning in uwazi.recast(table).warnings)
    shorter = replace(table, frame=table.frame.iloc[1:])
    assert not any("10,000" in warning for warning in uwazi.recast(shorter).warnings)


def test_10_of_two_columns_with_one_header_both_are_kept_and_the_person_is_told_to_choose() -> None:
    headers = [*BEFORE, "Date of arrest", "Date of arrest", *AFTER]
    table = uwazi.recast(written(headers, [["D1", "", "Event", "2023/08/27", "2023/09/01", "", "", "Published"]]))
    row = table.frame.loc[2]
    assert (row["Date of arrest"], row["Date of arrest (2)"]) == ("2023/08/27", "2023/09/01")
    assert any("Date of arrest (2)" in note and "choose" in note for note in table.notes)


def test_10_three_parts_in_a_column_of_points_are_a_fault_with_the_row_of_the_file() -> None:
    table = plain("Place", ["42.9|129.5", "42.9|129.5|7", "42.4|129.6"])
    assert faulty(table) == [(3, "Place lat")]
    fault = table.faults.iloc[0]
    assert fault["value"] == "42.9|129.5|7"
    assert "3 parts" in fault["reason"]
    assert texts(table, "Place lat") == ["42.9", "", "42.4"]
    assert texts(table, "Place") == ["", "42.9|129.5|7", ""]


def test_11_one_entity_in_the_english_and_the_korean_file_is_found_so_that_a_person_can_be_asked() -> None:
    pairs = uwazi.same_entities(sample("export_en_slash.csv"), sample("export_ko_iso.csv"))
    assert pairs.to_dict("records") == [{"first": 2, "second": 2, "by": "title and dates"}]


def test_11_rows_with_one_unique_id_or_one_title_and_dates_are_warned_of_and_never_merged() -> None:
    headers = [*BEFORE, "Date of arrest", "Unique ID", *AFTER]
    cells = [
        ("D1", "2023/08/27", "ABC1234-5678"),
        ("디1", "2023/08/27", "ABC1234-5678"),
        ("D2", "2023/01/02", ""),
        ("D2", "2023/01/02", ""),
        ("D2", "2023/01/03", ""),
    ]
    rows = [[title, "", "Event", date, own, "", "", "Published"] for title, date, own in cells]
    table = uwazi.recast(written(headers, rows))
    assert len(table.frame) == 5
    by_id, by_title = [text for text in table.warnings if "two languages" in text]
    assert by_id.startswith("2 rows (2, 3) with the same Unique ID")
    assert by_title.startswith("2 rows (4, 5) with the same title, template and dates")


# Cells.


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("", ()),
        ("42.9663|129.8423|Facility B", (LonLat(129.8423, 42.9663), None)),
        ("42.9|129.8|Facility B|42.4|129.6", (LonLat(129.8, 42.9), None, LonLat(129.6, 42.4))),
        ("Facility B", (None,)),
        (" -33.5 | -70.25 ", (LonLat(-70.25, -33.5),)),
        ("{'lat': 42.9, 'lon': 129.5, 'label': ''}", (LonLat(129.5, 42.9),)),
        (
            "{'lon': '129.5', 'label': \"it's | here\", 'lat': '42.9'}|{'lat': 1, 'lon': 2, 'label': None}",
            (LonLat(129.5, 42.9), LonLat(2.0, 1.0)),
        ),
        ("90|180", (LonLat(180.0, 90.0),)),
    ],
)
def test_points_are_paired_by_their_place_and_a_title_keeps_the_place_of_one_that_is_missing(
    cell: str, found: tuple[LonLat | None, ...]
) -> None:
    assert uwazi.points(cell) == found


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("42.9|129.5|7", "3 parts"),
        ("42.9|Facility B|129.5", "without its pair"),
        ("129.5|42.9", "lies in East Asia"),
        ("91|0", "outside -90 to 90"),
        ("0|181", "outside -180 to 180"),
        ("{'lat': 42.9}", "without lat and lon"),
    ],
)
def test_what_is_no_position_is_refused_with_a_sentence(cell: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        uwazi.points(cell)


degrees = st.floats(-90, 90, allow_nan=False).map(lambda value: round(value, 6))


@given(st.lists(st.tuples(degrees, degrees), min_size=1, max_size=6))
def test_any_points_that_are_joined_come_apart_again(pairs: list[tuple[float, float]]) -> None:
    cell = "|".join(f"{lat:.6f}|{lon:.6f}" for lat, lon in pairs)
    assert uwazi.points(cell) == tuple(LonLat(lon, lat) for lat, lon in pairs)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("A::x|B::y", (("A", "x"), ("B", "y"))),
        ("Arrest", (("", "Arrest"),)),
        ("", ()),
        ("A::b::c|d", (("", "A::b::c"), ("", "d"))),
    ],
)
def test_labels_come_with_their_group_where_there_is_no_doubt_of_it(
    cell: str, found: tuple[tuple[str, str], ...]
) -> None:
    assert uwazi.labels(cell) == found


@pytest.mark.parametrize(
    ("cell", "starts", "ends"),
    [
        ("2023/08/27~2023/10/09", ("2023/08/27",), ("2023/10/09",)),
        ("27-08-2023~09-10-2023", ("27-08-2023",), ("09-10-2023",)),
        ("01/01/1970~28/03/2021", ("",), ("28/03/2021",)),
        ("2019-06-15~Invalid date", ("2019-06-15",), ("",)),
        ("2000/01/01:", ("2000/01/01",), ("",)),
        ("2000:2005", ("2000",), ("2005",)),
        ("1970/01/01:1971/03/02", ("1970/01/01",), ("1971/03/02",)),
        ("2023-08-27T00:00:00Z:2023-10-09T00:00:00Z", ("2023-08-27",), ("2023-10-09",)),
        ("2019/01/01~2019/02/01|1970/01/01~2020/02/01", ("2019/01/01", ""), ("2019/02/01", "2020/02/01")),
        ("{'from': 1693094400, 'to': None}", ("2023-08-27",), ("",)),
        ("{'from': -892252800, 'to': 0}", ("1941-09-23",), ("1970-01-01",)),
    ],
)
def test_a_period_has_two_sides_and_1970_is_unknown_only_where_the_exporter_wrote_it(
    cell: str, starts: tuple[str, ...], ends: tuple[str, ...]
) -> None:
    found = periods(cell)
    assert found is not None
    assert (found.starts, found.ends) == (starts, ends)


@pytest.mark.parametrize(
    "cell", ["2023/08/27", "2023~", "12:30", "see A~B", "Crossing::Border crossing", "", "{'a': 1}"]
)
def test_what_is_no_period_is_not_taken_for_one(cell: str) -> None:
    assert periods(cell) is None


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("Report 12|https://example.org/r/12", ("Report 12", "https://example.org/r/12")),
        ("A|B|https://example.org", ("A|B", "https://example.org")),
        ("null|https://example.org", ("", "https://example.org")),
        ("https://example.org|https://example.org", ("https://example.org", "https://example.org")),
        ("https://example.org/1|https://example.org/2", None),
        ("a|b", None),
    ],
)
def test_a_link_has_one_label_and_one_address(cell: str, found: tuple[str, str] | None) -> None:
    assert link(cell) == found


def test_related_entities_of_the_client_come_apart_even_with_a_bar_or_bracket_in_a_title() -> None:
    assert tied("A (x) (id:1a)|B|C (id:2b)") == (("A (x)", "1a"), ("B|C", "2b"))
    assert tied("Facility A|Facility B") is None


@given(st.integers(-62_135_596_800, 253_402_300_799))
def test_days_of_seconds_are_those_of_the_calendar_in_utc(seconds: int) -> None:
    expected = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds)
    assert day_of_seconds(seconds) == expected.date().isoformat()


def test_days_outside_the_calendar_are_none() -> None:
    assert day_of_seconds(-62_135_596_801) == day_of_seconds(253_402_300_800) == day_of_seconds(10**20) == ""


# Columns.


def test_an_exchanged_position_is_a_fault_that_names_the_fix_and_is_turned_round_only_when_asked() -> None:
    table = exported("Place", ["129.5|42.9", "42.4|129.6"])
    found = uwazi.recast(table)
    assert faulty(found) == [(2, "Place lat")]
    assert found.faults.iloc[0]["fix"] == "lat and lon look exchanged: turn them round."
    assert texts(found, "Place lat") == ["", "42.4"]
    before, after = uwazi.recast(uwazi.turn_round(table, "Place")), uwazi.turn_round(found, "Place lat")
    for turned in (before, after):
        assert texts(turned, "Place lat") == ["42.9", "42.4"]
        assert texts(turned, "Place lon") == ["129.5", "129.6"]
        assert len(turned.faults) == 0
        assert any("turned round in 1 row (2)" in note for note in turned.notes)


def test_turning_round_mends_what_it_can_and_leaves_the_other_faults() -> None:
    found = plain("Place", ["129.5|42.9|129.6|42.4", "1.5|2.5|3", "129.5|42.9", "42.4|129.6"])
    turned = uwazi.turn_round(found, "Place")
    assert texts(turned, "Place") == ["42.9|129.5|42.4|129.6", "1.5|2.5|3", "", ""]
    assert texts(turned, "Place lat") == ["", "", "42.9", "42.4"]
    assert faulty(turned) == [(3, "Place lat")]


def test_turning_round_touches_nothing_that_could_be_right() -> None:
    assert turned_round("48.9|2.35") == "48.9|2.35"
    assert turned_round("99.5|-20.0") == "99.5|-20.0"
    assert turned_round("129.5|42.9|42.4|129.6") == "129.5|42.9|42.4|129.6"
    table = exported("Place", ["42.9|129.5"])
    assert uwazi.turn_round(table, "Place") is table
    with pytest.raises(InputError, match="no such column"):
        uwazi.turn_round(table, "Somewhere")


def test_words_in_a_column_of_points_are_a_fault_and_titles_among_inherited_points_are_not() -> None:
    own = plain("Place", ["42.9|129.5", "42.4|129.6", "near the river"])
    assert faulty(own) == [(4, "Place lat")]
    passed = plain("Facility location", ["42.9|129.5|42.4|129.6", "42.4|129.6|Facility B", "Facility B"])
    assert faulty(passed) == []
    assert texts(passed, "Facility location")[1:] == ["42.4|129.6|Facility B", "Facility B"]
    assert any("with a title in place of a position" in note for note in passed.notes)


def test_whole_numbers_with_bars_are_not_taken_for_positions_and_that_is_said() -> None:
    table = plain("Ages", ["36|42", "10|20", ""])
    assert texts(table, "Ages") == ["36|42", "10|20", ""]
    assert any(note.startswith("Ages: whole numbers") for note in table.notes)
    assert "Ages lat" not in table.frame


def test_whole_degrees_are_positions_where_the_header_says_so() -> None:
    table = uwazi.recast(written(["Title", "Place_geolocation"], [["D1", "42|129"], ["D2", "here"]]))
    assert texts(table, "Place_geolocation lat") == ["42", ""]
    assert faulty(table) == [(3, "Place_geolocation lat")]


def test_what_a_column_holds_is_found_over_the_column_and_not_in_one_cell() -> None:
    notes = ["2023/08/27~2023/10/09", "42.9|129.5", "not known", "came back", "2023-08-27T00:00:00Z"]
    table = plain("Notes", notes)
    assert texts(table, "Notes") == notes
    assert list(table.frame.columns) == [*BEFORE, "Notes", *AFTER]


def test_a_cell_that_is_no_period_in_a_column_of_periods_is_a_fault_and_stays() -> None:
    table = plain("Period", ["2019/01/01~2019/02/01", "2020/01/01~2020/02/01", "summer 2021"])
    assert faulty(table) == [(4, "Period from")]
    assert texts(table, "Period") == ["", "", "summer 2021"]


def test_several_periods_keep_their_sides_beside_each_other() -> None:
    table = plain("Periods", ["2019/01/01~2019/02/01|2020/01/01~1970/01/01"])
    assert texts(table, "Periods from") == ["2019/01/01|2020/01/01"]
    assert texts(table, "Periods to") == ["2019/02/01|"]


def test_a_time_of_day_that_is_not_midnight_is_left_for_a_person_to_see() -> None:
    table = plain("Date", ["2023-08-27T00:00:00Z", "2023-08-28T00:00:00Z|2023-08-29T00:00:00Z", "2023-08-26T15:00:00Z"])
    assert texts(table, "Date") == ["2023-08-27", "2023-08-28|2023-08-29", "2023-08-26T15:00:00Z"]
    assert "Date" not in table.dates


def test_the_titles_of_facilities_and_their_positions_are_compared_and_an_uneven_row_is_told() -> None:
    headers = [*BEFORE, "Facility", "Facility location", *AFTER]
    cells = [("A|B", "42.9|129.5|42.4|129.6"), ("C|North|D", "42.9|129.5|42.4|129.6"), ("E", "42.9|129.5")]
    rows = [[f"D{n}", "", "Event", *pair, "", "", "Published"] for n, pair in enumerate(cells)]
    table = uwazi.recast(written(headers, rows))
    assert any(note.startswith("Facility and Facility location: 1 row (3) with more titles") for note in table.notes)
    assert texts(table, "Facility") == ["A|B", "C|North|D", "E"]


def test_a_made_column_never_takes_the_name_of_one_that_is_there() -> None:
    headers = [*BEFORE, "Place", "Place lat", *AFTER]
    table = uwazi.recast(written(headers, [["D1", "", "Event", "42.9|129.5", "mine", "", "", "Published"]]))
    assert texts(table, "Place lat") == ["mine"]
    assert texts(table, "Place lat (2)") == ["42.9"]


def test_a_readers_own_fault_moves_to_the_column_that_takes_the_place_of_the_files() -> None:
    table = exported("Place", ["42.9|129.5", ""])
    fault = pd.DataFrame({"row": [3], "column": ["Place"], "value": ["#REF!"], "reason": ["r"], "fix": ["f"]})
    assert faulty(uwazi.recast(replace(table, faults=fault))) == [(3, "Place lat")]


# Who is who, and what may be shown.


@pytest.mark.parametrize("language", range(9))
def test_headers_in_any_language_that_comes_with_uwazi_are_recognised(language: int) -> None:
    headers = [words[min(language, len(words) - 1)] for words in COMMON.values()]
    table = written([*headers, "Place"], [["D1", "2024-02-11", "E", "", "", "Unpublished", "42.9|129.5"]])
    assert uwazi.recognises(table)
    assert uwazi.profile(uwazi.recast(table)).columns["visibility"] == (headers[5],)


@pytest.mark.parametrize(
    "headers",
    [
        ["case_id", "event_type", "date"],
        ["user__id", "count"],
        ["Title", "Template", "Date"],
        ["persons__min_", "name"],
        ["sharedId", "title"],
    ],
)
def test_other_tables_are_left_alone(headers: list[str]) -> None:
    table = written(headers, [["1"] * len(headers)])
    assert not uwazi.recognises(table)
    assert uwazi.recast(table) is table


def test_the_profile_takes_the_unique_id_before_the_title_and_leaves_bookkeeping_out() -> None:
    made = uwazi.profile(sample("export_en_slash.csv"))
    assert made.made_for == "uwazi"
    assert made.columns == {"case_id": ("Unique ID", "Title"), "visibility": ("Published",)}
    assert words_of(made)["Unpublished"] == "restricted"
    assert words_of(made)["Published"] == "public"
    assert set(made.left_out) == {"Date added", "Template", "Documents", "Attachments"}


def test_a_column_of_generated_ids_is_known_by_its_cells_and_the_template_stays_where_there_are_two() -> None:
    headers = [*BEFORE, "Kennung", *AFTER]
    rows = [["D1", "", "Event", "ABC1234-5678", "", "", "Published"], ["D2", "", "Person", "", "", "", "Published"]]
    made = uwazi.profile(uwazi.recast(written(headers, rows)))
    assert made.columns["case_id"] == ("Kennung", "Title")
    assert "Template" not in made.left_out


def test_a_property_called_published_is_not_taken_for_what_says_who_may_see_the_record() -> None:
    headers = [*BEFORE, "Published", *AFTER]
    table = uwazi.recast(written(headers, [["D1", "", "Report", "2023/08/27", "", "", "Unpublished"]]))
    assert uwazi.profile(table).columns["visibility"] == ("Published (2)",)


def test_a_row_that_does_not_say_whether_it_is_published_is_a_fault() -> None:
    headers = [*BEFORE, *AFTER]
    rows = [["D1", "", "Event", "", "", "Published"], ["D2", "", "Event", "", "", ""]]
    assert faulty(uwazi.recast(written(headers, rows))) == [(3, "Published")]


def test_a_sheet_without_a_word_on_publication_is_warned_of() -> None:
    assert any("each counts as public" in warning for warning in sample("import_multilang.csv").warnings)


# HURIDOCS' client.

CLIENT = ("_id", "sharedId", "title", "template", "language", "published", "creationDate", "editDate")


def client_table(headers: Sequence[str], rows: Sequence[tuple[str, str, Sequence[str]]]) -> SourceTable:
    """A table of the client: sharedId, language and the cells of the properties."""
    fixed = [
        [f"{n}", own, f"Title {language}", "t1", language, "True", "2024/02/11 00:00:00", "2024/02/12 10:00:00", *cells]
        for n, (own, language, cells) in enumerate(rows)
    ]
    return written([*CLIENT, *headers], fixed)


def test_the_clients_dates_periods_points_and_relations_become_plain() -> None:
    headers = ["date_of_arrest", "period", "facility", "place_geolocation"]
    several = "{'lat': 42.9, 'lon': 129.5, 'label': 'Yanji'}|{'lat': 42.4, 'lon': 129.6, 'label': ''}"
    rows = [
        ("a1", "en", ["2023/08/27", "2023/08/27:", "Facility A (id:f1)|Facility B (id:f2)", "42.9|129.5"]),
        ("b2", "en", ["", "", "", several]),
    ]
    table = uwazi.recast(client_table(headers, rows))
    first, second = table.frame.loc[2], table.frame.loc[3]
    assert (first["date_of_arrest"], first["period from"], first["period to"]) == ("2023/08/27", "2023/08/27", "")
    assert (first["facility"], first["facility id"]) == ("Facility A|Facility B", "f1|f2")
    assert (first["place_geolocation lat"], first["place_geolocation lon"]) == ("42.9", "129.5")
    assert second["place_geolocation"] == "42.9|129.5|42.4|129.6"
    assert second["place_geolocation label"] == "Yanji|"
    made = uwazi.profile(table)
    assert made.columns == {"case_id": ("sharedId", "title"), "visibility": ("published",)}
    assert {"_id", "creationDate", "editDate"} <= set(made.left_out)
    assert words_of(made)["False"] == "restricted"


def test_two_languages_of_one_entity_are_one_record_with_both_texts() -> None:
    rows = [("a1", "ko", ["체포"]), ("a1", "en", ["Arrest"]), ("b2", "en", ["Release"]), ("", "en", ["Arrest"])]
    table = uwazi.recast(client_table(["type"], rows))
    assert table.frame.index.tolist() == [3, 4, 5]
    first = table.frame.loc[3]
    assert (first["type"], first["type (ko)"], first["title"], first["title (ko)"]) == (
        *("Arrest", "체포", "Title en", "Title ko"),
    )
    assert texts(table, "type (ko)") == ["체포", "", ""]
    assert any("1 row fewer" in note for note in table.notes)
    assert table.warnings == ()


def test_one_entity_twice_in_one_language_with_other_contents_is_warned_of() -> None:
    table = uwazi.recast(client_table(["type"], [("a1", "en", ["Arrest"]), ("a1", "en", ["Release"])]))
    assert texts(table, "type") == ["Arrest"]
    assert any(warning.startswith("1 row (3) with the sharedId") for warning in table.warnings)


# Two files.


def test_one_unique_id_in_two_files_is_one_entity_and_two_are_never_one_by_their_title() -> None:
    headers = [*BEFORE, "Unique ID", *AFTER]
    one = uwazi.recast(written(headers, [["D1", "", "E", "ABC1-1", "", "", "Published"]]))
    other = uwazi.recast(
        written(
            headers, [["디1", "", "E", "ABC1-1", "", "", "Published"], ["D1", "", "E", "XYZ2-2", "", "", "Published"]]
        )
    )
    assert uwazi.same_entities(one, other).to_dict("records") == [{"first": 2, "second": 2, "by": "unique id"}]


@pytest.mark.parametrize(
    ("dates", "alike"),
    [("2023/08/27", True), ("27/08/2023", True), ("2023-08-27|2023-09-01", True), ("2023/08/28", False), ("", False)],
)
def test_titles_alone_are_not_enough_where_there_are_dates(dates: str, alike: bool) -> None:
    one, other = plain("Date", ["2023/08/27"]), plain("Date", [dates])
    assert (len(uwazi.same_entities(one, other)) == 1) is alike


def test_a_title_that_many_rows_have_tells_nothing() -> None:
    rows = [["Unknown", "", "E", "", "", "Published"]] * 21
    table = uwazi.recast(written([*BEFORE, *AFTER], rows))
    assert len(uwazi.same_entities(table, table)) == 0


# What holds for any table.

AWKWARD = (
    *("", "42.9|129.5", "129.5|42.9", "1|2|3", "42.9|129.8|Facility B", "36|42", "91.5|200.5", "|", "~", ":", "{"),
    *("2023/08/27~2023/10/09", "1970/01/01~1970/01/01", ":2021/03/28", "a~b", "2023-08-27T00:00:00Z"),
    *("A::b|C::d", "Report|https://example.org", "https://example.org", "A (id:1)|B (id:2)", "A (id:1)|B"),
    *("{'lat': 42.9, 'lon': 129.5, 'label': ''}", "{'from': 0, 'to': None}", "{'lat': None, 'lon': 1}"),
)
cells = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12),
)


@st.composite
def tables(draw: st.DrawFn) -> SourceTable:
    """Exports and client tables with any cells."""
    pool = draw(st.lists(cells, min_size=1, max_size=4))
    width = draw(st.integers(1, 3))
    rows = draw(st.lists(st.lists(st.sampled_from(pool), min_size=width, max_size=width), min_size=1, max_size=8))
    columns = {f"P{n}_geolocation" if draw(st.booleans()) else f"P{n}": [r[n] for r in rows] for n in range(width)}
    fixed = {header: ["D1"] * len(rows) for header in (*BEFORE, *AFTER)}
    if draw(st.booleans()):
        ids = draw(st.lists(st.sampled_from(["", "a", "b"]), min_size=len(rows), max_size=len(rows)))
        fixed = {"_id": ids, "sharedId": ids, "language": draw(st.permutations((["en", "ko"] * 8)[: len(rows)]))}
    frame = pd.DataFrame({**fixed, **columns}, dtype="str").apply(lambda column: column.str.strip())
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="row")
    return SourceTable("any.csv", "", frame)


@settings(max_examples=60)
@given(tables())
@example(SourceTable("empty.csv", "", pd.DataFrame({h: pd.Series([], dtype="str") for h in (*BEFORE, *AFTER)})))
def test_no_row_is_lost_no_fault_points_nowhere_and_a_second_time_changes_nothing(table: SourceTable) -> None:
    found = uwazi.recast(table)
    merged = 0
    if "sharedId" in table.frame:
        ids = table.frame["sharedId"]
        merged = int(((ids != "") & ids.duplicated()).sum())
    assert len(found.frame) + merged == len(table.frame)
    assert set(found.frame.index) <= set(table.frame.index)
    assert found.frame.index.is_monotonic_increasing
    assert found.frame.columns.is_unique
    assert not found.frame.isna().to_numpy().any()
    assert set(found.faults["row"]) <= set(found.frame.index)
    assert set(found.faults["column"]) <= set(found.frame.columns)
    assert set(found.dates) <= set(found.frame.columns)
    assert uwazi.recast(found).frame.astype("str").equals(found.frame.astype("str"))
    uwazi.profile(found)


@settings(max_examples=40)
@given(st.lists(cells, min_size=1, max_size=8))
def test_every_figure_of_a_cell_is_still_somewhere_unless_it_is_said_to_be_unknown(some: list[str]) -> None:
    table = exported("P", [cell.strip() for cell in some])
    before = table.frame["P"].astype("str")
    found = uwazi.recast(table)
    made = found.frame.drop(columns=[*BEFORE, *AFTER]).astype("str")
    unknown = any("1970" in warning for warning in found.warnings)
    for row, text in before.items():
        if unknown or text.startswith("{") or "T00:00:00Z" in text:
            continue
        figures = sorted(letter for letter in text if letter.isdigit())
        assert sorted(letter for letter in "".join(made.loc[row]) if letter.isdigit()) == figures


def test_a_long_cell_of_brackets_bars_and_quotes_is_read_before_the_day_is_over() -> None:
    cruel = {
        **dict.fromkeys(["{" * 20_000, "{'a': '" + "\\" * 20_001, "A (id:" * 5_000, "2023/" * 10_000 + "~"], 0),
        "1|" * 20_000: 10_000,
    }
    for text, known in cruel.items():
        assert uwazi_positions.positions(text).known == known
        assert periods(text) is None
        assert (link(text), tied(text)) == (None, None)


# A title is no key.


@pytest.mark.parametrize(
    ("titles", "ids", "records"),
    [
        (["Raid", "Raid", "X"], None, 2),
        (["X", "Y", "Z"], None, None),
        (["", "", "X"], None, None),
        (["Raid", "Raid", "X"], ["AB12-1", "AB12-2", ""], None),
        # One of the two has an id: it is another case already.
        (["Raid", "Raid", "X"], ["AB12-1", "", ""], None),
        (["Raid", "Raid", "Raid"], ["AB12-1", "", ""], 2),
    ],
)
def test_a_title_that_several_records_without_an_id_have_does_not_say_who_the_case_is(
    titles: list[str], ids: list[str] | None, records: int | None
) -> None:
    headers = [*BEFORE, *(["Unique ID"] if ids else []), "Date of arrest", *AFTER]
    rows = [
        [title, "2024-02-11", "Event", *([ids[n]] if ids else []), f"2023-08-0{n + 1}", "", "", "Published"]
        for n, title in enumerate(titles)
    ]
    table = uwazi.recast(written(headers, rows))
    found = propose(table, uwazi.profile(table))
    if records is None:
        assert (found.missing, found.profile.columns["case_id"][-1]) == ((), "Title")
        return
    assert "case_id" not in found.profile.columns
    assert f"{records} of them have no id of their own" in found.missing[0]
    together, apart = (answer.applied_to(found.profile) for answer in found.questions[0].answers)
    assert len(set(unfold(table, together).frame["case_id"])) == 2
    assert len(set(unfold(table, apart).frame["case_id"])) == len(titles)
