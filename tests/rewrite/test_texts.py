"""Texts as files hold them: ends of lines, marks at the start, lines that must come first."""

import ast

import pytest

from rewrite.running import behaviour
from rewrite.test_cases import comments
from sparsemem.rewrite import rewrite

PROGRAM = """def halves(limit: int) -> list[float]:
    out = []  # ä
    for number in range(limit):
        out.append(number / 2)
    return out


def main() -> None:
    \"\"\"Count them.\"\"\"
    count = 0
    for _ in halves(5):
        count += 1
    names = [("é", number) for number in range(3)]
    for name in names:
        count += 1
    print(count)


main()
"""
HEADS = {
    "nothing": "",
    "the name of the interpreter": "#!/usr/bin/env python3\n# -*- coding: utf-8 -*-\n",
    "a licence": "# Licence: free\n# to use\n\n",
    "a text": '"""What it is for."""\n',
    "a text over lines": '"""What it is for.\n\nAnd more.\n"""\n\n',
    "the future": '"""What it is for."""\n\nfrom __future__ import annotations\n\n',
    "the future and a module": "from __future__ import annotations\n\nimport sys\n\n\n",
    "imports in a block": "import os\nfrom collections import (\n    abc,\n    deque,  # both ends\n)\n\n\n",
    "the same import": "from collections.abc import (\n    Iterable,\n    Sized,\n)\n\n\n",
    "the same import with a comment": "from collections.abc import (\n    Iterable,  # why\n    Sized,\n)\n\n\n",
    "the name in use": "from typing import Iterator\n\n\n",
    "the name for something else": "Iterator = 3\n\n\n",
    "an import that may fail": "try:\n    import json\nexcept ImportError:\n    json = None\n\n\n",
    "a page": "\x0c\n",
    "empty lines": "\n\n\n",
    "a statement on the line": "import os; import sys\n\n\n",
}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_rest_of_the_file_is_as_it_was(head: str, end: str) -> None:
    text = (head + PROGRAM).replace("\n", end)
    done = rewrite({"main.py": text})
    after = done.sources["main.py"]
    assert {change.transform for change in done.changes} == {"lazy_twin", "local_generator"}
    assert comments(text) <= comments(after)
    assert after.count("\n") == after.count(end)
    assert not rewrite({"main.py": after}).sources
    assert behaviour({"main.py": after}) == behaviour({"main.py": text})
    assert ast.get_docstring(ast.parse(after)) == ast.get_docstring(ast.parse(text))


def test_an_end_without_a_line_end_stays() -> None:
    done = rewrite({"main.py": PROGRAM.rstrip("\n")})
    assert not done.sources["main.py"].endswith("\n")


@pytest.mark.parametrize("text", ["def broken(:\n", "print 'two'\n", "", "\n", "# nothing\n", "x = 1"])
def test_what_cannot_be_rewritten_is_left(text: str) -> None:
    done = rewrite({"main.py": PROGRAM, "other.py": text})
    assert "other.py" not in done.sources
