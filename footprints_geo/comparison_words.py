"""What is sure of two periods held against each other, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from footprints_geo.captions import persons_words
from footprints_geo.comparison import compare_kinds
from footprints_geo.language import ENGLISH, Language
from footprints_geo.panels import Panel
from footprints_geo.terms import KIND_TITLES
from footprints_geo.vocabulary import Kind


def change_words(change: str, one: Panel, other: Panel, language: Language = ENGLISH) -> str:
    """Of which period more is documented, that both are alike, or that it cannot be told."""
    if change in ("more", "fewer"):
        return language("more in {period}", period=(other if change == "more" else one).heading(language))
    return language("the same") if change == "same" else language("cannot be told")


def counted_in(row: Mapping[Any, Any], side: str, language: Language = ENGLISH) -> str:
    """Persons of one side, `one` or `other`; `nobody` where no case is documented."""
    if not row[f"cases_{side}"]:
        return language("nobody")
    return persons_words(row[f"persons_low_{side}"], row[f"persons_high_{side}"], language)


def difference_sentences(one: Panel, other: Panel, language: Language = ENGLISH) -> list[str]:
    """One sentence a kind that has a case in either period: both numbers, and what is sure of them."""
    return [_difference(row, one, other, language) for row in compare_kinds(one, other).to_dict("records")]


def _difference(row: Mapping[Any, Any], one: Panel, other: Panel, language: Language) -> str:
    kind: Kind = row["kind"]
    numbers = {
        "kind": language(KIND_TITLES[kind]),
        "first": counted_in(row, "one", language),
        "second": counted_in(row, "other", language),
        "one": one.heading(language),
        "other": other.heading(language),
    }
    if row["change"] in ("more", "fewer"):
        more = other if row["change"] == "more" else one
        return language(
            "{kind}: more persons are documented in {more} ({first} in {one}, {second} in {other}).",
            more=more.heading(language),
            **numbers,
        )
    if row["change"] == "same":
        return language("{kind}: as many persons are documented in {one} as in {other} ({first}).", **numbers)
    return language(
        "{kind}: which of them has more persons cannot be told ({first} in {one}, {second} in {other}).", **numbers
    )
