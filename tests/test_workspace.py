"""What every workspace does, in a folder and in a database alike."""

from __future__ import annotations

import dataclasses
import datetime
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from footprints_geo.errors import InputError
from footprints_geo.events.reading import events_from, look_at, read_events
from footprints_geo.sources.source_table import FAULT_COLUMNS
from footprints_geo.vocabulary import EVENT_COLUMNS, data_path
from footprints_geo.workspace import Counts, Workspace, Written, existing_workspace, open_workspace
from footprints_geo.workspace.contents import contents, fingerprint
from footprints_geo.workspace.imports import to_import
from footprints_geo.workspace.layout import MARK, begin
from tests.postgres import empty_database
from tests.workspaces import A_DAY, NASTY, NEW_YEAR, PROFILE, imported, nasty_rows, rows

KINDS = ["folder", "postgres", "postgres without PostGIS"]


def new_address(kind: str, folder: Path) -> str:
    if kind == "folder":
        return str(folder / "workspace")
    *_, address = empty_database(points=kind == "postgres")
    return address


@pytest.fixture(params=KINDS)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return new_address(request.param, tmp_path)


@pytest.fixture
def workspace(address: str) -> Workspace:
    return open_workspace(address)


def cells(frame: pd.DataFrame) -> dict[str, list[str]]:
    return {str(name): [str(cell) for cell in column] for name, column in frame.items()}


def test_rows_come_back_as_they_were_however_nasty(workspace: Workspace) -> None:
    given_rows = nasty_rows()
    snapshot = workspace.add(imported(given_rows), NEW_YEAR)
    assert cells(workspace.read(snapshot.id).frame) == cells(given_rows)


def tidy(name: str) -> str:
    return " ".join(name.split())


LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
TEXTS = st.text(LETTERS, max_size=30) | st.sampled_from(NASTY)
NAMES = TEXTS.map(tidy).filter(lambda name: name and name not in EVENT_COLUMNS)


@pytest.mark.parametrize("kind", KINDS)
def test_any_text_comes_back(kind: str, tmp_path: Path) -> None:
    workspace = open_workspace(new_address(kind, tmp_path))
    times = iter(range(10**6))

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(
        names=st.lists(NAMES, max_size=3, unique=True),
        notes=st.lists(TEXTS, max_size=4),
        data=st.data(),
    )
    def check(names: list[str], notes: list[str], data: st.DataObject) -> None:
        frame = rows(len(notes)).iloc[: len(notes)].assign(note=np.array(notes, dtype="object"))
        for name in names:
            frame[name] = np.array(data.draw(st.lists(TEXTS, min_size=len(notes), max_size=len(notes))), dtype="object")
        snapshot = workspace.add(imported(frame), NEW_YEAR + next(times) * A_DAY)
        assert cells(workspace.read(snapshot.id).frame) == cells(frame)

    check()


def test_a_missing_cell_is_an_empty_one(workspace: Workspace) -> None:
    frame = rows()
    frame["note"] = pd.Series(["said", None, float("nan"), ""], dtype="object")
    snapshot = workspace.add(imported(frame), NEW_YEAR)
    assert workspace.read(snapshot.id).frame["note"].tolist() == ["said", "", "", ""]
    assert workspace.add(imported(frame.fillna({"note": ""})), NEW_YEAR).repeated


def test_no_rows_are_an_import_too(workspace: Workspace) -> None:
    snapshot = workspace.add(imported(rows().iloc[:0]), NEW_YEAR)
    assert workspace.read(snapshot.id).frame.columns.tolist() == list(EVENT_COLUMNS)
    assert (snapshot.events, snapshot.cases, snapshot.counts.rows_rejected) == (0, 0, 1)


def test_categories_and_plain_text_are_the_same_rows(workspace: Workspace) -> None:
    first = workspace.add(imported(rows()), NEW_YEAR)
    again = workspace.add(imported(rows().astype("category")), NEW_YEAR + A_DAY)
    assert again.repeated
    assert again.id == first.id


