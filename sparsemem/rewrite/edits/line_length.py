"""Lines that an edit made longer than any of their file are broken as a formatter would break them."""

import ast
import io
import tokenize

from sparsemem.source import parse

_LEAST = 88
_STEP = "    "


def fitted(before: str, after: str) -> str:
    """The text with its new lines no longer than the longest of the old text, or 88, where they can be broken."""
    if before == after:
        return after
    old, same = set(before.splitlines()), ast.dump(parse(after))
    limit = max(_LEAST, *map(len, old))
    newline = "\r\n" if "\r\n" in before else "\n"
    lines = after.splitlines(keepends=True)
    for number, line in enumerate(lines):
        plain = line.rstrip("\r\n")
        if len(plain) > limit and plain not in old:
            broken = newline.join(_broken(plain, limit)) + line[len(plain) :]
            whole = "".join([*lines[:number], broken, *lines[number + 1 :]])
            lines[number] = broken if ast.dump(parse(whole)) == same else line
    return "".join(lines)


def _broken(line: str, limit: int) -> list[str]:
    """The line in parts: an import by its names, any other at its last outer pair of parentheses."""
    indent = line[: len(line) - len(line.lstrip())]
    head, imports, names = line.partition(" import ")
    if imports and head.lstrip().startswith("from ") and names[0] != "(" and "#" not in names:
        each = (f"{indent}{_STEP}{name.strip()}," for name in names.split(","))
        return [f"{head} import (", *each, f"{indent})"]
    pair = _last_pair(line)
    if pair is None:
        return [line]
    parts = [line[: pair[0] + 1], f"{indent}{_STEP}{line[pair[0] + 1 : pair[1]]}", f"{indent}{line[pair[1] :]}"]
    return parts if all(len(part) <= limit for part in parts) else [line]


def _last_pair(line: str) -> tuple[int, int] | None:
    """Where the last parentheses that are in no others open and close; None where the line is not whole."""
    opened: list[int] = []
    found = None
    try:
        for token in tokenize.generate_tokens(io.StringIO(line.lstrip() + "\n").readline):
            if token.type == tokenize.COMMENT:
                return None
            if token.type == tokenize.OP and token.string in ("(", "[", "{"):
                opened.append(token.start[1])
            elif token.type == tokenize.OP and token.string in (")", "]", "}"):
                start = opened.pop()
                if not opened and token.string == ")" and token.start[1] > start + 1:
                    found = start, token.start[1]
    except (tokenize.TokenError, IndexError):
        return None
    by = len(line) - len(line.lstrip())
    return (found[0] + by, found[1] + by) if found else None
