"""Rejected records as a file: mended and given back, it makes of the wrong file what the right one would have been."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from footprints_geo.errors import InputError
from footprints_geo.events.mending import MARKS, mended, rejected_records
from footprints_geo.events.reading import events_from, read_source
from footprints_geo.file_account import rejects_csv
from footprints_geo.profiles import EventGroup, Profile
from footprints_geo.sources.opening import open_source
from footprints_geo.writers.formats import write_events
from tests.builders import Row, csv_text, event, random_rows, write_rows
from tests.commands import run

RIGHT = [
    event("A", "arrest", "CN", date="2023-08-27", persons="3"),
    event("A", "repatriation", "KP", date="2023-10-09", persons="3"),
    event("B", "departure", "KP", date="1969", persons=""),
    event("C", "last_seen", "CN", date="", persons="1"),
]
WRONG = [
    RIGHT[0],
    {**RIGHT[1], "date": "31/02/2023", "persons": "30 to 50"},
    {**RIGHT[2], "event_type": "departed?"},
    RIGHT[3],
]


def rejected(path: Path) -> pd.DataFrame:
    source = read_source(path)
    return rejected_records(source.raw, events_from(source).rejects)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def put_right(path: Path, right: Sequence[Row]) -> None:
    """As a person would: each rejected record as it ought to be, its number and the remarks left alone."""
    rows = rows_of(path.read_text(encoding="utf-8"))
    mended_rows = [{**row, **right[int(row["rejected_row"]) - 2]} for row in rows]
    path.write_text(csv_text(mended_rows, list(rows[0])), encoding="utf-8")


def test_every_record_with_a_fault_is_there_once_as_the_file_has_it(tmp_path: Path) -> None:
    records = rejected(write_rows(tmp_path, WRONG))
    assert list(records.columns[: len(MARKS)]) == list(MARKS)
    assert records[["rejected_row", "rejected_column", "rejected_value"]].to_numpy().tolist() == [
        ["3", "date / persons", "31/02/2023 / 30 to 50"],
        ["4", "event_type", "departed?"],
    ]
    assert records["case_id"].tolist() == ["A", "B"]
    assert " / " in records["rejected_reason"].iloc[0]


def test_nothing_rejected_is_a_table_without_rows(tmp_path: Path) -> None:
    records = rejected(write_rows(tmp_path, RIGHT))
    assert records.empty
    assert rows_of(rejects_csv(records)) == []


@settings(max_examples=15)
@given(st.integers(0, 10**9))
def test_accepted_and_rejected_records_part_the_file_between_them(seed: int) -> None:
    chance = Random(seed)
    rows = [
        {**row, "date": chance.choice([row["date"], "31/02/2023"]), "country": chance.choice([row["country"], "XX"])}
        for row in random_rows(chance, 6)
    ] or RIGHT
    with TemporaryDirectory() as folder:
        path = write_rows(Path(folder), rows)
        source = read_source(path)
        events = events_from(source)
        numbers = rejected_records(source.raw, events.rejects)["rejected_row"].astype("int64").tolist()
    assert len(numbers) == len(set(numbers))
    assert set(numbers).isdisjoint(events.frame["row"])
    assert sorted([*numbers, *events.frame["row"]]) == list(range(2, len(rows) + 2))


def test_the_mended_file_gives_what_the_right_one_would_have(tmp_path: Path) -> None:
    wrong = write_rows(tmp_path, WRONG, "wrong.csv")
    patch = tmp_path / "rejects.csv"
    patch.write_text(rejects_csv(rejected(wrong)), encoding="utf-8", newline="")
    put_right(patch, RIGHT)
    after = events_from(read_source(wrong, mended_records=patch))
    right = events_from(read_source(write_rows(tmp_path, RIGHT, "right.csv")))
    assert_frame_equal(after.frame, right.frame, check_categorical=False)
    assert_frame_equal(after.given, right.given, check_categorical=False)
    assert after.rejects.empty
    assert (after.records_read, after.rows_read) == (4, 4)
    assert "2 records are taken from rejects.csv, where somebody mended them." in after.inferred["inferred"].tolist()
    assert after.fingerprint not in {right.fingerprint, read_source(wrong).raw.fingerprint}


@pytest.mark.parametrize("ending", [".xlsx", ".parquet", ".tsv"])
def test_rejects_may_be_mended_in_a_spreadsheet_and_saved_as_something_else(tmp_path: Path, ending: str) -> None:
    wrong = write_rows(tmp_path, WRONG)
    records = rejected(wrong)
    records.loc[0, ["date", "persons"]] = ["2023-10-09", "3"]
    records.loc[1, "event_type"] = "departure"
    patch = tmp_path / f"mended{ending}"
    write_events(records, patch)
    after = events_from(read_source(wrong, mended_records=patch))
    assert after.rejects.empty
    assert after.given["date"].tolist() == [row["date"] for row in RIGHT]


def test_a_cell_that_looks_like_a_formula_comes_back_as_it_was(tmp_path: Path) -> None:
    wrong = write_rows(tmp_path, [{**WRONG[1], "note": "=cmd|' /C calc'!A0"}, {**RIGHT[0], "note": "-5 degrees"}])
    patch = tmp_path / "rejects.csv"
    patch.write_text(rejects_csv(rejected(wrong)), encoding="utf-8", newline="")
    assert rows_of(patch.read_text(encoding="utf-8"))[0]["note"].startswith("'=")
    table = mended(open_source(wrong), open_source(patch))
    assert table.frame["note"].tolist() == ["=cmd|' /C calc'!A0", "-5 degrees"]


def test_a_record_put_right_only_in_part_is_rejected_for_the_rest(tmp_path: Path) -> None:
    wrong = write_rows(tmp_path, WRONG)
    records = rejected(wrong)
    records.loc[0, "date"] = "2023-10-09"
    write_events(records, tmp_path / "mended.csv")
    after = events_from(read_source(wrong, mended_records=tmp_path / "mended.csv"))
    assert after.rejects[["row", "column"]].to_numpy().tolist() == [[3, "persons"], [4, "event_type"]]
    assert after.rows_read == len(after.frame) + after.rows_rejected == 4


def test_faults_of_the_reader_go_with_the_record_they_were_in(tmp_path: Path) -> None:
    path = tmp_path / "uwazi.csv"
    path.write_text(
        "Title,Date added,Template,Place of arrest,Date of arrest,Published\n"
        "A,2024-02-11,Event,42.9|129.5|7,2023-08-27,Published\nB,2024-02-11,Event,42.9|129.5,2023-08-28,Published\n",
        encoding="utf-8",
    )
    records = rejected(path)
    assert records["rejected_row"].tolist() == ["2"]
    assert list(records.columns[len(MARKS) :]) == [
        "Title", "Date added", "Template", "Place of arrest", "Date of arrest", "Published",
    ]  # fmt: skip
    records.loc[0, "Place of arrest"] = "42.9|129.5"
    write_events(records, tmp_path / "mended.csv")
    after = events_from(read_source(path, mended_records=tmp_path / "mended.csv"))
    assert after.rejects.empty
    assert after.frame["lat"].tolist() == [42.9, 42.9]


def _other_number(records: pd.DataFrame) -> pd.DataFrame:
    return records.assign(rejected_row=["3", "99"])


def _no_number(records: pd.DataFrame) -> pd.DataFrame:
    return records.assign(rejected_row=["3", "SECRET-ID"])


def _the_same_twice(records: pd.DataFrame) -> pd.DataFrame:
    return records.assign(rejected_row=["3", "3"])


def _a_half_number(records: pd.DataFrame) -> pd.DataFrame:
    return records.assign(rejected_row=["3", "3.5"])


def _extra_row(records: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([records, records.iloc[:1].assign(rejected_row="")], ignore_index=True)


def _without_numbers(records: pd.DataFrame) -> pd.DataFrame:
    return records.drop(columns="rejected_row")


def _a_column_more(records: pd.DataFrame) -> pd.DataFrame:
    return records.assign(remark="SECRET-ID")


def _a_column_less(records: pd.DataFrame) -> pd.DataFrame:
    return records.drop(columns="persons")


@pytest.mark.parametrize(
    "change",
    [_other_number, _no_number, _the_same_twice, _a_half_number, _extra_row, _without_numbers, _a_column_more,
     _a_column_less],
)  # fmt: skip
def test_what_does_not_fit_the_file_is_refused_in_one_sentence(
    tmp_path: Path, change: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    wrong = write_rows(tmp_path, WRONG)
    write_events(change(rejected(wrong)), tmp_path / "mended.csv")
    with pytest.raises(InputError) as refused:
        read_source(wrong, mended_records=tmp_path / "mended.csv")
    message = str(refused.value)
    assert message.startswith("mended.csv")
    assert message.endswith(".")
    assert "\n" not in message
    assert "SECRET-ID" not in message


def test_a_file_of_rejects_is_refused_for_another_file(tmp_path: Path) -> None:
    wrong = write_rows(tmp_path, WRONG)
    write_events(rejected(wrong), tmp_path / "mended.csv")
    other = write_rows(tmp_path, [{"case_id": "X", "event_type": "arrest"}], "other.csv")
    with pytest.raises(InputError, match=r"expected the rejected records of other\.csv"):
        read_source(other, mended_records=tmp_path / "mended.csv")


def test_records_with_too_many_cells_stay_rejected_and_are_never_lost(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text("case_id,event_type\nA,arrest\nB,arrest,CN\nC,arest\n", encoding="utf-8")
    records = rejected(path)
    assert records["rejected_row"].tolist() == ["4"]
    write_events(records.assign(event_type="arrest"), tmp_path / "mended.csv")
    after = events_from(read_source(path, mended_records=tmp_path / "mended.csv"))
    assert after.rejects["row"].tolist() == [3]
    assert (after.records_read, len(after.frame)) == (3, 2)


def test_a_patch_without_rows_changes_nothing(tmp_path: Path) -> None:
    table = open_source(write_rows(tmp_path, RIGHT))
    patch = rejected_records(table, pd.DataFrame(columns=["row", "column", "value", "reason", "fix"]))
    after = mended(table, replace(table, name="mended.csv", frame=patch))
    assert_frame_equal(after.frame.astype("str"), table.frame.astype("str"))


@pytest.mark.parametrize("command", ["validate", "convert", "import"])
def test_from_the_command_line_rejects_are_written_mended_and_loaded(tmp_path: Path, command: str) -> None:
    wrong, patch = write_rows(tmp_path, WRONG), tmp_path / "rejects.csv"
    more: dict[str, list[object]] = {
        "validate": [],
        "convert": [tmp_path / "out.xlsx"],
        "import": ["--workspace", tmp_path / "workspace"],
    }
    first = run(command, wrong, *more[command], "--rejects", patch)
    assert first.code == 1
    assert "Written: rejects.csv" in first.err
    put_right(patch, RIGHT)
    again = run(command, wrong, *more[command], "--mended", patch)
    assert (again.code, "Traceback" in again.err) == (0, False)


def test_from_the_command_line_a_wrong_patch_is_one_sentence(tmp_path: Path) -> None:
    wrong = write_rows(tmp_path, WRONG)
    write_events(_other_number(rejected(wrong)), tmp_path / "mended.csv")
    answer = run("validate", wrong, "--mended", tmp_path / "mended.csv")
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("Error: mended.csv, column rejected_row, row 3: ")
    assert answer.err.count("\n") == 1


def test_one_mistake_in_a_cell_that_is_read_twice_is_said_once(tmp_path: Path) -> None:
    """For two columns of ours, and for two events of one row."""
    path = tmp_path / "victims.csv"
    path.write_text("Case,victim,Date of arrest,Date of release\nA,V1,2020,2021\n", encoding="utf-8")
    groups = tuple(EventGroup({"date": (f"Date of {kind}",)}, {"event_type": kind}) for kind in ("arrest", "release"))
    columns = {"case_id": ("Case",), "persons": ("victim",), "persons_min": ("victim",)}
    source = read_source(path)
    rejects = events_from(source, Profile(columns=columns, groups=groups)).rejects
    records = rejected_records(source.raw, rejects)
    assert records.loc[0, list(MARKS[1:3])].tolist() == ["victim", "V1"]
    assert " / " not in records.loc[0, "rejected_reason"] + records.loc[0, "rejected_fix"]
