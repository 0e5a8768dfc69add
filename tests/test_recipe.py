"""What a figure takes along in words: the command that draws it again, the name of its file, caption and short text."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo.disclosure.policy import Policy
from footprints_geo.disclosure.release import protect
from footprints_geo.errors import InputError
from footprints_geo.figure.drawing import draw
from footprints_geo.figure.files import to_bytes
from footprints_geo.language import Language
from footprints_geo.paper import SHEETS, FigureOptions, sheet_of
from footprints_geo.periods import Period
from footprints_geo.pipeline import bundled_events, prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.recipe import Recipe
from footprints_geo.selection import Selection
from tests.commands import run

OWN_SHEET = FigureOptions(script="ko", sheet=sheet_of("", 150.0, 125.5), extent="tumen", dpi=72)


@cache
def bundled() -> Prepared:
    """As the command line takes them when nobody says otherwise."""
    return prepare(protect(bundled_events(), Policy("published")))


def recipe(selection: Selection, options: FigureOptions | None = None, size: str = "a4") -> Recipe:
    return Recipe.of(view(bundled(), selection, "place"), options or FigureOptions(), size)


@pytest.mark.parametrize(
    ("selection", "options", "size", "command"),
    [
        (Selection(), FigureOptions(), "a4", "footprints-geo figure routes -o map.png"),
        (
            Selection(years=Period.of(2019, 2023), kind=("escape", "custody"), countries=("LA", "CN")),
            FigureOptions(sheet=SHEETS["square"]),
            "square",
            "footprints-geo figure routes --years 2019-2023 --countries CN,LA --kind escape,custody --size square "
            "-o map.png",
        ),
        (
            Selection(min_persons=2, uncertain="exclude", events=("arrest",)),
            OWN_SHEET,
            "",
            "footprints-geo figure routes --events arrest --min-persons 2 --uncertain exclude --width-mm 150 "
            "--height-mm 125.5 --extent tumen --script ko --dpi 72 -o map.png",
        ),
        (
            Selection(years=Period.of(2023)),
            FigureOptions(kind="compare", script="ko", language=Language("ko"), against=Period.of(2019, 2022)),
            "a4",
            "footprints-geo figure compare --years 2023 --against 2019-2022 --lang ko -o map.png",
        ),
    ],
)
def test_the_command_says_what_is_not_as_by_default(
    selection: Selection, options: FigureOptions, size: str, command: str
) -> None:
    assert recipe(selection, options, size).to_command("map.png") == command


def test_the_command_draws_the_same_bytes(tmp_path: Path) -> None:
    seen = view(bundled(), Selection(years=Period.of(2023), kind=("repatriation",)), "place")
    drawing = draw(seen, OWN_SHEET, "")
    file = tmp_path / drawing.recipe.file_name(".png")
    assert run(*shlex.split(drawing.recipe.to_command(str(file)))[1:]).code == 0
    assert file.read_bytes() == to_bytes(drawing, ".png")


@pytest.mark.parametrize(
    ("policy", "records", "flags"),
    [
        (None, (), "--audience internal "),
        (None, ("own.csv",), "--audience internal "),
        (Policy("published"), ("own.csv",), "--sensitivity published "),
        (Policy(), (), "--sensitivity sensitive "),
        (Policy(), ("own.csv",), ""),
        (Policy(threshold=10), ("own.csv",), "--threshold 10 "),
    ],
)
def test_the_command_says_whom_the_figure_is_for(policy: Policy | None, records: tuple[str, ...], flags: str) -> None:
    made = replace(recipe(Selection()), policy=policy)
    assert (
        made.to_command("a.png", records) == f"{' '.join(['footprints-geo figure routes', *records])} {flags}-o a.png"
    )
    assert Recipe.from_json(made.to_json()) == made


def test_a_recipe_of_before_there_was_any_protection_is_for_internal_use() -> None:
    parts = json.loads(recipe(Selection()).to_json())
    old = {name: value for name, value in parts.items() if name not in ("audience", "sensitivity", "threshold")}
    assert Recipe.from_json(json.dumps(old)).policy is None


def test_a_name_with_blanks_stays_one_word_of_the_command() -> None:
    words = shlex.split(recipe(Selection()).to_command("map.png", ["my records; rm.csv", "--profile", "mapping.toml"]))
    assert words[3:6] == ["my records; rm.csv", "--profile", "mapping.toml"]


@pytest.mark.parametrize(
    ("selection", "name"),
    [
        (Selection(), "footprints-routes.png"),
        (Selection(years=Period.of(2023)), "footprints-routes-2023.png"),
        (
            Selection(years=Period.of(2019, 2023), kind=("repatriation",)),
            "footprints-routes-repatriation-2019-2023.png",
        ),
        (Selection(countries=("LA", "CN")), "footprints-routes-cn-la.png"),
    ],
)
def test_the_name_of_the_file_says_what_it_is_of(selection: Selection, name: str) -> None:
    assert recipe(selection).file_name(".png") == name


def test_the_caption_has_sources_and_caveat_and_the_long_text_the_largest_moves() -> None:
    seen = view(bundled(), Selection(kind=("repatriation", "escape")), "place")
    words = draw(seen, OWN_SHEET).words
    assert words.alt.startswith("Map: Escape routes and forced returns, North Korea. At least 1,020 people")
    assert words.description.startswith(words.alt)
    assert "Largest moves between places, in persons: Ho Chi Minh City to Seoul" in words.description
    assert words.caption.startswith(f"{words.title}. {words.subtitle} Sources: ")
    assert "Data as of 2025-10-19. Documented cases are a minimum" in words.caption


@pytest.mark.parametrize("sides", [(80, 80), (100, 90), (110, 110)])
def test_a_sheet_without_room_for_a_map_is_refused_in_a_sentence(sides: tuple[float, float]) -> None:
    with pytest.raises(InputError, match="no room for a picture"):
        draw(view(bundled(), level="place"), FigureOptions(sheet=sheet_of("", *sides)))


WHOLE = json.loads(Recipe(Selection(), "place", FigureOptions(), "a4", "ab" * 32, "0.1.0", Policy()).to_json())


def changed(**parts: object) -> str:
    return json.dumps({**WHOLE, **parts})


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        changed(dpi=float("inf")),
        changed(dpi="300"),
        changed(width_mm=10**400, height_mm=200, size=""),
        changed(audience="public", threshold=float("inf"), sensitivity="sensitive"),
        json.dumps({k: v for k, v in json.loads(changed(audience="public")).items() if k != "threshold"}),
        changed(selection=[]),
        changed(version=["0.1"]),
        changed(resolution=4.0),
        changed(against=[2019, "2020"]),
    ],
    ids=lambda text: text[:40],
)
def test_a_hostile_recipe_is_refused_in_one_sentence_without_its_words(text: str) -> None:
    with pytest.raises(InputError, match=r"^The recipe in this file cannot be read"):
        Recipe.from_json(text)


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=9)
    | st.sampled_from([10**400, "public"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150, derandomize=True)
@given(st.dictionaries(st.sampled_from(sorted(WHOLE)), VALUES, max_size=3), st.integers(0, 9))
def test_whatever_stands_in_a_recipe_it_is_one_or_refused(parts: dict[str, object], cut: int) -> None:
    text = changed(**parts)
    try:
        found = Recipe.from_json(text[: len(text) - cut])
    except InputError:
        return
    assert Recipe.from_json(found.to_json()) == found
