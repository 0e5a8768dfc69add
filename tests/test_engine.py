"""Records in parts: dealt by case without a loss, and answered like records that are read at once, by every engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.release import internal, protect
from footprints_geo.engine.cluster import summarise_on_cluster
from footprints_geo.engine.dealing import deal
from footprints_geo.engine.local import summarise_locally
from footprints_geo.engine.question import Question, profile_of
from footprints_geo.engine.records import Records, joint_fingerprint, open_records
from footprints_geo.errors import InputError
from footprints_geo.events.reading import read_events
from footprints_geo.export import ROUTE_FORMATS, routes_json
from footprints_geo.pipeline import bundled_events, prepare, view
from footprints_geo.profiles import Profile
from footprints_geo.selection import Selection
from footprints_geo.synthetic import made_up_events, measure
from footprints_geo.vocabulary import LEVELS, Level
from tests.builders import all_awkward_cases, random_rows
from tests.commands import run

PUBLISHED = Policy("published", 5)
SELECTION = Selection.parse(years="2010-2023")


def table_of(rows: list[dict[str, Any]]) -> pa.Table:
    texts = pd.DataFrame(rows).astype("object").fillna("").astype("str")
    return pa.Table.from_pandas(texts, preserve_index=False)


def written(path: Path, table: pa.Table, group: int = 7) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, row_group_size=group)
    return path


def question_of(records: Records, level: Level = "place", policy: Policy | None = None) -> Question:
    return Question(SELECTION, level, policy, profile_of(records, None))


def answered_at_once(path: Path, level: Level = "place", policy: Policy | None = None) -> dict[str, str]:
    events = read_events(path)
    release = internal(events) if policy is None else protect(events, policy)
    seen = view(prepare(release), SELECTION, level)
    return {form: write(seen, None) for form, write in ROUTE_FORMATS.items()}


def answered_in_parts(source: str, parts: int, level: Level = "place", policy: Policy | None = None) -> dict[str, str]:
    records = open_records(source)
    summary = summarise_locally(records, question_of(records, level, policy), parts)
    return {form: write(summary, None) for form, write in ROUTE_FORMATS.items()}


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six thousand made-up events in one file of several row groups."""
    (part,) = made_up_events(measure(bundled_events().given), 3_000, 4)
    return written(tmp_path_factory.mktemp("made-up") / "records.parquet", part, 700)


@pytest.fixture(autouse=True)
def own_folder_for_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Parts lie in a folder of the test's own, and nothing is left in it."""
    folder = tmp_path / "parts of records"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@given(seed=st.integers(0, 10_000), parts=st.integers(1, 9), group=st.integers(1, 60), level=st.sampled_from(LEVELS))
@settings(max_examples=15, deadline=None)
def test_random_records_give_the_same_bytes_in_parts(
    tmp_path_factory: pytest.TempPathFactory, seed: int, parts: int, group: int, level: Level
) -> None:
    path = written(tmp_path_factory.mktemp("random") / "events.parquet", table_of(random_rows(Random(seed), 25)), group)
    assert answered_in_parts(str(path), parts, level) == answered_at_once(path, level)


@pytest.mark.parametrize("policy", [None, PUBLISHED], ids=["internal", "published"])
def test_awkward_cases_give_the_same_bytes_in_parts(tmp_path: Path, policy: Policy | None) -> None:
    path = written(tmp_path / "events.parquet", table_of(all_awkward_cases()))
    assert answered_in_parts(str(path), 5, policy=policy) == answered_at_once(path, policy=policy)


def test_a_folder_of_files_is_the_file_they_make_one_after_another(tmp_path: Path, made_up: Path) -> None:
    table = pq.read_table(made_up)
    for number, start in enumerate(range(0, len(table), 1_500)):
        some = table.slice(start, 1_500)
        # A file of its own may lack a column that is empty in it, and code others.
        some = some.drop_columns(["note"]) if number == 1 else some
        written(tmp_path / "folder" / f"part-{number}" / "records.parquet", some, 400)
    in_folder = answered_in_parts(str(tmp_path / "folder"), 4)["json"]
    at_once = answered_at_once(made_up)["json"]
    assert in_folder.split('"selection"')[1] == at_once.split('"selection"')[1]
    assert '"name": "folder"' in in_folder


def test_the_mark_of_a_folder_changes_with_any_of_its_files_and_names(tmp_path: Path) -> None:
    table = table_of(all_awkward_cases())
    for name in ("a.parquet", "b.parquet"):
        written(tmp_path / name, table)
    records = open_records(str(tmp_path))
    marks = {
        joint_fingerprint(records, ["1", "2"]),
        joint_fingerprint(records, ["2", "1"]),
        joint_fingerprint(open_records(str(written(tmp_path / "sub" / "c.parquet", table).parent)), ["1"]),
    }
    assert len(marks) == 3


def test_an_address_of_another_storage_is_read_like_a_folder(made_up: Path) -> None:
    import fsspec

    storage = fsspec.filesystem("memory")
    storage.pipe("/bucket/records/one.parquet", made_up.read_bytes())
    found = answered_in_parts("memory://bucket/records", 2)["json"]
    assert found.split('"selection"')[1] == answered_at_once(made_up)["json"].split('"selection"')[1]


