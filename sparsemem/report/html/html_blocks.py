"""Building blocks of HTML: a table in which nothing of the data is taken for markup."""

from collections.abc import Iterable, Sequence
from html import escape


def html_table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]], note: str = "") -> str:
    """A table whose first column is text and whose other columns are figures, with a title and a note."""
    lines = [f"<table><caption>{escape(title)}</caption>", f"<thead>{_row(head, 'th')}</thead><tbody>"]
    lines += [_row(row, "td") for row in rows]
    lines.append(f"</tbody></table>{_paragraph(note)}")
    return "\n".join(lines)


def html_paragraphs(*texts: str) -> str:
    """Each text as a paragraph; none for those that are empty."""
    return "\n".join(_paragraph(text) for text in texts if text)


def _row(cells: Sequence[str], tag: str) -> str:
    sides = ("left", *("right; white-space: nowrap" for _ in cells[1:]))
    parts = (
        f'<{tag} style="text-align: {side}">{escape(cell)}</{tag}>' for side, cell in zip(sides, cells, strict=True)
    )
    return f"<tr>{''.join(parts)}</tr>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""
