"""What stands out on a page, as the cases behind it: the same for a route, a leg, a cell, a bar and a chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.cells import cell_name
from footprints_geo.journeys import Ints
from footprints_geo.language import marked
from footprints_geo.pipeline import View
from footprints_geo.ui.chains import chosen_chains
from footprints_geo.ui.data import current_chains, current_hotspots, current_timeline
from footprints_geo.ui.routes import chosen_segments
from footprints_geo.ui.state import BAR, CELL, KIND, LEG, ROUTE, current_look
from footprints_geo.ui.timeline import chosen_bar


@dataclass(frozen=True)
class Chosen:
    """What stands out on a page.

    Attributes
    ----------
    page : str
        The title of the page on which it was chosen, to be translated.
    cases : numpy.ndarray
        The numbers of the cases behind it, in order; empty when it is not among what is shown.
    """

    page: str
    cases: Ints


def chosen_cases(view: View) -> Chosen | None:
    """What stands out, on whichever page it was chosen; None when nothing does."""
    look = current_look()
    for begins, (page, cases) in _CHOSEN.items():
        if look.chosen.startswith(begins):
            return Chosen(page, cases(view))
    if look.chain:
        return Chosen(marked("Custody chains"), _of_chain())
    return None


def _of_route(view: View) -> Ints:
    return np.unique(view.prepared.journeys.segments["case"].to_numpy()[chosen_segments(view)])


def _of_cell(view: View) -> Ints:
    hotspots, _ = current_hotspots()
    name = current_look().chosen.removeprefix(CELL)
    cells = [cell for cell in hotspots.cells["cell"].tolist() if cell_name(cell) == name]
    return _codes(hotspots.events_in(cells[0])) if cells else _codes(view.prepared.events.frame.iloc[:0])


def _codes(events: pd.DataFrame) -> Ints:
    return np.unique(events["case_id"].cat.codes.to_numpy()).astype(np.int64)


def _of_bar(view: View) -> Ints:
    bar = chosen_bar()
    return current_timeline().cases_of(bar) if bar else _codes(view.prepared.events.frame.iloc[:0])


def _of_chain() -> Ints:
    seen = current_chains()
    return np.unique(seen.chains.chains["case"].to_numpy()[chosen_chains(seen)])


_CHOSEN: Final[dict[str, tuple[str, Callable[[View], Ints]]]] = {
    KIND: (marked("Routes"), _of_route),
    ROUTE: (marked("Routes"), _of_route),
    LEG: (marked("Routes"), _of_route),
    CELL: (marked("Hotspots"), _of_cell),
    BAR: (marked("Timeline"), _of_bar),
}
