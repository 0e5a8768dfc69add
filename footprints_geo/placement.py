"""The account of events that are put in cells or circles: which are, and every reason why the others are not."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from footprints_geo.cells import finest_resolutions
from footprints_geo.errors import FootprintsError
from footprints_geo.journeys import Bools
from footprints_geo.prepared import Prepared


@dataclass(frozen=True, slots=True)
class PlacementTally:
    """Which events have a spot fine enough for what is asked, and every reason why the others have none.

    `rows_read` = `rows_rejected` + `events`; `events` = `events_placed` + `events_not_selected` + `events_unplaced` +
    `events_too_coarse` + `events_without_position`. A tally that does not add up cannot be made.

    Attributes
    ----------
    rows_read, rows_rejected, events : int
        As in :class:`footprints_geo.tally.Tally`.
    events_placed : int
        Events of the chosen types that the Selection matches and that have a cell, or take part in a scan.
    events_not_selected : int
        Events of other types, or that the Selection does not match.
    events_unplaced : int
        Matched, without a known country.
    events_too_coarse : int
        Matched, known less closely than a cell is large, or than to a county for a scan.
    events_without_position : int
        Matched, at a named place whose position nobody knows.
    cases_placed, cases_not_placed : int
        Cases with a matched event of which at least one is placed, and those of which none is.
    cases_part_of : int
        Cases among `cases_placed` whose people are counted by another case: in no sum.
    """

    rows_read: int
    rows_rejected: int
    events: int
    events_placed: int
    events_not_selected: int
    events_unplaced: int
    events_too_coarse: int
    events_without_position: int
    cases_placed: int
    cases_not_placed: int
    cases_part_of: int

    def __post_init__(self) -> None:
        parts = self.events_placed + self.events_not_selected + self.events_unplaced
        parts += self.events_too_coarse + self.events_without_position
        if self.events != parts or self.rows_read != self.rows_rejected + self.events:
            raise FootprintsError("The tally of placed events does not add up; this is a fault of the program.")

    def to_json(self) -> dict[str, int]:
        """Every count by name."""
        return asdict(self)


def placement_tally(prepared: Prepared, matched: Bools, allowed: Bools, resolution: int) -> PlacementTally:
    """The account of a data set.

    Parameters
    ----------
    prepared : Prepared
        The data set.
    matched, allowed : numpy.ndarray of bool
        A value an event: it is of the chosen types and matches; it is known closely enough and has a position.
    resolution : int
        How fine the cells are: what is known less closely is too coarse.
    """
    events = prepared.events
    finest = finest_resolutions(events.frame, events.places)
    unplaced = matched & events.frame["place_id"].isna().to_numpy()
    coarse = matched & ~unplaced & (finest < resolution)
    inside = matched & allowed
    case = events.frame["case_id"].cat.codes.to_numpy()
    matched_cases, cases_placed = np.zeros((2, len(prepared.part_of)), dtype=bool)
    matched_cases[case[matched]] = True
    cases_placed[case[inside]] = True
    parts = [matched, inside, unplaced, coarse, matched & ~unplaced & ~coarse & ~inside]
    many, within, without_country, too_coarse, nowhere = (int(np.count_nonzero(part)) for part in parts)
    return PlacementTally(
        rows_read=events.rows_read,
        rows_rejected=events.rows_rejected,
        events=len(matched),
        events_placed=within,
        events_not_selected=len(matched) - many,
        events_unplaced=without_country,
        events_too_coarse=too_coarse,
        events_without_position=nowhere,
        cases_placed=int(np.count_nonzero(cases_placed)),
        cases_not_placed=int(np.count_nonzero(matched_cases & ~cases_placed)),
        cases_part_of=int(np.count_nonzero(cases_placed & prepared.part_of)),
    )
