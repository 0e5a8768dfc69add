"""Files: the ranked routes of a view as text table, CSV, JSON and GeoJSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from footprints_geo.captions import CAVEAT, persons_words, sentence
from footprints_geo.disclosure.words import audience_cell, audience_entries, audience_words
from footprints_geo.pipeline import View
from footprints_geo.tally_words import tally_sentence

TABLE_WIDTH: Final = 110
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
        **audience_entries(view.prepared.release),
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
        *([*(entry[name] for name in columns), audience_cell(view.prepared.release)] for entry in cells),
    ]


def legs_rows(view: View) -> list[list[Any]]:
    """The header and one row a drawn leg; an open high count is None."""
    places = view.prepared.events.places
    rows = [_leg_properties(leg, places) for leg in view.legs.to_dict("records")]
    return [
        [*LEG_PROPERTIES, "audience"],
        *([*(row[name] for name in LEG_PROPERTIES), audience_cell(view.prepared.release)] for row in rows),
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
        **audience_entries(view.prepared.release),
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
