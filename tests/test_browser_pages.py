"""Whole stories of a visitor, on a wide screen in English and on a telephone in Korean; and what no page may lack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from footprints_geo.captions import sentence
from footprints_geo.case_search import rows_of_case
from footprints_geo.comparison_words import difference_sentences
from footprints_geo.figure.files import read_recipe
from footprints_geo.hotspot_words import hotspot_sentence
from footprints_geo.hotspots import find_hotspots
from footprints_geo.language import Language
from footprints_geo.page_colours import DARK, LIGHT
from footprints_geo.panels import two_panels
from footprints_geo.periods import Period, named_periods
from footprints_geo.pipeline import prepare, view
from footprints_geo.prepared import Prepared
from footprints_geo.robustness import check
from footprints_geo.scales import HOME_LAND, LAND
from footprints_geo.selection import Selection
from footprints_geo.ui.frame import CONTENTS
from tests.browser import PATIENCE, browsing, map_of, near, pixels, settled, wait_until
from tests.commands import run
from tests.test_browser_data import VICTIMS, box_for_files, workbook

AUTUMN = Period.read("2023-08/2023-10")
ALL_SEEN = """() => [...document.querySelectorAll('.stElementContainer, [data-testid=stCaptionContainer]')]
    .every(part => getComputedStyle(part).opacity === '1')
    && document.getAnimations().every(one => one.playState !== 'running')"""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
SERIOUS = ("serious", "critical")
NO_SUCH_PART = "the server responded with a status of 404"
"""Streamlit asks for a part of itself beside the page before it asks at the right address."""


@dataclass(frozen=True)
class Visitor:
    """Somebody with a window of some width and a browser of some language; `said` translates what a page says."""

    page: Page
    address: str
    said: Callable[..., str]
    language: Language
    narrow: bool

    def opens(self, path: str, title: str) -> Page:
        self.page.goto(f"{self.address}/{path}")
        expect(self.page.get_by_role("heading", name=self.said(title), exact=True)).to_be_visible()
        return settled(self.page)

    def opens_sidebar(self) -> None:
        bar = settled(self.page).get_by_test_id("stSidebar")
        if bar.get_attribute("data-collapsed") == "true":
            self.page.get_by_test_id("stExpandSidebarButton").click()
        expect(bar).to_have_attribute("data-collapsed", "false")

    def shuts_sidebar(self) -> None:
        if self.narrow:
            self.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()

    def goes_by_sidebar(self, name: str) -> None:
        self.opens_sidebar()
        self.page.get_by_role("link", name=name, exact=True).click()
        settled(self.page)
        self.shuts_sidebar()

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def ticks_first_row(self) -> None:
        grid = self.page.get_by_test_id("stDataFrame").first
        grid.scroll_into_view_if_needed()
        settled(self.page)
        grid.click(position={"x": 16, "y": 54})
        settled(self.page)


@pytest.fixture(
    params=[
        pytest.param((1400, 1000, "en-US"), id="wide-en"),
        pytest.param((360, 780, "ko-KR"), id="narrow-ko"),
        pytest.param((1400, 1000, "ko-KR"), id="wide-ko", marks=pytest.mark.slow),
        pytest.param((360, 780, "en-US"), id="narrow-en", marks=pytest.mark.slow),
    ]
)
def visitor(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A visitor; red when anything was asked of another host, or the browser noted a fault."""
    width, height, locale = request.param
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and NO_SUCH_PART not in message.text:
            faults.append(message.text)

    with browsing(chromium, address, width, height, locale) as (context, strangers):
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        language = Language(locale[:2])
        yield Visitor(page, address, language, language, width < 500)
    assert strangers == []
    assert faults == []


@cache
def bundled() -> Prepared:
    return prepare()


GROUNDS = """() => {
    window.grounds = new Set();
    const look = () => {
        const app = document.querySelector("[data-testid=stApp]");
        if (app) grounds.add(getComputedStyle(app).backgroundColor);
        document.querySelectorAll(".stMain svg.marks > rect").forEach(one => grounds.add(one.getAttribute("fill")));
        requestAnimationFrame(look);
    };
    look();
}"""
"""Notes on what ground a page and its charts ever stood, from the first moment on."""


