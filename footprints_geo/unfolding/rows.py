"""A mapping profile applied: from the rows of a file to rows of events, in our columns and our words, nothing lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Final

import numpy as np
import pandas as pd
from rapidfuzz import process

from footprints_geo.cell_values import SEVERAL_MARK
from footprints_geo.coded import coded_table
from footprints_geo.errors import InputError, refused
from footprints_geo.events.mending import MARKS
from footprints_geo.language import marked
from footprints_geo.mapping.word_values import LISTED, map_values, value_key
from footprints_geo.messages import Message
from footprints_geo.profiles import EventGroup, Profile
from footprints_geo.sources.source_table import SourceTable
from footprints_geo.terms import column_word
from footprints_geo.unfolding.accounts import CARRIED_ALONG, among, fault_table, inferred_table
from footprints_geo.unfolding.count_cells import GIVEN_COUNTS, with_counts
from footprints_geo.unfolding.group_cells import SEVERAL_EVENTS, Fault, GroupCells, Mask, Remark, Rows, columns_of, take
from footprints_geo.unfolding.group_readings import GIVEN_DATE, remarks_of, with_dates, with_durations, with_positions
from footprints_geo.unfolding.joined_cells import JoinedCells
from footprints_geo.unfolding.own_words import events_of_each, with_the_rest
from footprints_geo.unfolding.split_cells import GIVEN_PLACE, split
from footprints_geo.unfolding.unread_cells import unread_cells
from footprints_geo.vocabulary import EVENT_COLUMNS

REQUIRED: Final = ("case_id", "event_type")


@dataclass(frozen=True)
class EventRows:
    """The events of a file, before anything is checked.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row an event, by record and then in the order of the profile's groups: EVENT_COLUMNS and then attributes
        (headers in lower case; one that is called like a column of ours and not mapped is `given_<name>`), all coded
        text, with a RangeIndex. `given_date`, `given_place` and `given_persons` (`_min`, `_max`) hold what is
        typed where it was read as something else, or not taken.
    rows : numpy.ndarray of int
        For each event the number of its record in the file.
    groups : numpy.ndarray of int
        For each event the position of its group in the profile.
    headers : tuple of dict of str to tuple of str
        For each group, the file's headers of our columns.
    faults : pandas.DataFrame
        FAULT_COLUMNS, the column by the file's own header, and `event`: the position in `frame`, or -1 where the
        record made no event.
    remarks : tuple of Remark
        What was read as what, or taken from where, and in which events. What the profile says is no inference.
    remarks_of_records : tuple of Remark
        The same of records, by their position among `records`.
    records : numpy.ndarray of int
        The numbers of the records of the table's frame: each is in `rows`, or in `faults` with `event` -1.
    questions : tuple of str
        What is to be said in the profile, such as the order of day and month in a column.
    """

    frame: pd.DataFrame
    rows: Rows
    groups: Rows
    headers: tuple[dict[str, tuple[str, ...]], ...]
    faults: pd.DataFrame
    remarks: tuple[Remark, ...]
    remarks_of_records: tuple[Remark, ...]
    records: Rows
    questions: tuple[str, ...] = ()

    @property
    def records_read(self) -> int:
        """How many records were looked at."""
        return len(self.records)

    @property
    def inferred(self) -> pd.DataFrame:
        """What was inferred in all events, whether they can be used or not: INFERRED_COLUMNS."""
        tables = [inferred_table(self.remarks, self.rows), inferred_table(self.remarks_of_records, self.records)]
        return pd.concat(tables, ignore_index=True)

    @property
    def told_of(self) -> Mask:
        """Of which events, or of whose records, something is remarked."""
        told = np.zeros(len(self.rows), dtype=bool)
        of_records = np.zeros(len(self.records), dtype=bool)
        for remark in self.remarks:
            told[remark.events] = True
        for remark in self.remarks_of_records:
            of_records[remark.events] = True
        return told | np.isin(self.rows, self.records[of_records])

    def inferred_among(self, accepted: Mask) -> pd.DataFrame:
        """What was inferred in some of the events, and in the records that hold one of them."""
        some = np.isin(self.records, self.rows[accepted])
        remarks, of_records = among(self.remarks, accepted), among(self.remarks_of_records, some)
        return replace(self, remarks=tuple(remarks), remarks_of_records=tuple(of_records)).inferred


def unfold(table: SourceTable, profile: Profile) -> EventRows:
    """Apply a profile to a table.

    Every row gives one event for each group of the profile of which it has a cell that says something; where a group
    has no columns of its own, every row gives one. Where groups are only for rows with a word (`only_for`), every row
    gives the one event of its group. Several dates in a cell are as many events. Dates, durations and
    positions are read as people write them, and words of closed lists as ours, unless the profile is made for our own
    columns (`made_for` is `events`): then cells stay as they are, but for what the profile itself maps.

    Parameters
    ----------
    table : SourceTable
        As a reader or a dialect gives it.
    profile : Profile
        Its headers are looked for without regard to case, blanks and width.

    Returns
    -------
    EventRows
        With no rows for a table without any.

    Raises
    ------
    InputError
        The profile names headers that the table lacks, or does not say what the case is or what happened.
    """
    frame = coded_table(table.frame.drop(columns=[mark for mark in MARKS if mark in table.frame.columns]))
    profile = _with_headers_of(profile, [str(header) for header in frame.columns], table.name)
    parts, questions = _parts(frame, table, profile)
    joined = JoinedCells.of(parts)
    cells, remarks = _in_our_words(joined, profile)
    unread = unread_cells(frame, joined)
    attributes = _attributes(frame, joined, [*_used(joined) - unread.keys(), *profile.left_out], set(cells))
    kinds = [group.event_type or marked("its event") for group in profile.groups]
    faults, unused = fault_table(frame, joined, table.faults, _several_event_types(cells["event_type"]), kinds)
    numbers = frame.index.to_numpy(dtype="int64")
    carried = Remark("", CARRIED_ALONG, np.flatnonzero(np.isin(numbers, unused)))
    told = [unread[header] for header in unread if header not in profile.left_out]
    return EventRows(
        frame=pd.DataFrame({**cells, **attributes}, index=joined.index, copy=False),
        rows=numbers[joined.records],
        groups=joined.groups,
        headers=tuple(dict(part.headers) for part in parts),
        faults=faults,
        remarks=(*joined.remarks(), *remarks, *told),
        remarks_of_records=(*_of_records(parts, kinds), carried),
        records=numbers,
        questions=questions,
    )


def _parts(frame: pd.DataFrame, table: SourceTable, profile: Profile) -> tuple[list[GroupCells], tuple[str, ...]]:
    """The events of each group, read; and what is to be asked."""
    faulty = _faulty_cells(frame, table.faults)
    numbers = {str(header): number for number, header in enumerate(table.frame.columns, 1)}
    ours = profile.made_for == "events"
    parts: list[GroupCells] = []
    questions: list[str] = []
    for cells in events_of_each(frame, table.unit, profile, faulty):
        part = _with_meanings(cells, profile)
        if not ours:
            part = with_counts(with_durations(with_positions(split(part))))
        if not ours or _ordered(part, profile):
            part, asked = with_dates(part, profile.date_orders, table.dates, numbers)
            questions += asked
        parts.append(part)
    return parts, tuple(dict.fromkeys(questions))


def _ordered(part: GroupCells, profile: Profile) -> bool:
    return any(header in profile.date_orders for header in part.headers.get("date", ()))


def _faulty_cells(frame: pd.DataFrame, faults: pd.DataFrame) -> dict[str, Mask]:
    """For each header with cells the reader could make nothing of, in which records."""
    rows = faults.groupby(faults["column"].astype("str"))["row"]
    return {str(header): frame.index.isin(numbers) for header, numbers in rows if header in frame.columns}


def _in_our_words(joined: JoinedCells, profile: Profile) -> tuple[dict[str, pd.Series], list[Remark]]:
    """All columns of ours and what is kept beside them, words of closed lists as ours; and what was read as what."""
    kept = [name for name in (GIVEN_DATE, GIVEN_PLACE, *GIVEN_COUNTS.values()) if name in joined.names]
    cells = {name: joined.column(name) for name in (*EVENT_COLUMNS, *kept)}
    meanings = profile.values  # noqa: PD011
    remarks: list[Remark] = []
    for column in LISTED:
        if column in meanings or profile.made_for != "events":
            cells[column], said = map_values(column, cells[column], meanings.get(column, {}))
            remarks += remarks_of(column, said)
    return cells, remarks


def _with_meanings(part: GroupCells, profile: Profile) -> GroupCells:
    """Cells of columns without a closed list as the profile maps them, before they are read."""
    meanings = profile.values  # noqa: PD011
    mapped = {
        column: map_values(column, part.cells[column], own)[0]
        for column, own in meanings.items()
        if column in part.cells and column not in LISTED
    }
    return replace(part, cells={**part.cells, **mapped}) if mapped else part


def _several_event_types(cells: pd.Series) -> list[Fault]:
    several = cells.cat.categories.str.contains(SEVERAL_MARK, regex=False).astype(bool)
    events = np.flatnonzero(several[cells.cat.codes.to_numpy()])
    return [Fault("event_type", events, *SEVERAL_EVENTS)] if len(events) else []


def _of_records(parts: Sequence[GroupCells], kinds: Sequence[str]) -> list[Remark]:
    return [
        Remark("event_type", f"{kind}: {said}", records)
        for part, kind in zip(parts, kinds, strict=True)
        for said, records in part.without
    ]


def _used(joined: JoinedCells) -> set[str]:
    return {header for part in joined.parts for headers in part.headers.values() for header in headers}


def _attributes(
    frame: pd.DataFrame, joined: JoinedCells, left_out: Collection[str], taken: set[str]
) -> dict[str, pd.Series]:
    """The columns that events are not, or not always, read from, under names that are still free."""
    every = bool(len(joined.records) == len(frame)) and joined.order is None
    whole = every and bool((joined.records == np.arange(len(frame))).all())
    attributes: dict[str, pd.Series] = {}
    for header in frame.columns:
        if header in left_out:
            continue
        name = str(header).lower()
        name = _free_name(f"given_{name}" if name in EVENT_COLUMNS else name, taken)
        taken.add(name)
        attributes[name] = frame[header].reset_index(drop=True) if whole else take(frame[header], joined.records)
    return attributes


def _free_name(name: str, taken: set[str]) -> str:
    again = 2
    free = name
    while free in taken:
        free = f"{name} ({again})"
        again += 1
    return free


def _with_headers_of(profile: Profile, headers: Sequence[str], name: str) -> Profile:
    """The profile with the table's own spelling of its headers."""
    groups = with_the_rest(profile.groups or (EventGroup(),))
    mapped = [profile.columns, *(group.columns for group in groups)]
    wanted = [header for columns in mapped for given in columns.values() for header in given]
    spelled = _spellings(wanted, headers)
    missing = [header for header in dict.fromkeys(wanted) if header not in spelled]
    if missing:
        raise InputError(_lacking(missing, headers, name))
    spelled |= _spellings([*profile.date_orders, *profile.left_out], headers)

    def own(columns: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {column: tuple(dict.fromkeys(spelled[h] for h in given)) for column, given in columns.items() if given}

    found = replace(
        profile,
        columns=own(profile.columns),
        groups=tuple(replace(group, columns=own(group.columns)) for group in groups),
        date_orders={spelled.get(header, header): order for header, order in profile.date_orders.items()},
        left_out=tuple(spelled.get(header, header) for header in profile.left_out),
    )
    _check_required(found, name)
    return found


def _spellings(wanted: Sequence[str], headers: Sequence[str]) -> dict[str, str]:
    """How the table spells each header, of those it has."""
    keys: dict[str, list[str]] = {}
    for header in headers:
        keys.setdefault(value_key(header), []).append(header)
    alike = {header: keys.get(value_key(header), []) for header in wanted}
    return {
        header: header if header in own else own[0] for header, own in alike.items() if header in own or len(own) == 1
    }


def _lacking(missing: Sequence[str], headers: Sequence[str], name: str) -> Message:
    # The file's own headers by number: in a file without any, the first row may hold a person's words.
    near = {header: process.extractOne(header, list(headers), score_cutoff=70) for header in missing}
    asked = marked("Is column {number} meant as {header!r}?")
    hints = [Message(asked, number=found[2] + 1, header=header) for header, found in near.items() if found]
    text = marked(
        "{name}: the profile names columns that the file does not have: {columns}; expected a header for each. Correct "
        "the profile, or choose the one that was made for this file."
    )
    return Message.joined([Message(text, name=name, columns=", ".join(map(repr, missing))), *hints])


def _check_required(profile: Profile, name: str) -> None:
    said = [set().union(*columns_of(profile, group)) for group in profile.groups]
    missing = [column for column in REQUIRED if not all(column in columns for columns in said)]
    if missing:
        raise refused(
            "{name}: the profile does not say which column is {columns}; expected a column of the file, or a "
            "constant, for each event. Add it to the profile.",
            name=name,
            columns=reduce(_and_which, map(column_word, missing)),
        )


def _and_which(first: Message, last: Message) -> Message:
    return Message("{first} and which is {last}", first=first, last=last)
