"""Functions that build one container and return it: their parts, or why they cannot become generators."""

import ast
from collections.abc import Callable

from sparsemem.rewrite.producers.producer import Fill, Producer, comes_after_a_fill, filled_local, is_named, twin_name
from sparsemem.rewrite.program.handlers import is_open
from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof.call_effects import own_methods
from sparsemem.rewrite.proof.effects import union
from sparsemem.rewrite.proof.entry import entered
from sparsemem.rewrite.proof.names import looks_at_names
from sparsemem.rewrite.proof.value import is_plain
from sparsemem.rewrite.reasons import Reason
from sparsemem.source import (
    Function,
    FunctionNode,
    Module,
    every_argument,
    every_value,
    lives,
    own_nodes,
    tables,
    yields,
)
from sparsemem.source.built_results import Built, Way, built_result

LAZY = tables.READERS | {
    "builtins.map",
    "builtins.filter",
    "builtins.zip",
    "builtins.enumerate",
    "itertools.chain",
    "itertools.chain.from_iterable",
    "itertools.starmap",
}
"""Of what makes an iterator, that which can be moved to where it is consumed."""
_BROAD = frozenset({"builtins.BaseException", "builtins.GeneratorExit"})
_MAKERS = {"builtins.list": "list", "builtins.dict": "dict"}
_DEEP = 4
_WHOLE_LIST = Built(Way.WHOLE, "list")


def is_read_whole(value: ast.expr | None) -> bool:
    """Whether it is all that a cursor or a file has: what comes one by one where these are iterated."""
    name = getattr(value.func, "attr", "") if isinstance(value, ast.Call) and not every_value(value) else ""
    return name in ("fetchall", "readlines")


def made_by(program: Program, module: Module, value: ast.expr | None) -> Producer | None:
    """The function of the project that a call hands on to, where that builds a list."""
    function = program.callee(module, value) if isinstance(value, ast.Call) else None
    found = producer_of(program, function) if function is not None else None
    return found if isinstance(found, Producer) and found.result == "list" else None


def producer_of(program: Program, function: Function) -> Producer | Reason | None:
    """The parts of a function that builds a container; None for a function that does anything else."""
    return program.once("producer", function.node, None, lambda: _producer_of(program, function))


def _producer_of(program: Program, function: Function) -> Producer | Reason | None:
    module = function.module
    if yields(function.node):
        return None

    def is_lazy(call: ast.Call) -> bool:
        callee = program.callee(module, call)
        return module.dotted(call.func) in LAZY or (callee is not None and yields(callee.node))

    there = _beside_its_twin(program, function)
    if there is not None:
        return misshapen(program, function) or there

    def result_of(value: ast.expr | None) -> Built:
        is_whole = is_read_whole(value) or made_by(program, module, value) is not None
        return Built(Way.WHOLE, "list") if is_whole else built_result(module, value, is_lazy)

    returns = tuple(part for part in own_nodes(function.node) if isinstance(part, ast.Return))
    results = [(part, result_of(part.value)) for part in returns]
    named = _named_whole(module, returns[0].value, result_of) if len(returns) == 1 else None
    named = named or passed_on(function, returns)
    if named is not None:
        reason = misshapen(program, function, not _ends_by_leaving(function.node.body))
        whole = Producer(function, "list", None, None, (named,), returns)
        return reason or _trapped(program, function, whole) or whole
    built = [part.value for part, result in results if result.way is Way.WHOLE]
    names = {result.local for _, result in results if result.local is not None}
    if not built and not names:
        items = [item for part in returns if isinstance(part.value, ast.Tuple) for item in part.value.elts]
        in_tuple = any(built_result(module, item, is_lazy).way is Way.LOCAL for item in items)
        return Reason.RETURNED_IN_TUPLE if in_tuple else None
    mixed = Way.OTHER in [result.way for _, result in results] or len(built) + len(names) != 1
    reason = misshapen(program, function, mixed or not _ends_by_leaving(function.node.body))
    if reason is not None:
        return reason
    found = _whole(function, built[0], returns) if built else filled_local(function, names.pop(), returns)
    if isinstance(found, Reason):
        return found
    empties = [part for part, result in results if result.way is Way.EMPTY]
    late = any(comes_after_a_fill(module, part, found.fills) for part in empties)
    return Reason.MIXED_RETURNS if late else _trapped(program, function, found) or found


