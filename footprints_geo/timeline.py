"""Persons over time: what each bar counts, and what no bar can."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from footprints_geo.dates.intervals import FIRST_YEAR, LAST_YEAR
from footprints_geo.journeys import Bools, Ints
from footprints_geo.periods import YEAR, Period
from footprints_geo.persons import count_persons
from footprints_geo.pipeline import View
from footprints_geo.segment_dates import NO_EVENT, dating_events
from footprints_geo.vocabulary import KINDS, Kind

Standing = Literal["certain", "uncertain", "outside", "undated"]
STANDINGS: Final[tuple[Standing, ...]] = ("certain", "uncertain", "outside", "undated")

COLUMNS: Final = (
    "kind", "standing", "first_bar", "last_bar", "cases", "persons_low", "persons_high", "cases_part_of",
)  # fmt: skip

GROUP: Final = COLUMNS[:4]
"""What tells the rows apart."""

DECADE: Final = 120
MOST_MONTHLY_YEARS: Final = 3
MOST_YEARLY_YEARS: Final = 60
"""Longer periods are shown by the decade: bars a reader cannot tell apart say nothing."""

NO_BAR: Final = -1
_BAR: Final = re.compile(r"(?P<kind>\w+):(?P<standing>\w+):(?P<first>-?\d{1,6}):(?P<last>-?\d{1,6})", flags=re.ASCII)


@dataclass(frozen=True)
class Bar:
    """One row of the counts of a timeline: `kind`, `standing`, `first_bar` and `last_bar`, as these say there."""

    kind: Kind
    standing: Standing
    first_bar: int
    last_bar: int

    @classmethod
    def read(cls, text: str) -> Bar | None:
        """What :attr:`text` wrote; None for anything else."""
        found = _BAR.fullmatch(text)
        if found is None or found["kind"] not in KINDS or found["standing"] not in STANDINGS:
            return None
        kind, standing = cast(Kind, found["kind"]), cast(Standing, found["standing"])
        return cls(kind, standing, int(found["first"]), int(found["last"]))

    @property
    def text(self) -> str:
        """As it stands in a link."""
        return f"{self.kind}:{self.standing}:{self.first_bar}:{self.last_bar}"


@dataclass(frozen=True)
class Timeline:
    """A view counted over time.

    Attributes
    ----------
    months : int
        Months a bar stands for: 1, 12 or 120.
    first, last : int
        The numbers of the first and the last bar; `last` is less than `first` where there is none. Bar n of months
        begins n times `months` months after the beginning of year 0.
    counts : pandas.DataFrame
        COLUMNS. `kind`; `standing`: `certain` (the date lies in one bar), `uncertain` (it may lie in several, or the
        record itself doubts it), `outside` (it lies outside the period) or `undated`; `first_bar` and `last_bar`, both
        included (int; NO_BAR for `outside` and `undated`, and an uncertain date may reach out of the period); `cases`,
        `persons_low`, `persons_high` (NaN: open), `cases_part_of`, as in `View.totals`. One row a kind, standing and
        pair of bars. Each case is in one row a kind, so that the rows of a kind add up to its row of `View.totals`.
    counted : pandas.DataFrame
        Which cases: the columns GROUP of `counts` and `case` (its number), one row a kind and case, those that another
        case counts too.
    repeated : int
        Cases that have several shown segments of one kind, and are counted at one of them.
    """

    months: int
    first: int
    last: int
    counts: pd.DataFrame
    counted: pd.DataFrame
    repeated: int

    @property
    def bars(self) -> range:
        """The numbers of all bars; empty where nothing that is shown has a date."""
        return range(self.first, self.last + 1)

    def of(self, kind: str, standing: Standing) -> pd.DataFrame:
        """The rows of a kind and a standing, in the order of their bars; empty when there are none."""
        counts = self.counts
        return counts[(counts["kind"] == kind) & (counts["standing"] == standing)]

    def of_standing(self, standing: Standing) -> pd.DataFrame:
        """The rows of a standing, of all kinds; empty when there are none."""
        return self.counts[self.counts["standing"] == standing]

    def months_of(self, first_bar: int, last_bar: int) -> Period:
        """The months that some bars stand for, both bars included."""
        # The first and the last decade reach beyond what a period may be.
        first, last = first_bar * self.months, last_bar * self.months + self.months - 1
        return Period(max(first, FIRST_YEAR * YEAR), min(last, LAST_YEAR * YEAR + YEAR - 1))

    def bar_text(self, bar: int) -> str:
        """What a bar stands for, in figures, which need no language: `2023-08`, `2023`, `1990–99`."""
        if self.months == 1:
            return f"{bar // YEAR}-{bar % YEAR + 1:02d}"
        return str(bar) if self.months == YEAR else f"{bar * 10}–{bar * 10 % 100 + 9:02d}"

    def cases_of(self, bar: Bar) -> Ints:
        """The numbers of the cases of one row of `counts`, in order; empty when there is no such row."""
        counted = self.counted
        for name in GROUP:
            counted = counted[counted[name] == getattr(bar, name)]
        return np.sort(counted["case"].to_numpy(dtype=np.int64))


def count_over_time(view: View) -> Timeline:
    """Count a view's persons over time, each kind by itself.

    A case counts once a kind, as everywhere: at the first of its segments whose date may lie in the period. What dates
    a segment is said at :func:`footprints_geo.segment_dates.dating_events`. A date that may lie in several bars, or
    that the record calls approximate or uncertain, is counted once and never spread.

    Parameters
    ----------
    view : View
        What is counted: its shown segments, whether or not they are on a route.

    Returns
    -------
    Timeline
        By month for a period of at most 3 years, by the year up to 60 years, by the decade beyond; where the Selection
        asks for no years, the period is that of the dates. Without rows for an empty view.
    """
    dates = _dates(view)
    first, last = _period(view, dates)
    within = dates["dated"] & (dates["latest"] >= first) & (dates["earliest"] <= last)
    order = dates.assign(rank=np.where(within, 0, np.where(dates["dated"], 1, 2))).sort_values(
        ["kind", "case", "rank", "earliest", "latest", "segment"]
    )
    once = order.groupby(["kind", "case"])[["rank", "earliest", "latest", "doubted"]].transform("first")
    months = _months_a_bar(first, last)
    bars = once[["earliest", "latest"]] // months
    one_bar = (bars["earliest"] == bars["latest"]) & ~once["doubted"]
    standing = np.select([once["rank"] == 2, once["rank"] == 1, one_bar], [3, 2, 0], default=1)
    barred = standing < 2
    table = pd.DataFrame(
        {
            "kind": order["kind"],
            "standing": standing,
            "first_bar": bars["earliest"].where(barred, NO_BAR),
            "last_bar": bars["latest"].where(barred, NO_BAR),
        }
    )
    counts = _counted(view, table, order["segment"].to_numpy(dtype=np.int64))
    cases = _in_words(table.assign(case=order["case"]).drop_duplicates(["kind", "case"]))
    repeated = dates[dates.duplicated(["kind", "case"])]["case"].nunique()
    return Timeline(months, first // months, last // months, counts, cases.reset_index(drop=True), int(repeated))


def _dates(view: View) -> pd.DataFrame:
    """One row a shown segment: `segment`, `kind` (code), `case`, `dated`, `earliest`, `latest` (months), `doubted`."""
    journeys, frame = view.prepared.journeys, view.prepared.events.frame
    rows = dating_events(journeys, frame, view.segments, view.selection.matches(frame))
    dated = rows != NO_EVENT
    segments = journeys.segments.iloc[view.segments]
    return pd.DataFrame(
        {
            "segment": view.segments,
            "kind": segments["kind"].cat.codes.to_numpy().astype(np.int64),
            "case": segments["case"].to_numpy(),
            "dated": dated,
            "earliest": _months(frame["date_earliest"], rows, dated),
            "latest": _months(frame["date_latest"], rows, dated),
            "doubted": dated & (frame["date_qualifier"] != "").to_numpy()[rows] if len(frame) else dated,
        }
    )


def _months(days: pd.Series, rows: Ints, dated: Bools) -> Ints:
    """Months since the beginning of year 0; 0 without a date."""
    months = np.zeros(len(rows), dtype=np.int64)
    since_1970 = days.to_numpy()[rows[dated]].astype("datetime64[M]").astype(np.int64)
    months[dated] = since_1970 + 1970 * YEAR
    return months


def _period(view: View, dates: pd.DataFrame) -> tuple[int, int]:
    """The first and the last month that is shown: those asked for, or of the whole years of the dates."""
    if view.selection.years is not None:
        return view.selection.years.first, view.selection.years.last
    dated = dates[dates["dated"]]
    if dated.empty:
        return 0, -1
    return int(dated["earliest"].min()) // YEAR * YEAR, int(dated["latest"].max()) // YEAR * YEAR + YEAR - 1


def _months_a_bar(first: int, last: int) -> int:
    years = (last - first + 1) // YEAR
    if years <= MOST_MONTHLY_YEARS:
        return 1
    return YEAR if years <= MOST_YEARLY_YEARS else DECADE


def _counted(view: View, table: pd.DataFrame, segment: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Cases and persons of each different row of a table that has a row a segment."""
    by = list(GROUP)
    group: Ints = table.groupby(by, sort=True).ngroup().to_numpy().astype(np.int64)
    rows = table.drop_duplicates(by).sort_values(by, ignore_index=True)
    counted = count_persons(group, segment, view.prepared.journeys, view.prepared.part_of)
    return _in_words(pd.concat([rows, counted.reset_index(drop=True)], axis=1))[list(COLUMNS)]


def _in_words(table: pd.DataFrame) -> pd.DataFrame:
    """The same with the words of `kind` and `standing` in place of their codes."""
    kinds = pd.Categorical.from_codes(table["kind"].to_numpy(), categories=pd.Index(KINDS))
    standings = pd.Categorical.from_codes(table["standing"].to_numpy(), categories=pd.Index(STANDINGS))
    return table.assign(kind=kinds, standing=standings)
