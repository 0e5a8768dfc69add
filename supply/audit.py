"""Asks a service that knows vulnerabilities about every pinned package: `make audit`.

The tool that asks, pip-audit, says that no vulnerability is known also when it could look nothing up. So its answer is
read package by package, and what was not looked up is said to be unknown.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from supply.pins import Pin, read_pins

VULNERABLE = 1
UNKNOWN = 2
WHAT_TO_DO = (
    "The service that knows vulnerabilities was not reached, or does not know them. Do this again on a machine that "
    "reaches the internet, before anything is published; where a mirror stands in for the registry of packages, with "
    "another service: make audit SERVICE=osv"
)


def account(pins: Sequence[Pin], answers: Iterable[dict[str, Any]]) -> tuple[int, list[str]]:
    """What is known about packages.

    Parameters
    ----------
    pins
        Every package that was to be looked up.
    answers
        What pip-audit says of each: `name`, `version` and `vulns`, or `name` and `skip_reason`.

    Returns
    -------
    tuple
        The exit code (0 when every package was looked up and none is vulnerable) and what to say, by line.
    """
    known = {(answer["name"], answer["version"]): answer["vulns"] for answer in answers if "vulns" in answer}
    found = [(pin, known[pin.name, pin.version]) for pin in pins if known.get((pin.name, pin.version))]
    unknown = [f"{pin.name} {pin.version}" for pin in pins if (pin.name, pin.version) not in known]
    lines = [
        f"VULNERABLE: {pin.name} {pin.version}, {one['id']}; {_mended(pin.name, one['fix_versions'])}"
        for pin, vulnerabilities in found
        for one in vulnerabilities
    ]
    looked_up = len(pins) - len(unknown)
    lines.append(f"{looked_up} of {len(pins)} packages were looked up; {len(found)} are vulnerable.")
    if unknown:
        which = f": {', '.join(unknown)}." if looked_up else " of them."
        lines += [f"Nothing is known about {len(unknown)}{which}", WHAT_TO_DO]
    return (VULNERABLE if found else UNKNOWN if unknown or not pins else 0), lines


def _mended(name: str, versions: Sequence[str]) -> str:
    if not versions:
        return "no mended version is known"
    what_to_do = f"change pyproject.toml where it names {name}, and run: make requirements UPGRADE={name}"
    return f"mended in {', '.join(versions)}: {what_to_do}"


def ask(pins: Sequence[Pin], service: str) -> list[dict[str, Any]]:
    """What pip-audit answers about packages of different names; nothing when it gives up."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "requirements.txt")
        # Without markers: what only Windows installs is looked up as well.
        listed.write_text("".join(f"{pin.line()}\n" for pin in pins), encoding="utf-8")
        command = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip", "--format", "json"]
        options = ["--progress-spinner", "off", "--vulnerability-service", service, "--requirement", str(listed)]
        answer = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    try:
        dependencies: list[dict[str, Any]] = json.loads(answer.stdout)["dependencies"]
    except ValueError:
        return []
    return dependencies


def rounds(pins: Iterable[Pin]) -> Iterator[list[Pin]]:
    """Packages in lists that hold each name once, for one list cannot ask about two versions of a package."""
    left = list(pins)
    while left:
        first = {pin.name: pin for pin in reversed(left)}
        yield list(first.values())
        left = [pin for pin in left if first[pin.name] is not pin]


def main(service: str, *files: str) -> int:
    """Ask about every package that the files list."""
    pins = sorted({(pin.name, pin.version): pin for file in files for pin in read_pins(Path(file))}.values(), key=str)
    answers = [answer for some in rounds(pins) for answer in ask(some, service)]
    code, lines = account(pins, answers)
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except ValueError as error:
        sys.exit(str(error))
