"""Files: the clusters of a scan of rates as text table, CSV, JSON and GeoJSON."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import pandas as pd
from rich.table import Table

from footprints_geo.captions import persons_words
from footprints_geo.disclosure.words import audience_cell, audience_entries, audience_words
from footprints_geo.export import printable, safe_csv, terminal_text
from footprints_geo.hotspot_words import MINIMUM, NO_DANGER, account_words, not_in_cells
from footprints_geo.rate_words import (
    QUESTION,
    cluster_names,
    how_words,
    period_words,
    rate_sentence,
    rate_stability,
    refusal,
)
from footprints_geo.rates import RATE_CHECKS, Rates

ENTRY: Final = (
    "rank", "place", "radius_km", "places", "first_month", "last_month", "persons_low", "cases",
    "documented_persons_low", "documented_cases", "relative_risk", "p", "class", "stable", "depends_on",
)  # fmt: skip
"""What is said of each cluster, in this order."""

Answer = tuple[Rates, pd.DataFrame]
"""A scan, and which of its clusters are stable (see :func:`footprints_geo.rates.check_rates`)."""


def cluster_entries(rates: Rates, checked: pd.DataFrame) -> list[dict[str, Any]]:
    """One entry a cluster, with the keys ENTRY; months are None where no period was looked for."""
    clusters = rates.scan.clusters.to_dict("records")
    names = cluster_names(rates)
    return [
        _entry(row, name, checked.iloc[number]) for number, (row, name) in enumerate(zip(clusters, names, strict=True))
    ]


def _entry(row: Mapping[Any, Any], name: str, checked: pd.Series) -> dict[str, Any]:
    risk = row["relative_risk"]
    return {
        "rank": row["rank"],
        "place": name,
        "radius_km": round(row["radius_km"], 1),
        "places": len(row["places"]),
        "first_month": _month(row["first_month"]),
        "last_month": _month(row["last_month"]),
        "persons_low": row["persons"],
        "cases": row["cases"],
        "documented_persons_low": row["documented_persons"],
        "documented_cases": row["documented_cases"],
        "relative_risk": None if math.isinf(risk) else round(risk, 2),
        "p": round(row["p"], 4),
        "class": "hot 99 %" if row["p"] <= 0.01 else "hot 95 %",
        # Not known where what was tried holds and not every case could be.
        "stable": None if checked["stable"] and checked["each_case"] is pd.NA else bool(checked["stable"]),
        "depends_on": [name for name in RATE_CHECKS if checked[name] is not pd.NA and not checked[name]],
    }


def _month(number: int) -> str | None:
    return None if number < 0 else f"{number // 12:04d}-{number % 12 + 1:02d}"


def rates_json(whole: Answer, over_time: Answer) -> str:
    """The answer for machines: data set, Selection, clusters of places, clusters in a period, refusal and tally."""
    rates = whole[0]
    events = rates.prepared.events
    answer = {
        "dataset": {"name": events.name, "fingerprint": events.fingerprint, "rows": events.rows_read},
        "selection": rates.selection.to_json(),
        **audience_entries(whole[0].prepared.release),
        "measure": "scan",
        "sentence": f"{rate_sentence(*whole)} {'' if rates.refused else rate_sentence(*over_time)}".strip(),
        "circles_tested_over_time": 0 if rates.refused else over_time[0].scan.circles_tested,
        "resolution": None,
        "circles_tested": 0 if rates.refused else rates.scan.circles_tested,
        "hotspots": cluster_entries(*whole),
        "in_periods": cluster_entries(*over_time),
        "refused": refusal(rates) or None,
        "how": [] if rates.refused else [*how_words(rates), *how_words(over_time[0])[1:]],
        "tally": rates.tally.to_json(),
        "note": f"{NO_DANGER} {MINIMUM}",
    }
    return json.dumps(answer, ensure_ascii=False, indent=2, allow_nan=False)


def rates_csv(whole: Answer, over_time: Answer) -> str:
    """The header and one row a cluster: of places first, then in periods."""
    entries = [*cluster_entries(*whole), *cluster_entries(*over_time)]
    lines = [[", ".join(e[n]) if isinstance(e[n], list) else e[n] for n in ENTRY] for e in entries]
    return safe_csv([[*ENTRY, "audience"], *([*line, audience_cell(whole[0].prepared.release)] for line in lines)])


def rates_geojson(whole: Answer, over_time: Answer) -> str:
    """One MultiPoint a cluster, after RFC 7946: the gazetteer places in its circle that have visits.

    A place that only a record knows is counted in `places` and has no position here.
    """
    table = whole[0].prepared.events.places
    places, listed = table[["lon", "lat"]].round(5).to_numpy(), table["listed"].to_numpy(dtype=bool)
    features = []
    for kind, (rates, checked) in (("places", whole), ("period", over_time)):
        rows = zip(rates.scan.clusters["places"], cluster_entries(rates, checked), strict=True)
        for inside, entry in rows:
            geometry = {"type": "MultiPoint", "coordinates": places[[one for one in inside if listed[one]]].tolist()}
            identity = f"{kind}-{entry['rank']}"
            features.append({"type": "Feature", "id": identity, "geometry": geometry, "properties": entry})
    answer = {
        "type": "FeatureCollection",
        "features": features,
        "selection": whole[0].selection.to_json(),
        **audience_entries(whole[0].prepared.release),
        "refused": refusal(whole[0]) or None,
        "tally": whole[0].tally.to_json(),
        "note": f"{NO_DANGER} {MINIMUM}",
    }
    return json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False)


def rates_table(whole: Answer, over_time: Answer) -> str:
    """The answer for a person at a terminal: the question, the sentences, the clusters, how, and the account."""
    answered = [] if whole[0].refused else [rate_sentence(*over_time)]
    how = [] if whole[0].refused else [*how_words(whole[0]), *how_words(over_time[0])[1:]]
    return terminal_text(
        [QUESTION],
        [rate_sentence(*whole), *answered],
        *(_table(rates, checked) for rates, checked in (whole, over_time)),
        [
            *how,
            *not_in_cells(whole[0].tally),
            account_words(whole[0].tally),
            NO_DANGER,
            MINIMUM,
            audience_words(whole[0].prepared.release),
        ],
    )


def _table(rates: Rates, checked: pd.DataFrame) -> Table:
    table = Table(box=None, pad_edge=False, header_style="")
    for name in ("rank", "place", "km", "period", "persons", "of documented", "risk", "p", "stable"):
        table.add_column(name, overflow="fold", justify="left" if name in ("place", "period", "stable") else "right")
    rows = zip(rates.scan.clusters.to_dict("records"), cluster_entries(rates, checked), strict=True)
    for number, (row, entry) in enumerate(rows):
        risk = "" if entry["relative_risk"] is None else f"{entry['relative_risk']:.1f}"
        persons = [persons_words(entry[name], math.nan) for name in ("persons_low", "documented_persons_low")]
        cells = [
            str(entry["rank"]),
            printable(entry["place"]),
            f"{entry['radius_km']:.0f}",
            period_words(row),
            *persons,
            risk,
        ]
        table.add_row(*cells, f"{entry['p']:.3f}", rate_stability(checked.iloc[number]))
    return table


RATE_FORMATS: Final[Mapping[str, Callable[[Answer, Answer], str]]] = {
    "table": rates_table,
    "csv": rates_csv,
    "json": rates_json,
    "geojson": rates_geojson,
}
"""How rates can be written, by the word of the flag."""
