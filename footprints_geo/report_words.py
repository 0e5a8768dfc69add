"""The words of a report pack: the page for Word, the alternative texts, and the list of what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from footprints_geo.disclosure.release import Release
from footprints_geo.language import ENGLISH, Language, marked
from footprints_geo.panels import Panel
from footprints_geo.pipeline import View
from footprints_geo.plain_text import plain_line
from footprints_geo.recipe import PROGRAM, Recipe
from footprints_geo.report_tables import sources_of
from footprints_geo.word_document import REFERENCE, SMALL_PRINT, Section, WordPage
from footprints_geo.wording import UNNAMED, FigureWords, named_sources

MOST_SOURCES: Final = 20
FINGERPRINT_SHOWN: Final = 16

CONTENTS: Final = {
    "figure.png": marked("The picture, for text processors and slides."),
    "figure.svg": marked("The picture, for designers: it can be enlarged to any size."),
    "figure.pdf": marked("The picture, for print."),
    "table.csv": marked("The ranked routes behind the picture."),
    "table.xlsx": marked("The ranked routes, the drawn legs, the sources, and the account of what is not shown."),
    "page.docx": marked("A page for Word: the picture, what it says, what it leaves out, and its sources."),
    "alt-text.txt": marked("What the picture shows, for those who do not see it: a short and a long text."),
    "method.txt": marked("How it was counted and drawn, with versions and the command that makes it again."),
    "recipe.json": marked("What the picture is drawn from, for programs."),
}
"""The files of a pack, and what each is for."""

AGAINST_TABLE: Final = "table-against.xlsx"
AGAINST: Final = {
    "table-against.csv": marked("The ranked routes of the period that is compared with."),
    AGAINST_TABLE: marked("The same workbook of that period."),
}
"""What a pack of a comparison holds besides."""

OF_HOTSPOTS: Final = {
    "table.csv": marked("The cells behind the picture: how many, how sure, and what each finding depends on."),
    "table.xlsx": marked("The cells, the sources, and the account of what is not shown."),
}
"""What two files hold in a pack of hotspots."""


def page_of(
    records: pd.DataFrame,
    words: FigureWords,
    recipe: Recipe,
    picture: bytes,
    view: View,
    against: Panel | None = None,
    language: Language = ENGLISH,
) -> WordPage:
    """The page for Word.

    Parameters
    ----------
    records : pandas.DataFrame
        The records that are shown.
    words : FigureWords
        The words on the picture.
    recipe : Recipe
        What the picture is drawn from.
    picture : bytes
        The picture without its words, as a PNG.
    view : View
        What is shown.
    against : Panel, optional
        The period that is compared with.
    language : Language
        What it is written in.
    """
    # The sources are listed one by one.
    standing = [
        note for note in words.standing if note != named_sources(records["source"], view.prepared.release, language)
    ]
    sections = [
        Section(language("What is not shown, and why"), words.not_shown),
        *_references(records, _sources_heading(view, against, language), "table.xlsx", view.prepared.release, language),
        *(
            _references(
                against.view.records(against.view.segments),
                _sources_heading(against.view, against, language),
                AGAINST_TABLE,
                view.prepared.release,
                language,
            )
            if against
            else []
        ),
        Section(language("How to read it"), (*standing, _made_with(recipe, language)), SMALL_PRINT),
    ]
    return WordPage(
        title=words.title,
        picture=picture,
        alt=words.alt,
        caption=(words.subtitle, words.numbers),
        sections=tuple(section for section in sections if section.paragraphs),
        footer=words.audience,
    )


def contents_list(words: FigureWords, recipe: Recipe, files: Mapping[str, str], language: Language = ENGLISH) -> str:
    """What is in a pack, and who it is for."""
    lines = [
        plain_line(words.title),
        plain_line(words.subtitle),
        "",
        *(f"{name:<20}{language(purpose)}" for name, purpose in files.items()),
        "",
        words.audience,
        _made_with(recipe, language),
    ]
    return "\n".join(lines) + "\n"


def _made_with(recipe: Recipe, language: Language) -> str:
    return language(
        "Made with {program}, version {version}; recipe {recipe}.",
        program=PROGRAM,
        version=recipe.version,
        recipe=recipe.fingerprint[:FINGERPRINT_SHOWN],
    )


def _sources_heading(view: View, against: Panel | None, language: Language) -> str:
    heading = language("Sources of the shown records")
    if against is None:
        return heading
    return language("{heading}, {period}", heading=heading, period=view.selection.period_words(language))


def _references(records: pd.DataFrame, heading: str, table: str, release: Release, language: Language) -> list[Section]:
    """The sources of the shown records under a heading: as a list, and in a sentence what the list leaves out."""
    if release.grouped:
        return [Section(heading, (language(UNNAMED),))]
    sources = sources_of(records).to_dict("records")
    if not sources:
        none = language("The shown records name no source.")
        if records.empty:
            none = language("No record is shown, so there is no source to name.")
        return [Section(heading, (none,))]
    listed = tuple(_reference(source, language) for source in sources[:MOST_SOURCES])
    more = len(sources) - len(listed)
    rest = language.plural(
        "And {number} more source, in the sheet “sources” of {table}.",
        "And {number} more sources, in the sheet “sources” of {table}.",
        more,
        table=table,
    )
    return [Section(heading, listed, REFERENCE), *([Section("", (rest,))] if more else [])]


def _reference(source: dict[Any, Any], language: Language) -> str:
    """A source as a bibliography has it; what is not recorded is left out."""
    title = f"“{source['source_title']}”" if source["source_title"] else ""
    known = ", ".join(part for part in (source["source"], title, source["source_date"]) if part)
    events = language.plural("{number} event", "{number} events", int(source["events"]))
    return f"{known} ({events}){', ' if source['source_url'] else ''}{source['source_url']}"
