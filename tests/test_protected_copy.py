"""A protected copy in a file: it says what the release says, nothing else, and is refused when it was changed."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.disclosure.copy_file import DESCRIPTION, EVENTS, PLACES, copy_bytes, is_copy, read_copy
from footprints_geo.disclosure.policy import PUBLISHED, Policy
from footprints_geo.disclosure.release import Release, internal, protect
from footprints_geo.disclosure.telling import fingerprint_of, given_of
from footprints_geo.disclosure.words import audience_words, told_words
from footprints_geo.errors import FootprintsError, InputError
from footprints_geo.pipeline import bundled_events, prepare, rank_routes
from tests.adversary import forbidden, planted, unpacked
from tests.builders import read_rows
from tests.commands import run


@pytest.fixture(scope="module")
def made() -> Release:
    return protect(planted(1, 2))


@pytest.fixture(scope="module")
def content(made: Release) -> bytes:
    return copy_bytes(made)


def reopen(content: bytes, folder: Path) -> Release:
    path = folder / "records.protected"
    path.write_bytes(content)
    return read_copy(path)


@pytest.mark.parametrize("policy", [Policy(), Policy(threshold=12), Policy(PUBLISHED)], ids=lambda p: str(p.threshold))
def test_a_copy_reads_back_as_it_was_made(policy: Policy, tmp_path: Path) -> None:
    release = protect(bundled_events(), policy)
    written = copy_bytes(release)
    read = reopen(written, tmp_path)
    for name in ("frame", "given", "places"):
        pd.testing.assert_frame_equal(getattr(release.events, name), getattr(read.events, name))
    assert (read.events.name, read.events.fingerprint) == (release.events.name, release.events.fingerprint)
    assert (read.audience, read.protection, read.grouped) == ("public", release.protection, release.grouped)
    assert audience_words(read) == audience_words(release)
    assert copy_bytes(read) == written
    pd.testing.assert_frame_equal(rank_routes(prepare(read)), rank_routes(prepare(release)))


def test_nothing_is_too_little_to_keep(tmp_path: Path) -> None:
    nobody = protect(read_rows([{"case_id": "1", "event_type": "arrest", "country": "CN", "persons": 1}]))
    assert len(reopen(copy_bytes(nobody), tmp_path).events.frame) == 0


def test_a_copy_holds_no_mark_no_day_and_no_exact_account(made: Release, content: bytes, tmp_path: Path) -> None:
    assert made.account is not None
    for name, part in unpacked("copy", content):
        assert forbidden(name, part) == []
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        for table in (EVENTS, PLACES):
            text = pd.read_parquet(io.BytesIO(file.read(table))).drop(
                columns=["date_earliest", "date_latest"], errors="ignore"
            )
            assert forbidden(table, text.to_csv().encode()) == []
        said = json.loads(file.read(DESCRIPTION))
    assert made.account.cases_withheld + made.account.cases_unusable not in said.values()
    assert said["withheld"] % 5 == 0
    # Who only reads it learns no exact number either.
    read = reopen(content, tmp_path)
    assert read.account is None
    assert told_words(read) == []


def test_what_is_withheld_changes_no_byte(content: bytes) -> None:
    assert copy_bytes(protect(planted(1, 3))) == content


def test_nothing_internal_is_kept_as_a_copy() -> None:
    with pytest.raises(FootprintsError, match="Only a protected copy"):
        copy_bytes(internal(planted(1, 2)))


Change = Callable[[bytes], bytes]


def unpacked_parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def with_table(name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Change:
    """A copy in which somebody put another table, and made the description fit."""

    def changed(content: bytes) -> bytes:
        parts = unpacked_parts(content)
        table = io.BytesIO()
        change(pd.read_parquet(io.BytesIO(parts[name]))).to_parquet(table, index=False)
        said = json.loads(parts[DESCRIPTION])
        said["sha256"][name] = hashlib.sha256(table.getvalue()).hexdigest()
        return repacked({**parts, name: table.getvalue(), DESCRIPTION: json.dumps(said).encode()})

    return changed


def with_events(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Change:
    return with_table(EVENTS, change)


def with_places(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Change:
    return with_table(PLACES, change)


def saying(**words: Any) -> Change:
    """A copy with another description."""

    def changed(content: bytes) -> bytes:
        parts = unpacked_parts(content)
        return repacked({**parts, DESCRIPTION: json.dumps(json.loads(parts[DESCRIPTION]) | words).encode()})

    return changed


def beside(content: bytes) -> bytes:
    """A copy with a file of somebody's beside it."""
    return repacked({**unpacked_parts(content), "raw.csv": b"case_id,name"})


