"""What the words of the rules are called in each language: kinds, types of event, columns, countries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from babel import Locale, UnknownLocaleError

from footprints_geo.language import ENGLISH, Language, marked
from footprints_geo.messages import Message
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

COLUMN_NAMES: Final[Mapping[str, str]] = {
    "case_id": marked("Case (who)"),
    "sequence": marked("Sequence"),
    "event_type": marked("What happened"),
    "date": marked("Date"),
    "date_from": marked("Date: from"),
    "date_to": marked("Date: to"),
    "duration": marked("Duration"),
    "place": marked("Place"),
    "position": marked("Position (lat, lon in one cell)"),
    "admin1": marked("Province"),
    "country": marked("Country"),
    "lat": marked("Latitude"),
    "lon": marked("Longitude"),
    "location_precision": marked("How closely the place is known"),
    "persons": marked("Persons"),
    "persons_min": marked("Persons, at least"),
    "persons_max": marked("Persons, at most"),
    "visibility": marked("Public or restricted"),
    "custodian": marked("Custodian"),
    "subject": marked("Whom it concerns"),
    "part_of": marked("Part of"),
    "source": marked("Source"),
    "source_title": marked("Source title"),
    "source_url": marked("Source url"),
    "source_date": marked("Source date"),
    "note": marked("Note"),
}
"""A name for each, as their own would be read as words of the program."""

WORDS_OF_LISTS: Final[Mapping[str, str]] = {
    **EVENT_NAMES,
    "site": marked("site"),
    "crossing": marked("crossing"),
    "city": marked("city"),
    "county": marked("county"),
    "province": marked("province"),
    "country": marked("country"),
    "public": marked("public"),
    "restricted": marked("restricted"),
    "escapee": marked("escapee"),
    "helper": marked("helper"),
}
"""The words of the closed lists: types of event, how closely a place is known, who may see it, whom it concerns."""

_UNITS: Final[Mapping[str, str]] = {
    "row": marked("row"),
    "record": marked("record"),
    "feature": marked("feature"),
    "entity": marked("entity"),
}


def column_word(column: str) -> Message:
    """One of our columns in a message: its own name in English, what it is called elsewhere."""
    return Message.word(column, COLUMN_NAMES.get(column, column))


def listed_word(word: str, english: str = "") -> Message:
    """A word of a closed list in a message, likewise; in English it may be written otherwise."""
    return Message.word(english or word, WORDS_OF_LISTS.get(word, word))


def unit_word(unit: str) -> Message:
    """What a file calls one of its records, in a message."""
    return Message(_UNITS[unit])


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
