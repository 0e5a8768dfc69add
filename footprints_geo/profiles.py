"""Mapping profiles: which column of a file is which of ours, kept as a small TOML file that can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from footprints_geo.vocabulary import EVENT_COLUMNS

DateOrder = Literal["year-first", "day-first", "month-first"]
"""In which order a column's dates in figures give day, month and year."""

MAPPED_COLUMNS: Final = (*EVENT_COLUMNS, "position", "date_from", "date_to")
"""What a column of a file can be: a column of ours, or latitude and longitude in one cell (`position`), or one end of
an interval (`date_from`, `date_to`)."""

ROW_NUMBER: Final = "#row"
"""As the constant of `case_id`: each record is a case of its own, called after its number in the file ("row 12")."""


@dataclass(frozen=True)
class EventGroup:
    """One event that every row of a file may hold.

    What an event has of its own takes the place of what all events of a row share: its date that of the row, and its
    place, province and position together those of the row.

    Attributes
    ----------
    columns : mapping of str to tuple of str
        For each of MAPPED_COLUMNS that this event alone has, the file's headers: the first that is not empty in a
        row counts ("Date of arrest", then "Date of arrest (text)"). A row in which all of them are empty holds no
        such event. A column of `event_type` beside a constant one is ticked: yes, no, or empty.
    constants : mapping of str to str
        What holds for each such event without a column, or where its column is empty: `{"event_type": "arrest"}`.
    only_for : str
        An event type, where every row is one event named by its own word: the group is the event of the rows whose
        word means that, whether its cells are filled or not. Rows whose word means none that a group is for are the
        event of the group that is for none. '' where the word of the row does not matter.
    """

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    only_for: str = ""

    @property
    def event_type(self) -> str:
        """Which event it is, as far as the profile says so; '' where only the row does."""
        return self.only_for or self.constants.get("event_type", "")


@dataclass(frozen=True)
class Profile:
    """How a file's columns and words become ours.

    Attributes
    ----------
    name : str
        What people call it.
    made_for : str
        The dialect it was made for: `events` (our own columns), `uwazi`, `acled`, `iom`, or '' for any table.
    sheet : str
        The sheet of a workbook, or the layer; '' for the first with data.
    columns : mapping of str to tuple of str
        As in EventGroup, for what all events of a row share: `{"case_id": ("Unique ID", "Title")}`.
    constants : mapping of str to str
        The same for EventGroup's constants. `{"case_id": "#row"}` (ROW_NUMBER) makes each record a case of its own.
    groups : tuple of EventGroup
        The events of a row, in the order in which they usually follow; one group, without columns of its own, where
        every row is one event; and groups with `only_for`, where a row is one event whose date and place stand in
        columns of that kind of event.
    values : mapping of str to mapping of str to str
        For each of our columns, what a word of the file means: `{"event_type": {"강제북송": "repatriation"}}`.
        Compared without regard to case, blanks and width.
    date_orders : mapping of str to DateOrder
        For each header of dates in figures, the order a person has confirmed.
    places : mapping of str to str
        Decisions about names of places: `{"KP|온성": "kp-onsong-county"}`; the country may be empty, and an empty
        place means: known to no gazetteer, do not ask again.
    left_out : tuple of str
        Headers that are not carried along as attributes.
    """

    name: str = ""
    made_for: str = ""
    sheet: str = ""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[EventGroup, ...] = field(default_factory=lambda: (EventGroup(),))
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_orders: Mapping[str, DateOrder] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
