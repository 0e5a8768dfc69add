"""The operator's log: all in order, nothing about anybody, added to and never rewritten, and no deed without it."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprints_geo.cli_flags import write_file
from footprints_geo.disclosure.policy import PUBLISHED, Policy
from footprints_geo.errors import InputError
from footprints_geo.operators_log import (
    LOGGED_FORMATS,
    NAMED_BY,
    OperatorsLine,
    begin_log,
    form_of,
    log_audience,
    log_export,
    log_import,
    taken_along,
)
from footprints_geo.workspace import durable
from tests.commands import run

CANARY = "Canary"
SAID = {"at", "action", "format", "audience", "sensitivity", "threshold", "rows", "size", "fingerprint", "version"}
ROWS = f"""case_id,event_type,date,place,country,persons,note,source,{CANARY}-column
{CANARY}-1,arrest,2023-05,Yanji,CN,12,{CANARY} note,{CANARY} source,{CANARY} cell
{CANARY}-1,repatriation,2023-10,Tumen,CN,12,{CANARY} note,{CANARY} source,{CANARY} cell
{CANARY}-2,{CANARY},2023-10,{CANARY} place,CN,12,{CANARY} note,{CANARY} source,{CANARY} cell
"""


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "log.jsonl"
    monkeypatch.setenv(NAMED_BY, str(path))
    return path


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text(encoding="ascii").splitlines()]


def test_without_a_log_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAMED_BY, raising=False)
    monkeypatch.chdir(tmp_path)
    log_import("csv", 3)
    assert taken_along("png", None, b"picture") == b"picture"
    assert list(tmp_path.iterdir()) == []


def test_of_a_protected_copy_the_log_says_how_it_was_protected(log: Path, tmp_path: Path) -> None:
    copy = tmp_path / "records.protected"
    for asked in (("--sensitivity", "published"), ("--threshold", "10", "--sensitivity", "sensitive")):
        assert run("protect", *asked, "-o", copy).code == 0
        assert run("routes", copy).code == 0
    said = [(line.get("sensitivity"), line.get("threshold")) for line in lines(log) if line["action"] == "export"]
    assert said == [("published", None)] * 2 + [("sensitive", 10)] * 2


def test_commands_are_logged_in_order_and_say_nothing_of_a_record(log: Path, tmp_path: Path) -> None:
    folder = tmp_path / f"{CANARY}-folder"
    folder.mkdir()
    records, workspace = folder / f"{CANARY}.csv", folder / "workspace"
    records.write_text(ROWS, encoding="utf-8")
    public, whole = folder / f"{CANARY}.json", folder / f"{CANARY}-whole.{CANARY}"
    assert run("validate", records, "--rejects", folder / "rejects.csv").code == 1
    assert run("convert", records, whole).code == 2
    assert run("import", records, "--workspace", workspace).code == 1
    kept = next((workspace / "snapshots").iterdir()).name
    assert run("routes", records, "--format", "json", "-o", public).code == 0
    assert run("routes", records, "--audience", "internal", "--years", "2023").code == 0
    assert run("routes", records, "--sensitivity", "published", "--format", "csv").code == 0
    assert run("forget", kept, "--workspace", workspace, "--yes").code == 0

    said = lines(log)
    assert [(line["action"], line.get("format"), line.get("audience")) for line in said] == [
        ("import", "csv", None),
        ("export", "table", "internal"),
        ("export", "csv", "internal"),
        ("import", "csv", None),
        ("export", "other", "internal"),
        ("import", "csv", None),
        ("keep", "snapshot", None),
        ("import", "csv", None),
        ("export", "json", "public"),
        ("import", "csv", None),
        ("export", "table", "internal"),
        ("import", "csv", None),
        ("export", "csv", "public"),
        ("forget", "snapshot", None),
    ]
    assert {line["rows"] for line in said if line["action"] == "import"} == {3}
    assert said[8]["fingerprint"] == hashlib.sha256(public.read_bytes()).hexdigest()
    assert (said[8]["sensitivity"], said[8]["threshold"], said[8]["size"]) == ("sensitive", 5, len(public.read_bytes()))
    assert (said[12]["sensitivity"], said[12].get("threshold")) == ("published", None)
    # Of records, and of what is for internal use, no fingerprint: whoever sees one could try out what they say.
    assert [line["action"] for line in said if "fingerprint" in line] == ["export", "export"]
    assert {name for line in said for name in line} <= SAID
    text = log.read_text().lower()
    words = ("canary", "yanji", "tumen", "repatriation", "2023-05", str(tmp_path), kept)
    assert [word for word in words if word in text] == []


@given(st.text(), st.integers(0, 10**9), st.binary(), st.sampled_from([None, Policy(), Policy(PUBLISHED)]))
def test_no_text_of_a_file_is_ever_in_a_line(text: str, rows: int, content: bytes, policy: Policy | None) -> None:
    with pytest.MonkeyPatch.context() as patched:
        said: list[bytes] = []
        patched.setenv(NAMED_BY, "log")
        patched.setattr("footprints_geo.operators_log.append_line", lambda _, line: said.append(line))
        log_import(f"Canary{text}", rows)
        log_export(f"Canary{text}", policy, b"Canary" + content)
        log_export(form_of(Path(f"x.Canary{text}".replace("\0", ""))), policy)
        log_audience(policy)
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 and b"anary" not in line for line in said)
    assert [json.loads(line)["action"] for line in said] == ["import", "export", "export", "audience"]
    assert ("fingerprint" in json.loads(said[1])) == (policy is not None)


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "Kim"}, {"format": "Kim"}, {"audience": "Kim"}, {"sensitivity": "Kim"}, {"rows": -1},
        {"audience": "public", "fingerprint": "Kim"}, {"audience": "internal", "fingerprint": "0" * 64},
        {"fingerprint": "0" * 64},
    ],
)  # fmt: skip
def test_a_line_holds_words_of_closed_lists_alone(changed: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="closed lists"):
        OperatorsLine(**{"action": "export", "format": "png", **changed})
    assert all(form.isascii() and len(form) < 12 for form in LOGGED_FORMATS)


def test_the_log_is_added_to_and_never_rewritten(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flags = []
    real = os.open

    def spied(path: Any, how: int, *rest: Any, **more: Any) -> int:
        flags.append(how)
        return real(path, how, *rest, **more)

    log.write_bytes(b'{"action": "import"}\n{"torn')
    before = log.stat().st_ino
    monkeypatch.setattr(durable.os, "open", spied)
    log_import("csv", 3)
    log_import("csv", 4)
    written = log.read_bytes()
    assert written.startswith(b'{"action": "import"}\n{"torn\n{"at": "')
    assert written.count(b"\n") == 4
    assert log.stat().st_ino == before
    assert all(how & os.O_APPEND and not how & os.O_TRUNC for how in flags)
    assert len(flags) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows makes no copy of a running program")
def test_two_programs_tear_no_line(log: Path) -> None:
    children = []
    for _ in range(2):
        child = os.fork()
        if not child:
            done = 1
            try:
                for number in range(100):
                    log_import("csv", number)
                done = 0
            finally:
                os._exit(done)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0]
    assert sorted(line["rows"] for line in lines(log)) == sorted([*range(100)] * 2)


def test_what_cannot_be_logged_is_not_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    monkeypatch.setenv(NAMED_BY, str(tmp_path / "gone" / "log.jsonl"))
    records = tmp_path / "records.csv"
    records.write_text(ROWS, encoding="utf-8")
    target = tmp_path / "out"
    for arguments in (
        ("routes", "-o", target),
        ("routes", records, "--audience", "internal"),
        ("convert", records, tmp_path / "out.csv"),
        ("import", records, "--workspace", tmp_path / "workspace"),
    ):
        with subtests.test(arguments[0]):
            answer = run(*arguments)
            assert (answer.code, answer.out) == (2, "")
            assert "Error: The operator's log cannot be written" in answer.err
            assert "gone" not in answer.err
    with pytest.raises(InputError, match="operator's log"):
        write_file(b"picture", tmp_path / "out.png", Policy())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["records.csv"]
    with pytest.raises(InputError, match="operator's log"):
        taken_along("png", None, b"picture")


def test_no_answer_takes_the_place_of_the_log(log: Path) -> None:
    log_import("csv", 3)
    answer = run("routes", "-o", log)
    assert answer.code == 2
    assert "is the operator's log" in answer.err
    assert len(lines(log)) == 1


def test_a_server_begins_its_log_before_anything_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAMED_BY, raising=False)
    answer = run("serve", "--log", tmp_path / "gone" / "log")
    assert answer.code == 2
    assert "operator's log cannot be written" in answer.err
    monkeypatch.chdir(tmp_path)
    begin_log(Path("log"))
    monkeypatch.chdir("/")
    log_import("csv", 3)
    assert len(lines(tmp_path / "log")) == 1
