"""What the cells of a column look like: dates, counts, positions, countries, words for events.

Nothing is read here. A look at some different cells says whether a column may be what its name says, and which column
it may be when its name says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pandas as pd

from footprints_geo.cell_values import values_of
from footprints_geo.coded import coded
from footprints_geo.dates.typed_durations import is_duration
from footprints_geo.mapping.cell_positions import read_position, split_positions
from footprints_geo.mapping.word_values import LISTED, says_nothing, says_yes, value_key, word_for
from footprints_geo.typed_counts import is_count

MOST_LOOKED_AT: Final = 300
LONGEST_DATE: Final = 60
LONGEST_ID: Final = 24
EAST_ASIA: Final = {"lat": (18.0, 55.0), "lon": (95.0, 150.0)}
"""Degrees between which a column of bare numbers is taken for latitudes or longitudes."""

_YEAR: Final = re.compile(r"(?<!\d)(?:1[89]|20|21)\d[\dx](?!\d)|(?<!\d)(?:1[89]|20)\d\d[01]\d(?:[0-3]\d)?(?!\d)")
_SHORT: Final = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
_DATE_WORDS: Final = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thur?s?|fri|sat|sun|day"
    r"|spring|summer|autumn|fall|winter|early|mid|middle|late|end|beginning|start|first|second|half|quarter|circa|ca?"
    r"|about|around|approximately|approx|before|after|between|from|until|till|to|and|of|the|in|or|year|month"
    r"|st|nd|rd|th|am|pm|s|t|z|utc|gmt|x+|년|월|일|초|중순|중|말|경|쯤|상순|하순|상반기|하반기|봄|여름|가을|겨울|부터|까지|이전|이후|무렵"
    r"|추정|오전|오후|시|분|年|月|日|号|初|底|末|春|夏|秋|冬)(?![a-z])"
)
_ID: Final = re.compile(r"(?=.*\d)(?=.*[^\W\d_])[^\W_]+(?:[-_./# ]?[^\W_]+){0,3}")
_NUMBER: Final = re.compile(r"-?\d{1,3}(?:[.,]\d+)?")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)


def sample(cells: pd.Series) -> tuple[str, ...]:
    """Up to 300 different cells that say something, from all over a column, in file order."""
    rows = range(0, len(cells), max(1, len(cells) // (20 * MOST_LOOKED_AT)))
    different = coded(cells.iloc[list(rows)]).drop_duplicates().astype("str")
    telling = [text for text in different if not says_nothing(text)]
    return tuple(telling[:: max(1, len(telling) // MOST_LOOKED_AT)][:MOST_LOOKED_AT])


def repeats(cells: pd.Series) -> bool:
    """Whether rows share a cell that says something, as far as a look at some of them tells."""
    rows = range(0, len(cells), max(1, len(cells) // (20 * MOST_LOOKED_AT)))
    again = coded(cells.iloc[list(rows)])
    shared = again[again.duplicated()].unique().astype("str")
    return any(not says_nothing(text) for text in shared)


def is_id(text: str) -> bool:
    """Whether a cell looks like a code for one thing: a few letters and figures, such as V1 or KR-0012."""
    return len(text) <= LONGEST_ID and _ID.fullmatch(text) is not None


def share(column: str, cells: Sequence[str]) -> float | None:
    """Which part of some cells looks like a column of ours, from 0 to 1.

    Parameters
    ----------
    column : str
        One of MAPPED_COLUMNS, or `yes` for a column that is ticked.
    cells : sequence of str
        As :func:`sample` gives them.

    Returns
    -------
    float or None
        None where the cells cannot tell: there are none, or the column may hold anything.
    """
    looks = _LOOKS.get(column)
    if looks is None or not cells:
        return None
    return sum(map(looks, cells)) / len(cells)


def tells(column: str) -> bool:
    """Whether cells can confirm or contradict that they are of a column of ours at all."""
    return column in _LOOKS


def in_east_asia(column: str, cells: Sequence[str]) -> bool:
    """Whether a column of bare numbers may be `lat` or `lon`: all of them decimals, and between EAST_ASIA."""
    low, high = EAST_ASIA[column]
    numbers = [_degrees(cell) for cell in cells]
    return (
        len(numbers) > 1
        and any("." in cell or "," in cell for cell in cells)
        and all(number is not None and low <= number <= high for number in numbers)
    )


def _is_date(text: str) -> bool:
    plain = value_key(text)
    if len(text) > LONGEST_DATE or not (_YEAR.search(plain) or _SHORT.search(plain)):
        return False
    rest = re.sub(r"[^a-z가-힣一-鿿]+", " ", text.casefold())
    return not _DATE_WORDS.sub("", rest).strip()


def _are_dates(text: str) -> bool:
    return all(map(_is_date, values_of(text)))


def _degrees(text: str) -> float | None:
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def _between(limit: float) -> Callable[[str], bool]:
    return lambda text: (number := _degrees(text)) is not None and abs(number) <= limit


def _are_positions(text: str) -> bool:
    found = [read_position(part) for part in split_positions(text)]
    return bool(found) and all(position.lat for position in found)


def _listed(column: str) -> Callable[[str], bool]:
    return lambda text: word_for(column, text) is not None or _each_is(column, text)


def _each_is(column: str, text: str) -> bool:
    parts = values_of(text)
    return len(parts) > 1 and all(word_for(column, part) is not None for part in parts)


_LOOKS: Final[Mapping[str, Callable[[str], bool]]] = {
    **{column: _listed(column) for column in LISTED},
    **dict.fromkeys(("date", "date_from", "date_to", "source_date"), _are_dates),
    **dict.fromkeys(("persons", "persons_min", "persons_max"), is_count),
    "sequence": lambda text: _NUMBER.fullmatch(text) is not None,
    "duration": is_duration,
    "lat": _between(90.0),
    "lon": _between(180.0),
    "position": _are_positions,
    "source_url": lambda text: _ADDRESS.match(text) is not None,
    "yes": lambda text: says_yes(text) is not None,
}
