"""`explain`: what a finding, a rewrite or a refusal to rewrite means, an example of it, and what to do."""

import argparse
import sys
from typing import Any

from sparsemem.diagnose.rules import RULES as RUNTIME_RULES
from sparsemem.errors import UsageError
from sparsemem.model import Page
from sparsemem.report.words.page_text import render_page
from sparsemem.review.rules import CODES
from sparsemem.review.rules import RULES as SOURCE_RULES
from sparsemem.rewrite import PROMISE, Reason, Transform


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "explain",
        description=__doc__,
        usage="sparsemem explain CODE",
    )
    parser.add_argument("code", metavar="CODE", help="such as SM101, or a transform or reason of rewrite")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the page; the exit status."""
    page = find_page(options.code)
    if page is None:
        codes = ", ".join([*(rule.code for rule in RUNTIME_RULES), *CODES])
        raise UsageError(f"there is no finding {options.code}; there are {codes}")
    sys.stdout.write(render_page(page))
    return 0


def find_page(name: str) -> Page | None:
    """The page of a code, a transform or a reason, written large or small; None where there is none."""
    pages = {rule.code.lower(): rule.page for rule in RUNTIME_RULES}
    pages |= {rule.code.lower(): rule.page for rule in SOURCE_RULES}
    pages |= {member.value: member.page for enumeration in (Transform, Reason) for member in enumeration}
    pages["t1"] = PROMISE
    return pages.get(name.lower())
