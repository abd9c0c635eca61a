"""From the index of a module to the facts that other modules need of it."""

import ast

from sparsemem.review.index.facts import ClassFacts, FunctionFacts, ModuleFacts, Result
from sparsemem.source import tables
from sparsemem.source.binding import every_argument
from sparsemem.source.built_results import Way, built_result
from sparsemem.source.containers import empty, filled
from sparsemem.source.defined_names import DefinedNames, base_names
from sparsemem.source.flow import exclusive, only_use, place
from sparsemem.source.function import Function
from sparsemem.source.module import Module
from sparsemem.source.scope import FunctionNode, Variable
from sparsemem.source.uses import How, use_of

_TRANSPARENT = frozenset({"builtins.staticmethod", "builtins.classmethod", "typing.override", "typing.final"})


def summarise(module: Module) -> ModuleFacts:
    """The facts of one module."""
    returns = _by_function(module, ast.Return)
    yields = _by_function(module, ast.Yield, ast.YieldFrom)
    functions = (_function(module, node, returns.get(node, []), node in yields) for node in module.functions())
    classes = (_class(module, node) for node in module.all(ast.ClassDef))
    return ModuleFacts(
        DefinedNames.of(module),
        {facts.name: facts for facts in functions if facts.result or facts.streamed or facts.repeated},
        {facts.name: facts for facts in classes},
        frozenset(_evicted(module)),
        frozenset(_cleared(module)),
    )


