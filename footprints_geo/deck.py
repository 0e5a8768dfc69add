"""The map on the screen: the only room that knows pydeck.

Everything a layer gets reaches the browser, so layers get plain records with the few columns they draw. The basemap
comes from the app's own static files; no style, tile or font is asked for elsewhere.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd
import pydeck as pdk

from footprints_geo.basemap import EXTENTS, Extent, features, layer_url
from footprints_geo.captions import MARK_WORDS, count_words, persons_words
from footprints_geo.pipeline import View
from footprints_geo.scales import (
    BEND,
    BORDER,
    FADED,
    HOME_LAND,
    INK,
    KIND_COLOURS,
    LAND,
    RIVER,
    SEA,
    Colour,
    Floats,
    WidthScale,
    curves,
    directions,
)
from footprints_geo.vocabulary import Script, country_name

LEGS_LAYER: Final = "legs"
FONT: Final = "'Noto Sans CJK KR, Noto Sans KR, Malgun Gothic, Apple SD Gothic Neo, sans-serif'"
ARROWHEAD: Final = "data:image/svg+xml;base64," + base64.b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">'
    b'<path d="M8 8 L58 32 L8 56 L20 32 Z" fill="white"/></svg>'
).decode("ascii")
DASHES: Final[Mapping[str, tuple[float, float]]] = {
    "recorded": (0, 0),
    "gap": (14, 7),
    "implied": (3, 5),
    "area": (7, 6),
}
"""Pixels of dash and space, by the mark of a leg."""

LETTERS: Final = {"sdf": True, "fontSize": 64, "buffer": 12, "radius": 14, "cutoff": 0.22, "smoothing": 0.18}
HALO: Final = 0.22
"""Width of the light rim round letters, as a part of their size."""

NARROWEST: Final = (520, 600)
"""Width and height in pixels that an extent must fit into: the map on a laptop."""

WHOLE_EARTH: Final = [[-180, -85], [0, -85], [180, -85], [180, 85], [0, 85], [-180, 85]]
ZERO_WIDTH_SPACE: Final = "\u200b"


@dataclass(frozen=True, slots=True)
class DeckOptions:
    """How a view is drawn on the screen.

    Attributes
    ----------
    script : {'en', 'ko', 'local'}
        The script of labels.
    highlighted : frozenset of str
        Ids of the legs to stand out; empty draws all alike.
    extent : str
        A name out of :data:`footprints_geo.basemap.EXTENTS`.
    """

    script: Script = "en"
    highlighted: frozenset[str] = field(default_factory=frozenset)
    extent: str = "corridor"


def build_deck(view: View, options: DeckOptions | None = None) -> pdk.Deck:
    """Draw a view.

    Returns
    -------
    pydeck.Deck
        With the basemap alone for an empty view. Legs whose end is a country without a spot for its name on the map
        are not drawn; :func:`undrawn_legs` counts them.
    """
    options = options or DeckOptions()
    legs = _placed_legs(view)
    lines = _lines(legs)
    layers = [
        *_basemap_layers(options.script),
        *_leg_layers(view, legs, lines, options),
        *_place_layers(view, legs, options),
    ]
    return pdk.Deck(
        layers=layers,
        initial_view_state=_view_state(EXTENTS[options.extent]),
        map_provider=None,
        tooltip={"html": "{tip}", "style": {"maxWidth": "320px", "fontSize": "13px"}},
    )


def undrawn_legs(view: View) -> int:
    """How many legs of the view have an end without any spot on the map."""
    return len(view.legs) - len(_placed_legs(view))


def _view_state(extent: Extent) -> pdk.ViewState:
    lon, lat, zoom = extent.centre_and_zoom(*NARROWEST)
    return pdk.ViewState(longitude=lon, latitude=lat, zoom=zoom, min_zoom=1.5, max_zoom=12, pitch=0, bearing=0)


def _placed_legs(view: View) -> pd.DataFrame:
    """The legs with the positions of their ends; a country's end is the spot where its name stands."""
    spots = _spots(view)
    legs = view.legs.copy()
    for end, place in (("from", legs["from_place"]), ("to", legs["to_place"])):
        at = spots.reindex(place)
        legs[f"{end}_lon"], legs[f"{end}_lat"] = at["lon"].to_numpy(), at["lat"].to_numpy()
        legs[f"{end}_area"] = at["coarse"].fillna(False).to_numpy(dtype=bool)
    apart = (legs["from_lon"] != legs["to_lon"]) | (legs["from_lat"] != legs["to_lat"])
    return legs[legs["from_lon"].notna() & legs["to_lon"].notna() & apart].reset_index(drop=True)


