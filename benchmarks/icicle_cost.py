"""What the picture of who holds what costs beyond the walk of the heap, and how soon it answers a click.

    python benchmarks/icicle_cost.py [--millions 5] [--owners 2000] [--page FILE]

A child builds so many objects (dict, list, str, float, int) under so many names. It is attached to from outside: that
is the walk. Then the tree, its rows, the still picture and the page are made and timed apart. The page is opened in a
headless Chromium without a network, and parts are entered: from the click until the picture is drawn anew, and until
the browser has painted it.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright

from sparsemem.diagnose.conclusions.attachment_diagnosis import diagnose_attachment
from sparsemem.measure.attach.running_process import attach_process
from sparsemem.outside.heap_findings import Asked
from sparsemem.report.holdings.holdings import attachment_holdings
from sparsemem.report.html.attachment_page import render_attachment_html
from sparsemem.report.html.explorer_rows import explorer_rows
from sparsemem.report.pictures.icicle import draw_icicle

HEAP = """
import sys
objects, owners = int(sys.argv[1]), int(sys.argv[2])
each = objects // owners // 7
for at in range(owners):
    name = f"TABLE_{at:05d}"
    globals()[name] = [{"id": i, "name": f"name {i}", "v": [i, i + 0.5], "price": i * 1.5} for i in range(each)]
print("ready", flush=True)
sys.stdin.read()
"""
_CLICKS = 40
"""In each of the two shapes."""
CLICK = """
async place => {
  const inside = document.querySelectorAll("#inside button"), back = document.querySelector("#trail button");
  const button = inside.length ? inside[place % inside.length] : back;
  const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)));
  await painted();
  const began = performance.now();
  button.click();
  const worked = performance.now() - began;
  await painted();
  const whole = performance.now() - began;
  return [worked, whole];
}
"""


def timed(name: str, make: Any) -> Any:
    """What is made, and a line with its time."""
    began = time.perf_counter()
    made = make()
    print(f"{name:34} {time.perf_counter() - began:7.2f} s", flush=True)
    return made


def clicks(page: Path, program: str) -> Iterator[tuple[float, float]]:
    """Milliseconds of the work of each click, and until it was painted; every dead end leads back to the whole."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        shown = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True).new_page()
        shown.goto(page.resolve().as_uri())
        shown.wait_for_selector("html[data-ready]", timeout=60_000)
        rows = shown.evaluate("JSON.parse(document.getElementById('rows').textContent).length")
        print(f"{'rows on the page':34} {rows:7,}")
        for shape in ("treemap", "icicle"):
            shown.check(f"input[value={shape}]")
            for place in range(_CLICKS):
                yield tuple(shown.evaluate(CLICK, place))
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--millions", type=float, default=5)
    parser.add_argument("--owners", type=int, default=2_000)
    parser.add_argument("--page", type=Path)
    options = parser.parse_args()
    line = [sys.executable, "-c", HEAP, str(int(options.millions * 1e6)), str(options.owners)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        attached = timed("the walk (attach)", lambda: attach_process(child.pid, 0.0, Asked(draws_map=True)))
        child.kill()
    record = diagnose_attachment(attached.observation)
    assert record.heap is not None
    print(f"{'objects, owners':34} {record.heap.objects:,}, {len(record.heap.owners):,}")
    root = timed("the tree", lambda: attachment_holdings(record))
    timed("its rows", lambda: explorer_rows(root))
    timed("the still picture", lambda: draw_icicle(root, 1120))
    text = timed("the whole page, all of these again", lambda: render_attachment_html(record))
    with tempfile.TemporaryDirectory() as folder:
        page = options.page or Path(folder, "page.html")
        page.write_text(text)
        program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
        found = list(clicks(page, program))
    for name, one in (("a click: its work", 0), ("a click: until it is painted", 1)):
        sizes = sorted(pair[one] for pair in found)
        late = sizes[int(0.95 * len(sizes))]
        told = f"95 % within {late:.0f} ms, at most {sizes[-1]:.0f} ms, of {len(sizes)}"
        print(f"{name:34} {median(sizes):7.0f} ms, {told}")


if __name__ == "__main__":
    main()
