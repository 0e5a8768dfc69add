"""A server of a team: nothing is seen before sign-in, by those who may not enter, and after sign-out."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import browsing, map_of, serving, settled, wait_until
from tests.oidc_provider import HOUR, Person, Provider, person, providing, settings

MEMBER, GUEST = "Min@Example.org", "guest@partner.example"
NEEDS_SIGN_IN = "Nothing is shown to anybody who has not signed in."


@dataclass(frozen=True)
class Server:
    address: str
    provider: Provider
    secrets: Path
    said: Path

    def allow(self, *allowed: str) -> None:
        self.secrets.write_text(settings(self.provider, list(allowed)))
        self.secrets.chmod(0o600)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    with providing() as provider:
        secrets, said = folder / "secrets.toml", folder / "said.txt"
        made = Server("", provider, secrets, said)
        made.allow("@example.org", GUEST)
        with said.open("wb") as log, serving("--secrets", str(secrets), said=log) as address:
            yield Server(address, provider, secrets, said)


@pytest.fixture
def window(chromium: Browser, server: Server) -> Iterator[Page]:
    """Somebody's window, all that the server says to it, and the provider as the only other host it asks."""
    with browsing(chromium, server.address) as (context, strangers):
        yield context.new_page()
    assert {url for url in strangers if not url.startswith(f"{server.provider.address}/authorize?")} == set()


def sign_in(page: Page, server: Server, who: Person) -> None:
    """Press the button on a page that asks for it, and let the provider send the browser back."""
    server.provider.who = who
    press(page, "Sign in")


def press(page: Page, button: str) -> None:
    """Press a button that leads away from the page, and wait until the app is there again."""
    settled(page)
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()
    page.wait_for_url(re.compile("localhost:\\d+/$"))


def sees_nothing(page: Page) -> None:
    settled(page)
    # All that was sent, be it hidden.
    there = page.get_by_test_id("stApp").text_content() or ""
    for word in ("Routes", "Hotspots", "documented", "What to show", "Upload", "China"):
        assert word not in there
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    assert page.get_by_role("dialog").count() == 0


def test_nothing_is_seen_before_sign_in(window: Page, server: Server) -> None:
    frames: list[bytes] = []
    window.on("websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(bytes(data))))
    # The first request of this server is a link to a page: Streamlit would run it without the frame.
    for page in ("home", "data", "routes?years=2023"):
        window.goto(f"{server.address}/{page}")
        expect(window.get_by_text(NEEDS_SIGN_IN)).to_be_visible()
        sees_nothing(window)
    said = b"".join(frames)
    assert b"Nothing is shown" in said
    assert [word for word in (b"139", b"Jilin", b"Tumen", b"stFileUploader", b"file_uploader") if word in said] == []


def test_a_member_sees_the_map_and_signs_out_of_every_window(window: Page, server: Server) -> None:
    window.goto(server.address)
    sign_in(window, server, person(MEMBER))
    expect(window.get_by_text("282 events of 139 documented cases")).to_be_visible()
    expect(window.get_by_text("Signed in as Min")).to_be_visible()
    other = window.context.new_page()
    other.goto(f"{server.address}/routes?years=2023")
    expect(other.get_by_text("483 people in 7 documented cases")).to_be_visible()
    expect(map_of(other)).to_be_visible()
    press(window, "Sign out")
    expect(window.get_by_text(NEEDS_SIGN_IN)).to_be_visible()
    sees_nothing(window)
    window.go_back()
    expect(window.get_by_text(NEEDS_SIGN_IN)).to_be_visible()
    sees_nothing(window)
    settled(other).get_by_role("link", name="About").click()
    expect(other.get_by_text("Your sign-in has ended")).to_be_visible()
    sees_nothing(other)


def test_somebody_else_is_refused(window: Page, server: Server) -> None:
    window.goto(server.address)
    for who in (person("min@evil-example.org"), person(MEMBER, verified=False), Person({})):
        sign_in(window, server, who)
        expect(window.get_by_text("not among those who may use this server")).to_be_visible()
        sees_nothing(window)
        press(window, "Sign out")
        expect(window.get_by_text(NEEDS_SIGN_IN)).to_be_visible()


def test_a_token_that_is_not_right_lets_nobody_in(window: Page, server: Server) -> None:
    window.goto(server.address)
    for who in (
        person(MEMBER, false="key"),
        person(MEMBER, false="none"),
        person(MEMBER, false="nonce"),
        person(MEMBER, signed_at=2 * HOUR, lasts=-HOUR),
        Person({"email": MEMBER, "email_verified": True, "aud": "another program"}),
        Person({"email": MEMBER, "email_verified": True, "iss": "http://localhost:1"}),
    ):
        sign_in(window, server, who)
        expect(window.get_by_text(NEEDS_SIGN_IN)).to_be_visible()
        sees_nothing(window)


def test_a_sign_in_counts_for_a_day_of_work_and_the_list_at_once(window: Page, server: Server) -> None:
    window.goto(server.address)
    sign_in(window, server, person(GUEST, signed_at=13 * HOUR))
    expect(window.get_by_text("Your sign-in has ended")).to_be_visible()
    sees_nothing(window)
    press(window, "Sign out")
    sign_in(window, server, person(GUEST))
    expect(window.get_by_text("Signed in as guest")).to_be_visible()
    server.allow("@example.org")
    settled(window).get_by_role("link", name="Data", exact=True).click()
    expect(window.get_by_text("not among those who may use this server")).to_be_visible()
    sees_nothing(window)


def test_nobody_is_named_in_what_the_server_says(server: Server) -> None:
    # Last in this file: it reads what was said in all the stories above.
    with urllib.request.urlopen(f"{server.address}/oauth2callback?error=no&error_description={MEMBER}") as answer:
        assert answer.status == 200
    wait_until(lambda: "A sign-in or sign-out was not completed" in server.said.read_text(), "the failure is said")
    said = server.said.read_text().lower()
    assert [name for name in (MEMBER, GUEST, "example.org", "partner") if name.lower() in said] == []
    assert server.provider.refused == []
