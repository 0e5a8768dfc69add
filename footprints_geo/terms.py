"""What the words of the rules are called in each language: kinds, types of event, countries."""

from __future__ import annotations

from typing import Final

from babel import Locale, UnknownLocaleError

from footprints_geo.language import ENGLISH, Language, marked
from footprints_geo.vocabulary import Kind, country_name

KIND_NAMES: Final[dict[Kind, str]] = {
    "escape": marked("Escape"),
    "repatriation": marked("Forced return"),
    "custody": marked("Moved under custody"),
}
"""One segment of a kind, as a legend names it."""

KIND_TITLES: Final[dict[Kind, str]] = {
    "escape": marked("Escape routes"),
    "repatriation": marked("Forced returns"),
    "custody": marked("Moves under custody"),
}
"""All of a kind, as a title names them."""

KIND_WORDS: Final[dict[Kind, str]] = {
    "escape": marked("escape"),
    "repatriation": marked("repatriation"),
    "custody": marked("custody"),
}
"""The kinds as conditions of a Selection."""

EVENT_NAMES: Final[dict[str, str]] = {
    "departure": marked("departure"),
    "border_crossing": marked("border crossing"),
    "transit": marked("transit"),
    "arrest": marked("arrest"),
    "detention": marked("detention"),
    "transfer": marked("transfer"),
    "repatriation": marked("repatriation"),
    "release": marked("release"),
    "arrival": marked("arrival"),
    "last_seen": marked("last seen"),
    "disappearance": marked("disappearance"),
}


def country_in(code: str, language: Language = ENGLISH) -> str:
    """The name of a country in a language; the English one where none is known.

    English and Korean names are those of the data folder, which take no side; others are those of the Unicode CLDR.
    """
    if language.code == "ko":
        return country_name(code, "ko")
    if language.code == ENGLISH.code:
        return country_name(code)
    try:
        return str(Locale.parse(language.code).territories.get(code, country_name(code)))
    except (UnknownLocaleError, ValueError):
        return country_name(code)