def test_a_dark_page_is_dark_from_the_first_moment_and_can_be_made_light(chromium: Browser, address: str) -> None:
    with browsing(chromium, address, theme="dark") as (context, _):
        context.add_init_script(f"({GROUNDS})()")
        page = context.new_page()
        page.goto(f"{address}/timeline?years=2016-2018")
        bars = page.get_by_test_id("stMain").locator(".mark-rect path")
        expect(bars.first).to_be_visible()
        seen = {colour_of(one) for one in settled(page).evaluate("[...grounds]")}
        assert DARK.ground in seen
        assert all(max(colour) < 60 for colour in seen), seen
        assert faults_of_access(page, "timeline") == []
        page.goto(f"{address}/routes?years=2023")
        grid = settled(page).get_by_test_id("stDataFrame").first
        wait_until(lambda: bool(near(pixels(grid), DARK.inks["repatriation"], 24).any()), "the kinds have their inks")
        # A visitor's own choice counts for more than what the system says, and is kept.
        page.get_by_test_id("stMainMenu").get_by_role("button").click()
        page.get_by_test_id("stMainMenuItem-theme-Light").click()
        page.reload()
        expect(grid).to_be_visible()
        wait_until(
            lambda: bool(near(pixels(grid), LIGHT.inks["repatriation"], 24).any()), "the inks are those of light"
        )
        assert {colour_of(one) for one in page.evaluate("[...grounds]")} == {LIGHT.ground}


def colour_of(text: str) -> tuple[int, ...]:
    """Red, green and blue as a style sheet or a chart writes them."""
    if text.startswith("#"):
        return tuple(bytes.fromhex(text[1:]))
    return tuple(map(int, re.findall(r"\d+", text)[:3]))


def drawn_map(page: Page) -> np.ndarray:
    """The map when it stands still."""
    seen = [np.empty(0)]

    def still() -> bool:
        before, seen[0] = seen[0], pixels(map_of(page).first)
        land = near(seen[0], LAND, 4).mean() > 0.1 and near(seen[0], HOME_LAND, 4).sum() > 100
        return bool(land and np.array_equal(before, seen[0]))

    wait_until(still, "the map stands still")
    return seen[0]


def test_the_returns_of_2023_are_a_picture_after_four_presses(visitor: Visitor, tmp_path: Path) -> None:
    visitor.opens("routes", "Routes")
    visitor.opens_sidebar()
    named = next(one for one in named_periods() if one.until(AUTUMN.last) == AUTUMN)
    visitor.page.get_by_role("radio", name=named.name(visitor.language)).click()
    visitor.shuts_sidebar()
    said = sentence(view(bundled(), Selection(years=AUTUMN)), visitor.language)
    visitor.sees(said)
    settled(visitor.page).get_by_role("link", name=visitor.said("→ Make a picture of this for print")).click()
    visitor.sees(said)
    settled(visitor.page).get_by_role("button", name=visitor.said("Draw the picture")).click()
    picture = visitor.page.get_by_test_id("stImage").get_by_role("img")
    expect(picture).to_be_visible()
    settled(visitor.page)
    with visitor.page.expect_download(timeout=PATIENCE * 1000) as waiting:
        visitor.page.get_by_role("button", name=visitor.said("Download PNG")).click()
    file = tmp_path / "figure.png"
    waiting.value.save_as(file)
    recipe = read_recipe(file)
    assert recipe.selection == Selection(years=AUTUMN)
    assert recipe.data == bundled().events.fingerprint
    # The numbers of the file are those of the page: one and the same sentence stands on both.
    assert sentence(view(bundled(), recipe.selection), visitor.language) == said
    assert sentence(view(bundled(), recipe.selection)) in (picture.get_attribute("alt") or "")


