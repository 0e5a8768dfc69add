"""Events written in one format and read again are the same events, whatever the way they take."""

from __future__ import annotations

from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from footprints_geo import Events, read_events
from footprints_geo.vocabulary import data_path
from footprints_geo.writers.formats import FORMATS, write_events
from tests.builders import all_awkward_cases, csv_text, event, random_rows
from tests.commands import run

WAY = ("events.xlsx", "events.parquet", "events.geojson", "events.gpkg", "again.csv", "again.tsv")


def read(path: Path) -> Events:
    return read_events(path)


def assert_same_events(one: Events, other: Events) -> None:
    """All that is known of the events; the number of a record is that of the file it stands in."""
    assert one.given.columns.tolist() == other.given.columns.tolist()
    assert_frame_equal(one.given.astype("str"), other.given.astype("str"))
    mine, others = one.frame.drop(columns="row"), other.frame.drop(columns="row")
    assert mine.dtypes.map(str).tolist() == others.dtypes.map(str).tolist()
    assert_frame_equal(mine, others, check_categorical=False)
    assert_frame_equal(one.places, other.places)


def test_the_bundled_events_are_the_same_after_each_step_of_a_way_through_all_formats(tmp_path: Path) -> None:
    here = data_path("documented_events.csv")
    first = read(here)
    assert len(first.frame) > 200
    for name in WAY:
        answer = run("convert", here, tmp_path / name)
        assert (answer.code, answer.out) == (0, ""), answer.err
        here = tmp_path / name
        now = read(here)
        assert (now.records_read, now.rows_rejected) == (first.records_read, 0), name
        assert_same_events(first, now)
    assert {Path(name).suffix for name in WAY} == set(FORMATS)


def test_the_same_events_give_the_same_bytes(tmp_path: Path) -> None:
    events = read(data_path("documented_events.csv")).given.head(40)
    for ending in FORMATS:
        for name in ("one", "two"):
            write_events(events, tmp_path / f"{name}{ending}")
        assert (tmp_path / f"one{ending}").read_bytes() == (tmp_path / f"two{ending}").read_bytes(), ending


AWKWARD_TEXTS = (
    "", "국경 부근", "=cmd|' /C calc'!A0", "+82", "-5", "@name", "'quoted", '"', "a,b;c\td", "two\nlines", "1e5", "007",
    "TRUE", "NA", "null", "None", "nan", "2023/1/2", "１２", "é", "𝟛", "{}", "[1]", "x" * 500, "~", "_x000D_", "&amp;",
)  # fmt: skip


def rows_with_free_text(seed: int) -> list[dict[str, Any]]:
    """Random events with what people type into notes, and in a column of their own."""
    chance = Random(seed)
    rows: list[dict[str, Any]] = [
        {
            **row,
            "lat": chance.choice(["", "42.9048"]),
            "note": chance.choice(AWKWARD_TEXTS),
            "나이대": chance.choice(AWKWARD_TEXTS),
        }
        for row in random_rows(chance, 4)
    ]
    return [{**row, "lon": "129.5075" if row["lat"] else ""} for row in rows] or [event("A", "arrest", "CN", note="a")]


@pytest.mark.parametrize("ending", FORMATS)
@settings(max_examples=6)
@given(st.integers(0, 10**9))
def test_random_events_are_the_same_after_they_were_written_and_read(ending: str, seed: int) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "events.csv").write_text(csv_text(rows_with_free_text(seed)), encoding="utf-8", newline="")
        first = read(folder / "events.csv")
        write_events(first.given, folder / f"again{ending}")
        assert_same_events(first, read(folder / f"again{ending}"))


@pytest.mark.parametrize("ending", FORMATS)
def test_every_awkward_case_is_the_same_after_it_was_written_and_read(tmp_path: Path, ending: str) -> None:
    (tmp_path / "events.csv").write_text(csv_text(all_awkward_cases()), encoding="utf-8")
    first = read(tmp_path / "events.csv")
    write_events(first.given, tmp_path / f"again{ending}")
    assert_same_events(first, read(tmp_path / f"again{ending}"))


@pytest.mark.parametrize("ending", FORMATS)
@settings(max_examples=6)
@given(st.integers(0, 10**9))
def test_no_reader_loses_a_record_without_naming_it(ending: str, seed: int) -> None:
    """However wrong the cells are: as many records are read as were written, and each is an event or a reject."""
    chance = Random(seed)
    columns = ["case_id", "event_type", "date", "country", "lat", "lon", "persons", "visibility", "note", "own"]
    cells = [*AWKWARD_TEXTS, "arrest", "arest", "2023", "31/02/2023", "CN", "XX", "95", "42.9", "30 to 50", "secret"]
    records = [{name: chance.choice(cells) for name in columns} for _ in range(chance.randint(1, 12))]
    for number, record in enumerate(records):
        # A wholly blank row is no record.
        record["case_id"] = chance.choice([f"CASE-{number}", "CASE"])
    with TemporaryDirectory() as name:
        path = Path(name) / f"events{ending}"
        write_events(pd.DataFrame(records, columns=columns, dtype="str"), path)
        events = read(path)
    assert events.records_read == len(records)
    first = 1 if ending in (".parquet", ".geojson", ".gpkg") else 2
    named = {*events.frame["row"], *events.rejects["row"]}
    assert named == set(range(first, first + len(records)))
    assert events.rows_read == len(events.frame) + events.rows_rejected
    assert set(events.frame["row"]).isdisjoint(np.asarray(events.rejects["row"]))


def test_what_is_rejected_is_not_converted_and_is_said(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(csv_text([event("A", "arrest", "CN"), event("B", "arest", "CN")]), encoding="utf-8")
    answer = run("convert", path, tmp_path / "out.parquet", "--rejects", tmp_path / "rejects.csv")
    assert answer.code == 1
    assert "1 events" in answer.err or "1 event" in answer.err
    assert read(tmp_path / "out.parquet").given["case_id"].tolist() == ["A"]
    assert "B" in (tmp_path / "rejects.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("target", ["events.csv", "link.csv"])
def test_the_records_are_never_converted_over_themselves(tmp_path: Path, target: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text(csv_text([event("A", "arrest", "CN")]), encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(path)
    before = path.read_bytes()
    answer = run("convert", path, tmp_path / target)
    assert answer.code == 2
    assert path.read_bytes() == before


def test_a_format_nobody_can_write_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(csv_text([event("A", "arrest", "CN")]), encoding="utf-8")
    for name in ("out.docx", "out", "no/folder/out.csv"):
        answer = run("convert", path, tmp_path / name)
        assert answer.code == 2
        assert answer.err.startswith("Error: ")
        assert answer.err.count("\n") == 1
