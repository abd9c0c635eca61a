"""How an exception may leave, or stay in, what would become a generator."""

import ast

from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import Function, Module, own_nodes

_DEEP = 4


_BROAD = frozenset({"builtins.BaseException", "builtins.GeneratorExit"})


def trapped(program: Program, function: Function, producer: Producer) -> Reason | None:
    """What stands around or in the places that would yield."""
    module = function.module
    whole: list[ast.AST] = [producer.built] if producer.built else [fill.statement for fill in producer.fills]
    if any(isinstance(node, ast.NamedExpr) for part in whole[:1] if producer.built for node in ast.walk(part)):
        return Reason.SCOPE
    for part in own_nodes(function.node):
        if isinstance(part, ast.Await):
            return Reason.ASYNC
    if ends(program, function):
        return Reason.BARE_NEXT
    for part in whole:
        for around in module.ancestors(part):
            if around is function.node:
                break
            if isinstance(around, ast.Try | ast.TryStar) and any(_is_broad(module, h) for h in around.handlers):
                return Reason.SWALLOWS_EXIT
    return None


def ends(program: Program, function: Function, depth: int = _DEEP) -> bool:
    """Whether StopIteration may come out of a function and be told from RuntimeError, which a generator makes of it.

    It takes a handler, or an iterator that calls functions of the project: `map` ends by it in silence.
    """
    module = function.module
    told = program.strict or program.stops_are_told_apart or program.is_told_apart(function.node)
    for part in own_nodes(function.node):
        if isinstance(part, ast.Name) and part.id == "StopIteration":
            return True
        if not isinstance(part, ast.Call):
            continue
        if told and module.dotted(part.func) == "builtins.next" and len(part.args) == 1:
            return True
        if told and isinstance(part.func, ast.Attribute) and part.func.attr == "__next__":
            return True
        callee = program.callee(module, part)
        if callee is not None and depth and callee.node is not function.node and ends(program, callee, depth - 1):
            return True
    return False


def _is_broad(module: Module, handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or module.dotted(kind) in _BROAD for kind in kinds)
