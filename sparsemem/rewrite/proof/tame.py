"""Containers that only this function can reach, and functions that leave the contents of containers alone."""

import ast
from collections.abc import Iterable

from sparsemem.rewrite.program.program import Program
from sparsemem.rewrite.proof import known_functions, known_methods
from sparsemem.rewrite.proof.reaching import reaching
from sparsemem.source.flow import assigned, loops, place
from sparsemem.source.function import Function
from sparsemem.source.module import Module
from sparsemem.source.scope import Variable

_DEPTH = 4
_TAME_METHODS = known_methods.READING | known_methods.ADDING | known_methods.TAKING | known_methods.MERGING | {
    "setdefault", "read", "readline", "readlines", "write", "writelines", "close", "seek", "tell"
}  # fmt: skip
_CHANGING = (
    known_methods.ADDING
    | known_methods.TAKING
    | known_methods.MERGING
    | {"setdefault", "__setitem__", "__delitem__", "__iadd__"}
)
_LATER = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


def is_tame(program: Program, module: Module, variable: Variable, depth: int = _DEPTH) -> bool:
    """Whether every use of a local container is known: read, or filled by its own name, and held nowhere else."""
    if looks_at_names(program, module, _home(variable)):
        return False
    return all(is_tame_use(program, module, use, variable, depth) for use in variable.references)


def _home(variable: Variable) -> ast.AST:
    scope = variable.scope
    while scope.kind == "comprehension" and scope.parent is not None:
        scope = scope.parent
    return scope.node


def looks_at_names(program: Program, module: Module, node: ast.AST) -> bool:
    """Whether a function, or the top level of a module, calls what sees or changes its names as such."""
    if node not in program.looking:
        calls = (inner for inner in _own(node) if isinstance(inner, ast.Call))
        program.looking[node] = any(module.dotted(call.func) in known_functions.FRAMES for call in calls)
    return program.looking[node]


def is_tame_use(program: Program, module: Module, use: ast.Name, variable: Variable, depth: int = _DEPTH) -> bool:
    """Whether one use leaves the container where it is, and changes it by its own name if at all."""
    if _is_later(module, use, variable):
        return False
    parent = module.parent(use)
    match parent:
        case ast.For() | ast.comprehension() | ast.Compare() | ast.FormattedValue() | ast.Return():
            return True
        case ast.Expr() | ast.Starred() | ast.BinOp() | ast.Assert() | ast.UnaryOp() | ast.YieldFrom():
            return True
        case ast.If() | ast.While() | ast.IfExp():
            return parent.test is use
        case ast.Dict():
            return all(value is not use or key is None for key, value in zip(parent.keys, parent.values, strict=True))
        case ast.Subscript():
            return parent.value is use
        case ast.AugAssign():
            return parent.value is use
        case ast.Attribute():
            call = module.parent(parent)
            return isinstance(call, ast.Call) and call.func is parent and parent.attr in _TAME_METHODS
        case ast.Call():
            return parent.func is not use and _is_tame_argument(program, module, parent, use, depth)
    return False


def _is_tame_argument(program: Program, module: Module, call: ast.Call, use: ast.Name, depth: int) -> bool:
    name = module.dotted(call.func)
    if name in known_functions.READERS or (name and known_functions.is_pure(name)):
        return True
    if isinstance(call.func, ast.Attribute) and call.func.attr in known_methods.MERGING | {
        "join",
        "writelines",
        "writerows",
    }:
        return True
    callee = program.callee(module, call)
    if callee is None or not depth or any(isinstance(argument, ast.Starred) for argument in call.args):
        return False
    bound = parameter(callee, call, use)
    if bound is None or len(bound.bindings) != 1:
        return False
    returned = any(isinstance(callee.module.parent(inner), ast.Return) for inner in bound.references)
    return not returned and is_tame(program, callee.module, bound, depth - 1)


def parameter(function: Function, call: ast.Call, argument: ast.expr) -> Variable | None:
    """The parameter that an argument is bound to."""
    return {id(value): variable for variable, value in passed(function, call)}.get(id(argument))


def passed(function: Function, call: ast.Call, is_bound: bool = False) -> list[tuple[Variable, ast.expr]]:
    """Each parameter that the call gives a value of its own, and that value; `is_bound` of calls of a class."""
    node = function.node
    names = [argument.arg for argument in [*node.args.posonlyargs, *node.args.args]]
    if is_bound or (function.is_method and isinstance(call.func, ast.Attribute)):
        names = names[1:]
    every = {argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]}
    plain = call.args
    while plain and any(isinstance(argument, ast.Starred) for argument in plain):
        plain = plain[:-1]
    variables = function.module.scopes[node].variables
    found = [(variables[name], value) for name, value in zip(names, plain, strict=False)]
    return found + [(variables[k.arg], k.value) for k in call.keywords if k.arg in every]


