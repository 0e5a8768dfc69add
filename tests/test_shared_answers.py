"""What is answered once is not worked out again for another session; and of own records nothing is kept for others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from footprints_geo.captions import sentence
from footprints_geo.pipeline import prepare, view
from footprints_geo.selection import Selection
from footprints_geo.ui import answers, routes
from footprints_geo.ui import data as ui_data
from tests.pages import opened


@pytest.fixture
def worked_out(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each of the costly steps of a page is taken."""
    counted: Counter[str] = Counter()

    def watch(module: Any, name: str) -> None:
        own: Callable[..., Any] = getattr(module, name)

        def watched(*args: Any, **kwargs: Any) -> Any:
            counted[name] += 1
            return own(*args, **kwargs)

        monkeypatch.setattr(module, name, watched)

    for module, name in ((ui_data, "view"), (routes, "lay_out"), (routes, "build_deck"), (routes, "sentence")):
        watch(module, name)
    watch(routes, "tally_sentence")
    st.cache_resource.clear()
    return counted


def said_on(shown: AppTest) -> str:
    return " ".join(one.value.replace("\\", "") for one in shown.markdown)


def test_another_session_that_asks_the_same_has_nothing_worked_out_again(worked_out: Counter[str]) -> None:
    first = opened("routes", years="2023", kind="repatriation")
    once = dict(worked_out)
    assert once["lay_out"] == once["build_deck"] == once["tally_sentence"] == 1
    others = [opened("routes", years="2023", kind="repatriation") for _ in range(3)]
    assert dict(worked_out) == once
    assert {said_on(other) for other in others} == {said_on(first)}


def test_another_question_or_language_is_answered_for_itself(worked_out: Counter[str]) -> None:
    expected = {
        years: sentence(view(prepare(), Selection.parse(years=years))) for years in ("2022", "2023", "2010-2019")
    }
    pages = {years: said_on(opened("routes", years=years)) for years in expected}
    assert worked_out["lay_out"] == len(expected)
    for years, page in pages.items():
        assert [other for other, words in expected.items() if words in page] == [years]
    assert "강제" in said_on(opened("routes", years="2023", page_lang="ko"))
    assert worked_out["lay_out"] == len(expected) + 1


def test_of_own_records_nothing_is_kept_for_others(monkeypatch: pytest.MonkeyPatch, worked_out: Counter[str]) -> None:
    monkeypatch.setattr(answers, "shows_own", lambda: True)
    opened("routes", years="2023")
    once = worked_out["lay_out"]
    opened("routes", years="2023")
    assert worked_out["lay_out"] == 2 * once > 0
