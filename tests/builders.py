"""Every awkward case once, by name, and how to turn rows into events."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from footprints_geo.events import Events, read_events
from footprints_geo.places import Gazetteer

Row = Mapping[str, Any]

SHARED_EVENTS_ANSWERS = {
    # kind, years -> (route, cases, persons_low, persons_high), as the issue states them
    ("repatriation", None): [
        (("CN", "KP"), 34, 1003, None),
        (("LA", "CN", "KP"), 1, 9, 9),
        (("RU", "CN", "KP"), 1, 7, 7),
        (("RU", "KP"), 1, 1, 1),
    ],
    ("repatriation", "2023"): [(("CN", "KP"), 7, 483, None)],
}


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer.read()


def csv_text(rows: Iterable[Row], columns: Iterable[str] | None = None, delimiter: str = ",") -> str:
    """Rows as CSV; the columns are those of all rows, in the order they come up."""
    rows = list(rows)
    names = list(columns or dict.fromkeys(name for row in rows for name in row)) or ["case_id", "event_type"]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def write_rows(folder: Path, rows: Iterable[Row], name: str = "events.csv") -> Path:
    path = folder / name
    path.write_text(csv_text(rows), encoding="utf-8")
    return path


def events_of(folder: Path, *rows: Row) -> Events:
    """Rows through the real door: a file, read and validated."""
    return read_events(write_rows(folder, rows), gazetteer())


def event(case_id: str, event_type: str, country: str = "", **cells: Any) -> dict[str, Any]:
    """One row; known to its country only, unless cells say more."""
    known = {"location_precision": "country"} if country and "place" not in cells and "lat" not in cells else {}
    return {"case_id": case_id, "event_type": event_type, "country": country, **known, **cells}


def at(case_id: str, event_type: str, place: str, country: str, **cells: Any) -> dict[str, Any]:
    """One row at a place of the gazetteer, known to the city."""
    return event(case_id, event_type, country, place=place, location_precision="city", **cells)


def returned_over_a_paired_crossing(case_id: str = "PAIRED") -> list[dict[str, Any]]:
    """Recorded at Tumen alone: the stop opposite is inferred."""
    return [
        at(case_id, "detention", "Yanji", "CN", date="2023-08", sequence=1),
        at(case_id, "repatriation", "Tumen", "CN", date="2023-09", sequence=2),
    ]


def returned_without_a_place(case_id: str = "AREA") -> list[dict[str, Any]]:
    """Known to China and North Korea, and no closer."""
    return [
        event(case_id, "arrest", "CN", date="2023", sequence=1, persons=3),
        event(case_id, "repatriation", "KP", date="2023", sequence=2, persons=3),
    ]


def returned_and_left_again(case_id: str = "TWICE") -> list[dict[str, Any]]:
    """Sent back in 2010, left again in 2023: no part of a map of 2023's repatriations."""
    return [
        at(case_id, "arrest", "Yanji", "CN", date="2010-05", sequence=1, persons=2),
        at(case_id, "repatriation", "Onsong County", "KP", date="2010-06", sequence=2, persons=2),
        at(case_id, "departure", "Hyesan", "KP", date="2023-03", sequence=3, persons=2),
        at(case_id, "arrival", "Kunming", "CN", date="2023-05", sequence=4, persons=2),
    ]


def passed_through_an_unknown_place(case_id: str = "GAP") -> list[dict[str, Any]]:
    """Two places with China alone between them: the leg leaves a stop out."""
    return [
        at(case_id, "departure", "Hyesan", "KP", date="2019-01", sequence=1),
        event(case_id, "transit", "CN", date="2019-02", sequence=2),
        at(case_id, "arrival", "Bangkok", "TH", date="2019-03", sequence=3),
    ]


def moved_inside_custody(case_id: str = "CHAIN") -> list[dict[str, Any]]:
    """Border post, county, province, camp: the published example."""
    return [
        at(case_id, "arrest", "Onsong County", "KP", sequence=1),
        at(case_id, "detention", "Onsong County MSS detention centre", "KP", sequence=2, duration="P8M"),
        at(case_id, "transfer", "Chongjin", "KP", sequence=3, duration="P6M"),
        event(case_id, "disappearance", "KP", sequence=4),
    ]


def undated_without_sequence(case_id: str = "UNORDERED") -> list[dict[str, Any]]:
    """One event has neither date nor sequence: it has no place in the order."""
    return [
        at(case_id, "departure", "Hyesan", "KP", date="2020-01"),
        at(case_id, "transit", "Shenyang", "CN", date=""),
        at(case_id, "arrival", "Kunming", "CN", date="2020-03"),
    ]


def without_a_country(case_id: str = "UNPLACED") -> list[dict[str, Any]]:
    """Nobody knows where: at no stop, but in the tally."""
    return [event(case_id, "arrest", date="2021"), event(case_id, "disappearance", date="2021")]


def counted_by_another(case_id: str = "PART", whole: str = "AREA") -> list[dict[str, Any]]:
    """Drawn and listed, in no sum."""
    return [{**row, "part_of": whole, "persons": 1} for row in returned_without_a_place(case_id)]


def of_unknown_size(case_id: str = "OPEN") -> list[dict[str, Any]]:
    """Nobody says how many: at least one, and open upwards."""
    return [
        event(case_id, "arrest", "CN", date="2023-10", sequence=1),
        event(case_id, "repatriation", "KP", date="2023-10", sequence=2),
    ]


def all_awkward_cases() -> list[dict[str, Any]]:
    return [
        *returned_over_a_paired_crossing(),
        *returned_without_a_place(),
        *returned_and_left_again(),
        *passed_through_an_unknown_place(),
        *moved_inside_custody(),
        *undated_without_sequence(),
        *without_a_country(),
        *counted_by_another(),
        *of_unknown_size(),
    ]
