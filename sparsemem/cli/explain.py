"""`explain`: what a finding means, an example of it, and what to do."""

import argparse
import sys
from typing import Any

from sparsemem.diagnose.explanation import render_explanation
from sparsemem.diagnose.rules import EXPLANATIONS
from sparsemem.errors import UsageError
from sparsemem.review.explain import explain as explain_rule
from sparsemem.review.rules import CODES
from sparsemem.rewrite.explain import explain as explain_rewrite


def add_parser(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "explain",
        help="what a finding means, and what to do",
        description=__doc__,
        usage="sparsemem explain CODE",
    )
    parser.add_argument("code", metavar="CODE", help="such as SM101, or a reason of rewrite")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the page; the exit status."""
    pages = {explanation.code: render_explanation(explanation) for explanation in EXPLANATIONS}
    page = pages.get(options.code.upper()) or explain_rule(options.code) or explain_rewrite(options.code)
    if page is None:
        raise UsageError(f"there is no finding {options.code}; there are {', '.join((*pages, *CODES))}")
    sys.stdout.write(page)
    return 0
