"""The words on a figure: title, numbers, what is missing, sources, and what must not be read into it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from footprints_geo.basemap import Extent
from footprints_geo.captions import CAVEAT, INTERNAL, count_words, persons_words, sentence, tally_sentence
from footprints_geo.pipeline import View
from footprints_geo.plain_text import plain_line
from footprints_geo.scene import Scene
from footprints_geo.vocabulary import Kind, country_name

KIND_TITLES: Final[dict[Kind, str]] = {
    "escape": "Escape routes",
    "repatriation": "Forced returns",
    "custody": "Moves under custody",
}
KIND_NAMES: Final[dict[Kind, str]] = {
    "escape": "Escape",
    "repatriation": "Forced return",
    "custody": "Moved under custody",
}
MARK_NAMES: Final = {
    "recorded": "Between two recorded places",
    "gap": "A stop between them is known only to an area",
    "implied": "One end is inferred",
    "area": "One end is known only to a country (ring at its name)",
}
PERSONS_HEADING: Final = "Persons, at least"
BOUNDARIES: Final = (
    "The boundaries and names shown and the designations used on this map do not imply official endorsement or "
    "acceptance."
)
SCHEMATIC: Final = (
    "Arrows are schematic; those between near places are drawn longer than the distance. "
    "Where there is no room, places and numbers of persons are not written."
)
GROUND: Final = "Base map: Natural Earth."
MOST_SOURCES: Final = 6


@dataclass(frozen=True)
class FigureWords:
    """What stands on a figure.

    Attributes
    ----------
    title, subtitle : str
        Heading, and what the numbers say.
    numbers : str
        Cases, persons, events.
    notes : tuple of str
        The small print: what is not on the map, the caveat, sources, state of the data, boundaries, audience.
    alt : str
        What it shows, for those who do not see it.
    """

    title: str
    subtitle: str
    numbers: str
    notes: tuple[str, ...]
    alt: str


def words_of(view: View, scene: Scene, as_of: str, projection: str, beyond: int) -> FigureWords:
    """The words on a figure of routes.

    Parameters
    ----------
    view, scene : View, Scene
        What is drawn.
    as_of : str
        Until when the data reach, or ''.
    projection : str
        The projection in words.
    beyond : int
        Legs with an end outside the extent of the map.
    """
    notes = [
        f"Not on the map: {_missing(scene)}" if _missing(scene) else "",
        f"{count_words(beyond, 'leg leads', 'legs lead')} beyond the extent of this map." if beyond else "",
        tally_sentence(view),
        f"{CAVEAT} {SCHEMATIC}",
        sources_words(view),
        f"Data as of {as_of}." if as_of else "",
        f"{BOUNDARIES} {projection} {GROUND}",
        INTERNAL,
    ]
    return FigureWords(
        title=title_of(view),
        subtitle=sentence(view),
        numbers=numbers_of(view),
        notes=tuple(note for note in notes if note),
        alt=f"Map. {title_of(view)}. {sentence(view)} {CAVEAT}",
    )


def title_of(view: View) -> str:
    """What is shown, of whom, and when: `Forced returns to North Korea, 2023`."""
    kinds = [KIND_TITLES[kind] for kind in ("escape", "repatriation", "custody") if kind in view.selection.kind]
    homes = " and ".join(country_name(code) for code in view.prepared.corridor.home)
    if view.selection.kind == ("repatriation",):
        what = f"{kinds[0]} to {homes}"
    else:
        what = f"{_joined([kinds[0], *(kind[0].lower() + kind[1:] for kind in kinds[1:])])}, {homes}"
    when = f", {view.selection.period_words()}" if view.selection.years else ""
    return what + when


def numbers_of(view: View) -> str:
    """Cases, persons and events that are shown, each kind by itself: a person may be in several."""
    parts = [
        f"{KIND_NAMES[kind]}: {count_words(int(row['cases']), 'case')}, "
        f"{persons_words(row['persons_low'], row['persons_high'])} {'person' if row['persons_low'] == 1 else 'persons'}"
        for kind, row in zip(view.selection.kind, view.totals.to_dict("records"), strict=True)
        if row["cases"]
    ]
    return " · ".join([*parts, count_words(len(view.records(view.segments)), "event")]) + "."


def sources_words(view: View) -> str:
    """The organisations the shown records come from, those of most records first, and how many more."""
    named = view.records(view.segments)["source"].astype("str").map(plain_line)
    counts = named[named != ""].value_counts()
    if counts.empty:
        return "Sources: none named in the records."
    order = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = [str(name) for name, _ in order[:MOST_SOURCES]]
    more = len(order) - len(shown)
    return f"Sources: {'; '.join(shown)}{f'; and {more} more' if more else ''}."


def legs_beyond(scene: Scene, extent: Extent) -> int:
    """How many legs have an end outside an extent: the map may show a part of them, or nothing."""
    legs = scene.legs
    inside = [
        legs[f"{end}_lon"].between(extent.west, extent.east) & legs[f"{end}_lat"].between(extent.south, extent.north)
        for end in ("from", "to")
    ]
    return int((~(inside[0] & inside[1])).sum())


def _missing(scene: Scene) -> str:
    parts = []
    if scene.without_spot:
        parts.append(count_words(scene.without_spot, "leg") + " to a country without a spot on this map")
    if scene.on_one_spot:
        parts.append(count_words(scene.on_one_spot, "leg") + " with both ends on one spot")
    return f"{' and '.join(parts)}." if parts else ""


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
