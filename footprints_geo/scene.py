"""What stands where on a map: lines, dots, rings and names, worked out once for screen and print.

A scene holds positions in degrees and what they mean; how they are painted is up to the room that draws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from footprints_geo.basemap import extent_holding, features
from footprints_geo.captions import MARK_WORDS, persons_words
from footprints_geo.language import ENGLISH, Language
from footprints_geo.pipeline import View
from footprints_geo.prepared import Prepared
from footprints_geo.scales import BEND, THINNEST, Floats, WidthScale, curves, directions
from footprints_geo.terms import KIND_WORDS
from footprints_geo.vocabulary import Script, country_name, in_script

SURROUNDINGS: Final = {"country": "country_labels", "sea": "seas", "city": "cities", "river": "rivers"}
"""Basemap layers that names are taken from."""

NOT_NAMED: Final = frozenset({"HK", "MO", "TW"})
"""Not named like countries, so that the map takes no side; their cities are named like all others."""

ONE_SPOT: Final = 1e-6
"""Degrees, a tenth of a metre: ends that are nearer are on one spot, and no line on any map has a direction there."""

MOST_LINES: Final = 150
"""More lines than this are a tangle in which none is read, whatever the size of the map."""

ARROW_AT: Final = 0.62
"""Where along a line its arrowhead sits: past the middle, clear of the crowd at the end."""


@dataclass(frozen=True)
class Scene:
    """A view laid out on the map.

    Attributes
    ----------
    scale : WidthScale
        The scale of the lines' widths, the same for every Selection of a data set. A leg with an end that is not known
        closer than a country has the thinnest line: a wide one would look like a corridor.
    legs : pandas.DataFrame
        The legs that can be drawn, largest first: `leg`, `kind`, `mark`, `persons_low`, `width`, `angle` (of the
        arrowhead, degrees counter-clockwise from east), `words` (what the leg says), `stands_out` (bool).
    lines : numpy.ndarray, shape (n, points, 2)
        Their curves, longitude and latitude.
    arrows : numpy.ndarray, shape (n, 2)
        Where their arrowheads sit.
    dots : pandas.DataFrame
        The ends of the legs that stand out, largest first: `place_id`, `name`, `lon`, `lat`, `area` (bool: a country
        whose place is not stated, at the spot of its name), `persons_low`.
    without_spot : int
        Legs that are not drawn because an end is a country without a spot for its name on the map.
    on_one_spot : int
        Legs that are not drawn because both ends have one position (within ONE_SPOT), such as a town and the detention
        centre in it.
    left_out : int
        Legs that are not drawn because MOST_LINES others are: those that stand out first, then those with most people.
    homes : tuple of str
        The names of the countries people leave: what the whole map is about is always named.
    """

    scale: WidthScale
    legs: pd.DataFrame
    lines: Floats
    arrows: Floats
    dots: pd.DataFrame
    without_spot: int
    on_one_spot: int
    left_out: int
    homes: tuple[str, ...]

    @property
    def places(self) -> pd.DataFrame:
        """The dots that are places."""
        return self.dots[~self.dots["area"]]

    @property
    def areas(self) -> pd.DataFrame:
        """The dots that are countries whose place is not stated."""
        return self.dots[self.dots["area"]]


def lay_out(
    view: View, script: Script = "en", highlighted: frozenset[str] = frozenset(), language: Language = ENGLISH
) -> Scene:
    """Lay a view out on the map.

    Parameters
    ----------
    view : View
        What to lay out.
    script : {'en', 'ko', 'both', 'local'}
        The script of names.
    highlighted : frozenset of str
        Ids of the legs that stand out; when empty, all do.
    language : Language
        Of what the legs say.

    Returns
    -------
    Scene
        With empty tables for an empty view; the MOST_LINES legs that stand out or have most people, where there are
        more.
    """
    placed = _placed(view)
    across = (placed["from_lon"] - placed["to_lon"]).abs(), (placed["from_lat"] - placed["to_lat"]).abs()
    apart = np.maximum(*across) > ONE_SPOT
    legs = placed[apart].reset_index(drop=True)
    on_one_spot, drawable = len(placed) - len(legs), len(legs)
    if drawable > MOST_LINES:
        # What stands out comes before what is larger.
        first = np.argsort(~legs["leg"].isin(highlighted).to_numpy(), kind="stable")[:MOST_LINES]
        legs = legs.take(np.sort(first)).reset_index(drop=True)
    # Legs that join the same two ends the same way fan out.
    beside = legs.groupby(["from_place", "to_place"]).cumcount().to_numpy()
    bend: Floats = BEND * (1 + 0.6 * beside.astype(np.float64))
    start: Floats = legs[["from_lon", "from_lat"]].to_numpy(dtype=np.float64)
    end: Floats = legs[["to_lon", "to_lat"]].to_numpy(dtype=np.float64)
    lines = curves(start, end, bend)
    arrows, angles = directions(lines, ARROW_AT)
    scale = WidthScale(view.prepared.largest_leg)
    legs = legs.assign(
        width=np.where(legs["mark"] == "area", THINNEST, scale.width(legs["persons_low"])),
        angle=angles,
        words=words_of_legs(legs, view.prepared.events.places, script, language),
        stands_out=legs["leg"].isin(highlighted) if highlighted else True,
    )
    homes = tuple(country_name(code, script) for code in view.prepared.corridor.home)
    dots = _dots(view, legs[legs["stands_out"]], script)
    without_spot = len(view.legs) - len(placed)
    return Scene(scale, legs, lines, arrows, dots, without_spot, on_one_spot, drawable - len(legs), homes)


def extent_of(prepared: Prepared) -> str:
    """The closest named extent in which every end of every line of a data set lies."""
    ends = pd.unique(prepared.drawn.legs[["from_place", "to_place"]].to_numpy().ravel())
    spots = _spots(prepared).loc[ends].dropna()
    return extent_holding(spots["lon"], spots["lat"])


def _spots(prepared: Prepared) -> pd.DataFrame:
    """Where places stand on a map; a country stands where its name does."""
    spots = prepared.events.places[["lon", "lat"]].copy()
    for code, (lon, lat) in prepared.corridor.anchors.items():
        if code in spots.index:
            spots.loc[code, ["lon", "lat"]] = (lon, lat)
    return spots


def _placed(view: View) -> pd.DataFrame:
    """The legs with the positions of their ends."""
    spots = _spots(view.prepared)
    ends = {
        f"{end}_{axis}": spots[axis].reindex(view.legs[f"{end}_place"]).to_numpy()
        for end in ("from", "to")
        for axis in ("lon", "lat")
    }
    legs = view.legs.assign(**ends)
    return legs[legs["from_lon"].notna() & legs["to_lon"].notna()]


def _dots(view: View, legs: pd.DataFrame, script: Script) -> pd.DataFrame:
    ends = [
        legs[[f"{end}_place", f"{end}_lon", f"{end}_lat", "persons_low"]].set_axis(
            ["place_id", "lon", "lat", "persons_low"], axis=1
        )
        for end in ("from", "to")
    ]
    largest = (
        pd.concat(ends)
        .groupby("place_id", as_index=False)
        .agg(lon=("lon", "first"), lat=("lat", "first"), persons_low=("persons_low", "max"))
    )
    places = view.prepared.events.places.reindex(largest["place_id"])
    return largest.assign(
        name=pd.Series([place_name(place, script) for place in places.to_dict("records")], dtype="str"),
        area=places["coarse"].to_numpy(dtype=bool),
    ).sort_values(["persons_low", "place_id"], ascending=[False, True], ignore_index=True)


def place_name(place: Mapping[Any, Any], script: Script) -> str:
    """A place's name in a script; the English name where there is none."""
    if place["kind"] == "country":
        return country_name(place["country"], script)
    if script == "local":
        return str(place["name_local"] or place["name_ko"] or place["name_en"])
    return in_script(str(place["name_en"]), str(place["name_ko"]), script)


