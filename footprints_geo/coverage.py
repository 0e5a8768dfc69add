"""How much is documented, held against what others have published, year by year and country by country.

A published figure is never added to another, nor to a record: each stands beside what the records hold of the same
thing, place and time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.dates.intervals import FIRST_YEAR, parse_date
from footprints_geo.journeys import Ints, last_abroad
from footprints_geo.periods import Period
from footprints_geo.persons import count_pairs
from footprints_geo.prepared import Prepared
from footprints_geo.segment_dates import NO_EVENT, dating_events
from footprints_geo.time_counts import DAY, NUMBERS, count_spans, documented_years, year_days
from footprints_geo.vocabulary import KINDS, data_path

PUBLISHED: Final = "published_figures.csv"
COMPARISONS: Final = "comparisons.csv"
THIN: Final = 3
"""Fewer cases than these are thin: what one record more or less changes is no picture."""

_UP_TO: Final = "to "


@dataclass(frozen=True)
class Coverage:
    """What is documented, and what others have published.

    Attributes
    ----------
    figures : pandas.DataFrame
        One row a published figure that can be held against the records, in the order of `comparisons.csv`, then by
        time: `metric`, `what_en`, `what_ko`, `when` (as published), `earliest` and `latest` (days), `value`, `meant`
        (`min`, `max`, `approx` or ''), `unit` (`persons` or `cases`), `source_org`, `source_title`, `source_url`, and
        what is documented of the same: `cases`, `persons_low`, `persons_high` (NaN: open), `cases_part_of` and
        `cases_certain` (those that lie in the time for certain; the others only may).
    years : pandas.DataFrame
        One row a year and kind, every year from the first documented one to the last: `year`, `kind` and the same
        numbers. Empty where nothing is dated.
    countries : pandas.DataFrame
        One row a country with an event, most cases first: `country` and the same numbers, `cases_certain` being all.
    """

    figures: pd.DataFrame
    years: pd.DataFrame
    countries: pd.DataFrame


def cover(prepared: Prepared, years: Period | None = None) -> Coverage:
    """Hold the records against what others have published.

    A case is documented in a time when a date of it may lie there: of a segment of a kind the date of
    :func:`footprints_geo.segment_dates.dating_events`, of types of event that of such an event. Within a case persons
    are never added; over cases as everywhere.

    Parameters
    ----------
    prepared : Prepared
        The records.
    years : Period, optional
        Only figures and years that reach into it; all by default.
    """
    spans = _Spans.of(prepared)
    figures = comparable_figures()
    if years is not None:
        first, last = (day.astype(DAY) for day in years.days)
        figures = figures[(figures["earliest"] <= last) & (figures["latest"] >= first)].reset_index(drop=True)
    return Coverage(_beside(figures, spans, prepared), _by_year(spans, prepared, years), _by_country(prepared))


@cache
def comparable_figures() -> pd.DataFrame:
    """The published figures that can be held against records, with what they are held against.

    Returns
    -------
    pandas.DataFrame
        The columns of `Coverage.figures` up to the source, with `kind`, `events` and `countries` of `comparisons.csv`.
    """
    published = _texts(PUBLISHED).astype({"value": "float64"})
    comparisons = _texts(COMPARISONS).reset_index(names="order")
    both = comparisons.merge(published.drop(columns="country"), on=["metric", "place"])
    unit = both["unit"].str.partition("_")
    spans = [_span(text) for text in both["year"]]
    both = both.assign(
        when=both["year"],
        earliest=np.array([first for first, _ in spans], dtype=DAY),
        latest=np.array([last for _, last in spans], dtype=DAY),
        unit=unit[0],
        meant=unit[2],
    )
    return both.sort_values(["order", "latest", "earliest"], kind="stable", ignore_index=True).drop(
        columns=["order", "place", "year"]
    )


def _texts(name: str) -> pd.DataFrame:
    return pd.read_csv(data_path(name), dtype="str", keep_default_na=False)


def _span(text: str) -> tuple[np.datetime64, np.datetime64]:
    interval = parse_date(text.removeprefix(_UP_TO))
    first = f"{FIRST_YEAR}-01-01" if text.startswith(_UP_TO) else interval.earliest.isoformat()
    return np.datetime64(first), np.datetime64(interval.latest.isoformat())


@dataclass(frozen=True)
class _Spans:
    """When something of a case was: `case`, `country`, `persons_low`, `persons_high` and its days, none missing.

    Attributes
    ----------
    segments : pandas.DataFrame
        One row a segment, with its `kind`; the country is the last one abroad.
    events : pandas.DataFrame
        One row an event, with its `event_type`.
    """

    segments: pd.DataFrame
    events: pd.DataFrame

    @classmethod
    def of(cls, prepared: Prepared) -> _Spans:
        journeys, frame = prepared.journeys, prepared.events.frame
        every: Ints = np.arange(len(journeys.segments))
        rows = dating_events(journeys, frame, every, np.ones(len(frame), dtype=bool))
        abroad = last_abroad(journeys, prepared.corridor.home, every)
        codes = np.array([*journeys.countries, ""], dtype=object)
        segments = journeys.segments[["case", "kind", "persons_low", "persons_high"]].assign(
            country=codes[abroad], **{name: _days(frame[name], rows) for name in ("date_earliest", "date_latest")}
        )
        events = frame[["event_type", "country", "date_earliest", "date_latest", "persons_low", "persons_high"]].assign(
            case=frame["case_id"].cat.codes.to_numpy()
        )
        return cls(segments.dropna(subset="date_earliest"), events.dropna(subset="date_earliest"))

    def counted_as(self, kind: str, events: str, countries: str) -> pd.DataFrame:
        """Those of a kind of segment, or of types of event, in some countries; '' for all."""
        if kind:
            chosen = self.segments[self.segments["kind"] == kind]
        else:
            chosen = self.events
            if events:
                chosen = chosen[chosen["event_type"].isin(events.split(","))]
        return chosen[chosen["country"].isin(countries.split(","))] if countries else chosen


def _days(days: pd.Series, rows: Ints) -> npt.NDArray[np.datetime64]:
    found = np.full(len(rows), np.datetime64("NaT"), dtype=DAY)
    found[rows != NO_EVENT] = days.to_numpy().astype(DAY)[rows[rows != NO_EVENT]]
    return found


def _beside(figures: pd.DataFrame, spans: _Spans, prepared: Prepared) -> pd.DataFrame:
    counted = []
    for (kind, events, countries), asked in figures.groupby(["kind", "events", "countries"], sort=False):
        found = spans.counted_as(str(kind), str(events), str(countries))
        counted.append(count_spans(found, asked["earliest"], asked["latest"], prepared.part_of))
    numbers = pd.concat(counted) if counted else pd.DataFrame(columns=list(NUMBERS))
    return figures.drop(columns=["kind", "events", "countries"]).join(numbers)


def _by_year(spans: _Spans, prepared: Prepared, within: Period | None) -> pd.DataFrame:
    years = documented_years(prepared.events.frame)
    if within is not None:
        years = range(max(years.start, within.years[0]), min(years.stop, within.years[1] + 1))
    days = year_days(years)
    tables = [
        count_spans(spans.counted_as(kind, "", ""), *days, prepared.part_of).assign(year=list(years), kind=kind)
        for kind in KINDS
    ]
    return pd.concat(tables, ignore_index=True)[["year", "kind", *NUMBERS]].sort_values(
        ["year", "kind"], ignore_index=True
    )


def _by_country(prepared: Prepared) -> pd.DataFrame:
    frame = prepared.events.frame
    placed = frame[frame["country"].notna() & (frame["country"] != "")]
    country = placed["country"].cat.codes.to_numpy().astype(np.int64)
    pairs = pd.DataFrame(
        {
            "group": country,
            "case": placed["case_id"].cat.codes.to_numpy().astype(np.int64),
            "persons_low": placed["persons_low"].to_numpy(),
            "persons_high": placed["persons_high"].to_numpy(),
            "cases_certain": np.ones(len(placed), dtype=bool),
        }
    )
    table = count_pairs(pairs, prepared.part_of)
    codes = placed["country"].cat.categories.to_numpy()[table.index.to_numpy(dtype=np.int64)]
    return table.assign(country=codes).sort_values(
        ["cases", "persons_low", "country"], ascending=[False, False, True], ignore_index=True
    )[["country", *NUMBERS]]
