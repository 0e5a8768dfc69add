"""The rules as they are mostly written: a function of one case, applied to each group of a pandas table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pandas as pd

from bench.rivals import FREEING, HOLDING, HOME, Ranked, ordered
from bench.scale_data import TYPED

COLUMNS = ["kind", "route", "low", "part"]


@dataclass
class Stop:
    """One place, or the home country where a return leads; events that are put together there."""

    place: str | None
    country: str
    first_type: str | None = None
    held: bool = False
    back: bool = False
    low: int = 0

    @property
    def home(self) -> bool:
        """Whether it is in the country people leave."""
        return self.country == HOME


def rank(folder: Path) -> Ranked:
    """The ranked routes of typed events."""
    return ranked(pd.read_parquet(folder / TYPED))


def ranked(events: pd.DataFrame) -> Ranked:
    """The same of a table."""
    segments = events.groupby("case").apply(_segments_of_case)
    if segments.empty:
        return []
    by_case = segments.groupby(["case", "kind", "route"]).agg({"low": "max", "part": "max"}).reset_index()
    by_case["cases"] = ~by_case["part"].astype(bool)
    by_case["low"] = by_case["low"].where(by_case["cases"], 0)
    routes = by_case.groupby(["kind", "route"])[["cases", "low"]].sum()
    return ordered([(kind, route, int(cases), int(low)) for (kind, route), cases, low in routes.itertuples()])


def _segments_of_case(case: pd.DataFrame) -> pd.DataFrame:
    part = bool(case["part"].any())
    lines = [(kind, route, low, part) for kind, route, low in _segments(_stops(case))]
    return pd.DataFrame(lines, columns=COLUMNS)


def _stops(case: pd.DataFrame) -> list[Stop]:
    by = ["earliest", "latest", "row"] if case["sequence"].isna().any() else ["sequence", "earliest", "latest", "row"]
    if by[0] == "earliest":
        case = case[case["earliest"].notna()]
    case = case[case["place"].notna()].sort_values(by, na_position="first")
    stops: list[Stop] = []
    held = False
    for _, event in case.iterrows():
        if not stops or stops[-1].place != event["place"]:
            stops.append(Stop(event["place"], event["country"], event["type"], held))
        held = event["type"] in HOLDING or (held and event["type"] not in FREEING)
        stop = stops[-1]
        stop.held = held
        stop.back |= event["type"] == "repatriation"
        stop.low = max(stop.low, event["low"])
    return _with_implied(stops)


def _with_implied(stops: list[Stop]) -> list[Stop]:
    whole = []
    for number, stop in enumerate(stops):
        whole.append(stop)
        if stop.back and not stop.home and not (number + 1 < len(stops) and stops[number + 1].home):
            whole.append(Stop(None, HOME, held=True))
    return whole


def _segments(stops: list[Stop]) -> Iterator[tuple[str, str, int]]:
    run: list[Stop] = []
    run_custody = returned = False
    for one, other in pairwise(stops):
        custody = _custody(one, other)
        if run and (custody != run_custody or returned):
            yield _segment(run, run_custody, returned)
            run = []
        run = [*(run or [one]), other]
        run_custody = custody
        returned = custody and other.home and (not one.home or other.back)
    if run:
        yield _segment(run, run_custody, returned)


def _custody(one: Stop, other: Stop) -> bool:
    if one.home and not other.home:
        return False
    forced = (not one.home and one.back) or other.first_type == "repatriation"
    return forced or (one.held and other.first_type not in FREEING)


def _segment(run: list[Stop], custody: bool, returned: bool) -> tuple[str, str, int]:
    kind = "repatriation" if returned else "custody" if custody else "escape"
    countries = [run[0].country, *(b.country for a, b in pairwise(run) if a.country != b.country)]
    return kind, ">".join(countries), max(stop.low for stop in run)
