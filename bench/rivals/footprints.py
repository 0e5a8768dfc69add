"""Ours, from the file of records: each step that a user waits for."""

from __future__ import annotations

import resource
import statistics
import time
from pathlib import Path

from bench.rivals import Ranked, ordered
from bench.scale_data import RECORDS
from footprints_geo.deck.ground import DeckOptions
from footprints_geo.deck.routes import build_deck
from footprints_geo.disclosure.release import internal
from footprints_geo.events.reading import events_from, read_source
from footprints_geo.periods import Period
from footprints_geo.pipeline import View, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.scene import lay_out
from footprints_geo.selection import Selection

SELECTIONS = (
    Selection(years=Period.of(2023)),
    Selection(kind=("repatriation",)),
    Selection(events=("arrest",)),
    Selection(countries=("CN",)),
    Selection(years=Period.of(2019, 2023), kind=("escape",)),
    Selection(min_persons=5),
    Selection(uncertain="exclude", years=Period.of(2013)),
    Selection(events=("repatriation", "detention"), countries=("CN", "RU")),
    Selection(countries=("TH", "VN", "LA"), kind=("escape", "custody")),
)
"""What somebody may choose one after another."""

DRAWN = 3


def steps(folder: Path) -> tuple[dict[str, float], Ranked]:
    """Seconds of each step, the memory when all is prepared (`peak`), and the ranked routes of all events."""
    clock = [time.perf_counter()]
    seconds: dict[str, float] = {}

    def done(step: str) -> None:
        clock.append(time.perf_counter())
        seconds[step] = clock[-1] - clock[-2]

    source = read_source(folder / RECORDS)
    done("read")
    events = events_from(source)
    del source
    done("validate")
    prepared = prepare(internal(events))
    done("journeys")
    _ = prepared.ways["country"], prepared.ways["place"], prepared.drawn, prepared.largest_leg
    done("ways and legs")
    everything = view(prepared)
    done("tally")
    seconds["prepare"] = sum(seconds.values())
    seconds["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    seconds |= _views(prepared)
    return seconds, ranked(everything)


def _views(prepared: Prepared) -> dict[str, float]:
    """The medians over SELECTIONS, each new: both levels, and, of the first DRAWN, the map of the finer one."""
    viewing, drawing, sizes = [], [], []
    for number, selection in enumerate(SELECTIONS):
        begin = time.perf_counter()
        seen = view(prepared, selection, "country")
        finer = seen.at("place")
        viewing.append(time.perf_counter() - begin)
        if number >= DRAWN:
            continue
        begin = time.perf_counter()
        deck = build_deck(lay_out(finer), DeckOptions()).to_json()
        drawing.append(time.perf_counter() - begin)
        sizes.append(len(deck.encode()))
    return {"view": statistics.median(viewing), "map": statistics.median(drawing), "map bytes": max(sizes)}


def ranked(seen: View) -> Ranked:
    """The ranked routes of a view, as rivals give them."""
    routes = seen.routes
    columns = (routes[name] for name in ("kind", "route", "cases", "persons_low"))
    return ordered(
        [(str(kind), ">".join(way), int(cases), int(low)) for kind, way, cases, low in zip(*columns, strict=True)]
    )
