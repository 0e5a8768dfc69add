"""The data package of made-up records: what stands beside their file, and says that they are of no real person."""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from footprints_geo.errors import InputError
from footprints_geo.recipe import PROGRAM
from footprints_geo.sources.limits import shown
from footprints_geo.synthetic_mark import CASE, DIGITS, PACKAGE, described_as, described_as_synthetic
from footprints_geo.vocabulary import data_path
from footprints_geo.workspace.package import file_hash

TITLE: Final = "Synthetic data: no real person"
_MEDIA_TYPES: Final = {".parquet": "application/vnd.apache.parquet", ".csv": "text/csv"}
_OWN_WORDS: Final = {
    "case_id": f"A made-up case: {CASE} and at least {DIGITS} digits.",
    "source": "A made-up name; records of one source have one.",
    "source_title": "Says that the record is made up.",
    "note": "Says that the record is made up.",
}


def package_path(records: Path) -> Path:
    """Where the description of a file of made-up records stands.

    Raises
    ------
    InputError
        A description of other files stands there.
    """
    path = records.with_name(PACKAGE)
    if path.exists() and not (described_as_synthetic(records) and _describes_only(path, records.name)):
        raise InputError(
            f"{shown(records)}: a {PACKAGE} of other files is in its folder, and its own would take the place of that "
            "one. Name a file in a folder of its own."
        )
    return path


def _describes_only(package: Path, name: str) -> bool:
    described = json.loads(package.read_bytes())
    return len(described["resources"]) == len(described_as(described, name))


def package_text(records: Path, columns: list[str], rows: int, cases: int, seed: int) -> str:
    """The description of a written file of made-up records, after the Data Package standard.

    Parameters
    ----------
    records : Path
        The file.
    columns : list of str
        Its columns.
    rows, cases, seed : int
        What it holds, and the number it was made by.

    Returns
    -------
    str
        JSON, the same for the same file: no time, no path, no name of a user.
    """
    ours: dict[str, Any] = json.loads(data_path(PACKAGE).read_text(encoding="utf-8"))
    like = described_as(ours, "documented_events.csv")[0]
    known = {field["name"]: field for field in like["schema"]["fields"]}
    about = (
        f"{rows:,} made-up events of {cases:,} made-up cases, in the likeness of the documented ones, for trying, "
        "teaching and measuring. No record is of a real person, and no number says anything of the world."
    )
    ending = records.suffix.lower()
    plain = {"encoding": "utf-8", "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True}}
    package = {
        "$schema": ours["$schema"],
        "name": "footprints-geo-synthetic",
        "title": TITLE,
        "description": about,
        "keywords": ["synthetic", "made up", "no real person"],
        "licenses": ours["licenses"],
        "sensitivity": "published",
        "synthetic": True,
        "made_by": {"program": PROGRAM, "version": version(PROGRAM), "cases": cases, "seed": seed},
        "resources": [
            {
                "name": "synthetic_events",
                "path": records.name,
                "type": "table",
                "title": TITLE,
                "description": about,
                "format": ending.removeprefix("."),
                "mediatype": _MEDIA_TYPES[ending],
                **(plain if ending == ".csv" else {}),
                "bytes": records.stat().st_size,
                "hash": f"sha256:{file_hash(records)}",
                "sources": [{"title": f"Made up in the likeness of: {ours['title']}, version {ours['version']}"}],
                "rows": rows,
                "sensitivity": "published",
                "synthetic": True,
                "schema": {"fields": [_field(known[name]) for name in columns], "missingValues": [""]},
            }
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _field(documented: dict[str, Any]) -> dict[str, Any]:
    """A column as the documented records have it; what may stand in it is not promised."""
    name = documented["name"]
    return {"name": name, "type": documented["type"], "description": _OWN_WORDS.get(name, documented["description"])}
