"""What a changed filter costs the server, beside the size of the data: `python bench/pages.py [ROWS ...]`.

For each size the bundled records are repeated under new case ids (see `bench/doors.py`) and read. Then a choice that
was never made before is answered, part by part, as a page does it: the view with its routes and legs, the layout and
the JSON of the map, the sentences and the account, the dates beside the box of years. The strip of years is counted
anew only when something else than the period changes. The median of some choices, and the largest.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

if not __package__:
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.figures import repeated_view
from footprints_geo.captions import sentence
from footprints_geo.deck.routes import build_deck
from footprints_geo.periods import Period, count_in
from footprints_geo.pipeline import View, matching_events, view
from footprints_geo.prepared import Prepared
from footprints_geo.routes import route_names
from footprints_geo.scene import describe, lay_out
from footprints_geo.selection import Selection
from footprints_geo.tally_words import tally_sentence
from footprints_geo.time_counts import count_by_year
from footprints_geo.timeline import count_over_time
from footprints_geo.timeline_chart import paint_timeline

SIZES = [1_000, 100_000, 1_000_000]
CHOICES = [
    Selection(years=Period.of(2023), kind=("repatriation",)),
    Selection(years=Period.of(2012, 2018)),
    Selection(countries=("CN",)),
    Selection(years=Period.read("2023-08/2023-10")),
    Selection(events=("arrest", "detention"), uncertain="exclude", years=Period.of(2004)),
]


def _map(seen: View) -> str:
    return str(build_deck(lay_out(seen, "en")).to_json())


def _words(seen: View) -> None:
    sentence(seen)
    describe(seen)
    tally_sentence(seen)
    route_names(seen.routes, seen.prepared.events, seen.level)


def _dates(prepared: Prepared, choice: Selection) -> None:
    asked = replace(choice, years=None)
    events = prepared.events.frame.loc[matching_events(prepared, asked), ["date_earliest", "date_latest"]]
    count_in(choice.years, events)


def _measured(prepared: Prepared) -> tuple[dict[str, list[float]], int]:
    """What each part takes, a number a choice, and the largest JSON of a map."""
    taken: dict[str, list[float]] = {}
    largest = 0

    @contextmanager
    def timed(name: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        taken.setdefault(name, []).append(time.perf_counter() - begin)

    for choice in CHOICES:
        with timed("another period, routes"):
            with timed("  view"):
                seen = view(prepared, choice, "country")
            with timed("  map"):
                largest = max(largest, len(_map(seen)))
            with timed("  words"):
                _words(seen)
            with timed("  dates"):
                _dates(prepared, choice)
        with timed("strip of years"):
            count_by_year(prepared, replace(choice, years=None, uncertain="include"))
        with timed("bars of the timeline"):
            paint_timeline(count_over_time(seen))
    return taken, largest


def main(sizes: list[int]) -> None:
    """Print, for each size, what each part takes and the size of the map's JSON."""
    for rows in sizes:
        taken, largest = _measured(repeated_view(rows).prepared)
        print(f"{rows:,} events, JSON of the map at most {largest:,} bytes")
        for name, seconds in taken.items():
            print(f"  {name:<24} {statistics.median(seconds):7.3f} s   largest {max(seconds):7.3f} s", flush=True)


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or SIZES)