def _named_whole(module: Module, value: ast.expr | None, result_of: Callable[[ast.expr], Built]) -> Fill | None:
    """The list that is made at one go, whatever happens, and gets a name that is returned and not used otherwise."""
    variable = module.variable(value) if isinstance(value, ast.Name) else None
    for life in lives(module, variable) if variable is not None else ():
        statement, made = module.parent(life.target), life.value
        if life.uses == (value,) and isinstance(statement, ast.Assign) and result_of(made) == _WHOLE_LIST:
            made = (
                made.args[0] if isinstance(made, ast.Call) and module.dotted(made.func) == "builtins.list" else made
            )
            is_one = isinstance(made, ast.ListComp) or made is not life.value
            return Fill("extend", statement, None, made) if is_one and _is_come_to(module, statement) else None
    return None


def _is_come_to(module: Module, statement: ast.stmt) -> bool:
    """Whether a function does a statement once, or raises: nothing but files is open around it."""
    for around in module.ancestors(statement):
        if isinstance(around, ast.FunctionDef):
            return True
        if not isinstance(around, ast.With) or not all(is_open(module, item, ("open",)) for item in around.items):
            return False
    return False


def passed_on(function: Function, returns: tuple[ast.Return, ...]) -> Fill | None:
    """The elements of a parameter that is returned as it is, where a loop, the last one, changes each in place."""
    module, body = function.module, function.node.body
    match body[-2:]:
        case [ast.For(iter=ast.Name() as source, target=ast.Name() as item, orelse=[]) as loop, ast.Return() as last]:
            variable, element = module.variable(source), module.variable(item)
            uses = variable.references if variable is not None and isinstance(variable.only, ast.arg) else []
            leaves = any(isinstance(node, ast.Break | ast.Continue | ast.Return) for node in own_nodes(loop))
            if {*uses} == {source, last.value} and element is not None and element.only is item and not leaves:
                return Fill("each", loop.body[-1], None, item)
    return None


def _whole(function: Function, built: ast.expr | None, returns: tuple[ast.Return, ...]) -> Producer | Reason:
    """A function that returns a comprehension, or `list` of something lazy."""
    if isinstance(built, ast.SetComp):
        return Reason.DEDUPLICATES
    assert isinstance(built, ast.ListComp | ast.DictComp | ast.Call)
    return Producer(function, "dict" if isinstance(built, ast.DictComp) else "list", built, None, (), returns)


def _beside_its_twin(program: Program, function: Function) -> Producer | None:
    """A function whose body is nothing but the list or dict of a generator, with its own parameters."""
    body = [s for s in function.node.body if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]
    match body:
        case [ast.Return(value=ast.Call(func=maker, args=[call], keywords=[]) as built) as last]:
            result = _MAKERS.get(function.module.dotted(maker) or "")
            found = _generator_of(program, function, call) if result else None
            return Producer(function, result or "", built, None, (), (last,), found) if found else None
    return None


def _generator_of(program: Program, function: Function, call: ast.expr) -> Function | None:
    """The generator of the same signature that a function hands all of its parameters on to, as they are."""
    found = program.callee(function.module, call) if isinstance(call, ast.Call) else None
    if found is None or not isinstance(call, ast.Call) or found.module is not function.module:
        return None
    given = [value.value if isinstance(value, ast.Starred) else value for value in every_value(call)]
    crossed = any(k.arg not in (None, getattr(k.value, "id", None)) for k in call.keywords)
    names = [argument.arg for argument in every_argument(function.node.args)][function.is_method :]
    handed = not crossed and [getattr(value, "id", None) for value in given] == names
    same = handed and found.owner == function.owner and _signature(found.node) == _signature(function.node)
    plain = not (found.is_decorated or function.is_decorated or program.is_replaced(function))
    is_lazy = yields(found.node) or found.node.name == twin_name(function.node.name)
    return found if same and plain and is_lazy and defaults_are_constant(program, found) else None


def _signature(node: FunctionNode) -> list[object]:
    """The parameters and their defaults."""
    defaults = [one and ast.dump(one) for one in [*node.args.defaults, *node.args.kw_defaults]]
    return [len(node.args.posonlyargs), *(one.arg for one in every_argument(node.args)), *defaults]