def test_columns_of_ours_come_first_and_attributes_in_the_order_of_the_file(workspace: Workspace) -> None:
    frame = rows()[["event_type", "case_id"]].assign(zeta="z", Alpha="a", mid="m")
    snapshot = workspace.add(imported(frame), NEW_YEAR)
    assert workspace.read(snapshot.id).frame.columns.tolist() == [*EVENT_COLUMNS, "zeta", "Alpha", "mid"]


@pytest.mark.parametrize(("cell", "what"), [("be\x00fore", "zero byte"), ("half \ud800", "half a letter")])
def test_a_cell_that_no_file_keeps_is_refused_by_its_place_alone(workspace: Workspace, cell: str, what: str) -> None:
    frame = rows().astype("object")
    frame.loc[2, "note"] = cell
    where = f"record 3, column note: the cell holds (a )?{what}.*import it again"
    with pytest.raises(InputError, match=where) as caught:
        workspace.add(imported(frame), NEW_YEAR)
    assert "before" not in str(caught.value)
    assert workspace.snapshots() == ()


@pytest.mark.parametrize("name", ["zero\x00", "half\udc00", "", " blank", "two  blanks"])
def test_a_name_of_a_column_that_no_file_keeps_is_refused(workspace: Workspace, name: str) -> None:
    frame = rows().assign(job="", other="")
    frame.columns = pd.Index([*EVENT_COLUMNS, "job", name], dtype="object")
    with pytest.raises(InputError, match="Attribute 2 has a name that cannot be kept"):
        workspace.add(imported(frame), NEW_YEAR)


def test_what_cannot_be_kept_in_a_reject_or_in_a_file_name_stops_no_import(workspace: Workspace) -> None:
    cells_of_a_line = np.array([[2, "\ud800", "a\x00b", "R", None]], dtype=object)
    faults = pd.DataFrame(cells_of_a_line, columns=list(FAULT_COLUMNS), dtype="object")
    snapshot = workspace.add(imported(rejects=faults, source_name="caf\udce9.csv"), NEW_YEAR)
    assert workspace.snapshots() == (snapshot,)
    assert snapshot.source_name == "caf?.csv"


def test_the_table_that_is_read_is_ready_for_the_doors(workspace: Workspace) -> None:
    snapshot = workspace.add(imported(rows(3)), NEW_YEAR)
    table = workspace.read(snapshot.id)
    assert (table.name, table.fingerprint) == ("cases of 2023.xlsx", snapshot.fingerprint)
    assert (table.format, table.unit, table.rows_read) == ("parquet", "record", 6)
    assert (table.frame.index.name, table.frame.index.tolist()) == ("row", [1, 2, 3, 4, 5, 6])


def test_what_is_read_passes_the_doors_again_unchanged(workspace: Workspace) -> None:
    first = workspace.add(to_import(read_events(data_path("documented_events.csv"))), NEW_YEAR)
    events = events_from(look_at(workspace.read(first.id)))
    assert events.rows_rejected == 0
    again = workspace.add(to_import(events), NEW_YEAR + A_DAY)
    assert (again.fingerprint, again.counts) == (first.fingerprint, first.counts)
    assert workspace.diff(first.id, again.id).cases.empty


def test_a_snapshot_knows_what_it_was_made_from(workspace: Workspace) -> None:
    snapshot = workspace.add(imported(rows(3)), NEW_YEAR)
    assert workspace.snapshots() == (snapshot,)
    assert snapshot.at == NEW_YEAR
    assert snapshot.id.startswith("20240101T120000000000Z-")
    assert snapshot.counts == Counts(7, 6, 1)
    assert (snapshot.events, snapshot.cases, snapshot.profile) == (6, 3, "시험 profile")
    assert not snapshot.repeated


def test_a_time_of_another_zone_is_kept_in_utc(workspace: Workspace) -> None:
    seoul = datetime.timezone(datetime.timedelta(hours=9))
    snapshot = workspace.add(imported(), NEW_YEAR.astimezone(seoul))
    assert snapshot.id.startswith("20240101T120000000000Z-")
    assert workspace.snapshots()[0].at.utcoffset() == datetime.timedelta(0)
    assert workspace.log()["at"].tolist() == [pd.Timestamp(NEW_YEAR)]


