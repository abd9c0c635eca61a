"""What may keep a consumer from the elements as they were: a source, a file or a context is changed meanwhile."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from sparsemem.rewrite.program.inheritance import Inheritance
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.source import Module, every_value, place, tables

_CONTEXTS = ("setlocale", "getcontext", "setcontext", "localcontext", "chdir", "seed", "catch_warnings",
             "simplefilter", "filterwarnings", "setrecursionlimit")  # fmt: skip
"""Calls that change what code depends on without naming it: locale, decimal, directory, warnings, seed."""
_OPENING = frozenset({"builtins.open", "gzip.open", "bz2.open", "lzma.open"})
_WRITING = ("write_text", "write_bytes")


def is_context(node: ast.AST) -> bool:
    """Whether it is a call that changes such a context."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith(_CONTEXTS)


def only_reads_files(frame: Frame, block: ast.With) -> bool:
    """Whether a `with`, and those in it that end it, open files for reading and nothing else."""
    for item in block.items:
        call = item.context_expr
        if not isinstance(call, ast.Call) or frame.run(call)[0].kind != "iterator":
            return False
        name = frame.module.dotted(call.func)
        if name not in _OPENING and not (name is None and getattr(call.func, "attr", "") == "open"):
            return False
        mode = call.args[1:2] if name else call.args[:1]
        modes = [*mode, *(word.value for word in call.keywords if word.arg in ("mode", None))]
        if not all(isinstance(m, ast.Constant) and set(str(m.value)) <= set("rbt") for m in modes):
            return False
    inner = block.body[-1]
    return only_reads_files(frame, inner) if isinstance(inner, ast.With) else True


def changes_source(made: ast.AST, nodes: Iterable[ast.AST], methods: Inheritance) -> bool:
    """Whether something that the value is read from is changed by the same name: `self.rows`, `table`.

    What the project's own `methods` do is known without their names.
    """
    sources = {ast.dump(part) for part in ast.walk(made) if isinstance(part, ast.Attribute | ast.Name)}
    for part in (inner for node in nodes for inner in ast.walk(node)):
        match part:
            case ast.Subscript(value=target, ctx=ast.Store() | ast.Del()) if ast.dump(target) in sources:
                return True
            case ast.Call(func=ast.Attribute(value=target, attr=name)) if ast.dump(target) in sources:
                if name in tables.CHANGING_METHODS and not methods.methods_named(name):
                    return True
    return False


def rewritten_files(module: Module, made: ast.AST, nodes: Sequence[ast.AST]) -> bool:
    """Whether a file is opened for writing, around or in the nodes, by an expression that the value is made from."""
    around = [item for node in nodes for a in module.ancestors(node) if isinstance(a, ast.With) for item in a.items]
    written = {source for source, writes in _opened(module, [*nodes, *around]) if writes}
    if not written:
        return False
    function = module.enclosing(made, ast.FunctionDef, ast.AsyncFunctionDef) or module.tree
    start = min(map(place, nodes))
    before = [call for call in ast.walk(function) if isinstance(call, ast.Call) and place(call) < start]
    read = {source for source, writes in _opened(module, [*before, *nodes]) if not writes}
    return bool(written & (read | {ast.dump(part) for part in ast.walk(made) if isinstance(part, ast.expr)}))


def _opened(module: Module, nodes: Iterable[ast.AST]) -> Iterator[tuple[str, bool]]:
    """What is opened in these nodes, and whether for writing."""
    for call in (call for node in nodes for call in ast.walk(node) if isinstance(call, ast.Call)):
        method, name = (call.func.attr if isinstance(call.func, ast.Attribute) else ""), module.dotted(call.func)
        if name != "builtins.open" and method not in ("open", *_WRITING):
            continue
        # A path's own method, of `path` or of `Path(name)`; else the function of a module.
        holder = call.func.value if isinstance(call.func, ast.Attribute) and name is None else call
        source = holder.args[0] if isinstance(holder, ast.Call) and holder.args else holder
        modes = [value for value in every_value(call) if isinstance(value, ast.Constant)]
        signs = {sign for m in modes[-2:] if isinstance(m.value, str) and len(m.value) < 5 for sign in m.value}
        yield ast.dump(source), method in _WRITING or bool(signs & set("wax+"))
