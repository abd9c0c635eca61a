"""Whether there is a chain to stream: streaming is advised where copies were seen alive together, or where the source
that the measurement names has functions that each build a full copy."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sparsemem.cli.measured_source import read_module
from sparsemem.diagnose.holders.peak_remedies import several_hold
from sparsemem.diagnose.holders.remedies import PEAK, STREAM
from sparsemem.model import Finding, Remedy, Report
from sparsemem.source.files import display_path

if TYPE_CHECKING:
    from sparsemem.review.chain_review import Chain

Place = tuple[str, int]
_MOST_FILES = 5
"""So many are read."""


def place_chains(report: Report) -> Report:
    """The same report: each remedy to stream names the chain, or is gone where nothing shows one."""
    asked = [one for one in report.findings if any(_is_stream(remedy) for remedy in one.remedies)]
    if not asked:
        return report
    peak = next((one for one in report.findings if one.code == PEAK), None)
    places = [place for one in (*asked, *([peak] if peak else [])) for place in _places(one)]
    chains = _chains(report, places)
    together = several_hold(peak) if peak else ()
    found = chains[0] if chains else None
    return replace(report, findings=tuple(_told(one, found, together) for one in report.findings))


def _told(finding: Finding, chain: "Chain | None", together: Sequence[str]) -> Finding:
    if not any(_is_stream(remedy) for remedy in finding.remedies):
        return finding
    if chain is None and not together:
        return replace(finding, remedies=tuple(one for one in finding.remedies if not _is_stream(one)))
    steps = " -> ".join(f"{name}()" for name in chain.functions) if chain else ", ".join(together)
    where = f" ({chain.location.path}:{chain.location.line})" if chain else ", whose copies are alive together,"
    text = STREAM.text.replace("the chain", f"the chain {steps}{where}" if chain else f"{steps}{where}")
    remedies = tuple(_worded(one, text) for one in finding.remedies)
    evidence = finding.evidence | {"chain": asdict(chain)} if chain else finding.evidence
    return replace(finding, remedies=remedies, evidence=evidence)


def _is_stream(remedy: Remedy) -> bool:
    return remedy.text.startswith(STREAM.text)


def _worded(remedy: Remedy, text: str) -> Remedy:
    return replace(remedy, text=remedy.text.replace(STREAM.text, text)) if _is_stream(remedy) else remedy


def _places(finding: Finding) -> list[Place]:
    """The lines that were seen to allocate what a finding is about."""
    sites: list[dict[str, Any]] = [one["site"] for one in finding.evidence.get("pinners", []) if one.get("site")]
    return [(one["path"], one["line"]) for one in (*sites, *finding.evidence.get("holders", []))]


def _chains(report: Report, places: Sequence[Place]) -> "list[Chain]":
    """In the files of these lines and in the script; in any function of the script where no line was seen."""
    from sparsemem.review.chain_review import find_chains  # noqa: PLC0415 (few programs have a peak that explains)

    script = [report.target.path] if report.target.kind == "script" else []
    paths = list(dict.fromkeys([*script, *(path for path, _ in places)]))[:_MOST_FILES]
    modules = [module for path in paths if (module := read_module(Path(path))) is not None]
    return find_chains(modules, [(display_path(Path(path)), line) for path, line in places])
