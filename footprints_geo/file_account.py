"""The account of a file of records and of a workspace, for machines and for people."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Final

import pandas as pd

from footprints_geo.captions import count_words
from footprints_geo.events.table import Events
from footprints_geo.sources.cells import guarded
from footprints_geo.tally_words import counted_as
from footprints_geo.workspace.difference import Difference
from footprints_geo.workspace.snapshots import Snapshot

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def validation_json(events: Events) -> str:
    """The account of a file: records, rows, rejects, what was inferred, what looks wrong and what is to be asked."""
    return json.dumps(
        {
            "records_read": events.records_read,
            "rows_read": events.rows_read,
            "rows_accepted": len(events.frame),
            "rows_rejected": events.rows_rejected,
            "rejects": events.rejects.to_dict("records"),
            "inferred": events.inferred.to_dict("records"),
            "warnings": events.warnings.to_dict("records"),
            "questions": list(events.questions),
        },
        ensure_ascii=False,
        indent=2,
    )


def validation_table(events: Events) -> str:
    """The same for a person at a terminal."""
    lines = [account_sentence(events)]
    if not events.rows_read:
        lines.append("The file holds a header and no rows: there is nothing to map. Was the right sheet exported?")
    lines += [f"To be said in a mapping profile: {question}" for question in events.questions]
    for fault in events.rejects.to_dict("records"):
        cell = f", {fault['column']}" if fault["column"] else ""
        value = f" {fault['value']!r}" if fault["value"] else ""
        lines.append(f"  row {fault['row']}{cell}{value}: {fault['reason']} {fault['fix']}")
    lines += _remark_lines("These look wrong; they are accepted:", events.warnings, "warning")
    lines += _remark_lines("Look at these; they are accepted:", events.inferred, "inferred")
    return "\n".join(lines) + "\n"


def account_sentence(events: Events) -> str:
    """How many rows were read, accepted and rejected; and records, where one may hold several events."""
    unit, read, rejected = counted_as(events)
    accepted = f"{len(events.frame):,} accepted, {rejected:,} rejected."
    if unit == "row":
        return f"{events.name}: {count_words(read, 'row')} read, {accepted}"
    without = events.records_without_event
    none = f" ({without:,} {'holds' if without == 1 else 'hold'} none)" if without else ""
    records = f"{count_words(events.records_read, 'record')}{none} with {count_words(read, 'event')} in them"
    return f"{events.name}: {records}: {accepted}"


def _remark_lines(lead: str, remarks: pd.DataFrame, words: str) -> list[str]:
    lines = [
        f"  {_lead(note['column'])}{note[words]}{_row_words(note['rows'], note['row_numbers'])}"
        for note in remarks.to_dict("records")
    ]
    return [lead, *lines] if lines else []


def _lead(column: str) -> str:
    return f"{column}: " if column else ""


def _row_words(rows: int, numbers: list[int]) -> str:
    if not rows:
        return ""
    named = ", ".join(map(str, numbers)) + (" …" if rows > len(numbers) else "")
    return f" ({count_words(rows, 'row')}: {named})"


def rejects_csv(records: pd.DataFrame) -> str:
    """Rejected records (:func:`~footprints_geo.events.mending.rejected_records`) as a file for a spreadsheet."""
    safe = pd.DataFrame({name: guarded(cells) for name, cells in records.items()})
    return str(safe.to_csv(index=False, lineterminator="\r\n"))


def snapshots_table(snapshots: Sequence[Snapshot]) -> str:
    """Two lines a snapshot of a workspace: what it is in words, and the id that commands take."""
    lines = [
        f"{moment_words(kept.at)}: {kept.source_name}, {count_words(kept.events, 'event')} of "
        f"{count_words(kept.cases, 'case')}; {kept.counts.rows_rejected:,} of "
        f"{count_words(kept.counts.rows_read, 'row')} rejected\n    {kept.id}"
        for kept in snapshots
    ]
    return "\n".join(lines or ["The workspace holds no snapshot."]) + "\n"


def moment_words(at: datetime.datetime) -> str:
    """A time in UTC as a person says it: `24 November 2026, 20:45 UTC`."""
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"


def difference_table(difference: Difference) -> str:
    """What changed between two snapshots, and each case that did."""
    lines = [difference.in_words]
    lines += [
        f"  {case['change']}: {case['case_id']}, {case['events_before']} to "
        f"{count_words(case['events_after'], 'event')}"
        for case in difference.cases.to_dict("records")
    ]
    return "\n".join(lines) + "\n"