@given(
    cases=st.lists(st.text(st.sampled_from("ab \u3000\u00a0é"), max_size=3), max_size=40),
    parts=st.integers(1, 8),
    cut=st.integers(0, 40),
)
@settings(max_examples=60, deadline=None)
def test_rows_are_dealt_without_a_loss_and_a_case_is_in_one_part(cases: list[str], parts: int, cut: int) -> None:
    table = pa.table({"Case ID": pa.array(cases, pa.string()), "number": pa.array(range(len(cases)), pa.int64())})
    tables = [deal(piece, ["case id"], parts) for piece in (table.slice(0, cut), table.slice(cut))]
    own = [pa.concat_tables([some[part] for some in tables]) for part in range(parts)]
    numbers = [piece["number"].to_pylist() for piece in own]
    assert sorted(number for some in numbers for number in some) == list(range(len(cases)))
    assert all(some == sorted(some) for some in numbers)
    where: dict[str, set[int]] = {}
    for part, piece in enumerate(own):
        for case in piece["Case ID"].to_pylist():
            where.setdefault(case.strip(), set()).add(part)
    assert all(len(found) == 1 for found in where.values())


def test_a_case_is_known_by_the_first_column_that_is_filled() -> None:
    table = pa.table({"id": ["1", "", "1", "2"], "title": ["x", "x", "y", "x"]})
    dealt = deal(table, ["id", "title"], 50)
    found = {part: some["title"].to_pylist() for part, some in enumerate(dealt) if some.num_rows}
    assert sorted(found.values()) == [["x"], ["x"], ["x", "y"]]


def test_no_records_are_an_answer_too(tmp_path: Path) -> None:
    path = written(tmp_path / "events.parquet", table_of(all_awkward_cases()).slice(0, 0))
    assert answered_in_parts(str(path), 3) == answered_at_once(path)


def test_files_may_be_larger_than_what_is_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("footprints_geo.sources.limits.LARGEST_FILE", 10)
    path = written(tmp_path / "events.parquet", table_of(all_awkward_cases()))
    with pytest.raises(InputError, match="expected at most"):
        read_events(path)
    assert answered_in_parts(str(path), 2)


# What cannot be answered in parts


def refused(source: Path | str, match: str, profile: Profile | None = None, policy: Policy | None = None) -> None:
    with pytest.raises(InputError, match=match):
        answered(source, profile, policy)


def answered(source: Path | str, profile: Profile | None, policy: Policy | None) -> None:
    records = open_records(str(source))
    summarise_locally(records, Question(SELECTION, "country", policy, profile_of(records, profile)), 2)


def test_what_is_no_parquet_is_refused(tmp_path: Path, made_up: Path) -> None:
    csv = tmp_path / "events.csv"
    csv.write_text("case_id,event_type\nA,arrest\n", encoding="utf-8")
    refused(csv, "found no Parquet file")
    refused(tmp_path / "missing.parquet", "There is no file")
    refused("memory://nowhere", "nothing at this address")
    refused("strange://somewhere/x.parquet", "not known here")
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(made_up.read_bytes()[:-400])
    refused(broken, "damaged")


def test_damage_inside_is_refused_and_no_part_stays(tmp_path: Path, made_up: Path) -> None:
    content = bytearray(made_up.read_bytes())
    content[500:3_000] = bytes(2_500)
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(content)
    refused(broken, "damaged")


def test_sensitive_records_for_the_public_are_refused_with_a_way_out(made_up: Path) -> None:
    refused(made_up, "told in groups.*--audience internal", policy=Policy())


def test_columns_of_others_need_a_profile(tmp_path: Path) -> None:
    rows = [{"ID": "1", "Was ist geschehen": "arrest", "Land": "CN"}]
    path = written(tmp_path / "events.parquet", table_of(rows))
    refused(path, "--profile")
    profile = Profile(columns={"case_id": ("ID",), "event_type": ("Was ist geschehen",), "country": ("Land",)})
    records = open_records(str(path))
    summary = summarise_locally(records, Question(SELECTION, "country", None, profile_of(records, profile)), 2)
    assert summary.tally.events == 1
    refused(path, "not in a column of its own", Profile(constants={"case_id": "#row"}, columns=profile.columns))


def test_exports_whose_rows_say_something_of_each_other_are_refused(tmp_path: Path) -> None:
    samples = Path(__file__).parent / "samples"
    rows = pd.read_csv(samples / "acled_current.csv", dtype=str).fillna("").to_dict("records")
    path = written(tmp_path / "acled.parquet", table_of(rows))
    refused(path, "--profile")
    profile = Profile(columns={"case_id": ("event_id_cnty",), "event_type": ("sub_event_type",)})
    refused(path, "footprints-geo convert", profile)


