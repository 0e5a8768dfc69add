"""What a map of hotspots says, in sentences: what was found, how sure it is, and what it must not be taken for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.area_names import area_names
from footprints_geo.captions import persons_words
from footprints_geo.cells import middle
from footprints_geo.grids import persons_by_place
from footprints_geo.hotspots import CLASSES, LEAST_CASES, LEAST_CELLS, LEAST_PERSONS, NOT_TESTED, Hotspots
from footprints_geo.language import ENGLISH, Language, marked, marked_pair
from footprints_geo.paper import script_of
from footprints_geo.pipeline import matching_events
from footprints_geo.placement import PlacementTally
from footprints_geo.selection import Selection
from footprints_geo.terms import EVENT_NAMES, KIND_WORDS, country_in
from footprints_geo.vocabulary import KINDS, Script

CLASS_NAMES: Final = {
    CLASSES[0]: marked("More than chance would put there (99 % level)"),
    CLASSES[1]: marked("More than chance would put there (95 % level)"),
    CLASSES[2]: marked("More than chance would put there (90 % level)"),
    CLASSES[3]: marked("Not told from chance"),
    NOT_TESTED: marked("Not tested: too few records"),
}
NO_DANGER: Final = marked(
    "A hotspot is a concentration of documented cases, never a measure of danger: it also shows where people travel, "
    "and where somebody asked and wrote it down."
)
MINIMUM: Final = marked("Documented cases are a minimum: what is documented does not mirror the true scale.")
HOW: Final = marked(
    "Each cell with the cells beside it is compared with cells drawn by chance from the {cells} that have any record "
    "or lie beside one (Getis-Ord Gi*, {draws} draws, corrected for the number of cells after Benjamini and Hochberg). "
    "A case counts once a cell, with its largest number. Cells of resolution {resolution} of the H3 grid."
)
TOO_FEW: Final = marked(
    "The records are too few to tell a concentration from chance: {found}. At least {cells} cells, {persons} persons "
    "and {cases} cases are needed."
)
NONE: Final = marked(
    "No place stands out: nowhere are more persons documented than chance may put there ({events}; {found})."
)
DEPENDS: Final = {
    "each_case": marked("depends on one case"),
    "certain_dates": marked("depends on uncertain dates"),
    "largest_numbers": marked("depends on which number of persons is taken"),
    "shifted_grid": marked("depends on where the grid lies"),
    "coarser_grid": marked("not seen in larger cells"),
}
STABLE: Final = marked("stable")
STABLE_IN_SMALL: Final = marked("stable; larger cells are too few to ask")
STABLE_SO_FAR: Final = marked("stable so far; too many cases to leave out each")
COARSE: Final = marked_pair(
    "Not on the map: {number} event known less closely than a cell is large.",
    "Not on the map: {number} events known less closely than a cell is large.",
)
UNPLACED: Final = marked_pair(
    "Not on the map: {number} event without a country.", "Not on the map: {number} events without a country."
)
WITHOUT_POSITION: Final = marked_pair(
    "Not on the map: {number} event at a place whose position is not known.",
    "Not on the map: {number} events at places whose position is not known.",
)
MOST_NAMED: Final = 4


def hotspot_title(hotspots: Hotspots, language: Language = ENGLISH) -> str:
    """What is shown and when: `Concentrations of documented cases: arrest, repatriation, 2023`."""
    events = events_words(hotspots.selection, language)
    if hotspots.selection.years is None:
        return language("Concentrations of documented cases: {events}", events=events)
    period = hotspots.selection.period_words(language)
    return language("Concentrations of documented cases: {events}, {period}", events=events, period=period)


def events_words(selection: Selection, language: Language = ENGLISH) -> str:
    """The types of event that were looked at."""
    return ", ".join(language(EVENT_NAMES[word]) for word in selection.events)


def hotspot_sentence(hotspots: Hotspots, checked: pd.DataFrame, language: Language = ENGLISH) -> str:
    """The answer in a sentence or two: what stands out, that nothing does, or that the records are too few.

    `checked` says which hotspots are stable (see :func:`footprints_geo.robustness.check`).
    """
    if hotspots.refused:
        return f"{refusal(hotspots, language)} {condition_words(hotspots.selection, language)}".strip()
    hot = hotspots.hot
    if hot.empty:
        nothing = language(NONE, events=events_words(hotspots.selection, language), found=_found(hotspots, language))
        return f"{nothing} {condition_words(hotspots.selection, language)}".strip()
    names = cell_names(hotspots, hot["cell"].head(MOST_NAMED).tolist(), language)
    told = [
        language("{place} ({persons})", place=name, persons=persons_words(low, high, language))
        for name, low, high in zip(names, hot["persons_low"], hot["persons_high"], strict=False)
    ]
    more = len(hot) - len(told)
    if more > 0:
        told.append(language.plural("{number} more", "{number} more", more))
    gaps = {
        "events": events_words(hotspots.selection, language),
        "found": _found(hotspots, language),
        "places": "; ".join(told),
    }
    doubt = _how_stable(checked, language)
    words = language.plural(
        "More persons than chance would put there, in {number} cell and around it: {places} ({events}; {found}).",
        "More persons than chance would put there, in {number} cells and around them: {places} ({events}; {found}).",
        len(hot), **gaps,
    )  # fmt: skip
    said = f"{words} {condition_words(hotspots.selection, language)}".strip()
    # What must not be relied on is said first: a press release quotes beginnings.
    return f"{said} {doubt}" if checked["stable"].all() else f"{doubt} {said}"


def _how_stable(checked: pd.DataFrame, language: Language) -> str:
    """How many hotspots stay when the records are looked at otherwise, and how many depend on a single case."""
    one_case = int(np.count_nonzero(~checked["each_case"].to_numpy(dtype=bool)))
    if one_case == len(checked):
        return language.plural(
            "No firm finding: it depends on one case, without which it is gone.",
            "No firm findings: each depends on one case, without which it is gone.",
            len(checked),
        )  # fmt: skip
    if checked["stable"].all():
        return language("What stands out stays so when the records are looked at a little otherwise.")
    return language(
        "Stable: {stable} of {all}; depending on one case: {one_case}.",
        stable=int(checked["stable"].sum()), all=len(checked), one_case=one_case,
    )  # fmt: skip


def refusal(hotspots: Hotspots, language: Language = ENGLISH) -> str:
    """Why there is no answer; '' where there is one."""
    if not hotspots.refused:
        return ""
    return language(
        TOO_FEW, found=_found(hotspots, language), cells=LEAST_CELLS, persons=LEAST_PERSONS, cases=LEAST_CASES
    )


def _found(hotspots: Hotspots, language: Language) -> str:
    """How much there is to go by: `at least 27 persons of 6 cases in 206 cells`."""
    persons = language.plural("at least {number} person", "at least {number} persons", hotspots.persons_low)
    cases = language.plural("{number} case", "{number} cases", hotspots.cases)
    cells = language.plural("{number} cell", "{number} cells", len(hotspots.grid.area.cells))
    return language("{persons} of {cases}, in a study area of {cells}", persons=persons, cases=cases, cells=cells)


def condition_words(chosen: Selection, language: Language = ENGLISH) -> str:
    """What of a Selection is not said by the types of event; '' for nothing."""
    parts = [chosen.period_words(language)] if chosen.years else []
    if chosen.kind != KINDS:
        kinds = language.both([language(KIND_WORDS[kind]) for kind in chosen.kind])
        parts.append(language("in parts of journeys of these kinds: {kinds}", kinds=kinds))
    if chosen.years and chosen.uncertain == "exclude":
        parts.append(language("uncertain dates left out"))
    if chosen.countries:
        where = language.either([country_in(code, language) for code in chosen.countries])
        parts.append(language("recorded in {countries}", countries=where))
    if chosen.min_persons > 1:
        parts.append(language("events of at least {persons} persons", persons=chosen.min_persons))
    return language("Only: {conditions}.", conditions="; ".join(parts)) if parts else ""


def not_in_cells(tally: PlacementTally, language: Language = ENGLISH) -> list[str]:
    """A sentence for each reason why matched events are in no cell; empty when all are."""
    notes = [
        language.plural(*texts, number)
        for texts, number in (
            (COARSE, tally.events_too_coarse), (UNPLACED, tally.events_unplaced),
            (WITHOUT_POSITION, tally.events_without_position),
        )
        if number
    ]  # fmt: skip
    if tally.cases_part_of:
        notes.append(
            language.plural(
                "{number} case is placed but in no sum: it belongs to another case.",
                "{number} cases are placed but in no sum: they belong to other cases.",
                tally.cases_part_of,
            )
        )
    return notes


def account_words(tally: PlacementTally, language: Language = ENGLISH) -> str:
    """Every event in or out, and why: the parts add up to the whole."""
    return language(
        "Documented events: {events}, of which placed: {inside}; not selected: {not_selected}; known too coarsely: "
        "{coarse}; without a country: {unplaced}; without a position: {nowhere}.",
        events=f"{tally.events:,}", inside=f"{tally.events_placed:,}", not_selected=f"{tally.events_not_selected:,}",
        coarse=f"{tally.events_too_coarse:,}", unplaced=f"{tally.events_unplaced:,}",
        nowhere=f"{tally.events_without_position:,}",
    )  # fmt: skip


def stability_words(checked: pd.Series, language: Language = ENGLISH) -> str:
    """Whether a hotspot stays, of a row of :func:`footprints_geo.robustness.check`: `stable`, or what it depends on."""
    if checked["stable"]:
        if checked["each_case"] is pd.NA:
            return language(STABLE_SO_FAR)
        words = STABLE_IN_SMALL if checked["coarser_grid"] is pd.NA else STABLE
        return language(words)
    return ", ".join(language(words) for name, words in DEPENDS.items() if _fails(checked[name]))


def _fails(answer: object) -> bool:
    return answer is not pd.NA and not answer


def cell_names(
    hotspots: Hotspots, cells: Sequence[int], language: Language = ENGLISH, script: Script | None = None
) -> list[str]:
    """What cells are called: by their places of most persons (see :func:`footprints_geo.area_names.area_names`)."""
    places = persons_by_place(hotspots.prepared, matching_events(hotspots.prepared, hotspots.selection), hotspots.grid)
    rows = hotspots.grid.area.row_of(np.array(cells, dtype=np.uint64))
    inside = [places.loc[places["area_row"] == row, "place"].to_numpy(dtype=np.int64) for row in rows.tolist()]
    positions = [middle(cell) for cell in cells]
    return area_names(hotspots.prepared.events.places, inside, positions, language, script or script_of(language))
