"""A map as one file: it holds what is shown and nothing else, its texts are no markup, and it may ask nobody."""

from __future__ import annotations

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from footprints_geo.captions import persons_words
from footprints_geo.deck.web_page import POLICY
from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.release import protect
from footprints_geo.errors import InputError
from footprints_geo.hotspots import find_hotspots
from footprints_geo.language import Language
from footprints_geo.paper import FigureOptions
from footprints_geo.periods import Period
from footprints_geo.pipeline import View, bundled_events, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.scales import screen_positions
from footprints_geo.scene import lay_out
from footprints_geo.selection import Selection
from footprints_geo.web_map import WEB_MAPS, draw_web_page
from tests.builders import at, read_rows, released
from tests.commands import run

RETURNS = Selection(years=Period.of(2023), kind=("repatriation",))
HOSTILE = "</script><img src=x onerror=alert(1)><script>\"'&lt;@@=1"


class Page(HTMLParser):
    """What a browser makes of a page: its elements, the cells of its table, and its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.cells: list[str] = []
        self.scripts: list[str] = []
        self.words: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag in ("td", "script"):
            (self.cells if tag == "td" else self.scripts).append("")

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] == ["td"]:
            self.cells[-1] += data.rstrip("\n")
        if self.tags[-1:] == ["script"]:
            self.scripts[-1] += data
        else:
            self.words.append(data)

    @property
    def deck(self) -> dict[str, Any]:
        drawn: dict[str, Any] = json.loads(self.scripts[0])
        return drawn

    def layer(self, name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = next(one["data"] for one in self.deck["layers"] if one["id"] == name)
        return rows


@cache
def published() -> Prepared:
    return prepare(protect(bundled_events(), Policy(sensitivity="published")))


def seen() -> View:
    return view(published(), RETURNS, "place")


def test_the_page_says_the_numbers_of_the_view_in_words_table_and_map() -> None:
    page, routes = Page(draw_web_page(seen())), seen().routes
    rows = np.array(page.cells[: 5 * len(routes)]).reshape(-1, 5)
    persons = [
        persons_words(low, high) for low, high in zip(routes["persons_low"], routes["persons_high"], strict=True)
    ]
    assert rows[:, 1].tolist() == persons
    assert rows[:, 2].tolist() == [f"{cases:,}" for cases in routes["cases"]]
    text = " ".join(page.words)
    assert "At least 483 people in 7 documented cases were sent back from China in 2023." in text
    assert "For the public, from published records" in text
    assert "it is never the path travelled" in text
    assert "Projection: Mercator" in text
    assert "Albers" not in text
    assert "schematic" not in text
    # What pointing says of a line stands in the second table, and nothing else.
    lines = page.cells[5 * len(routes) :]
    assert {row["words"] for row in page.layer("legs")} == set(lines)
    assert len(lines) == len(seen().legs)
    assert any("120 to 130" in line for line in lines)


def test_the_page_may_reach_nothing_and_names_no_file_of_its_own() -> None:
    text = draw_web_page(seen())
    page = Page(text)
    assert f'http-equiv="Content-Security-Policy" content="{POLICY}"' in text
    assert "default-src 'none'" in POLICY
    assert "http" not in POLICY
    assert not {name for name, _ in page.attributes} & {"src", "href", "action", "srcdoc"}
    assert "sourceMappingURL" not in text
    assert "/app/static" not in text
    # The software in it names addresses in its own messages; the map, and all else in the page, names none.
    rest = "".join(script for number, script in enumerate(page.scripts) if number != 1)
    assert not re.search(r"https?://|wss?://", rest.replace("http://www.w3.org/2000/svg", ""))
    assert page.tags.count("script") == 3


def test_what_records_say_is_no_markup() -> None:
    rows = [
        at(f"C{number}", "arrest", HOSTILE, "CN", date="2023", persons=9, lat="43.7", lon="128.6", sequence=1)
        for number in range(3)
    ]
    rows += [
        at(f"C{number}", "repatriation", "Onsong County", "KP", date="2023", persons=9, sequence=2)
        for number in range(3)
    ]
    page = Page(draw_web_page(view(released(read_rows(rows)), level="place")))
    assert page.tags.count("script") == 3
    assert not {"img", "iframe", "object"} & set(page.tags)
    assert HOSTILE in "".join(page.cells)
    assert any(HOSTILE in row["words"] for row in page.layer("legs"))


def test_dashes_are_short_lines_along_the_way() -> None:
    page, scene = Page(draw_web_page(seen())), lay_out(seen())
    assert "extensions" not in page.scripts[0]
    assert "PathStyle" not in page.scripts[0]
    zoom = page.deck["initialViewState"]["zoom"]
    lengths: dict[str, list[float]] = {}
    for row in page.layer("legs"):
        line = screen_positions(np.array(row["path"]), zoom)
        lengths.setdefault(row["words"], []).append(float(np.hypot(*np.diff(line, axis=0).T).sum()))
    marks = dict(zip(scene.legs["words"], scene.legs["mark"].astype("str"), strict=True))
    assert set(marks.values()) == {"recorded", "area"}
    for words, pieces in lengths.items():
        if marks[words] == "recorded":
            assert len(pieces) == 1
        else:
            # Seven pixels a dash, as on the map of the page; the last may be cut short.
            assert len(pieces) > 1
            assert all(abs(piece - 7) < 0.5 for piece in pieces[:-1])


def test_how_the_program_knows_places_and_lines_stays_behind() -> None:
    rows = [
        at("A", "arrest", "a house of somebody", "CN", date="2023", lat="43.7123", lon="128.6155", sequence=1),
        at("A", "repatriation", "Onsong County", "KP", date="2023", sequence=2),
    ]
    text = draw_web_page(view(released(read_rows(rows)), level="place"))
    assert not re.search(r"~|@43|43\.71,", text.split('id="deck">')[1].split("</script>")[0].replace("@@", ""))
    rows_of = [row for layer in Page(text).deck["layers"] if isinstance(layer["data"], list) for row in layer["data"]]
    assert not {"leg", "cell"} & {name for row in rows_of for name in row}


def test_hotspots_have_their_cells_and_words() -> None:
    asked = FigureOptions("hotspots", language=Language("ko"), script="ko")
    page = Page(draw_web_page(view(published(), Selection(events=("arrest", "repatriation"))), asked))
    cells = find_hotspots(published(), Selection(events=("arrest", "repatriation"))).cells
    assert len(page.cells) == 5 * len(cells)
    assert "검정하지 않음" not in " ".join(page.cells[3::5])
    assert ("lang", "ko") in page.attributes


def test_an_empty_view_is_the_land_alone_and_says_so() -> None:
    page = Page(draw_web_page(view(published(), Selection(years=Period.of(1900)))))
    assert page.cells == []
    assert page.layer("legs") == []
    assert "No documented journey" in " ".join(page.words)


def test_the_same_view_gives_the_same_bytes() -> None:
    assert draw_web_page(seen()) == draw_web_page(view(published(), RETURNS, "place"))


@pytest.mark.parametrize("kind", ["timeline", "compare", "years", "events"])
def test_what_is_no_map_to_be_moved_is_refused_with_what_is(kind: str) -> None:
    against = Period.of(2012) if kind == "compare" else None
    with pytest.raises(InputError, match=", ".join(WEB_MAPS)):
        draw_web_page(seen(), FigureOptions(kind, against=against))  # type: ignore[arg-type]


def test_the_command_writes_one_file_for_the_public(tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    answer = run("map", "routes", "--years", "2023", "--kind", "repatriation", "-o", str(file))
    assert answer.code == 0
    assert "Written: map.html" in answer.err
    assert "For the public" in answer.err
    assert file.read_text(encoding="utf-8") == draw_web_page(seen())
    wrong = run("map", "routes", "-o", str(tmp_path / "map.png"))
    assert wrong.code != 0
    assert "expected .html" in wrong.err
