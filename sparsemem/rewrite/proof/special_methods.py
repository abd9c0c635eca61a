"""Special methods and properties of the project, which run without being named."""

import ast

from sparsemem.rewrite.proof.effects import NONE, UNKNOWN, Effects
from sparsemem.rewrite.proof.follow import run_of
from sparsemem.rewrite.proof.frame import Frame
from sparsemem.source import Function


def own_methods(frame: Frame, effects: Effects) -> Effects:
    """The effects with those of the special methods and properties of the project that may be run on the way."""
    found, waiting, seen = effects, set(effects.protocols), set[str]()
    while waiting:
        asked = waiting.pop()
        seen.add(asked)
        for function in frame.program.inheritance.methods_named(asked.removeprefix(".")):
            if not asked.startswith(".") or function.is_decorated:
                own = _method_effects(frame, function)
                found |= own
                waiting |= own.protocols - seen
    return found


def _method_effects(frame: Frame, function: Function) -> Effects:
    """What a method may do to, and with, objects of which nothing is known, without the others that it may run."""
    return frame.program.once("method", function.node, NONE, lambda: _found(frame, function))


def _found(frame: Frame, function: Function) -> Effects:
    names = [function.module.dotted(mark) for mark in function.node.decorator_list]
    if not all(name in _PROPERTIES for name in names) or not isinstance(function.node, ast.FunctionDef):
        return UNKNOWN
    value, effects = run_of(frame.top(0), function, {})
    return effects | value.step


_PROPERTIES = frozenset({"builtins.property", "builtins.staticmethod", "builtins.classmethod", None})
"""What stands around a method and runs nothing but it; None is `name.setter` of a property."""
