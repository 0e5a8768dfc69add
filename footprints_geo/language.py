"""The languages the program speaks: English in the code, every other one in a catalogue of `data/catalogues`.

A sentence is one text with named gaps, never put together from pieces: word order differs from language to language.
Who writes a sentence is given the language, so that two figures can be drawn in two languages at once.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from footprints_geo.errors import BundledDataError, InputError
from footprints_geo.messages import Message
from footprints_geo.vocabulary import data_path

CATALOGUES: Final = "catalogues"
SOURCE: Final = "en"
"""The language of the texts in the code, which needs no catalogue."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language, and its sentences.

    Attributes
    ----------
    code : str
        ISO 639-1, such as `ko`.
    """

    code: str = SOURCE

    def __call__(self, text: str, **gaps: object) -> str:
        """A text in this language, its gaps filled; the English text where the catalogue has none."""
        return _catalogue(self.code).gettext(text).format(**gaps)

    def plural(self, one: str, many: str, number: int, **gaps: object) -> str:
        """A text that depends on a number, which fills the gap `{number}` with commas between thousands."""
        text = _catalogue(self.code).ngettext(one, many, number)
        return text.format(number=f"{number:,}", **gaps)

    def say(self, text: str) -> str:
        """A message in this language, and in English as it stands; the same of a plain text that has no gaps."""
        if self.code == SOURCE or not text:
            return str(text)
        catalogue = _catalogue(self.code)
        if not isinstance(text, Message):
            return catalogue.gettext(text)
        if text.many:
            said = catalogue.ngettext(text.template, text.many, text.number)
        else:
            said = catalogue.gettext(text.template) if text.template else ""
        gaps = {name: self.say(gap) if isinstance(gap, Message) else gap for name, gap in text.gaps.items()}
        return said.format(**gaps)

    def name(self, english: str, korean: str) -> str:
        """Of the names that the data folder gives something, the one in this language; else the English one."""
        return (korean or english) if self.code == "ko" else english

    def both(self, words: Sequence[str]) -> str:
        """All of some words: `a, b and c`."""
        if len(words) < 2:
            return "".join(words)
        return self(marked("{first} and {last}"), first=", ".join(words[:-1]), last=words[-1])

    def either(self, words: Sequence[str]) -> str:
        """One of some words: `a or b or c`."""
        if len(words) < 2:
            return "".join(words)
        return self(marked("{first} or {last}"), first=self.either(words[:-1]), last=words[-1])


ENGLISH: Final = Language()


def marked(text: str) -> str:
    """A text that is translated later: this makes it known to the catalogues, and gives it back as it is."""
    return text


def marked_pair(one: str, many: str) -> tuple[str, str]:
    """The same for a text that depends on a number: for one, and for several."""
    return one, many


@cache
def languages() -> tuple[str, ...]:
    """The codes of all languages there are: English, and each that the data folder has a catalogue of."""
    try:
        folder = data_path(CATALOGUES)
    except BundledDataError:
        # Somebody's own data folder need not have any: the program speaks English then.
        return (SOURCE,)
    return (SOURCE, *sorted(file.stem for file in folder.glob("*.po")))


def language_of(code: str) -> Language:
    """The language of a code.

    Raises
    ------
    InputError
        There is no catalogue of this language.
    """
    if code not in languages():
        raise InputError(
            f"Language: found {code[:20]!r}; expected one of {', '.join(languages())}. Use one of these, or add a "
            "catalogue."
        )
    return Language(code)


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == SOURCE:
        return gettext.NullTranslations()
    file = data_path(CATALOGUES) / f"{code}.po"
    try:
        with file.open("rb") as lines:
            catalogue = read_po(lines, locale=code, abort_invalid=True)
    except (OSError, ValueError) as problem:
        raise BundledDataError(
            f"{file.name}: cannot be read as a catalogue ({type(problem).__name__}); expected a .po file in UTF-8. "
            "Install again."
        ) from problem
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
