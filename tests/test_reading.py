"""The one door for records of any kind: what it knows, what it asks, and what it refuses in one sentence."""

from __future__ import annotations

import json
import time
import zipfile
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from bench.damaged_files import KINDS, SECRET, damaged_file, whole_file
from bench.mutations import GOOD, outcome_of
from footprints_geo import Events, read_events
from footprints_geo.errors import InputError
from footprints_geo.events.reading import events_from, read_source
from footprints_geo.mapping.profile_files import profile_text
from footprints_geo.profiles import Profile
from footprints_geo.writers.formats import FORMATS, write_events
from tests.builders import all_awkward_cases, csv_text, event, write_rows
from tests.commands import run
from tests.workbook_files import saved, xlsx_parts, xlsx_row

ROOT: Final = Path(__file__).resolve().parent.parent
SAMPLES: Final = ROOT / "tests" / "samples"
LONGEST: Final = 1000
DAMAGED: Final = 250
PIECES: Final = 10
FORMULAS: Final = ("=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org")', "+1+1", "-2+3", "@SUM(1)")


def read(path: Path | str, profile: Profile | str | Path | None = None, **more: Any) -> Events:
    return read_events(path, profile, **more)


def refusal(path: Path | str) -> str:
    """The one sentence, or the few, with which a file is refused: from Python and on the command line alike."""
    with pytest.raises(InputError) as refused:
        read(path)
    message = str(refused.value)
    assert message.endswith((".", "?"))
    assert "\n" not in message
    assert len(message) < LONGEST
    answer = run("validate", path)
    assert (answer.code, answer.out, answer.err) == (2, "", f"Error: {message}\n")
    return message


def rows() -> pd.DataFrame:
    return pd.DataFrame(all_awkward_cases(), dtype="str").fillna("")


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_rows_are_the_same_events_in_every_format(tmp_path: Path, ending: str) -> None:
    write_events(rows(), tmp_path / f"events{ending}")
    plain = read(write_rows(tmp_path, all_awkward_cases(), "plain.csv"))
    events = read(tmp_path / f"events{ending}")
    assert_frame_equal(events.frame.drop(columns="row"), plain.frame.drop(columns="row"), check_categorical=False)


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_file_of_each_kind_is_read_and_every_record_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"events{KINDS[kind].ending}"
    path.write_bytes(whole_file(kind))
    assert outcome_of(path).word == "events"


@pytest.mark.parametrize("piece", range(PIECES))
def test_a_damaged_file_gives_events_or_one_sentence(tmp_path: Path, piece: int) -> None:
    """As `bench/mutations.py` does for many thousands."""
    for seed in range(piece, DAMAGED, PIECES):
        kind, done, ending, content = damaged_file(seed)
        path = tmp_path / f"{seed}{ending}"
        path.write_bytes(content)
        outcome = outcome_of(path)
        assert outcome.word in GOOD, f"seed {seed}, {kind}, {done}: {outcome.word}, {outcome.shown}"


def test_damage_is_told_from_health() -> None:
    """The reader of damaged files must see damage: a file that is whole and one that is cut are not the same."""
    contents = {damaged_file(seed)[3] for seed in range(40)}
    assert len(contents) == 40
    assert not contents & {whole_file(kind) for kind in KINDS}
    assert damaged_file(7) == damaged_file(7)


