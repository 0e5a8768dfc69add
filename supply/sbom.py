"""Writes the list of what the program stands on, for machines to read (CycloneDX): `make sbom`.

cyclonedx-py knows licences from what is installed, and nothing of hashes; those are in `requirements.txt`, which also
says what belongs to the program: an environment may hold the tools of the tests too. Here both are put together.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from packaging.markers import Marker

from supply.pins import Pin, read_pins

Document = dict[str, Any]


def installed(python: str) -> Document:
    """What cyclonedx-py finds in the environment of a Python; without times and random numbers."""
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible"]
    options = ["--pyproject", "pyproject.toml", "--spec-version", "1.6", python]
    found: Document = json.loads(subprocess.run([*command, *options], capture_output=True, check=True).stdout)
    return found


def joined(found: Document, pins: Sequence[Pin]) -> Document:
    """What is installed, as far as it is pinned, with the hashes of the pins.

    A pin for other systems or versions of Python is listed as optional, with the condition.

    Raises
    ------
    ValueError
        When what is installed is not what is pinned.
    """
    components = {(plain(one["name"]), one["version"]): one for one in found["components"]}
    missing = [
        f"{pin.name} {pin.version}" for pin in pins if (pin.name, pin.version) not in components and _applies(pin)
    ]
    if missing:
        raise ValueError(f"Not installed as pinned: {', '.join(missing)}. Run 'make run' once, then this again.")
    listed = [_component(components.get((pin.name, pin.version)), pin) for pin in pins]
    references = {one["bom-ref"] for one in listed} | {found["metadata"]["component"]["bom-ref"]}
    graph = [
        one | {"dependsOn": [other for other in one["dependsOn"] if other in references]} if "dependsOn" in one else one
        for one in found["dependencies"]
        if one["ref"] in references
    ]
    return found | {"components": listed, "dependencies": graph}


def plain(name: str) -> str:
    """A package's name as requirements write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _applies(pin: Pin) -> bool:
    return not pin.marker or Marker(pin.marker).evaluate()


def _component(known: Document | None, pin: Pin) -> Document:
    address = f"pkg:pypi/{pin.name}@{pin.version}"
    component = known or {
        "bom-ref": f"{pin.name}=={pin.version}", "name": pin.name, "purl": address, "scope": "optional",
        "type": "library", "version": pin.version,
    }  # fmt: skip
    # The files of a package, for whichever system: one of them was installed.
    files = {"type": "distribution", "url": address, "hashes": [{"alg": "SHA-256", "content": h} for h in pin.hashes]}
    component = component | {"externalReferences": [*component.get("externalReferences", ()), files]}
    if pin.marker:
        condition = {"name": "footprints-geo:only-where", "value": pin.marker}
        component = component | {"properties": [*component.get("properties", ()), condition]}
    return component


def check(text: str) -> None:
    """Hold a list against the schema of CycloneDX.

    Raises
    ------
    ValueError
        When it does not fit.
    """
    # The tests of what is above run where these are not installed.
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault is not None:
        raise ValueError(f"The list would be no valid CycloneDX: {fault}")


def main(python: str, requirements: str, output: str) -> None:
    """Write the list."""
    pins = read_pins(Path(requirements))
    document = joined(installed(python), pins)
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    check(text)
    Path(output).parent.mkdir(exist_ok=True)
    Path(output).write_text(text, encoding="utf-8")
    listed = document["components"]
    unknown = [one["name"] for one in listed if not one.get("licenses")]
    print(f"{output}: {len(listed)} packages; of {len(unknown)} no licence is known: {', '.join(unknown) or 'none'}.")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except ValueError as error:
        sys.exit(str(error))
