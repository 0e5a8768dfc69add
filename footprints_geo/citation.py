"""How a view is cited: which program, which records, what was chosen, and when it was seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Final

from footprints_geo.language import ENGLISH, Language
from footprints_geo.method import citation as data_citation
from footprints_geo.pipeline import View
from footprints_geo.recipe import PROGRAM
from footprints_geo.wording import as_of, title_of

DIGITS: Final = 12
"""Of a fingerprint, as it stands in a link: enough to tell files apart."""

_FOR_LATEX: Final = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: "\\" + sign for sign in "{}$&%#_"},
}  # fmt: skip
_SIGNS: Final = re.compile("[" + re.escape("".join(_FOR_LATEX)) + "]")


@dataclass(frozen=True)
class Citation:
    """How a view is cited.

    Attributes
    ----------
    text : str
        In a sentence.
    bibtex : str
        As an entry of a bibliography.
    """

    text: str
    bibtex: str


def cite(view: View, page: str, query: str, day: date, language: Language = ENGLISH) -> Citation:
    """The citation of a view.

    Parameters
    ----------
    view : View
        What is seen.
    page : str
        The title of its page.
    query : str
        What was chosen, as it stands in a link; '' for everything.
    day : datetime.date
        When it was seen.
    language : Language
        Of the sentence; names of entries in a bibliography are English everywhere.

    Returns
    -------
    Citation
        It names the bundled records as they ask for, and other records by their fingerprint alone: the name of a file
        may be nobody else's business.
    """
    title = f"{page}: {title_of(view, language)}"
    fingerprint = view.prepared.events.fingerprint
    program = f"Footprints Geo {version(PROGRAM)}"
    reach = as_of(view)
    records = f"{data_citation()} " if reach else ""
    told = language(
        "{title}. {program}. {records}SHA-256 of the records: {fingerprint}. Chosen: {query}. Seen on {day}.",
        title=title,
        program=program,
        records=records,
        fingerprint=fingerprint,
        query=query or language("everything"),
        day=day.isoformat(),
    )
    fields = {
        "title": f"{{{_latex(title)}}}",
        "howpublished": _latex(program),
        "note": _latex(f"{records}SHA-256 of the records: {fingerprint}. Chosen: {query or 'everything'}"),
        "year": str(day.year),
        "urldate": day.isoformat(),
    }
    inside = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return Citation(told, f"@misc{{footprints-geo-{fingerprint[:DIGITS]}-{day.isoformat()},\n{inside}\n}}")


def _latex(text: str) -> str:
    return _SIGNS.sub(lambda sign: _FOR_LATEX[sign[0]], text)