def test_a_korean_workbook_is_mapped_refused_where_it_is_too_little_and_forgotten(visitor: Visitor) -> None:
    page = visitor.opens("data", "Data")
    book = {"name": "명단.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(명단=VICTIMS)}
    box_for_files(page).set_input_files(book)  # type: ignore[arg-type]
    page.get_by_role("link", name=visitor.said("**→ Open the map of these records**").strip("*")).click()
    expect(page.get_by_role("heading", name=visitor.said("Routes"), exact=True)).to_be_visible()
    visitor.sees(visitor.said("Drawn from {records}.", records="@").split("@")[0].strip())
    drawn_map(page)
    visitor.goes_by_sidebar(visitor.said("Hotspots"))
    expect(page.get_by_role("heading", name=visitor.said("Hotspots"), exact=True)).to_be_visible()
    own = find_hotspots(bundled(), Selection(years=Period.of(1900)))
    refusal = hotspot_sentence(own, check(own), visitor.language)
    visitor.sees(re.split(r"[:：]", refusal)[0])
    visitor.goes_by_sidebar(visitor.said("Change or load records"))
    settled(page).get_by_role("button", name=visitor.said("Forget my data")).click()
    settled(page)
    visitor.goes_by_sidebar(visitor.said("Routes"))
    visitor.sees(sentence(view(bundled(), Selection()), visitor.language))


def test_a_shared_link_shows_the_same_map_and_says_when_the_records_are_others(
    visitor: Visitor, chromium: Browser
) -> None:
    page = visitor.opens("routes?years=2023&kind=repatriation&level=place&extent=china-dprk-border", "Routes")
    mine = drawn_map(page)
    page.get_by_text(visitor.said("Cite or share this view")).click()
    link = page.get_by_test_id("stCode").first.inner_text().strip()
    assert "data=" + bundled().events.fingerprint[:12] in link
    visitor.sees(bundled().events.fingerprint)
    size = page.viewport_size or {"width": 0, "height": 0}
    page.close()
    locale = "ko-KR" if visitor.language.code == "ko" else "en-US"
    with browsing(chromium, visitor.address, size["width"], size["height"], locale) as (context, _):
        other = context.new_page()
        other.goto(link)
        theirs = drawn_map(other)
        assert mine.shape == theirs.shape
        assert (np.abs(mine - theirs).max(axis=2) > 24).mean() < 0.01
        expect(other.get_by_text(visitor.said("Go on with the records shown"))).to_have_count(0)
        other.goto(re.sub("data=[0-9a-f]+", "data=0123456789ab", link))
        go_on = other.get_by_role("button", name=visitor.said("Go on with the records shown"))
        expect(other.get_by_text("0123456789ab")).to_be_visible()
        settled(other)
        go_on.click()
        expect(go_on).to_have_count(0)
        expect(other).not_to_have_url(re.compile("data="))


def test_behind_a_route_are_its_cases_and_behind_a_case_its_sources(visitor: Visitor) -> None:
    page = visitor.opens("routes?years=2023&kind=repatriation", "Routes")
    visitor.ticks_first_row()
    lead = page.get_by_role("link", name=visitor.said("→ See these cases whole, each with its events in order"))
    lead.click()
    expect(page.get_by_role("heading", name=visitor.said("Records"), exact=True)).to_be_visible()
    only = visitor.said("Only the cases behind what is chosen on the page “{page}”.", page=visitor.said("Routes"))
    visitor.sees(only)
    visitor.ticks_first_row()
    heading = page.get_by_role("heading", name=re.compile(visitor.said("Case {name}", name="INC-")))
    expect(heading).to_be_visible()
    name = next(word for word in heading.inner_text().split() if word.startswith("INC-"))
    frame = bundled().events.frame
    number = frame["case_id"].cat.categories.get_loc(name)
    addresses = frame["source_url"].astype("str").iloc[rows_of_case(bundled(), number)]
    linked = [link.get_attribute("href") for link in page.locator("[data-testid=stMarkdown] ol a").all()]
    assert linked == [quote(one, safe="%/:?#@!$&'*+,;=") for one in addresses if one]
    assert linked


def test_two_periods_are_held_against_each_other(visitor: Visitor) -> None:
    page = visitor.opens("compare?years=2012&against=2023-2024", "Compare")
    one, other = two_panels(view(bundled(), Selection(years=Period.of(2012))), Period.of(2023, 2024))
    for line in difference_sentences(one, other, visitor.language):
        visitor.sees(line)
    expect(map_of(page)).to_have_count(2)
    drawn_map(page)


def test_a_bar_leads_to_the_cases_it_counts(visitor: Visitor) -> None:
    page = visitor.opens("timeline?years=2023-08/2023-10", "Timeline")
    chart = page.get_by_test_id("stMain").get_by_test_id("stVegaLiteChart").first
    bars = chart.locator("path[aria-roledescription=bar], .mark-rect path")
    expect(bars.first).to_be_visible()
    bars.first.click()
    expect(page).to_have_url(re.compile("chosen=bar%3Arepatriation%3Acertain%3A24283%3A24283"))
    expect(page.locator("#what-stands-behind-it")).to_be_visible()
    page.get_by_role("link", name=visitor.said("→ See these cases whole, each with its events in order")).click()
    title = visitor.said("Timeline")
    visitor.sees(visitor.said("Only the cases behind what is chosen on the page “{page}”.", page=title))
    settled(page).get_by_role("button", name=visitor.said("Look through all cases")).click()
    expect(page).not_to_have_url(re.compile("chosen="))


@pytest.mark.parametrize("path", ["timeline", "routes"])
def test_a_page_inside_another_site_has_no_sidebar_and_leads_nowhere(visitor: Visitor, path: str) -> None:
    page = visitor.opens(f"{path}?years=2023&embed=true", path.capitalize())
    visitor.sees(sentence(view(bundled(), Selection(years=Period.of(2023))), visitor.language))
    for part in ("stSidebar", "stPageLink", "stSidebarNav", "stExpandSidebarButton"):
        assert not any(one.is_visible() for one in page.get_by_test_id(part).all()), part
    expect(page.get_by_text(visitor.said("Cite or share this view"))).to_have_count(0)


def test_a_page_tells_the_site_it_is_a_part_of_nothing_of_what_is_pressed(visitor: Visitor) -> None:
    page = visitor.page
    page.goto(f"{visitor.address}/_stcore/health")
    page.evaluate(
        """address => {
            window.heard = [];
            window.addEventListener("message", event => window.heard.push(JSON.stringify(event.data)));
            document.body.innerHTML = '<iframe width="900" height="1400"></iframe>';
            document.querySelector("iframe").src = address;
        }""",
        f"{visitor.address}/timeline?years=2023-08/2023-10&embed=true",
    )
    inside = page.frame_locator("iframe")
    chart = inside.get_by_test_id("stMain").get_by_test_id("stVegaLiteChart").first
    chart.locator(".mark-rect path").first.click()
    expect(inside.locator("#what-stands-behind-it")).to_be_visible()
    page.wait_for_timeout(1000)
    heard = page.evaluate("window.heard")
    assert heard, "Streamlit does tell the site something: else this would be no test"
    assert not any("chosen" in one or "bar" in one or "repatriation" in one for one in heard)


def test_a_map_in_one_file_opens_without_a_network(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "map.html"
    flags = ("--years", "2023", "--kind", "repatriation", "--extent", "china-dprk-border")
    assert run("map", "routes", *flags, "-o", file).code == 0
    context = chromium.new_context(viewport={"width": 1000, "height": 800}, offline=True)
    asked: list[str] = []
    said: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url.split(",")[0][:40]))
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(file.as_uri())
    canvas = page.locator("#map")

    def has_lines() -> bool:
        return bool(near(pixels(canvas), HOME_LAND, 4).mean() > 0.05)

    wait_until(has_lines, "North Korea is drawn")
    expect(page.get_by_role("heading", name="Forced returns to North Korea, 2023")).to_be_visible()
    assert "repatriation: " in pointed_at(page, canvas)
    assert {one for one in asked if not one.startswith(("data:", "blob:"))} == {file.as_uri()[:40]}
    assert said == []
    context.close()