def _by_function(module: Module, *kinds: type[ast.AST]) -> dict[FunctionNode, list[ast.AST]]:
    found: dict[FunctionNode, list[ast.AST]] = {}
    for node in module.all(*kinds):
        around = module.enclosing(node, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        if isinstance(around, FunctionNode):
            found.setdefault(around, []).append(node)
    return found


def _function(module: Module, node: FunctionNode, returns: list[ast.AST], yields: bool) -> FunctionFacts:
    function, scope = Function(module, node), module.scopes[node]
    known = isinstance(node, ast.FunctionDef) and _plain(module, node)
    result = _result(module, returns, yields) if known else None
    names = function.positional
    variables = [scope.variables[name] for name in names]
    return FunctionFacts(
        function.name,
        tuple(names),
        result,
        frozenset(v.name for v in variables if known and not yields and _streamed(module, v)),
        frozenset(v.name for v in variables if known and not yields and _repeated(module, v)),
        function.owner,
    )


def _plain(module: Module, node: FunctionNode) -> bool:
    return all(module.dotted(decorator) in _TRANSPARENT for decorator in node.decorator_list)


def _result(module: Module, returns: list[ast.AST], yields: bool) -> Result | None:
    if yields:
        return "generator"
    kinds = [_returned(module, node.value) for node in returns if isinstance(node, ast.Return)]
    if None in kinds or len({kind for kind, _ in kinds if kind}) != 1:  # type: ignore[misc]
        return None
    built = [kind for kind, whole in kinds if whole]  # type: ignore[misc]
    return built[0] if built else None


def _returned(module: Module, value: ast.expr | None) -> tuple[Result, bool] | None:
    """The kind of container that a `return` hands out, and whether it was filled (or is just empty)."""
    built = built_result(module, value, lambda call: module.dotted(call.func) in tables.LAZY)
    if built.kind is not None:
        return built.kind, built.way is Way.WHOLE
    local = filled(module, built.local) if built.local is not None else None
    if local is None or any(use_of(module, use).how is not How.RETURNED for use in local.uses):
        return None
    return local.kind, True


def _streamed(module: Module, variable: Variable) -> bool:
    """Whether a parameter's only use is one pass over it."""
    only = only_use(module, variable.bindings[0], variable.references) if len(variable.bindings) == 1 else None
    if only is None:
        return False
    own = module.enclosing(only, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) is variable.scope.node
    use = use_of(module, only)
    return own and use.how is How.STREAM and not isinstance(use.by, ast.GeneratorExp)


def _repeated(module: Module, variable: Variable) -> bool:
    """Whether a parameter is passed over to the end, and then again."""
    if len(variable.bindings) != 1:
        return False
    passes = sorted(variable.references, key=place)
    if any(module.function(use) is not variable.scope.node for use in passes):
        return False
    if any(use_of(module, use).how not in (How.STREAM, How.KEEP) for use in passes):
        return False
    ends = [use for use in passes if ends_iterator(module, use)]
    return any(
        place(later) > place(first) and not exclusive(module, first, later) for first in ends for later in passes
    )


def ends_iterator(module: Module, use: ast.expr) -> bool:
    """Whether a use certainly takes an iterator to its end, at the time of the use."""
    found = use_of(module, use)
    if found.how not in (How.STREAM, How.KEEP):
        return False
    parent = module.parent(use)
    if isinstance(parent, ast.Call) and module.dotted(parent.func) in tables.WRAPPERS:
        return False
    if isinstance(found.by, ast.Call) and module.dotted(found.by.func) in tables.DRAINS_PARTLY:
        return False
    if isinstance(found.by, ast.For):
        return not any(
            _leaves_or_shares(module, node, use) for statement in found.by.body for node in ast.walk(statement)
        )
    if isinstance(found.by, ast.ListComp | ast.SetComp | ast.DictComp):
        return True
    return isinstance(found.by, ast.Call) and not found.text.startswith(".update")


def _leaves_or_shares(module: Module, node: ast.AST, use: ast.expr) -> bool:
    """Whether a node in a loop may end it early, or takes elements from the same iterator on purpose."""
    if isinstance(node, ast.Break | ast.Return | ast.Yield):
        return True
    variable = module.variable(use)
    return isinstance(node, ast.Name) and variable is not None and module.variable(node) is variable


def _class(module: Module, node: ast.ClassDef) -> ClassFacts:
    bodies = [item for item in node.body if isinstance(item, FunctionNode)]
    init = next((item for item in bodies if item.name == "__init__"), None)
    return ClassFacts(
        module.scopes[node].qualname,
        base_names(module, node),
        tuple(Function(module, init).positional) if init else (),
        _stored(module, init) if init else {},
    )


def _stored(module: Module, init: FunctionNode) -> dict[str, str]:
    """Parameter to attribute, for each `self.attribute = parameter` of an `__init__`."""
    found = {}
    arguments = {argument.arg for argument in every_argument(init.args)}
    for statement in ast.walk(init):
        if isinstance(statement, ast.Assign | ast.AnnAssign) and isinstance(statement.value, ast.Name):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                attribute = own_attribute(target)
                if attribute and statement.value.id in arguments:
                    found[statement.value.id] = attribute
    return found


def own_attribute(node: ast.AST | None) -> str | None:
    """`x` of an expression `self.x`; None for every other."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return node.attr
    return None


def last_name(node: ast.AST | None) -> str | None:
    """`c` of `a.b.c`, `x` of `x`: what a container is called wherever it is reached from."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _evicted(module: Module) -> set[str]:
    found = set()
    for call in module.all(ast.Call):
        if isinstance(call.func, ast.Attribute) and call.func.attr in tables.EVICTING_METHODS:
            found.add(last_name(call.func.value))
    for node in module.all(ast.Subscript):
        if isinstance(node.ctx, ast.Del):
            found.add(last_name(node.value))
    return {name for name in found if name}


def _cleared(module: Module) -> set[str]:
    found = set()
    for node in module.all(ast.Attribute):
        function = module.function(node)
        if function is None or function.name == "__init__":
            continue
        statement = module.parent(node)
        emptied = isinstance(statement, ast.Assign) and (
            isinstance(statement.value, ast.Constant) or empty(module, statement.value)
        )
        if isinstance(node.ctx, ast.Del) or (isinstance(node.ctx, ast.Store) and emptied):
            found.add(node.attr)
    return found
