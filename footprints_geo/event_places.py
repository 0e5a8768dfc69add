"""Events at places: what each symbol of a map counts, and which events have no place on a map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.journeys import Bools
from footprints_geo.pipeline import View
from footprints_geo.scene import place_name
from footprints_geo.vocabulary import COARSE, EVENT_TYPES, Script

COLUMNS: Final = (
    "place_id", "name", "lon", "lat", "event_type", "hollow", "events", "cases", "persons_low", "cases_part_of",
)  # fmt: skip


@dataclass(frozen=True)
class EventPlaces:
    """The events behind a view's shown segments, put together by place and type.

    Attributes
    ----------
    symbols : pandas.DataFrame
        COLUMNS, those of most persons first. One row a place and event type. `hollow`: at least one of its events, or
        the place itself, is known no closer than a county; `events`; `cases`, `persons_low` (for each case the largest
        low among these events; lows add up over cases) and `cases_part_of` (counted by another case, in no sum).
    coarse : int
        Events known only to a province or a country: an area is no point.
    without_position : int
        Events at a named place whose position nobody knows.
    """

    symbols: pd.DataFrame
    coarse: int
    without_position: int


def events_at_places(view: View, script: Script = "en") -> EventPlaces:
    """Put a view's events together by place and type.

    Parameters
    ----------
    view : View
        What is shown: every event behind its segments, also those that the Selection matches by others of the segment.
    script : {'en', 'ko', 'local'}
        The script of names.

    Returns
    -------
    EventPlaces
        With an empty table for an empty view. The events of all symbols, `coarse` and `without_position` add up to
        those of `view.records(view.segments)`.
    """
    records = view.records(view.segments)
    places = view.prepared.events.places.reindex(records["place_id"].astype("object"))
    coarse = places["coarse"].to_numpy(dtype=bool) | records["location_precision"].isin(COARSE).to_numpy()
    nowhere = ~coarse & places["lon"].isna().to_numpy()
    county = (places["precision"] == "county").to_numpy() | (records["location_precision"] == "county").to_numpy()
    table = pd.DataFrame(
        {
            "place_id": places.index.to_numpy(),
            "event_type": records["event_type"].cat.codes.to_numpy(),
            "case": records["case_id"].cat.codes.to_numpy(),
            "persons_low": records["persons_low"].to_numpy(),
            "hollow": county,
            "events": 1,
        }
    )[~coarse & ~nowhere]
    symbols = _named(_merged(table, view.prepared.part_of), view, script)
    return EventPlaces(symbols, int(np.count_nonzero(coarse)), int(np.count_nonzero(nowhere)))


def _merged(table: pd.DataFrame, part_of: Bools) -> pd.DataFrame:
    by_case = table.groupby(["place_id", "event_type", "case"], as_index=False, sort=True).agg(
        persons_low=("persons_low", "max"), hollow=("hollow", "any"), events=("events", "sum")
    )
    others = part_of[by_case["case"].to_numpy(dtype=np.int64)]
    by_case = by_case.assign(
        cases=(~others).astype(np.int64),
        cases_part_of=others.astype(np.int64),
        persons_low=by_case["persons_low"].where(~others, 0),
    )
    return by_case.groupby(["place_id", "event_type"], as_index=False, sort=True).agg(
        hollow=("hollow", "any"), events=("events", "sum"), cases=("cases", "sum"),
        persons_low=("persons_low", "sum"), cases_part_of=("cases_part_of", "sum"),
    )  # fmt: skip


def _named(merged: pd.DataFrame, view: View, script: Script) -> pd.DataFrame:
    places = view.prepared.events.places.reindex(merged["place_id"])
    types = merged["event_type"].to_numpy().astype(np.int64)
    return merged.assign(
        name=pd.Series([place_name(place, script) for place in places.to_dict("records")], dtype="str"),
        lon=places["lon"].to_numpy(),
        lat=places["lat"].to_numpy(),
        event_type=pd.Categorical.from_codes(types, categories=pd.Index(EVENT_TYPES)),
    ).sort_values(
        ["persons_low", "place_id", "event_type"], ascending=[False, True, True], ignore_index=True
    )[list(COLUMNS)]  # fmt: skip
