"""The words on a map of events, and what its legend says."""

from __future__ import annotations

from typing import Final

from footprints_geo.captions import persons_words, sentence
from footprints_geo.disclosure.words import audience_words
from footprints_geo.event_places import EventPlaces
from footprints_geo.labels import shortened
from footprints_geo.language import ENGLISH, Language, marked, marked_pair
from footprints_geo.legend import PLAIN, LegendColumn, LegendLine
from footprints_geo.paper import script_of
from footprints_geo.pipeline import View
from footprints_geo.projections import Projection
from footprints_geo.scales import WidthScale
from footprints_geo.scene import place_name
from footprints_geo.symbols import COLOURS, GROUPS, INKS, group_of
from footprints_geo.terms import EVENT_NAMES
from footprints_geo.timeline_words import MINIMUM
from footprints_geo.vocabulary import EVENT_TYPES
from footprints_geo.wording import (
    BOUNDARIES,
    GROUND,
    PERSONS_HEADING,
    FigureWords,
    as_of,
    caption_words,
    numbers_of,
    projection_words,
    standing_notes,
    title_of,
)

COARSE: Final = marked_pair(
    "{number} event is known only to a province or country: not on the map.",
    "{number} events are known only to a province or country: not on the map.",
)
WITHOUT_POSITION: Final = marked_pair(
    "{number} event is at a place whose position is not known: not on the map.",
    "{number} events are at places whose position is not known: not on the map.",
)
BEYOND: Final = marked_pair(
    "{number} event lies beyond the extent of this map.",
    "{number} events lie beyond the extent of this map.",
)
SYMBOLS: Final = marked(
    "One symbol a place and event type, its area by the persons of its cases; the same person may be in several. All "
    "events of the selected parts of journeys are shown. Symbols that would cover each other stand beside their place, "
    "with a thin line to it. Where there is no room, names are not written."
)
ACCOUNT: Final = marked(
    "Documented events: {events}, of which in the selected parts of journeys: {selected}; not selected: "
    "{not_selected}; of cases with fewer than two stops: {legless}; without a country: {unplaced}; without date or "
    "sequence: {unordered}."
)
APART: Final = 2.5
"""A size is left out where the largest one is less than so many times as large."""

HOLLOW: Final = marked("Hollow: known only to a county")


def event_words(
    view: View, places: EventPlaces, beyond: int, projection: Projection, language: Language = ENGLISH
) -> FigureWords:
    """The words on a map of events.

    Parameters
    ----------
    view, places : View, EventPlaces
        What is drawn.
    beyond : int
        Events at places outside the extent of the map.
    projection : Projection
        Of the map.
    language : Language
        English by default.
    """
    title = language("{title}: events at known places", title=title_of(view, language))
    subtitle = sentence(view, language)
    missing = [
        language.plural(*texts, number)
        for texts, number in (
            (COARSE, places.coarse), (WITHOUT_POSITION, places.without_position), (BEYOND, beyond),
        )
        if number
    ]  # fmt: skip
    origin = standing_notes(view, as_of(view), language)
    standing = [
        language(SYMBOLS) if len(places.symbols) else "",
        language(MINIMUM),
        *origin,
        f"{language(BOUNDARIES)} {projection_words(projection, language)} {language(GROUND)}",
        audience_words(view.prepared.release, language),
    ]
    alt = language("Map of events: {title}. {sentence}", title=title_of(view, language), sentence=subtitle)
    told = [alt, _largest(view, places, language), *missing, language(MINIMUM)]
    return FigureWords(
        title=title,
        subtitle=subtitle,
        numbers=numbers_of(view, language),
        not_shown=(*missing, _account(view, language)),
        standing=tuple(note for note in standing if note),
        alt=alt,
        caption=caption_words(title, subtitle, origin, view.prepared.release, language),
        description=" ".join(part for part in told if part),
        audience=audience_words(view.prepared.release, language),
        language=language.code,
    )


def event_legend(places: EventPlaces, scale: WidthScale, language: Language = ENGLISH) -> tuple[LegendColumn, ...]:
    """Shapes, sizes and what hollow means, of the symbols that are shown; empty without symbols."""
    if places.symbols.empty:
        return ()
    shown = set(places.symbols["event_type"])
    columns = []
    for group, heading in GROUPS.items():
        lines = tuple(
            LegendLine(_capital(language(EVENT_NAMES[word])), COLOURS[group], INKS[group], word, shape="symbol")
            for word in EVENT_TYPES
            if word in shown and group_of(word) == group
        )
        if lines:
            columns.append(LegendColumn(language(heading), lines))
    sizes = [LegendLine(f"{step:,}", PLAIN, PLAIN, "", step, "symbol") for step in symbol_steps(places, scale)]
    if places.symbols["hollow"].any():
        sizes.append(LegendLine(language(HOLLOW), PLAIN, PLAIN, "", shape="hollow"))
    return (*columns, LegendColumn(language(PERSONS_HEADING), tuple(sizes))) if sizes else tuple(columns)


def _capital(words: str) -> str:
    """With a capital first letter, where a script has capitals."""
    return words[0].upper() + words[1:]


def symbol_steps(places: EventPlaces, scale: WidthScale) -> tuple[int, ...]:
    """The persons whose sizes are shown: the very largest number on the map, and round ones below it."""
    largest = int(places.symbols["persons_low"].max()) if len(places.symbols) else 0
    if not largest:
        return ()
    rounded = [step for step, _ in WidthScale(largest, scale.thinnest, scale.widest).legend()]
    return (largest, *(step for step in rounded if step * APART <= largest))


def _account(view: View, language: Language) -> str:
    """Every event in or out, and why: the parts add up to the whole."""
    tally = view.tally
    return language(
        ACCOUNT, events=f"{tally.events:,}", selected=f"{tally.events_shown + tally.events_without_route:,}",
        not_selected=f"{tally.events_not_selected:,}", legless=f"{tally.events_without_legs:,}",
        unplaced=f"{tally.events_unplaced:,}", unordered=f"{tally.events_unordered:,}",
    )  # fmt: skip


def _largest(view: View, places: EventPlaces, language: Language) -> str:
    if places.symbols.empty:
        return ""
    first = places.symbols.to_dict("records")[0]
    place = view.prepared.events.places.loc[first["place_id"]].to_dict()
    name = EVENT_NAMES[first["event_type"]]
    gaps = {
        "event": language(name),
        "place": shortened(place_name(place, script_of(language))),
        "persons": persons_words(first["persons_low"], float("nan"), language),
    }
    return language("The largest symbol: {event}, {place}, persons: {persons}.", **gaps)
