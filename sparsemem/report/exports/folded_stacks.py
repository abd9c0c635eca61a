"""Folded stacks, a line each: the frames with semicolons between them, and the bytes.

The input of flamegraph.pl, inferno and speedscope: https://github.com/brendangregg/FlameGraph
"""

from sparsemem.model import Attachment, Report
from sparsemem.report.exports.retained_stacks import stacks_of


def render_folded(record: Report | Attachment) -> str:
    """Every path of owners with the bytes at its end; a semicolon in a name is told as a comma."""
    return "".join(
        f"{';'.join(frame.replace(';', ',') for frame in stack.path)} {stack.bytes}\n" for stack in stacks_of(record)
    )
