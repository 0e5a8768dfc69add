"""What a table says of events and a profile does not use: named with the number of rows, so that nobody misses it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.coded import coded, looked_up
from footprints_geo.events.mending import MARKS
from footprints_geo.mapping.cell_kinds import sample, share
from footprints_geo.mapping.header_claims import AGREES, TELLING
from footprints_geo.mapping.header_names import event_header, named_column
from footprints_geo.mapping.word_values import kinds_of, says_nothing
from footprints_geo.profiles import Profile
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.vocabulary import EVENT_TYPES

Mask = npt.NDArray[np.bool_]

READ_BY_HEADERS: Final = ("", "uwazi")
"""What profiles are made for whose tables name their events in headers; of the others every column is known."""


def unused(table: SourceTable, profile: Profile) -> tuple[str, ...]:
    """Sentences about columns that name events or belong to single ones, and that a profile leaves aside.

    Parameters
    ----------
    table : SourceTable
        What the profile is for.
    profile : Profile
        As it is used.
    """
    if profile.made_for not in READ_BY_HEADERS:
        return ()
    parts = [profile.columns, *(group.columns for group in profile.groups)]
    used = {header for part in parts for headers in part.values() for header in headers} | {*profile.left_out, *MARKS}
    by_word = "event_type" in profile.columns or any("event_type" in group.columns for group in profile.groups)
    words, cells = [], []
    for number, header in enumerate(map(str, table.frame.columns), 1):
        if header in used:
            continue
        if not by_word and _says_what_happened(table.frame[header], header):
            words.append(_word_unused(table, profile, header, number))
        elif _of_single_event(header) and (filled := int(_filled(table.frame[header]).sum())):
            cells.append(f"column {number} ({header}, filled in {_rows(filled, table.unit)})")
    if cells:
        words.append(f"No event is dated or placed by {', '.join(cells)}: carried along.")
    return tuple(sentence for sentence in words if sentence)


def _says_what_happened(cells: pd.Series, header: str) -> bool:
    named = named_column(header)
    return named is not None and named.column == "event_type" and (share("event_type", sample(cells)) or 0.0) >= AGREES


def _of_single_event(header: str) -> bool:
    event = event_header(header)
    return event is not None and bool(TELLING.intersection(event.columns))


def _word_unused(table: SourceTable, profile: Profile, header: str, number: int) -> str:
    """That the word of a row is not its event, and in how many rows no event is what it names."""
    cells = coded(table.frame[header])
    said = _filled(cells)
    if not said.any():
        return ""
    words = kinds_of(cells, profile.values.get("event_type", {}))  # noqa: PD011
    other = said & ~_made(table.frame, profile, words)
    kinds = [kind for kind in EVENT_TYPES if (words[other] == kind).any()]
    more = (
        f" In {_rows(int(other.sum()), table.unit)} it names an event that is not read from it" if other.any() else ""
    )
    named = f": {', '.join(kinds)}" if kinds and more else ""
    return (
        f"Column {number} ({header}) says what happened in {_rows(int(said.sum()), table.unit)} and makes no event: "
        f"each {table.unit} holds those that its other columns date or place.{more}{named}{'.' if more else ''}"
    )


def _made(frame: pd.DataFrame, profile: Profile, words: pd.Series) -> Mask:
    """Where an event of the kind that the row's word names is made from the row."""
    made = np.zeros(len(frame), dtype=bool)
    for group in profile.groups:
        named = (words == group.event_type).to_numpy()
        for header in {header for own in group.columns.values() for header in own if header in frame}:
            made |= named & _filled(frame[header])
    return made


def _filled(cells: pd.Series) -> Mask:
    return np.asarray(looked_up(coded(cells), lambda texts: [not says_nothing(text) for text in texts]), dtype=bool)


def _rows(many: int, unit: str) -> str:
    return f"{many:,} {unit}{'' if many == 1 else 's'}"
