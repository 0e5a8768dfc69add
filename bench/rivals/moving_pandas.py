"""movingpandas: trajectories and flows between places. It knows none of the rules, so only its time is compared."""

from __future__ import annotations

import time
import warnings
from pathlib import Path

import geopandas as gpd
import movingpandas as mpd
import pandas as pd

from bench.scale_data import RECORDS

FAR, NEAR = 50_000, 5_000
"""Metres within which points are of one place of the flows, as far as the library goes by them."""


def flows(folder: Path) -> dict[str, float]:
    """Seconds of making a collection of all cases with two dated positions, and of its flows."""
    events = pd.read_parquet(folder / RECORDS, columns=["case_id", "sequence", "date", "lat", "lon"])
    events["day"] = pd.to_datetime(events["date"].str[:10], format="ISO8601", errors="coerce")
    events = events.dropna(subset=["day", "lat"]).sort_values(["case_id", "day", "sequence"])
    # Two points at one time are an error to it: a second apart they are not.
    events["day"] += pd.to_timedelta(events.groupby("case_id").cumcount(), unit="s")
    points = gpd.GeoDataFrame(
        events[["case_id", "day"]], geometry=gpd.points_from_xy(events["lon"], events["lat"]), crs="EPSG:4326"
    )
    begin = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        collection = mpd.TrajectoryCollection(points, traj_id_col="case_id", t="day")
        middle = time.perf_counter()
        aggregated = mpd.TrajectoryCollectionAggregator(
            collection, max_distance=FAR, min_distance=NEAR, min_stop_duration=pd.Timedelta(days=1)
        )
        aggregated.get_flows_gdf()
    return {"collection": middle - begin, "flows": time.perf_counter() - middle}
