"""The words on a printed map of hotspots, and what its legend says."""

from __future__ import annotations

from typing import Final

from footprints_geo.captions import persons_words
from footprints_geo.cell_scene import CLASS_COLOURS, CLASS_INKS, CellScene
from footprints_geo.disclosure.words import audience_words
from footprints_geo.getis_ord import DRAWS
from footprints_geo.hotspot_words import (
    CLASS_NAMES,
    HOW,
    MINIMUM,
    NO_DANGER,
    account_words,
    hotspot_sentence,
    hotspot_title,
    not_in_cells,
)
from footprints_geo.hotspots import Hotspots
from footprints_geo.language import ENGLISH, Language, marked, marked_pair
from footprints_geo.legend import PLAIN, LegendColumn, LegendLine
from footprints_geo.pipeline import View
from footprints_geo.projections import Projection
from footprints_geo.robustness import Checked
from footprints_geo.scales import Colour
from footprints_geo.wording import BOUNDARIES, GROUND, FigureWords, as_of, named_sources, projection_words

READ: Final = marked(
    "A cell is an area, not a place: nobody was at its middle. Names are those of the places of most persons in it."
)
BEYOND: Final = marked_pair(
    "{number} cell lies beyond the extent of this map.", "{number} cells lie beyond the extent of this map."
)
STABLE: Final = marked("Stays when the records are looked at otherwise")
DEPENDS: Final = marked("Depends on one case, on dates, on numbers or on where the grid lies")
EDGE_FILL: Final[Colour] = (255, 255, 255)
MOST_TOLD: Final = 5


def hotspot_figure_words(
    view: View,
    hotspots: Hotspots,
    checked: Checked,
    scene: CellScene,
    beyond: int,
    projection: Projection | None,
    language: Language = ENGLISH,
) -> FigureWords:
    """The words on a map of hotspots.

    Parameters
    ----------
    view, hotspots, checked : View, Hotspots, pandas.DataFrame
        What is drawn.
    scene : CellScene
        The cells, in this language.
    beyond : int
        Cells outside the extent of the map.
    projection : Projection or None
        Of the map; None for one in a browser.
    language : Language
        English by default.
    """
    title, subtitle = hotspot_title(hotspots, language), hotspot_sentence(hotspots, checked, language)
    day = as_of(view)
    origin = [
        named_sources(hotspots.prepared.events.frame.loc[hotspots.inside, "source"], view.prepared.release, language)
    ]
    origin += [language("Data as of {day}.", day=day)] if day else []
    missing = [*not_in_cells(hotspots.tally, language), *([language.plural(*BEYOND, beyond)] if beyond else [])]
    how = language(
        HOW, cells=f"{len(hotspots.grid.area.cells):,}", draws=f"{DRAWS:,}", resolution=hotspots.grid.resolution
    )
    caveats = [language(NO_DANGER), language(MINIMUM)]
    audience = audience_words(view.prepared.release, language)
    ground = f"{language(BOUNDARIES)} {projection_words(projection, language)} {language(GROUND)}"
    standing = [*caveats, language(READ), *([] if hotspots.refused else [how]), *origin, ground, audience]
    alt = language("Map: {title}. {sentence}", title=title, sentence=subtitle)
    most = scene.cells.sort_values("persons_low", ascending=False, kind="stable").head(MOST_TOLD)
    told = [alt]
    if len(most):
        places = "; ".join(most["label"])
        told.append(language("Where most persons are documented: {places}.", places=places))
    return FigureWords(
        title=title,
        subtitle=subtitle,
        numbers=numbers_words(hotspots, language),
        not_shown=(*missing, account_words(hotspots.tally, language)),
        standing=tuple(standing),
        alt=alt,
        caption=" ".join((f"{title}.", subtitle, *origin, *caveats, audience)),
        description=" ".join([*told, *missing, *caveats]),
        audience=audience,
        language=language.code,
    )


def numbers_words(hotspots: Hotspots, language: Language = ENGLISH) -> str:
    """Cases, persons and events in all cells together, each case once."""
    return language(
        "In cells: {cases}, {persons}, {events}.",
        cases=language.plural("{number} case", "{number} cases", hotspots.cases),
        persons=language.plural(
            "{persons} person", "{persons} persons", hotspots.persons_low,
            persons=persons_words(hotspots.persons_low, float("nan"), language),
        ),
        events=language.plural("{number} event", "{number} events", hotspots.tally.events_placed),
    )  # fmt: skip


def hotspot_legend(scene: CellScene, language: Language = ENGLISH) -> tuple[LegendColumn, ...]:
    """The classes and edges of the cells that are shown; empty without cells."""
    shown = set(scene.cells["class"])
    classes = tuple(
        LegendLine(language(words), CLASS_COLOURS[word], CLASS_INKS[word], shape="cell")
        for word, words in CLASS_NAMES.items()
        if word in shown
    )
    columns = [LegendColumn(language("Persons in the cell and beside it"), classes)] if classes else []
    hot = scene.cells[scene.cells["hot"]]
    edges = []
    if hot["stable"].any():
        edges.append(LegendLine(language(STABLE), EDGE_FILL, PLAIN, shape="cell"))
    if not hot["stable"].all():
        edges.append(LegendLine(language(DEPENDS), EDGE_FILL, PLAIN, shape="dashed"))
    return (*columns, *([LegendColumn(language("Edge of a hotspot"), tuple(edges))] if edges else []))
