"""Stories of people who bring their own records: load, answer, mend, decide, keep, forget."""

from __future__ import annotations

import csv
import io
import re
import time
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Download, Locator, Page, expect

from footprints_geo.scales import LAND
from tests.browser import choose, map_of, near, pixels, settled, type_into, wait_until
from tests.test_browser import wait_for_map

BUNDLED = "282 events of 139 documented cases"
SHOWN = "my own records (victims.csv)"
VICTIMS = """피해자 ID,성별,탈북일,탈북 장소,체포일,체포 장소,북송일,북송 장소,인원
V1,여,2019년 3월,혜산,2019.5.2,연길,2019년 6월,도문,1
V2,남,2020,온성,2020.1.15,용정,2020.2,투먼,2
V3,여,,,2023.8.27,쿤밍,2023.10.9,남양,3
V4,여,,,,,,,1
"""
ACCOUNT = "victims.csv: 4 records (1 holds none) with 8 events in them: 8 accepted, 0 rejected."
AMBIGUOUS = """Case,What happened,When,Where,Country
A1,arrest,9/10/2023,Yanji,China
A1,repatriation,10/11/2023,Tumen,China
"""
FAULTY = """case_id,event_type,date,place,country
c1,arrest,2023-05,Yanji,CN
c1,repatriation,2023-13,Tumen,CN
"""
MISSPELT = """case_id,event_type,date,place,country
c1,arrest,2023-05,Yanjii,CN
c1,repatriation,2023-10,Tumen,CN
"""
UNTOLD = """Event,Date,Place,Country,Shelf
arrest,2023-05,Yanji,China,s1
seized by night,2023-10,Tumen,China,s1
"""
MARKUP = """case_id,event_type,date,place,country,![x](http://example.org/a.png),<img src=http://example.org/b.png>
c1,arrest,2023-05,![p](http://example.org/p.png),CN,a,b
c1,![w](http://example.org/w.png),2023-10,Tumen,CN,a,b
c2,departure,2021,Hyesan,KP,a,b
c2,arrest,2022,@@=1+1,CN,a,b
c2,arrest,2022-05,<img src=http://example.org/c.png>,CN,a,b
c2,transit,2023,Kunming,CN,a,b
"""


def open_data(browser: BrowserContext, address: str) -> Page:
    page = browser.new_page()
    page.goto(f"{address}/data")
    expect(page.get_by_role("heading", name="Data", exact=True)).to_be_visible()
    return page


def box_for_files(page: Page, label: str = "") -> Locator:
    boxes = page.get_by_test_id("stFileUploader")
    return (boxes.filter(has_text=label) if label else boxes).first.locator("input[type=file]")


def drop(page: Page, name: str, content: str | bytes, label: str = "") -> None:
    data = content.encode() if isinstance(content, str) else content
    box_for_files(page, label).set_input_files({"name": name, "mimeType": "text/plain", "buffer": data})


