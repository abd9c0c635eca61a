"""Every form in which a record is saved: for each kind of record, and for each name of a form, who renders it.

A form is one file that defines the renderer, and one line here: commands declare an option for it, `report` reads
the saved record and writes it, tests render it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sparsemem.model import Attachment, Comparison, Report, Review, Rewriting, WhatIf
from sparsemem.model.codec import dump
from sparsemem.report.attachment_markdown import render_attachment_markdown
from sparsemem.report.comparison_markdown import render_comparison_markdown
from sparsemem.report.exports.cycle_dot import render_dot
from sparsemem.report.exports.folded_stacks import render_folded
from sparsemem.report.exports.junit_suite import render_junit
from sparsemem.report.exports.pprof_profile import render_pprof
from sparsemem.report.exports.pull_request import render_pull_request
from sparsemem.report.exports.scan_github import render_findings_github
from sparsemem.report.exports.scan_sarif import render_scan_sarif
from sparsemem.report.exports.speedscope_profile import render_speedscope
from sparsemem.report.html.attachment_page import render_attachment_html
from sparsemem.report.html.comparison_page import render_comparison_html
from sparsemem.report.html.scan_page import render_scan_html
from sparsemem.report.html.whatif_page import render_whatif_html
from sparsemem.report.review_github import render_github
from sparsemem.report.review_markdown import render_review_markdown
from sparsemem.report.review_sarif import render_sarif
from sparsemem.report.review_text import render_text
from sparsemem.report.scan_markdown import render_scan_markdown
from sparsemem.report.whatif_markdown import render_whatif_markdown


@dataclass(frozen=True, slots=True)
class Format:
    """A form of one kind of record."""

    name: str
    """The option that asks for it, without dashes."""
    kind: type[Any]
    render: Callable[[Any], str | bytes]
    extra: str | None = None
    """The extra of the package that it needs."""


FORMATS = (
    Format("json", Report, dump),
    Format("md", Report, render_scan_markdown),
    Format("html", Report, render_scan_html, "html"),
    Format("pr", Report, render_pull_request),
    Format("sarif", Report, render_scan_sarif),
    Format("github", Report, render_findings_github),
    Format("junit", Report, render_junit),
    Format("folded", Report, render_folded),
    Format("speedscope", Report, render_speedscope),
    Format("pprof", Report, render_pprof),
    Format("json", Attachment, dump),
    Format("md", Attachment, render_attachment_markdown),
    Format("html", Attachment, render_attachment_html, "html"),
    Format("pr", Attachment, render_pull_request),
    Format("github", Attachment, render_findings_github),
    Format("folded", Attachment, render_folded),
    Format("speedscope", Attachment, render_speedscope),
    Format("pprof", Attachment, render_pprof),
    Format("dot", Report, render_dot),
    Format("dot", Attachment, render_dot),
    Format("json", Comparison, dump),
    Format("md", Comparison, render_comparison_markdown),
    Format("html", Comparison, render_comparison_html, "html"),
    Format("json", Review, dump),
    Format("text", Review, render_text),
    Format("md", Review, render_review_markdown),
    Format("sarif", Review, render_sarif),
    Format("github", Review, render_github),
    Format("json", Rewriting, dump),
    Format("json", WhatIf, dump),
    Format("md", WhatIf, render_whatif_markdown),
    Format("html", WhatIf, render_whatif_html, "html"),
)
KINDS = tuple(dict.fromkeys(one.kind for one in FORMATS))
"""The kinds of record that are saved."""
NAMES = tuple(dict.fromkeys(one.name for one in FORMATS))
EXTRAS = {one.name: one.extra for one in FORMATS if one.extra}
"""The extra that a form needs, by its name."""
EXTRA_PACKAGES = {"html": ("jinja2", "plotly")}
TOLD = {
    "html": "write a page of one file, to look through and pass on, to FILE",
    "pr": "write a comment for a pull request, Markdown of under 80 lines, to FILE",
    "sarif": "write the findings as SARIF, for code scanning, to FILE",
    "github": "write the findings as GitHub annotations to FILE",
    "junit": "write the rules as JUnit tests, of which loud findings fail, to FILE",
    "folded": "write what is held as folded stacks, for a flame graph, to FILE",
    "speedscope": "write what is held as a profile for speedscope.app to FILE",
    "pprof": "write what is held as a pprof profile (live, alone, free but held) to FILE",
}
"""What help says of a form, where its name does not say enough."""


def formats_of(kind: type[Any]) -> dict[str, Callable[[Any], str | bytes]]:
    """Who renders a kind of record, by the names of its forms."""
    return {one.name: one.render for one in FORMATS if issubclass(kind, one.kind)}
