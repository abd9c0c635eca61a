"""From the index of a module to the facts that other modules need of it."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.evictions import cleared, evicted, own_attribute
from sparsemem.review.index.facts import ClassFacts, FunctionFacts, ModuleFacts, Result
from sparsemem.review.index.opened import hands_out
from sparsemem.review.index.parameter_passes import is_repeated, is_streamed
from sparsemem.source import (
    DefinedNames,
    Function,
    FunctionNode,
    How,
    Module,
    Way,
    base_names,
    built_result,
    every_argument,
    filled,
    tables,
    use_of,
)

_COMMANDS = frozenset({"argparse", "click", "docopt", "fire", "optparse", "typer"})
_ASIDE = frozenset({"benchmarks", "doc", "docs", "examples", "scripts", "test", "testing", "tests", "tools"})
_TRANSPARENT = frozenset({"builtins.staticmethod", "builtins.classmethod", "typing.override", "typing.final"})


def summarise(module: Module) -> ModuleFacts:
    """The facts of one module."""
    returns = _by_function(module, ast.Return)
    yields = _by_function(module, ast.Yield, ast.YieldFrom)
    functions = (_function(module, node, returns.get(node, []), node in yields) for node in module.functions())
    classes = (_class(module, node) for node in module.all(ast.ClassDef))
    at_import, later = _called(module)
    return ModuleFacts(
        DefinedNames.of(module),
        {facts.name: facts for facts in functions if _says_something(facts)},
        {facts.name: facts for facts in classes},
        frozenset(evicted(module)),
        frozenset(cleared(module)),
        at_import,
        later,
        _has_command(module),
    )


def _says_something(facts: FunctionFacts) -> bool:
    return bool(facts.result or facts.streamed or facts.repeated or facts.kept or facts.opens)


def _called(module: Module) -> tuple[frozenset[str], frozenset[str]]:
    """The dotted names, which may be those of classes, of what is called at import, and of what functions call."""
    found: tuple[set[str], set[str]] = (set(), set())
    for call in module.all(ast.Call):
        name = module.dotted(call.func)
        if name is not None and name.rpartition(".")[2][:1].isupper():
            found[module.enclosing(call, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda) is not None].add(name)
    return frozenset(found[0]), frozenset(found[1])


def _has_command(module: Module) -> bool:
    path = module.source.path.split("/")
    if not _ASIDE.isdisjoint(path) or path[-1].startswith(("test", "setup", "conf")):
        return False
    imported = {alias.name for node in module.all(ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in module.all(ast.ImportFrom)}
    return path[-1] == "__main__.py" or not _COMMANDS.isdisjoint(name.partition(".")[0] for name in imported)


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
        frozenset(v.name for v in variables if known and not yields and is_streamed(module, v)),
        frozenset(v.name for v in variables if known and not yields and is_repeated(module, v)),
        function.owner,
        _stored(node) if function.owner and node.name != "__init__" else {},
        hands_out(module, node, returns),
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
    if isinstance(value, ast.GeneratorExp) or (isinstance(value, ast.Call) and _is_lazy(module, value)):
        return "iterator", True
    built = built_result(module, value, lambda call: _is_lazy(module, call))
    if built.kind is not None:
        return built.kind, built.way is Way.WHOLE
    local = filled(module, built.local) if built.local is not None else None
    if local is None or any(use_of(module, use).how is not How.RETURNED for use in local.uses):
        return None
    return local.kind, True


def _is_lazy(module: Module, call: ast.Call) -> bool:
    return module.dotted(call.func) in tables.LAZY


def _class(module: Module, node: ast.ClassDef) -> ClassFacts:
    bodies = [item for item in node.body if isinstance(item, FunctionNode)]
    init = next((item for item in bodies if item.name == "__init__"), None)
    return ClassFacts(
        module.scopes[node].qualname,
        base_names(module, node),
        tuple(Function(module, init).positional) if init else (),
        _stored(init) if init else {},
        any(one.name == "__hash__" for one in bodies),
    )


def _stored(function: FunctionNode) -> dict[str, str]:
    """Parameter to attribute, for each `self.attribute = parameter`, and what a method puts into one."""
    arguments = {argument.arg for argument in every_argument(function.args)}
    found = (pair for node in ast.walk(function) for pair in _kept_by(node))
    return {value.id: name for name, value in found if isinstance(value, ast.Name) and value.id in arguments and name}


def _kept_by(node: ast.AST) -> Iterator[tuple[str | None, ast.expr | None]]:
    """The attribute that a statement or a call puts a value into, and that value."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield own_attribute(target.value if isinstance(target, ast.Subscript) else target), value
        case ast.AnnAssign(target=target, value=value):
            yield own_attribute(target), value
        case ast.Call(func=ast.Attribute(value=store, attr=method), args=[*_, value]):
            if method in tables.GROWING_METHODS:
                yield own_attribute(store), value
