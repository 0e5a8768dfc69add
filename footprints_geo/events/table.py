"""The shape of the validated events table, and everything known about how it came to be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.events.plausibility import Finding, counted, findings, warned
from footprints_geo.events.schema import Column, Schema
from footprints_geo.profiles import Profile
from footprints_geo.synthetic_mark import Synthetic, how_many, made_up
from footprints_geo.vocabulary import EVENT_COLUMNS, EVENT_TYPES, PRECISIONS, SUBJECTS, VISIBILITIES

_TEXT: Final = Column()
_DAY: Final = Column(np.dtype("datetime64[s]"), nullable=True)
_NUMBER: Final = np.dtype("float64")
SCHEMA: Final = Schema(
    {
        "row": Column(np.dtype("int64"), least=1),
        "case_id": _TEXT,
        "sequence": Column(_NUMBER, nullable=True),
        "event_type": Column(pd.CategoricalDtype(list(EVENT_TYPES))),
        "date": _TEXT,
        "date_earliest": _DAY,
        "date_latest": _DAY,
        "date_precision": _TEXT,
        "date_qualifier": _TEXT,
        "duration": _TEXT,
        "place": _TEXT,
        "place_id": Column(nullable=True),
        "admin1": _TEXT,
        "country": Column(nullable=True),
        "lat": Column(_NUMBER, nullable=True, least=-90, most=90),
        "lon": Column(_NUMBER, nullable=True, least=-180, most=180),
        "location_precision": Column(pd.CategoricalDtype(list(PRECISIONS)), nullable=True),
        "persons_low": Column(np.dtype("int64"), least=0),
        "persons_high": Column(_NUMBER, nullable=True),
        "persons_stated": Column(np.dtype("bool")),
        "visibility": Column(pd.CategoricalDtype(list(VISIBILITIES))),
        "custodian": _TEXT,
        "subject": Column(pd.CategoricalDtype(list(SUBJECTS)), nullable=True),
        "part_of": _TEXT,
        "source": _TEXT,
        "source_title": _TEXT,
        "source_url": _TEXT,
        "source_date": _TEXT,
        "note": _TEXT,
    },
    {"date_earliest is no later than date_latest": lambda frame: not _reversed(frame)},
)
"""The accepted events. Texts are categories of text, and so are the attributes that stand beside these columns."""


CODED: Final[tuple[str, ...]] = tuple(name for name, column in SCHEMA.columns.items() if column.dtype is None)
"""The columns that are categories of text without a closed list."""

RESERVED: Final = tuple(sorted(set(SCHEMA.columns) - set(EVENT_COLUMNS)))
"""Names the program gives itself; a file's own column of such a name is carried along as `given_<name>`."""


def _reversed(frame: pd.DataFrame) -> bool:
    # Compared as numbers a missing date is the smallest; where both are, neither is later.
    earliest, latest = (frame[name].to_numpy().view(np.int64) for name in ("date_earliest", "date_latest"))
    late = earliest > latest
    return bool(late.any() and (frame["date_earliest"] > frame["date_latest"]).any())


MOST_ROW_NUMBERS: Final = 20
MOST_VALUES: Final = 3
FAULT_KINDS: Final = (
    "column", "reason", "fix", "differently_said", "rows", "row_numbers", "values", "more_values",
)  # fmt: skip
OF_ONE_CELL: Final = re.compile(r"'[^']*'|[0-9]+")
"""What in the reason of a fault is taken from the one cell."""


@dataclass(frozen=True, slots=True)
class RecordCounts:
    """How much was read of a file, and how much of it could not be used, as :class:`Events` names it."""

    records_read: int
    rows_read: int
    rows_rejected: int
    records_without_event: int

    @property
    def events_read(self) -> int:
        """Events that the records hold."""
        return self.rows_read - self.records_without_event


