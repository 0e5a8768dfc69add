"""Which columns of a file may be which of ours: what their names say, held against what their cells look like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

from footprints_geo.mapping.cell_kinds import in_east_asia, is_id, repeats, sample, share, tells
from footprints_geo.mapping.header_names import (
    EventHeader,
    NamedColumn,
    event_header,
    named_column,
    names_persons,
    of_another_thing,
)

Why = Literal["name", "content", "both", "profile"]
"""What speaks for a match: the header, the cells, both, or a profile that says so."""

EventKey = tuple[str, str]
"""An event type, and which of several such events of a row."""

AGREES: Final = 0.5
DISAGREES: Final = 0.2
"""Which part of the cells must look right for the cells to confirm a name, and below which part they contradict it."""

BY_CELLS: Final[Mapping[str, float]] = {
    "event_type": 0.6, "date": 0.8, "country": 0.8, "position": 0.8, "location_precision": 0.9, "visibility": 0.9,
    "subject": 0.9, "source_url": 0.8,
}  # fmt: skip
"""For the columns that cells alone can tell, which part of them must look right."""

COUNTS: Final = frozenset({"persons", "persons_min", "persons_max"})
FAINT: Final = 50.0
"""The score of a claim that gives way to any column that is called what it is."""

MOMENTS: Final = frozenset({"date", "date_from", "date_to", "duration"})
SPOTS: Final = frozenset({"place", "admin1", "country", "lat", "lon", "position", "location_precision"})
TELLING: Final = (MOMENTS | SPOTS | {"event_type"}) - {"location_precision"}
"""Columns of which an event of its own needs at least one: when, where, or that it happened."""


@dataclass(frozen=True, slots=True)
class Look:
    """A column of a file: its header, its number from 1, some of its cells, and whether rows share any of them."""

    header: str
    number: int
    cells: tuple[str, ...]
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One column of a file that may be one of ours.

    Attributes
    ----------
    look : Look
        The file's column.
    column : str
        Ours.
    why : str
        What speaks for it.
    score : float
        How well the name fits, or which part of the cells does, from 0 to 100.
    rank : int
        The lower, the plainer the name.
    text : bool
        Whether it is only read where another column is empty.
    doubted : bool
        Whether the cells contradict the name.
    country : str
        The country that the header gives the event; '' for none.
    """

    look: Look
    column: str
    why: Why
    score: float
    rank: int = 0
    text: bool = False
    doubted: bool = False
    country: str = ""


def looks(frame: pd.DataFrame, headers: Iterable[str]) -> list[Look]:
    """Some cells of each of some columns."""
    numbers = {str(header): number for number, header in enumerate(frame.columns, 1)}
    return [Look(header, numbers[header], sample(frame[header]), repeats(frame[header])) for header in headers]


def may_name_cases(look: Look) -> bool:
    """Whether the cells of a column look like ids, or like ids that several rows share."""
    ids = sum(map(is_id, look.cells))
    return bool(look.cells) and ids >= AGREES * len(look.cells)


def says_other_things(look: Look) -> bool:
    """Whether the cells of a column are of a kind that tells no case from another: dates, positions, addresses."""
    if of_another_thing(look.header):
        return True
    return any((share(column, look.cells) or 0.0) >= AGREES for column in ("date", "position", "source_url", "country"))


def shared_claims(columns: Sequence[Look]) -> dict[str, list[Claim]]:
    """For each of our columns, the file's columns that may be it for the whole row, the likeliest first."""
    found: dict[str, list[Claim]] = {}
    for look in columns:
        named = named_column(look.header)
        claim = _of_persons_named(look) or (_by_name(look, named) if named else None)
        if claim:
            found.setdefault(claim.column, []).append(claim)
    nameless = [look for look in columns if not named_column(look.header) and _may_be_known_by_cells(look)]
    for column, least in BY_CELLS.items():
        if column not in found:
            shares = [(look, share(column, look.cells) or 0.0) for look in nameless]
            found[column] = [Claim(look, column, "content", 100 * part) for look, part in shares if part >= least]
    if not found.keys() & {"lat", "lon", "position"} or not found.get("position", True):
        found |= _bare_positions(nameless, found)
    order = {column: sorted(claims, key=_likelihood, reverse=True) for column, claims in found.items()}
    return {column: claims for column, claims in order.items() if claims}


