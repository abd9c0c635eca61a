"""A comparison as Markdown, for a pull request."""

from sparsemem.model import Comparison
from sparsemem.report.markdown.markdown_blocks import plain, table
from sparsemem.report.words.comparison_words import QUANTITIES, comparison_lines, comparison_title, side_cells


def render_comparison_markdown(comparison: Comparison) -> str:
    """The answer, what is saved, and each quantity of both programs at each scale."""
    lines = "\n".join(f"- {plain(one)}" for one in comparison_lines(comparison))
    return "\n\n".join([f"## {comparison_title(comparison)}", lines, _quantities(comparison)]) + "\n"


def _quantities(comparison: Comparison) -> str:
    head = ["", "", *(f"{scale}x" for scale in comparison.scales), "ratio"]
    rows = []
    for title, (field, name) in QUANTITIES.items():
        ratio = getattr(comparison.ratios, name)
        if ratio is not None:
            rows.append([title, "before", *side_cells(comparison.before, field), ""])
            rows.append(["", "after", *side_cells(comparison.after, field), f"{ratio:.3f}x"])
    return table(head, rows)
