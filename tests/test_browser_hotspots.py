"""The story of somebody who asks where people are arrested and sent back, and how sure that is."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Locator, Page, expect

from footprints_geo.cell_scene import CLASS_COLOURS
from footprints_geo.deck.cells import FILL
from footprints_geo.hotspots import CLASSES
from footprints_geo.scales import LAND
from footprints_geo.ui.hotspots import TICK_WIDTH, WIDTHS
from tests.browser import choose, map_of, near, pixels, press_until, wait_until

HOT = CLASS_COLOURS[CLASSES[2]]
FILLED = CLASS_COLOURS[CLASSES[3]]
PLAIN = tuple(round(land + (fill - land) * FILL / 255) for land, fill in zip(LAND, FILLED, strict=True))
"""A cell that does not stand out, on land: with all of its opacity it would look like the sea."""

FOUND = "More persons than chance would put there, in 3 cells and around them: Namyang, Tumen (at least 333)"
DOUBT = "No firm findings: each depends on one case, without which it is gone."


def open_hotspots(browser: BrowserContext, address: str, query: str = "") -> Page:
    page = browser.new_page()
    page.goto(f"{address}/hotspots{query}")
    expect(page.get_by_role("heading", name="Hotspots")).to_be_visible()
    return page


def wait_for_cells(page: Page) -> None:
    """The map with land and cells that stand out, as drawn with some of the ground seen through."""

    def drawn() -> bool:
        picture = pixels(map_of(page))
        return near(picture, LAND, 4).mean() > 0.15 and near(picture, HOT, 24).sum() > 60

    wait_until(drawn, "land and hotspots are drawn")


def top_of(element: Locator) -> float:
    box = element.bounding_box()
    assert box is not None
    return box["y"]


def test_what_stands_out_is_seen_said_and_traced_to_its_sources(browser: BrowserContext, address: str) -> None:
    page = open_hotspots(browser, address, "?events=arrest,repatriation&extent=china-dprk-border")
    expect(page.get_by_text(FOUND)).to_be_visible()
    expect(page.get_by_text(DOUBT)).to_be_visible()
    expect(page.get_by_text("never a measure of danger").first).to_be_visible()
    wait_for_cells(page)
    page.get_by_test_id("stDataFrame").first.click(position={"x": 16, "y": 54})
    expect(page.get_by_role("heading", name="What stands behind it")).to_be_visible()
    expect(page.get_by_text("7 cases, 8 events, from 6 sources.")).to_be_visible()
    heights = [
        top_of(page.get_by_role("heading", name=name))
        for name in ("What stands behind it", "Is it frequent, given how many are documented there?")
    ]
    assert heights == sorted(heights)
    page.get_by_role("link", name="See what stands behind it").click()
    expect(page.get_by_role("heading", name="What stands behind it")).to_be_in_viewport()
    wait_until(lambda: "chosen=cell" in page.url, "the address says which cell is chosen")
    other = browser.new_page()
    other.goto(page.url)
    expect(other.get_by_text("7 cases, 8 events, from 6 sources.")).to_be_visible()
    page.get_by_role("link", name="Make a picture of this for print").click()
    expect(page.get_by_role("heading", name="Figure", exact=True)).to_be_visible()
    expect(page.get_by_text(FOUND)).to_be_visible()
    page.get_by_role("button", name="Draw the picture").click()
    picture = page.get_by_test_id("stImage").get_by_role("img")
    expect(picture).to_be_visible()
    said = picture.get_attribute("alt") or ""
    assert said.startswith(f"Map: Concentrations of documented cases: arrest, repatriation. {DOUBT} {FOUND}")


def test_with_few_records_the_page_says_so_and_a_cell_can_be_clicked(browser: BrowserContext, address: str) -> None:
    page = open_hotspots(browser, address, "?extent=china-dprk-border")
    expect(page.get_by_text("The records are too few to tell a concentration from chance")).to_be_visible()
    expect(page.get_by_text("Not on the map: 14 events known less closely than a cell is large.")).to_be_visible()
    wait_until(lambda: near(pixels(map_of(page)), PLAIN, 3).sum() > 500, "cells are drawn")
    picture = near(pixels(map_of(page)), PLAIN, 3)
    rows, columns = picture.nonzero()
    middle = len(rows) // 2
    box = map_of(page).bounding_box()
    assert box is not None
    x, y = box["x"] + float(columns[middle]), box["y"] + float(rows[middle])
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y, steps=3)
    expect(page.locator(".deck-tooltip")).to_contain_text("Not tested: too few records")
    press_until(page, lambda: "chosen=cell" in page.url, "the address says which cell is chosen")
    expect(page.get_by_role("heading", name="What stands behind it")).to_be_visible()


def test_whether_a_finding_is_stable_is_seen_on_a_laptop_and_no_row_of_another_question_stays_ticked(
    browser: BrowserContext, address: str
) -> None:
    page = open_hotspots(browser, address)
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_text("No event types are chosen at the left")).to_be_visible()
    page.get_by_role("button", name="Look at arrests and returns instead").click()
    expect(page.get_by_text(FOUND)).to_be_visible()
    chosen = page.get_by_test_id("stSidebar").get_by_test_id("stMultiSelect")
    expect(chosen.filter(has_text="Event types")).to_contain_text("repatriation")
    wait_until(lambda: "events=arrest" in page.url, "the address says which types are chosen")
    table = page.get_by_test_id("stDataFrame").first
    wait_until(lambda: width_of(table) > 0, "the table is laid out")
    assert width_of(table) >= TICK_WIDTH + sum(WIDTHS.values())
    table.click(position={"x": 16, "y": 54})
    expect(page.get_by_role("heading", name="What stands behind it")).to_be_visible()
    choose(page, "Size of the cells", re.compile("^Some 45 km across"))
    expect(page.get_by_role("heading", name="What stands behind it")).to_have_count(0)
    expect(page.get_by_text("Choose a row, or a cell on the map, to see the records behind it.")).to_be_visible()
    assert "chosen=" not in page.url


def width_of(element: Locator) -> float:
    box = element.bounding_box()
    return box["width"] if box else 0.0
