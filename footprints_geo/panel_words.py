"""The words on a figure of several periods: their numbers beside each other, and what must not be read into them."""

from __future__ import annotations

from collections.abc import Sequence

from footprints_geo.captions import CAVEAT, INTERNAL, persons_words, sentence
from footprints_geo.language import ENGLISH, Language, marked
from footprints_geo.panels import Panel
from footprints_geo.pipeline import View
from footprints_geo.projections import Projection
from footprints_geo.tally_words import tally_sentence
from footprints_geo.terms import KIND_NAMES
from footprints_geo.vocabulary import Kind
from footprints_geo.wording import (
    BOUNDARIES,
    GROUND,
    SCHEMATIC,
    FigureWords,
    caption_words,
    numbers_of,
    projection_words,
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


def years_words(
    whole: View, panels: Sequence[Panel], as_of: str, projection: Projection, language: Language = ENGLISH
) -> FigureWords:
    """The words on a figure of years one after the other.

    Parameters
    ----------
    whole : View
        What is shown of all years.
    panels : sequence of Panel
        The years; empty where nothing is dated.
    as_of : str
        Until when the data reach, or ''.
    projection : Projection
        Of the maps.
    language : Language
        Of the words.
    """
    title = language("{title}, year by year", title=title_of(whole, language))
    lines = [
        language("{period}: {numbers}", period=panel.heading(language), numbers=panel.numbers(language))
        for panel in panels
    ]
    return _words(whole, title, sentence(whole, language), lines, (as_of, projection), language)


def comparison_words(
    whole: View, panels: Sequence[Panel], as_of: str, projection: Projection, language: Language = ENGLISH
) -> FigureWords:
    """The words on a figure of two periods; parameters as in :func:`years_words`, with two panels."""
    one, other = panels
    title = language("{title}, and {period}", title=title_of(whole, language), period=other.heading(language))
    lines = [_difference(kind, panels, language) for kind in whole.selection.kind]
    said = [line for line in lines if line]
    nothing = language(
        "No documented journey in {first} or {second}.", first=one.heading(language), second=other.heading(language)
    )
    accounts = [
        language("{period}: {numbers}", period=panel.heading(language), numbers=tally_sentence(panel.view, language))
        for panel in panels
    ]
    return _words(whole, title, " ".join(said) or nothing, said, (as_of, projection), language, accounts)


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
    whole: View,
    title: str,
    subtitle: str,
    lines: Sequence[str],
    ground: tuple[str, Projection],
    language: Language,
    accounts: Sequence[str] = (),
) -> FigureWords:
    as_of, projection = ground
    standing = [
        language(NOT_TO_BE_ADDED),
        language(NO_TREND),
        f"{language(CAVEAT)} {language(SCHEMATIC)} {language(ONE_SCALE)}",
        *standing_notes(whole, as_of, language),
        f"{language(BOUNDARIES)} {projection_words(projection, language)} {language(GROUND)}",
        language(INTERNAL),
    ]
    alt = language("Maps: {title}. {sentence}", title=title, sentence=subtitle)
    return FigureWords(
        title=title,
        subtitle=subtitle,
        numbers=numbers_of(whole, language) if not accounts else "",
        not_shown=tuple(accounts or [tally_sentence(whole, language)]),
        standing=tuple(standing),
        alt=alt,
        caption=caption_words(whole, title, subtitle, as_of, language),
        description=" ".join([alt, *(f"{line.rstrip('.')}." for line in lines), language(CAVEAT)]),
        language=language.code,
    )
