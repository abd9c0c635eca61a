"""A headless Chromium, driven by playwright over the DevTools protocol; without it what needs it is skipped."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from report.html.hostile import crowded_heap, hostile_scan
from report.test_formats import COMPARISON, FAMILY, SCAN, WHATIF
from sparsemem.report.formats import formats_of

PAGES = {
    "scan": SCAN,
    "hostile": hostile_scan(),
    "crowded": crowded_heap(),
    "family": FAMILY,
    "compare": COMPARISON,
    "whatif": WHATIF,
}
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass
class Opened:
    """A page in a browser that has no network, with what was said on its console and what it asked for."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """The browser; skips where there is none."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.skip("there is no Chromium to open pages in: install the package chromium")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = driver.chromium.launch(executable_path=program, args=arguments)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of each kind of record, written once."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for name, record in PAGES.items():
        found[name] = folder / f"{name}.html"
        found[name].write_text(str(formats_of(type(record))["html"](record)))
    return found


@contextmanager
def opened(browser: Any, file: Path, width: int = 1280, theme: str = "light") -> Iterator[Opened]:
    """The page, when it is drawn."""
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=theme, offline=True, reduced_motion="reduce"
    )
    found = Opened(context.new_page())
    found.page.on("console", lambda message: found.said.append(message.text))
    found.page.on("pageerror", lambda error: found.said.append(str(error)))
    found.page.on("dialog", lambda dialog: (found.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    found.page.on("request", lambda request: found.asked.append(request.url))
    try:
        found.page.goto(file.as_uri())
        if found.page.query_selector("#rows"):
            found.page.wait_for_selector("html[data-ready]", timeout=60_000)
        yield found
    finally:
        context.close()
