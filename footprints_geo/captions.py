"""The sentences beside a map: what is seen, what is not, and what it must not be taken for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from footprints_geo.events.table import Events
from footprints_geo.journeys import Ints
from footprints_geo.moments import returning_events
from footprints_geo.persons import count_persons
from footprints_geo.pipeline import View
from footprints_geo.routes import NO_ROUTE
from footprints_geo.vocabulary import Kind, country_name

CAVEAT: Final = (
    "Documented cases are a minimum: what is documented does not mirror the true scale. "
    "A line joins two places in the records; it is never the path travelled."
)

INTERNAL: Final = "For internal use: nothing is withheld here."
"""Printed on everything that is made without disclosure control."""

MARK_WORDS: Final = {
    "recorded": "between two recorded places",
    "gap": "leaves out a stop known only to a province or country",
    "implied": "one end is inferred: the crossing opposite, or the home country",
    "area": "one end is known only to a country or province",
}
"""What each way of drawing a leg means."""

_STATES: Final[dict[Kind, str]] = {
    "escape": "on the way out",
    "custody": "moved under custody other than by a return",
}


def persons_words(low: float, high: float) -> str:
    """A count of persons in words: `483`, `30 to 50`, or `at least 483` when the high count is open (NaN)."""
    if math.isnan(high):
        return f"at least {int(low):,}"
    return f"{int(low):,}" if low == high else f"{int(low):,} to {int(high):,}"


def recorded_persons(low: float, high: float, stated: bool) -> str:
    """What one record itself says: `30 to 50`, `up to 50`, or `not stated`; never the 1 that is counted for it."""
    if stated:
        return persons_words(low, high)
    return "not stated" if math.isnan(high) else f"up to {int(high):,}"


def count_words(number: int, one: str, many: str | None = None) -> str:
    """A number and its noun: `1 case`, `7 cases`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def counted_as(events: Events) -> tuple[str, int, int]:
    """What an account counts, and how many were read and rejected: rows, or events where a record may hold several.

    A record that holds no event is a row, and no event.
    """
    if events.records_read == events.rows_read:
        return "row", events.rows_read, events.rows_rejected
    return "event", events.events_read, events.rows_rejected - events.records_without_event


def sentence(view: View) -> str:
    """What the view shows, one sentence a kind asked for, and the conditions it stands under.

    A view without any segment gives a sentence that says so.
    """
    if not len(view.segments):
        return f"No documented journey matches: {view.selection.words()}. {freshness_sentence(view)}"
    if not view.totals["cases"].any():
        return "Every documented journey that matches is counted by another case, so there is no number to give."
    parts = [
        _kind_sentence(view, kind) for kind in ("repatriation", "escape", "custody") if kind in view.selection.kind
    ]
    return " ".join([*(part for part in parts if part), *_condition_sentence(view)])


def _kind_sentence(view: View, kind: Kind) -> str:
    total = view.totals.loc[[kind]].to_dict("records")[0]
    if not total["cases"]:
        return ""
    words = persons_words(total["persons_low"], total["persons_high"])
    people, verb = ("person", "was") if words in ("1", "at least 1") else ("people", "were")
    cases = count_words(int(total["cases"]), "documented case")
    # Only a return is an act with a date of its own; an event of a way out need not be a move.
    dated = kind == "repatriation" and view.selection.years is not None and _returned_inside(view)
    subject = f"{words[0].upper()}{words[1:]} {people} in {cases}{'' if dated else _span(view, kind)} {verb}"
    when = f" in {view.selection.period_words()}" if dated else ""
    return f"{subject} {f'sent back {_returns(view, when)}' if kind == 'repatriation' else _STATES[kind]}."


def _returns(view: View, when: str) -> str:
    """From where, and when: `from China in 2023`, or, for several countries, each with its number."""
    journeys = view.prepared.journeys
    segments = _of_kind(view, "repatriation")
    origin = _last_abroad(view, segments)
    table = count_persons(origin, segments, journeys, view.prepared.part_of).sort_values(
        ["persons_low", "cases"], ascending=False
    )
    table = table[table["cases"] > 0]
    names = [country_name(journeys.countries[code]) if code >= 0 else "an unknown country" for code in table.index]
    homes = " or ".join(country_name(code) for code in view.prepared.corridor.home)
    if len(names) == 1:
        return f"from {names[0]}{when}" if table.index[0] >= 0 else f"to {homes}{when}"
    split = ", ".join(
        f"{persons_words(low, high)} from {name}"
        for name, low, high in zip(names, table["persons_low"], table["persons_high"], strict=True)
    )
    return f"to {homes}{when}: {split}"


def _last_abroad(view: View, segments: Ints) -> Ints:
    """The country each segment came home from: that of its last stop outside home; -1 for none."""
    journeys = view.prepared.journeys
    country = journeys.stops["country"].to_numpy()
    home = np.array([code in view.prepared.corridor.home for code in journeys.countries], dtype=bool)
    abroad = np.maximum.accumulate(np.where(~home[country], np.arange(len(country)), -1))
    last = abroad[journeys.segments["last_stop"].to_numpy()[segments]]
    inside = last >= journeys.segments["first_stop"].to_numpy()[segments]
    return np.where(inside, country[last], -1)


