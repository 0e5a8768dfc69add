"""What tells made-up records from those of real people: a mark in the records, and one in the description beside them.

Either is enough: a file that lost its description, or a table that lost a column, is known all the same.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow
import pyarrow.compute as pc

Synthetic = Literal["none", "some", "all"]
"""How many of some records are made up."""

PACKAGE: Final = "datapackage.json"
TITLE: Final = "Synthetic record"
"""How the title of the source of a made-up record begins."""

CASE: Final = "SYN-"
DIGITS: Final = 7
"""A made-up case is called by these letters and at least so many digits."""

LARGEST: Final = 1 << 24
"""Bytes of a description that is looked into."""


def made_up(titles: pd.Series, cases: pd.Series) -> npt.NDArray[np.bool_]:
    """Which records are made up, by the title of their source or the id of their case.

    Parameters
    ----------
    titles, cases : pandas.Series of category of str
        `source_title` and `case_id` of the same records.

    Returns
    -------
    numpy.ndarray of bool
        A value a record; empty for none.
    """
    by_title = _beginning(titles, f"^{TITLE}")
    # Cases are many, and those of made-up records have nearly always said it by the title.
    return by_title if by_title.all() else by_title | _beginning(cases, f"^{CASE}[0-9]{{{DIGITS},}}$")


def _beginning(column: pd.Series, pattern: str) -> npt.NDArray[np.bool_]:
    texts = pyarrow.array(column.cat.categories, pyarrow.large_string())
    # The last is for records without a text, whose code is -1.
    fits = np.append(pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False).astype(bool), False)
    found: npt.NDArray[np.bool_] = fits[column.cat.codes.to_numpy()]
    return found


def how_many(which: npt.NDArray[np.bool_]) -> Synthetic:
    """All, some or none of the records; none of no records."""
    if not which.any():
        return "none"
    return "all" if which.all() else "some"


def described_as_synthetic(source: str | os.PathLike[str]) -> bool:
    """Whether the data package beside a file says that the file is made up.

    False for an address, and where no description can be read: what it should have said, the records say too.
    """
    file = Path(source)
    try:
        described = file.with_name(PACKAGE)
        if described.stat().st_size > LARGEST:
            return False
        package = json.loads(described.read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return any(one.get("synthetic") is True for one in described_as(package, file.name))


def described_as(package: Any, name: str) -> list[dict[str, Any]]:
    """The resources of a data package that are one file; empty for what is no data package."""
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list):
        return []
    return [one for one in resources if isinstance(one, dict) and one.get("path") == name]
