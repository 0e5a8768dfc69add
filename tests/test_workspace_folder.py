"""A workspace in a folder: what its files are, what damage is noticed, and that a kill at any moment loses nothing."""

from __future__ import annotations

import errno
import hashlib
import io
import json
import os
import random
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from filelock import FileLock

from footprints_geo.errors import InputError
from footprints_geo.sources.cells import guarded
from footprints_geo.sources.parquet import read_parquet
from footprints_geo.workspace import Workspace, Written, folder, open_workspace
from tests.commands import other_process, run
from tests.workspaces import A_DAY, NEW_YEAR, imported, nasty_rows, rows

REPOSITORY = Path(__file__).resolve().parent.parent
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such rights and has no such signals")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "work" / "space"


def files_of(place: Path, snapshot: str) -> Path:
    return place / "snapshots" / snapshot


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def spoil(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.chmod(0o600)
    path.write_bytes(change(path.read_bytes()))


@POSIX
def test_nobody_else_can_look_in_and_nothing_kept_can_be_written(place: Path) -> None:
    old = os.umask(0)
    try:
        snapshot = open_workspace(place).add(imported(), NEW_YEAR)
    finally:
        os.umask(old)
    assert {mode(path) for path in (place, place / "snapshots", files_of(place, snapshot.id))} == {0o700}
    assert {mode(path) for path in files_of(place, snapshot.id).iterdir()} == {0o400}
    assert mode(place / "log.jsonl") == 0o600


def test_the_folder_of_a_snapshot_describes_itself(place: Path) -> None:
    snapshot = open_workspace(place).add(imported(rows(3).assign(job="")), NEW_YEAR)
    home = files_of(place, snapshot.id)
    package = json.loads((home / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["path"]: resource for resource in package["resources"]}
    assert {path.name for path in home.iterdir()} == {*resources, "datapackage.json"}
    assert set(resources) == {"events.parquet", "rejects.csv", "inferred.csv", "warnings.csv", "profile.toml"}
    for name, resource in resources.items():
        content = (home / name).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
    assert (resources["events.parquet"]["rows"], resources["rejects.csv"]["rows"]) == (6, 1)
    assert resources["events.parquet"]["schema"]["fields"][-1] == {"name": "job", "type": "string"}
    assert package["sources"] == [{"title": "cases of 2023.xlsx", "hash": f"sha256:{'ab' * 32}"}]
    assert package["snapshot"]["mapping_profile"] == "시험 profile"
    assert str(place) not in json.dumps(package)


def test_without_a_profile_there_is_no_file_of_one(place: Path) -> None:
    snapshot = open_workspace(place).add(imported(profile_text=""), NEW_YEAR)
    assert not (files_of(place, snapshot.id) / "profile.toml").exists()


def test_the_events_are_a_geoparquet_file_with_points_only_where_points_are_known(place: Path) -> None:
    frame = rows(2).assign(
        lat=["42.5", "42,5", "42.5", ""],
        lon=["129.1", "129,1", "129.1", ""],
        location_precision=["", "", "province", ""],
    )
    snapshot = open_workspace(place).add(imported(frame), NEW_YEAR)
    found = gpd.read_parquet(files_of(place, snapshot.id) / "events.parquet")
    assert found.crs.to_epsg() == 4326 or found.crs.to_string() == "OGC:CRS84"
    assert [None if point is None else (point.x, point.y) for point in found.geometry] == [
        (129.1, 42.5), (129.1, 42.5), None, None,
    ]  # fmt: skip


def test_the_reader_of_parquet_files_reads_what_is_kept(place: Path) -> None:
    frame = rows(3).assign(note="글", job=["", "농부"] * 3)
    snapshot = open_workspace(place).add(imported(frame), NEW_YEAR)
    read = read_parquet(files_of(place, snapshot.id) / "events.parquet").frame
    assert read.astype("str").to_dict("list") == frame.astype("str").to_dict("list")


def test_a_spreadsheet_runs_nothing_in_the_table_of_rejects(place: Path) -> None:
    values = ["=1+1", "+1", "-cmd", "@x", "\t=1", "＝1", "plain", 'say "=1"', "a,b\nc"]
    faults = pd.DataFrame({"row": range(9), "column": "=c", "value": values, "reason": "R", "fix": "F"})
    snapshot = open_workspace(place).add(imported(rejects=faults), NEW_YEAR)
    table = pd.read_csv(files_of(place, snapshot.id) / "rejects.csv", dtype="str", keep_default_na=False)
    assert table["value"].tolist() == guarded(pd.Series(values)).tolist()
    assert table["value"].tolist()[0] == "'=1+1"
    assert set(table["column"]) == {"'=c"}


def test_what_was_inferred_and_what_looks_odd_is_kept_to_be_looked_at(place: Path) -> None:
    snapshot = open_workspace(place).add(imported(), NEW_YEAR)
    home = files_of(place, snapshot.id)
    assert (home / "inferred.csv").read_text(encoding="utf-8").splitlines()[1] == 'country,2,from place,"2, 3"'
    assert (home / "warnings.csv").read_text(encoding="utf-8").split() == ["warning", "odd"]


def damage_description(home: Path, change: Callable[[dict[str, object]], object]) -> None:
    path = home / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    change(package)
    spoil(path, lambda _: json.dumps(package).encode())


DAMAGES: dict[str, Callable[[Path], object]] = {
    "events changed": lambda home: spoil(home / "events.parquet", lambda c: c[:100] + bytes([c[100] ^ 1]) + c[101:]),
    "events cut off": lambda home: spoil(home / "events.parquet", lambda content: content[:-20]),
    "events gone": lambda home: (home / "events.parquet").unlink(),
    "events not described": lambda home: damage_description(home, lambda p: p["resources"].pop(0)),
    "description gone": lambda home: (home / "datapackage.json").unlink(),
    "description no JSON": lambda home: spoil(home / "datapackage.json", lambda content: content[:-5]),
    "description empty": lambda home: spoil(home / "datapackage.json", lambda _: b"{}"),
    "description a list": lambda home: spoil(home / "datapackage.json", lambda _: b"[]"),
    "counts no numbers": lambda home: damage_description(home, lambda p: p["snapshot"].update(rows_read="7")),
    "fingerprint changed": lambda home: damage_description(home, lambda p: p["snapshot"].update(fingerprint="0" * 64)),
    "source changed": lambda home: damage_description(home, lambda p: p["sources"][0].update(hash="sha256:0")),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_snapshot_is_not_read_and_the_others_are(place: Path, damage: Callable[[Path], object]) -> None:
    workspace = open_workspace(place)
    broken, whole = (workspace.add(imported(rows(n)), NEW_YEAR + n * A_DAY) for n in (1, 2))
    damage(files_of(place, broken.id))
    again = open_workspace(place)
    with pytest.raises(InputError, match=rf"The snapshot {broken.id} is damaged: .* It is not read\. .*copy"):
        again.read(broken.id)
    assert again.read(whole.id).rows_read == 4


@pytest.mark.parametrize("change", [lambda content: content + b"#", lambda _: b""])
def test_a_changed_profile_is_not_given_out(place: Path, change: Callable[[bytes], bytes]) -> None:
    workspace = open_workspace(place)
    snapshot = workspace.add(imported(), NEW_YEAR)
    spoil(files_of(place, snapshot.id) / "profile.toml", change)
    with pytest.raises(InputError, match=r"damaged: profile\.toml is not the file that was written"):
        workspace.profile_text(snapshot.id)


def test_other_records_under_right_hashes_are_noticed_too(place: Path) -> None:
    """Somebody who changes the events and their hash in the description cannot change the name of the folder."""
    workspace = open_workspace(place)
    kept, other = (workspace.add(imported(rows(2).assign(note=note)), NEW_YEAR) for note in ("a", "b"))
    home = files_of(place, kept.id)
    spoil(home / "events.parquet", lambda _: (files_of(place, other.id) / "events.parquet").read_bytes())
    found = hashlib.sha256((home / "events.parquet").read_bytes()).hexdigest()
    damage_description(home, lambda package: package["resources"][0].update(hash=f"sha256:{found}"))
    with pytest.raises(InputError, match=r"the records in events\.parquet are not those that were imported"):
        workspace.read(kept.id)


def test_a_snapshot_under_another_time_or_name_is_noticed(place: Path) -> None:
    workspace = open_workspace(place)
    snapshot = workspace.add(imported(), NEW_YEAR)
    renamed = f"{snapshot.id[:-12]}0123456789ab"
    files_of(place, snapshot.id).rename(files_of(place, renamed))
    with pytest.raises(InputError, match="speaks of another content"):
        workspace.snapshots()


@POSIX
def test_links_that_lead_out_of_the_workspace_are_not_followed(place: Path, tmp_path: Path) -> None:
    workspace = open_workspace(place)
    snapshot = workspace.add(imported(), NEW_YEAR)
    outside = tmp_path / "outside"
    files_of(place, snapshot.id).rename(outside)
    files_of(place, snapshot.id).symlink_to(outside)
    with pytest.raises(InputError, match="has no snapshot"):
        workspace.read(snapshot.id)
    files_of(place, snapshot.id).unlink()
    outside.rename(files_of(place, snapshot.id))
    events = files_of(place, snapshot.id) / "events.parquet"
    events.rename(tmp_path / "events")
    events.symlink_to(tmp_path / "events")
    with pytest.raises(InputError, match=r"events\.parquet is missing"):
        workspace.read(snapshot.id)


@POSIX
@pytest.mark.parametrize("name", ["snapshots", "log.jsonl"])
def test_a_workspace_with_a_link_in_it_is_refused_and_what_it_leads_to_left_alone(
    place: Path, tmp_path: Path, name: str
) -> None:
    open_workspace(place).add(imported(), NEW_YEAR)
    (place / name).rename(tmp_path / "elsewhere")
    (place / name).symlink_to(tmp_path / "elsewhere")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError, match=f"{name} is a link"):
        open_workspace(place).add(imported(rows(3)), NEW_YEAR)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_with_other_files_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    before = mode(tmp_path)
    with pytest.raises(InputError, match=r"holds other files and is no workspace.*Name another folder"):
        open_workspace(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert mode(tmp_path) == before


def test_what_is_no_folder_is_refused_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="The workspace 'file' cannot be used") as caught:
        open_workspace(tmp_path / "file")
    assert tmp_path.name not in str(caught.value)


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [
        (b'{"layout": 2}', "made by a newer program"),
        (b"{", "cannot be understood"),
        (b'{"layout": "x"}', "understood"),
        (b"[" * 100_000, "understood"),
    ],
)
def test_a_layout_this_program_does_not_know_is_refused(place: Path, mark: bytes, sentence: str) -> None:
    open_workspace(place)
    spoil(place / "workspace.json", lambda _: mark)
    with pytest.raises(InputError, match=sentence):
        open_workspace(place)


@POSIX
def test_a_workspace_that_may_only_be_read_is_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = open_workspace(place).add(imported(), NEW_YEAR)
    # Whoever runs the tests may be allowed everything, so the answer of the system is changed and not the rights.
    monkeypatch.setattr(os, "access", lambda path, wanted: wanted != os.W_OK)
    monkeypatch.setattr(folder, "FileLock", None)
    assert open_workspace(place).read(snapshot.id).rows_read == 4


def assert_sound(workspace: Workspace, place: Path) -> None:
    """Nothing half done: whole snapshots, each with one line in the log, and nothing else."""
    names = [snapshot.id for snapshot in workspace.snapshots()]
    assert sorted(path.name for path in (place / "snapshots").iterdir()) == names
    log = workspace.log()
    assert sorted(log.loc[~log["repeated"], "snapshot"]) == names
    for name in names:
        workspace.read(name)


@POSIX
def test_all_of_a_snapshot_is_on_the_disk_before_it_gets_its_name(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut, which no test can make, loses what a kill does not."""
    workspace = open_workspace(place)
    on_disk: list[int] = []
    named: list[Path] = []
    fsync, rename = os.fsync, os.rename

    def note(descriptor: int) -> None:
        fsync(descriptor)
        on_disk.append(os.fstat(descriptor).st_ino)

    def check(old: Path, new: Path) -> None:
        if new.parent.name == "snapshots":
            assert {path.stat().st_ino for path in (old, *old.iterdir())} <= set(on_disk)
            named.append(new)
            on_disk.clear()
        rename(old, new)

    monkeypatch.setattr(os, "fsync", note)
    monkeypatch.setattr(os, "rename", check)
    snapshot = workspace.add(imported(), NEW_YEAR)
    assert named == [files_of(place, snapshot.id)]
    assert on_disk == [path.stat().st_ino for path in (place / "snapshots", place / "log.jsonl")]


def test_a_full_disk_leaves_what_was_there(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = open_workspace(place)
    first = workspace.add(imported(), NEW_YEAR)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(InputError, match=r"cannot be (used|written)") as caught:
            workspace.add(imported(rows(3)), NEW_YEAR + A_DAY)
        assert str(place.parent) not in str(caught.value)
    assert workspace.snapshots() == (first,)
    assert_sound(workspace, place)
    assert not workspace.add(imported(rows(3)), NEW_YEAR + A_DAY).repeated


def test_records_that_do_not_come_back_from_the_disk_are_not_kept(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = open_workspace(place)
    monkeypatch.setattr(
        "footprints_geo.workspace.package.write_events",
        lambda kept, path: kept.assign(note="x").to_parquet(path, index=False),
    )
    with pytest.raises(InputError, match="could not be read back"):
        workspace.add(imported(), NEW_YEAR)
    assert workspace.snapshots() == ()
    assert_sound(workspace, place)


def test_a_writer_who_is_kept_waiting_says_so(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = open_workspace(place)
    monkeypatch.setattr(folder, "LONGEST_WAIT", 0.1)
    with FileLock(place / ".lock"):
        with pytest.raises(InputError, match="Another program is writing in the workspace 'space'"):
            workspace.add(imported(), NEW_YEAR)
        assert open_workspace(place).snapshots() == ()


def test_what_a_killed_import_left_is_cleared_away_at_the_next_opening(place: Path) -> None:
    workspace = open_workspace(place)
    snapshot = workspace.add(imported(), NEW_YEAR)
    stale = place / "snapshots" / f".incoming-{snapshot.id}"
    shutil.copytree(files_of(place, snapshot.id), stale)
    with FileLock(place / ".lock"):
        open_workspace(place)
        assert stale.exists(), "it may be that of a writer at work"
    open_workspace(place)
    assert not stale.exists()


def test_a_snapshot_that_never_came_to_its_line_in_the_log_gets_it_at_the_next_opening(place: Path) -> None:
    workspace = open_workspace(place)
    workspace.add(imported(), NEW_YEAR)
    before = workspace.log()
    (place / "log.jsonl").unlink()
    pd.testing.assert_frame_equal(open_workspace(place).log(), before)


def test_a_torn_line_of_the_log_is_shown_and_ends_before_the_next(place: Path) -> None:
    workspace = open_workspace(place)
    first = workspace.add(imported(), NEW_YEAR)
    workspace.note_export(first.id, Written("csv", "public", 3), NEW_YEAR)
    spoil(place / "log.jsonl", lambda content: content[:-30])
    workspace.note_export(first.id, Written("png", "internal", 4), NEW_YEAR)
    log = workspace.log()
    assert log["action"].tolist() == ["import", "unreadable", "export"]
    assert log["format"].tolist() == ["", "", "png"]


def test_the_log_only_grows(place: Path) -> None:
    workspace = open_workspace(place)
    contents = []
    for n in (1, 2, 1):
        workspace.add(imported(rows(n)), NEW_YEAR)
        contents.append((place / "log.jsonl").read_bytes())
    assert contents[2].startswith(contents[1])
    assert contents[1].startswith(contents[0])
    assert [content.count(b"\n") for content in contents] == [1, 2, 3]


def test_a_snapshot_never_changes_whatever_is_added(place: Path) -> None:
    workspace = open_workspace(place)
    first = workspace.add(imported(nasty_rows()), NEW_YEAR)
    home = files_of(place, first.id)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in home.iterdir()}
    for more in (imported(nasty_rows()), imported(rows(1)), imported(nasty_rows(), profile_text="")):
        workspace.add(more, NEW_YEAR)
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in home.iterdir()} == before


@pytest.fixture(scope="module")
def in_another_process() -> Iterator[Callable[..., None]]:
    """Does a work of tests.workspaces in a process that was started once for all of them."""
    with other_process("tests.workspaces") as ask:
        yield ask


def left_by_an_import(place: Path) -> tuple[str, ...]:
    """What is to be said of what a kill left of an import."""
    shelf, log = place / "snapshots", place / "log.jsonl"
    names = sorted(path.name for path in shelf.iterdir()) if shelf.exists() else []
    logged = log.read_text(encoding="utf-8") if log.exists() else ""
    unfinished = [folder.IMPORT_STOPPED for name in names if name.startswith(".incoming-")]
    unlogged = [folder.LOGGING_STOPPED.format(name) for name in names if name[0] != "." and name not in logged]
    return (*unfinished, *unlogged)


@POSIX
@pytest.mark.parametrize("others", [0, 1], ids=["new workspace", "one snapshot there"])
def test_an_import_killed_at_any_step_happened_wholly_or_not_at_all(
    place: Path, tmp_path: Path, others: int, in_another_process: Callable[..., None]
) -> None:
    if others:
        open_workspace(place).add(imported(), NEW_YEAR)
    results = tmp_path / "results"
    results.mkdir()
    in_another_process("kill at every step", place, results)
    assert (results / "ended-0").exists(), "the import that nobody killed failed"
    (results / "ended-0").unlink()
    found, said = [], set()
    for killed in sorted(results.iterdir()):
        expected = left_by_an_import(killed)
        workspace = open_workspace(killed)
        assert workspace.stopped == expected
        assert open_workspace(killed).stopped == ()
        assert_sound(workspace, killed)
        found.append(len(workspace.snapshots()) - others)
        said.update(expected)
    assert len(said) == 2, "no kill left a folder, or none came before the log"
    assert len(found) > 30
    assert found == sorted(found), "once it is there it stays"
    assert (found[0], found[-1], set(found)) == (0, 1, {0, 1})
    assert workspace.add(imported(rows(3)), NEW_YEAR + 2 * A_DAY).repeated


@POSIX
def test_a_forgetting_killed_at_any_step_happened_wholly_or_not_at_all(
    place: Path, tmp_path: Path, in_another_process: Callable[..., None]
) -> None:
    kept = open_workspace(place).add(imported(), NEW_YEAR)
    results = tmp_path / "results"
    results.mkdir()
    in_another_process("kill forgetting at every step", place, results)
    assert (results / "ended-0").exists(), "the forgetting that nobody killed failed"
    (results / "ended-0").unlink()
    found, said = [], []
    for killed in sorted(results.iterdir()):
        unfinished = (killed / "snapshots" / f".forgotten-{kept.id}").exists()
        workspace = open_workspace(killed)
        assert workspace.stopped == (folder.FORGETTING_STOPPED.format(kept.id),) * unfinished
        said.append(unfinished)
        there = workspace.snapshots() == (kept,)
        assert sorted(path.name for path in (killed / "snapshots").iterdir()) == [kept.id] * there
        assert workspace.log()["action"].tolist() == ["import", *["forget"] * (not there)]
        assert workspace.log()["events"].tolist()[-1] == 4
        found.append(there)
    assert len(found) > 10
    assert found == sorted(found, reverse=True), "once it is gone it stays gone"
    assert set(found) == set(said) == {True, False}


def test_a_damaged_snapshot_can_be_forgotten_too(place: Path) -> None:
    workspace = open_workspace(place)
    kept = workspace.add(imported(), NEW_YEAR)
    spoil(files_of(place, kept.id) / "datapackage.json", lambda _: b"{")
    workspace.forget(kept.id, NEW_YEAR)
    assert workspace.snapshots() == ()
    assert not list((place / "snapshots").iterdir())


def test_a_folder_that_only_looks_forgotten_gives_the_log_no_name(place: Path) -> None:
    open_workspace(place).add(imported(), NEW_YEAR)
    (place / "snapshots" / ".forgotten-somebody").mkdir()
    assert open_workspace(place).log()["action"].tolist() == ["import"]


@POSIX
def test_imports_killed_at_random_moments_leave_a_sound_workspace(
    place: Path, in_another_process: Callable[..., None]
) -> None:
    """The steps above are Python's; this reaches what libraries do in between."""
    moments = random.Random(1)
    for number in range(12):
        in_another_process("kill after", moments.uniform(0.05, 1.5), place, number)
        assert_sound(open_workspace(place), place)
    assert open_workspace(place).snapshots(), "not one was let through"


@POSIX
def test_programs_that_write_at_once_lose_nothing(place: Path, in_another_process: Callable[..., None]) -> None:
    in_another_process("write at once", place)
    workspace = open_workspace(place)
    assert len(workspace.snapshots()) == 13
    log = workspace.log()
    assert (len(log), int(log["repeated"].sum())) == (15, 2)
    assert_sound(workspace, place)


def described(home: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what a snapshot's folder says of itself."""

    def changed(content: bytes) -> bytes:
        document = json.loads(content)
        change(document)
        return json.dumps(document).encode()

    spoil(home / "datapackage.json", changed)


def refilled(home: Path, name: str, content: bytes) -> None:
    """Another file in the place of one, with its hash put right: whoever sends a workspace can count it too."""
    spoil(home / name, lambda _: content)
    right = f"sha256:{hashlib.sha256(content).hexdigest()}"
    described(home, lambda said: [r.update(hash=right) for r in said["resources"] if r["path"] == name])


def parquet_of(frame: pd.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.to_parquet(file)
    return file.getvalue()


def all_of(workspace: Workspace) -> None:
    for snapshot in workspace.snapshots():
        workspace.profile_text(snapshot.id)
        workspace.read(snapshot.id)


FIELDS = {"fields": [{"name": "case_id"}, {"name": "case_id"}]}
HOSTILE_SNAPSHOTS: dict[str, Callable[[Path], object]] = {
    "deep": lambda home: spoil(home / "datapackage.json", lambda _: b"[" * 100_000),
    "endless count": lambda home: described(home, lambda said: said["snapshot"].update(events=float("inf"))),
    "no resources": lambda home: described(home, lambda said: said.update(resources={})),
    "no path": lambda home: described(home, lambda said: said["resources"].append({})),
    "half a letter": lambda home: described(home, lambda said: said["sources"][0].update(title="\ud800")),
    "column twice": lambda home: described(home, lambda said: said["resources"][0].update(schema=FIELDS)),
    "numbers": lambda home: refilled(home, "events.parquet", parquet_of(rows().assign(case_id=1))),
    "no text": lambda home: refilled(home, "profile.toml", b"\xff\xfe\x00"),
}


@pytest.mark.parametrize("spoilt", HOSTILE_SNAPSHOTS.values(), ids=HOSTILE_SNAPSHOTS)
def test_a_hostile_snapshot_is_damaged_and_no_more(place: Path, spoilt: Callable[[Path], object]) -> None:
    snapshot = open_workspace(place).add(imported(), NEW_YEAR)
    spoilt(files_of(place, snapshot.id))
    with pytest.raises(InputError, match=r"The snapshot .* is damaged"):
        all_of(open_workspace(place))


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 100_000,
        b'{"at": "0001-01-01T00:00:00+14:00", "action": "import"}',
        b'{"at": "2024-01-01T00:00:00+00:00", "action": "import", "events": "many"}',
        b'{"at": "2024-01-01T00:00:00+00:00", "action": "import", "events": 99999999999999999999}',
        b'{"at": "2024-01-01T00:00:00+00:00", "action": ["import"]}',
        b'{"at": "2024-01-01T00:00:00+00:00", "action": "\\ud800"}',
    ],
    ids=lambda line: line[-30:].decode(),
)
def test_a_hostile_line_of_the_log_is_unreadable_and_the_others_stay(place: Path, line: bytes) -> None:
    open_workspace(place).add(imported(), NEW_YEAR)
    spoil(place / "log.jsonl", lambda content: line + b"\n" + content)
    assert open_workspace(place).log()["action"].tolist() == ["unreadable", "import"]


@POSIX
@pytest.mark.parametrize("name", ["workspace.json", "log.jsonl"])
def test_a_pipe_in_a_workspace_is_refused_and_not_waited_for(place: Path, name: str) -> None:
    open_workspace(place).add(imported(), NEW_YEAR)
    (place / name).unlink()
    os.mkfifo(place / name)
    with pytest.raises(InputError, match=name):
        open_workspace(place)


def test_an_id_that_names_no_time_is_none(place: Path) -> None:
    open_workspace(place)
    answer = run("forget", "99999999T999999999999Z-0123456789ab", "--workspace", place, "--yes")
    assert answer.code == 2
    assert answer.err.startswith("Error: This is no snapshot's id")
