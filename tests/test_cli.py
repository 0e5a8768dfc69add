"""The command line: answers alone on standard output, one sentence for whatever is wrong, and exit codes that tell."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from footprints_geo import Period, Selection, cli, prepare, read_events, view
from footprints_geo.vocabulary import EVENT_TYPES, KINDS
from tests.builders import (
    all_awkward_cases,
    assert_valid_geojson,
    csv_text,
    event,
    returned_without_a_place,
    write_rows,
)

ROOT = Path(__file__).resolve().parent.parent
HEADER = "case_id,event_type,date,country,note\n"
SECRET = "QQ-SECRET-QQ"
NO_SNAPSHOT = "20240131T120000000000Z-0123456789ab"


class Answer(NamedTuple):
    code: Any
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out, parse_constant=pytest.fail)


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: object) -> Answer:
        with pytest.raises(SystemExit) as stop:
            cli.main([str(argument) for argument in arguments])
        return Answer(stop.value.code, *capsys.readouterr())

    return command


def refused(answer: Answer) -> str:
    """What a person reads when a file or an option cannot be used."""
    assert answer.code == 2
    assert answer.out == ""
    assert "Traceback" not in answer.err
    assert len(answer.err) < 1500
    return answer.err


def one_sentence(answer: Answer) -> str:
    message = refused(answer)
    assert re.fullmatch(r"Error: .+\.\n", message)
    return message


def in_a_process(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[bytes]:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    command = [sys.executable, "-m", "footprints_geo", *arguments]
    return subprocess.run(command, capture_output=True, check=False, cwd=cwd, env=surroundings, timeout=60)


def test_the_answer_does_not_depend_on_locale_time_zone_or_folder(tmp_path: Path) -> None:
    rows = [{**row, "admin1": "량강도"} for row in all_awkward_cases()]
    path = str(write_rows(tmp_path, rows))
    arguments = ["routes", path, "--audience", "internal", "--level", "place", "--years", "2023", "--format", "json"]
    seoul = in_a_process(*arguments, LC_ALL="C", TZ="Asia/Seoul", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    honolulu = in_a_process(
        *arguments, cwd=tmp_path, LC_ALL="C.UTF-8", TZ="Pacific/Honolulu", PYTHONHASHSEED="7", COLUMNS="20"
    )
    assert (seoul.returncode, honolulu.returncode) == (0, 0), seoul.stderr
    assert seoul.stdout == honolulu.stdout
    assert json.loads(seoul.stdout)["routes"]


def test_a_wrong_file_shows_no_traceback_in_a_process_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "사건.csv"
    path.write_bytes((HEADER + f"{SECRET},arrest,2023,CN,북한\x01\n").encode("cp949"))
    found = in_a_process("validate", str(path), LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    message = found.stderr.decode()
    assert (found.returncode, found.stdout) == (2, b"")
    assert re.match("Error: .+, line 2", message)
    assert "Traceback" not in message
    assert SECRET not in message


def test_answer_and_messages_go_different_ways(run: Run, tmp_path: Path) -> None:
    path = write_rows(tmp_path, [*returned_without_a_place(), event("B", "other", "CN")])
    for form in ("json", "geojson"):
        answer = run("routes", path, "--audience", "internal", "--format", form)
        assert answer.code == 0
        assert answer.json
        assert re.match(r"1 of 3 rows could not be used; .*validate", answer.err)
    rows = list(csv.DictReader(io.StringIO(run("routes", path, "--audience", "internal", "--format", "csv").out)))
    assert [row["route"] for row in rows] == ["CN>KP"]
    assert_valid_geojson(run("routes", path, "--audience", "internal", "--format", "geojson").json)


def test_the_bundled_events_are_taken_where_no_file_is_named(run: Run) -> None:
    answer = run("routes", "--kind", "repatriation", "--years", "2023", "--format", "json")
    assert answer.code == 0
    assert answer.err == ""
    assert [(r["route"], r["cases"], r["persons_low"], r["persons_high"]) for r in answer.json["routes"]] == [
        (["CN", "KP"], 7, 483, None)
    ]


def test_the_table_is_what_a_person_gets_who_asks_for_no_form(run: Run) -> None:
    answer = run("routes", "--kind", "repatriation", "--top", "1")
    assert "China → North Korea" in answer.out
    assert "Laos" not in answer.out.split("Shown:")[0].split("rank")[1]


SELECTIONS = st.builds(
    Selection,
    years=st.none() | st.builds(Period.of, st.integers(1995, 2010), st.integers(2010, 2025)),
    events=st.lists(st.sampled_from(EVENT_TYPES), max_size=3).map(tuple),
    countries=st.lists(st.sampled_from(["CN", "KP", "LA"]), max_size=2).map(tuple),
    kind=st.lists(st.sampled_from(KINDS), min_size=1, max_size=3).map(tuple),
    min_persons=st.integers(0, 50),
    uncertain=st.sampled_from(["include", "exclude"]),
)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SELECTIONS)
def test_command_line_and_python_give_the_same_answer(run: Run, selection: Selection) -> None:
    answer = run("routes", "--format", "json", *selection.to_flags()).json
    seen = view(prepare(), selection)
    assert answer["selection"] == selection.to_json()
    assert [tuple(r["route"]) for r in answer["routes"]] == seen.routes["route"].map(tuple).tolist()
    assert [r["persons_low"] for r in answer["routes"]] == seen.routes["persons_low"].tolist()
    assert answer["tally"] == seen.tally.to_json()


@pytest.mark.parametrize("form", ["table", "csv", "json", "geojson"])
def test_a_file_gets_what_standard_output_would(run: Run, tmp_path: Path, form: str) -> None:
    path = write_rows(tmp_path, all_awkward_cases())
    target = tmp_path / "answer"
    shown = run("routes", path, "--audience", "internal", "--format", form)
    written = run("routes", path, "--audience", "internal", "--format", form, "-o", target)
    assert written.code == 0
    assert written.out == ""
    assert "answer" in written.err
    assert target.read_bytes() == shown.out.encode()


@pytest.mark.parametrize(("option", "command"), [("-o", "routes"), ("--output", "routes"), ("--rejects", "validate")])
def test_the_records_are_never_written_over(run: Run, tmp_path: Path, option: str, command: str) -> None:
    path = write_rows(tmp_path, [*returned_without_a_place(), event("B", "other", "CN")])
    before = path.read_bytes()
    (tmp_path / "link.csv").symlink_to(path)
    for target in (path, tmp_path / "." / path.name, tmp_path / "link.csv"):
        answer = run(command, path, option, target)
        assert path.read_bytes() == before
        assert answer.code == 2


@pytest.mark.parametrize(("option", "command"), [("-o", "routes"), ("--rejects", "validate")])
@pytest.mark.parametrize("target", ["", "no/such/folder/a.csv", "events.csv/a.csv", "x" * 5000])
def test_a_file_that_cannot_be_written_is_one_sentence(
    run: Run, tmp_path: Path, option: str, command: str, target: str
) -> None:
    path = write_rows(tmp_path, returned_without_a_place())
    whom = ["--sensitivity", "published"] if command == "routes" else []
    answer = run(command, path, option, tmp_path / target, *whom)
    assert answer.code == 2
    assert re.fullmatch(r"Error: .{1,500} cannot be written: .+\.\n", answer.err)


def test_validate_tells_by_its_exit_code(run: Run, tmp_path: Path) -> None:
    good, bad = write_rows(tmp_path, [event("A", "arrest", "CN")], "good.csv"), tmp_path / "bad.csv"
    bad.write_text(csv_text([event("A", "arrest", "CN"), event("B", "arest", "CN")]), encoding="utf-8")
    assert [run("validate", path).code for path in (good, bad, tmp_path / "none.csv")] == [0, 1, 2]
    answer = run("validate", bad, "--format", "json", "--rejects", tmp_path / "rejects.csv")
    assert answer.code == 1
    assert answer.json["rows_read"] == answer.json["rows_accepted"] + answer.json["rows_rejected"] == 2
    assert answer.json["rejects"][0]["row"] == 3
    assert answer.json["rejects"][0]["fix"] == "Write arrest, if that is what is meant."
    text = (tmp_path / "rejects.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    told = [(row["rejected_row"], row["rejected_column"], row["rejected_value"]) for row in rows]
    assert told == [("3", "event_type", "arest")]
    assert [row["case_id"] for row in rows] == ["B"]


BAD_ROWS = {
    "a day that is none": ("31/02/2023,arrest,1,,,,", "date"),
    "an unknown type": ("2023,arest,1,,,,", "event_type"),
    "fewer than none": ("2023,arrest,-5,,,,", "persons"),
    "30 to 50": ("2023,arrest,30 to 50,,,,", "persons"),
    "min over max": ("2023,arrest,,50,30,,", "persons_min"),
    "lat 95": ("2023,arrest,,,,95,129", "lat"),
    "lat and lon exchanged": ("2023,arrest,,,,129.85,42.957", "lat"),
    "too many cells": ("2023,arrest,,,,,,more", ""),
}


@pytest.mark.parametrize(("row", "column"), BAD_ROWS.values(), ids=BAD_ROWS)
def test_a_bad_row_is_named_and_the_others_are_kept(run: Run, tmp_path: Path, row: str, column: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text(
        "case_id,date,event_type,persons,persons_min,persons_max,lat,lon\n"
        f"A,2023,departure,1,,,,\n{SECRET},{row}\nB,2023,arrival,1,,,,\n",
        encoding="utf-8",
    )
    answer = run("validate", path, "--format", "json")
    assert answer.code == 1
    assert [(reject["row"], reject["column"]) for reject in answer.json["rejects"]] == [(3, column)]
    assert (answer.json["rows_read"], answer.json["rows_accepted"]) == (3, 2)
    assert SECRET not in answer.out + answer.err
    words = run("validate", path)
    assert words.code == 1
    assert "row 3" in words.out
    assert SECRET not in words.out


def workbook() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param((HEADER + f"{SECRET},arrest,2023,CN,\x01\xff\n").encode("latin-1"), "UTF-8", id="no letters"),
        pytest.param(b"", "empty", id="no bytes"),
        pytest.param(b"\xef\xbb\xbf", "empty", id="byte order mark alone"),
        pytest.param((HEADER + f'{SECRET},arrest,2023,CN,"x\n').encode(), "quotation marks", id="open quote"),
        pytest.param((HEADER + f"{SECRET},arr\0est\n").encode(), "zero bytes", id="NUL"),
        pytest.param(workbook(), "workbook", id="workbook renamed"),
        pytest.param(b"date,place\n2023,Tumen\n", "(event_type)", id="no required column"),
    ],
)
@pytest.mark.parametrize("command", ["validate", "routes"])
def test_a_file_that_cannot_be_read_is_one_sentence(
    run: Run, tmp_path: Path, command: str, content: bytes, words: str
) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(content)
    message = one_sentence(run(command, path))
    assert message.startswith("Error: events.csv")
    assert words in message
    assert SECRET not in message


@pytest.mark.parametrize("name", ["", "none.csv", "no/none.csv", "x" * 3_000_000])
@pytest.mark.parametrize("command", ["validate", "routes"])
def test_a_path_without_a_file_is_one_sentence(run: Run, tmp_path: Path, command: str, name: str) -> None:
    one_sentence(run(command, tmp_path / name))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_saved_by_a_spreadsheet_is_read(run: Run, tmp_path: Path, encoding: str) -> None:
    text = csv_text(returned_without_a_place(), delimiter=";").replace("\n", "\r\n")
    path = tmp_path / "events.csv"
    path.write_bytes(text.encode(encoding))
    answer = run("validate", path, "--format", "json")
    assert answer.code == 0
    assert answer.json["rows_accepted"] == 2
    assert any("';'" in note["inferred"] for note in answer.json["inferred"])
    assert run("routes", path, "--audience", "internal", "--format", "json").json["routes"][0]["persons_low"] == 3


def test_a_header_without_rows_is_an_empty_answer_that_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(HEADER, encoding="utf-8")
    account = run("validate", path, "--format", "json")
    assert account.code == 0
    assert (account.json["rows_read"], account.json["rejects"]) == (0, [])
    answer = run("routes", path, "--format", "json")
    assert answer.code == 0
    assert answer.json["routes"] == []
    assert "no rows" in answer.err


def test_a_file_of_bad_rows_alone_is_an_empty_answer_that_says_so(run: Run, tmp_path: Path) -> None:
    path = write_rows(tmp_path, [event("A", "other", "CN"), event("B", "other", "CN")])
    assert run("validate", path).code == 1
    answer = run("routes", path, "--audience", "internal", "--format", "json")
    assert answer.code == 0
    assert answer.json["tally"]["rows_rejected"] == 2
    protected = run("routes", path, "--format", "json")
    assert (protected.code, protected.json["routes"]) == (0, [])
    assert "2 of 2 rows could not be used" in answer.err


def test_all_that_is_wrong_with_the_options_is_said_at_once(run: Run) -> None:
    message = one_sentence(
        run("routes", "--years", "20x3", "--events", "arest", "--countries", "CHN", "--kind", "flight",
            "--min-persons", "-3", "--uncertain", "maybe")
    )  # fmt: skip
    for option in ("years", "events", "countries", "kind", "min.persons", "uncertain"):
        assert re.search(rf"\b{option}\b", message)


@pytest.mark.parametrize(
    "years", ["", "23", "2023-2019", "2019-", "2019-2020-2021", "0000", "9999", "²⁰²³", "2023;2024"]
)
def test_years_that_are_none_are_one_sentence(run: Run, years: str) -> None:
    assert "2019-2023" in one_sentence(run("routes", "--years", years))


@pytest.mark.parametrize(
    "arguments",
    [
        ["routes", "--foo"],
        ["routes", "--top", "0"],
        ["routes", "--top", "x"],
        ["routes", "--format", "xml"],
        ["routes", "--level", "town"],
        ["routes", "a.csv", "b.csv"],
        ["routes", "--years"],
        ["routes", "--min-persons", "1.5"],
        ["validate"],
        ["validate", "a.csv", "--format", "csv"],
        ["serve", "--port", "0"],
        ["serve", "--port", "65536"],
        ["rotes"],
        [],
    ],
    ids=" ".join,
)
def test_a_usage_error_exits_with_two(run: Run, arguments: list[str]) -> None:
    assert refused(run(*arguments))


@pytest.mark.parametrize("audience", ["everyone", ""])
def test_there_is_no_third_audience(run: Run, tmp_path: Path, audience: str) -> None:
    target = tmp_path / "answer.json"
    assert refused(run("routes", "--audience", audience, "-o", target))
    assert not target.exists()


def test_what_leaves_is_for_the_public_unless_somebody_says_otherwise(run: Run, tmp_path: Path) -> None:
    few, many = returned_without_a_place(), [{**row, "persons": "12"} for row in returned_without_a_place()]
    path = write_rows(tmp_path, [*few, *({**row, "case_id": "B"} for row in many)])
    public = run("routes", path, "--format", "json")
    assert (public.json["audience"], public.json["routes"][0]["persons_low"]) == ("public", 12)
    assert "1 of 2 cases are told" in public.err
    told = run("routes", path, "--audience", "internal", "--format", "json")
    assert (told.json["audience"], told.json["routes"][0]["persons_low"]) == ("internal", 15)
    published = run("routes", path, "--sensitivity", "published", "--format", "json").json
    assert (published["audience"], published["routes"][0]["persons_low"]) == ("public", 15)
    assert run("routes", "--format", "json").json["audience"] == "public"


def test_records_of_which_nothing_can_be_told_are_refused_with_the_reason(run: Run, tmp_path: Path) -> None:
    path, target = write_rows(tmp_path, returned_without_a_place()), tmp_path / "answer.json"
    message = run("routes", path, "-o", target)
    assert message.code == 2
    assert "no group of cases that are alike" in message.err
    assert not target.exists()
    assert run("routes", path, "--threshold", "3", "-o", target).code == 0


def test_ways_of_protection_are_checked(run: Run) -> None:
    assert "--audience internal protects none" in one_sentence(
        run("routes", "--audience", "internal", "--threshold", "3")
    )
    assert "expected 2 to 1000" in one_sentence(run("routes", "--threshold", "1"))


@pytest.mark.parametrize("command", ["routes", "validate", "serve"])
def test_help_is_an_answer(run: Run, command: str) -> None:
    answer = run(command, "--help")
    assert answer.code == 0
    assert "Usage:" in answer.out
    assert answer.err == ""


def test_no_message_carries_an_id_or_free_text(
    run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> None:
    secrets = {"case_id": SECRET, "note": SECRET, "source": SECRET, "source_title": SECRET}
    rows = [{**row, **secrets} for row in [*returned_without_a_place(), event("B", "other", "CN", date="31/02/2023")]]
    path = write_rows(tmp_path, rows)
    answers = [
        run("validate", path),
        run("validate", path, "--format", "json"),
        run("routes", path, "--audience", "internal"),
    ]
    for answer in answers:
        assert answer.code in (0, 1)
        assert SECRET not in answer.out + answer.err
    assert SECRET not in caplog.text
    assert not [warning for warning in recwarn if SECRET in str(warning.message)]


def test_the_account_is_that_of_the_python_interface(run: Run, tmp_path: Path) -> None:
    path = write_rows(tmp_path, [*all_awkward_cases(), event("Z", "arest", "XX", persons="-1")])
    events = read_events(path)
    assert run("validate", path, "--format", "json").json == {
        "records_read": events.records_read,
        "rows_read": events.rows_read,
        "rows_accepted": len(events.frame),
        "rows_rejected": 1,
        "rejects": events.rejects.to_dict("records"),
        "inferred": events.inferred.to_dict("records"),
        "warnings": events.warnings.to_dict("records"),
        "questions": [],
    }


def test_a_question_about_a_file_is_answered_by_its_number(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    path.write_text("Case,Type of event,Date of arrest,Place of detention\nA,arrest,2023,Yanji\n", encoding="utf-8")
    assert "--answer" not in one_sentence(run("validate", path))
    asked = run("profile", path)
    assert "--answer 1.1: A row is one event, named in column 2 (Type of event)" in asked.err
    for number, events in (("1.1", 1), ("1.2", 2), ("1.3", 1)):
        assert run("profile", path, "--answer", number, "-o", tmp_path / "p.toml").code == 0
        answer = run("validate", path, "--profile", tmp_path / "p.toml", "--format", "json")
        assert (answer.code, answer.json["rows_accepted"]) == (0, events)
    assert "expected one of 1.1" in refused(run("profile", path, "--answer", "7.7"))


def test_records_go_through_every_format_and_into_a_workspace(run: Run, tmp_path: Path) -> None:
    path = write_rows(tmp_path, all_awkward_cases())
    assert run("convert", path, tmp_path / "events.parquet").code == 0
    for number in (1, 2):
        kept = run("import", tmp_path / "events.parquet", "--workspace", tmp_path / "kept")
        assert kept.code == 0
        assert ("was there already" in kept.err) == (number == 2)
    changed = write_rows(tmp_path, all_awkward_cases()[2:], "fewer.csv")
    assert run("import", changed, "--workspace", tmp_path / "kept").code == 0
    listed = run("snapshots", tmp_path / "kept").out.splitlines()
    assert len(listed) == 4
    assert re.match(r"\d+ \w+ \d{4}, \d\d:\d\d UTC: events.parquet, \d+ events of \d+ cases; 0 of", listed[0])
    old, new = (line.strip() for line in listed[1::2])
    assert "1 gone" in run("diff", tmp_path / "kept", old, new).out
    one_sentence(run("diff", tmp_path / "kept", old, "../../etc"))
    one_sentence(run("snapshots", tmp_path / "mistyped"))
    assert not (tmp_path / "mistyped").exists()


def test_converting_never_writes_over_the_records(run: Run, tmp_path: Path) -> None:
    path = write_rows(tmp_path, all_awkward_cases())
    before = path.read_bytes()
    one_sentence(run("convert", path, path))
    assert path.read_bytes() == before


def test_two_answers_never_go_into_one_file_and_nothing_is_written_before_that_is_seen(
    run: Run, tmp_path: Path
) -> None:
    path = write_rows(tmp_path, [*returned_without_a_place(), event("B", "other", "CN")])
    target = tmp_path / "out.csv"
    for other in (target, tmp_path / "sub" / ".." / "out.csv"):
        assert "two things" in one_sentence(run("convert", path, target, "--rejects", other))
        assert not target.exists()
    target.touch()
    (tmp_path / "hard.csv").hardlink_to(target)
    assert "two things" in one_sentence(run("convert", path, target, "--rejects", tmp_path / "hard.csv"))
    assert target.read_bytes() == b""


@pytest.mark.parametrize("option", ["--profile", "--mended"])
def test_a_profile_and_mended_records_are_never_written_over(run: Run, tmp_path: Path, option: str) -> None:
    path = write_rows(tmp_path, returned_without_a_place())
    beside = tmp_path / "beside"
    beside.write_text("mine", encoding="utf-8")
    for command in (["validate", path], ["convert", path, tmp_path / "o.csv"]):
        one_sentence(run(*command, option, beside, "--rejects", beside))
    assert beside.read_text(encoding="utf-8") == "mine"


def test_nothing_is_written_into_a_workspace_but_snapshots(run: Run, tmp_path: Path) -> None:
    path = write_rows(tmp_path, returned_without_a_place())
    kept = tmp_path / "kept"
    assert run("import", path, "--workspace", kept).code == 0
    before = (kept / "log.jsonl").read_bytes()
    assert "lie in the workspace" in one_sentence(
        run("import", path, "--workspace", kept, "--rejects", kept / "log.jsonl")
    )
    assert (kept / "log.jsonl").read_bytes() == before


@pytest.mark.parametrize("command", ["snapshots", "diff", "forget"])
def test_looking_makes_no_workspace_of_any_folder(run: Run, tmp_path: Path, command: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o755)
    (folder / ".hidden").touch()
    arguments = {"snapshots": [folder], "diff": [folder, NO_SNAPSHOT, NO_SNAPSHOT]}
    answer = run(command, *arguments.get(command, [NO_SNAPSHOT, "--workspace", folder, "--yes"]))
    assert "There is no workspace 'folder'" in one_sentence(answer)
    assert [path.name for path in folder.iterdir()] == [".hidden"]
    assert folder.stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("command", ["import", "snapshots", "diff", "forget"])
def test_the_next_command_says_what_a_killed_import_had_left(run: Run, tmp_path: Path, command: str) -> None:
    path, kept = write_rows(tmp_path, returned_without_a_place()), tmp_path / "kept"
    run("import", path, "--workspace", kept)
    (snapshot,) = (kept / "snapshots").iterdir()
    name = snapshot.name
    arguments = {
        "import": [path, "--workspace", kept],
        "snapshots": [kept],
        "diff": [kept, name, name],
        "forget": [name, "--workspace", kept, "--yes"],
    }
    (snapshot.parent / f".incoming-{name}").mkdir()
    answer = run(command, *arguments[command])
    assert answer.code == 0
    assert answer.err.startswith("An earlier import was stopped before its snapshot was kept. What it left unfinished")
    assert "An earlier import" not in run("snapshots", kept).err


def test_a_snapshot_is_forgotten_only_when_that_is_said_twice(run: Run, tmp_path: Path) -> None:
    path = write_rows(tmp_path, returned_without_a_place())
    kept = tmp_path / "kept"
    run("import", path, "--workspace", kept)
    name = run("snapshots", kept).out.splitlines()[1].strip()
    refused = one_sentence(run("forget", name, "--workspace", kept))
    assert "--yes" in refused
    assert name in run("snapshots", kept).out
    answer = run("forget", name, "--workspace", kept, "--yes")
    assert (answer.code, answer.out) == (0, "")
    assert "is forgotten" in answer.err
    assert run("snapshots", kept).out == "The workspace holds no snapshot.\n"
    one_sentence(run("forget", name, "--workspace", kept, "--yes"))


ADDRESSES = (
    "ftp://u:secretpw@h/x.csv", "ftp://u:secretpw@h", "postgresql://u:secretpw@h/db", "https://u:secretpw@h/x.csv",
    "s3:/u:secretpw@h", "file:///u:secretpw@h/x", "FTP://u:secretpw@h/x.csv", "https:/u:secretpw@h/",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_in_the_place_of_a_file_is_said_to_be_one_and_its_password_never_repeated(
    run: Run, tmp_path: Path, address: str
) -> None:
    path = write_rows(tmp_path, returned_without_a_place())
    for command in (["validate", address], ["routes", address], ["profile", address]):
        said = one_sentence(run(*command))
        assert "https" in said or "name or a password" in said
        assert "secretpw" not in said
    for option in ("--mended", "--profile", "--rejects"):
        answer = run("validate", path, option, address)
        assert "secretpw" not in answer.err + answer.out
    assert "secretpw" not in run("convert", path, address).err


@pytest.mark.parametrize(
    "arguments", [["profile", "--answer=2\n3"], ["figure", "routes", "-o", "a.png", "--size=" + "[\n" * 9000]]
)
def test_what_was_typed_is_repeated_in_one_short_line(
    run: Callable[..., Answer], arguments: list[str], tmp_path: Path
) -> None:
    records = write_rows(tmp_path, [event("A", "arrest", "CN")])
    answer = run(*arguments, records)
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert len(answer.err) < 400
