import ast
import sys

import pytest

from sparsemem.source import text as module
from sparsemem.source.text import UnreadableError, parse


def test_warnings_about_the_reviewed_code_are_not_shown() -> None:
    assert isinstance(parse("x = '\\d'\n"), ast.Module)


def test_what_is_no_python_is_refused() -> None:
    with pytest.raises(UnreadableError, match="line 1"):
        parse("this is no python\n")


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="valid from 3.14 on")
def test_without_libcst_newer_syntax_is_refused_with_the_line_and_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sparsemem.source.newer", None)
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(UnreadableError, match=r"line 3: .*pip install 'sparsemem\[review\]'"):
        parse("try:\n    pass\nexcept ValueError, TypeError:\n    pass\n")
