"""The chains of custody of a data set seen through one Selection: ranked, counted and accounted for."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.chains import OUTCOMES, ChainLevel, Chains, build_chains
from footprints_geo.errors import FootprintsError
from footprints_geo.journeys import Bools, Ints
from footprints_geo.language import ENGLISH, Language
from footprints_geo.persons import count_pairs
from footprints_geo.pipeline import choose_segments, matches
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import KINDS

CHAIN_COLUMNS: Final = (
    "rank", "chain", "label", "stations", "cases", "persons_low", "persons_high", "cases_part_of", "cases_released",
    "cases_arrived", "cases_left", "cases_disappeared", "cases_unknown", "cases_maybe_later", "cases_inferred",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChainTally:
    """What is shown of the chains, and every reason why anything is not.

    Events: `events` = `events_shown` + `events_unordered` + `events_free` + `events_not_selected` + `events_short`.
    Cases alike: `cases` = `cases_shown` + `cases_without_chain` + `cases_not_selected` + `cases_short`. A tally that
    does not add up cannot be made.

    Attributes
    ----------
    rows_read, rows_rejected : int
        As in :class:`footprints_geo.tally.Tally`.
    events, cases : int
        All of the data set.
    events_shown : int
        Events of shown chains.
    events_unordered : int
        Events with neither date nor sequence, in a case that is not ordered by sequence: no place in the order.
    events_free : int
        Events in no chain: nothing says that the person was held.
    events_not_selected : int
        Events of chains that the Selection leaves out.
    events_short : int
        Events of selected chains with fewer stations than asked for.
    events_undated : int
        Events without a date; no year matches them.
    cases_shown, cases_without_chain, cases_not_selected, cases_short : int
        The same for cases; a case with several chains is counted by the first of these that fits one of them.
    cases_part_of : int
        Cases among the shown whose people are counted by another case.
    """

    rows_read: int
    rows_rejected: int
    events: int
    events_shown: int
    events_unordered: int
    events_free: int
    events_not_selected: int
    events_short: int
    events_undated: int
    cases: int
    cases_shown: int
    cases_without_chain: int
    cases_not_selected: int
    cases_short: int
    cases_part_of: int

    def __post_init__(self) -> None:
        events = (
            self.events_shown + self.events_unordered + self.events_free + self.events_not_selected + self.events_short
        )
        cases = self.cases_shown + self.cases_without_chain + self.cases_not_selected + self.cases_short
        if (self.events, self.cases) != (events, cases):
            raise FootprintsError(
                f"The tally of chains does not add up (events: {self.events} in all, {events} in parts; cases: "
                f"{self.cases} in all, {cases} in parts); this is a fault of the program."
            )

    def to_json(self) -> dict[str, int]:
        """Every count by name."""
        return asdict(self)


@dataclass(frozen=True)
class ChainView:
    """The chains of one data set seen through one Selection.

    Attributes
    ----------
    chains : Chains
        Where they come from.
    selection : Selection
        What was asked for.
    level : {'holder', 'place'}
        How finely chains are told apart.
    least_stations : int
        Chains with fewer are left out.
    ranked : pandas.DataFrame
        CHAIN_COLUMNS, ranked by persons_low, then cases, then label. A case counts once a row, with its largest low and
        its largest known high; `persons_high` is NaN when it is open. `chain` is a tuple with a word a step. A case
        with two chains of one row and two outcomes is counted in both; `cases_disappeared` holds last sightings too,
        and `cases_maybe_later` those of `cases_unknown` with a record that may be later. Empty when nothing
        matches.
    shown : numpy.ndarray of int
        Rows of the shown chains.
    totals : dict of str to float
        `cases`, `persons_low`, `persons_high` (NaN: open) and `cases_part_of` of everything shown,
        `cases_<outcome>` and `cases_maybe_later`; `persons_rest`, of how many people at least no outcome is recorded.
    tally : ChainTally
        The account.
    """

    chains: Chains
    selection: Selection
    level: ChainLevel
    least_stations: int
    ranked: pd.DataFrame
    shown: Ints
    totals: dict[str, float]
    tally: ChainTally

    def names(self, language: Language = ENGLISH) -> list[str]:
        """What the ranked chains are called in a language; in English as in their column `label`."""
        if language == ENGLISH:
            return self.ranked["label"].tolist()
        row_of = {way: row for row, way in enumerate(self.chains.ways(self.level)["chain"])}
        rows = np.array([row_of[way] for way in self.ranked["chain"]], dtype=np.int64)
        return self.chains.way_names(self.level, rows, language)

    def of(self, chain: tuple[str, ...]) -> Ints:
        """Rows of the shown chains that go one ranked way; empty when none does."""
        same = np.array([way == chain for way in self.chains.ways(self.level)["chain"]], dtype=bool)
        return self.shown[np.isin(self.chains.way_of(self.level)[self.shown], np.flatnonzero(same))]

    def records(self, chains: Ints) -> pd.DataFrame:
        """The events behind some chains, in order: rows of `Events.frame`."""
        return self.chains.prepared.events.frame.iloc[self.chains.rows_of(chains)]


def see_chains(
    prepared: Prepared | Chains,
    selection: Selection | None = None,
    level: ChainLevel = "holder",
    least_stations: int = 1,
) -> ChainView:
    """See the chains of a data set through a Selection.

    A chain is in when any of its events matches. When not all kinds are asked for, it must share an event with a
    segment that is shown for them; a case without legs has none.

    Parameters
    ----------
    prepared : Prepared or Chains
        The data set, or its chains where they are built already.
    selection : Selection, optional
        Everything by default.
    level : {'holder', 'place'}
        Tell chains apart by country and holder, or by place and holder.
    least_stations : int
        Leave out chains with fewer stations; a return is none, so 0 keeps those of which a return alone is known.

    Returns
    -------
    ChainView
        With an empty table, and a tally that says why, when nothing matches.
    """
    chains = prepared if isinstance(prepared, Chains) else build_chains(prepared)
    selection = selection or Selection()
    selected = _selected(chains, selection)
    long = (chains.chains["stations"] >= least_stations).to_numpy()
    shown = np.flatnonzero(selected & long)
    return ChainView(
        chains=chains,
        selection=selection,
        level=level,
        least_stations=least_stations,
        ranked=_rank(chains, shown, level),
        shown=shown,
        totals=_totals(chains, shown),
        tally=_tally(chains, selected, long),
    )


def _selected(chains: Chains, selection: Selection) -> Bools:
    """Chains with a matching event and, where kinds are asked for, one of a segment that is shown for them."""
    frame = chains.prepared.events.frame
    matched = matches(chains.prepared, selection)
    selected = _has(chains, matched)
    if selection.kind != KINDS:
        journeys = chains.prepared.journeys
        segments = journeys.segments[choose_segments(chains.prepared, matched[journeys.order], selection)]
        edges = np.zeros(len(journeys.order) + 1, dtype=np.int64)
        np.add.at(edges, segments["first_event"].to_numpy(), 1)
        np.add.at(edges, segments["last_event"].to_numpy() + 1, -1)
        of_kind = np.zeros(len(frame), dtype=bool)
        of_kind[journeys.order[np.cumsum(edges)[:-1] > 0]] = True
        selected &= _has(chains, of_kind)
    return selected


def _has(chains: Chains, marked: Bools) -> Bools:
    """Which chains have a marked event."""
    before = np.concatenate(([0], np.cumsum(marked[chains.order])))
    table = chains.chains
    has: Bools = before[table["last_event"].to_numpy() + 1] > before[table["first_event"].to_numpy()]
    return has


def _counted(chains: Chains, shown: Ints, group: Ints) -> pd.DataFrame:
    """Cases, persons and outcomes of groups of chains."""
    table = chains.chains.iloc[shown].reset_index(drop=True)
    pairs = table[["case", "persons_low", "persons_high"]].assign(group=group, cases_inferred=table["inferred"])
    # Of a case that belongs to another nobody is in a sum.
    pairs["persons_rest"] = table["rest_low"].where(~chains.prepared.part_of[table["case"].to_numpy(dtype=np.int64)], 0)
    ends = {f"cases_{word}": table["outcome"] == word for word in OUTCOMES} | {
        "cases_maybe_later": table["maybe_later"]
    }
    return count_pairs(pairs.assign(**ends), chains.prepared.part_of)


def _rank(chains: Chains, shown: Ints, level: ChainLevel) -> pd.DataFrame:
    counted = _counted(chains, shown, chains.way_of(level)[shown])
    ways = chains.ways(level)
    table = ways.take(counted.index.to_numpy(dtype=np.int64)).set_axis(counted.index).join(counted)
    table = table.sort_values(["persons_low", "cases", "label"], ascending=[False, False, True], ignore_index=True)
    table["rank"] = np.arange(1, len(table) + 1)
    return table[list(CHAIN_COLUMNS)]


def _totals(chains: Chains, shown: Ints) -> dict[str, float]:
    counted = _counted(chains, shown, np.zeros(len(shown), dtype=np.int64))
    if counted.empty:
        return {**dict.fromkeys(counted.columns, 0), "persons_high": float("nan")}
    return {str(name): float(number) for name, number in counted.iloc[0].items()}


def _tally(chains: Chains, selected: Bools, long: Bools) -> ChainTally:
    prepared = chains.prepared
    events, case_of = prepared.events, chains.chains["case"].to_numpy()
    size, cases = len(events.frame), len(events.frame["case_id"].cat.categories)
    shown = selected & long

    def of_events(which: Bools) -> int:
        return len(chains.rows_of(np.flatnonzero(which)))

    def of_cases(which: Bools) -> Bools:
        return np.isin(np.arange(cases), case_of[which])

    in_chains = of_events(np.ones(len(selected), dtype=bool))
    case_shown, case_short = of_cases(shown), of_cases(selected & ~long)
    with_chain = of_cases(np.ones(len(selected), dtype=bool))
    unordered = int(np.count_nonzero(chains.unordered))
    return ChainTally(
        rows_read=events.rows_read,
        rows_rejected=events.rows_rejected,
        events=size,
        events_shown=of_events(shown),
        events_unordered=unordered,
        events_free=size - unordered - in_chains,
        events_not_selected=of_events(~selected),
        events_short=of_events(selected & ~long),
        events_undated=int(events.frame["date_earliest"].isna().sum()),
        cases=cases,
        cases_shown=int(case_shown.sum()),
        cases_without_chain=int((~with_chain).sum()),
        cases_not_selected=int((with_chain & ~case_shown & ~case_short).sum()),
        cases_short=int((case_short & ~case_shown).sum()),
        cases_part_of=int((case_shown & prepared.part_of).sum()),
    )
