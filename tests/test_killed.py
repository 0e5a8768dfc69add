"""A kill at any moment while a file is written: the file is the former one or the new one, and the next run says so."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from footprints_geo.cli_flags import check_outputs
from footprints_geo.errors import InputError
from footprints_geo.writers import whole_files
from footprints_geo.writers.formats import write_events
from footprints_geo.writers.whole_files import (
    UNFINISHED,
    cleared,
    private_folder,
    stopped_words,
    whole_file,
    write_whole,
)
from tests.commands import other_process
from tests.killed import FORMER

REPOSITORY = Path(__file__).resolve().parent.parent
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such rights and has no such signals")

Asked = Callable[..., None]


@pytest.fixture(scope="module")
def ask() -> Iterator[Asked]:
    """Does a work of tests.killed in a process that was started once for all of them."""
    with other_process("tests.killed") as asked:
        yield asked


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def next_start(target: Path) -> str:
    """What a command says, before anything else, that is to write this file."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        check_outputs([target], [])
    return said.getvalue()


CONVERT = ("convert", "records.csv", "TARGET")
COMMANDS = (
    pytest.param("events.csv", CONVERT, id="convert to CSV"),
    pytest.param("events.parquet", CONVERT, id="convert to Parquet", marks=pytest.mark.slow),
    pytest.param("events.gpkg", CONVERT, id="convert to GeoPackage", marks=pytest.mark.slow),
    pytest.param("routes.csv", ("routes", "--format", "csv", "-o", "TARGET"), id="answer"),
    pytest.param("map.png", ("figure", "routes", "-o", "TARGET"), id="figure"),
    pytest.param("pack.zip", ("pack", "-o", "TARGET"), id="pack"),
)


@POSIX
@pytest.mark.parametrize(("name", "arguments"), COMMANDS)
def test_a_command_killed_at_any_step_leaves_the_former_file_or_the_new_one(
    ask: Asked, tmp_path: Path, name: str, arguments: tuple[str, ...]
) -> None:
    results = tmp_path / "results"
    results.mkdir()
    ask("kill", results, name, *arguments)
    folders = sorted(results.iterdir())
    new = (folders[-1] / name).read_bytes()
    assert [path.name for path in folders[-1].iterdir()] == [name], "what was let through left something"
    assert new != FORMER
    found, told = [], []
    for folder in folders:
        target = folder / name
        content = target.read_bytes()
        assert content in (FORMER, new)
        left = [path for path in folder.iterdir() if path != target]
        assert all(path.name.startswith(UNFINISHED) and mode(path) == 0o700 for path in left)
        unfinished = any((path / name).exists() for path in left)
        assert not (unfinished and content == new)
        assert next_start(target) == (stopped_words(name) + "\n") * unfinished
        assert [path.name for path in folder.iterdir()] == [name]
        found.append(content == new)
        told.append(unfinished)
    assert found == sorted(found), "once it is there it stays"
    assert set(found) == set(told) == {False, True}
    assert len(found) > 12


@POSIX
def test_the_next_command_says_it_in_one_sentence_and_does_its_work(ask: Asked, tmp_path: Path) -> None:
    target, ready = tmp_path / "out" / "events.csv", tmp_path / "ready"
    target.parent.mkdir()
    ask("leave waiting", target, ready)
    ask("end waiting", ready)
    assert len(list(target.parent.iterdir())) == 1
    ask("command", tmp_path / "said", "convert", "records.csv", target)
    first, second, *_ = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
    assert first == (
        "An earlier run was stopped while it wrote 'events.csv'. What it left unfinished was removed; 'events.csv' "
        "itself was not changed by it."
    )
    assert second.startswith("Written: events.csv")
    assert [path.name for path in target.parent.iterdir()] == ["events.csv"]
    ask("command", tmp_path / "said", "convert", "records.csv", target)
    assert "An earlier run" not in (tmp_path / "said").read_text(encoding="utf-8")


@POSIX
def test_a_writer_at_work_is_left_alone(ask: Asked, tmp_path: Path) -> None:
    target, ready = tmp_path / "answer.csv", tmp_path / "ready"
    ask("leave waiting", target, ready)
    try:
        assert cleared(tmp_path) == ()
        write_whole(b"another", target)
        (at_work,) = tmp_path.glob(f"{UNFINISHED}*")
        assert (mode(at_work), mode(at_work / "answer.csv")) == (0o700, 0o600)
    finally:
        ask("end waiting", ready)
    assert cleared(tmp_path) == ("answer.csv",)
    assert target.read_bytes() == b"another"


@POSIX
def test_programs_that_write_one_file_at_once_leave_one_of_theirs(ask: Asked, tmp_path: Path) -> None:
    target = tmp_path / "answer.csv"
    done = threading.Event()
    seen: set[bytes] = set()

    def look_and_clear() -> None:
        while not done.is_set():
            cleared(tmp_path)
            seen.add(target.read_bytes()[:1] if target.exists() else b"")

    other = threading.Thread(target=look_and_clear)
    other.start()
    try:
        ask("write at once", target)
    finally:
        done.set()
        other.join()
    content = target.read_bytes()
    assert content == content[:1] * 200_000
    assert [path.name for path in tmp_path.iterdir()] == ["answer.csv"]
    assert seen <= {b"", b"a", b"b", b"c"}


@POSIX
def test_what_was_left_is_found_through_a_link_too(ask: Asked, tmp_path: Path) -> None:
    real, link, ready = tmp_path / "real", tmp_path / "link.csv", tmp_path / "ready"
    real.mkdir()
    link.symlink_to(real / "events.csv")
    ask("leave waiting", link, ready)
    ask("end waiting", ready)
    assert next_start(link) == stopped_words("events.csv") + "\n"
    write_whole(b"new", link)
    assert link.is_symlink()
    assert [path.name for path in real.iterdir()] == ["events.csv"]


