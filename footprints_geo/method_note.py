"""The note on method that goes with a picture: what its words mean, how it was counted, and how to make it again."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from importlib.metadata import version
from typing import Final

from footprints_geo.disclosure.release import Release
from footprints_geo.language import ENGLISH, Language
from footprints_geo.method_words import (
    Chapter,
    dates_that_may,
    how_persons_are_counted,
    what_must_not_be_concluded,
    words_of_cells,
    words_of_records,
    words_of_routes,
)
from footprints_geo.paper import FigureOptions
from footprints_geo.pipeline import View
from footprints_geo.plain_text import plain_line
from footprints_geo.recipe import PROGRAM, Recipe
from footprints_geo.wording import FigureWords

LIBRARIES: Final = ("pandas", "numpy", "geopandas", "shapely", "pyproj", "matplotlib", "python-docx", "openpyxl")
"""Those that numbers, lines and letters depend on."""

WIDTH: Final = 92
AS_IT_STANDS: Final = "    "
"""What a paragraph begins with that is to be copied letter by letter, and so is never broken into lines."""


def method_note(view: View, words: FigureWords, recipe: Recipe, as_of: str, language: Language = ENGLISH) -> str:
    """The note on method.

    Parameters
    ----------
    view : View
        What is shown.
    words : FigureWords
        The words on the picture.
    recipe : Recipe
        What the picture is drawn from.
    as_of : str
        Until when the bundled records reach; '' for other records.
    language : Language
        What it is written in.

    Returns
    -------
    str
        Plain text in numbered chapters; the same for the same picture.
    """
    chapters = [
        _what_this_is(words, recipe, language),
        _what_words_mean(view, words, recipe, language),
        how_persons_are_counted(language),
        _what_was_asked(view, recipe, language),
        _what_is_not_shown(words, language),
        what_must_not_be_concluded(language),
        (language("Who may see it"), [words.audience, _disclosure(view.prepared.release, language)]),
        _which_records(view, as_of, language),
        _how_to_make_it_again(recipe, as_of, language),
        (language("Versions"), versions_words(language, recipe.version)),
    ]
    title = language("Note on method: {title}", title=plain_line(words.title))
    lines = [title, "=" * min(len(title), WIDTH)]
    for number, (heading, paragraphs) in enumerate(chapters, 1):
        lines += ["", f"{number}. {heading}"]
        for paragraph in paragraphs:
            lines += ["", *_wrapped(paragraph)]
    return "\n".join(lines) + "\n"


def selection_flags(view: View) -> str:
    """The Selection as flags of the command line; '' for the Selection of everything."""
    return " ".join(view.selection.to_flags())


def _wrapped(paragraph: str) -> list[str]:
    if paragraph.startswith(AS_IT_STANDS):
        return [AS_IT_STANDS + plain_line(paragraph)]
    return textwrap.wrap(plain_line(paragraph), WIDTH, break_long_words=False, break_on_hyphens=False)


def _what_this_is(words: FigureWords, recipe: Recipe, language: Language) -> Chapter:
    return language("What this is"), [
        language(
            "The picture, the tables and the page for Word in this pack were made by {program}, version {version}, "
            "from one and the same view of the records, so that their numbers agree. Nothing was drawn or counted by "
            "hand.",
            program=PROGRAM,
            version=recipe.version,
        ),
        words.subtitle,
        words.numbers,
    ]


def _what_words_mean(view: View, words: FigureWords, recipe: Recipe, language: Language) -> Chapter:
    heading = language("What the words mean")
    if recipe.options.kind == "hotspots":
        # How cells are tested is said in the picture's own small print.
        return heading, [*words_of_records(language), *words_of_cells(language), *words.standing]
    return heading, [*words_of_records(language), *words_of_routes(view.level, language)]


def _what_was_asked(view: View, recipe: Recipe, language: Language) -> Chapter:
    flags = selection_flags(view)
    paragraphs = [language("In words: {selection}.", selection=view.selection.words(language))]
    if flags:
        paragraphs += [language("The same as flags of the command line:"), AS_IT_STANDS + flags]
    if recipe.options.against:
        other = replace(view.selection, years=recipe.options.against).period_words(language)
        paragraphs.append(
            language(
                "Compared with the same for {period}, whose tables are those with “against” in their name.",
                period=other,
            )
        )
    paragraphs.append(_years(view, language))
    if recipe.options.kind == "hotspots":
        return language("What was asked for"), paragraphs
    paragraphs.append(
        language(
            "A part of a journey is shown whole when one of its events meets the conditions, so that some of its other "
            "events may lie outside them."
        )
    )
    return language("What was asked for"), paragraphs


def _years(view: View, language: Language) -> str:
    if view.selection.years is None:
        return language("All years, and events without a date.")
    if view.selection.uncertain == "exclude":
        return language(
            "Each date is taken as the span it may lie in. An event belongs to the years when its span lies wholly "
            "inside them; an event without a date belongs to no year."
        )
    return dates_that_may(language)


def _what_is_not_shown(words: FigureWords, language: Language) -> Chapter:
    return language("What is not shown, and why"), [
        *words.not_shown,
        language("Every count of this account is in the sheet “account” of table.xlsx; the parts add up to the whole."),
    ]


def _disclosure(release: Release, language: Language) -> str:
    protection = release.protection
    if protection is not None and protection.policy.groups:
        return language(
            "Cases are told in groups: those of one group have the same events, places and times as they are told "
            "here, and at each event the group has at least {threshold} people. Where cases alike in place and month "
            "were too few, they are told by year, province or country, or not at all. Journeys may be told up to some "
            "event only: what is not told may be recorded. Case numbers, notes, sources, own positions and days are "
            "left out.",
            threshold=protection.policy.threshold,
        )
    if protection is not None:
        return language(
            "The records are published ones. Restricted records and what follows them in a journey are left out, and "
            "so are case numbers, notes, own positions and days."
        )
    return language(
        "No disclosure control was applied: small numbers and exact places are as in the records. Before anything of "
        "this pack leaves your organisation, somebody who knows the cases has to decide that it may."
    )


def _which_records(view: View, as_of: str, language: Language) -> Chapter:
    events, tally = view.prepared.events, view.tally
    paragraphs = [
        language("The SHA-256 of the file of records, by which it can be told from any other version of it:"),
        AS_IT_STANDS + events.fingerprint,
        language(
            "Rows read: {read}. Rows that could not be used: {rejected}. Events: {events}. Documented cases: {cases}.",
            read=f"{tally.rows_read:,}",
            rejected=f"{tally.rows_rejected:,}",
            events=f"{tally.events:,}",
            cases=f"{tally.cases:,}",
        ),
        language("The sources of the shown records are in page.docx and in the sheet “sources” of table.xlsx."),
    ]
    if as_of:
        paragraphs.insert(
            0, language("These are the published records that come with the program, as of {day}.", day=as_of)
        )
    return language("Which records"), paragraphs


def _how_to_make_it_again(recipe: Recipe, as_of: str, language: Language) -> Chapter:
    events = "" if as_of else " EVENTS"
    kind = [] if recipe.options.kind == FigureOptions().kind else ["--figure", recipe.options.kind]
    flags = " ".join(["", *kind, *recipe.to_flags(bundled=bool(as_of))])
    paragraphs = [
        language("The whole pack, to the same bytes with the same records and versions on the same kind of machine:"),
        f"{AS_IT_STANDS}{PROGRAM} pack{events}{flags} -o pack.zip",
        language("The picture alone, from the recipe inside its own file:"),
        f"{AS_IT_STANDS}{PROGRAM} redraw figure.png{' --data EVENTS' if events else ''} -o again.png",
        language("The recipe is in recipe.json as well; its SHA-256 is"),
        AS_IT_STANDS + recipe.fingerprint,
    ]
    if events:
        paragraphs.append(
            language(
                "EVENTS stands for the file of records. If it was read with a mapping profile, name the same one with "
                "--profile."
            )
        )
    return language("How to make it again"), paragraphs


def versions_words(language: Language = ENGLISH, program: str = "") -> list[str]:
    """Which versions count and draw, of the program (the one that runs) and of what numbers and letters depend on."""
    versions = [f"{PROGRAM} {program or version(PROGRAM)}", *(f"{name} {version(name)}" for name in LIBRARIES)]
    return [
        ", ".join(versions) + ".",
        language("The base map is Natural Earth, which is in the public domain."),
    ]
