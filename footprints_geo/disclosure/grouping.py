"""Groups of cases that are told alike, each of enough people at every event.

The unit is the case, and a case is told in one group or not at all; so any choice of events, years or countries takes
in groups whole. What can be counted, added up or subtracted afterwards is made of groups, and none is smaller than the
threshold. This is k-anonymity (Samarati and Sweeney 1998; Sweeney 2002) of whole sequences of places and times, as
Abul, Bonchi and Nanni (2008) and Nergiz, Atzori and Saygin (2008) ask of trajectories, with people in place of rows.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from footprints_geo.disclosure.details import DETAILS, Coarser
from footprints_geo.disclosure.usable import NOWHERE, Usable, cut_from
from footprints_geo.journeys import REPATRIATION, Bools, Ints
from footprints_geo.sequences import same_sequences


@dataclass(frozen=True)
class Told:
    """What is told of the cases, a line a case and event, in journey order, each column an array.

    Attributes
    ----------
    case : numpy.ndarray of int
        The code of the case.
    group : numpy.ndarray of int
        The number of its group. Lines of one group and position differ in case and persons only.
    position : numpy.ndarray of int
        Of the event in its case, from 0.
    detail : numpy.ndarray of int
        Positions in DETAILS.
    event_type, holder, place, first, last, low, high : numpy.ndarray
        As in :class:`~footprints_geo.disclosure.usable.Usable`.
    """

    case: Ints
    group: Ints
    position: Ints
    detail: Ints
    event_type: Ints
    holder: Ints
    place: Ints
    first: Ints
    last: Ints
    low: Ints
    high: npt.NDArray[np.float64]


Arrays = TypeVar("Arrays", Told, Usable)


@dataclass(frozen=True)
class Grouping:
    """The lines that are told, and which records each is made of.

    Attributes
    ----------
    told : Told
        The lines.
    records : Usable
        The records behind them.
    line : numpy.ndarray of int
        For each of these records its line.
    withheld : Usable
        The records of cases in no group.
    thin : int
        How many records were left out because fewer people than the threshold are known to have come so far.
    """

    told: Told
    records: Usable
    line: Ints
    withheld: Usable
    thin: int


def group_cases(usable: Usable, coarser: Coarser, part_of: Bools, threshold: int) -> Grouping:
    """Tell every case as closely as its group is large enough.

    A case that has enough people of its own stands alone, up to the first event that fewer are known to have come to:
    a journey may be told from its beginning, and a gap in it would join places that nobody recorded as joined. All
    others are told together with cases of the very same events: by place and month where that makes a group large
    enough, else with those that are left by place and year, and so on through DETAILS. Events in a row that become the
    same are one.

    Parameters
    ----------
    usable : Usable
        The records.
    coarser : Coarser
        The areas of their places.
    part_of : numpy.ndarray of bool
        A value a case: its people are counted by another case. Such cases are in groups of their own.
    threshold : int
        People, by the low count. 0 tells every case, alone and at place and month.

    Returns
    -------
    Grouping
        With no lines where no group is large enough.
    """
    thin = _thin(usable, threshold)
    left, parts, line_of, records, lines = usable.take(~thin), [], [], [], 0
    for number, detail in enumerate(DETAILS if threshold else DETAILS[:1]):
        whole = coarser.told_as(left, detail)
        candidates = np.flatnonzero(~_kinds_change(left, whole))
        told, line = _lines(whole.take(candidates), number, merges=number > 0)
        ok = _grouped(told, part_of, threshold)
        kept = candidates[ok.lines[line]]
        parts.append(ok.told)
        renumbered = np.cumsum(ok.lines) - 1
        line_of.append(renumbered[line[ok.lines[line]]] + lines)
        records.append(left.take(kept))
        lines += len(ok.told.case)
        left = left.take(np.delete(np.arange(len(left.row)), kept))
    return Grouping(_joined(Told, parts), _joined(Usable, records), np.concatenate(line_of), left, int(thin.sum()))


def _thin(usable: Usable, threshold: int) -> Bools:
    """Records from the first with too few people on, of cases that begin with enough."""
    few = usable.low < threshold
    begins = np.ones(len(few), dtype=bool)
    begins[1:] = usable.case[1:] != usable.case[:-1]
    first = np.maximum.accumulate(np.where(begins, np.arange(len(few)), 0))
    return cut_from(few & ~few[first], usable.case)


def _kinds_change(known: Usable, told: Usable) -> Bools:
    """Records of cases that would go another way, or in another kind of way, if they were told so coarsely.

    Stops that are told as the same area become one, and the leg between them is gone. That is no harm within a way. But
    where a repatriation is at one of them, what the rules make of it would move to another stop; and where all of a
    segment between two others is gone, these would become one that nobody recorded.
    """
    placed = np.flatnonzero(known.place != NOWHERE)
    case, place, area = known.case[placed], known.place[placed], told.place[placed]
    moves = np.zeros(len(placed), dtype=bool)
    moves[1:] = (case[1:] == case[:-1]) & (place[1:] != place[:-1])
    begins = moves.copy()
    begins[:1] = True
    begins[1:] |= case[1:] != case[:-1]
    stop = np.cumsum(begins) - 1
    sent_back = np.bincount(stop, weights=known.event_type[placed] == REPATRIATION) > 0
    gone = moves.copy()
    gone[1:] &= area[1:] == area[:-1]
    before = np.maximum(stop - 1, 0)
    changed = [case[gone & (sent_back[stop] | sent_back[before])]]
    at, segment = np.flatnonzero(moves), known.segment[placed]
    if len(at):
        starts = np.flatnonzero(np.append(True, segment[at][1:] != segment[at][:-1]))
        vanishes = np.logical_and.reduceat(gone[at], starts)
        whose = case[at][starts]
        between = np.zeros(len(starts), dtype=bool)
        between[1:-1] = (whose[1:-1] == whose[:-2]) & (whose[1:-1] == whose[2:])
        changed.append(whose[vanishes & between])
    return np.isin(known.case, np.concatenate(changed))


def _lines(told: Usable, detail: int, *, merges: bool) -> tuple[Told, Ints]:
    """A line for each record, or for those in a row that are the same; and the line of each record."""
    count = len(told.row)
    begins = np.ones(count, dtype=bool)
    begins[1:] = told.case[1:] != told.case[:-1]
    head = begins.copy()
    columns = (told.event_type, told.holder, told.place, told.first, told.last)
    for column in columns if merges else ():
        head[1:] |= column[1:] != column[:-1]
    if not merges:
        head[:] = True
    at = np.flatnonzero(head)
    begin_of_case = np.maximum.accumulate(np.where(begins[at], np.arange(len(at)), 0))
    low = np.maximum.reduceat(told.low, at) if count else told.low
    high = np.maximum.reduceat(told.high, at) if count else told.high
    lines = Told(
        case=told.case[at],
        group=np.full(len(at), -1, dtype=np.int64),
        position=np.arange(len(at)) - begin_of_case,
        detail=np.full(len(at), detail, dtype=np.int64),
        event_type=told.event_type[at],
        holder=told.holder[at],
        place=told.place[at],
        first=told.first[at],
        last=told.last[at],
        low=low,
        high=high,
    )
    return lines, np.cumsum(head) - 1


@dataclass(frozen=True)
class _Grouped:
    told: Told
    lines: Bools


def _grouped(told: Told, part_of: Bools, threshold: int) -> _Grouped:
    """The lines of groups that are large enough, and which they are."""
    if not len(told.case):
        return _Grouped(told, np.zeros(0, dtype=bool))
    starts = np.flatnonzero(told.position == 0)
    count = np.diff(np.append(starts, len(told.case)))
    owner = np.repeat(np.arange(len(starts)), count)
    alike, _ = same_sequences(owner, _tokens(told), count, part_of[told.case[starts]].astype(np.int64))
    alone = np.minimum.reduceat(told.low, starts) >= threshold
    _, group = np.unique(np.where(alone, len(starts) + np.arange(len(starts)), alike), return_inverse=True)
    length = np.zeros(group.max() + 1, dtype=np.int64)
    length[group] = count
    offset = np.cumsum(length) - length
    people = np.bincount(offset[group[owner]] + told.position, weights=told.low)
    enough = np.minimum.reduceat(people, offset) >= threshold
    kept = enough[group[owner]]
    # The first line of a case is in no earlier detail: the number is one of its own in the whole table.
    named = replace(told, group=told.detail * len(part_of) * 2 + group[owner])
    return _Grouped(_take(named, kept), kept)


def _tokens(told: Told) -> Ints:
    """A number for each different event type, place and time."""
    _, first = np.unique(told.first, return_inverse=True)
    _, last = np.unique(told.last, return_inverse=True)
    key = told.event_type * (told.holder.max() + 2) + told.holder + 1
    key = key * (told.place.max() + 2) + told.place + 1
    key = (key * (first.max() + 1) + first) * (last.max() + 1) + last
    return np.asarray(key, dtype=np.int64)


def _take(told: Told, which: Bools) -> Told:
    return Told(*(getattr(told, field.name)[which] for field in fields(told)))


def _joined(kind: type[Arrays], parts: list[Arrays]) -> Arrays:
    """Tables of arrays, one below another."""
    return kind(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(kind)))