@POSIX
def test_what_only_looks_like_ours_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / f"{UNFINISHED}{1:016x}").symlink_to(tmp_path / "letters")
    (tmp_path / f"{UNFINISHED}{2:016x}").write_text("mine", encoding="utf-8")
    theirs = tmp_path / f"{UNFINISHED}{3:016x}"
    theirs.mkdir()
    (theirs / "events.csv").write_text("theirs", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    monkeypatch.setattr(os, "getuid", lambda: theirs.stat().st_uid + 1)
    assert cleared(tmp_path) == ()
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_of_somebodys_own_is_kept_and_hides_no_other(tmp_path: Path) -> None:
    notes = tmp_path / f"{UNFINISHED}a-word-of-mine" / "letters"
    deep = tmp_path / f"{UNFINISHED}{0:016x}" / "letters"
    left = tmp_path / f"{UNFINISHED}{9:016x}"
    for folder in (notes, deep, left):
        folder.mkdir(parents=True)
        (folder / "events.csv").write_text("mine", encoding="utf-8")
    assert cleared(tmp_path) == ("events.csv",)
    assert not left.exists()
    assert [(folder / "events.csv").read_text(encoding="utf-8") for folder in (notes, deep)] == ["mine", "mine"]


def test_a_writer_at_work_loses_nothing_to_one_that_clears_up(tmp_path: Path) -> None:
    """Both make, lock and remove the same folders, hundreds of times at once."""
    done = threading.Event()

    def clear() -> None:
        while not done.is_set():
            cleared(tmp_path)

    clearing = threading.Thread(target=clear)
    clearing.start()
    try:
        for number in range(400):
            write_whole(f"{number}".encode(), tmp_path / "answer.csv")
            assert (tmp_path / "answer.csv").read_text(encoding="ascii") == f"{number}"
    finally:
        done.set()
        clearing.join()
    assert [path.name for path in tmp_path.iterdir()] == ["answer.csv"]


def test_what_a_writer_says_itself_is_not_said_of_the_name(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a column of two kinds"), whole_file(tmp_path / "answer.csv"):
        raise ValueError("a column of two kinds")
    assert list(tmp_path.iterdir()) == []


@POSIX
def test_the_rights_of_a_new_file_are_those_of_any_and_never_more_on_the_way(tmp_path: Path) -> None:
    target = tmp_path / "answer.csv"
    old = os.umask(0o027)
    try:
        with whole_file(target) as part:
            assert (mode(part), mode(part.parent)) == (0o600, 0o700)
        assert mode(target) == 0o640
    finally:
        assert os.umask(old) == 0o027


@POSIX
def test_a_file_whose_group_cannot_be_kept_is_not_opened_to_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "answer.csv"
    target.write_bytes(FORMER)
    target.chmod(0o660)
    write_whole(b"new", target)
    assert mode(target) == 0o660

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "chown", refused)
    write_whole(b"newer", target)
    assert mode(target) == 0o600


def test_a_file_that_is_protected_keeps_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "answer.csv"
    target.write_bytes(FORMER)
    # Whoever runs the tests may be allowed everything, so the answer of the system is changed and not the rights.
    monkeypatch.setattr(os, "access", lambda path, wanted: wanted != os.W_OK)
    with pytest.raises(InputError, match=r"'answer\.csv' cannot be written"):
        write_whole(b"new", target)
    assert target.read_bytes() == FORMER
    assert [path.name for path in tmp_path.iterdir()] == ["answer.csv"]


@POSIX
def test_a_folder_that_takes_no_new_file_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "answer.csv"
    target.write_bytes(FORMER)

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(InputError, match=r"cannot be written: Permission denied\. Check the folder") as caught:
        write_whole(b"new", target)
    assert str(tmp_path) not in str(caught.value)
    assert target.read_bytes() == FORMER


@POSIX
@pytest.mark.parametrize("write", ["bytes", "events"])
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path, write: str) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    if write == "bytes":
        write_whole(b"new", pipe)
    else:
        write_events(pd.DataFrame({"case_id": ["A"]}, dtype="str"), pipe)
    reader.join()
    assert got[0].startswith(b"new" if write == "bytes" else b"\xef\xbb\xbf")
    assert pipe.is_fifo()
    assert [path.name for path in tmp_path.iterdir()] == ["pipe.csv"]


@POSIX
def test_standard_output_under_its_name_gets_the_answer_whatever_it_is(ask: Asked, tmp_path: Path) -> None:
    ask("to standard output", tmp_path / "all.txt")
    assert (tmp_path / "all.txt").read_bytes() == b"answer\nmore\n"
    assert [path.name for path in tmp_path.iterdir()] == ["all.txt"]


def test_a_folder_that_another_run_clears_away_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mkdir, made = Path.mkdir, []

    def cleared_at_once(folder: Path, *rights: int, **more: bool) -> None:
        mkdir(folder, *rights, **more)
        made.append(folder)
        if len(made) == 1:
            folder.rmdir()

    monkeypatch.setattr(Path, "mkdir", cleared_at_once)
    with private_folder(tmp_path) as folder:
        assert folder == made[-1] != made[0]
        assert os.name == "nt" or mode(folder) == 0o700
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_nothing_is_said_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(whole_files, "_lock", full)
    with pytest.raises(InputError, match=r"'answer\.csv' cannot be written: No space left"):
        write_whole(b"new", tmp_path / "answer.csv")