def test_a_time_without_a_zone_is_refused(workspace: Workspace) -> None:
    with pytest.raises(ValueError, match="time zone"):
        workspace.add(imported(), NEW_YEAR.replace(tzinfo=None))
    assert workspace.snapshots() == ()


def test_snapshots_are_listed_oldest_first_whatever_the_order_of_adding(workspace: Workspace) -> None:
    added = [workspace.add(imported(rows(n)), NEW_YEAR + n * A_DAY) for n in (3, 1, 2)]
    assert workspace.snapshots() == tuple(sorted(added, key=lambda snapshot: snapshot.at))


def test_a_workspace_opened_again_is_the_same(address: str) -> None:
    before = open_workspace(address)
    snapshot = before.add(imported(nasty_rows()), NEW_YEAR)
    after = open_workspace(address)
    assert after.snapshots() == (snapshot,)
    pd.testing.assert_frame_equal(after.read(snapshot.id).frame, before.read(snapshot.id).frame)
    pd.testing.assert_frame_equal(after.log(), before.log())


def test_the_very_same_import_again_is_no_second_snapshot_but_a_line_in_the_log(workspace: Workspace) -> None:
    first = workspace.add(imported(), NEW_YEAR)
    again = workspace.add(imported(source_name="copy.xlsx"), NEW_YEAR + A_DAY)
    assert again == dataclasses.replace(first, repeated=True)
    assert workspace.snapshots() == (first,)
    log = workspace.log()
    assert log["snapshot"].tolist() == [first.id, first.id]
    assert log["repeated"].tolist() == [False, True]
    assert log["at"].tolist() == [pd.Timestamp(NEW_YEAR), pd.Timestamp(NEW_YEAR + A_DAY)]


@pytest.mark.parametrize(
    "change",
    [{"profile_text": ""}, {"source_fingerprint": "cd" * 32}, {"frame": rows().assign(note="")[::-1]}],
    ids=["profile", "file", "order of the rows"],
)
def test_another_file_profile_or_row_is_another_snapshot(workspace: Workspace, change: dict[str, object]) -> None:
    first = workspace.add(imported(), NEW_YEAR)
    second = workspace.add(imported(**change), NEW_YEAR)
    assert not second.repeated
    assert {snapshot.id for snapshot in workspace.snapshots()} == {first.id, second.id}
    assert first.id[:22] == second.id[:22]


@pytest.mark.parametrize("text", ["", PROFILE, 'name = ""\r\n# 끝\n'])
def test_the_profile_comes_back_letter_by_letter(workspace: Workspace, text: str) -> None:
    snapshot = workspace.add(imported(profile_text=text), NEW_YEAR)
    assert workspace.profile_text(snapshot.id) == text


@pytest.mark.parametrize("text", ["name = ", 'name = "secret', "name = '\ud800'", "a = 1\x00"])
def test_a_profile_that_cannot_be_one_is_refused_without_being_repeated(workspace: Workspace, text: str) -> None:
    with pytest.raises(InputError, match="The mapping profile") as caught:
        workspace.add(imported(profile_text=text), NEW_YEAR)
    assert "secret" not in str(caught.value)
    assert workspace.snapshots() == ()


def test_the_log_counts_and_names_nobody(workspace: Workspace) -> None:
    snapshot = workspace.add(imported(rows(3).assign(note="a secret")), NEW_YEAR)
    workspace.note_export(snapshot.id, Written("geojson", "public", 12, "ef" * 32), NEW_YEAR + A_DAY)
    log = workspace.log()
    taken, written = log.to_dict("records")
    assert taken["action"] == "import"
    assert (taken["rows_read"], taken["rows_accepted"], taken["rows_rejected"], taken["events"]) == (7, 6, 1, 6)
    assert (taken["fingerprint"], taken["snapshot"]) == (snapshot.fingerprint, snapshot.id)
    assert (written["action"], written["snapshot"], written["rows_written"]) == ("export", snapshot.id, 12)
    assert (written["format"], written["audience"], written["fingerprint"]) == ("geojson", "public", "ef" * 32)
    assert pd.isna(written["rows_read"])
    assert set(log["program_version"]) == {snapshot.program_version}
    said = log.to_csv()
    assert [word for word in ("case", "secret", "xlsx", "profile", "date") if word in said] == []