def regrouped(content: bytes) -> bytes:
    """A copy of which somebody made groups of one person, and of all marks what fits."""
    events = protect(planted(1, 2)).events
    ones = events.frame.assign(persons_low=1, persons_high=1.0)
    fitting = fingerprint_of(given_of(ones))
    alone = with_events(lambda table: table.assign(persons_low=1, persons_high=1.0))(content)
    return saying(fingerprint=fitting)(alone)


def repacked(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


CHANGES: dict[str, Change] = {
    "a restricted record": with_events(lambda table: table.assign(visibility="restricted")),
    "a day": with_events(lambda table: table.assign(date_earliest=pd.Timestamp("2023-10-09"))),
    "a note": with_events(lambda table: table.assign(note="word")),
    "a source": with_events(lambda table: table.assign(source="word")),
    "a position": with_events(lambda table: table.assign(lat=42.5, lon=129.5)),
    "a column of its own": with_events(lambda table: table.assign(sex="f")),
    "a column less": with_events(lambda table: table.drop(columns="note")),
    "another number": with_events(lambda table: table.assign(persons_low=table["persons_low"] + 1)),
    "an event type that is none": with_events(lambda table: table.assign(event_type="party")),
    "a place that is not told": with_places(lambda table: table.assign(place_id=table["place_id"] + "x")),
    "a place twice": with_places(lambda table: pd.concat([table, table.tail(1)])),
    "a column more of places": with_places(lambda table: table.assign(note="word")),
    "another format": saying(format=2),
    "a number of withheld cases that is not rounded": saying(withheld=3),
    "less than the fewest": saying(threshold=1),
    "a threshold that no group has": saying(threshold=100, withheld=0),
    "text for a threshold": saying(threshold="5"),
    "half a person": saying(threshold=5.0),
    "text for a yes": saying(shortened="no"),
    "a name of their own": saying(name="interviews.xlsx"),
    "a word more": saying(note="word"),
    "groups of one, by all marks": regrouped,
    "something beside it": beside,
    "less protection": saying(sensitivity="internal"),
    "no hash": saying(sha256={}),
    "no description": lambda content: repacked({DESCRIPTION: b"[]", EVENTS: b"", PLACES: b""}),
    "a part missing": lambda content: repacked({DESCRIPTION: b"{}"}),
    "an end cut off": lambda content: content[: len(content) // 2],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_copy_that_was_changed_is_refused(change: Change, content: bytes, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"records\.protected: (this is not the protected copy|the file is damaged)"):
        reopen(change(content), tmp_path)


@settings(max_examples=25)
@given(place=st.integers(0, 10**6), letter=st.integers(1, 255))
def test_no_byte_can_be_changed_unseen(
    place: int, letter: int, content: bytes, made: Release, tmp_path_factory: pytest.TempPathFactory
) -> None:
    broken = bytearray(content)
    broken[place % len(content)] ^= letter
    try:
        read = reopen(bytes(broken), tmp_path_factory.getbasetemp())
    except InputError:
        return
    # Times and flags of the archive itself are no part of what it says.
    pd.testing.assert_frame_equal(read.events.frame, made.events.frame)
    assert read.protection == made.protection


def test_only_a_copy_is_taken_for_one(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "copy.zip").write_bytes(content)
    (tmp_path / "other.zip").write_bytes(repacked({"events.csv": b""}))
    (tmp_path / "text.csv").write_text("case_id,event_type\n")
    assert is_copy(tmp_path / "copy.zip")
    assert not any(is_copy(tmp_path / name) for name in ("other.zip", "text.csv", "none", "."))
    with pytest.raises(InputError, match="no protected copy"):
        read_copy(tmp_path / "other.zip")


def test_commands_make_a_copy_and_answer_from_it(tmp_path: Path) -> None:
    copy = tmp_path / "records.protected"
    done = run("protect", "-o", copy, "--sensitivity", "sensitive")
    assert done.code == 0, done.err
    assert "89 of 139 cases are told" in done.err
    from_copy = run("routes", copy, "--format", "json")
    assert (from_copy.code, from_copy.err) == (0, "")
    assert from_copy.out == run("routes", "--sensitivity", "sensitive", "--format", "json").out
    for flags in (["--audience", "internal"], ["--sensitivity", "published"], ["--threshold", "7"], ["--sheet", "A"]):
        refused = run("routes", copy, *flags)
        assert refused.code == 2, flags
        assert "protected in the way it was made" in refused.err


def test_a_server_is_not_opened_to_others_by_a_slip(tmp_path: Path) -> None:
    open_to_all = run("serve", "--listen", "0.0.0.0")  # noqa: S104 - it is refused
    assert open_to_all.code == 2
    assert "other computers would reach the app" in open_to_all.err
    not_public = run("serve", "records.csv", "--threshold", "7")
    assert not_public.code == 2
    assert "a file of records, --threshold without --public" in not_public.err
    missing = run("serve", "--public", tmp_path / "none.csv")
    assert missing.code == 2
    assert "not shown: no protected copy" in missing.err