def words_of_legs(
    legs: pd.DataFrame, places: pd.DataFrame, script: Script = "en", language: Language = ENGLISH
) -> list[str]:
    """What legs say: kind, ends, people, cases, and how well their ends are known; `places` are those of the events."""
    # All ends at once: looking them up leg by leg took most of the time of a map.
    ends = places.loc[pd.unique(legs[["from_place", "to_place"]].to_numpy().ravel())].to_dict("index")
    names = {
        place_id: language("{place} (place not stated)", place=place_name(place, script))
        if place["kind"] == "country"
        else place_name(place, script)
        for place_id, place in ends.items()
    }
    return [_leg_words(leg, names, language) for leg in legs.to_dict("records")]


def _leg_words(leg: Mapping[Any, Any], names: Mapping[Any, str], language: Language) -> str:
    cases = language.plural("{number} case", "{number} cases", int(leg["cases"]))
    if leg["cases_part_of"]:
        cases = language("{cases} and {number} counted elsewhere", cases=cases, number=leg["cases_part_of"])
    persons = persons_words(leg["persons_low"], leg["persons_high"], language)
    kind, mark = KIND_WORDS[leg["kind"]], MARK_WORDS[leg["mark"]]
    return language(
        "{kind}: {start} → {end} · {people}, {cases} · {mark}",
        kind=language(kind),
        start=names[leg["from_place"]],
        end=names[leg["to_place"]],
        people=language("{persons} people", persons=persons) if leg["cases"] else language("no people"),
        cases=cases,
        mark=language(mark),
    )


