"""A story of custody: somebody looks for the chain that is published, chooses its row, and reads whose record it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from footprints_geo.ui.chains import HEAD_HEIGHT, HIGH_ROW
from tests.browser import PATIENCE, browsing, serving, wait_until

EXAMPLE = "border post in Onsong → county MSS, 8 months → provincial MSS in Chongjin, 6 months → camp, not returned"
expect.set_options(timeout=PATIENCE * 1000)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture
def browser(address: str) -> Iterator[BrowserContext]:
    """Red when any request went to another host."""
    with browsing(address) as (context, strangers):
        yield context
    assert strangers == []


def open_chains(browser: BrowserContext, address: str, query: str = "") -> Page:
    page = browser.new_page()
    page.goto(f"{address}/chains{query}")
    expect(page.get_by_role("heading", name="Custody chains")).to_be_visible()
    return page


def test_the_published_chain_is_found_by_its_row_and_the_link_shows_it_elsewhere(
    browser: BrowserContext, address: str
) -> None:
    page = open_chains(browser, address)
    expect(page.get_by_text("At least 2,492 people in 104 documented cases were held.")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart").locator("canvas, svg").first).to_be_visible()
    box = page.get_by_role("spinbutton", name="At least so many stations")
    box.fill("4")
    box.press("Enter")
    expect(page.get_by_text("Shown: 3 of 139 cases")).to_be_visible()
    # The third and last row.
    page.get_by_test_id("stDataFrame").first.click(position={"x": 16, "y": HEAD_HEIGHT + HIGH_ROW * 2.5})
    expect(page.get_by_role("heading", name="Case by case")).to_be_visible()
    expect(page.get_by_text(EXAMPLE)).to_be_visible()
    expect(page.get_by_text("1 case, 4 events, from 1 source.")).to_be_visible()
    # A table is drawn on a canvas; what it says to a screen reader is in the page.
    records = page.get_by_test_id("stDataFrame").nth(1)
    records.scroll_into_view_if_needed()
    expect(records.locator("td", has_text="FOOTPRINTS (TJWG)")).to_have_count(4)
    wait_until(lambda: "chain=" in page.url and "least_stations=4" in page.url, "the address says what is chosen")
    other = browser.new_page()
    other.goto(page.url)
    expect(other.get_by_text(EXAMPLE)).to_be_visible()


def test_nothing_found_and_a_strange_link_are_sentences(browser: BrowserContext, address: str) -> None:
    page = open_chains(browser, address, "?years=1900&chain=KP.camp&chain_level=village")
    expect(page.get_by_text("No documented custody matches: all kinds; 1900.")).to_be_visible()
    expect(page.get_by_text("No chain. The line below says what was left out, and why.")).to_be_visible()
    expect(page.get_by_text("The chain the link points to is not among what is shown now.")).to_be_visible()
    expect(page.get_by_text("A part of the link was ignored. chain_level")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(0)