@dataclass(frozen=True)
class Events:
    """Validated events and everything that is known about how they came to be.

    Attributes
    ----------
    frame : pandas.DataFrame
        Accepted rows in file order, after SCHEMA, and the attributes. `row` is the number of the record in the file,
        which may hold several events. `date_earliest` and `date_latest` are plain days (both missing when undated).
        `persons_low` is at least 0; `persons_high` is NaN when open; `persons_stated` is False where the record gives
        no number and the low count is 1 by rule. `place_id` names a row of `places` and is missing when no country
        is known.
    given : pandas.DataFrame
        The same rows as the file gives them, in EVENT_COLUMNS and attributes, nothing added: what is kept and passed
        on. Coded text.
    places : pandas.DataFrame
        The places the events may be at (see :class:`footprints_geo.events.locations.Located`).
    rejects : pandas.DataFrame
        `row`, `column`, `value`, `reason`, `fix`: one line a fault, so a row may have several.
    inferred : pandas.DataFrame
        `column`, `rows` (how many), `inferred` (what was taken from where, or looks odd) and `row_numbers` (the first
        20, as a spreadsheet shows them).
    file_warnings : tuple of str
        What looks odd about the file as a whole.
    questions : tuple of str
        What only a person can say, such as the order of day and month in a column.
    name, fingerprint : str
        File name, and SHA-256 of its bytes.
    records_read : int
        Records of the file.
    rows_read, rows_rejected : int
        Events the records hold, one for a record that holds none; and how many of them have a fault:
        `rows_read == len(frame) + rows_rejected`. In a file with one row an event both are rows.
    profile : Profile
        How the file was read.
    records_without_event : int
        Records that hold no event; each is counted as one of `rows_read` and of `rows_rejected`.
    rows_inferred : int
        Accepted events of which something is taken from elsewhere than their own words: those `inferred` speaks of.
    said_synthetic : {'none', 'some', 'all'}
        How many of the events something else than they themselves says to be made up.
    """

    frame: pd.DataFrame
    given: pd.DataFrame
    places: pd.DataFrame
    rejects: pd.DataFrame
    inferred: pd.DataFrame
    file_warnings: tuple[str, ...]
    questions: tuple[str, ...]
    name: str
    fingerprint: str
    records_read: int
    rows_read: int
    rows_rejected: int
    profile: Profile
    records_without_event: int = 0
    rows_inferred: int = 0
    said_synthetic: Synthetic = "none"

    @property
    def events_read(self) -> int:
        """Events that the records hold; a row with too many cells to be taken apart counts as one."""
        return self.counts.events_read

    @property
    def counts(self) -> RecordCounts:
        """How much was read and rejected."""
        return RecordCounts(self.records_read, self.rows_read, self.rows_rejected, self.records_without_event)

    @cached_property
    def synthetic(self) -> Synthetic:
        """How many of the events are made up, as they or the description of the file say."""
        if self.said_synthetic != "none":
            return self.said_synthetic
        return how_many(made_up(self.frame["source_title"], self.frame["case_id"]))

    @cached_property
    def warnings(self) -> pd.DataFrame:
        """What is accepted and looks wrong: WARNING_COLUMNS, the file as a whole first."""
        return pd.concat([warned(self.file_warnings), counted(self.frame, self._findings)], ignore_index=True)

    @cached_property
    def rows_doubted(self) -> int:
        """How many accepted events look wrong in one way or several."""
        return int(np.count_nonzero(np.logical_or.reduce([doubted for _, doubted, _ in self._findings])))

    @cached_property
    def faults(self) -> pd.DataFrame:
        """The rejects by kind: FAULT_KINDS, in the order of the file.

        Of one kind are faults of one column whose reasons differ in figures and quoted words alone. `reason` and
        `fix` are those of the first, and `differently_said` whether there are others. `rows` (how many records) and
        `row_numbers` (the first 20); `values`, the first 3 different cells found, and `more_values`, whether there
        are others.
        """
        kinds = {reason: OF_ONE_CELL.sub("…", reason) for reason in pd.unique(self.rejects["reason"])}
        by = ["column", self.rejects["reason"].map(kinds).rename("kind")]
        lines = []
        for (column, _), faults in self.rejects.groupby(by, sort=False):
            numbers, values = pd.unique(faults["row"]), [text for text in pd.unique(faults["value"]) if text]
            lines.append(
                {
                    "column": column,
                    "reason": faults["reason"].iloc[0],
                    "fix": faults["fix"].iloc[0],
                    "differently_said": bool(faults[["reason", "fix"]].nunique().gt(1).any()),
                    "rows": len(numbers),
                    "row_numbers": numbers[:MOST_ROW_NUMBERS].tolist(),
                    "values": values[:MOST_VALUES],
                    "more_values": len(values) > MOST_VALUES,
                }
            )
        # As objects: a column of texts would forget what each message was made of.
        said = {name: pd.Series([line[name] for line in lines], dtype="object") for name in ("reason", "fix")}
        return pd.DataFrame(lines, columns=list(FAULT_KINDS)).assign(**said)

    @cached_property
    def _findings(self) -> tuple[Finding, ...]:
        return findings(self.frame, self.places)

    @property
    def attributes(self) -> tuple[str, ...]:
        """The columns that were carried along."""
        return tuple(column for column in self.frame.columns if column not in SCHEMA.columns)
