"""A browser, its tabs, and a sandbox to open in them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.page.running import running_sandbox
from tests.page.tab import OpenTab, Tab


@pytest.fixture
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        why = "there is no chromium on PATH (on Debian: apt install chromium)"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        yield browser
        browser.close()


@pytest.fixture
def open_tab(browser: Browser) -> Iterator[OpenTab]:
    """Opens an address as one of the class; when the test is over, no tab's console may have had a complaint."""
    tabs: dict[str, Tab] = {}

    def open_one(address: str, viewer: str) -> Tab:
        tabs[viewer] = Tab(browser, address, viewer)
        return tabs[viewer]

    yield open_one
    assert {viewer: tab.complaints for viewer, tab in tabs.items() if tab.complaints} == {}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with running_sandbox(tmp_path) as address:
        yield address
