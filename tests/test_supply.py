"""What the program stands on is pinned and hashed; what is not known of it is said; the container holds no records."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from supply.audit import UNKNOWN, VULNERABLE, account, rounds
from supply.pins import Pin, read_pins
from supply.sbom import joined, plain

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTAINER = (ROOT / "Containerfile").read_text(encoding="utf-8")
DECLARED = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "requirements-dev.txt": PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["dev"],
    "requirements-cluster.txt": PROJECT["project"]["dependencies"]
    + PROJECT["project"]["optional-dependencies"]["cluster"],
    "requirements-bench.txt": PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["bench"],
    "requirements-build.txt": PROJECT["build-system"]["requires"] + PROJECT["dependency-groups"]["build"],
    "requirements-audit.txt": PROJECT["dependency-groups"]["audit"],
}
"""Every file of requirements, and what pyproject.toml asks of it."""

LINUX = Pin("one", "1.0", "", ("a" * 64,))
WINDOWS = Pin("one", "2.0", "sys_platform == 'nowhere'", ("b" * 64, "c" * 64))
OTHER = Pin("other-one", "3.0", "", ("d" * 64,))
WEAK = {"id": "X-1", "fix_versions": ["1.1"]}


@cache
def pins(file: str) -> tuple[Pin, ...]:
    return tuple(read_pins(ROOT / file))


def as_declared(requirement: str) -> tuple[str, str]:
    name, version = requirement.split("==")
    return plain(name.split("[")[0]), version


def test_every_file_of_requirements_is_known_here() -> None:
    assert {file.name for file in ROOT.glob("requirements*.txt")} == set(DECLARED)


@pytest.mark.parametrize("file", DECLARED)
def test_requirements_are_pinned_with_hashes_to_what_pyproject_declares(file: str) -> None:
    # Reading refuses a line that is not `name==version`, a marker if need be, and SHA-256.
    pinned = {(pin.name, pin.version) for pin in pins(file)}
    assert set(map(as_declared, DECLARED[file])) - pinned == set()
    assert "://" not in (ROOT / file).read_text(encoding="utf-8")


def test_a_package_is_the_same_in_every_file() -> None:
    everywhere = {file: {(p.name, p.version): p for p in pins(file)} for file in DECLARED}
    assert everywhere["requirements.txt"].items() <= everywhere["requirements-dev.txt"].items()
    versions: dict[str, set[tuple[str, ...]]] = {}
    for file in DECLARED:
        for name in {pin.name for pin in pins(file)}:
            versions.setdefault(name, set()).add(tuple(pin.line() for pin in pins(file) if pin.name == name))
    assert {name for name, found in versions.items() if len(found) > 1} == set()


@pytest.mark.parametrize(
    "line",
    ["one>=1.0", "one==1.*", "one==1.0", "one", "-e .", "--index-url x", "one @ x", f"one==1.0 --hash=md5:{'a' * 64}",
     f"one==1.0 --hash=sha256:{'a' * 63}", f"one==1.0 ; # --hash=sha256:{'a' * 64}", f"one --hash=sha256:{'a' * 64}"],
)  # fmt: skip
def test_what_is_not_pinned_and_hashed_is_refused(line: str, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_text(f"{LINUX.line()}\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^r\.txt: '.+' is not pinned"):
        read_pins(tmp_path / "r.txt")


@pytest.mark.parametrize("file", ["README.md", "Containerfile", ".ci/environment"])
def test_whatever_is_installed_is_hashed_or_our_own(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8").replace("\\\n", " ")
    calls = re.findall(r"\binstall ([^\n&;]*(?:-r|--requirement|-e|--editable) [^\n&;]*)", text)
    assert len(calls) >= 3
    for call in calls:
        assert "--require-hashes" in call or re.search(r"--no-deps.* (-e|--editable) \.", call), call
        # Else pip fetches the newest of what builds a package, by itself.
        assert "--no-build-isolation" in call or "requirements-build.txt" in call, call


def test_nothing_is_called_safe_that_was_not_looked_up() -> None:
    code, lines = account(
        [LINUX, OTHER], [{"name": "one", "version": "1.0", "vulns": []}, {"name": "other-one", "skip_reason": "?"}]
    )
    assert code == UNKNOWN
    assert lines[0] == "1 of 2 packages were looked up; 0 are vulnerable."
    assert lines[1] == "Nothing is known about 1: other-one 3.0."
    assert "reaches the internet" in lines[2]
    assert account([LINUX], [])[0] == UNKNOWN
    assert account([], [])[0] == UNKNOWN
    assert account([LINUX], [])[1][:2] == [
        "0 of 1 packages were looked up; 0 are vulnerable.",
        "Nothing is known about 1 of them.",
    ]
    # An answer about another version is none.
    assert account([LINUX], [{"name": "one", "version": "2.0", "vulns": []}])[0] == UNKNOWN


def test_a_vulnerable_package_is_named_with_what_mends_it() -> None:
    answers: list[dict[str, Any]] = [{"name": "one", "version": "1.0", "vulns": [WEAK]}]
    code, lines = account([LINUX], answers)
    assert code == VULNERABLE
    assert lines[0].startswith("VULNERABLE: one 1.0, X-1; mended in 1.1: change pyproject.toml where it names one,")
    assert lines[0].endswith("make requirements UPGRADE=one")
    assert account([LINUX, OTHER], answers)[0] == VULNERABLE
    assert account([OTHER], [{"name": "other-one", "version": "3.0", "vulns": []}])[0] == 0


def test_each_version_of_a_package_is_asked_about() -> None:
    assert list(rounds([LINUX, WINDOWS, OTHER])) == [[OTHER, LINUX], [WINDOWS]]


def inventory(*installed: str) -> dict[str, Any]:
    """What cyclonedx-py would find, with a tool of the tests."""
    components = [{"bom-ref": one, "name": one.split("==")[0], "version": one.split("==")[1]} for one in installed]
    graph = [{"ref": "root", "dependsOn": list(installed)}, {"ref": "tool==1", "dependsOn": ["one==1.0"]}]
    root = {"component": {"bom-ref": "root"}}
    return {
        "metadata": root,
        "components": [*components, {"bom-ref": "tool==1", "name": "tool", "version": "1"}],
        "dependencies": graph,
    }


def test_the_sbom_lists_every_pin_with_its_hashes_and_nothing_else() -> None:
    document = joined(inventory("one==1.0", "Other_One==3.0"), [LINUX, WINDOWS, OTHER])
    listed = {(one["name"], one["version"]): one for one in document["components"]}
    assert list(listed) == [("one", "1.0"), ("one", "2.0"), ("Other_One", "3.0")]
    assert [h["content"] for h in listed["one", "2.0"]["externalReferences"][0]["hashes"]] == ["b" * 64, "c" * 64]
    assert listed["one", "2.0"]["scope"] == "optional"
    assert listed["one", "2.0"]["properties"][0]["value"] == "sys_platform == 'nowhere'"
    assert document["dependencies"] == [{"ref": "root", "dependsOn": ["one==1.0", "Other_One==3.0"]}]


@pytest.mark.parametrize("installed", ["one==1.0", "other-one==3.1"])
def test_no_sbom_is_written_of_what_is_installed_otherwise(installed: str) -> None:
    with pytest.raises(ValueError, match=r"^Not installed as pinned: .*other-one 3\.0"):
        joined(inventory(installed), [LINUX, OTHER])


def copied() -> list[str]:
    """What the Containerfile takes from the folder it stands in."""
    joined_lines = CONTAINER.replace("\\\n", " ")
    return [name for line in re.findall(r"^COPY (?!--from)(.+)$", joined_lines, re.M) for name in line.split()[:-1]]


def test_the_container_takes_what_the_program_reads_and_no_folder_where_records_may_lie() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "footprints_geo").rglob("*.py"))
    read = {f"data/{file.name}" for file in (ROOT / "data").iterdir() if f'"{file.name}"' in code}
    assert len(read) >= 7
    assert read | {"app.py", "pages", "static", "footprints_geo", ".streamlit/config.toml"} <= set(copied())
    assert not {".", "data", "*"} & set(copied())
    assert all((ROOT / name).exists() for name in copied())


def test_the_builder_is_given_what_the_container_takes_and_nothing_else() -> None:
    lines = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert {rule[1:] for rule in rules if rule.startswith("!")} == set(copied())


def test_the_container_runs_for_nobody_and_serves_a_protected_copy() -> None:
    last = CONTAINER.split("\nFROM ")[-1]
    user = re.search(r"^USER (\d+):(\d+)$", last, re.M)
    assert user
    assert "0" not in user.groups()
    assert "--chown" not in CONTAINER
    shown = ["serve", "--public", "/data/records.protected"]
    assert entry() == ["footprints-geo", *shown, "--listen", "0.0.0.0"]  # noqa: S104 - inside the container


def entry() -> list[str]:
    """What the container runs."""
    found = re.search(r"^ENTRYPOINT (.+)$", CONTAINER, re.M)
    assert found
    command: list[str] = json.loads(found[1])
    return command


@pytest.mark.slow
def test_what_the_container_takes_is_enough_to_answer_and_to_serve(tmp_path: Path) -> None:
    from tests.browser import free_port, listens, wait_until

    for name in copied():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name)
        else:
            shutil.copyfile(ROOT / name, tmp_path / name)
    program = [sys.executable, "-m", "footprints_geo"]
    # What the first run compiles, the second need not.
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}
    about: dict[str, Any] = {"cwd": tmp_path, "env": environment}
    answer = subprocess.run(
        [*program, "figure", "routes", "--lang", "ko", "-o", "map.png"], capture_output=True, check=False, **about
    )
    assert answer.returncode == 0, answer.stderr
    made = subprocess.run([*program, "protect", "-o", "records.protected"], capture_output=True, check=False, **about)
    assert made.returncode == 0, made.stderr
    port = free_port()
    here = {"/data/records.protected": "records.protected", "0.0.0.0": "127.0.0.1"}  # noqa: S104 - it is replaced
    serve = [here.get(part, part) for part in entry()[1:]]
    found = re.search(r"^HEALTHCHECK .+?CMD (\[.+?\])$", CONTAINER, re.M | re.S)
    assert found
    check = [part.replace("8501", str(port)) for part in json.loads(found[1])][1:]

    def healthy() -> bool:
        return subprocess.run([sys.executable, *check], stderr=subprocess.DEVNULL, check=False).returncode == 0

    with subprocess.Popen(
        [*program, *serve, "--port", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **about
    ) as server:
        try:
            wait_until(lambda: listens(port), "the server listens")
            wait_until(healthy, "the health check passes")
        finally:
            server.terminate()
    assert not healthy()
