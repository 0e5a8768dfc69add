"""What a scan of rates says, in sentences: which question it answers, what was found, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd

from footprints_geo.area_names import area_names
from footprints_geo.captions import persons_words
from footprints_geo.cells import cells_of, middle
from footprints_geo.hotspot_words import DEPENDS, condition_words, events_words, stability_words
from footprints_geo.hotspots import LEAST_CASES, LEAST_PERSONS
from footprints_geo.language import ENGLISH, Language, marked, marked_pair
from footprints_geo.paper import script_of
from footprints_geo.rates import COARSEST, LEAST_PLACES, Rates
from footprints_geo.vocabulary import Script

QUESTION: Final = marked(
    "Of those who are documented somewhere, how many have such an event there? A count mostly shows where people "
    "travel; this compares each place and what lies around it with all others."
)
HOW: Final = marked(
    "Circles round each place are compared with what chance would give if as many visits had such an event "
    "(Kulldorff's spatial scan, {runs} runs; whole cases are drawn and never single persons, and only among cases of "
    "like size and as many places). Circles looked at: {circles}."
)
TOO_FEW: Final = marked(
    "The records are too few to tell a high rate from chance: {persons} of {cases} with such an event at a known "
    "place. At least {least_persons} persons, {least_cases} cases and {least_places} places are needed."
)
NONE: Final = marked("Nowhere are such events more frequent among those documented than chance may have it ({events}).")
NOT_LOOKED_FOR: Final = marked("No visit is dated closely enough to look for periods.")
NO_PERIOD: Final = marked("In no period of up to a year are they more frequent anywhere than chance may have it.")
FOUND: Final = marked(
    "Among those documented, such events ({events}) are more frequent than chance would have it: {clusters}."
)
FOUND_THEN: Final = marked("In a period of its own: {clusters}.")
PLACES_TOGETHER: Final = marked("{places} places were put together to {sites}, in squares of {km} km.")
YEARS_ONLY: Final = marked("Because there are so many records, only whole calendar years were looked at.")
BY_VISIT: Final = marked(
    "Because there are so many records, visits (a case at a place) were drawn and not whole cases: where cases have "
    "several such visits near each other, p is too small."
)
COUNTY_KM: Final = 30
"""No place of a county-size cell is farther from its middle."""

UNDATED: Final = marked_pair(
    "{number} visit has no part in the search for periods: undated, or its dates span more than a year.",
    "{number} visits have no part in the search for periods: undated, or their dates span more than a year.",
)


def rate_sentence(rates: Rates, checked: pd.DataFrame, language: Language = ENGLISH) -> str:
    """The answer of one scan in a sentence: what stands out, that nothing does, or that the records are too few."""
    conditions, events = condition_words(rates.selection, language), events_words(rates.selection, language)
    if rates.refused:
        said = refusal(rates, language)
    elif not rates.scan.circles_tested:
        said = language(NOT_LOOKED_FOR)
    elif rates.scan.clusters.empty:
        said = language(NO_PERIOD) if rates.over_time else language(NONE, events=events)
    else:
        clusters = "; ".join(cluster_words(rates, language))
        found = {"events": events, "clusters": clusters}
        said = language(FOUND_THEN, clusters=clusters) if rates.over_time else language(FOUND, **found)
    # What must not be relied on is said first: a press release quotes beginnings.
    said = f"{_doubt(rates, checked, language)} {said}".strip()
    # The two answers stand together: the conditions are said once.
    return said if rates.over_time else f"{said} {conditions}".strip()


def _doubt(rates: Rates, checked: pd.DataFrame, language: Language) -> str:
    """Which clusters do not stay, and what each depends on; '' where all do or there is none."""
    doubted = np.flatnonzero(~checked["stable"].to_numpy(dtype=bool)).tolist()
    if not doubted:
        return ""
    names = cluster_names(rates, language)
    told = [
        language("{place}: {depends}", place=names[row], depends=rate_stability(checked.iloc[row], language))
        for row in doubted
    ]
    reasons = "; ".join(told)
    if len(doubted) < len(checked):
        return language("Not all of this is firm ({reasons}).", reasons=reasons)
    return language.plural("No firm finding ({reasons}).", "No firm findings ({reasons}).", len(told), reasons=reasons)


def refusal(rates: Rates, language: Language = ENGLISH) -> str:
    """Why there is no answer; '' where there is one."""
    if not rates.refused:
        return ""
    persons = language.plural("at least {number} person", "at least {number} persons", rates.persons_low)
    cases = language.plural("{number} case", "{number} cases", rates.cases)
    least = {"least_persons": LEAST_PERSONS, "least_cases": LEAST_CASES, "least_places": LEAST_PLACES}
    return language(TOO_FEW, persons=persons, cases=cases, **least)


def cluster_words(rates: Rates, language: Language = ENGLISH) -> list[str]:
    """Each cluster in words: where, when, how many, of how many."""
    names = cluster_names(rates, language)
    return [
        _cluster(row, name, language) for name, row in zip(names, rates.scan.clusters.to_dict("records"), strict=True)
    ]


def _cluster(row: Mapping[Any, Any], name: str, language: Language) -> str:
    gaps = {
        "place": name,
        "km": f"{row['radius_km']:.0f}",
        "persons": persons_words(row["persons"], float("nan"), language),
        "documented": persons_words(row["documented_persons"], float("nan"), language),
        "period": period_words(row, language),
    }
    many = len(row["places"])
    if many > 1:
        # A wide circle has its middle far from the places that name it.
        said = language(
            "{number} places, {place} among them, up to {km} km from the middle of the circle: {persons} of "
            "{documented} persons documented there",
            number=many,
            **gaps,
        )
    else:
        said = language("{place}: {persons} of {documented} persons documented there", **gaps)
    return f"{gaps['period']}, {said}" if gaps["period"] else said


def period_words(row: Mapping[Any, Any], language: Language = ENGLISH) -> str:
    """From when to when a cluster is, `2023-08 to 2023-10`; '' where no period was looked for."""
    first, last = row["first_month"], row["last_month"]
    if first < 0:
        return ""
    begin, end = (f"{month // 12}-{month % 12 + 1:02d}" for month in (first, last))
    return begin if begin == end else language("{begin} to {end}", begin=begin, end=end)


def cluster_names(rates: Rates, language: Language = ENGLISH, script: Script | None = None) -> list[str]:
    """What clusters are called: by their places of most persons with such an event."""
    marked_visits = rates.visits[rates.visits["marked"]]
    persons = marked_visits.groupby("place")["persons_marked"].sum()
    table = rates.prepared.events.places
    county = cells_of(table, COARSEST)
    inside, positions = [], []
    for centre, places in zip(rates.scan.clusters["centre"], rates.scan.clusters["places"], strict=True):
        ranked = persons.reindex(list(places)).fillna(0).sort_values(ascending=False, kind="stable")
        inside.append(ranked.index.to_numpy(dtype=np.int64))
        # Of its county only: a place that nothing but a record knows is not told by how far it is from another.
        positions.append(middle(int(county[centre])))
    return area_names(table, inside, positions, language, script or script_of(language), COUNTY_KM)


def how_words(rates: Rates, language: Language = ENGLISH) -> list[str]:
    """How it was looked for, and what was put together for it."""
    scan = rates.scan
    notes = [language(HOW, runs=f"{scan.runs:,}", circles=f"{scan.circles_tested:,}")]
    if scan.thinned is not None:
        if scan.thinned.sites < scan.thinned.places:
            gaps = {"places": f"{scan.thinned.places:,}", "sites": f"{scan.thinned.sites:,}"}
            notes.append(language(PLACES_TOGETHER, km=f"{scan.thinned.square_km:.0f}", **gaps))
        if scan.thinned.years:
            notes.append(language(YEARS_ONLY))
    if not scan.whole_cases:
        notes.append(language(BY_VISIT))
    if scan.visits_undated:
        notes.append(language.plural(*UNDATED, scan.visits_undated))
    return notes


def rate_stability(checked: pd.Series, language: Language = ENGLISH) -> str:
    """Whether one cluster stays, of a row of :func:`footprints_geo.rates.check_rates`."""
    return stability_words(checked.astype(object).reindex(["stable", *DEPENDS], fill_value=True), language)
