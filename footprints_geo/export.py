"""Files: the ranked routes of a view as text table, CSV, JSON and GeoJSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
from rich.console import Console
from rich.table import Table

from footprints_geo.answer import Answer, answer_of
from footprints_geo.captions import CAVEAT, persons_words, sentence
from footprints_geo.disclosure.words import audience_cell, audience_entries, audience_words
from footprints_geo.pipeline import View
from footprints_geo.tally_words import tally_sentence

TABLE_WIDTH: Final = 110
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LEG_PROPERTIES: Final = (
    "leg", "kind", "mark", "from", "to", "from_name", "to_name", "cases", "persons_low", "persons_high"
)  # fmt: skip


def routes_json(seen: View | Answer, top: int | None = None) -> str:
    """The answer for machines: data set, selection, routes and tally; open counts are null.

    Parameters
    ----------
    seen : View or Answer
        What to write.
    top : int, optional
        Only the first routes; the tally is that of the whole.
    """
    answer = answer_of(seen)
    entries = {
        "dataset": {**_dataset(answer), "rows": answer.records.rows_read},
        "selection": answer.selection.to_json(),
        **audience_entries(answer),
        "level": answer.level,
        "sentence": sentence(answer),
        "routes": [_route_entry(row) for row in _first(answer.routes, top).to_dict("records")],
        "tally": answer.tally.to_json(),
    }
    return json.dumps(entries, ensure_ascii=False, indent=2, allow_nan=False)


def _dataset(answer: Answer) -> dict[str, str]:
    return {"name": answer.name, "fingerprint": answer.fingerprint}


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


def routes_csv(seen: View | Answer, top: int | None = None) -> str:
    """The rows of :func:`routes_rows` as :func:`safe_csv`."""
    return safe_csv(routes_rows(seen, top))


def safe_csv(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV; what a spreadsheet would run as a formula gets an apostrophe in front, and None is empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def routes_rows(seen: View | Answer, top: int | None = None) -> list[list[Any]]:
    """The header and one row a route; an open high count and an undefined share are None, stops are parted by `>`."""
    answer = answer_of(seen)
    columns = ["rank", *(name for name in answer.routes.columns if name != "rank")]
    entries = [_route_entry(row) for row in _first(answer.routes, top).to_dict("records")]
    cells = [{**entry, "route": ">".join(entry["route"])} for entry in entries]
    return [
        [*columns, "audience"],
        *([*(entry[name] for name in columns), audience_cell(answer)] for entry in cells),
    ]


def breakdown_csv(answer: Answer, table: pd.DataFrame) -> str:
    """Routes, legs and cells by year and event type, a row each, as :func:`safe_csv`; year 0 and no type are all.

    Parameters
    ----------
    answer : Answer
        Whom it is for.
    table : pandas.DataFrame
        As :func:`footprints_geo.breakdown.break_down` gives it.
    """
    high = [_count(number) for number in table["persons_high"].tolist()]
    columns = [high if name == "persons_high" else table[name].tolist() for name in table.columns]
    mark = [audience_cell(answer)] * len(table)
    return safe_csv([[*table.columns, "audience"], *zip(*columns, mark, strict=True)])


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


def routes_table(seen: View | Answer, top: int | None = None) -> str:
    """The answer for a person at a terminal: the sentence, the table and the tally."""
    answer = answer_of(seen)
    table = Table(box=None, pad_edge=False, header_style="")
    for name in ("rank", "kind", "route"):
        table.add_column(name, overflow="fold", justify="right" if name == "rank" else "left")
    for name in ("cases", "persons", "share"):
        table.add_column(name, justify="right")
    for row in _first(answer.routes, top).to_dict("records"):
        share = "" if math.isnan(row["share"]) else f"{row['share']:.1%}"
        persons = persons_words(row["persons_low"], row["persons_high"])
        table.add_row(str(row["rank"]), row["kind"], printable(row["label"]), str(row["cases"]), persons, share)
    return terminal_text([sentence(answer)], table, [tally_sentence(answer), CAVEAT, audience_words(answer)])


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


def routes_geojson(seen: View | Answer, top: int | None = None) -> str:
    """The legs behind the routes, after RFC 7946: one LineString a leg, from and to gazetteer places.

    A leg with an end known to a country or province only has no position; it stands in the foreign member
    `legs_without_position`, because a country's centre is not a place.
    """
    answer = answer_of(seen)
    legs = answer.legs if top is None else answer.legs_of_routes(top)
    places = answer.places
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
    collection = {
        "type": "FeatureCollection",
        "features": features,
        "legs_without_position": [_leg_properties(leg, places) for leg in legs[~placed].to_dict("records")],
        "dataset": _dataset(answer),
        "selection": answer.selection.to_json(),
        **audience_entries(answer),
        "note": CAVEAT,
    }
    return json.dumps(collection, ensure_ascii=False, indent=1, allow_nan=False)


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


ROUTE_FORMATS: Final[Mapping[str, Callable[[View | Answer, int | None], str]]] = {
    "table": routes_table,
    "csv": routes_csv,
    "json": routes_json,
    "geojson": routes_geojson,
}
"""How routes can be written, by the word of the flag."""