def pointed_at(page: Page, canvas: Locator) -> str:
    """All that a map says where a mouse goes over it, line by line."""
    box = canvas.bounding_box()
    assert box is not None
    page.evaluate(
        """() => {
            window.said = new Set();
            const look = () => document.querySelectorAll(".deck-tooltip").forEach(t => window.said.add(t.innerText));
            new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
        }"""
    )
    for down in np.linspace(0.35, 0.65, 4) * box["height"]:
        page.mouse.move(box["x"] + 5, box["y"] + down)
        page.mouse.move(box["x"] + box["width"] - 5, box["y"] + down, steps=90)
    page.wait_for_timeout(500)
    return "\n".join(page.evaluate("() => [...window.said]"))


PATHS = {
    "home": "", "routes": "routes?years=2023", "hotspots": "hotspots?events=arrest,repatriation",
    "timeline": "timeline?years=2016-2018", "compare": "compare?years=2012&against=2023-2024",
    "coverage": "coverage?years=2023", "records": "records?years=2023", "figure": "figure?years=2023",
}  # fmt: skip


def test_no_page_has_a_serious_fault_of_access(visitor: Visitor) -> None:
    assert faults_of_pages(visitor) == []


# The colours of words on dark ground are held to their contrast one by one in test_page_colours.
@pytest.mark.slow
def test_no_dark_page_has_a_serious_fault_of_access(visitor: Visitor) -> None:
    visitor.page.emulate_media(color_scheme="dark")
    assert faults_of_pages(visitor) == []
    expect(visitor.page.get_by_test_id("stApp")).to_have_css("color-scheme", "dark")


def faults_of_pages(visitor: Visitor) -> list[str]:
    found = []
    for one in CONTENTS:
        visitor.page.goto(f"{visitor.address}/{PATHS.get(one.name, one.name)}")
        expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
        found += faults_of_access(visitor.page, one.name)
    return found


def faults_of_access(page: Page, name: str) -> list[str]:
    """What axe finds on a page that stands still, but for trifles."""
    settled(page)
    # While a page is drawn, what it said before fades; and colours of another theme come by degrees.
    wait_until(lambda: page.evaluate(ALL_SEEN), "nothing fades any more")
    answer = Axe().run(page, options=RULES).response
    assert len(answer["passes"]) > 10, name
    return [
        f"{name}: {fault['id']}: {node['html'][:200]}"
        for fault in answer["violations"]
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]