def defaults_are_constant(program: Program, function: Function) -> bool:
    """Whether it makes no difference that the defaults of the parameters are evaluated twice."""
    arguments = function.node.args
    defaults = [*arguments.defaults, *filter(None, arguments.kw_defaults)]
    frame = entered(program, function.module, function.module.parent(function.node) or function.node)
    found = [frame.run(default) for default in defaults]
    done = own_methods(frame, union(effects for _, effects in found))
    changes = done.outside or done.unknown or done.identity or done.advances or bool(done.writes)
    return not changes and all(is_plain(value) and value.kind != "lambda" for value, _ in found)


def misshapen(program: Program, function: Function, is_mixed: bool = False) -> Reason | None:
    """Why a generator cannot stand beside a function, whatever it builds; None where it can."""
    node, module = function.node, function.module
    if isinstance(node, ast.AsyncFunctionDef):
        return Reason.ASYNC
    owner = module.owner_class(node)
    if function.is_decorated or (function.is_static and owner and isinstance(module.parent(owner), ast.ClassDef)):
        return Reason.DECORATED
    if program.is_replaced(function):
        return Reason.OVERRIDDEN
    if is_mixed:
        return Reason.MIXED_RETURNS
    calls = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    if any((found := program.callee(module, call)) and found.node is node for call in calls):
        return Reason.RECURSIVE
    if looks_at_names(program, module, node) or is_named(program, module, node):
        return Reason.SCOPE
    return None if defaults_are_constant(program, function) else Reason.COMPUTED_DEFAULT


def _ends_by_leaving(body: list[ast.stmt]) -> bool:
    """Whether the end of a block is never come to."""
    last = body[-1]
    if isinstance(last, ast.With | ast.Try) and not getattr(last, "handlers", ()):
        return _ends_by_leaving(last.body)
    if isinstance(last, ast.While) and isinstance(last.test, ast.Constant) and last.test.value:
        return not any(isinstance(part, ast.Break) for inner in last.body for part in [inner, *own_nodes(inner)])
    return isinstance(last, ast.Return | ast.Raise)


def _trapped(program: Program, function: Function, producer: Producer) -> Reason | None:
    """What stands around or in the places that would yield."""
    module, built = function.module, producer.built
    if built is not None and not all(_stays_within(module, built, node) for node in ast.walk(built)):
        return Reason.SCOPE
    if _ends(program, function):
        return Reason.BARE_NEXT
    yielding: list[ast.AST] = [fill.statement for fill in producer.fills] if built is None else [built]
    tries = [a for part in yielding for a in module.ancestors(part) if isinstance(a, ast.Try | ast.TryStar)]
    kinds = [handler.type for block in tries for handler in block.handlers]
    each = [kind for one in kinds for kind in (one.elts if isinstance(one, ast.Tuple) else [one])]
    return Reason.SWALLOWS_EXIT if any(kind is None or module.dotted(kind) in _BROAD for kind in each) else None


def _stays_within(module: Module, built: ast.AST, node: ast.AST) -> bool:
    """Whether a name that is bound by `:=` is used in the comprehension alone."""
    variable = module.variable(node.target) if isinstance(node, ast.NamedExpr) else None
    uses = [*variable.bindings, *variable.references] if variable is not None else []
    local = variable is None or variable.scope.kind == "function"
    return local and all(built in module.ancestors(use) for use in uses)


def _ends(program: Program, function: Function, depth: int = _DEEP) -> bool:
    """Whether StopIteration may come out of a function and be told from RuntimeError, which a generator makes of it.

    It takes a handler, or an iterator that calls functions of the project: `map` ends by it in silence.
    """
    module = function.module
    told = (
        program.strict or program.stops_are_told_apart or program.exception_paths.is_told_apart(module, function.node)
    )
    for part in own_nodes(function.node):
        match part:
            case ast.Name(id="StopIteration"):
                return True
            case ast.Call(func=ast.Attribute(attr="__next__")) if told:
                return True
            case ast.Call(func=name, args=[_]) if told and module.dotted(name) == "builtins.next":
                return True
            case ast.Call() if depth and (callee := program.callee(module, part)) is not None:
                if callee.node is not function.node and _ends(program, callee, depth - 1):
                    return True
    return False
