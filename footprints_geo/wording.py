"""The words on a figure: title, numbers, what is missing, sources, and what must not be read into it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from footprints_geo.basemap import Extent
from footprints_geo.captions import CAVEAT, persons_words, sentence
from footprints_geo.disclosure.release import Release
from footprints_geo.disclosure.words import audience_words, synthetic_words
from footprints_geo.labels import shortened
from footprints_geo.language import ENGLISH, Language, language_of, languages, marked, marked_pair
from footprints_geo.paper import script_of
from footprints_geo.pipeline import BUNDLED_EVENTS, View
from footprints_geo.plain_text import plain_line
from footprints_geo.projections import Projection
from footprints_geo.scene import Scene, place_name
from footprints_geo.tally_words import tally_sentence
from footprints_geo.terms import KIND_NAMES, KIND_TITLES, KIND_WORDS, country_in
from footprints_geo.vocabulary import KINDS, data_as_of, data_path

MARK_NAMES: Final = {
    "recorded": marked("Between two recorded places"),
    "gap": marked("A stop between them is known only to an area"),
    "implied": marked("One end is inferred"),
    "area": marked("One end is known only to a country (ring at its name)"),
}
PERSONS_HEADING: Final = marked("Persons, at least")
BOUNDARIES: Final = marked(
    "The boundaries and names shown and the designations used on this map do not imply official endorsement or "
    "acceptance."
)
SCHEMATIC: Final = marked(
    "Arrows are schematic: those between near places are drawn longer than the distance, and those that go one way "
    "near each other are led side by side. "
    "Where there is no room, places and numbers of persons are not written."
)
GROUND: Final = marked("Base map: Natural Earth.")
MOST_SOURCES: Final = 6
UNNAMED: Final = marked("Sources: not named, to protect people.")
MOST_TOLD: Final = 5
"""So many of the largest moves are told in the long text for those who do not see the picture."""


@dataclass(frozen=True)
class FigureWords:
    """What stands on a figure, in one language.

    Attributes
    ----------
    title, subtitle : str
        Heading, and what the numbers say.
    numbers : str
        Cases, persons, events.
    not_shown : tuple of str
        What is not in the picture and why, to the last event: the first part of the small print.
    standing : tuple of str
        Its second part, which holds of more than this picture: how to read it, the caveat, sources, state of the data,
        boundaries, audience.
    alt : str
        What it shows, in a sentence or two, for those who do not see it.
    caption : str
        What a report writes under it: what is seen, from which sources, until when, and what it is no proof of.
    description : str
        The same as `alt` at length: `alt`, the largest of what is drawn, and what is not.
    audience : str
        Whom it is for, and what was withheld; the last sentence of `standing` too.
    language : str
        ISO 639-1 code.
    """

    title: str
    subtitle: str
    numbers: str
    not_shown: tuple[str, ...]
    standing: tuple[str, ...]
    alt: str
    caption: str
    description: str
    audience: str
    language: str

    @property
    def notes(self) -> tuple[str, ...]:
        """The small print."""
        return (*self.not_shown, *self.standing)


def words_of(
    view: View, scene: Scene, as_of: str, projection: Projection | None, language: Language = ENGLISH
) -> FigureWords:
    """The words on a figure of routes.

    Parameters
    ----------
    view, scene : View, Scene
        What is drawn.
    as_of : str
        Until when the data reach, or ''.
    projection : Projection or None
        Of the map: its extent tells which legs lead beyond it. None: a map in a browser, which can be moved.
    language : Language
        Of the words.
    """
    title, subtitle = title_of(view, language), sentence(view, language)
    missing = not_drawn([scene], projection.extent if projection else None, language)
    origin = standing_notes(view, as_of, language)
    standing = [
        f"{language(CAVEAT)} {language(SCHEMATIC)}" if projection else language(CAVEAT),
        *origin,
        f"{language(BOUNDARIES)} {projection_words(projection, language)} {language(GROUND)}",
        audience_words(view.prepared.release, language),
    ]
    alt = language("Map: {title}. {sentence}", title=title, sentence=subtitle)
    told = [alt, *_largest_moves(view, scene, language), *missing, language(CAVEAT)]
    return FigureWords(
        title=title,
        subtitle=subtitle,
        numbers=numbers_of(view, language),
        not_shown=(*missing, tally_sentence(view, language)),
        standing=tuple(standing),
        alt=alt,
        caption=caption_words(title, subtitle, origin, view.prepared.release, language),
        description=" ".join(told),
        audience=audience_words(view.prepared.release, language),
        language=language.code,
    )


def in_each_language(words: Callable[[Language], FigureWords]) -> tuple[FigureWords, ...]:
    """The words of a figure in every language there is, English first."""
    return tuple(words(language_of(code)) for code in languages())


def told_as_synthetic(words: FigureWords, release: Release) -> FigureWords:
    """The words of a figure of made-up records: who does not see the watermark is told by the alt texts; else as is."""
    mark = synthetic_words(release, language_of(words.language))
    if not mark:
        return words
    return replace(words, alt=f"{mark} {words.alt}", description=f"{mark} {words.description}")


def caption_words(
    title: str, subtitle: str, origin: Sequence[str], release: Release, language: Language = ENGLISH
) -> str:
    """The caption of a figure of a title, a subtitle, and what :func:`standing_notes` says of its records."""
    return " ".join((f"{title}.", subtitle, *origin, language(CAVEAT), audience_words(release, language)))


def standing_notes(view: View, as_of: str, language: Language = ENGLISH) -> tuple[str, ...]:
    """What stands on every figure: its sources, and until when the data reach where that is known."""
    reach = language("Data as of {day}.", day=as_of) if as_of else ""
    return (sources_words(view, language), *([reach] if reach else []))


def title_of(view: View, language: Language = ENGLISH) -> str:
    """What is shown, of whom, and when: `Forced returns to North Korea, 2023`."""
    kinds = [language(KIND_TITLES[kind]) for kind in KINDS if kind in view.selection.kind]
    homes = language.both([country_in(code, language) for code in view.prepared.corridor.home])
    gaps = {"kinds": language.both([kinds[0], *map(_small, kinds[1:])]), "home": homes}
    period = view.selection.period_words(language) if view.selection.years else ""
    if view.selection.kind == ("repatriation",):
        if period:
            return language("Forced returns to {home}, {period}", home=homes, period=period)
        return language("Forced returns to {home}", home=homes)
    if period:
        return language("{kinds}, {home}, {period}", period=period, **gaps)
    return language("{kinds}, {home}", **gaps)


def _small(words: str) -> str:
    """With a small first letter, where a script has small letters."""
    return words[0].lower() + words[1:]


def numbers_of(view: View, language: Language = ENGLISH) -> str:
    """Cases, persons and events that are shown, each kind by itself: a person may be in several."""
    parts = []
    for kind, row in zip(view.selection.kind, view.totals.to_dict("records"), strict=True):
        if row["cases"]:
            cases = language.plural("{number} case", "{number} cases", int(row["cases"]))
            words = persons_words(row["persons_low"], row["persons_high"], language)
            persons = language.plural("{persons} person", "{persons} persons", int(row["persons_low"]), persons=words)
            parts.append(
                language("{kind}: {cases}, {persons}", kind=language(KIND_NAMES[kind]), cases=cases, persons=persons)
            )
    events = language.plural("{number} event", "{number} events", len(view.shown_rows))
    return f"{' · '.join([*parts, events])}."


def sources_words(view: View, language: Language = ENGLISH) -> str:
    """The organisations the shown records come from, those of most records first, and how many more."""
    return named_sources(view.column("source"), view.prepared.release, language)


def named_sources(sources: pd.Series, release: Release, language: Language = ENGLISH) -> str:
    """The same of the column `source` of any released records; of groups no source is named."""
    if release.grouped:
        return language(UNNAMED)
    by_text = sources.value_counts()
    counts = by_text.groupby(by_text.index.astype("str").map(plain_line)).sum()
    counts = counts[(counts.index != "") & (counts > 0)]
    if counts.empty:
        return language("Sources: none named in the records.")
    order = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = "; ".join(str(name) for name, _ in order[:MOST_SOURCES])
    more = len(order) - MOST_SOURCES
    if more > 0:
        return language("Sources: {shown}; and {more} more.", shown=shown, more=more)
    return language("Sources: {shown}.", shown=shown)


def projection_words(projection: Projection | None, language: Language = ENGLISH) -> str:
    """The projection of a map, with its parallels and meridian; that of maps in a browser for None."""
    if projection is None:
        return language("Projection: Mercator, in which the north looks larger than it is.")
    south, north = projection.parallels
    return language(
        "Projection: Albers equal-area conic ({south}° N, {north}° N; {east}° E).",
        south=f"{south:.0f}", north=f"{north:.0f}", east=f"{projection.meridian:.0f}",
    )  # fmt: skip


def as_of(view: View) -> str:
    """Until when the data reach, where it is known: of the bundled records, known by their bytes and not their name."""
    bundled = hashlib.sha256(data_path(BUNDLED_EVENTS).read_bytes()).hexdigest()
    return data_as_of(BUNDLED_EVENTS) if view.prepared.events.fingerprint == bundled else ""


def legs_beyond(scene: Scene, extent: Extent) -> int:
    """How many legs have an end outside an extent: the map may show a part of them, or nothing."""
    legs = scene.legs
    inside = [
        legs[f"{end}_lon"].between(extent.west, extent.east) & legs[f"{end}_lat"].between(extent.south, extent.north)
        for end in ("from", "to")
    ]
    return int((~(inside[0] & inside[1])).sum())


def _largest_moves(view: View, scene: Scene, language: Language) -> list[str]:
    """The moves of most persons, between named places, largest first."""
    places = view.prepared.events.places
    script = script_of(language)
    legs = scene.legs[scene.legs["mark"] != "area"].head(MOST_TOLD)
    if legs.empty:
        return []
    kinds = {kind: language(word) for kind, word in KIND_WORDS.items()}
    moves = [
        language(
            "{start} to {end} ({kind}), {persons}",
            start=shortened(place_name(places.loc[leg["from_place"]].to_dict(), script)),
            end=shortened(place_name(places.loc[leg["to_place"]].to_dict(), script)),
            kind=kinds[leg["kind"]],
            persons=persons_words(leg["persons_low"], leg["persons_high"], language),
        )
        for leg in legs.to_dict("records")
    ]
    return [language("Largest moves between places, in persons: {moves}.", moves="; ".join(moves))]


def not_drawn(scenes: Sequence[Scene], extent: Extent | None, language: Language = ENGLISH) -> list[str]:
    """A sentence for each reason why legs are not on maps, or lead beyond them; empty when all are drawn."""
    counts = {
        marked_pair(
            "Not on the map: {number} leg to a country without a spot on this map.",
            "Not on the map: {number} legs to a country without a spot on this map.",
        ): sum(scene.without_spot for scene in scenes),
        marked_pair(
            "Not on the map: {number} leg with both ends on one spot.",
            "Not on the map: {number} legs with both ends on one spot.",
        ): sum(scene.on_one_spot for scene in scenes),
        marked_pair(
            "Not on the map: {number} leg beyond the largest, which are as many as can be read.",
            "Not on the map: {number} legs beyond the largest, which are as many as can be read.",
        ): sum(scene.left_out for scene in scenes),
        marked_pair(
            "{number} leg leads beyond the extent of this map.",
            "{number} legs lead beyond the extent of this map.",
        ): sum(legs_beyond(scene, extent) for scene in scenes) if extent else 0,
    }
    return [language.plural(*words, number) for words, number in counts.items() if number]
