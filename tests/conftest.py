"""The browser for journeys, and the last line that says so when there is none; databases come from `tests.databases`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Error, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

REMEDY = "install chromium (apt-get install chromium), or run: .venv/bin/playwright install chromium"

pytest_plugins = ("tests.databases",)

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")  # how long an example takes on a busy machine says nothing

_no_browser = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def browser(pytestconfig: pytest.Config) -> Iterator[Browser]:
    """The system's chromium, else playwright's own download."""
    with sync_playwright() as playwright:
        try:
            found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        except Error as error:
            if os.environ.get("STUDY_REQUIRE_BROWSER"):
                pytest.fail(f"No browser for the journeys: {REMEDY}\n{error}")
            pytestconfig.stash[_no_browser] = True
            pytest.skip("no browser")
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser profile with one page."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def pytest_unconfigure(config: pytest.Config) -> None:
    if config.stash.get(_no_browser, False):
        print(f"The journeys were skipped, because no browser was found. Remedy: {REMEDY}")
