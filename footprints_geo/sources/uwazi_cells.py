"""What stands in one cell of an Uwazi table: periods, labels, links, related titles, and days in seconds.

The rules are those of Uwazi's own exporter (`app/api/csv/typeFormatters.ts`) and of HURIDOCS' Python client; neither
escapes the bar between values, so what cannot be told apart is said and never guessed.
"""

from __future__ import annotations

import ast
import datetime
import re
from dataclasses import dataclass
from typing import Final

from footprints_geo.cell_values import SEVERAL_MARK, values_of

BAR: Final = SEVERAL_MARK
GROUP_MARK: Final = "::"
NOTHING_WRITTEN: Final = frozenset({"null", "undefined", "None"})
"""What an exporter writes for a part of a link that is not there."""

NUMBER: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?"
_SECONDS: Final = re.compile(r"(-?[0-9]{1,12})(?:\.[0-9]*)?")
_TEXT: Final = r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\""""
_MEMBER: Final = rf"'\w{{1,20}}': (?:{NUMBER}|None|{_TEXT})"
_NAMED_MEMBER: Final = re.compile(rf"'(\w{{1,20}})': ({NUMBER}|None|{_TEXT})")
_DICT: Final = re.compile(rf"\{{{_MEMBER}(?:, {_MEMBER})*\}}")
_DICTS: Final = re.compile(rf"{_DICT.pattern}(?:\|{_DICT.pattern})*")

_MIDNIGHT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T00:00:00(?:\.0+)?Z")
_DATE: Final = (
    r"(?:[0-9]{4}(?:[-/. ][0-9]{1,2}){0,2}(?:T[0-9:.]+Z)?|[0-9]{1,2}[-/. ][0-9]{1,2}[-/. ][0-9]{4}"
    r"|[A-Z][a-z]+ [0-9]{1,2}, [0-9]{4})"
)
_EXPORTED: Final = re.compile(rf"({_DATE}|Invalid date)\s*~\s*({_DATE}|Invalid date)")
_IMPORTED: Final = re.compile(rf"({_DATE})?\s*:\s*({_DATE})?")
_EPOCH: Final = re.compile(r"1970([-/. ])0?1\1(?:0?1)(?:T00:00:00(?:\.0+)?Z)?|0?1([-/. ])0?1\2(?:1970)")
_URL: Final = re.compile(r"(?:https?|ftp)://\S+", re.IGNORECASE)
_TIED: Final = re.compile(r"(.*) \(id:(\w{1,64})\)", re.DOTALL)
_AFTER_TIE: Final = re.compile(r"(?<=\))\|")

_DAY_SECONDS: Final = 86_400
_FIRST_DAY: Final = datetime.date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Periods:
    """The periods of one cell.

    Attributes
    ----------
    starts, ends : tuple of str
        Dates as they are written, a time at midnight UTC left off; '' where an end is not known.
    unknown_1970 : bool
        Whether an end is taken as unknown because the exporter writes 1970-01-01 for that.
    """

    starts: tuple[str, ...]
    ends: tuple[str, ...]
    unknown_1970: bool = False


def labels(cell: str) -> tuple[tuple[str, str], ...]:
    """The values of a select, multiselect or relationship cell, each with its group.

    Parameters
    ----------
    cell : str
        `Group::Label` or `Label`, several joined by bars.

    Returns
    -------
    tuple of (str, str)
        Group and label; the group is '' where the cell has none, and where it has more than one `::`, as nothing
        says which of them ends the group. Empty for an empty cell.
    """
    grouped = [part.split(GROUP_MARK) for part in values_of(cell)]
    return tuple(
        (pieces[0].strip(), pieces[1].strip()) if len(pieces) == 2 else ("", GROUP_MARK.join(pieces))
        for pieces in grouped
    )


def periods(cell: str) -> Periods | None:
    """The periods of a cell: `a~b` as exported, `a:b` as imported, or the client's dictionaries; None for others.

    An exported end of 1970-01-01, or none that is a date, is not known: the exporter writes so what is empty. An
    imported one was typed by a person and stays.
    """
    records = dictionaries(cell)
    if records is not None:
        return _periods_of_seconds(records)
    starts, ends, unknown = [], [], False
    for text in values_of(cell):
        found = _EXPORTED.fullmatch(text)
        if found:
            sides = [_side(found[1]), _side(found[2])]
            unknown = unknown or "" in sides
        else:
            found = _IMPORTED.fullmatch(text)
            if not found:
                return None
            sides = [plain_day(found[1] or ""), plain_day(found[2] or "")]
        starts.append(sides[0])
        ends.append(sides[1])
    return Periods(tuple(starts), tuple(ends), unknown) if starts else None


def _side(text: str) -> str:
    return "" if text == "Invalid date" or _EPOCH.fullmatch(text) else plain_day(text)


def _periods_of_seconds(records: list[dict[str, str]]) -> Periods | None:
    starts: list[str] = []
    ends: list[str] = []
    for record in records:
        if not set(record) <= {"from", "to"}:
            return None
        for key, side in (("from", starts), ("to", ends)):
            text = record.get(key, "")
            seconds = _SECONDS.fullmatch(text)
            day = day_of_seconds(int(seconds[1])) if seconds else ""
            if text and not day:
                return None
            side.append(day)
    return Periods(tuple(starts), tuple(ends))


def plain_day(text: str) -> str:
    """A date without a time of midnight UTC (`2023-08-27T00:00:00Z`): the same calendar day wherever it is read."""
    return _MIDNIGHT.sub(r"\1", text.strip())


def at_midnight(cell: str) -> bool:
    """Whether a cell is a date at midnight UTC, or several joined by bars."""
    return all(_MIDNIGHT.fullmatch(part.strip()) for part in cell.split(BAR))


def day_of_seconds(seconds: int) -> str:
    """The calendar day in UTC, `2023-08-27`, of seconds since 1970, negative before; '' outside the years 1 to 9999.

    Whole days are counted in integers: local time has no part in it.
    """
    ordinal = _FIRST_DAY + seconds // _DAY_SECONDS
    if not 1 <= ordinal <= datetime.date.max.toordinal():
        return ""
    return datetime.date.fromordinal(ordinal).isoformat()


def link(cell: str) -> tuple[str, str] | None:
    """Label and address of a link cell: `label|url`, or the address alone.

    None when there is no address, or when there are several: an address may stand for its own label, as the importer
    writes it, but for no other.
    """
    label, _, url = (part.strip() for part in cell.rpartition(BAR))
    others = {part.strip() for part in label.split(BAR) if _URL.fullmatch(part.strip())}
    if not _URL.fullmatch(url) or (others and label != url):
        return None
    return ("" if label in NOTHING_WRITTEN else label), url


def tied(cell: str) -> tuple[tuple[str, str], ...] | None:
    """Title and `sharedId` of each related entity, `Title (id:sharedId)` joined by bars; None for any other cell."""
    found = [_TIED.fullmatch(part) for part in _AFTER_TIE.split(cell)]
    return tuple((one[1], one[2]) for one in found if one) if all(found) else None


def dictionaries(cell: str) -> list[dict[str, str]] | None:
    """The members of dictionaries in Python's notation, joined by bars; None for any other cell."""
    if not cell.startswith("{") or not _DICTS.fullmatch(cell):
        return None
    return [
        {member[1]: _plain(member[2]) for member in _NAMED_MEMBER.finditer(found[0])} for found in _DICT.finditer(cell)
    ]


def _plain(literal: str) -> str:
    if literal == "None":
        return ""
    if literal[0] not in "'\"":
        return literal
    try:
        return str(ast.literal_eval(literal))
    except (SyntaxError, ValueError):
        return literal[1:-1]
