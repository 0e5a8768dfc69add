"""The flow picture of custody: people are not made or lost in it, and nothing of it lies on anything else."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprints_geo import chain_flow
from footprints_geo.chain_chart import paint_flow, role_colours
from footprints_geo.chain_flow import LINE_PX, NODE_COLUMNS, RIBBON_COLUMNS, Flow, lay_out_flow
from footprints_geo.chain_flow_words import flow_alt, flow_caption
from footprints_geo.chain_paths import MOST_STEPS
from footprints_geo.chain_view import see_chains
from footprints_geo.chains import OUTCOMES, Chains, build_chains
from footprints_geo.language import Language
from footprints_geo.page_colours import DARK, LIGHT
from footprints_geo.periods import Period
from footprints_geo.pipeline import prepare
from footprints_geo.selection import Selection
from tests.builders import Row, at, counted_by_another, crowd, random_selection, read_rows, released

FEW = settings(max_examples=12)


@cache
def documented() -> Chains:
    return build_chains(prepare())


@cache
def many() -> Chains:
    return build_chains(crowd())


def flow_of(*rows: Row) -> Flow:
    return lay_out_flow(see_chains(released(read_rows(rows)), least_stations=0))


def told(flow: Flow) -> list[tuple[int, str, int]]:
    return list(flow.nodes[["column", "name", "persons"]].itertuples(index=False, name=None))


def long_chain() -> list[dict[str, Any]]:
    """Eight places one after another."""
    towns = ["Yanji", "Tumen", "Shenyang", "Dandong", "Dalian", "Beijing", "Kunming", "Nanning"]
    return [at("LONG", "detention", town, "CN", sequence=number) for number, town in enumerate(towns)]


def test_of_a_group_the_others_leave_for_no_later_record() -> None:
    rows = [
        at("A", "arrest", "Yanji", "CN", sequence=1, persons=7),
        at("A", "repatriation", "Onsong County", "KP", sequence=2, persons=7),
        at("A", "detention", "Onsong County MSS detention centre", "KP", sequence=3, persons=2),
        at("A", "release", "Chongjin", "KP", sequence=4, persons=1),
    ]
    flow = flow_of(*rows)
    assert told(flow) == [
        (0, "held in China", 7), (1, "sent back", 7), (2, "county MSS", 2), (3, "released", 1),
        (3, "no later record", 6),
    ]  # fmt: skip
    ways = flow.ribbons.drop_duplicates("ribbon").set_index("way")["persons"].to_dict()
    assert ways == {
        "held in China → sent back → no later record": 5,
        "held in China → sent back → county MSS → no later record": 1,
        "held in China → sent back → county MSS → released": 1,
    }


def test_longer_chains_are_put_together_in_the_last_column_and_said() -> None:
    flow = flow_of(*long_chain())
    assert len(flow.columns) == MOST_STEPS + 1
    assert told(flow)[-2:] == [(MOST_STEPS - 1, "further stations", 1), (MOST_STEPS, "no later record", 1)]
    assert flow.put_together == 1
    assert "1 longer chain: what comes after step 5 is put together." in flow_caption(flow)


def test_who_is_counted_by_another_case_is_not_drawn_and_this_is_said() -> None:
    flow = flow_of(*counted_by_another())
    assert flow.ribbons.empty
    assert tuple(flow.nodes.columns) == NODE_COLUMNS
    assert flow.without_people == 1
    assert "1 chain is not in the picture" in flow_caption(flow)
    assert lay_out_flow(see_chains(documented(), Selection(years=Period.of(1900)))).nodes.empty


@FEW
@given(st.randoms(use_true_random=False).map(random_selection), st.integers(0, 3))
def test_ribbons_join_and_nodes_do_not_overlap(asked: dict[str, Any], least: int) -> None:
    for chains in (documented(), many()):
        seen = see_chains(chains, Selection(**asked), "holder", least)
        flow = lay_out_flow(seen)
        assert tuple(flow.ribbons.columns) == RIBBON_COLUMNS
        if flow.ribbons.empty:
            continue
        check_ribbons(flow)
        check_nodes(flow)
        # Each outcome of a case is among the people of that case.
        ends = flow.nodes[flow.nodes["column"] == len(flow.columns) - 1]
        assert set(ends["role"]) <= set(OUTCOMES)
        assert ends["persons"].max() <= seen.totals["persons_low"] <= ends["persons"].sum()


def check_ribbons(flow: Flow) -> None:
    for _, way in flow.ribbons.groupby("ribbon"):
        assert way["column"].tolist() == list(range(len(flow.columns) - 1))
        assert np.allclose(way["next_top"].to_numpy()[:-1], way["top"].to_numpy()[1:])
        widths = np.concatenate((way["bottom"] - way["top"], way["next_bottom"] - way["next_top"]))
        assert np.allclose(widths, flow.scale.width(way["persons"].iloc[0]))
    for _, column in flow.ribbons.sort_values("top").groupby("column"):
        assert (column["top"].to_numpy()[1:] >= column["bottom"].to_numpy()[:-1] - 1e-6).all()
        assert column["top"].min() >= 0
        assert column["bottom"].max() <= flow.height


def check_nodes(flow: Flow) -> None:
    for number, nodes in flow.nodes.sort_values("top").groupby("column"):
        assert nodes["top"].is_monotonic_increasing
        assert (nodes["top"].to_numpy()[1:] >= nodes["bottom"].to_numpy()[:-1]).all()
        assert nodes["name"].is_unique
        labels = nodes.sort_values("label_at")
        half = (labels["lines"].str.count("\n") + 1) * LINE_PX / 2
        apart = np.diff(labels["label_at"]) - half.to_numpy()[1:] - half.to_numpy()[:-1]
        assert (apart >= 0).all(), number


def test_a_width_means_the_same_in_every_selection() -> None:
    scales = {lay_out_flow(see_chains(documented(), Selection.parse(years=years))).scale for years in ("all", "2023")}
    assert len(scales) == 1


def test_the_chart_holds_its_data_and_asks_nobody() -> None:
    flow = flow_of(*long_chain())
    chart = paint_flow(flow).to_dict()
    addresses = [text for text in leaves(chart) if "://" in text]
    assert [text for text in addresses if text != chart["$schema"]] == []
    assert '"url"' not in json.dumps(chart)
    # Whoever cannot tell colours apart has the name beside every node.
    words = {text for text in leaves(chart) if "held in China" in text}
    assert words
    assert all(set(flow.nodes["role"]) <= set(role_colours(colours)) for colours in (LIGHT, DARK))


def leaves(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [text for value in part.values() for text in leaves(value)]
    if isinstance(part, list):
        return [text for value in part for text in leaves(value)]
    return [part] if isinstance(part, str) else []


@pytest.mark.parametrize("code", ["en", "ko"])
def test_the_picture_is_described_in_words(code: str) -> None:
    flow = lay_out_flow(see_chains(documented()), Language(code))
    words = flow_alt(flow, Language(code))
    assert all(f"{number:,}" in words for number in flow.nodes["persons"])
    assert all(name in words for name in flow.nodes["name"])


def test_more_ways_than_an_eye_can_follow_are_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain_flow, "MOST_WAYS", 20)
    flow = lay_out_flow(see_chains(many(), least_stations=0))
    assert flow.ribbons["ribbon"].nunique() == 20
    assert flow.undrawn > 0
    assert f"{flow.undrawn} ways with the fewest people are not drawn; the numbers count them." in flow_caption(flow)
    assert flow.ribbons["persons"].min() >= 1


def test_a_crowd_is_laid_out_too() -> None:
    chance = Random(3)
    for _ in range(3):
        check_ribbons(lay_out_flow(see_chains(many(), Selection(**random_selection(chance)), "place", 0)))
