"""What the words of pictures and pages mean, and how it is counted: the same in a pack and on the method page."""

from __future__ import annotations

from footprints_geo.captions import CAVEAT
from footprints_geo.language import ENGLISH, Language
from footprints_geo.vocabulary import Level
from footprints_geo.wording import BOUNDARIES

Chapter = tuple[str, list[str]]
"""A heading and its paragraphs."""


def common_chapters(language: Language = ENGLISH) -> list[Chapter]:
    """How pictures and pages are counted: chapters of a heading and its paragraphs."""
    routes = words_of_routes("place", language)
    routes.insert(
        2, language("Told apart by countries, a route is the ordered countries alone, as the page of routes opens.")
    )
    cells = [
        *words_of_cells(language),
        language("In cells a case counts once a cell: the same people may have been at several."),
    ]
    words = [*words_of_records(language), *routes, *cells]
    return [
        (language("What the words mean"), words),
        how_persons_are_counted(language),
        (
            language("How dates are taken"),
            [
                dates_that_may(language),
                language("With “Leave out uncertain dates” only a span that lies wholly inside the years counts."),
            ],
        ),
        what_must_not_be_concluded(language),
    ]


def words_of_records(language: Language = ENGLISH) -> list[str]:
    """What an event and a case are."""
    return [
        language("Event: one dated, placed thing that is recorded about one case; one row of the records."),
        language("Case: one person, or one group that moved together. Its events make up one journey."),
    ]


def words_of_routes(level: Level, language: Language = ENGLISH) -> list[str]:
    """What a leg, a route, a kind and an inferred place are; routes told apart by a level."""
    route = language(
        "Route: what parts of journeys of one kind with the same places in the same order have in common. A place "
        "known to a country or a province only is left out of it."
    )
    if level == "province":
        route = language(
            "Route: what parts of journeys of one kind with the same provinces in the same order have in common. A "
            "place known to a country only is left out of it."
        )
    if level == "country":
        route = language(
            "Route: what parts of journeys of one kind with the same countries in the same order have in common."
        )
    return [
        language(
            "Leg: a move between two places that follow one another in the records of a case. It is a line between two "
            "records, and never the path travelled."
        ),
        route,
        language(
            "Kind: each leg is a way out (escape), a return by force (repatriation) or another move under custody. "
            "Which of them it is follows by fixed rules from the recorded events before and after it; nobody judges it "
            "case by case. Legs are built from all events of a case, and selected afterwards."
        ),
        language(
            "Inferred: where a return is recorded and the place of arrival is not, the crossing opposite is taken, or "
            "else the country alone. Such lines are drawn differently and counted apart."
        ),
    ]


def words_of_cells(language: Language = ENGLISH) -> list[str]:
    """What a cell and a hotspot are."""
    return [
        language(
            "Cell: a six-sided area of a fixed grid. An event is put in a cell only when its place is known at least "
            "as closely as the cell is large, so that a country or a province is never a point."
        ),
        language(
            "Hotspot: a cell in which, taken with those beside it, more persons are documented than chance would put "
            "there. “Stable” means that it stays whichever one case is left out, without uncertain dates, with the "
            "largest numbers the records allow, on a shifted grid and in larger cells."
        ),
    ]


def how_persons_are_counted(language: Language = ENGLISH) -> Chapter:
    """The chapter on counting persons."""
    return language("How persons are counted"), [
        language(
            "A case counts once, with the largest minimum and the largest known maximum among its events; persons of "
            "the events of one case are never added up. A case whose number of persons is not recorded counts as one "
            "at least, and its maximum is open."
        ),
        language(
            "Over cases the minimums are added. The maximums are added where all are known; where one is not, the "
            "count reads “at least”."
        ),
        language("Cases whose people are already counted by another case are drawn and listed, and are in no sum."),
    ]


def dates_that_may(language: Language = ENGLISH) -> str:
    """How a date that only may lie in some years is taken."""
    return language(
        "Each date is taken as the span it may lie in: “autumn 2023” is a span of months. An event belongs to the "
        "years when its span and they overlap, so that a date which only may fall in them is included; an event "
        "without a date belongs to no year."
    )


def what_must_not_be_concluded(language: Language = ENGLISH) -> Chapter:
    """The chapter on what no picture says."""
    return language("What must not be concluded from it"), [
        language(CAVEAT),
        language(
            "Which cases are documented follows who could be reached and what was published: more cases in one place "
            "or year do not show that more happened there or then."
        ),
        language(BOUNDARIES),
    ]
