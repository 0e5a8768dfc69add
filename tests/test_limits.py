"""What is refused before it is read: each with one sentence, none by running out of memory."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.errors import InputError
from footprints_geo.language import ENGLISH, Language
from footprints_geo.sources import limits
from footprints_geo.sources.limits import check_archive, check_size, inflated, open_archive, shown
from footprints_geo.sources.opening import open_source
from footprints_geo.workspace.layout import inside

LONGEST_MESSAGE = 600


def refusal(call: Any, *arguments: object) -> str:
    with pytest.raises(InputError) as caught:
        call(*arguments)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    assert len(message) < LONGEST_MESSAGE
    return message


def archive_of(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", packing) as archive:
        for name, member in members.items():
            archive.writestr(zipfile.ZipInfo(name), member, packing)
    return content.getvalue()


def written(folder: Path, content: bytes, name: str = "records.zip") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def with_declared_size(content: bytes, size: int) -> bytes:
    """The archive with another size claimed for its only member, in both places."""
    changed = bytearray(content)
    local, central = content.index(b"PK\x03\x04"), content.index(b"PK\x01\x02")
    changed[local + 22 : local + 26] = struct.pack("<I", size)
    changed[central + 24 : central + 28] = struct.pack("<I", size)
    return bytes(changed)


def test_a_file_of_five_gigabytes_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(5 << 30)
    assert "5.0 GiB; expected at most 2.0 GiB" in refusal(check_size, path)
    assert "5.0 GiB" in refusal(check_archive, path, "huge.csv")


def test_a_file_of_exactly_the_largest_size_is_let_through(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(limits.LARGEST_FILE)
    check_size(path)
    with path.open("ab") as file:
        file.truncate(limits.LARGEST_FILE + 1)
    assert "expected at most" in refusal(check_size, path)


def test_what_is_no_file_is_named_for_what_it_is(tmp_path: Path) -> None:
    assert "There is no file 'none.csv' in the folder" in refusal(check_size, tmp_path / "none.csv")
    assert "is a folder" in refusal(check_size, tmp_path)
    assert "zero bytes" in refusal(check_size, tmp_path / "a\0b")
    assert "cannot be opened" in refusal(check_size, tmp_path / ("a" * 400))


@pytest.mark.skipif(sys.platform == "win32", reason="There are no named pipes in folders.")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "device or a pipe" in refusal(check_size, tmp_path / "pipe")


def test_a_long_name_is_shortened() -> None:
    assert shown(Path("folder/" + "a" * 300)) == "a" * 80 + " …"
    assert shown(Path("folder/events.csv")) == "events.csv"


@settings(max_examples=30)
@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,3}\.xml", fullmatch=True), st.binary(), min_size=1))
def test_an_honest_archive_gives_what_was_put_in(
    tmp_path_factory: pytest.TempPathFactory, members: dict[str, bytes]
) -> None:
    path = written(tmp_path_factory.mktemp("archive"), archive_of(members))
    with open_archive(path, "records.zip") as archive:
        assert {name: b"".join(inflated(archive, name, "records.zip")) for name in members} == members


def test_text_and_nothing_are_told_from_an_archive(tmp_path: Path) -> None:
    assert "no workbook or archive" in refusal(check_archive, written(tmp_path, b"case_id,date\n"), "a.xlsx")
    assert "empty" in refusal(check_archive, written(tmp_path, b""), "a.xlsx")


def test_an_archive_that_is_cut_off_is_damaged(tmp_path: Path) -> None:
    whole = archive_of({"a.xml": b"<a/>" * 100, "b.xml": b"<b/>"})
    for end in range(4, len(whole), 7):
        assert "damaged or was cut off" in refusal(check_archive, written(tmp_path, whole[:end]), "a.xlsx")


def test_a_changed_byte_of_a_member_is_noticed(tmp_path: Path) -> None:
    content = archive_of({"a.xml": b"<a>nobody</a>"}, zipfile.ZIP_STORED).replace(b"nobody", b"noboby")
    path = written(tmp_path, content)
    check_archive(path, "a.zip")
    with open_archive(path, "a.zip") as archive:
        assert "damaged" in refusal(lambda: list(inflated(archive, "a.xml", "a.zip")))
        assert "damaged" in refusal(lambda: list(inflated(archive, "not there", "a.zip")))


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, archive_of({f"{n}.xml": b"" for n in range(20)}))
    monkeypatch.setattr(limits, "MOST_MEMBERS", 20)
    check_archive(path, "a.zip")
    monkeypatch.setattr(limits, "MOST_MEMBERS", 19)
    assert "20 members; expected at most 19" in refusal(check_archive, path, "a.zip")


def test_a_list_of_members_that_fills_the_memory_is_not_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LARGEST_DIRECTORY", 70_000)
    check_archive(written(tmp_path, archive_of({f"{n:060}": b"" for n in range(500)})), "a.zip")
    assert "damaged" in refusal(
        check_archive, written(tmp_path, archive_of({f"{n:060}": b"" for n in range(1000)})), "a.zip"
    )


def test_a_bomb_is_known_by_its_ratio(tmp_path: Path) -> None:
    zeros = archive_of({"xl/worksheets/sheet1.xml": bytes(limits.SMALL_ENOUGH + 1)})
    assert len(zeros) < 100_000
    assert "far larger than a table" in refusal(check_archive, written(tmp_path, zeros), "a.xlsx")


def test_a_small_member_may_be_packed_as_tightly_as_it_can(tmp_path: Path) -> None:
    check_archive(written(tmp_path, archive_of({"a.xml": bytes(1 << 20)})), "a.xlsx")


def test_many_members_can_be_too_large_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, archive_of({"a": bytes(600), "b": bytes(600)}, zipfile.ZIP_STORED))
    monkeypatch.setattr(limits, "LARGEST_INFLATED", 1200)
    check_archive(path, "a.zip")
    monkeypatch.setattr(limits, "LARGEST_INFLATED", 1199)
    assert "far larger" in refusal(check_archive, path, "a.zip")


@pytest.mark.parametrize("claimed", [0, 10, 100_000])
def test_a_member_that_claims_less_than_it_has_yields_no_more_than_it_claims(tmp_path: Path, claimed: int) -> None:
    path = written(tmp_path, with_declared_size(archive_of({"a": bytes(range(256)) * 400}), claimed))
    got = bytearray()
    with open_archive(path, "a.zip") as archive, contextlib.suppress(InputError):
        for block in inflated(archive, "a", "a.zip"):
            got.extend(block)
    assert len(got) <= claimed


def test_a_member_that_claims_four_gigabytes_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, with_declared_size(archive_of({"a": bytes(100)}), 0xFFFF_FFFE))
    assert "far larger" in refusal(check_archive, path, "a.zip")


def test_what_is_inflated_is_counted_whatever_was_claimed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, archive_of({"a": bytes(5000)}))
    with open_archive(path, "a.zip") as archive:
        monkeypatch.setattr(limits, "LARGEST_INFLATED", 4999)
        assert "far larger" in refusal(lambda: list(inflated(archive, "a", "a.zip")))
        monkeypatch.setattr(limits, "LARGEST_INFLATED", 5000)
        assert sum(map(len, inflated(archive, "a", "a.zip"))) == 5000


@pytest.mark.parametrize(
    "name",
    [
        "../a.xml",
        "xl/../../a.xml",
        "/etc/a.xml",
        "..\\a.xml",
        "\\\\host\\a.xml",
        "C:\\a.xml",
        "c:a.xml",
        "a/" * 16 + "b",
    ],
)
def test_a_member_that_wants_out_is_refused(tmp_path: Path, name: str) -> None:
    path = written(tmp_path, archive_of({"xl/workbook.xml": b"", name: b""}))
    message = refusal(check_archive, path, "a.zip")
    assert "outside it" in message
    assert name not in message


def test_two_dots_inside_a_name_lead_nowhere(tmp_path: Path) -> None:
    check_archive(written(tmp_path, archive_of({"xl/a..b.xml": b"", "a/" * 15 + "b": b""})), "a.zip")


def test_a_locked_member_asks_for_the_password_to_be_removed(tmp_path: Path) -> None:
    content = bytearray(archive_of({"a.xml": b"<a/>"}))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "Remove the password" in refusal(check_archive, written(tmp_path, bytes(content)), "a.zip")


def test_an_encrypted_workbook_and_an_old_one_are_told_apart(tmp_path: Path) -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
    assert "before 2007" in refusal(check_archive, written(tmp_path, old), "a.xls")
    encrypted = old + "EncryptedPackage".encode("utf-16-le")
    assert "Remove the password" in refusal(check_archive, written(tmp_path, encrypted), "a.xlsx")


def test_an_unusual_packing_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, archive_of({"a.xml": b"<a/>" * 50}, zipfile.ZIP_BZIP2))
    assert "Pack it again" in refusal(check_archive, path, "a.zip")


def test_a_path_inside_a_folder_is_given_in_full(tmp_path: Path) -> None:
    root = tmp_path.resolve()
    assert inside(tmp_path, Path("maps/a.toml")) == root / "maps" / "a.toml"
    assert inside(tmp_path, Path("maps/../a.toml")) == root / "a.toml"
    assert inside(tmp_path, root / "a.toml") == root / "a.toml"
    assert inside(tmp_path, Path()) == root


@pytest.mark.parametrize("path", ["../a", "maps/../../a", "/etc/hostname", "./../../../a"])
def test_a_path_out_of_a_folder_is_refused(tmp_path: Path, path: str) -> None:
    assert "outside the folder" in refusal(inside, tmp_path / "workspace", Path(path))


def test_a_neighbour_with_a_longer_name_is_outside(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "workspace").mkdir()
    assert "outside" in refusal(inside, tmp_path / "work", Path("../workspace/a"))


def test_links_are_followed_before_anything_is_allowed(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (tmp_path / "secret.csv").write_text("case_id\n", encoding="utf-8")
    (workspace / "link.csv").symlink_to(tmp_path / "secret.csv")
    (workspace / "out").symlink_to(tmp_path, target_is_directory=True)
    (workspace / "own.csv").symlink_to(workspace / "real.csv")
    assert "outside" in refusal(inside, workspace, Path("link.csv"))
    assert "outside" in refusal(inside, workspace, Path("out/secret.csv"))
    assert inside(workspace, Path("own.csv")) == workspace.resolve() / "real.csv"


def test_a_folder_that_is_a_link_itself_can_be_used(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "alias").symlink_to(tmp_path / "real", target_is_directory=True)
    assert inside(tmp_path / "alias", Path("a.csv")) == (tmp_path / "real" / "a.csv").resolve()


def test_links_in_a_circle_lead_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    # Pythons differ in whether they follow a circle at all.
    with contextlib.suppress(InputError):
        assert inside(tmp_path, Path("a/c")).is_relative_to(tmp_path.resolve())


def test_a_name_with_a_zero_byte_cannot_be_followed(tmp_path: Path) -> None:
    assert "cannot be followed" in refusal(inside, tmp_path, Path("a\0b"))


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["..", ".", "a", "b", "/", "c.csv"]), max_size=8))
def test_whatever_is_let_through_lies_inside(tmp_path_factory: pytest.TempPathFactory, parts: list[str]) -> None:
    folder = Path(os.path.realpath(tmp_path_factory.getbasetemp())) / "workspace"
    wanted = Path(*parts)
    meant = Path(os.path.normpath(folder / wanted))
    if meant == folder or folder in meant.parents:
        assert inside(folder, wanted) == meant
    else:
        refusal(inside, folder, wanted)


@pytest.mark.parametrize(
    ("name", "content", "korean"),
    [
        ("a.csv", b"", "a.csv: 파일이 비어 있습니다. 열 이름이 적힌 머리글 행이 있어야 합니다. 다시 내보내십시오."),
        ("a.csv", b"PK\x03\x04", "a.csv: 텍스트가 아니라 통합 문서나 압축 파일입니다."),
        ("a.xlsx", b"case_id", "a.xlsx: 확장자와 달리 통합 문서나 압축 파일이 아닙니다."),
        ("a.geojson", b"{}", "a.geojson: 이 JSON은 기록을 담은 GeoJSON이 아닙니다."),
        ("a.parquet", b"{}", "a.parquet: 확장자와 달리 Parquet 파일이 아닙니다."),
    ],
)
def test_a_file_is_refused_in_the_language_of_the_page(tmp_path: Path, name: str, content: bytes, korean: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        open_source(tmp_path / name)
    assert Language("ko").say(caught.value.message).startswith(korean)
    assert ENGLISH.say(caught.value.message) == str(caught.value)
