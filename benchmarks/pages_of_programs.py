"""The page of a scan of each program in a folder, opened in a headless Chromium: what a reader sees first.

    python benchmarks/pages_of_programs.py FOLDER [--scales 1,4] [--pages KEPT] [--only WORD]

FOLDER holds programs that take their size as `--n`, and a table of 1x sizes, `cases.toml`; without one each is run
as it is. Each is scanned once (`--quick`), and its page opened without a network at 1280x800. A line each: the size
of the page, the seconds until it is drawn, where verdict, picture and remedy end (800 and less needs no scrolling),
and what was said on the console. The exit status is 1 where one of them does not hold.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 1280, 800
SEEN = {"verdict": "#verdict", "sentence": ".lead", "picture": ".gap svg, .lone", "remedy": ".do p"}


def write_page(program: Path, size: int | None, scales: str, page: Path) -> str | None:
    """The page of a scan; what went wrong, where something did."""
    arguments = ["--", "--n", f"{{{size}}}"] if size is not None else []
    options = ["--quick", "--scales", scales, "--timeout", "300", "--html", str(page.resolve())]
    command = [sys.executable, "-m", "sparsemem", "scan", *options, str(program.resolve()), *arguments]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else (done.stderr.strip().splitlines() or ["it said nothing"])[-1]


def opened(browser: Any, page: Path) -> tuple[str, bool]:
    """What is seen of a page, and whether it holds."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, offline=True)
    shown, said = context.new_page(), []
    shown.on("console", lambda message: said.append(message.text))
    shown.on("pageerror", lambda error: said.append(str(error)))
    began = time.monotonic()
    shown.goto(page.resolve().as_uri())
    shown.wait_for_selector("html[data-ready]" if shown.query_selector("#rows") else "#verdict", timeout=60_000)
    seconds = time.monotonic() - began
    boxes = {
        name: shown.locator(selector).locator("visible=true").first.bounding_box() for name, selector in SEEN.items()
    }
    title = shown.inner_text("#verdict")
    context.close()
    ends = {name: round(box["y"] + box["height"]) if box else None for name, box in boxes.items()}
    holds = not said and all(end is not None and end <= HEIGHT for end in ends.values())
    told = "  ".join(f"{name} {end}" for name, end in ends.items())
    return f"{page.stat().st_size / 2**20:.2f} MB  {seconds:.1f} s  {told}  console {said or 'clean'}  {title}", holds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scales", default="1,4")
    parser.add_argument("--pages", type=Path, help="where the pages are kept")
    parser.add_argument("--only", default="", help="programs with this word in their names")
    options = parser.parse_args()
    table = options.folder / "cases.toml"
    sizes = {name: case.get("n") for name, case in tomllib.loads(table.read_text()).items()} if table.exists() else {}
    programs = [
        path
        for path in sorted(options.folder.glob("*.py"))
        if options.only in path.stem and (not sizes or path.stem in sizes)
    ]
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        kept, good = options.pages or Path(folder), True
        for path in programs:
            page = kept / f"{path.stem}.html"
            wrong = write_page(path, sizes.get(path.stem), options.scales, page)
            line, holds = (f"not scanned: {wrong}", False) if wrong else opened(browser, page)
            good &= holds
            print(f"{path.stem:16} {'holds' if holds else 'FAILS'}  {line}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
