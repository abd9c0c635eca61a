"""What a report says against what it has measured: numbers of its prose that no table has, parts larger than their
whole."""

import json
import re
from collections.abc import Iterator
from typing import Any

from consistency.heap_sums import heap_contradictions
from consistency.prose import figures, sentences
from consistency.shares import wrong_shares
from sparsemem.model.saved_records import load_record
from sparsemem.units import format_size

_SIZE = re.compile(r"\d[\d.,]* (?:bytes|kB|MB|GB|TB)\b")


def contradictions(report: dict[str, Any]) -> list[str]:
    """A sentence for each; `report` is a saved scan or attachment."""
    return [*_untold(report), *_too_large(report), *_unplaced(report), *_of_heap(report)]


def _untold(report: dict[str, Any]) -> Iterator[str]:
    """Sizes in sentences that are no figure of the report."""
    measured = {format_size(number) for number in figures(report)}
    for where, text in sentences(load_record(json.dumps(report), "the report")):
        for size in _SIZE.findall(text):
            if size not in measured:
                yield f"{where}: {size} is no figure of the report: {text}"
        yield from (f"{where}: {one}" for one in wrong_shares(text, report))


def _of_heap(report: dict[str, Any]) -> Iterator[str]:
    """Of a scan the heap is that at the end of the largest scale, of a process that of the last look."""
    if report["heap"] is None:
        return
    if "looks" in report:
        yield from heap_contradictions(report["heap"], report["looks"][-1]["moment"])
        return
    seen = [(run["scale"], run["moments"]["end"] or run["moments"]["after_trim"]) for run in report["runs"]]
    last = max((scale for scale, moment in seen if moment), default=0)
    ends = [moment for scale, moment in seen if scale == last]
    told = [list(heap_contradictions(report["heap"], end)) for end in ends if end] or [[]]
    # One of the repeats at that scale is the one whose heap was read.
    yield from min(told, key=len)


def _too_large(report: dict[str, Any]) -> Iterator[str]:
    for where, moment in _moments(report):
        ledger = moment["ledger"]
        parts = {name: size for name, size in (ledger or {}).items() if size is not None}
        if ledger and None not in ledger.values() and sum(parts.values()) != moment["rss_bytes"]:
            yield f"{where}: the parts of the ledger are {sum(parts.values())} of {moment['rss_bytes']} bytes"
        for name, size in parts.items():
            if not 0 <= size <= moment["rss_bytes"]:
                yield f"{where}: {name} is {size} of {moment['rss_bytes']} bytes"
        if (moment["live_bytes"] or 0) > moment["rss_bytes"]:
            yield f"{where}: the live heap is larger than the RSS"
    for finding in report["findings"]:
        whole = finding["evidence"].get("anonymous_bytes")
        if whole is not None and finding["bytes"] is not None and finding["bytes"] > whole:
            yield f"{finding['code']}: {finding['bytes']} of {whole} bytes"


def _unplaced(report: dict[str, Any]) -> Iterator[str]:
    """Findings of a sweep whose scale is not told, and those of a scale that was not run or forecast."""
    if "runs" not in report:
        return
    forecast = report["prediction"]["at"] if report["prediction"] else []
    scales = {run["scale"] for run in report["runs"]} | {at["scale"] for at in forecast}
    for finding in report["findings"]:
        if finding["evidence"].get("scale") not in scales:
            yield f"{finding['code']} is of no scale of the report: {finding['evidence'].get('scale')}"


def _moments(report: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for run in report.get("runs", ()):
        for name, moment in run["moments"].items():
            if moment is not None:
                yield f"{name} of {run['scale']}x", moment
    for look in report.get("looks", ()):
        yield f"the look after {look['seconds']} s", look["moment"]
