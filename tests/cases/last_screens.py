"""What stands last on a terminal of 80 columns and 24 lines, from a saved report, and whether it is an answer."""

import re
from collections.abc import Callable, Iterator

from rich.console import Console

from golden import rendered
from sparsemem.diagnose.comparing.scan_comparison import compare
from sparsemem.diagnose.conclusions.attachment_diagnosis import diagnose_attachment
from sparsemem.model import AttachedLook, Finding, Observation, Report, RunningTarget
from sparsemem.report.terminal.attachment_screen import print_attachment
from sparsemem.report.terminal.comparison_screen import print_comparison
from sparsemem.report.terminal.scan_screen import print_report

_SIZE = re.compile(r"\d (?:bytes|kB|MB|GB)\b")
_LINES = 23
"""The last line of 24 is the prompt's."""


def last_screen(write: Callable[[Console], None]) -> str:
    """The last lines, on one, without frames."""
    lines = rendered(write, 80).splitlines()
    assert max(map(len, lines)) <= 80
    return " ".join(" ".join(lines[-_LINES:]).replace("│", " ").split())


def missing(report: Report) -> Iterator[str]:
    """What the last screens of a scan, an attach and a comparison lack, each with the command."""
    worst = next((one for one in report.findings if one.loud), None)
    scan = last_screen(lambda console: print_report(report, console, everything=False))
    yield from (f"scan: {part}" for part in _lacks(scan, report.verdict, worst))
    seen = diagnose_attachment(as_observation(report))
    worst = next((one for one in seen.findings if one.loud), None)
    attach = last_screen(lambda console: print_attachment(seen, (), console, everything=False))
    yield from (f"attach: {part}" for part in _lacks(attach, seen.verdict, worst))
    record = compare(report, report, None)
    screen = last_screen(lambda console: print_comparison(record, ("before.json", "after.json"), console))
    loud = {one.code for one in report.findings if one.loud}
    parts = {"verdict": "outputs were not compared", "next step": "Next: "} | {code: code for code in loud}
    yield from (f"compare: {name}" for name, text in parts.items() if text not in screen)
    yield from ["compare: a size"] if not _SIZE.search(screen) else []


def _lacks(screen: str, verdict: str, worst: Finding | None) -> Iterator[str]:
    """Verdict, size, cause by name, next step."""
    if f"{verdict}: " not in screen:
        yield f"verdict {verdict}"
    if not _SIZE.search(screen):
        yield "a size"
    if "held by: " not in screen and (worst is None or (worst.subject or "?") not in screen):
        yield "who holds it"
    steps = [f"sparsemem explain {worst.code}", "Do this first: "] if worst else []
    yield from (step for step in [*steps, "More: everything: --all"] if step not in screen)
    if worst is not None and worst.remedies[0].text[:60] not in screen:
        yield "the first remedy"


def as_observation(report: Report) -> Observation:
    """What a look at the process at its end would have seen."""
    ends = [run.moments.end for run in report.runs if run.moments.end is not None]
    last = max(ends, key=lambda end: end.rss_bytes)
    target = RunningTarget(4711, "python program.py", None)
    return Observation(target, (AttachedLook(0.0, last),), heap=report.heap, coverage=1.0, trimmable_bytes=0)
