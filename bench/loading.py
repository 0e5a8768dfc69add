"""What others wait for while somebody loads a large file: `python bench/loading.py [events]`, a million by default.

In one process, as in a server: one thread reads, checks and prepares the file again and again, and another draws the
map of one year after another, as somebody else's session would. Said is how long each map takes, with and without the
other.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

if not __package__:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scale_data import RECORDS, made
from footprints_geo.deck.ground import DeckOptions
from footprints_geo.deck.routes import build_deck
from footprints_geo.disclosure.release import internal
from footprints_geo.events.reading import read_events
from footprints_geo.periods import Period
from footprints_geo.pipeline import prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.scene import lay_out
from footprints_geo.selection import Selection

YEARS = range(1996, 2025)
QUIET = 60
LOADS = 3


def waited(prepared: Prepared, number: int) -> float:
    """Seconds that one map takes."""
    begin = time.perf_counter()
    year = YEARS[number % len(YEARS)]
    build_deck(lay_out(view(prepared, Selection(years=Period.of(year)), "place")), DeckOptions()).to_json()
    return time.perf_counter() - begin


def load(file: Path) -> None:
    """All that is done with a file before its own map can be drawn."""
    view(prepare(internal(read_events(file))))


def told(waits: list[float]) -> str:
    """The median, the 95th of a hundred, and the longest."""
    ranked = sorted(waits)
    middle, late = ranked[len(ranked) // 2], ranked[len(ranked) * 95 // 100]
    return f"{middle:.3f} s, 95 of 100 {late:.3f} s, longest {ranked[-1]:.3f} s"


def main(events: int) -> None:
    """Print how long maps take alone, and beside the loading."""
    file = made(Path("build") / "bench-scale", events) / RECORDS
    prepared = prepare()
    load(file)
    for number in range(len(YEARS)):
        waited(prepared, number)
    print(f"alone: {told([waited(prepared, number) for number in range(QUIET)])}")
    loading = threading.Thread(target=lambda: [load(file) for _ in range(LOADS)])
    begin = time.perf_counter()
    loading.start()
    waits: list[float] = []
    while loading.is_alive():
        waits.append(waited(prepared, len(waits)))
    each = (time.perf_counter() - begin) / LOADS
    print(f"beside loading {events:,} events, {each:.2f} s each: {len(waits)} maps, {told(waits)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
