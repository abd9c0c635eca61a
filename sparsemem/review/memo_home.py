"""What a dict, or another container, that a function fills lives as long as."""

import ast
from collections import defaultdict
from collections.abc import Callable

from sparsemem.review.index.evictions import own_attribute
from sparsemem.source import FunctionNode, Module, Variable, assigned, empty

Starts = Callable[[Module, ast.expr | None], bool]
"""Whether an expression makes a container that starts empty."""


def is_empty_dict(module: Module, value: ast.expr | None) -> bool:
    """Whether a value is a dict that starts empty, of whatever kind."""
    if empty(module, value) == "dict":
        return True
    return isinstance(value, ast.Call) and (
        fills_itself(module, value)
        or (module.dotted(value.func) == "collections.Counter" and not value.args and not value.keywords)
    )


def outlives(
    module: Module,
    homes: dict[tuple[ast.ClassDef, str], str],
    function: FunctionNode,
    store: ast.expr,
    starts: Starts = is_empty_dict,
) -> str | None:
    """What a memo lives as long as: the module, the class, the instance, the function, one call of what makes it;
    None for what is no memo."""
    variable = module.variable(store)
    if variable is not None:
        if variable.scope.kind == "module":
            values = [_value(module, target) for target in variable.bindings if not _is_added_to(module, target)]
            made = [value for value in values if not (isinstance(value, ast.Constant) and value.value is None)]
            return "module" if [starts(module, value) for value in made] == [True] else None
        if _is_closure(module, function, variable):
            return "call" if _is_made_in_calls(module, variable.scope.node) else "function"
        return "function" if _default(function, variable.name) else None
    if _is_of_function(module, store):
        return "function"
    owner = module.owner_class(function)
    attribute = own_attribute(store) or _class_attribute(store, owner)
    if attribute is None or owner is None:
        return None
    return homes.get((owner, attribute))


def entry_of(module: Module, store: ast.expr) -> ast.expr | None:
    """The dict of dicts that a local is an entry of: `row = self.times[origin]`, `... .setdefault(origin, {})`."""
    variable = module.variable(store)
    if variable is None or variable.scope.kind != "function" or variable.only is None:
        return None
    match assigned(module, variable.only):
        case ast.Subscript(value=outer):
            return outer
        case ast.Call(func=ast.Attribute(value=outer, attr="setdefault")):
            return outer
    return None


def _is_added_to(module: Module, target: ast.AST) -> bool:
    return isinstance(module.parent(target), ast.AugAssign)


def fills_itself(module: Module, value: ast.expr | None) -> bool:
    """Whether a value is a dict that has an entry for each key that it is asked for, and starts empty."""
    return (
        isinstance(value, ast.Call)
        and module.dotted(value.func) == "collections.defaultdict"
        and len(value.args) == 1
    )


def _is_of_function(module: Module, store: ast.expr) -> bool:
    """Whether it is an attribute of a function that is made an empty dict beside it, exactly once."""
    if not isinstance(store, ast.Attribute) or not isinstance(store.value, ast.Name):
        return False
    variable = module.variable(store.value)
    if variable is None or not any(isinstance(one, ast.FunctionDef) for one in variable.bindings):
        return False
    name = ast.unparse(store)
    made = [one.value for one in module.all(ast.Assign) if name in map(ast.unparse, one.targets)]
    return [is_empty_dict(module, value) for value in made] == [True]


def _is_closure(module: Module, function: FunctionNode, variable: Variable) -> bool:
    """Whether a decorator's own dict lives with the function that it returns."""
    outer = variable.scope.node
    if outer is function or not isinstance(outer, ast.FunctionDef) or len(variable.bindings) != 1:
        return False
    returned = [node.value for node in ast.walk(outer) if isinstance(node, ast.Return)]
    is_handed_out = any(isinstance(value, ast.Name) and value.id == function.name for value in returned)
    return is_handed_out and is_empty_dict(module, _value(module, variable.bindings[0]))


def _is_made_in_calls(module: Module, outer: ast.AST) -> bool:
    """Whether functions of the module call what makes it, and nothing else does: each call has its own dict then."""
    variable = module.variable(outer)
    uses = variable.references if variable else ()
    calls = [module.parent(use) for use in uses]
    return bool(calls) and all(
        isinstance(call, ast.Call) and call.func is use and module.function(call) and not _decorates(module, call)
        for use, call in zip(uses, calls, strict=True)
    )


def _decorates(module: Module, node: ast.AST) -> bool:
    around = module.parent(node)
    return isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef) and node in around.decorator_list


def _value(module: Module, target: ast.AST) -> ast.expr | None:
    statement = module.parent(target)
    return statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None


def _default(function: FunctionNode, name: str) -> bool:
    """Whether a parameter has an empty dict as its default: one dict for all calls."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    with_default = arguments[len(arguments) - len(function.args.defaults) :]
    pairs = [*zip(with_default, function.args.defaults, strict=True)]
    pairs += [(a, d) for a, d in zip(function.args.kwonlyargs, function.args.kw_defaults, strict=True) if d]
    return any(argument.arg == name and isinstance(default, ast.Dict) for argument, default in pairs)


def _class_attribute(store: ast.expr, owner: ast.ClassDef | None) -> str | None:
    match store:
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if owner is not None and name == owner.name:
            return attribute
        case ast.Attribute(value=ast.Name(id="cls"), attr=attribute):
            return attribute
        case ast.Attribute(value=ast.Attribute(value=ast.Name(id="self"), attr="__class__"), attr=attribute):
            return attribute
    return None


def homes_of(module: Module, starts: Starts = is_empty_dict) -> dict[tuple[ast.ClassDef, str], str]:
    """`class` or `instance` for each attribute of a class that is made such a container, exactly once."""
    made: dict[tuple[ast.ClassDef, str], list[str | None]] = defaultdict(list)
    assigns: list[ast.Assign | ast.AnnAssign] = [*module.all(ast.Assign), *module.all(ast.AnnAssign)]
    for statement in assigns:
        owner = module.enclosing(statement, ast.ClassDef)
        in_class = module.parent(statement) is owner
        home = ("class" if in_class else "instance") if starts(module, statement.value) else None
        if in_class and starts(module, _of_each(module, statement.value)):
            home = "instance"
        for target in statement.targets if isinstance(statement, ast.Assign) else [statement.target]:
            name = target.id if isinstance(target, ast.Name) and in_class else own_attribute(target)
            if owner and name:
                made[owner, name].append(home)
    return {key: homes[0] for key, homes in made.items() if len(homes) == 1 and homes[0]}


def _of_each(module: Module, value: ast.expr | None) -> ast.expr | None:
    """What `field(default_factory=list)` makes for each instance, as a call."""
    if not isinstance(value, ast.Call) or module.dotted(value.func) != "dataclasses.field":
        return None
    factory = next((keyword.value for keyword in value.keywords if keyword.arg == "default_factory"), None)
    return ast.Call(func=factory, args=[], keywords=[]) if factory else None
