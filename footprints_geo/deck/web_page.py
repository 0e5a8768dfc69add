"""A map as one file for a browser: it holds all it needs, opens without a network, and can ask nobody for anything."""

from __future__ import annotations

import html
import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import distribution, version
from pathlib import Path
from typing import Any, Final

import numpy as np
import pydeck as pdk

from footprints_geo.basemap import LAYERS, features, layer_url
from footprints_geo.deck.ground import DASHED
from footprints_geo.language import ENGLISH, Language
from footprints_geo.legend import LegendColumn, LegendLine
from footprints_geo.scales import Colour, WidthScale, screen_degrees, screen_positions
from footprints_geo.wording import FigureWords

POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "connect-src data: blob:; worker-src blob:; base-uri 'none'; form-action 'none'"
)
"""What the browser lets the file do: it may draw, and reach nothing outside itself."""

STYLE: Final = """
body {margin: 0; font: 16px/1.5 "Source Sans 3", "Noto Sans", "Noto Sans KR", "Malgun Gothic", sans-serif;
  color: #262c32; background: #fff}
main {max-width: 72rem; margin: 0 auto; padding: 1.2rem}
h1 {font-size: 1.7rem; line-height: 1.2; margin: 0 0 .3rem}
.numbers {font-weight: 600}
#map {position: relative; height: min(70vh, 44rem); border: 1px solid #d8d4ca; background: #dde7ee; overflow: hidden}
.legend {display: flex; flex-wrap: wrap; gap: .6rem 2.4rem; margin: .8rem 0}
.legend b {display: block}
.legend svg {vertical-align: middle; margin-right: .5rem}
table {border-collapse: collapse; margin: 1rem 0; width: 100%}
caption {text-align: left; font-weight: 600; padding: .3rem 0}
th, td {text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #e6e2d8; vertical-align: top}
.note {font-size: .9rem; color: #4d545c}
@media print {#map {height: 60vh} details {display: none}}
"""

WATERMARKS: Final = 3
WATERMARK_STYLE: Final = (
    ".marked {position: relative} .watermark {position: absolute; inset: 0; display: flex; flex-direction: column; "
    "justify-content: space-around; align-items: center; overflow: hidden; pointer-events: none; color: #b00d0d; "
    "opacity: .35; font: 700 clamp(1rem, 4vw, 3rem) sans-serif} .watermark span {transform: rotate(-18deg)}"
)

LICENCES: Final = (
    "The map is drawn by deck.gl with luma.gl, loaders.gl and math.gl (MIT License, copyright vis.gl contributors), as "
    "they come with pydeck. The ground is Natural Earth (public domain).\n"
    "Permission is hereby granted, free of charge, to any person obtaining a copy of deck.gl, luma.gl, loaders.gl and "
    'math.gl and associated documentation files (the "Software"), to deal in the Software without restriction, '
    "including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell "
    "copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the "
    "following conditions: The above copyright notice and this permission notice shall be included in all copies or "
    'substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS '
    "OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND "
    "NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER "
    "LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE "
    "SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE."
)
"""What these licences ask to be kept with the software."""

ALSO_INSIDE: Final = (
    "With it come, unused by this map: MapLibre GL JS (copyright MapLibre contributors) and Mapbox GL JS 1 (copyright "
    "Mapbox), both under the 3-Clause BSD License; long.js (Apache License 2.0); lodash, jQuery and Backbone.js (MIT "
    "License, copyright their authors).\n"
    "Redistribution and use of MapLibre GL JS and Mapbox GL JS in source and binary forms, with or without "
    "modification, are permitted provided that the following conditions are met: redistributions of source code must "
    "retain the above copyright notice, this list of conditions and the following disclaimer; redistributions in "
    "binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in "
    "the documentation and/or other materials provided with the distribution; neither the name of the copyright holder "
    "nor the names of its contributors may be used to endorse or promote products derived from this software without "
    'specific prior written permission. THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" '
    "AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY "
    "AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE "
    "LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES HOWEVER CAUSED AND ON "
    "ANY THEORY OF LIABILITY ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF "
    "SUCH DAMAGE."
)
"""The same of what the package holds beside what draws."""