def _spots(view: View) -> pd.DataFrame:
    spots = view.prepared.events.places[["lon", "lat", "coarse"]].copy()
    for code, (lon, lat) in view.prepared.corridor.anchors.items():
        if code in spots.index:
            spots.loc[code, ["lon", "lat"]] = (lon, lat)
    return spots


def _lines(legs: pd.DataFrame) -> Floats:
    """Curves of the legs; legs that join the same two ends the same way fan out."""
    start: Floats = legs[["from_lon", "from_lat"]].to_numpy(dtype=np.float64)
    end: Floats = legs[["to_lon", "to_lat"]].to_numpy(dtype=np.float64)
    beside = legs.groupby(["from_place", "to_place"]).cumcount().to_numpy()
    bend: Floats = BEND * (1 + 0.6 * beside.astype(np.float64))
    return curves(start, end, bend)


def _layer(kind: str, identity: str, **options: Any) -> pdk.Layer:
    return pdk.Layer(kind, id=identity, **{"pickable": False, **options})


def _basemap_layers(script: Script) -> list[pdk.Layer]:
    homes = "properties.home == 1"
    labels = [
        _label_layer("sea-labels", _named("seas", script), 12, RIVER, light=True),
        _label_layer("country-labels", _named("country_labels", script), 14, (120, 112, 100)),
    ]
    return [
        _layer(
            "SolidPolygonLayer", "sea", data=[{"polygon": WHOLE_EARTH}], get_polygon="polygon",
            get_fill_color=list(SEA),
        ),
        _layer(
            "GeoJsonLayer", "countries", data=layer_url("countries"), stroked=False,
            get_fill_color=f"{homes} ? {list(HOME_LAND)} : {list(LAND)}",
        ),
        _layer(
            "GeoJsonLayer", "admin1", data=layer_url("admin1"), get_line_color=[*BORDER, 70],
            line_width_units="'pixels'", get_line_width=0.6,
        ),
        _layer(
            "GeoJsonLayer", "rivers", data=layer_url("rivers"), get_line_color=[*RIVER, 190],
            line_width_units="'pixels'", get_line_width=1.2,
        ),
        _layer(
            "GeoJsonLayer", "borders", data=layer_url("borders"), get_line_color=[*BORDER, 220],
            line_width_units="'pixels'", get_line_width=1.1,
        ),
        *labels,
    ]  # fmt: skip


def _named(layer: str, script: Script) -> list[dict[str, Any]]:
    key = "name_ko" if script == "ko" else "name_en"
    return [
        {"label": feature["properties"][key], "position": feature["geometry"]["coordinates"]}
        for feature in features(layer)
    ]


def _label_layer(
    identity: str, rows: list[dict[str, Any]], size: float, colour: Colour, *, light: bool = False, offset: int = 0
) -> pdk.Layer:
    return _layer(
        "TextLayer",
        identity,
        data=rows,
        get_text="label",
        get_position="position",
        get_size=size,
        get_color=[*colour, 235],
        font_family=FONT,
        font_weight="'normal'" if light else "'bold'",
        character_set="'auto'",
        font_settings=LETTERS,
        outline_width=HALO,
        outline_color=[255, 255, 255, 220],
        get_pixel_offset=[0, offset],
    )


