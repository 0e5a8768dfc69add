"""Latitude and longitude in one cell, as people write them: `42.957|129.842`, `(42.957, 129.842)`, `42°57'N 129°50'E`.

The order is latitude first, unless letters say otherwise. A pair that is only possible the other way round is refused
and never turned round in silence.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from footprints_geo.cell_values import SEVERAL_MARK, values_of
from footprints_geo.events.checks import EXCHANGED
from footprints_geo.language import marked

WRITE_POSITION: Final = marked("Write latitude and longitude in degrees, such as 42.957|129.842.")

_WRITTEN: Final = str.maketrans(
    {**dict.fromkeys("′’‘´`", "'"), **dict.fromkeys("″”“", '"'), **dict.fromkeys("º˚", "°")}
)
_KOREAN: Final = (("북위", "N"), ("남위", "S"), ("동경", "E"), ("서경", "W"), ("도", "°"), ("분", "'"), ("초", '"'))
_ANGLE: Final = (
    r"\s*(?P<before{0}>[NSEW])?\s*(?P<degrees{0}>[+-]?\d{{1,3}}(?:\.\d+)?)\s*"
    r"(?:°\s*(?:(?P<minutes{0}>\d{{1,2}}(?:\.\d+)?)\s*'\s*(?:(?P<seconds{0}>\d{{1,2}}(?:\.\d+)?)\s*(?:\"|'')\s*)?)?)?"
    r"(?(before{0})|(?P<after{0}>[NSEW])?)\s*"
)
_PAIR: Final = re.compile(_ANGLE.format(1) + r"(?P<between>[|,;/]|(?<=[\s°'\"NSEW])|(?=[NSEW]))" + _ANGLE.format(2))
_BRACKETS: Final = re.compile(r"[(\[{]\s*([^()\[\]{}]*?)\s*[)\]}]")
_DECIMAL_COMMA: Final = re.compile(r"(?<=\d),(?=\d)")
_NUMBER: Final = re.compile(r"[+-]?\d{1,3}(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Position:
    """What one text says.

    Attributes
    ----------
    lat, lon : str
        Decimal degrees: the figures of the text where it has decimal degrees, else worked out to six decimals. ''
        where the text is no position.
    inferred : str
        What was worked out; '' where nothing was.
    reason, fix : str
        What was found and expected, and what to do; '' for a position.
    """

    lat: str = ""
    lon: str = ""
    inferred: str = ""
    reason: str = ""
    fix: str = ""


def read_position(text: str) -> Position:
    """The position of a cell that holds one; an empty Position for an empty cell.

    Parameters
    ----------
    text : str
        Two numbers in degrees, or in degrees, minutes and seconds, parted by a bar, comma, semicolon, slash or blank;
        brackets round them, decimal commas, and N, S, E, W (or 북위, 동경) before or after them are understood. Where
        letters are, they say which number is which.
    """
    plain = _tidied(text)
    if not plain:
        return Position()
    found = _PAIR.fullmatch(plain)
    if found is None or _may_be_one_number(found, plain):
        found = _PAIR.fullmatch(_DECIMAL_COMMA.sub(".", plain))
    if found is None or _may_be_one_number(found, plain):
        return Position(
            reason=marked("Found no position; expected one latitude and one longitude."), fix=WRITE_POSITION
        )
    return _of_angles(found)


def split_positions(text: str) -> list[str]:
    """The positions of a cell, each as a text of its own: `lat|lon|lat|lon`, or whole positions with bars between."""
    parts = values_of(text)
    if len(parts) <= 2 and not all(read_position(part).lat for part in parts):
        return [text] if parts else []
    if all(read_position(part).lat for part in parts):
        return parts
    if len(parts) % 2 == 0 and all(_NUMBER.fullmatch(part) for part in parts):
        return [SEVERAL_MARK.join(pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    return [text]


def _tidied(text: str) -> str:
    plain = unicodedata.normalize("NFC", text)
    plain = "".join(unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" else c for c in plain)
    for word, sign in _KOREAN:
        plain = plain.replace(word, sign)
    plain = plain.translate(_WRITTEN).strip()
    bracketed = _BRACKETS.fullmatch(plain)
    plain = bracketed[1] if bracketed else plain
    return re.sub(r"(?i)[nsew]", lambda letter: letter[0].upper(), plain)


def _may_be_one_number(found: re.Match[str], plain: str) -> bool:
    """`42,9` may be 42.9 with a decimal comma."""
    return found["between"] == "," and re.fullmatch(r"[+-]?\d+,\d+", plain) is not None and "." not in plain


def _of_angles(found: re.Match[str]) -> Position:
    angles = [_degrees(found, 1), _degrees(found, 2)]
    letters = [found["before1"] or found["after1"] or "", found["before2"] or found["after2"] or ""]
    if None in angles:
        return Position(
            reason=marked("Found no position; expected one latitude and one longitude."), fix=WRITE_POSITION
        )
    axes = ["lat" if letter in ("N", "S") else "lon" if letter else "" for letter in letters]
    if axes[0] and axes[0] == axes[1]:
        return Position(
            reason=marked("Found two of one kind; expected one latitude and one longitude."), fix=WRITE_POSITION
        )
    texts = [_signed(str(angle), letter) for angle, letter in zip(angles, letters, strict=True)]
    first_is_lon = axes[0] == "lon" or axes[1] == "lat"
    lat, lon = texts[::-1] if first_is_lon else texts
    return _checked(lat, lon, worked_out=bool(found["minutes1"] or found["minutes2"]), told=any(axes))


def _degrees(found: re.Match[str], number: int) -> str | None:
    """Decimal degrees as text; None where minutes or seconds cannot be."""
    degrees, minutes, seconds = (found[f"{part}{number}"] for part in ("degrees", "minutes", "seconds"))
    if minutes is None:
        return str(degrees)
    if float(minutes) >= 60 or float(seconds or 0) >= 60 or "." in degrees or (seconds and "." in minutes):
        return None
    value = abs(float(degrees)) + float(minutes) / 60 + float(seconds or 0) / 3600
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return f"-{text}" if degrees.startswith("-") else text


def _signed(degrees: str, letter: str) -> str:
    if letter not in ("S", "W"):
        return degrees
    return degrees if degrees.startswith("-") else f"-{degrees.removeprefix('+')}"


def _checked(lat: str, lon: str, *, worked_out: bool, told: bool) -> Position:
    if abs(float(lat)) <= 90 and abs(float(lon)) <= 180:
        inferred = "worked out from degrees, minutes and seconds" if worked_out else ""
        return Position(lat, lon, inferred)
    turned = abs(float(lon)) <= 90 and abs(float(lat)) <= 180 and not told
    return Position(
        reason=marked(
            "This is no position on Earth; expected a latitude from -90 to 90 and a longitude from -180 to 180."
        ),
        fix=EXCHANGED if turned else WRITE_POSITION,
    )