def _is_later(module: Module, use: ast.AST, variable: Variable) -> bool:
    home = _home(variable)
    for around in module.ancestors(use):
        if around is home:
            return False
        if isinstance(around, _LATER):
            return True
    return not isinstance(home, ast.Module)


def is_renewed(program: Program, module: Module, variable: Variable, bindings: Iterable[ast.AST]) -> bool:
    """Whether each turn of a loop makes the container anew, and nothing changes it once something else holds it."""
    for binding in bindings:
        loop = next(iter(loops(module, binding)), None)
        if loop is None or isinstance(module.parent(binding), ast.AugAssign):
            return False
        inside = [use for use in variable.references if loop in set(module.ancestors(use))]
        held = [place(use) for use in inside if not is_tame_use(program, module, use, variable)]
        changed = [place(use) for use in inside if _is_changed(module, use)]
        if any(_is_later(module, use, variable) for use in inside):
            return False
        if held and any(place(binding) < use and use > min(held) for use in changed):
            return False
        early = [use for use in inside if place(use) < place(binding)]
        if any(binding in reaching(module, variable, use) for use in early):
            return False
    return True


def _is_changed(module: Module, use: ast.Name) -> bool:
    parent = module.parent(use)
    if isinstance(parent, ast.Subscript):
        return not isinstance(parent.ctx, ast.Load)
    return isinstance(parent, ast.Attribute) and parent.attr not in known_methods.READING


def is_spoiled(program: Program, module: Module, node: ast.AST) -> bool:
    """Whether a function, or one that it calls, may change what lies inside of containers."""
    if node not in program.spoiled:
        program.spoiled[node] = False
        program.spoiled[node] = any(_spoils(program, module, inner) for inner in _own(node))
    return program.spoiled[node]


def _own(node: ast.AST) -> list[ast.AST]:
    """The nodes of a function; the functions of a module run for themselves."""
    if not isinstance(node, ast.Module):
        return list(ast.walk(node))
    found: list[ast.AST] = []
    waiting: list[ast.AST] = [node]
    while waiting:
        for inner in ast.iter_child_nodes(waiting.pop()):
            if not isinstance(inner, _LATER) or isinstance(inner, ast.Lambda):
                found.append(inner)
                waiting.append(inner)
    return found


def _spoils(program: Program, module: Module, node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return not _is_own(module, node.value)
    if isinstance(node, ast.Attribute) and node.attr in _CHANGING:
        # A method that is not called here may be called by whom it is handed to.
        parent = module.parent(node)
        return not (isinstance(parent, ast.Call) and parent.func is node)
    if not isinstance(node, ast.Call):
        return False
    name = module.dotted(node.func) or ""
    if name in known_functions.FRAMES or name in ("builtins.setattr", "builtins.delattr"):
        return True
    callee = program.callee(module, node)
    if callee is not None:
        return is_spoiled(program, callee.module, callee.node)
    if name in known_functions.READERS or known_functions.is_pure(name) or name in program.classes:
        return False
    if name.startswith("builtins.") and name.count(".") == 1:
        return False
    if not isinstance(node.func, ast.Attribute) or name.startswith("builtins."):
        return not is_named_tuple(module, node.func)
    method = node.func.attr
    if program.methods[method]:
        return True
    if method in known_methods.ADDING | known_methods.TAKING | known_methods.MERGING | {"setdefault"}:
        return not _is_own(module, node.func.value)
    return method not in known_methods.READING | known_methods.ONLY_STR | {
        "join",
        "write",
        "writerow",
        "writerows",
        "writelines",
    }


def is_named_tuple(module: Module, node: ast.expr) -> bool:
    """Whether a name is that of a class made by `namedtuple(...)`."""
    variable = module.variable(node) if isinstance(node, ast.Name) else None
    made = assigned(module, variable.bindings[0]) if variable and len(variable.bindings) == 1 else None
    kinds = ("collections.namedtuple", "typing.NamedTuple")
    return isinstance(made, ast.Call) and module.dotted(made.func) in kinds


def _is_own(module: Module, node: ast.expr) -> bool:
    """Whether an expression names a local that is only ever bound to a new container."""
    variable = module.variable(node)
    if variable is None or variable.scope.kind == "comprehension":
        return False
    values = [getattr(module.parent(binding), "value", None) for binding in variable.bindings]
    return bool(values) and all(
        isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)
        or (isinstance(value, ast.Call) and module.dotted(value.func) in _MAKERS)
        for value in values
    )


_MAKERS = frozenset({"builtins.list", "builtins.dict", "builtins.set", "collections.Counter", "collections.deque",
                     "collections.defaultdict", "collections.OrderedDict"})  # fmt: skip
