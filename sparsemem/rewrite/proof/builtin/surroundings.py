"""What a program finds around it: its arguments, its environment, and the streams of its terminal."""

import ast
from collections.abc import Callable

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.builtin.words import STR
from sparsemem.rewrite.proof.constants import is_constant
from sparsemem.rewrite.proof.effects import OUTSIDE
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.rewrite.proof.value import ANY, Value

_REDIRECTING = frozenset({"redirect_stdout", "redirect_stderr"})


def _arguments(frame: Frame) -> Value:
    """`sys.argv`, a list of texts as long as nobody puts anything else in."""
    program = frame.program
    texts = program.closed and program.once("argv", None, False, lambda: _are_texts(program))
    return Value("list", ANY.roots, STR if texts else None)


def _are_texts(program: Program) -> bool:
    for module in program.modules.values():
        named = any((module.imported(alias) or "") in ("sys.argv", "sys.*") for alias in module.all(ast.alias))
        uses = [(module, node) for node in module.all(ast.Attribute) if node.attr == "argv"]
        if named or not is_constant(program, uses):
            return False
    return True


def _stream(element: Value) -> Callable[[Frame], Value]:
    return lambda frame: Value("iterator", ANY.roots, element, step=OUTSIDE)


def _output(frame: Frame) -> Value:
    """What is printed goes to the terminal, unless it is led elsewhere."""
    led = any(not _REDIRECTING.isdisjoint(part.calls) for part in frame.program.facts.values())
    return ANY if led else _stream(STR)(frame)


SURROUNDINGS: dict[str | None, Callable[[Frame], Value]] = {
    "sys.argv": _arguments,
    "sys.stdin": _stream(STR),
    "sys.stdout": _output,
    "sys.stderr": _output,
}
