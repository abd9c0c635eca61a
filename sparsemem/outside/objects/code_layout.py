"""Where functions and their code have their names, in bytes.

Layouts of CPython 3.11 to 3.15: `PyFunctionObject` in Include/cpython/funcobject.h, `PyCodeObject` in
Include/cpython/code.h.
"""

FUNCTION_QUALNAME, FUNCTION_CODE = 40, 48
CODE_LOCAL_NAMES, CODE_FILE, CODE_QUALNAME = 96, 112, 128
"""`co_localsplusnames`, `co_filename` and `co_qualname`."""
_FIRST_LINE_OLD, _FIRST_LINE = 72, 68


def first_line(old: bool) -> int:
    """Where `co_firstlineno` is; `old` is CPython 3.11 and before."""
    return _FIRST_LINE_OLD if old else _FIRST_LINE
