"""Stories of people who need a picture for a report: choose, draw, look, take along; and what must not happen."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shlex
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from footprints_geo.disclosure.policy import Policy
from footprints_geo.errors import InputError
from footprints_geo.figure.files import read_recipe
from footprints_geo.paper import SHEETS
from footprints_geo.periods import Period
from footprints_geo.recipe import Recipe
from footprints_geo.selection import Selection
from footprints_geo.ui.figure_options import SIZE_NAMES, dots, options_of, size_words
from footprints_geo.ui.state import Look
from tests.browser import PATIENCE, SlowLine, browsing, choose, serving, settled, type_into, wait_until
from tests.commands import run

RETURNS = Selection(years=Period.of(2023), kind=("repatriation",))
SENTENCE = "At least 483 people in 7 documented cases were sent back from China in 2023."
STALE = "Options have changed since this picture was drawn"
NAME = "footprints-routes-repatriation-2023"
OWN = """case_id,event_type,date,place,country
SECRET-1,arrest,2023-05,Yanji,CN
SECRET-1,repatriation,2023-10,Tumen,CN
SECRET-1,detention,2023-11,Onsong,KP
"""

OWN_AND_A_PARTY = f"""{OWN.rstrip()}
PARTY,arrest,2023-05,Yanji,CN,12
PARTY,repatriation,2023-10,Tumen,CN,12
""".replace("place,country\n", "place,country,persons\n")


@pytest.fixture
def browser(browser: BrowserContext, address: str) -> BrowserContext:
    """One that may write and read what is copied."""
    browser.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
    return browser


def open_figure(browser: BrowserContext, address: str, query: str = "") -> Page:
    page = browser.new_page()
    page.goto(f"{address}/figure{query}")
    expect(page.get_by_role("heading", name="Figure", exact=True)).to_be_visible()
    return settled(page)


def draw(page: Page) -> Locator:
    """The picture, drawn anew."""
    page.get_by_role("button", name="Draw the picture").click()
    picture = page.get_by_test_id("stImage").get_by_role("img")
    expect(picture).to_be_visible()
    expect(page.get_by_text(STALE)).to_have_count(0)
    settled(page)
    return picture


def shown_bytes(page: Page, picture: Locator) -> bytes:
    source = picture.evaluate("image => image.src")
    return page.request.get(source).body()


def downloaded(page: Page, label: str, folder: Path) -> Path:
    with page.expect_download(timeout=PATIENCE * 1000) as waiting:
        page.get_by_role("button", name=f"Download {label}").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def copied(page: Page, label: str) -> str:
    """What the button of a block of text puts into the clipboard."""
    block = page.get_by_test_id("stCode").nth(
        ["Caption", "Alternative text, short", "Alternative text, long", "Command"].index(label)
    )
    block.scroll_into_view_if_needed()
    block.hover()
    block.get_by_role("button").click()
    said = [""]

    def arrived() -> bool:
        said[0] = page.evaluate("navigator.clipboard.readText()")
        return said[0] in block.inner_text()

    wait_until(arrived, f"the clipboard holds what is said under {label}")
    return said[0]


def test_a_picture_is_drawn_looked_at_and_taken_along(browser: BrowserContext, address: str, tmp_path: Path) -> None:
    page = open_figure(browser, address, "?years=2023&kind=repatriation")
    expect(page.get_by_text(SENTENCE)).to_be_visible()
    expect(page.get_by_test_id("stImage")).to_have_count(0)
    expect(page.get_by_text("Nothing is drawn yet")).to_be_visible()
    picture = draw(page)
    assert (picture.get_attribute("alt") or "").startswith(f"Map: Forced returns to North Korea, 2023. {SENTENCE}")

    png = downloaded(page, "PNG", tmp_path)
    assert png.name == f"{NAME}.png"
    assert png.read_bytes() == shown_bytes(page, picture)
    with Image.open(png) as whole:
        assert whole.size == (2480, 3507)
    pdf, svg = downloaded(page, "PDF", tmp_path), downloaded(page, "SVG", tmp_path)
    assert [pdf.name, svg.name] == [f"{NAME}.pdf", f"{NAME}.svg"]
    assert {read_recipe(file) for file in (png, pdf, svg)} == {read_recipe(png)}
    assert read_recipe(pdf).selection == RETURNS

    assert copied(page, "Caption").startswith(f"Forced returns to North Korea, 2023. {SENTENCE} Sources: ")
    assert copied(page, "Alternative text, short") == f"Map: Forced returns to North Korea, 2023. {SENTENCE}"
    assert copied(page, "Alternative text, long").startswith(
        f"Map: Forced returns to North Korea, 2023. {SENTENCE} Largest"
    )
    command = shlex.split(copied(page, "Command"))
    again = tmp_path / "again.png"
    assert run(*command[1:-1], again).code == 0
    assert again.read_bytes() == png.read_bytes()


def test_a_changed_option_marks_the_picture_and_draws_nothing(
    browser: BrowserContext, address: str, tmp_path: Path
) -> None:
    page = open_figure(browser, address, "?years=2023&kind=repatriation&dpi=72")
    before = shown_bytes(page, draw(page))
    choose(page, "Size", re.compile("^Slide"))
    expect(page.get_by_text(STALE)).to_be_visible()
    picture = page.get_by_test_id("stImage").get_by_role("img")
    assert shown_bytes(page, picture) == before
    assert downloaded(page, "PNG", tmp_path).read_bytes() == before
    choose(page, "Size", re.compile("^A4, upright"))
    expect(page.get_by_text(STALE)).to_have_count(0)
    choose(page, "Size", re.compile("^Own"))
    type_into(page, page.get_by_role("spinbutton", name="Width in mm"), "150")
    expect(page).to_have_url(re.compile("width_mm=150"))
    expect(page.get_by_text(STALE)).to_be_visible()
    after = shown_bytes(page, draw(page))
    with Image.open(io.BytesIO(after)) as drawn:
        assert drawn.size == (int(150 / 25.4 * 72), int(297 / 25.4 * 72))


def opened_on_a_slow_line(browser: BrowserContext, address: str) -> tuple[Page, SlowLine]:
    """The page, drawn, where a choice is made whose answer does not arrive yet."""
    page = browser.new_page()
    line = SlowLine(page)
    page.goto(f"{address}/figure?years=2023&kind=repatriation&dpi=72")
    expect(page.get_by_role("button", name="Draw the picture")).to_be_visible()
    settled(page)
    line.hold()
    choose(page, "Size", re.compile("^Square"))
    line.has_said(page, "size=square")
    line.has_said(page, "Dots per inch")
    return page, line


def drawn_recipe(page: Page, folder: Path) -> Recipe:
    picture = page.get_by_test_id("stImage").get_by_role("img")
    expect(picture).to_be_visible()
    settled(page)
    expect(page.get_by_text(STALE)).to_have_count(0)
    file = folder / "drawn.png"
    file.write_bytes(shown_bytes(page, picture))
    return read_recipe(file)


def test_what_is_drawn_with_an_address_that_is_behind_keeps_what_was_chosen(
    browser: BrowserContext, address: str, tmp_path: Path
) -> None:
    page, line = opened_on_a_slow_line(browser, address)
    page.get_by_role("button", name="Draw the picture").click()
    line.open()
    assert drawn_recipe(page, tmp_path).options.sheet == SHEETS["square"]
    wait_until(lambda: "size=square" in query_of(page), "the link says it")


def test_an_answer_that_comes_late_takes_no_later_choice_back(
    browser: BrowserContext, address: str, tmp_path: Path
) -> None:
    page, line = opened_on_a_slow_line(browser, address)
    first_answer = len(line.held)
    choose(page, "Names on the map in", "한국어")
    line.pass_on(first_answer)
    expect(page.get_by_text("The PNG has 510 × 510 dots.")).to_be_visible()
    page.get_by_role("button", name="Draw the picture").click()
    line.open()
    options = drawn_recipe(page, tmp_path).options
    assert (options.sheet, options.script) == (SHEETS["square"], "ko")


def test_what_is_chosen_stays_on_other_pages_and_in_the_link(browser: BrowserContext, address: str) -> None:
    page = open_figure(browser, address, "?years=2023&kind=repatriation&dpi=72")
    choose(page, "Size", re.compile("^Square"))
    choose(page, "Names on the map in", "한국어")
    before = shown_bytes(page, draw(page))
    page.get_by_role("link", name="About").click()
    expect(page.get_by_role("heading", name="What is missing")).to_be_visible()
    page.get_by_role("link", name="Figure", exact=True).click()
    picture = page.get_by_test_id("stImage").get_by_role("img")
    expect(picture).to_be_visible()
    settled(page)
    expect(page.get_by_text(STALE)).to_have_count(0)
    assert shown_bytes(page, picture) == before
    wait_until(lambda: {"size=square", "script=ko", "dpi=72", "years=2023"} <= set(query_of(page)), "the link says it")
    other = browser.new_page()
    other.goto(page.url)
    settled(other)
    expect(other.get_by_test_id("stImage")).to_have_count(0)
    assert shown_bytes(other, draw(other)) == before


def test_a_choice_made_while_a_picture_is_drawn_does_not_lose_it(browser: BrowserContext, address: str) -> None:
    page = open_figure(browser, address, "?years=2023&kind=repatriation&dpi=72")
    page.get_by_role("button", name="Draw the picture").click()
    page.get_by_role("combobox", name="Size", exact=True).click()
    page.get_by_role("option", name=re.compile("^Square")).click()
    expect(page.get_by_test_id("stImage").get_by_role("img")).to_be_visible()


def query_of(page: Page) -> list[str]:
    return page.url.partition("?")[2].split("&")


def test_the_map_of_routes_leads_to_a_picture_of_the_same(browser: BrowserContext, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}/routes?years=2023&kind=repatriation&extent=tumen&script=ko")
    page.get_by_role("link", name="Make a picture of this for print").click()
    expect(page.get_by_role("heading", name="Figure", exact=True)).to_be_visible()
    expect(page.get_by_text(SENTENCE)).to_be_visible()
    expected = {"years=2023", "kind=repatriation", "extent=tumen", "figure_extent=tumen", "script=ko"}
    wait_until(lambda: set(query_of(page)) == expected, "the link says what was on the map")


def test_nothing_to_draw_and_what_cannot_be_drawn_are_sentences(browser: BrowserContext, address: str) -> None:
    page = open_figure(browser, address, "?years=1900")
    expect(page.get_by_text("There is nothing to draw")).to_be_visible()
    expect(page.get_by_role("button", name="Draw the picture")).to_be_disabled()
    page = open_figure(browser, address, "?width_mm=80&height_mm=80&dpi=9&figure=globe")
    expect(page.get_by_text("A part of the link was ignored. dpi: expected a number from 72 to 600.")).to_be_visible()
    expect(page.get_by_text("A part of the link was ignored. figure: expected one of routes")).to_be_visible()
    page.get_by_role("button", name="Draw the picture").click()
    expect(page.get_by_text("has no room for a picture beside its words")).to_be_visible()
    expect(page.get_by_test_id("stImage")).to_have_count(0)
    page = open_figure(browser, address, "?years=2023&kind=repatriation&figure_extent=yunnan-laos-thailand")
    expect(page.get_by_text("No line begins or ends in this part of the map")).to_be_visible()
    page = open_figure(browser, address, "?size=poster-a2&dpi=600")
    expect(page.get_by_text("is too large to be shown here")).to_be_visible()
    expect(page.get_by_role("button", name="Draw the picture")).to_be_disabled()


def test_own_records_stay_out_of_names_and_are_forgotten_with_the_picture(
    browser: BrowserContext, address: str, tmp_path: Path, operators_log: Path
) -> None:
    before = operators_log.read_bytes()
    page = browser.new_page()
    page.goto(f"{address}/data")
    box = page.get_by_test_id("stFileUploader").first.locator("input[type=file]")
    box.set_input_files({"name": "of-somebody.csv", "mimeType": "text/plain", "buffer": OWN.encode()})
    expect(page.get_by_text("3 rows read, 3 accepted")).to_be_visible()
    page.get_by_role("link", name="Figure", exact=True).click()
    # One person is no group: what leaves is for the public, and there is nothing of her in it.
    expect(page.get_by_text("Nothing of these records can be shown to the public")).to_be_visible()
    expect(page.get_by_role("button", name="Draw the picture")).to_be_disabled()
    choose(page, "Made for", re.compile("^My organisation"))
    picture = draw(page)
    said = [*(copied(page, label) for label in ("Caption", "Alternative text, long", "Command"))]
    assert said[-1].startswith("footprints-geo figure routes records.csv --profile mapping.toml ")
    assert "--audience internal" in said[-1]
    png = downloaded(page, "PNG", tmp_path)
    secrets = ("of-somebody", "SECRET-1")
    assert not [s for s in secrets if s in " ".join([*said, png.name]) or s.encode() in png.read_bytes()]
    assert read_recipe(png).data == hashlib.sha256(OWN.encode()).hexdigest()
    logged = operators_log.read_bytes().removeprefix(before)
    deeds = [json.loads(line) for line in logged.splitlines()]
    assert [(deed["action"], deed.get("format"), deed.get("audience")) for deed in deeds] == [
        ("import", "csv", None),
        ("audience", None, "internal"),
        ("export", "screen", "internal"),
        ("export", "png", "internal"),
    ]
    assert not [word for word in (*secrets, "Yanji", read_recipe(png).data) if word.encode() in logged]
    stranger = open_figure(browser, address)
    expect(stranger.get_by_test_id("stImage")).to_have_count(0)
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_role("button", name="Forget my data").click()
    settled(page)
    page.get_by_role("link", name="Figure", exact=True).click()
    expect(page.get_by_text("Nothing is drawn yet")).to_be_visible()
    expect(picture).to_have_count(0)


def test_of_own_records_the_picture_for_the_public_tells_groups_alone(
    browser: BrowserContext, address: str, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.goto(f"{address}/data")
    box = page.get_by_test_id("stFileUploader").first.locator("input[type=file]")
    box.set_input_files({"name": "of-many.csv", "mimeType": "text/plain", "buffer": OWN_AND_A_PARTY.encode()})
    expect(page.get_by_text("5 rows read, 5 accepted")).to_be_visible()
    page.get_by_role("link", name="Figure", exact=True).click()
    expect(page.get_by_text("1 of 2 cases are told, 12 of 13 people at least")).to_be_visible()
    expect(page.get_by_text("12 people in 1 documented case of 2023 were sent back from China.")).to_be_visible()
    draw(page)
    png = downloaded(page, "PNG", tmp_path)
    assert read_recipe(png).policy == Policy()
    expect(page.get_by_text("only groups of at least 5 people").first).to_be_visible()
    choose(page, "Made for", re.compile("every record is public already"))
    expect(page.get_by_text(STALE)).to_be_visible()
    draw(page)
    assert read_recipe(downloaded(page, "PNG", tmp_path)).policy == Policy("published")
    expect(page.get_by_text("--sensitivity published").first).to_be_visible()
    page.get_by_role("link", name="Routes", exact=True).click()
    # On the screen of the person who holds the records all of them are seen.
    whole = "At least 13 people in 2 documented cases of 2023 were sent back from China."
    expect(page.get_by_role("heading", name="Routes", exact=True)).to_be_visible()
    expect(settled(page).get_by_text(whole).first).to_be_visible()
    # What was said of these records holds of no others.
    page.get_by_role("link", name="Data", exact=True).click()
    box = settled(page).get_by_test_id("stFileUploader").first.locator("input[type=file]")
    box.set_input_files({"name": "of-one.csv", "mimeType": "text/plain", "buffer": OWN.encode()})
    expect(page.get_by_text("3 rows read, 3 accepted").first).to_be_visible()
    page.get_by_role("link", name="Figure", exact=True).click()
    expect(page.get_by_text("Nothing of these records can be shown to the public").first).to_be_visible()


def test_a_narrow_screen_shows_the_whole_picture(chromium: Browser, address: str) -> None:
    with browsing(chromium, address, 390, 844) as (context, strangers):
        page = open_figure(context, address, "?years=2023&kind=repatriation&dpi=72")
        box = draw(page).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["width"] > 250
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert strangers == []


@pytest.mark.parametrize(
    ("query", "look", "said"),
    [
        ({}, Look(), 0),
        (
            {"size": "square", "dpi": "96", "figure_extent": "tumen"},
            Look(size="square", dpi=96, figure_extent="tumen"),
            0,
        ),
        ({"width_mm": "150", "height_mm": "99.5"}, Look(width_mm=150.0, height_mm=99.5), 0),
        ({"width_mm": "150"}, Look(), 1),
        ({"audience": "internal"}, Look(), 1),
        ({"width_mm": "nan", "height_mm": "inf", "dpi": "1e9", "size": "a3"}, Look(), 4),
        ({"figure": "globe", "figure_extent": "moon", "dpi": "300.5"}, Look(), 3),
    ],
)
def test_a_link_is_read_as_far_as_it_can_be_and_the_rest_is_said(query: dict[str, str], look: Look, said: int) -> None:
    read, wrong = Look.from_query(query)
    assert (read, len(wrong)) == (look, said)
    assert all(sentence.startswith("A part of the link was ignored. ") for sentence in wrong)
    assert Look.from_query(read.to_query()) == (read, ())
    assert Look(audience="internal").to_query() == {}


def test_every_size_is_named_and_a_look_gives_the_options_of_its_recipe() -> None:
    assert set(SIZE_NAMES) == set(SHEETS)
    assert size_words("a4-landscape") == "A4, across (297 × 210 mm)"
    options, size = options_of(Look(script="ko", size="poster-a2", figure_extent="yalu", dpi=100))
    assert (options.sheet, options.extent, options.script, size) == (SHEETS["poster-a2"], "yalu", "ko", "poster-a2")
    assert dots(options) == (1653, 2338)
    recipe = Recipe(Selection(), "place", options, size, "", "")
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert options_of(Look(width_mm=150.0, height_mm=99.5))[1] == ""


def test_more_dots_than_a_browser_shows_are_refused() -> None:
    with pytest.raises(InputError, match="at most 80 million dots"):
        options_of(Look(width_mm=1200.0, height_mm=1200.0, dpi=300))


def test_two_periods_are_drawn_in_korean_and_taken_along_as_a_pack(
    browser: BrowserContext, address: str, tmp_path: Path
) -> None:
    page = open_figure(browser, address, "?years=2023&kind=repatriation&dpi=72&figure=compare&size=half-page")
    expect(page.get_by_text("write the years of the second one")).to_be_visible()
    type_into(page, page.get_by_role("textbox", name="Compare with the years"), "2012-2019")
    expect(page).to_have_url(re.compile("against=2012-2019"))
    choose(page, "Words in", "한국어")
    expect(page).to_have_url(re.compile("lang=ko"))
    picture = draw(page)
    assert (picture.get_attribute("alt") or "").startswith("지도: 북한 강제 송환, 2023년 및 2012~2019년.")
    pack = downloaded(page, "report pack", tmp_path)
    assert pack.name == "footprints-compare-repatriation-2023-and-2012-2019-ko.zip"
    with ZipFile(pack) as archive:
        assert {"figure.png", "page.docx", "table.xlsx", "method.txt"} <= set(archive.namelist())
        assert "최소 483" in archive.read("method.txt").decode()


@pytest.mark.parametrize(("name", "heading"), [("routes", "Routes"), ("figure", "Figure")])
def test_the_very_first_page_of_a_server_may_be_a_link(chromium: Browser, name: str, heading: str) -> None:
    # Before its first run, Streamlit shows a page of a link alone, without the frame that knows what is chosen.
    with serving() as url, browsing(chromium, url) as (context, strangers):
        page = context.new_page()
        page.goto(f"{url}/{name}?years=2023&kind=repatriation")
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        expect(page.get_by_text(SENTENCE)).to_be_visible()
        expect(page.get_by_role("combobox", name="Years", exact=True)).to_be_visible()
    assert strangers == []
