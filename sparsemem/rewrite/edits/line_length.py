"""New lines that are longer than those of their file are broken."""

import ast
from contextlib import suppress

from sparsemem.source import UnreadableError, parse

_LEAST = 88


def fitted(before: str, after: str) -> str:
    """The text with its new lines no longer than the longest of the old text, or 88, where they can be broken."""
    old, same = set(before.splitlines()), ast.dump(parse(after))
    limit = max(_LEAST, *map(len, old))
    newline = "\r\n" if "\r\n" in before else "\n"
    lines = after.splitlines(keepends=True)
    for number, line in enumerate(lines):
        plain = line.rstrip("\r\n")
        if len(plain) > limit and plain not in old:
            broken = newline.join(_broken(plain, limit)) + line[len(plain) :]
            with suppress(UnreadableError):
                if ast.dump(parse("".join([*lines[:number], broken, *lines[number + 1 :]]))) == same:
                    lines[number] = broken
    return "".join(lines)


def _broken(line: str, limit: int) -> list[str]:
    """The line in parts: an import by its names, any other at its last outer pair of parentheses."""
    pair, outer = _last_pair(line), line[: len(line) - len(line.lstrip())]
    head, imports, names = line.partition(" import ")
    if imports and head.lstrip().startswith("from ") and not {"(", "#"} & {*names}:
        return [f"{head} import (", *(f"{outer}    {name.strip()}," for name in names.split(",")), f"{outer})"]
    if pair is None:
        return [line]
    parts = [line[: pair[0] + 1], f"{outer}    {line[pair[0] + 1 : pair[1]]}", f"{outer}{line[pair[1] :]}"]
    return parts if all(len(part) <= limit for part in parts) else [line]


def _last_pair(line: str) -> tuple[int, int] | None:
    """Where the last parentheses that are in no others open and close, texts not told from code."""
    depth, start, found = 0, 0, None
    for at, sign in enumerate(line):
        if sign in "([{":
            depth, start = depth + 1, start if depth else at
        elif sign in ")]}":
            depth -= 1
            found = (start, at) if sign == ")" and not depth and at > start + 1 else found
    return None if depth or "#" in line else found
