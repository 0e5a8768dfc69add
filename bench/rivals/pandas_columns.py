"""The rules in pandas by whole columns, without a call a case."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from bench.rivals import FREEING, HOLDING, HOME, Ranked, ordered
from bench.scale_data import TYPED


def rank(folder: Path) -> Ranked:
    """The ranked routes of typed events."""
    return ranked(pd.read_parquet(folder / TYPED))


def ranked(events: pd.DataFrame) -> Ranked:
    """The same of a table."""
    events = events.astype(dict.fromkeys(("type", "place", "country"), "category"))
    routes = _routes(_legs(_stops(events)))
    return ordered([(str(k), str(r), int(c), int(p)) for k, r, c, p in routes.itertuples(index=False, name=None)])


def _stops(events: pd.DataFrame) -> pd.DataFrame:
    """Rules 1 to 3: in order, put together, and with those that are implied."""
    cases = events.groupby("case")
    by_date = events["sequence"].isna().groupby(events["case"]).transform("any")
    events = events.assign(rank=events["sequence"].mask(by_date, 0.0), part=cases["part"].transform("any"))
    events = events[events["place"].notna() & (~by_date | events["earliest"].notna())]
    events = events.sort_values(["case", "rank", "earliest", "latest", "row"], na_position="first")
    kind, place = events["type"], events["place"].cat.codes
    says = pd.Series(np.select([kind.isin(HOLDING), kind.isin(FREEING)], [1.0, 0.0], np.nan), index=events.index)
    new_case = events["case"] != events["case"].shift()
    events = events.assign(
        held=says.groupby(events["case"]).ffill() == 1,
        back=kind == "repatriation",
        stop=(new_case | (place != place.shift())).cumsum(),
    )
    stops = events.groupby("stop").agg(
        case=("case", "first"),
        part=("part", "first"),
        country=("country", "first"),
        held=("held", "last"),
        back=("back", "any"),
        first_type=("type", "first"),
        low=("low", "max"),
    )
    stops["home"] = stops["country"] == HOME
    next_home = stops["home"].shift(-1, fill_value=False) & (stops["case"] == stops["case"].shift(-1))
    after = stops[stops["back"] & ~stops["home"] & ~next_home]
    implied = after.assign(country=HOME, held=True, back=False, first_type=None, low=0, home=True)
    both = pd.concat([stops.astype({"country": "str", "first_type": "object"}), implied.set_axis(implied.index + 0.5)])
    return both.sort_index()


def _legs(stops: pd.DataFrame) -> pd.DataFrame:
    """Rules 4 and 5: under custody or not, and in runs."""
    legs = stops.join(stops.shift(-1).add_prefix("to_"))
    legs = legs[legs["case"] == legs["to_case"]].astype({"to_home": "bool", "to_back": "bool"})
    home, arriving = legs["home"], legs["to_first_type"]
    forced = (~home & legs["back"]) | (arriving == "repatriation") | (legs["held"] & ~arriving.isin(FREEING))
    custody = forced & ~(home & ~legs["to_home"])
    returns = custody & legs["to_home"] & (~home | legs["to_back"])
    begins = (legs["case"] != legs["case"].shift()) | (custody != custody.shift()) | returns.shift(fill_value=False)
    return legs.assign(custody=custody, returns=returns, segment=begins.cumsum())


def _routes(legs: pd.DataFrame) -> pd.DataFrame:
    """Rule 6, by country: words are put together leg by leg, for all segments at once."""
    step = (">" + legs["to_country"]).where(legs["to_country"] != legs["country"], "")
    legs = legs.assign(step=step, most=np.maximum(legs["low"], legs["to_low"]))
    by_segment = legs.groupby("segment")
    number = by_segment.cumcount()
    segments = by_segment.agg(
        case=("case", "first"),
        part=("part", "first"),
        route=("country", "first"),
        custody=("custody", "first"),
        returns=("returns", "last"),
        low=("most", "max"),
    )
    for one in range(int(number.max() + 1) if len(number) else 0):
        steps = legs.loc[number == one].set_index("segment")["step"]
        segments["route"] = segments["route"] + steps.reindex(segments.index, fill_value="")
    kinds = np.select([~segments["custody"], segments["returns"]], ["escape", "repatriation"], "custody")
    segments = segments.assign(kind=kinds)
    by_case = segments.groupby(["kind", "route", "case"], as_index=False)
    by_case = by_case.agg(low=("low", "max"), part=("part", "first"))
    by_case = by_case.assign(cases=~by_case["part"], low=by_case["low"].where(~by_case["part"], 0))
    return by_case.groupby(["kind", "route"], as_index=False).agg(cases=("cases", "sum"), persons_low=("low", "sum"))