def test_an_order_of_days_that_only_a_person_knows_is_asked_for(tmp_path: Path) -> None:
    rows = [{"ID": str(n), "what": "arrest", "when": "03/04/2012", "land": "CN"} for n in range(4)]
    path = written(tmp_path / "events.parquet", table_of(rows))
    columns = {"case_id": ("ID",), "event_type": ("what",), "date": ("when",), "country": ("land",)}
    refused(path, "Say it in the profile", Profile(columns=columns))


def test_a_full_disk_is_one_sentence(made_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("footprints_geo.engine.local.add_piece", full)
    refused(made_up, "TMPDIR")


# The command line


def test_engines_of_the_command_line_write_the_same_bytes(made_up: Path) -> None:
    answers = [
        run("routes", made_up, "--audience", "internal", "--format", "json", *engine).out
        for engine in ((), ("--engine", "local"), ("--engine", "dask"))
    ]
    assert len(answers[0]) > 1_000
    assert answers[1] == answers[0]
    assert answers[2] == answers[0]


def test_a_summary_is_the_same_from_every_engine(made_up: Path) -> None:
    answers = [
        run("summary", made_up, "--audience", "internal", *engine).out
        for engine in ((), ("--engine", "local"), ("--engine", "dask"))
    ]
    head, *lines = answers[0].splitlines()
    assert head.startswith("thing,level,kind,key,year,event_type,cases,persons_low,persons_high,cases_part_of,audience")
    assert len(lines) > 1_000
    assert all(line.endswith("internal. Synthetic data: no real person.") for line in lines)
    assert answers[1:] == [answers[0], answers[0]]


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--engine", "local"], "name the records"),
        (["x.parquet", "--scheduler", "tcp://127.0.0.1:1"], "--scheduler is for --engine dask"),
        (["x.parquet", "--engine", "local", "--sheet", "one"], "--sheet"),
        (["x.parquet", "--engine", "local", "--audience", "internal"], "There is no file"),
    ],
)
def test_flags_that_do_not_go_together_are_refused(flags: list[str], words: str) -> None:
    found = run("routes", *flags)
    assert found.code == 2
    assert words in found.err


def test_without_dask_the_engine_says_what_to_install(made_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    records = open_records(str(made_up))
    with pytest.raises(InputError, match=r"requirements-cluster\.txt"):
        summarise_on_cluster(records, question_of(records))


# Schedulers and workers of their own


def begun(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", "--host", "127.0.0.1", "--no-dashboard", *arguments]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def until(true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@contextmanager
def cluster_of(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]], Any]]:
    """The address of a scheduler in a process of its own, its workers, and a client that looks on."""
    from distributed import Client

    file = folder / "scheduler.json"
    running = [begun("dask_scheduler", "--port", "0", "--scheduler-file", str(file))]
    try:
        until(file.exists)
        own = [
            begun("dask_worker", "--scheduler-file", str(file), "--no-nanny", "--nthreads", "1") for _ in range(workers)
        ]
        running += own
        with Client(scheduler_file=str(file)) as client:
            client.wait_for_workers(workers, timeout=60)
            yield client.scheduler.address, own, client
    finally:
        for process in running:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def own_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers."""
    with cluster_of(tmp_path_factory.mktemp("cluster"), 2) as (address, _, _):
        yield address


@given(seed=st.integers(0, 10_000), parts=st.integers(1, 6), level=st.sampled_from(LEVELS))
@settings(max_examples=5, deadline=None)
def test_random_records_give_the_same_bytes_on_a_cluster(
    tmp_path_factory: pytest.TempPathFactory, own_cluster: str, seed: int, parts: int, level: Level
) -> None:
    path = written(tmp_path_factory.mktemp("random") / "events.parquet", table_of(random_rows(Random(seed), 20)), 9)
    records = open_records(str(path))
    found = summarise_on_cluster(records, question_of(records, level), own_cluster, parts)
    assert {form: write(found, None) for form, write in ROUTE_FORMATS.items()} == answered_at_once(path, level)


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(
    tmp_path: Path, made_up: Path, own_folder_for_parts: Path
) -> None:
    records = open_records(str(made_up))
    question = question_of(records)
    expected = routes_json(summarise_locally(records, question, 1))
    found: list[str] = []
    with cluster_of(tmp_path, 3) as (address, workers, client):

        def ask() -> None:
            found.append(routes_json(summarise_on_cluster(records, question, address, parts=24)))

        asking = threading.Thread(target=ask)
        asking.start()

        def summarised() -> int:
            return sum("_summary" in key for keys in client.has_what().values() for key in map(str, keys))

        until(lambda: summarised() >= 3)
        os.kill(workers[0].pid, signal.SIGKILL)
        done_when_killed = summarised()
        assert asking.is_alive()
        asking.join(timeout=120)
        assert not asking.is_alive()
        assert len(client.scheduler_info()["workers"]) == 2
    assert 0 < done_when_killed < 24
    assert found == [expected]


def test_a_scheduler_that_does_not_answer_is_one_sentence(made_up: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import dask

    records = open_records(str(made_up))
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}), pytest.raises(InputError, match="--scheduler"):
        summarise_on_cluster(records, question_of(records), "tcp://127.0.0.1:1")
