"""Chains of custody: the stations a person was held at one after another, and how each chain ended.

Chains are built from all events that have a place in the order, with a country or without, and selected afterwards: a
chain of what is left after filtering would be one nobody recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from footprints_geo.chain_names import ARROW, StepNames
from footprints_geo.chain_people import documented, may_be_others, people_at_the_end, people_held, stated_so_far
from footprints_geo.custodians import ANOTHER, NOT_RECORDED, custody_of, read_custodians
from footprints_geo.custody_types import FREES, HOLDS, TRANSFER, VANISHES
from footprints_geo.held_events import HeldEvents
from footprints_geo.journeys import REPATRIATION, Bools, Ints, order_events
from footprints_geo.language import ENGLISH, Language
from footprints_geo.prepared import Prepared
from footprints_geo.sequences import same_sequences
from footprints_geo.stations import RETURN, build_steps
from footprints_geo.vocabulary import EVENT_TYPES

ChainLevel = Literal["holder", "place"]
CHAIN_LEVELS: Final[tuple[ChainLevel, ...]] = ("holder", "place")
"""How finely chains are told apart."""

OUTCOMES: Final = ("released", "arrived", "left", "disappeared", "unknown")
"""How a chain ends: with a release; with an arrival; with another event of somebody who is no longer held; with a
disappearance, or where somebody was last seen; with no later record, which does not mean that they are still held."""

CASE_COLUMNS: Final = (
    "case", "first_event", "last_event", "first_step", "steps", "stations", "outcome", "persons_low", "persons_high",
    "outcome_low", "rest_low", "others", "inferred", "maybe_later",
)  # fmt: skip
_NO_CHAIN: Final = -1


@dataclass(frozen=True)
class Chains:
    """The chains of all cases of a data set.

    Attributes
    ----------
    prepared : Prepared
        Where they come from.
    order : numpy.ndarray of int
        Rows of the events table that have a place in the order, by case and order, also those without a country.
    chains : pandas.DataFrame
        CASE_COLUMNS, with a plain index: `case` (code of `case_id`), `first_event`, `last_event` (positions in `order`,
        both included; the last is the event that frees, where there is one), `first_step`, `steps` (row and number of
        its `steps`), `stations` (steps that are no return), `outcome` (category of OUTCOMES), `persons_low` (the
        largest low of its events but the one that frees: who came free with others was not held with them),
        `persons_high` (their largest known high; NaN for none, and below the low), `outcome_low` (of how many of them
        at least the outcome is recorded; 0 for `unknown`), `rest_low` (of how many of them at least none is), `others`
        (the event that frees may be of others of the case: the outcome is `unknown`), `inferred` (a place tells who
        held at some station), `maybe_later` (the outcome is `unknown`, and the case has a record that may be later: it
        has no place in the order, or a vague date).
    steps : pandas.DataFrame
        See :func:`footprints_geo.stations.build_steps`; and `persons_low`, how many people at least are documented at
        this step or a later one.
    unordered : numpy.ndarray of bool
        A value a row of the events table: it has no place in the order.
    """

    prepared: Prepared
    order: Ints
    chains: pd.DataFrame
    steps: pd.DataFrame
    unordered: Bools

    @cached_property
    def _ways_by_holder(self) -> tuple[Ints, pd.DataFrame]:
        return _number_ways(self, "holder")

    @cached_property
    def _ways_by_place(self) -> tuple[Ints, pd.DataFrame]:
        return _number_ways(self, "place")

    def _ways(self, level: ChainLevel) -> tuple[Ints, pd.DataFrame]:
        return self._ways_by_holder if level == "holder" else self._ways_by_place

    def way_of(self, level: ChainLevel) -> Ints:
        """The row of :meth:`ways` of every chain."""
        return self._ways(level)[0]

    def ways(self, level: ChainLevel) -> pd.DataFrame:
        """What the chains are put together by: `chain` (a word a step), `label`, `stations`, `first` (chain)."""
        return self._ways(level)[1]

    def way_names(self, level: ChainLevel, some: Ints, language: Language = ENGLISH) -> list[str]:
        """What some rows of :meth:`ways` are called in a language; in English as in the column `label`."""
        first = self.ways(level)["first"].to_numpy()[some]
        return _named(self, level, _steps_of(self, first), language)

    def rows_of(self, chains: Ints) -> Ints:
        """Rows of the events table of some chains, in order."""
        inside = np.zeros(len(self.order) + 1, dtype=np.int64)
        np.add.at(inside, self.chains["first_event"].to_numpy()[chains], 1)
        np.add.at(inside, self.chains["last_event"].to_numpy()[chains] + 1, -1)
        rows: Ints = self.order[np.cumsum(inside)[:-1] > 0]
        return rows


def build_chains(prepared: Prepared) -> Chains:
    """Build the chains of all cases.

    A chain begins with an event that holds when the person is not held already, and goes on while nothing frees; the
    event that frees is its last. A transfer after an event that frees begins none unless it is at home, or its
    custodian or place says who held: it moves a person from one hand to another, and does not say that anybody seized a
    free one (people who reached an embassy are "transferred" too).

    Returns
    -------
    Chains
        With empty tables when nobody was held.
    """
    frame = prepared.events.frame
    order, unordered = order_events(frame)
    case = frame["case_id"].cat.codes.to_numpy().astype(np.int64)[order]
    event_type = frame["event_type"].cat.codes.to_numpy().astype(np.int64)[order]
    starts_case = np.ones(len(order), dtype=bool)
    starts_case[1:] = case[1:] != case[:-1]
    holds = HOLDS[event_type]
    custody = custody_of(prepared.events, prepared.corridor)
    transfer = (event_type == TRANSFER) & ~_in_custody(prepared, custody.holder)[order]
    holds &= ~(transfer & _latest_is(FREES[event_type], HOLDS[event_type] & ~transfer, starts_case))
    before = _latest_is(holds, FREES[event_type], starts_case)
    chain = np.where(holds | before, np.cumsum(holds & ~before) - 1, _NO_CHAIN)
    people = people_held(frame, order, chain)
    low = people["persons_low"].to_numpy(dtype=np.int64)
    others = may_be_others(frame, order, chain, low)
    steps = build_steps(HeldEvents(prepared.events, prepared.corridor, custody, order, chain, low, others))
    chains = _chains(frame, order, case, chain, steps, people, others)
    chains = chains.assign(maybe_later=_maybe_later(frame, order, chain, chains, unordered))[list(CASE_COLUMNS)]
    steps = steps.assign(persons_low=documented(chains, steps))
    return Chains(prepared, order, chains, steps, unordered)


def _in_custody(prepared: Prepared, holder: Ints) -> Bools:
    """Which events are at home, or say by name or place who held."""
    country = prepared.events.frame["country"].cat
    home = np.append(country.categories.isin(prepared.corridor.home), False)[country.codes.to_numpy()]
    nobody = read_custodians()["holder"].isin([ANOTHER, NOT_RECORDED]).to_numpy()
    told: Bools = home | ~nobody[holder]
    return told


def _latest_is(true: Bools, false: Bools, starts_case: Bools) -> Bools:
    """Whether the latest event before each that says the one or the other says the one; False before any does."""
    count = len(true)
    if not count:
        return true
    said = np.maximum.accumulate(np.where(true | false, np.arange(count), -1))
    begins = np.maximum.accumulate(np.where(starts_case, np.arange(count), 0))
    after = (said >= begins) & true[said]
    latest: Bools = np.append(False, after[:-1]) & ~starts_case
    return latest


def _chains(
    frame: pd.DataFrame,
    order: Ints,
    case: Ints,
    chain: Ints,
    steps: pd.DataFrame,
    people: pd.DataFrame,
    others: Bools,
) -> pd.DataFrame:
    """CASE_COLUMNS of all chains, without `maybe_later`."""
    inside = np.flatnonzero(chain != _NO_CHAIN)
    number = chain[inside]
    count = int(number[-1]) + 1 if len(number) else 0
    first = np.searchsorted(number, np.arange(count))
    first_event, last_event = inside[first], inside[np.append(first[1:], len(inside))[:count] - 1]
    step_count = np.bincount(steps["chain"].to_numpy(dtype=np.int64), minlength=count)
    is_return = (steps["holder"] == RETURN).to_numpy()
    stations = np.bincount(steps["chain"].to_numpy(dtype=np.int64)[~is_return], minlength=count)
    guessed = steps["basis"].isin(["place", "kind"]).to_numpy()
    inferred = np.bincount(steps["chain"].to_numpy(dtype=np.int64)[guessed], minlength=count) > 0
    last_type = frame["event_type"].cat.codes.to_numpy().astype(np.int64)[order[last_event]]
    word = np.array(EVENT_TYPES)[last_type]
    ways = [word == "release", word == "arrival", FREES[last_type], VANISHES[last_type]]
    outcome = np.select([others[last_event], *ways], [OUTCOMES[-1], *OUTCOMES[:-1]], OUTCOMES[-1])
    low = people["persons_low"].to_numpy(dtype=np.int64)
    so_far = stated_so_far(steps, low)[np.cumsum(step_count) - 1]
    some, rest = people_at_the_end(frame, order[last_event], low, so_far, outcome == OUTCOMES[-1])
    return pd.DataFrame(
        {
            "case": case[first_event],
            "first_event": first_event,
            "last_event": last_event,
            "first_step": np.cumsum(step_count) - step_count,
            "steps": step_count,
            "stations": stations,
            "outcome": pd.Categorical(outcome, categories=list(OUTCOMES)),
            "persons_low": low,
            "persons_high": people["persons_high"].to_numpy(),
            "outcome_low": some,
            "rest_low": rest,
            "others": others[last_event],
            "inferred": inferred,
        }
    )


def _maybe_later(frame: pd.DataFrame, order: Ints, chain: Ints, chains: pd.DataFrame, unordered: Bools) -> Bools:
    """Which chains without an outcome have another record of their case that may be later than their last.

    Without a sequence "2023" is put before June 2023, and may be after it. Inside a chain that matters of a return, a
    disappearance and a last sighting alone: that somebody was held is no later word of what became of them.
    """
    case = frame["case_id"].cat.codes.to_numpy().astype(np.int64)
    cases = len(frame["case_id"].cat.categories)
    has_unordered = np.bincount(case[unordered], minlength=cases) > 0
    by_date = np.bincount(case[frame["sequence"].isna().to_numpy()], minlength=cases) > 0
    unknown = (chains["outcome"] == OUTCOMES[-1]).to_numpy()
    of_case = chains["case"].to_numpy(dtype=np.int64)
    asked = np.flatnonzero(unknown & by_date[of_case])
    last = chains["last_event"].to_numpy()[asked] - chains["others"].to_numpy()[asked]
    dates = frame[["date_earliest", "date_latest"]].iloc[order]
    event_type = frame["event_type"].cat.codes.to_numpy()[order]
    records = pd.DataFrame({"case": case[order], "position": np.arange(len(order)), "chain": chain})
    records["tells"] = VANISHES[event_type] | (event_type == REPATRIATION)
    records["latest"] = dates["date_latest"].to_numpy()
    ends = pd.DataFrame({"case": of_case[asked], "number": asked, "last": last})
    ends["from"] = dates["date_earliest"].to_numpy()[last]
    pairs = ends.merge(records, on="case")
    may_tell = (pairs["position"] != pairs["last"]) & ((pairs["chain"] != pairs["number"]) | pairs["tells"])
    later: Bools = has_unordered[of_case] & unknown
    later[pairs["number"].to_numpy()[(may_tell & (pairs["latest"] >= pairs["from"])).to_numpy()]] = True
    return later


def _number_ways(chains: Chains, level: ChainLevel) -> tuple[Ints, pd.DataFrame]:
    """Number the different ways of chains, and name each."""
    steps, events = chains.steps, chains.prepared.events
    holder = steps["holder"].cat.codes.to_numpy().astype(np.int64)
    where = steps["country" if level == "holder" else "place"].to_numpy(dtype=np.int64)
    token = holder * (len(events.places) + len(events.frame["country"].cat.categories) + 1) + where + 1
    chain = steps["chain"].to_numpy(dtype=np.int64)
    count = chains.chains["steps"].to_numpy(dtype=np.int64)
    way_of, leader = same_sequences(chain, token, count, np.zeros(len(count), dtype=np.int64))
    ways = _steps_of(chains, leader)
    known = events.frame["country"].cat.categories if level == "holder" else events.places.index
    where_words, which = (*map(str, known), ""), 1 if level == "holder" else 2
    return way_of, pd.DataFrame(
        {
            # A word a step, the same in every data set: where, and in whose hands. What is not known is the last.
            "chain": pd.Series([tuple(f"{where_words[s[which]]}.{s[0]}" for s in way) for way in ways], dtype="object"),
            "label": pd.Series(_named(chains, level, ways, ENGLISH), dtype="str"),
            "stations": chains.chains["stations"].to_numpy()[leader],
            "first": leader,
        }
    )


def _steps_of(chains: Chains, some: Ints) -> list[list[Any]]:
    """Holder, country and place of each step of some chains."""
    first = chains.chains["first_step"].to_numpy(dtype=np.int64)
    count = chains.chains["steps"].to_numpy(dtype=np.int64)
    holders, countries, places = (chains.steps[name].tolist() for name in ("holder", "country", "place"))
    parts = list(zip(holders, countries, places, strict=True))
    return [parts[first[one] : first[one] + count[one]] for one in some]


def _named(chains: Chains, level: ChainLevel, ways: list[list[Any]], language: Language) -> list[str]:
    """What ways are called by their steps."""
    events = chains.prepared.events
    names = StepNames(events.places, language)
    codes = (*map(str, events.frame["country"].cat.categories), "")
    return [_label(way, codes, level, names) for way in ways]


def _label(way: list[tuple[str, int, int]], codes: tuple[str, ...], level: ChainLevel, names: StepNames) -> str:
    """The steps of a chain by their names, an arrow between them."""
    parts: list[str] = []
    before: tuple[str, int] | None = None
    said = ""
    for holder, country, place in way:
        if level == "holder":
            parts.append(names.in_country(holder, codes[country], further=before == (holder, country)))
        else:
            is_return = holder == RETURN
            part, said = names.sent_back(place, codes[country]) if is_return else names.at_place(holder, place, said)
            parts.append(part)
        before = (holder, country)
    return ARROW.join(parts)
