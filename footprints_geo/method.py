"""How the program works, in its own words: what its code says of itself, and what its data package says of the data."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from footprints_geo import (
    chains,
    comparison,
    coverage,
    getis_ord,
    hotspots,
    journeys,
    legs,
    periods,
    persons,
    pipeline,
    placement,
    rates,
    robustness,
    routes,
    scan,
    selection,
    timeline,
)  # fmt: skip
from footprints_geo.dates import intervals
from footprints_geo.disclosure import grouping, release
from footprints_geo.events import reading, validation
from footprints_geo.language import marked
from footprints_geo.places import geocoding
from footprints_geo.vocabulary import data_path

PACKAGE: Final = "datapackage.json"

_SECTION: Final = re.compile(r"\n[A-Z][a-z ]+\n-{3,}\n")
_ROLE: Final = re.compile(r":(?:func|class|meth|attr|mod):`(?:[\w.]*\.)?(\w+)`")
_PLAIN: Final = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class Step:
    """One thing the program does.

    Attributes
    ----------
    heading : str
        What it does, to be translated.
    texts : tuple of str
        What the code says of it, in English, a paragraph each.
    rooms : tuple of str
        The modules that do it.
    """

    heading: str
    texts: tuple[str, ...]
    rooms: tuple[str, ...]


@dataclass(frozen=True)
class Resource:
    """One table of the data package.

    Attributes
    ----------
    file, title, description, as_of : str
        As the package says.
    rows : int
        How many it has.
    licences, sources : tuple of str
        Their names.
    """

    file: str
    title: str
    description: str
    as_of: str
    rows: int
    licences: tuple[str, ...]
    sources: tuple[str, ...]


@cache
def steps() -> tuple[Step, ...]:
    """All that the program does to records, from the file to what is shown, in that order."""
    return tuple(
        Step(heading, tuple(_said(things)), tuple(dict.fromkeys(_room(thing) for thing in things)))
        for heading, things in _STEPS.items()
    )


@cache
def resources() -> tuple[Resource, ...]:
    """The tables that come with the program.

    Raises
    ------
    BundledDataError
        The package is not there.
    """
    package = json.loads(data_path(PACKAGE).read_text(encoding="utf-8"))
    return tuple(_resource(one) for one in [*package["resources"], *package["lookups"]])


def citation() -> str:
    """How the data package asks to be cited."""
    package: Mapping[str, str] = json.loads(data_path(PACKAGE).read_text(encoding="utf-8"))
    return package["citation"]


def _resource(one: Mapping[str, Any]) -> Resource:
    named = {part: tuple(entry.get("title", entry.get("name", "")) for entry in one[part]) for part in _LISTED}
    return Resource(
        one["path"], one["title"], one["description"], one["as_of"], one["rows"], named["licenses"], named["sources"]
    )


_LISTED: Final = ("licenses", "sources")


def _said(things: Iterable[object]) -> list[str]:
    """The words of some docstrings before their sections, a paragraph each, without the marks of a programmer."""
    texts = [_SECTION.split("\n" + (inspect.getdoc(thing) or ""))[0] for thing in things]
    paragraphs = [" ".join(part.split()) for text in texts for part in text.split("\n\n")]
    return [_PLAIN.sub(r"\1", _ROLE.sub(r"\1", part)) for part in paragraphs if part]


def _room(thing: Any) -> str:
    name: str = thing.__name__ if inspect.ismodule(thing) else thing.__module__
    return name


_STEPS: Final[dict[str, tuple[object, ...]]] = {
    marked("Records are read and checked"): (reading, validation),
    marked("A date becomes a span of days"): (intervals,),
    marked("A name becomes a place"): (geocoding.geocode,),
    marked("Events become journeys"): (journeys, journeys.order_events),
    marked("Moves become lines"): (legs, legs.draw_legs),
    marked("A choice is made"): (selection, periods, pipeline.view),
    marked("Routes are put together and ranked"): (routes, routes.build_ways, routes.rank_ways),
    marked("Persons are counted"): (persons, persons.count_persons),
    marked("Time is counted"): (timeline.count_over_time,),
    marked("Two periods are compared"): (comparison, comparison.compare_routes),
    marked("Hotspots are looked for"): (hotspots, placement, getis_ord, getis_ord.gi_star, getis_ord.adjusted),
    marked("A hotspot is looked at otherwise"): (robustness.check,),
    marked("Places and times of frequent events are looked for"): (rates, scan),
    marked("Custody is followed from hand to hand"): (chains, chains.build_chains),
    marked("Records are held against published figures"): (coverage.cover,),
    marked("What the public may see is decided"): (release.protect, grouping),
}
