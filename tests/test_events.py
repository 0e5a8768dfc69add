"""The validated table: every row is accounted for, nothing is guessed in silence, and no refusal names a person."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.errors import InputError
from footprints_geo.events.reading import read_events
from footprints_geo.events.table import CODED, SCHEMA, Events
from footprints_geo.vocabulary import EVENT_COLUMNS as COLUMNS
from footprints_geo.vocabulary import EVENT_TYPES, data_path
from tests.builders import all_awkward_cases, at, event, events_of, write_rows

SECRET = "QQ-SECRET-QQ"


def events_in(content: str | bytes) -> Events:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_events(path)


def table_text(rows: Iterable[Iterable[str]], header: Iterable[str] = COLUMNS) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    return text.getvalue()


def test_the_bundled_events_are_all_accepted() -> None:
    events = read_events(data_path("documented_events.csv"))
    assert events.rejects.to_dict("records") == []
    assert (events.rows_read, len(events.frame), events.rows_rejected) == (282, 282, 0)
    assert events.frame["case_id"].nunique() == 139


def test_every_awkward_case_is_accepted(tmp_path: Path) -> None:
    rows = all_awkward_cases()
    events = events_of(tmp_path, *rows)
    assert events.rejects.empty
    assert events.frame["case_id"].tolist() == [row["case_id"] for row in rows]


PLAUSIBLE: dict[str, list[str]] = {
    "case_id": ["A", "B", "A B", ""],
    "sequence": ["1", "2", "1.5", "x", "inf"],
    "event_type": [*EVENT_TYPES, "Border Crossing", "arest", "other", ""],
    "date": ["2023", "2023-10-09", "2023-08/2023-10", "2023~", "31/02/2023", "2023-13", "\n"],
    "duration": ["P8M", "P", "8 months"],
    "place": ["Tumen", "Jilin", "Nowhere", "=1+1", "??", "Jilin Province", "Onsong County"],
    "admin1": ["Jilin", "Ryanggang", "?"],
    "country": ["CN", "kp", "LA", "XX", "China"],
    "lat": ["42.96", "42,96", "95", "129.84", "nan", "inf"],
    "lon": ["129.84", "129,84", "200", "42.96", "-0"],
    "location_precision": ["site", "crossing", "city", "county", "province", "country", "town"],
    "persons": ["1", "30", "30 to 50", "-1", "0", "1e3"],
    "persons_min": ["0", "5", "x"],
    "persons_max": ["3", "50", "x"],
    "visibility": ["public", "Restricted", "hidden"],
    "subject": ["escapee", "helper", "cat"],
    "part_of": ["A", "B", "A|C", "|"],
}
GARBAGE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=5)


def cells_of(column: str) -> st.SearchStrategy[str]:
    return st.just("") | st.sampled_from(PLAUSIBLE.get(column, ["x"])) | GARBAGE


def row_of(cells: dict[str, str]) -> tuple[str, ...]:
    return tuple(cells.get(column, "") for column in COLUMNS)


CELLS = st.sampled_from(COLUMNS).flatmap(lambda column: st.tuples(st.just(column), cells_of(column)))
LIKELY = st.sampled_from([{"case_id": "A", "event_type": "arrest"}, {"case_id": "B", "country": "CN"}, {}])
ROWS = st.lists(
    st.builds(lambda likely, cells: row_of({**likely, **dict(cells)}), LIKELY, st.lists(CELLS, max_size=6)), max_size=5
)


@settings(max_examples=20)
@given(ROWS)
def test_every_row_is_accepted_or_rejected_with_cell_reason_and_remedy(rows: list[tuple[str, ...]]) -> None:
    events = events_in(table_text(rows))
    filled = {number for number, row in enumerate(rows, 2) if any(cell.strip() for cell in row)}
    accepted, rejected = set(events.frame["row"]), set(events.rejects["row"])
    assert accepted | rejected == filled
    assert not accepted & rejected
    assert events.rows_read == len(filled) == len(events.frame) + events.rows_rejected
    assert events.frame["row"].is_monotonic_increasing
    for line in events.rejects.to_dict("records"):
        cell = dict(zip(COLUMNS, rows[line["row"] - 2], strict=True))[line["column"]]
        # How a cell is written (blanks, capitals) is for another test.
        assert line["value"].strip().casefold()[:5].replace("_", " ") == cell.strip().casefold()[:5].replace("_", " ")
        assert len(line["reason"]) > 10
        assert len(line["fix"]) > 5


@settings(max_examples=15)
@given(ROWS, st.data())
def test_accepted_events_keep_the_promises_of_the_table_in_any_order(
    rows: list[tuple[str, ...]], data: st.DataObject
) -> None:
    events = events_in(table_text(rows))
    frame, places = events.frame, events.places
    SCHEMA.validate(frame)
    assert frame.columns.is_unique
    assert (frame["case_id"].astype("str") != "").all()
    assert frame["date_earliest"].isna().equals(frame["date_latest"].isna())
    # A place is missing exactly where no country is known, and is always one of the table of places.
    assert frame["place_id"].isna().equals(frame["country"].isna())
    at_place = places.reindex(frame["place_id"].dropna().astype("str"))
    assert at_place["country"].tolist() == frame.loc[frame["place_id"].notna(), "country"].astype("str").tolist()
    assert places.loc[places["coarse"], ["lon", "lat"]].isna().all(axis=None)

    other = events_in(table_text(data.draw(st.permutations(rows))))
    pd.testing.assert_frame_equal(places, other.places)
    # Row numbers follow the rows.
    assert_same = pd.testing.assert_frame_equal
    assert_same(events.inferred.drop(columns="row_numbers"), other.inferred.drop(columns="row_numbers"))
    columns = [column for column in frame.columns if column != "row"]
    # Texts are numbered as they come up; codes that anything is made from (case, place, country) are sorted.
    pd.testing.assert_frame_equal(sorted_rows(events, columns), sorted_rows(other, columns))
    for column in ("case_id", "place_id", "country"):
        assert events.frame[column].cat.categories.equals(other.frame[column].cat.categories)


def sorted_rows(events: Events, columns: list[str]) -> pd.DataFrame:
    texts = events.frame[columns].astype(dict.fromkeys([*CODED, *events.attributes], "str"))
    return texts.sort_values(columns, ignore_index=True)


@settings(max_examples=20)
@given(st.binary(max_size=80) | st.text('case_id,event_type;arrest"\n\r', max_size=80).map(str.encode))
def test_any_file_is_events_or_one_sentence(tail: bytes) -> None:
    for content in (tail, b"case_id,event_type,note\n" + tail):
        try:
            events = events_in(content)
        except InputError:
            continue
        assert events.rows_read == len(events.frame) + events.rows_rejected


@pytest.mark.parametrize("content", ["case_id,event_type\n", "case_id,event_type", ",".join(COLUMNS) + "\n\n"])
def test_a_header_alone_gives_an_empty_valid_table(content: str) -> None:
    events = events_in(content)
    SCHEMA.validate(events.frame)
    assert (events.rows_read, len(events.frame), events.rows_rejected) == (0, 0, 0)
    assert (events.places["listed"] | (events.places["kind"] == "country")).all()


def test_a_file_of_which_nothing_can_be_used_gives_an_empty_table_and_all_rejects(tmp_path: Path) -> None:
    events = events_of(tmp_path, event("A", "other", "CN"), event("B", "arrest", "CN", date="31/02/2023"))
    assert (events.rows_read, len(events.frame), events.rows_rejected) == (2, 0, 2)


def test_a_row_with_too_many_cells_is_one_reject_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("case_id,event_type,country\nA,arrest,CN\n\nB,arrest,CN,too,many\nC,arest\n", encoding="utf-8")
    events = read_events(path)
    assert events.rejects[["row", "column", "value"]].to_numpy().tolist() == [
        [4, "", "5 cells"],
        [5, "event_type", "arest"],
    ]
    assert (events.rows_read, len(events.frame)) == (3, 1)


def test_the_row_of_an_event_is_the_row_of_the_spreadsheet() -> None:
    events = events_in('case_id,event_type,note\n\nA,arrest,"two\nlines"\n,,\nB,arrest\n')
    assert dict(zip(events.frame["case_id"], events.frame["row"], strict=True)) == {"A": 3, "B": 5}


@pytest.mark.parametrize(
    ("cells", "low", "high"),
    [
        ({}, 1, None),
        ({"persons": "7"}, 7, 7),
        ({"persons_min": "30", "persons_max": "50"}, 30, 50),
        ({"persons_min": "30"}, 30, None),
        ({"persons_max": "50"}, 1, 50),
        ({"persons": "40", "persons_min": "30"}, 30, 40),
        ({"persons": "40", "persons_max": "50"}, 40, 50),
        ({"persons": "40", "persons_min": "30", "persons_max": "50"}, 30, 50),
        ({"persons_min": "0", "persons_max": "3"}, 0, 3),
    ],
)
def test_persons_become_a_low_and_a_high_count(
    tmp_path: Path, cells: dict[str, str], low: int, high: int | None
) -> None:
    frame = events_of(tmp_path, event("A", "arrest", "CN", **cells)).frame
    assert frame["persons_low"].tolist() == [low]
    assert frame["persons_high"].isna().all() if high is None else frame["persons_high"].tolist() == [high]


@pytest.mark.parametrize(
    ("date", "earliest", "latest"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023-10", "2023-10-01", "2023-10-31"),
        ("2023-10-09", "2023-10-09", "2023-10-09"),
        ("2023-08/2023-10", "2023-08-01", "2023-10-31"),
        ("", None, None),
    ],
)
def test_dates_become_closed_intervals(tmp_path: Path, date: str, earliest: str | None, latest: str | None) -> None:
    frame = events_of(tmp_path, event("A", "arrest", "CN", date=date)).frame
    days = [None if pd.isna(day) else str(day.date()) for day in frame[["date_earliest", "date_latest"]].iloc[0]]
    assert days == [earliest, latest]


def test_words_are_read_in_any_case_and_defaults_are_filled_in(tmp_path: Path) -> None:
    frame = events_of(
        tmp_path, event("A", "Border Crossing", "cn"), event("B", "LAST-SEEN", visibility="Restricted")
    ).frame
    assert frame["event_type"].tolist() == ["border_crossing", "last_seen"]
    assert frame["visibility"].tolist() == ["public", "restricted"]
    assert frame["country"].astype("object").fillna("").tolist() == ["CN", ""]


def test_a_reject_shows_the_cell_as_it_stands_in_the_file(tmp_path: Path) -> None:
    events = events_of(tmp_path, event("A", "House Arest", "Chinaa"))
    assert events.rejects["value"].tolist() == ["House Arest", "Chinaa"]


def test_other_columns_are_carried_along_as_text(tmp_path: Path) -> None:
    events = events_of(tmp_path, event("A", "arrest", "CN", occupation="miner"), event("B", "arrest", "CN", sex="f"))
    assert events.attributes == ("occupation", "sex")
    assert events.frame[["occupation", "sex"]].to_numpy().tolist() == [["miner", ""], ["", "f"]]


@pytest.mark.parametrize("column", sorted(set(SCHEMA.columns) - set(COLUMNS)))
def test_a_column_with_the_name_of_a_computed_one_cannot_take_its_place(tmp_path: Path, column: str) -> None:
    rows = [event("A", "arrest", "CN", date="2023", persons="3", **{column: "900"})]
    try:
        events = events_of(tmp_path, *rows)
    except InputError as refused:
        refusal = str(refused)
    else:
        refusal = ""
        assert events.frame.columns.is_unique
        assert events.frame["persons_low"].tolist() == [3]
        assert events.frame["row"].tolist() == [2]
    assert not refusal or column in refusal


def test_what_is_inferred_is_said_with_its_number(tmp_path: Path) -> None:
    events = events_of(
        tmp_path,
        event("A", "arrest", place="Vientiane", persons="1"),
        event("B", "arrest", "CN", lat="42.957", lon="129.85", location_precision="site", persons="1"),
        event("C", "arrest", "CN", place="Nowhere", location_precision="city"),
        event("D", "arrest", "CN", part_of="Z", persons="1"),
    )
    said = {
        (line["column"], line["inferred"].split(":")[0]): line["rows"] for line in events.inferred.to_dict("records")
    }
    assert said == {
        ("country", "from the place"): 1,
        ("place", "from the position"): 1,
        ("place", "not in the gazetteer"): 1,
        ("location_precision", "from the gazetteer"): 1,
        ("persons", "unknown"): 1,
        ("part_of", "names a case that is not in the file"): 1,
    }


def test_a_name_and_a_position_that_contradict_each_other_are_said(tmp_path: Path) -> None:
    # Tumen lies at the Korean border, the position in Kunming: 2,700 km apart.
    events = events_of(tmp_path, at("A", "arrest", "Tumen", "CN", lat="25.04", lon="102.71", persons="1"))
    assert events.rows_rejected or events.inferred["column"].isin(["place", "lat"]).any()


def test_what_was_found_out_about_the_file_is_said() -> None:
    events = events_in("case_id;event_type;persons\n\nA;arrest;1\n".encode("utf-16"))
    notes = events.inferred.loc[events.inferred["column"] == "", "inferred"].tolist()
    assert len(notes) == 3
    assert "UTF-16" in notes[0]
    assert "';'" in notes[1]
    assert notes[2].startswith("1 wholly blank row")


@pytest.mark.parametrize(
    "header", ["case id,event_type", "case_id,type of event", "eventtype,caseid", "Case-ID,사건 유형"]
)
def test_a_column_that_is_called_otherwise_is_found_and_that_is_said(header: str) -> None:
    cells = "arrest,A" if header.startswith("eventtype") else "A,arrest"
    events = events_in(f"{header}\n{cells}\n")
    assert events.frame[["case_id", "event_type"]].astype("str").to_numpy().tolist() == [["A", "arrest"]]


def test_a_file_without_what_is_required_is_asked_about() -> None:
    with pytest.raises(InputError, match=r"whose case.*event_type.*footprints-geo profile"):
        events_in("nothing,here\nA,B\n")


SECRETS = {"case_id": SECRET, "note": SECRET, "source": SECRET, "source_title": SECRET, "custodian": SECRET}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"case_id,event_type,note\n{SECRET},arrest,{SECRET}\n".encode("utf-16")[:-1], id="cut short"),
        pytest.param(f"case_id,event_type,note\n{SECRET},arrest,북 {SECRET}\x01\n".encode("cp949"), id="no letters"),
        pytest.param(f'case_id,event_type,note\n{SECRET},arrest,"{SECRET}\n', id="open quote"),
        pytest.param(f'case_id,note,event_type\n{SECRET},"{SECRET},arrest\n', id="open quote, uneven"),
        pytest.param(f'"case_id,event_type\n{SECRET},arrest\n', id="open quote in the header"),
        pytest.param(f'"case_id\n{SECRET}",event_type\n{SECRET},arrest\n', id="header runs on"),
        pytest.param(f"{SECRET},arrest,{SECRET}\n", id="no header"),
        pytest.param(f"case_id,event_type,note\n{SECRET},arr\0est,{SECRET}\n", id="NUL"),
    ],
)
def test_a_refusal_never_carries_what_a_row_says(content: str | bytes) -> None:
    with pytest.raises(InputError) as caught:
        events_in(content)
    assert SECRET.lower() not in f"{caught.value} {caught.value.__cause__}".lower()


def test_rejects_and_inferences_never_carry_an_id_or_a_note(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    rows: list[dict[str, Any]] = [
        {"event_type": "arrest", **SECRETS, **cells}
        for cells in (
            {"event_type": "other"},
            {"date": "31/02/2023"},
            {"persons": "-1"},
            {"persons_min": "5", "persons_max": "3"},
            {"lat": "95", "lon": "129"},
            {"country": "XX"},
            {"part_of": "Z"},
            {"case_id": "", "country": "CN"},
        )
    ]
    events = events_of(tmp_path, *rows)
    assert events.rows_rejected == len(rows) - 1
    texts = [*events.rejects[["reason", "fix"]].to_numpy().ravel(), *events.inferred["inferred"], caplog.text]
    texts += events.rejects["value"].tolist()
    assert not [text for text in texts if SECRET in text]


def test_reading_changes_neither_the_file_nor_the_answer(tmp_path: Path) -> None:
    path = write_rows(tmp_path, all_awkward_cases())
    before = path.read_bytes()
    one, other = read_events(path), read_events(path)
    pd.testing.assert_frame_equal(one.frame, other.frame)
    assert path.read_bytes() == before
    assert one.fingerprint == other.fingerprint


def test_many_rows_are_read_by_the_same_rules(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    rows = [
        event(f"C{case}", str(rng.choice(EVENT_TYPES)), "CN", persons=str(rng.integers(-1, 4)), sequence=str(n))
        for n, case in enumerate(rng.integers(0, 300, 3000))
    ]
    events = events_of(tmp_path, *rows)
    bad = {number for number, row in enumerate(rows, 2) if int(row["persons"]) < 1}
    assert set(events.rejects["row"]) == bad
    assert len(events.frame) == len(rows) - len(bad)


def test_faults_of_one_kind_are_put_together_whatever_the_single_cells_say(tmp_path: Path) -> None:
    months = [event(f"c{month}", "arrest", "CN", date=f"2023-{month}") for month in (13, 14, 15, 16)]
    faults = events_of(tmp_path, *months, event("c9", "fled", "CN"), event("c9", "fled", "CN")).faults
    assert faults["column"].tolist() == ["date", "event_type"]
    dates, words = faults.to_dict("records")
    assert (dates["rows"], dates["row_numbers"]) == (4, [2, 3, 4, 5])
    assert (dates["values"], dates["more_values"]) == (["2023-13", "2023-14", "2023-15"], True)
    assert dates["differently_said"]
    assert (words["rows"], words["values"], words["more_values"], words["differently_said"]) == (
        2,
        ["fled"],
        False,
        False,
    )


def test_every_fault_is_in_one_kind(tmp_path: Path) -> None:
    rows = [event("", "fled", "XX", date="x", persons="y"), event("", "arrest", "CN", date="2023-13")]
    events = events_of(tmp_path, *rows)
    assert int(events.faults["rows"].sum()) == len(events.rejects)
    assert events_of(tmp_path, event("c1", "arrest", "CN", persons=1)).faults.empty


def test_events_of_which_something_is_inferred_or_doubted_are_counted_once_each(tmp_path: Path) -> None:
    plain = event("c1", "arrest", "CN", date="2023-05-01", persons="2")
    twice = at("c2", "arrest", "Yanji", "", date="2023", source_date="2020-01-01", sequence=1)
    events = events_of(tmp_path, plain, twice, event("c3", "fled"))
    assert (events.rows_read, len(events.frame), events.rows_rejected) == (3, 2, 1)
    assert events.inferred.loc[events.inferred["rows"] > 0, "rows"].sum() > 1
    assert (events.rows_inferred, events.rows_doubted) == (1, 1)
    assert events_of(tmp_path, plain).rows_inferred == 0
