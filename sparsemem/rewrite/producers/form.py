"""Whether the form of a function allows a generator beside it, and how exceptions leave or stay in that."""

import ast

from sparsemem.rewrite.producers.inner_code import is_named
from sparsemem.rewrite.producers.producer import Producer
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.content_changes import looks_at_names
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import Function, FunctionNode, Module, Way, own_nodes


def misshapen(program: Program, function: Function, ways: list[Way], sources: int) -> Reason | None:
    """Why a generator cannot stand beside a function with these ways of returning; None where it can."""
    node, module = function.node, function.module
    if isinstance(node, ast.AsyncFunctionDef):
        return Reason.ASYNC
    owner = module.owner_class(node)
    if function.is_decorated or (function.is_static and owner and isinstance(module.parent(owner), ast.ClassDef)):
        return Reason.DECORATED
    if module.owner_class(node) and program.inheritance.is_overridden(function):
        return Reason.OVERRIDDEN
    if program.is_replaced(function):
        return Reason.OVERRIDDEN
    if Way.OTHER in ways or sources != 1 or not ends_by_leaving(node.body):
        return Reason.MIXED_RETURNS
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    if any((found := program.callee(module, call)) and found.node is node for call in calls):
        return Reason.RECURSIVE
    if looks_at_names(program, module, node) or is_named(program, module, node):
        return Reason.SCOPE
    return None if defaults_are_constant(node) else Reason.COMPUTED_DEFAULT


def defaults_are_constant(node: FunctionNode) -> bool:
    """Whether it makes no difference that the defaults of the parameters are evaluated twice."""
    return all(map(_is_constant, [*node.args.defaults, *filter(None, node.args.kw_defaults)]))


def ends_by_leaving(body: list[ast.stmt]) -> bool:
    """Whether the end of a block is never come to."""
    match body[-1]:
        case ast.Return() | ast.Raise():
            return True
        case ast.With(body=inner):
            return ends_by_leaving(inner)
        case ast.While(test=ast.Constant(value=True), body=inner):
            return not any(isinstance(node, ast.Break) for part in inner for node in ast.walk(part))
        case ast.If(body=inner, orelse=other) if other:
            return ends_by_leaving(inner) and ends_by_leaving(other)
        case ast.Try(body=inner, handlers=handlers, orelse=other):
            return ends_by_leaving(other or inner) and all(ends_by_leaving(handler.body) for handler in handlers)
    return False


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp):
        return _is_constant(node.operand)
    if isinstance(node, ast.Tuple):
        return all(map(_is_constant, node.elts))
    return isinstance(node, ast.Constant)


_DEEP = 4


_BROAD = frozenset({"builtins.BaseException", "builtins.GeneratorExit"})


def trapped(program: Program, function: Function, producer: Producer) -> Reason | None:
    """What stands around or in the places that would yield."""
    module, built = function.module, producer.built
    if built is not None and any(isinstance(node, ast.NamedExpr) for node in ast.walk(built)):
        return Reason.SCOPE
    if ends(program, function):
        return Reason.BARE_NEXT
    tries = [part for part in own_nodes(function.node) if isinstance(part, ast.Try | ast.TryStar)]
    broad = [block for block in tries if any(_is_broad(module, handler) for handler in block.handlers)]
    yielding: list[ast.AST] = [fill.statement for fill in producer.fills] if built is None else [built]
    inside = any(around in broad for part in yielding for around in module.ancestors(part))
    return Reason.SWALLOWS_EXIT if inside else None


def ends(program: Program, function: Function, depth: int = _DEEP) -> bool:
    """Whether StopIteration may come out of a function and be told from RuntimeError, which a generator makes of it.

    It takes a handler, or an iterator that calls functions of the project: `map` ends by it in silence.
    """
    module = function.module
    told = program.strict or program.stops_are_told_apart or program.is_told_apart(function.node)
    for part in own_nodes(function.node):
        match part:
            case ast.Name(id="StopIteration"):
                return True
            case ast.Call(func=ast.Attribute(attr="__next__")) if told:
                return True
            case ast.Call(func=name, args=[_]) if told and module.dotted(name) == "builtins.next":
                return True
            case ast.Call() if depth and (callee := program.callee(module, part)) is not None:
                if callee.node is not function.node and ends(program, callee, depth - 1):
                    return True
    return False


def _is_broad(module: Module, handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or module.dotted(kind) in _BROAD for kind in kinds)
