"""Whether what a function makes of a name is what is in a file of data."""

import ast

from sparsemem.review.index.evictions import last_name
from sparsemem.review.name_words import name_parts
from sparsemem.source import FunctionNode

_PROGRAM = "code config font icon locale module plugin schema script shader source template theme"
_PROGRAM_WORDS = frozenset(_PROGRAM.split())
_SETTINGS = ("yaml.", "toml.", "tomllib.", "tomli.", "configparser.")
_OPENING = frozenset({"open", "read_text", "read_bytes", "getlines"})


def reads_files(function: FunctionNode) -> bool:
    """Whether results hold what is in files of data: a name is small, and of its own code, shaders and settings a
    program has only so many."""
    made = ast.unparse(function.returns) if function.returns else ""
    if not _PROGRAM_WORDS.isdisjoint(name_parts(f"{function.name} {made}")):
        return False
    called = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    if any(ast.unparse(one.func).startswith(_SETTINGS) for one in called):
        return False
    if any(isinstance(one.func, ast.Name) and one.func.id in ("compile", "exec") for one in called):
        return False
    return any(last_name(one.func) in _OPENING and not _writes(one) for one in called)


def _writes(call: ast.Call) -> bool:
    """`open(filename, "a")`: there is a file for each log, and none is read."""
    modes = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return any(set(mode) & set("aw") and set(mode) <= set("awbt+") for mode in modes)
