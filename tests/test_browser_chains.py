"""A story of custody: somebody looks for the chain that is published, chooses its row, and reads whose record it is."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from footprints_geo.ui.chains import HEAD_HEIGHT, HIGH_ROW
from tests.browser import type_into, wait_until

EXAMPLE = "border post in Onsong → county MSS, 8 months → provincial MSS in Chongjin, 6 months → camp, not returned"


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
    expect(page.get_by_test_id("stMain").get_by_test_id("stVegaLiteChart").locator("svg").first).to_be_visible()
    type_into(page, page.get_by_role("spinbutton", name="At least so many stations"), "4")
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


def test_whom_another_case_counts_has_a_row_without_numbers(browser: BrowserContext, address: str) -> None:
    page = open_chains(browser, address, "?years=2023")
    cells = page.get_by_test_id("stDataFrame").first.locator("td")
    expect(cells.filter(has_text="belongs to another case")).to_have_count(1)
    # A cell with a number is right of the dash, and empty for who hears it.
    numbers = cells.filter(has_text="–").locator("xpath=following-sibling::td[1]")
    expect(numbers).to_have_text([""])
    expect(cells.filter(has_text="at least 0")).to_have_count(0)


def test_nothing_found_and_a_strange_link_are_sentences(browser: BrowserContext, address: str) -> None:
    page = open_chains(browser, address, "?years=1900&chain=KP.camp&chain_level=village")
    expect(page.get_by_text("No documented custody matches: all kinds; 1900.")).to_be_visible()
    expect(page.get_by_text("No chain. The line below says what was left out, and why.")).to_be_visible()
    expect(page.get_by_text("The chain the link points to is not among what is shown now.")).to_be_visible()
    expect(page.get_by_text("A part of the link was ignored. chain_level")).to_be_visible()
    # The strip of years beside the page is a chart too.
    expect(page.get_by_test_id("stMain").get_by_test_id("stVegaLiteChart")).to_have_count(0)
