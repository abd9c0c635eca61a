"""Comments that silence a finding on their line: `# sparsemem: ignore[SM201]`, `# noqa: SM201`."""

import ast
import re

_COMMENT = re.compile(
    r"#\s*(?:sparsemem:\s*ignore(?:\[(?P<own>[\w\s,]*)\])?|noqa:\s*(?P<noqa>[A-Z]+\d+(?:[\s,]+[A-Z]+\d+)*))",
    re.IGNORECASE,
)
_BODIES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.For | ast.AsyncFor | ast.While | ast.With


def is_suppressed(lines: list[str], node: ast.AST, code: str) -> bool:
    """Whether a comment on a line of the node silences the code; of a node with a body, on its first line.

    A plain `# sparsemem: ignore` silences every code; a plain `# noqa` none, for it was meant for other tools.
    """
    first = node.lineno  # type: ignore[attr-defined]
    last = first if isinstance(node, _BODIES) else node.end_lineno or first  # type: ignore[attr-defined]
    return any(_silences(line, code) for line in lines[first - 1 : last])


def _silences(line: str, code: str) -> bool:
    if "#" not in line:
        return False
    for match in _COMMENT.finditer(line):
        codes = match["own"] if match["noqa"] is None else match["noqa"]
        if codes is None or code in re.split(r"[\s,]+", codes.upper().strip()):
            return True
    return False
