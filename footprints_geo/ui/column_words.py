"""What the data page calls our columns and the words that may stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from footprints_geo.language import marked
from footprints_geo.terms import EVENT_NAMES
from footprints_geo.ui.page_language import current_language

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


def called(column: str) -> str:
    """What a page calls one of our columns."""
    language = current_language()
    return language(COLUMN_NAMES[column])


def listed(word: str) -> str:
    """What a page calls a word of a closed list; '' for none."""
    language = current_language()
    return language(WORDS_OF_LISTS[word]) if word else ""