def test_a_profile_may_be_given_as_a_file_or_as_itself(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("who,what,when\nA,taken,2023\n", encoding="utf-8")
    profile = Profile(
        columns={"case_id": ("who",), "event_type": ("what",), "date": ("when",)},
        values={"event_type": {"taken": "arrest"}},
    )
    (tmp_path / "profile.toml").write_text(profile_text(profile), encoding="utf-8")
    one, other = read(path, profile), read(path, tmp_path / "profile.toml")
    assert one.frame["event_type"].tolist() == ["arrest"]
    assert_frame_equal(one.frame, other.frame)
    assert one.profile == other.profile == profile
    assert run("validate", path, "--profile", tmp_path / "profile.toml").code == 0


def test_the_profile_that_is_proposed_reads_as_if_it_had_been_given(tmp_path: Path) -> None:
    path = SAMPLES / "export_no_date_format.csv"
    assert run("profile", path, "-o", tmp_path / "profile.toml").code == 0
    assert_frame_equal(read(path).frame, read(path, tmp_path / "profile.toml").frame)


def test_a_profile_says_itself_what_nobody_has_answered_yet(tmp_path: Path) -> None:
    """Read with the first answer that comes to mind, a repatriation of this file would be an arrest."""
    path, profile = SAMPLES / "export_en_slash.csv", tmp_path / "profile.toml"
    assert run("profile", path, "-o", profile).code == 0
    assert profile.read_text(encoding="utf-8").startswith("# NOT ANSWERED YET: One column says what happened")
    with pytest.raises(InputError, match="does not say which column is event_type"):
        read(path, profile)
    assert run("profile", path, "--answer", "1.2", "-o", profile).code == 0
    assert "NOT ANSWERED" not in profile.read_text(encoding="utf-8")
    assert read(path, profile).records_read == 4


def test_what_a_table_does_not_say_is_asked_for_all_at_once(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"colour,size\n{SECRET},large\nblue,small\n", encoding="utf-8")
    message = refusal(path)
    assert message.count("?") >= 2
    assert "footprints-geo profile" in message
    assert SECRET not in message


def test_nothing_is_decided_before_it_is_asked_for() -> None:
    source = read_source(SAMPLES / "export_en_slash.csv")
    assert "Place of arrest" in source.raw.frame.columns
    assert "Place of arrest lat" in source.table.frame.columns
    assert source.proposal.missing
    with pytest.raises(InputError, match="one event, or does it hold several"):
        events_from(source)


def test_a_sheet_of_the_profile_is_read_unless_another_is_named(tmp_path: Path) -> None:
    parts = xlsx_parts(
        {
            name: xlsx_row(1, "case_id", "event_type") + xlsx_row(2, name, "arrest")
            for name in ("First", "Second", "Third")
        }
    )
    path = saved(tmp_path, parts)
    columns = {"case_id": ("case_id",), "event_type": ("event_type",)}
    profile = Profile(made_for="events", sheet="Second", columns=columns)
    assert read(path).frame["case_id"].tolist() == ["First"]
    assert read(path, profile).frame["case_id"].tolist() == ["Second"]
    assert read(path, profile, sheet="Third").frame["case_id"].tolist() == ["Third"]


def test_a_sheet_where_there_are_none_is_one_sentence(tmp_path: Path) -> None:
    answer = run("validate", write_rows(tmp_path, all_awkward_cases()), "--sheet", "First")
    assert answer.code == 2
    assert "have sheets" in answer.err


# What somebody may have put into a file.


def test_a_workbook_that_unpacks_to_far_more_than_a_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "events.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in xlsx_parts(xlsx_row(1, "case_id", "event_type")).items():
            archive.writestr(name, part)
        with archive.open("xl/media/image1.png", "w", force_zip64=True) as member:
            for _ in range(300):
                member.write(bytes(1 << 20))
    assert path.stat().st_size < 1 << 20
    assert "unpacked" in refusal(path)


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet", ".geojson", ".gpkg", ".json", ".ods"])
def test_a_file_of_five_gigabytes_is_refused_without_being_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"events{ending}"
    with path.open("wb") as file:
        file.truncate(5 << 30)
    assert "GiB" in refusal(path)


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    bomb = "".join(
        f"<!ENTITY {name} '{f'&{last};' * 10}'>" for name, last in zip("bcdefghij", "abcdefghi", strict=True)
    )
    start = f"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>{bomb}]>"
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"):
        parts = xlsx_parts(xlsx_row(1, "case_id", "event_type") + xlsx_row(2, "A", "&j;"))
        path = saved(tmp_path, {**parts, part: start + str(parts[part]).replace("&amp;j;", "&j;")})
        assert refusal(path).startswith("events.xlsx")


def test_an_entity_that_names_a_file_is_refused_and_the_file_not_shown(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(SECRET, encoding="utf-8")
    parts = xlsx_parts(xlsx_row(1, "case_id", "event_type") + xlsx_row(2, "&f;", "arrest"))
    start = f"<!DOCTYPE x [<!ENTITY f SYSTEM '{(tmp_path / 'secret.txt').as_uri()}'>]>"
    sheet = "xl/worksheets/sheet1.xml"
    path = saved(tmp_path, {**parts, sheet: start + str(parts[sheet]).replace("&amp;f;", "&f;")})
    assert SECRET not in refusal(path)


@pytest.mark.parametrize("ending", [".geojson", ".json"])
@pytest.mark.parametrize("depth", [200, 100_000])
def test_geojson_nested_too_deep_is_refused(tmp_path: Path, ending: str, depth: int) -> None:
    path = tmp_path / f"events{ending}"
    path.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Polygon", '
        f'"coordinates": {"[" * depth}{"]" * depth}}}, "properties": {{"case_id": "{SECRET}", '
        '"event_type": "arrest"}}]}',
        encoding="utf-8",
    )
    try:
        events = read(path)
    except InputError:
        assert SECRET not in refusal(path)
    else:
        assert events.records_read == 1
        assert len({*events.frame["row"], *events.rejects["row"]}) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/vsicurl/http://127.0.0.1:9/events.gpkg",
        "/vsicurl/http://127.0.0.1:9/events.geojson",
        "/vsizip//tmp/events.zip/events.gpkg",
        "/vsimem/events.gpkg",
        "/vsicurl/http://127.0.0.1:9/events.csv",
        "GPKG:/etc/passwd:layer.gpkg",
        "ftp://127.0.0.1:9/events.gpkg",
        "file:///etc/passwd",
        "/dev/zero",
        "/proc/self/mem",
        "~",
        "",
        "a\0b.csv",
    ],
)
def test_an_address_that_a_library_would_follow_is_a_file_that_is_not_there(path: str) -> None:
    assert "127.0.0.1:9/" not in refusal(path)


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("ending", FORMATS)
def test_a_formula_in_a_cell_is_text_when_read_and_when_written(tmp_path: Path, formula: str, ending: str) -> None:
    path = write_rows(tmp_path, [event("A", "arrest", "CN", note=formula)], "in.csv")
    out = tmp_path / f"out{ending}"
    assert run("convert", path, out).code == 0
    assert read(out).given["note"].tolist() == [formula]
    if ending in (".csv", ".tsv"):
        assert "'" + formula[0] in out.read_text(encoding="utf-8")
    if ending == ".xlsx":
        with zipfile.ZipFile(out) as archive:
            assert not any(b"<f>" in archive.read(name) or b"<f " in archive.read(name) for name in archive.namelist())


