"""A few figures look as when somebody looked at them: `python -m tests.test_golden_figures` draws them anew."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from footprints_geo.figure.drawing import draw
from footprints_geo.figure.files import to_bytes
from footprints_geo.language import Language
from footprints_geo.paper import SHEETS, FigureKind, FigureOptions
from footprints_geo.periods import Period
from footprints_geo.pipeline import prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.selection import Selection

FOLDER: Final = Path(__file__).parent / "golden"
PICTURES: Final[dict[str, tuple[FigureKind, str, str]]] = {
    "routes-en": ("routes", "en", "half-page"),
    "routes-ko": ("routes", "ko", "square"),
    "compare-en": ("compare", "en", "half-page"),
    "years-ko": ("years", "ko", "half-page"),
    "timeline-en": ("timeline", "en", "half-page"),
    "events-en": ("events", "en", "square"),
    "hotspots-en": ("hotspots", "en", "square"),
}
RETURNS: Final = Selection(years=Period.of(2019, 2023), kind=("repatriation",))
ARRESTS: Final = Selection(events=("arrest", "repatriation"))

DARKER: Final = 40
"""Of 255: a dot that differs by more shows something else, and not an edge that is a little softer."""

MOST_OTHERS: Final = 0.004
"""Part of the dots that may show something else: the libraries beneath move a letter by a hair now and then."""


@cache
def bundled() -> Prepared:
    return prepare()


def picture(name: str) -> bytes:
    kind, code, size = PICTURES[name]
    against = Period.of(2012, 2018) if kind == "compare" else None
    script = "ko" if code == "ko" else "en"
    options = FigureOptions(kind, script, SHEETS[size], dpi=72, language=Language(code), against=against)  # type: ignore[arg-type]
    # Of five years there would be too few of them to stand out.
    chosen = ARRESTS if kind == "hotspots" else RETURNS
    return to_bytes(draw(view(bundled(), chosen, "place"), options, size), ".png")


def dots(content: bytes) -> npt.NDArray[np.int16]:
    with Image.open(io.BytesIO(content)) as opened:
        return np.asarray(opened.convert("RGB"), dtype=np.int16)


def others(one: npt.NDArray[np.int16], two: npt.NDArray[np.int16]) -> float:
    """Part of the dots that show something else."""
    return float((np.abs(one - two).max(axis=2) > DARKER).mean())


@pytest.mark.parametrize("name", PICTURES)
def test_a_figure_looks_as_it_was_looked_at(name: str) -> None:
    drawn, kept = dots(picture(name)), dots((FOLDER / f"{name}.png").read_bytes())
    assert drawn.shape == kept.shape
    assert others(drawn, kept) <= MOST_OTHERS


def test_a_figure_of_another_year_is_seen_to_be_another() -> None:
    options = FigureOptions("timeline", sheet=SHEETS["half-page"], dpi=72)
    drawn = to_bytes(draw(view(bundled(), replace(RETURNS, years=Period.of(2019, 2022)), "place"), options), ".png")
    assert others(dots(drawn), dots((FOLDER / "timeline-en.png").read_bytes())) > MOST_OTHERS


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in PICTURES:
        (FOLDER / f"{each}.png").write_bytes(picture(each))
