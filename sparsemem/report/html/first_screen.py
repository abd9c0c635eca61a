"""What a reader sees first: the verdict in a sentence, a few figures, and the one thing to do."""

from dataclasses import dataclass

from sparsemem.model import Attachment, Finding, Moment, Report, Verdict
from sparsemem.report.html.gap_content import GapContent, gap_of_looks, gap_of_scan
from sparsemem.report.words.holder_words import tell_growth, tell_holders
from sparsemem.report.words.ledger_words import sizes
from sparsemem.report.words.quiet_growth import tell_quiet_growth
from sparsemem.report.words.scan_answer import answer
from sparsemem.report.words.scan_words import last_run, verdict_title, worst_finding
from sparsemem.report.words.sweep_rows import shown_tree, sweep_rows
from sparsemem.report.words.worker_words import tell_holders_of_scan
from sparsemem.units import format_ratio, format_size


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure, what it is, and what it stands beside."""

    name: str
    value: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class FirstScreen:
    """The whole of it. `mood` is good, bad or unsure."""

    title: str
    mood: str
    sentence: str
    gap: GapContent | None
    facts: tuple[Fact, ...]
    finding: Finding | None
    """The one that the verdict follows."""
    holders: tuple[str, ...] = ()
    """Who holds the live heap, and who of them grows with the data, a sentence each."""


def first_screen_of_scan(report: Report) -> FirstScreen:
    """Of the largest scale that completed."""
    run = last_run(report)
    end = run.moments.end if run else None
    whose = " of the root" if run and shown_tree(run) else ""
    facts = [*_facts(end, whose), *_sweep_facts(report), *_forecast_facts(report)]
    return FirstScreen(
        verdict_title(report.verdict, report.findings),
        mood(report.verdict),
        answer(report),
        gap_of_scan(report),
        tuple(facts[:6]),
        worst_finding(report),
        (*tell_holders_of_scan(report), *tell_growth(report.heap)),
    )


def first_screen_of_attachment(attachment: Attachment) -> FirstScreen:
    """Of the last look."""
    moment = attachment.looks[-1].moment
    return FirstScreen(
        verdict_title(attachment.verdict, attachment.findings),
        mood(attachment.verdict),
        sizes("The process holds", moment),
        gap_of_looks(attachment.looks),
        tuple(_facts(moment)),
        next((finding for finding in attachment.findings if finding.loud), None),
        (*tell_holders(attachment.heap, attachment.findings), *tell_quiet_growth(attachment)),
    )


def mood(verdict: Verdict) -> str:
    """How a verdict is coloured."""
    return {"healthy": "good", "inconclusive": "unsure"}.get(verdict, "bad")


def _facts(moment: Moment | None, whose: str = "") -> list[Fact]:
    if moment is None:
        return []
    live, held = moment.live_bytes, moment.anonymous_bytes
    beside = f"{format_ratio(held, live)} the live heap is held" if live and held is not None else ""
    return [
        Fact(f"RSS{whose}", format_size(moment.rss_bytes)),
        Fact(f"live heap{whose}", format_size(live)),
        Fact(f"gap{whose}", format_size(moment.gap_bytes), beside),
    ]


def _sweep_facts(report: Report) -> list[Fact]:
    scales = report.sweep.completed_scales
    rows = sweep_rows(report, scales[-1]) if scales else []
    if not rows:
        return []
    name = "peak of all processes" if rows[0].is_tree else "peak RSS"
    return [Fact(name, format_size(rows[0].peak_bytes), f"at {scales[-1]}x")]


def _forecast_facts(report: Report) -> list[Fact]:
    if report.prediction is None or not report.prediction.at:
        return []
    last, limit = report.prediction.at[-1], report.prediction.limit_bytes
    spread = f"{format_size(last.low_bytes)} to {format_size(last.high_bytes)}, 95 %"
    facts = [Fact(f"peak forecast at {last.scale}x", format_size(last.peak_rss_bytes), spread)]
    if limit is not None:
        reached = report.prediction.limit_reached_at_scale
        value = "never, as a line goes" if reached is None else f"at {reached}x"
        facts.append(Fact("limit reached", value, f"limit {format_size(limit)}"))
    return facts