def test_a_formula_of_a_workbook_is_not_worked_out(tmp_path: Path) -> None:
    saved_result = "<c t='str'><f>1+1</f><v>arrest</v></c>"
    without = "<c><f>cmd|' /C calc'!A0</f></c>"
    header = xlsx_row(1, "case_id", "event_type")
    path = saved(tmp_path, xlsx_parts(header + xlsx_row(2, "A", saved_result) + xlsx_row(3, "B", without)))
    events = read(path)
    assert events.given["event_type"].tolist() == ["arrest"]
    assert events.rejects["row"].tolist() == [3]


def test_a_workbook_with_macros_is_read_and_nothing_of_it_run(tmp_path: Path) -> None:
    parts = xlsx_parts(xlsx_row(1, "case_id", "event_type") + xlsx_row(2, "A", "arrest"))
    marker = tmp_path / "was-run"
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + f'Shell "touch {marker}"'.encode()
    path = saved(tmp_path, parts, "events.xlsm")
    events = read(path)
    assert events.given["case_id"].tolist() == ["A"]
    assert any("acro" in note for note in events.inferred["inferred"])
    assert not marker.exists()


@pytest.mark.parametrize(
    "identity", ["../..", "/etc/passwd", "..", "", "a/../../b", "%2e%2e", "20240131T120000000000Z-"]
)
def test_a_snapshot_outside_the_workspace_is_one_sentence(tmp_path: Path, identity: str) -> None:
    workspace = tmp_path / "in" / "workspace"
    kept = run("import", write_rows(tmp_path, all_awkward_cases()), "--workspace", workspace)
    assert kept.code == 0
    known = run("snapshots", workspace).out.split()[0]
    for pair in ((identity, known), (known, identity)):
        answer = run("diff", workspace, *pair)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("Error: ")
        assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    "path",
    ["https://", "http://localhost:9/api", "http://[::1", "https://[::1", "https://a b/", "https:\\\\a", "HTTPS:x"],
)
def test_an_address_that_is_none_of_a_collection_is_one_sentence(path: str) -> None:
    refusal(path)


def test_the_same_files_give_the_same_events_in_seoul_and_in_los_angeles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = pd.DataFrame({"case_id": ["A"], "event_type": ["arrest"], "date": [pd.Timestamp("2023-08-27")]})
    table.to_parquet(tmp_path / "days.parquet")
    table.to_excel(tmp_path / "days.xlsx", index=False)
    table.assign(date=table["date"].dt.tz_localize("UTC")).to_parquet(tmp_path / "zone.parquet")
    entities = json.loads((SAMPLES / "api_search.json").read_text(encoding="utf-8"))
    for entity in entities["rows"]:
        del entity["metadata"]["type_of_event"]
    (tmp_path / "api.json").write_text(json.dumps(entities), encoding="utf-8")
    write_rows(tmp_path, all_awkward_cases())
    paths = [tmp_path / name for name in ("days.parquet", "zone.parquet", "days.xlsx", "api.json", "events.csv")]
    paths += [SAMPLES / name for name in ("export_no_date_format.csv", "acled_current.csv", "iom_2026.csv")]
    found: dict[str, list[Events]] = {}
    try:
        for zone in ("Asia/Seoul", "America/Los_Angeles"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            found[zone] = [read(path) for path in paths]
    finally:
        monkeypatch.undo()
        time.tzset()
    for here, there in zip(*found.values(), strict=True):
        for name in ("frame", "given", "rejects", "inferred", "warnings"):
            assert_frame_equal(getattr(here, name), getattr(there, name))
    first = [events.frame["date"].iloc[0] for events in found["Asia/Seoul"]]
    assert [first[0], first[2], first[3]] == ["2023-08-27"] * 3


def test_no_account_carries_an_id_or_free_text(tmp_path: Path) -> None:
    texts = {"case_id": SECRET, "note": SECRET, "source": SECRET, "occupation": SECRET}
    wrong = [{**event(SECRET, "arest", "XX", date="31/02/2023"), **texts}, {**event(SECRET, "arrest", "CN"), **texts}]
    path = tmp_path / "events.csv"
    path.write_text(csv_text(wrong), encoding="utf-8")
    for more in ([], ["--format", "json"]):
        answer = run("validate", path, *more)
        assert answer.code == 1
        assert SECRET not in answer.out + answer.err
    kept = run("import", path, "--workspace", tmp_path / "workspace")
    assert SECRET not in kept.out + kept.err
