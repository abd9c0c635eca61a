"""A running process as a page."""

from sparsemem.model import Attachment, FamilyAttachment
from sparsemem.report.holdings.holdings import attachment_holdings
from sparsemem.report.html.assembly import render_page
from sparsemem.report.html.explorer_rows import explorer_rows
from sparsemem.report.html.first_screen import first_screen_of_attachment
from sparsemem.report.html.ledger_content import bars_of_looks
from sparsemem.report.html.map_content import map_content
from sparsemem.report.pictures.cycle_loop import draw_loop
from sparsemem.report.pictures.icicle import draw_icicle
from sparsemem.report.words.waste_words import waste_rows


def render_attachment_html(attachment: Attachment) -> str:
    """One file that needs no network: the answer, who holds what, the ledger, and who keeps free memory."""
    root = attachment_holdings(attachment)
    return render_page(
        "attach.html.j2",
        attachment=attachment,
        screen=first_screen_of_attachment(attachment),
        heap=attachment.heap,
        rows=explorer_rows(root) if root else [],
        still=draw_icicle(root, 1120) if root else None,
        bars=bars_of_looks(attachment),
        map=map_content(attachment.heap_map),
        processes=attachment.processes if isinstance(attachment, FamilyAttachment) else (),
        pinners=sorted(attachment.pinners, key=lambda one: one.share_bytes, reverse=True)[:20],
        draw_loop=draw_loop,
        waste=waste_rows(attachment.heap),
    )
