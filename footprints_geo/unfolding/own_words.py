"""Which records are the event of which group, where a row is one event that its own word names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from footprints_geo.coded import constant
from footprints_geo.mapping.word_values import kinds_of
from footprints_geo.profiles import EventGroup, Profile
from footprints_geo.unfolding.group_cells import GroupCells, Mask, Rows, cells_of_group, columns_of, first_filled


def events_of_each(
    frame: pd.DataFrame, unit: str, profile: Profile, faulty: Mapping[str, Mask]
) -> tuple[GroupCells, ...]:
    """The events of each group of a profile, before dates and positions are read.

    Parameters
    ----------
    frame : pandas.DataFrame
        The coded columns of the file; the index holds the numbers of the records.
    unit : str
        What a record is called.
    profile : Profile
        What is mapped; all headers are there.
    faulty : mapping of str to numpy.ndarray of bool
        As in :func:`cells_of_group`.
    """
    if not any(group.only_for for group in profile.groups):
        return tuple(cells_of_group(frame, unit, profile, group, faulty) for group in profile.groups)
    parts = []
    for group, rows in zip(profile.groups, _records_of_each(frame, profile), strict=True):
        headers = {header for own in columns_of(profile, group)[0].values() for header in own}
        own = frame[[header for header in frame.columns if header in headers]].iloc[rows]
        there = {header: cells[rows] for header, cells in faulty.items()}
        part = cells_of_group(own, unit, profile, group, there, every=True)
        parts.append(GroupCells(rows[part.records], part.cells, part.headers, part.sources, part.remarks, part.faults))
    return tuple(parts)


def with_the_rest(groups: Sequence[EventGroup]) -> tuple[EventGroup, ...]:
    """The groups, and one for the rows whose word means none that a group is for, where it is not among them."""
    by_word = any(group.only_for for group in groups)
    return (*groups, EventGroup()) if by_word and all(group.only_for for group in groups) else tuple(groups)


def _records_of_each(frame: pd.DataFrame, profile: Profile) -> list[Rows]:
    """For each group the positions of its records; each record is in one of them."""
    columns, constants = columns_of(profile, EventGroup())
    if "event_type" in columns:
        words = first_filled(frame, columns["event_type"])[0]
    else:
        words = constant(constants["event_type"], pd.RangeIndex(len(frame)))
    meanings = profile.values.get("event_type", {})  # noqa: PD011
    kinds = kinds_of(words, meanings)
    first = {group.only_for: number for number, group in reversed(list(enumerate(profile.groups)))}
    number = np.array([first.get(kind, first[""]) for kind in kinds.cat.categories] or [0])[kinds.cat.codes.to_numpy()]
    return [np.flatnonzero(number == at) for at in range(len(profile.groups))]
