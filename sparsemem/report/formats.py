"""Every form in which a record is saved: for each kind of record, and for each name of a form, who renders it.

A form is one file that defines the renderer, and one line here: commands declare an option for it, `report` reads
the saved record and writes it, tests render it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sparsemem.model import Attachment, Comparison, Report, Review, Rewriting, WhatIf


@dataclass(frozen=True, slots=True)
class Format:
    """A form of one kind of record."""

    name: str
    """The option that asks for it, without dashes."""
    kind: type[Any]
    renderer: str
    """Its module in the package and its function, which turns a record into text or bytes: loaded when it is used,
    since few of all forms are."""
    extra: str | None = None
    """The extra of the package that it needs."""

    def render(self, record: Any) -> str | bytes:
        """The record in this form."""
        module, _, function = self.renderer.partition(":")
        render: Callable[[Any], str | bytes] = getattr(import_module(f"sparsemem.{module}"), function)
        return render(record)


FORMATS = (
    Format("json", Report, "model.saved_records:dump"),
    Format("md", Report, "report.markdown.scan_markdown:render_scan_markdown"),
    Format("html", Report, "report.html.scan_page:render_scan_html", "html"),
    Format("pr", Report, "report.exports.pull_request:render_pull_request"),
    Format("sarif", Report, "report.exports.scan_sarif:render_scan_sarif"),
    Format("github", Report, "report.exports.scan_github:render_findings_github"),
    Format("junit", Report, "report.exports.junit_suite:render_junit"),
    Format("folded", Report, "report.exports.folded_stacks:render_folded"),
    Format("speedscope", Report, "report.exports.speedscope_profile:render_speedscope"),
    Format("pprof", Report, "report.exports.pprof_profile:render_pprof"),
    Format("json", Attachment, "model.saved_records:dump"),
    Format("md", Attachment, "report.markdown.attachment_markdown:render_attachment_markdown"),
    Format("html", Attachment, "report.html.attachment_page:render_attachment_html", "html"),
    Format("pr", Attachment, "report.exports.pull_request:render_pull_request"),
    Format("github", Attachment, "report.exports.scan_github:render_findings_github"),
    Format("folded", Attachment, "report.exports.folded_stacks:render_folded"),
    Format("speedscope", Attachment, "report.exports.speedscope_profile:render_speedscope"),
    Format("pprof", Attachment, "report.exports.pprof_profile:render_pprof"),
    Format("dot", Report, "report.exports.cycle_dot:render_dot"),
    Format("dot", Attachment, "report.exports.cycle_dot:render_dot"),
    Format("json", Comparison, "model.saved_records:dump"),
    Format("md", Comparison, "report.markdown.comparison_markdown:render_comparison_markdown"),
    Format("html", Comparison, "report.html.comparison_page:render_comparison_html", "html"),
    Format("json", Review, "model.saved_records:dump"),
    Format("text", Review, "report.review.review_text:render_text"),
    Format("md", Review, "report.review.review_markdown:render_review_markdown"),
    Format("sarif", Review, "report.review.review_sarif:render_sarif"),
    Format("github", Review, "report.review.review_github:render_github"),
    Format("json", Rewriting, "model.saved_records:dump"),
    Format("json", WhatIf, "model.saved_records:dump"),
    Format("md", WhatIf, "report.markdown.whatif_markdown:render_whatif_markdown"),
    Format("html", WhatIf, "report.html.whatif_page:render_whatif_html", "html"),
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
