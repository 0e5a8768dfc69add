"""Where more people are documented than chance would put there: counts in cells, tested (rules, section 5).

A hotspot is a concentration of documented cases. It says where people are known to have disappeared or been arrested,
never where it is dangerous, and nothing about those nobody knows of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.cells import OUTSIDE, StudyArea
from footprints_geo.getis_ord import adjusted, chance, gi_star
from footprints_geo.grids import Grid, choose_resolution, count_in_cells, field_of, lay_grid, people_of
from footprints_geo.journeys import Bools, Ints
from footprints_geo.pipeline import matching_events
from footprints_geo.placement import PlacementTally, placement_tally
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection

USUAL_EVENTS: Final = ("disappearance", "last_seen")
"""The types of event that are looked at where a Selection names none."""

LEAST_CELLS: Final = 30
LEAST_PERSONS: Final = 10
LEAST_CASES: Final = 10
"""With fewer the answer is a sentence: nothing can be told from chance. Ten people of one case are one record."""

CLASSES: Final = ("hot 99 %", "hot 95 %", "hot 90 %", "not significant")
LEVELS: Final = (0.01, 0.05, 0.10)
"""The largest corrected p-value of each class but the last."""

NOT_TESTED: Final = "not tested"
CELL_COLUMNS: Final = (
    "cell", "area_row", "rank", "persons_low", "persons_high", "cases", "cases_part_of", "events", "share",
    "first_year", "last_year", "event_types", "z", "p", "p_adjusted", "class",
)  # fmt: skip


@dataclass(frozen=True)
class Hotspots:
    """The answer: cells with documented cases, tested or not.

    Attributes
    ----------
    prepared : Prepared
        Where it comes from.
    selection : Selection
        What was asked for, with the types of event that were looked at.
    grid : Grid
        The cells.
    counts : pandas.DataFrame
        One row a cell and case: `area_row`, `case`, `persons_low` (the largest low of the case's matched events in the
        cell) and `persons_high` (the largest known high; NaN when unknown).
    cells : pandas.DataFrame
        CELL_COLUMNS, one row a cell with a matched event, those of most persons first. Lows add up over cases; highs
        where all are known (NaN: open); cases that another one counts are in `cases_part_of` alone. `share`: persons as
        a part of all in any cell (one case may be in several, so that shares need not add up to 1; NaN without
        persons). `first_year`, `last_year` of its events (NaN undated), `event_types` (tuple). `z`, `p` and
        `p_adjusted` are NaN, and `class` is 'not tested', where the records are too few.
    persons_low, cases : int
        Of all cells together, each case once; without cases that another one counts.
    tally : PlacementTally
        The account.
    """

    prepared: Prepared
    selection: Selection
    grid: Grid
    counts: pd.DataFrame
    cells: pd.DataFrame
    persons_low: int
    cases: int
    tally: PlacementTally

    @property
    def cells_tested(self) -> int:
        """How many cells are compared; none where the records are too few."""
        return 0 if self.refused else len(self.grid.area.cells)

    @property
    def refused(self) -> bool:
        """Whether the records are too few to tell a concentration from chance."""
        return too_few(len(self.grid.area.cells), self.persons_low, self.cases)

    @property
    def hot(self) -> pd.DataFrame:
        """The hotspots among the cells, those surest first and then of most persons; `rank` counts them from 1."""
        hot: pd.DataFrame = self.cells[self.cells["class"].isin(CLASSES[:-1])]
        hot = hot.sort_values(["class", "rank"], ignore_index=True)
        hot["rank"] = np.arange(1, len(hot) + 1)
        return hot

    @property
    def inside(self) -> Bools:
        """A value an event: it matches and has a cell."""
        inside: Bools = matching_events(self.prepared, self.selection) & (self.grid.cell_of_event != OUTSIDE)
        return inside

    def events_in(self, cell: int) -> pd.DataFrame:
        """The matched events in one cell, in file order: rows of `Events.frame`; none for an unknown cell."""
        row = self.grid.area.row_of(np.array([cell], dtype=np.uint64))[0]
        found: pd.DataFrame = self.prepared.events.frame.loc[self.inside & (self.grid.cell_of_event == row)]
        return found


def too_few(cells: int, persons: int, cases: int) -> bool:
    """Whether a concentration could not be told from chance with so few."""
    return cells < LEAST_CELLS or persons < LEAST_PERSONS or cases < LEAST_CASES


def doubted_dates(prepared: Prepared) -> Bools:
    """Which events have a date that is marked as uncertain or about."""
    qualifiers = prepared.events.frame["date_qualifier"].cat
    doubted: Bools = np.asarray(qualifiers.categories != "").take(qualifiers.codes.to_numpy())
    return doubted


def find_hotspots(prepared: Prepared, selection: Selection | None = None, resolution: int | None = None) -> Hotspots:
    """Count people in cells and test where they are concentrated.

    Parameters
    ----------
    prepared : Prepared
        The data set.
    selection : Selection, optional
        Which events count; where it names no types, disappearances and last sightings. `kind` leaves out events that
        are in no segment of these kinds.
    resolution : int, optional
        Of H3, 3 to 6; chosen by :func:`choose_resolution` by default.

    Returns
    -------
    Hotspots
        Without cells where no matched event is known closely enough.
    """
    asked = looked_at(selection or Selection())
    grid = lay_grid(prepared, choose_resolution(prepared, asked.events) if resolution is None else resolution)
    matched = matching_events(prepared, asked)
    counts = count_in_cells(prepared, matched, grid)
    persons, cases = people_of(counts, prepared.part_of)
    cells = _described(prepared, matched, grid, counts, persons)
    if too_few(len(grid.area.cells), persons, cases):
        cells = cells.assign(z=np.nan, p=np.nan, p_adjusted=np.nan, **{"class": NOT_TESTED})
    else:
        field = field_of(counts, prepared.part_of, len(grid.area.cells))
        cells = cells.join(classified(field, grid.area), on="area_row")
    tally = placement_tally(prepared, matched, grid.allowed, grid.resolution)
    return Hotspots(prepared, asked, grid, counts, cells[list(CELL_COLUMNS)], persons, cases, tally)


def looked_at(selection: Selection) -> Selection:
    """A Selection with the types of event that are looked at where it names none."""
    return selection if selection.events else replace(selection, events=USUAL_EVENTS)


def classified(values: Ints, area: StudyArea) -> pd.DataFrame:
    """Test every cell of a study area.

    Returns
    -------
    pandas.DataFrame
        A row a cell: `z`, `p`, `p_adjusted` and `class`. A cell in which nobody is documented is no hotspot, whatever
        lies around it.
    """
    z, p = gi_star(values, area.neighbours), chance(values, area.neighbours)
    corrected = adjusted(p)
    found = np.where(values > 0, np.searchsorted(LEVELS, corrected, side="left"), len(LEVELS))
    classes = pd.Categorical.from_codes(found, categories=pd.Index(CLASSES))
    return pd.DataFrame({"z": z, "p": p, "p_adjusted": corrected, "class": classes})


def _described(prepared: Prepared, matched: Bools, grid: Grid, counts: pd.DataFrame, persons: int) -> pd.DataFrame:
    """What each cell with a matched event holds; those of most persons first."""
    others = prepared.part_of[counts["case"].to_numpy()]
    by_cell = counts.assign(
        cases=~others,
        cases_part_of=others,
        persons_low=counts["persons_low"].where(~others, 0),
        open=counts["persons_high"].isna() & ~others,
        persons_high=counts["persons_high"].where(~others, 0.0).fillna(0.0),
    ).groupby("area_row")
    table = by_cell[["cases", "cases_part_of", "persons_low", "persons_high", "open"]].sum().astype("int64")
    table["persons_high"] = table["persons_high"].where((table.pop("open") == 0) & (table["cases"] > 0))
    events = prepared.events.frame.loc[matched & (grid.cell_of_event != OUTSIDE)]
    inside = grid.cell_of_event[events.index.to_numpy()] if len(events) else np.zeros(0, dtype=np.int64)
    groups = events.assign(area_row=inside).groupby("area_row")
    types = events.assign(area_row=inside)[["area_row", "event_type"]].drop_duplicates().sort_values("event_type")
    table = table.assign(
        cell=grid.area.cells[table.index.to_numpy(dtype=np.int64)],
        events=groups.size(),
        share=table["persons_low"] / persons if persons else np.nan,
        first_year=groups["date_earliest"].min().dt.year,
        last_year=groups["date_latest"].max().dt.year,
        event_types=types.groupby("area_row")["event_type"].agg(lambda words: tuple(map(str, words))),
    ).reset_index()
    table = table.sort_values(["persons_low", "cases", "cell"], ascending=[False, False, True], ignore_index=True)
    return table.assign(rank=np.arange(1, len(table) + 1))
