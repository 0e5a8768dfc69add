"""From a view to a map for a browser, as one file: the counterpart of a picture for print."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from footprints_geo.basemap import EXTENTS, extent_holding
from footprints_geo.captions import persons_words
from footprints_geo.cell_scene import lay_out_cells
from footprints_geo.deck.cells import build_cell_deck
from footprints_geo.deck.ground import DeckOptions
from footprints_geo.deck.routes import build_deck
from footprints_geo.deck.web_page import web_page
from footprints_geo.disclosure.words import synthetic_words
from footprints_geo.errors import InputError
from footprints_geo.hotspot_captions import hotspot_figure_words, hotspot_legend
from footprints_geo.hotspot_words import CLASS_NAMES, cell_names, stability_words
from footprints_geo.hotspots import find_hotspots
from footprints_geo.language import marked
from footprints_geo.legend import legend_of
from footprints_geo.paper import FigureKind, FigureOptions
from footprints_geo.pipeline import View
from footprints_geo.robustness import check
from footprints_geo.routes import route_names
from footprints_geo.scene import lay_out
from footprints_geo.terms import KIND_WORDS
from footprints_geo.wording import as_of, told_as_synthetic, words_of

ENDING: Final = ".html"
CELL_HEADS: Final = (
    marked("Persons"), marked("Cases"), marked("Place"), marked("Hotspot"), marked("Looked at otherwise"),
)  # fmt: skip


def draw_web_page(view: View, options: FigureOptions | None = None) -> str:
    """A view as a map for a browser, in one file that needs no network.

    Parameters
    ----------
    view : View
        What is shown; the same that picture and page show.
    options : FigureOptions, optional
        How: `kind`, `script`, `extent` and `language` count here, the sheet does not.

    Returns
    -------
    str
        HTML, as :func:`footprints_geo.deck.web_page.web_page` gives it. For an empty view the land alone, with words
        that say so.

    Raises
    ------
    InputError
        A figure of this kind is no map that can be moved.
    """
    options = options or FigureOptions()
    if options.kind not in WEB_MAPS:
        raise InputError(f"{options.kind}: no map for a browser; expected one of {', '.join(WEB_MAPS)}.")
    return WEB_MAPS[options.kind](view, options)


def _routes(view: View, options: FigureOptions) -> str:
    language = options.language
    scene = lay_out(view, options.script, language=language)
    extent = options.extent if options.extent in EXTENTS else extent_holding(scene.dots["lon"], scene.dots["lat"])
    rows = view.routes
    kinds = {kind: language(word) for kind, word in KIND_WORDS.items()}
    heads = ["#", language("Persons"), language("Cases"), language("Route"), language("Kind")]
    names = route_names(rows, view.prepared.events.places, view.level, language)
    table = [
        [
            str(row["rank"]),
            persons_words(row["persons_low"], row["persons_high"], language),
            f"{row['cases']:,}",
            name,
            kinds[row["kind"]],
        ]
        for row, name in zip(rows.to_dict("records"), names, strict=True)
    ]
    lines = [[words] for words in scene.legs["words"]]
    return web_page(
        build_deck(scene, DeckOptions(options.script, extent)),
        told_as_synthetic(words_of(view, scene, as_of(view), None, language), view.prepared.release),
        legend_of(scene, language),
        {language("Routes"): [heads, *table], language("Lines on the map"): [[language("Line")], *lines]},
        language("Move with the mouse or a finger; point at a line to read what the second table says of it."),
        synthetic_words(view.prepared.release, language),
        scene.scale,
        language,
    )


def _hotspots(view: View, options: FigureOptions) -> str:
    language = options.language
    hotspots = find_hotspots(view.prepared, view.selection, options.resolution)
    checked = check(hotspots)
    scene = lay_out_cells(hotspots, checked, language, options.script)
    extent = options.extent if options.extent in EXTENTS else extent_holding(scene.cells["lon"], scene.cells["lat"])
    rows = hotspots.cells
    heads = [language(word) for word in CELL_HEADS]
    classes = {word: language(name) for word, name in CLASS_NAMES.items()}
    names = cell_names(hotspots, rows["cell"].tolist(), language, options.script)
    table = [
        [
            persons_words(row["persons_low"], row["persons_high"], language),
            f"{row['cases']:,}",
            name,
            classes[str(row["class"])],
            stability_words(checked.loc[row["cell"]], language) if row["cell"] in checked.index else "",
        ]
        for row, name in zip(rows.to_dict("records"), names, strict=True)
    ]
    return web_page(
        build_cell_deck(scene, DeckOptions(options.script, extent)),
        told_as_synthetic(
            hotspot_figure_words(view, hotspots, checked, scene, 0, None, language), view.prepared.release
        ),
        hotspot_legend(scene, language),
        {language("Cells on the map"): [heads, *table]},
        language("Move with the mouse or a finger; point at a cell to read what the table says of it."),
        synthetic_words(view.prepared.release, language),
        language=language,
    )


WEB_MAPS: Final[dict[FigureKind, Callable[[View, FigureOptions], str]]] = {"routes": _routes, "hotspots": _hotspots}
"""The kinds of figure that are maps which can be moved."""
