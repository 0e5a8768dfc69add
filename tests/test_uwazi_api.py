"""Answers of the Uwazi API come out in the columns of an export: dates are days in UTC, and nothing crashes."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.errors import InputError
from footprints_geo.sources import uwazi
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.sources.uwazi_api import looks_like_api, read_api_json, table_of
from footprints_geo.sources.uwazi_entities import Schema
from footprints_geo.sources.uwazi_items import day_of

SAMPLE = Path(__file__).parent / "samples" / "api_search.json"
DAY = 86_400


def entity(shared_id: str = "a1", /, **metadata: Any) -> dict[str, Any]:
    """An entity as the API gives it, with any metadata."""
    return {"sharedId": shared_id, "language": "en", "title": "D1", "template": "t1", "published": True} | {
        "metadata": metadata
    }


def table(*entities: Any, schema: Schema | None = None) -> SourceTable:
    return table_of(entities, "answer.json", "", schema=schema)


def texts(found: SourceTable, column: str) -> list[str]:
    return found.frame[column].astype("str").tolist()


def faulty(found: SourceTable) -> list[tuple[int, str]]:
    return list(zip(found.faults["row"], found.faults["column"], strict=True))


def saved(folder: Path, content: Any) -> Path:
    path = folder / "answer.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def refusal(folder: Path, content: Any) -> str:
    with pytest.raises(InputError) as caught:
        read_api_json(saved(folder, content))
    message = str(caught.value)
    assert message.startswith("answer.json")
    assert message.endswith(".")
    assert "\n" not in message
    return message


# The sample: acceptance test 8.


def test_8_an_open_start_is_empty_a_label_is_kept_inherited_points_are_there_and_times_are_told_apart() -> None:
    found = read_api_json(SAMPLE)
    first, second = found.frame.loc[1], found.frame.loc[2]
    assert (second["period_of_detention from"], second["period_of_detention to"]) == ("", "2021-03-28")
    assert first["place_of_arrest_geolocation label"] == "Yanji"
    assert (first["detention_facility inherited lat"], first["detention_facility inherited lon"]) == (
        *("42.9663", "129.8423"),
    )
    assert first["creationDate"] == "2024-02-11"
    assert first["date_of_arrest"] == "2023-08-27"


def test_the_sample_comes_out_as_an_export_would() -> None:
    found = read_api_json(SAMPLE)
    first = found.frame.loc[1]
    assert (found.format, found.unit, found.name, len(found.fingerprint)) == ("uwazi-json", "entity", SAMPLE.name, 64)
    assert (first["place_of_arrest_geolocation lat"], first["place_of_arrest_geolocation lon"]) == (
        *("42.9048", "129.5075"),
    )
    assert uwazi.labels(first["reasons"]) == (("Crossing", "Border crossing"), ("Contact", "Contact with South Korea"))
    assert first["dates_of_transfer"] == "2023-09-01|2023-09-14"
    assert (first["persons__min_"], found.frame.loc[2, "persons__min_"]) == ("1", "")
    assert (first["source_link label"], first["source_link url"]) == ("Report 12", "https://example.org/r/12")
    assert first["published"] == "Published"
    assert {"date_of_arrest", "period_of_detention from", "dates_of_transfer"} <= found.dates
    assert "persons__min_" not in found.dates
    assert any(note.startswith("date_of_arrest: whole days in seconds") for note in found.notes)
    assert (len(found.faults), found.warnings) == (0, ())


def test_a_table_of_the_api_is_known_is_plain_already_and_has_its_profile() -> None:
    found = read_api_json(SAMPLE)
    assert uwazi.recognises(found)
    assert uwazi.recast(found) is found
    made = uwazi.profile(found)
    assert made.columns == {"case_id": ("sharedId", "title"), "visibility": ("published",)}
    assert {"_id", "creationDate", "editDate", "documents", "attachments"} <= set(made.left_out)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change its time zone")
@pytest.mark.parametrize("zone", ["Asia/Seoul", "America/Los_Angeles"])
def test_days_are_the_same_in_any_time_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = read_api_json(SAMPLE).frame
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        there = read_api_json(SAMPLE).frame
    finally:
        monkeypatch.undo()
        time.tzset()
    assert there.equals(here)


# What a property holds.


@pytest.mark.parametrize("value", [10**400, -(10**400), 1e308, float("inf"), float("nan")])
def test_a_number_no_calendar_reaches_is_no_date_and_no_crash(value: float) -> None:
    assert day_of(value)[0] is None
    assert day_of(value, thousandths=True)[0] is None


def test_dates_before_1970_are_days_and_a_time_of_day_is_told() -> None:
    found = table(
        entity("a", born=[{"value": -892_252_800}], held=[{"value": {"from": -1, "to": 0}}]),
        entity("b", born=[{"value": 0}]),
    )
    assert texts(found, "born") == ["1941-09-23", "1970-01-01"]
    assert (texts(found, "held from"), texts(found, "held to")) == (["1969-12-31", ""], ["1970-01-01", ""])
    assert any(note.startswith("held: 1 entity (1) with a time of day") for note in found.notes)


@pytest.mark.parametrize(
    ("values", "cells"),
    [
        ([0, 3], ["0", "3"]),
        ([0, 0], ["0", "0"]),
        ([DAY, DAY + 1], [str(DAY), str(DAY + 1)]),
        ([1.0, 2.5], ["1", "2.5"]),
        ([DAY, 2 * DAY, 0, DAY + 1], ["1970-01-02", "1970-01-03", "1970-01-01", "1970-01-02"]),
        ([-DAY, 0], ["1969-12-31", "1970-01-01"]),
    ],
)
def test_numbers_are_dates_only_where_most_are_whole_days(values: list[float], cells: list[str]) -> None:
    found = table(*(entity(str(n), some=[{"value": value}]) for n, value in enumerate(values)))
    assert texts(found, "some") == cells


def test_what_the_templates_say_goes_before_what_a_property_looks_like() -> None:
    schema = Schema.of(
        {
            "rows": [
                {
                    "_id": "t1",
                    "name": "사건",
                    "properties": [
                        {"name": "____", "label": "인원", "type": "numeric"},
                        {"name": "_____", "label": "체포 장소", "type": "geolocation"},
                        {"name": "unused", "label": "Unused", "type": "date"},
                    ],
                }
            ]
        }
    )
    found = table(entity("a", _____=[{"value": {"lat": 42.9, "lon": 129.5}}], ____=[{"value": DAY}]), schema=schema)
    assert found.frame.columns.tolist()[-3:] == ["인원", "체포 장소 lat", "체포 장소 lon"]
    assert texts(found, "인원") == [str(DAY)]
    assert texts(found, "template") == ["사건"]
    assert not any("read as dates" in note for note in found.notes)


def test_two_properties_with_one_label_are_two_columns() -> None:
    schema = Schema(labels={"one": "Date", "two": "Date"}, kinds={"one": "date", "two": "date"})
    found = table(entity("a", one=[{"value": DAY}], two=[{"value": 2 * DAY}]), schema=schema)
    assert (texts(found, "Date"), texts(found, "Date (2)")) == (["1970-01-02"], ["1970-01-03"])


def test_a_property_called_title_does_not_take_the_place_of_the_title() -> None:
    found = table(entity("a", title=[{"value": "mine"}]))
    assert (texts(found, "title"), texts(found, "title (2)")) == (["D1"], ["mine"])


@pytest.mark.parametrize(
    ("value", "lat", "lon"),
    [
        ({"lat": "42.9", "lon": "129.5"}, "42.9", "129.5"),
        ([{"lat": 42.9, "lon": 129.5}], "42.9", "129.5"),
        ({"lat": 0, "lon": -0.5}, "0", "-0.5"),
    ],
)
def test_positions_may_be_texts_or_in_a_list_in_old_entities(value: Any, lat: str, lon: str) -> None:
    found = table(entity("a", place=[{"value": value}]))
    assert (texts(found, "place lat"), texts(found, "place lon")) == ([lat], [lon])


def test_of_several_positions_none_is_chosen_and_all_are_kept_with_their_labels() -> None:
    points = [{"value": {"lat": 42.9, "lon": 129.5, "label": "A"}}, {"value": {"lat": 42.4, "lon": 129.6}}]
    found = table(entity("a", place=points), entity("b", place=points[:1]))
    assert texts(found, "place") == ["42.9|129.5|42.4|129.6", ""]
    assert texts(found, "place lat") == ["", "42.9"]
    assert texts(found, "place label") == ["A|", "A"]
    assert any(note.startswith("place: 1 entity (1) with several positions") for note in found.notes)


def inherited(title: str, kind: str, *values: Any) -> dict[str, Any]:
    return {"value": title, "label": title, "inheritedType": kind, "inheritedValue": [{"value": one} for one in values]}


def test_a_related_entity_without_a_position_keeps_its_place_among_the_inherited_ones() -> None:
    some = [inherited("A", "geolocation", {"lat": 1.5, "lon": 2.5}), inherited("B", "geolocation")]
    some.append(inherited("C", "geolocation", {"lat": 3.5, "lon": 4.5}))
    found = table(entity("a", facility=some))
    assert texts(found, "facility") == ["A|B|C"]
    assert texts(found, "facility inherited") == ["1.5|2.5|B|3.5|4.5"]
    assert [point is None for point in uwazi.points(texts(found, "facility inherited")[0])] == [False, True, False]


def test_inherited_dates_periods_and_labels_are_read_by_their_own_kind_in_the_order_of_the_titles() -> None:
    found = table(
        entity(
            "a",
            dated=[inherited("A", "date", DAY), inherited("B", "date"), inherited("C", "date", 2 * DAY)],
            held=[inherited("A", "daterange", {"from": DAY, "to": None}), inherited("B", "daterange")],
            kind=[inherited("A", "select", "v1") | {"inheritedValue": [{"value": "v1", "label": "Camp"}]}],
        )
    )
    assert texts(found, "dated inherited") == ["1970-01-02||1970-01-03"]
    assert (texts(found, "held inherited from"), texts(found, "held inherited to")) == (["1970-01-02|"], [""])
    assert texts(found, "kind inherited") == ["Camp"]


def test_a_value_without_its_label_is_shown_as_it_is() -> None:
    found = table(entity("a", kind=[{"value": "v1", "label": "Arrest"}, {"value": "v2", "label": None}]))
    assert texts(found, "kind") == ["Arrest|v2"]


# What is wrong inside an entity.


@pytest.mark.parametrize(
    ("metadata", "column"),
    [
        ({"p": [{"value": {"lat": 42.9}}]}, "p lat"),
        ({"p": [{"value": {"lat": 142.9, "lon": 30}}]}, "p lat"),
        ({"p": [{"value": {"lat": float("inf"), "lon": 30}}]}, "p lat"),
        ({"p": [{"value": {"lat": True, "lon": 30}}]}, "p lat"),
        ({"p": [{"value": "here"}]}, "p lat"),
        ({"r": [{"value": {"from": "long ago", "to": None}}]}, "r from"),
        ({"r": [{"value": {"from": 10**18, "to": None}}]}, "r from"),
        ({"r": [{"value": DAY}]}, "r from"),
        ({"d": [{"value": "soon"}]}, "d"),
        ({"d": [{"value": 1e300}]}, "d"),
        ({"d": [{"value": False}]}, "d"),
        ({"d": "2023"}, "d"),
        ({"d": ["2023"]}, "d"),
        ({"l": [{"value": "no link"}]}, "l label"),
    ],
)
def test_what_cannot_be_read_is_a_fault_of_its_entity_and_the_others_are_read(
    metadata: Mapping[str, Any], column: str
) -> None:
    good = {
        "p": [{"value": {"lat": 42.9, "lon": 129.5}}],
        "r": [{"value": {"from": DAY, "to": 2 * DAY}}],
        "d": [{"value": DAY}],
        "l": [{"value": {"label": "x", "url": "https://example.org"}}],
    }
    found = table(entity("a", **good), entity("b", **{**good, **metadata}), entity("c", **good))
    assert faulty(found) == [(2, column)]
    assert texts(found, column)[0] == texts(found, column)[2] != ""
    assert texts(found, column)[1] == ""


@pytest.mark.parametrize("broken", [None, 3, "entity", [], {"metadata": [], "published": True, "sharedId": "x"}])
def test_what_is_no_entity_is_a_fault_of_the_whole_record_and_still_a_row(broken: Any) -> None:
    found = table(entity("a"), broken)
    assert len(found.frame) == 2
    assert (2, "") in faulty(found)


def test_an_exchanged_position_is_told_and_turned_round_as_in_an_export() -> None:
    found = table(entity("a", place=[{"value": {"lat": 129.5, "lon": 42.9}}]))
    assert found.faults.iloc[0]["fix"] == "lat and lon look exchanged: turn them round."
    assert found.faults.iloc[0]["value"] == "129.5|42.9"
    turned = uwazi.turn_round(found, found.faults.iloc[0]["column"])
    assert (texts(turned, "place lat"), texts(turned, "place lon")) == (["42.9"], ["129.5"])
    assert len(turned.faults) == 0


def test_half_a_letter_is_a_fault_and_no_crash() -> None:
    found = table(entity("a", note=[{"value": "\ud800"}]), entity("b", note=[{"value": "well"}]))
    assert faulty(found) == [(1, "note")]
    assert texts(found, "note") == ["", "well"]
    odd = table(entity("a", **{"\ud800": [{"value": {"lat": "\ud800", "lon": 1}}]}))
    assert set(odd.faults["column"]) == {"?", "? lat"}


def test_an_entity_that_does_not_say_whether_it_is_published_is_never_taken_for_public() -> None:
    unsaid = entity("b")
    del unsaid["published"]
    found = table(entity("a"), unsaid, entity("c") | {"published": False}, entity("d") | {"published": "yes"})
    assert texts(found, "published") == ["Published", "", "Unpublished", ""]
    assert faulty(found) == [(2, "published"), (4, "published")]


def test_an_answer_without_a_word_on_publication_is_warned_of() -> None:
    found = table({"sharedId": "a", "metadata": {}})
    assert any("each counts as public" in warning for warning in found.warnings)
    assert "visibility" not in uwazi.profile(found).columns


def test_one_entity_in_two_languages_is_one_record() -> None:
    korean = entity("a", kind=[{"value": "v1", "label": "체포"}], place=[{"value": {"lat": 142, "lon": 1}}])
    english = entity("a", kind=[{"value": "v1", "label": "Arrest"}]) | {"title": "D1 en"}
    found = table(korean | {"language": "ko"}, english, entity("b"))
    assert found.frame.index.tolist() == [2, 3]
    assert (texts(found, "kind"), texts(found, "kind (ko)")) == (["Arrest", ""], ["체포", ""])
    assert texts(found, "title (ko)") == ["D1", ""]
    assert set(found.faults["row"]) <= set(found.frame.index)


# Files.


@pytest.mark.parametrize("key", ["rows", "data"])
def test_both_searches_and_single_entities_are_read(key: str, tmp_path: Path) -> None:
    found = read_api_json(saved(tmp_path, {key: [entity("a", kind=[{"value": "v", "label": "Arrest"}])]}))
    assert texts(found, "kind") == ["Arrest"]
    assert texts(read_api_json(saved(tmp_path, [entity("a")])), "title") == ["D1"]


def test_a_file_with_a_byte_order_mark_or_in_utf_16_is_read(tmp_path: Path) -> None:
    text = json.dumps({"rows": [entity("a") | {"title": "체포"}]}, ensure_ascii=False)
    for encoding in ("utf-8-sig", "utf-16"):
        assert texts(read_api_json(saved(tmp_path, text.encode(encoding))), "title") == ["체포"]


def test_one_page_of_a_longer_answer_is_warned_of(tmp_path: Path) -> None:
    found = read_api_json(saved(tmp_path, {"rows": [entity("a")], "totalRows": 1204, "relation": "eq"}))
    assert any("holds 1 entity of 1,204" in warning for warning in found.warnings)


def test_an_empty_answer_is_a_table_without_rows_and_a_warning(tmp_path: Path) -> None:
    found = read_api_json(saved(tmp_path, {"rows": [], "totalRows": 0}))
    assert len(found.frame) == 0
    assert "sharedId" in found.frame
    assert any("no entity" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "content",
    [
        b'{"rows": [{"sharedId": "a1", "metadata": {"note"',
        b"<!doctype html><title>Log in</title>",
        b'{"rows": [{"sharedId": "a1", "metadata": {"n": [{"value": NaN}]}}]}',
        b"[" * 100_000,
        b'{"rows": [{"sharedId": ' + b"9" * 5_000 + b"}]}",
        b'{"rows": "\xff\xfe"}',
    ],
)
def test_a_file_that_is_no_json_is_refused_with_a_sentence_that_repeats_nothing_of_it(
    content: bytes, tmp_path: Path
) -> None:
    message = refusal(tmp_path, content)
    assert "no whole JSON" in message
    assert "a1" not in message


@pytest.mark.parametrize(
    "document",
    [
        {"type": "FeatureCollection", "features": []},
        {"rows": [{"id": 1, "name": "x"}]},
        {"rows": []},
        [1, 2],
        [],
        "rows",
        None,
        {"error": "Unauthorized"},
    ],
)
def test_json_of_another_kind_is_refused_and_not_taken_for_uwazis(document: Any, tmp_path: Path) -> None:
    assert not looks_like_api(document)
    assert "/api/search" in refusal(tmp_path, document)


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_api_json(tmp_path / "none.json")


# What holds for anything.

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=4),
    st.sampled_from(["42.9", DAY, -DAY, 1_693_094_400]),
)
words = st.sampled_from(
    (
        *("value", "label", "parent", "inheritedValue", "inheritedType", "lat", "lon", "from", "to", "url", "title"),
        *("sharedId", "language", "published", "metadata", "creationDate", "documents", "filename", "geolocation"),
    )
)
anything = st.recursive(
    scalars | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words | st.text(max_size=2), inner, max_size=4),
    max_leaves=12,
)
items = st.lists(
    st.fixed_dictionaries(
        {"value": anything},
        optional={"label": anything, "parent": anything, "inheritedType": words, "inheritedValue": anything},
    )
    | anything,
    max_size=3,
)
entities = st.fixed_dictionaries(
    {"metadata": st.dictionaries(words | st.text(max_size=2), items | anything, max_size=3) | anything},
    optional={"sharedId": st.sampled_from(["a", "b"]) | anything, "published": anything, "language": anything}
    | {"title": anything, "template": anything, "creationDate": anything, "documents": anything},
)


@settings(max_examples=80)
@given(st.lists(entities | anything, max_size=5))
def test_whatever_an_answer_holds_each_entity_is_a_row_or_merged_and_nothing_crashes(some: list[Any]) -> None:
    found = table(*some)
    ids = [str(one["sharedId"]) for one in some if isinstance(one, dict) and isinstance(one.get("sharedId"), str)]
    assert len(found.frame) >= len(some) - (len(ids) - len({text.strip() for text in ids})) - _odd_ids(some)
    assert set(found.frame.index) <= set(range(1, len(some) + 1))
    assert found.frame.columns.is_unique
    assert not found.frame.isna().to_numpy().any()
    assert set(found.faults["row"]) <= set(found.frame.index)
    assert set(found.faults["column"]) <= {*found.frame.columns, ""}
    assert found.dates <= set(found.frame.columns)


def _odd_ids(some: list[Any]) -> int:
    """Entities whose `sharedId` is no text: they may still be written alike."""
    return sum(isinstance(one, dict) and not isinstance(one.get("sharedId", ""), str) for one in some)


@given(st.lists(st.integers(-50_000, 50_000).filter(bool), min_size=1, max_size=5))
def test_days_come_back_as_the_days_they_were(days: list[int]) -> None:
    found = table(*(entity(str(n), date=[{"value": day * DAY}]) for n, day in enumerate(days)))
    first = datetime.date(1970, 1, 1)
    assert texts(found, "date") == [(first + datetime.timedelta(days=day)).isoformat() for day in days]
