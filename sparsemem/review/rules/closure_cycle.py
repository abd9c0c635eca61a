"""SM223: a closure in a cycle with its owner, or a finalizer on an object in one."""

import ast
from collections.abc import Iterator

from sparsemem.review.index.evictions import own_attribute
from sparsemem.review.index.project import Project
from sparsemem.review.rule import Hit, Rule, snippet
from sparsemem.review.rules.recursive_closures import recursive
from sparsemem.source import FunctionNode, Module

_METHOD = (
    "look it up when it is called, keep weakref.WeakMethod of it where the object has another owner, or set it to "
    "None on close"
)
_FUNCTION = "let it refer to self by weakref.ref where the object has another owner, or set it to None on close"
"""For each kind of what is kept: a lambda is no method."""


def check(module: Module, project: Project) -> Iterator[Hit]:
    """What self stores and what refers back to self; then inner functions that refer to themselves."""
    seen = set()
    for statement in module.all(ast.Assign):
        for hit in _stored(module, project, statement):
            if hit.subject not in seen:
                seen.add(hit.subject)
                yield hit
    for call in module.all(ast.Call):
        yield from _handed_to_part(module, project, call)
    for function in module.functions():
        yield from recursive(module, function)


def _stored(module: Module, project: Project, statement: ast.Assign) -> Iterator[Hit]:
    target = statement.targets[0]
    attribute = own_attribute(target.value if isinstance(target, ast.Subscript) else target)
    function = module.function(statement)
    owner = module.owner_class(function) if function else None
    if attribute is None or owner is None or attribute in project.cleared:
        return
    if attribute in project.evicted if isinstance(target, ast.Subscript) else _is_put_back(module, statement):
        return
    kind = _refers_back(module, owner, statement.value)
    if kind is None:
        return
    final = any(isinstance(item, FunctionNode) and item.name == "__del__" for item in owner.body)
    end = ", and __del__ runs only then" if final else ""
    message = f"self.{attribute} holds {kind} that holds self: {owner.name} is freed only by a collection{end}"
    subject, evidence = f"{owner.name}.{attribute}", {"holds": kind, "finalizer": final}
    yield Hit(statement, subject, message, evidence=evidence, remedy=_METHOD if "method" in kind else _FUNCTION)


def _is_put_back(module: Module, statement: ast.Assign) -> bool:
    """Whether the `finally` of a `try` around binds it to something else."""
    text = ast.unparse(statement.targets[0])
    ends = (one for around in module.ancestors(statement) if isinstance(around, ast.Try) for one in around.finalbody)
    return any(isinstance(one, ast.Assign) and text in map(ast.unparse, one.targets) for one in ends)


def _handed_to_part(module: Module, project: Project, call: ast.Call) -> Iterator[Hit]:
    """`self.button.connect(self.advance)`, where the class of the button keeps what it is given."""
    part = own_attribute(call.func.value) if isinstance(call.func, ast.Attribute) else None
    function = module.function(call)
    owner = module.owner_class(function) if function else None
    if part is None or owner is None or part in project.cleared or not isinstance(call.func, ast.Attribute):
        return
    made = [one.value for one in module.all(ast.Assign) if part in map(own_attribute, one.targets)]
    classes = {module.dotted(value.func) for value in made if isinstance(value, ast.Call)}
    facts = project.method(classes.pop(), call.func.attr) if len(made) == len(classes) == 1 else None
    given = dict(zip(facts.parameters, call.args, strict=False)) if facts else {}
    for name, value in given.items():
        kept, kind = facts.kept.get(name) if facts else None, _refers_back(module, owner, value)
        if kept and kind and kept not in project.cleared | project.evicted:
            message = f"self.{part} keeps {kind} that holds self: {owner.name} is freed only by a collection"
            evidence: dict[str, object] = {"holds": kind, "kept_in": kept}
            yield Hit(call, f"{owner.name}.{part}", message, evidence=evidence, remedy=_METHOD)


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


RULE = Rule(
    code="SM223",
    name="closure-cycle",
    finds=(
        "A bound method, lambda, partial or inner function that is stored in the very object it refers to, or in a "
        "part of it, and an inner function that refers to itself and captures a container."
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
