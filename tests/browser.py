"""A real browser on the real app; every request it makes is watched."""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlparse

import numpy as np
from PIL import Image
from playwright.sync_api import BrowserContext, Locator, Page, sync_playwright

from footprints_geo.scales import HOME_LAND, LAND, SEA

REPOSITORY = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
]
PATIENCE = 60.0


def chromium() -> str:
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
def serving() -> Iterator[str]:
    """The app on a free port; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "footprints_geo", "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        wait_until(lambda: _healthy(address), "the server answers")
        yield address
    finally:
        server.terminate()
        server.wait(20)


def _healthy(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def browsing(address: str, width: int = 1440, height: int = 1000) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A browser, and a list that fills with every address asked for on another host."""
    own = urlparse(address).netloc
    strangers: list[str] = []

    def note(url: str) -> None:
        parts = urlparse(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != own:
            strangers.append(url)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        context = browser.new_context(viewport={"width": width, "height": height}, locale="en-US")
        context.on("request", lambda request: note(request.url))
        context.on("page", lambda page: page.on("websocket", lambda socket: note(socket.url)))
        yield context, strangers
        browser.close()


def pixels(element: Locator) -> np.ndarray:
    """What is really drawn: rows, columns, red-green-blue."""
    return np.asarray(Image.open(io.BytesIO(element.screenshot())).convert("RGB")).astype(int)


def near(picture: np.ndarray, colour: tuple[int, int, int], tolerance: int = 14) -> np.ndarray:
    """Where a picture has a colour."""
    return (np.abs(picture - np.array(colour)) <= tolerance).all(axis=2)


def inked(picture: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """Where a picture has lines of a colour, whole or pale (drawn with the deck's two opacities), on land or sea."""
    grounds = [np.array(ground) for ground in (LAND, HOME_LAND, SEA)]
    blends = [ground + (np.array(colour) - ground) * opacity / 255 for ground in grounds for opacity in (150, 225)]
    return np.logical_or.reduce([near(picture, tuple(blend.round()), 16) for blend in blends])


def map_of(page: Page) -> Locator:
    return page.get_by_test_id("stDeckGlJsonChart")


def press(page: Page) -> bool:
    """Press the mouse as a hand does; a software-drawn map that is still busy misses some presses."""
    page.mouse.down()
    page.wait_for_timeout(120)
    page.mouse.up()
    page.wait_for_timeout(4000)
    return True
