"""Files: the cells of a map of hotspots as text table, CSV, JSON and GeoJSON."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import pandas as pd
from rich.table import Table
from shapely import affinity, box
from shapely.geometry import MultiPolygon, Polygon, mapping
from shapely.geometry.polygon import orient

from footprints_geo.captions import persons_words
from footprints_geo.cells import cell_name, outline
from footprints_geo.disclosure.words import audience_cell, audience_entries, audience_words
from footprints_geo.export import printable, safe_csv, terminal_text
from footprints_geo.hotspot_words import (
    DEPENDS,
    MINIMUM,
    NO_DANGER,
    account_words,
    cell_names,
    hotspot_sentence,
    not_in_cells,
    refusal,
    stability_words,
)
from footprints_geo.hotspots import Hotspots
from footprints_geo.robustness import Checked

ENTRY: Final = (
    "rank", "cell", "place", "persons_low", "persons_high", "cases", "cases_part_of", "share", "first_year",
    "last_year", "event_types", "z", "p", "p_adjusted", "class", "stable", "depends_on",
)  # fmt: skip
"""What is said of each cell, in this order."""

HALF_TURN: Final = 180


def cell_entries(hotspots: Hotspots, checked: Checked, cells: pd.DataFrame) -> list[dict[str, Any]]:
    """One entry a cell, with the keys ENTRY; None for what is open, undated or not tested.

    `cells` are rows of `hotspots.cells` or `hotspots.hot`. `stable` and `depends_on` are None but for hotspots.
    """
    names = cell_names(hotspots, cells["cell"].tolist())
    return [
        _entry(row, name, checked.loc[row["cell"]] if row["cell"] in checked.index else None)
        for row, name in zip(cells.to_dict("records"), names, strict=True)
    ]


def _entry(row: Mapping[Any, Any], name: str, checked: pd.Series | None) -> dict[str, Any]:
    return {
        "rank": row["rank"],
        "cell": cell_name(row["cell"]),
        "place": name,
        "persons_low": row["persons_low"],
        "persons_high": _whole(row["persons_high"]),
        "cases": row["cases"],
        "cases_part_of": row["cases_part_of"],
        "share": _rounded(row["share"], 4),
        "first_year": _whole(row["first_year"]),
        "last_year": _whole(row["last_year"]),
        "event_types": list(row["event_types"]),
        "z": _rounded(row["z"], 4),
        "p": _rounded(row["p"], 6),
        "p_adjusted": _rounded(row["p_adjusted"], 6),
        "class": str(row["class"]),
        "stable": None if checked is None else bool(checked["stable"]),
        "depends_on": None if checked is None else [n for n in DEPENDS if checked[n] is not pd.NA and not checked[n]],
    }


def _whole(number: float) -> int | None:
    return None if math.isnan(number) else int(number)


def _rounded(number: float, digits: int) -> float | None:
    return None if math.isnan(number) else round(number, digits)


def hotspots_json(hotspots: Hotspots, checked: Checked, top: int | None = None) -> str:
    """The answer for machines: data set, Selection, hotspots, all cells with a count, the refusal and the tally.

    `top` limits `cells`; every hotspot is listed.
    """
    answer = {
        **_origin(hotspots),
        "sentence": hotspot_sentence(hotspots, checked),
        "resolution": hotspots.grid.resolution,
        "cells_tested": hotspots.cells_tested,
        "hotspots": cell_entries(hotspots, checked, hotspots.hot),
        "refused": refusal(hotspots) or None,
        "cells": cell_entries(hotspots, checked, _first(hotspots, top)),
        "tally": hotspots.tally.to_json(),
        "note": f"{NO_DANGER} {MINIMUM}",
    }
    return json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False)


def _origin(hotspots: Hotspots) -> dict[str, Any]:
    events = hotspots.prepared.events
    return {
        "dataset": {"name": events.name, "fingerprint": events.fingerprint, "rows": events.rows_read},
        "selection": hotspots.selection.to_json(),
        **audience_entries(hotspots.prepared.release),
    }


def _first(hotspots: Hotspots, top: int | None) -> pd.DataFrame:
    return hotspots.cells if top is None else hotspots.cells.head(top)


def hotspots_rows(hotspots: Hotspots, checked: Checked, top: int | None = None) -> list[list[Any]]:
    """The header and one row a cell with a count, those of most persons first; lists are parted by commas."""
    entries = cell_entries(hotspots, checked, _first(hotspots, top))
    lines = [[", ".join(e[n]) if isinstance(e[n], list) else e[n] for n in ENTRY] for e in entries]
    return [[*ENTRY, "audience"], *([*line, audience_cell(hotspots.prepared.release)] for line in lines)]


def hotspots_csv(hotspots: Hotspots, checked: Checked, top: int | None = None) -> str:
    """The rows of :func:`hotspots_rows` as :func:`footprints_geo.export.safe_csv`."""
    return safe_csv(hotspots_rows(hotspots, checked, top))


def hotspots_geojson(hotspots: Hotspots, checked: Checked, top: int | None = None) -> str:
    """One Polygon a cell with a count, after RFC 7946: the outline of the cell, never a position of a record.

    A cell over the 180th meridian is cut there into a MultiPolygon (RFC 7946, 3.1.9).
    """
    cells = _first(hotspots, top)
    features = [
        {
            "type": "Feature",
            "id": entry["cell"],
            "geometry": _geometry(cell),
            "properties": entry,
        }
        for cell, entry in zip(cells["cell"].tolist(), cell_entries(hotspots, checked, cells), strict=True)
    ]
    answer = {
        "type": "FeatureCollection",
        "features": features,
        **_origin(hotspots),
        "refused": refusal(hotspots) or None,
        "tally": hotspots.tally.to_json(),
        "note": f"{NO_DANGER} {MINIMUM}",
    }
    return json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False)


def _geometry(cell: int) -> dict[str, Any]:
    corners = outline(cell)
    whole = orient(Polygon([(round(x, 5), round(y, 5)) for x, y in corners]))
    if all(abs(x) <= HALF_TURN for x, _ in corners):
        return dict(mapping(whole))
    turns = (affinity.translate(whole, turn * 2 * HALF_TURN) for turn in (-1, 0, 1))
    parts = [part.intersection(box(-HALF_TURN, -90, HALF_TURN, 90)) for part in turns]
    return dict(mapping(MultiPolygon([orient(part) for part in parts if isinstance(part, Polygon) and part.area])))


def hotspots_table(hotspots: Hotspots, checked: Checked, top: int | None = None) -> str:
    """The answer for a person at a terminal: the sentence, the hotspots, the cells of most persons, the account."""
    return terminal_text(
        [hotspot_sentence(hotspots, checked)],
        _table(cell_entries(hotspots, checked, hotspots.hot), _stabilities(hotspots, checked)),
        ["Where most persons are documented:"] if len(hotspots.cells) else [],
        _table(cell_entries(hotspots, checked, _first(hotspots, top))),
        [
            *not_in_cells(hotspots.tally),
            account_words(hotspots.tally),
            NO_DANGER,
            MINIMUM,
            audience_words(hotspots.prepared.release),
        ],
    )


def _stabilities(hotspots: Hotspots, checked: Checked) -> list[str]:
    return [stability_words(checked.loc[cell]) for cell in hotspots.hot["cell"]]


def _table(entries: Sequence[Mapping[str, Any]], stabilities: Sequence[str] | None = None) -> Table:
    table = Table(box=None, pad_edge=False, header_style="")
    for name in ("rank", "place", "cases", "persons", "class", *(["stable"] if stabilities else [])):
        table.add_column(name, overflow="fold", justify="right" if name in ("rank", "cases", "persons") else "left")
    for number, entry in enumerate(entries):
        high = math.nan if entry["persons_high"] is None else entry["persons_high"]
        cells = [
            str(entry["rank"]),
            printable(entry["place"]),
            str(entry["cases"]),
            persons_words(entry["persons_low"], high),
        ]
        table.add_row(*cells, entry["class"], *([stabilities[number]] if stabilities else []))
    return table


HOTSPOT_FORMATS: Final[Mapping[str, Callable[[Hotspots, Checked, int | None], str]]] = {
    "table": hotspots_table,
    "csv": hotspots_csv,
    "json": hotspots_json,
    "geojson": hotspots_geojson,
}
"""How hotspots can be written, by the word of the flag."""