def _leg_layers(view: View, legs: pd.DataFrame, lines: Floats, options: DeckOptions) -> list[pdk.Layer]:
    if legs.empty:
        return []
    width = WidthScale(float(view.legs["persons_low"].max())).width(legs["persons_low"])
    heads, angles = directions(lines, 0.62)
    tips = [_leg_tip(leg, view, options.script) for leg in legs.to_dict("records")]
    rows = [
        {
            "leg": _inert(leg["leg"]),
            "path": np.round(line, 4).tolist(),
            "width": round(float(wide), 2),
            "colour": _leg_colour(leg, options),
            # deck.gl counts dashes in line widths.
            "dash": [round(length / float(wide), 2) for length in DASHES[leg["mark"]]],
            "tip": _inert(tip),
            "head": np.round(head, 4).tolist(),
            "angle": round(float(angle), 1),
            "size": round(9 + 1.2 * float(wide), 1),
            "persons": leg["persons_low"],
            "icon": {"url": ARROWHEAD, "width": 64, "height": 64, "mask": True},
        }
        for leg, line, wide, head, angle, tip in zip(
            legs.to_dict("records"), lines, width, heads, angles, tips, strict=True
        )
    ]
    # The first rows are the largest: drawn last, they would hide the rest.
    rows.reverse()
    path_columns, head_columns = (
        ("leg", "path", "width", "colour", "dash", "tip"),
        ("head", "angle", "size", "icon", "colour", "persons"),
    )
    return [
        _layer(
            "PathLayer", LEGS_LAYER, data=_columns(rows, path_columns), get_path="path", get_width="width",
            get_color="colour", width_units="'pixels'", cap_rounded=False, joint_rounded=True, pickable=True,
            get_dash_array="dash", dash_justified=True, auto_highlight=True, highlight_color=[0, 0, 0, 60],
            extensions=[{"@@type": "PathStyleExtension", "dash": True, "highPrecisionDash": True}],
        ),
        _layer(
            "IconLayer", "arrowheads", data=_columns(rows, head_columns), get_icon="icon", get_position="head",
            get_angle="angle", get_size="size", get_color="colour", size_units="'pixels'",
            collision_enabled=True, collision_group="'arrowheads'", get_collision_priority="persons",
            extensions=[{"@@type": "CollisionFilterExtension"}],
        ),
    ]  # fmt: skip


def _columns(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in names} for row in rows]


def _leg_colour(leg: Mapping[Any, Any], options: DeckOptions) -> list[int]:
    if options.highlighted and leg["leg"] not in options.highlighted:
        return [*FADED, 90]
    return [*KIND_COLOURS[leg["kind"]], 150 if leg["mark"] == "area" else 225]


def _leg_tip(leg: Mapping[Any, Any], view: View, script: Script) -> str:
    start, end = (_place_name(view, leg[f"{end}_place"], script) for end in ("from", "to"))
    persons = persons_words(leg["persons_low"], leg["persons_high"])
    cases = count_words(leg["cases"], "case")
    if leg["cases_part_of"]:
        cases += f" (and {leg['cases_part_of']} counted elsewhere)"
    return f"{leg['kind']}: {start} → {end} · {persons} people, {cases} · {MARK_WORDS[leg['mark']]}"


def _place_name(view: View, place_id: str, script: Script) -> str:
    place = view.prepared.events.places.loc[[place_id]].to_dict("records")[0]
    if place["kind"] == "country":
        return f"{country_name(place['country'], script)} (place not stated)"
    return place_label(place, script)


def place_label(place: Mapping[Any, Any], script: Script) -> str:
    """A place's name in a script; the English name where there is none."""
    if script == "ko":
        return str(place["name_ko"] or place["name_en"])
    if script == "local":
        return str(place["name_local"] or place["name_ko"] or place["name_en"])
    return str(place["name_en"])


def _place_layers(view: View, legs: pd.DataFrame, options: DeckOptions) -> list[pdk.Layer]:
    """Dots for places, hollow rings for countries known no closer, and their labels."""
    passed = _passed(view, legs, options)
    if passed.empty:
        return []
    names = view.prepared.events.places.drop(columns=["lon", "lat"])
    rows = [
        {
            "label": _inert(place_label(place, options.script)),
            "position": [round(place["lon"], 4), round(place["lat"], 4)],
            "area": place["coarse"],
            "persons": place["persons_low"],
            "colour": [*INK, 255],
        }
        for place in passed.join(names).to_dict("records")
    ]
    points = [row for row in rows if not row["area"]]
    areas = [{**row, "label": "place not stated"} for row in rows if row["area"]]
    dot = {"radius_units": "'pixels'", "line_width_units": "'pixels'", "get_position": "position", "stroked": True}
    around = _surroundings(options.script, {row["label"] for row in points})
    return [
        _layer(
            "ScatterplotLayer", "places", data=_columns(points, ("position",)), get_radius=3.6,
            get_fill_color=[255, 255, 255], get_line_color=list(INK), get_line_width=1.6, **dot,
        ),
        _layer(
            "ScatterplotLayer", "areas", data=_columns(areas, ("position",)), get_radius=13, filled=False,
            get_line_color=[*INK, 130], get_line_width=1.2, **dot,
        ),
        _label_layer("area-labels", _columns(areas, ("label", "position")), 10.5, (95, 95, 95), offset=22),
        _place_labels([*points, *around]),
    ]  # fmt: skip


