"""The account of a file of records and of a workspace, for machines and for people."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Final

import pandas as pd

from footprints_geo.captions import count_words
from footprints_geo.events.table import Events
from footprints_geo.language import ENGLISH, Language, marked
from footprints_geo.periods import month_name
from footprints_geo.sources.cells import guarded
from footprints_geo.tally_words import counted_as, unit_words
from footprints_geo.workspace.difference import CHANGE_NAMES, Difference
from footprints_geo.workspace.snapshots import Snapshot

NO_ROWS: Final = marked("The file holds a header and no rows: there is nothing to map. Was the right sheet exported?")


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
        lines.append(NO_ROWS)
    lines += [f"To be said in a mapping profile: {question}" for question in events.questions]
    for fault in events.rejects.to_dict("records"):
        cell = f", {fault['column']}" if fault["column"] else ""
        value = f" {fault['value']!r}" if fault["value"] else ""
        lines.append(f"  row {fault['row']}{cell}{value}: {fault['reason']} {fault['fix']}")
    lines += _remark_lines("These look wrong; they are accepted:", events.warnings, "warning")
    lines += _remark_lines("Look at these; they are accepted:", events.inferred, "inferred")
    return "\n".join(lines) + "\n"


def account_sentence(events: Events, language: Language = ENGLISH) -> str:
    """How many rows were read, accepted and rejected; and records, where one may hold several events."""
    unit, read, rejected = counted_as(events)
    gaps = {
        "file": events.name,
        "read": unit_words(read, unit, language),
        "accepted": f"{len(events.frame):,}",
        "rejected": f"{rejected:,}",
    }
    if unit == "row":
        return language("{file}: {read} read, {accepted} accepted, {rejected} rejected.", **gaps)
    gaps["records"] = unit_words(events.records_read, "record", language)
    if without := events.records_without_event:
        return language.plural(
            "{file}: {records} ({number} holds none) with {read} in them: {accepted} accepted, {rejected} rejected.",
            "{file}: {records} ({number} hold none) with {read} in them: {accepted} accepted, {rejected} rejected.",
            without,
            **gaps,
        )
    return language("{file}: {records} with {read} in them: {accepted} accepted, {rejected} rejected.", **gaps)


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


def moment_words(at: datetime.datetime, language: Language = ENGLISH) -> str:
    """A time in UTC as a person says it: `24 November 2026, 20:45 UTC`."""
    month = month_name(at.month, language)
    return language("{day} {month} {year}, {time} UTC", day=at.day, month=month, year=at.year, time=f"{at:%H:%M}")


def difference_table(difference: Difference, language: Language = ENGLISH) -> str:
    """What changed between two snapshots, and each case that did."""
    names = {change: language(name) for change, name in CHANGE_NAMES.items()}
    lines = [difference.said(language)]
    lines += [
        language.plural(
            "  {change}: {case}, {before} to {number} event",
            "  {change}: {case}, {before} to {number} events",
            case["events_after"],
            change=names[case["change"]],
            case=case["case_id"],
            before=case["events_before"],
        )
        for case in difference.cases.to_dict("records")
    ]
    return "\n".join(lines) + "\n"
