"""Functions that read and write: files, their records, standard output."""

import ast

from sparsemem.rewrite.proof.builtin.arguments import values_of
from sparsemem.rewrite.proof.effects import FILES, RAISES, UNKNOWN, Effects, union
from sparsemem.rewrite.proof.fixpoint import Result
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.protocols import shown
from sparsemem.rewrite.proof.value import ANY, Value


def printed(frame: Frame, node: ast.Call) -> Result:
    """`print`."""
    files = [k.value for k in node.keywords if k.arg == "file" and frame.module.dotted(k.value) not in _STANDARD]
    written = union(_written(frame.run(file)[0]) for file in files)
    return Value("none"), Effects(outside=True) | written | union(map(shown, values_of(frame, node)))


_STANDARD = frozenset({"sys.stdout", "sys.stderr"})


def _written(file: Value) -> Effects:
    """What writing to something may do, which is a file or has a method of that name."""
    return (RAISES if file.kind == "iterator" else UNKNOWN) | Effects(reads=file.roots, writes=file.roots)


def opened(frame: Frame, node: ast.Call) -> Result:
    """`open`: an iterator over lines; those of compressed files are bytes unless text is asked for."""
    return _stream(node, 1, frame.module.dotted(node.func) != "builtins.open")


def opened_path(node: ast.Call) -> Result:
    """`path.open()`."""
    return _stream(node, 0, False)


def _stream(node: ast.Call, place: int, compressed: bool) -> Result:
    """An open file, whose mode is the argument at that place."""
    mode = (
        node.args[place]
        if len(node.args) > place
        else next((k.value for k in node.keywords if k.arg == "mode"), None)
    )
    text = mode.value if isinstance(mode, ast.Constant) else "r" if mode is None else None
    reading = isinstance(text, str) and not set(text) & set("wax+")
    step = Effects(raises=True, outside=not reading, reads=frozenset({FILES}))
    binary = isinstance(text, str) and ("t" not in text if compressed else "b" in text)
    line = Value("bytes" if binary else "str")
    return Value("iterator", element=line if text is not None else ANY, step=step), step


def rows(frame: Frame, node: ast.Call) -> Result:
    """`csv.reader` and `csv.DictReader`."""
    source = frame.run(node.args[0])[0] if node.args else ANY
    keyed = frame.module.dotted(node.func) == "csv.DictReader"
    row = (
        Value("dict", element=Value("scalar"), key=Value("scalar")) if keyed else Value("list", element=Value("str"))
    )
    return Value("iterator", source.roots, row, step=source.step | RAISES), RAISES
