"""What tests share: properties without a deadline; the app on a port, and a browser that asks nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext

from tests.browser import browsing, running_browser, serving

# A test must not depend on the clock: a busy machine makes a property slow, not wrong.
settings.register_profile("no clock", deadline=None)
settings.load_profile("no clock")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest modules first, so that no process is left alone with one at the end."""
    items.sort(key=lambda item: not item.path.name.startswith("test_browser"))


@pytest.fixture(scope="session")
def operators_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file to which the app adds a line for all that is loaded and taken along."""
    return tmp_path_factory.mktemp("log") / "log.jsonl"


@pytest.fixture(scope="session")
def address(operators_log: Path) -> Iterator[str]:
    with serving("--log", str(operators_log)) as url:
        yield url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def browser(chromium: Browser, address: str) -> Iterator[BrowserContext]:
    """Somebody's windows; red when any request went to another host."""
    with browsing(chromium, address) as (context, strangers):
        yield context
    assert strangers == []
