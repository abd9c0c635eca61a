import ast
import sys

import pytest

from sparsemem.source.text import UnreadableError, parse

NEWER = "try:\n    pass\nexcept ValueError, TypeError:\n    pass\n"


def test_warnings_about_the_reviewed_code_are_not_shown() -> None:
    assert isinstance(parse("x = '\\d'\n"), ast.Module)


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="valid from 3.14 on")
def test_newer_syntax_is_read_through_libcst_or_refused_with_the_line() -> None:
    try:
        import libcst  # noqa: F401, PLC0415
    except ImportError:
        with pytest.raises(UnreadableError, match="line 3"):
            parse(NEWER)
    else:
        handler = parse(NEWER).body[0].handlers[0]  # type: ignore[attr-defined]
        assert isinstance(handler.type, ast.Tuple)
        assert handler.lineno == 3


def test_what_is_no_python_is_refused() -> None:
    with pytest.raises(UnreadableError, match="line 1"):
        parse("this is no python\n")
