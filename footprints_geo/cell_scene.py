"""Cells laid out on the map: outlines, classes and names, worked out once for screen and print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from footprints_geo.captions import persons_words
from footprints_geo.cells import middle, outline
from footprints_geo.hotspot_words import CLASS_NAMES, cell_names, stability_words
from footprints_geo.hotspots import CLASSES, NOT_TESTED, Hotspots
from footprints_geo.language import ENGLISH, Language
from footprints_geo.scales import Colour, Floats
from footprints_geo.vocabulary import Script

CLASS_COLOURS: Final[dict[str, Colour]] = {
    CLASSES[0]: (84, 0, 33),
    CLASSES[1]: (196, 74, 60),
    CLASSES[2]: (255, 220, 170),
    CLASSES[3]: (226, 228, 230),
    NOT_TESTED: (226, 228, 230),
}
"""Fill of the cells of each class: each three times as bright as the one before it, in print without colour too."""

CLASS_INKS: Final[dict[str, Colour]] = {
    CLASSES[0]: (84, 0, 33),
    CLASSES[1]: (120, 30, 18),
    CLASSES[2]: (120, 66, 0),
    CLASSES[3]: (112, 118, 124),
    NOT_TESTED: (112, 118, 124),
}
"""Edge of the cells, and words about them."""


@dataclass(frozen=True)
class CellScene:
    """Cells with a count, laid out.

    Attributes
    ----------
    cells : pandas.DataFrame
        Hotspots first, the surest before the others, then cells of most persons: `cell`, `class`, `hot` (bool),
        `stable` (bool; True but for hotspots that depend on something), `persons_low`, `name`, `label` (the name and
        how many persons), `words` (all that is said of it), `lon`, `lat` (of the middle, to lay a name by).
    outlines : list of numpy.ndarray, shape (n, 2)
        Longitude and latitude of the corners of each, the first one again at the end.
    """

    cells: pd.DataFrame
    outlines: list[Floats]


def lay_out_cells(
    hotspots: Hotspots, checked: pd.DataFrame, language: Language = ENGLISH, script: Script | None = None
) -> CellScene:
    """Lay out the cells of an answer.

    Parameters
    ----------
    hotspots : Hotspots
        The answer.
    checked : pandas.DataFrame
        Which hotspots are stable; see :func:`footprints_geo.robustness.check`.
    language : Language
        Of labels.
    script : {'en', 'ko', 'both', 'local'}, optional
        Of names; the one that goes with the language by default.

    Returns
    -------
    CellScene
        Without cells where no event has one.
    """
    table = hotspots.cells.assign(hot=hotspots.cells["class"].isin(CLASSES[:-1]))
    table = table.assign(order=table["class"].map({word: n for n, word in enumerate(CLASSES)}).astype("float64"))
    table = table.sort_values(["order", "rank"], ignore_index=True)
    cells = table["cell"].tolist()
    stable = checked["stable"].reindex(cells).fillna(True).to_numpy(dtype=bool)
    names = cell_names(hotspots, cells, language, script)
    numbers = [
        persons_words(low, high, language)
        for low, high in zip(table["persons_low"], table["persons_high"], strict=True)
    ]
    told = [
        ". ".join(
            [
                language("{place}: {persons}", place=name, persons=number),
                language.plural("{number} case", "{number} cases", int(cases)),
                language(CLASS_NAMES[str(word)]),
                *([stability_words(checked.loc[cell], language)] if cell in checked.index else []),
            ]
        )
        for cell, name, number, cases, word in zip(
            cells, names, numbers, table["cases"], table["class"].astype("str"), strict=True
        )
    ]
    middles = np.array([middle(cell) for cell in cells], dtype=np.float64).reshape(-1, 2)
    scene = pd.DataFrame(
        {
            "cell": table["cell"],
            "class": table["class"].astype("str"),
            "hot": table["hot"],
            "stable": stable,
            "persons_low": table["persons_low"],
            "name": pd.Series(names, dtype="str"),
            "label": pd.Series(
                [language("{place}: {persons}", place=n, persons=p) for n, p in zip(names, numbers, strict=True)],
                dtype="str",
            ),
            "words": pd.Series(told, dtype="str"),
            "lon": middles[:, 0],
            "lat": middles[:, 1],
        }
    )
    return CellScene(scene, [np.array(outline(cell), dtype=np.float64) for cell in cells])
