"""A page of `explain` as plain text."""

from textwrap import dedent, indent, wrap

from sparsemem.model import Page, Remedy, Section

_WIDTH = 88


def render_page(page: Page) -> str:
    """The head, each section under its title, and the remedies with their numbers."""
    lines = [page.head]
    for section in page.sections:
        lines += ["", section.title, *_body(section)]
    if page.remedies:
        lines += ["", "What to do"]
    for number, remedy in enumerate(page.remedies, 1):
        lines += _remedy(number, remedy)
    return "\n".join(lines) + "\n"


def _body(section: Section) -> list[str]:
    text = dedent(section.text).strip("\n")
    if section.kind == "code":
        return [indent(text.rstrip(), "    ")]
    return wrap(text.strip(), _WIDTH, initial_indent="  ", subsequent_indent="  ")


def _remedy(number: int, remedy: Remedy) -> list[str]:
    lines = wrap(f"{number}. {remedy.text}", _WIDTH, initial_indent="  ", subsequent_indent="     ")
    return [*lines, f"       {remedy.command}"] if remedy.command else lines
