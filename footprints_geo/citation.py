"""How a view is cited: which program, which records, what was chosen, and when it was seen."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from typing import Final

from footprints_geo.disclosure.words import synthetic_words
from footprints_geo.language import ENGLISH, Language
from footprints_geo.method import citation as data_citation
from footprints_geo.pipeline import View
from footprints_geo.recipe import PROGRAM
from footprints_geo.wording import as_of

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


def mark_of(view: View) -> str:
    """The SHA-256 by which anybody may know the records again; '' for a person's own, which are no one else's business.

    With it whoever sees it could prove of a file that it is this one, and try out what may stand in a short one.
    """
    told = as_of(view) or view.prepared.release.policy is not None
    return view.prepared.events.fingerprint if told else ""


def cite(view: View, title: str, query: str, day: date, language: Language = ENGLISH) -> Citation:
    """The citation of a view.

    Parameters
    ----------
    view : View
        What is seen.
    title : str
        What it is called: the title of its page, and of what.
    query : str
        What was chosen, as it stands in a link; '' where nothing was.
    day : datetime.date
        When it was seen.
    language : Language
        Of the sentence; names of entries in a bibliography are English everywhere.

    Returns
    -------
    Citation
        It names the bundled records as they ask for, a protected copy by its fingerprint, and a person's own not at
        all: neither by a name of a file nor by :func:`mark_of`.
    """
    program, mark = f"Footprints Geo {version(PROGRAM)}", mark_of(view)
    known = data_citation() if as_of(view) else synthetic_words(view.prepared.release, language)
    told_by = (
        language("SHA-256 of the records: {fingerprint}.", fingerprint=mark)
        if mark
        else language("From records that are not published.")
    )
    records = f"{known} {told_by}" if known else told_by
    told = language(
        "{title}. {program}. {records} Chosen: {query}. Seen on {day}.",
        title=title,
        program=program,
        records=records,
        query=query or language("as the page opens"),
        day=day.isoformat(),
    )
    fields = {
        "title": f"{{{_latex(title)}}}",
        "howpublished": _latex(program),
        "note": _latex(f"{records} Chosen: {query or 'as the page opens'}"),
        "year": str(day.year),
        "urldate": day.isoformat(),
    }
    inside = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    # Two views of one day are two entries.
    which = hashlib.sha256(f"{mark}{title}{query}".encode()).hexdigest()[:DIGITS]
    return Citation(told, f"@misc{{footprints-geo-{which}-{day.isoformat()},\n{inside}\n}}")


def _latex(text: str) -> str:
    return _SIGNS.sub(lambda sign: _FOR_LATEX[sign[0]], text)
