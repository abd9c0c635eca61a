"""Records as a notebook shows them: the pictures of the pages, without a script, so that a saved notebook has them.

Loading this makes records draw themselves; without the extra `html` they stay text.
"""

from base64 import b64encode
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from sparsemem.model import Attachment, Comparison, Finding, Heap, HeapMap, Ledger, Moment, Report, Run, WhatIf
from sparsemem.model.shown import Shown, draw_with
from sparsemem.report.holdings.holdings import attachment_holdings, heap_holdings, scan_holdings
from sparsemem.report.holdings.memory_node import Holding
from sparsemem.report.html.assembly import render_fragment
from sparsemem.report.html.comparison_page import comparison_content
from sparsemem.report.html.first_screen import first_screen_of_attachment, first_screen_of_scan
from sparsemem.report.html.ledger_content import bar_of_ledger, bars_of_looks, bars_of_run, ledger_bars
from sparsemem.report.html.whatif_page import whatif_content
from sparsemem.report.pictures.cycle_loop import draw_loop
from sparsemem.report.pictures.heap_svg import render_heap_svg
from sparsemem.report.pictures.icicle import draw_icicle
from sparsemem.report.pictures.time_course import draw_timeline
from sparsemem.report.words.scan_words import last_run

_WIDTH = 960


def draw(record: Shown) -> str | None:
    """HTML that stands by itself; None for a record without a picture, and where no template can be read."""
    content = next((make for kind, make in _CONTENT.items() if isinstance(record, kind)), None)
    if content is None or find_spec("jinja2") is None:
        return None
    return render_fragment("notebook.html.j2", draw_loop=draw_loop, **_NOTHING | content(record))


def _scan(report: Report) -> dict[str, Any]:
    run = last_run(report)
    screen = first_screen_of_scan(report)
    bars = bars_of_run(run) if run else []
    return {"screen": screen, "still": _still(scan_holdings(report)), "findings": report.findings, "bars": bars}


def _attachment(attachment: Attachment) -> dict[str, Any]:
    screen, still = first_screen_of_attachment(attachment), _still(attachment_holdings(attachment))
    return {"screen": screen, "still": still, "findings": attachment.findings, "bars": bars_of_looks(attachment)}


def _heap(heap: Heap) -> dict[str, Any]:
    return {"still": _still(heap_holdings(heap)), "heap": heap}


def _run(run: Run) -> dict[str, Any]:
    return {"timeline": draw_timeline(run, _WIDTH, 240), "bars": bars_of_run(run)}


def _moment(moment: Moment) -> dict[str, Any]:
    return {"bars": ledger_bars([("RSS", moment)])}


def _map(found: HeapMap) -> dict[str, Any]:
    return {"map": b64encode(render_heap_svg(found).encode()).decode("ascii")}


def _still(root: Holding | None) -> str | None:
    return draw_icicle(root, _WIDTH) if root else None


_NOTHING: dict[str, Any] = dict.fromkeys(
    ("screen", "still", "findings", "bars", "heap", "timeline", "map", "comparison", "settings")
)
_CONTENT: dict[type[Any], Callable[[Any], dict[str, Any]]] = {
    Report: _scan,
    Attachment: _attachment,
    Comparison: lambda comparison: {"comparison": comparison_content(comparison)},
    WhatIf: whatif_content,
    Heap: _heap,
    Run: _run,
    Moment: _moment,
    Ledger: lambda ledger: {"bars": [bar_of_ledger(ledger)]},
    HeapMap: _map,
    Finding: lambda finding: {"findings": (finding,)},
}
draw_with(draw)
