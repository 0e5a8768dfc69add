"""A real browser on the real app; every request it makes is watched."""

from __future__ import annotations

import io
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from ctypes.util import find_library
from pathlib import Path
from typing import IO, Literal
from urllib.parse import urlparse

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, WebSocketRoute, expect, sync_playwright

from footprints_geo.scales import HOME_LAND, LAND, SEA

REPOSITORY = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox",
    "--ignore-gpu-blocklist",
    # Where there is no graphics card, the page round the map is painted by the processor with a third less of its time.
    "--disable-gpu-compositing",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
BY_MESA = ["--use-gl=angle", "--use-angle=gl-egl"]
BY_CHROMIUM = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
"""Two ways to draw maps without a graphics card; Mesa remembers its shaders, and takes an eighth of the time."""

PATIENCE = 60.0
expect.set_options(timeout=PATIENCE * 1000)
Words = str | re.Pattern[str]


def path_of_chromium() -> str:
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    if found is None:
        raise RuntimeError("no Chromium on this machine: 'make browser' installs it or says how")
    return found


def wait_until(true: Callable[[], bool], what: str) -> None:
    """Poll until something is true; the only clock in the browser tests."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.1)
    raise AssertionError(f"after {PATIENCE:.0f} s still not: {what}")


@contextmanager
def serving(*flags: str, said: int | IO[bytes] = subprocess.DEVNULL) -> Iterator[str]:
    """The app on a free port, started with flags; gives its address. What it says goes to a file."""
    with running_server(*flags, said=said) as (address, _):
        yield address


@contextmanager
def running_server(
    *flags: str,
    said: int | IO[bytes] = subprocess.DEVNULL,
    environment: Mapping[str, str] | None = None,
    port: int | None = None,
) -> Iterator[tuple[str, int]]:
    """The same, with its environment and its port if need be; gives its address and the number of its process."""
    port = port or free_port()
    command = [sys.executable, "-m", "footprints_geo", "serve", "--port", str(port), *flags]
    server = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env={**os.environ, **(environment or {})},
        stdout=said,
        stderr=said,
    )
    address = f"http://localhost:{port}"
    try:
        wait_until(lambda: _healthy(address), "the server answers")
        yield address, server.pid
    finally:
        server.terminate()
        server.wait(20)
        wait_until(lambda: not _healthy(address), "nothing of a server is left that was ended")


def free_port() -> int:
    """A port at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    """Whether something listens at a port of this computer."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def has_mesa() -> bool:
    """Whether Mesa's drawing by software is on this machine; `.ci/browser` installs it on Debian."""
    return any(Path("/usr/lib").glob("*/libEGL_mesa.so*")) and find_library("EGL") is not None


@contextmanager
def running_browser(*flags: str) -> Iterator[Browser]:
    """Chromium, drawn by software."""
    mesa = has_mesa()
    software = {"EGL_PLATFORM": "surfaceless", "LIBGL_ALWAYS_SOFTWARE": "1", "GALLIUM_DRIVER": "llvmpipe"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path_of_chromium(),
            args=[*FLAGS, *(BY_MESA if mesa else BY_CHROMIUM), *flags],
            env={**os.environ, **(software if mesa else {})},
        )
        yield browser
        browser.close()


@contextmanager
def browsing(
    browser: Browser,
    address: str,
    width: int = 1440,
    height: int = 1000,
    locale: str = "en-US",
    theme: Literal["light", "dark"] = "light",
) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A person's windows, which know nothing of another's, and a list that fills with what they ask of other hosts."""
    own = urlparse(address).netloc
    strangers: list[str] = []

    def note(url: str) -> None:
        parts = urlparse(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own:
            strangers.append(url)

    context = browser.new_context(viewport={"width": width, "height": height}, locale=locale, color_scheme=theme)
    context.on("request", lambda request: note(request.url))
    context.on("page", lambda page: page.on("websocket", lambda socket: note(socket.url)))
    yield context, strangers
    context.close()


def pixels(element: Locator) -> np.ndarray:
    """What is really drawn: rows, columns, red-green-blue."""
    return np.asarray(Image.open(io.BytesIO(element.screenshot(timeout=PATIENCE * 1000))).convert("RGB")).astype(int)


def near(picture: np.ndarray, colour: tuple[int, int, int], tolerance: int = 14) -> np.ndarray:
    """Where a picture has a colour."""
    return (np.abs(picture - np.array(colour)) <= tolerance).all(axis=2)


def inked(picture: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """Where a picture has lines of a colour, whole or pale (drawn with the deck's two opacities), on land or sea."""
    grounds = [np.array(ground) for ground in (LAND, HOME_LAND, SEA)]
    blends = [ground + (np.array(colour) - ground) * opacity / 255 for ground in grounds for opacity in (150, 225)]
    return np.logical_or.reduce([near(picture, tuple(blend.round()), 16) for blend in blends])


def settled(page: Page) -> Page:
    """The page when nothing is read or drawn any more: till then what it said last may stand beside the new."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    return page


def choose(page: Page, label: Words, option: Words) -> None:
    """Take an option from a list, and let the page answer; both are known by a part of their words, or a pattern."""
    box = settled(page).get_by_role("combobox", name=label).first
    wanted = page.get_by_role("option", name=option).first

    def is_offered() -> bool:
        # A page that is drawn anew meanwhile shuts the list; and a long list shows its end only when it is searched.
        box.click()
        if isinstance(option, str):
            box.fill(option)
        page.wait_for_timeout(300)
        return wanted.is_visible()

    wait_until(is_offered, "the option is offered")
    wanted.click()
    settled(page)


def type_into(page: Page, box: Locator, text: str) -> None:
    """Fill a box and press Enter, once the page stands still: what is typed while it is drawn anew is lost."""
    expect(box).to_be_visible()
    settled(page)
    box.fill(text)
    box.press("Enter")
    settled(page)


class SlowLine:
    """Holds back what the server says to a page, as a slow line or a busy machine does; made before the page is opened.

    Streamlit's own words wait in `held`; `pass_on` lets through the first of them, and `open` all, and all to come.
    """

    def __init__(self, page: Page) -> None:
        self.held: list[str | bytes] = []
        self._holds = False
        page.route_web_socket(re.compile("_stcore/stream"), self._connect)

    def _connect(self, browser: WebSocketRoute) -> None:
        self._browser = browser
        server = browser.connect_to_server()
        server.on_message(self._arrived)

    def _arrived(self, message: str | bytes) -> None:
        self.held.append(message)
        if not self._holds:
            self.pass_on()

    def hold(self) -> None:
        self._holds = True

    def pass_on(self, number: int | None = None) -> None:
        ready, self.held = self.held[:number], self.held[len(self.held[:number]) :]
        for message in ready:
            self._browser.send(message)

    def open(self) -> None:
        self._holds = False
        self.pass_on()

    def has_said(self, page: Page, words: str) -> None:
        """Wait until the server has said something that is still held back."""

        def said() -> bool:
            page.wait_for_timeout(50)
            return any(words.encode() in (m.encode() if isinstance(m, str) else m) for m in self.held)

        wait_until(said, f"the server says {words!r}")


def map_of(page: Page) -> Locator:
    return page.get_by_test_id("stDeckGlJsonChart")


def press_until(page: Page, true: Callable[[], bool], what: str) -> None:
    """Press the mouse as a hand does, again where a software-drawn map that is still busy missed it."""

    def pressed() -> bool:
        page.mouse.down()
        page.wait_for_timeout(120)
        page.mouse.up()
        for _ in range(40):
            if true():
                return True
            page.wait_for_timeout(100)
        return False

    wait_until(pressed, what)
