"""The review of places on the page: three kinds of not knowing in words of their own, and any place to choose."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from footprints_geo.profiles import Profile
from footprints_geo.ui import place_review

ROWS = [
    ("Xinhua", "", "CN"),
    ("near Tumen", "", "CN"),
    ("Yanji prison", "", ""),
    ("Yanjii", "", "CN"),
    ("Zzyzx", "", "CN"),
    ("Tumen", "", "CN"),
]


@pytest.fixture
def decided(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """The decisions a person takes on the page, as they are taken."""
    given = pd.DataFrame(ROWS, columns=["place", "admin1", "country"], dtype="str")
    own = SimpleNamespace(prepared=SimpleNamespace(events=SimpleNamespace(given=given)), profile=Profile())
    taken: list[dict[str, str]] = []
    monkeypatch.setattr(place_review, "own_records", lambda: own)
    monkeypatch.setattr(place_review, "change", lambda part, profile: taken.append(dict(profile.places)))
    return taken


def page() -> AppTest:
    def show() -> None:
        from footprints_geo.ui.place_review import show_places

        show_places()

    shown = AppTest.from_function(show, default_timeout=60).run()
    assert not shown.exception
    return shown


def box(shown: AppTest, name: str) -> Any:
    return next(one for one in shown.selectbox if one.label.startswith(name))


def typed(shown: AppTest, name: str) -> Any:
    return next(one for one in shown.text_input if f"_{name}_typed" in str(one.key))


@pytest.mark.usefixtures("decided")
def test_each_kind_of_not_knowing_has_its_own_words() -> None:
    shown = page()
    titles = [one.value.strip("*") for one in shown.markdown if one.value.startswith("**")]
    assert titles == [title for title, _ in place_review._GROUPS.values()]
    captions = [one.value for one in shown.caption]
    assert all(words in captions for _, words in place_review._GROUPS.values())


@pytest.mark.usefixtures("decided")
def test_places_that_are_not_shown_are_counted() -> None:
    shown = page()
    assert any("And 10 more of the name: say the province" in one.value for one in shown.caption)
    assert len(box(shown, "Xinhua").options) == 2 + 5


def test_any_place_of_the_country_can_be_chosen_by_typing_its_name(decided: list[dict[str, str]]) -> None:
    shown = page()
    before = box(shown, "Zzyzx").options
    typed(shown, "Zzyzx").set_value("Hunchun").run()
    offered = box(shown, "Zzyzx").options
    assert len(before) == 2
    assert offered[0] == "(decide later)"
    assert offered[1].startswith("Hunchun / 훈춘")
    box(shown, "Zzyzx").select_index(1).run()
    assert decided[-1] == {"CN|zzyzx": "cn-hunchun"}


def test_a_candidate_is_decided_on_with_one_choice(decided: list[dict[str, str]]) -> None:
    shown = page()
    box(shown, "near Tumen").select_index(1).run()
    assert decided[-1] == {"CN|neartumen": "cn-tumen"}


@pytest.mark.usefixtures("decided")
def test_only_slips_of_the_pen_may_be_taken_together() -> None:
    buttons = [one.label for one in page().button]
    assert buttons == ["Take the first suggestion for 1 name spelt nearly so"]