def test_a_forgotten_snapshot_is_gone_and_its_lines_in_the_log_name_nobody(workspace: Workspace) -> None:
    first, second = (workspace.add(imported(rows(n)), NEW_YEAR + n * A_DAY) for n in (1, 2))
    workspace.forget(first.id, NEW_YEAR + 3 * A_DAY)
    assert workspace.snapshots() == (second,)
    assert workspace.read(second.id).rows_read == 4
    for lost in (workspace.read, workspace.profile_text):
        with pytest.raises(InputError, match="has no snapshot"):
            lost(first.id)
    with pytest.raises(InputError, match="has no snapshot"):
        workspace.forget(first.id, NEW_YEAR)
    log = workspace.log()
    assert log["action"].tolist() == ["import", "import", "forget"]
    last = log.iloc[-1]
    assert (last["snapshot"], last["at"]) == (first.id, pd.Timestamp(NEW_YEAR + 3 * A_DAY))
    assert (last["events"], last["rows_read"], last["rows_rejected"], last["fingerprint"]) == (2, 3, 1, "")


def test_what_was_forgotten_can_be_imported_again_as_something_new(workspace: Workspace) -> None:
    first = workspace.add(imported(), NEW_YEAR)
    workspace.forget(first.id, NEW_YEAR + A_DAY)
    again = workspace.add(imported(), NEW_YEAR + 2 * A_DAY)
    assert (again.repeated, workspace.snapshots()) == (False, (again,))


@pytest.mark.parametrize("name", ["", "../../etc", "20240131T120000000000Z-0123456789ab"])
def test_what_is_no_snapshot_is_not_forgotten(workspace: Workspace, name: str) -> None:
    kept = workspace.add(imported(), NEW_YEAR)
    with pytest.raises(InputError, match="snapshot"):
        workspace.forget(name, NEW_YEAR)
    with pytest.raises(ValueError, match="time zone"):
        workspace.forget(kept.id, datetime.datetime(2024, 1, 1))
    assert (workspace.snapshots(), len(workspace.log())) == ((kept,), 1)


def test_a_workspace_that_is_there_is_opened_to_look_at_it_and_none_is_made(address: str) -> None:
    with pytest.raises(InputError, match="no workspace"):
        existing_workspace(address)
    with pytest.raises(InputError, match="no workspace"):
        existing_workspace(address)
    kept = open_workspace(address).add(imported(), NEW_YEAR)
    assert existing_workspace(address).snapshots() == (kept,)


def test_an_empty_log_has_all_its_columns(workspace: Workspace) -> None:
    log = workspace.log()
    assert len(log) == 0
    assert str(log.dtypes["at"]) == "datetime64[us, UTC]"
    assert str(log.dtypes["rows_written"]) == "Int64"


@pytest.mark.parametrize(
    "wrong",
    [
        {"format": "for a friend"},
        {"format": ""},
        {"audience": "all"},
        {"rows": -1},
        {"fingerprint": "/home/somebody/file.csv"},
    ],
)
def test_an_export_cannot_be_noted_in_free_words(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="Expected a plain word"):
        dataclasses.replace(Written("csv", "public", 1), **wrong)


UNKNOWN = "20200101T000000000000Z-0123456789ab"


@pytest.mark.parametrize(
    "name", [UNKNOWN, "../log.jsonl", "/etc/passwd", "", ".", "a\x00b", f"{UNKNOWN}/..", f"{UNKNOWN}\n"]
)
def test_what_is_no_snapshot_is_refused(workspace: Workspace, name: str) -> None:
    known = workspace.add(imported(), NEW_YEAR)
    for ask in (
        lambda: workspace.read(name),
        lambda: workspace.profile_text(name),
        lambda: workspace.diff(known.id, name),
        lambda: workspace.note_export(name, Written("csv", "public", 1), NEW_YEAR),
    ):
        with pytest.raises(InputError, match="snapshot") as caught:
            ask()
        assert name == UNKNOWN or name in ("", ".") or name not in str(caught.value)
    assert len(workspace.log()) == 1


