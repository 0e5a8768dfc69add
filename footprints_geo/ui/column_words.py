"""What the data page calls our columns and the words that may stand in them."""

from __future__ import annotations

from footprints_geo.terms import COLUMN_NAMES, WORDS_OF_LISTS
from footprints_geo.ui.page_language import current_language


def called(column: str) -> str:
    """What a page calls one of our columns."""
    language = current_language()
    return language(COLUMN_NAMES[column])


def listed(word: str) -> str:
    """What a page calls a word of a closed list; '' for none."""
    language = current_language()
    return language(WORDS_OF_LISTS[word]) if word else ""
