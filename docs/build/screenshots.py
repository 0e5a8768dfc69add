"""Draws the pictures of the README and of docs/your-records.md from the app itself: `make screenshot`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY))

from tests.browser import browsing, map_of, pixels, running_browser, serving, settled, wait_until  # noqa: E402

MAPS = {
    "routes-2023": "/routes?years=2023&kind=repatriation&level=place&extent=china-dprk-border",
    "routes-all": "/routes?kind=repatriation",
}
KOREAN = """피해자 ID,성별,탈북일,탈북 장소,체포일,체포 장소,북송일,북송 장소,인원
V1,여,2019년 3월,혜산,2019.5.2,연길,2019년 6월,도문,1
V2,남,2020,온성,2020.1.15,용정,2020.2,투먼,2
V3,여,2023년 7월,혜산,2023.8.27,장백,2023.13.9,혜산,3
"""
UNTOLD = """Event,Date,Place,Country,Shelf
arrest,2023-05,Yanji,China,s1
seized by night,2023-10,Tumen,China,s1
"""
MISSPELT = """case_id,event_type,date,place,country
c1,arrest,2023-05,Yanjii,CN
c1,repatriation,2023-10,Tumen,CN
"""
PAGES = {
    "page-home": ("", "wide"),
    "page-hotspots": ("/hotspots?events=arrest,repatriation", "wide"),
    "page-timeline": ("/timeline?years=2016-2018", "wide"),
    "page-compare": ("/compare?years=2012&against=2023-2024", "wide"),
    "page-coverage": ("/coverage?years=2023", "wide"),
    "page-records": ("/records?years=2023&kind=repatriation&chosen=route:repatriation:CN>KP", "row"),
    "page-figure": ("/figure?years=2023&kind=repatriation", "drawn"),
    "page-method": ("/method", "wide"),
}
"""Pictures of other pages, and what is done there before: nothing, a case is chosen, or a picture is drawn."""

FILES = {
    "data-account": ("victims.csv", KOREAN, "What of it is used"),
    "data-question": ("events.csv", UNTOLD, "What only you can say"),
    "data-places": ("misspelt.csv", MISSPELT, "Names of places"),
}
"""Pictures of the Data page: a made-up file, and the heading the picture is about."""


def main() -> None:
    """Write each picture to docs/."""
    with serving() as address, running_browser() as browser:
        with browsing(browser, address, 1440, 1000) as (context, _):
            for name, query in MAPS.items():
                _draw_map(context, address + query, name)
            _draw_chains(context, f"{address}/chains", "custody-chains")
            for name, (query, done) in PAGES.items():
                _draw_page(context, address + query, name, done)
        with browsing(browser, address, 360, 780, "ko-KR") as (context, _):
            _draw_page(context, f"{address}/timeline?years=2023-08/2023-10", "page-timeline-ko", "wide")
        with browsing(browser, address, 1440, 1000, theme="dark") as (context, _):
            _draw_map(context, address + MAPS["routes-2023"], "routes-2023-dark")
        with browsing(browser, address, 1200, 900) as (context, _):
            for name, (file, content, heading) in FILES.items():
                _draw_file(context, f"{address}/data", name, file, content, heading)


def _draw_map(context: BrowserContext, address: str, name: str) -> None:
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", name="Routes")).to_be_visible()
    seen = [pixels(map_of(page))]

    def settled() -> bool:
        seen.append(pixels(map_of(page)))
        return len(set(seen[-1].ravel().tolist())) > 50 and (seen[-1] == seen[-2]).all()

    wait_until(settled, "the map stands still")
    _write(page, name)


def _draw_chains(context: BrowserContext, address: str, name: str) -> None:
    page = context.new_page()
    page.goto(address)
    picture = page.get_by_test_id("stMain").get_by_test_id("stVegaLiteChart")
    expect(picture.locator("svg")).to_be_visible()
    page.wait_for_timeout(1500)
    _write(page, name)


def _draw_page(context: BrowserContext, address: str, name: str, done: str) -> None:
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    settled(page)
    if done == "row":
        page.get_by_test_id("stDataFrame").first.click(position={"x": 16, "y": 54})
        expect(page.locator("#what-stands-behind-it")).to_be_visible()
        page.get_by_role("heading", level=3).first.scroll_into_view_if_needed()
    if done == "drawn":
        page.get_by_role("button", name="Draw the picture").click()
        expect(page.get_by_test_id("stImage")).to_be_visible()
    # Maps and the cells of tables say nothing when they are there.
    page.wait_for_timeout(4000)
    _write(page, name)


def _draw_file(context: BrowserContext, address: str, name: str, file: str, content: str, heading: str) -> None:
    page = context.new_page()
    page.goto(address)
    box = page.get_by_test_id("stFileUploader").first.locator("input[type=file]")
    box.set_input_files({"name": file, "mimeType": "text/plain", "buffer": content.encode()})
    about = page.get_by_role("heading", name=heading)
    expect(about).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", re.compile("notRunning"))
    about.evaluate("heading => heading.scrollIntoView({block: 'start'})")
    # What is drawn last of all, such as the cells of a table, says nothing when it is there.
    page.wait_for_timeout(1500)
    _write(page, name)


def _write(page: Page, name: str) -> None:
    page.screenshot(path=REPOSITORY / "docs" / f"{name}.png")
    page.close()


main()
