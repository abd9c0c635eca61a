"""SM223: a closure in a cycle with its owner, or a finalizer on an object in one."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.evictions import own_attribute
from sparsemem.review.index.project import Project
from sparsemem.review.rule import Hit, Likely, Rule, snippet
from sparsemem.source import FunctionNode, Module, Variable

_METHOD = (
    "look it up when it is called, keep weakref.WeakMethod of it where the object has another owner, or set it to "
    "None on close"
)
_FUNCTION = "let it refer to self by weakref.ref where the object has another owner, or set it to None on close"
_RECURSION = "make it a method or a function of the module, and pass what it needs as arguments"
"""For each kind of what is kept: a lambda is no method."""


def check(module: Module, project: Project) -> Iterator[Hit]:
    """What self stores and what refers back to self; then inner functions that refer to themselves."""
    seen = set()
    for statement in module.all(ast.Assign):
        for hit in _stored(module, project, statement):
            if hit.subject not in seen:
                seen.add(hit.subject)
                yield hit
    for function in module.functions():
        yield from _recursive(module, function)


def _stored(module: Module, project: Project, statement: ast.Assign) -> Iterator[Hit]:
    target = statement.targets[0]
    attribute = own_attribute(target.value if isinstance(target, ast.Subscript) else target)
    function = module.function(statement)
    owner = module.owner_class(function) if function else None
    if attribute is None or owner is None or attribute in project.cleared:
        return
    kind = _refers_back(module, owner, statement.value)
    if kind is None:
        return
    final = any(isinstance(item, FunctionNode) and item.name == "__del__" for item in owner.body)
    end = ", and __del__ runs only then" if final else ""
    message = f"self.{attribute} holds {kind} that holds self: {owner.name} is freed only by a collection{end}"
    subject, evidence = f"{owner.name}.{attribute}", {"holds": kind, "finalizer": final}
    yield Hit(statement, subject, message, evidence=evidence, remedy=_METHOD if "method" in kind else _FUNCTION)


def _refers_back(module: Module, owner: ast.ClassDef, value: ast.expr) -> str | None:
    """The kind of callable that keeps self: a bound method, a lambda, an inner function, a partial of one."""
    for branch in _branches(value):
        kind = _refers_back(module, owner, branch)
        if kind is not None:
            return kind
    method = own_attribute(value)
    if method is not None:
        return f"its own method {method}" if _is_method(module, owner, method) else None
    if isinstance(value, ast.Lambda):
        return "a lambda" if _reads_self(module, value) else None
    if isinstance(value, ast.Call) and module.dotted(value.func) == "functools.partial" and value.args:
        inner = _refers_back(module, owner, value.args[0])
        given = any(isinstance(arg, ast.Name) and arg.id == "self" for arg in value.args[1:])
        return "a partial" if inner or given else None
    variable = module.variable(value)
    only = variable.bindings[0] if variable and len(variable.bindings) == 1 else None
    inner_function = isinstance(only, FunctionNode) and module.function(only) is not None
    return "a closure" if only and inner_function and _reads_self(module, only) else None


def _branches(value: ast.expr) -> list[ast.expr]:
    """What a conditional expression or an `or` may come to; nothing of any other one."""
    if isinstance(value, ast.IfExp):
        return [value.body, value.orelse]
    return value.values if isinstance(value, ast.BoolOp) else []


def _is_method(module: Module, owner: ast.ClassDef, name: str) -> bool:
    """Whether a name of the class is a plain method: what reading `self.name` binds to self."""
    variable = module.scopes[owner].variables.get(name)
    item = variable.bindings[-1] if variable else None
    return isinstance(item, FunctionNode) and not item.decorator_list and bool(item.args.args)


def _reads_self(module: Module, inner: ast.AST) -> bool:
    """Whether the body captures self; a default such as `me=ref(self)` is evaluated outside."""
    body = getattr(inner, "body", [])
    for node in (node for part in (body if isinstance(body, list) else [body]) for node in ast.walk(part)):
        variable = module.variable(node) if isinstance(node, ast.Name) and node.id == "self" else None
        if variable is not None and variable.scope.node is not inner:
            return True
    return False


def _recursive(module: Module, function: FunctionNode) -> Iterator[Hit]:
    """An inner function that calls itself is in a cycle with its own cell, with all that it captures."""
    variable = module.variable(function)
    if variable is None or variable.scope.kind != "function" or len(variable.bindings) != 1:
        return
    inside = set(ast.walk(function))
    if not any(use in inside for use in variable.references):
        return
    captured = sorted(_captured(module, function, inside) - {function.name})
    likely = Likely.UNKNOWN if _data(module, function, captured) else Likely.SMALL
    holds = f" and keeps {', '.join(captured)} with it" if captured else ""
    message = f"{function.name}() refers to itself, a cycle that is made anew by each call around it{holds}"
    yield Hit(function, function.name, message, likely, {"captures": captured}, remedy=_RECURSION)


def _captured(module: Module, function: FunctionNode, inside: set[ast.AST]) -> set[str]:
    return {variable.name for variable in _free(module, function, inside)}


def _free(module: Module, function: FunctionNode, inside: set[ast.AST]) -> Iterator[Variable]:
    for node in inside:
        variable = module.variable(node) if isinstance(node, ast.Name) else None
        if variable and variable.scope.kind == "function" and variable.scope.node not in inside:
            yield variable


def _data(module: Module, function: FunctionNode, captured: list[str]) -> bool:
    """Whether a captured local is a container that the function around makes: the data that waits."""
    around = module.function(function)
    scope = module.scopes[around] if around else None
    for name in captured if scope else ():
        variable = scope.variables.get(name) if scope else None
        for target in variable.bindings if variable else ():
            statement = module.parent(target)
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.List | ast.Dict | ast.ListComp):
                return True
    return False


RULE = Rule(
    code="SM223",
    name="closure-cycle",
    finds=(
        "A bound method, lambda, partial or inner function that is stored in the very object it refers to, and an "
        "inner function that refers to itself and captures a container."
    ),
    why=(
        "The object and all it holds are not freed when the last user lets go but at some later collection, and a "
        "`__del__` that should have released something waits with them."
    ),
    example=snippet(
        """
        class View:
            def __init__(self):
                self.on_change = self.redraw

            def redraw(self):
                return None
        """
    ),
    instead=snippet(
        """
        import weakref


        class View:
            def __init__(self):
                self.on_change = weakref.WeakMethod(self.redraw)

            def redraw(self):
                return None
        """
    ),
    safe=(
        "Where the callable is looked up at each call instead (`getattr(self, name)`), or the link is weak and the "
        "object has another owner."
    ),
    remedy=(
        "look it up when it is called, let it refer to self weakly (weakref.WeakMethod for a bound method, "
        "weakref.ref in a closure or partial), or set it to None on close"
    ),
    severity="note",
    check=check,
)