def event_claims(columns: Sequence[Look]) -> dict[EventKey, dict[str, list[Claim]]]:
    """For each event that headers name, the columns that may be its date, its place and so on.

    Events without a column of TELLING are left out: a column of the arresting agency alone is no arrest.
    """
    found: dict[EventKey, dict[str, list[Claim]]] = {}
    for look in columns:
        event = event_header(look.header)
        claim = _of_event(look, event) if event else None
        if event and claim:
            own = found.setdefault((event.event_types[0], event.number), {})
            own.setdefault(claim.column, []).append(claim)
    sure = {key: own for key, own in found.items() if own.keys() & TELLING}
    return {
        key: {column: sorted(claims, key=_likelihood, reverse=True) for column, claims in own.items()}
        for key, own in sure.items()
    }


def of_two_events(columns: Sequence[Look]) -> list[tuple[Look, tuple[str, ...]]]:
    """Columns whose header names more than one event, with the events."""
    named = [(look, event_header(look.header)) for look in columns]
    return [
        (look, event.event_types) for look, event in named if event and len(event.event_types) > 1 and event.columns
    ]


def _likelihood(claim: Claim) -> tuple[bool, bool, float, int, int]:
    return (not claim.text, not claim.doubted, claim.score, -claim.rank, -claim.look.number)


def _may_be_known_by_cells(look: Look) -> bool:
    return event_header(look.header) is None and not of_another_thing(look.header)


def _by_name(look: Look, named: NamedColumn) -> Claim | None:
    column = _told_by_cells(named.column, look.cells)
    part = share(column, look.cells)
    # An id may look like anything: of the columns with vague names it alone needs no cells to confirm it.
    if named.vague and column != "case_id" and (part or 0.0) < AGREES:
        return None
    why: Why = "both" if part is not None and part >= AGREES else "name"
    doubted = part is not None and part < DISAGREES
    if doubted and column in COUNTS:
        # "Victim" over codes, or "People" over words, is no count: as one it would be an error in every row.
        return None
    return Claim(look, column, why, named.score, named.rank + 100 * named.vague, named.text, doubted)


def _of_persons_named(look: Look) -> Claim | None:
    """A column called after the persons themselves, with codes in it or cells that rows share: whose case it is."""
    if not names_persons(look.header) or (share("persons", look.cells) or 0.0) >= AGREES:
        return None
    ticked = (share("yes", look.cells) or 0.0) >= AGREES
    if may_name_cases(look) or (look.repeats and len(look.cells) > 1 and not ticked):
        return Claim(look, "case_id", "both", FAINT)
    return None


def _told_by_cells(column: str, cells: Sequence[str]) -> str:
    """A place may be kept as points, and a period as its dates."""
    other = {"place": "position", "duration": "date"}.get(column, column)
    return other if other != column and (share(other, cells) or 0.0) >= AGREES else column


def _bare_positions(nameless: Sequence[Look], found: Mapping[str, list[Claim]]) -> dict[str, list[Claim]]:
    """Latitude and longitude by their cells: when just one column can be each."""
    pairs = {axis: [look for look in nameless if in_east_asia(axis, look.cells)] for axis in ("lat", "lon")}
    if any(len(columns) != 1 for columns in pairs.values()):
        return {}
    return {axis: [Claim(columns[0], axis, "content", 100.0)] for axis, columns in pairs.items() if axis not in found}


def _of_event(look: Look, event: EventHeader) -> Claim | None:
    if len(event.event_types) > 1 or not event.columns:
        return None
    column = _column_of_event(event.columns, look.cells)
    if not column:
        return None
    part = share("yes" if column == "event_type" else column, look.cells)
    why: Why = "both" if part is not None and part >= AGREES else "name"
    doubted = part is not None and part < DISAGREES
    return Claim(look, column, why, event.score, 0, event.text, doubted, event.country)


def _column_of_event(columns: Sequence[str], cells: Sequence[str]) -> str:
    """Which of the columns that a header may mean it is, by its cells; '' when that stays open."""
    bare = "event_type" in columns
    for column in columns:
        part = share("yes" if column == "event_type" else column, cells)
        if part is not None and part >= AGREES:
            return column
    if bare:
        # "Arrest" over free text may be a place, a note or a name.
        return ""
    return next((column for column in columns if not tells(column)), columns[0])