def describe(view: View, script: Script = "en", language: Language = ENGLISH) -> str:
    """What the map shows, for those who do not see it: its largest legs in words."""
    if view.legs.empty:
        return language("A map of Northeast and Southeast Asia without any leg.")
    largest = "; ".join(words_of_legs(view.legs.head(3), view.prepared.events.places, script, language))
    return language.plural(
        "A map of Northeast and Southeast Asia with {number} leg. The largest: {legs}.",
        "A map of Northeast and Southeast Asia with {number} legs. The largest: {legs}.",
        len(view.legs),
        legs=largest,
    )


def surroundings(script: Script) -> pd.DataFrame:
    """Names of countries, seas, cities and rivers that help the eye and have nothing to do with the records.

    Returns
    -------
    pandas.DataFrame
        `kind` (`country`, `sea`, `city`, `river`), `name`, `lon`, `lat`; the most important of each kind first, each
        name once.
    """
    rows = [
        (kind, _surrounding_name(kind, feature["properties"], script), *_midpoint(feature["geometry"]),
         feature["properties"].get("rank", 1))
        for kind, layer in SURROUNDINGS.items()
        for feature in features(layer)
        if kind != "country" or feature["properties"]["code"] not in NOT_NAMED
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["kind", "name", "lon", "lat", "rank"])
    return table.sort_values(["rank", "name"], kind="stable").drop_duplicates(["kind", "name"], ignore_index=True)


def _surrounding_name(kind: str, names: Mapping[str, Any], script: Script) -> str:
    if kind == "city" and script == "local":
        return str(names["name_local"])
    return in_script(str(names["name_en"]), str(names["name_ko"]), script)


def _midpoint(geometry: Mapping[str, Any]) -> tuple[float, float]:
    """A point itself, and the middle of a line or of the longest of several."""
    if geometry["type"] == "Point":
        lon, lat = geometry["coordinates"]
        return lon, lat
    lines = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]
    longest = max(lines, key=len)
    lon, lat = longest[len(longest) // 2]
    return lon, lat