def _passed(view: View, legs: pd.DataFrame, options: DeckOptions) -> pd.DataFrame:
    """The ends of the drawn legs (of the highlighted ones when there are any), with the largest count at each."""
    kept = legs[legs["leg"].isin(options.highlighted)] if options.highlighted else legs
    ends = [
        kept[[f"{end}_place", f"{end}_lon", f"{end}_lat", "persons_low"]].set_axis(
            ["place_id", "lon", "lat", "persons_low"], axis=1
        )
        for end in ("from", "to")
    ]
    grouped = pd.concat(ends).groupby("place_id")
    return grouped.agg(lon=("lon", "first"), lat=("lat", "first"), persons_low=("persons_low", "max"))


def _surroundings(script: Script, taken: set[str]) -> list[dict[str, Any]]:
    """Names of cities and rivers that have nothing to do with the records: faint, and first to give way."""
    language = "ko" if script == "ko" else "en"
    cities = [
        {
            "label": city["properties"]["name_local" if script == "local" else f"name_{language}"],
            "position": city["geometry"]["coordinates"],
            "persons": -10 * city["properties"]["rank"],
            "colour": [*BORDER, 255],
        }
        for city in features("cities")
    ]
    rivers = [
        {
            "label": river["properties"][f"name_{language}"],
            "position": (line := river["geometry"]["coordinates"])[len(line) // 2],
            "persons": -50,
            "colour": [*RIVER, 255],
        }
        for river in features("rivers")
    ]
    named = {row["label"]: row for row in [*rivers, *cities]}
    return [row for label, row in named.items() if label not in taken]


def _place_labels(points: list[dict[str, Any]]) -> pdk.Layer:
    return _layer(
        "TextLayer",
        "place-labels",
        data=_columns(points, ("label", "position", "persons", "colour")),
        get_text="label",
        get_position="position",
        get_size=12.5,
        get_color="colour",
        get_pixel_offset=[9, 0],
        get_text_anchor="'start'",
        get_alignment_baseline="'center'",
        font_family=FONT,
        character_set="'auto'",
        font_settings=LETTERS,
        outline_width=HALO,
        outline_color=[255, 255, 255, 230],
        collision_enabled=True,
        get_collision_priority="persons",
        collision_group="'places'",
        collision_test_props={"sizeScale": 1.6},
        extensions=[{"@@type": "CollisionFilterExtension"}],
    )


def _inert(text: str) -> str:
    """Text that deck.gl cannot take for an expression (it evaluates strings that begin with `@@`)."""
    return ZERO_WIDTH_SPACE + text if text.startswith("@@") else text


def map_description(view: View) -> str:
    """What the map shows, for those who do not see it: its largest legs in words."""
    if view.legs.empty:
        return "A map of Northeast and Southeast Asia without any leg."
    largest = [_leg_tip(leg, view, "en") for leg in view.legs.head(3).to_dict("records")]
    number = count_words(len(view.legs), "leg")
    return f"A map of Northeast and Southeast Asia with {number}. The largest: {'; '.join(largest)}."


def legend_steps(view: View) -> list[tuple[int, float]]:
    """Round numbers of persons and the line width, in pixels, that stands for each."""
    if view.legs.empty or math.isnan(view.legs["persons_low"].max()):
        return []
    scale = WidthScale(float(view.legs["persons_low"].max()))
    return [(step, float(scale.width(step))) for step in scale.steps()]
