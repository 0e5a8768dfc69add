"""Files: the ranked routes of a view as text table, CSV, JSON and GeoJSON."""

from __future__ import annotations

import csv
import datetime
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from footprints_geo.captions import CAVEAT, count_words, persons_words, sentence
from footprints_geo.disclosure.words import audience_words
from footprints_geo.events.table import Events
from footprints_geo.pipeline import View
from footprints_geo.sources.cells import guarded
from footprints_geo.tally_words import counted_as, tally_sentence
from footprints_geo.workspace.difference import Difference
from footprints_geo.workspace.snapshots import Snapshot

TABLE_WIDTH: Final = 110
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LEG_PROPERTIES: Final = (
    "leg", "kind", "mark", "from", "to", "from_name", "to_name", "cases", "persons_low", "persons_high"
)  # fmt: skip


def routes_json(view: View, top: int | None = None) -> str:
    """The answer for machines: data set, selection, routes and tally; open counts are null.

    Parameters
    ----------
    view : View
        What to write.
    top : int, optional
        Only the first routes; the tally is that of the whole view.
    """
    events = view.prepared.events
    answer = {
        "dataset": {"name": events.name, "fingerprint": events.fingerprint, "rows": events.rows_read},
        "selection": view.selection.to_json(),
        "audience": view.prepared.release.audience,
        "protection": audience_words(view.prepared.release),
        "level": view.level,
        "sentence": sentence(view),
        "routes": [_route_entry(row) for row in _first(view.routes, top).to_dict("records")],
        "tally": view.tally.to_json(),
    }
    return json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False)


def _first(routes: pd.DataFrame, top: int | None) -> pd.DataFrame:
    return routes if top is None else routes.head(top)


def _route_entry(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        "rank": row["rank"],
        "kind": row["kind"],
        "route": list(row["route"]),
        "label": row["label"],
        "cases": row["cases"],
        "persons_low": row["persons_low"],
        "persons_high": _count(row["persons_high"]),
        "share": None if math.isnan(row["share"]) else round(row["share"], 4),
        "cases_part_of": row["cases_part_of"],
        "cases_implied": row["cases_implied"],
        "cases_gap": row["cases_gap"],
    }


def _count(number: float) -> int | None:
    return None if math.isnan(number) else int(number)


def routes_csv(view: View, top: int | None = None) -> str:
    """The rows of :func:`routes_rows` as :func:`safe_csv`."""
    return safe_csv(routes_rows(view, top))


def safe_csv(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV; what a spreadsheet would run as a formula gets an apostrophe in front, and None is empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def routes_rows(view: View, top: int | None = None) -> list[list[Any]]:
    """The header and one row a route; an open high count and an undefined share are None, stops are parted by `>`."""
    columns = ["rank", *(name for name in view.routes.columns if name != "rank")]
    entries = [_route_entry(row) for row in _first(view.routes, top).to_dict("records")]
    cells = [{**entry, "route": ">".join(entry["route"])} for entry in entries]
    return [
        [*columns, "audience"],
        *([*(entry[name] for name in columns), view.prepared.release.audience] for entry in cells),
    ]


def legs_rows(view: View) -> list[list[Any]]:
    """The header and one row a drawn leg; an open high count is None."""
    places = view.prepared.events.places
    rows = [_leg_properties(leg, places) for leg in view.legs.to_dict("records")]
    return [
        [*LEG_PROPERTIES, "audience"],
        *([*(row[name] for name in LEG_PROPERTIES), view.prepared.release.audience] for row in rows),
    ]


def safe_cell(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return "" if value is None else value


def routes_table(view: View, top: int | None = None) -> str:
    """The answer for a person at a terminal: the sentence, the table and the tally."""
    table = Table(box=None, pad_edge=False, header_style="")
    for name in ("rank", "kind", "route"):
        table.add_column(name, overflow="fold", justify="right" if name == "rank" else "left")
    for name in ("cases", "persons", "share"):
        table.add_column(name, justify="right")
    for row in _first(view.routes, top).to_dict("records"):
        share = "" if math.isnan(row["share"]) else f"{row['share']:.1%}"
        persons = persons_words(row["persons_low"], row["persons_high"])
        table.add_row(str(row["rank"]), row["kind"], printable(row["label"]), str(row["cases"]), persons, share)
    return terminal_text([sentence(view)], table, [tally_sentence(view), CAVEAT, audience_words(view.prepared.release)])


def printable(text: str) -> str:
    """Text without control characters, which a terminal would obey."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def terminal_text(*parts: Sequence[str] | Table) -> str:
    """Sentences and tables for a person at a terminal, an empty line between them; a table without rows is left out."""
    output = io.StringIO()
    console = Console(file=output, width=TABLE_WIDTH, markup=False, highlight=False, color_system=None)
    filled = [part for part in parts if (part.row_count if isinstance(part, Table) else len(part))]
    for part in filled:
        console.print(*([part] if isinstance(part, Table) else part), "", sep="\n")
    return "\n".join(line.rstrip() for line in output.getvalue().splitlines()).rstrip("\n") + "\n"


def routes_geojson(view: View, top: int | None = None) -> str:
    """The legs behind the routes, after RFC 7946: one LineString a leg, from and to gazetteer places.

    A leg with an end known to a country or province only has no position; it stands in the foreign member
    `legs_without_position`, because a country's centre is not a place.
    """
    legs = _legs(view, top)
    places = view.prepared.events.places
    placed = legs["mark"] != "area"
    features = []
    for leg in legs[placed].to_dict("records"):
        ends = [places.loc[leg["from_place"]], places.loc[leg["to_place"]]]
        if any(math.isnan(end["lon"]) for end in ends):
            placed[legs["leg"] == leg["leg"]] = False
            continue
        features.append(
            {
                "type": "Feature",
                "id": leg["leg"],
                "geometry": {
                    "type": "LineString",
                    "coordinates": [[round(end["lon"], 5), round(end["lat"], 5)] for end in ends],
                },
                "properties": _leg_properties(leg, places),
            }
        )
    answer = {
        "type": "FeatureCollection",
        "features": features,
        "legs_without_position": [_leg_properties(leg, places) for leg in legs[~placed].to_dict("records")],
        "dataset": {"name": view.prepared.events.name, "fingerprint": view.prepared.events.fingerprint},
        "selection": view.selection.to_json(),
        "audience": view.prepared.release.audience,
        "protection": audience_words(view.prepared.release),
        "note": CAVEAT,
    }
    return json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False)


def _legs(view: View, top: int | None) -> pd.DataFrame:
    """The drawn legs of the first routes; of all shown segments when there is no limit."""
    if top is None:
        return view.legs
    first = [view.segments_on(route["route"], route["kind"]) for route in view.routes.head(top).to_dict("records")]
    return view.legs_of(np.concatenate([view.segments[:0], *first]))


def _leg_properties(leg: Mapping[Any, Any], places: pd.DataFrame) -> dict[str, Any]:
    return {
        "leg": leg["leg"],
        "kind": leg["kind"],
        "mark": leg["mark"],
        "from": leg["from_place"],
        "to": leg["to_place"],
        "from_name": places.loc[leg["from_place"], "name_en"],
        "to_name": places.loc[leg["to_place"], "name_en"],
        "cases": leg["cases"],
        "persons_low": leg["persons_low"],
        "persons_high": _count(leg["persons_high"]),
    }


ROUTE_FORMATS: Final[Mapping[str, Callable[[View, int | None], str]]] = {
    "table": routes_table,
    "csv": routes_csv,
    "json": routes_json,
    "geojson": routes_geojson,
}
"""How routes can be written, by the word of the flag."""


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
