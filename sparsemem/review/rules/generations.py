"""The part of SM204 that looks at refreshes: new data built while the old is still bound."""

import ast
import re
from collections.abc import Iterator

from sparsemem.review.index.evictions import own_attribute
from sparsemem.review.index.project import Project
from sparsemem.review.likely import likely_built, likely_size
from sparsemem.review.rule import Hit, Likely
from sparsemem.review.values import comprehension, copied
from sparsemem.source import FunctionNode, Module, filled, place

_REFRESH = re.compile(r"(?:^|_)(?:refresh|reload|rebuild|resync|repopulate|renew|reread)(?:_|$)")
_READS = frozenset({"fetchall", "readlines", "to_pylist", "to_pydict", "read_csv", "load_all", "fetch_all"})


def refreshed(module: Module, project: Project) -> Iterator[Hit]:
    """Functions called refresh, reload or the like that bind a full container over the old one."""
    for function in module.functions():
        if _REFRESH.search(function.name):
            for statement in ast.walk(function):
                if isinstance(statement, ast.Assign) and module.function(statement) is function:
                    yield from _replaced(module, project, function, statement)


def _replaced(module: Module, project: Project, function: FunctionNode, statement: ast.Assign) -> Iterator[Hit]:
    target = statement.targets[0]
    kept = own_attribute(target) or _global(module, target)
    likely = _builds(module, project, statement.value)
    if kept is None or likely is None or _dropped_before(module, function, statement, ast.unparse(target)):
        return
    if _is_first(module, statement, ast.unparse(target)):
        return
    message = f"{function.name}() builds the new {kept} while the old one is still held: two generations are alive"
    yield Hit(statement, kept, message, likely, {"function": function.name})


def _global(module: Module, target: ast.expr) -> str | None:
    variable = module.variable(target)
    known = variable is not None and variable.scope.kind == "module" and len(variable.bindings) > 1
    return variable.name if variable and known else None


def _builds(module: Module, project: Project, value: ast.expr) -> Likely | None:
    """How large the container is that an expression builds; None where it is not known to build one."""
    if comprehension(value):
        return likely_built(module, value)
    if isinstance(value, ast.Name):
        return _local(module, project, value)
    if not isinstance(value, ast.Call):
        return None
    source = copied(module, value)
    if source is not None:
        return likely_size(module, source)
    facts = project.callee(module, value)
    if facts is not None and facts.result in ("list", "dict", "set"):
        return Likely.UNKNOWN
    name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
    return Likely.LARGE if name in _READS else None


def _local(module: Module, project: Project, name: ast.Name) -> Likely | None:
    """The same of a local that a loop has filled, or that one assignment has bound."""
    variable = module.variable(name)
    if variable is None or variable.scope.kind != "function":
        return None
    local = filled(module, variable)
    if local:
        return likely_built(module, local.loop)
    bound = [module.parent(target) for target in variable.bindings]
    match bound:
        case [ast.Assign(value=ast.Call() as value)]:
            return _builds(module, project, value)
    return None


def _is_first(module: Module, statement: ast.Assign, target: str) -> bool:
    """Whether it is bound only where there is none yet: `if self.x is None:`, `if not self.x:`."""
    tests = {ast.unparse(one.test) for one in module.ancestors(statement) if isinstance(one, ast.If)}
    return not tests.isdisjoint({f"{target} is None", f"not {target}"})


def _dropped_before(module: Module, function: FunctionNode, statement: ast.Assign, target: str) -> bool:
    """Whether the function has emptied, deleted or rebound the target by then."""
    for node in ast.walk(function):
        if isinstance(node, ast.stmt) and place(node) < place(statement):
            if isinstance(node, ast.Assign | ast.Delete) and target in map(ast.unparse, node.targets):
                return True
            cleared = isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)
            if cleared and ast.unparse(node.value.func) == f"{target}.clear":  # type: ignore[attr-defined]
                return True
    return False