def test_what_changed_is_told_case_by_case(workspace: Workspace) -> None:
    before = rows(4)
    after = rows(5).assign(job="").iloc[2:]
    after.loc[4, "note"] = "corrected"
    old, new = (workspace.add(imported(frame), NEW_YEAR) for frame in (before, after))
    found = workspace.diff(old.id, new.id)
    assert found.cases.to_dict("list") == {
        "case_id": ["case-0", "case-2", "case-4"],
        "change": ["gone", "changed", "added"],
        "events_before": [2, 2, 0],
        "events_after": [0, 2, 2],
    }
    assert found.in_words == (
        "Cases: 1 added, 1 gone, 1 changed, 2 unchanged; events: 2 added, 2 gone, 1 changed, 5 unchanged."
    )


def at_once(*work: object) -> None:
    """Run all at the same time, and raise what any of them raises."""
    start = threading.Barrier(len(work))
    failures: list[BaseException] = []

    def run(one: object) -> None:
        start.wait()
        try:
            one()
        except BaseException as failure:  # noqa: BLE001 - handed on to the test
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(one,)) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_of_writers_at_once_none_is_lost_and_the_same_import_is_kept_once(address: str) -> None:
    """They open the workspace all at once too, when there is none yet."""

    def writer(own: int) -> None:
        workspace = open_workspace(address)
        for frame in (rows(own), rows(9)):
            workspace.add(imported(frame), NEW_YEAR + own * A_DAY)

    at_once(*(lambda own=own: writer(own) for own in range(1, 5)))
    workspace = open_workspace(address)
    assert sorted(snapshot.events for snapshot in workspace.snapshots()) == [2, 4, 6, 8, 18]
    log = workspace.log()
    assert len(log) == 8
    assert int(log["repeated"].sum()) == 3


def test_a_folder_that_another_program_made_a_workspace_meanwhile_is_no_stranger(tmp_path: Path) -> None:
    open_workspace(str(tmp_path)).add(imported(rows()), NEW_YEAR)
    before = (tmp_path / MARK).read_bytes()
    begin(tmp_path, tmp_path / MARK)
    assert (tmp_path / MARK).read_bytes() == before
    (tmp_path / MARK).unlink()
    with pytest.raises(InputError, match="holds other files"):
        begin(tmp_path, tmp_path / MARK)


def test_the_fingerprint_is_that_of_the_content_and_stays_for_ever() -> None:
    """A changed number would make every snapshot kept so far look damaged."""
    assert fingerprint(contents(nasty_rows())) == "d18406eb576ab91b3ac7222872e94020c0450ac949f32eb3c0f97850e16a0e68"


def test_no_two_different_tables_share_a_fingerprint() -> None:
    tables = [
        rows(), rows(3), rows().assign(note="a"), rows().assign(place="a"), rows().assign(a="", b=""),
        rows().assign(b="", a=""), rows().assign(note=["ab", "c", "", ""]), rows().assign(note=["a", "bc", "", ""]),
        rows().assign(note=["", "abc", "", ""]), rows()[::-1],
    ]  # fmt: skip
    assert len({fingerprint(contents(table)) for table in tables}) == len(tables)


def test_counts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        Counts(rows_read=3, rows_accepted=1, rows_rejected=1)


@pytest.mark.parametrize("wrong", [{"source_name": "/home/a/b.csv"}, {"source_name": ""}, {"source_fingerprint": "x"}])
def test_an_import_with_a_folder_or_without_a_fingerprint_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="Expected"):
        imported(**wrong)


def test_columns_that_are_no_text_are_refused(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path / "new")
    with pytest.raises(ValueError, match="Expected text in the column persons; found int64"):
        workspace.add(imported(rows().assign(persons=1)), NEW_YEAR)


@pytest.mark.parametrize("name", ["", "  ", "a\x00b"])
def test_a_workspace_without_a_name_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="The workspace has no name"):
        open_workspace(name)
