"""What is seen of a running process as Markdown, for a ticket."""

from sparsemem.model import Attachment, FamilyAttachment, Moment, Pinner
from sparsemem.report.markdown.markdown_blocks import (
    caches_table,
    code,
    cycles_table,
    finding_section,
    ledger_table,
    owners_table,
    plain,
    table,
    waste_table,
)
from sparsemem.report.words.holder_words import tell_holders
from sparsemem.report.words.ledger_words import sizes
from sparsemem.report.words.quiet_growth import tell_quiet_growth
from sparsemem.report.words.scan_words import verdict_title
from sparsemem.units import format_size

_MOST_PINNERS = 12


def render_attachment_markdown(attachment: Attachment) -> str:
    """The verdict, the ledger of the last look, who keeps free memory, the findings and the processes."""
    moment = attachment.looks[-1].moment
    blocks = [
        f"## {verdict_title(attachment.verdict, attachment.findings)}",
        f"{attachment.target.pid}: {code(attachment.target.command)}",
        sizes("The process holds", moment),
        *map(plain, (*tell_holders(attachment.heap, attachment.findings), *tell_quiet_growth(attachment))),
        *(f"**Do this first:** {one.remedies[0].text}" for one in attachment.findings[:1] if one.loud),
        ledger_table(moment, ""),
        owners_table(attachment.heap),
        waste_table(attachment.heap),
        cycles_table(attachment.heap),
        _pinners(attachment.pinners),
        caches_table(attachment.heap, attachment.processes if isinstance(attachment, FamilyAttachment) else ()),
        *map(finding_section, attachment.findings),
    ]
    if isinstance(attachment, FamilyAttachment):
        blocks.append(_processes(attachment))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _pinners(pinners: tuple[Pinner, ...]) -> str:
    """Owners and types that keep the most free memory."""
    if not pinners:
        return ""
    rows = [
        (
            code(f"{one.type} of {one.owner}" if one.owner else one.type),
            f"{one.blocks:,}",
            format_size(one.live_bytes),
            format_size(one.share_bytes),
            format_size(one.sole_bytes),
        )
        for one in sorted(pinners, key=lambda one: one.share_bytes, reverse=True)[:_MOST_PINNERS]
    ]
    return table(("alive among free memory", "blocks", "live", "keeps", "alone"), rows)


def _processes(family: FamilyAttachment) -> str:
    rows = [
        (code(f"{one.pid} {one.command}"), *(format_size(size) for size in _held(one.last)))
        for one in family.processes
    ]
    return table(("process", "RSS", "live"), rows)


def _held(moment: Moment | None) -> tuple[int | None, int | None]:
    return (moment.rss_bytes, moment.live_bytes) if moment else (None, None)
