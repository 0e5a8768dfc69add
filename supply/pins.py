"""The pinned and hashed requirements, as `make requirements` writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_HASH = re.compile(r" --hash=sha256:([0-9a-f]{64})")
_PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[0-9][^\s;*]*)(?: ; (?P<marker>[^;#]+?))?"
    rf"(?P<hashes>(?:{_HASH.pattern})+)"
)


@dataclass(frozen=True)
class Pin:
    """One package in one version.

    Attributes
    ----------
    name, version:
        Which; the name in small letters, with dashes.
    marker:
        For which systems or versions of Python only; '' for all.
    hashes:
        SHA-256 of every file of it that may be installed.
    """

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    def line(self) -> str:
        """What a file of requirements says of it, for every system."""
        return " ".join([f"{self.name}=={self.version}", *(f"--hash=sha256:{one}" for one in self.hashes)])


def read_pins(file: Path) -> list[Pin]:
    """The pins of a file of requirements.

    Raises
    ------
    ValueError
        When a line is anything else than one package in one version with the SHA-256 of its files.
    """
    lines = file.read_text(encoding="utf-8").replace(" \\\n   ", "").splitlines()
    return [_pin(line, file.name) for line in lines if line]


def _pin(line: str, where: str) -> Pin:
    found = _PIN.fullmatch(line)
    if not found:
        raise ValueError(f"{where}: '{line[:60]}' is not pinned with == and SHA-256. Run 'make requirements'.")
    return Pin(found["name"], found["version"], found["marker"] or "", tuple(_HASH.findall(found["hashes"])))
