"""The words on a figure of several periods: their numbers beside each other, and what must not be read into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from footprints_geo.captions import CAVEAT, persons_words, sentence
from footprints_geo.disclosure.release import Release
from footprints_geo.disclosure.words import audience_words
from footprints_geo.language import ENGLISH, Language, marked
from footprints_geo.panels import Panel
from footprints_geo.pipeline import View
from footprints_geo.projections import Projection
from footprints_geo.scene import Scene
from footprints_geo.tally_words import tally_sentence
from footprints_geo.terms import KIND_NAMES
from footprints_geo.vocabulary import Kind
from footprints_geo.wording import (
    BOUNDARIES,
    GROUND,
    SCHEMATIC,
    FigureWords,
    caption_words,
    not_drawn,
    numbers_of,
    projection_words,
    sources_words,
    standing_notes,
    title_of,
)

NOT_TO_BE_ADDED = marked(
    "A case with events in several of the periods is in each of them: their numbers are not to be added up."
)
NO_TREND = marked(
    "A difference between the periods is one of what is documented, and need not be one of what happened."
)
ONE_SCALE = marked("All maps have the same scale, and an arrow of one width means the same number on each.")


@dataclass(frozen=True)
class Maps:
    """What the maps of a figure of several periods are.

    Attributes
    ----------
    scenes : sequence of Scene
        One a period; empty where nothing is dated.
    projection : Projection
        Of all of them.
    """

    scenes: Sequence[Scene]
    projection: Projection


def years_words(
    whole: View, panels: Sequence[Panel], maps: Maps, as_of: str, language: Language = ENGLISH
) -> FigureWords:
    """The words on a figure of years one after the other.

    Parameters
    ----------
    whole : View
        What is shown of all years.
    panels : sequence of Panel
        The years; empty where nothing is dated.
    maps : Maps
        The maps of them.
    as_of : str
        Until when the data reach, or ''.
    language : Language
        Of the words.
    """
    title = language("{title}, year by year", title=title_of(whole, language))
    lines = [_of_period(panel, panel.numbers(language), language) for panel in panels]
    words = _words(
        title,
        sentence(whole, language),
        lines,
        maps,
        standing_notes(whole, as_of, language),
        whole.prepared.release,
        language,
    )
    account = (tally_sentence(whole, language),)
    return replace(words, numbers=numbers_of(whole, language), not_shown=(*words.not_shown, *account))


def comparison_words(
    whole: View, panels: Sequence[Panel], maps: Maps, as_of: str, language: Language = ENGLISH
) -> FigureWords:
    """The words on a figure of two periods; parameters as in :func:`years_words`, with two panels."""
    one, other = panels
    title = language("{title}, and {period}", title=title_of(whole, language), period=other.heading(language))
    lines = [_difference(kind, panels, language) for kind in whole.selection.kind]
    said = [line for line in lines if line]
    nothing = language(
        "No documented journey in {first} or {second}.", first=one.heading(language), second=other.heading(language)
    )
    # Each period has its own sources and its own account; until when the data reach is said once.
    sources = [_of_period(panel, sources_words(panel.view, language), language) for panel in panels]
    origin = (*sources, *standing_notes(whole, as_of, language)[1:])
    words = _words(title, " ".join(said) or nothing, said, maps, origin, panels[0].view.prepared.release, language)
    accounts = [_of_period(panel, tally_sentence(panel.view, language), language) for panel in panels]
    return replace(words, not_shown=(*words.not_shown, *accounts))


def _of_period(panel: Panel, words: str, language: Language) -> str:
    return language("{period}: {numbers}", period=panel.heading(language), numbers=words)


def _difference(kind: Kind, panels: Sequence[Panel], language: Language) -> str:
    """Persons of a kind in either period; '' where there are none in both."""
    rows = [panel.view.totals.loc[[kind]].to_dict("records")[0] for panel in panels]
    if not any(row["cases"] for row in rows):
        return ""
    first, second = (
        persons_words(row["persons_low"], row["persons_high"], language) if row["cases"] else language("nobody")
        for row in rows
    )
    return language(
        "{kind}, persons: {first} in {one}, {second} in {other}.",
        kind=language(KIND_NAMES[kind]),
        first=first,
        one=panels[0].heading(language),
        second=second,
        other=panels[1].heading(language),
    )


def _words(
    title: str,
    subtitle: str,
    lines: Sequence[str],
    maps: Maps,
    origin: Sequence[str],
    release: Release,
    language: Language,
) -> FigureWords:
    """What both figures say; what is not drawn stands in `not_shown`, to which each adds its account."""
    standing = (
        language(NOT_TO_BE_ADDED),
        language(NO_TREND),
        f"{language(CAVEAT)} {language(SCHEMATIC)} {language(ONE_SCALE)}",
        *origin,
        f"{language(BOUNDARIES)} {projection_words(maps.projection, language)} {language(GROUND)}",
        audience_words(release, language),
    )
    alt = language("Maps: {title}. {sentence}", title=title, sentence=subtitle)
    missing = not_drawn(maps.scenes, maps.projection.extent, language)
    told = [alt, *(f"{line.rstrip('.')}." for line in lines), *missing, language(CAVEAT)]
    return FigureWords(
        title=title,
        subtitle=subtitle,
        numbers="",
        not_shown=tuple(missing),
        standing=standing,
        alt=alt,
        caption=caption_words(title, subtitle, origin, release, language),
        description=" ".join(told),
        audience=audience_words(release, language),
        language=language.code,
    )
