"""One story a task: somebody opens the app, sets a year, follows a link, looks behind a number."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import BrowserContext, Page, expect

from footprints_geo.scales import HOME_LAND, KIND_COLOURS, LAND
from tests.browser import SlowLine, choose, inked, map_of, near, pixels, press_until, settled, wait_until

SENTENCE_2023 = "At least 483 people in 7 documented cases were sent back from China in 2023"


def open_routes(browser: BrowserContext, address: str, query: str = "") -> Page:
    page = browser.new_page()
    page.goto(f"{address}/routes{query}")
    expect(page.get_by_role("heading", name="Routes")).to_be_visible()
    return page


def wait_for_map(page: Page) -> np.ndarray:
    """The map with land, home and lines on it, in pixels."""
    drawn = [np.empty(0)]

    def is_drawn() -> bool:
        picture = pixels(map_of(page))
        settled = np.array_equal(picture, drawn[0])
        drawn[0] = picture
        land, home = near(picture, LAND, 4).mean(), near(picture, HOME_LAND, 4).sum()
        # A pale blue line looks like a river: of the ways out only the whole colour counts.
        lines = near(picture, KIND_COLOURS["escape"], 25).sum()
        lines += sum(inked(picture, KIND_COLOURS[kind]).sum() for kind in ("repatriation", "custody"))
        return settled and land > 0.15 and home > 200 and lines > 100

    wait_until(is_drawn, "land, North Korea and lines are drawn")
    return drawn[0]


def choose_year(page: Page, year: str, label: str = "Years") -> None:
    choose(page, re.compile(f"^{label}$"), year)


def test_home_says_what_this_is_and_leads_to_the_map(browser: BrowserContext, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", name="Footprints Geo")).to_be_visible()
    expect(page.get_by_text("282 events of 139 documented cases")).to_be_visible()
    expect(page.get_by_text("64 cases of 139 have fewer than two stops")).to_be_visible()
    page.get_by_role("link", name="Open the map of routes").click()
    expect(page.get_by_role("heading", name="Routes")).to_be_visible()
    wait_for_map(page)


def test_a_year_is_set_and_the_link_shows_the_same_elsewhere(browser: BrowserContext, address: str) -> None:
    page = open_routes(browser, address)
    wait_for_map(page)
    choose_year(page, "2023")
    expect(page.get_by_text(SENTENCE_2023)).to_be_visible()
    wait_until(lambda: "years=2023" in page.url, "the address says 2023")
    link = page.url
    # One map at a time: two drawn by software share the processor, and a picture waits for the map to stand still.
    page.close()
    other = browser.new_page()
    other.goto(link)
    expect(other.get_by_text(SENTENCE_2023)).to_be_visible()
    picture = wait_for_map(other)
    assert inked(picture, KIND_COLOURS["repatriation"]).sum() > 100
    assert near(picture, KIND_COLOURS["escape"], 25).sum() < 50


def test_a_row_highlights_the_map_and_shows_the_records(browser: BrowserContext, address: str) -> None:
    page = open_routes(browser, address, "?kind=repatriation&level=place")
    before = inked(wait_for_map(page), KIND_COLOURS["repatriation"]).sum()
    grid = page.get_by_test_id("stDataFrame").first
    grid.click(position={"x": 16, "y": 54})
    expect(page.get_by_role("heading", name="What stands behind it")).to_be_visible()
    wait_until(lambda: "chosen=route" in page.url, "the address says what is chosen")
    wait_until(
        lambda: inked(pixels(map_of(page)), KIND_COLOURS["repatriation"]).sum() < before / 2,
        "all but the chosen route fades",
    )


def test_a_line_on_the_map_leads_to_its_routes_and_records(browser: BrowserContext, address: str) -> None:
    page = open_routes(browser, address, "?kind=escape")
    picture = wait_for_map(page)
    # The middle of the thickest line: the pixel with most of its colour round it.
    there = near(picture, KIND_COLOURS["escape"], 25).astype(int)
    around = sum(np.roll(there, (dy, dx), (0, 1)) for dy in range(-4, 5) for dx in range(-4, 5))
    row, column = np.unravel_index(np.argmax(around), around.shape)
    box = map_of(page).bounding_box()
    assert box is not None
    x, y = box["x"] + float(column), box["y"] + float(row)
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y, steps=3)
    expect(page.locator(".deck-tooltip")).to_contain_text("escape: ")
    press_until(page, lambda: "chosen=leg" in page.url, "the address says which line is chosen")
    expect(page.get_by_role("heading", name="What stands behind it")).to_be_visible()


def test_a_kind_of_the_legend_stands_alone_and_no_number_changes(browser: BrowserContext, address: str) -> None:
    page = open_routes(browser, address)
    wait_for_map(page)
    kind = page.get_by_role("radio", name="repatriation")
    kind.click()
    expect(page).to_have_url(re.compile("chosen=kind%3Arepatriation"))
    picture = wait_for_map(page)
    assert inked(picture, KIND_COLOURS["repatriation"]).sum() > 100
    assert near(picture, KIND_COLOURS["escape"], 25).sum() < 50
    expect(page.get_by_text("Alone on the map: repatriation: 37 cases and 1 counted elsewhere")).to_be_visible()
    expect(page.get_by_text("At least 1,020 people in 37 documented cases")).to_be_visible()
    kind.click()
    expect(page).not_to_have_url(re.compile("chosen"))
    assert near(wait_for_map(page), KIND_COLOURS["escape"], 25).sum() > 100


def test_the_years_are_seen_one_by_one_and_in_turn(browser: BrowserContext, address: str) -> None:
    page = open_routes(browser, address, "?kind=repatriation&years=2021-2024")
    page.get_by_text("Year by year").click()
    slider = page.get_by_role("slider", name="Year")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    shown = page.get_by_test_id("stMain").get_by_text(SENTENCE_2023)
    expect(shown).to_be_visible()
    # What is seen for a moment is no choice, and stands in no link.
    assert "years=2021-2024" in page.url
    assert "2023-01" not in page.url
    slider.press("ArrowLeft")
    expect(shown).to_be_hidden()
    page.get_by_role("button", name="Show the years in turn").click()
    expect(shown).to_be_visible()
    # After the last year it ends by itself, and begins again with the first.
    expect(page.get_by_role("button", name="Show the years in turn")).to_be_visible()
    expect(slider).to_have_value("2024")


def test_years_from_and_to(browser: BrowserContext, address: str) -> None:
    page = open_routes(browser, address, "?kind=repatriation")
    choose_year(page, "From … to …")
    choose_year(page, "2021", "From year")
    choose_year(page, "2023", "To year")
    # The returns of July 2021 (50) and those of 2023 (483).
    expect(page.get_by_text("At least 533 people in 8 documented cases were sent back")).to_be_visible()
    wait_until(lambda: "years=2021-2023" in page.url, "the address says both years")
    choose_year(page, "August", "From month")
    expect(page).to_have_url(re.compile("years=2021-08%2F2023-12"))
    expect(page.get_by_text("with an event in August 2021 to December 2023 were sent back")).to_be_visible()


def test_a_period_with_a_name_is_one_press(browser: BrowserContext, address: str) -> None:
    page = open_routes(browser, address, "?kind=repatriation")
    settled(page).get_by_role("radio", name="Returns of August to October 2023").click()
    expect(page.get_by_text(SENTENCE_2023.replace("2023", "August to October 2023"))).to_be_visible()
    expect(page.get_by_text("11 events lie in it; 6 only may. 1 event is undated.")).to_be_visible()
    expect(page).to_have_url(re.compile("years=2023-08%2F2023-10"))


def test_a_broken_link_says_what_was_ignored(browser: BrowserContext, address: str) -> None:
    page = open_routes(browser, address, "?years=20x3&colour=red")
    expect(page.get_by_text("A part of the link was ignored. years")).to_be_visible()
    expect(page.get_by_text("The link's 'colour' was ignored")).to_be_visible()


def test_an_empty_answer_is_a_sentence(browser: BrowserContext, address: str) -> None:
    page = open_routes(browser, address, "?years=1900")
    # Land without a line: what the other stories count as lines is nothing of the land's.
    wait_until(lambda: near(pixels(map_of(page)), LAND, 4).mean() > 0.15, "the land is drawn")
    assert [inked(pixels(map_of(page)), KIND_COLOURS[kind]).sum() for kind in ("repatriation", "custody")] == [0, 0]
    expect(page.get_by_text("No documented journey matches")).to_be_visible()
    expect(page.get_by_text("Shown: 0 of 139 cases")).to_be_visible()


def test_back_and_forward_faster_than_the_page_leaves_the_box_as_the_address_says(
    browser: BrowserContext, address: str
) -> None:
    page = browser.new_page()
    line = SlowLine(page)
    page.goto(f"{address}/routes?kind=repatriation")
    expect(page.get_by_text("At least 1,020 people in 37 documented cases")).to_be_visible()
    choose_year(page, "2023")
    expect(page).to_have_url(re.compile("years=2023"))
    expect(settled(page).get_by_text(SENTENCE_2023)).to_be_visible()
    line.hold()
    page.go_back()
    line.has_said(page, "At least 1,020 people in 37 documented cases")
    page.go_forward()
    line.has_said(page, SENTENCE_2023)
    line.open()
    expect(settled(page).get_by_text(SENTENCE_2023)).to_be_visible()
    page.get_by_role("link", name="About").click()
    expect(page.get_by_role("heading", name="What is missing")).to_be_visible()
    page.get_by_role("link", name="Routes", exact=True).click()
    expect(page.get_by_text(SENTENCE_2023)).to_be_visible()


def test_back_undoes_a_choice_and_another_page_keeps_it(browser: BrowserContext, address: str) -> None:
    page = open_routes(browser, address, "?kind=repatriation")
    expect(page.get_by_text("At least 1,020 people in 37 documented cases")).to_be_visible()
    choose_year(page, "2023")
    expect(page.get_by_text(SENTENCE_2023)).to_be_visible()
    wait_until(lambda: "years=2023" in page.url, "the address says 2023")
    page.go_back()
    expect(page.get_by_text("At least 1,020 people in 37 documented cases")).to_be_visible()
    page.go_forward()
    expect(page.get_by_text(SENTENCE_2023)).to_be_visible()
    page.get_by_role("link", name="About").click()
    expect(page.get_by_role("heading", name="What is missing")).to_be_visible()
    page.get_by_role("link", name="Routes", exact=True).click()
    expect(page.get_by_text(SENTENCE_2023)).to_be_visible()