PLAIN_WIDTH: Final = 4.0
"""Pixels of a line of the legend whose width means nothing."""

_BUNDLE: Final = Path("nbextension", "static", "index.js")
_SOURCE_MAP: Final = re.compile(r"//# sourceMappingURL=\S*")
_DASHES: Final = {"gap": "10 5", "implied": "2 4", "area": "6 5"}


def web_page(
    deck: pdk.Deck,
    words: FigureWords,
    legend: Sequence[LegendColumn],
    tables: Mapping[str, Sequence[Sequence[str]]],
    hint: str,
    watermark: str,
    scale: WidthScale | None = None,
    language: Language = ENGLISH,
) -> str:
    """A page with a map, its words, its legend and the same numbers as a table.

    Parameters
    ----------
    deck : pydeck.Deck
        The map; layers of the ground may name files, which are taken into the page.
    words : FigureWords
        What is said of it.
    legend : sequence of LegendColumn
        What its signs mean.
    tables : mapping of str to sequence of sequences of str
        By its caption, a row of headings and the rows under it; only the headings where there are none.
    hint : str
        What can be done with the map.
    watermark : str
        What stands across the map and above it; '' for nothing.
    scale : WidthScale, optional
        How wide lines are, for those of the legend that stand for a number of persons.
    language : Language
        Of the page's own words.

    Returns
    -------
    str
        HTML, the same for the same map. Texts are escaped; of the records nothing but what is drawn and said is in it.
    """
    notes = "".join(f"<p class='note'>{html.escape(note)}</p>" for note in (*words.not_shown, *words.standing))
    made = language(
        "Drawn by {program}; this file holds all it needs, and asks no server for anything.",
        program=f"Footprints Geo {version('footprints-geo')}",
    )
    licences, told = language("Licences of the software in this file"), html.escape(words.description)
    return f"""<!DOCTYPE html>
<html lang="{language.code}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>{html.escape(words.title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>{html.escape(words.title)}</h1>
<p>{html.escape(words.subtitle)}</p>
<p class="numbers">{html.escape(words.numbers)}</p>
{_under(watermark, f'<div id="map" role="img" aria-label="{told}"></div>')}
<p class="note">{html.escape(hint)}</p>
<div class="legend">{"".join(_column(column, scale) for column in legend)}</div>
{"".join(_table(caption, table) for caption, table in tables.items())}
{notes}
<p class="note">{html.escape(made)}</p>
<details><summary>{html.escape(licences)}</summary>
<pre class="note">{html.escape(_licences())}</pre></details>
</main>
<script type="application/json" id="deck">{_in_script(_whole(deck))}</script>
<script>{_drawing_software()}</script>
<script>
createDeck({{
  container: document.getElementById("map"),
  jsonInput: JSON.parse(document.getElementById("deck").textContent),
  tooltip: {{text: "{{words}}"}}
}});
</script>
</body>
</html>
"""


def _under(watermark: str, map_box: str) -> str:
    """The map, under words that let the mouse through and come along in a picture of the screen."""
    if not watermark:
        return map_box
    words = html.escape(watermark)
    across = f'<div class="watermark" aria-hidden="true">{f"<span>{words}</span>" * WATERMARKS}</div>'
    return f'<style>{WATERMARK_STYLE}</style><p class="numbers">{words}</p><div class="marked">{map_box}{across}</div>'


