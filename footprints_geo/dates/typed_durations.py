"""How long something lasted, as people write it: "8 months", "1년 6개월"; read as ISO 8601."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

from footprints_geo.coded import recoded
from footprints_geo.dates.durations import parse_duration
from footprints_geo.errors import InputError

_UNITS: Final = {
    "Y": "years?|yrs?|년간?|年",
    "M": "months?|mos?|개월간?|달간?|个月",
    "W": "weeks?|wks?|주일?간?|周",
    "D": "days?|일간?|天",
}
_PARTS: Final = re.compile(
    "".join(rf"(?:(?P<{letter}>\d{{1,4}})\s*(?:{unit})\.?\s*(?:,|and)?\s*)?" for letter, unit in _UNITS.items()),
    re.IGNORECASE,
)


def duration_of(text: str) -> str | None:
    """A duration in figures and words as ISO 8601; None for anything else.

    Durations that are ISO 8601 already, such as `P8M`, give None as well: there is nothing to read. "About 8 months" is
    left for a person: ISO 8601 cannot say "about".
    """
    found = _PARTS.fullmatch(text.strip())
    if found is None or not any(found.groupdict().values()):
        return None
    return "P" + "".join(f"{int(amount)}{letter}" for letter, amount in found.groupdict().items() if amount)


def read_typed_durations(cells: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Durations in words as ISO 8601, and what was read as what.

    Parameters
    ----------
    cells : pandas.Series of category of str
        Without missing cells.

    Returns
    -------
    (pandas.Series, pandas.Series)
        Both coded, with the index of `cells`: the durations, anything that cannot be read left as it is; and what was
        read, '' elsewhere.
    """
    read = {text: iso for text in cells.cat.categories if (iso := duration_of(text)) is not None}
    said = {text: f"'{text}' is read as {iso}" for text, iso in read.items()}
    return (
        recoded(cells, lambda texts: pd.Series([read.get(text, text) for text in texts], dtype="str")),
        recoded(cells, lambda texts: pd.Series([said.get(text, "") for text in texts], dtype="str")),
    )


def is_duration(text: str) -> bool:
    """Whether a text is a duration, in ISO 8601 or in words."""
    if duration_of(text) is not None:
        return True
    try:
        parse_duration(text)
    except InputError:
        return False
    return True
