"""What reaches the browser: the deck's own JSON, every byte of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from footprints_geo.basemap import EXTENTS
from footprints_geo.deck.ground import ZERO_WIDTH_SPACE, DeckOptions
from footprints_geo.deck.routes import LEGS_LAYER, build_deck
from footprints_geo.periods import Period
from footprints_geo.pipeline import View, view
from footprints_geo.scene import lay_out
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import KINDS, SCRIPTS
from tests.builders import all_awkward_cases, at, events_of, released

SECRETS = {"note": "NOTE-SECRET", "source": "SOURCE-SECRET", "custodian": "CUSTODIAN-SECRET", "age": "AGE-SECRET"}


def seen(folder: Path, *rows: dict, **fields: Any) -> View:
    return view(released(events_of(folder, *rows)), Selection(**fields))


def spec(shown: View, **options: Any) -> dict[str, Any]:
    script = options.get("script", "en")
    scene = lay_out(shown, script, options.get("highlighted", frozenset()))
    return json.loads(build_deck(scene, DeckOptions(script, options.get("extent", "corridor"))).to_json())


def layer(deck: dict[str, Any], identity: str) -> dict[str, Any]:
    return next(layer for layer in deck["layers"] if layer["id"] == identity)


@pytest.fixture
def shown(tmp_path: Path) -> View:
    return seen(tmp_path, *all_awkward_cases())


@pytest.mark.parametrize("extent", EXTENTS)
@pytest.mark.parametrize("script", SCRIPTS)
def test_nothing_in_the_map_points_to_another_host(shown: View, script: Any, extent: str) -> None:
    text = json.dumps(spec(shown, script=script, extent=extent))
    assert re.findall(r"https?:|wss?:|//[a-z]", text) == []


def test_nothing_of_a_record_but_places_and_counts_reaches_the_browser(tmp_path: Path) -> None:
    rows = [
        {**at("CASE-SECRET", kind, place, "CN"), **SECRETS, "lat": lat, "lon": lon, "sequence": number}
        for number, (kind, place, lat, lon) in enumerate(
            [("departure", "Yanji", 42.12345, 129.54321), ("transit", "Kunming", 25.12345, 102.54321)]
        )
    ]
    text = json.dumps(spec(seen(tmp_path, *rows)), ensure_ascii=False)
    assert "Kunming" in text
    assert [word for word in (*SECRETS.values(), "CASE-SECRET", "12345", "54321") if word in text] == []


def test_a_name_cannot_become_an_expression(tmp_path: Path) -> None:
    rows = [
        {**at("A", kind, name, "CN"), "lat": lat, "lon": 120.0, "sequence": number}
        for number, (kind, name, lat) in enumerate([("departure", "@@=alert(1)", 35.0), ("transit", "@@type", 30.0)])
    ]
    deck = spec(seen(tmp_path, *rows))
    rows_of_data = [row for one in deck["layers"] if isinstance(one["data"], list) for row in one["data"]]
    cells = [cell for row in rows_of_data for cell in row.values() if isinstance(cell, str)]
    assert [cell for cell in cells if cell.startswith("@@")] == []
    assert any(cell.startswith(f"{ZERO_WIDTH_SPACE}@@=alert") for cell in cells)


def test_every_layer_has_its_own_name_and_only_records_can_be_picked(shown: View) -> None:
    layers = spec(shown)["layers"]
    assert len({one["id"] for one in layers}) == len(layers)
    assert {one["id"] for one in layers if one["pickable"]} == {LEGS_LAYER, "places"}


def test_a_line_is_dashed_by_its_mark_and_coloured_by_its_kind(shown: View) -> None:
    deck = spec(shown)
    legs = {row["leg"]: row for row in layer(deck, LEGS_LAYER)["data"]}
    marks = shown.legs.set_index("leg")["mark"].drop("custody:kp-onsong-county>kp-onsong-mss:recorded")
    assert set(legs) == set(marks.index)
    assert {leg for leg, row in legs.items() if row["dash"] == [0, 0]} == set(marks.index[marks == "recorded"])
    colours = {kind: {tuple(legs[leg]["colour"][:3]) for leg in legs if leg.startswith(kind)} for kind in KINDS}
    assert sorted(map(len, colours.values())) == [1, 1, 1]
    assert len(set.union(*colours.values())) == 3


def test_what_is_not_highlighted_fades_and_the_view_stays(shown: View) -> None:
    one = shown.legs["leg"].iloc[0]
    plain, lit = spec(shown), spec(shown, highlighted=frozenset({one}))
    colours = {row["leg"]: row["colour"] for row in layer(lit, LEGS_LAYER)["data"]}
    before = {row["leg"]: row["colour"] for row in layer(plain, LEGS_LAYER)["data"]}
    assert [leg for leg in colours if colours[leg] == before[leg]] == [one]
    assert lit["initialViewState"] == plain["initialViewState"]


def test_an_empty_view_is_the_land_alone(tmp_path: Path) -> None:
    deck = spec(seen(tmp_path, *all_awkward_cases(), years=Period.of(1900)))
    assert layer(deck, LEGS_LAYER)["data"] == []
    assert layer(deck, "countries")["data"].startswith("/app/static/")


def test_the_same_view_gives_the_same_bytes(shown: View) -> None:
    assert build_deck(lay_out(shown)).to_json() == build_deck(lay_out(shown)).to_json()