def downloaded(page: Page, button: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    got: Download = download.value
    return Path(got.path()).read_bytes()


def unfold(page: Page, title: str) -> None:
    settled(page).get_by_test_id("stExpander").filter(has_text=title).locator("summary").click()


def go_to(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def test_a_sheet_of_victims_becomes_an_account_and_a_map(browser: BrowserContext, address: str) -> None:
    page = open_data(browser, address)
    expect(page.get_by_role("link", name="Routes", exact=True)).to_be_visible()
    drop(page, "victims.csv", VICTIMS)
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    expect(page.get_by_text("Every name of a place is settled.")).to_be_visible()
    expect(page.get_by_text("Carried along as they are: 성별")).to_be_visible()
    page.get_by_role("link", name="Open the map of these records").click()
    expect(page.get_by_text("6 people in 3 documented cases from 2019 to 2023 were sent back")).to_be_visible()
    expect(page.get_by_text(f"Drawn from {SHOWN}.")).to_be_visible()
    wait_for_map(page)
    go_to(page, "About")
    expect(page.get_by_text("victims.csv: 8 events of 3 documented cases")).to_be_visible()
    expect(page.get_by_text("As of")).to_have_count(0)


def test_dates_that_can_be_read_in_two_ways_are_asked_for(browser: BrowserContext, address: str) -> None:
    page = open_data(browser, address)
    drop(page, "dates.csv", AMBIGUOUS)
    expect(page.get_by_text("2 rows read, 0 accepted, 2 rejected.")).to_be_visible()
    expect(page.get_by_text("Does the day or the month come first in the dates of When?")).to_be_visible()
    choose(page, "Dates of When", re.compile("The day comes first"))
    expect(page.get_by_text("2 rows read, 2 accepted, 0 rejected.")).to_be_visible()
    # What was said stays where it was said, also when somebody comes back.
    answer = page.get_by_role("combobox", name="Dates of When").first
    expect(answer).to_have_value(re.compile("The day comes first"))
    go_to(page, "Routes")
    expect(page.get_by_text("1 person in 1 documented case of 2023 was sent back")).to_be_visible()
    go_to(page, "Data")
    expect(answer).to_have_value(re.compile("The day comes first"))


def test_rejected_records_are_mended_and_loaded_again(browser: BrowserContext, address: str) -> None:
    page = open_data(browser, address)
    drop(page, "faulty.csv", FAULTY)
    expect(page.get_by_text("2 rows read, 1 accepted, 1 rejected.")).to_be_visible()
    rejected = downloaded(page, "Rejected records as a file to mend").decode()
    assert "2023-13" in rejected
    assert [row["rejected_row"] for row in csv.DictReader(io.StringIO(rejected))] == ["3"]
    drop(page, "rejected.csv", rejected.replace("rejected_row", "row"), "Rejected records, mended")
    expect(page.get_by_text("expected the rejected records of faulty.csv")).to_be_visible()
    expect(page.get_by_text("2 rows read, 1 accepted, 1 rejected.")).to_be_visible()
    page.get_by_role("button", name="Remove rejected.csv").click()
    # As a hand does it: the old file is seen to be gone before another is dropped.
    expect(page.get_by_role("button", name="Remove rejected.csv")).to_have_count(0)
    settled(page)
    rows = list(csv.DictReader(io.StringIO(rejected)))
    mended = io.StringIO(newline="")
    writer = csv.DictWriter(mended, rows[0])
    writer.writeheader()
    writer.writerow({**rows[0], "date": "2023-10"})
    drop(page, "rejected.csv", mended.getvalue(), "Rejected records, mended")
    expect(page.get_by_text("2 rows read, 2 accepted, 0 rejected.")).to_be_visible()
    expect(page.get_by_text("Nothing is rejected any more")).to_be_visible()


def test_a_decision_about_a_place_is_saved_and_not_asked_again(browser: BrowserContext, address: str) -> None:
    page = open_data(browser, address)
    drop(page, "misspelt.csv", MISSPELT)
    choose(page, re.compile("Yanjii"), re.compile("^Yanji "))
    expect(page.get_by_text("Every name of a place is settled.")).to_be_visible()
    unfold(page, "Save this mapping")
    profile = downloaded(page, "Save the mapping profile")
    assert b"yanjii" in profile
    other = open_data(browser, address)
    drop(other, "misspelt.csv", MISSPELT)
    expect(other.get_by_text("1 name is not known, and only like another name")).to_be_visible()
    unfold(other, "Save this mapping")
    drop(other, "mapping.toml", profile, "A mapping profile you saved")
    expect(other.get_by_text("Every name of a place is settled.")).to_be_visible()
    expect(other.get_by_text("1 name is decided by a person")).to_be_visible()
    expect(other.get_by_role("heading", name="What only you can say")).to_have_count(0)


def test_questions_and_words_are_answered_on_the_page(browser: BrowserContext, address: str) -> None:
    page = open_data(browser, address)
    drop(page, "untold.csv", UNTOLD)
    expect(page.get_by_text("Nothing is read yet")).to_be_visible()
    expect(page.get_by_text("Shown: the documented events")).to_be_visible()
    choose(page, "Your answer: Case (who)", "Each row is a case of its own")
    expect(page.get_by_text("2 rows read, 1 accepted, 1 rejected.")).to_be_visible()
    choose(page, re.compile("seized by night"), "disappearance")
    expect(page.get_by_text("2 rows read, 2 accepted, 0 rejected.")).to_be_visible()
    # A slip is put right where it happened: another answer takes the place of the first.
    choose(page, "Your answer: Case (who)", re.compile("It is column 5 .Shelf.: s1"))
    expect(page.get_by_text("Case (who) ← Shelf")).to_be_visible()
    expect(page.get_by_text("2 rows read, 2 accepted, 0 rejected.")).to_be_visible()


def test_own_records_are_switched_off_and_forgotten_and_nobody_else_sees_them(
    browser: BrowserContext, address: str
) -> None:
    page, stranger = open_data(browser, address), open_data(browser, address)
    drop(page, "victims.csv", VICTIMS)
    expect(page.get_by_text(f"Shown: {SHOWN}")).to_be_visible()
    go_to(stranger, "About")
    expect(stranger.get_by_text(BUNDLED)).to_be_visible()
    page.get_by_text("The documented events that come with the program", exact=True).click()
    expect(page.get_by_text("Shown: the documented events")).to_be_visible()
    go_to(page, "About")
    expect(page.get_by_text(BUNDLED)).to_be_visible()
    go_to(page, "Data")
    page.get_by_text("My own records", exact=True).click()
    expect(page.get_by_text(f"Shown: {SHOWN}")).to_be_visible()
    page.get_by_role("button", name="Forget my data").click()
    expect(page.get_by_text("Shown: the documented events")).to_be_visible()
    expect(page.get_by_text("victims")).to_have_count(0)
    expect(page.get_by_text("No file yet?")).to_be_visible()
    drop(page, "faulty.csv", FAULTY)
    expect(page.get_by_text("faulty.csv: 2 rows read, 1 accepted, 1 rejected.")).to_be_visible()
    expect(page.get_by_text("victims")).to_have_count(0)
    go_to(stranger, "Data")
    expect(stranger.get_by_text("No file yet?")).to_be_visible()
    expect(stranger.get_by_text("Forget my data", exact=True)).to_have_count(0)


WHISPERED = """case_id,event_type,date,place,country,persons,note
quetzal-1,arrest,2023-05,Yanji,CN,7654321,marimba
quetzal-1,repatriation,2023-10,Tumen,CN,7654321,marimba
quetzal-2,disappearance,2022,Quillville,CN,1,marimba
"""
WHISPERS = ("quetzal", "Quillville", "marimba", "7,654,321", "7654321", "whispered.csv")
"""What stands on the pages of whoever loaded these records, and nowhere else."""


def test_another_session_never_hears_a_row_a_place_or_a_count(browser: BrowserContext, address: str) -> None:
    """Two people at one server: all that is said to the one is listened to while the other loads, looks and draws."""
    heard: dict[str, list[bytes]] = {"owner": [], "other": []}

    def listening(context: BrowserContext, who: str) -> Page:
        page = context.new_page()

        def note(frame: str | bytes) -> None:
            heard[who].append(frame.encode() if isinstance(frame, str) else frame)

        page.on("websocket", lambda line: line.on("framereceived", note))
        page.goto(f"{address}/data")
        expect(page.get_by_role("heading", name="Data", exact=True)).to_be_visible()
        return page

    def found(who: str) -> list[str]:
        said = b"".join(heard[who])
        return [word for word in WHISPERS if word.encode() in said]

    assert browser.browser is not None
    with browser.browser.new_context() as elsewhere:
        owner, other = listening(browser, "owner"), listening(elsewhere, "other")
        drop(owner, "whispered.csv", WHISPERED)
        expect(owner.get_by_text("Shown: my own records (whispered.csv)")).to_be_visible()
        expect(owner.get_by_text("Quillville").first).to_be_visible()
        settled(owner)
        go_to(owner, "Custody chains")
        expect(owner.get_by_text("7,654,321").first).to_be_visible()
        for name in ("Routes", "Hotspots", "Custody chains", "About"):
            go_to(other, name)
            expect(
                other.get_by_role("heading", level=1, name="Footprints Geo" if name == "About" else name)
            ).to_be_visible()
            settled(other)
        expect(other.get_by_text(BUNDLED)).to_be_visible()
        # Somebody who comes when the records are there already.
        late = listening(elsewhere, "other")
        expect(settled(late).get_by_text("No file yet?")).to_be_visible()
        assert set(found("owner")) >= {"quetzal", "Quillville", "7,654,321", "whispered.csv"}
        assert found("other") == []


def test_a_broken_file_is_one_sentence_and_changes_nothing(browser: BrowserContext, address: str) -> None:
    page = open_data(browser, address)
    drop(page, "broken.xlsx", bytes(range(256)) * 8)
    expect(page.get_by_text("broken.xlsx: this is no workbook")).to_be_visible()
    expect(page.get_by_text("Nothing was changed")).to_be_visible()
    expect(page.get_by_text("Traceback")).to_have_count(0)
    drop(page, "victims.csv", VICTIMS)
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    expect(page.get_by_text("Nothing was changed")).to_have_count(0)
    drop(page, "broken.xlsx", bytes(range(256)) * 8)
    expect(page.get_by_text("the file loaded before it stands below")).to_be_visible()
    expect(page.get_by_text(ACCOUNT)).to_be_visible()
    page.get_by_text("The documented events that come with the program", exact=True).click()
    expect(page.get_by_text("Shown: the documented events")).to_be_visible()
    go_to(page, "Routes")
    wait_for_map(page)


def test_a_snapshot_is_kept_listed_and_shown_again(browser: BrowserContext, address: str, tmp_path: Path) -> None:
    page = open_data(browser, address)
    drop(page, "victims.csv", VICTIMS)
    expect(page.get_by_text("Keep them", exact=True)).to_be_visible()
    unfold(page, "Workspace")
    type_into(page, page.get_by_label("Folder or database"), str(tmp_path / "kept"))
    page.get_by_role("button", name="See what is kept there").click()
    expect(page.get_by_text("There is no workspace 'kept'")).to_be_visible()
    assert not (tmp_path / "kept").exists()
    page.get_by_role("button", name="Keep a snapshot").click()
    expect(page.get_by_text("Kept as a snapshot: 8 events of 3 cases")).to_be_visible()
    expect(page.get_by_role("cell", name="victims.csv")).to_be_visible()
    expect(page.get_by_role("rowheader", name=re.compile(r"\d{4}, \d\d:\d\d UTC"))).to_be_visible()
    page.get_by_role("button", name="See what is kept there").click()
    expect(page.get_by_text("Kept as a snapshot")).to_have_count(0)
    # While the page is drawn anew, Streamlit shows the old table beside the new one for a moment.
    expect(page.get_by_role("cell", name="1 of 9")).to_have_count(1)
    page.get_by_role("button", name="Forget my data").click()
    expect(page.get_by_text("Kept before")).to_be_visible()
    type_into(page, page.get_by_label("Folder or database"), str(tmp_path / "kept"))
    page.get_by_role("button", name="See what is kept there").click()
    page.get_by_role("button", name="Show these records on all pages").click()
    expect(page.get_by_text("8 records in")).to_be_visible()
    expect(page.get_by_text("Shown on all pages")).to_be_visible()


def test_words_of_a_file_are_shown_and_never_followed(browser: BrowserContext, address: str) -> None:
    page = open_data(browser, address)
    drop(page, "![f](http-example.org.png) <b>.csv", MARKUP)
    expect(page.get_by_text("6 rows read, 5 accepted, 1 rejected.")).to_be_visible()
    expect(page.get_by_text("![x](http:").first).to_be_visible()
    expect(page.get_by_text("<img src=http:").first).to_be_visible()
    unfold(page, "What was inferred")
    go_to(page, "Routes")
    expect(page.get_by_text("my own records (![f](").first).to_be_visible()
    page.get_by_text("Places", exact=True).click()
    expect(map_of(page)).to_be_visible()
    wait_for_map(page)
    assert page.locator("img[src*='example.org']").count() == 0
    assert page.locator("a[href*='example.org']").count() == 0


def many_rows(cases: int) -> str:
    lines = [
        f"c{case},{what}" for case in range(cases) for what in ("departure,2020,Hyesan,KP", "arrest,2021,Yanji,CN")
    ]
    return "\n".join(["case_id,event_type,date,place,country", *lines])


def test_a_large_file_is_stopped_on_its_way_and_nothing_of_it_is_kept(browser: BrowserContext, address: str) -> None:
    page = open_data(browser, address)
    drop(page, "large.csv", many_rows(250_000))
    page.get_by_role("button", name="Stop reading").click()
    expect(page.get_by_text("Stopped: this was not read to its end. What was loaded before stays.")).to_be_visible()
    expect(page.get_by_role("button", name="Stop reading")).to_have_count(0)
    expect(page.get_by_test_id("stSidebar").get_by_text("Shown: the documented events")).to_be_visible()
    expect(page.get_by_text("500,000 rows read")).to_have_count(0)


def test_a_large_file_shows_how_far_it_is(browser: BrowserContext, address: str) -> None:
    page = open_data(browser, address)
    page.evaluate(
        """() => {
            window.said = new Set();
            const look = () => document.querySelectorAll('[data-testid=stProgress]')
                .forEach(bar => window.said.add(bar.innerText));
            new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
        }"""
    )
    drop(page, "large.csv", many_rows(80_000))
    expect(page.get_by_text("160,000 rows read, 160,000 accepted, 0 rejected.")).to_be_visible()
    said = " ".join(page.evaluate("() => [...window.said]"))
    assert "Checking 160,000 rows" in said
    expect(page.get_by_test_id("stProgress")).to_have_count(0)


def place_of(element: Locator) -> dict[str, float]:
    """Where something is on the screen, in pixels."""
    place: dict[str, float] = element.evaluate("it => it.getBoundingClientRect().toJSON()")
    return place


def workbook(**sheets: str) -> bytes:
    """A workbook with a sheet for each text of commas."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, text in sheets.items():
        sheet = book.create_sheet(name)
        for row in csv.reader(io.StringIO(text)):
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_a_newcomer_with_a_korean_sheet_has_a_map_after_two_clicks(browser: BrowserContext, address: str) -> None:
    begun = time.monotonic()
    page = browser.new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(address)
    page.get_by_role("link", name="Change or load records").click()
    drop(page, "victims.csv", VICTIMS)
    way = page.get_by_role("link", name="Open the map of these records")
    expect(way).to_be_visible()
    assert place_of(way)["bottom"] < 900, "the way to the map is on the first screen"
    way.click()
    wait_for_map(page)
    assert time.monotonic() - begun < 120
    expect(page.get_by_text("Every event that can be used is shown. 1 record holds no event.")).to_be_visible()
    expect(page.get_by_text("Nothing is left out")).to_have_count(0)


def test_another_sheet_and_back_keeps_what_was_said_and_mended(browser: BrowserContext, address: str) -> None:
    page = open_data(browser, address)
    drop(page, "two.xlsx", workbook(untold=UNTOLD, faulty=FAULTY))
    choose(page, "Your answer: Case (who)", "Each row is a case of its own")
    choose(page, re.compile("seized by night"), "disappearance")
    expect(page.get_by_text("2 rows read, 2 accepted, 0 rejected.")).to_be_visible()
    choose(page, "Sheet", "faulty")
    expect(page.get_by_text("2 rows read, 1 accepted, 1 rejected.")).to_be_visible()
    rejected = downloaded(page, "Rejected records as a file to mend").decode()
    drop(page, "rejected.csv", rejected.replace("2023-13", "2023-10"), "Rejected records, mended")
    expect(page.get_by_text("2 rows read, 2 accepted, 0 rejected.")).to_be_visible()
    choose(page, "Sheet", "untold")
    expect(page.get_by_text("sheet untold")).to_be_visible()
    settled(page)
    expect(page.get_by_role("combobox", name=re.compile("seized by night"))).to_have_value("disappearance")
    expect(page.get_by_text("2 rows read, 2 accepted, 0 rejected.")).to_be_visible()
    choose(page, "Sheet", "faulty")
    expect(page.get_by_text("sheet faulty")).to_be_visible()
    settled(page)
    expect(page.get_by_text("2 rows read, 2 accepted, 0 rejected.")).to_be_visible()


@pytest.mark.parametrize("width", [390, 800, 1440])
def test_why_a_row_is_rejected_and_what_to_do_is_read_whole(browser: BrowserContext, address: str, width: int) -> None:
    page = open_data(browser, address)
    drop(page, "faulty.csv", FAULTY)
    page.set_viewport_size({"width": width, "height": 900})
    remedy = page.get_by_text("Write year, month and day in this order").first
    expect(remedy).to_be_visible()
    settled(page)
    place = place_of(remedy)
    assert 0 <= place["left"] < place["right"] <= width


def test_own_records_open_where_they_are_and_no_button_covers_a_box(browser: BrowserContext, address: str) -> None:
    page = open_data(browser, address)
    drop(page, "tumen.csv", FAULTY.replace("2023-13", "2023-10"))
    page.get_by_role("link", name="Open the map of these records").click()
    expect(page.get_by_role("combobox", name="Part of the map")).to_have_value("Tumen River")
    wait_for_map(page)
    map_of(page).hover()
    button = place_of(page.get_by_test_id("stFullScreenFrame").filter(has=map_of(page)).get_by_role("button").first)
    assert button["top"] >= place_of(page.get_by_role("combobox", name="Names on the map in"))["bottom"]
    go_to(page, "Data")
    expect(page.get_by_role("heading", name="Data", exact=True)).to_be_visible()
    settled(page).get_by_text("The documented events that come with the program", exact=True).click()
    expect(page.get_by_text("Shown: the documented events")).to_be_visible()
    go_to(page, "Routes")
    expect(page.get_by_role("combobox", name="Part of the map")).to_have_value("Whole corridor")


def test_a_file_of_a_kind_that_cannot_be_read_is_refused_with_a_sentence(browser: BrowserContext, address: str) -> None:
    page = open_data(browser, address)
    expect(page.get_by_text("XLS,")).to_have_count(0)
    drop(page, "old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    expect(page.get_by_text("Nothing was changed")).to_be_visible()
    expect(page.get_by_text(re.compile(r"old\.xls.*\.xlsx"))).to_be_visible()


def test_an_export_of_uwazi_is_asked_about_and_gives_a_map(browser: BrowserContext, address: str) -> None:
    page = open_data(browser, address)
    sample = Path(__file__).parent / "samples" / "export_en_slash.csv"
    drop(page, sample.name, sample.read_bytes())
    expect(page.get_by_text("Is a row one event, or does it hold several?").first).to_be_visible()
    expect(page.get_by_role("link", name="Open the map of these records")).to_have_count(0)
    choose(page, "Your answer: what a row is", re.compile("A row holds several events"))
    expect(page.get_by_text("4 records with 9 events in them: 9 accepted, 0 rejected.")).to_be_visible()
    page.get_by_role("link", name="Open the map of these records").click()
    expect(page.get_by_text("Drawn from my own records (export_en_slash.csv).")).to_be_visible()
    # No case of the sample is at two places: a map of land, and the reason under it.
    wait_until(lambda: near(pixels(map_of(page)), LAND, 4).mean() > 0.15, "the land is drawn")
    expect(page.get_by_text("with fewer than two stops").first).to_be_visible()