def _of_kind(view: View, kind: Kind) -> Ints:
    return view.segments[(view.prepared.journeys.segments["kind"].iloc[view.segments] == kind).to_numpy()]


def _span(view: View, kind: Kind) -> str:
    """What ties the cases to a time: an event in the chosen years, or the years their records lie in."""
    if view.selection.years is not None:
        return f" with an event in {view.selection.period_words()}"
    records = view.records(_of_kind(view, kind))
    if records["date_earliest"].isna().all():
        return " without a date"
    first, last = records["date_earliest"].min().year, records["date_latest"].max().year
    return f" of {first}" if first == last else f" from {first} to {last}"


def _returned_inside(view: View) -> bool:
    """Whether in every segment the return itself, and not only an event before or after it, may fall in the years."""
    journeys, frame = view.prepared.journeys, view.prepared.events.frame
    rows = _of_kind(view, "repatriation")
    segments = journeys.segments.iloc[rows]
    back = returning_events(journeys, frame, rows)
    hits = np.concatenate(([0], np.cumsum(back & view.selection.matches(frame)[journeys.order])))
    inside = hits[segments["last_event"].to_numpy() + 1] > hits[segments["first_event"].to_numpy()]
    return bool(inside.all())


def _condition_sentence(view: View) -> list[str]:
    chosen = view.selection
    parts = []
    if chosen.countries:
        parts.append("recorded in " + " or ".join(country_name(code) for code in chosen.countries))
    if chosen.events:
        parts.append("of the type " + " or ".join(event.replace("_", " ") for event in chosen.events))
    if chosen.min_persons > 1:
        parts.append(f"that concerns at least {chosen.min_persons} people")
    return [f"Only cases with an event {', '.join(parts)}."] if parts else []


def tally_sentence(view: View) -> str:
    """What is in the table and every reason why anything is not; cases and events each add up to their whole."""
    tally = view.tally
    cases = {
        "not selected": tally.cases_not_selected,
        "with fewer than two stops": tally.cases_without_legs,
        f"on no route because no place is known ({_people_without_route(view)})": tally.cases_without_route,
    }
    events = {
        "in parts of journeys that are not selected": tally.events_not_selected,
        "of cases with fewer than two stops": tally.events_without_legs,
        "on no route because no place is known": tally.events_without_route,
        "without a country": tally.events_unplaced,
        "without date or sequence": tally.events_unordered,
    }
    parts = [
        _account(tally.cases_shown, tally.cases, "case", cases),
        _account(tally.events_shown, tally.events, "event", events),
    ]
    if tally.cases_shown == tally.cases and tally.events_shown == tally.events:
        parts.append("Every event that can be used is shown." if tally.rows_rejected else "Nothing is left out.")
    if tally.cases_part_of:
        parts.append(f"{count_words(tally.cases_part_of, 'case')} shown but in no sum: counted by another case.")
    if tally.events_undated:
        parts.append(f"{count_words(tally.events_undated, 'event')} without a date, which no year matches.")
    if tally.rows_rejected:
        parts.append(_rejected_sentence(view.prepared.events))
    return " ".join(parts)


def _rejected_sentence(events: Events) -> str:
    unit, read, rejected = counted_as(events)
    parts = [f"{rejected:,} of {count_words(read, unit)} could not be used"] if rejected else []
    if without := events.rows_rejected - rejected:
        parts.append(f"{count_words(without, 'record')} {'holds' if without == 1 else 'hold'} no event")
    return f"{'; '.join(parts)}."


def _account(shown: int, whole: int, noun: str, reasons: Mapping[str, int]) -> str:
    missing = [f"{number:,} {why}" for why, number in reasons.items() if number]
    return f"Shown: {shown:,} of {count_words(whole, noun)}{'; ' if missing else ''}{', '.join(missing)}."


def _people_without_route(view: View) -> str:
    """How many people are in the shown numbers but on no route of this level."""
    prepared = view.prepared
    lost = view.segments[prepared.ways[view.level].route_of[view.segments] == NO_ROUTE]
    counted = count_persons(np.zeros(len(lost), dtype=np.int64), lost, prepared.journeys, prepared.part_of)
    if counted.empty:
        return "nobody"
    words = persons_words(counted["persons_low"].iloc[0], counted["persons_high"].iloc[0])
    return f"{words} people, counted in the sentence"


def freshness_sentence(view: View) -> str:
    """Between which years the data set's events lie, and how many there are."""
    frame = view.prepared.events.frame
    dated = frame.dropna(subset=["date_earliest"])
    if dated.empty:
        return "No event has a date."
    first, last = dated["date_earliest"].min().year, dated["date_latest"].max().year
    when = f"all in {first}" if first == last else f"{first} to {last}"
    return f"{count_words(len(frame), 'event')} of {count_words(view.tally.cases, 'documented case')}, {when}."
