"""The TOML of a mapping profile, whoever wrote it: read in a time that grows no faster than the text."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from footprints_geo.errors import refused

LONGEST_SHOWN: Final = 60
MOST_PARTS: Final = 20
"""Dots of a line outside its quotation marks."""

_QUOTED_TEXT: Final = re.compile(r""" "(?:[^"\\\n]|\\.)*+" | '[^'\n]*+' """, re.VERBOSE)
_MANY_LINES: Final = ('"""', "'''")


def table_of(text: str, name: str) -> dict[str, Any]:
    """The table that a TOML text is; raises InputError where it is none, or no profile is written so.

    Parameters
    ----------
    text : str
        The text, of any length.
    name : str
        What messages call the file.
    """
    # Python's own reader takes a time that grows with the square of a key's parts, and no key here has more than three.
    lines = text.splitlines()
    if not any(quotes in text for quotes in _MANY_LINES):
        lines = [line.partition("#")[0] for line in _QUOTED_TEXT.sub("", text).splitlines()]
    if any(line.count(".") > MOST_PARTS for line in lines):
        raise refused("{name}: a key has more parts than any of a mapping profile. Write it again.", name=name)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise refused(
            "{name}: this is no TOML: {why}. Expected a mapping profile. Correct that line, or write it again.",
            name=name,
            why=error,
        ) from None
    except (ValueError, RecursionError):
        raise refused(
            "{name}: the file holds a number or a list that no mapping profile has. Correct it, or write it again.",
            name=name,
        ) from None


def quoted(given: Any) -> str:
    """A key or value as a message repeats it: short, whatever it is."""
    if isinstance(given, str):
        return f"'{given[:LONGEST_SHOWN]}'"
    if isinstance(given, dict | list):
        return "a table" if isinstance(given, dict) else "a list"
    return number_shown(given) if isinstance(given, int) else str(given)


def number_shown(given: int) -> str:
    """A number as text; Python itself refuses to write one of more than some thousand figures."""
    return str(given) if abs(given) < 10**18 else "a number of more than 18 figures"
