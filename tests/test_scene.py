from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from footprints_geo import scene as scene_room
from footprints_geo.periods import Period
from footprints_geo.pipeline import View, prepare, view
from footprints_geo.scene import describe, extent_of, lay_out, surroundings
from footprints_geo.selection import Selection
from footprints_geo.vocabulary import read_corridor
from footprints_geo.wording import not_drawn
from tests.builders import (
    all_awkward_cases,
    at,
    event,
    events_of,
    moved_inside_custody,
    passed_through_an_unknown_place,
    released,
)


def seen(folder: Path, *rows: dict, **fields: object) -> View:
    return view(released(events_of(folder, *rows)), Selection(**fields))


def test_every_line_ends_at_a_place_of_the_gazetteer_or_in_a_ring(tmp_path: Path) -> None:
    shown = seen(tmp_path, *all_awkward_cases())
    scene = lay_out(shown)
    spots = {**read_corridor().anchors}
    places = shown.prepared.events.places
    spots.update({place: (row.lon, row.lat) for place, row in places[~places["coarse"]].iterrows()})
    for leg, line in zip(scene.legs.to_dict("records"), scene.lines, strict=True):
        assert line[0] == pytest.approx(spots[leg["from_place"]])
        assert line[-1] == pytest.approx(spots[leg["to_place"]])
    in_rings = set(scene.areas["place_id"])
    assert in_rings == {
        end for end in {*scene.legs["from_place"], *scene.legs["to_place"]} if places.loc[end, "coarse"]
    }
    assert set(scene.legs.loc[scene.legs["mark"] != "area", "from_place"]).isdisjoint(in_rings)


def test_a_leg_to_a_country_without_a_spot_is_counted_and_not_drawn(tmp_path: Path) -> None:
    rows = [at("A", "departure", "Kunming", "CN", sequence=1), event("A", "arrival", "FR", sequence=2)]
    scene = lay_out(seen(tmp_path, *rows))
    assert (len(scene.legs), scene.without_spot, scene.on_one_spot) == (0, 1, 0)


def test_a_leg_between_a_town_and_the_detention_centre_in_it_is_counted_and_not_drawn(tmp_path: Path) -> None:
    scene = lay_out(seen(tmp_path, *moved_inside_custody()))
    assert (scene.without_spot, scene.on_one_spot) == (0, 1)


def test_of_a_tangle_the_largest_lines_are_drawn_and_the_others_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = view(prepare(), Selection())
    whole = lay_out(shown)
    monkeypatch.setattr(scene_room, "MOST_LINES", 10)
    few = lay_out(shown)
    assert (len(few.legs), few.left_out) == (10, len(whole.legs) - 10)
    assert few.legs["leg"].tolist() == whole.legs["leg"].tolist()[:10]
    assert not_drawn([few], None)[-1] == "Not on the map: 68 legs beyond the largest, which are as many as can be read."
    # What somebody chose is drawn, however small.
    smallest = whole.legs["leg"].iloc[-1]
    chosen = lay_out(shown, highlighted=frozenset({smallest})).legs
    assert chosen.loc[chosen["stands_out"], "leg"].tolist() == [smallest]


def test_a_map_opens_on_the_closest_part_that_shows_every_end_of_a_line(tmp_path: Path) -> None:
    at_the_tumen = [at("A", "arrest", "Tumen", "CN", sequence=1), at("A", "repatriation", "Namyang", "KP", sequence=2)]
    at_the_yalu = [at("B", "departure", "Sinuiju", "KP", sequence=1), at("B", "transit", "Dandong", "CN", sequence=2)]
    far_away = [at("C", "departure", "Hyesan", "KP", sequence=1), at("C", "arrest", "Kunming", "CN", sequence=2)]
    to_a_country = [at("D", "departure", "Hyesan", "KP", sequence=1), event("D", "arrest", "CN", sequence=2)]
    rows = {
        "tumen": at_the_tumen,
        "yalu": at_the_yalu,
        "china-dprk-border": [*at_the_tumen, *at_the_yalu],
        "corridor": [*at_the_tumen, *far_away],
    }
    assert {name: extent_of(released(events_of(tmp_path, *events))) for name, events in rows.items()} == {
        name: name for name in rows
    }
    assert extent_of(released(events_of(tmp_path, *to_a_country))) == "corridor"
    assert extent_of(released(events_of(tmp_path, event("E", "arrest", "CN")))) == "corridor"


def test_all_stand_out_unless_some_do(tmp_path: Path) -> None:
    shown = seen(tmp_path, *all_awkward_cases())
    assert lay_out(shown).legs["stands_out"].all()
    one = shown.legs["leg"].iloc[0]
    legs = lay_out(shown, highlighted=frozenset({one})).legs
    assert legs.loc[legs["stands_out"], "leg"].tolist() == [one]


def test_an_empty_view_is_an_empty_scene(tmp_path: Path) -> None:
    shown = seen(tmp_path, *all_awkward_cases(), years=Period.of(1900))
    scene = lay_out(shown)
    assert (len(scene.legs), len(scene.dots), scene.without_spot, scene.lines.shape[0]) == (0, 0, 0, 0)
    assert "without any leg" in describe(shown)


def test_words_say_kind_ends_people_and_what_is_left_out(tmp_path: Path) -> None:
    shown = seen(tmp_path, *passed_through_an_unknown_place())
    assert lay_out(shown).legs["words"].tolist() == [
        "escape: Hyesan → Bangkok · at least 1 people, 1 case · leaves out a stop known only to a province or country"
    ]
    assert "혜산" in lay_out(shown, "ko").legs["words"].iloc[0]


@pytest.mark.parametrize("script", ["en", "ko", "local"])
def test_surroundings_are_on_the_map_and_named_once(script: str) -> None:
    names = surroundings(script)  # type: ignore[arg-type]
    assert set(names["kind"]) == {"country", "sea", "city", "river"}
    assert not names.duplicated(["kind", "name"]).any()
    assert (names["name"] != "").all()
    assert np.isfinite(names[["lon", "lat"]].to_numpy()).all()
