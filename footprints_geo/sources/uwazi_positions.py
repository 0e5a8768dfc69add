"""The positions in one cell of an Uwazi table: one, several, or none, and what is wrong with them.

Uwazi writes `lat|lon`, and joins several by the same bar; a related entity without a position leaves its title in
between. Pairs are told apart by their place in the cell, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from footprints_geo.errors import InputError
from footprints_geo.places.table import LonLat
from footprints_geo.sources.uwazi_cells import BAR, NUMBER, dictionaries

EXCHANGED: Final = "lat and lon look exchanged: turn them round."
"""The fix of a position that is certainly the wrong way round; `uwazi.turn_round` does it for a whole column."""

_MAY_BE_EXCHANGED: Final = "Correct the position in the file; lat and lon may be exchanged."
IS_NUMBER: Final = re.compile(NUMBER)
_WRITE_POSITION: Final = "Write latitude and longitude in degrees with a bar between them, such as 42.9048|129.5075."


@dataclass(frozen=True, slots=True)
class Positions:
    """The positions of one cell.

    Attributes
    ----------
    pairs : tuple of (str, str) or None
        Latitude and longitude as they are written, in degrees; None where a word stands in place of a position.
    labels : tuple of str
        What each position is called in the cell; '' for none.
    reason, fix : str
        What was found and expected, and what to do; '' where the cell can be read.
    """

    pairs: tuple[tuple[str, str] | None, ...] = ()
    labels: tuple[str, ...] = ()
    reason: str = ""
    fix: str = ""

    @property
    def known(self) -> int:
        """How many positions there are."""
        return sum(pair is not None for pair in self.pairs)


def points(cell: str) -> tuple[LonLat | None, ...]:
    """The positions of a geolocation cell, or of a relationship that inherits them.

    Parameters
    ----------
    cell : str
        `lat|lon` in degrees, several such pairs joined by bars, or the dictionaries that HURIDOCS' client writes.

    Returns
    -------
    tuple of LonLat or None
        In the order of the cell; None where a related entity without a position has left its title instead. Empty
        for an empty cell.

    Raises
    ------
    InputError
        The numbers do not pair, or a pair is no position on Earth.
    """
    found = positions(cell)
    if found.reason:
        raise InputError(f"{found.reason} {found.fix}")
    return tuple(None if pair is None else LonLat(float(pair[1]), float(pair[0])) for pair in found.pairs)


def positions(cell: str) -> Positions:
    """The same as `points`, as written, and with what is wrong instead of an error."""
    if not cell.strip():
        return Positions()
    records = dictionaries(cell)
    if records:
        if not all("lat" in record and "lon" in record for record in records):
            return Positions(reason="Found a record without lat and lon.", fix=_WRITE_POSITION)
        pairs = [(record["lat"], record["lon"]) for record in records]
        return checked(pairs, tuple(record.get("label", "") for record in records))
    return _positions_of_parts([part.strip() for part in cell.split(BAR)])


def checked(pairs: Sequence[tuple[str, str] | None], labels: tuple[str, ...]) -> Positions:
    """Positions as they are, or what is wrong with the first that is none."""
    for pair in pairs:
        reason, fix = _wrong_pair(*pair) if pair else ("", "")
        if reason:
            return Positions(reason=reason, fix=fix)
    return Positions(tuple(pairs), labels)


def _positions_of_parts(parts: list[str]) -> Positions:
    pairs: list[tuple[str, str] | None] = []
    labels: list[str] = []
    for numeric, run in groupby(parts, key=lambda part: bool(IS_NUMBER.fullmatch(part))):
        texts = list(run)
        if not numeric:
            pairs += [None] * len(texts)
            labels += texts
        elif len(texts) % 2:
            found = f"Found {len(parts)} part{'s' if len(parts) > 1 else ''} with bars between them"
            return Positions(
                reason=f"{found}, and a number without its pair; expected latitude and longitude.",
                fix=_WRITE_POSITION,
            )
        else:
            pairs += list(zip(texts[::2], texts[1::2], strict=True))
            labels += [""] * (len(texts) // 2)
    return checked(pairs, tuple(labels))


def _wrong_pair(lat_text: str, lon_text: str) -> tuple[str, str]:
    if not (IS_NUMBER.fullmatch(lat_text) and IS_NUMBER.fullmatch(lon_text)):
        return "Found a position that is not two numbers.", _WRITE_POSITION
    lat, lon = float(lat_text), float(lon_text)
    if certainly_exchanged(lat, lon):
        return (
            "Found a latitude that there is not; the other way round the position lies in East Asia; expected latitude "
            "first, then longitude.",
            EXCHANGED,
        )
    if abs(lat) > 90:
        fix = _MAY_BE_EXCHANGED if abs(lon) <= 90 and abs(lat) <= 180 else _WRITE_POSITION
        return "Found a latitude outside -90 to 90 degrees; expected latitude first, then longitude.", fix
    if abs(lon) > 180:
        return "Found a longitude outside -180 to 180 degrees; expected latitude first, then longitude.", (
            _WRITE_POSITION
        )
    return "", ""


def certainly_exchanged(lat: float, lon: float) -> bool:
    """Whether a pair is no position as it stands, and lies in East Asia (18 to 55 N, 95 to 150 E) turned round."""
    return 95 <= lat <= 150 and 18 <= lon <= 55


def turned_round(cell: str) -> str:
    """A cell of `lat|lon` with each pair turned round that is certainly exchanged; any other cell as it is."""
    parts = cell.split(BAR)
    if len(parts) % 2 or not all(IS_NUMBER.fullmatch(part.strip()) for part in parts):
        return cell
    pairs = list(zip(parts[::2], parts[1::2], strict=True))
    if not all(certainly_exchanged(float(lat), float(lon)) for lat, lon in pairs):
        return cell
    return BAR.join(f"{lon.strip()}{BAR}{lat.strip()}" for lat, lon in pairs)
