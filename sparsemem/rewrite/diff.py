"""A unified diff that `patch -p1` and `git apply` take."""

import io
from difflib import unified_diff

_NO_NEWLINE = "\n\\ No newline at end of file\n"


def unified(name: str, before: str, after: str) -> str:
    """The diff of one file; a line ends where diff tools have it end, at a line feed only."""
    quoted = f"{name}\t" if " " in name else name  # a tab tells where a name with blanks ends
    old, new = (io.StringIO(text).readlines() for text in (before, after))
    lines = unified_diff(old, new, f"a/{quoted}", f"b/{quoted}")
    return "".join(line if line.endswith("\n") else f"{line}{_NO_NEWLINE}" for line in lines)