def _whole(deck: pdk.Deck) -> dict[str, Any]:
    """What a map is drawn from, with the files of the ground in place of their addresses."""
    files = {layer_url(name): name for name in LAYERS}
    drawn: dict[str, Any] = json.loads(deck.to_json())
    zoom = drawn["initialViewState"]["zoom"]
    for layer in drawn["layers"]:
        if isinstance(layer["data"], str):
            layer["data"] = {"type": "FeatureCollection", "features": features(files[layer["data"]])}
            continue
        for row in layer["data"]:
            # By these the pages know what is pressed; nothing is pressed here.
            row.pop("leg", None)
            row.pop("cell", None)
        if layer.pop("extensions", None) == [DASHED]:
            for name in ("getDashArray", "dashJustified"):
                layer.pop(name, None)
            layer["data"] = [piece for row in layer["data"] for piece in _pieces(row, zoom)]
    return drawn


def _pieces(row: dict[str, Any], zoom: float) -> list[dict[str, Any]]:
    """A dashed line as a row a dash: the software that fits into one file has no dashes of its own.

    Dashes are as long as on the map when it opens, and grow with it.
    """
    dash, space = (part * row.get("width", 1.0) for part in row.pop("dash"))
    if not dash:
        return [row]
    line = screen_positions(np.asarray(row["path"], dtype=np.float64), zoom)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    begins = np.arange(0.0, along[-1], dash + space)
    pieces = []
    for begin in begins:
        end = min(begin + dash, along[-1])
        at = np.concatenate([[begin], along[(along > begin) & (along < end)], [end]])
        points = np.stack([np.interp(at, along, line[:, axis]) for axis in (0, 1)], axis=1)
        pieces.append({**row, "path": np.round(screen_degrees(points, zoom), 4).tolist()})
    return pieces


def _in_script(content: dict[str, Any]) -> str:
    """JSON that nothing in it can end: no text of the records is markup inside a page."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


@cache
def _drawing_software() -> str:
    """deck.gl, as it comes with pydeck; without the address of a file for programmers that is not there."""
    bundle = Path(pdk.__file__).parent / _BUNDLE
    return _SOURCE_MAP.sub("", bundle.read_text(encoding="utf-8"))


def _licences() -> str:
    """The licence of pydeck, under which the software came, and what the ground is."""
    own = distribution("pydeck").read_text("licenses/LICENSE.txt") or ""
    return "\n\n".join((LICENCES, ALSO_INSIDE, textwrap.dedent(own).strip()))


def _column(column: LegendColumn, scale: WidthScale | None) -> str:
    lines = "".join(f"<div>{_sample(line, scale)}{html.escape(line.words)}</div>" for line in column.lines)
    return f"<div><b>{html.escape(column.heading)}</b>{lines}</div>"


def _sample(line: LegendLine, scale: WidthScale | None) -> str:
    """How a line of the legend looks on the map."""
    fill, edge = _colour(line.colour), _colour(line.edge)
    if line.shape in ("cell", "dashed"):
        dash = ' stroke-dasharray="4 3"' if line.shape == "dashed" else ""
        return (
            f'<svg width="18" height="16" aria-hidden="true"><rect x="2" y="2" width="13" height="12" fill="{fill}" '
            f'stroke="{edge}" stroke-width="2"{dash}/></svg>'
        )
    dash = f' stroke-dasharray="{_DASHES[line.mark]}"' if line.mark in _DASHES else ""
    wide = float(scale.width(line.persons)) if scale and line.persons else PLAIN_WIDTH
    return (
        f'<svg width="44" height="16" aria-hidden="true"><path d="M2 8 H42" stroke="{edge}" '
        f'stroke-width="{wide + 1.6:.1f}"{dash}/><path d="M2 8 H42" stroke="{fill}" stroke-width="{wide:.1f}"{dash}/>'
        "</svg>"
    )


def _colour(colour: Colour) -> str:
    return "#" + bytes(colour).hex()


def _table(caption: str, table: Sequence[Sequence[str]]) -> str:
    heads, *rows = table
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in heads)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    named = html.escape(caption)
    return f"<table><caption>{named}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
